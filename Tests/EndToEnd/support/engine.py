"""As much of a Docker engine as the docker CLI needs to send it credentials."""

from __future__ import annotations

import base64
import json
import re
from typing import Any

from standin.listener import Listener, Outcome
from standin.messages import Request, Response

from .registry import Registry

_VERSION = {
    "Version": "28.0.0", "ApiVersion": "1.48", "MinAPIVersion": "1.24", "Os": "linux", "Arch": "amd64",
    "Platform": {"Name": ""}, "Components": [],
}


class Engine:
    """Decodes what the CLI sends, and tries it on the registry as an engine would."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry
        self._listener = Listener(self._answer, tls=None)
        # Decoded X-Registry-Auth and X-Registry-Config headers and login bodies, by operation.
        self.received: dict[str, Any] = {}

    @property
    def address(self) -> str:
        """For DOCKER_HOST."""
        return f"tcp://127.0.0.1:{self._listener.port}"

    def close(self) -> None:
        """Stops it."""
        self._listener.close()

    def _answer(self, request: Request) -> Outcome:
        path = re.sub(r"^/v\d+\.\d+", "", request.path)
        return self._route(request, path), None

    def _route(self, request: Request, path: str) -> Response:
        if path == "/_ping":
            headers = (("API-Version", "1.48"), ("OSType", "linux"), ("Builder-Version", "1"))
            return Response(200, b"" if request.method == "HEAD" else b"OK", headers)
        if path == "/version":
            return Response.json(200, _VERSION)
        if path == "/info":
            return Response.json(200, {"OSType": "linux", "Architecture": "x86_64", "RegistryConfig": {}})
        if path == "/images/create":
            return self._transfer("pull", request)
        if path.startswith("/images/") and path.endswith("/push"):
            return self._transfer("push", request)
        if path == "/auth":
            return self._login(request)
        if path == "/build":
            self.received["build"] = _decode(request.header("x-registry-config"))
            return Response.json(200, {"stream": "built\n"})
        return Response.json(404, {"message": f"no {path} here"})

    def _transfer(self, operation: str, request: Request) -> Response:
        # Docker's engine takes the names in any case; docker-py begins them with a capital where a helper answered.
        sent = {name.lower(): value for name, value in _decode(request.header("x-registry-auth")).items()}
        self.received[operation] = sent
        if self._registry.accepts(sent.get("username", ""), sent.get("password", "")):
            return Response.json(200, {"status": "done"})
        return Response.json(500, {"message": "no basic auth credentials"})

    def _login(self, request: Request) -> Response:
        sent = json.loads(request.body)
        self.received["login"] = sent
        if self._registry.accepts(sent.get("username", ""), sent.get("password", "")):
            return Response.json(200, {"Status": "Login Succeeded", "IdentityToken": ""})
        return Response.json(401, {"message": "unauthorized: incorrect username or password"})


def _decode(header: str | None) -> dict[str, Any]:
    return json.loads(base64.urlsafe_b64decode(header)) if header else {}
