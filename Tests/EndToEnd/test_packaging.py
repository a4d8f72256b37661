"""What is installed, and what goes into images: files in their places, completions in real shells, a root directory
of its own with nothing in it but what the program needs."""

from __future__ import annotations

import json
import os
import pty
import re
import select
import shlex
import shutil
import subprocess
import time
from pathlib import Path

import pytest

from standin import StandIn
from support.docker_config import DockerConfig
from support.helper import Helper
from support.hosts import HOST
from support.root import inside
from support.sandbox import PROGRAM, Sandbox

REPOSITORY = Path(__file__).parents[2]
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
        version = subprocess.run([installed / "bin" / PROGRAM, "--version"], capture_output=True, text=True)
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
        assert FORMATS <= set(formats.split())
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

    def __enter__(self) -> Terminal:
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
    ended = subprocess.run([shell, "-n", script], capture_output=True, text=True, timeout=30)
    assert (ended.returncode, ended.stderr) == (0, "")
    if shell == "bash":
        subprocess.run(["shellcheck", "--shell", "bash", script], check=True, timeout=30)


class Dockerfile:
    """The instructions of a Dockerfile."""

    def __init__(self, path: Path) -> None:
        text = re.sub(r"^#.*\n", "", path.read_text(), flags=re.MULTILINE).replace("\\\n", "")
        lines = [line.split(maxsplit=1) for line in text.splitlines() if line.strip()]
        self.instructions = [(name, rest) for name, rest in lines]

    def all(self, name: str) -> list[str]:
        """What follows each of the instructions with that name."""
        return [rest for found, rest in self.instructions if found == name]

    @property
    def stages(self) -> dict[str, str]:
        """The images that the stages are made from, by the stages' names."""
        parts = [rest.split() for rest in self.all("FROM")]
        return {part[2] if part[1:2] == ["AS"] else "": part[0] for part in parts}

    @property
    def last(self) -> list[tuple[str, str]]:
        """The last stage."""
        start = max(index for index, (name, _) in enumerate(self.instructions) if name == "FROM")
        return self.instructions[start:]

    @property
    def packages(self) -> set[str]:
        """The Debian packages that it installs."""
        runs = " ".join(self.all("RUN"))
        return {word for found in re.findall(r"apt-get install ([^&]*)", runs) for word in found.split() if
                not word.startswith("-")}


ASSEMBLE = DOCKER / "assemble-root"


@pytest.fixture(scope="module")
def root(program: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the image's last stage consists of."""
    directory = tmp_path_factory.mktemp("image") / "root"
    subprocess.run([ASSEMBLE, program, directory], check=True, timeout=60)
    return directory


def run_in(root: Path, *arguments: str, stdin: str = "", **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*inside(root), f"/usr/local/bin/{PROGRAM}", *arguments], input=stdin, capture_output=True, text=True,
        timeout=60, env={"PATH": os.environ["PATH"], **environment})


