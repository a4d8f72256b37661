"""What a fault is, and what the program is to make of it."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Mapping
from typing import NotRequired, TypedDict

from standin import BITRISE_HOST, ROLE

from .world import World

SERVICES = ("bitrise", "sts", "ecr")
# The attempts that the program makes where another one may help.
ATTEMPTS = {"bitrise": 5, "sts": 3, "sts by keys": 3, "ecr": 3, "ecr by keys": 3, "ecr-public": 3}
# The same where the service says that it is asked too much.
THROTTLED_ATTEMPTS = {where: 5 if where == "bitrise" else 10 for where in ATTEMPTS}
# `ECR_LOGIN_TIMEOUT` of the faults in which waits would else fill the 45 s, and be only a longer test.
SHORT = 12
# How the program calls the services, and how the document does.
NAMES = {
    "bitrise": "the Bitrise build API", "sts": "AWS STS (eu-central-1)", "sts by keys": "AWS STS (eu-central-1)",
    "ecr": "Amazon ECR (eu-central-1)", "ecr by keys": "Amazon ECR (eu-central-1)",
    "ecr-public": "Amazon ECR Public (us-east-1)",
}
REAL_HOSTS = {
    "bitrise": BITRISE_HOST, "sts": "sts.eu-central-1.amazonaws.com", "ecr": "api.ecr.eu-central-1.amazonaws.com"}
# What the program may take beyond its own waits, on a machine that is busy with forty of them.
SLACK = 3.0
DEADLINE = 45

CHECK_NETWORK = "Check that the network lets this machine reach it, and HTTPS_PROXY if it needs a proxy."
START_AGAIN = "Start the build again; if it stays, check proxies on the way."
SOMETHING_ELSE = "Something else than AWS may be answering: check proxies and endpoint settings."

# A range where chance has a part in it: the waits are random.
Counts = Mapping[str, int | range]


@dataclasses.dataclass(frozen=True)
class NetworkFault:
    """One row of the table."""

    name: str
    # Makes the fault happen to the service `world.where`.
    arrange: Callable[[World], None]
    # The exact message after the registry's name, made comparable; `None` where the password comes all the same.
    message: Callable[[Case], str] | None
    # What the document says of the outcome.
    outcome: str
    # How many requests each service gets, or the one that has the fault: those before it get one, those after it one
    # where the password comes. `None` where none of them arrives.
    requests: int | Counts | Callable[[str], int | range] | None = 1
    # The attempts, where no request arrives: they are counted by the message.
    attempts: Callable[[str], int] = lambda where: 1
    where: tuple[str, ...] = SERVICES
    # `ECR_LOGIN_TIMEOUT`; the fault lasts longer.
    timeout: int | None = None
    # `ECR_LOGIN_TIMEOUT`, at each service; the fault may end before it.
    allowance: Callable[[str], int | None] = lambda where: None
    # The time that it takes at the least and at the most, in seconds, without what the machine needs.
    least: float = 0
    most: float | Callable[[str], float] = 0
    # Whether Docker is sent on without a password, in place of any message.
    is_not_found: bool = False
    # A line that --verbose has.
    said: str | None = None
    # Looked at when everything is over.
    afterwards: Callable[[World], None] = lambda world: None

    @property
    def slug(self) -> str:
        """The name as a part of a test's name."""
        return re.sub(r"[^A-Za-z0-9]+", "-", self.name).strip("-")


