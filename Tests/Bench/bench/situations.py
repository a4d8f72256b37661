"""The contenders: this program and its peers, each in surroundings of its own, against the same servers."""

from __future__ import annotations

import base64
import contextlib
import dataclasses
import json
import shutil
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

from support.hosts import HOST, REGION
from support.sandbox import SYSTEM_PATH, Sandbox

from . import contender
from .contender import Contender, Requests, WrongResult
from .launch import Command, Ended
from .servers import Services
from .trust import Trust

PEER = "docker-credential-ecr-login"
# The round trip to servers that are far away, in seconds.
ROUND_TRIP = 0.040


class Situations:
    """Makes contenders. `near` and `far` are the addresses of the proxies without and with a delay; `None` is no proxy.
    `surroundings` is what this program is started in, and `endpoints` are where its services are then."""

    def __init__(
        self, root: Path, program: Path, services: Services, trust: Trust, near: str | None, far: str | None,
        surroundings: Callable[[], contextlib.AbstractContextManager[None]] = contextlib.nullcontext,
        endpoints: dict[str, str] | None = None,
    ) -> None:
        root.mkdir()
        self._root = root
        self._services = services
        self._proxies = {False: near, True: far}
        self._trust = trust
        self._program = program
        self._surroundings = surroundings
        self._endpoints = endpoints or {}
        self._number = 0
        self._nothing = root / "nothing"
        self._nothing.mkdir()
        self._token = root / "identity-token"
        self._token.write_text(services.identity_token)
        self._host = root / "host"
        self._host.write_text(HOST)

    @property
    def program(self) -> Path:
        """The file of this program."""
        return self._program

    def sandbox(self) -> Sandbox:
        """Directories that nobody has used yet."""
        self._number += 1
        return Sandbox(self._root / f"sandbox-{self._number}")

    def build(self) -> dict[str, str]:
        """The identity of a build that has to ask Bitrise for its token."""
        return {**self._services.build, "AWS_ROLE_ARN": self._services.role}

    def build_with_token(self) -> dict[str, str]:
        """The identity of a build that has its token already."""
        return {**self.build(), "BITRISE_IDENTITY_TOKEN": self._services.identity_token}

    def keys(self) -> dict[str, str]:
        """The identity of a user with keys."""
        return self._services.keys

    def start(self) -> Contender:
        """This program, doing nothing but saying its version."""
        return self._ours(
            "version", ("version",), self.sandbox(), {}, far=False, check=contender.expect_success,
            requests=contender.NONE)

    def peer_start(self) -> Contender:
        """The ecr helper, doing nothing but saying its version."""
        hit = self.peer_hit()
        return dataclasses.replace(
            hit, command=dataclasses.replace(hit.command, arguments=("-v",)), check=contender.expect_success)

    def hit(self, sandbox: Sandbox | None = None) -> Contender:
        """`get` of this program with the password in its cache, once it has run."""
        sandbox = sandbox or self.sandbox()
        return self._ours("get", ("get",), sandbox, self.build(), far=False, requests=contender.NONE)

    def cold(self, identity: dict[str, str], requests: Requests, far: bool = False) -> Contender:
        """`get` of this program with an empty cache."""
        sandbox = self.sandbox()
        return self._ours(
            "get", ("get",), sandbox, identity, far, lambda: _forget(sandbox.cache), requests=requests)

    def trusting_one(self, other: Contender) -> Contender:
        """The same with no certificate to read but that of the bench."""
        environment = {
            **other.command.environment, "SSL_CERT_FILE": str(self._services.certificate),
            "SSL_CERT_DIR": str(self._nothing),
        }
        return dataclasses.replace(other, command=dataclasses.replace(other.command, environment=environment))

    def trusting_bundle(self, other: Contender) -> Contender:
        """The same with the system's certificates, and that of the bench, in one file."""
        environment = {
            **other.command.environment, "SSL_CERT_FILE": str(self._trust.bundle), "SSL_CERT_DIR": str(self._nothing)}
        return dataclasses.replace(other, command=dataclasses.replace(other.command, environment=environment))

    def login(
        self, hosts: Iterable[str], requests: Requests, far: bool = False, config: bytes = b"{}"
    ) -> Contender:
        """`login` of this program with an empty cache, and that config.json."""
        sandbox, hosts = self.sandbox(), tuple(hosts)
        path = sandbox.home / ".docker" / "config.json"
        path.parent.mkdir(mode=0o700)

        def prepare() -> None:
            _forget(sandbox.cache)
            path.write_bytes(config)
            path.chmod(0o600)

        def check(ended: Ended) -> None:
            contender.expect_success(ended)
            entry = base64.b64encode(f"AWS:{self._services.password}".encode()).decode()
            auths = json.loads(path.read_bytes())["auths"]
            if any(auths[host] != {"auth": entry} for host in hosts):
                raise WrongResult("config.json has other passwords than ECR's")

        return self._ours("login", ("login", *hosts), sandbox, self.build(), far, prepare, check, requests)

    def peer_hit(self) -> Contender:
        """The ecr helper with static keys and the password in its cache, once it has run."""
        return self._peer(self.keys(), far=False, caches=True, requests=contender.NONE)

    def peer_with_keys(self, far: bool = False) -> Contender:
        """The ecr helper with static keys, without its cache."""
        return self._peer(self.keys(), far, caches=False, requests=Requests.exactly(ecr=1))

    def peer_with_identity(self, far: bool = False, crowd: int = 1) -> Contender:
        """The ecr helper with web identity: its cache never hits then, and each of a crowd asks for itself."""
        return self._peer(self._web_identity(), far, caches=False, requests=Requests.exactly(sts=crowd, ecr=crowd))

    def aws_with_identity(self) -> Contender:
        """`aws ecr get-login-password` with web identity."""
        sandbox = self.sandbox()
        program = Path(sys.executable).parent / "aws"
        environment = {
            **self._elsewhere(sandbox, far=False), **self._web_identity(),
            "AWS_CA_BUNDLE": str(self._trust.bundle),
        }
        command = Command(
            str(program), ("ecr", "get-login-password", "--region", REGION), environment, self._host)
        return Contender(
            "aws ecr get-login-password", command, contender.printed_password(self._services.password),
            # It keeps the role's credentials there.
            lambda: _forget(sandbox.home / ".aws"), Requests.exactly(sts=1, ecr=1))

    def _ours(
        self, name: str, arguments: tuple[str, ...], sandbox: Sandbox, identity: dict[str, str], far: bool,
        prepare: Callable[[], None] = lambda: None, check: Callable[[Ended], None] | None = None,
        requests: Requests | None = None,
    ) -> Contender:
        environment = {**sandbox.environment(), **self._elsewhere(sandbox, far), **identity, **self._endpoints}
        command = Command(str(self._program), arguments, environment, self._host, self._surroundings)
        check = check or contender.gave_password(self._services.password)
        return Contender(name, command, check, prepare, requests)

    def _peer(self, identity: dict[str, str], far: bool, caches: bool, requests: Requests) -> Contender:
        sandbox = self.sandbox()
        program = shutil.which(PEER, path=SYSTEM_PATH)
        if program is None:
            raise WrongResult(f"{PEER} is not installed")
        environment = {**self._elsewhere(sandbox, far), **identity, "AWS_ECR_CACHE_DIR": str(sandbox.cache)}
        if not caches:
            environment["AWS_ECR_DISABLE_CACHE"] = "1"
        command = Command(program, ("get",), environment, self._host)
        return Contender(PEER, command, contender.gave_password(self._services.password), requests=requests)

    def _web_identity(self) -> dict[str, str]:
        return {
            "AWS_ROLE_ARN": self._services.role, "AWS_ROLE_SESSION_NAME": "bench",
            "AWS_WEB_IDENTITY_TOKEN_FILE": str(self._token), "AWS_REGION": REGION,
        }

    def _elsewhere(self, sandbox: Sandbox, far: bool) -> dict[str, str]:
        proxy = self._proxies[far]
        return {
            "HOME": str(sandbox.home), "PATH": SYSTEM_PATH, "TMPDIR": str(sandbox.temporary),
            "SSL_CERT_DIR": str(self._trust.directory), **({"HTTPS_PROXY": proxy} if proxy else {}),
        }


def _forget(directory: Path) -> None:
    shutil.rmtree(directory, ignore_errors=True)
