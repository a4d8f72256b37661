"""A small image in the layout of skopeo's `dir:` transport."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import platform
import shutil
import tarfile
from pathlib import Path

# What it prints.
TEXT = "pulled from ECR with nothing but an identity token\n"
_TEXT_FILE, _SHELL = "hello.txt", "busybox"
_ARCHITECTURES = {"x86_64": "amd64", "aarch64": "arm64"}


def write(directory: Path) -> str:
    """Writes the image and gives its manifest's digest."""
    directory.mkdir(parents=True)
    layer = _layer()
    packed = gzip.compress(layer, compresslevel=1, mtime=0)
    config = json.dumps({
        "architecture": _ARCHITECTURES[platform.machine()], "os": "linux",
        "config": {"Cmd": [f"/{_SHELL}", "cat", f"/{_TEXT_FILE}"]},
        "rootfs": {"type": "layers", "diff_ids": [f"sha256:{hashlib.sha256(layer).hexdigest()}"]},
        "history": [{"created_by": "the end-to-end tests"}],
    }).encode()
    kind = "application/vnd.docker"
    manifest = json.dumps({
        "schemaVersion": 2, "mediaType": f"{kind}.distribution.manifest.v2+json",
        "config": _blob(directory, config, f"{kind}.container.image.v1+json"),
        "layers": [_blob(directory, packed, f"{kind}.image.rootfs.diff.tar.gzip")],
    }).encode()
    (directory / "manifest.json").write_bytes(manifest)
    (directory / "version").write_text("Directory Transport Version: 1.1\n")
    return f"sha256:{hashlib.sha256(manifest).hexdigest()}"


def _layer() -> bytes:
    shell = shutil.which("busybox")
    assert shell, "busybox is not installed"
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        for name, content, mode in ((_TEXT_FILE, TEXT.encode(), 0o644), (_SHELL, Path(shell).read_bytes(), 0o755)):
            entry = tarfile.TarInfo(name)
            entry.size, entry.mode = len(content), mode
            archive.addfile(entry, io.BytesIO(content))
    return buffer.getvalue()


def _blob(directory: Path, data: bytes, media_type: str) -> dict[str, object]:
    digest = hashlib.sha256(data).hexdigest()
    (directory / digest).write_bytes(data)
    return {"mediaType": media_type, "size": len(data), "digest": f"sha256:{digest}"}
