"""The machine's own faults: disks, permissions, descriptors, signals, locks and damaged files.

Failing and fatal system calls one by one are in test_system_calls.py.
"""

from __future__ import annotations

import json
import os
import random
import shlex
import signal
import subprocess
import threading
import time
from pathlib import Path

import pytest

from standin import StandIn, faults
from support import cache
from support.bounds import AT_ONCE, at_once, times
from support.docker_config import DockerConfig
from support.helper import Helper, Running
from support.hosts import HOST
from support.sandbox import Sandbox
from support.texts import comparable

HOUR = 3600
NAME = "Docker's SANDBOX/home/.docker/config.json"
ADVICE = "Check its permissions, or choose another directory with DOCKER_CONFIG."


def mounted(script: str) -> tuple[str, ...]:
    """What starts a command with mounts of its own, which the script makes."""
    return ("unshare", "--mount", "sh", "-c", f'{script} && exec "$@"', "sh")


def small_disk(directory: Path) -> str:
    """A file system of 64 KiB, with what was in the directory, filled to the last byte."""
    place = shlex.quote(str(directory))
    return (
        f"cp -a {place} /tmp/kept.$$ && mount -t tmpfs -o size=64k,mode=0700 none {place}"
        f" && cp -a /tmp/kept.$$/. {place} && rm -r /tmp/kept.$$"
        f" && {{ cat /dev/zero > {place}/filler 2>/dev/null; :; }}")


class TestAFullDisk:
    def test_under_config_json_leaves_it_as_it_was(
        self, helper: Helper, standin: StandIn, docker_config: DockerConfig, sandbox: Sandbox
    ) -> None:
        before = docker_config.write({"auths": {}, "x": 1})
        # The sum is taken inside, where the small disk is.
        sums = (
            f"; code=$?; sha256sum {docker_config.path} > {sandbox.work}/sum;"
            f" ls -A {docker_config.directory} >> {sandbox.work}/sum; exit $code")
        run = helper.run("login", HOST, before=(
            "unshare", "--mount", "sh", "-c", f'{small_disk(docker_config.directory)} && "$@"{sums}', "sh"))
        (line,) = at_once(run).lines(1)
        assert standin.journal.counts() == times(1)
        assert comparable(line, sandbox) == f"{HOST}: {NAME} cannot be written: No space left on device. {ADVICE}"
        after = (sandbox.work / "sum").read_text().split()
        assert after[0] == subprocess.run(
            ["sha256sum"], input=before, capture_output=True, check=True).stdout.decode().split()[0]
        assert after[2:] == ["config.json", "filler"]

    def test_under_the_cache_fails_nothing(self, helper: Helper, standin: StandIn, sandbox: Sandbox) -> None:
        sandbox.cache.mkdir(mode=0o700)
        assert at_once(helper.get(HOST, before=mounted(small_disk(sandbox.cache)))).password()
        assert standin.journal.counts() == times(1)
        run = helper.get(HOST, "--verbose", before=mounted(small_disk(sandbox.cache)))
        assert run.code == 0 and b"cache: no entry: cannot write the entry: No space left on device" in run.err


class TestAReadOnlyFileSystem:
    @pytest.mark.parametrize("command", ["login", "logout", "configure"])
    def test_under_config_json_is_told_before_anybody_is_asked(
        self, helper: Helper, standin: StandIn, docker_config: DockerConfig, sandbox: Sandbox, command: str
    ) -> None:
        docker_config.write({"auths": {HOST: {"auth": "b2xkOm9sZA=="}}})
        place = shlex.quote(str(docker_config.directory))
        (line,) = at_once(helper.run(command, HOST, before=mounted(
            f"mount --bind {place} {place} && mount -o remount,bind,ro {place}"))).lines(1)
        assert comparable(line, sandbox).endswith(f"{NAME}: cannot write beside it: Read-only file system. {ADVICE}")
        assert standin.journal.connections == 0

    def test_under_the_cache_fails_nothing(self, helper: Helper, standin: StandIn, sandbox: Sandbox) -> None:
        first = helper.get(HOST).password()
        place = shlex.quote(str(sandbox.cache))
        read_only = mounted(f"mount --bind {place} {place} && mount -o remount,bind,ro {place}")
        assert at_once(helper.get(HOST, before=read_only)).password() == first
        assert standin.journal.counts() == times(1)
        cache.age(sandbox.cache, 7 * HOUR, 5 * HOUR)
        assert at_once(helper.get(HOST, before=read_only)).password() != first
        assert standin.journal.counts() == times(2)


