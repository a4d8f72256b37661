"""Remembers on which files a step has passed, so that it need not run again on the same ones."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

from .step import Step


class Unchanged:
    """The steps that have passed, each with a digest of the files that it depends on."""

    def __init__(self, store: Path, directory: Path) -> None:
        self._store = store
        self._directory = directory
        self._digests: dict[str, str] = {}

    def has_passed(self, step: Step) -> bool:
        """Whether the step has passed on the files as they are now; never for a step that names none."""
        if not step.inputs:
            return False
        digest = self._digests[step.name] = self._digest(step)
        return self._record(step).is_file() and self._record(step).read_text() == digest

    def remember(self, step: Step, passed: bool) -> None:
        """Notes the result of a step that `has_passed` was asked about before it ran."""
        if step.name not in self._digests:
            return
        if passed:
            self._store.mkdir(parents=True, exist_ok=True)
            self._record(step).write_text(self._digests[step.name])
        else:
            self._record(step).unlink(missing_ok=True)

    def _record(self, step: Step) -> Path:
        return self._store / step.name

    def _digest(self, step: Step) -> str:
        digest = hashlib.sha256(repr(step.command).encode())
        for path in sorted(self._files(step)):
            digest.update(str(path.relative_to(self._directory)).encode() + b"\0")
            digest.update(hashlib.sha256(path.read_bytes()).digest())
        return digest.hexdigest()

    def _files(self, step: Step) -> Iterator[Path]:
        for name in step.inputs:
            path = self._directory / name
            yield from (each for each in path.rglob("*") if each.is_file()) if path.is_dir() else (path,)
