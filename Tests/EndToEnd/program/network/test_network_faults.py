"""The program against every fault of the network: outcome, message, exit code, requests, time.

The faults are the tables in `network_faults`, one row each, tried at every service that can have them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from network_faults import CASES, TABLE, Case, document
from network_faults.running import Outcome, Running
from standin.authority import Authority
from support.hosts import HOST, PUBLIC
from support.texts import comparable


@pytest.fixture(scope="module")
def running(
    request: pytest.FixtureRequest, authority: Authority, program: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Running]:
    """The cases of this run of pytest, all begun."""
    chosen: list[Case] = []
    for item in request.session.items:
        if isinstance(item, pytest.Function) and item.function is test_fault:
            case = item.callspec.params["case"]
            assert isinstance(case, Case)
            chosen.append(case)
    made = Running(chosen, authority, program, tmp_path_factory.mktemp("faults"))
    yield made
    made.close()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_fault(case: Case, running: Running) -> None:
    outcome = running.outcome(case)
    said = outcome.run.err.decode()
    check_outcome(case, outcome)
    assert outcome.counts.keys() == case.counts.keys()
    for service, number in case.counts.items():
        allowed = number if isinstance(number, range) else [number]
        assert outcome.counts[service] in allowed, service
    if outcome.finding:
        raise outcome.finding
    least, most = case.seconds
    most += outcome.run.waited
    assert least <= outcome.run.seconds <= most, f"{outcome.run.seconds:.1f} s, not {least} to {most}"
    assert case.fault.said is None or re.search(case.fault.said, said) or case.fault.said in said, said


def check_outcome(case: Case, outcome: Outcome) -> None:
    """Exit code and message, or the password."""
    run = outcome.run
    if case.fault.said:
        # With --verbose the error stream has more than the message.
        run.err = b"" if run.code == 0 else run.err.splitlines(keepends=True)[-1]
    if case.fault.is_not_found:
        assert run.is_not_found()
        return
    if case.fault.message is None:
        assert run.password()
        return
    message = re.sub(r"expired at [\dT:-]+Z", "expired at TIME", comparable(run.error(), outcome.sandbox))
    registry = PUBLIC if case.where == "ecr-public" else HOST
    assert message == f"docker-credential-bitrise: {registry}: {case.fault.message(case)}"
    if case.fault.attempts(case.where) > 1:
        assert f"({case.fault.attempts(case.where)} attempts" in message


# The suite and its document.

# What facts/aws.md, that is AWS's own documentation, has of codes.
CODES = {
    "sts": {
        "AccessDenied", "InvalidIdentityToken", "ExpiredTokenException", "IDPRejectedClaim", "IDPCommunicationError",
        "MalformedPolicyDocument", "PackedPolicyTooLarge", "RegionDisabledException", "ValidationError", "Throttling",
        "ThrottlingException", "InternalFailure", "ServiceUnavailable"},
    "sts by keys": {
        "InvalidClientTokenId", "SignatureDoesNotMatch", "ExpiredToken", "IncompleteSignature",
        "MissingAuthenticationToken", "OptInRequired", "AccessDenied"},
    "ecr": {
        "UnrecognizedClientException", "ExpiredTokenException", "InvalidSignatureException",
        "IncompleteSignatureException", "MissingAuthenticationTokenException", "AccessDeniedException",
        "ThrottlingException", "TOOMANYREQUESTS", "InvalidParameterException", "ServerException", "InternalFailure"},
    "ecr-public": {"AccessDeniedException", "UnsupportedCommandException"},
}


@pytest.mark.parametrize("where", CODES)
def test_every_code_of_a_service_is_in_the_table(where: str) -> None:
    names = " ".join(fault.name for fault in TABLE if where in fault.where)
    assert {code for code in CODES[where] if not re.search(rf"\d {code}\b", names)} == set()


def test_every_case_has_a_name_of_its_own() -> None:
    assert len({case.id for case in CASES}) == len(CASES)
    assert len({fault.slug for fault in TABLE}) == len(TABLE)


def test_the_document_has_every_fault() -> None:
    text = document.DOCUMENT.read_text()
    assert text == document.current(text), "run: python -m network_faults.document, in Tests/EndToEnd"


def test_every_row_of_the_document_names_a_test() -> None:
    rows = re.findall(r"^\|.*\| `([\w-]+)` \|$", document.table(), re.MULTILINE)
    assert len(rows) == len(TABLE)
    assert {case.id.partition(":")[0] for case in CASES} == set(rows)
