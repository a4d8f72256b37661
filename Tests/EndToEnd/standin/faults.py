"""Scripted failures: what a service does instead of, or to, its own answer."""

from __future__ import annotations

import dataclasses
import json
import threading
from collections import deque
from collections.abc import Callable

from . import ecr, sts
from .messages import Request, Response


@dataclasses.dataclass(frozen=True)
class Fault:
    """One way to go wrong. The fields combine: an error can also come late and be cut off."""

    # Instead of the service's own answer, which is then not even computed.
    answer: Response | None = None
    # What the service would have answered, changed.
    change: Callable[[Response], Response] | None = None
    # Seconds to wait before answering.
    delay: float = 0
    # Waited for before answering; the test sets it.
    hold: threading.Event | None = None
    # Close the connection after so many bytes of the answer; 0 answers nothing at all.
    cut: int | None = None
    # As `cut`, with a TCP reset in place of an orderly end.
    reset: bool = False
    # Send the answer's bytes one at a time, so many in a second.
    drip: float | None = None
    # Sent in place of the whole answer, its head included; then the connection is closed.
    raw: bytes | None = None
    # Send so many bytes of the answer, then nothing more, on a connection that stays open.
    stall: int | None = None
    # Send so many bytes behind the answer, whose length must not be announced: see `flood`.
    flood: int = 0


def status(code: int, body: bytes = b"", **headers: str) -> Fault:
    """A bare HTTP status; header names are given with `_` for `-`."""
    fields = tuple((name.replace("_", "-"), value) for name, value in headers.items())
    return Fault(Response(code, body, fields))


def html(code: int) -> Fault:
    """What a gateway or a captive portal answers."""
    page = b"<!DOCTYPE html>\n<html><head><title>Error</title></head><body><h1>Something</h1></body></html>\n"
    return Fault(Response(code, page, (("Content-Type", "text/html; charset=utf-8"),)))


def body(content: bytes, media_type: str, code: int = 200) -> Fault:
    """A body that the client does not expect."""
    return Fault(Response(code, content, (("Content-Type", media_type),)))


def flood(size: int) -> Fault:
    """A body of that size, which is not announced."""
    return Fault(Response(200, b"", (("Transfer-Encoding", "chunked"),)), flood=size)


def redirect(location: str, code: int = 307) -> Fault:
    """A redirect."""
    return status(code, Location=location)


def sts_error(code: str, text: str, http_status: int = 400) -> Fault:
    """An error in the layout of STS."""
    return Fault(sts.error_answer(http_status, code, text))


def ecr_error(code: str, text: str, http_status: int = 400) -> Fault:
    """An error in the layout of ECR and ECR Public."""
    return Fault(ecr.error_answer(http_status, code, text))


def bitrise_error(text: str, http_status: int = 400) -> Fault:
    """An error in the layout of the build API."""
    return Fault(Response.json(http_status, {"error_msg": text}))


class Script:
    """What a service is to do wrong: first the queue, one fault a request, then the standing rule."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._queue: deque[Fault | None] = deque()
        self._rules: list[tuple[Callable[[Request], bool], Fault]] = []

    def then(self, *faults: Fault | None) -> None:
        """Adds to the queue; `None` is a request that goes well."""
        with self._lock:
            self._queue.extend(faults)

    def always(self, fault: Fault, when: Callable[[Request], bool] = lambda request: True) -> None:
        """From now on, for every request for which `when` holds."""
        with self._lock:
            self._rules.append((when, fault))

    def clear(self) -> None:
        """Back to normal."""
        with self._lock:
            self._queue.clear()
            self._rules.clear()

    def take(self, request: Request) -> Fault | None:
        """What to do wrong with this request, if anything."""
        with self._lock:
            if self._queue:
                return self._queue.popleft()
            return next((fault for when, fault in self._rules if when(request)), None)


def from_json(text: str | bytes) -> Fault:
    """A fault as the control endpoint takes it: `status`, `body`, `headers`, `delay`, `cut`, `reset`, `drip`."""
    fields = json.loads(text)
    answer = None
    if "status" in fields:
        headers = tuple((fields.get("headers") or {}).items())
        answer = Response(fields["status"], fields.get("body", "").encode(), headers)
    return Fault(
        answer, delay=fields.get("delay", 0), cut=fields.get("cut"), reset=fields.get("reset", False),
        drip=fields.get("drip"))
