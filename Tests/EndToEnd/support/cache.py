"""What the tests know of the program's cache. All knowledge of the format is in this file."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any


def files(directory: Path) -> list[Path]:
    """The files that hold a password."""
    return [path for path in sorted(directory.rglob("*")) if path.is_file() and _entry(path) is not None]


def age(directory: Path, lived: float, left: float) -> None:
    """Makes every entry look as if it had been fetched `lived` seconds ago and had `left` seconds to go."""
    found = files(directory)
    assert found, f"no cache entries in {directory}"
    now = time.time()
    for path in found:
        entry = _entry(path) or {}
        assert {"requestedAt", "expiresAt"} <= set(entry), f"the format has changed: {sorted(entry)}"
        entry |= {"requestedAt": int(now - lived), "expiresAt": int(now + left)}
        _rewrite(path, json.dumps(entry).encode())


def corrupt(directory: Path, content: bytes) -> None:
    """Puts something else into every entry."""
    found = files(directory)
    assert found, f"no cache entries in {directory}"
    for path in found:
        _rewrite(path, content)


def _entry(path: Path) -> dict[str, Any] | None:
    try:
        entry = json.loads(path.read_bytes())
    except ValueError:
        return None
    return entry if isinstance(entry, dict) and "expiresAt" in entry else None


def _rewrite(path: Path, content: bytes) -> None:
    # In place: mode and owner stay what the program made them.
    with path.open("r+b") as file:
        file.truncate()
        file.write(content)
