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

from support.docker_config import DockerConfig
from support.helper import Helper
from support.hosts import HOST
from support.sandbox import PROGRAM, Sandbox

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
        HOST, SWIFT_DEBUG_HELP="1", SWIFT_DEBUG_ENABLE_METADATA_BACKTRACE_LOGGING="1", SWIFT_DEBUG_FAILED_TYPE_LOOKUP="1",
        SWIFT_BACKTRACE="enable=yes,warnings=enabled", SWIFT_DEBUG_LIB_PRESPECIALIZED_PATH="./library.so")
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
