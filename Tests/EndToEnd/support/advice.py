"""Finds, in the sources of the program, every advice that has a command in it."""

from __future__ import annotations

import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from . import leaks
from .helper import Helper
from .repository import REPOSITORY

_SOURCES = REPOSITORY / "Sources"
# The help says what commands there are; it advises nobody.
_HELP = "CommandLine"
_COMMAND = re.compile(
    r"commands: [^\[\]{]*\[(?![.\]]|String|Command)"
    r"|\\\(Program\.name\) (?:login|logout|configure|password|doctor|credentials|trust-policy)\b"
    r"|\baws [a-z]+ [a-z]+-[a-z-]+|\b(?:docker|podman|skopeo|buildah) log(?:in|out)\b|\bchmod \d|\bas in --")

# A line of a file of the sources.
Line = tuple[str, str]


def lines_with_commands() -> Counter[Line]:
    """The lines of the sources in which a user is told to run something, without their indentation."""
    found: Counter[Line] = Counter()
    for path in sorted(_SOURCES.rglob("*.swift")):
        if path.parent.name == _HELP:
            continue
        lines = (line.strip() for line in path.read_text().splitlines())
        found.update((path.name, line) for line in lines if not line.startswith("//") and _COMMAND.search(line))
    return found


def difference(found: Counter[Line], covered: Iterable[Line]) -> tuple[list[Line], list[Line]]:
    """What is found and not covered, and what is covered and not found; a line that stands twice counts twice."""
    expected = Counter(covered)
    return sorted((found - expected).elements()), sorted((expected - found).elements())


class Shell:
    """Runs what is advised, as somebody would who copies it: in the environment in which it was said."""

    def __init__(self, helper: Helper, **changes: str) -> None:
        self._helper = helper
        self._changes = changes

    def run(self, command: str, **changes: str | None) -> subprocess.CompletedProcess[str]:
        """Runs a command line, and shows no secret by that."""
        environment = self._helper.with_changes({**self._changes, **changes})
        # Behind the rest: the AWS CLI of the tests.
        environment["PATH"] += f":{Path(sys.executable).parent}"
        ended = subprocess.run(
            ["bash", "-o", "pipefail", "-c", command], cwd=self._helper.sandbox.work, env=environment,
            stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=120, check=False)
        found = leaks.search((ended.stdout + ended.stderr).encode(), self._helper.vault)
        assert not found, f"{command} shows: {found}"
        return ended

    def ok(self, command: str, **changes: str | None) -> str:
        """Its standard output, if it went well."""
        ended = self.run(command, **changes)
        assert ended.returncode == 0, f"{command}: exit {ended.returncode}\n{ended.stdout}\n{ended.stderr}"
        return ended.stdout
