"""Runs the tests: `Tests/run [GROUP | STEP] [-- ARGUMENTS of its runner]`.

Prints one line a step, each failure with the command that repeats it, and "N passed, N failed" at the end.
"""

from __future__ import annotations

import os
import shutil
import sys

from .report import Outcome, details, line
from .running import run
from .step import Step
from .table import GROUPS, REPOSITORY, SEED, STEPS
from .unchanged import Unchanged

_USAGE = 64
_BY_NAME = {step.name: step for step in STEPS}


def chosen(name: str) -> list[Step]:
    """The steps of a group, or one step, with those that they need, in the table's order."""
    wanted = set(GROUPS.get(name, (name,)))
    for step in reversed(STEPS):
        if step.name in wanted:
            wanted |= set(step.needs)
    return [step for step in STEPS if step.name in wanted]


def main(arguments: list[str]) -> int:
    """Runs what the arguments name, and gives the exit status."""
    separator = arguments.index("--") if "--" in arguments else len(arguments)
    names, own = arguments[:separator], arguments[separator + 1:]
    name = names[0] if names else "all"
    if len(names) > 1 or name not in {*GROUPS, *_BY_NAME} or (own and not (
            name in _BY_NAME and _BY_NAME[name].takes_arguments)):
        sys.stderr.write(
            f"usage: Tests/run [GROUP|STEP] [-- ARGUMENTS]\ngroups: {' '.join(GROUPS)}\nsteps: {' '.join(_BY_NAME)}\n"
            f"with arguments: {' '.join(step.name for step in STEPS if step.takes_arguments)}\n")
        return _USAGE
    results = REPOSITORY / ".test" / "results"
    shutil.rmtree(results, ignore_errors=True)
    results.mkdir(parents=True)
    steps = chosen(name)
    not_run: list[str] = []
    if any(step.name == "signing-cases" or "SEED" in step.environment for step in steps):
        print(f"random tests begin with SEED={SEED}", flush=True)

    def tell(step: Step, found: Outcome | None) -> None:
        if found is None:
            not_run.append(step.name)
            print(f"not run {step.name}: {' or '.join(step.needs)} has failed", flush=True)
            return
        print(line(step, found), flush=True)
        if found.failed:
            print(details(step, found), flush=True)

    # A step that is named is run, whatever has passed before.
    unchanged = Unchanged(results.with_name("passed"), REPOSITORY) if name in GROUPS else None
    found = run(steps, {name: own}, results, REPOSITORY, max(2, os.cpu_count() or 1), tell, unchanged)
    passed = sum(each.passed for each in found.values())
    failed = sum(each.failed for each in found.values()) + len(not_run)
    print(f"{passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
