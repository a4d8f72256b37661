"""Runs steps: as many side by side as there are cores, each into a log of its own."""

from __future__ import annotations

import contextlib
import os
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from .report import Outcome, outcome
from .step import Step
from .unchanged import Unchanged

_POLL_SECONDS = 0.1


class Running:
    """A step that has begun."""

    def __init__(self, step: Step, arguments: Sequence[str], results: Path, directory: Path) -> None:
        self.step = step
        self._log = results / f"{step.name}.log"
        self._report = results / f"{step.name}.xml"
        self._results = results
        report = (step.report_option, str(self._report)) if step.report_option else ()
        with self._log.open("wb") as log:
            # A group of its own, to be ended with all that it has started.
            self._process = subprocess.Popen(
                [*step.command, *report, *arguments], cwd=directory, env={**os.environ, **step.environment},
                stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT, start_new_session=True)
        self._begun = time.monotonic()

    def ended(self) -> Outcome | None:
        """The result, once the step has ended."""
        code = self._process.poll()
        if code is None:
            return None
        # Swift's runner adds the name of the framework to that of the report.
        reports = sorted(self._results.glob(f"{self.step.name}.xml")) + sorted(
            self._results.glob(f"{self.step.name}-swift-testing.xml"))
        return outcome(self.step, code == 0, reports, time.monotonic() - self._begun, self._log)

    def kill(self) -> None:
        """Ends it, where it has not ended."""
        if self._process.poll() is None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._process.pid, 15)
            self._process.wait()


def run(
    steps: Sequence[Step], arguments: Mapping[str, Sequence[str]], results: Path, directory: Path, slots: int,
    tell: Callable[[Step, Outcome | None], None], unchanged: Unchanged | None = None,
) -> dict[str, Outcome]:
    """Runs steps in their order, those that fit side by side; `tell` hears of each end.

    A step that needs one that has failed is not started, and has no outcome: `tell` gets None. One that has passed on
    the same files, by `unchanged`, is not started either.
    """
    waiting = list(steps)
    running: list[Running] = []
    found: dict[str, Outcome] = {}
    not_run: set[str] = set()
    try:
        while waiting or running:
            for each in list(running):
                if (end := each.ended()) is not None:
                    running.remove(each)
                    found[each.step.name] = end
                    if unchanged:
                        unchanged.remember(each.step, not end.failed)
                    tell(each.step, end)
            for step in list(waiting):
                if any(need in not_run or (need in found and found[need].failed) for need in step.needs):
                    waiting.remove(step)
                    not_run.add(step.name)
                    tell(step, None)
            for step in _that_can_start(waiting, running, found, slots):
                waiting.remove(step)
                if unchanged and unchanged.has_passed(step):
                    found[step.name] = Outcome(0, (), 0, results / f"{step.name}.log", is_unchanged=True)
                    tell(step, found[step.name])
                    continue
                running.append(Running(step, arguments.get(step.name, ()), results, directory))
            time.sleep(_POLL_SECONDS)
    finally:
        for each in running:
            each.kill()
    return found


def _that_can_start(
    waiting: Sequence[Step], running: Sequence[Running], found: Mapping[str, Outcome], slots: int
) -> Iterator[Step]:
    """The steps that have what they need, as many as there is room for."""
    if any(each.step.takes_all_cores for each in running):
        return
    taken = len(running)
    for step in waiting:
        if not all(need in found for need in step.needs):
            continue
        if step.takes_all_cores and taken == 0:
            yield step
            return
        if not step.takes_all_cores and taken < slots:
            yield step
            taken += 1
