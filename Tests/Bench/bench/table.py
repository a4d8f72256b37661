"""The table as text, as Markdown, as JSON, and in the document that shows it."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Sequence
from pathlib import Path

from .row import HEADINGS, Row

BEGIN = "<!-- figures of one run: make bench WRITE=1 -->"
END = "<!-- end of the figures -->"


def as_text(rows: Sequence[Row]) -> str:
    """In columns, for a terminal."""
    cells = [HEADINGS, *(tuple(cell.replace("**", "") for cell in row.cells()) for row in rows)]
    widths = [max(len(line[column]) for line in cells) for column in range(len(HEADINGS))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() for line in cells)


def as_markdown(rows: Sequence[Row], heading: str) -> str:
    """For a document."""
    lines = [HEADINGS, ("---",) * len(HEADINGS), *(row.cells() for row in rows)]
    return "\n".join([heading, "", *(f"| {' | '.join(line)} |" for line in lines)])


def as_json(rows: Sequence[Row], machine: str) -> str:
    """For programs: figures without rounding."""
    return json.dumps({
        "machine": machine,
        "rows": [{
            "what": row.what, "unit": row.unit.value, "ours": row.ours, "peer": row.peer, "runs": row.runs,
            "requests": row.requests, "peerRequests": row.peer_requests,
            "targets": [{"text": target.text, "met": target.met} for target in row.targets],
        } for row in rows],
    }, indent=2) + "\n"


def write_into(document: Path, markdown: str) -> None:
    """Puts the table between the document's two marks."""
    text = document.read_text()
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"{document} lacks the marks for the figures")
    document.write_text(f"{before}{BEGIN}\n{markdown}\n{END}{after}")


def machine() -> str:
    """What the figures are measured on, and how busy it is with other things before that."""
    release = platform.freedesktop_os_release().get("PRETTY_NAME", platform.system())
    return f"{os.cpu_count()} cores, {_processor()}, {release}, load {os.getloadavg()[0]:.1f} before the run"


def _processor() -> str:
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        name, _, value = line.partition(":")
        if name.strip() == "model name":
            return value.strip()
    return platform.machine()
