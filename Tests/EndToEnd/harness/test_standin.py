"""The stand-in refuses what AWS refuses, as seen by botocore; else the other tests would prove little."""

from __future__ import annotations

import base64
import dataclasses
import datetime
import functools
import http.client
import json
import signal
import socket
import ssl
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from unittest import mock

import botocore.config
import botocore.exceptions
import botocore.parsers
import botocore.session
import pytest
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from standin import ISSUER_URL, ROLE, StandIn, ecr, endpoints, faults
from standin.authority import Authority
from standin.iam import ACCOUNT, Keys, Provider
from standin.listener import Listener
from standin.messages import Request, Response
from standin.vault import MARK, Vault
from support import leaks
from support.repository import END_TO_END

AUDIENCE = "sts.amazonaws.com"
REGION = "eu-central-1"
GetToken = Callable[..., dict[str, Any]]


def client(standin: StandIn, service: str, keys: Keys | None = None, region: str = REGION) -> Any:
    """botocore, without retries, without settings of this machine."""
    config = botocore.config.Config(
        retries={"total_max_attempts": 1}, proxies={}, parameter_validation=False)
    given = keys or Keys("AKIDEXAMPLE", "unused", "arn:aws:iam::0:user/unused")
    return _session().create_client(
        service, region_name=region, endpoint_url=standin.url(service), verify=str(standin.authority.file),
        config=config, aws_access_key_id=given.access_key_id, aws_secret_access_key=given.secret,
        aws_session_token=given.token)


@functools.cache
def _session() -> botocore.session.Session:
    return botocore.session.Session()


def refusal(call: Callable[[], object]) -> tuple[int, str, str]:
    """Status, code and text of the error that a call must end in."""
    with pytest.raises(botocore.exceptions.ClientError) as caught:
        call()
    answer = caught.value.response
    return answer["ResponseMetadata"]["HTTPStatusCode"], answer["Error"]["Code"], answer["Error"].get("Message", "")


@pytest.fixture
def assume(standin: StandIn) -> Callable[..., dict[str, Any]]:
    """AssumeRoleWithWebIdentity, with whatever is given in place of what is right."""
    def call(**changes: object) -> dict[str, Any]:
        fields = {
            "RoleArn": ROLE, "RoleSessionName": "bitrise-421",
            "WebIdentityToken": standin.bitrise.token(standin.build, AUDIENCE),
        } | changes
        answer: dict[str, Any] = client(standin, "sts").assume_role_with_web_identity(**fields)
        return answer

    return call


@pytest.fixture
def session_keys(standin: StandIn) -> Keys:
    return standin.iam.open_session(standin.iam.roles[ROLE], "bitrise-421", 3600)


