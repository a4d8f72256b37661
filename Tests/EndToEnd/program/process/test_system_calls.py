"""Killed, or with a failing system, at every system call in turn: config.json is whole, and the next run works."""

from __future__ import annotations

import errno
import itertools
import json
import queue
import re
import shutil
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

import pytest

from standin import StandIn
from standin.authority import Authority
from support import leaks
from support.docker_config import DockerConfig
from support.helper import Helper, Run
from support.hosts import HOST, OTHER_ACCOUNT
from support.sandbox import Sandbox, built_program, is_static
from support.tamper import Tamper

Case = TypeVar("Case")
KILLED = 128 + 9
AT_ONCE = 2
BIG = {"auths": {f"{number}.example": {"auth": "dTpw" * 20} for number in range(300)}}
OLD = {"auths": {OTHER_ACCOUNT: {"auth": "b2xkOm9sZA=="}}, "currentContext": "me"}


@pytest.fixture(scope="module")
def tamper(tmp_path_factory: pytest.TempPathFactory) -> Tamper:
    """The tool."""
    return Tamper(tmp_path_factory.mktemp("tamper"))


class Lane:
    """A home of its own, so that rounds can go on beside each other."""

    def __init__(self, root: Path, helper: Helper, program: Path) -> None:
        self.sandbox = Sandbox(root)
        self.sandbox.install(program)
        self.helper = Helper(self.sandbox, {**helper.environment, **self.sandbox.environment()}, helper.vault)
        self.config = DockerConfig(self.sandbox)
        self.old: bytes | None = None
        self.new = b""
        # Everything that any run has said but the passwords that it was asked for.
        self.said: list[bytes] = []

    def content(self) -> bytes | None:
        return self.config.content if self.config.path.exists() else None

    def run(self, *arguments: str, before: tuple[str, ...] = (), stdin: bytes = b"") -> Run:
        """A run that a signal may end."""
        run = self.helper.start(
            *arguments, before=before, stdin=stdin, ECR_LOGIN_TIMEOUT="20").finish(check=False, dies=True)
        shown = run.out.replace(run.password().encode(), b"") if arguments == ("get",) and run.code == 0 else run.out
        self.said += [shown, run.err]
        return run

    def state(self) -> frozenset[tuple[str, int, bytes]]:
        """All that a next run finds here, but for times and other numbers in names and in the cache."""
        found = set()
        for root in (self.sandbox.home, self.sandbox.work, self.sandbox.cache):
            for path in root.rglob("*"):
                content = path.read_bytes() if path.is_file() else b""
                if self.sandbox.cache in path.parents:
                    content = re.sub(rb"[\d.]+", b"0", content)
                name = re.sub(r"\d+", "0", str(path.relative_to(self.sandbox.root)))
                found.add((name, path.lstat().st_mode, content))
        return frozenset(found)

    def check_that_the_next_run_works(self, known: set[frozenset[tuple[str, int, bytes]]], where: str) -> None:
        """Once for each state that a run leaves behind: the same state again has the same next run."""
        state = self.state()
        if state in known:
            return
        after = self.run("login", HOST)
        assert after.code == 0 and self.content() == self.new, f"{where}: {after.failure()}"
        assert self.config.others == [], f"{where}: {self.config.others}"
        known.add(state)

    def check_for_leaks(self) -> None:
        """No run has shown a secret, and no file has one that it must not have."""
        leaks.check_output(b"\n".join(self.said), b"", self.helper.vault, ())
        self.helper.check_for_leaks([])

    def forget_tokens(self) -> None:
        shutil.rmtree(self.sandbox.cache, ignore_errors=True)


Prepare = Callable[[Lane], None]


def nothing(lane: Lane) -> None:
    shutil.rmtree(lane.config.directory, ignore_errors=True)


def existing(lane: Lane) -> None:
    lane.config.write(OLD)


def big(lane: Lane) -> None:
    lane.config.write(BIG)


