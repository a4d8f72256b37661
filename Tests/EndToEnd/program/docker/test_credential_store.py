"""Where Docker has a credential store for a host, `login` and `logout` use it as Docker would."""

from __future__ import annotations

import json
from typing import Any

import pytest

from standin import ROLE, StandIn
from support import cache, leaks
from support.clients import Clients
from support.docker_config import DockerConfig
from support.helper import Helper
from support.hosts import HOST, OTHER_ACCOUNT
from support.registry import Registry
from support.sandbox import PROGRAM, Sandbox
from support.scripts import Call, Store
from support.texts import comparable

CONFIGURATIONS: dict[str, dict[str, Any]] = {
    "for all hosts": {"credsStore": "vault"},
    "for this host": {"credHelpers": {HOST: "vault"}},
    "for this host among others": {"credsStore": "nothing", "credHelpers": {HOST: "vault", "ghcr.io": "other"}},
}
ECR_LOGIN: dict[str, dict[str, Any]] = {
    "for all hosts": {"credsStore": "ecr-login"}, "for this host": {"credHelpers": {HOST: "ecr-login"}}}
MISSING = (
    "Docker's credential store docker-credential-vault is not on the PATH. Install it, or take it out of Docker's"
    " config.json (credsStore, credHelpers).")
TRY_DOCKER = "Try docker login to see whether Docker can use it."


@pytest.fixture
def store(sandbox: Sandbox) -> Store:
    """`docker-credential-vault`."""
    return Store(sandbox)


@pytest.fixture(params=CONFIGURATIONS)
def configured(request: pytest.FixtureRequest, docker_config: DockerConfig) -> dict[str, Any]:
    """Docker's configuration, in which the store is named."""
    content = CONFIGURATIONS[request.param]
    docker_config.write(content)
    return content


def sent_of(call: Call) -> dict[str, str]:
    """What a store was given."""
    assert call.arguments == ["store"]
    found: dict[str, str] = json.loads(call.input)
    return found


class TestLogin:
    def test_hands_the_password_to_the_store_and_notes_the_host(
        self, helper: Helper, store: Store, docker_config: DockerConfig, configured: dict[str, Any]
    ) -> None:
        (line,) = helper.run("login", HOST).lines()
        assert comparable(line) == f"{HOST}: logged in until TIME (docker-credential-vault)"
        (call,) = store.calls
        sent = sent_of(call)
        assert sent == {"ServerURL": HOST, "Username": "AWS", "Secret": sent["Secret"]}
        assert sent["Secret"] in helper.vault.of_kind("ecr-password")
        assert docker_config.read() == configured | {"auths": {HOST: {}}}

    def test_does_so_again_when_the_password_comes_from_the_cache(
        self, helper: Helper, store: Store, docker_config: DockerConfig, configured: dict[str, Any]
    ) -> None:
        helper.run("login", HOST).lines()
        before = docker_config.content
        helper.run("login", HOST).lines()
        first, second = store.calls
        assert first.input == second.input and docker_config.content == before

    def test_replaces_a_password_that_was_in_the_file(
        self, helper: Helper, store: Store, docker_config: DockerConfig
    ) -> None:
        docker_config.write({"auths": {HOST: {"auth": "b2xkOm9sZA=="}}, "credsStore": "vault"})
        helper.run("login", HOST).lines()
        assert docker_config.auths == {HOST: {}}

    def test_shows_nobody_the_password(self, helper: Helper, standin: StandIn, store: Store) -> None:
        DockerConfig(helper.sandbox).write({"credsStore": "vault"})
        helper.run("login", HOST, "--verbose").lines()
        (call,) = store.calls
        assert call.cmdline[-2:] == [str(store.path), "store"]
        assert call.is_pipe
        given = json.dumps([call.cmdline, call.environment]).encode()
        assert leaks.search(given, standin.vault) == []

    def test_gives_the_store_the_rest_of_the_environment(
        self, helper: Helper, store: Store, docker_config: DockerConfig
    ) -> None:
        docker_config.write({"credsStore": "vault"})
        helper.run("login", HOST, VAULT_FILE="/somewhere").lines()
        (call,) = store.calls
        assert call.environment["VAULT_FILE"] == "/somewhere"
        assert call.environment["HOME"] == str(helper.sandbox.home)