class TestBitrise:
    @pytest.fixture
    def connection(self, standin: StandIn) -> Iterator[http.client.HTTPSConnection]:
        trust = ssl.create_default_context(cafile=str(standin.authority.file))
        made = http.client.HTTPSConnection("127.0.0.1", standin.listeners["bitrise"].port, context=trust)
        yield made
        made.close()

    @staticmethod
    def ask(
        connection: http.client.HTTPSConnection, standin: StandIn, body: object, **headers: str | None
    ) -> tuple[int, Any]:
        token = standin.build.api_token
        fields: dict[str, str | None] = {
            "Authorization": token, "BUILD_API_TOKEN": token, "Content-Type": "application/json; charset=UTF-8"}
        for name, value in headers.items():
            fields[name.replace("_", "-") if name == "Content_Type" else name] = value
        given = {name: value for name, value in fields.items() if value is not None}
        connection.request("POST", f"/build/{standin.build.slug}/id_token.json", json.dumps(body), given)
        answer = connection.getresponse()
        return answer.status, json.loads(answer.read())

    def test_answers_a_signed_token_with_all_claims(
        self, standin: StandIn, connection: http.client.HTTPSConnection
    ) -> None:
        status, answer = self.ask(connection, standin, {"sub": "", "aud": "here"})
        assert (status, answer["token_type"], answer["expires_in"]) == (200, "Bearer", 600)
        claims = standin.issuer.verify(answer["id_token"])
        assert set(claims) == {
            "aud", "sub", "exp", "iat", "iss", "jti", "nbf", "sha", "repository_url", "repository_owner",
            "repository_slug", "app_slug", "workspace_slug", "trigger_by", "branch", "branch_dest", "tag",
            "build_number", "workflow"}
        assert (claims["aud"], claims["iss"]) == ("here", "https://token.builds.bitrise.io")
        assert claims["sub"] == "app:a1b2c3d4e5f60718:workflow:deploy"

    def test_keeps_the_connection_open(self, standin: StandIn, connection: http.client.HTTPSConnection) -> None:
        self.ask(connection, standin, {"sub": "", "aud": "here"})
        self.ask(connection, standin, {"sub": "", "aud": "here"})
        assert (standin.journal.connections, standin.journal.counts()) == (1, {"bitrise": 2})

    @pytest.mark.parametrize("headers", [
        {"Authorization": None}, {"BUILD_API_TOKEN": None}, {"Authorization": "wrong"}, {"BUILD_API_TOKEN": "wrong"}])
    def test_wants_the_token_in_both_headers(
        self, standin: StandIn, connection: http.client.HTTPSConnection, headers: dict[str, str | None]
    ) -> None:
        status, answer = self.ask(connection, standin, {"sub": "", "aud": "here"}, **headers)
        assert (status, answer) == (401, {"error_msg": "Invalid build API token"})

    def test_wants_the_token_bare(self, standin: StandIn, connection: http.client.HTTPSConnection) -> None:
        bearer = f"Bearer {standin.build.api_token}"
        assert self.ask(connection, standin, {"sub": "", "aud": "here"}, Authorization=bearer)[0] == 401

    @pytest.mark.parametrize("body", [{}, {"aud": "here"}, {"sub": "me", "aud": "here"}, []])
    def test_wants_exactly_sub_and_aud(
        self, standin: StandIn, connection: http.client.HTTPSConnection, body: object
    ) -> None:
        assert self.ask(connection, standin, body)[0] == 422

    def test_wants_a_json_content_type(self, standin: StandIn, connection: http.client.HTTPSConnection) -> None:
        assert self.ask(connection, standin, {"sub": "", "aud": "here"}, Content_Type="text/plain")[0] == 415


