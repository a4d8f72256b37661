"""TLS, proxies, limits of size and time: what the program lets the network do to it."""

from __future__ import annotations

import base64
import os
import socket
import ssl
import subprocess
import time
import warnings
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from standin import BITRISE_HOST, StandIn, faults
from standin.authority import Authority
from standin.listener import Listener
from standin.messages import Response
from support.helper import Helper
from support.hosts import HOST
from support.proxy import ConnectProxy
from support.sandbox import PROGRAM, Sandbox

SERVICES = ["bitrise", "sts", "ecr"]
ENDPOINT = {"bitrise": "BITRISE_BUILD_URL", "sts": "AWS_ENDPOINT_URL_STS", "ecr": "AWS_ENDPOINT_URL_ECR"}
MEBIBYTE = 1024 * 1024


def endpoint_at(helper: Helper, service: str, url: str) -> dict[str, str]:
    """The environment that sends one service's requests elsewhere."""
    path = "/build/" + helper.environment["BITRISE_BUILD_SLUG"] if service == "bitrise" else ""
    return {ENDPOINT[service]: url + path}


def trusted(pem: bytes) -> bytes:
    """The form of certificates that only OpenSSL reads."""
    return subprocess.run(
        ["openssl", "x509", "-trustout", "-addtrust", "serverAuth"], input=pem, check=True, capture_output=True,
        timeout=10).stdout


def private_key() -> bytes:
    """A key in PEM, as people keep it in one file with its certificate."""
    return subprocess.run(
        ["openssl", "genpkey", "-algorithm", "ED25519"], check=True, capture_output=True, timeout=10).stdout


# The right authority and another one, as bundles that people have.
BUNDLES: dict[str, Callable[[bytes, bytes], bytes]] = {
    "alone": lambda right, other: right,
    "among others": lambda right, other: 100 * other + right + 100 * other,
    "with comments": lambda right, other: b"# Company\n\n" + right + b"\nissuer= -- somebody --\n" + other,
    "with line breaks of Windows": lambda right, other: (other + right).replace(b"\n", b"\r\n"),
    "on one line": lambda right, other: right.replace(b"\n", b"").replace(b"E-----M", b"E-----\nM").replace(
        b"-----END", b"\n-----END"),
    "without a last line break": lambda right, other: other + right.rstrip(),
    "with a key": lambda right, other: private_key() + right,
    "as trusted certificates": lambda right, other: trusted(right),
}


