"""Runs Docker's clients in a configuration, and sees with which password they come to the registry."""

from __future__ import annotations

import base64
import dataclasses
import json
import os
import re
import shutil
import subprocess
import tempfile
import threading
import urllib.parse
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from standin.authority import Authority
from standin.listener import Listener, Outcome
from standin.messages import Request, Response

from .configurations import Configuration
from .doctor import Report
from .hosts import REGION
from .sandbox import PROGRAM, SYSTEM_PATH

_TIMEOUT = 60
# With which password a client comes to the registry.
ACCEPTED, REFUSED, WITHOUT, FAILS = "accepted", "refused", "without", "fails"


class Endpoints:
    """A registry under every host name, and an engine: they note which password each client has for which host."""

    def __init__(self, authority: Authority, password: str) -> None:
        self.password = password
        self._lock = threading.Lock()
        # By host: the passwords, `None` for a request without one.
        self._seen: dict[str, list[str | None]] = {}
        self.registry = Listener(
            self._answer_registry, authority.context(f"*.dkr.ecr.{REGION}.amazonaws.com"))
        self.engine = Listener(self._answer_engine, None)

    def close(self) -> None:
        """Stops both."""
        self.registry.close()
        self.engine.close()

    def take(self, host: str) -> list[str | None]:
        """What was seen for a host since the last look."""
        with self._lock:
            return self._seen.pop(host, [])

    def _note(self, host: str, password: str | None) -> None:
        with self._lock:
            self._seen.setdefault(host, []).append(password)

    def _answer_registry(self, request: Request) -> Outcome:
        scheme, _, encoded = (request.header("authorization") or "").partition(" ")
        password = base64.b64decode(encoded).decode().partition(":")[2] if scheme == "Basic" else None
        self._note(request.host, password)
        if password != self.password:
            challenge = f'Basic realm="https://{request.host}/",service="ecr.amazonaws.com"'
            return Response(401, b"Not Authorized\n", (("WWW-Authenticate", challenge),)), None
        if request.path == "/v2/":
            return Response(200), None
        error = {"errors": [{"code": "MANIFEST_UNKNOWN", "message": "Requested image not found"}]}
        return Response(404, json.dumps(error).encode()), None

    def _answer_engine(self, request: Request) -> Outcome:
        path = re.sub(r"^/v[0-9.]+", "", request.path)
        if path == "/_ping":
            return Response(200, b"OK", (("Api-Version", "1.41"), ("Ostype", "linux"))), None
        query = urllib.parse.parse_qs(request.target.partition("?")[2])
        if path == "/images/create":
            host = query["fromImage"][0].partition("/")[0]
            found = _decoded(request.header("x-registry-auth"))
            self._note(host, found.get("password"))
        if path == "/build":
            host = query["t"][0].partition("/")[0]
            self._note(host, _password_of(host, _decoded(request.header("x-registry-config"))))
        return Response(200, b"{}\n"), None


def _decoded(header: str | None) -> dict[str, Any]:
    return dict(json.loads(base64.urlsafe_b64decode(header)) or {}) if header else {}


def _password_of(host: str, found: dict[str, Any]) -> str | None:
    """The password that the engine takes of all that it is sent (moby/moby, `registry.ResolveAuthConfig`)."""
    for key in (host, *found):
        name = key.partition("://")[2] or key
        if key in found and name.partition("/")[0] == host:
            password: str | None = found[key].get("password")
            return password
    return None


@dataclasses.dataclass
class Place:
    """The files and variables of one configuration."""

    home: Path
    host: str
    environment: dict[str, str]
    endpoints: Endpoints
    # For what podman and buildah keep.
    storage: Path

    def run(self, *command: str, **changes: str) -> subprocess.CompletedProcess[str]:
        """Runs a client to its end."""
        return subprocess.run(
            command, env={**self.environment, **changes}, cwd=self.home, stdin=subprocess.DEVNULL, capture_output=True,
            text=True, timeout=_TIMEOUT, check=False)

    def comes(self, *command: str, **changes: str) -> str:
        """With which password a client comes to the registry, or to the engine."""
        self.endpoints.take(self.host)
        ended = self.run(*command, **changes)
        seen = self.endpoints.take(self.host)
        passwords = [password for password in seen if password]
        if self.endpoints.password in passwords:
            return ACCEPTED
        if passwords:
            return REFUSED
        if seen:
            return WITHOUT
        assert ended.returncode != 0, f"{command[0]} went well without asking anybody: {ended.stdout}{ended.stderr}"
        return FAILS

    @property
    def image(self) -> str:
        """What they are to get."""
        return f"{self.host}/app:1"


def _docker(program: str, place: Place) -> str:
    return place.comes(program, "pull", place.image, DOCKER_HOST=f"tcp://127.0.0.1:{place.endpoints.engine.port}")


def _docker_build(place: Place) -> str:
    context = place.home / "build"
    context.mkdir()
    (context / "Dockerfile").write_text("FROM scratch\n")
    return place.comes(
        "docker", "build", "-t", place.image, str(context), DOCKER_BUILDKIT="0",
        DOCKER_HOST=f"tcp://127.0.0.1:{place.endpoints.engine.port}")


def _with_storage(place: Place, program: str) -> str:
    storage = ("--root", f"{place.storage}/root", "--runroot", f"{place.storage}/run", "--storage-driver", "vfs")
    return place.comes(program, *storage, "pull", "-q", f"docker://{place.image}")


