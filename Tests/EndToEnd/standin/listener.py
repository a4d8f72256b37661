"""An HTTP/1.1 server on a loopback port, with keep-alive, that can also misbehave as told."""

from __future__ import annotations

import contextlib
import email.utils
import http
import http.server
import socket
import ssl
import struct
import threading
import time
from collections.abc import Callable

from .faults import Fault
from .messages import Request, Response

# What the handler of requests says: the answer, and what to do wrong while sending it.
Outcome = tuple[Response, Fault | None]
_IDLE_SECONDS = 60


class Listener:
    """Serves one port, a thread for each connection."""

    def __init__(
        self, answer: Callable[[Request], Outcome], tls: ssl.SSLContext | None,
        connected: Callable[[], None] = lambda: None, port: int = 0,
    ) -> None:
        self.answer = answer
        self.secure = tls is not None
        self.closing = threading.Event()
        self._tls = tls
        self._connected = connected
        self._connections: set[socket.socket] = set()
        self._lock = threading.Lock()
        self._socket = socket.create_server(("127.0.0.1", port), backlog=256)
        self.port: int = self._socket.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"{'https' if self.secure else 'http'}://127.0.0.1:{self.port}"

    def close(self) -> None:
        """Stops listening and drops every connection."""
        self.closing.set()
        with contextlib.suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        with self._lock:
            open_connections = list(self._connections)
        for connection in open_connections:
            with contextlib.suppress(OSError):
                # Not the method of a TLS connection, which takes the TLS state away from the thread that serves it.
                socket.socket.shutdown(connection, socket.SHUT_RDWR)

    def _accept(self) -> None:
        while not self.closing.is_set():
            try:
                connection, address = self._socket.accept()
            except OSError:
                return
            self._connected()
            threading.Thread(target=self._serve, args=(connection, address), daemon=True).start()

    def _serve(self, connection: socket.socket, address: tuple[str, int]) -> None:
        # A client may leave at any time, also in the middle of the TLS handshake.
        with contextlib.suppress(OSError):
            connection.settimeout(_IDLE_SECONDS)
            if self._tls:
                connection = self._tls.wrap_socket(connection, server_side=True)
            with self._lock:
                self._connections.add(connection)
            try:
                # The handler takes whatever has the requests for its server, and asks nothing of it.
                _Exchange(connection, address, self)  # type: ignore[arg-type]
            finally:
                with self._lock:
                    self._connections.discard(connection)
                connection.close()


class _Exchange(http.server.BaseHTTPRequestHandler):
    """The requests of one connection."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    # As above.
    server: Listener  # type: ignore[assignment]

    def _answer(self) -> None:
        request = Request(
            self.command, self.path, tuple(self.headers.items()), self._body(), self.server.secure)
        response, fault = self.server.answer(request)
        _Sender(self, fault or Fault()).send(response)

    do_GET = do_HEAD = do_POST = do_PUT = do_DELETE = do_OPTIONS = do_PATCH = _answer

    def _body(self) -> bytes:
        if self.headers.get("Transfer-Encoding", "").lower() != "chunked":
            return self.rfile.read(int(self.headers.get("Content-Length") or 0))
        chunks = []
        while size := int(self.rfile.readline().partition(b";")[0], 16):
            chunks.append(self.rfile.read(size))
            self.rfile.readline()
        while self.rfile.readline().strip():
            pass
        return b"".join(chunks)

    def log_message(self, *_: object) -> None:
        """Nothing is logged: requests hold secrets."""


class _Sender:
    """Sends one answer, with whatever is to go wrong."""

    def __init__(self, exchange: _Exchange, fault: Fault) -> None:
        self._exchange = exchange
        self._fault = fault
        self._closing = exchange.server.closing

    def send(self, response: Response) -> None:
        if self._fault.delay:
            self._closing.wait(self._fault.delay)
        if self._fault.hold:
            self._wait(self._fault.hold)
        data = self._encode(response) if self._fault.raw is None else self._fault.raw
        if self._fault.cut is not None or self._fault.reset:
            data = data[: self._fault.cut or 0]
        if self._fault.stall is not None:
            self._exchange.connection.sendall(data[: self._fault.stall])
            self._exchange.close_connection = True
            self._closing.wait()
        elif self._fault.drip:
            self._drip(data, self._fault.drip)
        else:
            self._exchange.connection.sendall(data)
        if self._fault.flood:
            self._flood(self._fault.flood)
        if self._fault.reset:
            self._reset()
        if self._fault.cut is not None or self._fault.raw is not None:
            self._exchange.close_connection = True

    def _wait(self, event: threading.Event) -> None:
        while not event.wait(0.05) and not self._closing.is_set():
            pass

    def _encode(self, response: Response) -> bytes:
        names = {name.lower() for name, _ in response.headers}
        lines = [f"HTTP/1.1 {response.status} {_reason(response.status)}"]
        if "date" not in names:
            lines.append(f"Date: {email.utils.formatdate(time.time(), usegmt=True)}")
        lines += [f"{name}: {value}" for name, value in response.headers]
        if not names & {"content-length", "transfer-encoding"}:
            lines.append(f"Content-Length: {len(response.body)}")
        head = "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n"
        return head if self._exchange.command == "HEAD" else head + response.body

    def _drip(self, data: bytes, rate: float) -> None:
        for byte in data:
            self._exchange.connection.sendall(bytes([byte]))
            if self._closing.wait(1 / rate):
                return

    def _flood(self, size: int) -> None:
        piece = b"10000\r\n" + b" " * 0x10000 + b"\r\n"
        # It ends when the client has had enough: that is an error of the connection.
        for _ in range(size // 0x10000):
            self._exchange.connection.sendall(piece)
        self._exchange.connection.sendall(b"0\r\n\r\n")

    def _reset(self) -> None:
        # Closing with a linger time of zero makes the kernel send RST. The TLS layer is bypassed.
        self._exchange.close_connection = True
        raw = socket.socket(fileno=self._exchange.connection.detach())
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        raw.close()


def _reason(code: int) -> str:
    with contextlib.suppress(ValueError):
        return http.HTTPStatus(code).phrase
    return "Status"
