"""Identity tokens: RS256-signed JSON Web Tokens, made and verified by PyJWT."""

from __future__ import annotations

import secrets

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

InvalidToken = jwt.InvalidTokenError
"""Why a token was not accepted."""

_ALGORITHM = "RS256"


class Issuer:
    """An identity provider with one signing key."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.key_id = secrets.token_hex(8)
        self._key = rsa.generate_private_key(public_exponent=65537, key_size=2048)

    def sign(self, claims: dict[str, object]) -> str:
        """A token with these claims."""
        return jwt.encode(claims, self._key, _ALGORITHM, {"kid": self.key_id})

    def verify(self, token: str) -> dict[str, object]:
        """The claims, if this issuer signed the token; whether they hold, such as `exp`, is STS's to say."""
        if jwt.get_unverified_header(token).get("kid") != self.key_id:
            raise InvalidToken("unknown key")
        return dict(jwt.decode(token, self._key.public_key(), [_ALGORITHM], _SIGNATURE_ONLY))


def unverified_claims(token: str) -> dict[str, object]:
    """The claims of a token, whoever signed it."""
    return dict(jwt.decode(token, options={"verify_signature": False}))


_SIGNATURE_ONLY = jwt.types.Options(
    verify_signature=True, verify_exp=False, verify_nbf=False, verify_iat=False, verify_aud=False, verify_iss=False,
    verify_sub=False, verify_jti=False)