def _skopeo(place: Place) -> str:
    return place.comes("skopeo", "inspect", "--raw", f"docker://{place.image}")


@dataclasses.dataclass(frozen=True)
class Client:
    """A client, and what `doctor` calls it and its version."""

    name: str
    program: str
    run: Callable[[Place], str]
    # The version from which on it is a newer one.
    newer: tuple[int, ...]
    suffixes: tuple[str, str]
    # What it is called where it does something else than the rest of its program.
    own: str | None = None

    def names(self) -> tuple[str, ...]:
        """What `doctor` may call it, the most special first."""
        text = subprocess.run([self.program, "--version"], capture_output=True, text=True, check=True).stdout
        match = re.search(r"(\d+)\.(\d+)", text)
        assert match, text
        is_newer = tuple(int(part) for part in match.groups()) >= self.newer
        version = f"{self.name} {self.suffixes[0]}" if is_newer else f"{self.name} {self.suffixes[1]}"
        return (*([self.own] if self.own else []), version, self.name)


_DOCKER = ((29,), ("29 and newer", "before 29"))
CLIENTS = {
    "docker": Client("docker", "docker", lambda place: _docker("docker", place), *_DOCKER),
    "docker-of-debian": Client("docker", "/usr/bin/docker", lambda place: _docker("/usr/bin/docker", place), *_DOCKER),
    "docker-build": Client("docker", "docker", _docker_build, *_DOCKER, own="docker build without BuildKit"),
    "podman": Client(
        "podman", "podman", lambda place: _with_storage(place, "podman"), (4, 4), ("4.4 and newer", "before 4.4")),
    "skopeo": Client("skopeo", "skopeo", _skopeo, (1, 11), ("1.11 and newer", "before 1.11")),
    "buildah": Client(
        "buildah", "buildah", lambda place: _with_storage(place, "buildah"), (1, 29),
        ("1.29 and newer", "before 1.29")),
}


def prepare(
    row: Configuration, number: int, root: Path, program: Path, endpoints: Endpoints, environment: dict[str, str],
    storage: Path,
) -> Place:
    """Writes a configuration's files."""
    home, programs = root / "home", root / "bin"
    programs.mkdir(parents=True)
    home.mkdir()
    host = f"{number:012}.dkr.ecr.{REGION}.amazonaws.com"
    right, wrong = (base64.b64encode(f"AWS:{word}".encode()).decode() for word in (endpoints.password, "stale"))
    known = {"@HOST@": host, "@HOME@": str(home), "@RIGHT@": right, "@WRONG@": wrong, "@PASSWORD@": endpoints.password}

    def fill(text: str) -> str:
        return re.sub("@[A-Z]+@", lambda match: known[match[0]], text)

    def put(path: Path, content: Any) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        data = content if isinstance(content, bytes) else json.dumps(content).encode()
        path.write_bytes(fill(data.decode("latin-1")).encode("latin-1"))
        path.chmod(0o600)

    if row.docker is not None:
        put(home / ".docker" / "config.json", row.docker)
    for name, content in row.files.items():
        put(home / name, content)
    for name, script in row.helpers.items():
        put(programs / f"docker-credential-{name}", script.encode())
        (programs / f"docker-credential-{name}").chmod(0o755)
    if row.has_program:
        (programs / PROGRAM).symlink_to(program)
    variables = {name: fill(value) for name, value in row.variables.items()}
    return Place(
        home, host,
        {**environment, "HOME": str(home), "PATH": f"{programs}:{SYSTEM_PATH}", **variables}, endpoints, storage)


@contextmanager
def storage_of_podman() -> Iterator[Path]:
    """A directory for what podman keeps; its --runroot must not be longer than 50 characters."""
    directory = Path(tempfile.mkdtemp(prefix="podman-"))
    try:
        yield directory
    finally:
        shutil.rmtree(directory, ignore_errors=True)


def said_of(client: tuple[str, ...], report: Report) -> set[str]:
    """With which password a client comes to the registry, by what `doctor` says of it."""
    facts = [fact for link in ("docker-config", "other-clients") for fact in report.link(link)["found"]]
    named = [(name, fact) for name in client for fact in facts if name in fact["name"].split(", ")]
    assert named, f"nothing is said of {client}"
    name, fact = named[0]
    value = fact["value"]
    if re.fullmatch(rf"asks? {PROGRAM}", value):
        return {ACCEPTED if report.link("answer")["state"] == "holds" else FAILS}
    if re.fullmatch(r"takes? the password in the file|asks? docker-credential-\S*, which has a password", value):
        stored = [link for link in report.links if link["link"] == "stored-password"]
        own = [link for link in stored if name in (link.get("subject") or "").split(", ")]
        dockers = [link for link in stored if "subject" not in link]
        (state,) = {link["state"] for link in own or dockers}
        return {ACCEPTED if state == "holds" else REFUSED}
    if re.fullmatch(r"finds? a password only by chance", value):
        return {ACCEPTED, REFUSED, WITHOUT}
    if re.fullmatch(r"go(es)? on without a password", value):
        return {WITHOUT}
    assert re.fullmatch(r"fails?", value), value
    return {FAILS}


def concurrency() -> int:
    """How many configurations are tried at once."""
    return 2 * (os.cpu_count() or 1)
