"""`get` with the password in the cache."""

from __future__ import annotations

from collections.abc import Iterator

from .. import counting
from ..row import Row, Target, Unit, at_most, milliseconds
from . import Bench


def rows(bench: Bench) -> Iterator[Row]:
    ours, peer = bench.situations.hit(), bench.situations.peer_hit()
    first, second = bench.rounds.alternate([ours, peer], bench.runs)
    hit, other = milliseconds(first.median), milliseconds(second.median)
    yield Row(
        "`get`, cache hit", hit, Unit.MILLISECONDS, other,
        (at_most(hit, 4, "<= 4 ms"), Target("<= half of the peer", hit <= other / 2)),
        first.counts, second.counts, bench.runs)
    start, peer_start = bench.rounds.alternate([bench.situations.start(), bench.situations.peer_start()], bench.runs)
    yield Row(
        "for orientation: `version`, the start alone", milliseconds(start.median), Unit.MILLISECONDS,
        milliseconds(peer_start.median), runs=bench.runs)
    streams = bench.rounds.streams
    instructions = counting.instructions(ours, streams)
    yield Row(
        "`get`, cache hit: instructions", instructions, Unit.NUMBER, counting.instructions(peer, streams))
    yield Row(
        "`get`, cache hit: system calls", counting.system_calls(ours, streams), Unit.NUMBER,
        counting.system_calls(peer, streams))
