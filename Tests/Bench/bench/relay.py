"""A proxy behind which every server is as far away as it is told.

    python -m bench.relay --to PORT --round-trip SECONDS

Prints its own port, then serves `CONNECT` until it is stopped. Whatever host is asked for, the tunnel leads to the
one port. The answer to `CONNECT` takes a whole round trip, as TCP's handshake would; from then on every byte takes
half of one, each way.
"""

from __future__ import annotations

import argparse
import asyncio
import collections
import selectors

_ESTABLISHED = b"HTTP/1.1 200 Connection established\r\n\r\n"
_HEAD_END = b"\r\n\r\n"


class Relay:
    """The proxy, in the event loop of its caller."""

    def __init__(self, target: int, round_trip: float) -> None:
        self._target = target
        self._round_trip = round_trip
        self._server: asyncio.Server | None = None

    async def start(self) -> int:
        """Listens from now on, at the port that is returned."""
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(
            lambda: _Client(self._target, self._round_trip), "127.0.0.1", 0, backlog=1024)
        port: int = self._server.sockets[0].getsockname()[1]
        return port

    async def serve(self) -> None:
        """Until it is cancelled."""
        assert self._server
        await self._server.serve_forever()


class _Way:
    """One direction of one connection: what goes in comes out later, in the same order."""

    def __init__(self, delay: float) -> None:
        self._delay = delay
        self._loop = asyncio.get_running_loop()
        self._waiting: collections.deque[tuple[float, bytes | None]] = collections.deque()
        self._timer: asyncio.TimerHandle | None = None
        self._out: asyncio.WriteTransport | None = None

    def lead_to(self, out: asyncio.WriteTransport) -> None:
        """Where it comes out; what came before waits for this."""
        self._out = out
        self._deliver()

    def put(self, data: bytes | None) -> None:
        """Some bytes, or with `None` the end."""
        self._waiting.append((self._loop.time() + self._delay, data))
        self._deliver()

    def _deliver(self) -> None:
        if self._timer:
            self._timer.cancel()
            self._timer = None
        while self._out and self._waiting and (not self._delay or self._waiting[0][0] <= self._loop.time()):
            data = self._waiting.popleft()[1]
            if data is None:
                self._out.close()
            else:
                self._out.write(data)
        if self._out and self._waiting:
            self._timer = self._loop.call_at(self._waiting[0][0], self._deliver)


class _End(asyncio.Protocol):
    """One end of a connection: what it receives goes one way."""

    def __init__(self, way: _Way) -> None:
        self._way = way

    def data_received(self, data: bytes) -> None:
        self._way.put(data)

    def connection_lost(self, _: Exception | None) -> None:
        self._way.put(None)


class _Client(asyncio.Protocol):
    """The end that asked for a tunnel."""

    def __init__(self, target: int, round_trip: float) -> None:
        self._target = target
        self._round_trip = round_trip
        self._up = _Way(round_trip / 2)
        self._down = _Way(round_trip / 2)
        self._head = b""
        self._opening: asyncio.Task[None] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        if self._opening:
            self._up.put(data)
            return
        self._head += data
        head, end, rest = self._head.partition(_HEAD_END)
        if not end:
            return
        if not head.startswith(b"CONNECT "):
            self._transport.close()
            return
        loop = asyncio.get_running_loop()
        self._opening = loop.create_task(self._open(loop.time() + self._round_trip))
        if rest:
            self._up.put(rest)

    def connection_lost(self, _: Exception | None) -> None:
        self._up.put(None)

    async def _open(self, due: float) -> None:
        loop = asyncio.get_running_loop()
        try:
            server, _ = await loop.create_connection(lambda: _End(self._down), "127.0.0.1", self._target)
        except OSError:
            self._transport.close()
            return
        self._up.lead_to(server)
        if self._round_trip:
            loop.call_at(due, self._establish)
        else:
            self._establish()

    def _establish(self) -> None:
        self._transport.write(_ESTABLISHED)
        self._down.lead_to(self._transport)


async def _run(target: int, round_trip: float) -> None:
    relay = Relay(target, round_trip)
    print(await relay.start(), flush=True)
    await relay.serve()


def event_loop(round_trip: float) -> asyncio.AbstractEventLoop:
    """A loop whose timers are exact: epoll waits for whole milliseconds, select for microseconds.

    select can watch about a thousand files only; without a delay there are no timers to be exact.
    """
    return asyncio.SelectorEventLoop(selectors.SelectSelector() if round_trip else None)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.relay", description="A proxy that is far away.")
    parser.add_argument("--to", type=int, required=True, help="the port that every tunnel leads to")
    parser.add_argument("--round-trip", type=float, default=0, help="in seconds")
    options = parser.parse_args()
    with asyncio.Runner(loop_factory=lambda: event_loop(options.round_trip)) as runner:
        runner.run(_run(options.to, options.round_trip))


if __name__ == "__main__":
    main()
