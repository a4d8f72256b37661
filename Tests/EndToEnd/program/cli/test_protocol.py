"""Docker's credential helper protocol, to the byte."""

from __future__ import annotations

import json
import re

import pytest

from standin import StandIn
from support.helper import Helper
from support.hosts import HOST, PUBLIC

SENTINEL_PHRASE = b"credentials not found"


class TestGet:
    def test_answers_one_line_of_json_and_is_silent_on_stderr(self, helper: Helper, standin: StandIn) -> None:
        run = helper.get(HOST)
        answer = run.credentials()
        assert set(answer) == {"ServerURL", "Username", "Secret"}
        assert answer["Secret"] == standin.vault.of_kind("ecr-password")[0]
        assert run.out.count(b"\n") == 1 and run.out.endswith(b"}\n")

    @pytest.mark.parametrize("spelling", [
        HOST,
        f"{HOST}\n",
        f"{HOST}\r\n",
        f"  {HOST}  ",
        f"https://{HOST}",
        f"http://{HOST}",
        f"//{HOST}",
        f"https://{HOST}/",
        f"https://{HOST}/v2/",
        f"{HOST}/team/app",
        f"{HOST}:443",
        f"https://{HOST}:443",
        f"https://{HOST}:443/v2/",
        f"http://{HOST}:443",
        HOST.upper(),
        f"HTTPS://{HOST.upper()}/",
    ])
    def test_takes_every_spelling_that_clients_send(self, helper: Helper, spelling: str) -> None:
        assert helper.get(spelling).password()

    def test_of_all_spellings_shares_one_cache_entry(self, helper: Helper, standin: StandIn) -> None:
        first = helper.get(HOST).password()
        standin.journal.clear()
        for spelling in (f"https://{HOST}/v2/", HOST.upper(), f"{HOST}:443", f"{HOST}/team/app"):
            assert helper.get(spelling).password() == first
        assert standin.journal.counts() == {}

    def test_of_the_public_registry(self, helper: Helper, standin: StandIn) -> None:
        assert helper.get(PUBLIC).password()
        assert standin.journal.counts() == {"bitrise": 1, "sts": 1, "ecr-public": 1}

    def test_of_nothing_says_what_the_reference_says(self, helper: Helper, standin: StandIn) -> None:
        for nothing in (b"", b"\n", b"  \r\n\t"):
            run = helper.get(nothing)
            assert (run.code, run.out) == (1, b"no credentials server URL\n")
        assert standin.journal.connections == 0


class TestStore:
    """docker login calls it, also after a login with the program's own password."""

    # As docker, docker-py and oras-go send it.
    @pytest.mark.parametrize("form", [
        '{{"ServerURL":"{0}","Username":"AWS","Secret":"{1}"}}\n',
        '{{"ServerURL": "{0}", "Username": "AWS", "Secret": "{1}"}}',
        '{{"ServerURL":"https://{0}/v2/","Username":"AWS","Secret":"{1}"}}',
        # Go's decoder takes keys in any case.
        '{{"serverurl":"{0}","USERNAME":"AWS","sEcret":"{1}"}}',
    ])
    def test_of_an_ecr_host_succeeds_and_keeps_nothing(self, helper: Helper, standin: StandIn, form: str) -> None:
        secret = standin.vault.make("typed-password")
        run = helper.run("store", stdin=form.format(HOST, secret).encode())
        assert (run.code, run.out) == (0, b""), run
        assert standin.journal.connections == 0

    def test_of_another_host_is_refused_or_the_login_would_be_lost(self, helper: Helper, standin: StandIn) -> None:
        secret = standin.vault.make("typed-password")
        stdin = json.dumps({"ServerURL": "https://index.docker.io/v1/", "Username": "me", "Secret": secret})
        run = helper.run("store", stdin=stdin.encode())
        assert run.code == 1
        assert b"index.docker.io" in run.out and run.out.count(b"\n") == 1
        assert SENTINEL_PHRASE not in run.out

    @pytest.mark.parametrize(("stdin", "out"), [
        (b'{"ServerURL":"","Username":"AWS","Secret":"x"}', b"no credentials server URL\n"),
        (b'{"ServerURL":"%s","Username":"","Secret":"x"}' % HOST.encode(), b"no credentials username\n"),
    ])
    def test_of_incomplete_credentials_says_what_the_reference_says(
        self, helper: Helper, stdin: bytes, out: bytes
    ) -> None:
        run = helper.run("store", stdin=stdin)
        assert (run.code, run.out) == (1, out)

    @pytest.mark.parametrize("stdin", [b"", b"not json", b"[]", b'{"ServerURL":', b"\xff\xfe"])
    def test_of_anything_else_is_an_error(self, helper: Helper, stdin: bytes) -> None:
        run = helper.run("store", stdin=stdin)
        assert run.code == 1 and run.out.strip()


