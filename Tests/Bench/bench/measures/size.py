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
    memory, other = (statistics.median(each) for each in zip(*pairs, strict=True))
    yield Row(
        "`get`, cold: peak memory", memory, Unit.MEGABYTES, other, (Target("<= the peer", memory <= other),),
        runs=bench.few)
    far, peer_far = situations.cold(situations.build(), ONE_EACH, far=True), situations.peer_with_identity(far=True)
    own, other_own = counting.own_memory(far, streams), counting.own_memory(peer_far, streams)
    yield Row(
        "for orientation: the same without the pages of files, which processes share", own, Unit.MEGABYTES, other_own)
    size = _megabytes(situations.program)
    yield Row(
        "stripped program", size, Unit.MEGABYTES, _megabytes(Path(peer.command.program)),
        (at_most(size, 14, "<= 14 MB"),))


def _megabytes(path: Path) -> float:
    return path.stat().st_size / 1e6
