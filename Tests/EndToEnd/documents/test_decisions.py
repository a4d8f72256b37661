"""The records in docs/decisions: their form, their index, and that what they name is in the repository."""

from __future__ import annotations

import functools
import re
from pathlib import Path

import pytest

from support.repository import REPOSITORY

DECISIONS = REPOSITORY / "docs" / "decisions"
RECORDS = sorted(path for path in DECISIONS.iterdir() if path.name != "README.md")
_NAME = re.compile(r"(\d{4})-[a-z0-9]+(?:-[a-z0-9]+)*\.md")
_FOLDERS = ("Sources", "Tests", "docs")
# A word in code is one of these: a path, the name of a source file, a name of Swift or of an environment variable.
_PATH = re.compile(rf"(?:{'|'.join(_FOLDERS)})(?:/[\w.+-]+)+")
_FILE = re.compile(r"[\w+-]+\.(?:swift|c|h|py|go|sh)")
_IDENTIFIER = re.compile(r"(?=\w*[A-Z])[A-Za-z]\w*(?:\.\w+)*")


def name_of(path: Path) -> str:
    return str(path.relative_to(REPOSITORY))


def title_of(record: Path) -> str:
    return record.read_text().partition("\n")[0].removeprefix("# ")


@pytest.mark.parametrize("record", RECORDS, ids=name_of)
def test_a_record_has_its_number_and_three_sections(record: Path) -> None:
    name = _NAME.fullmatch(record.name)
    assert name is not None
    headings = re.findall(r"^#.*$", record.read_text(), re.MULTILINE)
    assert headings == [f"# {title_of(record)}", "## Context", "## Decision", "## Consequence"]
    assert re.fullmatch(rf"{name[1]}\. \S.*", title_of(record))
    sections = re.split(r"^## .*$", record.read_text(), flags=re.MULTILINE)[1:]
    assert all(section.strip() for section in sections)


def test_the_numbers_are_consecutive() -> None:
    assert RECORDS
    assert [record.name[:4] for record in RECORDS] == [f"{number:04}" for number in range(1, len(RECORDS) + 1)]


def test_the_index_has_every_record_and_nothing_else() -> None:
    lines = re.findall(r"^- .*$", (DECISIONS / "README.md").read_text(), re.MULTILINE)
    assert lines == [f"- [{title_of(record)}]({record.name})" for record in RECORDS]


@functools.cache
def files() -> list[Path]:
    """The files of the repository, without those that a run of Python leaves."""
    below = (path for folder in _FOLDERS for path in (REPOSITORY / folder).rglob("*"))
    return [path for path in (*below, *REPOSITORY.iterdir()) if path.is_file() and path.parent.name != "__pycache__"]


@functools.cache
def identifiers() -> dict[Path, set[str]]:
    """The words in each source file of the program, without those of its comments, and the names of its folders."""
    found: dict[Path, set[str]] = {}
    for path in files():
        if path.suffix in {".swift", ".c", ".h"} and path.is_relative_to(REPOSITORY / "Sources"):
            comment = r"//[^\n]*" if path.suffix == ".swift" else r"/\*.*?\*/"
            code = re.sub(comment, "", path.read_text(), flags=re.DOTALL)
            found[path] = {*re.findall(r"\w+", code), *path.relative_to(REPOSITORY / "Sources").parent.parts}
    return found


def is_known(name: str) -> bool:
    """Whether a file has the name; with a dot, whether one that has the type has its member, too."""
    return any(set(name.split(".")) <= words for words in identifiers().values())


@pytest.mark.parametrize("document", [*RECORDS, REPOSITORY / "ARCHITECTURE.md"], ids=name_of)
def test_every_name_is_in_the_repository(document: Path) -> None:
    text = re.sub(r"^```.*?^```", "", document.read_text(), flags=re.MULTILINE | re.DOTALL)
    missing = []
    for word in (word for span in re.findall(r"`([^`]+)`", text) for word in span.split()):
        if _PATH.fullmatch(word):
            exists = (REPOSITORY / word).exists()
        elif _FILE.fullmatch(word):
            exists = word in {path.name for path in files()}
        elif _IDENTIFIER.fullmatch(word):
            exists = is_known(word)
        else:
            continue
        if not exists:
            missing.append(word)
    assert missing == []
