"""A config.json that clients cannot read: what they do with it, and what the program says of it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from standin import StandIn
from support.docker_config import DockerConfig
from support.helper import Helper
from support.hosts import HOST
from support.sandbox import SYSTEM_PATH, Sandbox
from support.texts import comparable

FILE = "Docker's SANDBOX/home/.docker/config.json"
BY_CHANCE = (
    "Docker stops there, and as it reads the entries in random order, it finds a password beside it only by chance.")
NONE = "Docker stops there, and finds no password in the file."
DOCKERS = {"docker 28.2": "/usr/local/bin/docker", "docker 20.10": "/usr/bin/docker"}
READINGS: list[list[str]] = json.loads((Path(__file__).parents[2] / "support" / "config_readings.json").read_text())

# What is in the file, what is said of it, and what takes it out.
UNREADABLE = {
    "a token in place of base64": (
        '{"auths":{"https://index.docker.io/v1/":{"auth":"dckr_pat_abcdefgh"}}}',
        f'auths["https://index.docker.io/v1/"].auth is not base64. {BY_CHANCE}',
        "Take the entry out: docker-credential-bitrise logout https://index.docker.io/v1/"),
    "no colon": (
        '{"auths":{"ghcr.io":{"auth":"YWJj"}}}',
        f'auths["ghcr.io"].auth is base64 of a text without a colon. {BY_CHANCE}',
        "Take the entry out: docker-credential-bitrise logout ghcr.io"),
    "an entry that is text": (
        '{"auths":{"ghcr.io":"oops"}}', f'auths["ghcr.io"] is a string, not an object. {NONE}',
        "Take the entry out: docker-credential-bitrise logout ghcr.io"),
    "a password that is a number": (
        '{"auths":{"ghcr.io":{"auth":12}}}', f'auths["ghcr.io"].auth is a number, not a string. {NONE}',
        "Take the entry out: docker-credential-bitrise logout ghcr.io"),
    "two entries": (
        '{"auths":{"it\'s":1,"b.example":{"auth":"x"}}}',
        f'auths["it\'s"] is a number, not an object; auths["b.example"].auth is not base64. {NONE}',
        "Take the entries out: docker-credential-bitrise logout 'it'\\''s' b.example"),
    "psFormat": (
        '{"auths":{},"psFormat":1}', f"psFormat is a number, not a string. {NONE}", "Correct psFormat in an editor."),
    "HttpHeaders": (
        '{"HttpHeaders":"x"}', f"HttpHeaders is a string, not an object. {NONE}", "Correct HttpHeaders in an editor."),
    "proxies": (
        '{"proxies":"http://p"}', f"proxies is a string, not an object. {NONE}", "Correct proxies in an editor."),
    "credHelpers": (
        '{"credHelpers":{"ghcr.io":5}}', f'credHelpers["ghcr.io"] is a number, not a string. {NONE}',
        'Correct credHelpers["ghcr.io"] in an editor.'),
}
unreadable = pytest.mark.parametrize("kind", UNREADABLE)


def docker_stops(docker: str, directory: Path) -> bool:
    """Whether a docker CLI says that it cannot read config.json; no engine is needed for that."""
    ended = subprocess.run(
        [docker, "context", "ls"], capture_output=True, text=True, check=False, timeout=30,
        env={"HOME": "/nonexistent", "PATH": SYSTEM_PATH, "DOCKER_CONFIG": str(directory)})
    return "WARNING: Error" in ended.stderr


class TestTheRealClients:
    @pytest.mark.parametrize("reading", READINGS, ids=lambda reading: reading[0])
    def test_stop_where_the_program_says_so(
        self, bare: Helper, docker_config: DockerConfig, reading: list[str]
    ) -> None:
        """The unit tests compare the same table with what the program thinks."""
        text, *stops = reading
        before = docker_config.write(text.encode())
        found = [name for name, path in DOCKERS.items() if docker_stops(path, docker_config.directory)]
        # It has no password of that host, and says so; what it cannot read is said otherwise.
        skopeo = subprocess.run(
            ["skopeo", "login", "--get-login", "--authfile", docker_config.path, "none.example"], capture_output=True,
            text=True, check=False, timeout=30)
        found += ["skopeo"] if "unmarshaling JSON" in skopeo.stderr else []
        load = "import sys; from docker import auth; auth.load_config(sys.argv[1])"
        docker_py = subprocess.run(
            [sys.executable, "-c", load, docker_config.path], capture_output=True, check=False, timeout=30)
        found += ["docker-py"] if docker_py.returncode else []
        assert found == stops

        run = bare.run("login", "--dry-run", HOST)
        said = run.err.decode()
        assert run.code == (1 if "Docker stops there" in said else 0)
        assert ("Docker stops there" in said or "docker 28 and older stop there" in said) == any(
            name in stops for name in DOCKERS)
        assert docker_config.content == before

    def test_find_a_password_beside_it_only_by_chance(self, docker_config: DockerConfig) -> None:
        """What `login` said nothing of, and what made builds flaky."""
        docker_config.write({"auths": {"ghcr.io": {"auth": "YWJj"}, "quay.io": {"auth": "YTpi"}}})
        # The CLI writes what it has read: an entry without its password was not decoded.
        kept = set()
        for _ in range(60):
            before = docker_config.content
            subprocess.run(
                ["docker", "logout", "ghcr.io"], capture_output=True, check=True, timeout=30,
                env={"HOME": "/nonexistent", "PATH": SYSTEM_PATH, "DOCKER_CONFIG": str(docker_config.directory)})
            kept.add(bool(docker_config.auths["quay.io"]))
            docker_config.write(before)
        assert kept == {True, False}, "and so docker logout is no advice"


class TestLogin:
    @unreadable
    @pytest.mark.parametrize("arguments", [("login", HOST), ("login",), ("login", "--dry-run", HOST)], ids=" ".join)
    def test_asks_nobody_and_names_the_entry(
        self, helper: Helper, standin: StandIn, docker_config: DockerConfig, sandbox: Sandbox, kind: str,
        arguments: tuple[str, ...],
    ) -> None:
        text, problem, remedy = UNREADABLE[kind]
        before = docker_config.write(text.encode())
        (line,) = helper.run(*arguments, AWS_REGION="eu-central-1").lines(1)
        assert comparable(line, sandbox) == f"{FILE}: {problem} {remedy}"
        assert docker_config.content == before and docker_config.others == []
        assert standin.journal.connections == 0

    @unreadable
    def test_works_when_the_advice_was_followed(
        self, helper: Helper, docker_config: DockerConfig, sandbox: Sandbox, kind: str
    ) -> None:
        docker_config.write(UNREADABLE[kind][0].encode())
        (line,) = helper.run("login", HOST).lines(1)
        advice, _, command = line.partition(" out: ")
        if command:
            subprocess.run(
                ["sh", "-c", command], check=True, capture_output=True, timeout=30, env=helper.with_changes({}))
        else:
            place = advice.partition("Correct ")[2].removesuffix(" in an editor.")
            config = docker_config.read()
            del config[place.partition("[")[0]]
            docker_config.write(config)
        helper.run("login", HOST).lines()
        assert docker_config.password(HOST)
        assert not any(docker_stops(docker, docker_config.directory) for docker in DOCKERS.values())

    @pytest.mark.parametrize("entry", [{"auth": "x"}, "oops", {"auth": 12}, 5])
    def test_replaces_an_entry_of_its_own_that_nobody_can_read(
        self, helper: Helper, docker_config: DockerConfig, entry: object
    ) -> None:
        docker_config.write({"auths": {HOST: entry, f"https://{HOST}/v2/": entry}, "credHelpers": {HOST: 5}})
        helper.run("login", HOST).lines()
        assert list(docker_config.auths) == [HOST] and docker_config.password(HOST)
        assert "credHelpers" not in docker_config.read()

    @pytest.mark.parametrize(("content", "said"), [
        ({"experimental": True},
         "experimental is true, not a string. docker 28 and older stop there. Correct experimental in an editor."),
        ({"auths": {"ghcr.io": None}},
         'auths["ghcr.io"] is null, not an object. docker-py stops there. Take the entry out:'
         " docker-credential-bitrise logout ghcr.io"),
    ], ids=["older docker", "docker-py"])
    def test_warns_of_what_only_some_clients_stop_at(
        self, helper: Helper, docker_config: DockerConfig, sandbox: Sandbox, content: dict[str, object], said: str
    ) -> None:
        docker_config.write(content)
        warning, line = helper.run("login", HOST).lines()
        assert comparable(warning, sandbox) == f"warning: SANDBOX/home/.docker/config.json: {said}"
        assert comparable(line, sandbox).startswith(f"{HOST}: logged in until ")

    def test_goes_on_where_this_program_is_the_helper(self, helper: Helper, docker_config: DockerConfig) -> None:
        before = docker_config.write({"credHelpers": {HOST: "bitrise"}, "psFormat": 1})
        warning, line = helper.run("login", HOST).lines()
        assert "psFormat is a number, not a string" in warning and "this program is its helper already" in line
        assert docker_config.content == before


class TestOthers:
    @unreadable
    def test_configure_works_and_warns(
        self, bare: Helper, docker_config: DockerConfig, sandbox: Sandbox, kind: str
    ) -> None:
        text, problem, remedy = UNREADABLE[kind]
        docker_config.write(text.encode())
        lines = [comparable(line, sandbox) for line in bare.run("configure", HOST).lines()]
        assert f"warning: SANDBOX/home/.docker/config.json: {problem} {remedy}" in lines
        assert docker_config.read()["credHelpers"][HOST] == "bitrise"

    @pytest.mark.parametrize("content", ["auths", "helper"])
    def test_logout_of_ecr_leaves_the_rest(self, bare: Helper, docker_config: DockerConfig, content: str) -> None:
        docker_config.write({"auths": {HOST: {"auth": "YTpi"}, "ghcr.io": {"auth": "x"}}, "psFormat": 1})
        assert bare.run("logout", HOST).lines() == [f"{HOST}: logged out"]
        assert docker_config.read() == {"auths": {"ghcr.io": {"auth": "x"}}, "psFormat": 1}

    def test_logout_takes_nothing_out_that_clients_can_read(
        self, bare: Helper, docker_config: DockerConfig
    ) -> None:
        before = docker_config.write({"auths": {"ghcr.io": {"auth": "YTpi"}, "b": {"auth": "x"}}})
        (line,) = bare.run("logout", "ghcr.io").lines(1)
        assert line.startswith('"ghcr.io" is not a registry of Amazon ECR')
        assert docker_config.content == before


class TestEntriesOfRepositories:
    """`auths["HOST/app"]`: podman, skopeo and buildah take it for that repository, docker never."""

    @pytest.fixture
    def config(self, docker_config: DockerConfig) -> DockerConfig:
        docker_config.write({"auths": {f"{HOST}/app": {"auth": "b2xkOm9sZA=="}}})
        return docker_config

    def test_login_warns_and_the_command_takes_it_out(
        self, helper: Helper, config: DockerConfig, sandbox: Sandbox
    ) -> None:
        first, second = [comparable(line, sandbox) for line in helper.run("login", HOST).lines()]
        assert first == (
            f'warning: auths["{HOST}/app"] in SANDBOX/home/.docker/config.json: podman, skopeo and buildah take that'
            " for the repository, and not this password. Take it out:"
            f" docker-credential-bitrise logout {HOST}/app")
        assert second.startswith(f"{HOST}: logged in until ")
        for client in ("skopeo", "podman"):
            assert self.user(helper, config, client, "app") == "old" and self.user(helper, config, client, "b") == "AWS"

        (line,) = helper.run("logout", f"{HOST}/app").lines()
        assert comparable(line, sandbox) == f"{HOST}/app: its entry is out of SANDBOX/home/.docker/config.json"
        assert list(config.auths) == [HOST]
        assert self.user(helper, config, "skopeo", "app") == "AWS"

    def test_login_warns_of_none_where_a_helper_is_asked_first(self, helper: Helper, config: DockerConfig) -> None:
        config.write({**config.read(), "credHelpers": {HOST: "bitrise"}})
        assert len(helper.run("login", HOST).lines()) == 1

    def test_login_warns_of_none_whose_key_ends_in_a_slash(self, helper: Helper, config: DockerConfig) -> None:
        """No client looks under such a key."""
        config.write({"auths": {f"{HOST}/app/": {"auth": "b2xkOm9sZA=="}}})
        assert len(helper.run("login", HOST).lines()) == 1
        for client in ("skopeo", "podman"):
            assert self.user(helper, config, client, "app") == "AWS"

    @staticmethod
    def user(helper: Helper, config: DockerConfig, client: str, repository: str) -> str:
        ended = subprocess.run(
            [client, "login", "--get-login", "--authfile", config.path, f"{HOST}/{repository}"], capture_output=True,
            text=True, check=True, timeout=60, env=helper.with_changes({}))
        return ended.stdout.strip()


class TestHelpersWithoutAName:
    """`credHelpers[HOST]` that is empty: docker looks into the file, podman and skopeo run `docker-credential-`."""

    @pytest.mark.parametrize("value", ['""', "null"])
    @pytest.mark.parametrize("command", [
        ("login", HOST), ("logout", HOST), ("configure", HOST), ("configure", "--remove", HOST)], ids=" ".join)
    def test_are_taken_out(
        self, helper: Helper, docker_config: DockerConfig, value: str, command: tuple[str, ...]
    ) -> None:
        docker_config.write(f'{{"credHelpers":{{"{HOST}":{value},"other.example":"x"}}}}'.encode())
        helper.run(*command).lines()
        helpers = docker_config.read()["credHelpers"]
        assert helpers == {"other.example": "x"} | ({HOST: "bitrise"} if command == ("configure", HOST) else {})

    def test_and_then_clients_look_for_a_password_again(self, helper: Helper, docker_config: DockerConfig) -> None:
        docker_config.write({"credHelpers": {HOST: ""}})
        assert "docker-credential-" in self.skopeo(helper, docker_config)
        helper.run("logout", HOST).lines()
        assert "docker-credential-" not in self.skopeo(helper, docker_config)

    @staticmethod
    def skopeo(helper: Helper, config: DockerConfig) -> str:
        """What it says of a registry for which it has no password."""
        ended = subprocess.run(
            ["skopeo", "login", "--get-login", "--authfile", config.path, HOST], capture_output=True, text=True,
            check=False, timeout=60, env=helper.with_changes({}))
        assert ended.returncode
        return ended.stderr
