"""Nonsense in, a clear error out: the right exit code, never a crash, never a hang."""

from __future__ import annotations

import base64
import json
import os
import subprocess
import threading
from contextlib import closing
from pathlib import Path

import pytest

from standin import ROLE, StandIn, faults
from support.helper import Helper
from support.hosts import HOST
from support.proxy import ConnectProxy
from support.sandbox import PROGRAM, Sandbox


class TestStdin:
    @pytest.mark.parametrize("stdin", [
        b"x" * (1 << 20), b"\n" * (1 << 20), HOST.encode() + b"x" * (1 << 20), b"https://" + b"/" * (1 << 20),
        b"\xff\xfe\xfd", b"\xf0\x28\x8c\x28", HOST.encode() + b"\xff", b"\x00", HOST.encode() + b"\x00",
        HOST.encode()[:20] + b"\x00" + HOST.encode()[20:], b"\x1b[31m" + HOST.encode(),
        HOST.encode() + b"\x07", HOST.encode()[:12] + b"\r\n" + HOST.encode()[12:], b"{}", b'"' + HOST.encode() + b'"',
        HOST.encode() + b" " + HOST.encode(), HOST.encode() + b"\nghcr.io", HOST.encode() + b".", HOST.encode() + b":",
        HOST.encode() + b":99999", HOST.encode() + b":x", b"://", b"https://", b"https://:443", "ｅｃｒ".encode(),
    ], ids=str)
    def test_of_get(self, helper: Helper, standin: StandIn, stdin: bytes) -> None:
        run = helper.get(stdin)
        assert run.code == 1 and run.out.count(b"\n") == 1
        assert len(run.out) < 2000
        assert not any(byte < 32 for byte in run.out.strip()), "control characters are echoed"
        assert standin.journal.connections == 0

    @pytest.mark.parametrize("verb", ["store", "erase", "list"])
    @pytest.mark.parametrize("stdin", [b"\xff" * 100, b"{" * (1 << 20), b"\x00" * 1000, b'{"ServerURL":1}'], ids=str)
    def test_of_other_verbs(self, helper: Helper, verb: str, stdin: bytes) -> None:
        run = helper.run(verb, stdin=stdin)
        assert run.code in (0, 1)
        assert len(run.out + run.err) < 4000

    def test_that_is_closed(self, helper: Helper, sandbox: Sandbox) -> None:
        ended = in_shell(helper, f"{PROGRAM} get <&-")
        assert ended.returncode == 1 and ended.stdout.strip()

    def test_that_is_a_directory(self, helper: Helper) -> None:
        ended = in_shell(helper, f"{PROGRAM} get < /")
        assert ended.returncode == 1 and ended.stdout.strip()


class TestStdout:
    def test_that_is_closed(self, helper: Helper) -> None:
        ended = in_shell(helper, f"printf %s {HOST} | {PROGRAM} get >&-")
        assert ended.returncode == 1

    def test_that_is_full(self, helper: Helper) -> None:
        ended = in_shell(helper, f"printf %s {HOST} | {PROGRAM} get > /dev/full")
        assert ended.returncode == 1 and ended.stderr.strip()

    def test_that_nobody_reads(self, helper: Helper) -> None:
        read, write = os.pipe()
        os.close(read)
        run = helper.start("get", stdin=HOST.encode(), stdout=write)
        os.close(write)
        assert run.finish().code == 1

    def test_and_stderr_that_are_closed(self, helper: Helper) -> None:
        assert in_shell(helper, f"printf %s {HOST} | {PROGRAM} get >&- 2>&-").returncode == 1

    def test_is_not_mixed_with_files_when_closed(self, helper: Helper, sandbox: Sandbox) -> None:
        # With stdout closed the next file opened would get its number.
        in_shell(helper, f"printf %s nonsense.example | {PROGRAM} get >&- 2>&-")
        assert all(b"credentials not found" not in path.read_bytes() for path in sandbox.left_behind())


@pytest.mark.parametrize("stream", [0, 1, 2])
def test_a_closed_stream_is_not_taken_by_what_is_opened_next(helper: Helper, standin: StandIn, stream: int) -> None:
    answer = threading.Event()
    standin.faults["sts"].always(faults.Fault(hold=answer))
    close = ("bash", "-c", f'exec "$@" {stream}>&-', "bash")
    running = helper.start("login", HOST, before=close)
    try:
        standin.journal.wait_for_call("sts")
        assert Path(f"/proc/{running.process.pid}/fd/{stream}").readlink() == Path("/dev/null")
    finally:
        answer.set()
    assert running.finish(check=False).code == 0


