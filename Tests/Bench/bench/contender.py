"""One program in one situation: how it is started, what is done before each start, what must come of it."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable

from .launch import Command, Ended

Counts = dict[str, int]


class WrongResult(Exception):
    """A program failed, or gave something else than it was asked for: there is nothing to compare."""


@dataclasses.dataclass(frozen=True)
class Requests:
    """How many requests to each service a run may make."""

    least: Counts
    most: Counts

    @staticmethod
    def exactly(**counts: int) -> Requests:
        return Requests(counts, counts)

    def allow(self, counts: Counts) -> bool:
        """Whether this is as many as it should be."""
        services = {*self.least, *self.most, *counts}
        return all(self.least.get(name, 0) <= counts.get(name, 0) <= self.most.get(name, 0) for name in services)


ONE_EACH = Requests.exactly(bitrise=1, sts=1, ecr=1)
NONE = Requests.exactly()


@dataclasses.dataclass(frozen=True)
class Contender:
    """A program in a situation."""

    name: str
    command: Command
    check: Callable[[Ended], None]
    prepare: Callable[[], None] = lambda: None
    requests: Requests | None = None
    # So many processes are one run; its time is that of the last.
    at_once: int = 1


def gave_password(password: str) -> Callable[[Ended], None]:
    """Checks that a `get` answered with this password."""
    def check(ended: Ended) -> None:
        expect_success(ended)
        if json.loads(ended.out).get("Secret") != password:
            raise WrongResult("the password is another than ECR's")
    return check


def printed_password(password: str) -> Callable[[Ended], None]:
    """Checks that nothing but this password was printed."""
    def check(ended: Ended) -> None:
        expect_success(ended)
        if ended.out.decode().strip() != password:
            raise WrongResult("the password is another than ECR's")
    return check


def expect_success(ended: Ended) -> None:
    """Checks the exit code."""
    if ended.code != 0:
        raise WrongResult(ended.failure())