class TestNoPermission:
    def test_to_use_the_cache_fails_nothing(
        self, helper: Helper, standin: StandIn, sandbox: Sandbox, somebody: tuple[str, ...]
    ) -> None:
        sandbox.cache.mkdir(mode=0o500)
        os.chown(sandbox.cache, 54321, 54321)
        assert at_once(helper.get(HOST, before=somebody)).password()
        sandbox.cache.chmod(0)
        assert at_once(helper.get(HOST, before=somebody)).password()
        sandbox.cache.chmod(0o700)
        assert standin.journal.counts() == times(2)


class TestAFileThatMayNotGrow:
    """RLIMIT_FSIZE, the near relative of a quota; both are an error of the write."""

    @pytest.mark.parametrize("size", [0, 1, 100, 2000])
    def test_fails_no_get(self, helper: Helper, standin: StandIn, sandbox: Sandbox, size: int) -> None:
        limited = ("prlimit", f"--fsize={size}")
        first, second = at_once(helper.get(HOST, before=limited)), helper.run("password", HOST, before=limited)
        assert first.password() != second.out.decode().strip() and (second.code, second.err) == (0, b"")
        run = helper.get(HOST, "--verbose", before=limited)
        assert run.code == 0 and b"cache: no entry: cannot write the entry: File too large" in run.err
        assert [path.suffix for path in sandbox.cache.iterdir()] == [".lock"]
        assert standin.journal.counts() == times(3)

    @pytest.mark.parametrize("command", ["get", "password"])
    def test_that_the_answer_was_to_go_into_is_told(
        self, helper: Helper, standin: StandIn, sandbox: Sandbox, command: str
    ) -> None:
        with (sandbox.work / "answer").open("wb") as answer:
            run = helper.start(
                command, *([HOST] if command == "password" else []), stdin=HOST.encode(), stdout=answer.fileno(),
                before=("prlimit", "--fsize=0")).finish()
        assert at_once(run).code == 1 and run.err == (
            b"docker-credential-bitrise: cannot write to standard output: File too large\n")
        assert standin.journal.counts() == times(1)

    @pytest.mark.parametrize("size", [0, 100, 4096])
    def test_fails_a_login_with_config_json_whole(
        self, helper: Helper, standin: StandIn, docker_config: DockerConfig, sandbox: Sandbox, size: int
    ) -> None:
        before = docker_config.write({"filler": "x" * 5000})
        run = helper.run("login", HOST, before=("prlimit", f"--fsize={size}"), ECR_LOGIN_CACHE="off")
        (line,) = at_once(run).lines(1)
        assert comparable(line, sandbox) == f"{HOST}: {NAME} cannot be written: File too large. {ADVICE}"
        assert docker_config.content == before and docker_config.others == []
        assert standin.journal.counts() == times(1)
        helper.run("login", HOST).lines()
        assert docker_config.password(HOST) and docker_config.others == []


class TestNoDescriptorsLeft:
    @pytest.mark.parametrize("limit", range(3, 20))
    def test_a_login_goes_well_or_says_why_not(
        self, helper: Helper, standin: StandIn, docker_config: DockerConfig, limit: int
    ) -> None:
        before = docker_config.write({"auths": {}})
        run = helper.start("login", HOST, before=("prlimit", f"--nofile={limit}"), ECR_LOGIN_TIMEOUT="5").finish()
        assert max(standin.journal.counts().values(), default=0) <= 1 and run.seconds < 5 + AT_ONCE + run.waited
        # 127 is the dynamic loader's, which needs some, too.
        assert run.code in (0, 1, 127)
        assert (run.code == 0 and docker_config.password(HOST)) or (run.err and docker_config.content == before)
        assert docker_config.others == []

    def test_enough_are_enough(self, helper: Helper, docker_config: DockerConfig) -> None:
        docker_config.write({"auths": {}})
        helper.run("login", HOST, before=("prlimit", "--nofile=16")).lines()
        assert docker_config.password(HOST)


