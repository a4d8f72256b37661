"""The build API of Bitrise: hands a build its identity token."""

from __future__ import annotations

import dataclasses
import json
import time
from typing import Any

from .messages import Request, Response
from .tokens import Issuer
from .vault import MARK, Vault

ISSUER_URL = "https://token.builds.bitrise.io"


@dataclasses.dataclass(frozen=True)
class Build:
    """A running build."""

    api_token: str
    slug: str = "5f8b1d2c-0c1e-4d8a-9c39-2f6f0a7c1e55"
    number: int = 421
    app_slug: str = "a1b2c3d4e5f60718"
    workflow: str = "deploy"

    @property
    def subject(self) -> str:
        """Who the build is, in an identity token."""
        return f"app:{self.app_slug}:workflow:{self.workflow}"


class BuildAPI:
    """Answers `POST /build/SLUG/id_token.json`."""

    name = "bitrise"

    def __init__(self, issuer: Issuer, vault: Vault) -> None:
        self._issuer = issuer
        self._vault = vault
        self._builds: dict[str, Build] = {}
        self._serial = 0
        # Seconds for which the tokens are good that are handed out from now on.
        self.lifetime = 600

    def start_build(self, **fields: Any) -> Build:
        """A build that may ask for tokens from now on."""
        build = Build(self._vault.make("build-api-token", 64), **fields)
        self._builds[build.slug] = build
        return build

    def token(self, build: Build, audience: str, lifetime: int | None = None, **claims: object) -> str:
        """An identity token as Bitrise makes them; claims given by name replace those of the build."""
        now = int(time.time())
        lifetime = self.lifetime if lifetime is None else lifetime
        issued = min(now, now + lifetime)
        self._serial += 1
        token = self._issuer.sign({
            "aud": audience, "sub": build.subject, "exp": now + lifetime, "iat": issued, "nbf": issued,
            "iss": self._issuer.url, "jti": f"{MARK}-{self._serial}", "sha": "0" * 40,
            "repository_url": "https://git.example/team/app.git", "repository_owner": "team",
            "repository_slug": "app", "app_slug": build.app_slug, "workspace_slug": "0f1e2d3c4b5a6978",
            "trigger_by": "webhook", "branch": "main", "branch_dest": "", "tag": "",
            "build_number": build.number, "workflow": build.workflow,
        } | claims)
        return self._vault.register("identity-token", token)

    def answer(self, request: Request) -> Response:
        """One request."""
        build = self._build_of(request.path)
        if build is None or request.method != "POST":
            return _error(404, "Not Found")
        given = (request.header("authorization"), request.header("build_api_token"))
        if given != (build.api_token, build.api_token):
            return _error(401, "Invalid build API token")
        if request.media_type != "application/json":
            return _error(415, "Content-Type must be application/json")
        try:
            fields = json.loads(request.body)
        except ValueError:
            return _error(400, "Request body is not valid JSON")
        if not isinstance(fields, dict) or set(fields) != {"sub", "aud"} or fields["sub"] != "":
            return _error(422, "Expected sub and aud")
        token = self.token(build, fields["aud"])
        return Response.json(200, {"id_token": token, "token_type": "Bearer", "expires_in": self.lifetime})

    def _build_of(self, path: str) -> Build | None:
        prefix, _, rest = path.partition("/build/")
        slug, _, resource = rest.partition("/")
        return self._builds.get(slug) if not prefix and resource == "id_token.json" else None


def _error(status: int, text: str) -> Response:
    return Response.json(status, {"error_msg": text})
