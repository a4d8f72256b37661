"""A real Docker engine, for one test run."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import time
from pathlib import Path

_SECONDS = 60


class DockerEngine:
    """dockerd in a directory of its own.

    It changes nothing of the machine: no bridge, no firewall rules, no driver that needs a module of the kernel; what
    it mounts is gone with it.
    """

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        # A socket's path may have about 100 characters.
        self._socket = directory / "s"
        self._log = directory / "log"
        path = f"{os.environ['PATH']}:/usr/sbin:/sbin"
        program = shutil.which("dockerd", path=path)
        assert program, "dockerd is not installed"
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(
                ["unshare", "--mount", "--propagation", "private", program, "--iptables=false", "--ip-forward=false",
                 "--bridge=none", "--storage-driver=vfs", f"--data-root={directory}/data",
                 f"--exec-root={directory}/exec", f"--pidfile={directory}/pid", f"--host=unix://{self._socket}"],
                stdout=log, stderr=log, env={**os.environ, "PATH": path}, start_new_session=True)
        self.environment = {
            "PATH": os.environ["PATH"], "HOME": str(directory), "DOCKER_HOST": f"unix://{self._socket}",
            # The builder that is part of the engine: the other one needs a plugin of the CLI.
            "DOCKER_BUILDKIT": "0"}
        end = time.monotonic() + _SECONDS
        while self.docker("version", check=False).returncode != 0:
            assert self._process.poll() is None and time.monotonic() < end, self._log.read_text()[-3000:]
            time.sleep(0.2)

    def docker(
        self, *arguments: str | Path, check: bool = True, stdin: str = ""
    ) -> subprocess.CompletedProcess[str]:
        """Runs the docker CLI on it."""
        ended = subprocess.run(
            ["docker", *arguments], env=self.environment, input=stdin, capture_output=True, text=True,
            timeout=_SECONDS, check=False)
        assert ended.returncode == 0 or not check, f"docker {arguments}: {ended.stdout}{ended.stderr}"
        return ended

    def close(self) -> None:
        """Ends it, with all that it has started."""
        self._process.send_signal(signal.SIGTERM)
        try:
            self._process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
