"""Adds up what the test runs reported, and prints the line that ends a test run.

Every step leaves NAME.step with "pass" or "fail"; a step that counts its own tests also leaves a JUnit
report, and then its tests count instead of the step. A step that failed without a failed test (it did not
build, it crashed) is a failed test itself. A skipped test is a failed one: nothing may be missing.
"""
from __future__ import annotations

import pathlib
import sys
import xml.etree.ElementTree as ElementTree


def count(report: pathlib.Path) -> tuple[int, int]:
    passed = failed = 0
    for case in ElementTree.parse(report).getroot().iter("testcase"):
        if any(case.find(kind) is not None for kind in ("failure", "error", "skipped")):
            failed += 1
        else:
            passed += 1
    return passed, failed


def main(results: pathlib.Path) -> int:
    passed = failed = 0
    for step in sorted(results.glob("*.step")):
        succeeded = step.read_text().strip() == "pass"
        # Swift's runner adds the name of the framework to that of the report.
        reports = sorted(results.glob(f"{step.stem}*.xml"))
        counts = [count(report) for report in reports]
        step_passed = sum(c[0] for c in counts)
        step_failed = sum(c[1] for c in counts)
        if step_passed + step_failed == 0:
            step_passed, step_failed = (1, 0) if succeeded and not reports else (0, 1)
        elif not succeeded and step_failed == 0:
            step_failed = 1
        print(f"{step.stem}: {step_passed} passed, {step_failed} failed")
        passed += step_passed
        failed += step_failed
    print(f"{passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main(pathlib.Path(sys.argv[1])))
