"""docs/reliability.md: every row of its tables is a test that exists."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

TESTS = Path(__file__).parent
DOCUMENT = TESTS.parents[1] / "docs" / "reliability.md"


def names(file: Path) -> set[str]:
    """The tests of a file, as pytest names them."""
    found = set()
    for node in ast.parse(file.read_text()).body:
        if isinstance(node, ast.FunctionDef):
            found.add(node.name)
        elif isinstance(node, ast.ClassDef):
            found |= {f"{node.name}::{inner.name}" for inner in node.body if isinstance(inner, ast.FunctionDef)}
    return {name for name in found if re.search(r"(^|::)test_", name)}


def rows() -> list[list[str]]:
    """The rows of the tables whose last column is a test."""
    found, is_in_one = [], False
    # The table of the network's faults is made of its tests: test_network_faults.py.
    _, _, others = DOCUMENT.read_text().partition("## Faults at home")
    for line in others.splitlines():
        cells = [cell.strip() for cell in line.strip("|").split(" | ")] if line.startswith("|") else []
        if not cells:
            is_in_one = False
        elif cells[-1] == "test":
            is_in_one = True
        elif is_in_one and not line.startswith("|---"):
            found.append(cells)
    return found


@pytest.mark.parametrize("row", rows(), ids=lambda row: row[0][:60])
def test_every_row_names_a_test(row: list[str]) -> None:
    assert len(row) == 5 and all(row)
    for name in re.findall(r"`([^`]+)`", row[-1]) or [""]:
        file, _, test = name.partition("::")
        assert (TESTS / file).is_file() and test in names(TESTS / file), name


def test_there_are_rows() -> None:
    assert len(rows()) > 30


@pytest.mark.parametrize("file", ["test_faults_at_home.py", "test_attackers.py", "test_system_calls.py"])
def test_every_class_of_fault_has_a_row(file: str) -> None:
    """A class of tests, or a test that stands alone, that no row speaks of is missing there."""
    named = {part.partition("::")[2].partition("::")[0] for part in re.findall(r"`(test_\w+\.py::[^`]+)`", DOCUMENT.read_text())}
    assert {name.partition("::")[0] for name in names(TESTS / file)} <= named
