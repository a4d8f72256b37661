"""SIGINT, SIGTERM, SIGPIPE and SIGXFSZ end the program at once, wherever it is, and leave nothing half-written."""

from __future__ import annotations

import fcntl
import os
import signal
import subprocess
import threading
import time
from pathlib import Path

import pytest

from standin import StandIn, faults
from support.docker_config import DockerConfig
from support.helper import Helper, Running
from support.hosts import HOST
from support.sandbox import Sandbox
from support.scripts import Store

SIGNALS = [signal.SIGINT, signal.SIGTERM, signal.SIGPIPE, signal.SIGXFSZ]
AT_ONCE = 1.0


@pytest.fixture(params=SIGNALS, ids=lambda number: number.name)
def number(request: pytest.FixtureRequest) -> signal.Signals:
    """The signal that is sent."""
    return signal.Signals(request.param)


def end(running: Running, number: signal.Signals) -> None:
    """Sends the signal; the program must end at once, and by it."""
    begun = time.monotonic()
    running.kill(number)
    run = running.finish()
    assert time.monotonic() - begun < AT_ONCE
    assert run.code == -number, run.failure()
    assert run.err == b""


def waits_for_a_lock(process: int) -> bool:
    """Whether it is blocked by a file lock of another process."""
    return any(
        " -> " in line and line.split()[5] == str(process) for line in Path("/proc/locks").read_text().splitlines())


def wait_until_blocked(process: int) -> None:
    begun = time.monotonic()
    while not waits_for_a_lock(process):
        assert time.monotonic() - begun < 10, "it does not wait for the lock"
        time.sleep(0.01)


@pytest.mark.parametrize("service", ["bitrise", "sts", "ecr"])
def test_while_it_waits_for_the_network(
    helper: Helper, standin: StandIn, docker_config: DockerConfig, number: signal.Signals, service: str
) -> None:
    before = docker_config.write({"auths": {}})
    standin.faults[service].always(faults.Fault(hold=threading.Event()))
    running = helper.start("login", HOST)
    standin.journal.wait_for_call(service)
    end(running, number)
    assert docker_config.content == before and docker_config.others == []


def test_while_it_waits_between_two_attempts(
    helper: Helper, standin: StandIn, docker_config: DockerConfig, number: signal.Signals
) -> None:
    before = docker_config.write({"auths": {}})
    standin.faults["sts"].always(faults.status(503, Retry_After="20"))
    running = helper.start("login", HOST)
    standin.journal.wait_for_call("sts")
    time.sleep(0.2)
    end(running, number)
    assert docker_config.content == before


def test_while_it_waits_for_the_lock_of_the_configuration(
    helper: Helper, docker_config: DockerConfig, number: signal.Signals
) -> None:
    before = docker_config.write({"auths": {}})
    holder = os.open(docker_config.directory, os.O_RDONLY)
    fcntl.flock(holder, fcntl.LOCK_EX)
    try:
        running = helper.start("login", HOST)
        wait_until_blocked(running.process.pid)
        end(running, number)
    finally:
        os.close(holder)
    assert docker_config.content == before and docker_config.others == []


def test_while_it_waits_for_another_process_to_fetch(
    helper: Helper, standin: StandIn, docker_config: DockerConfig, number: signal.Signals
) -> None:
    goes_on = threading.Event()
    standin.faults["ecr"].then(faults.Fault(hold=goes_on))
    first = helper.start("login", HOST)
    standin.journal.wait_for_call("ecr")
    second = helper.start("login", HOST)
    time.sleep(0.3)
    end(second, number)
    goes_on.set()
    first.finish().lines()
    assert docker_config.password(HOST)
    assert standin.journal.counts() == {"bitrise": 1, "sts": 1, "ecr": 1}


def test_while_a_store_works(
    helper: Helper, docker_config: DockerConfig, sandbox: Sandbox, number: signal.Signals
) -> None:
    before = docker_config.write({"credsStore": "slow"})
    script = sandbox.bin / "docker-credential-slow"
    script.write_text("#!/bin/sh\ncat >/dev/null\n: >started\nexec >/dev/null 2>&1\nexec sleep 3\n")
    script.chmod(0o755)
    running = helper.start("login", HOST)
    begun = time.monotonic()
    while not (sandbox.work / "started").exists():
        assert time.monotonic() - begun < 10
        time.sleep(0.01)
    end(running, number)
    assert docker_config.content == before


def test_the_helper_ends_by_it_too(helper: Helper, standin: StandIn, number: signal.Signals) -> None:
    standin.faults["sts"].always(faults.Fault(hold=threading.Event()))
    running = helper.start_get(HOST)
    standin.journal.wait_for_call("sts")
    end(running, number)


def test_the_next_run_is_not_held_up(
    helper: Helper, standin: StandIn, docker_config: DockerConfig, number: signal.Signals
) -> None:
    standin.faults["sts"].then(faults.Fault(hold=threading.Event()))
    running = helper.start("login", HOST)
    standin.journal.wait_for_call("sts")
    end(running, number)
    run = helper.run("login", HOST)
    assert len(run.lines()) == 1 and run.seconds < 5
    assert docker_config.password(HOST)


def test_a_reader_that_goes_away_is_an_error_and_not_a_crash(helper: Helper) -> None:
    """Only a SIGPIPE that somebody sends ends it; a write that fails is told."""
    reading, writing = os.pipe()
    os.close(reading)
    try:
        run = helper.start("password", HOST, stdout=writing).finish()
    finally:
        os.close(writing)
    assert run.code == 1 and run.err == (
        b"docker-credential-bitrise: cannot write to standard output: Broken pipe\n")


def test_programs_that_it_starts_can_be_ended_by_signals(
    helper: Helper, docker_config: DockerConfig, sandbox: Sandbox
) -> None:
    """What a process ignores, its children ignore."""
    docker_config.write({"credsStore": "vault"})
    Store(sandbox)
    script = sandbox.bin / "docker-credential-vault"
    script.write_text("#!/bin/sh\ncat >/dev/null\ngrep ^SigIgn: /proc/self/status >ignored\n")
    helper.run("login", HOST).lines()
    ignored = int((sandbox.work / "ignored").read_text().split()[1], 16)
    assert [number.name for number in SIGNALS if ignored >> (number - 1) & 1] == []


def test_a_signal_that_it_was_told_to_ignore_stays_ignored(
    helper: Helper, standin: StandIn, docker_config: DockerConfig
) -> None:
    """`nohup` and background jobs of a shell start their programs that way."""
    goes_on = threading.Event()
    standin.faults["sts"].then(faults.Fault(hold=goes_on))
    running = helper.start("login", HOST, before=("env", "--ignore-signal=INT"))
    standin.journal.wait_for_call("sts")
    running.kill(signal.SIGINT)
    goes_on.set()
    assert len(running.finish().lines()) == 1
    assert docker_config.password(HOST)


def test_in_a_pipeline_it_does_not_outlive_its_reader(helper: Helper, sandbox: Sandbox) -> None:
    ended = subprocess.run(
        ["/bin/bash", "-c", f"set -o pipefail; docker-credential-bitrise password {HOST} | true"],
        env=helper.environment, cwd=sandbox.work, capture_output=True, timeout=20, check=False)
    assert ended.returncode in (0, 1)