class TestCertificates:
    @pytest.mark.parametrize("variable", ["AWS_CA_BUNDLE", "SSL_CERT_FILE"])
    def test_are_trusted_by_the_named_file(self, helper: Helper, authority: Authority, variable: str) -> None:
        assert helper.get(HOST, **{"AWS_CA_BUNDLE": None, variable: str(authority.file)}).password()

    def test_are_trusted_by_the_named_directory(self, helper: Helper, authority: Authority, sandbox: Sandbox) -> None:
        directory = sandbox.root / "certificates"
        directory.mkdir()
        (directory / "ca.pem").write_bytes(authority.file.read_bytes())
        rehash(directory)
        assert helper.get(HOST, AWS_CA_BUNDLE=None, SSL_CERT_DIR=str(directory)).password()

    @pytest.mark.parametrize("name", ["ca.pem", "company-root.crt", "ca-certificates.crt"])
    def test_are_trusted_by_a_directory_without_hash_names(
        self, helper: Helper, authority: Authority, sandbox: Sandbox, name: str
    ) -> None:
        """As Go reads it: kaniko's image has SSL_CERT_DIR=/kaniko/ssl/certs, and one file there."""
        empty, directory = sandbox.root / "empty", sandbox.root / "certificates"
        empty.mkdir()
        directory.mkdir()
        (directory / name).write_bytes(authority.file.read_bytes())
        (directory / "README").write_text("What is no certificate does no harm.")
        for value in (f"{directory}", f"{empty}:{directory}", f"/nonexistent:{directory}:"):
            assert helper.get(HOST, "--no-cache", AWS_CA_BUNDLE=None, SSL_CERT_DIR=value).password()
        assert "certificate" in helper.get(HOST, "--no-cache", AWS_CA_BUNDLE=None, SSL_CERT_DIR=str(empty)).error()

    @pytest.mark.parametrize("form", BUNDLES.values(), ids=BUNDLES.keys())
    def test_are_trusted_by_a_bundle_of_any_form(
        self, helper: Helper, authority: Authority, sandbox: Sandbox, form: Callable[[bytes, bytes], bytes]
    ) -> None:
        other = Authority(sandbox.root / "other").file.read_bytes()
        bundle = sandbox.input("bundle.pem", form(authority.file.read_bytes(), other))
        assert helper.get(HOST, AWS_CA_BUNDLE=str(bundle)).password()

    def test_are_found_by_their_own_name_only(self, helper: Helper, authority: Authority, sandbox: Sandbox) -> None:
        """Another authority of the same name, before or after the right one, neither helps nor does harm."""
        namesake = Authority(sandbox.root / "other").file.read_bytes()
        right = authority.file.read_bytes()
        for content in (namesake + right, right + namesake):
            bundle = sandbox.input("bundle.pem", content)
            assert helper.get(HOST, "--no-cache", AWS_CA_BUNDLE=str(bundle)).password()
        bundle = sandbox.input("bundle.pem", namesake)
        assert "certificate" in helper.get(HOST, "--no-cache", AWS_CA_BUNDLE=str(bundle)).error()

    def test_of_an_issuer_whose_name_is_encoded_in_another_way_are_trusted(
        self, helper: Helper, authority: Authority, sandbox: Sandbox
    ) -> None:
        """By RFC 5280, 7.1 it is the same name: OpenSSL's own reading finds it where the exact bytes do not."""
        bundle = sandbox.input("bundle.pem", authority.namesake_in_printable_string())
        assert helper.get(HOST, AWS_CA_BUNDLE=str(bundle)).password()

    def test_a_directory_that_does_not_exist_does_no_harm_beside_the_file(
        self, helper: Helper, authority: Authority
    ) -> None:
        # This is how Go programs are kept from the system's certificates, and what OpenSSL makes of it.
        environment = {"SSL_CERT_FILE": str(authority.file), "SSL_CERT_DIR": "/nonexistent"}
        assert helper.get(HOST, AWS_CA_BUNDLE=None, **environment).password()

    @pytest.mark.parametrize("has_bundle", [False, True])
    def test_of_the_system_do_not_count_beside_a_bundle(
        self, helper: Helper, authority: Authority, sandbox: Sandbox, has_bundle: bool
    ) -> None:
        """The system's directory, mounted for this process only, has the right one; the bundle has another."""
        system = sandbox.root / "system"
        system.mkdir()
        (system / "right.pem").write_bytes(authority.file.read_bytes())
        rehash(system)
        other = somebody_else(sandbox)
        (system / "ca-certificates.crt").write_bytes(other.read_bytes())
        ended = get_with_system_certificates(
            helper, sandbox, system, AWS_CA_BUNDLE=str(other) if has_bundle else None)
        assert ended.returncode == (1 if has_bundle else 0), ended.stderr
        assert (b"certificate" in ended.stderr) == has_bundle

    @pytest.mark.parametrize("is_right", [False, True])
    def test_of_the_systems_bundle_count_where_its_directory_has_others(
        self, helper: Helper, authority: Authority, sandbox: Sandbox, is_right: bool
    ) -> None:
        """As where a company's own bundle is mounted over the system's file, or its authority is added to that."""
        system = sandbox.root / "system"
        system.mkdir()
        other = somebody_else(sandbox).read_bytes()
        (system / "other.pem").write_bytes(other)
        rehash(system)
        (system / "ca-certificates.crt").write_bytes(authority.file.read_bytes() if is_right else other)
        ended = get_with_system_certificates(helper, sandbox, system, AWS_CA_BUNDLE=None)
        assert ended.returncode == (0 if is_right else 1), ended.stderr
        assert (b"unable to get local issuer certificate" in ended.stderr) != is_right

    def test_of_the_bundle_win_over_the_file(self, helper: Helper, authority: Authority, sandbox: Sandbox) -> None:
        other = Authority(sandbox.root / "other").file
        assert helper.get(HOST, AWS_CA_BUNDLE=str(authority.file), SSL_CERT_FILE=str(other)).password()

    def test_of_nobody_known_are_refused(self, helper: Helper, standin: StandIn) -> None:
        message = helper.get(HOST, AWS_CA_BUNDLE=None).error()
        assert "certificate" in message.lower()
        assert standin.journal.entries() == []

    def test_of_another_authority_are_refused(self, helper: Helper, standin: StandIn, sandbox: Sandbox) -> None:
        other = Authority(sandbox.root / "other").file
        assert "certificate" in helper.get(HOST, AWS_CA_BUNDLE=str(other)).error().lower()
        assert standin.journal.entries() == []

    @pytest.mark.parametrize("service", SERVICES)
    def test_for_another_name_are_refused(
        self, helper: Helper, standin: StandIn, authority: Authority, service: str
    ) -> None:
        tls = authority.context("somebody.example")
        with closing(Listener(lambda request: (Response(200), None), tls)) as impostor:
            message = helper.get(HOST, **endpoint_at(helper, service, impostor.url)).error()
        assert "127.0.0.1" in message

    @pytest.mark.parametrize("content", [None, "", "no certificate"])
    def test_a_bundle_that_cannot_be_used_is_named(
        self, helper: Helper, standin: StandIn, sandbox: Sandbox, content: str | None
    ) -> None:
        path = sandbox.input("bundle.pem", content) if content is not None else Path("/nonexistent/bundle.pem")
        assert str(path) in helper.get(HOST, AWS_CA_BUNDLE=str(path)).error()
        assert standin.journal.entries() == []

    def test_old_tls_is_refused(self, helper: Helper, authority: Authority, sandbox: Sandbox) -> None:
        # Debian's OpenSSL would refuse it by itself: it is our own limit that is tested.
        lax = sandbox.input("openssl.cnf", (
            "openssl_conf = a\n[a]\nssl_conf = b\n[b]\nsystem_default = c\n[c]\nCipherString = ALL:@SECLEVEL=0\n"))
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*authority.files("127.0.0.1", "localhost"))
        context.set_ciphers("ALL:@SECLEVEL=0")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            context.minimum_version = context.maximum_version = ssl.TLSVersion.TLSv1_1
        with closing(Listener(lambda request: (Response(200), None), context)) as old:
            run = helper.get(HOST, AWS_ENDPOINT_URL_STS=old.url, ECR_LOGIN_TIMEOUT="5", OPENSSL_CONF=str(lax))
            assert "cannot reach AWS STS" in run.error()


