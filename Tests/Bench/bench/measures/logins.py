"""`login` to many registries, every server a round trip of 40 ms away."""

from __future__ import annotations

from collections.abc import Iterator

from support.hosts import HOST, REGION

from ..contender import ONE_EACH, Requests
from ..row import Row, Unit, at_most, round_trips
from . import Bench

REGIONS = (REGION, "us-west-2", "us-east-1", "ap-northeast-1", "sa-east-1")
HUNDRED = tuple(f"{account:012}.dkr.ecr.{region}.amazonaws.com" for account in range(20) for region in REGIONS)
REQUESTS = Requests({"bitrise": 1, "sts": 1, "ecr": 5}, {"bitrise": 1, "sts": 5, "ecr": 5})


def rows(bench: Bench) -> Iterator[Row]:
    situations = bench.situations
    hundred, one = bench.rounds.alternate(
        [situations.login(HUNDRED, REQUESTS, far=True), situations.login([HOST], ONE_EACH, far=True)], bench.runs)
    many, single = round_trips(hundred.median), round_trips(one.median)
    yield Row(
        "`login` to one registry, 40 ms away", single, Unit.ROUND_TRIPS, requests=one.counts, runs=bench.runs)
    yield Row(
        "`login` to 100 registries (20 accounts, 5 regions), 40 ms away", many, Unit.ROUND_TRIPS,
        targets=(at_most(many, single + 2, "<= one registry + 2"),), requests=hundred.counts, runs=bench.runs)