class TestErase:
    """docker logout, skopeo logout and oras-go call it; skopeo 1.9.3 overflows its stack if it fails."""

    @pytest.mark.parametrize("stdin", [HOST, f"{HOST}\n", f"https://{HOST}", f"http://{HOST}", f"{HOST}/v2/", PUBLIC])
    def test_of_an_ecr_host_succeeds(self, helper: Helper, standin: StandIn, stdin: str) -> None:
        run = helper.run("erase", stdin=stdin.encode())
        assert (run.code, run.out) == (0, b""), run
        assert standin.journal.connections == 0

    def test_of_another_host_succeeds_too(self, helper: Helper) -> None:
        run = helper.run("erase", stdin=b"https://index.docker.io/v1/")
        assert (run.code, run.out) == (0, b"")

    def test_of_nothing_says_what_the_reference_says(self, helper: Helper) -> None:
        run = helper.run("erase", stdin=b"")
        assert (run.code, run.out) == (1, b"no credentials server URL\n")


class TestList:
    # The Go client sends the word, docker-py nothing.
    @pytest.mark.parametrize("stdin", [b"unused", b"", None])
    def test_answers_an_object_without_asking_anybody(
        self, helper: Helper, standin: StandIn, stdin: bytes | None
    ) -> None:
        run = helper.run("list", stdin=stdin)
        assert (run.code, run.err) == (0, b"")
        assert isinstance(json.loads(run.out), dict)
        assert standin.journal.connections == 0

    def test_after_a_get_holds_only_hosts_and_the_user_name(self, helper: Helper) -> None:
        helper.get(HOST).credentials()
        run = helper.run("list", stdin=b"unused")
        assert run.code == 0
        assert set(json.loads(run.out).values()) <= {"AWS"}


class TestVersion:
    def test_verb_names_program_package_and_version(self, helper: Helper) -> None:
        run = helper.run("version")
        assert (run.code, run.err) == (0, b"")
        assert re.fullmatch(rb"docker-credential-bitrise \(\S+\) v?\d+\.\d+\.\d+\S*\n", run.out), run.out

    def test_flags_print_the_version(self, helper: Helper) -> None:
        version = helper.run("version").out.split()[-1]
        for flag in ("--version", "-v"):
            run = helper.run(flag)
            assert (run.code, run.err) == (0, b"")
            assert version in run.out


class TestUsage:
    @pytest.mark.parametrize("arguments", [("--help",), ("-h",), ("help",), ("help", "get"), ("get", "--help")])
    def test_help_is_on_stdout_and_no_failure(self, helper: Helper, arguments: tuple[str, ...]) -> None:
        run = helper.run(*arguments)
        assert (run.code, run.err) == (0, b"")
        assert b"docker-credential-bitrise" in run.out and b"get" in run.out

    def test_help_names_every_setting_of_the_environment(self, helper: Helper) -> None:
        text = helper.run("help", "get").out + helper.run("--help").out
        for name in ("AWS_ROLE_ARN", "ECR_LOGIN_AUDIENCE", "ECR_LOGIN_TIMEOUT", "ECR_LOGIN_CACHE", "ECR_LOGIN_CONFIG"):
            assert name.encode() in text, name

    def test_no_arguments_show_the_usage(self, helper: Helper) -> None:
        run = helper.run()
        assert run.code == 64
        assert b"usage: docker-credential-bitrise" in run.err and b"--help" in run.err
        assert run.out == b""

    @pytest.mark.parametrize("arguments", [("gett",), ("GET",), ("",), ("frobnicate",), ("gte", "x")])
    def test_an_unknown_command_is_named(self, helper: Helper, arguments: tuple[str, ...]) -> None:
        run = helper.run(*arguments, stdin=HOST.encode())
        assert run.code == 64
        assert arguments[0].encode() in run.out + run.err

    def test_a_mistyped_command_is_shown_the_nearest_match(self, helper: Helper) -> None:
        run = helper.run("erse", stdin=HOST.encode())
        assert b"erase" in run.out + run.err

    def test_an_unknown_option_of_a_helper_verb_is_a_protocol_error(self, helper: Helper, standin: StandIn) -> None:
        run = helper.get(HOST, "--role-arm", "x")
        assert run.code == 1
        assert b"--role-arm" in run.out and b"--role-arn" in run.out
        assert standin.journal.connections == 0
