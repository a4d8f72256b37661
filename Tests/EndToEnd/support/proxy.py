"""A proxy that leads real host names to servers on this machine, and nowhere else."""

from __future__ import annotations

import contextlib
import selectors
import socket
import threading
from collections.abc import Callable

Route = Callable[[str], "int | None"]


class ConnectProxy:
    """Tunnels `CONNECT HOST:443` to the loopback port that a route gives for the host; refuses all else."""

    def __init__(self, *routes: Route) -> None:
        self._routes = list(routes)
        self._sockets: list[socket.socket] = []
        # Hosts that it does not let through.
        self.forbidden: set[str] = set()
        # Answered to everybody in place of a tunnel, where it is set.
        self.refusal: bytes | None = None
        # The first line of every request, in order, and all of its head.
        self.requests: list[str] = []
        self.heads: list[str] = []
        self.serve(socket.create_server(("127.0.0.1", 0), backlog=256))

    @property
    def url(self) -> str:
        """Its address, for HTTPS_PROXY."""
        return f"http://127.0.0.1:{self._sockets[0].getsockname()[1]}"

    @property
    def hosts(self) -> list[str]:
        """The hosts to which a tunnel was asked for, without repetition."""
        names = [line.split()[1].rpartition(":")[0] for line in self.requests if line.startswith("CONNECT ")]
        return list(dict.fromkeys(names))

    def also(self, route: Route) -> None:
        """One more route."""
        self._routes.append(route)

    def serve(self, listener: socket.socket) -> None:
        """Takes connections from there, too, such as in another network of this machine."""
        self._sockets.append(listener)
        threading.Thread(target=self._accept, args=(listener,), daemon=True).start()

    def close(self) -> None:
        """Takes no more connections."""
        for listener in self._sockets:
            with contextlib.suppress(OSError):
                listener.shutdown(socket.SHUT_RDWR)
            listener.close()

    def _accept(self, listener: socket.socket) -> None:
        while True:
            try:
                client, _ = listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        with contextlib.suppress(OSError), client:
            head = _read_head(client)
            line = head.partition("\r\n")[0]
            self.heads.append(head)
            self.requests.append(line)
            if self.refusal is not None:
                client.sendall(self.refusal)
                return
            port = self._port(line)
            if port is None:
                client.sendall(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
                return
            if not self.spoil(client, line.split()[1].rpartition(":")[0]):
                return
            with socket.create_connection(("127.0.0.1", port)) as server:
                client.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
                _relay(client, server)

    def spoil(self, client: socket.socket, host: str) -> bool:
        """What a proxy that misbehaves does to a client that wants a tunnel; whether it gets one all the same."""
        return True

    def _port(self, line: str) -> int | None:
        method, target, *_ = [*line.split(), "", ""]
        host, _, port = target.rpartition(":")
        if (method, port) != ("CONNECT", "443") or host in self.forbidden:
            return None
        return next((found for route in self._routes if (found := route(host)) is not None), None)


def _read_head(client: socket.socket) -> str:
    data = b""
    while b"\r\n\r\n" not in data:
        piece = client.recv(65536)
        if not piece:
            raise ConnectionError
        data += piece
    return data.decode("latin-1")


def _relay(client: socket.socket, server: socket.socket) -> None:
    selector = selectors.DefaultSelector()
    for source, target in ((client, server), (server, client)):
        selector.register(source, selectors.EVENT_READ, (source, target))
    while True:
        for key, _ in selector.select():
            source, target = key.data
            data = source.recv(65536)
            if not data:
                return
            target.sendall(data)
