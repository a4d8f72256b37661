"""One step of a test run."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping


@dataclasses.dataclass(frozen=True)
class Step:
    """A command that passes or fails: a check, a build, or a suite of tests."""

    name: str
    command: tuple[str, ...]
    needs: tuple[str, ...] = ()
    """The steps that have to pass before this one."""
    takes_all_cores: bool = False
    """Whether no other step may run at the same time. Builds run in parallel: a release build mostly uses one core."""
    environment: Mapping[str, str] = dataclasses.field(default_factory=dict)
    report_option: str = ""
    """What stands before the path of the JUnit report that the command writes; empty where it writes none."""
    filter_option: str = ""
    """What stands before the name of a test, to run only that."""
    takes_arguments: bool = False
    """Whether `Tests/run NAME -- ARGUMENTS` hands arguments on to it."""
    inputs: tuple[str, ...] = ()
    """The files and folders that decide whether it passes: a group leaves it out while they are as when it passed."""
