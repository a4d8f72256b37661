"""A network of its own for the programs that are measured, at the other end of a link with a delay.

Unlike the relay, which delays the bytes of connections, this delays packets: the connections on it are TCP's own, with
its handshake and its slow start. It needs root, and changes nothing of the machine that outlives the bench.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

from support.compiled import compile_tool

HERE, THERE = "10.251.77.1", "10.251.77.2"
_CLONE_NEWNET = 0x40000000


class Link:
    """Both ends: this process's network, where the servers are, and the one of the programs."""

    def __init__(self, namespace: int, own: int) -> None:
        self._namespace = namespace
        self._own = own

    @contextlib.contextmanager
    def beyond(self) -> Iterator[None]:
        """What this thread starts is at the other end."""
        _enter(self._namespace)
        try:
            yield
        finally:
            _enter(self._own)


@contextlib.contextmanager
def link(directory: Path, round_trip: float) -> Iterator[Link]:
    """A link whose round trip takes so many seconds."""
    tool = compile_tool(Path(__file__).with_suffix(".c"), directory)
    with contextlib.ExitStack() as stack:
        there = stack.enter_context(_started(["unshare", "--net", "sleep", "infinity"]))
        _wait_for_namespace(there.pid)
        tunnel = stack.enter_context(_started([str(tool), "self", str(there.pid), str(round_trip * 1000)]))
        assert tunnel.stdout and tunnel.stdout.readline() == b"ready\n", "the link cannot be made"
        for prefix, address in (([], HERE), (["nsenter", "--target", str(there.pid), "--net"], THERE)):
            subprocess.run([*prefix, "ip", "address", "add", f"{address}/30", "dev", "bench0"], check=True)
            subprocess.run([*prefix, "ip", "link", "set", "bench0", "up"], check=True)
        namespace = os.open(f"/proc/{there.pid}/ns/net", os.O_RDONLY)
        stack.callback(os.close, namespace)
        own = os.open("/proc/self/ns/net", os.O_RDONLY)
        stack.callback(os.close, own)
        yield Link(namespace, own)


def _wait_for_namespace(process: int) -> None:
    own = Path("/proc/self/ns/net").readlink()
    while Path(f"/proc/{process}/ns/net").readlink() == own:
        pass


def _enter(namespace: int) -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.setns(namespace, _CLONE_NEWNET) != 0:
        raise OSError(ctypes.get_errno(), "setns")


@contextlib.contextmanager
def _started(command: list[str]) -> Iterator[subprocess.Popen[bytes]]:
    with subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE) as process:
        try:
            yield process
        finally:
            process.kill()
