"""Runs all measures and prints the table: `make bench`.

RUNS is how often each figure is taken (30 unless it is given). With WRITE=1 the table goes into docs/performance.md,
too. The exit code says whether every program did what it was asked for, with the requests that it may make; a time
that is longer than its target is a line of the table, no failure.
"""

from __future__ import annotations

import contextlib
import datetime
import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from support.sandbox import built_program, static_program

from . import link, servers, table
from .calibration import Calibration
from .contender import WrongResult
from .measures import Bench, cold, crowd, distant, hit, large, logins, size, static
from .rounds import Rounds
from .row import Row
from .situations import ROUND_TRIP, Situations
from .trust import Trust

_REPOSITORY = Path(__file__).resolve().parents[3]
_DOCUMENT = _REPOSITORY / "docs" / "performance.md"
_JSON = _REPOSITORY / ".test" / "bench.json"


def main() -> int:
    runs = int(os.environ.get("RUNS") or 30)
    machine = table.machine()
    rows: list[Row] = []
    failure = None
    try:
        for row in measure(runs):
            rows.append(row)
            print(f"measured: {row.what.replace('`', '')}", file=sys.stderr, flush=True)
    except WrongResult as error:
        failure = error
    print(f"\n{machine}\nMedians of as many runs as the last column says.\n\n{table.as_text(rows)}", flush=True)
    if failure:
        print(f"\nFAILED, and the rest was not measured: {failure}", file=sys.stderr)
        return 1
    _JSON.parent.mkdir(exist_ok=True)
    _JSON.write_text(table.as_json(rows, machine))
    if os.environ.get("WRITE"):
        today = datetime.datetime.now(datetime.UTC).date()
        table.write_into(_DOCUMENT, table.as_markdown(rows, f"{today}: {machine}."))
    return 0


def measure(runs: int) -> Iterator[Row]:
    """All rows, in the order of the table."""
    with contextlib.ExitStack() as stack:
        root = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="bench-")))
        services = stack.enter_context(servers.services(root / "services"))
        near = stack.enter_context(servers.relay(services.front, 0))
        far = stack.enter_context(servers.relay(services.front, ROUND_TRIP))
        rounds = Rounds(services, root / "streams")
        trust = Trust(root / "certificates", services.certificate)
        situations = Situations(root / "situations", built_program(), services, trust, near, far)
        bench = Bench(situations, rounds, runs)
        for measure_rows in (hit, cold, distant, logins, crowd, large, size):
            yield from measure_rows.rows(bench)
        there = stack.enter_context(link.link(root, ROUND_TRIP))
        endpoints = stack.enter_context(servers.endpoints(services, link.HERE))
        linked = [
            Situations(root / name, program, services, trust, None, None, there.beyond, endpoints)
            for name, program in (("linked", built_program()), ("linked-static", static_program()))]
        alone = Situations(root / "static", static_program(), services, trust, near, far)
        yield from static.rows(bench, alone, *linked)
        yield from Calibration(services, near, far, runs).rows(rounds.streams)


if __name__ == "__main__":
    sys.exit(main())
