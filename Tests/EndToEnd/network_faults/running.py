"""Runs many cases at the same time, each in a world of its own: nearly all of their time is waited."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

from standin.authority import Authority
from support.helper import Helper, Run
from support.sandbox import Sandbox

from . import world
from .fault import Case

_AT_ONCE = 24


@dataclasses.dataclass(frozen=True)
class Outcome:
    """What came of a case."""

    run: Run
    counts: dict[str, int]
    sandbox: Sandbox
    # What the look at it afterwards has found.
    finding: AssertionError | None


class Running:
    """Cases that run in the background."""

    def __init__(self, cases: Iterable[Case], authority: Authority, program: Path, directory: Path) -> None:
        self._pool = ThreadPoolExecutor(_AT_ONCE)
        # The longest first, so that nothing is left to wait for when all others are done.
        ordered = sorted(cases, key=lambda case: -case.seconds[1])
        self._futures: dict[str, Future[Outcome]] = {
            case.id: self._pool.submit(_run, case, authority, program, directory / str(number))
            for number, case in enumerate(ordered)
        }

    def outcome(self, case: Case) -> Outcome:
        """Waits for it."""
        return self._futures[case.id].result()

    def close(self) -> None:
        """Begins nothing new."""
        self._pool.shutdown(cancel_futures=True)


def _run(case: Case, authority: Authority, program: Path, directory: Path) -> Outcome:
    made = world.make(case.where, authority, program, directory)
    try:
        case.fault.arrange(made)
        timeout = case.fault.timeout or case.fault.allowance(case.where)
        environment = {
            **made.environment,
            "ECR_LOGIN_TIMEOUT": str(timeout) if timeout else None,
            "ECR_LOGIN_VERBOSE": "1" if case.fault.said else None,
        }
        given = {name: value for name, value in environment.items() if value is not None}
        helper = Helper(made.sandbox, given, made.standin.vault)
        helper.before = made.before
        run = helper.start_get(made.host).finish(timeout=90)
        finding = None
        try:
            case.fault.afterwards(made)
        except AssertionError as error:
            finding = error
        return Outcome(run, made.standin.journal.counts(), made.sandbox, finding)
    finally:
        made.close()
        made.standin.close()
