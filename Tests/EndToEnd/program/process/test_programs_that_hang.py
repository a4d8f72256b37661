"""Programs that it starts and that do not answer: their time is the command's, and nobody waits longer."""

from __future__ import annotations

import json
import os
import pty
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from standin import ROLE, StandIn, faults
from support.bounds import AT_ONCE, times
from support.docker_config import DockerConfig
from support.doctor import World
from support.helper import Helper, Run
from support.hosts import HOST, OTHER_ACCOUNT, REGION
from support.sandbox import PROGRAM, Sandbox
from support.scripts import Envman
from support.step import Step

STORE = "docker-credential-vault"
# All of it is over before: what they start must not outlive them, or whoever reads our streams waits for that.
HANGS = {
    "sleeps": "exec sleep 60", "waits for another": "sleep 60", "closes its streams": "exec >&- 2>&- <&-; sleep 60",
    "reads first": "cat >/dev/null; sleep 60", "heeds no signal": "trap '' TERM INT HUP; sleep 60; sleep 60",
    "is stopped": "kill -STOP $$", "talks": "while :; do echo 0123456789; sleep 0.01; done",
}
TRY_DOCKER = "Try docker login to see what it waits for, or allow more time with --timeout or ECR_LOGIN_TIMEOUT."
TIMEOUT = 2


def hang(sandbox: Sandbox, name: str, what: str = HANGS["waits for another"]) -> Path:
    """A program that notes its number and then does not go on."""
    (sandbox.bin / name).unlink(missing_ok=True)
    (sandbox.bin / name).write_text(f"#!/bin/sh\necho $$ >{sandbox.work}/started\n{what}\n")
    (sandbox.bin / name).chmod(0o755)
    return sandbox.work / "started"


def message(seconds: int = TIMEOUT) -> str:
    """What is said of the store."""
    return (
        f"{HOST}: Docker's credential store {STORE} did not answer within the {seconds} s for everything, and was"
        f" ended. {TRY_DOCKER}")


def in_time(run: Run, seconds: int = TIMEOUT) -> Run:
    """Not before the deadline, and not long after it; also for those who read its streams to their end."""
    # The clock of the test starts when the program has been started already.
    assert seconds - 0.5 <= run.seconds < seconds + AT_ONCE + run.waited
    return run