class TestImage:
    @pytest.fixture
    def image(self, root: Path, tmp_path: Path, standin: StandIn) -> Path:
        """A copy in which the stand-in is one of the authorities that the system trusts."""
        copy = tmp_path / "image"
        shutil.copytree(root, copy)
        certificates = copy / "etc/ssl/certs/ca-certificates.crt"
        with certificates.open("a") as file:
            file.write(standin.authority.file.read_text())
        return copy

    @pytest.fixture
    def environment(self, standin: StandIn) -> dict[str, str]:
        # The certificates are to be found where the system has them.
        return {name: value for name, value in standin.environment().items() if name != "AWS_CA_BUNDLE"}

    def test_the_root_has_libraries_certificates_and_the_program_only(self, root: Path) -> None:
        files = {str(path.relative_to(root)) for path in root.rglob("*") if not path.is_dir()}
        others = {path for path in files if not re.search(r"(^|/)(ld-[^/]*|lib[^/]*\.so[^/]*)$", path)}
        assert others == {f"usr/local/bin/{PROGRAM}", "etc/ssl/certs/ca-certificates.crt"}
        assert any("libcurl.so.4" in path for path in files)

    def test_get(self, image: Path, environment: dict[str, str], standin: StandIn) -> None:
        ended = run_in(image, "get", stdin=HOST, **environment)
        assert (ended.returncode, ended.stderr) == (0, "")
        assert json.loads(ended.stdout)["Username"] == "AWS"
        assert standin.journal.counts() == {"bitrise": 1, "sts": 1, "ecr": 1}

    def test_login(self, image: Path, environment: dict[str, str]) -> None:
        ended = run_in(image, "login", HOST, DOCKER_CONFIG="/docker", **environment)
        assert ended.returncode == 0, ended.stderr
        assert set(json.loads((image / "docker/config.json").read_text())["auths"]) == {HOST}

    def test_the_certificates_are_needed(self, root: Path, environment: dict[str, str]) -> None:
        ended = run_in(root, "get", stdin=HOST, **environment)
        assert ended.returncode == 1 and "certificate" in ended.stdout

    def test_help_is_what_it_does_by_itself(self, root: Path) -> None:
        last = Dockerfile(DOCKER / "Dockerfile").last
        entry = json.loads(dict(last)["ENTRYPOINT"])
        assert entry == [f"/usr/local/bin/{PROGRAM}"]
        assert run_in(root, *json.loads(dict(last)["CMD"])).returncode == 0

    def test_the_dockerfile_takes_what_was_assembled_and_nothing_else(self) -> None:
        file = Dockerfile(DOCKER / "Dockerfile")
        assert file.last[:2] == [("FROM", "scratch"), ("COPY", "--from=build /root-of-image/ /")]
        assert [name for name, _ in file.last] == ["FROM", "COPY", "ENTRYPOINT", "CMD"]
        assert set(file.stages) == {"build", ""}
        assert f"docker/assemble-root .build/release/{PROGRAM} /root-of-image" in file.all("RUN")[-1]
        # The packages that assemble-root asks for where they are missing.
        assert set(re.findall(r"in the package ([a-z0-9-]+)", ASSEMBLE.read_text())) <= file.packages

    def test_the_context_has_all_that_the_build_needs(self, tmp_path: Path) -> None:
        file = Dockerfile(DOCKER / "Dockerfile")
        copies = [rest.split() for rest in file.all("COPY") if not rest.startswith("--from")]
        let_through = {
            line[1:] for line in (DOCKER / "Dockerfile.dockerignore").read_text().split() if line.startswith("!")}
        assert {source for *sources, _ in copies for source in sources} == let_through
        for *sources, target in copies:
            for source in sources:
                place = tmp_path / target / (source if target == "./" else "")
                place.parent.mkdir(parents=True, exist_ok=True)
                origin = REPOSITORY / source
                shutil.copytree(origin, place) if origin.is_dir() else shutil.copy(origin, place)
        # Every target of the package is there, and make knows how to build it.
        shown = subprocess.run(
            ["swift", "package", "describe", "--type", "json"], cwd=tmp_path, check=True, capture_output=True,
            timeout=120)
        assert {"ECRLogin", "AWSAuth"} <= {target["name"] for target in json.loads(shown.stdout)["targets"]}
        subprocess.run(["make", "-n", "build"], cwd=tmp_path, check=True, capture_output=True, timeout=30)


class TestIntoAnotherImage:
    FILE = DOCKER / "into-another-image" / "Dockerfile"

    def test_it_takes_the_program_from_where_it_is(self, root: Path) -> None:
        file = Dockerfile(self.FILE)
        assert file.all("ARG") == [f"HELPER_IMAGE={PROGRAM}"]
        assert file.stages == {"helper": "${HELPER_IMAGE}", "": "debian:bookworm-slim"}
        (taken,) = [rest.split() for rest in file.all("COPY") if rest.startswith("--from=helper")]
        assert (root / taken[1].lstrip("/")).is_file() and taken[2] == "/usr/local/bin/"
        assert {"libcurl4", "ca-certificates"} <= file.packages

    def test_its_configuration_is_what_configure_writes(
        self, helper: Helper, sandbox: Sandbox, docker_config: DockerConfig
    ) -> None:
        helper.run("configure", HOST).lines()
        assert docker_config.content.strip() == (self.FILE.parent / "config.json").read_bytes().strip()
        assert sandbox.home in docker_config.path.parents
