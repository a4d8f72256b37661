"""Many processes at once, and processes killed at any moment: config.json is never less than whole."""

from __future__ import annotations

import fcntl
import json
import os
import random
import signal
import time

import pytest

from standin import StandIn
from support.docker_config import DockerConfig
from support.helper import Helper, Running
from support.hosts import HOST, REGION

HUNDRED = [f"{account:012}.dkr.ecr.{REGION}.amazonaws.com" for account in range(100)]
TIMEOUT = 60


@pytest.fixture(autouse=True)
def one_password(standin: StandIn) -> None:
    """So that the search for secrets does not take longer than the runs."""
    standin.ecr.fixed_password = standin.ecr.new_password()


def finish(helper: Helper, running: list[Running]) -> None:
    """Waits for all of them; each must have gone well."""
    runs = [each.finish(TIMEOUT, check=False) for each in running]
    assert [run.failure() for run in runs if run.code != 0] == []
    helper.check_for_leaks(runs)


def test_a_hundred_logins_at_once_leave_a_hundred_entries(
    helper: Helper, standin: StandIn, docker_config: DockerConfig
) -> None:
    docker_config.write({"currentContext": "me"})
    finish(helper, [helper.start("login", host) for host in HUNDRED])
    assert set(docker_config.auths) == set(HUNDRED)
    assert {docker_config.password(host) for host in HUNDRED} == {standin.ecr.fixed_password}
    assert docker_config.read()["currentContext"] == "me"
    assert docker_config.others == []
    assert standin.journal.counts() == {"bitrise": 1, "sts": 1, "ecr": 1}


def test_a_storm_of_all_commands_leaves_what_each_of_them_did(
    helper: Helper, docker_config: DockerConfig
) -> None:
    new, old, asked, unasked = (HUNDRED[start:start + 20] for start in range(0, 80, 20))
    entry = {"auth": "b2xkOm9sZA=="}
    docker_config.write({
        "auths": {"ghcr.io": entry} | dict.fromkeys([*old, *asked], entry), "psFormat": "x",
        "credHelpers": {"gcr.io": "gcr"} | dict.fromkeys(unasked, "bitrise"),
    })
    commands = [("login", *new[:2])] + [("login", host) for host in new[2:]]
    commands += [("logout", host) for host in old] + [("configure", host) for host in asked]
    commands += [("configure", "--remove", host) for host in unasked]
    # One of each kind after the other, so that they meet.
    mixed = [command for index in range(20) for command in commands[index::20]]
    finish(helper, [helper.start(*command) for command in mixed])

    content = docker_config.read()
    assert set(content["auths"]) == {"ghcr.io", *new}
    assert content["credHelpers"] == {"gcr.io": "gcr"} | dict.fromkeys(asked, "bitrise")
    assert content["psFormat"] == "x" and docker_config.others == []


@pytest.mark.parametrize("attempt", range(3))
def test_a_storm_on_one_host_leaves_one_entry_or_none(
    helper: Helper, docker_config: DockerConfig, attempt: int
) -> None:
    commands = [("login",), ("logout",), ("configure",), ("configure", "--remove")] * 8
    finish(helper, [helper.start(*command, HOST) for command in commands])
    content = docker_config.read()
    assert not (HOST in content.get("auths", {}) and HOST in content.get("credHelpers", {}))
    assert docker_config.others == []


def test_a_lock_that_nobody_gives_up_does_not_hold_a_login_for_ever(
    helper: Helper, docker_config: DockerConfig
) -> None:
    """Its holder may have been stopped, or be another program: after --timeout it is done without the lock."""
    docker_config.write({"auths": {}})
    holder = os.open(docker_config.directory, os.O_RDONLY)
    fcntl.flock(holder, fcntl.LOCK_EX)
    try:
        assert len(helper.run("login", HOST, "--timeout", "1", timeout=5).lines()) == 1
    finally:
        os.close(holder)
    assert docker_config.password(HOST) and docker_config.others == []


class TestKilled:
    ROUNDS = 50
    MOST_ROUNDS = 500

    def test_at_any_moment_leaves_the_old_file_or_the_new_and_the_next_run_cleans_up(
        self, helper: Helper, docker_config: DockerConfig
    ) -> None:
        # Large, so that writing it takes a while.
        filler = {f"{number}.example": {"auth": "dTpw" * 20} for number in range(20_000)}
        old = docker_config.write(json.dumps({"auths": filler}, indent="\t").encode())
        helper.run("login", HOST).lines()
        run = helper.run("login", HOST)
        new = docker_config.content
        assert old != new
        docker_config.write(old)
        begun = time.monotonic()
        helper.start("login", HOST).finish(check=False)
        whole = time.monotonic() - begun
        assert docker_config.content == new, run

        seen: set[tuple[int, bool]] = set()
        left_behind = 0
        for number in range(self.MOST_ROUNDS):
            # Enough rounds, and then as many as it takes to have met every moment: how long each lasts is the
            # machine's business.
            met = {(-signal.SIGKILL, False)} <= seen and any(is_new for _, is_new in seen) and left_behind
            if number >= self.ROUNDS and met:
                break
            if docker_config.content != old:
                docker_config.write(old)
            running = helper.start("login", HOST)
            time.sleep(whole * 1.2 * (number % self.ROUNDS + random.random()) / self.ROUNDS)
            running.kill(signal.SIGKILL)
            code = running.finish(check=False).code
            content = docker_config.content
            assert content in (old, new), f"round {number}: {len(content)} bytes"
            assert docker_config.mode == 0o600
            seen.add((code, content == new))
            left_behind += bool(docker_config.others)
        # Killed before the new file was there, and some run got as far as that: both sides of the moment.
        assert (-signal.SIGKILL, False) in seen and any(is_new for _, is_new in seen), f"only these were met: {seen}"
        assert left_behind, "it was never killed while it wrote"

        helper.run("login", HOST).lines()
        assert docker_config.content == new and docker_config.others == []

    def test_while_a_logout_cleans_up_too(self, helper: Helper, docker_config: DockerConfig) -> None:
        docker_config.write({})
        stranger = docker_config.directory / ".config.json.somebody-elses.tmp"
        stranger.write_text("not ours")
        # As a process leaves it that was killed while it wrote.
        ours = docker_config.directory / ".config.json.docker-credential-bitrise.4242.tmp"
        ours.write_text("half writ")
        helper.run("configure", HOST).lines()
        assert not ours.exists() and stranger.exists()
