"""What was asked of the services, kept in memory only."""

from __future__ import annotations

import dataclasses
import threading
import time

from .messages import Request


@dataclasses.dataclass(frozen=True)
class Entry:
    """One request and when it came."""

    service: str
    request: Request
    at: float


class Journal:
    """Every connection and request, in order of arrival; tests can wait for what they expect."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._entries: list[Entry] = []
        self._connections: list[str] = []

    def note(self, service: str, request: Request) -> None:
        """A request has come."""
        with self._changed:
            self._entries.append(Entry(service, request, time.monotonic()))
            self._changed.notify_all()

    def note_connection(self, service: str) -> None:
        """A client has connected to a service, or to the front of them all."""
        with self._changed:
            self._connections.append(service)
            self._changed.notify_all()

    @property
    def connections(self) -> int:
        """How many connections were opened, also those on which nothing was asked."""
        with self._changed:
            return len(self._connections)

    def connections_by_service(self) -> dict[str, int]:
        """The same for each service that has a port of its own; those without connections are left out."""
        with self._changed:
            return {service: self._connections.count(service) for service in self._connections}

    def warm_ups(self, service: str | None = None) -> list[Request]:
        """The requests that only opened a connection."""
        return [entry.request for entry in self.entries(service) if not entry.request.is_call]

    def entries(self, service: str | None = None) -> list[Entry]:
        """Everything that was sent to a service, or to all."""
        with self._changed:
            return [entry for entry in self._entries if service in (None, entry.service)]

    def calls(self, service: str | None = None) -> list[Request]:
        """What was really asked for: without requests that only open a connection."""
        return [entry.request for entry in self.entries(service) if entry.request.is_call]

    def counts(self) -> dict[str, int]:
        """Calls per service; services that were not called are left out."""
        counts: dict[str, int] = {}
        for entry in self.entries():
            if entry.request.is_call:
                counts[entry.service] = counts.get(entry.service, 0) + 1
        return counts

    def clear(self) -> None:
        """Forgets everything: what follows is counted from zero."""
        with self._changed:
            self._entries.clear()
            self._connections.clear()

    def wait_for_call(self, service: str, count: int = 1, timeout: float = 10) -> None:
        """Returns once a service was called that often."""
        def arrived() -> bool:
            calls = [e for e in self._entries if e.service == service and e.request.is_call]
            return len(calls) >= count

        with self._changed:
            if not self._changed.wait_for(arrived, timeout):
                raise TimeoutError(f"{service} was not called {count} times within {timeout} s")

    def wait_for_warm_up(self, service: str, count: int = 1, timeout: float = 10) -> None:
        """Returns once that many connections to a service were opened early, and were asked something."""
        def arrived() -> bool:
            warm_ups = [e for e in self._entries if e.service == service and not e.request.is_call]
            return len(warm_ups) >= count

        with self._changed:
            if not self._changed.wait_for(arrived, timeout):
                raise TimeoutError(f"{count} connections to {service} were not opened early within {timeout} s")
