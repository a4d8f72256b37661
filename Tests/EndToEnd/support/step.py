"""The program as a Bitrise step, run as the Bitrise CLI runs it."""

from __future__ import annotations

import contextlib
import hashlib
import platform
import shutil
import string
import subprocess
import threading
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

from .cores import waited_for_cores
from .helper import Helper, Run
from .repository import REPOSITORY
from .sandbox import PROGRAM
from .scripts import Envman

# Long enough for the one build from nothing.
_BUILD_SECONDS = 600


def description() -> dict[str, Any]:
    """step.yml."""
    found = yaml.safe_load((REPOSITORY / "step.yml").read_text())
    assert isinstance(found, dict)
    return found


def inputs() -> dict[str, str]:
    """The inputs that step.yml names, with their defaults."""
    found = {}
    for entry in description()["inputs"]:
        name = next(key for key in entry if key != "opts")
        found[name] = str(entry[name] or "")
    return found


class Package:
    """A copy of the package, as the CLI makes it before it starts a step."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        listed = subprocess.run(
            ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"], cwd=REPOSITORY,
            capture_output=True, check=True).stdout.decode().split("\0")
        for name in filter(None, listed):
            if (REPOSITORY / name).is_file():
                (directory / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(REPOSITORY / name, directory / name)
        # By bash, without arguments, as the CLI does it.
        self.command = ("bash", str(directory / "step.sh"))

    def add_program(self, program: Path, processor: str | None = None) -> None:
        """Makes it the tree of a release, with the program in it; for this machine's processor unless one is given."""
        machine = processor or {"x86_64": "amd64", "aarch64": "arm64"}[platform.machine()]
        file = self.directory / "step" / f"{PROGRAM}-linux-{machine}"
        file.parent.mkdir()
        shutil.copy(program, file)
        digest = hashlib.sha256(file.read_bytes()).hexdigest()
        (file.parent / "checksums").write_text(f"{digest}  {file.name}\n")


class CommandLines:
    """The command lines of a process's descendants, which everybody on the machine can read."""

    def __init__(self) -> None:
        self.seen: set[bytes] = set()

    @contextlib.contextmanager
    def watch(self, process: int) -> Iterator[None]:
        """Looks as often as it can while the block runs."""
        ended = threading.Event()

        def look() -> None:
            while not ended.wait(0.0005):
                self._look_at(process)

        thread = threading.Thread(target=look)
        thread.start()
        try:
            yield
        finally:
            ended.set()
            thread.join()

    def _look_at(self, process: int) -> None:
        with contextlib.suppress(OSError):
            directory = Path(f"/proc/{process}")
            if line := (directory / "cmdline").read_bytes():
                self.seen.add(line)
            for task in (directory / "task").iterdir():
                for child in (task / "children").read_text().split():
                    self._look_at(int(child))


class Step:
    """A step of a build, in the sandbox of a test."""

    def __init__(self, program: Path, helper: Helper, envman: Envman | None) -> None:
        self.program = program
        self.helper = helper
        self.envman = envman
        self.sandbox = helper.sandbox
        # Only the step itself brings the program along.
        (self.sandbox.bin / PROGRAM).unlink(missing_ok=True)
        self.summary_file = self.sandbox.work / "summary.md"
        self.command_lines = CommandLines()
        self.environment = {name: value for name, value in helper.environment.items() if name != "AWS_ROLE_ARN"} | {
            "BITRISE_STEP_EXECUTION_ID": "b0d3", "BITRISE_STEP_SOURCE_DIR": str(REPOSITORY),
            "BITRISE_SOURCE_DIR": str(self.sandbox.work), "BITRISE_DEPLOY_DIR": str(self.sandbox.work),
            "BITRISE_TRIGGERED_WORKFLOW_ID": "deploy", "BITRISE_BUILD_STATUS": "0", "BITRISE_SECRET_FILTERING": "true",
            "BITRISE_STEP_FORMATTED_OUTPUT_FILE_PATH": str(self.summary_file), "CI": "true",
        } | (envman.environment if envman else {})

    def run(
        self, given: Mapping[str, str] = {}, /, *, command: tuple[str, ...] = (),
        changes: Mapping[str, str | None] = {}, **named: str,
    ) -> Run:
        """Runs it with some inputs; the others have the defaults of step.yml, with variables expanded."""
        environment = {**self.environment, **changes}
        values = {**inputs(), **given, **named}
        assert set(values) == set(inputs()), "no such input"
        expanded = {
            name: string.Template(value).safe_substitute(
                {variable: environment.get(variable) or "" for variable in _VARIABLES})
            for name, value in values.items()}
        begun, waited = time.monotonic(), waited_for_cores()
        process = subprocess.Popen(
            command or [str(self.program)], cwd=self.sandbox.work, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env={name: value for name, value in (environment | expanded).items() if value is not None})
        with self.command_lines.watch(process.pid):
            out, err = process.communicate(timeout=_BUILD_SECONDS)
        run = Run(
            (), process.returncode, out, err, time.monotonic() - begun, waited_for_cores() - waited)
        self.helper.check_for_leaks([run])
        return run

    def later_environment(self) -> dict[str, str]:
        """What a later step of the same build finds: the build's own variables and what was handed on."""
        own = {name: value for name, value in self.environment.items() if not name.startswith("BITRISE_STEP_")}
        return own | (self.envman.variables if self.envman else {})


# What the defaults of step.yml refer to.
_VARIABLES = ("BITRISE_BUILD_NUMBER", "BITRISE_BUILD_URL", "BITRISE_BUILD_API_TOKEN")
