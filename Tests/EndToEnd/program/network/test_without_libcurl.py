"""The program on a machine without libcurl: it starts, answers from what needs no network, and says what to install.

A root directory of its own, with nothing in it but the program and the libraries that it links, is such a machine.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from support.hosts import HOST
from support.messages import WITHOUT_LIBCURL
from support.root import inside
from support.sandbox import PROGRAM


@pytest.fixture(scope="module")
def minimal_root(program: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A root directory with the program and what the dynamic loader needs for it."""
    root = tmp_path_factory.mktemp("root")
    shutil.copy(program, root / "program")
    listing = subprocess.run(["ldd", program], check=True, capture_output=True, text=True).stdout
    libraries = re.findall(r"(/\S+) \(0x", listing)
    assert any("libc.so" in library for library in libraries)
    assert not any("libcurl" in library for library in libraries)
    for library in libraries:
        target = root / library.lstrip("/")
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(library, target)
    return root


def run_in(root: Path, *arguments: str, stdin: str = "", **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*inside(root), "/program", *arguments], input=stdin, capture_output=True, text=True, timeout=30,
        env={"PATH": os.environ["PATH"], **environment}, check=False)


def test_get_names_the_package_to_install(minimal_root: Path) -> None:
    run = run_in(minimal_root, "get", stdin=HOST, AWS_ACCESS_KEY_ID="AKIDEXAMPLE", AWS_SECRET_ACCESS_KEY="example")
    assert run.returncode == 1
    assert run.stdout == run.stderr == (
        f"docker-credential-bitrise: {HOST}: {WITHOUT_LIBCURL}\n")


def test_what_needs_no_network_needs_no_libcurl(minimal_root: Path) -> None:
    run = run_in(minimal_root, "get", stdin="registry.example")
    assert (run.returncode, run.stdout, run.stderr) == (1, "credentials not found in native keychain\n", "")
    assert run_in(minimal_root, "--version").returncode == 0


def test_doctor_names_libcurl_and_no_other_link(minimal_root: Path) -> None:
    (minimal_root / "bin").mkdir()
    shutil.copy(minimal_root / "program", minimal_root / "bin" / PROGRAM)
    (minimal_root / "config.json").write_text(json.dumps({"credHelpers": {HOST: "bitrise"}}))
    run = run_in(
        minimal_root, "doctor", HOST, "--format", "json", PATH=f"/bin:{os.environ['PATH']}", DOCKER_CONFIG="/",
        AWS_ACCESS_KEY_ID="AKIDEXAMPLE", AWS_SECRET_ACCESS_KEY="example")
    assert (run.returncode, run.stderr) == (1, "")
    links = json.loads(run.stdout)["links"]
    (broken,) = [link for link in links if link["state"] == "broken"]
    assert broken["link"] == "libcurl"
    assert broken["problems"] == [
        "libcurl cannot be opened: libcurl.so.4: cannot open shared object file: No such file or directory"]
    assert broken["remedies"] == [
        {"advice": "Install it: libcurl4 (Debian, Ubuntu), libcurl (Alpine, Fedora, Red Hat).", "commands": []}]
    untried = [link["link"] for link in links if link["state"] == "not tried"]
    assert untried == ["connection", "clock", "identity-token", "sts", "ecr", "answer"]
