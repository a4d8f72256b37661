"""The surroundings of one fault: services, proxy, program, all of its own."""

from __future__ import annotations

import contextlib
import socket
import ssl
from collections.abc import Callable
from pathlib import Path

from standin import ROLE, StandIn, faults
from standin.authority import Authority
from standin.listener import Listener
from standin.messages import Response
from support.hosts import HOST, PUBLIC
from support.proxy import ConnectProxy
from support.sandbox import Sandbox

_ENDPOINTS = {"sts": "AWS_ENDPOINT_URL_STS", "ecr": "AWS_ENDPOINT_URL_ECR"}


class World:
    """What a fault can be arranged in."""

    def __init__(self, where: str, standin: StandIn, sandbox: Sandbox, authority: Authority) -> None:
        # The service that has the fault, and who asks it: `ecr`, `sts by keys`.
        self.where = where
        self.service = where.removesuffix(" by keys")
        self.standin = standin
        self.sandbox = sandbox
        self.authority = authority
        self.host = PUBLIC if where == "ecr-public" else HOST
        # A command that starts the program in its turn.
        self.before: tuple[str, ...] = ()
        self._open = contextlib.ExitStack()
        self.environment: dict[str, str | None] = {**sandbox.environment(), **standin.environment()}
        if where.endswith(" by keys"):
            self.use_keys(with_role=where == "sts by keys")

    def close(self) -> None:
        """Stops what was started for it."""
        self._open.close()

    def use_keys(self, with_role: bool) -> None:
        """A user's access key takes the place of the identity token; `with_role` it is there to assume the role."""
        user = self.standin.iam.add_user()
        self.standin.iam.add_role(ROLE, users=(user.principal,))
        self.environment |= {
            "BITRISE_BUILD_URL": None, "BITRISE_BUILD_API_TOKEN": None, "AWS_ROLE_ARN": ROLE if with_role else None,
            "AWS_ACCESS_KEY_ID": user.access_key_id, "AWS_SECRET_ACCESS_KEY": user.secret}

    def give_token(self, lifetime: int) -> str:
        """A token takes the place of the build API."""
        token = self.standin.bitrise.token(self.standin.build, "sts.amazonaws.com", lifetime=lifetime)
        self.environment |= {
            "BITRISE_BUILD_URL": None, "BITRISE_BUILD_API_TOKEN": None, "BITRISE_IDENTITY_TOKEN": token}
        return token

    def send_to(self, url: str) -> None:
        """The service's requests go elsewhere."""
        if self.service == "bitrise":
            self.environment["BITRISE_BUILD_URL"] = f"{url}/build/{self.standin.build.slug}"
        else:
            self.environment[_ENDPOINTS[self.service]] = url

    def always(self, fault: faults.Fault) -> None:
        """The service has the fault at every request."""
        self.standin.faults[self.service].always(fault)

    def then(self, *queue: faults.Fault | None) -> None:
        """The service has these faults, in turn."""
        self.standin.faults[self.service].then(*queue)

    def serve(self, tls: ssl.SSLContext) -> None:
        """Another server takes the service's place, which would answer everything with 200."""
        self.send_to(self._open.enter_context(contextlib.closing(
            Listener(lambda request: (Response(200), None), tls))).url)

    def serve_with(self, accept: Callable[[socket.socket], None], backlog: int | None = None) -> None:
        """A server that gets each connection as it is takes the service's place."""
        listening = self._open.enter_context(socket.create_server(("127.0.0.1", 0), backlog=backlog))
        self.send_to(f"https://127.0.0.1:{listening.getsockname()[1]}")
        accept(listening)

    def use_proxy(self, proxy: ConnectProxy) -> None:
        """The services are reached by their real names, through that proxy."""
        self._open.enter_context(contextlib.closing(proxy))
        self.environment = {**self.sandbox.environment(), **self.standin.real_names_environment(proxy.url)}

    def enter(self, manager: contextlib.AbstractContextManager[object]) -> object:
        """Keeps something open until everything is over."""
        return self._open.enter_context(manager)

    def elsewhere(self) -> StandIn:
        """A second set of services, which nothing may be sent to."""
        return self._open.enter_context(contextlib.closing(StandIn(self.authority)))


def make(where: str, authority: Authority, program: Path, directory: Path) -> World:
    """A world in which everything goes well so far."""
    sandbox = Sandbox(directory)
    sandbox.install(program)
    return World(where, StandIn(authority), sandbox, authority)
