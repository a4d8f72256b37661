"""The table of docs/reliability.md."""

from __future__ import annotations

from collections.abc import Mapping

from support.repository import REPOSITORY

from . import TABLE
from .fault import DEADLINE, SERVICES, Case, NetworkFault

DOCUMENT = REPOSITORY / "docs" / "reliability.md"
BEGIN, END = "<!-- faults of the network: begin -->\n", "<!-- faults of the network: end -->\n"
_WHERE = {
    "bitrise": "build API", "sts": "STS", "ecr": "ECR", "sts by keys": "STS, signed by keys",
    "ecr by keys": "ECR, signed by keys", "ecr-public": "ECR Public",
}
_SERVICES = {"bitrise": "build API", "sts": "STS", "ecr": "ECR", "ecr-public": "ECR Public"}


def table() -> str:
    """All rows, between the markers."""
    rows = ["| fault | where | outcome | requests | time | test |", "|---|---|---|---|---|---|"]
    rows += [_row(fault) for fault in TABLE]
    return BEGIN + "\n".join(rows) + "\n" + END


def current(text: str) -> str:
    """A document with the table as it is to be."""
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    return before + table() + after


def _row(fault: NetworkFault) -> str:
    where = "each" if fault.where == SERVICES else ", ".join(_WHERE[each] for each in fault.where)
    cells = [
        fault.name.replace("|", "\\|"), where, fault.outcome, _requests(fault), _time(fault), f"`{fault.slug}`"]
    return f"| {' | '.join(cells)} |"


def _requests(fault: NetworkFault) -> str:
    if isinstance(fault.requests, Mapping):
        counts = ", ".join(f"{_SERVICES[name]} {_count(count)}" for name, count in fault.requests.items())
        return counts or "0"
    numbers = {where: _number(fault, where) for where in fault.where}
    if len(set(numbers.values())) == 1:
        text = _count(numbers[fault.where[0]])
    else:
        text = f"build API {_count(numbers['bitrise'])}, others {_count(numbers['sts'])}"
    return f"{text} (none arrives)" if fault.requests is None else text


def _count(number: int | range) -> str:
    return f"up to {number.stop - 1}" if isinstance(number, range) else str(number)


def _number(fault: NetworkFault, where: str) -> int | range:
    if fault.requests is None:
        return fault.attempts(where)
    assert not isinstance(fault.requests, Mapping)
    return fault.requests(where) if callable(fault.requests) else fault.requests


def _time(fault: NetworkFault) -> str:
    if fault.timeout:
        return "until the deadline"
    most = {where: fault.most(where) if callable(fault.most) else fault.most for where in fault.where}
    assert max(Case(fault, where).seconds[1] for where in fault.where) <= DEADLINE
    if len(set(most.values())) > 1:
        return f"build API {_span(fault.least, most['bitrise'])}, others {_span(fault.least, most['sts'])}"
    return _span(fault.least, most[fault.where[0]])


def _span(least: float, most: float) -> str:
    if most < 0.2:
        return "at once"
    if least == most:
        return f"{most:g} s"
    return f"{least:g} to {most:g} s" if least else f"up to {most:g} s"


if __name__ == "__main__":
    DOCUMENT.write_text(current(DOCUMENT.read_text()))
