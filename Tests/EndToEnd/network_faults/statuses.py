"""Statuses without an error that the service has, throttling, and what is well again at the next attempt."""

from __future__ import annotations

import email.utils
import time
from collections.abc import Callable

from standin import ROLE, faults
from standin.messages import Response
from support.messages import AWS_TROUBLE, ECR_FAILS, STS_FAILS, TOO_MANY

from .answers import ELSE_ECR, ELSE_STS
from .fault import (
    Case,
    NetworkFault,
    all_attempts,
    all_throttled_attempts,
    first_retry,
    first_throttled,
    retry_seconds,
    throttled_allowance,
    throttled_seconds,
    twice_throttled,
)
from .world import World

_LATER = "Start the build again later; see status.bitrise.io if it stays."
_OF_THIS_BUILD = "Check that BITRISE_BUILD_API_TOKEN is the token of this very build, which must still be running."
_BITRISE_ADVICE = {
    400: "Check BITRISE_BUILD_URL, BITRISE_BUILD_API_TOKEN and the audience.", 401: _OF_THIS_BUILD, 403: _OF_THIS_BUILD,
    404: "Check that BITRISE_BUILD_URL is the URL of this very build.",
    501: "Check BITRISE_BUILD_URL, BITRISE_BUILD_API_TOKEN and the audience.",
}


def _bitrise(status: int, advice: str) -> str:
    return (
        f"the Bitrise build API at 127.0.0.1:PORT gave no identity token: status {status} (role {ROLE}). {advice}")


def _final(status: int) -> NetworkFault:
    """A status that says no."""
    def message(case: Case) -> str:
        return {
            "bitrise": _bitrise(status, _BITRISE_ADVICE[status]),
            "sts": f"{case.service} at 127.0.0.1:PORT answered {status} without an error that STS has (role {ROLE})."
                   f" {ELSE_STS}",
            "ecr": f"{case.service} at 127.0.0.1:PORT answered {status} without an error that ECR has (role {ROLE})."
                   f" {ELSE_ECR}",
        }[case.where]

    return NetworkFault(
        f"{status} with HTML", lambda world: world.always(faults.html(status)), message, "error: the status")


def _in_trouble(status: int) -> Callable[[Case], str]:
    advice = TOO_MANY if status == 429 else AWS_TROUBLE
    return lambda case: {
        "bitrise": _bitrise(status, _LATER), "sts": f"{STS_FAILS}status {status}. {advice}",
        "ecr": f"{ECR_FAILS}status {status}. {advice}"}[case.where]


def _passing(status: int) -> NetworkFault:
    """A status that may be another at the next attempt, but stays."""
    return NetworkFault(
        f"{status}", lambda world: world.always(faults.status(status)), _in_trouble(status), "error: in trouble",
        all_throttled_attempts if status == 429 else all_attempts,
        most=throttled_seconds if status == 429 else retry_seconds,
        allowance=throttled_allowance if status == 429 else lambda where: None)


def _once(status: int) -> NetworkFault:
    """The same, once."""
    return NetworkFault(
        f"{status} once", lambda world: world.then(faults.html(status)), None, "the password", 2,
        most=first_throttled if status == 429 else first_retry)


def _throttled(service: str) -> faults.Fault:
    """How a service says that it is asked too often."""
    return {
        "bitrise": faults.bitrise_error("Too many requests", 429),
        "sts": faults.sts_error("Throttling", "Rate exceeded"),
        "ecr": faults.ecr_error("ThrottlingException", "Rate exceeded"),
    }[service]


def _twice(world: World) -> None:
    world.then(*[_throttled(world.service)] * 2)


def _asks_to_wait(value: str | Callable[[], str], status: int = 429) -> Callable[[World], None]:
    return lambda world: world.then(faults.status(status, Retry_After=value() if callable(value) else value))


def _asks_to_wait_until(seconds: float) -> Callable[[World], None]:
    """A date that is so far away when the answer is made."""
    def change(_: Response) -> Response:
        return Response(429, b"", (("Retry-After", _http_date(seconds)),))

    return lambda world: world.then(faults.Fault(change=change))