@dataclasses.dataclass(frozen=True)
class Case:
    """A fault at one service."""

    fault: NetworkFault
    where: str

    @property
    def id(self) -> str:
        """The name of its test."""
        return f"{self.fault.slug}:{self.where.replace(' ', '-')}"

    @property
    def service(self) -> str:
        """What messages call the service."""
        return NAMES[self.where]

    @property
    def seconds(self) -> tuple[float, float]:
        """How long it may take, from and to."""
        if self.fault.timeout:
            # Not a moment is waited after the deadline; the rest is for the machine.
            return self.fault.timeout - 0.1, self.fault.timeout + SLACK / 2
        most = self.fault.most(self.where) if callable(self.fault.most) else self.fault.most
        return self.fault.least, min(most + SLACK, DEADLINE)

    @property
    def counts(self) -> Counts:
        """How many requests each service gets."""
        asked = self.fault.requests
        if isinstance(asked, Mapping):
            return asked
        service = self.where.removesuffix(" by keys")
        has_keys = self.where.endswith(" by keys")
        ecr = "ecr-public" if service == "ecr-public" else "ecr"
        chain = ["sts", ecr] if self.where == "sts by keys" else [ecr] if has_keys else ["bitrise", "sts", ecr]
        number = asked(self.where) if callable(asked) else asked or 0
        before = chain[: chain.index(service)]
        after = chain[chain.index(service) + 1 :] if self.fault.message is None else []
        counts = {**dict.fromkeys(before, 1), service: number, **dict.fromkeys(after, 1)}
        return {name: count for name, count in counts.items() if count}


# What messages are made of.


def unreachable(
    detail: str, advice: str = START_AGAIN, times: bool = True, host: str | None = None
) -> Callable[[Case], str]:
    """No answer came; `times` says whether it was tried again."""
    def message(case: Case) -> str:
        brackets = f"{ATTEMPTS[case.where]} attempts; role {ROLE}" if times else f"role {ROLE}"
        return f"cannot reach {case.service} at {host or '127.0.0.1'}: {detail} ({brackets}). {advice}"

    return message


def unreachable_by_real_name(detail: str, advice: str, times: bool = True) -> Callable[[Case], str]:
    """As `unreachable`, with the host names that AWS and Bitrise have."""
    return lambda case: unreachable(
        detail.replace("{host}", REAL_HOSTS[case.where]), advice, times, REAL_HOSTS[case.where])(case)


def out_of_time(seconds: int, detail: str) -> Callable[[Case], str]:
    """The deadline came first."""
    return lambda case: (
        f"the {seconds} s for everything were over before {case.service} answered: {detail} (role {ROLE})."
        " Check the network, or allow more time with --timeout or ECR_LOGIN_TIMEOUT.")


def retry_seconds(where: str) -> float:
    """How long the waits between all attempts can be, where nothing else is said."""
    return 1 + 2 + 4 + 8 if where == "bitrise" else 0.05 + 0.1


def first_retry(where: str) -> float:
    """How long the first wait can be, where nothing else is said."""
    return 1 if where == "bitrise" else 0.05


def first_throttled(where: str) -> float:
    """The same where the service says that it is asked too much."""
    return 1 if where == "bitrise" else 2


def twice_throttled(where: str) -> float:
    """How long the first two waits can be then."""
    return 1 + 2 if where == "bitrise" else 2 + 4


def throttled_seconds(where: str) -> float:
    """How long all waits can be then."""
    return 1 + 2 + 4 + 8 if where == "bitrise" else SHORT


def throttled_allowance(where: str) -> int | None:
    """The time that there is for a service that throttles at every request."""
    return None if where == "bitrise" else SHORT


def all_attempts(where: str) -> int:
    """As many as there are."""
    return ATTEMPTS[where]


class Retried(TypedDict):
    """What is the same of all faults that stay, however often it is tried."""

    requests: Callable[[str], int] | None
    attempts: NotRequired[Callable[[str], int]]
    most: Callable[[str], float]


# Each attempt arrives, or none does.
EVERY_REQUEST: Retried = {"requests": all_attempts, "most": retry_seconds}
NO_REQUEST: Retried = {"requests": None, "attempts": all_attempts, "most": retry_seconds}


def all_attempts_and_libcurls(where: str) -> int | range:
    """As many as there are; what is lost on a connection that was opened early, libcurl may send once more itself."""
    return ATTEMPTS[where] if where == "bitrise" else range(ATTEMPTS[where], ATTEMPTS[where] + 2)


def all_throttled_attempts(where: str) -> int | range:
    """As many as there are, or as there is time for: two at the least."""
    return ATTEMPTS[where] if where == "bitrise" else range(2, THROTTLED_ATTEMPTS[where] + 1)
