"""Runs the program in surroundings that hold only what the test gives it."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import threading
import time
from collections.abc import Iterable, Mapping
from typing import IO, Any

from standin.vault import Vault

from . import leaks
from .cores import waited_for_cores
from .sandbox import PROGRAM, Sandbox

SENTINEL = b"credentials not found in native keychain\n"
_TIMEOUT = 30


class Run:
    """A run that has ended."""

    def __init__(
        self, arguments: tuple[str, ...], code: int, out: bytes, err: bytes, seconds: float, waited: float
    ) -> None:
        self.arguments = arguments
        self.code = code
        self.out = out
        self.err = err
        self.seconds = seconds
        # The part of them in which some process of the machine waited for a core: it may have been this one.
        self.waited = waited

    def __repr__(self) -> str:
        # Not the whole of stdout: on success it holds a password.
        return f"<{' '.join(self.arguments)}: exit {self.code}, {len(self.out)} bytes out, err {self.err[:500]!r}>"

    def credentials(self) -> dict[str, str]:
        """The answer of a `get` that must have gone well: one JSON document, silence on stderr."""
        assert (self.code, self.err) == (0, b""), self.failure()
        answer: dict[str, str] = json.loads(self.out)
        assert {"Username", "Secret"} <= set(answer), f"keys are {sorted(answer)}"
        assert answer["Username"] == "AWS"
        return answer

    def password(self) -> str:
        """The password that a `get` gave."""
        return self.credentials()["Secret"]

    def lines(self, code: int = 0) -> list[str]:
        """What a command that is not Docker's said on stderr, without the program's name; stdout has nothing."""
        assert (self.code, self.out) == (code, b""), self.failure()
        prefix = f"{PROGRAM}: "
        lines = self.err.decode().splitlines()
        assert all(line.startswith(prefix) for line in lines), lines
        return [line.removeprefix(prefix) for line in lines]

    def error(self) -> str:
        """The message of a `get` that must have failed: one line, the same on both streams."""
        assert self.code == 1, self.failure()
        lines = self.out.decode().splitlines()
        assert len(lines) == 1 and self.out.endswith(b"\n"), f"stdout is not one line: {self.out[:2000]!r}"
        assert self.err == self.out, f"stderr {self.err[:2000]!r} differs from stdout {self.out[:2000]!r}"
        assert self.out != SENTINEL, "the sentence for hosts that are not ECR"
        return lines[0]

    def is_not_found(self) -> bool:
        """Whether this is how the protocol says: not my registry."""
        return (self.code, self.out, self.err) == (1, SENTINEL, b"")

    def failure(self) -> str:
        """What to show when a run was expected to go well."""
        return f"{self!r}, stdout {self.out[:500]!r}" if self.code else repr(self)


class Running:
    """A run that has not ended yet."""

    def __init__(
        self, helper: Helper, arguments: tuple[str, ...], process: subprocess.Popen[bytes],
        started: tuple[float, float],
    ) -> None:
        self._helper = helper
        self._arguments = arguments
        # Taken before the process began: on a busy machine it may be well ahead when this thread goes on.
        self._started, self._waited = started
        self._ends_by_signal = False
        self.process = process

    def kill(self, number: int) -> None:
        """Sends it a signal, which may end it."""
        self._ends_by_signal = True
        self.process.send_signal(number)

    def finish(self, timeout: float = _TIMEOUT, check: bool = True, dies: bool = False) -> Run:
        """Waits for the end; a run that takes longer than the timeout has hung. `dies`: a signal may end it."""
        try:
            out, err = self.process.communicate(timeout=timeout)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            out, err = self.process.communicate()
            raise AssertionError(f"{self._arguments} hung for {timeout} s; stderr {err[:500]!r}") from None
        run = Run(
            self._arguments, self.process.returncode, out or b"", err or b"", time.monotonic() - self._started,
            waited_for_cores() - self._waited)
        assert dies or self._ends_by_signal or 0 <= run.code < 128, f"crashed: {run.failure()}"
        if check:
            self._helper.check_for_leaks([run])
        return run


class Helper:
    """The installed program, with the environment it is given."""

    def __init__(self, sandbox: Sandbox, environment: dict[str, str], vault: Vault) -> None:
        self.sandbox = sandbox
        self.environment = environment
        self.vault = vault
        # A command that starts it each time, such as one that changes the clock.
        self.before: tuple[str, ...] = ()

    def start(
        self, *arguments: str, stdin: bytes | None = b"", stdout: int = subprocess.PIPE,
        before: tuple[str, ...] = (), environment: Mapping[str, str | None] = {}, **changes: str | None,
    ) -> Running:
        """Starts it. Changes to the environment are given by name, `None` takes a variable out.

        `environment` has changes, too: those whose names are not known where the call is written. `before` is a command
        that starts it in its turn, such as `setpriv`.
        """
        started = time.monotonic(), waited_for_cores()
        process = subprocess.Popen(
            [*before, *self.before, self.sandbox.bin / PROGRAM, *arguments], cwd=self.sandbox.work,
            env=self.with_changes({**environment, **changes}),
            stdin=subprocess.DEVNULL if stdin is None else subprocess.PIPE, stdout=stdout,
            stderr=subprocess.PIPE, start_new_session=True)
        if process.stdin:
            # In the background: the program may be slow to read, or end without reading.
            threading.Thread(target=_feed, args=(process.stdin, stdin), daemon=True).start()
            process.stdin = None
        return Running(self, arguments, process, started)

    def run(self, *arguments: str, timeout: float = _TIMEOUT, **options: Any) -> Run:
        """Starts it and waits for its end."""
        return self.start(*arguments, **options).finish(timeout)

    def get(self, host: str | bytes, *flags: str, **options: Any) -> Run:
        """Asks for a registry's password, as Docker does."""
        return self.run("get", *flags, stdin=_encode(host), **options)

    def start_get(self, host: str | bytes, *flags: str, **options: Any) -> Running:
        """As `get`, but does not wait."""
        return self.start("get", *flags, stdin=_encode(host), **options)

    def get_at_once(self, count: int, host: str, **changes: str | None) -> tuple[list[Run], float]:
        """That many `get`s at the same time, and how long they took together."""
        begun = time.monotonic()
        running = [self.start_get(host, **changes) for _ in range(count)]
        runs = [each.finish(check=False) for each in running]
        seconds = time.monotonic() - begun
        self.check_for_leaks(runs)
        return runs, seconds

    def with_changes(self, changes: Mapping[str, str | None]) -> dict[str, str]:
        """The environment after the changes."""
        merged = {**self.environment, **changes}
        return {name: value for name, value in merged.items() if value is not None}

    def check_for_leaks(self, runs: Iterable[Run]) -> None:
        """No secret on any stream, nor in any file."""
        for run in runs:
            leaks.check_output(run.out, run.err, self.vault, _asked_for(run, self.vault))
        leaks.check_files(self.sandbox, self.vault)


def _feed(stdin: IO[bytes], data: bytes | None) -> None:
    with contextlib.suppress(OSError):
        stdin.write(data or b"")
    with contextlib.suppress(OSError):
        stdin.close()


def _encode(host: str | bytes) -> bytes:
    return host.encode() if isinstance(host, str) else host


def _asked_for(run: Run, vault: Vault) -> tuple[str, ...]:
    """The secrets that the run was to print."""
    if run.code != 0:
        return ()
    if run.arguments[:1] == ("password",):
        return (run.out.decode().removesuffix("\n"),)
    if run.arguments[:1] == ("credentials",):
        return (*vault.of_kind("secret-key"), *vault.of_kind("session-token"))
    if run.arguments[:1] != ("get",):
        return ()
    try:
        return (str(json.loads(run.out)["Secret"]),)
    except (ValueError, KeyError, TypeError):
        return ()
