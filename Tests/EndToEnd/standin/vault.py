"""The secrets of a run: each carries a mark, so that it can be looked for wherever it must not be."""

from __future__ import annotations

import secrets
import string
import threading

MARK = "S3CRETMARK"

# With the characters that JSON, URLs and shells treat specially, as in AWS's own secrets.
_ALPHABET = string.ascii_letters + string.digits + "/+"


class Vault:
    """Makes marked secrets and remembers every secret that was made or registered."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kinds: dict[str, str] = {}

    def make(self, kind: str, length: int = 40) -> str:
        """A new secret of the given length, with the mark in front and a `/` and a `+` in it."""
        random = "".join(secrets.choice(_ALPHABET) for _ in range(length - len(MARK) - 2))
        return self.register(kind, f"{MARK}/+{random}")

    def register(self, kind: str, value: str) -> str:
        """Remembers a secret that was made elsewhere."""
        with self._lock:
            self._kinds[value] = kind
        return value

    def all(self) -> dict[str, str]:
        """Every secret so far, and what kind it is."""
        with self._lock:
            return dict(self._kinds)

    def of_kind(self, kind: str) -> list[str]:
        """Every secret of one kind, oldest first."""
        return [value for value, its_kind in self.all().items() if its_kind == kind]
