"""Real clients, in the same clean surroundings as the program."""

from __future__ import annotations

import dataclasses
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from . import leaks
from .helper import Helper
from .hosts import HOST

_TIMEOUT = 60


@dataclasses.dataclass(frozen=True)
class Result:
    """How a client's run ended."""

    code: int
    out: str
    err: str

    def ok(self) -> str:
        """Its stdout, if it went well."""
        assert self.code == 0, f"exit {self.code}\n{self.out[-2000:]}\n{self.err[-2000:]}"
        return self.out

    def failed(self) -> str:
        """Its stderr, if it did not go well."""
        assert self.code != 0, f"it went well\n{self.out[-2000:]}\n{self.err[-2000:]}"
        return self.err


class Clients:
    """Runs clients; whatever they print must hold no secret but where a test asks for one."""

    def __init__(self, helper: Helper) -> None:
        self._helper = helper
        self.work = helper.sandbox.work
        self.docker_config = helper.sandbox.home / ".docker" / "config.json"
        self.docker_config.parent.mkdir(mode=0o700)
        self.configure({"credHelpers": {HOST: "bitrise"}})
        helper.environment["REQUESTS_CA_BUNDLE"] = helper.environment["SSL_CERT_FILE"]

    def configure(self, config: dict[str, object]) -> None:
        """Writes Docker's configuration file."""
        self.docker_config.write_text(json.dumps(config))

    def run(self, *command: str | Path, stdin: str = "", shows_secret: bool = False, **changes: str | None) -> Result:
        """Runs a client to its end."""
        ended = subprocess.run(
            [str(word) for word in command], input=stdin, capture_output=True, text=True, timeout=_TIMEOUT,
            cwd=self.work, env=self._helper.with_changes(changes), check=False)
        if not shows_secret:
            found = leaks.search((ended.stdout + ended.stderr).encode(), self._helper.vault)
            assert not found, f"{command[0]} shows: {found}"
        leaks.check_files(self._helper.sandbox, self._helper.vault)
        return Result(ended.returncode, ended.stdout, ended.stderr)

    def python(self, script: str, *arguments: str, **options: Any) -> Result:
        """Runs a few lines with the Python packages of the tests."""
        return self.run(sys.executable, "-c", script, *arguments, **options)
