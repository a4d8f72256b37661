"""Starts the bench's servers, each a process of its own, and stops them."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any


class Services:
    """The stand-in: what it said of itself, and what was asked of it."""

    def __init__(self, settings: dict[str, Any]) -> None:
        self.front: int = settings["front"]
        self.certificate = Path(settings["caFile"])
        self.password: str = settings["password"]
        self.role: str = settings["role"]
        self.build: dict[str, str] = settings["build"]
        self.identity_token: str = settings["identityToken"]
        self.keys: dict[str, str] = settings["keys"]
        # The ports that have a certificate for the link's address.
        self.direct: dict[str, int] = settings["direct"]
        self._control = http.client.HTTPConnection("127.0.0.1", settings["control"], timeout=30)

    def clear(self) -> None:
        """Counts from zero."""
        self._ask("POST", "/clear")

    def calls(self) -> dict[str, int]:
        """Requests for each service since then."""
        found: dict[str, int] = json.loads(self._ask("GET", "/calls"))
        return found

    def _ask(self, method: str, path: str) -> bytes:
        self._control.request(method, path)
        return self._control.getresponse().read()


@contextlib.contextmanager
def services(directory: Path, https: bool = False) -> Iterator[Services]:
    """The stand-in, running; with `https` on port 443, too."""
    with _process("bench.services", str(directory), *(["--https"] if https else [])) as line:
        yield Services(json.loads(line))


@contextlib.contextmanager
def relay(target: int, round_trip: float) -> Iterator[str]:
    """A proxy in front of a port; gives its address."""
    with _process("bench.relay", "--to", str(target), "--round-trip", str(round_trip)) as line:
        yield f"http://127.0.0.1:{int(line)}"


@contextlib.contextmanager
def endpoints(services: Services, address: str) -> Iterator[dict[str, str]]:
    """The services at an address of this machine, without a proxy; gives the settings that lead there."""
    with _process("bench.forward", address, *map(str, services.direct.values())) as line:
        urls = {name: f"https://{address}:{port}" for name, port in zip(services.direct, line.split(), strict=True)}
        build = services.build["BITRISE_BUILD_URL"].removeprefix("https://app.bitrise.io")
        yield {
            "BITRISE_BUILD_URL": urls["bitrise"] + build, "AWS_ENDPOINT_URL_STS": urls["sts"],
            "AWS_ENDPOINT_URL_ECR": urls["ecr"]}


@contextlib.contextmanager
def _process(module: str, *arguments: str) -> Iterator[str]:
    # It finds the modules that this process has found.
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    with subprocess.Popen(
        [sys.executable, "-m", module, *arguments], env=environment, stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, text=True,
    ) as process:
        try:
            assert process.stdout
            line = process.stdout.readline()
            if not line:
                raise RuntimeError(f"{module} did not start")
            yield line
        finally:
            process.terminate()
