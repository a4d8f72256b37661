"""Makes messages comparable: what differs from run to run gets a name."""

from __future__ import annotations

import re

from .sandbox import Sandbox

_CHANGING = (
    (r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", "REQUEST"),
    (r"until \d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", "until TIME"),
    (r"expires \d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", "expires TIME"),
    (r"after \d+ ms", "after N ms"),
    (r"after \d+ milliseconds", "after N milliseconds"),
    (r"with \d+ bytes remaining", "with N bytes remaining"),
    (r"with \d+ out of \d+ bytes received", "with N out of N bytes received"),
    (r"clock says \d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", "clock says TIME"),
    (r"AKIA[A-Z2-7]{16}", "KEY"),
)


def comparable(message: str, sandbox: Sandbox | None = None) -> str:
    """The message with names for identifiers, times, ports and temporary places."""
    for pattern, name in _CHANGING:
        message = re.sub(pattern, name, message)
    # Loopback servers have other ports in each run; 9 is one on which nobody listens.
    message = re.sub(r"127\.0\.0\.1:(?!9\b)\d+", "127.0.0.1:PORT", message)
    return message.replace(str(sandbox.root), "SANDBOX") if sandbox else message
