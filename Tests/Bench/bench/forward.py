"""Brings ports of this machine's loopback to another address, for programs in a network of their own.

    python -m bench.forward ADDRESS PORT...

Prints the port of the address for each of the given ones, then serves until it is stopped.
"""

from __future__ import annotations

import asyncio
import sys


async def _copy(source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
    try:
        while data := await source.read(65536):
            target.write(data)
            await target.drain()
    except ConnectionError:
        pass
    finally:
        target.close()


async def _listen(address: str, port: int) -> asyncio.Server:
    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there_reader, there_writer = await asyncio.open_connection("127.0.0.1", port)
        await asyncio.gather(_copy(reader, there_writer), _copy(there_reader, writer))

    return await asyncio.start_server(connected, address, 0)


async def _run(address: str, ports: list[int]) -> None:
    listening = [await _listen(address, port) for port in ports]
    print(*(server.sockets[0].getsockname()[1] for server in listening), flush=True)
    await asyncio.gather(*(server.serve_forever() for server in listening))


if __name__ == "__main__":
    asyncio.run(_run(sys.argv[1], [int(port) for port in sys.argv[2:]]))
