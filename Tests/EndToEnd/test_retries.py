"""What is tried again, what is not, and when."""

from __future__ import annotations

import pytest

from standin import StandIn, faults
from support.helper import Helper
from support.hosts import HOST

SERVICES = ["bitrise", "sts", "ecr"]


def throttled(service: str) -> faults.Fault:
    """How a service says that it is asked too often."""
    return {
        "bitrise": faults.bitrise_error("Too many requests", 429),
        "sts": faults.sts_error("Throttling", "Rate exceeded"),
        "ecr": faults.ecr_error("ThrottlingException", "Rate exceeded"),
    }[service]


PASSING = {
    "500": lambda service: faults.status(500),
    "502 with a page": lambda service: faults.html(502),
    "503": lambda service: faults.status(503),
    "504": lambda service: faults.status(504),
    "429": lambda service: faults.status(429),
    "throttled": throttled,
    "connection closed": lambda service: faults.Fault(cut=0),
    "connection reset": lambda service: faults.Fault(reset=True),
    "answer cut off": lambda service: faults.Fault(cut=300),
}


@pytest.mark.parametrize("service", SERVICES)
@pytest.mark.parametrize("kind", PASSING)
def test_what_can_pass_is_tried_again(helper: Helper, standin: StandIn, service: str, kind: str) -> None:
    standin.faults[service].then(PASSING[kind](service))
    assert helper.get(HOST).password()
    assert standin.journal.counts()[service] == 2


def test_idp_communication_error_can_pass(helper: Helper, standin: StandIn) -> None:
    standin.faults["sts"].then(faults.sts_error("IDPCommunicationError", "Unable to reach the identity provider"))
    assert helper.get(HOST).password()


def test_a_verification_key_that_was_not_found_can_pass(helper: Helper, standin: StandIn) -> None:
    text = (
        "Couldn't retrieve verification key from your identity provider, please reference AssumeRoleWithWebIdentity"
        " documentation for requirements")
    standin.faults["sts"].then(faults.sts_error("InvalidIdentityToken", text))
    assert helper.get(HOST).password()


@pytest.mark.parametrize("service", SERVICES)
def test_it_gives_up_in_the_end(helper: Helper, standin: StandIn, service: str) -> None:
    standin.faults[service].always(faults.status(503))
    run = helper.get(HOST, ECR_LOGIN_TIMEOUT="20")
    assert "503" in run.error()
    assert 2 <= standin.journal.counts()[service] <= 5


def test_a_new_signature_is_made_for_every_try(helper: Helper, standin: StandIn) -> None:
    standin.faults["ecr"].then(faults.status(503, Retry_After="2"))
    helper.get(HOST).credentials()
    dates = [request.header("x-amz-date") for request in standin.journal.calls("ecr")]
    assert len(set(dates)) == 2


def test_only_the_service_that_failed_is_asked_again(helper: Helper, standin: StandIn) -> None:
    standin.faults["ecr"].then(faults.status(503))
    helper.get(HOST).credentials()
    assert standin.journal.counts() == {"bitrise": 1, "sts": 1, "ecr": 2}


@pytest.mark.parametrize("service", SERVICES)
def test_retry_after_is_honoured(helper: Helper, standin: StandIn, service: str) -> None:
    standin.faults[service].then(faults.status(503, Retry_After="2"))
    run = helper.get(HOST)
    assert run.password()
    assert 2 <= run.seconds < 6


PERMANENT = [
    ("bitrise", faults.bitrise_error("Unauthorized", 401)),
    ("bitrise", faults.bitrise_error("Forbidden", 403)),
    ("bitrise", faults.bitrise_error("Not Found", 404)),
    ("bitrise", faults.bitrise_error("Not implemented", 501)),
    ("sts", faults.sts_error("AccessDenied", "Not authorized to perform sts:AssumeRoleWithWebIdentity", 403)),
    ("sts", faults.sts_error("InvalidIdentityToken", "Incorrect token audience")),
    ("sts", faults.sts_error("ValidationError", "The requested DurationSeconds exceeds the MaxSessionDuration")),
    ("sts", faults.sts_error("RegionDisabledException", "STS is not activated in this region", 403)),
    ("sts", faults.sts_error("MalformedPolicyDocument", "Policy")),
    ("ecr", faults.ecr_error("AccessDeniedException", "not authorized to perform: ecr:GetAuthorizationToken")),
    ("ecr", faults.ecr_error("InvalidSignatureException", "The request signature we calculated does not match")),
    ("ecr", faults.ecr_error("UnrecognizedClientException", "The security token included in the request is invalid.")),
    ("ecr", faults.ecr_error("InvalidParameterException", "registryIds")),
]


@pytest.mark.parametrize(("service", "fault"), PERMANENT)
def test_what_cannot_pass_is_asked_once(
    helper: Helper, standin: StandIn, service: str, fault: faults.Fault
) -> None:
    standin.faults[service].always(fault)
    run = helper.get(HOST)
    run.error()
    assert standin.journal.counts()[service] == 1
    assert run.seconds < 2


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


def test_a_server_that_is_not_there_is_an_error_that_names_it(helper: Helper) -> None:
    run = helper.get(HOST, AWS_ENDPOINT_URL_STS="https://127.0.0.1:9")
    assert "127.0.0.1 port 9" in run.error()


def test_a_host_that_does_not_exist_is_an_error_that_names_it(helper: Helper) -> None:
    run = helper.get(HOST, AWS_ENDPOINT_URL_STS="https://sts.nowhere.invalid", ECR_LOGIN_TIMEOUT="10")
    assert "sts.nowhere.invalid" in run.error()
