"""`configure`: this program as the registries' helper in Docker's config.json, and `--remove`."""

from __future__ import annotations

import pytest

from standin import StandIn
from support.docker_config import DockerConfig
from support.helper import Helper, Run
from support.hosts import HOST, OTHER_ACCOUNT, REGION, ZEROS
from support.sandbox import SYSTEM_PATH, Sandbox
from support.texts import comparable

FILE = "SANDBOX/home/.docker/config.json"
ASKS = f"Docker asks this program from now on (credHelpers in {FILE})"
ASKS_ALREADY = f"Docker asks this program already (credHelpers in {FILE})"
ASKS_NO_MORE = f"Docker does not ask this program any more (credHelpers in {FILE})"
NOT_ON_PATH = (
    "warning: there is no docker-credential-bitrise on the PATH, where Docker looks for it: put this program there")
FIRST_ENTRY = (
    "warning: with this first entry Docker stops choosing a credential store of the system's by itself;"
    " set credsStore if passwords of other registries are to go to one")
ENTRY = {"auth": "b2xkOm9sZA=="}


def said(run: Run, sandbox: Sandbox, code: int = 0) -> list[str]:
    """The lines on stderr, comparable."""
    return [comparable(line, sandbox) for line in run.lines(code)]


class TestConfigure:
    def test_makes_it_the_helper_and_asks_nobody(
        self, bare: Helper, standin: StandIn, docker_config: DockerConfig, sandbox: Sandbox
    ) -> None:
        docker_config.write({"auths": {"ghcr.io": ENTRY}, "x": [1]})
        assert said(bare.run("configure", HOST, ZEROS), sandbox) == [f"{HOST}: {ASKS}", f"{ZEROS}: {ASKS}"]
        assert docker_config.read() == {
            "auths": {"ghcr.io": ENTRY}, "x": [1], "credHelpers": {HOST: "bitrise", ZEROS: "bitrise"}}
        assert standin.journal.connections == 0 and not sandbox.cache.exists()

    def test_by_account(self, bare: Helper, docker_config: DockerConfig, sandbox: Sandbox) -> None:
        docker_config.write({"auths": {"ghcr.io": ENTRY}})
        assert said(bare.run("configure", "000000000012", "--region", REGION), sandbox) == [f"{ZEROS}: {ASKS}"]

    def test_twice_changes_nothing(self, bare: Helper, docker_config: DockerConfig, sandbox: Sandbox) -> None:
        docker_config.write({"auths": {"ghcr.io": ENTRY}})
        bare.run("configure", HOST)
        before = docker_config.content
        assert said(bare.run("configure", HOST), sandbox) == [f"{HOST}: {ASKS_ALREADY}"]
        assert docker_config.content == before

    @pytest.mark.parametrize("key", [HOST, f"https://{HOST}", f"https://{HOST}/v2/", f"{HOST}:443"])
    def test_takes_the_hosts_password_out_of_the_file(
        self, bare: Helper, docker_config: DockerConfig, key: str
    ) -> None:
        docker_config.write({"auths": {key: ENTRY, OTHER_ACCOUNT: ENTRY, f"{HOST}/team": ENTRY}})
        bare.run("configure", HOST).lines()
        assert set(docker_config.auths) == {OTHER_ACCOUNT, f"{HOST}/team"}

    def test_takes_the_place_of_another_helper(self, bare: Helper, docker_config: DockerConfig) -> None:
        docker_config.write({"credHelpers": {HOST: "ecr-login", "gcr.io": "gcr"}})
        bare.run("configure", HOST).lines()
        assert docker_config.read() == {"credHelpers": {HOST: "bitrise", "gcr.io": "gcr"}}

    def test_leaves_the_store_of_the_others(self, bare: Helper, docker_config: DockerConfig) -> None:
        docker_config.write({"credsStore": "vault"})
        bare.run("configure", HOST).lines()
        assert docker_config.read() == {"credsStore": "vault", "credHelpers": {HOST: "bitrise"}}

    def test_is_quiet_where_it_is_told(self, bare: Helper, docker_config: DockerConfig) -> None:
        docker_config.write({"auths": {"ghcr.io": ENTRY}})
        assert bare.run("configure", "--quiet", HOST).lines() == []

    def test_changes_all_or_nothing(
        self, bare: Helper, docker_config: DockerConfig, sandbox: Sandbox
    ) -> None:
        before = docker_config.write({"auths": {"ghcr.io": ENTRY}})
        (line,) = said(bare.run("configure", HOST, "ghcr.io"), sandbox, code=1)
        assert line.startswith('"ghcr.io" is not a registry of Amazon ECR.')
        assert docker_config.content == before

    def test_needs_a_registry(self, bare: Helper, docker_config: DockerConfig) -> None:
        (line,) = bare.run("configure").lines(64)
        assert "REGISTRY" in line or "registry" in line
        assert not docker_config.path.exists()


