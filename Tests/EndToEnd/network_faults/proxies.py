"""A proxy that does not do what it is for."""

from __future__ import annotations

import contextlib
import socket
import time
from collections.abc import Callable

from standin import ROLE, faults
from standin.messages import Response
from support.proxy import ConnectProxy

from .fault import (
    ATTEMPTS,
    NO_REQUEST,
    REAL_HOSTS,
    START_AGAIN,
    Case,
    NetworkFault,
    all_attempts_and_libcurls,
    out_of_time,
    retry_seconds,
    unreachable_by_real_name,
)
from .world import World

TIMEOUT = 2
_DROP_AFTER = 0.3
_NOT_THROUGH = "Check HTTPS_PROXY, and that the proxy lets this host through; NO_PROXY goes around it."


class _FaultyProxy(ConnectProxy):
    """Misbehaves towards one host."""

    def __init__(self, world: World, misbehave: Callable[[socket.socket], bool]) -> None:
        self._host = REAL_HOSTS[world.service]
        self._misbehave = misbehave
        self._tunnels: list[tuple[socket.socket, float]] = []
        super().__init__(world.standin.port_for)

    def spoil(self, client: socket.socket, host: str) -> bool:
        if host != self._host:
            return True
        self._tunnels.append((client, time.monotonic()))
        return self._misbehave(client)

    def drop(self, age: float) -> None:
        """Ends those of its tunnels to the host that are that old: in a newer one TLS may still be agreed on."""
        now = time.monotonic()
        for tunnel, start in self._tunnels:
            if now - start >= age:
                with contextlib.suppress(OSError):
                    tunnel.shutdown(socket.SHUT_RDWR)


def _behind(misbehave: Callable[[socket.socket], bool]) -> Callable[[World], None]:
    return lambda world: world.use_proxy(_FaultyProxy(world, misbehave))


def _answers(head: str) -> Callable[[World], None]:
    def misbehave(client: socket.socket) -> bool:
        client.sendall(f"HTTP/1.1 {head}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".encode())
        return False

    return _behind(misbehave)


def _is_away(world: World) -> None:
    world.use_proxy(ConnectProxy(world.standin.port_for))
    world.environment["HTTPS_PROXY"] = "http://127.0.0.1:9"


def _falls_silent(client: socket.socket) -> bool:
    time.sleep(TIMEOUT + 1)
    return False


def _dies_after_connect(client: socket.socket) -> bool:
    client.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
    client.recv(1)
    return False


def _dies_during_the_request(world: World) -> None:
    proxy = _FaultyProxy(world, lambda client: True)
    world.use_proxy(proxy)

    def drop(answer: Response) -> Response:
        time.sleep(_DROP_AFTER)
        proxy.drop(_DROP_AFTER)
        return answer

    # The answer would come after the tunnel has ended.
    world.always(faults.Fault(change=drop, delay=0.5))


def _proxy_is_away(case: Case) -> str:
    brackets = f"{ATTEMPTS[case.where]} attempts; role {ROLE}"
    return (
        f"cannot reach {case.service} at {REAL_HOSTS[case.where]}: the proxy in HTTPS_PROXY (127.0.0.1) does not"
        f" answer: Failed to connect to 127.0.0.1 port 9 after N ms: Couldn't connect to server ({brackets})."
        " Check HTTPS_PROXY and the proxy itself; NO_PROXY goes around it.")


def _wants_a_password(case: Case) -> str:
    return (
        f"cannot reach {case.service} at {REAL_HOSTS[case.where]}: the proxy asks for a user name and password (407;"
        f" role {ROLE}). Put them into HTTPS_PROXY: http://USER:PASSWORD@HOST:PORT.")


def _asks_for_a_password(world: World) -> None:
    _answers('407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm="proxy"')(world)


TABLE = (
    # The first request finds out.
    NetworkFault(
        "proxy that is away", _is_away, _proxy_is_away, "error: the proxy does not answer", where=("bitrise",),
        **NO_REQUEST),
    NetworkFault(
        "proxy that refuses", _answers("403 Forbidden"),
        unreachable_by_real_name("the proxy answers 403 to CONNECT", _NOT_THROUGH, times=False),
        "error: the proxy refuses", requests=None),
    NetworkFault(
        "proxy that answers 407", _asks_for_a_password,
        _wants_a_password,
        "error: the proxy wants a password", requests=None),
    NetworkFault(
        "proxy that answers 502", _answers("502 Bad Gateway"),
        unreachable_by_real_name("the proxy answers 502 to CONNECT", _NOT_THROUGH), "error: the proxy's trouble",
        **NO_REQUEST),
    NetworkFault(
        "proxy that never answers", _behind(_falls_silent),
        out_of_time(TIMEOUT, "Connection timed out after N milliseconds"), "error: out of time",
        requests=None, timeout=TIMEOUT),
    NetworkFault(
        "proxy that dies before it answers", _behind(lambda client: False),
        unreachable_by_real_name("Proxy CONNECT aborted", START_AGAIN), "error: cannot reach it", **NO_REQUEST),
    NetworkFault(
        "proxy that dies while TLS is agreed on", _behind(_dies_after_connect),
        unreachable_by_real_name(
            "Recv failure: Connection reset by peer",
            "Something on the way may not let TLS 1.2 or newer through: check proxies."),
        "error: cannot reach it", **NO_REQUEST),
    NetworkFault(
        "proxy that dies during the request", _dies_during_the_request,
        unreachable_by_real_name("Empty reply from server", START_AGAIN), "error: cannot reach it",
        all_attempts_and_libcurls,
        most=lambda where: retry_seconds(where) + 3),
)
