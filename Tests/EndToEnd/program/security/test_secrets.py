"""No secret leaves the program but the password, on stdout.

The search for secrets in streams and files follows every run of every test (support/leaks.py);
here is what needs a look at the program while it runs.
"""

from __future__ import annotations

import os
import threading
from pathlib import Path

import pytest

from standin import ROLE, StandIn, faults
from standin.messages import Request, Response
from support import leaks
from support.docker_config import DockerConfig
from support.helper import Helper
from support.hosts import HOST, REGION
from support.sandbox import PROGRAM, Sandbox
from support.scripts import Envman, Store


def family(pid: int) -> list[int]:
    """A process and all that descend from it."""
    children = (Path(f"/proc/{pid}/task") / str(pid) / "children").read_text().split()
    return [pid, *(descendant for child in children for descendant in family(int(child)))]


@pytest.mark.parametrize("service", ["bitrise", "sts", "ecr"])
def test_no_argument_list_holds_a_secret(helper: Helper, standin: StandIn, service: str) -> None:
    goes_on = threading.Event()
    standin.faults[service].then(faults.Fault(hold=goes_on))
    running = helper.start_get(HOST)
    standin.journal.wait_for_call(service)
    for pid in family(running.process.pid):
        assert not leaks.search(Path(f"/proc/{pid}/cmdline").read_bytes(), standin.vault)
    goes_on.set()
    assert running.finish().password()


def test_no_secret_is_added_to_its_environment(helper: Helper, standin: StandIn) -> None:
    goes_on = threading.Event()
    standin.faults["ecr"].then(faults.Fault(hold=goes_on))
    running = helper.start_get(HOST)
    standin.journal.wait_for_call("ecr")
    environment = Path(f"/proc/{running.process.pid}/environ").read_bytes()
    given = standin.build.api_token
    assert not leaks.search(environment, standin.vault, allowed=(given,))
    goes_on.set()
    running.finish()


def test_no_child_outlives_it(helper: Helper) -> None:
    """Docker waits until everybody has closed the helper's stdout."""
    running = helper.start_get(HOST)
    group = running.process.pid
    assert running.finish().password()
    with pytest.raises(ProcessLookupError):
        os.killpg(group, 0)


@pytest.mark.parametrize("failing", [None, "bitrise", "sts", "ecr"])
def test_the_most_talkative_run_shows_none(helper: Helper, standin: StandIn, failing: str | None) -> None:
    if failing:
        standin.faults[failing].always(faults.status(503))
    run = helper.get(HOST, "--verbose", ECR_LOGIN_VERBOSE="1", ECR_LOGIN_TIMEOUT="15")
    assert run.code == (1 if failing else 0)
    assert run.err


@pytest.mark.parametrize("service", ["bitrise", "sts", "ecr"])
def test_what_a_server_echoes_is_not_shown(helper: Helper, standin: StandIn, service: str) -> None:
    """A gateway's error page may hold the request it refused."""
    def echo(answer: Response) -> Response:
        request = standin.journal.calls(service)[-1]
        text = "".join(f"{name}: {value}\n" for name, value in request.headers).encode() + request.body
        return Response(400, text, (("Content-Type", "text/plain"),))

    standin.faults[service].always(faults.Fault(change=echo))
    helper.get(HOST).error()
    helper.get(HOST, "--verbose")


def secret_of(service: str, request: Request) -> str:
    """The secret that a request to the service holds."""
    if service == "sts":
        return request.form["WebIdentityToken"]
    return request.header("authorization" if service == "bitrise" else "x-amz-security-token") or ""


def refusal_by(service: str, text: str) -> Response:
    """An error of the service with that text."""
    fault = {
        "bitrise": faults.bitrise_error(text),
        "sts": faults.sts_error("ValidationError", text),
        "ecr": faults.ecr_error("InvalidParameterException", text),
    }[service]
    assert fault.answer
    return fault.answer