class TestWarnings:
    def test_that_docker_will_not_find_it(self, bare: Helper, docker_config: DockerConfig, sandbox: Sandbox) -> None:
        docker_config.write({"auths": {"ghcr.io": ENTRY}})
        run = bare.run("configure", HOST, PATH=SYSTEM_PATH)
        assert said(run, sandbox) == [f"{HOST}: {ASKS}", NOT_ON_PATH]

    def test_that_a_file_of_that_name_cannot_be_started(
        self, bare: Helper, docker_config: DockerConfig, sandbox: Sandbox
    ) -> None:
        docker_config.write({"auths": {"ghcr.io": ENTRY}})
        (sandbox.work / "docker-credential-bitrise").write_text("not executable")
        run = bare.run("configure", HOST, PATH=f"{sandbox.work}:{SYSTEM_PATH}")
        assert said(run, sandbox) == [f"{HOST}: {ASKS}", NOT_ON_PATH]

    @pytest.mark.parametrize("content", [{}, {"auths": {}}, {"credHelpers": {}, "x": 1}, {"credsStore": ""}, None])
    def test_of_the_first_entry(
        self, bare: Helper, docker_config: DockerConfig, sandbox: Sandbox, content: dict[str, object] | None
    ) -> None:
        if content is not None:
            docker_config.write(content)
        assert said(bare.run("configure", HOST), sandbox) == [f"{HOST}: {ASKS}", FIRST_ENTRY]

    def test_are_no_errors_and_so_not_for_the_quiet(self, bare: Helper, docker_config: DockerConfig) -> None:
        assert bare.run("configure", "--quiet", HOST, PATH=SYSTEM_PATH).lines() == []
        assert docker_config.read() == {"credHelpers": {HOST: "bitrise"}}

    def test_also_of_a_dry_run(self, bare: Helper, docker_config: DockerConfig, sandbox: Sandbox) -> None:
        lines = said(bare.run("configure", "--dry-run", HOST, PATH=SYSTEM_PATH), sandbox)
        assert lines[-2:] == [NOT_ON_PATH, FIRST_ENTRY]
        assert not docker_config.path.exists()


class TestRemove:
    def test_undoes_it(self, bare: Helper, docker_config: DockerConfig, sandbox: Sandbox) -> None:
        docker_config.write({"credHelpers": {"gcr.io": "gcr", HOST: "bitrise"}, "x": 1})
        assert said(bare.run("configure", "--remove", HOST), sandbox) == [f"{HOST}: {ASKS_NO_MORE}"]
        assert docker_config.read() == {"credHelpers": {"gcr.io": "gcr"}, "x": 1}

    @pytest.mark.parametrize("helper_name", ["ecr-login", None])
    def test_leaves_what_is_not_ours(
        self, bare: Helper, docker_config: DockerConfig, sandbox: Sandbox, helper_name: str | None
    ) -> None:
        before = docker_config.write({"credHelpers": {HOST: helper_name} if helper_name else {}})
        assert said(bare.run("configure", "--remove", HOST), sandbox) == [f"{HOST}: this program was not its helper"]
        assert docker_config.content == before

    def test_makes_no_file(self, bare: Helper, docker_config: DockerConfig, sandbox: Sandbox) -> None:
        assert said(bare.run("configure", "--remove", HOST), sandbox) == [f"{HOST}: this program was not its helper"]
        assert not docker_config.directory.exists()

    def test_does_not_claim_more_where_it_is_the_store_of_all_hosts(
        self, bare: Helper, docker_config: DockerConfig, sandbox: Sandbox
    ) -> None:
        before = docker_config.write({"credsStore": "bitrise"})
        assert ASKS_NO_MORE not in said(bare.run("configure", "--remove", HOST), sandbox)[0]
        assert docker_config.content == before

    def test_leaves_no_warning(self, bare: Helper, docker_config: DockerConfig, sandbox: Sandbox) -> None:
        docker_config.write({"credHelpers": {HOST: "bitrise"}})
        assert len(said(bare.run("configure", "--remove", HOST, PATH=SYSTEM_PATH), sandbox)) == 1

    def test_of_what_login_wrote_is_for_logout(self, helper: Helper, docker_config: DockerConfig) -> None:
        helper.run("login", HOST).lines()
        before = docker_config.content
        helper.run("configure", "--remove", HOST).lines()
        assert docker_config.content == before


