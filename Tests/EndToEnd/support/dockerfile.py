"""Reads a Dockerfile."""

from __future__ import annotations

import re
from pathlib import Path


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
