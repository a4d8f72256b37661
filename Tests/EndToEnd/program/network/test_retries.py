"""What becomes of a second attempt; what is tried again, and what is not, is in test_network_faults.py."""

from __future__ import annotations

from standin import StandIn, faults
from support.helper import Helper
from support.hosts import HOST


def test_idp_communication_error_can_pass(helper: Helper, standin: StandIn) -> None:
    standin.faults["sts"].then(faults.sts_error("IDPCommunicationError", "Unable to reach the identity provider"))
    assert helper.get(HOST).password()


def test_a_verification_key_that_was_not_found_can_pass(helper: Helper, standin: StandIn) -> None:
    text = (
        "Couldn't retrieve verification key from your identity provider, please reference AssumeRoleWithWebIdentity"
        " documentation for requirements")
    standin.faults["sts"].then(faults.sts_error("InvalidIdentityToken", text))
    assert helper.get(HOST).password()


def test_a_new_signature_is_made_for_every_try(helper: Helper, standin: StandIn) -> None:
    standin.faults["ecr"].then(faults.status(503, Retry_After="2"))
    helper.get(HOST).credentials()
    dates = [request.header("x-amz-date") for request in standin.journal.calls("ecr")]
    assert len(set(dates)) == 2


def test_only_the_service_that_failed_is_asked_again(helper: Helper, standin: StandIn) -> None:
    standin.faults["ecr"].then(faults.status(503))
    helper.get(HOST).credentials()
    assert standin.journal.counts() == {"bitrise": 1, "sts": 1, "ecr": 2}


def test_a_token_that_sts_finds_expired_is_replaced_once(helper: Helper, standin: StandIn) -> None:
    expired = faults.sts_error("ExpiredTokenException", "Token expired: current date/time 2 must be before 1")
    token = standin.bitrise.token(standin.build, "sts.amazonaws.com")
    standin.faults["sts"].then(expired)
    assert helper.get(HOST, BITRISE_IDENTITY_TOKEN=token).password()
    assert standin.journal.counts() == {"bitrise": 1, "sts": 2, "ecr": 1}
    standin.journal.clear()
    standin.faults["sts"].always(expired)
    helper.get(HOST, "--no-cache").error()
    assert standin.journal.counts()["sts"] <= 2
