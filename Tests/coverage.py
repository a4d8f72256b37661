"""Prints how much of each source file the unit tests run, and fails where a module has too little of it.

Reads what `swift test --enable-code-coverage` leaves (llvm-cov's export), by lines.
"""
from __future__ import annotations

import json
import pathlib
import sys

MINIMUM = 90.0
MODULES = ("Basics", "AWSAuth", "TrustPolicy", "ECRLogin")


def main(scratch: pathlib.Path) -> int:
    """Reads what the unit tests of a build have left."""
    exports = list((scratch / "debug" / "codecov").glob("*.json"))
    if len(exports) != 1:
        print("there is no coverage to look at: the unit tests have to pass first", file=sys.stderr)
        return 1
    sources = pathlib.Path(__file__).resolve().parent.parent / "Sources"
    files = {}
    for entry in json.loads(exports[0].read_text())["data"][0]["files"]:
        path = pathlib.Path(entry["filename"])
        if path.is_relative_to(sources):
            lines = entry["summary"]["lines"]
            files[path.relative_to(sources)] = (lines["covered"], lines["count"])
    failed = False
    for module in MODULES:
        # A file that the tests never link would be missing, and must count.
        compiled = {path.relative_to(sources) for path in (sources / module).rglob("*.swift")}
        own = {path: counts for path, counts in sorted(files.items()) if path.parts[0] == module}
        for path, (covered, count) in own.items():
            print(f"{100 * covered / max(1, count):6.1f} %  {covered:5}/{count:<5} {path}")
        covered, count = (sum(column) for column in zip(*own.values(), strict=True)) if own else (0, 0)
        share = 100 * covered / max(1, count)
        print(f"{share:6.1f} %  {covered:5}/{count:<5} {module}, {len(own)} of {len(compiled)} files have lines to run")
        if share < MINIMUM:
            print(f"{module} has less than {MINIMUM:.0f} %", file=sys.stderr)
            failed = True
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(pathlib.Path(sys.argv[1])))
