"""One line of the table."""

from __future__ import annotations

import dataclasses
import enum

from .contender import Counts
from .situations import ROUND_TRIP


class Unit(enum.Enum):
    """What a figure counts."""

    MILLISECONDS = "ms"
    ROUND_TRIPS = "round trips"
    MEGABYTES = "MB"
    NUMBER = ""

    def text(self, value: float) -> str:
        """A figure with its unit."""
        match self:
            case Unit.MILLISECONDS:
                return f"{value:.0f} ms" if value >= 100 else f"{value:.1f} ms"
            case Unit.ROUND_TRIPS:
                return f"{value:.2f} round trips ({value * ROUND_TRIP * 1000:.0f} ms)"
            case Unit.MEGABYTES:
                return f"{value:.1f} MB"
            case Unit.NUMBER:
                return f"{value:,.0f}"


@dataclasses.dataclass(frozen=True)
class Target:
    """What a figure should be, in words, and whether it is."""

    text: str
    met: bool


@dataclasses.dataclass(frozen=True)
class Row:
    """A figure of this program, one of a peer where there is one, and the targets."""

    what: str
    ours: float | None
    unit: Unit
    peer: float | None = None
    targets: tuple[Target, ...] = ()
    requests: Counts | None = None
    peer_requests: Counts | None = None
    runs: int = 1

    def cells(self) -> tuple[str, ...]:
        """What the table shows of it."""
        return (
            self.what,
            "" if self.ours is None else self.unit.text(self.ours),
            "" if self.peer is None else self.unit.text(self.peer),
            f"{self.ours / self.peer:.2f}" if self.ours is not None and self.peer else "",
            "; ".join(target.text for target in self.targets),
            "; ".join("yes" if target.met else "**no**" for target in self.targets),
            _requests(self.requests, self.peer_requests),
            str(self.runs),
        )


HEADINGS = ("what", "ours", "peer", "ratio", "target", "met", "requests (peer)", "runs")


def milliseconds(seconds: float) -> float:
    return seconds * 1000


def round_trips(seconds: float) -> float:
    return seconds / ROUND_TRIP


def at_most(value: float, limit: float, text: str) -> Target:
    """A target that a figure must not exceed."""
    return Target(text, value <= limit)


def _requests(ours: Counts | None, peers: Counts | None) -> str:
    shown = [_counts(ours)] if ours is not None else []
    if peers is not None:
        shown.append(f"({_counts(peers)})")
    return " ".join(shown)


def _counts(counts: Counts) -> str:
    names = {"bitrise": "token", "sts": "STS", "ecr": "ECR"}
    return ", ".join(f"{counts[name]} {text}" for name, text in names.items() if name in counts) or "none"