def link(lane: Lane) -> None:
    target = lane.sandbox.work / "real" / "config.json"
    target.parent.mkdir(exist_ok=True)
    target.write_text(json.dumps(OLD))
    target.chmod(0o600)
    lane.sandbox.password_files[target] = 0o600
    lane.config.directory.mkdir(mode=0o700, exist_ok=True)
    lane.config.path.unlink(missing_ok=True)
    lane.config.path.symlink_to(target)


def cold(prepare: Prepare) -> Prepare:
    """The same without a cached token: everybody is asked."""

    def prepared(lane: Lane) -> None:
        lane.forget_tokens()
        prepare(lane)

    return prepared


# By name: what is there before, and whether a token is in the cache.
VARIANTS: dict[str, Prepare] = {
    "a first login, asking everybody": cold(existing), "no file": nothing, "a file": existing, "a link": link,
    "a big file": big,
}


@pytest.fixture
def lanes(tmp_path: Path, bare: Helper, authority: Authority, program: Path) -> Iterator[list[Lane]]:
    """Without TLS, which has nothing to do with what is tested here, and takes most of the time."""
    services = StandIn(authority, secure=False)
    services.ecr.fixed_password = services.ecr.new_password()
    helper = Helper(bare.sandbox, {**services.endpoint_environment(), **services.environment()}, services.vault)
    yield [Lane(tmp_path / f"lane{number}", helper, program) for number in range(AT_ONCE)]
    services.close()


def in_turn(lanes: list[Lane], cases: Iterable[Case], work: Callable[[Lane, Case], None]) -> None:
    """Does the work for each case, in whichever lane is free."""
    free: queue.Queue[Lane] = queue.Queue()
    for lane in lanes:
        free.put(lane)

    def one(case: Case) -> None:
        lane = free.get()
        try:
            work(lane, case)
        finally:
            free.put(lane)

    with ThreadPoolExecutor(len(lanes)) as pool:
        # `list` raises what a round raised.
        list(pool.map(one, cases))


def settle(lane: Lane, prepare: Prepare, tamper: Tamper) -> tuple[int, int]:
    """Finds out what stands in the file before and after a login that goes well, and counts its calls."""
    prepare(lane)
    lane.old = lane.content()
    assert lane.run("login", HOST, before=tamper.count()).code == 0
    lane.new = lane.content() or b""
    assert lane.new not in (lane.old, b"") and lane.config.password(HOST)
    return tamper.counted


