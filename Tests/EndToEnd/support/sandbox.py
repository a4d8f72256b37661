"""The directories that one test's programs see, and nothing else of the machine's user."""

from __future__ import annotations

import os
import stat
import struct
from pathlib import Path

from .repository import REPOSITORY

PROGRAM = "docker-credential-bitrise"
_BUILT_STATIC = REPOSITORY / ".build-static" / "release" / PROGRAM
_BUILT = REPOSITORY / ".build" / "release" / PROGRAM


# What programs find where neither this program nor a test's own ones are on PATH.
SYSTEM_PATH = "/usr/local/bin:/usr/bin:/bin"


def built_program() -> Path:
    """The program under test; its absence is a failure, never a reason to skip."""
    program = Path(os.environ.get("HELPER") or _BUILT)
    program = program if program.is_absolute() else REPOSITORY / program
    assert program.is_file(), f"{program} does not exist: build the program first, or name it in HELPER"
    return program


def is_static(program: Path) -> bool:
    """Whether a program needs no dynamic loader: its ELF file names none."""
    header = program.read_bytes()[:64]
    (offset,) = struct.unpack_from("<Q", header, 32)
    size, count = struct.unpack_from("<HH", header, 54)
    table = program.read_bytes()[offset:offset + size * count]
    loader = 3  # PT_INTERP
    return all(struct.unpack_from("<I", table, size * index)[0] != loader for index in range(count))


def static_program() -> Path:
    """The program without libraries, of `make static`; its absence is a failure, never a reason to skip."""
    program = Path(os.environ.get("STATIC_HELPER") or _BUILT_STATIC)
    assert program.is_file(), f"{program} does not exist: make static"
    assert is_static(program), f"{program} is not a static program"
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
        # Files outside the cache that may hold passwords, with the mode that they must have.
        self.password_files: dict[Path, int] = {}
        for directory in (self.home, self.work, self.temporary, self.bin, self.inputs):
            directory.mkdir(parents=True)

    def install(self, program: Path) -> None:
        """Puts the program on PATH under its name."""
        (self.bin / PROGRAM).symlink_to(program)

    def environment(self) -> dict[str, str]:
        """All that a program finds in its environment unless a test adds something."""
        return {
            "HOME": str(self.home),
            "PATH": f"{self.bin}:{SYSTEM_PATH}",
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


def open_to_all(directory: Path) -> None:
    """Lets other users through to a directory, for good; pytest's own are closed to them.

    Not only while a test runs: tests beside it have directories below the same ones.
    """
    for each in (directory, *directory.parents):
        mode = stat.S_IMODE(each.stat().st_mode)
        if not mode & stat.S_IXOTH:
            each.chmod(mode | stat.S_IXOTH)
