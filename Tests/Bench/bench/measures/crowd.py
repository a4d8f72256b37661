"""200 `get` at once with nothing in the cache: one asks, the others wait for it."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

from ..contender import ONE_EACH, Contender
from ..row import Row, Unit, at_most, milliseconds
from . import Bench

CROWD = 200
_LIMIT = 3


def rows(bench: Bench) -> Iterator[Row]:
    situations = bench.situations
    hits, = bench.rounds.alternate([_crowd(situations.hit())], bench.few)
    yield Row(
        f"for orientation: {CROWD} cache hits at once, last done", milliseconds(hits.median), Unit.MILLISECONDS,
        requests=hits.counts, runs=bench.few)
    for far, where in ((True, "40 ms away"), (False, "no added delay")):
        cold = situations.cold(situations.build(), ONE_EACH, far)
        together, alone = bench.rounds.alternate([_crowd(cold), cold], bench.few)
        last, one = milliseconds(together.median), milliseconds(alone.median)
        yield Row(
            f"{CROWD} `get` at once, cold, {where}, last done (one takes {Unit.MILLISECONDS.text(one)})",
            last, Unit.MILLISECONDS, targets=(at_most(last, _LIMIT * one, f"<= {_LIMIT} times one"),),
            requests=together.counts, runs=bench.few)
    peers, = bench.rounds.alternate([_crowd(situations.peer_with_identity(crowd=CROWD))], 1)
    yield Row(
        f"for orientation: {CROWD} `get` of the peer at once, web identity", None, Unit.MILLISECONDS,
        milliseconds(peers.median), peer_requests=peers.counts)


def _crowd(contender: Contender) -> Contender:
    return dataclasses.replace(contender, at_once=CROWD)
