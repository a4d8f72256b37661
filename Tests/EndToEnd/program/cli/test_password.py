"""`password`: the bare password, for `docker login --password-stdin` and whatever else wants one."""

from __future__ import annotations

from pathlib import Path

import pytest

from standin import ROLE, StandIn
from support.clients import Clients
from support.docker_config import DockerConfig
from support.helper import Helper
from support.hosts import HOST, PUBLIC, REGION, ZEROS
from support.registry import Registry
from support.sandbox import Sandbox
from support.texts import comparable


@pytest.mark.parametrize("arguments", [
    (HOST,), (f"https://{HOST}/v2/",), ("123456789012", "--region", REGION), ("000000000012", "--region", REGION),
    ("--region", REGION), (PUBLIC,),
], ids=["host", "address", "account", "account with zeros", "own account", "public"])
def test_is_all_that_is_on_stdout(helper: Helper, arguments: tuple[str, ...]) -> None:
    run = helper.run("password", *arguments)
    assert (run.code, run.err) == (0, b""), run.failure()
    kept = helper.vault.of_kind("ecr-password")
    assert run.out.decode() == kept[-1] + "\n"


def test_is_that_of_the_cache(helper: Helper, standin: StandIn) -> None:
    first = helper.run("password", HOST).out
    standin.journal.clear()
    assert helper.run("password", ZEROS).out == first
    assert helper.get(HOST).password() == first.decode().strip()
    assert standin.journal.connections == 0


def test_is_what_docker_login_takes(
    clients: Clients, sandbox: Sandbox, registry: Registry, docker_config: DockerConfig
) -> None:
    docker_config.write({})
    pipeline = (
        "set -o pipefail; docker-credential-bitrise password --region eu-central-1"
        f" | docker login --username AWS --password-stdin {HOST}")
    shown = clients.run("bash", "-c", pipeline).ok()
    assert "Login Succeeded" in shown
    assert docker_config.password(HOST) == registry.password


def test_a_failure_is_told_on_stderr_only(helper: Helper) -> None:
    (line,) = helper.run("password", HOST, "--role-arn", f"{ROLE}-unknown").lines(1)
    assert line.startswith(f"{HOST}: AWS STS ({REGION}) refuses role {ROLE}-unknown: AccessDenied")


@pytest.mark.parametrize(("arguments", "told"), [
    ((), "no region is named. Name it with --region, in AWS_REGION, or as region in the configuration file."),
    (("ghcr.io",), 'ghcr.io: "ghcr.io" is not a registry of Amazon ECR. Give a host of the form'
                   " 123456789012.dkr.ecr.eu-central-1.amazonaws.com, or an account of twelve digits."),
    (("123456789012",), "123456789012: no region is named. Name it with --region, in AWS_REGION, or as region in the"
                        " configuration file."),
])
def test_a_mistake_is_told(helper: Helper, standin: StandIn, arguments: tuple[str, ...], told: str) -> None:
    (line,) = helper.run("password", *arguments).lines(1)
    assert comparable(line) == told
    assert standin.journal.connections == 0


def test_takes_one_registry(helper: Helper, standin: StandIn) -> None:
    helper.run("password", HOST, ZEROS).lines(64)
    assert standin.journal.connections == 0


def test_a_full_stdout_is_a_failure(helper: Helper) -> None:
    with Path("/dev/full").open("wb") as full:
        run = helper.start("password", HOST, stdout=full.fileno()).finish()
    assert run.code == 1 and b"cannot write to standard output: No space left on device" in run.err
