"""Connections that are not made, or break, or go to sleep."""

from __future__ import annotations

import contextlib
import socket
import struct
import threading

from standin import faults

from .fault import (
    CHECK_NETWORK,
    EVERY_REQUEST,
    NO_REQUEST,
    NetworkFault,
    all_attempts_and_libcurls,
    first_retry,
    out_of_time,
    retry_seconds,
    unreachable,
)
from .world import World

TIMEOUT = 2


def _refuse(world: World) -> None:
    world.send_to("https://127.0.0.1:9")


def _unknown_name(world: World) -> None:
    world.send_to("https://service.nowhere.invalid")


def _never_accept(world: World) -> None:
    """Leaves the system's queue of connections full, so that it drops what else comes."""
    def fill(listening: socket.socket) -> None:
        for _ in range(4):
            waiting = socket.socket()
            waiting.setblocking(False)
            with contextlib.suppress(BlockingIOError):
                waiting.connect(listening.getsockname())
            world.enter(waiting)

    world.serve_with(fill, backlog=0)


def _reset_at_once(world: World) -> None:
    def accept(listening: socket.socket) -> None:
        def serve() -> None:
            with contextlib.suppress(OSError):
                while True:
                    connection, _ = listening.accept()
                    # What the client begins with has come: it is not closed before it has begun.
                    connection.recv(1)
                    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                    connection.close()

        threading.Thread(target=serve, daemon=True).start()

    world.serve_with(accept)


def _resets_and_goes_on(cut: int) -> faults.Fault:
    return faults.Fault(reset=True, cut=cut)


_RESET = "Recv failure: Connection reset by peer"
_TIME_OUT = "Operation timed out after N milliseconds with N out of N bytes received"

TABLE = (
    NetworkFault(
        "connection refused", _refuse,
        unreachable(
            "Failed to connect to 127.0.0.1 port 9 after N ms: Couldn't connect to server", CHECK_NETWORK),
        "error: cannot reach it", **NO_REQUEST),
    NetworkFault(
        "name not found", _unknown_name,
        unreachable(
            "Could not resolve host: service.nowhere.invalid",
            "Check the region's spelling, the machine's DNS, and HTTPS_PROXY if it needs a proxy.",
            host="service.nowhere.invalid"),
        "error: cannot reach it", **NO_REQUEST),
    NetworkFault(
        "connect that never answers", _never_accept,
        out_of_time(TIMEOUT, "Connection timed out after N milliseconds"), "error: out of time", requests=None,
        timeout=TIMEOUT),
    NetworkFault(
        "connection reset before TLS is agreed on", _reset_at_once,
        unreachable(
            _RESET,
            "Something on the way may not let TLS 1.2 or newer through: check proxies."),
        "error: cannot reach it", **NO_REQUEST),
    NetworkFault(
        "connection reset before the answer", lambda world: world.always(_resets_and_goes_on(0)),
        unreachable(_RESET), "error: cannot reach it", all_attempts_and_libcurls, most=retry_seconds),
    NetworkFault(
        "connection reset during the answer", lambda world: world.always(_resets_and_goes_on(150)),
        unreachable(_RESET), "error: cannot reach it", **EVERY_REQUEST),
    NetworkFault(
        "connection reset after the answer", lambda world: world.always(_resets_and_goes_on(1 << 20)), None,
        "the password"),
    NetworkFault(
        "connection reset once", lambda world: world.then(_resets_and_goes_on(0)), None, "the password", requests=2,
        most=first_retry),
    NetworkFault(
        "answer cut off once", lambda world: world.then(faults.Fault(cut=300)), None, "the password", requests=2,
        most=first_retry),
    NetworkFault(
        "connection closed before the answer", lambda world: world.always(faults.Fault(cut=0)),
        unreachable("Empty reply from server"), "error: cannot reach it", all_attempts_and_libcurls,
        most=retry_seconds),
    NetworkFault(
        "answer that does not come", lambda world: world.always(faults.Fault(delay=60)),
        out_of_time(TIMEOUT, "Operation timed out after N milliseconds with 0 bytes received"),
        "error: out of time", timeout=TIMEOUT),
    NetworkFault(
        "answer that stalls half-way", lambda world: world.always(faults.Fault(stall=400)),
        out_of_time(TIMEOUT, _TIME_OUT), "error: out of time", timeout=TIMEOUT),
    NetworkFault(
        "answer that drips a byte a second", lambda world: world.always(faults.Fault(drip=1)),
        out_of_time(TIMEOUT, "Operation timed out after N milliseconds with 0 bytes received"),
        "error: out of time", timeout=TIMEOUT),
    NetworkFault(
        "body cut short", lambda world: world.always(faults.Fault(cut=400)),
        unreachable("transfer closed with N bytes remaining to read"), "error: cannot reach it", **EVERY_REQUEST),
)
