"""Who the build is: where its identity token comes from, and when it is replaced."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from standin import ROLE, StandIn, faults
from standin.tokens import unverified_claims
from support.helper import Helper
from support.hosts import HOST
from support.sandbox import Sandbox

AUDIENCE = "sts.amazonaws.com"


@pytest.fixture
def roled(bare: Helper) -> Helper:
    """The program with a role, but without any identity yet."""
    bare.environment["AWS_ROLE_ARN"] = ROLE
    return bare


@pytest.fixture
def token_file(sandbox: Sandbox, standin: StandIn) -> Path:
    """A file with a good identity token."""
    return sandbox.input("token", standin.bitrise.token(standin.build, AUDIENCE, jti="S3CRETMARK-file"))


def token_used(standin: StandIn) -> dict[str, object]:
    """The claims of the token that STS was sent last."""
    return unverified_claims(standin.journal.calls("sts")[-1].form["WebIdentityToken"])


class TestSources:
    def test_a_token_given_in_the_environment_is_used_as_it_is(self, roled: Helper, standin: StandIn) -> None:
        token = standin.bitrise.token(standin.build, AUDIENCE)
        assert roled.get(HOST, BITRISE_IDENTITY_TOKEN=token).password()
        assert standin.journal.calls("sts")[0].form["WebIdentityToken"] == token
        assert standin.journal.counts() == {"sts": 1, "ecr": 1}

    def test_the_build_api_is_asked_for_one(self, helper: Helper, standin: StandIn) -> None:
        assert helper.get(HOST).password()
        request = standin.journal.calls("bitrise")[0]
        token = standin.build.api_token
        assert (request.method, request.path) == ("POST", f"/build/{standin.build.slug}/id_token.json")
        assert (request.header("authorization"), request.header("build_api_token")) == (token, token)
        assert json.loads(request.body) == {"sub": "", "aud": AUDIENCE}

    def test_a_slash_at_the_end_of_the_build_url_is_not_doubled(self, helper: Helper, standin: StandIn) -> None:
        url = helper.environment["BITRISE_BUILD_URL"]
        assert helper.get(HOST, BITRISE_BUILD_URL=f"{url}/").password()
        assert standin.journal.calls("bitrise")[0].path == f"/build/{standin.build.slug}/id_token.json"

    @pytest.mark.parametrize("end", ["", "\n", "\r\n", " \t\n\n"])
    def test_a_token_file_is_read_without_white_space_at_its_end(
        self, roled: Helper, standin: StandIn, sandbox: Sandbox, end: str
    ) -> None:
        token = standin.bitrise.token(standin.build, AUDIENCE)
        path = sandbox.input("token", token + end)
        assert roled.get(HOST, AWS_WEB_IDENTITY_TOKEN_FILE=str(path)).password()
        assert standin.journal.calls("sts")[0].form["WebIdentityToken"] == token

    def test_a_token_file_can_be_given_as_a_flag(self, roled: Helper, token_file: Path) -> None:
        assert roled.get(HOST, "--web-identity-token-file", str(token_file)).password()


class TestOrder:
    def test_the_environments_token_comes_before_the_build_api(self, helper: Helper, standin: StandIn) -> None:
        token = standin.bitrise.token(standin.build, AUDIENCE)
        helper.get(HOST, BITRISE_IDENTITY_TOKEN=token).credentials()
        assert standin.journal.calls("bitrise") == []

    def test_the_build_api_comes_before_the_token_file(
        self, helper: Helper, standin: StandIn, token_file: Path
    ) -> None:
        helper.get(HOST, AWS_WEB_IDENTITY_TOKEN_FILE=str(token_file)).credentials()
        assert token_used(standin)["jti"] != "S3CRETMARK-file"

    @pytest.mark.parametrize("missing", ["BITRISE_BUILD_URL", "BITRISE_BUILD_API_TOKEN"])
    @pytest.mark.parametrize("value", [None, ""])
    def test_half_a_build_api_is_none(
        self, helper: Helper, standin: StandIn, token_file: Path, missing: str, value: str | None
    ) -> None:
        helper.get(HOST, AWS_WEB_IDENTITY_TOKEN_FILE=str(token_file), **{missing: value}).credentials()
        assert token_used(standin)["jti"] == "S3CRETMARK-file"

    def test_an_empty_token_is_none(self, helper: Helper, standin: StandIn) -> None:
        helper.get(HOST, BITRISE_IDENTITY_TOKEN="").credentials()
        assert len(standin.journal.calls("bitrise")) == 1

    def test_a_source_that_fails_is_not_passed_over(
        self, helper: Helper, standin: StandIn, token_file: Path
    ) -> None:
        standin.faults["bitrise"].always(faults.bitrise_error("no tokens today", 403))
        message = helper.get(HOST, AWS_WEB_IDENTITY_TOKEN_FILE=str(token_file)).error()
        assert "no tokens today" in message
        assert standin.journal.calls("sts") == []

    def test_a_missing_token_file_is_not_passed_over(self, roled: Helper, standin: StandIn) -> None:
        user = standin.iam.add_user()
        message = roled.get(
            HOST, AWS_WEB_IDENTITY_TOKEN_FILE="/nonexistent/token", AWS_ACCESS_KEY_ID=user.access_key_id,
            AWS_SECRET_ACCESS_KEY=user.secret).error()
        assert "/nonexistent/token" in message
        assert standin.journal.counts() == {}

    def test_without_any_identity_the_message_names_the_sources(self, roled: Helper, standin: StandIn) -> None:
        message = roled.get(HOST).error()
        for name in ("BITRISE_IDENTITY_TOKEN", "BITRISE_BUILD_URL", "AWS_WEB_IDENTITY_TOKEN_FILE"):
            assert name in message
        assert standin.journal.connections == 0


class TestExpiry:
    @pytest.mark.parametrize("lifetime", [-3600, -1, 30, 58])
    def test_a_token_that_is_over_or_nearly_is_replaced_by_the_build_api(
        self, helper: Helper, standin: StandIn, lifetime: int
    ) -> None:
        old = standin.bitrise.token(standin.build, AUDIENCE, lifetime=lifetime)
        assert helper.get(HOST, BITRISE_IDENTITY_TOKEN=old).password()
        assert standin.journal.counts() == {"bitrise": 1, "sts": 1, "ecr": 1}
        assert standin.journal.calls("sts")[0].form["WebIdentityToken"] != old

    def test_a_token_with_two_minutes_left_is_used(self, helper: Helper, standin: StandIn) -> None:
        token = standin.bitrise.token(standin.build, AUDIENCE, lifetime=120)
        helper.get(HOST, BITRISE_IDENTITY_TOKEN=token).credentials()
        assert standin.journal.calls("bitrise") == []

    def test_an_expired_one_that_cannot_be_replaced_says_when_it_expired(
        self, roled: Helper, standin: StandIn
    ) -> None:
        # 2024-02-29 11:22:33 UTC
        token = standin.bitrise.token(standin.build, AUDIENCE, exp=1709205753)
        message = roled.get(HOST, BITRISE_IDENTITY_TOKEN=token).error()
        assert "expired" in message and "2024-02-29" in message and "11:22:33" in message
        assert standin.journal.counts() == {}

    def test_an_expired_token_file_that_cannot_be_replaced_is_named(
        self, roled: Helper, standin: StandIn, sandbox: Sandbox
    ) -> None:
        path = sandbox.input("token", standin.bitrise.token(standin.build, AUDIENCE, exp=1709205753))
        message = roled.get(HOST, AWS_WEB_IDENTITY_TOKEN_FILE=str(path)).error()
        assert "expired" in message and "2024-02-29" in message


class TestAudience:
    def test_is_asked_of_the_build_api_as_set(self, helper: Helper, standin: StandIn) -> None:
        role = standin.iam.add_role(audience="mine").arn
        provider = standin.iam.providers.pop()
        standin.iam.add_provider(type(provider)(provider.account, provider.issuer, ("mine",)))
        assert helper.get(HOST, AWS_ROLE_ARN=role, ECR_LOGIN_AUDIENCE="mine").password()
        assert json.loads(standin.journal.calls("bitrise")[0].body)["aud"] == "mine"

    def test_a_given_token_is_used_with_the_audience_it_has(self, roled: Helper, standin: StandIn) -> None:
        standin.iam.add_role(audience="other")
        provider = standin.iam.providers.pop()
        standin.iam.add_provider(type(provider)(provider.account, provider.issuer, ("other",)))
        token = standin.bitrise.token(standin.build, "other")
        assert roled.get(HOST, BITRISE_IDENTITY_TOKEN=token).password()

    def test_a_given_token_for_another_audience_is_replaced(self, helper: Helper, standin: StandIn) -> None:
        token = standin.bitrise.token(standin.build, "other")
        assert helper.get(HOST, BITRISE_IDENTITY_TOKEN=token, ECR_LOGIN_AUDIENCE=AUDIENCE).password()
        assert token_used(standin)["aud"] == AUDIENCE

    def test_a_given_token_for_another_audience_that_cannot_be_replaced_is_an_error(
        self, roled: Helper, standin: StandIn
    ) -> None:
        token = standin.bitrise.token(standin.build, "other")
        message = roled.get(HOST, BITRISE_IDENTITY_TOKEN=token, ECR_LOGIN_AUDIENCE="mine").error()
        assert "other" in message and "mine" in message
        assert standin.journal.counts() == {}

    def test_a_set_audience_that_the_given_token_has_changes_nothing(self, helper: Helper, standin: StandIn) -> None:
        token = standin.bitrise.token(standin.build, AUDIENCE)
        helper.get(HOST, BITRISE_IDENTITY_TOKEN=token, ECR_LOGIN_AUDIENCE=AUDIENCE).credentials()
        assert standin.journal.calls("bitrise") == []

    def test_of_china_is_its_own(self, helper: Helper, standin: StandIn) -> None:
        standin.iam.add_role("arn:aws-cn:iam::123456789012:role/r", audience="sts.amazonaws.com.cn")
        provider = standin.iam.providers.pop()
        standin.iam.add_provider(type(provider)(provider.account, provider.issuer, ("sts.amazonaws.com.cn",)))
        host = "123456789012.dkr.ecr.cn-northwest-1.amazonaws.com.cn"
        assert helper.get(host, AWS_ROLE_ARN="arn:aws-cn:iam::123456789012:role/r").password()
        assert json.loads(standin.journal.calls("bitrise")[0].body)["aud"] == "sts.amazonaws.com.cn"