class TestAssumeRoleWithWebIdentity:
    def test_gives_other_keys_each_time(self, assume: GetToken) -> None:
        first, second = assume()["Credentials"], assume()["Credentials"]
        assert all(first[name] != second[name] for name in ("AccessKeyId", "SecretAccessKey", "SessionToken"))

    def test_names_the_session(self, assume: GetToken) -> None:
        answer = assume(RoleSessionName="mine")
        assert answer["AssumedRoleUser"]["Arn"] == f"arn:aws:sts::{ACCOUNT}:assumed-role/ecr-pull/mine"
        assert answer["SubjectFromWebIdentityToken"] == "app:a1b2c3d4e5f60718:workflow:deploy"

    def test_is_never_signed(self, standin: StandIn) -> None:
        sts = client(standin, "sts")

        def sign(request: Any, **_: object) -> None:
            request.headers["Authorization"] = "AWS4-HMAC-SHA256 Credential=x"

        sts.meta.events.register("before-send.sts", sign)
        status, code, _ = refusal(lambda: sts.assume_role_with_web_identity(
            RoleArn=ROLE, RoleSessionName="me", WebIdentityToken=standin.bitrise.token(standin.build, AUDIENCE)))
        assert (status, code) == (403, "AccessDenied")

    def test_refuses_an_unknown_role_like_one_that_does_not_trust(self, assume: GetToken) -> None:
        answer = refusal(lambda: assume(RoleArn=f"arn:aws:iam::{ACCOUNT}:role/other"))
        assert answer == (403, "AccessDenied", "Not authorized to perform sts:AssumeRoleWithWebIdentity")

    def test_refuses_another_subject(self, standin: StandIn, assume: GetToken) -> None:
        token = standin.bitrise.token(standin.build, AUDIENCE, sub="app:other:workflow:deploy")
        assert refusal(lambda: assume(WebIdentityToken=token))[:2] == (403, "AccessDenied")

    def test_refuses_another_audience(self, standin: StandIn, assume: GetToken) -> None:
        token = standin.bitrise.token(standin.build, "elsewhere")
        assert refusal(lambda: assume(WebIdentityToken=token)) == (
            400, "InvalidIdentityToken", "Incorrect token audience")

    def test_refuses_an_audience_that_only_the_provider_takes(self, standin: StandIn, assume: GetToken) -> None:
        standin.iam.providers[:] = [Provider(ACCOUNT, ISSUER_URL, (AUDIENCE, "second"))]
        token = standin.bitrise.token(standin.build, "second")
        assert refusal(lambda: assume(WebIdentityToken=token))[:2] == (403, "AccessDenied")

    def test_refuses_an_issuer_that_the_account_does_not_know(self, standin: StandIn, assume: GetToken) -> None:
        standin.iam.providers.clear()
        assert refusal(assume) == (
            400, "InvalidIdentityToken", f"No OpenIDConnect provider found in your account for {ISSUER_URL}")

    @pytest.mark.parametrize(("lifetime", "accepted"), [(-290, True), (-310, False)])
    def test_takes_a_token_until_five_minutes_past_its_end(
        self, standin: StandIn, assume: GetToken, lifetime: int, accepted: bool
    ) -> None:
        token = standin.bitrise.token(standin.build, AUDIENCE, lifetime=lifetime)
        if accepted:
            assume(WebIdentityToken=token)
            return
        status, code, text = refusal(lambda: assume(WebIdentityToken=token))
        assert (status, code) == (400, "ExpiredTokenException")
        assert text.startswith("Token expired: current date/time ")

    def test_refuses_a_changed_token(self, standin: StandIn, assume: GetToken) -> None:
        header, claims, signature = standin.bitrise.token(standin.build, AUDIENCE).split(".")
        forged = json.loads(base64.urlsafe_b64decode(claims + "==")) | {"jti": "another"}
        claims = base64.urlsafe_b64encode(json.dumps(forged).encode()).rstrip(b"=").decode()
        assert refusal(lambda: assume(WebIdentityToken=f"{header}.{claims}.{signature}"))[:2] == (
            400, "InvalidIdentityToken")

    def test_refuses_the_signature_of_another_issuer(self, standin: StandIn, assume: GetToken) -> None:
        claims = standin.issuer.verify(standin.bitrise.token(standin.build, AUDIENCE))
        assert refusal(lambda: assume(WebIdentityToken=standin.foreign_issuer.sign(claims)))[:2] == (
            400, "InvalidIdentityToken")

    def test_refuses_a_key_that_the_issuer_no_longer_has(
        self, standin: StandIn, assume: GetToken, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        token = standin.bitrise.token(standin.build, AUDIENCE)
        monkeypatch.setattr(standin.issuer, "key_id", "another")
        assert refusal(lambda: assume(WebIdentityToken=token))[:2] == (400, "InvalidIdentityToken")

    @pytest.mark.parametrize("token", ["nothing.like.it", "onlyonepart", "e30.e30."])
    def test_refuses_what_is_no_token(self, assume: GetToken, token: str) -> None:
        assert refusal(lambda: assume(WebIdentityToken=token))[1] == "InvalidIdentityToken"

    @pytest.mark.parametrize(("changes", "text"), [
        ({"RoleSessionName": "a"}, "greater than or equal to 2"),
        ({"RoleSessionName": "a" * 65}, "less than or equal to 64"),
        ({"RoleSessionName": "no spaces"}, "regular expression"),
        ({"RoleArn": "arn:aws:iam::1:role/x"}, "Request ARN is invalid"),
        ({"RoleArn": "short"}, "greater than or equal to 20"),
        ({"DurationSeconds": 899}, "greater than or equal to 900"),
        ({"DurationSeconds": 43201}, "less than or equal to 43200"),
        ({"DurationSeconds": 3601}, "exceeds the MaxSessionDuration"),
        ({"WebIdentityToken": "a" * 20001}, "less than or equal to 20000"),
    ])
    def test_checks_every_limit(self, assume: GetToken, changes: dict[str, object], text: str) -> None:
        status, code, message = refusal(lambda: assume(**changes))
        assert (status, code) == (400, "ValidationError")
        assert text in message


class TestSignedSTS:
    def test_knows_whose_keys_they_are(self, standin: StandIn, session_keys: Keys) -> None:
        answer = client(standin, "sts", session_keys).get_caller_identity()
        assert (answer["Account"], answer["Arn"]) == (ACCOUNT, session_keys.principal)

    def test_assumes_a_role_for_a_user_that_it_trusts(self, standin: StandIn) -> None:
        user = standin.iam.add_user()
        standin.iam.add_role(users=(user.principal,))
        answer = client(standin, "sts", user).assume_role(RoleArn=ROLE, RoleSessionName="me")
        assert standin.iam.keys(answer["Credentials"]["AccessKeyId"])

    def test_refuses_other_users(self, standin: StandIn) -> None:
        user = standin.iam.add_user()
        answer = refusal(lambda: client(standin, "sts", user).assume_role(RoleArn=ROLE, RoleSessionName="me"))
        assert answer == (
            403, "AccessDenied",
            f"User: {user.principal} is not authorized to perform: sts:AssumeRole on resource: {ROLE}")

    @pytest.mark.parametrize(("change", "code"), [
        ({"access_key_id": "AKIAUNKNOWN"}, "InvalidClientTokenId"),
        ({"token": None}, "InvalidClientTokenId"),
        ({"secret": "wrong"}, "SignatureDoesNotMatch"),
    ])
    def test_refuses_wrong_keys(self, standin: StandIn, session_keys: Keys, change: dict[str, Any], code: str) -> None:
        wrong = dataclasses.replace(session_keys, **change)
        assert refusal(client(standin, "sts", wrong).get_caller_identity)[:2] == (403, code)


@pytest.mark.parametrize("service", ["ecr", "ecr-public"])
class TestGetAuthorizationToken:
    def test_answers_a_password_for_twelve_hours(self, standin: StandIn, session_keys: Keys, service: str) -> None:
        data = client(standin, service, session_keys).get_authorization_token()["authorizationData"]
        data = data[0] if service == "ecr" else data
        user, _, password = base64.b64decode(data["authorizationToken"]).decode().partition(":")
        assert (user, password) == ("AWS", standin.vault.of_kind(leaks.PASSWORD)[0])
        assert abs(data["expiresAt"].timestamp() - time.time() - 12 * 3600) < 60
        expected = f"https://{ACCOUNT}.dkr.ecr.{REGION}.amazonaws.com" if service == "ecr" else None
        assert data.get("proxyEndpoint") == expected

    def test_notes_the_scope(self, standin: StandIn, session_keys: Keys, service: str) -> None:
        client(standin, service, session_keys, region="us-west-2").get_authorization_token()
        accepted = standin.ecr if service == "ecr" else standin.ecr_public
        assert [(scope.region, scope.service) for scope in accepted.scopes] == [("us-west-2", service)]

    @pytest.mark.parametrize(("change", "code"), [
        ({"access_key_id": "ASIAUNKNOWN"}, "UnrecognizedClientException"),
        ({"token": None}, "UnrecognizedClientException"),
        ({"token": "of another session"}, "UnrecognizedClientException"),
        ({"secret": "wrong"}, "InvalidSignatureException"),
    ])
    def test_refuses_wrong_keys(
        self, standin: StandIn, session_keys: Keys, service: str, change: dict[str, Any], code: str
    ) -> None:
        wrong = client(standin, service, dataclasses.replace(session_keys, **change))
        assert refusal(wrong.get_authorization_token)[:2] == (400, code)

    def test_refuses_expired_keys(self, standin: StandIn, service: str) -> None:
        expired = standin.iam.open_session(standin.iam.roles[ROLE], "me", -1)
        answer = refusal(client(standin, service, expired).get_authorization_token)
        assert answer == (400, "ExpiredTokenException", "The security token included in the request is expired")

    @pytest.mark.parametrize(("minutes", "text"), [(-6, "Signature expired: "), (6, "Signature not yet current: ")])
    def test_refuses_a_skewed_clock(
        self, standin: StandIn, session_keys: Keys, service: str, minutes: int, text: str
    ) -> None:
        skewed = datetime.datetime.now(datetime.UTC) + datetime.timedelta(minutes=minutes)
        with mock.patch("botocore.auth.get_current_datetime", return_value=skewed.replace(tzinfo=None)):
            status, code, message = refusal(client(standin, service, session_keys).get_authorization_token)
        assert (status, code) == (400, "InvalidSignatureException")
        assert message.startswith(text)

    @pytest.mark.parametrize(("header", "value", "code"), [
        ("Authorization", None, "MissingAuthenticationTokenException"),
        ("Authorization", "AWS4-HMAC-SHA256 nonsense", "IncompleteSignatureException"),
        ("X-Amz-Date", None, "IncompleteSignatureException"),
        ("X-Amz-Target", "Other.GetAuthorizationToken", "UnknownOperationException"),
        ("Content-Type", "application/json", "SerializationException"),
        ("X-Amz-Unsigned", "added", "InvalidSignatureException"),
    ])
    def test_refuses_changed_headers(
        self, standin: StandIn, session_keys: Keys, service: str, header: str, value: str | None, code: str
    ) -> None:
        def change(request: Any, **_: object) -> None:
            request.headers.pop(header, None)
            if value is not None:
                request.headers[header] = value

        signer = client(standin, service, session_keys)
        signer.meta.events.register(f"before-send.{service}", change)
        assert refusal(signer.get_authorization_token)[:2] == (400, code)

    def test_refuses_a_changed_body(self, standin: StandIn, session_keys: Keys, service: str) -> None:
        def change(request: Any, **_: object) -> None:
            request.body = b"[]"

        signer = client(standin, service, session_keys)
        signer.meta.events.register(f"before-send.{service}", change)
        assert refusal(signer.get_authorization_token)[1] == "InvalidSignatureException"

    @pytest.mark.parametrize(("scope", "text"), [
        ((REGION, "sts"), "Credential should be scoped to correct service: "),
        (("us-east-1", None), "Credential should be scoped to a valid region, not 'us-east-1'."),
    ])
    def test_refuses_another_scope(
        self, standin: StandIn, session_keys: Keys, service: str, scope: tuple[str, str | None], text: str
    ) -> None:
        api = standin.ecr if service == "ecr" else standin.ecr_public
        copy = AWSRequest("POST", "https://api.example/", {
            "Host": "api.example", "Content-Type": "application/x-amz-json-1.1", "X-Amz-Target": ecr.TARGETS[service],
        }, b"{}")
        credentials = Credentials(session_keys.access_key_id, session_keys.secret, session_keys.token)
        SigV4Auth(credentials, scope[1] or service, scope[0]).add_auth(copy)
        answer = api.answer(Request("POST", "/", tuple(copy.headers.items()), b"{}"), region=REGION)
        assert answer.status == 400
        assert json.loads(answer.body)["__type"] == "InvalidSignatureException"
        assert json.loads(answer.body)["message"].startswith(text)


@pytest.mark.parametrize(("host", "expected"), [
    ("sts.eu-central-1.amazonaws.com", ("sts", "eu-central-1")),
    ("sts.us-gov-west-1.amazonaws.com", ("sts", "us-gov-west-1")),
    ("sts-fips.us-east-1.api.aws", ("sts", "us-east-1")),
    ("api.ecr.cn-north-1.amazonaws.com.cn", ("ecr", "cn-north-1")),
    ("ecr.eusc-de-east-1.api.amazonwebservices.eu", ("ecr", "eusc-de-east-1")),
    ("ecr-fips.us-west-2.amazonaws.com", ("ecr", "us-west-2")),
    ("api.ecr.us-isob-east-1.sc2s.sgov.gov", ("ecr", "us-isob-east-1")),
    ("api.ecr-public.us-east-1.amazonaws.com", ("ecr-public", "us-east-1")),
    # No such hosts: the wrong partition's suffix, no region, a look-alike.
    ("sts.cn-north-1.amazonaws.com", None),
    ("sts.amazonaws.com", None),
    ("api.ecr.eu-central-1.amazonaws.com.evil.example", None),
    ("ecr.eu-central-1.api.amazonwebservices.eu", None),
])
def test_real_host_names_belong_to_services(host: str, expected: tuple[str, str] | None) -> None:
    assert endpoints.service_at(host) == expected


class TestFaults:
    def test_are_taken_in_order_and_then_it_is_well_again(self, standin: StandIn, assume: GetToken) -> None:
        standin.faults["sts"].then(faults.sts_error("Throttling", "Rate exceeded"), faults.status(503))
        assert refusal(assume) == (400, "Throttling", "Rate exceeded")
        assert refusal(assume)[0] == 503
        assume()

    def test_can_close_the_connection(self, standin: StandIn, assume: GetToken) -> None:
        standin.faults["sts"].then(faults.Fault(cut=0), faults.Fault(reset=True), faults.Fault(cut=400))
        for _ in range(3):
            with pytest.raises((botocore.exceptions.BotoCoreError, botocore.parsers.ResponseParserError)):
                assume()

    def test_can_wait(self, standin: StandIn, assume: GetToken) -> None:
        standin.faults["sts"].then(faults.Fault(delay=0.2))
        begun = time.monotonic()
        assume()
        assert time.monotonic() - begun >= 0.2

    def test_can_drip(self, standin: StandIn, assume: GetToken) -> None:
        standin.faults["sts"].then(faults.Fault(faults.status(503).answer, drip=500))
        begun = time.monotonic()
        assert refusal(assume)[0] == 503
        assert time.monotonic() - begun > 0.1


class TestLeaks:
    """The search for secrets finds them in every disguise."""

    @pytest.mark.parametrize("disguise", [
        lambda secret: secret.encode(),
        lambda secret: json.dumps(secret).replace("/", "\\/").encode(),
        lambda secret: base64.b64encode(f"AWS:{secret}".encode()),
        lambda secret: base64.b64encode(f"xx{secret}xx".encode()),
        lambda secret: base64.urlsafe_b64encode(f"x{secret}".encode()),
        lambda secret: secret.replace("/", "%2F").replace("+", "%2B").encode(),
        lambda secret: secret[:20].encode(),
    ], ids=["plain", "json", "basic", "offset 2", "offset 1", "url", "cut off"])
    def test_of_a_key(self, disguise: Callable[[str], bytes]) -> None:
        vault = Vault()
        secret = vault.make("secret-key", 41)
        assert leaks.search(b"before " + disguise(secret) + b" after", vault)

    @pytest.mark.parametrize("part", [1, 2])
    def test_of_a_piece_of_an_identity_token(self, standin: StandIn, part: int) -> None:
        token = standin.bitrise.token(standin.build, AUDIENCE)
        assert leaks.search(token.split(".")[part].encode(), standin.vault) != []

    def test_but_what_is_allowed_is_not_reported(self) -> None:
        vault = Vault()
        password, key = vault.make(leaks.PASSWORD, 100), vault.make("secret-key")
        text = base64.b64encode(f"AWS:{password}".encode())
        assert leaks.search(text, vault, (password,)) == []
        assert leaks.search(text + key.encode(), vault, (password,)) == [
            "secret-key", "something with the mark of a secret"]
        assert MARK.encode() not in text


def test_a_listener_that_closes_raises_nothing_in_its_threads(
    authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    entered, closed = threading.Event(), threading.Event()
    read = ssl.SSLSocket.read

    def read_after_the_close(self: ssl.SSLSocket, *arguments: Any) -> Any:
        entered.set()
        assert closed.wait(10)
        return read(self, *arguments)

    others = set(threading.enumerate())
    listener = Listener(lambda request: (Response(200), None), authority.context("localhost"))
    trust = ssl.create_default_context(cafile=str(authority.file))
    with (
        socket.create_connection(("127.0.0.1", listener.port)) as raw,
        trust.wrap_socket(raw, server_hostname="localhost") as client,
    ):
        raised: list[threading.ExceptHookArgs] = []
        monkeypatch.setattr(threading, "excepthook", raised.append)
        monkeypatch.setattr(ssl.SSLSocket, "read", read_after_the_close)
        client.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
        assert entered.wait(10)
        listener.close()
        closed.set()
    for thread in set(threading.enumerate()) - others:
        thread.join(10)
    assert raised == []


def test_the_stand_in_runs_as_a_program(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "standin"], cwd=END_TO_END, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout
        settings = json.loads(process.stdout.readline())
        ask = urllib.request.build_opener(urllib.request.ProxyHandler({})).open
        with ask(f"{settings['control']}/calls", timeout=5) as answer:
            assert json.load(answer) == {}
        with ask(f"{settings['control']}/faults/sts", b'{"status": 503}', timeout=5) as answer:
            assert answer.status == 204
        assert settings["environment"]["AWS_ROLE_ARN"] == ROLE
        assert Path(settings["caFile"]).exists()
        process.send_signal(signal.SIGTERM)
        assert process.wait(5) == 0
    assert not Path(settings["caFile"]).exists()
