"""Thousands of builds at once: the simulation, that it has the program's numbers, and that its document is current."""

from __future__ import annotations

import random
import re

import pytest

import fleet
from fleet import OLDER, PUBLISHED, Quotas

UNIT_TESTS = fleet.REPOSITORY / "Tests" / "AWSAuthTests" / "HTTP" / "RetryPolicyTests.swift"


def test_the_document_has_what_the_simulation_says() -> None:
    assert fleet.section() in fleet.DOCUMENT.read_text(), "make fleet brings it up to date"


def test_the_waits_are_those_of_the_program() -> None:
    """Its unit tests check the same spans."""
    numbers = fleet.own_numbers()
    cases = re.findall(r"Case\((-?[\d_]+), \.throttled, (\d+)\)", UNIT_TESTS.read_text())
    assert len(cases) > 5
    for attempt, seconds in cases:
        assert fleet.span(numbers["throttledBase"], numbers["ceiling"], int(attempt)) == float(seconds)
    wait = fleet.own().sts(1, random.Random(1))
    assert wait is not None and 0 < wait < numbers["throttledBase"]
    assert fleet.own().sts(int(numbers["throttledAttempts"]), random.Random(1)) is None


@pytest.mark.parametrize("seed", range(2, 5))
def test_three_thousand_builds_get_through_whatever_the_chance(seed: int) -> None:
    for quotas in (PUBLISHED, OLDER):
        result = fleet.simulate(3_000, fleet.own(), quotas, seed)
        assert result.success == 1 and result.last < fleet.own_numbers()["deadline"]


@pytest.mark.parametrize("quotas", [PUBLISHED, OLDER], ids=lambda quotas: quotas.name)
def test_no_peer_does_better_with_fewer_requests(quotas: Quotas) -> None:
    ours = fleet.simulate(10_000, fleet.own(), quotas)
    for policy in fleet.others():
        if policy.name.startswith("not chosen"):
            continue
        theirs = fleet.simulate(10_000, policy, quotas)
        assert ours.success > theirs.success and ours.requests < theirs.requests, policy.name


def test_a_wait_that_the_service_asks_for_does_not_bring_all_back_at_once() -> None:
    """Ten thousand builds that are all told the same number of seconds still get through."""
    asking = Quotas("asking", PUBLISHED.sts, PUBLISHED.ecr, retry_after=10)
    assert fleet.simulate(10_000, fleet.own(), asking).success > 0.99


def test_the_buckets_let_through_what_the_quotas_say() -> None:
    """Against a policy that never gives up, the last build has its password when the quota allows it."""
    tireless = fleet.jittered(1_000, 0.5, 0.5)
    result = fleet.simulate(10_000, fleet.Policy("tireless", tireless, tireless), PUBLISHED)
    assert result.success == 1
    assert (10_000 - PUBLISHED.ecr) / PUBLISHED.ecr <= result.last < (10_000 / PUBLISHED.ecr) * 1.2
