"""`Tests/run`: how it counts tests, reports failures, and never reports a failure as a success."""

from __future__ import annotations

import dataclasses
import itertools
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from suites import __main__ as main
from suites import report, running, table
from suites.report import Outcome
from suites.step import Step
from suites.unchanged import Unchanged
from support.repository import REPOSITORY

PYTEST_REPORT = """\
<testsuites><testsuite name="pytest" tests="3">
<testcase classname="Tests.EndToEnd.program.cli.test_a.TestClass" name="test_one[it's]"
 file="Tests/EndToEnd/program/cli/test_a.py" line="3"><failure message="short">the whole text</failure></testcase>
<testcase classname="Tests.EndToEnd.program.cli.test_a" name="test_two" file="Tests/EndToEnd/program/cli/test_a.py"
 line="9"><skipped message="not here"/></testcase>
<testcase classname="Tests.EndToEnd.program.cli.test_a" name="test_three" file="Tests/EndToEnd/program/cli/test_a.py"/>
</testsuite></testsuites>
"""
SWIFT_REPORT = """\
<testsuites><testsuite name="TestResults" tests="2">
<testcase classname="AWSAuthTests.SignerTests" name="signed(_:)"><failure message="Expectation failed: 1 == 2"/>
</testcase>
<testcase classname="AWSAuthTests.SignerTests" name="unsigned()"/>
</testsuite></testsuites>
"""


def python(name: str, code: str, *needs: str, report_option: str = "", takes_all_cores: bool = False) -> Step:
    return Step(
        name, (sys.executable, "-c", code), needs, report_option=report_option, takes_all_cores=takes_all_cores)


class Told:
    """What a run says while it runs."""

    def __init__(self, tmp_path: Path) -> None:
        self.results = tmp_path
        self.order: list[str] = []
        self.not_run: list[str] = []

    def __call__(self, step: Step, found: Outcome | None) -> None:
        (self.not_run if found is None else self.order).append(step.name)

    def run(self, steps: Sequence[Step], slots: int = 2, **arguments: Sequence[str]) -> dict[str, Outcome]:
        return running.run(steps, arguments, self.results, self.results, slots, self)


@pytest.fixture
def told(tmp_path: Path) -> Told:
    return Told(tmp_path)


def outcome_of(tmp_path: Path, text: str, *, succeeded: bool, log: str = "") -> Outcome:
    (tmp_path / "suite.xml").write_text(text)
    (tmp_path / "suite.log").write_text(log)
    step = Step("suite", (), report_option="--junitxml")
    return report.outcome(step, succeeded, [tmp_path / "suite.xml"], 1.0, tmp_path / "suite.log")


class TestCounts:
    def test_of_pytest(self, tmp_path: Path) -> None:
        found = outcome_of(tmp_path, PYTEST_REPORT, succeeded=False)
        assert (found.passed, found.failed) == (1, 2)
        assert [failure.test for failure in found.failures] == [
            "Tests/EndToEnd/program/cli/test_a.py::TestClass::test_one[it's]",
            "Tests/EndToEnd/program/cli/test_a.py::test_two"]
        assert found.failures[0].text == "the whole text"

    def test_a_skipped_test_is_a_failed_one(self, tmp_path: Path) -> None:
        assert outcome_of(tmp_path, PYTEST_REPORT, succeeded=True).failures[1].text == "not here"

    def test_of_swift(self, tmp_path: Path) -> None:
        found = outcome_of(tmp_path, SWIFT_REPORT, succeeded=False)
        assert (found.passed, [failure.test for failure in found.failures]) == (1, ["AWSAuthTests.SignerTests/signed"])
        assert found.failures[0].text == "Expectation failed: 1 == 2"

    def test_a_crash_is_a_failure_with_the_end_of_the_log(self, tmp_path: Path) -> None:
        passed = "<testsuite><testcase classname='A' name='b()'/></testsuite>"
        found = outcome_of(tmp_path, passed, succeeded=False, log="begun\nTrace trap\n")
        assert (found.passed, found.failed, found.failures[0].text) == (1, 1, "begun\nTrace trap\n")

    def test_no_test_at_all_is_a_failure(self, tmp_path: Path) -> None:
        assert outcome_of(tmp_path, "<testsuite/>", succeeded=True).failed == 1


