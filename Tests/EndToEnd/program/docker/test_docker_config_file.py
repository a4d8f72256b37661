"""Docker's config.json on disk: links, modes, owners, and what is not ours in it."""

from __future__ import annotations

import json
import os
import stat
from pathlib import Path

import pytest

from standin import StandIn
from support.bounds import at_once
from support.docker_config import DockerConfig
from support.helper import Helper
from support.hosts import HOST, OTHER_ACCOUNT
from support.sandbox import Sandbox
from support.scripts import Store
from support.texts import comparable

OTHERS_CAN_READ = (
    "warning: others can read SANDBOX/home/.docker/config.json, which has passwords in it; chmod 600 it")


class TestSymbolicLink:
    @pytest.fixture
    def target(self, sandbox: Sandbox) -> DockerConfig:
        """Where the link leads to."""
        return DockerConfig(sandbox, sandbox.work / "real")

    @pytest.mark.parametrize("kind", ["absolute", "relative", "chain"])
    @pytest.mark.parametrize("dangling", [False, True], ids=["", "dangling"])
    def test_stays_one_and_its_target_is_written(
        self, helper: Helper, docker_config: DockerConfig, target: DockerConfig, sandbox: Sandbox,
        kind: str, dangling: bool,
    ) -> None:
        docker_config.directory.mkdir(mode=0o700)
        target.directory.mkdir()
        if not dangling:
            target.write({"auths": {}, "currentContext": "me"})
        destination = target.path if kind == "absolute" else Path(os.path.relpath(target.path, docker_config.directory))
        if kind == "chain":
            sandbox.password_files[docker_config.directory / "second"] = 0o600
            (docker_config.directory / "second").symlink_to(destination)
            destination = Path("second")
        docker_config.path.symlink_to(destination)

        helper.run("login", HOST).lines()
        assert docker_config.path.is_symlink() and docker_config.path.readlink() == destination
        assert target.password(HOST) and target.others == []
        assert stat.S_IMODE(target.path.stat().st_mode) == 0o600
        assert docker_config.others == (["second"] if kind == "chain" else [])
        helper.run("logout", HOST).lines()
        assert docker_config.path.is_symlink() and target.auths == {}

    def test_of_the_directory_stays_one(
        self, helper: Helper, docker_config: DockerConfig, target: DockerConfig
    ) -> None:
        target.directory.mkdir()
        docker_config.directory.symlink_to(target.directory)
        helper.run("login", HOST).lines()
        assert docker_config.directory.is_symlink() and target.password(HOST)

    def test_that_leads_to_itself_is_refused(
        self, helper: Helper, standin: StandIn, docker_config: DockerConfig, sandbox: Sandbox
    ) -> None:
        docker_config.directory.mkdir()
        docker_config.path.symlink_to("config.json")
        (line,) = helper.run("login", HOST).lines(1)
        assert comparable(line, sandbox) == (
            "Docker's SANDBOX/home/.docker/config.json is a link that leads to itself. Correct the link.")
        assert standin.journal.connections == 0


