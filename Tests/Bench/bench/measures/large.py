"""Much in the cache, and much in config.json."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path

from support import cache
from support.hosts import HOST

from .. import contender, launch
from ..contender import ONE_EACH
from ..row import Row, Unit, at_most, milliseconds
from . import Bench

_ENTRIES = 1000
_CONFIG_BYTES = 10_000_000


def rows(bench: Bench) -> Iterator[Row]:
    situations, rounds = bench.situations, bench.rounds
    sandbox = situations.sandbox()
    crowded, usual = situations.hit(sandbox), situations.hit()
    contender.expect_success(launch.run(crowded.command, rounds.streams))
    _multiply_entries(sandbox.cache)
    many, few = rounds.alternate([crowded, usual], bench.runs)
    hit = milliseconds(many.median)
    yield Row(
        f"`get`, cache hit among {_ENTRIES:,} entries (alone: {Unit.MILLISECONDS.text(milliseconds(few.median))})",
        hit, Unit.MILLISECONDS, targets=(at_most(hit, 6, "< 6 ms"),), requests=many.counts, runs=bench.runs)

    large, small = rounds.alternate(
        [situations.login([HOST], ONE_EACH, config=_large_config()), situations.login([HOST], ONE_EACH)], bench.few)
    login = milliseconds(large.median)
    yield Row(
        f"`login`, cold, config.json of 10 MB (of 2 bytes: {Unit.MILLISECONDS.text(milliseconds(small.median))})",
        login, Unit.MILLISECONDS, targets=(at_most(login, 300, "< 300 ms"),), requests=large.counts, runs=bench.few)


def _multiply_entries(directory: Path) -> None:
    """Further entries and locks as other roles and regions would have left them."""
    entry, = cache.files(directory)
    for number in range(_ENTRIES - 1):
        name = hashlib.sha256(str(number).encode()).hexdigest()
        for suffix, content in (("json", entry.read_bytes()), ("lock", b"")):
            path = directory / f"{name}.{suffix}"
            path.write_bytes(content)
            path.chmod(0o600)


def _large_config() -> bytes:
    auths = {f"registry-{number:06}.example": {"auth": "dTpw" * 20} for number in range(_CONFIG_BYTES // 139)}
    return json.dumps({"auths": auths}, indent="\t").encode().ljust(_CONFIG_BYTES)