class TestAStormOfSignals:
    """What has a handler, or is ignored, makes calls end early (EINTR), or not; nothing is lost by it."""

    def storm(self, running: Running) -> None:
        while running.process.poll() is None:
            for number in (signal.SIGWINCH, signal.SIGCHLD, signal.SIGURG, signal.SIGCONT):
                running.process.send_signal(number)
            time.sleep(0.0005)

    @pytest.mark.parametrize("command", ["login", "get"])
    def test_does_not_disturb_it(
        self, helper: Helper, standin: StandIn, docker_config: DockerConfig, command: str
    ) -> None:
        standin.faults["sts"].then(faults.Fault(delay=0.5))
        running = helper.start(command, *([HOST] if command == "login" else []), stdin=HOST.encode())
        thread = threading.Thread(target=self.storm, args=(running,))
        thread.start()
        run = running.finish()
        thread.join()
        assert run.code == 0, run.failure()
        assert command == "get" or docker_config.password(HOST)
        assert standin.journal.counts() == times(1) and run.seconds < 0.5 + AT_ONCE + run.waited

    def test_of_stops_neither(self, helper: Helper, standin: StandIn, docker_config: DockerConfig) -> None:
        """Stopped and continued: poll and sleep end early on Linux."""
        standin.faults["ecr"].then(faults.Fault(delay=0.5))
        running = helper.start("login", HOST)
        for _ in range(20):
            running.process.send_signal(signal.SIGSTOP)
            time.sleep(0.01)
            running.process.send_signal(signal.SIGCONT)
            time.sleep(0.01)
        run = running.finish()
        assert len(run.lines()) == 1 and docker_config.password(HOST)
        # Stopped for 0.2 s.
        assert standin.journal.counts() == times(1) and run.seconds < 0.7 + AT_ONCE + run.waited


class TestADamagedCache:
    def test_cut_at_every_length(self, bare: Helper, standin: StandIn, sandbox: Sandbox) -> None:
        """With keys, so that only ECR is asked."""
        user = standin.iam.add_user()
        bare.environment |= {"AWS_ACCESS_KEY_ID": user.access_key_id, "AWS_SECRET_ACCESS_KEY": user.secret}
        standin.ecr.fixed_password = "short"
        assert bare.get(HOST).password() == "short"
        (entry,) = cache.files(sandbox.cache)
        whole = entry.read_bytes()
        standin.ecr.fixed_password = "another"
        for length in range(len(whole)):
            entry.write_bytes(whole[:length])
            assert at_once(bare.start_get(HOST).finish(check=False)).password() == "another", f"{length} bytes"
        assert standin.journal.counts() == {"ecr": 1 + len(whole)}
        entry.write_bytes(whole)
        assert bare.get(HOST).password() == "short"

    @pytest.mark.parametrize("seed", range(20))
    def test_filled_with_random_bytes(
        self, helper: Helper, standin: StandIn, sandbox: Sandbox, seed: int
    ) -> None:
        helper.get(HOST).credentials()
        chance = random.Random(seed)
        for path in sandbox.cache.iterdir():
            with path.open("r+b") as file:
                file.truncate()
                file.write(chance.randbytes(chance.choice([1, 100, 4096, 70_000])))
        assert at_once(helper.get(HOST)).password() == helper.get(HOST).password()
        assert standin.journal.counts() == times(2)

    @pytest.mark.parametrize("version", [0, 2, 99, -1, 1.5, "1", None])
    def test_of_another_version_is_replaced(
        self, helper: Helper, standin: StandIn, sandbox: Sandbox, version: object
    ) -> None:
        first = helper.get(HOST).password()
        (entry,) = cache.files(sandbox.cache)
        cache.corrupt(sandbox.cache, json.dumps(json.loads(entry.read_bytes()) | {"version": version}).encode())
        assert at_once(helper.get(HOST)).password() != first
        assert standin.journal.counts() == times(2)

    def test_from_the_future_is_replaced(self, helper: Helper, standin: StandIn, sandbox: Sandbox) -> None:
        first = helper.get(HOST).password()
        cache.age(sandbox.cache, -HOUR, 11 * HOUR)
        assert at_once(helper.get(HOST)).password() != first
        assert standin.journal.counts() == times(2)