def somebody_else(sandbox: Sandbox) -> Path:
    """An authority with a name of its own: of two with one name OpenSSL looks at the first only."""
    path = sandbox.root / "other.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout",
         "/dev/null", "-subj", "/CN=somebody else", "-out", path], check=True, capture_output=True)
    return path


def get_with_system_certificates(
    helper: Helper, sandbox: Sandbox, system: Path, **changes: str | None
) -> subprocess.CompletedProcess[bytes]:
    """A `get` for which a directory is the system's directory of certificates."""
    alone = ["unshare", "--mount"] + ([] if os.geteuid() == 0 else ["--map-root-user"])
    script = 'mount --bind "$1" /etc/ssl/certs && exec "$2" get'
    return subprocess.run(
        [*alone, "sh", "-c", script, "sh", system, sandbox.bin / PROGRAM], input=HOST.encode(),
        env=helper.with_changes(changes), capture_output=True, timeout=30, check=False)


class TestPlainHTTP:
    @pytest.mark.parametrize("service", SERVICES)
    @pytest.mark.parametrize("url", [
        "http://sts.eu-central-1.amazonaws.com", "http://192.0.2.1", "http://127.0.0.1.evil.example",
        "http://localhost.evil.example", "http://[2001:db8::1]", "http://0x7f000001.evil.example",
        "http://127.0.0.1@evil.example",
    ])
    def test_to_other_machines_is_refused(
        self, helper: Helper, standin: StandIn, proxy: ConnectProxy, service: str, url: str
    ) -> None:
        proxies = {"HTTP_PROXY": proxy.url, "http_proxy": proxy.url}
        message = helper.get(HOST, **endpoint_at(helper, service, url), **proxies).error()
        assert ENDPOINT[service] in message and "https" in message
        assert (proxy.requests, standin.journal.calls(service)) == ([], [])

    @pytest.mark.parametrize("name", ["127.0.0.1", "localhost"])
    def test_to_this_machine_is_allowed_and_needs_no_proxy(
        self, helper: Helper, authority: Authority, proxy: ConnectProxy, name: str
    ) -> None:
        proxies = dict.fromkeys(("HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy"), proxy.url)
        with closing(StandIn(authority, secure=False)) as plain:
            environment = {key: value.replace("127.0.0.1", name) for key, value in plain.environment().items()}
            helper.vault = plain.vault
            assert helper.get(HOST, **environment, **proxies).password()
        assert proxy.requests == []


