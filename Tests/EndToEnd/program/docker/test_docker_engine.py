"""A real Docker engine pulls, pushes, builds and runs, or refuses to, and what its user then reads.

test_logged_in_clients.py has it among all the clients that fetch an image by `login` and by `configure`.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from standin import ROLE, StandIn
from support.clients import Result
from support.docker import Docker
from support.docker_config import DockerConfig
from support.helper import Helper
from support.hosts import ELSEWHERE, HOST, OTHER_ACCOUNT, OTHER_REGION
from support.proxy import ConnectProxy
from support.registry import Registry
from support.sandbox import Sandbox
from support.scripts import Store
from support.texts import comparable

ONE_EACH = {"bitrise": 1, "sts": 1, "ecr": 1}
Operation = Callable[[Docker], Result]
TRANSFERS: list[Operation] = [Docker.pull, Docker.push, Docker.run_image]
BUILDS = [Docker.build, Docker.build_with_buildkit]
HOSTS = (HOST, OTHER_ACCOUNT, OTHER_REGION)
IMAGES = tuple(f"{host}/app:1" for host in HOSTS)
REFUSED = f"{HOST}: AWS STS (eu-central-1) refuses role {ROLE}-unknown: AccessDenied: "

# What the engine says where it has no password to show, and where the registry does not take the one that it has.
WITHOUT_PASSWORD = f'Head "https://{HOST}/v2/app/manifests/1": no basic auth credentials'
UNAUTHORIZED = "unauthorized: authentication required"
BUILDKIT_UNAUTHORIZED = f"pulling from host {HOST} failed with status code [manifests 1]: 401 Unauthorized"
MESSAGES: dict[Operation, tuple[str, str]] = {
    Docker.pull: (f"Error response from daemon: {WITHOUT_PASSWORD}\n", f"Error response from daemon: {UNAUTHORIZED}\n"),
    Docker.push: ("no basic auth credentials\n", f"{UNAUTHORIZED}\n"),
    Docker.run_image: (
        f"docker: Error response from daemon: {WITHOUT_PASSWORD}",
        f"docker: Error response from daemon: {UNAUTHORIZED}"),
    Docker.build: (f"{WITHOUT_PASSWORD}\n", f"{UNAUTHORIZED}\n"),
    Docker.build_with_buildkit: (f"{BUILDKIT_UNAUTHORIZED}\n", f"{BUILDKIT_UNAUTHORIZED}\n"),
}


@pytest.fixture(autouse=True)
def configured(docker: Docker, docker_config: DockerConfig) -> None:
    """This program is the helper of all three registries."""
    docker_config.write({"credHelpers": dict.fromkeys(HOSTS, "bitrise")})


def name_of(operation: Operation) -> str:
    return operation.__name__


def refusal(result: Result, message: str) -> str:
    """What a command said that failed with the engine's own message, and with no word of a helper."""
    said = result.failed()
    assert message in said, said
    assert "credential-" not in said and "getting credentials" not in said, said
    return said


every_operation = pytest.mark.parametrize("operation", MESSAGES, ids=name_of)


class TestByACredentialStore:
    @every_operation
    def test_after_login_and_not_after_logout(
        self, docker: Docker, docker_config: DockerConfig, real_names: Helper, standin: StandIn, sandbox: Sandbox,
        operation: Operation,
    ) -> None:
        store = Store(sandbox)
        docker_config.write({"credsStore": "vault"})
        real_names.run("login", HOST).lines()
        store.forget_calls()
        operation(docker).ok()
        assert store.calls[-1].arguments == ["get"] and standin.journal.counts() == ONE_EACH
        real_names.run("logout", HOST).lines()
        refusal(operation(docker), MESSAGES[operation][0])


class TestThisProgramAsTheStoreOfAllRegistries:
    """Which the README advises against."""

    @pytest.fixture(autouse=True)
    def store_of_all(self, docker_config: DockerConfig) -> None:
        docker_config.write({"credsStore": "bitrise"})

    @pytest.mark.parametrize("operation", [*TRANSFERS, Docker.build_with_buildkit], ids=name_of)
    def test_gives_the_password_of_a_registry_that_is_asked_for(
        self, docker: Docker, standin: StandIn, operation: Operation
    ) -> None:
        operation(docker).ok()
        assert standin.journal.counts() == ONE_EACH

    def test_has_no_list_for_the_engines_own_builder(self, docker: Docker, standin: StandIn) -> None:
        """Which asks a store of all registries for those that its `list` names, and for no others."""
        refusal(docker.build(), MESSAGES[Docker.build][0])
        assert standin.journal.connections == 0

    def test_gives_nothing_for_a_registry_that_is_none_of_ours(
        self, docker: Docker, standin: StandIn, proxy: ConnectProxy, registry: Registry
    ) -> None:
        proxy.also(lambda host: registry.port if host == ELSEWHERE else None)
        refusal(docker.run("pull", f"{ELSEWHERE}/team/app"), "no basic auth credentials")
        assert ELSEWHERE in proxy.hosts and standin.journal.connections == 0


