"""`get` with nothing in the cache, every server a round trip of 40 ms away."""

from __future__ import annotations

from collections.abc import Iterator

from ..contender import ONE_EACH, Requests
from ..row import Row, Unit, at_most, round_trips
from . import Bench


def rows(bench: Bench) -> Iterator[Row]:
    situations = bench.situations
    build, token, keys = situations.build(), situations.build_with_token(), situations.keys()
    contenders = [
        situations.cold(build, ONE_EACH, far=True),
        situations.cold(token, Requests.exactly(sts=1, ecr=1), far=True),
        situations.peer_with_identity(far=True),
        situations.cold(keys, Requests.exactly(ecr=1), far=True),
        situations.peer_with_keys(far=True),
    ]
    chain, given, peer_identity, ours_keys, peer_keys = bench.rounds.alternate(contenders, bench.runs)
    for what, limit, ours, peer in (
        ("whole chain", 5.8, chain, None),
        ("token given", 4.8, given, peer_identity),
        ("static keys", 3.8, ours_keys, peer_keys),
    ):
        trips = round_trips(ours.median)
        yield Row(
            f"`get`, cold, 40 ms away: {what}", trips, Unit.ROUND_TRIPS,
            round_trips(peer.median) if peer else None, (at_most(trips, limit, f"<= {limit}"),),
            ours.counts, peer.counts if peer else None, bench.runs)
