"""Real clients fetch an image: after `login` without the program, after `configure` with it, after `logout` not."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Callable

import pytest

from standin import StandIn
from support.clients import Clients, Result
from support.docker import IMAGE, Docker
from support.docker_config import DockerConfig
from support.dockerd import DockerEngine
from support.helper import Helper
from support.hosts import HOST
from support.registry import Registry
from support.sandbox import SYSTEM_PATH

ONE_EACH = {"bitrise": 1, "sts": 1, "ecr": 1}

PULL_WITH_DOCKER_PY = """
import sys
import docker
client = docker.APIClient(base_url=sys.argv[1], version="1.41")
for line in client.pull(sys.argv[2], tag="1", stream=True, decode=True):
    assert "message" not in line and "error" not in line, line
"""
# Its own request asks for OCI manifests; the registry has Docker's, so that is what it must accept.
# Where it is refused it tries again, with longer and longer pauses.
FETCH_WITH_ORAS_PY = """
import json, sys, time
time.sleep = lambda seconds: None
from oras.client import OrasClient
kinds = ["application/vnd.docker.distribution.manifest.v2+json"]
print(json.dumps(OrasClient(auth_backend="basic").get_manifest(sys.argv[1], allowed_media_type=kinds)))
"""


class Fetcher:
    """Every client there is, and whether it gets what it asks for."""

    def __init__(self, clients: Clients, docker: Docker, engine: DockerEngine) -> None:
        self._clients = clients
        self._docker = docker
        self._engine = engine
        # Where the clients look for programs.
        self.path = SYSTEM_PATH

    def _run(self, *command: str) -> Result:
        return self._clients.run(*command, PATH=self.path)

    def docker_manifest(self) -> bool:
        return self._run("docker", "manifest", "inspect", IMAGE).code == 0

    def _run_docker(self, operation: Callable[[Docker], Result]) -> bool:
        self._docker.changes["PATH"] = self.path
        return operation(self._docker).code == 0

    def docker_pull(self) -> bool:
        return self._run_docker(Docker.pull)

    def docker_push(self) -> bool:
        return self._run_docker(Docker.push)

    def docker_run(self) -> bool:
        return self._run_docker(Docker.run_image)

    def docker_build(self) -> bool:
        return self._run_docker(Docker.build)

    def docker_build_with_buildkit(self) -> bool:
        return self._run_docker(Docker.build_with_buildkit)

    def skopeo_inspect(self) -> bool:
        return self._run("skopeo", "inspect", f"docker://{IMAGE}").code == 0

    def skopeo_copy(self) -> bool:
        target = self._clients.work / "copy"
        shutil.rmtree(target, ignore_errors=True)
        return self._run("skopeo", "--insecure-policy", "copy", f"docker://{IMAGE}", f"dir:{target}").code == 0

    def docker_py(self) -> bool:
        self._engine.forget_images()
        pulled = self._clients.python(PULL_WITH_DOCKER_PY, self._engine.address, f"{HOST}/app", PATH=self.path)
        return self._docker.checked(pulled).code == 0

    def oras_py(self) -> bool:
        return self._clients.python(FETCH_WITH_ORAS_PY, IMAGE, PATH=self.path).code == 0

    def podman(self) -> bool:
        """As root, with all that it keeps in a directory of its own."""
        # Its --runroot must not be longer than 50 characters, as pytest's directories are.
        with tempfile.TemporaryDirectory(prefix="podman-") as storage:
            options = ("--root", f"{storage}/root", "--runroot", f"{storage}/run", "--storage-driver", "vfs")
            pulled = self._run("podman", *options, "pull", "-q", f"docker://{IMAGE}")
            assert pulled.code == 0 or "authentication required" in pulled.err, pulled.err
            assert (self._run("podman", *options, "image", "exists", IMAGE).code == 0) == (pulled.code == 0)
            return pulled.code == 0


CLIENTS: list[Callable[[Fetcher], bool]] = [
    Fetcher.docker_manifest, Fetcher.docker_pull, Fetcher.docker_push, Fetcher.docker_run, Fetcher.docker_build,
    Fetcher.docker_build_with_buildkit, Fetcher.skopeo_inspect, Fetcher.skopeo_copy, Fetcher.docker_py,
    Fetcher.oras_py, Fetcher.podman,
]


@pytest.fixture
def fetcher(clients: Clients, docker: Docker, engine: DockerEngine, docker_config: DockerConfig) -> Fetcher:
    docker_config.path.unlink()
    return Fetcher(clients, docker, engine)


@pytest.mark.parametrize("fetches", CLIENTS, ids=lambda client: client.__name__)
def test_fetches_with_what_login_wrote_and_not_after_logout(
    real_names: Helper, standin: StandIn, fetcher: Fetcher, docker_config: DockerConfig,
    fetches: Callable[[Fetcher], bool],
) -> None:
    assert not fetches(fetcher), "without any credentials it must not get the image"
    real_names.run("login", HOST).lines()
    assert fetches(fetcher)
    assert standin.journal.counts() == ONE_EACH
    real_names.run("logout", HOST).lines()
    assert HOST not in docker_config.auths
    assert not fetches(fetcher)


@pytest.mark.parametrize("fetches", CLIENTS, ids=lambda client: client.__name__)
def test_fetches_by_the_program_after_configure_and_not_after_its_removal(
    real_names: Helper, standin: StandIn, fetcher: Fetcher, docker_config: DockerConfig,
    fetches: Callable[[Fetcher], bool],
) -> None:
    fetcher.path = real_names.environment["PATH"]
    real_names.run("configure", HOST).lines()
    assert standin.journal.connections == 0
    assert fetches(fetcher)
    assert standin.journal.counts() == ONE_EACH
    assert HOST not in docker_config.auths
    real_names.run("configure", "--remove", HOST).lines()
    assert not fetches(fetcher)


def test_all_of_them_share_one_login(
    real_names: Helper, standin: StandIn, fetcher: Fetcher, docker_config: DockerConfig
) -> None:
    real_names.run("login", HOST).lines()
    before = docker_config.content
    assert [client.__name__ for client in CLIENTS if not client(fetcher)] == []
    assert standin.journal.counts() == ONE_EACH
    # None of them has found anything in the file to correct.
    assert docker_config.content == before


def test_docker_itself_can_go_on_with_the_file(
    real_names: Helper, clients: Clients, fetcher: Fetcher, docker_config: DockerConfig, registry: Registry
) -> None:
    """`docker logout` finds the entry, `docker login` replaces it, and `logout` finds Docker's."""
    real_names.run("login", HOST).lines()
    clients.run("docker", "logout", HOST, PATH=SYSTEM_PATH).ok()
    assert docker_config.auths == {}
    clients.run(
        "docker", "login", "-u", "AWS", "--password-stdin", HOST, stdin=registry.password, PATH=SYSTEM_PATH).ok()
    assert docker_config.password(HOST) == registry.password
    (line,) = real_names.run("logout").lines()
    assert line == f"{HOST}: logged out"
    assert json.loads(docker_config.content)["auths"] == {}
