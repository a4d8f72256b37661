"""moto's server, unmodified: a second STS and ECR, made by others. It takes any identity token."""

from __future__ import annotations

import sys
from pathlib import Path

from .programs import ServerProgram


class Moto:
    """The server, over plain HTTP on a loopback port."""

    def __init__(self) -> None:
        command = [str(Path(sys.executable).parent / "moto_server"), "-H", "127.0.0.1", "-p", "0"]
        self._server = ServerProgram(command, r"Running on (http://127\.0\.0\.1:\d+)")
        self.url = self._server.announced[1]

    def close(self) -> None:
        """Stops it."""
        self._server.close()
