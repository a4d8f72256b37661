"""Docker's config.json, as tests write and read it."""

from __future__ import annotations

import base64
import json
import stat
from pathlib import Path
from typing import Any

from .sandbox import Sandbox


class DockerConfig:
    """The file, which may or may not be there; from now on a password may be in it."""

    def __init__(self, sandbox: Sandbox, directory: Path | None = None) -> None:
        self._sandbox = sandbox
        self.directory = directory or sandbox.home / ".docker"
        self.path = self.directory / "config.json"
        self.may_hold_passwords(0o600)

    def may_hold_passwords(self, mode: int) -> None:
        """Where a password is in it, the file must have this mode."""
        self._sandbox.password_files[self.path] = mode

    def write(self, content: dict[str, Any] | bytes, mode: int = 0o600) -> bytes:
        """Puts something there and gives it back."""
        self.directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        data = content if isinstance(content, bytes) else json.dumps(content, indent="\t").encode()
        self.path.write_bytes(data)
        self.path.chmod(mode)
        self.may_hold_passwords(mode)
        return data

    @property
    def content(self) -> bytes:
        return self.path.read_bytes()

    @property
    def mode(self) -> int:
        return stat.S_IMODE(self.path.stat().st_mode)

    def read(self) -> dict[str, Any]:
        """Its JSON object."""
        found = json.loads(self.content)
        assert isinstance(found, dict)
        return found

    @property
    def auths(self) -> dict[str, Any]:
        """The entries of hosts; none where there is no file."""
        return dict(self.read().get("auths") or {}) if self.path.exists() else {}

    def password(self, host: str) -> str:
        """The password of a host that was logged in in the file."""
        entry = self.auths[host]
        assert set(entry) == {"auth"}, f"keys are {sorted(entry)}"
        user, _, password = base64.b64decode(entry["auth"], validate=True).decode().partition(":")
        assert user == "AWS"
        return password

    @property
    def others(self) -> list[str]:
        """What else is in its directory: nothing must be."""
        return sorted(path.name for path in self.directory.iterdir() if path != self.path)
