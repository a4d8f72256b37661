"""What stands where config.json is to be: each has its own cause and remedy, and a mounted file is written in place."""

from __future__ import annotations

import json
import os
import shlex
import subprocess
from pathlib import Path

import pytest

from standin import StandIn
from support.docker_config import DockerConfig
from support.helper import Helper
from support.hosts import HOST, OTHER_ACCOUNT
from support.sandbox import SYSTEM_PATH, Sandbox
from support.texts import comparable

COMMANDS = pytest.mark.parametrize("command", ["login", "logout", "configure"])
OTHER_DIRECTORY = "or choose another directory with DOCKER_CONFIG."


def said(helper: Helper, sandbox: Sandbox, command: str, directory: Path | None = None) -> str:
    """The one line of a command that fails."""
    changes = {} if directory is None else {"DOCKER_CONFIG": str(directory)}
    helper.environment |= changes
    (line,) = helper.run(command, HOST).lines(1)
    return comparable(line, sandbox)


class TestAFileInTheWay:
    @COMMANDS
    def test_docker_config_names_it(
        self, helper: Helper, standin: StandIn, sandbox: Sandbox, command: str
    ) -> None:
        file = sandbox.work / "config.json"
        file.write_text("{}")
        assert said(helper, sandbox, command, file) == (
            "Docker's SANDBOX/work/config.json/config.json cannot be there: SANDBOX/work/config.json is a file, not a"
            " directory. DOCKER_CONFIG is the directory that config.json is in: set it to one.")
        assert file.read_text() == "{}" and standin.journal.connections == 0

    @COMMANDS
    def test_it_stands_further_up(self, helper: Helper, standin: StandIn, sandbox: Sandbox, command: str) -> None:
        (sandbox.work / "file").write_text("")
        directory = sandbox.work / "file" / "deep" / "deeper"
        assert said(helper, sandbox, command, directory) == (
            "Docker's SANDBOX/work/file/deep/deeper/config.json cannot be there: SANDBOX/work/file is a file, not a"
            f" directory. Move it away, {OTHER_DIRECTORY}")
        assert standin.journal.connections == 0

    @COMMANDS
    def test_it_is_dot_docker(self, helper: Helper, standin: StandIn, sandbox: Sandbox, command: str) -> None:
        (sandbox.home / ".docker").write_text("")
        assert said(helper, sandbox, command) == (
            "Docker's SANDBOX/home/.docker/config.json cannot be there: SANDBOX/home/.docker is a file, not a"
            f" directory. Move it away, {OTHER_DIRECTORY}")
        assert standin.journal.connections == 0


class TestBytesThatAreNotUTF8:
    @pytest.mark.parametrize("variable", ["HOME", "DOCKER_CONFIG"])
    def test_name_the_same_file_as_for_everybody_else(
        self, helper: Helper, sandbox: Sandbox, variable: str
    ) -> None:
        directory = os.fsencode(sandbox.work) + b"/caf\xe9 \xf4\x8f\xbe\x80"
        Path(os.fsdecode(directory)).mkdir(mode=0o700)
        file = Path(os.fsdecode(directory + (b"/.docker" if variable == "HOME" else b"") + b"/config.json"))
        sandbox.password_files[file] = 0o600
        helper.environment[variable] = os.fsdecode(directory)
        (line,) = helper.run("login", HOST).lines()
        shown = f"{sandbox.work}/caf\\xE9 \\xF4\\x8F\\xBE\\x80" + ("/.docker" if variable == "HOME" else "")
        assert line.endswith(f"{shown}/config.json)")
        assert HOST in json.loads(file.read_bytes())["auths"]
        helper.run("logout", HOST).lines()
        assert json.loads(file.read_bytes()) == {"auths": {}}
        assert [os.fsencode(path) for path in sandbox.work.iterdir()] == [directory]

    def test_reach_a_credential_store(self, helper: Helper, docker_config: DockerConfig, sandbox: Sandbox) -> None:
        docker_config.write({"credsStore": "vault"})
        script = sandbox.bin / "docker-credential-vault"
        script.write_text(f'#!/bin/sh\ncat > /dev/null\nprintf %s "$PLACE" > {sandbox.work}/place\n')
        script.chmod(0o755)
        helper.run("login", HOST, PLACE=os.fsdecode(b"caf\xe9")).lines()
        assert (sandbox.work / "place").read_bytes() == b"caf\xe9"


