"""What `make dist` makes of the static program, and what its files are called."""

from __future__ import annotations

import os
import platform
import subprocess
from pathlib import Path

from support.repository import REPOSITORY
from support.sandbox import PROGRAM, static_program

PACKAGING = REPOSITORY / "packaging"
MACHINE = platform.machine()
ARCHITECTURE = {"x86_64": "amd64", "aarch64": "arm64"}[MACHINE]
VERSION = subprocess.run([PACKAGING / "version"], check=True, capture_output=True, text=True).stdout.strip()
BARE = f"{PROGRAM}-linux-{ARCHITECTURE}"
STEM = f"{PROGRAM}_{VERSION}_linux_{ARCHITECTURE}"
DEB = f"{PROGRAM}_{VERSION}-1_{ARCHITECTURE}.deb"
RPM = f"{PROGRAM}-{VERSION}-1.{MACHINE}.rpm"
SUMS = f"{PROGRAM}_{VERSION}_SHA256SUMS"
VERSIONS = REPOSITORY / ".build-static" / "libcurl" / "VERSIONS"
EPOCH = 1790000000


def linked() -> dict[str, str]:
    """The source packages that are linked into the static program, and their versions."""
    return dict(line.split() for line in VERSIONS.read_text().splitlines())


def licenses() -> set[str]:
    """The files of licences that a release has."""
    return {*linked(), "LGPL-2.1"}


def make_dist(directory: Path, *prefix: str, umask: int = 0o077, **environment: str) -> Path:
    """Makes a release in a directory that is not there yet, by a command that starts with `prefix`."""
    subprocess.run(
        [*prefix, PACKAGING / "dist", static_program(), VERSIONS, directory], check=True, capture_output=True,
        timeout=300, umask=umask, env={**os.environ, "SOURCE_DATE_EPOCH": str(EPOCH), **environment})
    return directory
