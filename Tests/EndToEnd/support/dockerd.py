"""A real Docker engine that sees nothing of this machine but its programs."""

from __future__ import annotations

import contextlib
import ctypes
import os
import secrets
import signal
import socket
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from standin.authority import Authority

from .programs import ServerProgram

_SECONDS = 60
# In its own network, in which nothing else listens.
_PROXY = ("127.0.0.1", 3128)
# Memory takes the place of the machine's settings of Docker, of its sockets, and of all that engines keep.
_START = """\
for directory in /etc /run /var/lib; do mount -t tmpfs none $directory; done
busybox ip link set lo up
exec dockerd "$@"
"""
_CONTROL_GROUPS = Path("/sys/fs/cgroup")
_CLONE_NEWNET = 0x40000000


class DockerEngine:
    """dockerd with mounts, processes and a network of its own, which all end with it.

    Its network has no way out but a proxy, where somebody serves the `proxy_listener`.
    """

    def __init__(self, directory: Path, authority: Authority) -> None:
        assert os.geteuid() == 0, "a Docker engine needs root: run the tests as root"
        self.control_group = f"docker-engine-{secrets.token_hex(8)}"
        # In its directory, since the places of the machine's own sockets are hidden from it.
        sock = directory / "s"
        namespaces = ("unshare", "--mount", "--net", "--pid", "--fork", "--mount-proc")
        # Whatever becomes of the tests, the kernel ends both.
        command = (
            "setpriv", "--pdeathsig=KILL", *namespaces, "--kill-child", "sh", "-ec", _START, "dockerd",
            "--iptables=false", "--ip-forward=false", "--bridge=none", "--storage-driver=vfs",
            f"--cgroup-parent=/{self.control_group}", f"--host=unix://{sock}")
        environment = {
            "PATH": f"{os.environ['PATH']}:/usr/sbin:/sbin", "HTTPS_PROXY": self.proxy_url,
            "SSL_CERT_FILE": str(authority.file)}
        self._server = ServerProgram(command, "API listen on ", environment)
        self.first_process = int(Path(f"/proc/{self._server.pid}/task/{self._server.pid}/children").read_text())
        self.address = f"unix://{sock}"
        self.environment = {
            "PATH": os.environ["PATH"], "HOME": str(directory), "DOCKER_HOST": self.address,
            # The builder that is part of the engine: the other one needs a plugin of the CLI.
            "DOCKER_BUILDKIT": "0"}

    @property
    def proxy_url(self) -> str:
        """For HTTPS_PROXY, in the engine's network."""
        return f"http://{_PROXY[0]}:{_PROXY[1]}"

    def proxy_listener(self) -> socket.socket:
        """Where the engine, and a container in its network, looks for the proxy."""
        # A thread can be in another network than the rest of its process. This one ends with the call.
        with ThreadPoolExecutor(1) as thread:
            return thread.submit(_listen_in_network_of, self._server.pid).result()

    def docker(
        self, *arguments: str | Path, check: bool = True, stdin: str = ""
    ) -> subprocess.CompletedProcess[str]:
        """Runs the docker CLI on it."""
        ended = subprocess.run(
            ["docker", *arguments], env=self.environment, input=stdin, capture_output=True, text=True,
            timeout=_SECONDS, check=False)
        assert ended.returncode == 0 or not check, f"docker {arguments}: {ended.stdout}{ended.stderr}"
        return ended

    def forget_images(self) -> None:
        """Whatever it needs from now on, it has to pull."""
        self.docker("system", "prune", "--all", "--force")

    def close(self) -> None:
        """Ends it, with all that it has started."""
        # Before this one is gone, the kernel has ended all the others of its namespace.
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.first_process, signal.SIGKILL)
        self._server.close()
        # The only thing that outlives them.
        for pattern in (self.control_group, f"*/{self.control_group}"):
            for top in _CONTROL_GROUPS.glob(pattern):
                for group, _, _ in os.walk(top, topdown=False):
                    Path(group).rmdir()


def _listen_in_network_of(process: int) -> socket.socket:
    libc = ctypes.CDLL(None, use_errno=True)
    with Path(f"/proc/{process}/ns/net").open("rb") as namespace:
        if libc.setns(namespace.fileno(), _CLONE_NEWNET) != 0:
            raise OSError(ctypes.get_errno(), "setns")
    return socket.create_server(_PROXY, backlog=256)