def is_gone(process: int) -> bool:
    """Whether it runs no more; nobody may have asked for its exit code yet."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] in "ZX"
    except OSError:
        return True


def wait_until_gone(started: Path) -> None:
    number = int(started.read_text())
    begun = time.monotonic()
    while not is_gone(number):
        assert time.monotonic() - begun < 5, "it still runs"
        time.sleep(0.01)


class TestAStore:
    @pytest.fixture(autouse=True)
    def configured(self, docker_config: DockerConfig) -> None:
        docker_config.write({"credsStore": "vault", "auths": {HOST: {}}})

    @pytest.mark.parametrize("kind", HANGS)
    def test_at_a_login_is_ended_and_named(
        self, helper: Helper, standin: StandIn, docker_config: DockerConfig, sandbox: Sandbox, kind: str
    ) -> None:
        before = docker_config.content
        started = hang(sandbox, STORE, HANGS[kind])
        assert in_time(helper.run("login", HOST, "--timeout", str(TIMEOUT))).lines(1) == [message()]
        assert standin.journal.counts() == times(1)
        wait_until_gone(started)
        assert docker_config.content == before and docker_config.others == []

    def test_at_a_logout_is_ended_and_named(
        self, helper: Helper, standin: StandIn, docker_config: DockerConfig, sandbox: Sandbox
    ) -> None:
        before = docker_config.content
        started = hang(sandbox, STORE)
        assert in_time(helper.run("logout", HOST, ECR_LOGIN_TIMEOUT=str(TIMEOUT))).lines(1) == [message()]
        assert standin.journal.connections == 0
        wait_until_gone(started)
        assert docker_config.content == before and docker_config.others == []

    def test_has_what_is_left_of_the_time(self, helper: Helper, standin: StandIn, sandbox: Sandbox) -> None:
        hang(sandbox, STORE)
        standin.faults["sts"].then(faults.Fault(delay=2))
        assert in_time(helper.run("login", HOST, "--timeout", "4"), 4).lines(1) == [message(4)]

    def test_of_several_registries_has_one_time_for_all(self, helper: Helper, sandbox: Sandbox) -> None:
        hang(sandbox, STORE)
        lines = in_time(helper.run("login", HOST, OTHER_ACCOUNT, "--timeout", str(TIMEOUT))).lines(1)
        assert lines == [message(), message().replace(HOST, OTHER_ACCOUNT)]

    @pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT])
    def test_ends_with_the_program_that_a_signal_ends(
        self, helper: Helper, standin: StandIn, sandbox: Sandbox, number: signal.Signals
    ) -> None:
        started = hang(sandbox, STORE)
        running = helper.start("login", HOST)
        begun = time.monotonic()
        while not (started.exists() and started.read_text().endswith("\n")):
            assert time.monotonic() - begun < 10
            time.sleep(0.01)
        # The store's group is there as soon as it runs; we know of it a moment later.
        time.sleep(0.2)
        running.kill(number)
        run = running.finish(timeout=10)
        assert run.code == -number and run.seconds < 10
        assert standin.journal.counts() == times(1)
        wait_until_gone(started)

    def test_that_leaves_somebody_behind_with_its_streams_has_answered(
        self, helper: Helper, standin: StandIn, docker_config: DockerConfig, sandbox: Sandbox
    ) -> None:
        """As an agent that keeps running for the next time."""
        hang(sandbox, STORE, "cat >/dev/null\nsleep 20 2>/dev/null &")
        run = helper.run("login", HOST, "--timeout", "15")
        assert len(run.lines()) == 1 and run.seconds < 10
        assert standin.journal.counts() == times(1)


class Terminal:
    """A run of the program that has a terminal."""

    def __init__(self, helper: Helper, *arguments: str) -> None:
        environment = helper.with_changes({})
        self.child, self._terminal = pty.fork()
        if self.child == 0:
            os.chdir(helper.sandbox.work)
            os.execve(helper.sandbox.bin / PROGRAM, [PROGRAM, *arguments], environment)
        self.shown = ""

    def close(self) -> None:
        """Takes the terminal away, and whoever is left at it."""
        os.close(self._terminal)
        os.kill(self.child, signal.SIGKILL)
        os.waitpid(self.child, 0)

    def write(self, text: str) -> None:
        """Types it."""
        os.write(self._terminal, text.encode())

    def read(self) -> bool:
        """Reads more of what is shown; whether there was more."""
        try:
            piece = os.read(self._terminal, 65536)
        except OSError:
            return False
        self.shown += piece.decode().replace("\r\n", "\n")
        return bool(piece)

    def read_until(self, text: str) -> None:
        """Waits for that text."""
        while text not in self.shown:
            assert self.read(), self.shown

    def read_to_end(self) -> str:
        """Waits until nobody writes any more."""
        while self.read():
            pass
        return self.shown


class TestOnATerminal:
    @pytest.fixture
    def login(self, helper: Helper, docker_config: DockerConfig, sandbox: Sandbox) -> Iterator[Terminal]:
        docker_config.write({"credsStore": "vault"})
        hang(sandbox, STORE, (
            "cat >/dev/null\nprintf 'passphrase? ' >/dev/tty\nread answer </dev/tty || exit 1\n"
            '[ "$answer" = sesame ] || exit 2'))
        terminal = Terminal(helper, "login", HOST, "--timeout", "6")
        yield terminal
        terminal.close()

    def test_a_store_can_ask_somebody(self, login: Terminal) -> None:
        """In a group of its own the system would stop it when it reads."""
        login.read_until("passphrase? ")
        login.write("sesame\n")
        assert f"{HOST}: logged in until " in login.read_to_end()

    def test_a_store_ends_with_the_program_at_an_interrupt(self, login: Terminal, sandbox: Sandbox) -> None:
        login.read_until("passphrase? ")
        login.write("\x03")
        assert "logged in" not in login.read_to_end()
        wait_until_gone(sandbox.work / "started")

    def test_a_store_that_nobody_answers_is_ended(
        self, login: Terminal, standin: StandIn, sandbox: Sandbox
    ) -> None:
        begun = time.monotonic()
        login.read_until("passphrase? ")
        assert message(6) in login.read_to_end()
        assert time.monotonic() - begun < 6 + AT_ONCE
        assert standin.journal.counts() == times(1)
        wait_until_gone(sandbox.work / "started")


ENVMAN = (
    f"envman did not add AWS_ACCESS_KEY_ID within the {TIMEOUT} s for everything, and was ended."
    " Start the build again, or allow more time with --timeout or ECR_LOGIN_TIMEOUT.")


class TestEnvman:
    def test_of_credentials_is_ended_and_named(self, helper: Helper, standin: StandIn, sandbox: Sandbox) -> None:
        started = hang(sandbox, "envman")
        run = in_time(helper.run(
            "credentials", "--format", "envman", "--region", REGION, "--timeout", str(TIMEOUT)))
        assert run.lines(1) == [ENVMAN]
        assert standin.journal.counts() == {"bitrise": 1, "sts": 1}
        wait_until_gone(started)

    def test_of_the_step_is_ended_and_named(
        self, bare: Helper, standin: StandIn, sandbox: Sandbox, program: Path, docker_config: DockerConfig
    ) -> None:
        bare.environment |= standin.build_environment()
        step = Step(program, bare, Envman(sandbox))
        started = hang(sandbox, "envman")
        run = in_time(step.run(role_arn=ROLE, changes={"ECR_LOGIN_TIMEOUT": str(TIMEOUT)}))
        assert (run.code, run.out.decode().splitlines()[-1], run.err) == (1, f"\x1b[31;1m{ENVMAN}\x1b[0m", b"")
        assert standin.journal.counts() == {"bitrise": 1, "sts": 1}
        wait_until_gone(started)


def test_another_version_of_the_program_is_ended_and_named(doctor: World) -> None:
    """`doctor` asks the one that Docker would find; the exact message is in test_doctor.py."""
    (front := doctor.sandbox.root / "front").mkdir()
    started = hang(doctor.sandbox, "slow")
    (doctor.sandbox.bin / "slow").rename(front / PROGRAM)
    run = in_time(doctor.run(
        HOST, "--format", "json", "--timeout", "5", PATH=f"{front}:{doctor.helper.environment['PATH']}"), 5)
    links = {link["link"]: link["state"] for link in json.loads(run.out)["links"]}
    assert run.code == 1
    # podman and its kin would wait for it, too.
    assert {name: state for name, state in links.items() if state != "holds"} == {
        "other-clients": "warning", "program": "broken"}
    wait_until_gone(started)