class TestAMountedFile:
    """As a container has it: the file is a mount by itself, which cannot be replaced."""

    @pytest.fixture
    def real(self, sandbox: Sandbox) -> DockerConfig:
        """The file outside."""
        made = DockerConfig(sandbox, sandbox.work / "outside")
        made.write({"auths": {OTHER_ACCOUNT: {"auth": "b2xkOm9sZA=="}}, "x": [1]})
        return made

    @staticmethod
    def mounted(real: DockerConfig, docker_config: DockerConfig, more: str = "") -> tuple[str, ...]:
        docker_config.write({})
        mount = f"mount --bind {shlex.quote(str(real.path))} {shlex.quote(str(docker_config.path))}"
        return ("unshare", "--mount", "sh", "-c", f'{mount} {more} && exec "$@"', "sh")

    @staticmethod
    def read_only(directory: Path) -> str:
        """The directory around it, read-only; the file's own mount is not."""
        place = shlex.quote(str(directory))
        file = shlex.quote(str(directory / "config.json"))
        return (
            f"&& mount -t tmpfs none /mnt && : > /mnt/it && mount --move {file} /mnt/it"
            f" && mount --bind {place} {place} && mount -o remount,bind,ro {place} && mount --move /mnt/it {file}")

    def test_names_the_variable_that_helps_where_the_copy_has_no_place(
        self, helper: Helper, docker_config: DockerConfig, real: DockerConfig, sandbox: Sandbox
    ) -> None:
        before = self.mounted(real, docker_config, self.read_only(docker_config.directory))
        content = real.path.read_bytes()
        (line,) = helper.run("login", HOST, before=before, ECR_LOGIN_CACHE_DIR="/proc/none").lines(1)
        assert comparable(line, sandbox) == (
            "Docker's SANDBOX/home/.docker/config.json: cannot write beside it: Read-only file system. Check its"
            " permissions, or choose another directory with DOCKER_CONFIG. Or name a directory of your own that can be"
            " written in ECR_LOGIN_CACHE_DIR: the file is then edited in place.")
        assert real.path.read_bytes() == content

    @pytest.mark.parametrize("is_read_only", [False, True], ids=["", "in a read-only directory"])
    def test_is_written_in_place(
        self, helper: Helper, docker_config: DockerConfig, real: DockerConfig, sandbox: Sandbox, is_read_only: bool
    ) -> None:
        more = self.read_only(docker_config.directory) if is_read_only else ""
        before = self.mounted(real, docker_config, more)
        inode = real.path.stat().st_ino
        (line,) = helper.run("login", HOST, before=before).lines()
        assert comparable(line, sandbox) == f"{HOST}: logged in until TIME (SANDBOX/home/.docker/config.json)"
        assert real.password(HOST) and real.read()["x"] == [1] and real.auths[OTHER_ACCOUNT]
        assert real.path.stat().st_ino == inode and real.mode == 0o600
        # Shorter than before, too.
        helper.run("logout", HOST, before=before).lines()
        assert list(real.auths) == [OTHER_ACCOUNT]
        helper.run("configure", HOST, before=before).lines()
        assert real.read()["credHelpers"] == {HOST: "bitrise"}
        assert docker_config.others == [] and real.others == []
        assert not [path for path in sandbox.cache.iterdir() if path.name.endswith(".journal")]

    def test_that_was_left_half_written_is_restored(
        self, helper: Helper, docker_config: DockerConfig, real: DockerConfig
    ) -> None:
        old = real.content
        new = b'{"auths":{"somewhere":{"auth":"YTpi"}}}'
        before = self.mounted(real, docker_config)
        journal = docker_config.directory / ".config.json.docker-credential-bitrise.journal"
        journal.write_bytes(b"%d\n" % len(old) + old + new)
        journal.chmod(0o600)
        real.path.write_bytes(new[:20] + old[20:])
        helper.run("logout", HOST, before=before).lines()
        assert real.content == old and docker_config.others == []

    def test_that_is_read_only_itself_is_refused(
        self, helper: Helper, standin: StandIn, docker_config: DockerConfig, real: DockerConfig, sandbox: Sandbox
    ) -> None:
        content = real.content
        place = shlex.quote(str(docker_config.path))
        before = self.mounted(real, docker_config, f"&& mount -o remount,bind,ro {place}")
        (line,) = helper.run("login", HOST, before=before).lines(1)
        assert comparable(line, sandbox) == (
            "Docker's SANDBOX/home/.docker/config.json is a mount of its own, which cannot be replaced, and cannot be"
            " written either. Mount it for writing, " + OTHER_DIRECTORY)
        assert real.content == content and docker_config.others == [] and standin.journal.connections == 0

    def test_on_a_full_disk_keeps_its_content(
        self, helper: Helper, docker_config: DockerConfig, real: DockerConfig, sandbox: Sandbox
    ) -> None:
        content = real.write({"filler": "x" * 5000})
        before = (*self.mounted(real, docker_config), "prlimit", "--fsize=4096", "env", "--ignore-signal=XFSZ")
        helper.run("login", HOST, before=before, ECR_LOGIN_CACHE="off").lines(1)
        assert real.content == content and docker_config.others == []


def test_docker_itself_cannot_change_a_mounted_file(docker_config: DockerConfig, sandbox: Sandbox) -> None:
    """It renames over the file, and says nothing of it."""
    real = sandbox.work / "real.json"
    real.write_text('{"auths":{"a.io":{"auth":"YTpi"}}}')
    docker_config.write({})
    subprocess.run(
        ["unshare", "--mount", "sh", "-c", f"mount --bind {real} {docker_config.path} && docker logout a.io"],
        capture_output=True, check=False, timeout=30, env={"HOME": str(sandbox.home), "PATH": SYSTEM_PATH})
    assert "a.io" in real.read_text()
