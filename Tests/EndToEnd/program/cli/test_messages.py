"""The exact text of every error, as somebody reads it under a build that has failed."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping

import pytest

from standin import ROLE, StandIn, faults
from standin.iam import Keys
from standin.messages import Response
from support.helper import SENTINEL, Helper
from support.hosts import PUBLIC
from support.messages import (
    AWS_TROUBLE,
    ECR,
    ECR_FAILS,
    ECR_REFUSED,
    ECR_REFUSED_KEYS,
    ECR_TROUBLE,
    FILES,
    KEYS_REFUSED,
    MISTAKES,
    NO_BUILD,
    PUBLIC_REFUSED,
    STS,
    STS_FAILS,
    STS_REFUSED,
    STS_TROUBLE,
    TOKEN,
    TOKEN_REFUSED,
    Refused,
    message_of,
)
from support.proxy import ConnectProxy
from support.texts import comparable

ANONYMOUS = "Docker pulls without a password then: 1 pull a second instead of 10."
BITRISE = "the Bitrise build API at 127.0.0.1:PORT "


@pytest.mark.parametrize("case", TOKEN_REFUSED, ids=str)
def test_sts_refuses_the_token(helper: Helper, standin: StandIn, case: Refused) -> None:
    standin.faults["sts"].always(faults.sts_error(case.code, case.answer, case.status))
    assert message_of(helper) == case.expected(STS, f"; {TOKEN}")


@pytest.mark.parametrize("case", STS_REFUSED, ids=str)
def test_sts_refuses_the_request(helper: Helper, standin: StandIn, case: Refused) -> None:
    standin.faults["sts"].always(faults.sts_error(case.code, case.answer, case.status))
    assert message_of(helper) == case.expected(STS)


@pytest.mark.parametrize("case", STS_TROUBLE, ids=str)
def test_sts_is_in_trouble(helper: Helper, standin: StandIn, case: Refused) -> None:
    standin.faults["sts"].always(faults.sts_error(case.code, case.answer, case.status))
    # Not for ever: a service that is asked too much is asked again for as long as there is time.
    assert message_of(helper, ECR_LOGIN_TIMEOUT="5") == case.expected(STS_FAILS)


@pytest.mark.parametrize("case", KEYS_REFUSED, ids=str)
def test_sts_refuses_the_keys(bare: Helper, standin: StandIn, case: Refused) -> None:
    standin.faults["sts"].always(faults.sts_error(case.code, case.answer, case.status))
    assert message_of(bare, AWS_ROLE_ARN=ROLE, **environment_of(standin.iam.add_user())) == case.expected(STS)


@pytest.mark.parametrize("case", ECR_REFUSED, ids=str)
def test_ecr_refuses(helper: Helper, standin: StandIn, case: Refused) -> None:
    standin.faults["ecr"].always(faults.ecr_error(case.code, case.answer, case.status))
    assert message_of(helper) == case.expected(ECR)


@pytest.mark.parametrize("case", ECR_REFUSED_KEYS, ids=str)
def test_ecr_refuses_keys_by_their_identifier(bare: Helper, standin: StandIn, case: Refused) -> None:
    standin.faults["ecr"].always(faults.ecr_error(case.code, case.answer, case.status))
    message = message_of(bare, **environment_of(standin.iam.add_user()))
    assert message == case.expected("Amazon ECR (eu-central-1) refuses access key KEY: ")


@pytest.mark.parametrize("case", TOKEN_REFUSED, ids=str)
def test_sts_refuses_a_token_that_was_given(helper: Helper, standin: StandIn, case: Refused) -> None:
    standin.faults["sts"].always(faults.sts_error(case.code, case.answer, case.status))
    token = standin.bitrise.token(standin.build, "sts.amazonaws.com")
    if case.code == "ExpiredTokenException":
        case = dataclasses.replace(
            case, told="Get the token later in the build, or let this program get it: Bitrise's build API issues one"
            " whenever it is asked (BITRISE_BUILD_URL, BITRISE_BUILD_API_TOKEN).")
    assert message_of(helper, BITRISE_IDENTITY_TOKEN=token, **NO_BUILD) == case.expected(STS, f"; {TOKEN}")


@pytest.mark.parametrize("case", ECR_TROUBLE, ids=str)
def test_ecr_is_in_trouble(helper: Helper, standin: StandIn, case: Refused) -> None:
    standin.faults["ecr"].always(faults.ecr_error(case.code, case.answer, case.status))
    assert message_of(helper, ECR_LOGIN_TIMEOUT="5") == case.expected(ECR_FAILS)


@pytest.mark.parametrize("case", PUBLIC_REFUSED, ids=str)
def test_ecr_public_refuses(helper: Helper, standin: StandIn, case: Refused) -> None:
    standin.faults["ecr-public"].always(faults.ecr_error(case.code, case.answer, case.status))
    expected = case.expected(f"Amazon ECR Public (us-east-1) refuses role {ROLE}: ")
    if case.code != "AccessDeniedException":
        assert message_of(helper, PUBLIC) == expected
        return
    # Everybody may pull there: Docker goes on without a password, and only --verbose says why.
    assert helper.get(PUBLIC).is_not_found()
    run = helper.get(PUBLIC, "--verbose")
    assert (run.code, run.out) == (1, SENTINEL)
    line = comparable(run.err.splitlines()[-1].decode(), helper.sandbox)
    assert line == f"docker-credential-bitrise: {PUBLIC}: {expected} {ANONYMOUS}"
    # Who asks for the password itself is told that there is none.
    assert helper.run("password", PUBLIC).code == 1


def test_ecr_public_needs_nobody(bare: Helper) -> None:
    assert bare.get(PUBLIC).is_not_found()
    run = bare.get(PUBLIC, "--verbose")
    assert (run.code, run.out) == (1, SENTINEL)
    assert run.err.decode() == (
        f"docker-credential-bitrise: {PUBLIC}: no role is named, and there are no AWS keys. Name the IAM role to assume"
        f" in AWS_ROLE_ARN, or as roleArn in the configuration file. {ANONYMOUS}\n")


ANSWERS = [
    # The build API
    ("bitrise", faults.bitrise_error("Unauthorized", 401),
     f"{BITRISE}gave no identity token: status 401: Unauthorized (role {ROLE}). Check that BITRISE_BUILD_API_TOKEN is"
     " the token of this very build, which must still be running."),
    ("bitrise", faults.bitrise_error("Not Found", 404),
     f"{BITRISE}gave no identity token: status 404: Not Found (role {ROLE}). Check that BITRISE_BUILD_URL is the URL of"
     " this very build."),
    ("bitrise", faults.html(404),
     f"{BITRISE}gave no identity token: status 404 (role {ROLE}). Check that BITRISE_BUILD_URL is the URL of this very"
     " build."),
    ("bitrise", faults.bitrise_error("out of order", 500),
     f"{BITRISE}gave no identity token: status 500: out of order (role {ROLE}). Start the build again later; see"
     " status.bitrise.io if it stays."),
    ("bitrise", faults.html(200),
     f"{BITRISE}answered 200 without an id_token (role {ROLE}). Check that BITRISE_BUILD_URL is the URL of this"
     " build."),
    # STS
    ("sts", faults.status(503), f"{STS_FAILS}status 503. {AWS_TROUBLE}"),
    ("sts", faults.html(403),
     f"AWS STS (eu-central-1) at 127.0.0.1:PORT answered 403 without an error that STS has (role {ROLE}). Something"
     " else than STS may be answering: check proxies, AWS_ENDPOINT_URL_STS and AWS_ENDPOINT_URL."),
    ("sts", faults.redirect("https://elsewhere.example/"),
     f"AWS STS (eu-central-1) at 127.0.0.1:PORT answered 307 without an error that STS has (role {ROLE}). Something"
     " else than STS may be answering: check proxies, AWS_ENDPOINT_URL_STS and AWS_ENDPOINT_URL."),
    ("sts", faults.html(200),
     f"AWS STS (eu-central-1) at 127.0.0.1:PORT answered 200 with something that is not STS's XML (role {ROLE})."
     " Something else than STS may be answering: check proxies, AWS_ENDPOINT_URL_STS and AWS_ENDPOINT_URL."),
    # ECR
    ("ecr", faults.html(403),
     f"Amazon ECR (eu-central-1) at 127.0.0.1:PORT answered 403 without an error that ECR has (role {ROLE}). Something"
     " else than ECR may be answering: check proxies, and the AWS_ENDPOINT_URL variables."),
    ("ecr", faults.html(200),
     "Amazon ECR (eu-central-1) at 127.0.0.1:PORT answered 200 with something else than an authorization token (role"
     f" {ROLE}). Something else than ECR may be answering: check proxies, and the AWS_ENDPOINT_URL variables."),
    ("ecr", faults.body(b'{"authorizationData":[]}', "application/x-amz-json-1.1"),
     f"Amazon ECR (eu-central-1) at 127.0.0.1:PORT answered 200 with no authorization data (role {ROLE}). Something"
     " else than ECR may be answering: check proxies, and the AWS_ENDPOINT_URL variables."),
    # The network
    ("sts", faults.Fault(reset=True),
     f"cannot reach AWS STS (eu-central-1) at 127.0.0.1: Recv failure: Connection reset by peer (3 attempts; role"
     f" {ROLE}). Start the build again; if it stays, check proxies on the way."),
    ("sts", faults.Fault(cut=400),
     f"cannot reach AWS STS (eu-central-1) at 127.0.0.1: transfer closed with N bytes remaining to read (3 attempts;"
     f" role {ROLE}). Start the build again; if it stays, check proxies on the way."),
    ("sts", faults.Fault(change=lambda answer: Response(200, answer.body.ljust(2 << 20), answer.headers)),
     f"AWS STS (eu-central-1) at 127.0.0.1 answered with more than 1 MiB (role {ROLE}). Something"
     " else than AWS may be answering: check proxies and endpoint settings."),
]


@pytest.mark.parametrize(("service", "fault", "expected"), ANSWERS)
def test_an_answer_that_is_none(
    helper: Helper, standin: StandIn, service: str, fault: faults.Fault, expected: str
) -> None:
    standin.faults[service].always(fault)
    assert message_of(helper) == expected


def test_the_time_is_over(helper: Helper, standin: StandIn) -> None:
    standin.faults["sts"].always(faults.Fault(delay=20))
    assert message_of(helper, ECR_LOGIN_TIMEOUT="1") == (
        "the 1 s for everything were over before AWS STS (eu-central-1) answered: Operation timed out after N"
        f" milliseconds with 0 bytes received (role {ROLE}). Check the network, or allow more time with --timeout or"
        " ECR_LOGIN_TIMEOUT.")


def test_the_proxy_refuses(real_names: Helper, proxy: ConnectProxy) -> None:
    message = message_of(real_names, BITRISE_BUILD_URL="https://forbidden.example/build/x")
    assert "forbidden.example" in message and "403" in message and "HTTPS_PROXY" in message


@pytest.mark.parametrize(("changes", "expected"), [row[1:] for row in MISTAKES], ids=[row[0] for row in MISTAKES])
def test_a_mistake_of_the_users(helper: Helper, changes: Mapping[str, str | None], expected: str) -> None:
    for name, content in FILES.items():
        helper.sandbox.input(name, content)
    given = {
        name: value and value.replace("{inputs}", str(helper.sandbox.inputs)) for name, value in changes.items()}
    assert message_of(helper, **given) == expected


def test_an_expired_token(helper: Helper, standin: StandIn) -> None:
    token = standin.bitrise.token(standin.build, "sts.amazonaws.com", exp=1709205753)
    assert message_of(helper, BITRISE_IDENTITY_TOKEN=token, **NO_BUILD) == (
        f"the identity token in BITRISE_IDENTITY_TOKEN expired at 2024-02-29T11:22:33Z (role {ROLE}). Get a new one"
        " later in the build, or set BITRISE_BUILD_URL and BITRISE_BUILD_API_TOKEN, from which this program gets one"
        " when it needs it.")


def test_a_token_for_another_audience(helper: Helper, standin: StandIn) -> None:
    token = standin.bitrise.token(standin.build, "other")
    assert message_of(helper, BITRISE_IDENTITY_TOKEN=token, ECR_LOGIN_AUDIENCE="mine", **NO_BUILD) == (
        f"the identity token in BITRISE_IDENTITY_TOKEN is for the audience other, but mine is configured (role {ROLE})."
        " Get the token for that audience, or leave the audience setting (--audience, ECR_LOGIN_AUDIENCE) out.")


class TestAdvice:
    """What is advised must fit what the user has: these rules hold whatever the exact words."""

    def test_does_not_ask_for_settings_that_are_set(self, helper: Helper, standin: StandIn) -> None:
        standin.faults["sts"].always(faults.sts_error("ExpiredTokenException", "Token expired: current date/time 2"))
        assert "set BITRISE_BUILD_URL" not in message_of(helper)

    def test_does_not_speak_of_keys_where_none_are_set(self, helper: Helper, standin: StandIn) -> None:
        standin.faults["ecr"].always(faults.ecr_error("InvalidSignatureException", "Signature expired: 2026"))
        assert "AWS_SECRET_ACCESS_KEY" not in message_of(helper)

    def test_of_a_wrong_clock_says_that_it_is_the_clock(self, helper: Helper, standin: StandIn) -> None:
        text = "Signature expired: 20260101T000000Z is now earlier than 20260101T001000Z (20260101T001500Z - 5 min.)"
        standin.faults["ecr"].always(faults.ecr_error("InvalidSignatureException", text))
        message = message_of(helper)
        assert "clock" in message and "secret key" not in message

    @pytest.mark.parametrize("name", ["AWS_WEB_IDENTITY_TOKEN_FILE", "ECR_LOGIN_CONFIG"])
    @pytest.mark.parametrize("path", ["/nonexistent/file", "/"])
    def test_about_a_file_names_the_setting(self, helper: Helper, name: str, path: str) -> None:
        assert name in message_of(helper, **{name: path}, **NO_BUILD)

    def test_about_a_proxy_that_is_down_says_that_it_is_the_proxy(self, real_names: Helper) -> None:
        message = message_of(real_names, HTTPS_PROXY="http://127.0.0.1:9", ECR_LOGIN_TIMEOUT="3")
        assert "proxy 127.0.0.1" in message or "HTTPS_PROXY (" in message or "HTTPS_PROXY is" in message

    def test_about_an_unusable_bundle_names_the_setting(self, helper: Helper) -> None:
        path = helper.sandbox.input("empty.pem", "")
        message = message_of(helper, AWS_CA_BUNDLE=str(path))
        assert "AWS_CA_BUNDLE" in message and "empty.pem" in message


def environment_of(keys: Keys) -> dict[str, str]:
    """A user's keys as a build has them."""
    return {"AWS_ACCESS_KEY_ID": keys.access_key_id, "AWS_SECRET_ACCESS_KEY": keys.secret}
