"""What the bench itself takes: the delay as a plain client sees it, the servers' answers, the start of a process."""

from __future__ import annotations

import functools
import http.client
import json
import ssl
import statistics
import time
import urllib.parse
from collections.abc import Callable, Iterator
from pathlib import Path

from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from standin.ecr import TARGETS
from support.hosts import REGION

from . import launch
from .row import Row, Target, Unit, at_most, milliseconds, round_trips
from .servers import Services

_STS = f"sts.{REGION}.amazonaws.com"
_ECR = f"api.ecr.{REGION}.amazonaws.com"
_BITRISE = "app.bitrise.io"


class Calibration:
    """A plain client of the bench's own servers."""

    def __init__(self, services: Services, near: str, far: str, runs: int) -> None:
        self._services = services
        self._near = near
        self._far = far
        self._runs = runs
        self._tls = ssl.create_default_context(cafile=str(services.certificate))
        self._tls.minimum_version = ssl.TLSVersion.TLSv1_3

    def rows(self, streams: Path) -> Iterator[Row]:
        """TCP's handshake, that of TLS 1.3 and a request are three round trips; all else is the bench's own."""
        distant, direct = (
            self._median(functools.partial(self._fresh_request, proxy)) for proxy in (self._far, self._near))
        trips, added = round_trips(distant), round_trips(distant - direct)
        yield Row(
            "calibration: a plain client's request on a new connection, 40 ms away", trips, Unit.ROUND_TRIPS,
            targets=(Target("3.0 to 3.1", 3.0 <= trips <= 3.1),), runs=self._runs)
        yield Row(
            "calibration: the same without added delay", milliseconds(direct), Unit.MILLISECONDS, runs=self._runs)
        yield Row(
            "calibration: the difference, which is the delay", added, Unit.ROUND_TRIPS,
            targets=(Target("3.0 to 3.1", 3.0 <= added <= 3.1),), runs=self._runs)
        answers = milliseconds(sum(self._answers()))
        yield Row(
            "calibration: the stand-in's three answers on open connections", answers, Unit.MILLISECONDS,
            targets=(at_most(answers, 6, "<= 6 ms"),), runs=self._runs)
        # Its environment and its input do not matter.
        true = launch.Command("/bin/true", (), {}, Path("/dev/null"))
        start = milliseconds(self._median(lambda: launch.run(true, streams)))
        yield Row(
            "calibration: starting a program that does nothing (`true`)", start, Unit.MILLISECONDS, runs=self._runs)

    def _fresh_request(self, proxy: str) -> None:
        connection = self._connection(proxy, _BITRISE)
        connection.request("GET", "/")
        connection.getresponse().read()
        connection.close()

    def _answers(self) -> list[float]:
        services = self._services
        path = urllib.parse.urlsplit(services.build["BITRISE_BUILD_URL"]).path
        token = services.build["BITRISE_BUILD_API_TOKEN"]
        question = json.dumps({"sub": "", "aud": "sts.amazonaws.com"}).encode()
        form = urllib.parse.urlencode({
            "Action": "AssumeRoleWithWebIdentity", "Version": "2011-06-15", "RoleArn": services.role,
            "RoleSessionName": "bench", "WebIdentityToken": services.identity_token}).encode()
        return [
            self._answer(_BITRISE, f"{path}/id_token.json", question, {
                "Authorization": token, "BUILD_API_TOKEN": token, "Content-Type": "application/json"}),
            self._answer(_STS, "/", form, {"Content-Type": "application/x-www-form-urlencoded"}),
            self._answer(_ECR, "/", b"{}", self._signed()),
        ]

    def _answer(self, host: str, path: str, body: bytes, headers: dict[str, str]) -> float:
        connection = self._connection(self._near, host)

        def ask() -> None:
            connection.request("POST", path, body, headers)
            answer = connection.getresponse()
            content = answer.read()
            if answer.status != 200:
                raise RuntimeError(f"the stand-in at {host} answered {answer.status}: {content[:200]!r}")

        try:
            return self._median(ask)
        finally:
            connection.close()

    def _signed(self) -> dict[str, str]:
        headers = {"Content-Type": "application/x-amz-json-1.1", "X-Amz-Target": TARGETS["ecr"]}
        request = AWSRequest("POST", f"https://{_ECR}/", headers, b"{}")
        keys = self._services.keys
        credentials = Credentials(keys["AWS_ACCESS_KEY_ID"], keys["AWS_SECRET_ACCESS_KEY"])
        SigV4Auth(credentials, "ecr", REGION).add_auth(request)
        return dict(request.headers.items())

    def _connection(self, proxy: str, host: str) -> http.client.HTTPSConnection:
        address = urllib.parse.urlsplit(proxy)
        connection = http.client.HTTPSConnection(str(address.hostname), address.port, timeout=30, context=self._tls)
        connection.set_tunnel(host, 443)
        return connection

    def _median(self, work: Callable[[], object]) -> float:
        work()
        seconds = []
        for _ in range(self._runs):
            begun = time.perf_counter()
            work()
            seconds.append(time.perf_counter() - begun)
        return statistics.median(seconds)