class TestMode:
    def test_of_a_new_file_is_0600_whatever_the_umask(self, helper: Helper, docker_config: DockerConfig) -> None:
        umask = os.umask(0)
        try:
            helper.run("login", HOST).lines()
        finally:
            os.umask(umask)
        assert docker_config.mode == 0o600
        assert stat.S_IMODE(docker_config.directory.stat().st_mode) == 0o700

    @pytest.mark.parametrize("mode", [0o600, 0o400, 0o640, 0o644, 0o664])
    @pytest.mark.parametrize("command", ["login", "logout", "configure"])
    def test_of_an_old_file_stays_and_others_are_warned_of(
        self, helper: Helper, docker_config: DockerConfig, sandbox: Sandbox, mode: int, command: str
    ) -> None:
        docker_config.write({"auths": {OTHER_ACCOUNT: {"auth": "b2xkOm9sZA=="}, HOST: {}}, "x": 1}, mode)
        lines = [comparable(line, sandbox) for line in helper.run(command, HOST).lines()]
        assert docker_config.mode == mode
        assert (OTHERS_CAN_READ in lines) == (command == "login" and mode & 0o044 != 0)
        assert docker_config.read()["x"] == 1 and docker_config.auths[OTHER_ACCOUNT]

    def test_is_warned_of_every_time(self, helper: Helper, docker_config: DockerConfig, sandbox: Sandbox) -> None:
        """Also where the password is there already, so that nothing is written."""
        docker_config.write({}, 0o644)
        for _ in range(2):
            lines = [comparable(line, sandbox) for line in helper.run("login", HOST).lines()]
            assert OTHERS_CAN_READ in lines

    def test_is_not_warned_of_where_a_store_has_the_password(
        self, helper: Helper, docker_config: DockerConfig, sandbox: Sandbox
    ) -> None:
        docker_config.write({"credHelpers": {HOST: "bitrise"}}, 0o644)
        assert len(helper.run("login", HOST).lines()) == 1


    def test_is_not_warned_of_where_no_password_is_in_it(
        self, helper: Helper, docker_config: DockerConfig, sandbox: Sandbox
    ) -> None:
        Store(sandbox)
        docker_config.write({"credsStore": "vault"}, 0o644)
        (line,) = helper.run("login", HOST).lines()
        assert comparable(line) == f"{HOST}: logged in until TIME (docker-credential-vault)"


class TestOwner:
    def test_of_a_file_that_root_edits_stays(self, helper: Helper, docker_config: DockerConfig) -> None:
        docker_config.write({"x": 1})
        os.chown(docker_config.path, 54321, 54322)
        helper.run("login", HOST).lines()
        status = docker_config.path.stat()
        assert (status.st_uid, status.st_gid) == (54321, 54322)
        assert docker_config.password(HOST) and docker_config.mode == 0o600

    def test_of_what_another_user_writes_is_that_user(
        self, helper: Helper, docker_config: DockerConfig, somebody: tuple[str, ...]
    ) -> None:
        helper.run("login", HOST, before=somebody).lines()
        assert docker_config.path.stat().st_uid == 54321
        assert docker_config.password(HOST)
        helper.run("logout", HOST, before=somebody).lines()
        assert docker_config.auths == {}

    def test_of_a_file_of_roots_is_replaced_where_the_directory_is_the_users(
        self, helper: Helper, docker_config: DockerConfig, somebody: tuple[str, ...]
    ) -> None:
        """As docker login does, which renames over it, too."""
        docker_config.write({"x": 1}, 0o644)
        os.chown(docker_config.directory, 54321, 54321)
        helper.run("login", HOST, before=somebody).lines()
        assert docker_config.password(HOST) and docker_config.read()["x"] == 1


