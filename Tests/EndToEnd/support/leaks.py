"""Looks for secrets where they must not be, also when they are encoded."""

from __future__ import annotations

import base64
import functools
import stat
import urllib.parse
from pathlib import Path

from standin.vault import MARK, Vault

from .sandbox import Sandbox

PASSWORD = "ecr-password"


def search(data: bytes, vault: Vault, allowed: tuple[str, ...] = ()) -> list[str]:
    """What kinds of secrets are in the data, in any encoding; those allowed are not counted."""
    for secret in allowed:
        for form in forms(secret):
            data = data.replace(form, b"")
    found = {
        kind for secret, kind in vault.all().items() if secret not in allowed
        and any(form in data for form in forms(secret))
    }
    if any(form in data for form in forms(MARK)):
        found.add("something with the mark of a secret")
    return sorted(found)


@functools.cache
def forms(secret: str) -> tuple[bytes, ...]:
    """How a secret looks as it is, in JSON, in a URL, and inside base64 at any offset."""
    pieces = [secret]
    if secret.count(".") == 2:
        # Of an identity token the claims and the signature must not be seen; its header is no secret.
        pieces += secret.split(".")[1:]
    texts = set(pieces)
    texts |= {piece.replace("/", "\\/") for piece in pieces}
    texts |= {urllib.parse.quote(piece, safe="") for piece in pieces}
    for piece in pieces:
        texts |= _inside_base64(piece)
    return tuple(text.encode() for text in sorted(texts, key=len, reverse=True))


def _inside_base64(secret: str) -> set[str]:
    """The part of a base64 text that does not depend on what stands before and after the secret."""
    found = set()
    for offset in range(3):
        encoded = base64.b64encode(b"\0" * offset + secret.encode()).decode()
        padding = encoded.count("=")
        core = encoded[(0, 2, 3)[offset] : len(encoded) - (0, 3, 2)[padding] or None]
        found |= {core, core.replace("+", "-").replace("/", "_"), core.replace("/", "\\/")}
    return found


def check_output(out: bytes, err: bytes, vault: Vault, allowed: tuple[str, ...]) -> None:
    """What the program was asked for may be on stdout; nothing else anywhere."""
    assert not search(out, vault, allowed), f"stdout shows: {search(out, vault, allowed)}"
    assert not search(err, vault), f"stderr shows: {search(err, vault)}"


def check_files(sandbox: Sandbox, vault: Vault) -> None:
    """Only the cache may hold a secret, only ECR passwords, and only for its owner to read.

    Where a test logs in, Docker's config.json may hold them, too.
    """
    passwords = tuple(vault.of_kind(PASSWORD))
    for path in sandbox.left_behind():
        in_cache = _is_in_cache(path, sandbox)
        allowed = in_cache or path in sandbox.password_files
        found = search(path.read_bytes(), vault, passwords if allowed else ())
        assert not found, f"{path.relative_to(sandbox.root)} holds: {found}"
        if in_cache:
            _check_modes(path)
        elif allowed:
            mode = stat.S_IMODE(path.stat().st_mode)
            assert mode == sandbox.password_files[path], f"{path.name} has mode {mode:o}"


def _is_in_cache(path: Path, sandbox: Sandbox) -> bool:
    in_runtime = any(part.startswith("docker-credential-bitrise-") for part in path.parts)
    return sandbox.cache in path.parents or in_runtime


def _check_modes(path: Path) -> None:
    mode = stat.S_IMODE(path.stat().st_mode)
    directory_mode = stat.S_IMODE(path.parent.stat().st_mode)
    # A directory that others can read is one that a test has prepared, and that must have stayed empty.
    assert mode == 0o600, f"{path.name} has mode {mode:o}"
    assert directory_mode == 0o700, f"{path.parent.name} has mode {directory_mode:o}"
