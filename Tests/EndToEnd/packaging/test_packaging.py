"""What is installed, and what goes into images: files in their places, completions in real shells, a root directory
of its own with nothing in it but what the program needs."""

from __future__ import annotations

import os
import pty
import re
import select
import shlex
import subprocess
import time
from pathlib import Path
from typing import Self

import pytest

from support.helper import Helper
from support.repository import REPOSITORY
from support.sandbox import PROGRAM

DOCKER = REPOSITORY / "docker"
PREFIX = "usr/local"
INSTALLED = {
    f"bin/{PROGRAM}": 0o755,
    f"share/man/man1/{PROGRAM}.1": 0o644,
    f"share/bash-completion/completions/{PROGRAM}": 0o644,
    "share/zsh/site-functions/_docker_credential_bitrise": 0o644,
    f"share/fish/vendor_completions.d/{PROGRAM}.fish": 0o644,
}


def make(program: Path, destination: Path, target: str, prefix: str | None = None) -> None:
    variables = [f"PROGRAM={program}", f"DESTDIR={destination}", *([f"PREFIX={prefix}"] if prefix else [])]
    # The mode of what is installed must not depend on the umask of who installs it.
    subprocess.run(
        ["make", "--no-print-directory", target, *variables], cwd=REPOSITORY, check=True, capture_output=True,
        umask=0o077, timeout=60)


