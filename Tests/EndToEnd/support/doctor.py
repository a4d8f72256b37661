"""Runs `doctor` on a chain that holds, of which a test breaks one link."""

from __future__ import annotations

import dataclasses
import json
import re
from typing import Any

from standin import StandIn
from standin.registry import Registry

from .docker_config import DockerConfig
from .helper import Helper, Run
from .hosts import HOST
from .proxy import ConnectProxy
from .sandbox import Sandbox

# Every link, in the order of the report; `stored-password` only where Docker's file has one.
LINKS = (
    "configuration", "registry", "settings", "docker-config", "other-clients", "program", "libcurl", "certificates",
    "proxy", "connection", "clock", "identity-token", "sts", "ecr", "answer", "stored-password", "pull", "push")


@dataclasses.dataclass
class World:
    """A build in which every link holds."""

    helper: Helper
    standin: StandIn
    sandbox: Sandbox
    docker_config: DockerConfig
    proxy: ConnectProxy
    registry: Registry

    def run(self, *arguments: str, **options: Any) -> Run:
        """Runs it for the registry, with a repository."""
        given = arguments or (HOST, "--repository", "app:1")
        return self.helper.run("doctor", *given, **options)

    def report(self, *arguments: str, **changes: str | None) -> Report:
        """What it reports to programs."""
        given = arguments or (HOST, "--repository", "app:1")
        run = self.run(*given, "--format", "json", **changes)
        assert run.err == b"", run.err
        report = Report(json.loads(run.out))
        assert run.code == (0 if report.holds else 1)
        return report


class Report:
    """The report, as JSON has it."""

    def __init__(self, content: dict[str, Any]) -> None:
        self.registry: str | None = content["registry"]
        self.holds: bool = content["holds"]
        self.links: list[dict[str, Any]] = content["links"]

    def in_state(self, state: str) -> list[str]:
        """The links that are in a state, in order, each once."""
        return list(dict.fromkeys(link["link"] for link in self.links if link["state"] == state))

    def link(self, name: str, subject: str | None = None) -> dict[str, Any]:
        """What it says of one link; of several of that name, of the first one that is broken."""
        found = [link for link in self.links if link["link"] == name and subject in (None, link.get("subject"))]
        return next((link for link in found if link["state"] == "broken"), found[0])

    def text(self, name: str, subject: str | None = None) -> str:
        """All words of one link, for comparisons."""
        link = self.link(name, subject)
        lines = [" ".join(part for part in (f["name"], f["value"], f["source"] and f"({f['source']})") if part)
                 for f in link["found"]]
        lines += link["problems"]
        for remedy in link["remedies"]:
            lines += [f"> {remedy['advice']}", *(f"$ {command}" for command in remedy["commands"])]
        return "\n".join(lines)


def comparable(text: str, sandbox: Sandbox) -> str:
    """The text with names for what differs from run to run: times, ports, places, identifiers."""
    text = text.replace(str(sandbox.root), "SANDBOX")
    text = re.sub(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", "REQUEST", text)
    text = re.sub(r"^(\S .{22}) *\d+ ms  ", r"\1     N ms  ", text, flags=re.MULTILINE)
    text = re.sub(r"\b\d+ ms", "N ms", text)
    text = re.sub(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ, in (?:\d+ h )?\d+ (?:min|s)\b", "TIME", text)
    text = re.sub(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", "TIME", text)
    text = re.sub(r"127\.0\.0\.1:(?!9\b)\d+", "127.0.0.1:PORT", text)
    text = re.sub(r"\b(?:59|60)\d s\b", "600 s", text)
    text = re.sub(r"libcurl/\S+ \S+/[\w.]+", "libcurl/VERSION", text)
    text = re.sub(r"/\S*no-certificates", "NO-CERTIFICATES", text)
    return re.sub(r"/\S*ca\.pem", "CA", text)