class TestAsDockerDoes:
    """Compared with the real `docker login` and `docker logout`."""

    @pytest.fixture(autouse=True)
    def stored(self, clients: Clients, docker_config: DockerConfig, store: Store) -> None:
        docker_config.write({"credsStore": "vault"})

    def test_login_sends_the_same_bytes_and_leaves_the_same_entry(
        self, clients: Clients, real_names: Helper, registry: Registry, docker_config: DockerConfig, store: Store
    ) -> None:
        clients.run("docker", "login", "-u", "AWS", "--password-stdin", HOST, stdin=registry.password).ok()
        (by_docker,) = [call for call in store.calls if call.arguments == ["store"]]
        entry = docker_config.auths[HOST]
        store.forget_calls()
        docker_config.write({"credsStore": "vault"})
        real_names.run("login", HOST).lines()
        (by_us,) = store.calls
        assert by_us.input == by_docker.input
        assert docker_config.auths[HOST] == entry

    def test_docker_fetches_what_login_stored_and_nothing_after_logout(
        self, clients: Clients, real_names: Helper, standin: StandIn, store: Store
    ) -> None:
        real_names.run("login", HOST).lines()
        standin.journal.clear()
        clients.run("docker", "manifest", "inspect", f"{HOST}/app:1").ok()
        assert store.calls[-1].arguments == ["get"] and standin.journal.connections == 0
        real_names.run("logout", HOST).lines()
        assert store.state == {}
        assert clients.run("docker", "manifest", "inspect", f"{HOST}/app:1").code != 0

    def test_logout_erases_what_docker_stored(
        self, clients: Clients, real_names: Helper, registry: Registry, docker_config: DockerConfig, store: Store
    ) -> None:
        clients.run("docker", "login", "-u", "AWS", "--password-stdin", HOST, stdin=registry.password).ok()
        (line,) = real_names.run("logout").lines()
        assert line == f"{HOST}: logged out of docker-credential-vault"
        assert store.state == {} and docker_config.auths == {}

    def test_docker_logs_out_of_what_login_stored(
        self, clients: Clients, real_names: Helper, docker_config: DockerConfig, store: Store
    ) -> None:
        real_names.run("login", HOST).lines()
        clients.run("docker", "logout", HOST).ok()
        assert store.state == {} and docker_config.auths == {}


class TestLogout:
    def test_has_the_store_erase_it(
        self, helper: Helper, store: Store, docker_config: DockerConfig, configured: dict[str, Any]
    ) -> None:
        helper.run("login", HOST).lines()
        store.forget_calls()
        assert helper.run("logout", HOST).lines() == [f"{HOST}: logged out of docker-credential-vault"]
        (call,) = store.calls
        assert (call.arguments, call.input) == (["erase"], HOST)
        assert docker_config.read() == configured | {"auths": {}}

    def test_finds_by_itself_what_login_stored(
        self, helper: Helper, store: Store, docker_config: DockerConfig, configured: dict[str, Any]
    ) -> None:
        helper.run("login", HOST).lines()
        assert helper.run("logout").lines() == [f"{HOST}: logged out of docker-credential-vault"]
        assert store.state == {}

    def test_tells_why_the_store_could_not_and_can_be_repeated(
        self, helper: Helper, store: Store, docker_config: DockerConfig, sandbox: Sandbox
    ) -> None:
        docker_config.write({"credsStore": "vault"})
        helper.run("login", HOST).lines()
        Store(sandbox, complains="the vault is locked\n", code=3)
        assert helper.run("logout").lines(1) == [
            f"{HOST}: Docker's credential store docker-credential-vault failed to erase: exit code 3,"
            f' "the vault is locked". {TRY_DOCKER}']
        Store(sandbox)
        assert helper.run("logout").lines() == [f"{HOST}: logged out of docker-credential-vault"]
        assert store.state == {}


