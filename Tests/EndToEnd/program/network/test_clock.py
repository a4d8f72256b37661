"""The tool that gives a program another time of day, without which tests of wrong clocks would show nothing."""

from __future__ import annotations

import subprocess
import sys
import time

import pytest

from support.clock import another_time

SCRIPT = "import time; print(time.time(), time.monotonic(), int(time.clock_gettime(time.CLOCK_REALTIME)))"


@pytest.mark.parametrize(("offset", "seconds"), [("+10m", 600), ("-3y", -3 * 365 * 86400), ("+0s", 0)])
def test_the_time_of_day_is_another_and_no_other_clock(offset: str, seconds: int) -> None:
    before = time.time(), time.monotonic()
    said = subprocess.run(
        [*another_time(offset), sys.executable, "-c", SCRIPT], check=True, capture_output=True, text=True).stdout
    after = time.time(), time.monotonic()
    day, monotonic, real = (float(word) for word in said.split())
    assert before[0] <= day - seconds <= after[0] and before[1] <= monotonic <= after[1]
    assert before[0] - 1 <= real - seconds <= after[0]


def test_programs_that_it_starts_see_it_too() -> None:
    said = subprocess.run(
        [*another_time("+10d"), "/bin/sh", "-c", "/bin/date +%s"], check=True, capture_output=True, text=True).stdout
    assert abs(int(said) - time.time() - 864000) < 60


@pytest.mark.parametrize(("script", "code"), [("exit 7", 7), ("kill -TERM $$", 143)])
def test_it_ends_as_the_program_does(script: str, code: int) -> None:
    assert subprocess.run([*another_time("+1s"), "/bin/sh", "-c", script], check=False).returncode == code