class TestProxy:
    @pytest.mark.parametrize("variable", ["HTTPS_PROXY", "https_proxy"])
    def test_leads_to_every_service(
        self, real_names: Helper, standin: StandIn, proxy: ConnectProxy, variable: str
    ) -> None:
        assert real_names.get(HOST, **{"HTTPS_PROXY": None, variable: proxy.url}).password()
        assert sorted(proxy.hosts) == [
            "api.ecr.eu-central-1.amazonaws.com", BITRISE_HOST, "sts.eu-central-1.amazonaws.com"]

    def test_sees_no_secret(self, real_names: Helper, standin: StandIn, proxy: ConnectProxy) -> None:
        real_names.get(HOST).credentials()
        assert all(line.startswith("CONNECT ") for line in proxy.requests)

    def test_is_not_used_for_what_no_proxy_names(
        self, real_names: Helper, standin: StandIn, proxy: ConnectProxy
    ) -> None:
        environment = {"AWS_ENDPOINT_URL_STS": standin.url("sts"), "NO_PROXY": "example.com,127.0.0.1"}
        assert real_names.get(HOST, **environment).password()
        assert "sts.eu-central-1.amazonaws.com" not in proxy.hosts and "127.0.0.1" not in proxy.hosts

    @pytest.mark.parametrize("no_proxy", ["*.amazonaws.com", "amazonaws.com:443", "x, .AMAZONAWS.com ,y"])
    def test_is_not_used_where_gos_programs_would_not(
        self, real_names: Helper, proxy: ConnectProxy, no_proxy: str
    ) -> None:
        # Whether AWS is reached from here or not: its certificate is not one of the stand-in's authority.
        real_names.get(HOST, NO_PROXY=no_proxy, ECR_LOGIN_TIMEOUT="5").error()
        assert proxy.hosts == [BITRISE_HOST]

    @pytest.mark.parametrize("no_proxy", ["example.com amazonaws.com", "*amazonaws.com", "amazonaws.com:8443"])
    def test_is_used_where_gos_programs_would(
        self, real_names: Helper, proxy: ConnectProxy, no_proxy: str
    ) -> None:
        assert real_names.get(HOST, NO_PROXY=no_proxy).password()
        assert "sts.eu-central-1.amazonaws.com" in proxy.hosts

    def test_is_the_one_in_upper_case_of_two(self, real_names: Helper, proxy: ConnectProxy) -> None:
        environment = {"HTTPS_PROXY": proxy.url, "https_proxy": "http://127.0.0.1:9", "NO_PROXY": "x", "no_proxy": "*"}
        assert real_names.get(HOST, **environment).password()
        assert BITRISE_HOST in proxy.hosts

    @pytest.mark.parametrize("user", ["build%65r:S3CRET%40MARK:a%2Fb", "builder:S3CRET@MARK:a%2fb"])
    @pytest.mark.parametrize("scheme", ["http://", ""])
    def test_gets_user_name_and_password_as_gos_programs_send_them(
        self, real_names: Helper, proxy: ConnectProxy, scheme: str, user: str
    ) -> None:
        address = proxy.url.removeprefix("http://")
        assert real_names.get(HOST, HTTPS_PROXY=f"{scheme}{user}@{address}/path").password()
        pair = base64.b64encode(b"builder:S3CRET@MARK:a/b").decode()
        assert all(f"Proxy-Authorization: Basic {pair}\r\n" in head for head in proxy.heads)

    def test_that_refuses_is_an_error_that_says_so(self, real_names: Helper, proxy: ConnectProxy) -> None:
        message = real_names.get(HOST, BITRISE_BUILD_URL="https://forbidden.example/build/x").error()
        assert "proxy" in message.lower()

    def test_that_is_down_is_an_error_that_names_it(self, real_names: Helper) -> None:
        message = real_names.get(HOST, HTTPS_PROXY="http://127.0.0.1:9", ECR_LOGIN_TIMEOUT="5").error()
        assert "127.0.0.1" in message and "proxy" in message.lower()

    def test_password_is_never_shown(self, real_names: Helper, standin: StandIn) -> None:
        secret = standin.vault.make("proxy-password").replace("/", "").replace("+", "")
        standin.vault.register("proxy-password", secret)
        address = f"http://me:{secret}@127.0.0.1:9"
        real_names.get(HOST, HTTPS_PROXY=address, ECR_LOGIN_TIMEOUT="5").error()
        assert real_names.get(HOST, "--verbose", HTTPS_PROXY=address, ECR_LOGIN_TIMEOUT="5").code == 1


