"""Does something to the program at one of its system calls: support/tamper.c, compiled for the run."""

from __future__ import annotations

from pathlib import Path

from .compiled import compile_tool


class Tamper:
    """The compiled tool, as what starts the program in its turn (`before`)."""

    def __init__(self, directory: Path) -> None:
        self._tool = compile_tool(Path(__file__).with_suffix(".c"), directory)
        self._report = directory / "calls"

    def count(self, directory: Path | None = None) -> tuple[str, ...]:
        """Counts the calls; `counted` has them when the program has ended."""
        return (str(self._tool), "count", str(directory or "-"), str(self._report))

    @property
    def counted(self) -> tuple[int, int]:
        """How many calls there were, and how many of them can be made to fail: in the directory, if one was given."""
        all_calls, failable = self._report.read_text().split()
        return int(all_calls), int(failable)

    def kill(self, number: int) -> tuple[str, ...]:
        """Ends the program as it makes that call, from 1."""
        return (str(self._tool), "kill", str(number))

    def fail(self, number: int, code: int, directory: Path | None = None) -> tuple[str, ...]:
        """Makes that call of those that can fail, from 1, fail with that error number."""
        return (str(self._tool), "fail", str(directory or "-"), str(number), str(code))
