"""Checks Signature Version 4 on a request as received, with botocore's own signing code."""

from __future__ import annotations

import dataclasses
import datetime
import hmac
import re
from collections.abc import Callable

from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.compat import HTTPHeaders
from botocore.credentials import Credentials

from .iam import Keys
from .messages import Request

_SKEW = datetime.timedelta(minutes=5)
_AUTHORIZATION = re.compile(
    r"AWS4-HMAC-SHA256 Credential=(?P<key>[^/,\s]+)/(?P<date>\d{8})/(?P<region>[^/,]+)/(?P<service>[^/,]+)"
    r"/aws4_request, ?"
    r"SignedHeaders=(?P<headers>[a-z0-9;-]+), ?Signature=(?P<signature>[0-9a-f]{64})")

# The kinds of refusal; each service has its own codes and texts for them.
MISSING, INCOMPLETE, UNKNOWN_KEY, EXPIRED, MISMATCH = "missing", "incomplete", "unknown", "expired", "mismatch"


class Refused(Exception):
    """Why a signature was not accepted."""

    def __init__(self, kind: str, text: str) -> None:
        super().__init__(text)
        self.kind = kind


@dataclasses.dataclass(frozen=True)
class Scope:
    """What a signature is good for."""

    region: str
    service: str


def check(
    request: Request, find: Callable[[str], Keys | None], service: str, region: str | None
) -> tuple[Keys, Scope]:
    """Whose signature it is; `region` is that of the endpoint, `None` where the endpoint has none."""
    fields = _authorization(request)
    scope = Scope(fields["region"], fields["service"])
    _check_scope(scope, service, region)
    keys = find(fields["key"])
    if keys is None or keys.token != request.header("x-amz-security-token"):
        raise Refused(UNKNOWN_KEY, "The security token included in the request is invalid.")
    _check_date(request, fields["date"])
    signed = fields["headers"].split(";")
    _check_signed_headers(request, signed)
    if not hmac.compare_digest(_recomputed(request, signed, keys, scope), fields["signature"]):
        raise Refused(
            MISMATCH,
            "The request signature we calculated does not match the signature you provided. Check your AWS Secret"
            " Access Key and signing method. Consult the service documentation for details.")
    if keys.expired:
        raise Refused(EXPIRED, "The security token included in the request is expired")
    return keys, scope


def _authorization(request: Request) -> re.Match[str]:
    values = request.header_values("authorization")
    if not values:
        raise Refused(MISSING, "Missing Authentication Token")
    fields = _AUTHORIZATION.fullmatch(values[0])
    if len(values) > 1 or fields is None:
        raise Refused(INCOMPLETE, "Authorization header requires 'Credential', 'SignedHeaders' and 'Signature'.")
    return fields


def _check_scope(scope: Scope, service: str, region: str | None) -> None:
    if scope.service != service:
        raise Refused(MISMATCH, f"Credential should be scoped to correct service: '{service}'.")
    if region is not None and scope.region != region:
        raise Refused(MISMATCH, f"Credential should be scoped to a valid region, not '{scope.region}'.")


def _check_date(request: Request, scope_date: str) -> None:
    text = request.header("x-amz-date") or ""
    try:
        date = datetime.datetime.strptime(text, "%Y%m%dT%H%M%SZ").replace(tzinfo=datetime.UTC)
    except ValueError:
        raise Refused(INCOMPLETE, "Authorization header requires existence of a 'X-Amz-Date' header.") from None
    if text[:8] != scope_date:
        raise Refused(
            MISMATCH, f"Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date: {text}")
    now = datetime.datetime.now(datetime.UTC)
    if date < now - _SKEW:
        limit = f"{_stamp(now - _SKEW)} ({_stamp(now)} - 5 min.)"
        raise Refused(MISMATCH, f"Signature expired: {text} is now earlier than {limit}")
    if date > now + _SKEW:
        limit = f"{_stamp(now + _SKEW)} ({_stamp(now)} + 5 min.)"
        raise Refused(MISMATCH, f"Signature not yet current: {text} is still later than {limit}")


def _check_signed_headers(request: Request, signed: list[str]) -> None:
    if signed != sorted(signed) or "host" not in signed:
        raise Refused(MISMATCH, "'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.")
    for name in {name.lower() for name, _ in request.headers}:
        if (name.startswith("x-amz-") or name == "content-type") and name not in signed:
            raise Refused(MISMATCH, f"'{name}' must be a 'SignedHeader' in the AWS Authorization.")


class _Verifier(SigV4Auth):
    """Signs exactly the headers that it is given."""

    def headers_to_sign(self, request: AWSRequest) -> HTTPHeaders:
        return request.headers


def _recomputed(request: Request, signed: list[str], keys: Keys, scope: Scope) -> str:
    url = f"{'https' if request.secure else 'http'}://{request.header('host')}{request.target}"
    copy = AWSRequest(request.method, url, data=request.body)
    for name, value in request.headers:
        if name.lower() in signed:
            copy.headers[name.lower()] = value
    copy.context["timestamp"] = request.header("x-amz-date")
    verifier = _Verifier(Credentials(keys.access_key_id, keys.secret, keys.token), scope.service, scope.region)
    return verifier.signature(verifier.string_to_sign(copy, verifier.canonical_request(copy)), copy)


def _stamp(time: datetime.datetime) -> str:
    return time.strftime("%Y%m%dT%H%M%SZ")