class TestAnswers:
    @pytest.mark.parametrize("service", SERVICES)
    @pytest.mark.parametrize("code", [301, 302, 303, 307, 308])
    def test_redirects_are_not_followed(
        self, helper: Helper, standin: StandIn, authority: Authority, service: str, code: int
    ) -> None:
        with closing(StandIn(authority)) as elsewhere:
            standin.faults[service].always(faults.redirect(elsewhere.url(service) + "/", code))
            message = helper.get(HOST).error()
        assert str(code) in message
        assert elsewhere.journal.connections == 0
        assert len(standin.journal.calls(service)) == 1

    @pytest.mark.parametrize("service", SERVICES)
    def test_over_a_mebibyte_are_refused(self, helper: Helper, standin: StandIn, service: str) -> None:
        standin.faults[service].always(faults.Fault(change=padded(MEBIBYTE + 1)))
        message = helper.get(HOST).error()
        assert "answered with more than 1 MiB" in message

    @pytest.mark.parametrize("service", SERVICES)
    def test_of_a_mebibyte_are_taken(self, helper: Helper, standin: StandIn, service: str) -> None:
        standin.faults[service].always(faults.Fault(change=padded(MEBIBYTE)))
        assert helper.get(HOST).password()

    @pytest.mark.parametrize("service", SERVICES)
    def test_that_announce_a_gigabyte_are_refused_at_once(self, helper: Helper, standin: StandIn, service: str) -> None:
        answer = Response(200, b"x", (("Content-Length", str(1 << 30)),))
        standin.faults[service].always(faults.Fault(answer))
        run = helper.get(HOST, ECR_LOGIN_TIMEOUT="6")
        run.error()
        assert run.seconds < 3

    @pytest.mark.parametrize("service", SERVICES)
    @pytest.mark.parametrize("fault", [
        faults.html(200), faults.status(200), faults.body(b"{}", "application/json"), faults.body(b"[]", "text/plain"),
        faults.body(b"null", "application/json"), faults.body(b"\xff\xfe\x00", "application/json"),
        faults.body(b'{"id_token": 5, "authorizationData": 5}', "application/json"),
        faults.body(b'{"id_token": "", "authorizationData": []}', "application/json"),
        faults.body(b"<AssumeRoleWithWebIdentityResponse/>", "text/xml"),
        faults.body(b"<a>" * 100000, "text/xml"), faults.body(b"[" * 100000, "application/json"),
        faults.body(b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", "text/xml"),
    ], ids=["html", "empty", "{}", "[]", "null", "not utf-8", "numbers", "empty strings", "empty xml", "deep xml",
            "deep json", "entities"])
    def test_that_make_no_sense_are_an_error(
        self, helper: Helper, standin: StandIn, service: str, fault: faults.Fault
    ) -> None:
        standin.faults[service].always(fault)
        run = helper.get(HOST)
        run.error()
        assert run.seconds < 10

    @pytest.mark.parametrize("token", ["QVdT", "!!!!", "QVdTOg==", "OnBhc3N3b3Jk", "/w==", ""])
    def test_a_token_of_ecr_that_is_none_is_an_error(self, helper: Helper, standin: StandIn, token: str) -> None:
        body = b'{"authorizationData":[{"authorizationToken":"%s","expiresAt":4102444800}]}' % token.encode()
        standin.faults["ecr"].always(faults.body(body, "application/x-amz-json-1.1"))
        helper.get(HOST).error()


class TestTime:
    @pytest.mark.parametrize("service", SERVICES)
    def test_a_silent_server_ends_at_the_deadline(self, helper: Helper, standin: StandIn, service: str) -> None:
        standin.faults[service].always(faults.Fault(delay=60))
        run = helper.get(HOST, ECR_LOGIN_TIMEOUT="1")
        assert "1 s" in run.error() or "1 second" in run.error()
        assert 0.9 <= run.seconds < 3

    def test_a_dripping_answer_ends_at_the_deadline(self, helper: Helper, standin: StandIn) -> None:
        standin.faults["sts"].always(faults.Fault(drip=20))
        run = helper.get(HOST, ECR_LOGIN_TIMEOUT="1")
        run.error()
        assert run.seconds < 3

    def test_a_server_that_accepts_no_tls_ends_at_the_deadline(self, helper: Helper) -> None:
        with socket.create_server(("127.0.0.1", 0)) as deaf:
            address = f"https://127.0.0.1:{deaf.getsockname()[1]}"
            run = helper.get(HOST, AWS_ENDPOINT_URL_STS=address, ECR_LOGIN_TIMEOUT="1")
        run.error()
        assert run.seconds < 3

    def test_the_deadline_is_for_everything_together(self, helper: Helper, standin: StandIn) -> None:
        for service in SERVICES:
            standin.faults[service].always(faults.Fault(delay=0.8))
        run = helper.get(HOST, ECR_LOGIN_TIMEOUT="2")
        run.error()
        assert run.seconds < 4

    def test_retries_do_not_go_on_past_the_deadline(self, helper: Helper, standin: StandIn) -> None:
        standin.faults["sts"].always(faults.status(503, Retry_After="600"))
        begun = time.monotonic()
        helper.get(HOST, ECR_LOGIN_TIMEOUT="2").error()
        assert time.monotonic() - begun < 4

    def test_waiting_for_another_run_ends_at_the_deadline(self, helper: Helper, standin: StandIn) -> None:
        standin.faults["sts"].always(faults.Fault(delay=20))
        first = helper.start_get(HOST)
        standin.journal.wait_for_call("sts")
        second = helper.get(HOST, ECR_LOGIN_TIMEOUT="1")
        second.error()
        assert second.seconds < 3
        first.process.terminate()
        first.process.communicate()

    @pytest.mark.parametrize("timeout", ["soon", "-1", "0", "1e999", "NaN", "99999999999999999999999"])
    def test_a_time_that_is_none_is_an_error_that_names_the_setting(self, helper: Helper, timeout: str) -> None:
        message = helper.get(HOST, ECR_LOGIN_TIMEOUT=timeout).error()
        assert "ECR_LOGIN_TIMEOUT" in message and timeout in message

    def test_can_be_given_as_a_flag(self, helper: Helper, standin: StandIn) -> None:
        standin.faults["sts"].always(faults.Fault(delay=20))
        run = helper.get(HOST, "--timeout", "1", ECR_LOGIN_TIMEOUT="30")
        run.error()
        assert run.seconds < 3


def padded(size: int) -> Callable[[Response], Response]:
    """White space after an answer's body, until it has that size."""
    def change(answer: Response) -> Response:
        return Response(answer.status, answer.body.rstrip().ljust(size), answer.headers)

    return change


def rehash(directory: Path) -> None:
    """Makes a directory of certificates usable, as openssl's own tool does."""
    subprocess.run(["openssl", "rehash", str(directory)], check=True, timeout=10)