class TestSteps:
    def test_without_a_report_are_one_test_each(self, told: Told) -> None:
        found = told.run([python("good", ""), python("bad", "print('why'); raise SystemExit(3)")])
        assert [(found[name].passed, found[name].failed) for name in ("good", "bad")] == [(1, 0), (0, 1)]
        assert found["bad"].failures[0].text == "why\n"

    def test_that_write_no_report_where_they_should_have_failed(self, told: Told) -> None:
        assert told.run([python("suite", "", report_option="-W")])["suite"].failed == 1

    def test_that_need_one_that_failed_are_not_run(self, told: Told) -> None:
        found = told.run([
            python("build", "raise SystemExit(1)"), python("suite", "", "build"), python("more", "", "suite")])
        assert (list(found), told.not_run) == (["build"], ["suite", "more"])

    def test_run_side_by_side_up_to_the_number_of_slots(self, told: Told) -> None:
        wait = "import pathlib, time\nwhile not pathlib.Path('second').exists(): time.sleep(0.01)"
        found = told.run([python("first", wait), python("second", "open('second', 'w').close()")])
        assert [each.failed for each in found.values()] == [0, 0]

    def test_run_one_after_the_other_in_one_slot(self, told: Told) -> None:
        told.run([python("first", "import time; time.sleep(0.3)"), python("second", "")], slots=1)
        assert told.order == ["first", "second"]

    def test_that_take_all_cores_run_alone(self, told: Told) -> None:
        alone = "import glob, time\nassert not glob.glob('busy*')\ntime.sleep(0.3)\nassert not glob.glob('busy*')"
        busy = "import os, time\nopen('busy{0}', 'w').close()\ntime.sleep(0.3)\nos.remove('busy{0}')"
        found = told.run([
            python("one", busy.format(1)), python("suite", alone, takes_all_cores=True), python("two", busy.format(2))])
        assert [each.failed for each in found.values()] == [0, 0, 0]

    def test_get_the_arguments_that_are_meant_for_them(self, told: Told) -> None:
        code = "import sys\nassert sys.argv[1:] == ['-k', 'x']"
        found = told.run([python("one", code), python("two", "import sys\nassert not sys.argv[1:]")], one=("-k", "x"))
        assert [each.failed for each in found.values()] == [0, 0]

    def test_are_ended_when_the_run_is(self, tmp_path: Path) -> None:
        class Stop(Exception):
            pass

        def stop(step: Step, found: Outcome | None) -> None:
            raise Stop

        sleeper = python("long", "import os, time\nopen('pid', 'w').write(str(os.getpid()))\ntime.sleep(60)")
        wait = "import os, time\nwhile not os.path.exists('pid') or not open('pid').read(): time.sleep(0.01)"
        with pytest.raises(Stop):
            running.run([sleeper, python("short", wait)], {}, tmp_path, tmp_path, 2, stop)
        end = time.monotonic() + 10
        while Path(f"/proc/{(tmp_path / 'pid').read_text()}").exists():
            assert time.monotonic() < end
            time.sleep(0.01)


class TestUnchanged:
    @staticmethod
    def run(told: Told, code: str = "open('ran', 'a').write('x')") -> list[bool]:
        (told.results / "folder").mkdir(exist_ok=True)
        step = dataclasses.replace(python("suite", code), inputs=("program", "folder"))
        unchanged = Unchanged(told.results / "passed", told.results)
        found = running.run([step], {}, told.results, told.results, 1, told, unchanged)
        return [each.is_unchanged for each in found.values()]

    def test_a_step_that_passed_on_the_same_files_does_not_run_again(self, told: Told) -> None:
        (told.results / "program").write_bytes(b"one")
        assert [self.run(told), self.run(told)] == [[False], [True]]
        assert (told.results / "ran").read_text() == "x"

    @pytest.mark.parametrize("name", ["program", "folder/new"])
    def test_it_does_when_one_of_them_changed(self, told: Told, name: str) -> None:
        (told.results / "program").write_bytes(b"one")
        self.run(told)
        (told.results / name).write_bytes(b"two")
        assert [self.run(told), self.run(told)] == [[False], [True]]

    def test_it_does_when_it_failed(self, told: Told) -> None:
        (told.results / "program").write_bytes(b"one")
        assert [self.run(told), self.run(told, "raise SystemExit(1)")] == [[False], [False]]
        assert [self.run(told, "raise SystemExit(1)"), self.run(told)] == [[False], [False]]

    def test_only_steps_of_check_may_be_left_out(self) -> None:
        assert {step.name for step in table.STEPS if step.inputs} == {"unit-plain"}
        assert not any(step.inputs for step in main.chosen("all"))


