"""Figures that do not depend on the machine's mood: instructions, system calls, memory."""

from __future__ import annotations

import dataclasses
import re
import shutil
import subprocess
import time
from pathlib import Path

from . import launch
from .contender import Contender, WrongResult

# The last line of strace's table: share, seconds, microseconds a call, calls, and errors if there were any.
TOTAL = re.compile(r"^\s*[\d.]+\s+[\d.]+\s+\d+\s+(\d+)\s+(?:\d+\s+)?total$", re.MULTILINE)


def instructions(contender: Contender, streams: Path) -> float | None:
    """Instructions of one run in the program itself, by valgrind; `None` where valgrind cannot run it."""
    options = ("--tool=callgrind", "--callgrind-out-file=/dev/null")
    ended = _run_under("valgrind", options, contender, streams)
    found = re.search(rb"Collected : (\d+)", ended.err)
    return float(found[1]) if found and ended.code == 0 else None


def system_calls(contender: Contender, streams: Path) -> float:
    """System calls of one run, of all of its threads."""
    report = streams / "system-calls"
    ended = _run_under("strace", ("-f", "-c", "-o", str(report)), contender, streams)
    contender.check(ended)
    total = TOTAL.search(report.read_text())
    if total is None:
        raise WrongResult("strace did not count")
    return float(total[1])


def peak_memory(contender: Contender, streams: Path) -> float:
    """The largest resident memory of one run, in megabytes (10^6 bytes).

    By GNU time: of a process that Python starts itself, the kernel would tell Python's own size if that is larger.
    """
    report = streams / "memory"
    contender.prepare()
    ended = _run_under("time", ("-f", "%M", "-o", str(report)), contender, streams)
    contender.check(ended)
    return int(report.read_text().split()[-1]) * 1024 / 1e6


def own_memory(contender: Contender, streams: Path) -> float | None:
    """The most memory of one run that no other process could share, in megabytes: no pages of programs and libraries.

    Looked at every millisecond, so it is for runs that wait for the network. `None` where the system does not tell.
    """
    contender.prepare()
    command = contender.command
    with command.stdin.open("rb") as stdin, (streams / "own-memory").open("wb") as out:
        process = subprocess.Popen(
            [command.program, *command.arguments], env=command.environment, stdin=stdin, stdout=out)
        most = 0
        while process.poll() is None:
            most = max(most, _anonymous(process.pid))
            time.sleep(0.001)
    return most * 1024 / 1e6 if most else None


def _anonymous(process: int) -> int:
    try:
        text = Path(f"/proc/{process}/smaps_rollup").read_text()
    except OSError:
        # It has ended, or it lets nobody look who is not the superuser.
        return 0
    found = re.search(r"^Anonymous: +(\d+) kB$", text, re.MULTILINE)
    return int(found[1]) if found else 0


def _run_under(tool: str, options: tuple[str, ...], contender: Contender, streams: Path) -> launch.Ended:
    path = shutil.which(tool)
    if path is None:
        raise WrongResult(f"{tool} is not installed")
    command = contender.command
    wrapped = dataclasses.replace(
        command, program=path, arguments=(*options, command.program, *command.arguments))
    return launch.run(wrapped, streams)
