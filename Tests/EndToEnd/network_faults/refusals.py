"""Every error code that STS and ECR have, with the status that it comes with."""

from __future__ import annotations

from collections.abc import Callable

from standin import ROLE, faults
from support.messages import (
    ECR,
    ECR_FAILS,
    ECR_REFUSED,
    ECR_REFUSED_KEYS,
    ECR_TROUBLE,
    KEYS_REFUSED,
    PUBLIC_REFUSED,
    STS,
    STS_FAILS,
    STS_REFUSED,
    STS_TROUBLE,
    TOKEN,
    TOKEN_REFUSED,
    Refused,
)

from .fault import (
    ATTEMPTS,
    Case,
    Counts,
    NetworkFault,
    all_throttled_attempts,
    throttled_allowance,
    throttled_seconds,
    twice_throttled,
)
from .world import World

_LABELS = {
    "sts": "STS", "sts by keys": "STS by keys", "ecr": "ECR", "ecr by keys": "ECR by keys", "ecr-public": "ECR Public"}
_TOKEN = f"; {TOKEN}"
_UNKNOWN_KEY = "UnrecognizedClientException"
_AMBIGUOUS = {"InvalidIdentityToken", "ValidationError", "InvalidSignatureException"}
_TOO_OLD = "ExpiredTokenException"
_THROTTLED = {"throttling", "throttlingexception", "toomanyrequests"}


def _arrange(refused: Refused) -> Callable[[World], None]:
    def arrange(world: World) -> None:
        make = faults.sts_error if world.service == "sts" else faults.ecr_error
        world.always(make(refused.code, refused.answer, refused.status))

    return arrange


def _shortened(text: str) -> str:
    words = text.rstrip(".").split()
    return " ".join(words[:7]) + (" …" if len(words) > 7 else "")


def _message(refused: Refused, beginning: str, extra: str = "") -> Callable[[Case], str]:
    return lambda case: refused.expected(beginning, extra)


def _rows(where: str, beginning: str, group: list[Refused], extra: str = "", again: bool = False) -> list[NetworkFault]:
    rows = []
    for refused in group:
        # Where one code means several things, the sentence tells which.
        text = f": {_shortened(refused.answer)}" if refused.code in _AMBIGUOUS else ""
        is_unknown_yet = where == "ecr" and refused.code == _UNKNOWN_KEY
        is_throttled = again and refused.code.lower() in _THROTTLED
        requests: int | Counts | Callable[[str], int | range] = ATTEMPTS[where] if again or is_unknown_yet else 1
        outcome = "error: in trouble" if again else "error: refused"
        # Everybody may pull from ECR Public.
        is_anonymous = where == "ecr-public" and refused.code == "AccessDeniedException"
        if is_anonymous:
            outcome = "no password: Docker pulls without one"
        if where == "sts" and refused.code == _TOO_OLD:
            # A new token is asked for, once.
            requests, outcome = {"bitrise": 2, "sts": 2}, "error: refused, also with a new token"
        if is_throttled:
            requests = all_throttled_attempts
        waits = throttled_seconds if is_throttled else twice_throttled if again or is_unknown_yet else 0
        rows.append(NetworkFault(
            f"{_LABELS[where]}: {refused.status} {refused.code}{text}", _arrange(refused),
            _message(refused, beginning, extra), outcome, requests, where=(where,),
            is_not_found=is_anonymous, most=waits,
            allowance=throttled_allowance if is_throttled else lambda where: None))
    return rows


TABLE = (
    *_rows("sts", STS, TOKEN_REFUSED, _TOKEN),
    *_rows("sts", STS, STS_REFUSED),
    *_rows("sts", STS_FAILS, STS_TROUBLE, again=True),
    *_rows("sts by keys", STS, KEYS_REFUSED),
    *_rows("ecr", ECR, ECR_REFUSED),
    *_rows("ecr", ECR_FAILS, ECR_TROUBLE, again=True),
    *_rows("ecr by keys", "Amazon ECR (eu-central-1) refuses access key KEY: ", ECR_REFUSED_KEYS),
    *_rows("ecr-public", f"Amazon ECR Public (us-east-1) refuses role {ROLE}: ", PUBLIC_REFUSED),
)
