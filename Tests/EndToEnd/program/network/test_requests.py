"""How often anybody is asked: once each when nothing is cached, not at all afterwards."""

from __future__ import annotations

import threading

from standin import ROLE, StandIn, faults
from standin.messages import Response
from support.helper import Helper
from support.hosts import HOST, OTHER_ACCOUNT, OTHER_REGION, PUBLIC
from support.texts import comparable

ONE_EACH = {"bitrise": 1, "sts": 1, "ecr": 1}
AT_ONCE = 50


def test_a_cold_get_asks_each_service_once(helper: Helper, standin: StandIn) -> None:
    helper.get(HOST).credentials()
    assert standin.journal.counts() == ONE_EACH


def test_requests_that_only_open_connections_carry_no_credentials(helper: Helper, standin: StandIn) -> None:
    helper.get(HOST).credentials()
    for entry in standin.journal.entries():
        if not entry.request.is_call:
            names = {name.lower() for name, _ in entry.request.headers}
            assert not names & {"authorization", "build_api_token", "x-amz-security-token"}
            assert entry.request.body == b""


def test_a_second_get_asks_nobody(helper: Helper, standin: StandIn) -> None:
    first = helper.get(HOST).password()
    standin.journal.clear()
    assert helper.get(HOST).password() == first
    assert standin.journal.connections == 0


def test_another_account_of_the_region_asks_nobody(helper: Helper, standin: StandIn) -> None:
    first = helper.get(HOST).password()
    standin.journal.clear()
    assert helper.get(OTHER_ACCOUNT).password() == first
    assert standin.journal.connections == 0


def test_another_region_is_asked_for_itself(real_names: Helper, standin: StandIn) -> None:
    first = real_names.get(HOST).password()
    standin.journal.clear()
    assert real_names.get(OTHER_REGION).password() != first
    assert standin.journal.counts() == ONE_EACH
    assert [scope.region for scope in standin.ecr.scopes] == ["eu-central-1", "us-west-2"]


def test_another_region_is_asked_for_itself_at_one_endpoint_for_all(helper: Helper, standin: StandIn) -> None:
    first = helper.get(HOST).password()
    assert helper.get(OTHER_REGION).password() != first
    assert [scope.region for scope in standin.ecr.scopes] == ["eu-central-1", "us-west-2"]


def test_the_public_registry_is_asked_for_itself(helper: Helper, standin: StandIn) -> None:
    first = helper.get(HOST).password()
    assert helper.get(PUBLIC).password() != first


def test_two_hundred_at_once_ask_each_service_once(helper: Helper, standin: StandIn) -> None:
    runs, _ = helper.get_at_once(200, HOST)
    assert len({run.password() for run in runs}) == 1
    assert standin.journal.counts() == ONE_EACH


def test_fifty_at_once_with_a_refused_role_ask_once_and_fail_alike(helper: Helper, standin: StandIn) -> None:
    # Until all have begun.
    refused = faults.Fault(answer_of_sts_to_a_stranger(), delay=4)
    standin.faults["sts"].always(refused)
    alone = helper.get(HOST, ECR_LOGIN_CACHE="off")
    standin.journal.clear()

    runs, seconds = helper.get_at_once(AT_ONCE, HOST)

    messages = {run.error() for run in runs}
    assert len(messages) == 1
    assert comparable(messages.pop()) == comparable(alone.error())
    assert standin.journal.counts() == {"bitrise": 1, "sts": 1}
    assert seconds <= 1.5 * alone.seconds, f"{seconds:.2f} s, one alone {alone.seconds:.2f} s"


def test_a_refusal_is_not_remembered_beyond_those_that_waited_for_it(helper: Helper, standin: StandIn) -> None:
    standin.faults["sts"].then(faults.Fault(answer_of_sts_to_a_stranger()))
    assert "sts:AssumeRoleWithWebIdentity" in helper.get(HOST).error()
    assert helper.get(HOST).password()


def test_regions_wait_only_for_themselves(real_names: Helper, standin: StandIn) -> None:
    """One registry's slow answer does not keep another region's registry waiting."""
    answer = threading.Event()
    standin.faults["ecr"].then(faults.Fault(hold=answer))
    slow = real_names.start_get(HOST)
    standin.journal.wait_for_call("ecr")
    assert real_names.get(OTHER_REGION).password()
    answer.set()
    assert slow.finish().password()


def test_two_roles_do_not_share_a_password(helper: Helper, standin: StandIn) -> None:
    other = standin.iam.add_role(f"{ROLE}-other").arn
    assert helper.get(HOST).password() != helper.get(HOST, AWS_ROLE_ARN=other).password()
    assert standin.journal.counts() == {"bitrise": 2, "sts": 2, "ecr": 2}


def answer_of_sts_to_a_stranger() -> Response:
    """What STS says to a build that the role does not trust."""
    fault = faults.sts_error("AccessDenied", "Not authorized to perform sts:AssumeRoleWithWebIdentity", 403)
    assert fault.answer
    return fault.answer
