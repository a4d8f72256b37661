"""The certificates that the programs trust: the system's, as they are, and that of the bench among them.

With the one certificate alone, programs would not show what reading the system's many costs them.
"""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

_SYSTEM = Path("/etc/ssl/certs")
_BUNDLE = "ca-certificates.crt"


class Trust:
    """A copy of the system's directory of certificates, with one more."""

    def __init__(self, directory: Path, certificate: Path, system: Path = _SYSTEM) -> None:
        self.directory = directory
        shutil.copytree(system, directory, symlinks=True)
        shutil.copy(certificate, directory / "bench.pem")
        # OpenSSL finds a certificate by the hash of its subject.
        (directory / f"{_subject_hash(certificate)}.0").symlink_to("bench.pem")
        self.bundle = directory / _BUNDLE
        with self.bundle.open("ab") as bundle:
            bundle.write(certificate.read_bytes())


def _subject_hash(certificate: Path) -> str:
    return subprocess.run(
        ["openssl", "x509", "-in", certificate, "-noout", "-hash"], check=True, capture_output=True, text=True,
    ).stdout.strip()
