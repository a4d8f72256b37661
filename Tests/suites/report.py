"""Reads the reports of the test runners, and describes each failure."""

from __future__ import annotations

import dataclasses
import shlex
import xml.etree.ElementTree as ElementTree
from pathlib import Path

from .step import Step

LINES_OF_A_LOG = 60
"""As much of a log as is shown where a step failed without a failed test: it did not build, or it crashed."""
_LINES_OF_A_FAILURE = 40
_FAILURES = 20


@dataclasses.dataclass(frozen=True)
class Failure:
    """A test that failed, or that was skipped: nothing may be missing."""

    test: str
    """As the runner's filter takes it."""
    text: str


@dataclasses.dataclass(frozen=True)
class Outcome:
    """The result of a step."""

    passed: int
    failures: tuple[Failure, ...]
    seconds: float
    log: Path
    is_unchanged: bool = False
    """Whether it did not run, since it has passed on the same files."""

    @property
    def failed(self) -> int:
        """The number of failures."""
        return len(self.failures)


def outcome(step: Step, succeeded: bool, reports: list[Path], seconds: float, log: Path) -> Outcome:
    """Counts the tests in the reports; a step without any is one test itself.

    A step that failed without a failed test is one failed test more, and so is one whose report has no test in it.
    """
    passed = 0
    failures: list[Failure] = []
    for report in reports:
        for case in ElementTree.parse(report).getroot().iter("testcase"):
            problem = next((found for kind in ("failure", "error", "skipped")
                            if (found := case.find(kind)) is not None), None)
            if problem is None:
                passed += 1
            else:
                failures.append(Failure(_name(case), _text(problem)))
    if not step.report_option:
        passed += succeeded
    if (not succeeded and not failures) or (step.report_option and not passed and not failures):
        failures.append(Failure("", "".join(log.read_text(errors="replace").splitlines(True)[-LINES_OF_A_LOG:])))
    return Outcome(passed, tuple(failures), seconds, log)


def line(step: Step, found: Outcome) -> str:
    """One line with the result of a step."""
    if found.is_unchanged:
        return f"{'ok':<8}{step.name:<18}nothing has changed since it passed"
    counted = step.report_option or found.failed
    counts = f"{found.passed} passed, {found.failed} failed" if counted else ""
    return f"{'FAILED' if found.failed else 'ok':<8}{step.name:<18}{found.seconds:>6.0f} s  {counts}".rstrip()


def details(step: Step, found: Outcome) -> str:
    """Each failure, and the command that repeats it."""
    parts = []
    for failure in found.failures[:_FAILURES]:
        lines = failure.text.splitlines()
        left_out = [f"... {len(lines) - _LINES_OF_A_FAILURE} lines are left out"] if len(
            lines) > _LINES_OF_A_FAILURE and failure.test else []
        shown = [*left_out, *(lines[-_LINES_OF_A_FAILURE:] if failure.test else lines)]
        text = "\n".join(f"    {each}".rstrip() for each in shown)
        title = f"{step.name}: {failure.test}" if failure.test else f"{step.name} failed:"
        parts.append(f"{title}\n{text}\n  repeat: {repeat(step, failure)}\n")
    if found.failed > _FAILURES:
        parts.append(f"{step.name}: {found.failed - _FAILURES} more failures\n")
    return "\n".join((*parts, f"  all of its output: .test/results/{found.log.name}\n"))


def repeat(step: Step, failure: Failure) -> str:
    """The command that runs a failed test, or a failed step, again."""
    if not failure.test or not step.takes_arguments:
        return f"Tests/run {step.name}"
    arguments = f"{step.filter_option} {shlex.quote(failure.test)}".strip()
    return f"Tests/run {step.name} -- {arguments}"


def _name(case: ElementTree.Element) -> str:
    """The name by which the runner finds a test: pytest's path, or Swift's suite and function."""
    class_name, name = case.get("classname", ""), case.get("name", "")
    file = case.get("file")
    if file is None:
        # Swift's filter is a regular expression, in which the parentheses of a function mean something else.
        return f"{class_name}/{name.partition('(')[0]}"
    # pytest's class name is the module's name, then the class; `file` is the module's path.
    module = file.removesuffix(".py").replace("/", ".")
    inner = class_name.removeprefix(module).lstrip(".").replace(".", "::")
    return "::".join(part for part in (file, inner, name) if part)


def _text(problem: ElementTree.Element) -> str:
    return problem.text or problem.get("message") or problem.tag
