"""Servers that are programs of their own."""

from __future__ import annotations

import re
import subprocess
import threading
from collections.abc import Mapping, Sequence

_START_SECONDS = 30


class ServerProgram:
    """A server that says on its output where it listens."""

    def __init__(self, command: Sequence[str], listening: str, environment: Mapping[str, str] | None = None) -> None:
        self._process = subprocess.Popen(
            command, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            text=True, errors="replace")
        self._started = threading.Event()
        self._lines: list[str] = []
        self._pattern = re.compile(listening)
        self._match: re.Match[str] | None = None
        threading.Thread(target=self._read, daemon=True).start()
        announced = self._wait_for_start()
        if announced is None:
            self.close()
            raise RuntimeError(f"{command[0]} did not start:\n{''.join(self._lines)}")
        self.announced = announced

    @property
    def pid(self) -> int:
        """Its process."""
        return self._process.pid

    def close(self) -> None:
        """Stops it."""
        self._process.terminate()
        try:
            self._process.wait(5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _wait_for_start(self) -> re.Match[str] | None:
        self._started.wait(_START_SECONDS)
        return self._match

    def _read(self) -> None:
        # To the end: a server whose output is not read stops when the pipe is full.
        assert self._process.stdout
        for line in self._process.stdout:
            if self._match is None:
                self._lines.append(line)
                self._match = self._pattern.search(line)
                if self._match:
                    self._started.set()
        self._started.set()
