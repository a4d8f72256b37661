"""Identity tokens: RS256-signed JSON Web Tokens, made and verified."""

from __future__ import annotations

import base64
import json
import secrets

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa


class InvalidToken(Exception):
    """Why a token was not accepted."""


class Issuer:
    """An identity provider with one signing key."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.key_id = secrets.token_hex(8)
        self._key = rsa.generate_private_key(public_exponent=65537, key_size=2048)

    def sign(self, claims: dict[str, object], **header: object) -> str:
        """A token with these claims; the header can be overridden."""
        fields = {"alg": "RS256", "typ": "JWT", "kid": self.key_id} | header
        signed = f"{_encode(_compact(fields))}.{_encode(_compact(claims))}"
        signature = self._key.sign(signed.encode(), padding.PKCS1v15(), hashes.SHA256())
        return f"{signed}.{_encode(signature)}"

    def verify(self, token: str) -> dict[str, object]:
        """The claims, if this issuer signed the token."""
        header, _ = _parts(token)
        if header.get("alg") != "RS256":
            raise InvalidToken(f"algorithm {header.get('alg')}")
        if header.get("kid") != self.key_id:
            raise InvalidToken("unknown key")
        signed, _, signature = token.rpartition(".")
        try:
            self._key.public_key().verify(
                _decode(signature), signed.encode(), padding.PKCS1v15(), hashes.SHA256())
        except InvalidSignature:
            raise InvalidToken("signature") from None
        return unverified_claims(token)


def unverified_claims(token: str) -> dict[str, object]:
    """The claims of a token, whoever signed it."""
    return _parts(token)[1]


def _parts(token: str) -> tuple[dict[str, object], dict[str, object]]:
    pieces = token.split(".")
    if len(pieces) != 3:
        raise InvalidToken("not three parts")
    try:
        header, claims = (json.loads(_decode(piece)) for piece in pieces[:2])
    except ValueError:
        raise InvalidToken("not base64url of JSON") from None
    if not isinstance(header, dict) or not isinstance(claims, dict):
        raise InvalidToken("not JSON objects")
    return header, claims


def _compact(value: object) -> bytes:
    return json.dumps(value, separators=(",", ":")).encode()


def _encode(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _decode(text: str) -> bytes:
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
