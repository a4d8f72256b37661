"""A stand-in for Bitrise, STS, ECR and ECR Public that checks what they check.

Each service has a port of its own, for endpoints set by AWS_ENDPOINT_URL_*. One more port answers for
the real host names of all of them, for clients that reach it through `support.proxy`.
"""

from __future__ import annotations

import functools
import shutil
from collections.abc import Callable
from pathlib import Path

from . import endpoints
from .authority import LOOPBACK_NAMES, Authority
from .bitrise import ISSUER_URL, Build, BuildAPI
from .ecr import ECR
from .faults import Fault, Script
from .iam import ACCOUNT, IAM, ROLE, Provider
from .journal import Journal
from .listener import Listener, Outcome
from .messages import Request, Response
from .sts import STS
from .tokens import Issuer
from .vault import Vault

__all__ = ["ACCOUNT", "BITRISE_HOST", "ISSUER_URL", "ROLE", "StandIn", "start"]

BITRISE_HOST = "app.bitrise.io"


@functools.cache
def _issuer(url: str) -> Issuer:
    # Making an RSA key is slow: one for each issuer and process.
    return Issuer(url)


class StandIn:
    """The services, running. Stop it with `close`."""

    def __init__(self, authority: Authority, secure: bool = True) -> None:
        self.authority = authority
        self.vault = Vault()
        self.journal = Journal()
        self.iam = IAM(self.vault)
        self.issuer = _issuer(ISSUER_URL)
        self.foreign_issuer = _issuer("https://issuer.example")
        self.bitrise = BuildAPI(self.issuer, self.vault)
        self.sts = STS(self.iam, [self.issuer, self.foreign_issuer])
        self.ecr = ECR("ecr", self.iam, self.vault)
        self.ecr_public = ECR("ecr-public", self.iam, self.vault)
        services: tuple[BuildAPI | STS | ECR, ...] = (self.bitrise, self.sts, self.ecr, self.ecr_public)
        self.faults = {service.name: Script() for service in services}
        # The same for requests that only open a connection.
        self.warm_up_faults = {service.name: Script() for service in services}
        self.build = self.bitrise.start_build()
        self.iam.add_provider(Provider(ACCOUNT, ISSUER_URL))
        self.iam.add_role(ROLE, subject=self.build.subject)

        # Go trusts the system's directory beside the named file unless another is named.
        self._no_certificates = authority.file.parent / "no-certificates"
        self._no_certificates.mkdir(exist_ok=True)

        tls = authority.context(*LOOPBACK_NAMES) if secure else None
        self.listeners = {
            service.name: Listener(
                self._answering(service.name, service.answer), tls, self._connected_to(service.name))
            for service in services
        }
        self.front = Listener(
            self._by_host_name, authority.context_for_any_name(), self._connected_to("front"))

    def close(self) -> None:
        """Stops all of it."""
        for listener in (*self.listeners.values(), self.front):
            listener.close()

    def url(self, service: str) -> str:
        """Where a service is reached directly."""
        return self.listeners[service].url

    def port_for(self, host: str) -> int | None:
        """The port that stands for a real host name; `None` for one that is none of ours."""
        return self.front.port if host == BITRISE_HOST or endpoints.service_at(host) else None

    def endpoint_environment(self) -> dict[str, str]:
        """Settings that send a client to the services' own ports, and make it trust them."""
        return {
            "AWS_ENDPOINT_URL_STS": self.url("sts"),
            "AWS_ENDPOINT_URL_ECR": self.url("ecr"),
            "AWS_ENDPOINT_URL_ECR_PUBLIC": self.url("ecr-public"),
            "AWS_CA_BUNDLE": str(self.authority.file),
        }

    def build_environment(self, build: Build | None = None, api: str | None = None) -> dict[str, str]:
        """What a build finds in its environment."""
        build = build or self.build
        return {
            "BITRISE_BUILD_URL": f"{api or self.url('bitrise')}/build/{build.slug}",
            "BITRISE_BUILD_API_TOKEN": build.api_token,
            "BITRISE_BUILD_SLUG": build.slug,
            "BITRISE_BUILD_NUMBER": str(build.number),
        }

    def environment(self) -> dict[str, str]:
        """Everything that a build with a role needs."""
        return {**self.endpoint_environment(), **self.build_environment(), "AWS_ROLE_ARN": ROLE}

    def real_names_environment(self, proxy: str) -> dict[str, str]:
        """As `environment`, but the services have their real names and are reached through a proxy."""
        return {
            **self.build_environment(api=f"https://{BITRISE_HOST}"),
            "AWS_ROLE_ARN": ROLE,
            "HTTPS_PROXY": proxy,
            "SSL_CERT_FILE": str(self.authority.file),
            "SSL_CERT_DIR": str(self._no_certificates),
        }

    def _connected_to(self, name: str) -> Callable[[], None]:
        return functools.partial(self.journal.note_connection, name)

    def _answering(self, name: str, answer: Callable[[Request], Response]) -> Callable[[Request], Outcome]:
        def answer_or_fail(request: Request) -> Outcome:
            self.journal.note(name, request)
            fault: Fault | None = (self.faults if request.is_call else self.warm_up_faults)[name].take(request)
            response = (fault and fault.answer) or answer(request)
            return (fault.change(response) if fault and fault.change else response), fault

        return answer_or_fail

    def _by_host_name(self, request: Request) -> Outcome:
        if request.host == BITRISE_HOST:
            return self._answering("bitrise", self.bitrise.answer)(request)
        found = endpoints.service_at(request.host)
        if found is None:
            self.journal.note("unknown", request)
            return Response(421, b"no such host here\n"), None
        name, region = found
        regional: dict[str, STS | ECR] = {"sts": self.sts, "ecr": self.ecr, "ecr-public": self.ecr_public}
        service = regional[name]
        return self._answering(name, functools.partial(service.answer, region=region))(request)


def start(directory: Path, secure: bool = True) -> StandIn:
    """A stand-in with an authority of its own, whose files go to the directory."""
    shutil.rmtree(directory / "authority", ignore_errors=True)
    return StandIn(Authority(directory / "authority"), secure)
