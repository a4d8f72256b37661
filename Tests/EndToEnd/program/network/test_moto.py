"""Against moto's server: an STS and an ECR that were not made for this program."""

from __future__ import annotations

import pytest

from standin import StandIn
from support.helper import Helper
from support.hosts import HOST
from support.moto import Moto


@pytest.fixture
def against_moto(helper: Helper, moto: Moto) -> Helper:
    """The program with moto for AWS, and the stand-in for Bitrise only."""
    for name in ("AWS_ENDPOINT_URL_STS", "AWS_ENDPOINT_URL_ECR", "AWS_ENDPOINT_URL_ECR_PUBLIC"):
        del helper.environment[name]
    helper.environment["AWS_ENDPOINT_URL"] = moto.url
    return helper


def test_gets_the_password_that_moto_gives(against_moto: Helper, standin: StandIn) -> None:
    # moto's passwords name the account, and bear an expiry of 2015: good now, but nothing to keep.
    assert against_moto.get(HOST).password() == "123456789012-auth-token"
    assert standin.journal.counts() == {"bitrise": 1}


def test_does_not_keep_a_password_that_is_said_to_have_expired(against_moto: Helper, standin: StandIn) -> None:
    against_moto.get(HOST).credentials()
    against_moto.get(HOST).credentials()
    assert standin.journal.counts() == {"bitrise": 2}


def test_gets_it_with_keys(against_moto: Helper) -> None:
    keys = {"AWS_ACCESS_KEY_ID": "AKIAIOSFODNN7EXAMPLE", "AWS_SECRET_ACCESS_KEY": "unused"}
    assert against_moto.get(HOST, BITRISE_BUILD_URL=None, AWS_ROLE_ARN=None, **keys).password()
    assert against_moto.get(HOST, BITRISE_BUILD_URL=None, **keys).password()
