"""Runs programs where another directory is the root of all files."""

from __future__ import annotations

import os
import shutil
from pathlib import Path


def inside(root: Path) -> list[str]:
    """What a command line begins with to run there."""
    # For those who are not root it may be on no path of theirs.
    chroot = shutil.which("chroot", path=f"{os.environ['PATH']}:/usr/sbin:/sbin")
    assert chroot, "chroot is not installed"
    return [*([] if os.geteuid() == 0 else ["unshare", "--map-root-user"]), chroot, str(root)]
