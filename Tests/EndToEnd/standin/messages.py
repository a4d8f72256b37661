"""HTTP requests and answers as values, raw enough to check a signature on them."""

from __future__ import annotations

import dataclasses
import json
import time
import urllib.parse


@dataclasses.dataclass(frozen=True)
class Request:
    """A request as it came: header names, values, order and repetitions untouched."""

    method: str
    target: str
    headers: tuple[tuple[str, str], ...]
    body: bytes = b""
    secure: bool = True
    arrived: float = dataclasses.field(default_factory=time.time)

    def header(self, name: str) -> str | None:
        """The first value under that name, whatever its case."""
        return next(iter(self.header_values(name)), None)

    def header_values(self, name: str) -> list[str]:
        """Every value under that name, in the order sent."""
        return [value for key, value in self.headers if key.lower() == name.lower()]

    @property
    def path(self) -> str:
        """The path, as it was sent."""
        return self.target.partition("?")[0]

    @property
    def host(self) -> str:
        """The name in the Host header, without the port."""
        return (self.header("host") or "").partition(":")[0].lower()

    @property
    def media_type(self) -> str:
        """The content type without its parameters."""
        return (self.header("content-type") or "").partition(";")[0].strip().lower()

    @property
    def form(self) -> dict[str, str]:
        """The form fields in the body; of a repeated one the last."""
        return dict(urllib.parse.parse_qsl(self.body.decode(), keep_blank_values=True))

    @property
    def is_call(self) -> bool:
        """Whether something is asked for, as against a bare request that only warms the connection up."""
        return bool(self.body) or self.method not in ("GET", "HEAD", "OPTIONS") or bool(self.header("authorization"))


@dataclasses.dataclass(frozen=True)
class Response:
    """An answer; Content-Length and Date are added when it is sent."""

    status: int
    body: bytes = b""
    headers: tuple[tuple[str, str], ...] = ()

    @staticmethod
    def json(status: int, value: object, media_type: str = "application/json") -> Response:
        """An answer with a JSON body."""
        return Response(status, json.dumps(value).encode(), (("Content-Type", media_type),))

    def with_header(self, name: str, value: str) -> Response:
        """The same answer with one header field more."""
        return dataclasses.replace(self, headers=(*self.headers, (name, value)))