def lock_of(sandbox: Sandbox) -> Path:
    (lock,) = sandbox.cache.glob("*.lock")
    return lock


class TestTheLocksHolder:
    """One process asks and all others wait for it: what becomes of them if it does not go on."""

    WAITERS = 5

    def start(self, helper: Helper, standin: StandIn) -> tuple[Running, list[Running]]:
        """A process that asks, and those that wait for it."""
        standin.faults["sts"].then(faults.Fault(hold=threading.Event()))
        holder = helper.start_get(HOST)
        standin.journal.wait_for_call("sts")
        return holder, [helper.start_get(HOST, ECR_LOGIN_TIMEOUT="6") for _ in range(self.WAITERS)]

    def test_is_killed(self, helper: Helper, standin: StandIn) -> None:
        holder, waiters = self.start(helper, standin)
        time.sleep(0.3)
        holder.kill(signal.SIGKILL)
        holder.finish(check=False)
        runs = [each.finish(check=False) for each in waiters]
        helper.check_for_leaks(runs)
        # One asks in its place, the others wait for that one.
        assert len({run.password() for run in runs}) == 1
        assert standin.journal.counts() == {"bitrise": 2, "sts": 2, "ecr": 1}
        assert max(run.seconds - run.waited for run in runs) < AT_ONCE

    def test_is_stopped(self, helper: Helper, standin: StandIn) -> None:
        holder, waiters = self.start(helper, standin)
        holder.process.send_signal(signal.SIGSTOP)
        try:
            runs = [each.finish(check=False) for each in waiters]
        finally:
            holder.kill(signal.SIGKILL)
            holder.process.send_signal(signal.SIGCONT)
            holder.finish(check=False)
        helper.check_for_leaks(runs)
        assert all(run.password() for run in runs)
        # Half of the time that they have is for others.
        assert all(3 <= run.seconds < 6 for run in runs)
        # The one that was stopped had asked for two things; each of the others asks for all three.
        assert standin.journal.counts() == {"bitrise": 6, "sts": 6, "ecr": 5}
        # Whoever comes later finds what they got, and waits for nobody.
        at_once(helper.get(HOST))
        assert standin.journal.counts()["ecr"] == 5


class TestTheLockOfConfigJson:
    def test_whose_holder_is_stopped(
        self, helper: Helper, standin: StandIn, docker_config: DockerConfig
    ) -> None:
        docker_config.write({"auths": {}})
        holder = subprocess.Popen(["flock", docker_config.directory, "sleep", "30"])
        try:
            time.sleep(0.3)
            holder.send_signal(signal.SIGSTOP)
            run = helper.run("login", HOST, "--timeout", "2")
            assert len(run.lines()) == 1 and 2 <= run.seconds < 2 + AT_ONCE + run.waited
        finally:
            holder.kill()
            holder.wait()
        assert standin.journal.counts() == times(1)
        assert docker_config.password(HOST) and docker_config.others == []

    def test_is_waited_for_within_the_time_for_everything(
        self, helper: Helper, docker_config: DockerConfig, sandbox: Sandbox
    ) -> None:
        docker_config.write({"auths": {HOST: {}}, "credHelpers": {HOST: "slow"}})
        store = sandbox.bin / "docker-credential-slow"
        store.write_text("#!/bin/sh\ncat >/dev/null\nsleep 4\n")
        store.chmod(0o755)
        holder = subprocess.Popen(["flock", docker_config.directory, "sleep", "30"])
        try:
            time.sleep(0.3)
            run = helper.run("logout", HOST, "--timeout", "5")
            assert run.code == 0 and 4 <= run.seconds < 5 + AT_ONCE + run.waited
        finally:
            holder.kill()
            holder.wait()
        assert HOST not in docker_config.auths