@pytest.mark.parametrize("service", ["bitrise", "sts", "ecr"])
def test_what_a_servers_error_message_echoes_is_not_shown(helper: Helper, standin: StandIn, service: str) -> None:
    """STS does: "Value 'TOKEN' at 'webIdentityToken' failed to satisfy constraint"."""
    def echo(answer: Response) -> Response:
        secret = secret_of(service, standin.journal.calls(service)[-1])
        return refusal_by(service, f"Value '{secret}' failed to satisfy constraint")

    standin.faults[service].always(faults.Fault(change=echo))
    helper.get(HOST).error()


@pytest.mark.parametrize(
    "form", ["gopher://builder:{}@proxy.example:1", "http://builder:{}@:1", "http://builder:{}@[::1"])
def test_a_proxy_that_cannot_be_used_does_not_show_its_password(real_names: Helper, form: str) -> None:
    # No run of a test may show this marker, wherever it stands.
    message = real_names.get(HOST, HTTPS_PROXY=form.format("S3CRETMARKofTheProxy")).error()
    assert "S3CRETMARK" not in message and "proxy" in message.lower()


def test_control_characters_of_a_servers_message_do_not_reach_the_terminal(helper: Helper, standin: StandIn) -> None:
    standin.faults["bitrise"].always(faults.bitrise_error("\x1b[2Jgone\nsecond line\r\x07", 400))
    message = helper.get(HOST).error()
    assert not any(ord(character) < 32 or ord(character) == 127 for character in message)


def test_a_long_message_of_a_server_is_cut(helper: Helper, standin: StandIn) -> None:
    standin.faults["ecr"].always(faults.ecr_error("InvalidParameterException", "long " * 20000))
    assert len(helper.get(HOST).error()) < 4000


def test_keys_from_the_environment_are_not_shown(bare: Helper, standin: StandIn) -> None:
    stranger = standin.iam.add_user("stranger")
    bare.get(
        HOST, "--verbose", AWS_ROLE_ARN=ROLE, AWS_ACCESS_KEY_ID=stranger.access_key_id,
        AWS_SECRET_ACCESS_KEY=stranger.secret)


@pytest.mark.parametrize("length", [1, 20])
def test_a_secret_given_as_an_argument_by_mistake_is_not_repeated(
    helper: Helper, standin: StandIn, length: int
) -> None:
    token = standin.bitrise.token(standin.build, "sts.amazonaws.com")
    helper.run("get", *[f"--token={token}"] * length, stdin=HOST.encode())
    helper.run("get", token, stdin=HOST.encode())
    helper.run(token, stdin=HOST.encode())


def test_no_program_gets_the_passwords_of_other_registries(
    helper: Helper, docker_config: DockerConfig, sandbox: Sandbox
) -> None:
    """`DOCKER_AUTH_CONFIG` has them; neither a store, nor envman, nor another version of this program needs it."""
    given = {"DOCKER_AUTH_CONFIG": '{"auths":{"ghcr.io":{"auth":"dTpw"}}}', "KEPT": "x"}
    docker_config.write({"credsStore": "vault"})
    store, envman = Store(sandbox), Envman(sandbox)
    helper.run("login", HOST, environment=given).lines()
    helper.run(
        "credentials", "--format", "envman", "--region", REGION, environment={**envman.environment, **given}).lines()
    (front := sandbox.root / "front").mkdir()
    (front / PROGRAM).write_text(f"#!/bin/sh\nenv >{sandbox.work}/environment\n")
    (front / PROGRAM).chmod(0o755)
    helper.run("doctor", HOST, environment=given, PATH=f"{front}:{helper.environment['PATH']}")
    lines = (sandbox.work / "environment").read_text().splitlines()
    doctors = dict(line.split("=", 1) for line in lines if "=" in line)
    for environment in [*(call.environment for call in [*store.calls, *envman.calls]), doctors]:
        assert environment["KEPT"] == "x" and "DOCKER_AUTH_CONFIG" not in environment