class TestAStoreThatDoesNotWork:
    def test_is_missing(
        self, helper: Helper, docker_config: DockerConfig, configured: dict[str, Any], sandbox: Sandbox
    ) -> None:
        before = docker_config.content
        assert helper.run("login", HOST).lines(1) == [f"{HOST}: {MISSING}"]
        assert docker_config.content == before and docker_config.others == []

    @pytest.mark.parametrize(("said", "code", "told"), [
        ("", 1, "exit code 1. "),
        ("the vault is locked\n", 2, 'exit code 2, "the vault is locked". '),
        ("error: \x1b[31mred\x07\r\nsecond line\n", 1, 'exit code 1, "error: '),
        ("long " * 1000, 1, 'exit code 1, "long long '),
        ("could not keep INPUT", 1, 'exit code 1, "could not keep '),
    ], ids=["silent", "short", "control characters", "long", "with the password"])
    def test_fails(
        self, helper: Helper, docker_config: DockerConfig, configured: dict[str, Any], sandbox: Sandbox,
        said: str, code: int, told: str,
    ) -> None:
        before = docker_config.content
        Store(sandbox, complains=said, code=code)
        run = helper.run("login", HOST)
        (line,) = run.lines(1)
        assert line.startswith(f"{HOST}: Docker's credential store docker-credential-vault failed to store: {told}")
        assert line.endswith(TRY_DOCKER)
        assert len(line) < 600 and not any(ord(character) < 32 for character in line)
        assert docker_config.content == before and docker_config.others == []

    def test_cannot_be_started(
        self, helper: Helper, docker_config: DockerConfig, configured: dict[str, Any], sandbox: Sandbox
    ) -> None:
        before = docker_config.content
        (sandbox.bin / "docker-credential-vault").write_bytes(b"\x7fELF nothing else")
        (sandbox.bin / "docker-credential-vault").chmod(0o755)
        (line,) = helper.run("login", HOST).lines(1)
        assert line == (
            f"{HOST}: Docker's credential store docker-credential-vault cannot be started: Exec format error."
            " Check the program's permissions, or take it out of Docker's config.json.")
        assert docker_config.content == before

    def test_is_killed(
        self, helper: Helper, docker_config: DockerConfig, configured: dict[str, Any], sandbox: Sandbox
    ) -> None:
        before = docker_config.content
        script = sandbox.bin / "docker-credential-vault"
        script.write_text("#!/bin/sh\nkill -KILL $$\n")
        script.chmod(0o755)
        (line,) = helper.run("login", HOST).lines(1)
        assert "docker-credential-vault failed to store: " in line and "9" in line
        assert docker_config.content == before

    def test_fails_where_ended_programs_are_ignored(
        self, helper: Helper, docker_config: DockerConfig, configured: dict[str, Any], sandbox: Sandbox
    ) -> None:
        # As some supervisors start what they start: the system then keeps nobody's exit code.
        before = docker_config.content
        Store(sandbox, complains="no", code=3)
        (line,) = helper.run("login", HOST, before=("env", "--ignore-signal=CHLD")).lines(1)
        assert 'docker-credential-vault failed to store: exit code 3, "no"' in line
        assert docker_config.content == before

    def test_reads_nothing(
        self, helper: Helper, docker_config: DockerConfig, configured: dict[str, Any], sandbox: Sandbox
    ) -> None:
        """What it was sent is lost in a pipe that nobody reads; it says that all is well."""
        script = sandbox.bin / "docker-credential-vault"
        script.write_text("#!/bin/sh\nexec <&-\nexit 0\n")
        script.chmod(0o755)
        helper.run("login", HOST).lines()

    def test_does_not_keep_other_hosts_from_being_logged_in(
        self, helper: Helper, docker_config: DockerConfig, sandbox: Sandbox
    ) -> None:
        docker_config.write({"credHelpers": {HOST: "vault"}})
        first, second = helper.run("login", HOST, OTHER_ACCOUNT).lines(1)
        assert first == f"{HOST}: {MISSING}"
        assert second.startswith(f"{OTHER_ACCOUNT}: logged in until ")
        assert list(docker_config.auths) == [OTHER_ACCOUNT]

    def test_is_not_asked_when_the_role_is_refused(
        self, helper: Helper, store: Store, docker_config: DockerConfig, configured: dict[str, Any]
    ) -> None:
        before = docker_config.content
        helper.run("login", HOST, "--role-arn", f"{ROLE}-unknown").lines(1)
        assert store.calls == [] and docker_config.content == before


class TestAStoreThatDeletesAndThenAdds:
    """As osxkeychain does: whoever is quicker between the two makes the other one fail."""

    SCRIPT = """#!/bin/sh
cat > {place}.$$
rm -f {place}
sleep 0.2
ln {place}.$$ {place} 2>/dev/null || {{ echo 'The specified item already exists in the keychain.'; exit 1; }}
"""

    def test_six_logins_at_once_succeed(
        self, helper: Helper, docker_config: DockerConfig, sandbox: Sandbox
    ) -> None:
        docker_config.write({"credsStore": "vault"})
        script = sandbox.bin / "docker-credential-vault"
        script.write_text(self.SCRIPT.format(place=sandbox.inputs / "item"))
        script.chmod(0o755)
        assert helper.run("password", HOST).code == 0
        for running in [helper.start("login", HOST) for _ in range(6)]:
            assert running.finish().lines() != []
        assert docker_config.auths == {HOST: {}}

    @pytest.mark.parametrize(("failures", "code"), [(1, 0), (2, 1)])
    def test_is_tried_once_more_where_somebody_else_was_quicker(
        self, helper: Helper, docker_config: DockerConfig, sandbox: Sandbox, failures: int, code: int
    ) -> None:
        docker_config.write({"credsStore": "vault"})
        script = sandbox.bin / "docker-credential-vault"
        calls = sandbox.inputs / "calls"
        script.write_text(
            f"#!/bin/sh\ncat > /dev/null\necho >> {calls}\n"
            f"[ $(wc -l < {calls}) -gt {failures} ] || {{ echo 'It Already Exists.'; exit 1; }}\n")
        script.chmod(0o755)
        assert helper.run("login", HOST).code == code
        assert len(calls.read_text()) == 2


