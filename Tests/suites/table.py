"""All steps, in the order in which they start: what a suite needs stands before it."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

from .step import Step

REPOSITORY = Path(__file__).resolve().parents[2]
PROGRAM = "docker-credential-bitrise"
SIGNING_CASES = ".test/signing-cases.json"
_RANDOM_REQUESTS = "2500"
SEED = os.environ.get("SEED") or str(int(time.time()))
"""The seed of the random tests; a run prints it."""

_PYTHON = sys.executable
_SCRIPTS = (
    "git ls-files -z --cached --others --exclude-standard | xargs -0 grep -lZE '^#!.*\\b(ba)?sh\\b'"
    " | xargs -0 shellcheck")

# With the address sanitizer, for what is done with memory; in C also what has no defined meaning ends the run.
_ADDRESS = (
    "--scratch-path", ".build-address", "--sanitize=address", "-Xcc", "-fsanitize=undefined", "-Xcc",
    "-fsanitize-trap=undefined", "--enable-code-coverage")
# Once more with the thread sanitizer, for what is done at once: one build cannot have both.
_THREAD = ("--scratch-path", ".build-thread", "--sanitize=thread")


def _make(target: str) -> tuple[str, ...]:
    return ("make", "--no-print-directory", target)


def _build_tests(*options: str) -> tuple[str, ...]:
    return ("swift", "build", "--build-tests", *options)


def _unit(name: str, build: str, *options: str, inputs: tuple[str, ...] = ()) -> Step:
    return Step(
        name, ("swift", "test", "--skip-build", "--disable-xctest", *options), needs=("signing-cases", build),
        takes_all_cores=True, environment={"BOTOCORE_SIGNING_CASES": str(REPOSITORY / SIGNING_CASES)},
        report_option="--xunit-output", filter_option="--filter", takes_arguments=True, inputs=inputs)


def _architecture(name: str, build: str, scratch: str) -> Step:
    """Where the files are, and which uses which, by the index that the compiler has left."""
    return Step(name, (_PYTHON, "-m", "architecture", scratch), needs=(build,), environment={"PYTHONPATH": "Tests"})


def _pytest(
    name: str, build: str, program: str, *selection: str, workers: int = 0, takes_all_cores: bool = True
) -> Step:
    """Tests of a built program, some of them in parallel: each has its own ports, home directory and cache."""
    return Step(
        name,
        (_PYTHON, "-m", "pytest", "-q", "--no-header", "-n", str(workers), "--dist", "worksteal", *selection),
        needs=(build,), takes_all_cores=takes_all_cores,
        environment={"HELPER": str(REPOSITORY / program), "SEED": SEED}, report_option="--junitxml",
        takes_arguments=True)


def _end_to_end(
    name: str, build: str, program: str, marks: str, workers: int = 0, takes_all_cores: bool = True
) -> Step:
    """The end-to-end tests with these markers."""
    return _pytest(name, build, program, "-m", marks, workers=workers, takes_all_cores=takes_all_cores)


_DYNAMIC = f".build/release/{PROGRAM}"
_STATIC = f".build-static/release/{PROGRAM}"
_DEBUG = f".build/debug/{PROGRAM}"
_TEST_PROGRAM = f".build/debug/{PROGRAM}PackageTests.xctest"
# The end-to-end tests of `check`: the helper protocol, the docker CLI, skopeo and a Docker engine.
_SMOKE = tuple(f"Tests/EndToEnd/program/{test}" for test in (
    "cli/test_protocol.py", "docker/test_clients.py::TestDocker", "docker/test_clients.py::TestSkopeo::test_copy",
    "docker/test_docker_engine.py::TestRefused::test_with_a_password_that_is_none_any_more",
    "docker/test_logged_in_clients.py::test_docker_itself_can_go_on_with_the_file"))
_FROM_SOURCE = "not static and not compiles"
# What both forms of the program share is tested once, on the program from source.
_ON_STATIC = "not shared and not dynamic and not compiles"
# More workers than cores: most tests wait for a server, a client or a deadline.
_WORKERS = 2 * (os.cpu_count() or 1)

STEPS = (
    Step("lint-swift", (
        "swift", "format", "lint", "--strict", "--recursive", "Package.swift", "Sources", "Tests")),
    Step("lint-shell", ("bash", "-o", "pipefail", "-c", _SCRIPTS)),
    Step("lint-python", (_PYTHON, "-m", "ruff", "check", "--quiet", "--output-format", "concise")),
    Step("types", (_PYTHON, "-m", "mypy", "--no-error-summary")),
    # Random requests signed by botocore, for the unit tests of the signer.
    Step("signing-cases", (
        _PYTHON, "Tests/AWSAuthTests/Signing/make_botocore_cases.py", SEED, _RANDOM_REQUESTS, SIGNING_CASES)),
    Step("build-debug", _build_tests()),
    Step("build-static", _make("static")),
    Step("build", _make("build")),
    Step("build-address", _build_tests(*_ADDRESS)),
    Step("build-thread", _build_tests(*_THREAD)),
    Step("build-fuzz", ("Tests/Fuzz/build",)),
    # Builds the static program from a copy of the sources; the result must be the same.
    Step("reproducible", ("Tests/check-reproducible",), needs=("build-static",)),
    # The step compiles itself on a branch: a build of its own, kept in .test for the next run.
    _end_to_end("step-from-source", "build", _DYNAMIC, "compiles and not static", takes_all_cores=False),
    # A package outside: the library's examples compile, and its tests use what is public.
    Step(
        "library", (
            "swift", "test", "--disable-xctest", "--package-path", "Tests/PublicAPI", "--scratch-path",
            ".build-library"),
        report_option="--xunit-output", filter_option="--filter", takes_arguments=True),
    Step("linkage", ("Tests/check-linkage", _DYNAMIC, "dynamic"), needs=("build",)),
    Step("linkage-static", ("Tests/check-linkage", _STATIC, "static"), needs=("build-static",)),
    _architecture("architecture", "build-address", ".build-address"),
    _unit("unit", "build-address", *_ADDRESS),
    Step("coverage", (_PYTHON, "Tests/coverage.py", ".build-address"), needs=("unit",)),
    _unit("threads", "build-thread", *_THREAD),
    Step("fuzz", ("Tests/Fuzz/run", "seeds"), needs=("build-fuzz",), takes_all_cores=True),
    _architecture("architecture-plain", "build-debug", ".build"),
    # The program of the tests has all of the code in it; these files are read when it runs.
    _unit("unit-plain", "build-debug", inputs=(_TEST_PROGRAM, "Tests/AWSAuthTests/Signing/Cases", "README.md", "docs")),
    _pytest("smoke", "build-debug", _DEBUG, *_SMOKE, workers=2),
    _end_to_end("end-to-end", "build", _DYNAMIC, f"{_FROM_SOURCE} and not alone", _WORKERS),
    # Tests that measure time or load the machine run one at a time.
    _end_to_end("end-to-end-alone", "build", _DYNAMIC, f"{_FROM_SOURCE} and alone"),
    _end_to_end("static", "build-static", _STATIC, f"{_ON_STATIC} and not alone", _WORKERS),
    _end_to_end("static-alone", "build-static", _STATIC, f"{_ON_STATIC} and alone"),
)

_OF_CHECK = ("build-debug", "architecture-plain", "unit-plain", "smoke")
_LINT = ("lint-swift", "lint-shell", "lint-python", "types")
GROUPS = {
    # Before each commit.
    "check": (*_LINT, "architecture-plain", "unit-plain", "smoke"),
    # Everything. The steps of `check` that are missing here run with sanitizers, or on the release programs.
    "all": tuple(step.name for step in STEPS if step.name not in _OF_CHECK),
    "lint": _LINT,
    "architecture": ("architecture",),
    "unit": ("unit", "coverage"),
    "threads": ("threads",),
    "fuzz": ("fuzz",),
    "linkage": ("linkage", "linkage-static"),
    "end-to-end": ("step-from-source", "end-to-end", "end-to-end-alone"),
    "static": ("static", "static-alone"),
    "reproducible": ("reproducible",),
}
"""The groups that `Tests/run` accepts, and their steps. The steps that these need are added when it runs."""
