"""What the tree itself says: sizes of files, and tests in the folders of what they test."""

from __future__ import annotations

import re
from pathlib import Path

LONGEST_FILE = 300
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