def unsigned(header: object, claims: object) -> str:
    """Something shaped like a token."""
    parts = [value if isinstance(value, bytes) else json.dumps(value).encode() for value in (header, claims)]
    return ".".join([*(base64.urlsafe_b64encode(part).rstrip(b"=").decode() for part in parts), "c2ln"])


class TestIdentityToken:
    @pytest.mark.parametrize("token", [
        "nonsense", "a.b", "a.b.c", "a.b.c.d", "..", " ", "....", "e30.e30.", "\u00e4.\u00f6.\u00fc", "a" * 30000,
        unsigned({}, []), unsigned({}, b"not json"), unsigned({}, b"\xff"), unsigned({}, {"exp": "soon"}),
        unsigned({}, {"exp": 1e400}), unsigned({}, {"exp": -(10**30)}), unsigned({}, {"exp": 2**63}),
        unsigned({}, b"[" * 50000), "a\tb.c.d", "x\ny.z.w", "\x1b[31m.a.b",
    ], ids=lambda token: repr(token[:30]))
    def test_that_is_none_is_an_error(self, bare: Helper, standin: StandIn, token: str) -> None:
        message = bare.get(HOST, AWS_ROLE_ARN=ROLE, BITRISE_IDENTITY_TOKEN=token).error()
        assert token.strip(" .") == "" or len(token) < 5 or token not in message
        assert standin.journal.calls("ecr") == []

    @pytest.mark.parametrize("content", [b"", b"\n", b"\xff\xfe", b"nonsense", b"x" * (2 << 20)])
    def test_file_that_holds_none_is_named(
        self, bare: Helper, standin: StandIn, sandbox: Sandbox, content: bytes
    ) -> None:
        path = sandbox.input("token", content)
        assert str(path) in bare.get(HOST, AWS_ROLE_ARN=ROLE, AWS_WEB_IDENTITY_TOKEN_FILE=str(path)).error()
        assert standin.journal.connections == 0

    def test_file_that_is_a_directory_is_named(self, bare: Helper, sandbox: Sandbox) -> None:
        path = str(sandbox.home)
        assert path in bare.get(HOST, AWS_ROLE_ARN=ROLE, AWS_WEB_IDENTITY_TOKEN_FILE=path).error()

    def test_file_that_never_ends_does_not_make_it_hang(self, bare: Helper) -> None:
        run = bare.get(HOST, AWS_ROLE_ARN=ROLE, AWS_WEB_IDENTITY_TOKEN_FILE="/dev/zero")
        assert "/dev/zero" in run.error()

    def test_file_that_is_a_pipe_does_not_make_it_hang(self, bare: Helper, sandbox: Sandbox) -> None:
        path = sandbox.inputs / "pipe"
        os.mkfifo(path)
        assert str(path) in bare.get(HOST, AWS_ROLE_ARN=ROLE, AWS_WEB_IDENTITY_TOKEN_FILE=str(path)).error()


class TestSettings:
    def test_a_region_that_does_not_exist_is_named(self, real_names: Helper, standin: StandIn) -> None:
        # The proxy cannot reach hosts of such a region.
        with closing(ConnectProxy(lambda host: None if "nowhere" in host else standin.port_for(host))) as proxy:
            message = real_names.get(
                "123456789012.dkr.ecr.eu-nowhere-9.amazonaws.com", HTTPS_PROXY=proxy.url).error()
        assert "sts.eu-nowhere-9.amazonaws.com" in message

    @pytest.mark.parametrize("url", ["nonsense", "https://", "file:///etc/passwd", "https://127.0.0.1:0x50/", "\x01"])
    def test_a_build_url_that_is_none_is_an_error_that_names_it(
        self, helper: Helper, standin: StandIn, url: str
    ) -> None:
        assert "BITRISE_BUILD_URL" in helper.get(HOST, BITRISE_BUILD_URL=url).error()
        assert standin.journal.counts() == {}

    @pytest.mark.parametrize("name", ["BITRISE_BUILD_API_TOKEN", "AWS_SESSION_TOKEN", "AWS_ACCESS_KEY_ID"])
    @pytest.mark.parametrize("value", ["a\r\nX-Injected: yes", "a\nb"])
    def test_a_value_that_would_break_a_header_is_refused(
        self, helper: Helper, standin: StandIn, name: str, value: str
    ) -> None:
        environment = {
            "AWS_ROLE_ARN": None, "BITRISE_BUILD_URL": None, "AWS_ACCESS_KEY_ID": "AKIDEXAMPLE",
            "AWS_SECRET_ACCESS_KEY": "unused",
        } if name.startswith("AWS_") else {}
        assert name in helper.get(HOST, **{**environment, name: value}).error()
        assert all(
            "x-injected" not in (key.lower() for key, _ in entry.request.headers)
            for entry in standin.journal.entries())


