"""What lies in the working directory, or is named by a variable, and must not be run, loaded or written."""

from __future__ import annotations

import fcntl
import signal
import struct
import subprocess
import termios
import time
from pathlib import Path
from typing import IO

import pytest

from standin import StandIn
from support.compiled import compile_tool
from support.docker_config import DockerConfig
from support.helper import Helper
from support.hosts import HOST
from support.sandbox import PROGRAM, Sandbox, built_program, is_static

FATAL_SIGNALS = [
    signal.SIGQUIT, signal.SIGILL, signal.SIGTRAP, signal.SIGABRT, signal.SIGBUS, signal.SIGFPE, signal.SIGSEGV]

# Where Swift's runtime looks for its program, below the directory of argv[0].
BACKTRACE_PLACES = ("swift-backtrace", "libexec/swift/linux/swift-backtrace", "libexec/swift/swift-backtrace")

BACKTRACE_SETTINGS = {
    "unset": {},
    "on": {"SWIFT_BACKTRACE": "enable=yes"},
    "on, with a program": {"SWIFT_BACKTRACE": "enable=yes,swift-backtrace=./swift-backtrace"},
    "on, with a root": {"SWIFT_BACKTRACE": "enable=yes", "SWIFT_ROOT": "."},
}


def put_program(path: Path, marker: Path) -> None:
    """A program that leaves a trace of having been run."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\ntouch '{marker}'\n")
    path.chmod(0o755)


@pytest.mark.parametrize("variables", BACKTRACE_SETTINGS.values(), ids=BACKTRACE_SETTINGS.keys())
@pytest.mark.parametrize("number", FATAL_SIGNALS, ids=lambda number: signal.Signals(number).name)
def test_a_fatal_signal_runs_no_program(
    number: int, variables: dict[str, str], sandbox: Sandbox, program: Path, tmp_path: Path
) -> None:
    marker = tmp_path / "marker"
    for place in BACKTRACE_PLACES:
        put_program(sandbox.work / place, marker)
    # As Docker starts it: by its bare name.
    running = subprocess.Popen(
        [PROGRAM, "get"], executable=program, cwd=sandbox.work, env={**sandbox.environment(), **variables},
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert running.stdin
    running.stdin.write(b"registry")
    running.stdin.flush()
    wait_until_read(running.stdin)
    running.send_signal(number)
    out, err = running.communicate(timeout=30)
    assert (running.returncode, out, err) == (-number, b"", b"")
    assert not marker.exists()


def wait_until_read(pipe: IO[bytes]) -> None:
    """Waits until the program has read what was written: by then the runtime has installed what it installs."""
    end = time.monotonic() + 20
    while time.monotonic() < end:
        (left,) = struct.unpack("i", fcntl.ioctl(pipe.fileno(), termios.FIONREAD, b"\0\0\0\0"))
        if left == 0:
            return
        time.sleep(0.005)
    raise AssertionError("the program does not read its standard input")


def test_variables_of_the_runtime_change_nothing(helper: Helper) -> None:
    run = helper.get(
        HOST, SWIFT_DEBUG_HELP="1", SWIFT_DEBUG_ENABLE_METADATA_BACKTRACE_LOGGING="1",
        SWIFT_DEBUG_FAILED_TYPE_LOOKUP="1", SWIFT_BACKTRACE="enable=yes,warnings=enabled",
        SWIFT_DEBUG_LIB_PRESPECIALIZED_PATH="./library.so")
    assert run.password()


def test_no_credential_store_is_run_from_the_working_directory(
    helper: Helper, sandbox: Sandbox, docker_config: DockerConfig, tmp_path: Path
) -> None:
    marker = tmp_path / "marker"
    put_program(sandbox.work / "docker-credential-store", marker)
    put_program(sandbox.work / "tools" / "docker-credential-store", marker)
    docker_config.write({"credHelpers": {HOST: "store"}})
    path = helper.environment["PATH"]
    run = helper.run("login", HOST, PATH=f":.:tools:{path}:")
    assert not marker.exists()
    assert run.lines(1) == [
        f"{HOST}: Docker's credential store docker-credential-store is not on the PATH. Install it, or take it out of "
        "Docker's config.json (credsStore, credHelpers)."]


def test_the_keys_of_connections_are_not_written_down(helper: Helper, tmp_path: Path) -> None:
    file = tmp_path / "keys"
    assert helper.get(HOST, SSLKEYLOGFILE=str(file)).password()
    assert not file.exists()


def test_files_and_variables_of_the_curl_command_have_no_effect(
    helper: Helper, standin: StandIn, sandbox: Sandbox
) -> None:
    (sandbox.home / ".curlrc").write_text("proxy = http://127.0.0.1:9\ncacert = /nonexistent\n")
    (sandbox.home / ".netrc").write_text("default login somebody password else\n")
    run = helper.get(
        HOST, CURL_HOME=str(sandbox.home), CURL_CA_BUNDLE="/nonexistent", ALL_PROXY="http://127.0.0.1:9",
        all_proxy="http://127.0.0.1:9", HTTP_PROXY="http://127.0.0.1:9", NETRC=str(sandbox.home / ".netrc"))
    assert run.password()
    assert all(
        "somebody" not in (call.header("authorization") or "")
        for service in ("bitrise", "sts", "ecr") for call in standin.journal.calls(service))


def test_variables_of_the_c_librarys_texts_have_no_effect(helper: Helper, sandbox: Sandbox) -> None:
    (sandbox.work / "gconv-modules").write_text("module INTERNAL NONSENSE// ./library 1\n")
    assert helper.get(HOST, GCONV_PATH=".", LOCPATH=".", NLSPATH="./%N", LANG="xx_XX.NONSENSE", LC_ALL="xx").password()


def test_variables_of_the_resolver_choose_addresses_only(helper: Helper) -> None:
    assert helper.get(HOST, RES_OPTIONS="ndots:9 attempts:1", LOCALDOMAIN="example", HOSTALIASES="./aliases").password()


class TestStatic:
    pytestmark = pytest.mark.static

    @pytest.fixture
    def library(self, tmp_path: Path) -> Path:
        """A library that leaves a trace of having been loaded."""
        source = tmp_path / "library.c"
        source.write_text(
            "#include <stdio.h>\n"
            f'__attribute__((constructor)) static void load(void) {{ fopen("{tmp_path}/marker", "w"); }}')
        built = compile_tool(source, tmp_path, "-shared", "-fPIC")
        return built.rename(tmp_path / "libcurl.so.4")

    @pytest.mark.parametrize("variable", ["LD_PRELOAD", "LD_AUDIT", "LD_LIBRARY_PATH"])
    def test_no_library_is_loaded(
        self, helper: Helper, sandbox: Sandbox, library: Path, tmp_path: Path, variable: str
    ) -> None:
        assert is_static(built_program())
        library.rename(sandbox.work / "libcurl.so.4")
        value = ":" if variable == "LD_LIBRARY_PATH" else str(sandbox.work / "libcurl.so.4")
        assert helper.get(HOST, **{variable: value}).password()
        assert not (tmp_path / "marker").exists()

    @pytest.mark.parametrize("variable", ["OPENSSL_CONF", "OPENSSL_MODULES", "OPENSSL_ENGINES"])
    def test_no_configuration_of_openssl_is_read(self, helper: Helper, sandbox: Sandbox, variable: str) -> None:
        """With this one, no connection could be made."""
        assert is_static(built_program())
        configuration = sandbox.input("openssl.cnf", NO_TLS)
        value = str(configuration if variable == "OPENSSL_CONF" else configuration.parent)
        assert helper.get(HOST, **{variable: value}).password()


# The key of the stand-in's certificate is of another kind.
NO_TLS = "openssl_conf = a\n[a]\nssl_conf = b\n[b]\nsystem_default = c\n[c]\nSignatureAlgorithms = RSA+SHA256\n"


@pytest.mark.dynamic
def test_the_systems_configuration_of_openssl_holds_for_the_program_from_source(
    helper: Helper, sandbox: Sandbox
) -> None:
    """So that a cryptographic policy counts; and so the test above shows something."""
    configuration = sandbox.input("openssl.cnf", NO_TLS)
    assert "handshake failure" in helper.get(HOST, OPENSSL_CONF=str(configuration)).error()
