"""`get` with nothing in the cache, no delay added."""

from __future__ import annotations

from collections.abc import Iterator

from ..contender import ONE_EACH
from ..row import Row, Target, Unit, at_most, milliseconds
from . import Bench


def rows(bench: Bench) -> Iterator[Row]:
    situations = bench.situations
    whole, identity = situations.cold(situations.build(), ONE_EACH), situations.peer_with_identity()
    contenders = [
        whole, identity, situations.trusting_one(whole), situations.trusting_one(identity),
        situations.peer_with_keys()]
    ours, peer, ours_one, peer_one, keys = bench.rounds.alternate(contenders, bench.runs)
    cold, other = milliseconds(ours.median), milliseconds(peer.median)
    yield Row(
        "`get`, cold, whole chain (peer: web identity)", cold, Unit.MILLISECONDS, other,
        (at_most(cold, 20, "<= 20 ms"), Target("<= the peer", cold <= other)),
        ours.counts, peer.counts, bench.runs)
    yield Row(
        "for orientation: the same with one trusted certificate", milliseconds(ours_one.median), Unit.MILLISECONDS,
        milliseconds(peer_one.median), (), ours_one.counts, peer_one.counts, bench.runs)
    yield Row(
        "for orientation: the peer with static keys, cache off", None, Unit.MILLISECONDS,
        milliseconds(keys.median), peer_requests=keys.counts, runs=bench.runs)
    aws, = bench.rounds.alternate([situations.aws_with_identity()], bench.few)
    yield Row(
        "for orientation: `aws ecr get-login-password`, web identity", None, Unit.MILLISECONDS,
        milliseconds(aws.median), peer_requests=aws.counts, runs=bench.few)
