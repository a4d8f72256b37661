"""Answers with status 200 that are none, and redirects."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

from standin import ROLE, StandIn, faults
from standin.messages import Response

from .fault import SOMETHING_ELSE, Case, NetworkFault
from .world import World

_GIGABYTE = 1 << 30
_DEEP = 100_000

ELSE_STS = "Something else than STS may be answering: check proxies, AWS_ENDPOINT_URL_STS and AWS_ENDPOINT_URL."
ELSE_ECR = "Something else than ECR may be answering: check proxies, and the AWS_ENDPOINT_URL variables."


def nonsense(sts: str = "something that is not STS's XML") -> Callable[[Case], str]:
    """A body that cannot be read."""
    def message(case: Case) -> str:
        return {
            "bitrise": f"the Bitrise build API at 127.0.0.1:PORT answered 200 without an id_token (role {ROLE})."
                       " Check that BITRISE_BUILD_URL is the URL of this build.",
            "sts": f"{case.service} at 127.0.0.1:PORT answered 200 with {sts} (role {ROLE}). {ELSE_STS}",
            "ecr": f"{case.service} at 127.0.0.1:PORT answered 200 with something else than an authorization token"
                   f" (role {ROLE}). {ELSE_ECR}",
        }[case.where]

    return message


def _too_large(case: Case) -> str:
    return f"{case.service} at 127.0.0.1 answered with more than 1 MiB (role {ROLE}). {SOMETHING_ELSE}"


def _redirected(status: int) -> Callable[[Case], str]:
    def message(case: Case) -> str:
        kind = case.where.upper()
        return {
            "bitrise": f"the Bitrise build API at 127.0.0.1:PORT gave no identity token: status {status} (role {ROLE})."
                       " Redirects are not followed. Check that BITRISE_BUILD_URL is the URL of this build.",
            "sts": f"{case.service} at 127.0.0.1:PORT answered {status} without an error that {kind} has"
                   f" (role {ROLE}). {ELSE_STS}",
            "ecr": f"{case.service} at 127.0.0.1:PORT answered {status} without an error that {kind} has"
                   f" (role {ROLE}). {ELSE_ECR}",
        }[case.where]

    return message


def _redirect(status: int) -> NetworkFault:
    visited: dict[int, StandIn] = {}

    def arrange(world: World) -> None:
        elsewhere = visited[id(world)] = world.elsewhere()
        world.always(faults.redirect(elsewhere.url(world.service) + "/", status))

    def nobody_came(world: World) -> None:
        assert visited.pop(id(world)).journal.connections == 0

    return NetworkFault(
        f"{status} to another host", arrange, _redirected(status), "error: not followed", afterwards=nobody_came)


def _body(json: bytes, xml: bytes) -> Callable[[World], None]:
    """A body in the format of the service."""
    def arrange(world: World) -> None:
        is_xml = world.service == "sts"
        world.always(faults.body(xml if is_xml else json, "text/xml" if is_xml else "application/json"))

    return arrange


def _announced(world: World) -> None:
    world.always(faults.Fault(Response(200, b"x", (("Content-Length", str(_GIGABYTE)),))))


def _with_invalid_utf8(answer: Response) -> Response:
    """The answer as it should be, with a byte in its secret that is none of a character's."""
    for name in (b'"id_token": "', b"<SessionToken>", b'"authorizationToken":"'):
        answer = dataclasses.replace(answer, body=answer.body.replace(name, name + b"\xff"))
    return answer


_NONSENSE = "error: not an answer of that service"

TABLE = (
    NetworkFault("body of 1 GB, announced", _announced, _too_large, "error: too large"),
    NetworkFault(
        "body of 1 GB, not announced", lambda world: world.always(faults.flood(_GIGABYTE)), _too_large,
        "error: too large"),
    NetworkFault(
        "200 with HTML (captive portal)", lambda world: world.always(faults.html(200)), nonsense(), _NONSENSE),
    NetworkFault(
        "200 with an empty body", lambda world: world.always(faults.status(200)), nonsense(), _NONSENSE),
    NetworkFault(
        "200 of the wrong shape",
        _body(b'{"id_token": 5, "authorizationData": "none"}', b"<AssumeRoleWithWebIdentityResponse/>"),
        nonsense("no complete credentials"), _NONSENSE),
    NetworkFault(
        "200 with invalid UTF-8",
        lambda world: world.always(faults.Fault(change=_with_invalid_utf8)), nonsense(), _NONSENSE),
    NetworkFault(
        "200 nested 100,000 deep", _body(b'{"id_token":' + b"[" * _DEEP, b"<a>" * _DEEP), nonsense(), _NONSENSE),
    _redirect(301), _redirect(302), _redirect(307), _redirect(308),
)