class TestSurroundings:
    def test_without_a_home(self, helper: Helper) -> None:
        assert helper.get(HOST, HOME=None).password()
        assert helper.get(HOST, HOME="").password()
        assert helper.get(HOST, HOME="/nonexistent").password()

    def test_with_a_file_for_a_home(self, helper: Helper, sandbox: Sandbox) -> None:
        assert helper.get(HOST, HOME=str(sandbox.input("home", "a file"))).password()

    def test_without_anything(self, sandbox: Sandbox) -> None:
        ended = subprocess.run(
            [sandbox.bin / PROGRAM, "get"], input=HOST.encode(), capture_output=True, env={}, timeout=20, check=False)
        assert ended.returncode == 1 and b"AWS_ROLE_ARN" in ended.stdout

    def test_with_a_file_for_a_directory(self, helper: Helper, sandbox: Sandbox) -> None:
        path = str(sandbox.input("file", "a file"))
        for name in ("ECR_LOGIN_CACHE_DIR", "TMPDIR", "XDG_CONFIG_HOME"):
            assert helper.get(HOST, **{name: path}).password()
        assert helper.get(HOST, ECR_LOGIN_CACHE_DIR=None, XDG_RUNTIME_DIR=path).password()

    def test_with_everything_read_only(self, helper: Helper, standin: StandIn, sandbox: Sandbox) -> None:
        # A mount that is read-only is so for root, too, who may write anywhere else.
        script = (
            "while read -r _ place _; do mount -o remount,bind,ro \"$place\" 2>/dev/null; done < /proc/self/mounts; "
            "if touch \"$1\" /tmp /dev/shm 2>/dev/null; then echo something can be written; fi; shift; exec \"$@\"")
        ended = subprocess.run(
            ["unshare", "--mount", "--map-root-user", "sh", "-c", script, "sh", str(sandbox.work),
             str(sandbox.bin / PROGRAM), "get"],
            input=HOST.encode(), capture_output=True, env=helper.environment, timeout=30, check=False)
        assert (ended.returncode, ended.stderr) == (0, b"")
        assert json.loads(ended.stdout)["Username"] == "AWS"

    def test_with_few_open_files_allowed(self, helper: Helper) -> None:
        ended = in_shell(helper, f"ulimit -n 6; printf %s {HOST} | {PROGRAM} get")
        assert ended.returncode in (0, 1) and ended.stdout.strip()

    def test_in_a_directory_that_is_gone(self, helper: Helper, sandbox: Sandbox) -> None:
        ended = in_shell(helper, f'mkdir gone; cd gone; rmdir ../gone; printf %s {HOST} | {PROGRAM} get')
        assert ended.returncode == 0

    @pytest.mark.parametrize("locale", ["C", "tr_TR.UTF-8", "nonsense"])
    def test_in_any_locale(self, helper: Helper, locale: str) -> None:
        assert helper.get(HOST.upper(), LC_ALL=locale, LANG=locale).password()


def in_shell(helper: Helper, script: str) -> subprocess.CompletedProcess[bytes]:
    """Runs a line of shell, for what only a shell can arrange; a death by signal fails."""
    ended = subprocess.run(
        ["bash", "-c", f"set -o pipefail; {script}"], env=helper.environment, cwd=helper.sandbox.work,
        stdin=subprocess.DEVNULL, capture_output=True, timeout=30, check=False)
    assert 0 <= ended.returncode < 126, ended
    return ended
