"""`doctor`: with each link broken in turn it names that link and no other."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import pytest

from standin import BITRISE_HOST, ROLE, faults
from standin.authority import Authority
from standin.listener import Listener
from standin.messages import Response
from support.clock import another_time
from support.doctor import LINKS, World, comparable
from support.hosts import HOST, REGION
from support.sandbox import PROGRAM

UNKNOWN_ROLE = "arn:aws:iam::123456789012:role/ci/unknown"
# What cannot be tried without each of them.
AFTER_ECR = ["answer", "pull", "push"]
AFTER_STS = ["ecr", *AFTER_ECR]
AFTER_TOKEN = ["sts", *AFTER_STS]
AFTER_SETTINGS = ["connection", "clock", "identity-token", *AFTER_TOKEN]
Changes = dict[str, str | None]


class Case(NamedTuple):
    """A way to break one link."""

    name: str
    link: str
    # Breaks it; gives changes to the environment.
    spoil: Callable[[World], Changes]
    # What is not tried then.
    untried: list[str]
    # All that is said of the link.
    text: str


def given(**changes: str | None) -> Callable[[World], Changes]:
    return lambda world: changes


def config_of_ours(content: str) -> Callable[[World], Changes]:
    return lambda world: {"ECR_LOGIN_CONFIG": str(world.sandbox.input("config.json", content))}


def docker_file(content: dict[str, Any] | bytes) -> Callable[[World], Changes]:
    def spoil(world: World) -> Changes:
        world.docker_config.write(content)
        return {}

    return spoil


def empty_store(world: World) -> Changes:
    world.docker_config.write({"credsStore": "store"})
    store = world.sandbox.bin / "docker-credential-store"
    store.write_text("#!/bin/sh\n[ $1 = list ] && echo '{}' && exit\n"
                     "echo credentials not found in native keychain; exit 1\n")
    store.chmod(0o755)
    return {}


def without_program(world: World) -> Changes:
    (world.sandbox.bin / PROGRAM).rename(world.sandbox.root / PROGRAM)
    world.helper.sandbox.bin = world.sandbox.root
    return {"PATH": "/usr/bin:/bin"}


def program_in_front(text: str) -> Callable[[World], Changes]:
    def spoil(world: World) -> Changes:
        directory = world.sandbox.root / "front"
        directory.mkdir()
        (directory / PROGRAM).write_text(text)
        (directory / PROGRAM).chmod(0o755)
        return {"PATH": f"{directory}:{world.helper.environment['PATH']}"}

    return spoil


def refusing_proxy(world: World) -> Changes:
    world.proxy.refusal = b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n"
    return {}


def proxy_for_others(world: World) -> Changes:
    world.proxy.refusal = b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n"
    return {}


def empty_bundle(world: World) -> Changes:
    return {"AWS_CA_BUNDLE": str(world.sandbox.input("empty.crt", "# none"))}


def wrong_clock(offset: str) -> Callable[[World], Changes]:
    def spoil(world: World) -> Changes:
        world.helper.before = another_time(offset)
        return {}

    return spoil


def expired_token(world: World) -> Changes:
    token = world.standin.bitrise.token(world.standin.build, "sts.amazonaws.com", exp=1709205753)
    return {"BITRISE_IDENTITY_TOKEN": token, "BITRISE_BUILD_URL": None}


def ecr_fault(world: World) -> Changes:
    world.standin.faults["ecr"].always(faults.ecr_error("AccessDeniedException", "no \x1b[31mway"))
    return {}


def other_password(world: World) -> Changes:
    world.registry.password = "another"
    return {}


def old_password(world: World) -> Changes:
    world.docker_config.write({"auths": {HOST: {"auth": "QVdTOm9sZA=="}}})
    return {}


def denied(action: str) -> Callable[[World], Changes]:
    def spoil(world: World) -> Changes:
        world.registry.denied.add(action)
        return {}

    return spoil


def described(role: str = f"{ROLE} (AWS_ROLE_ARN)", time: str = "45 (default)") -> str:
    """The settings, as they are reported."""
    return (
        f"role {role}\naudience sts.amazonaws.com (default)\nsession name bitrise-421 (BITRISE_BUILD_NUMBER)\n"
        "session seconds the role's own (default)\nregion eu-central-1 (the registry's host)\n"
        f"time limit, seconds {time}\n")


def closed_port(world: World) -> Changes:
    return {"AWS_ENDPOINT_URL_STS": "https://127.0.0.1:9"}


def untrusted(world: World) -> Changes:
    stranger = Authority(world.sandbox.root / "stranger")
    listener = Listener(lambda request: (Response(200), None), stranger.context("127.0.0.1"))
    return {"AWS_ENDPOINT_URL_STS": listener.url}


def forbidden(world: World) -> Changes:
    world.proxy.forbidden.add(f"api.ecr.{REGION}.amazonaws.com")
    return {}


def forbidden_registry(world: World) -> Changes:
    world.proxy.forbidden.add(HOST)
    return {}


CASES = [
    Case(
        "unknown-key", "configuration", config_of_ours('{"rolArn": "x"}'), ["settings", *AFTER_SETTINGS],
        "the configuration file SANDBOX/inputs/config.json has a key that is not known: \"rolArn\"\n"
        "> Did you mean roleArn? The keys are roleArn, audience, sessionName, durationSeconds, "
        "region, webIdentityTokenFile, registries."),
    Case(
        "missing", "configuration", given(ECR_LOGIN_CONFIG="/nonexistent/config.json"), ["settings", *AFTER_SETTINGS],
        "the file /nonexistent/config.json (from ECR_LOGIN_CONFIG) does not exist\n"
        "> Correct ECR_LOGIN_CONFIG, or the file."),
    Case(
        "malformed-role", "settings", given(AWS_ROLE_ARN="role/ci"), AFTER_SETTINGS,
        described(role="role/ci (AWS_ROLE_ARN)") + (
            "the role ARN \"role/ci\" is not the ARN of an IAM role (from AWS_ROLE_ARN)\n"
            "> A role ARN is of the form arn:aws:iam::123456789012:role/NAME; the IAM console shows "
            "it.")),
    Case(
        "nobody", "settings", given(AWS_ROLE_ARN=None), AFTER_SETTINGS,
        described(role="none (default)") + (
            "no role is named, and there are no AWS keys\n"
            "> Name the IAM role to assume in AWS_ROLE_ARN, or as roleArn in the configuration file.")),
    Case(
        "partition", "settings", given(AWS_ROLE_ARN="arn:aws-cn:iam::123456789012:role/ci"), AFTER_SETTINGS,
        described(role="arn:aws-cn:iam::123456789012:role/ci (AWS_ROLE_ARN)") + (
            "the role arn:aws-cn:iam::123456789012:role/ci (from AWS_ROLE_ARN) is in partition "
            "aws-cn, but the registry is in aws\n"
            "> Name a role of the registry's partition: its ARN begins with arn:aws:iam.")),
    Case(
        "time", "settings", given(ECR_LOGIN_TIMEOUT="0"), AFTER_SETTINGS,
        described(time="0 (ECR_LOGIN_TIMEOUT)") + (
            "ECR_LOGIN_TIMEOUT is \"0\"\n"
            "> Give a whole number of seconds from 1 to 3600.")),
    Case(
        "endpoint", "settings", given(AWS_ENDPOINT_URL_ECR="http://ecr.example"), AFTER_SETTINGS,
        described() + (
            "AWS_ENDPOINT_URL_ECR http://ecr.example\n"
            "AWS_ENDPOINT_URL_ECR is \"http://ecr.example\": plain http would send credentials "
            "readable over the network\n"
            "> Use https; http is accepted for loopback addresses only (localhost, 127.0.0.0/8, ::1).")),
    Case(
        "not-json", "docker-config", docker_file(b'{"auths": {},}'), [],
        "file SANDBOX/home/.docker/config.json, mode 600 (HOME)\n"
        "docker goes on without a password\n"
        "Docker's SANDBOX/home/.docker/config.json is not JSON: a key in quotes should stand at "
        "line 1, column 14\n"
        "> It was left as it is: correct it."),
    Case(
        "no-entry", "docker-config", docker_file({}), [],
        "file SANDBOX/home/.docker/config.json, mode 600 (HOME)\n"
        "docker goes on without a password\n"
        "Docker has no password of this registry, and nobody to ask for it: it goes on without\n"
        "> Let Docker ask this program, or log in:\n"
        f"$ docker-credential-bitrise configure {HOST}\n"
        f"$ docker-credential-bitrise login {HOST}"),
    Case(
        "other-helper", "docker-config", docker_file({"credHelpers": {HOST: "ecr-log-in"}}), [],
        "file SANDBOX/home/.docker/config.json, mode 600 (HOME)\n"
        "docker 29 and newer fails (docker-credential-ecr-log-in is not on the PATH)\n"
        "docker before 29 goes on without a password (docker-credential-ecr-log-in is not on the PATH)\n"
        "docker-credential-ecr-log-in is not on the PATH, and it is what Docker asks for this registry: docker 29 and "
        "newer fail, older ones go on as if nobody had been asked\n"
        "> Let it ask this program:\n"
        f"$ docker-credential-bitrise configure {HOST}"),
    Case(
        "empty-store", "docker-config", empty_store, [],
        "file SANDBOX/home/.docker/config.json, mode 600 (HOME)\n"
        "docker goes on without a password (docker-credential-store has none)\n"
        "Docker asks docker-credential-store, which has no password of this registry: it goes on without\n"
        "> Let Docker ask this program, or log in:\n"
        f"$ docker-credential-bitrise configure {HOST}\n"
        f"$ docker-credential-bitrise login {HOST}"),
    Case(
        "missing-store", "docker-config", docker_file({"auths": {HOST: {}}, "credsStore": "desktop.exe"}), [],
        "file SANDBOX/home/.docker/config.json, mode 600 (HOME)\n"
        "docker 29 and newer fails (docker-credential-desktop.exe is not on the PATH)\n"
        "docker before 29 goes on without a password (docker-credential-desktop.exe is not on the PATH)\n"
        "docker-credential-desktop.exe is not on the PATH, and it is what Docker asks for this registry: docker 29 and "
        "newer fail, older ones go on as if nobody had been asked\n"
        "> Let it ask this program:\n"
        f"$ docker-credential-bitrise configure {HOST}"),
    Case(
        "unreadable-entry", "docker-config",
        docker_file({"credHelpers": {HOST: "bitrise"}, "auths": {"ghcr.io": {"auth": "dckr_pat_abcdefgh"}}}), [],
        "file SANDBOX/home/.docker/config.json, mode 600 (HOME)\n"
        "docker asks docker-credential-bitrise (credHelpers)\n"
        'auths["ghcr.io"].auth is not base64: Docker stops there, and as it reads the entries in random order, it '
        "finds a password beside it only by chance\n"
        "> Take the entry out:\n"
        "$ docker-credential-bitrise logout ghcr.io"),
    Case(
        "unreadable-file", "docker-config", docker_file({"credHelpers": {HOST: "bitrise"}, "psFormat": 1}), [],
        "file SANDBOX/home/.docker/config.json, mode 600 (HOME)\n"
        "docker asks docker-credential-bitrise (credHelpers)\n"
        "psFormat is a number, not a string: Docker stops there, and finds no password in the file\n"
        "> Correct psFormat in an editor."),
    Case(
        "missing", "program", without_program, [],
        "there is no docker-credential-bitrise on the PATH, where Docker looks for it\n"
        "> Put this program into a directory of the PATH under that name."),
    Case(
        "does-not-run", "program", program_in_front("#!/bin/sh\nexit 3\n"), [],
        "SANDBOX/front/docker-credential-bitrise\n"
        "SANDBOX/front/docker-credential-bitrise does not run: exit code 3\n"
        "> Replace it by this program, or take it from the PATH."),
    Case(
        "cannot-start", "program", program_in_front("#!/nonexistent/interpreter\n"), [],
        "SANDBOX/front/docker-credential-bitrise\n"
        "SANDBOX/front/docker-credential-bitrise cannot be started: SANDBOX/front/docker-credential-bitrise needs "
        "/nonexistent/interpreter, which does not exist\n"
        "> Replace it by this program, or take it from the PATH."),
    Case(
        "another", "program", program_in_front("#!/bin/sh\necho 'docker-credential-ecr-login 0.6.0'\n"), [],
        "SANDBOX/front/docker-credential-bitrise\n"
        "SANDBOX/front/docker-credential-bitrise is another program: it calls itself "
        "\"docker-credential-ecr-login 0.6.0\"\n"
        "> Replace it by this program, or take it from the PATH."),
    Case(
        "does-not-answer", "program",
        lambda world: program_in_front("#!/bin/sh\nsleep 60\n")(world) | {"ECR_LOGIN_TIMEOUT": "5"}, [],
        "SANDBOX/front/docker-credential-bitrise\n"
        "SANDBOX/front/docker-credential-bitrise did not answer within 5 s, and was ended\n"
        "> Replace it by this program, or take it from the PATH."),
    Case(
        "missing-file", "certificates", given(AWS_CA_BUNDLE="/nonexistent/ca.crt"), AFTER_SETTINGS,
        "AWS_CA_BUNDLE is \"/nonexistent/ca.crt\", which does not exist or cannot be read\n"
        "> Correct it, or unset it to use the system's certificates."),
    Case(
        "no-certificates", "certificates", empty_bundle, AFTER_SETTINGS,
        "SANDBOX/inputs/empty.crt (AWS_CA_BUNDLE)\n"
        "AWS_CA_BUNDLE names SANDBOX/inputs/empty.crt, in which there is no certificate\n"
        "> It has to be a file of certificates in PEM form."),
    Case(
        "closed-port", "proxy", given(HTTPS_PROXY="http://user:S3CRETMARK-proxy@127.0.0.1:9"), AFTER_SETTINGS,
        "http://127.0.0.1:9 (HTTPS_PROXY)\n"
        "the proxy in HTTPS_PROXY (127.0.0.1) does not answer: Failed to connect to 127.0.0.1 "
        "port 9 after N ms: Couldn't connect to server\n"
        "> Check HTTPS_PROXY and the proxy itself; NO_PROXY goes around it."),
    Case(
        "wants-password", "proxy", refusing_proxy, AFTER_SETTINGS,
        "http://127.0.0.1:PORT (HTTPS_PROXY)\n"
        "the proxy asks for a user name and password (407)\n"
        "> Put them into HTTPS_PROXY: http://USER:PASSWORD@HOST:PORT."),
    Case(
        "refuses-all", "proxy", proxy_for_others, AFTER_SETTINGS,
        "http://127.0.0.1:PORT (HTTPS_PROXY)\n"
        "the proxy answers 403 to CONNECT, whatever host is asked for\n"
        "> Check HTTPS_PROXY, and that the proxy lets this machine reach "
        f"{BITRISE_HOST}, sts.{REGION}.amazonaws.com, api.ecr.{REGION}.amazonaws.com and {HOST};"
        " NO_PROXY goes around it."),
    Case(
        "unusable", "proxy", given(HTTPS_PROXY="gopher://127.0.0.1:9"), AFTER_SETTINGS,
        "gopher://127.0.0.1:9 (HTTPS_PROXY)\n"
        "HTTPS_PROXY is not the URL of an http, https or socks5 proxy\n"
        "> Give it as http://HOST:PORT or http://USER:PASSWORD@HOST:PORT, what is special in the "
        "password percent-encoded."),
    Case(
        "closed-port", "connection", closed_port, AFTER_TOKEN,
        "DNS N ms\n"
        "cannot reach AWS STS (eu-central-1) at 127.0.0.1: Failed to connect to 127.0.0.1 port 9 "
        "after N ms: Couldn't connect to server\n"
        "> Check that the network lets this machine reach it, and HTTPS_PROXY if it needs a "
        "proxy."),
    Case(
        "no-name", "connection", given(AWS_ENDPOINT_URL_STS="https://sts.invalid", NO_PROXY="sts.invalid"), AFTER_TOKEN,
        "cannot reach AWS STS (eu-central-1) at sts.invalid: Could not resolve host: sts.invalid\n"
        "> Check the region's spelling, the machine's DNS, and HTTPS_PROXY if it needs a proxy."),
    Case(
        "untrusted", "connection", untrusted, AFTER_TOKEN,
        "DNS N ms (at 127.0.0.1)\n"
        "cannot reach AWS STS (eu-central-1) at 127.0.0.1: SSL certificate problem: unable to "
        "get local issuer certificate\n"
        "> If a proxy re-encrypts TLS here, name its certificate authority's file in "
        "AWS_CA_BUNDLE; else install the package ca-certificates, and check the machine's clock."),
    Case(
        "proxy-forbids", "connection", forbidden, AFTER_STS,
        "DNS N ms (by the proxy at 127.0.0.1)\n"
        "cannot reach Amazon ECR (eu-central-1) at api.ecr.eu-central-1.amazonaws.com: the proxy "
        "answers 403 to CONNECT\n"
        "> Check HTTPS_PROXY, and that the proxy lets this host through; NO_PROXY goes around it."),
    Case(
        "build-api", "connection", given(BITRISE_BUILD_URL="https://127.0.0.1:9/build/1"),
        ["identity-token", *AFTER_TOKEN],
        "DNS N ms\n"
        "cannot reach the Bitrise build API at 127.0.0.1: Failed to connect to 127.0.0.1 port 9 "
        "after N ms: Couldn't connect to server\n"
        "> Check that the network lets this machine reach it, and HTTPS_PROXY if it needs a "
        "proxy."),
    Case(
        "registry", "connection", forbidden_registry, AFTER_ECR,
        "DNS N ms (by the proxy at 127.0.0.1)\n"
        f"cannot reach the registry at {HOST}: the proxy "
        "answers 403 to CONNECT\n"
        "> Check HTTPS_PROXY, and that the proxy lets this host through; NO_PROXY goes around it."),
    Case(
        "ahead", "clock", wrong_clock("+10m"), [],
        "600 s ahead of the server's (Date of sts.eu-central-1.amazonaws.com)\n"
        "this machine's clock is 600 s ahead of that of sts.eu-central-1.amazonaws.com: this "
        "program goes by the servers' time, but what others sign here may be refused\n"
        "> Set the clock."),
    Case(
        "behind", "clock", wrong_clock("-10m"), [],
        "600 s behind the server's (Date of sts.eu-central-1.amazonaws.com)\n"
        "this machine's clock is 600 s behind that of sts.eu-central-1.amazonaws.com: this "
        "program goes by the servers' time, but what others sign here may be refused\n"
        "> Set the clock."),
    Case(
        "refused", "identity-token", given(BITRISE_BUILD_API_TOKEN="another"), AFTER_TOKEN,
        "the Bitrise build API at app.bitrise.io gave no identity token: status 401: Invalid "
        "build API token\n"
        "> Check that BITRISE_BUILD_API_TOKEN is the token of this very build, which must still "
        "be running."),
    Case(
        "expired", "identity-token", expired_token, AFTER_TOKEN,
        "the identity token in BITRISE_IDENTITY_TOKEN expired at TIME\n"
        "> Get a new one later in the build, or set BITRISE_BUILD_URL and "
        "BITRISE_BUILD_API_TOKEN, from which this program gets one when it needs it."),
    Case(
        "malformed", "identity-token", given(BITRISE_IDENTITY_TOKEN="a.b"), AFTER_TOKEN,
        "BITRISE_IDENTITY_TOKEN is not an identity token: it has 2 parts, not three\n"
        "> A token is a JWT: three base64url parts with dots between them, as the build's OIDC "
        "service issues it."),
    Case(
        "unknown-role", "sts", given(AWS_ROLE_ARN=UNKNOWN_ROLE), AFTER_STS,
        "AWS STS (eu-central-1) refuses role arn:aws:iam::123456789012:role/ci/unknown: "
        "AccessDenied: Not authorized to perform sts:AssumeRoleWithWebIdentity (request "
        "REQUEST); the token says: iss https://token.builds.bitrise.io, aud sts.amazonaws.com, "
        "sub app:a1b2c3d4e5f60718:workflow:deploy, expires TIME\n"
        "> Check that the role exists, that its trust policy names "
        "arn:aws:iam::123456789012:oidc-provider/token.builds.bitrise.io as principal, and that "
        "its conditions fit: of a Bitrise token AWS compares only aud and sub, conditions on any "
        "other claim never hold. If all of that fits, the policy of a VPC endpoint for STS, a service "
        "control policy (SCP) or a resource control policy (RCP) denies the call. "
        "The trust policy needs aud \"sts.amazonaws.com\" and sub "
        "\"app:a1b2c3d4e5f60718:workflow:deploy\".\n"
        "$ aws iam get-role --role-name unknown | docker-credential-bitrise trust-policy check - --app-slug "
        "a1b2c3d4e5f60718 --workflow deploy"),
    Case(
        "no-permission", "ecr", ecr_fault, AFTER_ECR,
        "Amazon ECR (eu-central-1) refuses role arn:aws:iam::123456789012:role/ci/ecr-pull: "
        "AccessDeniedException: no \\u{1B}[31mway (request REQUEST)\n"
        "> Allow ecr:GetAuthorizationToken on resource * in a policy of that identity."),
    Case(
        "other-password", "answer", other_password, ["pull", "push"],
        "the registry does not take the password: status 401\n"
        "> ECR issued the password just now: check proxies, and the AWS_ENDPOINT_URL variables."),
    Case(
        "old", "stored-password", old_password, [],
        "the registry does not take the password: status 401\n"
        "> It ends twelve hours after it was written. Log in again:\n"
        f"$ docker-credential-bitrise login {HOST}"),
    Case(
        "denied", "pull", denied("pull"), [],
        "the registry does not let app be pulled: status 403, DENIED: not authorized to perform: "
        "ecr:BatchGetImage on repository/app\n"
        "> Allow ecr:BatchGetImage and ecr:GetDownloadUrlForLayer on "
        "arn:aws:ecr:eu-central-1:123456789012:repository/app in a policy of that identity; where the registry is "
        "another account's, in the repository's policy, too."),
    Case(
        "denied", "push", denied("push"), [],
        "the registry does not let app be pushed to: status 403, DENIED: not authorized to "
        "perform: ecr:InitiateLayerUpload on this repository\n"
        "> Allow ecr:BatchCheckLayerAvailability, ecr:InitiateLayerUpload, ecr:UploadLayerPart, "
        "ecr:CompleteLayerUpload, ecr:PutImage and ecr:BatchGetImage on "
        "arn:aws:ecr:eu-central-1:123456789012:repository/app in a policy of that identity; "
        "where the registry is another account's, in the repository's policy, too."),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.link}-{case.name}")
def test_a_broken_link_names_itself_and_no_other(doctor: World, case: Case) -> None:
    report = doctor.report(**case.spoil(doctor))
    assert report.in_state("broken") == [case.link]
    assert report.in_state("not tried") == case.untried
    assert comparable(report.text(case.link), doctor.sandbox) == case.text


def test_a_registry_that_is_none_is_a_broken_link_too(doctor: World) -> None:
    report = doctor.report("registry.example", "--repository", "app:1")
    assert report.in_state("broken") == ["registry"]
    assert report.in_state("not tried") == ["settings", "docker-config", "other-clients", *AFTER_SETTINGS]
    assert report.text("registry") == (
        '"registry.example" is not a registry of Amazon ECR\n'
        f"> Give a host of the form {HOST}, or an account of twelve digits.")


def test_the_links_behind_a_broken_one_say_which_it_is(doctor: World) -> None:
    report = doctor.report(AWS_ROLE_ARN=UNKNOWN_ROLE)
    assert {report.link(name)["because"] for name in AFTER_STS} == {"AWS STS"}
    report = doctor.report(AWS_ENDPOINT_URL_STS="https://127.0.0.1:9")
    assert {report.link(name)["because"] for name in AFTER_TOKEN} == {"connection to 127.0.0.1:9"}


@pytest.mark.parametrize("url", ["https://user:S3CRETMARK-a@sts.example", "https://sts.example/?key=S3CRETMARK-b"])
def test_a_url_with_a_secret_in_it_is_not_shown(doctor: World, url: str) -> None:
    # The search for secrets, which every run ends with, would find the mark.
    assert doctor.report(AWS_ENDPOINT_URL=url).in_state("broken") == ["settings"]


def test_several_broken_links_are_all_named(doctor: World) -> None:
    doctor.docker_config.write({})
    report = doctor.report(AWS_ROLE_ARN=UNKNOWN_ROLE)
    assert report.in_state("broken") == ["docker-config", "sts"]


def test_every_link_can_break() -> None:
    # Missing libcurl has a test of its own, without the rest of a system. What other clients do is never more than
    # a warning: nobody knows whether they are used.
    assert {case.link for case in CASES} | {"registry", "libcurl", "other-clients"} == set(LINKS)
