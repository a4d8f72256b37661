"""The Security Token Service: AssumeRoleWithWebIdentity, AssumeRole, GetCallerIdentity."""

from __future__ import annotations

import re
import time
import uuid
from xml.sax.saxutils import escape

from . import signature
from .iam import IAM, Keys, Role
from .messages import Request, Response
from .tokens import InvalidToken, Issuer, unverified_claims

_NAMESPACE = "https://sts.amazonaws.com/doc/2011-06-15/"
_ROLE_ARN = re.compile(r"arn:aws[a-z-]*:iam::\d{12}:role/.+")
_SESSION_NAME = re.compile(r"[A-Za-z0-9_+=,.@-]*")
# How long after its end STS still takes an identity token.
_EXPIRY_GRACE = 300

# How STS calls what is wrong with a signature.
_SIGNATURE_CODES = {
    signature.MISSING: (403, "MissingAuthenticationToken"),
    signature.INCOMPLETE: (400, "IncompleteSignature"),
    signature.UNKNOWN_KEY: (403, "InvalidClientTokenId"),
    signature.EXPIRED: (403, "ExpiredToken"),
    signature.MISMATCH: (403, "SignatureDoesNotMatch"),
}


class Refusal(Exception):
    """An error that STS answers."""

    def __init__(self, status: int, code: str, text: str) -> None:
        super().__init__(text)
        self.status, self.code, self.text = status, code, text


class STS:
    """One endpoint of STS, for all regions."""

    name = "sts"

    def __init__(self, iam: IAM, issuers: list[Issuer]) -> None:
        self._iam = iam
        self._issuers = {issuer.url: issuer for issuer in issuers}

    def answer(self, request: Request, region: str | None = None) -> Response:
        """One request; `region` is that of the host name it was sent to."""
        if not request.is_call:
            return Response(302, b"", (("Location", "https://aws.amazon.com/iam"),))
        try:
            action, fields = _action(request)
            if action == "AssumeRoleWithWebIdentity":
                return self._with_web_identity(request, fields)
            keys = self._signer(request, region)
            if action == "AssumeRole":
                return self._assume_role(keys, fields)
            return _caller_identity(keys)
        except Refusal as refusal:
            return error_answer(refusal.status, refusal.code, refusal.text)

    def _signer(self, request: Request, region: str | None) -> Keys:
        try:
            return signature.check(request, self._iam.keys, "sts", region)[0]
        except signature.Refused as refused:
            status, code = _SIGNATURE_CODES[refused.kind]
            raise Refusal(status, code, str(refused)) from None

    def _with_web_identity(self, request: Request, fields: dict[str, str]) -> Response:
        action = "sts:AssumeRoleWithWebIdentity"
        if request.header("authorization"):
            raise Refusal(403, "AccessDenied", f"{action} must not be signed")
        arn, session_name = _role_and_session(fields)
        role = self._iam.roles.get(arn)
        claims = self._claims(fields, role.account if role else arn.split(":")[4])
        if role is None or not role.trusts(str(claims["aud"]), str(claims["sub"])):
            raise Refusal(403, "AccessDenied", f"Not authorized to perform {action}")
        keys = self._iam.open_session(role, session_name, _duration(fields, role))
        return _credentials_answer("AssumeRoleWithWebIdentity", keys, _web_identity_extra(role, claims))

    def _claims(self, fields: dict[str, str], account: str) -> dict[str, object]:
        token = _length(fields, "WebIdentityToken", "webIdentityToken", 4, 20000)
        try:
            issuer_url = str(unverified_claims(token).get("iss"))
            provider = self._iam.provider_for(account, issuer_url)
            if provider is None:
                raise Refusal(
                    400, "InvalidIdentityToken",
                    f"No OpenIDConnect provider found in your account for {issuer_url}")
            claims = self._issuers[issuer_url].verify(token)
        except (InvalidToken, KeyError):
            raise Refusal(
                400, "InvalidIdentityToken",
                "The ID Token provided is not a valid JWT. (You may see this error if you sent an Access Token)",
            ) from None
        _check_claims(claims, provider.client_ids)
        return claims

    def _assume_role(self, keys: Keys, fields: dict[str, str]) -> Response:
        arn, session_name = _role_and_session(fields)
        role = self._iam.roles.get(arn)
        if role is None or keys.principal not in role.users:
            text = f"User: {keys.principal} is not authorized to perform: sts:AssumeRole on resource: {arn}"
            raise Refusal(403, "AccessDenied", text)
        session = self._iam.open_session(role, session_name, _duration(fields, role))
        return _credentials_answer("AssumeRole", session, "")


def error_answer(status: int, code: str, text: str) -> Response:
    """An error in the layout of STS."""
    kind = "Receiver" if status >= 500 else "Sender"
    body = f"""\
<ErrorResponse xmlns="{_NAMESPACE}">
  <Error>
    <Type>{kind}</Type>
    <Code>{escape(code)}</Code>
    <Message>{escape(text)}</Message>
  </Error>
  <RequestId>{uuid.uuid4()}</RequestId>
</ErrorResponse>
"""
    return Response(status, body.encode(), _headers())


def _headers() -> tuple[tuple[str, str], ...]:
    return (("x-amzn-RequestId", str(uuid.uuid4())), ("Content-Type", "text/xml"))


