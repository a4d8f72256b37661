"""What a program needs of the machine: memory and disk."""

from __future__ import annotations

import statistics
from collections.abc import Iterator
from pathlib import Path

from .. import counting
from ..contender import ONE_EACH
from ..row import Row, Target, Unit, at_most
from . import Bench


def rows(bench: Bench) -> Iterator[Row]:
    situations, streams = bench.situations, bench.rounds.streams
    ours, peer = situations.cold(situations.build(), ONE_EACH), situations.peer_with_identity()
    pairs = [
        (counting.peak_memory(ours, streams), counting.peak_memory(peer, streams)) for _ in range(bench.few)]
    memory, other = (statistics.median(each) for each in zip(*pairs))
    yield Row(
        "`get`, cold: peak memory", memory, Unit.MEGABYTES, other, (Target("<= the peer", memory <= other),),
        runs=bench.few)
    size = _megabytes(situations.program)
    yield Row(
        "stripped program", size, Unit.MEGABYTES, _megabytes(Path(peer.command.program)),
        (at_most(size, 14, "<= 14 MB"),))


def _megabytes(path: Path) -> float:
    return path.stat().st_size / 1e6
