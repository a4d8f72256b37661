"""Another time of day for a program."""

from __future__ import annotations

import functools
import re
import tempfile
from pathlib import Path

from .compiled import compile_tool

_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400, "y": 365 * 86400}


def another_time(offset: str) -> tuple[str, ...]:
    """What starts a program that sees a time that is off by `+10m` or `-3y`; how time passes is not changed."""
    match = re.fullmatch(r"([+-]\d+)([smhdy])", offset)
    assert match, offset
    return (str(_tool()), str(int(match[1]) * _UNITS[match[2]]))


@functools.cache
def _tool() -> Path:
    return compile_tool(Path(__file__).with_suffix(".c"), Path(tempfile.mkdtemp()))
