"""The directories that one test's programs see, and nothing else of the machine's user."""

from __future__ import annotations

import os
from pathlib import Path

PROGRAM = "docker-credential-bitrise"
_REPOSITORY = Path(__file__).resolve().parents[3]
_BUILT = _REPOSITORY / ".build" / "release" / PROGRAM


def built_program() -> Path:
    """The program under test; its absence is a failure, never a reason to skip."""
    program = Path(os.environ.get("HELPER") or _BUILT)
    program = program if program.is_absolute() else _REPOSITORY / program
    assert program.is_file(), f"{program} does not exist: build the program first, or name it in HELPER"
    return program


class Sandbox:
    """A home, a working directory, a temporary and a cache directory, all empty."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.home = root / "home"
        self.work = root / "work"
        self.temporary = root / "tmp"
        self.bin = root / "bin"
        # Not made here: the program makes it.
        self.cache = root / "cache"
        # Files that a test gives the program; they may hold secrets and are not searched.
        self.inputs = root / "inputs"
        for directory in (self.home, self.work, self.temporary, self.bin, self.inputs):
            directory.mkdir(parents=True)

    def install(self, program: Path) -> None:
        """Puts the program on PATH under its name."""
        (self.bin / PROGRAM).symlink_to(program)

    def environment(self) -> dict[str, str]:
        """All that a program finds in its environment unless a test adds something."""
        return {
            "HOME": str(self.home),
            "PATH": f"{self.bin}:/usr/local/bin:/usr/bin:/bin",
            "TMPDIR": str(self.temporary),
            "ECR_LOGIN_CACHE_DIR": str(self.cache),
        }

    def input(self, name: str, content: str | bytes) -> Path:
        """A file for the program to read."""
        path = self.inputs / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    def left_behind(self) -> list[Path]:
        """Every file that a program could have written."""
        places = (self.home, self.work, self.temporary, self.cache, self.root / "runtime")
        return [path for place in places for path in sorted(place.rglob("*")) if path.is_file()]
