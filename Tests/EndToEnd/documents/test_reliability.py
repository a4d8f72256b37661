"""docs/reliability.md: every row of its tables is a test that exists."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from network_faults.fault import SLACK
from support.bounds import AT_ONCE
from support.repository import END_TO_END, REPOSITORY

FILES = {path.name: path for path in END_TO_END.rglob("test_*.py")}
DOCUMENT = REPOSITORY / "docs" / "reliability.md"


def source(file: Path, test: str) -> str:
    """What a test does, with what its class has for all of its tests."""
    text = file.read_text()
    class_name, _, name = test.rpartition("::")
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.ClassDef) and node.name == class_name:
            return "".join(
                ast.get_source_segment(text, inner) or "" for inner in node.body
                if isinstance(inner, ast.FunctionDef) and (inner.name == name or not inner.name.startswith("test_")))
        if isinstance(node, ast.FunctionDef) and node.name == name and not class_name:
            return ast.get_source_segment(text, node) or ""
    return ""


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
        assert file in FILES and test in names(FILES[file]), name


# How a test asks for what a cell says: `machine.get` and the rounds of test_system_calls.py have it inside.
COUNTED = ("journal.counts()", "journal.connections")
TIMED = ("at_once(", ".seconds", "in_time(", "time.monotonic()", "machine.get(", "AT_ONCE")


@pytest.mark.parametrize("row", rows(), ids=lambda row: row[0][:60])
def test_what_a_row_says_is_asserted_by_its_test(row: list[str]) -> None:
    _, _, requests, seconds, test = row
    for name in re.findall(r"`([^`]+)`", test):
        file, _, function = name.partition("::")
        text = source(FILES[file], function)
        assert requests == "–" or any(word in text for word in COUNTED), f"{name} counts no requests"
        # Every run of every test ends after 30 s: support/helper.py.
        assert seconds in ("–", "< 30 s each") or any(word in text for word in TIMED), f"{name} takes no time"


def test_the_tolerance_is_the_tests() -> None:
    text = " ".join(DOCUMENT.read_text().split())
    assert f"allow {SLACK:g} s more for the machine" in text and f"they allow {SLACK / 2:g} s more" in text
    assert f"*At once* is less than {AT_ONCE:g} s" in text and f"at most {AT_ONCE:g} s more" in text
    assert f'so "at once" is less than {SLACK:g} s' in text


def test_there_are_rows() -> None:
    assert len(rows()) > 30


@pytest.mark.parametrize("file", [
    "test_faults_at_home.py", "test_attackers.py", "test_system_calls.py", "test_programs_that_hang.py"])
def test_every_class_of_fault_has_a_row(file: str) -> None:
    """A class of tests, or a test that stands alone, that no row speaks of is missing there."""
    parts = re.findall(r"`(test_\w+\.py::[^`]+)`", DOCUMENT.read_text())
    named = {part.partition("::")[2].partition("::")[0] for part in parts}
    assert {name.partition("::")[0] for name in names(FILES[file])} <= named
