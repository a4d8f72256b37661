"""Shows the program at work, from an identity token to a fetched image, without an AWS account.

Starts a stand-in for Bitrise, STS and ECR and a local registry, and says in plain words what happens.
The exit code is 0 only if every step did what it says.
"""

from __future__ import annotations

import contextlib
import json
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from standin.authority import Authority
from support.hosts import ACCOUNT, HOST
from support.proxy import ConnectProxy
from support.registry import Registry
from support.repository import END_TO_END
from support.sandbox import PROGRAM, Sandbox, built_program

IMAGE = f"{HOST}/app:1"
UNKNOWN_ROLE = f"arn:aws:iam::{ACCOUNT}:role/somebody-elses"
TIMEOUT = 60
NAMES = {"bitrise": "the Bitrise build API", "sts": "AWS STS", "ecr": "Amazon ECR"}


class Unexpected(Exception):
    """A step did not do what it says."""


# What can go wrong in a step: its own complaint, a server that does not start, an answer that is none.
EXPECTED = (Unexpected, AssertionError, OSError, RuntimeError, ValueError, KeyError, subprocess.SubprocessError)


class Demonstration:
    """The servers, and the environment of a build that talks to them."""

    def __init__(self, settings: dict[str, Any], registry: Registry, authority: Authority, sandbox: Sandbox) -> None:
        self._control = settings["control"]
        self._sandbox = sandbox
        self._registry = registry
        registry.accept(settings["ecrPassword"])
        self._password = settings["ecrPassword"]
        self.proxy = ConnectProxy(registry.port_for)
        self._build = {**sandbox.environment(), **settings["environment"]}
        # skopeo finds the registry under its ECR host name by way of the proxy.
        self._client = {
            **self._build, "HTTPS_PROXY": self.proxy.url, "NO_PROXY": "127.0.0.1",
            "SSL_CERT_FILE": str(authority.file),
        }
        docker = sandbox.home / ".docker"
        docker.mkdir(mode=0o700)
        (docker / "config.json").write_text(json.dumps({"credHelpers": {HOST: "bitrise"}}))

    def first_get(self) -> None:
        """The cold path."""
        calls = self._get()
        expect(calls == {"bitrise": 1, "sts": 1, "ecr": 1}, f"expected one request to each service, counted {calls}")

    def second_get(self) -> None:
        """The cache."""
        calls = self._get()
        expect(calls == {}, f"expected no request at all, counted {calls}")

    def inspect(self) -> None:
        """A client that asks the program for the password by itself."""
        shown = json.loads(self._skopeo("inspect", f"docker://{IMAGE}"))
        expect(shown["Digest"] == self._registry.image_digest, "the registry answered with another image")
        say(f"{shown['Architecture']} image for {shown['Os']}, {shown['Digest'][:26]}...")

    def copy(self) -> None:
        """The whole image."""
        target = self._sandbox.work / "image"
        self._skopeo("--insecure-policy", "copy", "--quiet", f"docker://{IMAGE}", f"dir:{target}")
        files = [path for path in target.iterdir() if path.stat().st_size]
        expect((target / "manifest.json").is_file(), "no manifest was fetched")
        say(f"fetched {len(files)} files, {sum(path.stat().st_size for path in files)} bytes")

    def refused_role(self) -> None:
        """What a user sees who named a role that does not trust the build."""
        environment = {**self._build, "AWS_ROLE_ARN": UNKNOWN_ROLE}
        ended = self._run([PROGRAM, "get"], environment, shown=f"AWS_ROLE_ARN={UNKNOWN_ROLE} ")
        expect(ended.returncode == 1, f"expected exit code 1, got {ended.returncode}")
        expect(UNKNOWN_ROLE in ended.stdout, "the message does not name the role")
        say(ended.stdout.strip())

    def _get(self) -> dict[str, int]:
        self._ask("/clear", b"")
        ended = self._run([PROGRAM, "get"], self._build)
        expect(ended.returncode == 0, f"exit code {ended.returncode}: {ended.stdout.strip()}")
        expect(ended.stderr == "", f"it was not silent on stderr: {ended.stderr.strip()}")
        answer = json.loads(ended.stdout)
        expect(answer["Secret"] == self._password, "this is not the password that ECR gave")
        say(json.dumps({**answer, "Secret": f"<a password of {len(self._password)} characters>"}))
        calls: dict[str, int] = json.loads(self._ask("/calls"))
        asked = ", ".join(f"{name} {calls[service]}x" for service, name in NAMES.items() if service in calls)
        say(f"asked on the network: {asked or 'nobody'}")
        return calls

    def _skopeo(self, *arguments: str) -> str:
        ended = self._run(["skopeo", *arguments], self._client)
        expect(ended.returncode == 0, f"exit code {ended.returncode}: {ended.stderr.strip()}")
        return ended.stdout

    def _run(
        self, command: list[str], environment: dict[str, str], shown: str = ""
    ) -> subprocess.CompletedProcess[str]:
        stdin = HOST if command[0] == PROGRAM else ""
        line = " ".join(command).replace(str(self._sandbox.work) + "/", "")
        say(f"$ {f'echo {HOST} | ' if stdin else ''}{shown}{line}")
        executable = shutil.which(command[0], path=environment["PATH"])
        expect(executable is not None, f"{command[0]} is not installed")
        begun = time.monotonic()
        ended = subprocess.run(
            command, executable=executable, input=stdin, env=environment, cwd=self._sandbox.work,
            capture_output=True, text=True, timeout=TIMEOUT, check=False)
        say(f"took {1000 * (time.monotonic() - begun):.0f} ms")
        return ended

    def _ask(self, path: str, data: bytes | None = None) -> bytes:
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opener.open(self._control + path, data, timeout=10) as answer:
            content: bytes = answer.read()
        return content


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="try-") as directory, contextlib.ExitStack() as servers:
        try:
            begun = time.monotonic()
            title("Starting stand-ins for Bitrise, AWS STS and Amazon ECR, and a registry with a small image")
            demonstration = start(Path(directory), servers)
            say(f"took {1000 * (time.monotonic() - begun):.0f} ms")
            title("A build asks for a registry's password: identity token, AWS credentials, ECR password")
            demonstration.first_get()
            title("The same again: this time the answer comes from the cache")
            demonstration.second_get()
            title("skopeo looks at an image in that registry; it calls the program by itself")
            demonstration.inspect()
            title("skopeo fetches the image")
            demonstration.copy()
            title("A role that does not trust this build: what the user is told")
            demonstration.refused_role()
        except EXPECTED as error:
            print(f"\nFAILED: {error}", flush=True)
            return 1
        finally:
            title("Stopping the servers")
            servers.close()
    print("\nEvery step did what it says.")
    return 0


def start(directory: Path, servers: contextlib.ExitStack) -> Demonstration:
    """Starts everything; what is started is stopped with `servers`."""
    sandbox = Sandbox(directory / "build")
    sandbox.install(built_program())
    settings = servers.enter_context(running_standin())
    authority = Authority(directory / "authority")
    registry = Registry(make(directory / "registry"), authority, (f"*.{HOST.partition('.')[2]}",))
    servers.callback(registry.close)
    registry.push_image()
    demonstration = Demonstration(settings, registry, authority, sandbox)
    servers.callback(demonstration.proxy.close)
    return demonstration


@contextlib.contextmanager
def running_standin() -> Iterator[dict[str, Any]]:
    """The stand-in as a process of its own."""
    with subprocess.Popen(
        [sys.executable, "-m", "standin"], cwd=END_TO_END, stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            assert process.stdout
            yield json.loads(process.stdout.readline())
        finally:
            process.terminate()


def make(directory: Path) -> Path:
    directory.mkdir(parents=True)
    return directory


def expect(holds: bool, otherwise: str) -> None:
    if not holds:
        raise Unexpected(otherwise)


def title(text: str) -> None:
    print(f"\n{text}", flush=True)


def say(text: str) -> None:
    print(f"  {text}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
