"""A registry of ECR that checks what ECR checks, and refuses as ECR refuses."""

from __future__ import annotations

import base64
import json

from .authority import Authority
from .listener import Listener, Outcome
from .messages import Request, Response

IMAGE = ("app", "1")


class Registry:
    """Answers for any host name; it has the one image `app:1`. Stop it with `close`."""

    def __init__(self, authority: Authority, password: str) -> None:
        self.password = password
        # What the identity may not do: `pull`, `push`.
        self.denied: set[str] = set()
        # As ECR Public: a token is shown in place of the password.
        self.wants_token = False
        # Where it says that the token is to be had.
        self.realm = ""
        # Whether it knows no way to cancel an upload.
        self.cannot_cancel = False
        # Method and path of all that was asked with a password or token, in order.
        self.calls: list[str] = []
        self.uploads: set[str] = set()
        self._listener = Listener(self._answer, authority.context_for_any_name())

    @property
    def port(self) -> int:
        """Where it listens."""
        return self._listener.port

    def close(self) -> None:
        """Stops it."""
        self._listener.close()

    def _answer(self, request: Request) -> Outcome:
        return self._route(request), None

    def _route(self, request: Request) -> Response:
        basic = f"Basic {base64.b64encode(f'AWS:{self.password}'.encode()).decode()}"
        given = request.header("authorization")
        if request.path == "/token/":
            return Response.json(200, {"token": "registry-token"}) if given == basic else _error(400, "DENIED", "no")
        if given != ("Bearer registry-token" if self.wants_token else basic):
            return self._challenge(request)
        self.calls.append(f"{request.method} {request.target}")
        if request.path == "/v2/":
            return Response(200)
        name, _, rest = request.path.removeprefix("/v2/").rpartition("/manifests/")
        if name:
            return self._manifest(name, rest)
        return self._upload(request)

    def _challenge(self, request: Request) -> Response:
        realm = self.realm or f"https://{request.header('host')}/"
        challenge = (
            f'Bearer realm="{realm}token/",service="{request.host}"' if self.wants_token
            else f'Basic realm="{realm}",service="ecr.amazonaws.com"')
        return Response(401, b"Not Authorized\n", (("WWW-Authenticate", challenge),))

    def _manifest(self, name: str, tag: str) -> Response:
        if "pull" in self.denied:
            return _error(403, "DENIED", f"not authorized to perform: ecr:BatchGetImage on repository/{name}")
        if name != IMAGE[0]:
            return _error(404, "NAME_UNKNOWN", f"The repository with name '{name}' does not exist in the registry")
        if tag != IMAGE[1]:
            return _error(404, "MANIFEST_UNKNOWN", "Requested image not found")
        return Response(200, b"{}", (("Docker-Content-Digest", f"sha256:{'0' * 64}"),))

    def _upload(self, request: Request) -> Response:
        if request.method == "POST":
            if "push" in self.denied:
                return _error(403, "DENIED", "not authorized to perform: ecr:InitiateLayerUpload on this repository")
            place = f"{request.path}{len(self.uploads)}"
            self.uploads.add(place)
            return Response(202, b"", (("Location", place),))
        if request.method == "DELETE" and request.path in self.uploads and not self.cannot_cancel:
            self.uploads.remove(request.path)
            return Response(204)
        return _error(405, "UNSUPPORTED", "The operation is unsupported.")


def _error(status: int, code: str, text: str) -> Response:
    return Response(status, json.dumps({"errors": [{"code": code, "message": text}]}).encode())