class TestDryRun:
    @pytest.fixture
    def before(self, docker_config: DockerConfig) -> bytes:
        return docker_config.write({
            "auths": {HOST: ENTRY}, "credHelpers": {OTHER_ACCOUNT: "ecr-login", ZEROS: "bitrise"}})

    def test_says_what_would_change(
        self, bare: Helper, docker_config: DockerConfig, sandbox: Sandbox, before: bytes
    ) -> None:
        run = bare.run("configure", "--dry-run", HOST, OTHER_ACCOUNT, ZEROS)
        assert said(run, sandbox) == [
            f"{FILE} would change:", f'- auths["{HOST}"]', f'+ credHelpers["{HOST}"] = "bitrise"',
            f'~ credHelpers["{OTHER_ACCOUNT}"] = "bitrise"']
        assert docker_config.content == before and docker_config.others == []

    def test_of_a_removal(self, bare: Helper, docker_config: DockerConfig, sandbox: Sandbox, before: bytes) -> None:
        run = bare.run("configure", "--remove", "--dry-run", HOST, OTHER_ACCOUNT, ZEROS)
        assert said(run, sandbox) == [f"{FILE} would change:", f'- credHelpers["{ZEROS}"] = "bitrise"']
        assert docker_config.content == before

    def test_of_nothing(self, bare: Helper, docker_config: DockerConfig, sandbox: Sandbox, before: bytes) -> None:
        assert said(bare.run("configure", "--dry-run", ZEROS), sandbox) == [f"{FILE} would not change"]
        assert docker_config.content == before


class TestLogout:
    def test_of_hosts_that_were_not_logged_in_says_so(
        self, bare: Helper, standin: StandIn, docker_config: DockerConfig, sandbox: Sandbox
    ) -> None:
        before = docker_config.write({"auths": {"ghcr.io": ENTRY, OTHER_ACCOUNT: ENTRY}})
        assert said(bare.run("logout", HOST), sandbox) == [f"{HOST}: was not logged in"]
        assert docker_config.content == before and standin.journal.connections == 0

    def test_of_all_takes_out_every_registry_of_ecr_and_nothing_else(
        self, bare: Helper, docker_config: DockerConfig, sandbox: Sandbox
    ) -> None:
        docker_config.write({"auths": {OTHER_ACCOUNT: ENTRY, "ghcr.io": ENTRY, f"https://{HOST}": ENTRY}})
        assert said(bare.run("logout"), sandbox) == [f"{OTHER_ACCOUNT}: logged out", f"{HOST}: logged out"]
        assert docker_config.auths == {"ghcr.io": ENTRY}

    def test_of_all_where_there_is_none_says_so(
        self, bare: Helper, docker_config: DockerConfig, sandbox: Sandbox
    ) -> None:
        assert said(bare.run("logout"), sandbox) == [f"{FILE} has no entry of an ECR registry"]
        assert not docker_config.directory.exists()

    def test_forgets_the_cached_password(
        self, helper: Helper, standin: StandIn, docker_config: DockerConfig
    ) -> None:
        helper.run("login", HOST).lines()
        first = docker_config.password(HOST)
        helper.run("logout", HOST).lines()
        helper.run("login", HOST).lines()
        assert docker_config.password(HOST) != first
        assert standin.journal.counts()["ecr"] == 2
