"""step.sh: where it gets the program from, and what it says where it gets none."""

from __future__ import annotations

import hashlib
import os
import platform
import shutil
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from standin import faults
from standin.authority import Authority
from standin.listener import Listener
from standin.messages import Request, Response
from support.repository import REPOSITORY
from support.sandbox import PROGRAM

ARCHITECTURE = {"x86_64": "amd64", "aarch64": "arm64"}[platform.machine()]
FILE = f"{PROGRAM}-linux-{ARCHITECTURE}"
# What step.sh needs of a system, and every Bitrise stack has.
TOOLS = ("bash", "cat", "chmod", "cp", "dirname", "find", "head", "mkdir", "mktemp", "mv", "rm", "rmdir", "sed", "sort",
         "uname")
RED, YELLOW, END = "\x1b[31;1m", "\x1b[33;1m", "\x1b[0m"

# Says that it was started, how, and as what.
PROGRAM_TEXT = b'#!/bin/sh\necho "started: $0 ($# arguments) $INPUT"\n'
BUILT = b'#!/bin/sh\necho "built: $0"\n'
SUM = hashlib.sha256(PROGRAM_TEXT).hexdigest()


class Machine:
    """A machine with only the tools that a test gives it, and a copy of the step with only the files that it has."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.step = root / "a step"
        self.home = root / "home"
        self.bin = root / "bin"
        self.temporary = root / "tmp"
        for directory in (self.step, self.home, self.bin, self.temporary):
            directory.mkdir()
        shutil.copy(REPOSITORY / "step.sh", self.step)
        for tool in (*TOOLS, "sha256sum", "curl"):
            self.give(tool)
        self.environment: dict[str, str] = {
            "PATH": str(self.bin), "HOME": str(self.home), "TMPDIR": str(self.temporary), "INPUT": "as given"}

    def give(self, tool: str) -> None:
        found = shutil.which(tool)
        assert found, f"{tool} is not installed"
        (self.bin / tool).symlink_to(found)

    def take(self, tool: str) -> None:
        (self.bin / tool).unlink()

    def put(self, tool: str, text: str) -> None:
        """A program of the test's own on PATH."""
        (self.bin / tool).unlink(missing_ok=True)
        (self.bin / tool).write_text(text)
        (self.bin / tool).chmod(0o755)

    def put_swift(self, version: str, build: str = "") -> None:
        self.put("swift", f"""#!/bin/sh
case $1 in
--version) echo "Swift version {version} (swift-{version}-RELEASE)" ;;
build)
  echo "$@" >>"{self.root}/builds"
  {build or self._successful_build()}
  ;;
esac
""")
        (self.step / "Package.swift").write_text("// one")
        (self.step / "Sources").mkdir(exist_ok=True)
        (self.step / "Sources" / "a b.swift").write_text("// two")

    def _successful_build(self) -> str:
        built = self.root / "built"
        built.write_bytes(BUILT)
        built.chmod(0o755)
        return f'mkdir -p "$5/release" && cp "{built}" "$5/release/{PROGRAM}" && echo compiling'

    @property
    def builds(self) -> list[str]:
        file = self.root / "builds"
        return file.read_text().splitlines() if file.exists() else []

    def release(self, content: bytes | None = PROGRAM_TEXT, checksum: str = SUM, url: str | None = None) -> Path:
        """The files of a release tag."""
        directory = self.step / "step"
        directory.mkdir(exist_ok=True)
        (directory / "checksums").write_text(f"{'0' * 64}  {PROGRAM}-plan9-mips\n{checksum}  {FILE}\n")
        own = directory / FILE
        if content is not None:
            own.write_bytes(content)
            own.chmod(0o755)
        if url:
            (directory / "release").write_text(url + "\n")
        return own

    @property
    def kept(self) -> Path:
        return self.home / ".cache" / PROGRAM / "step" / SUM / PROGRAM

    def run(self, before: tuple[str, ...] = (), /, **changes: str | None) -> subprocess.CompletedProcess[str]:
        environment = {**self.environment, **changes}
        return subprocess.run(
            [*before, shutil.which("bash") or "bash", self.step / "step.sh"], cwd=self.root, capture_output=True,
            text=True, env={name: value for name, value in environment.items() if value is not None}, timeout=120,
            check=False)

    def failure(self, **changes: str | None) -> str:
        """The last line of a run that must have failed, which has to be red."""
        ended = self.run(**changes)
        assert (ended.returncode, ended.stderr) == (1, "")
        last = ended.stdout.splitlines()[-1]
        assert last.startswith(RED) and last.endswith(END)
        return last.removeprefix(RED).removesuffix(END).replace(str(self.root), "ROOT")

    def left(self) -> list[str]:
        """Files that are left of what failed."""
        places = (self.home, self.temporary)
        return sorted(
            str(path.relative_to(self.root)) for place in places for path in place.rglob("*") if path.is_file())


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


