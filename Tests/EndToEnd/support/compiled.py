"""Tools in C, compiled for a test run."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path


def compile_tool(source: Path, directory: Path, *options: str) -> Path:
    """Compiles a tool of one file into the directory."""
    compiler = shutil.which("cc") or shutil.which("gcc") or shutil.which("clang")
    assert compiler, "there is no C compiler"
    tool = directory / source.stem
    subprocess.run(
        [compiler, "-O1", "-Wall", "-Wextra", "-Werror", *options, "-o", tool, source], check=True, timeout=60)
    return tool
