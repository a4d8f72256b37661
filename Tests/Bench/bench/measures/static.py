"""The static program beside the one that is built from source and the peer: the same runs, all three in alternation."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
from collections.abc import Iterator, Sequence

from .. import counting
from ..contender import ONE_EACH, Contender
from ..rounds import Result
from ..row import Row, Target, Unit, at_most, milliseconds, round_trips
from ..situations import Situations
from . import Bench


def rows(bench: Bench, static: Situations, linked: Situations, linked_static: Situations) -> Iterator[Row]:
    """`linked` and `linked_static` are the programs at the other end of a link on which packets are delayed."""
    ours = bench.situations
    hit = static.hit()
    yield from _times(bench, "`get`, cache hit", [ours.hit(), hit, ours.peer_hit()], 0.45)
    yield from _times(
        bench, "`get`, cold, whole chain (peer: web identity)",
        [ours.cold(ours.build(), ONE_EACH), static.cold(static.build(), ONE_EACH), ours.peer_with_identity()], None)
    yield from _direct(bench, static)
    yield from _distant(bench, "40 ms away", ours, static)
    yield from _linked(bench, linked, linked_static)
    yield from _needs(bench, static, hit)


def _times(bench: Bench, what: str, contenders: Sequence[Contender], ratio: float | None) -> Iterator[Row]:
    yield _row(what, bench.rounds.alternate(contenders, bench.runs), ratio)


def _row(what: str, results: Sequence[Result], ratio: float | None) -> Row:
    """Of the program from source, the static one, and the peer."""
    dynamic, static, peer = results
    own, other = milliseconds(static.median), milliseconds(peer.median)
    targets = (Target(f"<= {ratio} of the peer", own <= ratio * other),) if ratio else ()
    return Row(
        f"static: {what} (from source: {milliseconds(dynamic.median):.1f} ms)", own, Unit.MILLISECONDS, other,
        targets, static.counts, peer.counts, static.runs)


def _direct(bench: Bench, static: Situations) -> Iterator[Row]:
    """Without a proxy, whose own time both sides carry in the other rows."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    said = subprocess.run(
        ["unshare", "--net", "--mount", sys.executable, "-m", "bench.direct", bench.situations.program,
         static.program, str(bench.runs)], env=environment, check=True, stdout=subprocess.PIPE).stdout
    found = {name: Result(tuple(each["seconds"]), each["counts"]) for name, each in json.loads(said).items()}
    for what, suffix in (("certificates in a directory with hash names", ""), ("certificates in a bundle", ", bundle")):
        yield _row(
            f"`get`, cold, no proxy, {what}",
            [found[name + suffix] for name in ("from source", "static", "peer")], 0.6)


def _distant(bench: Bench, where: str, ours: Situations, static: Situations) -> Iterator[Row]:
    contenders = [
        ours.cold(ours.build(), ONE_EACH, far=True), static.cold(static.build(), ONE_EACH, far=True),
        ours.peer_with_identity(far=True)]
    dynamic, own, peer = bench.rounds.alternate(contenders, bench.runs)
    trips = round_trips(own.median)
    yield Row(
        f"static: `get`, cold, {where}: whole chain (from source: {round_trips(dynamic.median):.2f})", trips,
        Unit.ROUND_TRIPS, round_trips(peer.median), (at_most(trips, 5.4, "<= 5.4"),), own.counts, peer.counts,
        bench.runs)


def _linked(bench: Bench, linked: Situations, static: Situations) -> Iterator[Row]:
    """Without the peer: the packaged one takes no other endpoints than AWS's own."""
    dynamic, own = bench.rounds.alternate(
        [linked.cold(linked.build(), ONE_EACH), static.cold(static.build(), ONE_EACH)], bench.runs)
    trips = round_trips(own.median)
    yield Row(
        f"static: `get`, cold, over a link of 40 ms: whole chain (from source: {round_trips(dynamic.median):.2f})",
        trips, Unit.ROUND_TRIPS, targets=(at_most(trips, 5.4, "<= 5.4"),), requests=own.counts, runs=bench.runs)


def _needs(bench: Bench, static: Situations, hit: Contender) -> Iterator[Row]:
    """`hit` has its password in the cache already."""
    streams = bench.rounds.streams
    own, peer = static.cold(static.build(), ONE_EACH), static.peer_with_identity()
    yield Row("static: `get`, cache hit: instructions", counting.instructions(hit, streams), Unit.NUMBER)
    yield Row("static: `get`, cache hit: system calls", counting.system_calls(hit, streams), Unit.NUMBER)
    pairs = [(counting.peak_memory(own, streams), counting.peak_memory(peer, streams)) for _ in range(bench.few)]
    memory, other = (statistics.median(each) for each in zip(*pairs, strict=True))
    yield Row(
        "static: `get`, cold: peak memory", memory, Unit.MEGABYTES, other, (Target("<= the peer", memory <= other),),
        runs=bench.few)
    size = static.program.stat().st_size / 1e6
    yield Row("static: stripped program", size, Unit.MEGABYTES, targets=(at_most(size, 14, "<= 14 MB"),))