def _http_date(seconds: float) -> str:
    return email.utils.formatdate(time.time() + seconds, usegmt=True)


def _asks_always(value: str) -> Callable[[World], None]:
    return lambda world: world.always(faults.status(429, Retry_After=value))


def _token_too_old(world: World) -> None:
    """The token is good at the first attempt, which fails, and over at the second."""
    expired = faults.sts_error(
        "ExpiredTokenException", "Token expired: current date/time 2 must be before the expiration date/time 1")
    world.then(faults.status(503), expired)


def _given_token_too_old(world: World) -> None:
    """As above, with a token that was given, beside a build API that has others."""
    world.environment["BITRISE_IDENTITY_TOKEN"] = world.standin.bitrise.token(world.standin.build, "sts.amazonaws.com")
    _token_too_old(world)


def _not_known_yet(times: int) -> Callable[[World], None]:
    fault = faults.ecr_error("UnrecognizedClientException", "The security token included in the request is invalid.")
    return lambda world: world.then(*[fault] * times)


_GIVES_UP = "error: in trouble; another attempt would come too late"

TABLE = (
    *map(_final, (400, 401, 403, 404, 501)),
    *map(_passing, (408, 429, 500, 502, 503, 504)),
    *map(_once, (408, 429, 500, 502, 503, 504)),
    NetworkFault(
        "throttled once", lambda world: world.then(_throttled(world.service)), None, "the password", 2,
        most=first_throttled),
    NetworkFault("throttled twice and then well", _twice, None, "the password", 3, most=twice_throttled),
    NetworkFault(
        "throttled five times and then well", lambda world: world.then(*[_throttled(world.service)] * 5), None,
        "the password", 6, where=("sts", "ecr"), most=2 + 4 + 8 + 10 + 10),
    NetworkFault(
        "429 with Retry-After in seconds, once", _asks_to_wait("2"), None, "the password", 2, least=2,
        most=lambda where: 2 + first_throttled(where)),
    NetworkFault(
        # Dates have no fractions of a second.
        "429 with Retry-After as a date, once", _asks_to_wait_until(3), None, "the password", 2, least=2,
        most=lambda where: 3 + first_throttled(where)),
    NetworkFault(
        "429 with a Retry-After that is past, once", _asks_to_wait(lambda: _http_date(-3600)), None, "the password", 2,
        most=first_throttled),
    NetworkFault(
        "503 with a Retry-After that is nonsense, once", _asks_to_wait("soon", 503), None, "the password", 2,
        most=first_retry),
    NetworkFault(
        "429 with x-amz-retry-after of an hour, once",
        lambda world: world.then(faults.status(429, x_amz_retry_after="3600000")), None, "the password", 2, least=5,
        most=lambda where: 5 + first_throttled(where)),
    NetworkFault(
        "429 with a Retry-After of ten minutes", _asks_always("600"), _in_trouble(429), _GIVES_UP,
        said=r"the next attempt would be in 60[0-2] s, for which there is no time"),
    NetworkFault(
        "429 with an absurd Retry-After", _asks_always("99999999999999999999"), _in_trouble(429), _GIVES_UP,
        said=r"the next attempt would be in 429496729[5-7] s, for which there is no time"),
    NetworkFault(
        "identity token that expires between two attempts", _token_too_old, None,
        "the password, with a new token", {"bitrise": 2, "sts": 3, "ecr": 1}, where=("sts",), most=retry_seconds),
    NetworkFault(
        "given identity token that expires between two attempts", _given_token_too_old, None,
        "the password, with a new token", {"bitrise": 1, "sts": 3, "ecr": 1}, where=("sts",), most=retry_seconds),
    NetworkFault(
        "credentials that ECR does not know yet, once", _not_known_yet(1), None, "the password", 2, where=("ecr",),
        least=0.5, most=1),
    NetworkFault(
        "credentials that ECR does not know yet, twice", _not_known_yet(2), None, "the password", 3, where=("ecr",),
        least=1.5, most=3),
)
