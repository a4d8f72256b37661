"""Starts a program and waits for its end, with as little of Python in the measured time as can be."""

from __future__ import annotations

import contextlib
import dataclasses
import os
import time
from collections.abc import Callable
from pathlib import Path


@dataclasses.dataclass(frozen=True)
class Command:
    """What is started: a program by its path, its arguments, its whole environment, the file on its input."""

    program: str
    arguments: tuple[str, ...]
    environment: dict[str, str]
    stdin: Path
    # Entered by what starts it: a network of its own.
    surroundings: Callable[[], contextlib.AbstractContextManager[None]] = contextlib.nullcontext


@dataclasses.dataclass(frozen=True)
class Ended:
    """How it ended, after how many seconds, and what it said on both streams."""

    code: int
    seconds: float
    out: bytes
    err: bytes

    def failure(self) -> str:
        """What to show when it was expected to go well."""
        return f"exit code {self.code}: {self.err[:1000]!r}"


def run(command: Command, streams: Path) -> Ended:
    """One process. `streams` is where its output goes; files take less of its time than pipes."""
    return run_at_once(command, 1, streams)[0][0]


def run_at_once(command: Command, count: int, streams: Path) -> tuple[list[Ended], float]:
    """That many processes, started one right after the other, and the seconds until the last has ended."""
    streams.mkdir(exist_ok=True)
    outs = [streams / f"{number}.out" for number in range(count)]
    errs = [streams / f"{number}.err" for number in range(count)]
    started: dict[int, tuple[int, float]] = {}
    begun = time.perf_counter()
    for number in range(count):
        at = time.perf_counter()
        started[_spawn(command, outs[number], errs[number])] = (number, at)
    ends: dict[int, tuple[int, float]] = {}
    while len(ends) < count:
        process, status = os.wait()
        if process in started:
            number, at = started[process]
            ends[number] = (os.waitstatus_to_exitcode(status), time.perf_counter() - at)
    seconds = time.perf_counter() - begun
    ended = [
        Ended(*ends[number], outs[number].read_bytes(), errs[number].read_bytes()) for number in range(count)]
    return ended, seconds


def _spawn(command: Command, out: Path, err: Path) -> int:
    written = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
    with command.surroundings():
        return os.posix_spawn(
            command.program, [command.program, *command.arguments], command.environment,
            file_actions=[
                (os.POSIX_SPAWN_OPEN, 0, str(command.stdin), os.O_RDONLY, 0),
                (os.POSIX_SPAWN_OPEN, 1, str(out), written, 0o600),
                (os.POSIX_SPAWN_OPEN, 2, str(err), written, 0o600),
            ])