class TestRefused:
    @every_operation
    def test_without_an_entry_for_the_registry(
        self, docker: Docker, docker_config: DockerConfig, standin: StandIn, operation: Operation
    ) -> None:
        docker_config.write({"credHelpers": {OTHER_ACCOUNT: "bitrise"}})
        refusal(operation(docker), MESSAGES[operation][0])
        # The engine's own builder gets the passwords of all registries with a helper, whatever it builds.
        assert standin.journal.counts() == (ONE_EACH if operation is Docker.build else {})

    @every_operation
    def test_with_a_password_that_is_none_any_more(
        self, docker: Docker, real_names: Helper, registry: Registry, operation: Operation
    ) -> None:
        assert real_names.get(HOST).password() == registry.password
        registry.accept("another")
        said = refusal(operation(docker), MESSAGES[operation][1])
        # Its message is the same where it has no password.
        assert (f"[auth] sharing credentials for {HOST}\n" in said) == (operation is Docker.build_with_buildkit)

    @every_operation
    def test_shows_why_there_is_no_password(
        self, docker: Docker, docker_config: DockerConfig, real_names: Helper, operation: Operation
    ) -> None:
        """The program's own message, as it is."""
        docker_config.write({"credHelpers": {HOST: "bitrise"}})
        docker.changes["AWS_ROLE_ARN"] = f"{ROLE}-unknown"
        expected = comparable(real_names.get(HOST, AWS_ROLE_ARN=f"{ROLE}-unknown").error())
        assert REFUSED in expected
        assert expected in map(comparable, operation(docker).failed().splitlines())


@pytest.mark.parametrize("build", BUILDS, ids=name_of)
class TestSeveralRegistriesInOneBuild:
    """Of two accounts and two regions."""

    def test_by_the_program(
        self, docker: Docker, docker_config: DockerConfig, standin: StandIn, build: Callable[..., Result]
    ) -> None:
        build(docker, *IMAGES).ok()
        assert standin.journal.counts()["ecr"] == 2
        docker_config.write({"credHelpers": {HOST: "bitrise", OTHER_REGION: "bitrise"}})
        assert OTHER_ACCOUNT in build(docker, *IMAGES).failed()

    def test_by_what_login_wrote(
        self, docker: Docker, docker_config: DockerConfig, real_names: Helper, build: Callable[..., Result]
    ) -> None:
        docker_config.write({})
        real_names.run("login", *HOSTS).lines()
        build(docker, *IMAGES).ok()
        real_names.run("logout", OTHER_REGION).lines()
        assert OTHER_REGION in build(docker, *IMAGES).failed()


class TestDockerLogin:
    def test_login_finds_the_password_and_logout_leaves_the_helper(
        self, docker: Docker, docker_config: DockerConfig, standin: StandIn
    ) -> None:
        before = docker_config.read()
        assert "Login Succeeded\n" in docker.run("login", HOST).ok()
        # It has the program `store` the password, and notes that it has.
        assert docker_config.read() == before | {"auths": {HOST: {}}}
        assert standin.journal.counts() == ONE_EACH
        docker.run("logout", HOST).ok()
        assert docker_config.read() == before | {"auths": {}}
        docker.pull().ok()

    def test_login_with_a_password_on_stdin(
        self, docker: Docker, real_names: Helper, docker_config: DockerConfig
    ) -> None:
        password = real_names.run("password", HOST).out.decode()
        login = ("login", "--username=AWS", "--password-stdin", HOST)
        assert "Login Succeeded\n" in docker.run(*login, stdin=password).ok()
        assert docker_config.auths == {HOST: {}}

    def test_login_is_refused_with_a_wrong_password(
        self, docker: Docker, docker_config: DockerConfig, registry: Registry
    ) -> None:
        registry.accept("another")
        message = f"login attempt to https://{HOST}/v2/ failed with status: 401 Unauthorized"
        refusal(docker.run("login", HOST), message)
        refusal(docker.run("login", "--username=AWS", "--password-stdin", HOST, stdin="wrong"), message)
        assert docker_config.read()["credHelpers"][HOST] == "bitrise" and not docker_config.auths.get(HOST)