@pytest.fixture(scope="module")
def installed(program: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A directory into which the program is installed, with a blank in its name."""
    destination = tmp_path_factory.mktemp("installed") / "a package"
    make(program, destination, "install")
    return destination / PREFIX


class TestInstall:
    def test_puts_every_file_in_its_place(self, installed: Path) -> None:
        modes = {
            str(path.relative_to(installed)): path.stat().st_mode & 0o777
            for path in installed.rglob("*") if path.is_file()}
        assert modes == INSTALLED
        version = subprocess.run(
            [installed / "bin" / PROGRAM, "--version"], capture_output=True, text=True, check=True)
        assert version.stdout.startswith(PROGRAM)

    def test_the_prefix_can_be_another_one_and_uninstall_takes_all_of_it_away(
        self, program: Path, tmp_path: Path
    ) -> None:
        make(program, tmp_path, "install", prefix="/opt/tools")
        assert {path for path in INSTALLED if (tmp_path / "opt/tools" / path).is_file()} == set(INSTALLED)
        make(program, tmp_path, "uninstall", prefix="/opt/tools")
        assert [path for path in tmp_path.rglob("*") if not path.is_dir()] == []


def commands_of(helper: Helper) -> list[str]:
    text = helper.run("--help").out.decode().split("\nCommands:\n")[1].split("\n\n")[0]
    return re.findall(r"^  ([a-z-]+) ", text, re.MULTILINE)


def options_of(helper: Helper, command: str) -> set[str]:
    """The long options that a command's help has."""
    text = helper.run(command, "--help").out.decode()
    return set(re.findall(r"^  (?:-\w, )?(--[a-z-]+)", text, re.MULTILINE))


FORMATS = {"env", "json", "process", "envman"}
SHELLS = {"bash", "zsh", "fish"}


class TestBash:
    SCRIPT = """
        set -eu
        source "$1"
        shift
        # As bash does it: the function that is registered for the program, with the line in COMP_WORDS.
        function=$(complete -p docker-credential-bitrise | sed 's/.*-F \\([^ ]*\\) .*/\\1/')
        for line in "$@"; do
          mapfile -t -d ' ' COMP_WORDS < <(printf '%s' "$line")
          case $line in *' ') COMP_WORDS+=("") ;; esac
          COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
          COMPREPLY=()
          "$function" docker-credential-bitrise "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD-1]}"
          echo "${COMPREPLY[*]}"
        done
        """

    def complete(self, installed: Path, cwd: Path, *lines: str) -> list[set[str]]:
        script = installed / "share/bash-completion/completions" / PROGRAM
        ended = subprocess.run(
            ["bash", "--norc", "-c", self.SCRIPT, "bash", script, *lines], cwd=cwd, check=True, capture_output=True,
            text=True, timeout=30)
        assert ended.stderr == ""
        return [set(line.split()) for line in ended.stdout.splitlines()]

    def test_offers_everything_that_the_help_has(self, installed: Path, helper: Helper, tmp_path: Path) -> None:
        commands = commands_of(helper)
        lines = [f"{PROGRAM} ", *(f"{PROGRAM} {command} --" for command in commands)]
        offered, *options = self.complete(installed, tmp_path, *lines)
        assert offered == {*commands, "--help", "--version"}
        for command, found in zip(commands, options, strict=True):
            assert found | {"--version"} >= options_of(helper, command), command

    def test_values(self, installed: Path, tmp_path: Path) -> None:
        (tmp_path / "settings.json").touch()
        assert self.complete(
            installed, tmp_path, f"{PROGRAM} credentials --format ", f"{PROGRAM} credentials --format j",
            f"{PROGRAM} log", f"{PROGRAM} completion z", f"{PROGRAM} login --config sett",
        ) == [FORMATS, {"json"}, {"login", "logout"}, {"zsh"}, {"settings.json"}]


class TestFish:
    def complete(self, installed: Path, home: Path, line: str) -> set[str]:
        # fish finds the script by itself, where packages put theirs, for a program that is on PATH.
        environment = {
            "PATH": f"{installed}/bin:{os.environ['PATH']}", "HOME": str(home), "LC_ALL": "C.UTF-8",
            "XDG_DATA_DIRS": f"{installed}/share"}
        ended = subprocess.run(
            ["fish", "-c", 'complete -C "$argv[1]"', line], env=environment, cwd=home, check=True, capture_output=True,
            text=True, timeout=30)
        return {found.split("\t")[0] for found in ended.stdout.splitlines()}

    def test_offers_everything_that_the_help_has(self, installed: Path, helper: Helper, tmp_path: Path) -> None:
        commands = commands_of(helper)
        assert self.complete(installed, tmp_path, f"{PROGRAM} ") >= set(commands)
        for command in commands:
            assert self.complete(installed, tmp_path, f"{PROGRAM} {command} --") >= options_of(helper, command), command

    def test_values(self, installed: Path, tmp_path: Path) -> None:
        assert self.complete(installed, tmp_path, f"{PROGRAM} credentials --format ") == FORMATS
        assert self.complete(installed, tmp_path, f"{PROGRAM} completion ") == SHELLS


class TestZsh:
    def complete(self, installed: Path, home: Path, *lines: str) -> list[str]:
        """What zsh shows for each line after a tabulator, in one session on a terminal of its own."""
        with Terminal(home, "zsh", "-f", "-i") as terminal:
            terminal.read_until("READY> ")
            functions = shlex.quote(f"{installed}/share/zsh/site-functions")
            terminal.write(f"fpath=({functions} $fpath); autoload -Uz compinit; compinit -u -D; print DONE$?\n")
            terminal.read_until("DONE0\n")
            terminal.read_until("READY> ")
            shown = []
            for line in lines:
                # ^D lists what is possible, ^U clears the line for the next one.
                terminal.write(f"{line}\x04")
                shown.append(terminal.read_until(f"READY> {line}"))
                terminal.write("\x15\n")
                terminal.read_until("READY> ")
            return shown

    def test_commands_options_and_values(self, installed: Path, helper: Helper, tmp_path: Path) -> None:
        commands, formats, options = self.complete(
            installed, tmp_path, f"{PROGRAM} ", f"{PROGRAM} credentials --format ", f"{PROGRAM} login --")
        assert set(re.findall(r"^([a-z-]+) +-- ", commands, re.MULTILINE)) == set(commands_of(helper))
        assert set(formats.split()) >= FORMATS
        assert options_of(helper, "login") - {"--version"} <= set(re.findall(r"^(--[a-z-]+)", options, re.MULTILINE))


class Terminal:
    """A program on a terminal of its own."""

    def __init__(self, home: Path, *command: str) -> None:
        self._child, self._terminal = pty.fork()
        if self._child == 0:
            os.chdir(home)
            environment = {"PATH": os.environ["PATH"], "HOME": str(home), "TERM": "dumb", "PS1": "READY> "}
            os.execvpe(command[0], command, environment)
        self._unread = ""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        os.close(self._terminal)
        os.waitpid(self._child, 0)

    def write(self, text: str) -> None:
        """Types it."""
        os.write(self._terminal, text.encode())

    def read_until(self, text: str) -> str:
        """What the program writes, up to and with that text."""
        deadline = time.monotonic() + 20
        while text not in self._unread:
            assert time.monotonic() < deadline, f"{text!r} is not in {self._unread!r}"
            ready, _, _ = select.select([self._terminal], [], [], 0.2)
            if ready:
                self._unread += os.read(self._terminal, 65536).decode(errors="replace").replace("\r", "")
        shown, end, self._unread = self._unread.partition(text)
        return shown + end


@pytest.mark.parametrize("shell", sorted(SHELLS))
def test_the_shell_has_nothing_against_the_script(helper: Helper, tmp_path: Path, shell: str) -> None:
    script = tmp_path / "script"
    script.write_bytes(helper.run("completion", shell).out)
    ended = subprocess.run([shell, "-n", script], capture_output=True, text=True, timeout=30, check=False)
    assert (ended.returncode, ended.stderr) == (0, "")
    if shell == "bash":
        subprocess.run(["shellcheck", "--shell", "bash", script], check=True, timeout=30)