class TestWhatIsSaid:
    def test_of_a_step_that_did_not_run(self, tmp_path: Path) -> None:
        found = Outcome(0, (), 0, tmp_path, is_unchanged=True)
        assert report.line(Step("unit", ()), found) == "ok      unit              nothing has changed since it passed"

    def test_a_step_is_one_line(self, tmp_path: Path) -> None:
        step = Step("suite", (), report_option="--junitxml", takes_arguments=True)
        found = outcome_of(tmp_path, PYTEST_REPORT, succeeded=False)
        assert report.line(step, found) == "FAILED  suite                  1 s  1 passed, 2 failed"
        assert report.line(Step("build", ()), Outcome(1, (), 84.4, tmp_path)) == "ok      build                 84 s"

    def test_a_failure_comes_with_the_command_that_repeats_it(self, tmp_path: Path) -> None:
        step = Step("suite", (), report_option="--junitxml", takes_arguments=True)
        text = report.details(step, outcome_of(tmp_path, PYTEST_REPORT, succeeded=False))
        assert text.startswith("""\
suite: Tests/EndToEnd/program/cli/test_a.py::TestClass::test_one[it's]
    the whole text
  repeat: Tests/run suite -- 'Tests/EndToEnd/program/cli/test_a.py::TestClass::test_one[it'"'"'s]'
""")
        swift = Step("unit", (), filter_option="--filter", takes_arguments=True)
        failure = report.Failure("AWSAuthTests.SignerTests/signed", "")
        assert report.repeat(swift, failure) == "Tests/run unit -- --filter AWSAuthTests.SignerTests/signed"

    def test_of_a_long_text_the_end_is_shown(self, tmp_path: Path) -> None:
        failure = report.Failure("a", "".join(f"line {number}\n" for number in range(100)))
        text = report.details(Step("suite", ()), Outcome(0, (failure,), 1, tmp_path / "suite.log"))
        assert "... 60 lines are left out\n    line 60\n" in text and "line 59" not in text

    def test_the_usage(self) -> None:
        for arguments in (["nothing"], ["lint", "unit"], ["lint", "--", "-k", "x"], ["lint-swift", "--", "x"]):
            ended = subprocess.run(
                [sys.executable, "-m", "suites", *arguments], cwd=REPOSITORY / "Tests", capture_output=True, text=True,
                check=False)
            assert ended.returncode == 64
            assert ended.stderr.startswith("usage: Tests/run [GROUP|STEP] [-- ARGUMENTS]\n")


class TestTable:
    def test_what_a_step_needs_stands_before_it(self) -> None:
        names = [step.name for step in table.STEPS]
        assert len(set(names)) == len(names)
        for number, step in enumerate(table.STEPS):
            assert set(step.needs) <= set(names[:number]), step.name

    def test_all_runs_everything_that_ci_has_to_know(self) -> None:
        everything = {step.name for step in main.chosen("all")}
        of_groups = {name for group in GROUPS_OF_ALL for name in table.GROUPS[group]}
        assert of_groups <= everything
        assert {step.name for step in table.STEPS} - everything == {
            "architecture-plain", "build-debug", "unit-plain", "smoke"}

    def test_a_step_brings_what_it_needs(self) -> None:
        assert [step.name for step in main.chosen("coverage")] == ["signing-cases", "build-address", "unit", "coverage"]
        assert [step.name for step in main.chosen("check")][-4:] == [
            "build-debug", "architecture-plain", "unit-plain", "smoke"]

    @pytest.mark.parametrize(("program", "left_out"), [("from-source", {"static"}), ("static", {"shared", "dynamic"})])
    def test_every_end_to_end_test_is_in_one_suite(self, program: str, left_out: set[str]) -> None:
        """Whatever markers a test has, one suite of either program selects it, unless it is not about that program."""
        markers = ("shared", "dynamic", "static", "alone", "compiles")
        suites = {
            step.name: step.command[-1] for step in table.STEPS
            if "pytest" in step.command and step.name != "smoke"}
        suites = {name: marks for name, marks in suites.items() if name.startswith("static") == (program == "static")}
        assert len(suites) in (2, 3)
        for count in range(len(markers) + 1):
            for has in itertools.combinations(markers, count):
                # An expression of pytest's is one of Python's, too.
                selected = [name for name, marks in suites.items() if eval(marks, {m: m in has for m in markers})]
                if left_out & set(has):
                    assert not selected, has
                elif "compiles" in has:
                    # Once: it is about the compiler.
                    assert len(selected) == (program != "static"), has
                else:
                    assert len(selected) == 1, (has, selected)


GROUPS_OF_ALL = ("lint", "unit", "threads", "fuzz", "linkage", "end-to-end", "static", "reproducible")
