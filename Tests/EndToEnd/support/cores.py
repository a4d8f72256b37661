"""How busy the machine is."""

from __future__ import annotations

from pathlib import Path

_PRESSURE = Path("/proc/pressure/cpu")


def waited_for_cores() -> float:
    """The seconds, since the machine started, in which some process waited for a core; 0 where Linux does not count."""
    if not _PRESSURE.exists():
        return 0
    some = next(line for line in _PRESSURE.read_text().splitlines() if line.startswith("some "))
    return int(some.rpartition("total=")[2]) / 1e6