def kill_at_each_call(lanes: list[Lane], tamper: Tamper, name: str) -> int:
    """Kills logins of one variant, and says at how many calls."""
    prepare = VARIANTS[name]
    # Twice, since the first run in a sandbox makes directories.
    calls = max(settle(lane, prepare, tamper)[0] for lane in [*lanes, *lanes])
    seen: set[tuple[bool, bool]] = set()
    known: set[frozenset[tuple[str, int, bytes]]] = set()

    def kill(lane: Lane, number: int) -> None:
        prepare(lane)
        run = lane.run("login", HOST, before=tamper.kill(number))
        assert run.code in (KILLED, 0), f"{name}, call {number}: {run.failure()}"
        content = lane.content()
        assert content in (lane.old, lane.new), f"{name}, call {number}: config.json is torn"
        seen.add((run.code == KILLED, content == lane.new))
        lane.check_that_the_next_run_works(known, f"{name}, call {number}")

    # A few more: on a busy machine a run waits more often, and its last calls have higher numbers.
    in_turn(lanes, range(1, calls + calls // 10 + 1), kill)
    # Before the new file was there, and after.
    assert {(True, False), (True, True)} <= seen, name
    return calls


def test_a_login_that_is_killed_at_any_call(lanes: list[Lane], tamper: Tamper) -> None:
    rounds = sum(kill_at_each_call(lanes, tamper, name) for name in VARIANTS)
    # Of all variants together; a static program makes fewer calls than one that loads libraries.
    assert rounds >= (500 if is_static(built_program()) else 1_000)
    for lane in lanes:
        lane.check_for_leaks()



# What a system says that is full, broken, busy, out of descriptors, at a quota, read-only, or not to be used.
ERRORS = [
    errno.ENOSPC, errno.EIO, errno.EINTR, errno.EMFILE, errno.EDQUOT, errno.EROFS, errno.EACCES]
# What the dynamic loader ends with, which runs before the program does.
NOT_LOADED = 127


def one_each(calls: int) -> list[tuple[int, int]]:
    """Each call once, the errors in turn."""
    return [(number, ERRORS[number % len(ERRORS)]) for number in range(1, calls + 1)]


def all_of_each(calls: int) -> list[tuple[int, int]]:
    """Each call with each of the errors."""
    return list(itertools.product(range(1, calls + 1), ERRORS))


@pytest.mark.parametrize(("name", "cases"), [("a first login, asking everybody", one_each), ("a file", all_of_each)])
def test_a_login_with_a_call_that_fails(
    lanes: list[Lane], tamper: Tamper, name: str, cases: Callable[[int], list[tuple[int, int]]]
) -> None:
    prepare = VARIANTS[name]
    calls = max(settle(lane, prepare, tamper)[1] for lane in lanes * 2)
    codes: set[int] = set()
    known: set[frozenset[tuple[str, int, bytes]]] = set()

    def fail(lane: Lane, case: tuple[int, int]) -> None:
        prepare(lane)
        run = lane.run("login", HOST, before=tamper.fail(*case))
        assert run.code in (0, 1, NOT_LOADED), f"call {case}: {run.failure()}"
        content = lane.content()
        assert content in (lane.old, lane.new), f"call {case}: config.json is torn"
        assert run.code != 0 or content == lane.new, f"call {case}: it says that it went well"
        codes.add(run.code)
        lane.check_that_the_next_run_works(known, f"call {case}")

    in_turn(lanes, cases(calls), fail)
    assert {0, 1} <= codes
    for lane in lanes:
        lane.check_for_leaks()


def test_a_get_with_a_call_that_fails(lanes: list[Lane], tamper: Tamper) -> None:
    assert all(ask(lane, tamper.count()).code == 0 for lane in lanes)
    codes: set[int] = set()

    def fail(lane: Lane, case: tuple[int, int]) -> None:
        lane.forget_tokens()
        run = ask(lane, tamper.fail(*case))
        assert run.code in (0, 1, NOT_LOADED), f"call {case}: {run.failure()}"
        assert run.code == 0 or run.out or run.err, f"call {case}: it failed without a word"
        codes.add(run.code)

    in_turn(lanes, one_each(tamper.counted[1]), fail)
    assert {0, 1} <= codes
    for lane in lanes:
        lane.check_for_leaks()


@pytest.mark.parametrize("is_cached", [False, True], ids=["empty", "filled"])
def test_a_cache_with_a_call_that_fails_never_fails_a_get(
    lanes: list[Lane], tamper: Tamper, is_cached: bool
) -> None:
    def prepare(lane: Lane) -> None:
        lane.forget_tokens()
        if is_cached:
            assert ask(lane).code == 0

    first = lanes[0]
    prepare(first)
    assert ask(first, tamper.count(first.sandbox.cache)).code == 0
    calls = tamper.counted[1]
    # Made or opened, and looked at, read or written.
    assert calls > 4

    def fail(lane: Lane, case: tuple[int, int]) -> None:
        prepare(lane)
        run = ask(lane, tamper.fail(*case, lane.sandbox.cache))
        assert run.code == 0 and run.password(), f"call {case}: {run.failure()}"

    in_turn(lanes, all_of_each(calls), fail)
    for lane in lanes:
        lane.check_for_leaks()


def ask(lane: Lane, before: tuple[str, ...] = ()) -> Run:
    return lane.run("get", stdin=HOST.encode(), before=before)