def started(path: Path) -> str:
    return f"started: {path} (0 arguments) as given\n"


class Downloads:
    """An https server that has the program, and counts who asks for it."""

    def __init__(self, authority: Authority) -> None:
        self.paths: list[str] = []
        self.answer: Callable[[], tuple[Response, faults.Fault | None]] = lambda: (Response(200, PROGRAM_TEXT), None)
        self._listener = Listener(self._serve, authority.context("127.0.0.1", "localhost"))
        self.url = f"{self._listener.url}/releases/0.1.0"

    def _serve(self, request: Request) -> tuple[Response, faults.Fault | None]:
        self.paths.append(request.target)
        return self.answer()

    def close(self) -> None:
        self._listener.close()


@pytest.fixture
def downloads(authority: Authority, machine: Machine) -> Iterator[Downloads]:
    machine.environment["CURL_CA_BUNDLE"] = str(authority.file)
    with closing(Downloads(authority)) as server:
        yield server


class TestOwnProgram:
    def test_is_started_without_a_word(self, machine: Machine) -> None:
        own = machine.release()
        ended = machine.run()
        assert (ended.returncode, ended.stdout, ended.stderr) == (0, started(own), "")
        assert machine.left() == []

    def test_may_have_lost_its_mode(self, machine: Machine) -> None:
        own = machine.release()
        own.chmod(0o644)
        assert machine.run().stdout == started(own)

    def test_is_verified_with_shasum_where_there_is_no_sha256sum(self, machine: Machine) -> None:
        own = machine.release()
        machine.take("sha256sum")
        machine.put(
            "shasum", f'#!/bin/sh\n[ "$1 $2" = "-a 256" ] && shift 2 && exec {shutil.which("sha256sum")} "$@"\n')
        assert machine.run().stdout == started(own)

    def test_is_not_started_where_nothing_can_verify_it(self, machine: Machine) -> None:
        machine.release()
        machine.take("sha256sum")
        assert machine.failure() == (
            "The step cannot verify its program: this machine has neither sha256sum nor shasum. Install coreutils.")

    def test_with_another_sum_is_not_started(self, machine: Machine) -> None:
        changed = PROGRAM_TEXT + b"\n"
        machine.release(content=changed)
        ended = machine.run()
        assert ended.returncode == 1 and "started" not in ended.stdout
        assert ended.stdout.splitlines()[0] == (
            f"{YELLOW}{machine.step}/step/{FILE} is not used: its SHA-256 is {hashlib.sha256(changed).hexdigest()}, but"
            f" step/checksums has {SUM}.{END}")

    @pytest.mark.parametrize("line", [f"{SUM}  {FILE}.sig\n", f"{SUM}\n", "", f"#{SUM}  {FILE}\n", f"{SUM} x{FILE}\n"])
    def test_without_a_sum_of_its_own_is_not_started(self, machine: Machine, line: str) -> None:
        machine.release()
        (machine.step / "step" / "checksums").write_text(line)
        ended = machine.run()
        assert ended.returncode == 1 and "started" not in ended.stdout

    @pytest.mark.parametrize("form", [f"{SUM} *{FILE}\n", f"{SUM}  {FILE}"], ids=["binary", "no line break"])
    def test_sums_have_every_form_of_sha256sum(self, machine: Machine, form: str) -> None:
        own = machine.release()
        (machine.step / "step" / "checksums").write_text(form if form.endswith("\n") else form + "\n")
        assert machine.run().stdout == started(own)

    def test_on_a_file_system_without_execution_is_copied(self, machine: Machine) -> None:
        machine.release()
        ended = machine.run(without_execution(machine.step))
        assert (ended.returncode, ended.stdout, ended.stderr) == (0, started(machine.kept), "")


