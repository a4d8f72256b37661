"""What is measured: a file for each question, a function in it that answers with rows of the table."""

from __future__ import annotations

import dataclasses

from ..rounds import Rounds
from ..situations import Situations


@dataclasses.dataclass(frozen=True)
class Bench:
    """What a measure works with: who runs, how it is timed, how often."""

    situations: Situations
    rounds: Rounds
    runs: int

    @property
    def few(self) -> int:
        """How often what takes long is run."""
        return max(3, self.runs // 6)
