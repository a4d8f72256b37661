"""The tests' Docker engine leaves no process, mount or cgroup, and reports why it cannot start."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
import tarfile
import time
from pathlib import Path

import pytest

from standin.authority import Authority
from support.dockerd import DockerEngine

END_TO_END = Path(__file__).resolve().parents[1]
# Starts an engine, gives the number of its first process, and waits.
START = """
import sys
from pathlib import Path
from standin.authority import Authority
from support.dockerd import DockerEngine
directory = Path(sys.argv[1])
engine = DockerEngine(directory, Authority(directory / "authority"))
print(engine.first_process, flush=True)
sys.stdin.read()
"""
HIDDEN = [Path(name) for name in ("/etc", "/run", "/var/lib")]
SECONDS = 30


def start(directory: Path, *before: str) -> subprocess.Popen[str]:
    """An engine of another process."""
    return subprocess.Popen(
        [*before, sys.executable, "-c", START, directory], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, text=True, env={**os.environ, "PYTHONPATH": str(END_TO_END)})


def namespace(process: int | str) -> str:
    """Of its processes; nothing of one that has ended."""
    with contextlib.suppress(OSError):
        return str(Path(f"/proc/{process}/ns/pid").readlink())
    return ""


def processes(of_namespace: str) -> list[str]:
    return [path.name for path in Path("/proc").glob("[0-9]*") if namespace(path.name) == of_namespace]


def control_groups(engine: DockerEngine) -> list[Path]:
    return [*Path("/sys/fs/cgroup").glob(f"**/{engine.control_group}")]


def test_leaves_nothing_though_a_container_runs(authority: Authority, tmp_path: Path) -> None:
    busybox = shutil.which("busybox")
    assert busybox
    with tarfile.open(tmp_path / "layer.tar", "w") as archive:
        archive.add(busybox, "busybox")
    hidden = [directory.stat().st_dev for directory in HIDDEN]
    engine = DockerEngine(tmp_path, authority)
    try:
        engine.docker("import", tmp_path / "layer.tar", "shell")
        engine.docker("run", "--detach", "--network=none", "shell", "/busybox", "sleep", "1000")
        found = namespace(engine.first_process)
        # dockerd, containerd and what supervises the container, which has a namespace of its own.
        assert found != namespace("self") and len(processes(found)) == 3
        assert control_groups(engine)
        # From the engine only.
        assert [directory.stat().st_dev for directory in HIDDEN] == hidden
    finally:
        engine.close()
    assert processes(found) == [] and control_groups(engine) == []


def test_ends_with_the_tests_that_are_killed(tmp_path: Path) -> None:
    with start(tmp_path) as tests:
        assert tests.stdout
        found = namespace(tests.stdout.readline().strip())
        assert found and processes(found)
        tests.kill()
    end = time.monotonic() + SECONDS
    while processes(found):
        assert time.monotonic() < end, processes(found)
        time.sleep(0.02)


def test_refuses_where_it_may_have_no_namespaces(tmp_path: Path) -> None:
    with start(tmp_path, "setpriv", "--bounding-set=-sys_admin") as tests:
        _, said = tests.communicate(timeout=SECONDS)
    assert tests.returncode != 0 and "setpriv did not start:\nunshare: unshare failed: Operation not permitted" in said


def test_refuses_where_it_is_not_root(
    authority: Authority, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    with pytest.raises(AssertionError, match="a Docker engine needs root: run the tests as root"):
        DockerEngine(tmp_path, authority)
