"""ECR and ECR Public: GetAuthorizationToken."""

from __future__ import annotations

import base64
import json
import time
import uuid

from . import signature
from .iam import IAM
from .messages import Request, Response
from .vault import Vault

_MEDIA_TYPE = "application/x-amz-json-1.1"
TARGETS = {
    "ecr": "AmazonEC2ContainerRegistry_V20150921.GetAuthorizationToken",
    "ecr-public": "SpencerFrontendService.GetAuthorizationToken",
}

# How ECR calls what is wrong with a signature; the status is 400 for all.
_SIGNATURE_CODES = {
    signature.MISSING: "MissingAuthenticationTokenException",
    signature.INCOMPLETE: "IncompleteSignatureException",
    signature.UNKNOWN_KEY: "UnrecognizedClientException",
    signature.EXPIRED: "ExpiredTokenException",
    signature.MISMATCH: "InvalidSignatureException",
}


class ECR:
    """One of the two registries' API; `name` is also its signing name."""

    def __init__(self, name: str, iam: IAM, vault: Vault) -> None:
        self.name = name
        self._iam = iam
        self._vault = vault
        # Seconds from issue to expiry.
        self.lifetime = 12 * 3600.0
        # Handed out to everybody where it is set, else each answer has a new password.
        self.fixed_password: str | None = None
        # The scopes of the signatures that were accepted, in order.
        self.scopes: list[signature.Scope] = []

    def new_password(self) -> str:
        """A password as long as real ones are."""
        return self._vault.make("ecr-password", 1876)

    def answer(self, request: Request, region: str | None = None) -> Response:
        """One request; `region` is that of the host name it was sent to."""
        if not request.is_call:
            return Response(404, b"<UnknownOperationException/>\n", _headers())
        if request.method != "POST" or request.header("x-amz-target") != TARGETS[self.name]:
            return error_answer(400, "UnknownOperationException", "")
        if request.header("content-type") != _MEDIA_TYPE:
            return error_answer(400, "SerializationException", "Unexpected content type")
        try:
            keys, scope = signature.check(request, self._iam.keys, self.name, region)
        except signature.Refused as refused:
            return error_answer(400, _SIGNATURE_CODES[refused.kind], str(refused))
        if not _is_object(request.body):
            return error_answer(400, "SerializationException", "Start of structure or map found where not expected.")
        self.scopes.append(scope)
        return self._token(scope.region, keys.account)

    def _token(self, region: str, account: str) -> Response:
        password = self.fixed_password or self.new_password()
        # E-notation, as AWS's own JSON writer has it: 1.790283445123E9.
        expires = f"{(time.time() + self.lifetime) / 1e9:.12f}".rstrip("0") + "E9"
        token = base64.b64encode(f"AWS:{password}".encode()).decode()
        fields = f'"authorizationToken":"{token}","expiresAt":{expires}'
        if self.name == "ecr":
            suffix = {"cn": "amazonaws.com.cn", "eusc": "amazonaws.eu"}.get(region.partition("-")[0], "amazonaws.com")
            endpoint = f"https://{account}.dkr.ecr.{region}.{suffix}"
            text = f'{{"authorizationData":[{{{fields},"proxyEndpoint":"{endpoint}"}}]}}'
        else:
            text = f'{{"authorizationData":{{{fields}}}}}'
        return Response(200, text.encode(), _headers())


def error_answer(status: int, code: str, text: str) -> Response:
    """An error in the layout of ECR."""
    return Response(status, json.dumps({"__type": code, "message": text}).encode(), _headers())


def _headers() -> tuple[tuple[str, str], ...]:
    return (("x-amzn-RequestId", str(uuid.uuid4())), ("Content-Type", _MEDIA_TYPE))


def _is_object(body: bytes) -> bool:
    try:
        return isinstance(json.loads(body), dict)
    except ValueError:
        return False
