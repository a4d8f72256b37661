"""A clock on the machine that is wrong."""

from __future__ import annotations

import re
from collections.abc import Callable

from standin import ROLE
from support.clock import another_time

from .certificates import CLOCK, out_of_date
from .fault import Case, NetworkFault, unreachable
from .world import World

_ONE_EACH = {"bitrise": 1, "sts": 1, "ecr": 1}


def set_clock(world: World, offset: str) -> None:
    """The program sees another time of day; how time passes is not changed."""
    world.before = another_time(offset)


def _minutes(offset: str) -> Callable[[World], None]:
    return lambda world: set_clock(world, offset)


def _with_given_token(offset: str, lifetime: int) -> Callable[[World], None]:
    def arrange(world: World) -> None:
        world.give_token(lifetime)
        set_clock(world, offset)

    return arrange


def _finding(where: str, seconds: str) -> str:
    """What --verbose says of it."""
    return rf"{re.escape(where)}: the clock here is {seconds}; going by the server's time"


def _expired(case: Case) -> str:
    return (
        f"the identity token in BITRISE_IDENTITY_TOKEN expired at TIME (role {ROLE}). Get a new one later in the build,"
        " or set BITRISE_BUILD_URL and BITRISE_BUILD_API_TOKEN, from which this program gets one when it needs it.")


_BITRISE, _STS, _ECR = "the Bitrise build API", "AWS STS (eu-central-1)", "Amazon ECR (eu-central-1)"
_AHEAD, _BEHIND = r"(599|60[0-9]) s ahead", r"(599|60[0-9]) s behind"
_HALF_AN_HOUR_AHEAD = r"(1799|180[0-9]) s ahead"
_CERTIFICATE = "error: the certificate, and the machine's time"

TABLE = (
    NetworkFault(
        "clock 10 minutes ahead", _minutes("+10m"), None, "the password", _ONE_EACH, where=("bitrise",),
        said=_finding(_BITRISE, _AHEAD)),
    NetworkFault(
        "clock 10 minutes behind", _minutes("-10m"), None, "the password", _ONE_EACH, where=("bitrise",),
        said=_finding(_BITRISE, _BEHIND)),
    NetworkFault(
        "clock 10 minutes ahead, a role by keys", _minutes("+10m"), None, "the password", {"sts": 2, "ecr": 1},
        where=("sts by keys",), said=_finding(_STS, _AHEAD)),
    NetworkFault(
        "clock 10 minutes behind, a role by keys", _minutes("-10m"), None, "the password", {"sts": 2, "ecr": 1},
        where=("sts by keys",), said=_finding(_STS, _BEHIND)),
    NetworkFault(
        "clock 10 minutes ahead, keys", _minutes("+10m"), None, "the password", {"ecr": 2}, where=("ecr by keys",),
        said=_finding(_ECR, _AHEAD)),
    NetworkFault(
        "clock 10 minutes behind, keys", _minutes("-10m"), None, "the password", {"ecr": 2}, where=("ecr by keys",),
        said=_finding(_ECR, _BEHIND)),
    NetworkFault(
        "clock half an hour ahead, a given token that is still good", _with_given_token("+30m", 600), None,
        "the password", {"sts": 1, "ecr": 1}, where=("sts",), said=_finding(_STS, _HALF_AN_HOUR_AHEAD)),
    NetworkFault(
        "clock half an hour ahead, a given token that has expired", _with_given_token("+30m", -60), _expired,
        "error: expired, when", {}, where=("sts",), said=_finding(_STS, _HALF_AN_HOUR_AHEAD)),
    NetworkFault(
        "clock 3 years ahead", _minutes("+3y"), unreachable(out_of_date("has expired"), CLOCK, times=False),
        _CERTIFICATE, requests=None, where=("bitrise",)),
    NetworkFault(
        "clock 3 years behind", _minutes("-3y"), unreachable(out_of_date("is not yet valid"), CLOCK, times=False),
        _CERTIFICATE, requests=None, where=("bitrise",)),
    NetworkFault(
        "clock 3 years ahead, a given token that is still good", _with_given_token("+3y", 600),
        unreachable(out_of_date("has expired"), CLOCK, times=False), _CERTIFICATE, {}, where=("sts",)),
    NetworkFault(
        "clock 3 years behind, a given token", _with_given_token("-3y", 600),
        unreachable(out_of_date("is not yet valid"), CLOCK, times=False), _CERTIFICATE, {}, where=("sts",)),
)