def without_execution(*places: Path) -> tuple[str, ...]:
    """What starts a command that can run nothing in these places: mounted so for this command only."""
    mount, unshare = shutil.which("mount"), shutil.which("unshare")
    assert mount and unshare
    mounts = "".join(
        f"{mount} --bind '{place}' '{place}' && {mount} -o remount,bind,noexec '{place}' && " for place in places)
    return (unshare, "--mount", "--map-root-user", "/bin/sh", "-c", f'{mounts}exec "$@"', "sh")


class TestDownload:
    def test_is_kept_for_the_next_step(self, machine: Machine, downloads: Downloads) -> None:
        machine.release(content=None, url=downloads.url)
        for _ in range(2):
            ended = machine.run()
            assert (ended.returncode, ended.stdout, ended.stderr) == (0, started(machine.kept), "")
        assert downloads.paths == [f"/releases/0.1.0/{FILE}"]
        assert machine.left() == [str(machine.kept.relative_to(machine.root))]
        assert machine.kept.parent.stat().st_mode & 0o777 == 0o700

    def test_can_come_from_a_mirror(self, machine: Machine, downloads: Downloads) -> None:
        machine.release(content=None, url="https://127.0.0.1:9/releases")
        assert machine.run(DOCKER_CREDENTIAL_BITRISE_RELEASE=downloads.url + "/").stdout == started(machine.kept)

    def test_is_kept_where_the_user_wants(self, machine: Machine, downloads: Downloads) -> None:
        machine.release(content=None, url=downloads.url)
        cache = machine.root / "a cache"
        assert machine.run(XDG_CACHE_HOME=str(cache)).stdout == started(cache / PROGRAM / "step" / SUM / PROGRAM)

    def test_replaces_a_kept_program_that_was_changed(self, machine: Machine, downloads: Downloads) -> None:
        machine.release(content=None, url=downloads.url)
        machine.kept.parent.mkdir(parents=True)
        machine.kept.write_bytes(PROGRAM_TEXT.replace(b"started", b"changed"))
        machine.kept.chmod(0o755)
        assert machine.run().stdout == started(machine.kept)
        assert machine.kept.read_bytes() == PROGRAM_TEXT

    @pytest.mark.parametrize("content", [b"<html>Sign in to the network</html>", PROGRAM_TEXT[:-1], b""],
                             ids=["HTML", "truncated", "nothing"])
    def test_with_another_sum_is_never_started(self, machine: Machine, downloads: Downloads, content: bytes) -> None:
        machine.release(content=None, url=downloads.url)
        machine.put_swift("6.3.1")
        downloads.answer = lambda: (Response(200, content), None)
        assert machine.failure() == (
            f"What {downloads.url}/{FILE} sent is not the step's program, and was not started: its SHA-256 is"
            f" {hashlib.sha256(content).hexdigest()}, expected was {SUM}. Something on the way changes downloads,"
            " such as a proxy, or the file was damaged. Run the build again; if that does not help, set"
            " DOCKER_CREDENTIAL_BITRISE_RELEASE to the https address of a mirror.")
        assert machine.builds == [] and machine.left() == []

    def test_that_is_cut_off_is_no_program(self, machine: Machine, downloads: Downloads) -> None:
        machine.release(content=None, url=downloads.url)
        downloads.answer = lambda: (Response(200, PROGRAM_TEXT + b"#" * 5000), faults.Fault(cut=2000))
        ended = machine.run()
        assert ended.returncode == 1 and "started" not in ended.stdout and machine.left() == []
        assert ended.stdout.startswith(
            f"{YELLOW}The step's program could not be downloaded from {downloads.url}/{FILE}: ")

    def test_is_tried_again(self, machine: Machine, downloads: Downloads) -> None:
        machine.release(content=None, url=downloads.url)
        downloads.answer = lambda: (
            (Response(503, b"busy"), None) if len(downloads.paths) < 2 else (Response(200, PROGRAM_TEXT), None))
        assert machine.run().stdout == started(machine.kept)
        assert len(downloads.paths) == 2

    def test_that_is_not_there_leads_to_the_source(self, machine: Machine, downloads: Downloads) -> None:
        machine.release(content=None, url=downloads.url)
        machine.put_swift("6.3.1")
        downloads.answer = lambda: (Response(404, b"no"), None)
        first, second = machine.run().stdout.splitlines()
        assert first == (
            f"{YELLOW}The step's program could not be downloaded from {downloads.url}/{FILE}: curl: (22) The requested"
            f" URL returned error: 404{END}")
        assert second.startswith("built: ")

    def test_is_made_by_https_only(self, machine: Machine) -> None:
        machine.release(content=None, url="http://127.0.0.1:9")
        line = machine.run().stdout.splitlines()[0]
        assert line.startswith(f"{YELLOW}The step's program could not be downloaded from http://127.0.0.1:9/{FILE}: ")
        assert "not supported" in line or "disabled" in line

    def test_of_an_unknown_server_is_refused(self, machine: Machine, downloads: Downloads) -> None:
        machine.release(content=None, url=downloads.url)
        ended = machine.run(CURL_CA_BUNDLE=None)
        assert ended.returncode == 1 and downloads.paths == []
        assert "certificate" in ended.stdout.splitlines()[0]

    def test_needs_curl(self, machine: Machine, downloads: Downloads) -> None:
        machine.release(content=None, url=downloads.url)
        machine.take("curl")
        ended = machine.run()
        assert ended.stdout.splitlines()[0] == (
            f"{YELLOW}The step's program cannot be downloaded from {downloads.url}/{FILE}: this machine has no"
            f" curl.{END}")
        assert machine.failure() == (
            f"The step has no program for linux-{ARCHITECTURE}: it is not in the step's files, it could not be"
            " downloaded, and this machine has no Swift 6.2 to build it. Allow the download, or set"
            " DOCKER_CREDENTIAL_BITRISE_RELEASE to the https address of a mirror.")

    @pytest.mark.parametrize("home", [None, "/proc/none"], ids=["no home", "a home that cannot be written"])
    def test_works_without_a_home(self, machine: Machine, downloads: Downloads, home: str | None) -> None:
        machine.release(content=None, url=downloads.url)
        ended = machine.run(HOME=home)
        assert ended.returncode == 0, ended.stdout
        assert ended.stdout.startswith(f"started: {machine.temporary}/{PROGRAM}."), ended.stdout

    def test_works_where_nothing_can_be_run_in_home_and_tmpdir(self, machine: Machine, downloads: Downloads) -> None:
        machine.release(content=None, url=downloads.url)
        ended = machine.run(without_execution(machine.home, machine.temporary))
        assert ended.returncode == 0 and ended.stdout.startswith(f"started: /tmp/{PROGRAM}."), ended.stdout
        shutil.rmtree(Path(ended.stdout.split()[1]).parent)

    def test_needs_some_place(self, machine: Machine, downloads: Downloads) -> None:
        machine.release(content=None, url=downloads.url)
        machine.put("mktemp", "#!/bin/sh\nexit 1\n")
        assert machine.failure() == (
            "The step has no place for its program: in none of $XDG_CACHE_HOME, ROOT/home/.cache, ROOT/tmp, /tmp,"
            " /var/tmp and ROOT/a step can a file be written and run.")

    def test_by_two_steps_at_once(self, machine: Machine, downloads: Downloads) -> None:
        machine.release(content=None, url=downloads.url)
        both = threading.Barrier(2, timeout=30)

        def answer() -> tuple[Response, faults.Fault | None]:
            both.wait()
            return Response(200, PROGRAM_TEXT), None

        downloads.answer = answer
        ended: list[subprocess.CompletedProcess[str]] = []
        threads = [threading.Thread(target=lambda: ended.append(machine.run())) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert [(run.returncode, run.stdout, run.stderr) for run in ended] == [(0, started(machine.kept), "")] * 2
        assert machine.left() == [str(machine.kept.relative_to(machine.root))]


class TestSource:
    def test_is_compiled_once_and_outside_of_the_step(self, machine: Machine) -> None:
        machine.put_swift("6.2")
        (machine.step / ".build").mkdir()
        before = sorted(machine.step.rglob("*"))
        for _ in range(2):
            ended = machine.run()
            assert ended.returncode == 0
            assert ended.stdout.startswith(f"built: {machine.home}/.cache/{PROGRAM}/step/source-")
            assert ended.stdout.count("\n") == 1 and ended.stderr == ""
        assert sorted(machine.step.rglob("*")) == before
        (build,) = machine.builds
        scratch = build.split("--scratch-path ")[1].split(" -c ")[0]
        assert build == (
            f"build --package-path {machine.step} --scratch-path {scratch} -c release --product {PROGRAM}"
            " --static-swift-stdlib --disable-local-rpath")
        assert scratch.startswith(str(machine.home)) and not Path(scratch).exists()
        assert len(machine.left()) == 1

    @pytest.mark.parametrize("change", ["Package.swift", "Sources/a b.swift", "Sources/new.swift", "version"])
    def test_is_compiled_again_where_it_changed(self, machine: Machine, change: str) -> None:
        machine.put_swift("6.2")
        machine.run()
        if change == "version":
            machine.put_swift("6.3")
        else:
            (machine.step / change).write_text("// three")
        machine.run()
        assert len(machine.builds) == 2

    def test_that_does_not_compile_shows_why(self, machine: Machine) -> None:
        machine.put_swift("6.2", build="echo error: it is broken; exit 1")
        ended = machine.run()
        assert (ended.returncode, ended.stdout, ended.stderr) == (
            1, "error: it is broken\n"
            f"{RED}The step could not be built from source: see the compiler's messages above.{END}\n", "")
        assert machine.left() == []

    @pytest.mark.parametrize(("version", "shown"), [("6.1.2", "6.1"), ("5.10", "5.10"), ("x", "of an unknown version")])
    def test_needs_a_swift_that_is_new_enough(self, machine: Machine, version: str, shown: str) -> None:
        machine.put_swift(version)
        first, last = machine.run().stdout.splitlines()
        assert first == (
            f"{YELLOW}The step cannot be built here: this machine has Swift {shown}, and 6.2 is needed.{END}")
        assert last == f"{RED}{NO_PROGRAM}{END}" and machine.builds == []

    @pytest.mark.parametrize("version", ["6.2", "6.10", "7.0"])
    def test_accepts_newer_ones(self, machine: Machine, version: str) -> None:
        machine.put_swift(version)
        assert machine.run().stdout.startswith("built: ")


NO_PROGRAM = (
    f"The step has no program for linux-{ARCHITECTURE}: this version has none for it, and this machine has no Swift 6.2"
    " to build it. Use a release of the step (a tag, not a branch) on Linux with an amd64 or arm64 processor, or a"
    " stack with Swift 6.2 or newer.")


class TestNothing:
    def test_is_explained(self, machine: Machine) -> None:
        assert machine.failure() == NO_PROGRAM

    @pytest.mark.parametrize(("system", "processor", "shown"), [
        ("Linux", "riscv64", "linux-riscv64"), ("Darwin", "x86_64", "darwin-amd64"),
        ("Darwin", "arm64", "darwin-arm64"), ("FreeBSD", "amd64", "FreeBSD-amd64"),
    ])
    def test_names_the_machine(self, machine: Machine, system: str, processor: str, shown: str) -> None:
        machine.release()
        machine.put("uname", f'#!/bin/sh\n[ "$1" = -s ] && echo {system} || echo {processor}\n')
        assert machine.failure() == NO_PROGRAM.replace(f"linux-{ARCHITECTURE}", shown)


def test_works_in_the_oldest_bash_of_a_stack() -> None:
    """macOS has bash 3.2: none of what came later is used."""
    text = (REPOSITORY / "step.sh").read_text()
    newer = ("mapfile", "readarray", "declare -A", "local -n", "&>>", "|&", ",,}", "^^}")
    assert not any(word in text for word in newer)
    assert os.access(REPOSITORY / "step.sh", os.X_OK)
