"""Another time of day for a program."""

from __future__ import annotations

import glob


def another_time(offset: str) -> dict[str, str]:
    """The variables that have a program see a time that is off by `+10m` or `-3y`; how time passes is not changed."""
    [library] = glob.glob("/usr/lib/*/faketime/libfaketime.so.1")
    return {"LD_PRELOAD": library, "FAKETIME": offset, "FAKETIME_DONT_FAKE_MONOTONIC": "1"}
