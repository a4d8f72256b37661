"""TLS certificates that are not the service's."""

from __future__ import annotations

from standin.authority import DAY

from .fault import NetworkFault, unreachable
from .world import World

CLOCK = (
    "This machine's clock says TIME: if that is wrong, set it; if it is right, the certificate is out of date, be it"
    " the server's or that of a proxy that re-encrypts TLS.")
_UNKNOWN = (
    "If a proxy re-encrypts TLS here, name its certificate authority's file in AWS_CA_BUNDLE; else install the package"
    " ca-certificates, and check the machine's clock.")


def out_of_date(detail: str) -> str:
    """What libcurl says of a certificate's time."""
    return f"SSL certificate problem: certificate {detail}"


def _another_host(world: World) -> None:
    world.serve(world.authority.context("somebody.example"))


def _expired(world: World) -> None:
    world.serve(world.authority.context_good_from(-2 * DAY, -DAY))


def _not_yet_valid(world: World) -> None:
    world.serve(world.authority.context_good_from(DAY, 2 * DAY))


def _self_signed(world: World) -> None:
    world.serve(world.authority.self_signed_context())


TABLE = (
    NetworkFault(
        "certificate for another host", _another_host,
        unreachable(
            "SSL: no alternative certificate subject name matches target host name '127.0.0.1'",
            "Another server answers in its place: check DNS, proxies and endpoint settings.", times=False),
        "error: the certificate", requests=None),
    NetworkFault(
        "certificate that has expired", _expired, unreachable(out_of_date("has expired"), CLOCK, times=False),
        "error: the certificate, and the machine's time", requests=None),
    NetworkFault(
        "certificate that is not valid yet", _not_yet_valid,
        unreachable(out_of_date("is not yet valid"), CLOCK, times=False),
        "error: the certificate, and the machine's time", requests=None),
    NetworkFault(
        "certificate signed by itself", _self_signed,
        unreachable("SSL certificate problem: self-signed certificate", _UNKNOWN, times=False),
        "error: the certificate", requests=None),
)