class TestWhatCannotBeWritten:
    @pytest.mark.parametrize("command", ["login", "logout", "configure"])
    def test_in_a_directory_of_somebody_else(
        self, helper: Helper, standin: StandIn, docker_config: DockerConfig, sandbox: Sandbox,
        somebody: tuple[str, ...], command: str,
    ) -> None:
        before = docker_config.write({"auths": {HOST: {"auth": "b2xkOm9sZA=="}}}, 0o644)
        docker_config.directory.chmod(0o755)
        (line,) = at_once(helper.run(command, HOST, before=somebody)).lines(1)
        assert standin.journal.connections == 0
        assert comparable(line, sandbox).endswith(
            "Docker's SANDBOX/home/.docker/config.json: cannot write beside it: Permission denied."
            " Check its permissions, or choose another directory with DOCKER_CONFIG.")
        assert docker_config.content == before and docker_config.others == []

    def test_is_known_before_anybody_is_asked(
        self, helper: Helper, standin: StandIn, docker_config: DockerConfig, somebody: tuple[str, ...]
    ) -> None:
        docker_config.write({}, 0o644)
        docker_config.directory.chmod(0o755)
        helper.run("login", HOST, before=somebody).lines(1)
        assert standin.journal.connections == 0

    def test_in_a_home_that_cannot_be_written(
        self, helper: Helper, standin: StandIn, sandbox: Sandbox, somebody: tuple[str, ...]
    ) -> None:
        os.chown(sandbox.home, 0, 0)
        (line,) = helper.run("login", HOST, before=somebody).lines(1)
        assert comparable(line, sandbox).endswith(
            "Docker's SANDBOX/home/.docker/config.json: cannot make the directory SANDBOX/home/.docker:"
            " Permission denied. Check its permissions, or choose another directory with DOCKER_CONFIG.")
        assert standin.journal.connections == 0

    def test_cannot_be_read_either(
        self, helper: Helper, standin: StandIn, docker_config: DockerConfig, sandbox: Sandbox,
        somebody: tuple[str, ...],
    ) -> None:
        before = docker_config.write({"auths": {}})
        docker_config.directory.chmod(0o755)
        (line,) = helper.run("login", HOST, before=somebody).lines(1)
        assert comparable(line, sandbox) == (
            "Docker's SANDBOX/home/.docker/config.json cannot be read: Permission denied."
            " Check its permissions, or choose another directory with DOCKER_CONFIG.")
        assert docker_config.content == before and standin.journal.connections == 0

    def test_on_a_full_disk(self, helper: Helper, docker_config: DockerConfig, sandbox: Sandbox) -> None:
        """A file size limit does what a full disk does."""
        before = docker_config.write({"filler": "x" * 5000})
        limited = ("prlimit", "--fsize=4096", "env", "--ignore-signal=XFSZ")
        (line,) = helper.run("login", HOST, before=limited, ECR_LOGIN_CACHE="off").lines(1)
        assert comparable(line, sandbox).startswith(
            f"{HOST}: Docker's SANDBOX/home/.docker/config.json cannot be written: File too large.")
        assert docker_config.content == before and docker_config.others == []


FILES = {
    "docker's": b'{\n\t"auths": {\n\t\t"ghcr.io": {\n\t\t\t"auth": "dTpw"\n\t\t}\n\t},\n\t"HttpHeaders": {\n\t\t'
                b'"User-Agent": "Docker-Client/19 (linux)"\n\t},\n\t"plugins": {"x": {"y": "z"}}\n}',
    "minified": b'{"auths":{"ghcr.io":{"auth":"dTpw"}},"z":1e400,"a":-0.0,"big":123456789012345678901234567890}',
    "four spaces, CRLF":
        b'{\r\n    "auths": {\r\n        "ghcr.io": {"auth": "dTpw"}\r\n    },\r\n    "x": null\r\n}\r\n',
    "escapes": b'{"caf\\u00e9": "\\ud83d\\ude00\\/", "auths": {"gh\\u0063r.io": {"auth": "dTpw", "email": "\\u003c"}}}',
    "deep": b'{"x": ' + b"[" * 400 + b"]" * 400 + b', "auths": {"ghcr.io": {"auth": "dTpw"}}}\n\n',
}


@pytest.mark.parametrize("kind", FILES)
def test_what_is_not_ours_survives_a_login_and_a_logout(
    helper: Helper, docker_config: DockerConfig, kind: str
) -> None:
    before = docker_config.write(FILES[kind])
    helper.run("login", HOST).lines()
    assert docker_config.password(HOST)
    helper.run("logout", HOST).lines()
    assert docker_config.content == before


def test_ten_megabytes_are_no_trouble(helper: Helper, docker_config: DockerConfig) -> None:
    auths = {f"{number}.example": {"auth": "dTpw" * 20} for number in range(90_000)}
    before = docker_config.write(json.dumps({"auths": auths}, indent=1).encode())
    assert len(before) > 10 << 20
    assert helper.run("login", HOST).seconds < 10
    assert docker_config.password(HOST)
    helper.run("logout", HOST).lines()
    assert docker_config.content == before