def _action(request: Request) -> tuple[str, dict[str, str]]:
    if request.method != "POST" or "?" in request.target:
        raise Refusal(400, "InvalidAction", "Only forms in the body of a POST are accepted here")
    if request.media_type != "application/x-www-form-urlencoded":
        raise Refusal(400, "InvalidAction", "The content type is not a form's")
    fields = request.form
    action = fields.get("Action", "")
    if fields.get("Version") != "2011-06-15" or action not in (
        "AssumeRoleWithWebIdentity", "AssumeRole", "GetCallerIdentity"):
        version = fields.get("Version", "NO_VERSION_SPECIFIED")
        raise Refusal(400, "InvalidAction", f"Could not find operation {action} for version {version}")
    return action, fields


def _invalid(value: str, field: str, constraint: str) -> Refusal:
    return Refusal(
        400, "ValidationError",
        f"1 validation error detected: Value '{value}' at '{field}' failed to satisfy constraint:"
        f" Member must {constraint}")


def _length(fields: dict[str, str], name: str, member: str, least: int, most: int) -> str:
    value = fields.get(name)
    if value is None:
        raise _invalid("null", member, "not be null")
    if len(value) < least:
        raise _invalid(value, member, f"have length greater than or equal to {least}")
    if len(value) > most:
        raise _invalid(value, member, f"have length less than or equal to {most}")
    return value


def _role_and_session(fields: dict[str, str]) -> tuple[str, str]:
    arn = _length(fields, "RoleArn", "roleArn", 20, 2048)
    session_name = _length(fields, "RoleSessionName", "roleSessionName", 2, 64)
    if not _SESSION_NAME.fullmatch(session_name):
        raise _invalid(session_name, "roleSessionName", r"satisfy regular expression pattern: [\w+=,.@-]*")
    if not _ROLE_ARN.fullmatch(arn):
        raise Refusal(400, "ValidationError", "Request ARN is invalid")
    return arn, session_name


def _duration(fields: dict[str, str], role: Role) -> int:
    text = fields.get("DurationSeconds", "3600")
    if not text.isdigit() or int(text) < 900:
        raise _invalid(text, "durationSeconds", "have value greater than or equal to 900")
    if int(text) > 43200:
        raise _invalid(text, "durationSeconds", "have value less than or equal to 43200")
    if int(text) > role.max_duration:
        raise Refusal(
            400, "ValidationError", "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.")
    return int(text)


def _check_claims(claims: dict[str, object], client_ids: tuple[str, ...]) -> None:
    for name in ("aud", "sub", "exp", "iat"):
        if name not in claims:
            raise Refusal(400, "InvalidIdentityToken", f"Missing a required claim: {name}")
    if claims["aud"] not in client_ids:
        raise Refusal(400, "InvalidIdentityToken", "Incorrect token audience")
    now, end = int(time.time()), int(str(claims["exp"]))
    if end + _EXPIRY_GRACE < now:
        raise Refusal(
            400, "ExpiredTokenException",
            f"Token expired: current date/time {now} must be before the expiration date/time {end}")


def _web_identity_extra(role: Role, claims: dict[str, object]) -> str:
    host = str(claims["iss"]).removeprefix("https://")
    return (
        f"    <SubjectFromWebIdentityToken>{escape(str(claims['sub']))}</SubjectFromWebIdentityToken>\n"
        f"    <Audience>{escape(str(claims['aud']))}</Audience>\n"
        f"    <Provider>arn:{role.partition}:iam::{role.account}:oidc-provider/{host}</Provider>\n")


def _credentials_answer(action: str, keys: Keys, extra: str) -> Response:
    assert keys.token and keys.expires
    body = f"""\
<{action}Response xmlns="{_NAMESPACE}">
  <{action}Result>
{extra}    <AssumedRoleUser>
      <AssumedRoleId>AROA3XFRBF535EXAMPLE:{keys.principal.rpartition("/")[2]}</AssumedRoleId>
      <Arn>{escape(keys.principal)}</Arn>
    </AssumedRoleUser>
    <Credentials>
      <AccessKeyId>{keys.access_key_id}</AccessKeyId>
      <SecretAccessKey>{escape(keys.secret)}</SecretAccessKey>
      <SessionToken>{escape(keys.token)}</SessionToken>
      <Expiration>{keys.expires:%Y-%m-%dT%H:%M:%SZ}</Expiration>
    </Credentials>
  </{action}Result>
  <ResponseMetadata>
    <RequestId>{uuid.uuid4()}</RequestId>
  </ResponseMetadata>
</{action}Response>
"""
    return Response(200, body.encode(), _headers())


def _caller_identity(keys: Keys) -> Response:
    body = f"""\
<GetCallerIdentityResponse xmlns="{_NAMESPACE}">
  <GetCallerIdentityResult>
    <Arn>{escape(keys.principal)}</Arn>
    <UserId>AIDA3XFRBF535EXAMPLE</UserId>
    <Account>{keys.account}</Account>
  </GetCallerIdentityResult>
  <ResponseMetadata>
    <RequestId>{uuid.uuid4()}</RequestId>
  </ResponseMetadata>
</GetCallerIdentityResponse>
"""
    return Response(200, body.encode(), _headers())
