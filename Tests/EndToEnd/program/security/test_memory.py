"""Nobody but root gets at the program's memory: no core file, no look through /proc, no debugger."""

from __future__ import annotations

import os
import signal
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from standin import StandIn, faults
from support.docker_config import DockerConfig
from support.helper import Helper, Running
from support.hosts import HOST

UNLIMITED = ("prlimit", "--core=unlimited")


@pytest.fixture
def waiting(helper: Helper, standin: StandIn, somebody: tuple[str, ...]) -> Iterator[Running]:
    """The program of a user who is not root, as it waits for ECR with credentials in its memory."""
    goes_on = threading.Event()
    standin.faults["ecr"].then(faults.Fault(hold=goes_on))
    running = helper.start_get(HOST, before=(*UNLIMITED, *somebody))
    standin.journal.wait_for_call("ecr")
    yield running
    goes_on.set()
    if running.process.poll() is None:
        running.finish()


def limits(process: int) -> str:
    """The line of the limits that is about core files."""
    lines = Path(f"/proc/{process}/limits").read_text().splitlines()
    return next(line for line in lines if line.startswith("Max core file size"))


def test_a_crash_leaves_no_core_file(waiting: Running) -> None:
    soft, hard = limits(waiting.process.pid).split()[4:6]
    # The hard limit is not ours to change: a child may have a use for it.
    assert (soft, hard) == ("0", "unlimited")
    waiting.kill(signal.SIGSEGV)
    status = os.waitstatus_to_exitcode(os.waitpid(waiting.process.pid, 0)[1])
    waiting.process.returncode = status
    assert status == -signal.SIGSEGV


@pytest.mark.parametrize("file", ["environ", "mem", "maps"])
def test_the_same_user_cannot_read_its_memory(waiting: Running, somebody: tuple[str, ...], file: str) -> None:
    read = subprocess.run(
        [*somebody, "head", "-c", "1", f"/proc/{waiting.process.pid}/{file}"], capture_output=True, check=False)
    assert read.returncode != 0
    assert b"Permission denied" in read.stderr


def test_that_reading_would_work_otherwise(somebody: tuple[str, ...]) -> None:
    """That of any other program of the same user can be read."""
    with subprocess.Popen([*somebody, "sleep", "60"], stdout=subprocess.PIPE) as other:
        try:
            path = Path(f"/proc/{other.pid}/comm")
            while path.read_text() != "sleep\n":
                pass
            for file in ("environ", "maps"):
                subprocess.run([*somebody, "head", "-c", "1", f"/proc/{other.pid}/{file}"], check=True)
        finally:
            other.kill()


def test_what_it_starts_leaves_no_core_file_either(helper: Helper, docker_config: DockerConfig) -> None:
    """A credential store has the password in its memory, too; it could raise the limit again."""
    seen = helper.sandbox.inputs / "seen"
    store = helper.sandbox.bin / "docker-credential-vault"
    store.write_text(f"#!/bin/sh\ncat >/dev/null\n{{ ulimit -S -c; ulimit -H -c; }} >'{seen}'\n")
    store.chmod(0o755)
    docker_config.write({"credsStore": "vault"})
    assert helper.run("login", HOST, before=UNLIMITED).code == 0
    assert seen.read_text().split() == ["0", "unlimited"]
