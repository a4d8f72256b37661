"""Runs contenders in alternation, so that whatever else the machine does meets all of them alike."""

from __future__ import annotations

import dataclasses
import statistics
from collections.abc import Sequence
from pathlib import Path

from . import launch
from .contender import Contender, Counts, WrongResult
from .servers import Services

_WARM_UPS = 2


@dataclasses.dataclass(frozen=True)
class Result:
    """The runs of one contender."""

    seconds: tuple[float, ...]
    counts: Counts

    @property
    def median(self) -> float:
        return statistics.median(self.seconds)

    @property
    def runs(self) -> int:
        return len(self.seconds)


class Rounds:
    """Measures, and counts the requests of every run."""

    def __init__(self, services: Services, streams: Path) -> None:
        self._services = services
        self.streams = streams

    def alternate(self, contenders: Sequence[Contender], runs: int) -> list[Result]:
        """That many runs of each, A B A B, after a few that do not count."""
        seconds: list[list[float]] = [[] for _ in contenders]
        counts: list[Counts] = [{} for _ in contenders]
        for number in range(-_WARM_UPS, runs):
            for index, each in enumerate(contenders):
                took, counts[index] = self._run(each, checks_requests=number >= 0)
                if number >= 0:
                    seconds[index].append(took)
        return [Result(tuple(took), count) for took, count in zip(seconds, counts, strict=True)]

    def _run(self, contender: Contender, checks_requests: bool) -> tuple[float, Counts]:
        contender.prepare()
        self._services.clear()
        ended, seconds = launch.run_at_once(contender.command, contender.at_once, self.streams)
        for each in ended:
            try:
                contender.check(each)
            except (WrongResult, ValueError, KeyError) as error:
                raise WrongResult(f"{contender.name}: {error}") from None
        counts = self._services.calls()
        # A warm-up run fills the caches of those that have one.
        if checks_requests and contender.requests and not contender.requests.allow(counts):
            raise WrongResult(f"{contender.name}: asked {counts}, may ask {contender.requests}")
        return seconds, counts
