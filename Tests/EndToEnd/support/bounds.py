"""What docs/reliability.md says in numbers: how often everybody was asked, and how long it took."""

from __future__ import annotations

from .helper import Run

# What "at once" means, in seconds, on a machine that is busy with other things.
AT_ONCE = 3.0


def times(number: int) -> dict[str, int]:
    """Each of the three services that often, as the journal counts it: a password takes one request to each."""
    return {"bitrise": number, "sts": number, "ecr": number}


def up_to(service: str) -> dict[str, int]:
    """Each service once, up to and with that one, at which it ends."""
    names = list(times(1))
    return dict.fromkeys(names[: names.index(service) + 1], 1)


def at_once(run: Run) -> Run:
    """A run that waited for nothing."""
    assert run.seconds < AT_ONCE + run.waited, f"{run.seconds} s"
    return run
