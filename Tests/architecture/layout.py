"""What the tree itself says: sizes of files and functions, and tests in the folders of what they test."""

from __future__ import annotations

import re
from pathlib import Path

LONGEST_FILE = 300
LONGEST_FUNCTION = 40
# A function, an init, a subscript, or a variable that is computed: behind its attributes and modifiers.
_FUNCTION = re.compile(
    r"(?P<indent> *)(?:@?\w+(?:\([^)]*\))? +)*"
    r"(?:func (?P<function>[^\s(<]+)|(?P<special>init|deinit|subscript)\b|var (?P<variable>\w+)[^=]*\{$)")
_TEST = re.compile(r"(?P<subject>.+?)Tests(?P<part>\+.+)?$")
# Tests in Swift of a shim in C are beside those of the Swift code that calls it.
_SHIMS = {"CLibcurl": "AWSAuth/HTTP/Libcurl", "CProcess": "ECRLogin/System"}


def long_files(repository: Path) -> list[str]:
    """The source files that are too long."""
    found = []
    for file in sorted((repository / "Sources").rglob("*.swift")):
        lines = len(file.read_text().splitlines())
        if lines > LONGEST_FILE:
            found.append(f"{file.relative_to(repository)} has {lines} lines; {LONGEST_FILE} is the limit")
    return found


def long_functions(repository: Path) -> list[str]:
    """The functions of the sources that are too long, from the line of `func` to the closing brace."""
    found = []
    for file in sorted((repository / "Sources").rglob("*.swift")):
        lines = file.read_text().splitlines()
        for start, line in enumerate(lines):
            match = _FUNCTION.match(line)
            length = _length(lines[start:], match["indent"]) if match else 0
            if match and length > LONGEST_FUNCTION:
                name = match["function"] or match["special"] or match["variable"]
                where = f"{file.relative_to(repository)}:{start + 1}"
                found.append(f"{where}: {name} has {length} lines; {LONGEST_FUNCTION} is the limit")
    return found


def _length(lines: list[str], indent: str) -> int:
    """The lines of the declaration that the first of them begins; 1 where it has no body below."""
    for number, line in enumerate(lines[1:], start=2):
        if line.startswith(f"{indent}}}"):
            return number
        # Whatever else is not further in ends a declaration without a body, except the end of its parameters.
        if line and not line.startswith((f"{indent} ", f"{indent})")):
            return 1
    return 1


def misplaced_tests(repository: Path) -> list[str]:
    """The test files that are not in the folder of the source file that they are named for.

    `NameTests.swift` and `NameTests+Part.swift` test `Name.swift` or `Name+Part.swift`.
    """
    homes: dict[str, set[str]] = {}
    for file in (repository / "Sources").rglob("*.[sc]*"):
        folder = file.parent.relative_to(repository / "Sources")
        homes.setdefault(file.stem, set()).add(_SHIMS.get(str(folder), str(folder)))
    found = []
    for file in sorted((repository / "Tests").glob("*Tests/**/*.swift")):
        match = _TEST.match(file.stem)
        module, *folders = file.parent.relative_to(repository / "Tests").parts
        if match is None or folders[:1] == ["TestSupport"]:
            continue
        subject = match["subject"]
        home = "/".join([module.removesuffix("Tests"), *folders])
        expected = homes.get(f"{subject}{match['part'] or ''}", set()) | homes.get(subject, set())
        if home not in expected:
            where = " or ".join(sorted(expected)) or "no folder: there is no such source file"
            found.append(f"{file.relative_to(repository)} tests {subject}, which is in {where}")
    return found
