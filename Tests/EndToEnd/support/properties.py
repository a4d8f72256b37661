"""How a property is tried: on random examples, other ones in every run, of which hypothesis shrinks one that fails."""

from __future__ import annotations

import os
import time
from collections.abc import Callable

from hypothesis import HealthCheck, seed, settings
from hypothesis.configuration import set_hypothesis_home_dir
from hypothesis.database import DirectoryBasedExampleDatabase

from .repository import REPOSITORY

# The processes of one run have the same one: what the first sets, the others inherit.
SEED = int(os.environ.get("SEED") or time.time())
os.environ["SEED"] = str(SEED)
_HOME = REPOSITORY / ".test" / "hypothesis"
# What fails is kept there, and tried first by the next run.
_DATABASE = DirectoryBasedExampleDatabase(_HOME / "examples")


def use_profile() -> None:
    """Makes the settings of every property those of this project; `CI` would choose others, the same in every run."""
    set_hypothesis_home_dir(_HOME)
    settings.register_profile(
        "end-to-end", settings.get_profile("default"), derandomize=False, print_blob=True, database=_DATABASE,
        # A slow machine is no failure.
        deadline=None, suppress_health_check=[HealthCheck.too_slow])
    settings.load_profile("end-to-end")


def examples(count: int) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Tries a property on so many examples, which `SEED` repeats."""
    # `seed` by itself would take the database away, and what failed before would not be tried first.
    return lambda test: settings(max_examples=count, database=_DATABASE)(seed(SEED)(test))