class TestEcrLogin:
    """AWS's own helper keeps nothing: there is nothing to log in to, and nothing to log out of."""

    @pytest.fixture(params=ECR_LOGIN, autouse=True)
    def before(self, request: pytest.FixtureRequest, docker_config: DockerConfig) -> bytes:
        return docker_config.write(ECR_LOGIN[request.param])

    @pytest.mark.parametrize("arguments", [("login",), ("login", "--dry-run")], ids=" ".join)
    def test_login_names_configure(
        self, helper: Helper, standin: StandIn, docker_config: DockerConfig, before: bytes, arguments: tuple[str, ...]
    ) -> None:
        run = helper.run(*arguments, HOST)
        line = run.err.decode().splitlines()[0]
        assert run.code == (0 if "--dry-run" in arguments else 1)
        assert line == (
            f"docker-credential-bitrise: {HOST}: Docker asks docker-credential-ecr-login for this registry, which keeps"
            " no passwords: it gets its own, with AWS keys or a profile. Let Docker ask this program:"
            f" docker-credential-bitrise configure {HOST}")
        assert docker_config.content == before and standin.journal.connections == 0

    def test_login_of_the_own_registry_says_so_too(
        self, helper: Helper, docker_config: DockerConfig, before: bytes
    ) -> None:
        docker_config.write({"credsStore": "ecr-login"})
        (line,) = helper.run("login", AWS_REGION="eu-central-1").lines(1)
        assert "which keeps no passwords" in line

    def test_configure_is_the_way_out(
        self, helper: Helper, docker_config: DockerConfig, before: bytes
    ) -> None:
        helper.run("configure", HOST).lines()
        (line,) = helper.run("login", HOST).lines()
        assert "this program is its helper already" in line

    @pytest.mark.parametrize("has_entry", [False, True], ids=["", "with an entry"])
    def test_logout_has_nothing_to_take_out(
        self, helper: Helper, docker_config: DockerConfig, before: bytes, has_entry: bool
    ) -> None:
        content = docker_config.read()
        if has_entry:
            docker_config.write({**content, "auths": {HOST: {}}})
        assert helper.run("logout", HOST).lines() == [
            f"{HOST}: docker-credential-ecr-login keeps no passwords, so there is none to take out"]
        assert docker_config.read() == (content | {"auths": {}} if has_entry else content)


class TestThisProgramAsTheStore:
    @pytest.mark.parametrize("content", [
        b'{"credHelpers":{"%s":"bitrise"}}' % HOST.encode(), b' { "credsStore" : "bitrise" } \n',
    ], ids=["for this host", "for all hosts"])
    def test_its_cache_is_filled_and_the_file_is_left_alone(
        self, helper: Helper, standin: StandIn, docker_config: DockerConfig, sandbox: Sandbox, content: bytes
    ) -> None:
        docker_config.write(content)
        (line,) = helper.run("login", HOST).lines()
        assert comparable(line, sandbox) == (
            f"{HOST}: this program is its helper already, SANDBOX/home/.docker/config.json stays as it is;"
            " its password is cached until TIME")
        assert docker_config.content == content and docker_config.others == []
        assert len(cache.files(sandbox.cache)) == 1
        standin.journal.clear()
        assert helper.get(HOST).password()
        assert standin.journal.connections == 0

    def test_logout_empties_the_cache_and_leaves_it_the_helper(
        self, helper: Helper, standin: StandIn, docker_config: DockerConfig, sandbox: Sandbox
    ) -> None:
        before = docker_config.write({"credHelpers": {HOST: "bitrise"}})
        helper.run("login", HOST).lines()
        assert helper.run("logout", HOST).lines() == [
            f"{HOST}: forgot its cached password; this program stays its helper"]
        assert docker_config.content == before and cache.files(sandbox.cache) == []

    def test_it_needs_not_be_on_the_path_for_that(
        self, helper: Helper, docker_config: DockerConfig, sandbox: Sandbox, program: Any
    ) -> None:
        docker_config.write({"credHelpers": {HOST: "bitrise"}})
        assert len(helper.run("login", HOST, PATH=f"{sandbox.root}/nothing").lines()) == 1
        assert (sandbox.bin / PROGRAM).exists()
