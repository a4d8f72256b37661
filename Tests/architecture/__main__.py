"""Says what is wrong with the layout of the sources, and writes the picture in ARCHITECTURE.md with --write."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from . import graph, layout, picture
from .index import references

_REPOSITORY = Path(__file__).resolve().parents[2]


def main(arguments: list[str]) -> int:
    """Reads the index of a debug build, and gives the exit status: 1 where anything is wrong."""
    parser = argparse.ArgumentParser(prog="architecture", description=__doc__)
    parser.add_argument("scratch", type=Path, help="what --scratch-path of the build was")
    parser.add_argument("--write", action="store_true", help="write the picture into ARCHITECTURE.md")
    options = parser.parse_args(arguments)
    store = _REPOSITORY / options.scratch / "debug" / "index" / "store"
    files = references(store, _REPOSITORY / "Sources")
    rooms = graph.rooms(files)
    problems = [
        problem for check in (layout.long_files, layout.long_functions, layout.misplaced_tests)
        for problem in check(_REPOSITORY)]
    for what, found in (("rooms", graph.circle(rooms)), ("files", graph.circle(files))):
        if found:
            problems.append(f"a circle of {what}: {' -> '.join(found)}")
    for name, targets in sorted(rooms.items()):
        print(f"{name} -> {', '.join(sorted(targets))}")
    document = _REPOSITORY / "ARCHITECTURE.md"
    if not any(problem.startswith("a circle") for problem in problems):
        text = picture.replaced(document.read_text(), rooms)
        if options.write:
            document.write_text(text)
        elif text != document.read_text():
            problems.append("the picture in ARCHITECTURE.md is not that of the sources: write it with --write")
    for problem in problems:
        print(problem, file=sys.stderr)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
