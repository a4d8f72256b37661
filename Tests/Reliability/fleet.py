"""What happens when thousands of builds start together: a simulation of the policies for trying again.

No sockets and no clocks: builds, and the services' quotas as token buckets. `make fleet` writes the result into
docs/reliability.md; the same seeds give the same numbers everywhere.

What is simplified: all builds use one account and one region, none has a cached password, everything but throttling
goes well, a request that is throttled costs nothing of the quota, and every answer takes the same time.
"""

from __future__ import annotations

import dataclasses
import heapq
import math
import random
import re
from collections.abc import Callable
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
POLICY = REPOSITORY / "Sources" / "AWSAuth" / "HTTP" / "RetryPolicy.swift"
TIME_LIMIT = REPOSITORY / "Sources" / "ECRLogin" / "Environment" / "TimeLimit.swift"
DOCUMENT = REPOSITORY / "docs" / "reliability.md"
BEGIN, END = "<!-- fleet: begin, by make fleet -->", "<!-- fleet: end -->"

SEED = 1
# Within how many seconds the builds start, and how long an answer takes.
START = 1.0
LATENCY = 0.06
SIZES = (100, 1_000, 3_000, 10_000)

STS, ECR = 0, 1

# The wait before another attempt, in seconds; `None` where there is none. By the number of attempts so far.
Delay = Callable[[int, random.Random], "float | None"]


@dataclasses.dataclass(frozen=True)
class Policy:
    """How a program tries again when it is throttled."""

    name: str
    sts: Delay
    ecr: Delay
    # Seconds for everything.
    deadline: float = math.inf


@dataclasses.dataclass(frozen=True)
class Quotas:
    """Requests a second that STS and ECR take, each with as many in store."""

    name: str
    sts: float
    ecr: float
    # What the services ask to wait, in seconds.
    retry_after: float = 0


@dataclasses.dataclass(frozen=True)
class Result:
    """How it went."""

    # The part of the builds that got a password.
    success: float
    # When the last of them had it, in seconds.
    last: float
    # How many requests were sent for each of them.
    requests: float

    def __str__(self) -> str:
        part = f"{self.success:.1%}" if self.success < 1 else "100%"
        return f"{part}, {self.last:.1f} s, {self.requests:.1f}"


class Bucket:
    """A quota: so many a second, and as many in store."""

    def __init__(self, rate: float) -> None:
        self._rate = self._level = rate
        self._time = 0.0

    def take(self, now: float) -> bool:
        """Whether a request is let through."""
        self._level = min(self._rate, self._level + (now - self._time) * self._rate)
        self._time = now
        if self._level < 1:
            return False
        self._level -= 1
        return True


def span(base: float, ceiling: float, attempt: int) -> float:
    """What a wait is a random part of, as `RetryPolicy.delay` has it."""
    return float(min(base * 2 ** (min(max(attempt, 1), 64) - 1), ceiling))


def jittered(attempts: int, base: float, ceiling: float = math.inf) -> Delay:
    """Full jitter: any part of a span that doubles."""
    return lambda attempt, chance: None if attempt >= attempts else span(base, ceiling, attempt) * chance.random()


def once(_attempt: int, _chance: random.Random) -> float | None:
    """No second attempt."""
    return None


def simulate(builds: int, policy: Policy, quotas: Quotas, seed: int = SEED) -> Result:
    """Lets that many builds start together."""
    chance = random.Random(seed)
    starts = [chance.random() * START for _ in range(builds)]
    queue = [(start, build, STS, 1) for build, start in enumerate(starts)]
    heapq.heapify(queue)
    buckets = {STS: Bucket(quotas.sts), ECR: Bucket(quotas.ecr)}
    requests, ends = 0, []
    while queue:
        now, build, service, attempt = heapq.heappop(queue)
        requests += 1
        answered = now + LATENCY
        if buckets[service].take(now):
            if service == ECR:
                ends.append(answered)
            else:
                heapq.heappush(queue, (answered, build, ECR, 1))
            continue
        wait = (policy.sts if service == STS else policy.ecr)(attempt, chance)
        if wait is None:
            continue
        then = answered + wait + quotas.retry_after
        if then < starts[build] + policy.deadline:
            heapq.heappush(queue, (then, build, service, attempt + 1))
    return Result(len(ends) / builds, max(ends, default=0), requests / max(1, len(ends)))


def own_numbers() -> dict[str, float]:
    """The numbers of `RetryPolicy.aws`, and the time for everything, as the program has them."""
    text = re.search(r"static let aws = RetryPolicy\(([^)]*)\)", POLICY.read_text())
    assert text, "RetryPolicy.aws is not where it was"
    numbers = {name: float(value) for name, value in re.findall(r"(\w+): ([\d.]+)", text[1])}
    deadline = re.search(r"static let standard = (\d+)", TIME_LIMIT.read_text())
    assert deadline, "the time for everything is not where it was"
    return numbers | {"deadline": float(deadline[1])}


def own() -> Policy:
    """This program's."""
    numbers = own_numbers()
    delay = jittered(int(numbers["throttledAttempts"]), numbers["throttledBase"], numbers["ceiling"])
    return Policy("this program", delay, delay, numbers["deadline"])


def others() -> list[Policy]:
    """Other programs', and what this one might do instead."""
    deadline = own_numbers()["deadline"]
    standard, legacy = jittered(3, 1, 20), jittered(5, 1)
    return [
        Policy("no second attempt", once, once),
        Policy("3 attempts: the AWS SDKs' standard mode, and so amazon-ecr-credential-helper and Bitrise's AWS step",
               standard, standard),
        Policy("5 attempts: botocore's legacy mode, and so the AWS CLI", legacy, legacy),
        Policy("12 attempts from 0.05 s at STS, then the SDK's 3 at ECR: GitHub's two actions",
               jittered(12, 0.05), standard),
        Policy("not chosen: 10 attempts, 1 s, at most 20 s", jittered(10, 1, 20), jittered(10, 1, 20), deadline),
        Policy("not chosen: 10 attempts, 2 s, at most 20 s", jittered(10, 2, 20), jittered(10, 2, 20), deadline),
        Policy("not chosen: 10 attempts, 0.05 s, at most 10 s", jittered(10, 0.05, 10), jittered(10, 0.05, 10),
               deadline),
    ]


PUBLISHED = Quotas("STS 600/s, ECR 500/s", 600, 500)
OLDER = Quotas("STS 600/s, ECR 200/s", 600, 200)


def table(quotas: Quotas) -> str:
    """The result for all policies, as Markdown."""
    lines = [
        "| " + " | ".join([quotas.name, *(f"{size:,} builds" for size in SIZES)]) + " |",
        "|---" * (len(SIZES) + 1) + "|",
    ]
    lines += [
        "| " + " | ".join([policy.name, *(str(simulate(n, policy, quotas)) for n in SIZES)]) + " |"
        for policy in [own(), *others()]]
    return "\n".join(lines)


def section() -> str:
    """What stands between the markers."""
    return f"{BEGIN}\n{table(PUBLISHED)}\n\n{table(OLDER)}\n{END}"


def main() -> None:
    """Writes the tables into the document."""
    text = DOCUMENT.read_text()
    before, _, rest = text.partition(BEGIN)
    _, found, after = rest.partition(END)
    assert found, f"{DOCUMENT.name} has no place for the tables"
    DOCUMENT.write_text(before + section() + after)


if __name__ == "__main__":
    main()
