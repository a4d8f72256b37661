"""How a release is made: the workflow of a tag, the version, the scripts of packaging/ and what they refuse."""

from __future__ import annotations

import os
import re
import shutil
import stat
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from support.dist import ARCHITECTURE, BARE, DEB, PACKAGING, RPM, STEM, SUMS, VERSION, VERSIONS
from support.repository import REPOSITORY
from support.sandbox import PROGRAM, static_program

WORKFLOW = REPOSITORY / ".github" / "workflows" / "release.yml"


def run(
    *command: object, cwd: Path = REPOSITORY, environment: Mapping[str, str] = {}, **changes: str
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(part) for part in command], cwd=cwd, capture_output=True, text=True, timeout=120,
        env={**os.environ, **environment, **changes}, check=False)


def fake(directory: Path, name: str, body: str) -> None:
    """A program that is found before the real one where the directory comes first on PATH."""
    directory.mkdir(exist_ok=True)
    file = directory / name
    file.write_text(f"#!/usr/bin/env bash\n{body}\n")
    file.chmod(0o755)


def path_with(directory: Path) -> str:
    return f"{directory}:{os.environ['PATH']}"


class TestVersion:
    def test_is_stated_in_one_place(self) -> None:
        source = (REPOSITORY / "Sources" / "ECRLogin" / "Program.swift").read_text()
        assert re.findall(r'version = "([^"]+)"', source) == [VERSION]
        assert re.fullmatch(r"\d+\.\d+\.\d+", VERSION)

    def test_is_the_one_in_every_document(self) -> None:
        """Where a release is named: a tag of the repository, the program's own output, the newest dated change."""
        stated = re.compile(
            rf"{PROGRAM}\.git@(\S+?):?\s|--branch (\d\S*)|\(this program, version ([^)]+)\)|"
            rf"{PROGRAM} (\d+\.\d+\.\d+)\b|{PROGRAM}_(\d+\.\d+\.\d+)_")
        files = ["README.md", "RELEASING.md", "SECURITY.md", "CONTRIBUTING.md", "step.yml", "bitrise.yml"]
        for directory in ("docs", "docker", "examples"):
            files += [
                str(path.relative_to(REPOSITORY)) for path in (REPOSITORY / directory).rglob("*") if path.is_file()]
        found = 0
        for name in files:
            for match in stated.finditer((REPOSITORY / name).read_text()):
                version = next(filter(None, match.groups()))
                # A commit or a branch is no version.
                if re.match(r"\d", version):
                    assert version == VERSION, f"{name} has {match[0]!r}"
                    found += 1
        assert found >= 1
        released = re.findall(r"^## (\d\S*)", (REPOSITORY / "CHANGELOG.md").read_text(), re.MULTILINE)
        assert released[:1] in ([], [VERSION])

    @pytest.mark.parametrize("line", ["", '  static let version = "next"\n'])
    def test_that_cannot_be_read_is_an_error(self, tmp_path: Path, line: str) -> None:
        (tmp_path / "packaging").mkdir()
        shutil.copy(PACKAGING / "version", tmp_path / "packaging")
        source = tmp_path / "Sources" / "ECRLogin" / "Program.swift"
        source.parent.mkdir(parents=True)
        source.write_text(line)
        ended = run(tmp_path / "packaging" / "version")
        assert (ended.returncode, ended.stdout, ended.stderr) == (
            1, "", "version: Program.swift has no line 'static let version = \"N.N.N\"'\n")


class TestWorkflow:
    @pytest.fixture
    def jobs(self) -> dict[str, Any]:
        document = yaml.safe_load(WORKFLOW.read_text())
        # YAML takes the word `on` for a truth value.
        assert document[True] == {"push": {"tags": ["[0-9]+.[0-9]+.[0-9]+"]}}
        assert document["permissions"] == {"contents": "read"}
        assert isinstance(document["jobs"], dict)
        return document["jobs"]

    def script(self, jobs: dict[str, Any], job: str, name: str) -> str:
        (step,) = [step for step in jobs[job]["steps"] if step.get("name") == name]
        assert isinstance(step["run"], str)
        return step["run"]

    def test_builds_both_processors_in_the_container_of_the_image(self, jobs: dict[str, Any]) -> None:
        matrix = jobs["build"]["strategy"]["matrix"]["include"]
        assert [entry["architecture"] for entry in matrix] == ["amd64", "arm64"]
        source = (REPOSITORY / "docker" / "Dockerfile.source").read_text()
        (version,) = re.findall(r"^ARG SWIFT_VERSION=(\S+)$", source, re.MULTILINE)
        assert jobs["build"]["container"] == f"swift:{version}-bookworm"
        assert f"{jobs['build']['container']} " in (REPOSITORY / "RELEASING.md").read_text()
        assert self.script(jobs, "build", "Make the files") == "make dist"

    def test_has_pinned_actions_and_no_secret(self, jobs: dict[str, Any]) -> None:
        used = [step["uses"] for job in jobs.values() for step in job["steps"] if "uses" in step]
        assert used and all(re.fullmatch(r"actions/[a-z-]+@v\d+", action) for action in used)
        assert set(re.findall(r"\$\{\{ *([^}]*?) *\}\}", WORKFLOW.read_text())) == {
            "matrix.runner", "matrix.architecture", "github.token"}
        assert jobs["publish"]["permissions"] == {"contents": "write"} and "permissions" not in jobs["build"]

    def test_has_scripts_that_shellcheck_accepts(self, jobs: dict[str, Any]) -> None:
        scripts = [step["run"] for job in jobs.values() for step in job["steps"] if "run" in step]
        assert len(scripts) == 6
        for script in scripts:
            # As the runner starts them.
            subprocess.run(["shellcheck", "--shell", "bash", "-"], input=f"set -e\n{script}", text=True, check=True)

    def test_refuses_a_tag_of_another_version(self, jobs: dict[str, Any]) -> None:
        script = self.script(jobs, "build", "Check the version")
        assert run("bash", "-ec", script, GITHUB_REF_NAME=VERSION).returncode == 0
        ended = run("bash", "-ec", script, GITHUB_REF_NAME="99.0.0")
        assert (ended.returncode, ended.stdout) == (
            1, f"The tag is 99.0.0, and the program is version {VERSION}.\n")

    def test_compares_the_program_with_that_of_the_tag(self, jobs: dict[str, Any], dist: Path, tmp_path: Path) -> None:
        script = self.script(jobs, "build", "Compare with the program in the tag")
        shutil.copytree(dist / "step" / "step", tmp_path / "dist/step/step")
        made = (dist / "step/step/checksums").read_text()
        committed = tmp_path / "step" / "checksums"
        committed.parent.mkdir()
        other = f"{'0' * 64}  {PROGRAM}-linux-other\n"
        committed.write_text(f"{other}{made}")
        assert run("bash", "-ec", script, cwd=tmp_path).returncode == 0
        committed.write_text(f"{other}{'0' * 64}  {BARE}\n")
        ended = run("bash", "-ec", script, cwd=tmp_path)
        assert (ended.returncode, ended.stdout) == (
            1, f"The program in the tag is not the one that its sources give:\n{made}{committed.read_text()}")

    def test_drafts_a_release_of_all_files(self, jobs: dict[str, Any], dist: Path, tmp_path: Path) -> None:
        """With `gh` as it is: it takes notes from a tag only in a checkout, and this job has none."""
        fake(tmp_path / "bin", "gh", 'printf "%s\\n" "$@" >"$CALL"')
        other = {"amd64": "arm64", "arm64": "amd64"}[ARCHITECTURE]
        for architecture in (ARCHITECTURE, other):
            shutil.copytree(dist, tmp_path / f"dist-{architecture}")
        for file in (tmp_path / f"dist-{other}").glob(f"*{ARCHITECTURE}*"):
            file.rename(file.with_name(file.name.replace(ARCHITECTURE, other)))
        ended = run(
            "bash", "-ec", self.script(jobs, "publish", "Draft the release"), cwd=tmp_path, CALL=str(tmp_path / "call"),
            PATH=path_with(tmp_path / "bin"), GITHUB_REF_NAME=VERSION, GITHUB_REPOSITORY="owner/name")
        assert (ended.returncode, ended.stderr) == (0, "")
        options, _, files = (tmp_path / "call").read_text().partition("\n--\n")
        assert options.split("\n") == [
            "release", "create", VERSION, "--repo", "owner/name", "--draft", "--verify-tag", "--title", VERSION,
            "--notes", "CHANGELOG.md has the changes."]
        of_one = {BARE, f"{STEM}.tar.gz", f"{STEM}.spdx.json", f"{STEM}.versions", DEB}
        every = {*of_one, *(name.replace(ARCHITECTURE, other) for name in of_one), RPM}
        assert set(files.split()) == {*every, SUMS}
        listed = {line.split("  ", 1)[1] for line in (tmp_path / "files" / SUMS).read_text().splitlines()}
        assert listed == every
        subprocess.run(["sha256sum", "--check", "--strict", "--quiet", SUMS], cwd=tmp_path / "files", check=True)


class TestReleasing:
    def test_names_the_files_that_there_are(self, dist: Path) -> None:
        text = (REPOSITORY / "RELEASING.md").read_text()
        for file in (path.name for path in dist.iterdir()):
            if file != f"{STEM}.versions":
                general = file.replace(VERSION, "VERSION").replace(ARCHITECTURE, "amd64").replace("aarch64", "x86_64")
                assert f"`{general}" in text, file

    def test_has_commands_that_shellcheck_accepts(self) -> None:
        text = (REPOSITORY / "RELEASING.md").read_text()
        blocks = re.findall(r"^( *)```sh\n(.*?)^\1```$", text, re.MULTILINE | re.DOTALL)
        assert len(blocks) >= 6
        for _, script in blocks:
            subprocess.run(["shellcheck", "--shell", "bash", "-"], input=script, text=True, check=True)

    def test_makes_the_tree_of_the_tag(self, dist: Path, tmp_path: Path) -> None:
        """By the commands of the document, in a repository of its own; the tag itself would need a key."""
        text = (REPOSITORY / "RELEASING.md").read_text()
        (script,) = re.findall(r"```sh\n( *git checkout --detach\n.*?)```", text, re.DOTALL)
        checkout = tmp_path / "checkout"
        checkout.mkdir()
        for name in ("step.yml", "step.sh", "LICENSE", "NOTICE", "README.md", ".gitignore"):
            shutil.copy(REPOSITORY / name, checkout)
        for architecture in ("amd64", "arm64"):
            shutil.copytree(dist, tmp_path / f"dist-{architecture}")
        sums = tmp_path / "dist-arm64/step/step/checksums"
        sums.write_text(f"{'0' * 64}  {PROGRAM}-linux-other\n")
        settings = {
            "GIT_AUTHOR_NAME": "A", "GIT_AUTHOR_EMAIL": "a@example.com", "GIT_COMMITTER_NAME": "A",
            "GIT_COMMITTER_EMAIL": "a@example.com", "GIT_CONFIG_GLOBAL": "/dev/null"}
        first = "git init -q -b main && git add . && git commit -qm first"
        assert run("bash", "-ec", first, cwd=checkout, environment=settings).returncode == 0
        ended = run("bash", "-ec", script.replace("git tag --sign", "git tag"), cwd=checkout, environment=settings)
        assert ended.returncode == 0, ended.stderr
        listed = run("git", "ls-tree", "-r", "--name-only", "VERSION", cwd=checkout).stdout.split()
        assert {"step/checksums", f"step/{BARE}", "step/licenses/LGPL-2.1", "step.sh"} <= set(listed)
        assert run("git", "show", "VERSION:step/checksums", cwd=checkout).stdout == (
            (dist / "step/step/checksums").read_text() + sums.read_text())
        mode = run("git", "ls-tree", "VERSION", f"step/{BARE}", cwd=checkout).stdout.split()[0]
        assert mode == "100755"
        # The main branch has none of it.
        assert run("git", "log", "--format=%s", "main", cwd=checkout).stdout == "first\n"
        assert run("git", "symbolic-ref", "--short", "HEAD", cwd=checkout).stdout == "main\n"


class TestDist:
    def test_is_made_of_the_static_program(self) -> None:
        """Without the build, which takes minutes."""
        ended = run("make", "--dry-run", "--old-file=static", "dist", MAKEFLAGS="", MAKELEVEL="")
        assert ended.stdout == (
            "packaging/install-packages dist\n"
            f'SWIFT="swift" packaging/dist .build-static/release/{PROGRAM} .build-static/libcurl/VERSIONS dist\n')

    def dist(self, tmp_path: Path, program: Path, **environment: str) -> subprocess.CompletedProcess[str]:
        return run(PACKAGING / "dist", program, VERSIONS, tmp_path / "dist", environment=environment)

    def test_refuses_a_program_of_another_version(self, tmp_path: Path) -> None:
        fake(tmp_path / "bin", PROGRAM, f'echo "{PROGRAM} ({PROGRAM}) 0.0.0"')
        program = tmp_path / "bin" / PROGRAM
        ended = self.dist(tmp_path, program)
        assert (ended.returncode, ended.stdout, ended.stderr) == (
            1, "", f"dist: {program} is not version {VERSION}: make static\n")

    def test_refuses_a_program_that_does_not_run(self, tmp_path: Path) -> None:
        fake(tmp_path / "bin", PROGRAM, "exit 1")
        program = tmp_path / "bin" / PROGRAM
        ended = self.dist(tmp_path, program)
        assert (ended.returncode, ended.stderr) == (1, f"dist: {program} does not run: make static\n")
        assert not (tmp_path / "dist").exists()

    def test_needs_a_time(self, tmp_path: Path) -> None:
        for name in (
            "packaging/dist", "packaging/version", "packaging/repository-url", "Sources/ECRLogin/Program.swift"):
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(REPOSITORY / name, tmp_path / name)
        ended = run(
            tmp_path / "packaging" / "dist", static_program(), VERSIONS, tmp_path / "dist", SOURCE_DATE_EPOCH="",
            GIT_CEILING_DIRECTORIES=str(tmp_path.parent))
        assert (ended.returncode, ended.stdout, ended.stderr) == (
            1, "", "dist: the time of the release is that of the last commit, and this is no checkout: set "
            "SOURCE_DATE_EPOCH\n")

    def test_refuses_a_toolchain_without_a_version(self, tmp_path: Path) -> None:
        fake(tmp_path / "bin", "swift", "echo a bird")
        ended = run(
            "python3", PACKAGING / "sbom.py", static_program(), VERSIONS, VERSION, "https://x", SOURCE_DATE_EPOCH="0",
            SWIFT=str(tmp_path / "bin" / "swift"))
        assert (ended.returncode, ended.stdout, ended.stderr) == (
            1, "", "sbom.py: no version in what swift --version says: 'a bird\\n'\n")

    def test_refuses_what_has_no_licence_here(self, tmp_path: Path) -> None:
        (tmp_path / "VERSIONS").write_text("no-such-source 1.0")
        ended = run(PACKAGING / "licenses", tmp_path / "VERSIONS", tmp_path / "licenses")
        assert (ended.returncode, ended.stdout, ended.stderr) == (
            1, "", "licenses: no copyright file of no-such-source is installed in /usr/share/doc\n")

    @pytest.mark.parametrize(("script", "usage"), [
        ("dist", "dist PROGRAM VERSIONS DIRECTORY"), ("licenses", "licenses VERSIONS DIRECTORY"),
        ("apt-sources", "apt-sources DIRECTORY"), ("static-libcurl", "static-libcurl DIRECTORY"),
        ("install-packages", "install-packages static|dist"), ("outdated", "outdated VERSIONS")])
    def test_scripts_show_how_they_are_called(self, script: str, usage: str) -> None:
        ended = run(PACKAGING / script)
        assert (ended.returncode, ended.stdout, ended.stderr) == (64, "", f"usage: {usage}\n")

    def test_every_script_can_be_started(self) -> None:
        scripts = [path for path in PACKAGING.iterdir() if path.is_file() and path.read_text().startswith("#!")]
        assert len(scripts) >= 7 and all(path.stat().st_mode & stat.S_IXUSR for path in scripts)


class TestOutdated:
    def outdated(self, tmp_path: Path, versions: str, **environment: str) -> subprocess.CompletedProcess[str]:
        (tmp_path / "VERSIONS").write_text(versions)
        return run(PACKAGING / "outdated", tmp_path / "VERSIONS", environment=environment)

    @pytest.fixture
    def archive(self, tmp_path: Path) -> str:
        """PATH with an archive that has openssl in three versions, in no order, and only one of curl."""
        fake(tmp_path / "bin", "apt-get", '[ "$*" = update ]')
        fake(tmp_path / "bin", "apt-cache", """
            [ "$1 $2" = "showsrc --only-source" ] || exit 1
            case $3 in
            openssl) printf 'Version: %s\\n' 3.0.9-1 3.0.22-1~deb12u2 3.0.22-1~deb12u1 ;;
            curl) printf 'Version: 7.88.1-10+deb12u15\\n' ;;
            *) echo "W: Unable to locate package $3" >&2 ;;
            esac""")
        return path_with(tmp_path / "bin")

    @pytest.mark.parametrize(("versions", "code", "out"), [
        ("curl 7.88.1-10+deb12u15\nopenssl 3.0.22-1~deb12u2\n", 0, ""),
        # Newer than the archive, as a version from a security archive that is not in the lists.
        ("openssl 3.0.22-1\n", 0, ""),
        ("curl 7.88.1-10+deb12u9\nopenssl 3.0.22-1~deb12u1\n", 1,
         "curl 7.88.1-10+deb12u9: 7.88.1-10+deb12u15 is the newest\n"
         "openssl 3.0.22-1~deb12u1: 3.0.22-1~deb12u2 is the newest\n"),
        ("curl 7.88.1-10+deb12u15\nopenssl 3.0.9-1", 1, "openssl 3.0.9-1: 3.0.22-1~deb12u2 is the newest\n"),
        ("glibc 2.36-9\n", 1, "glibc 2.36-9: this distribution has no such source package\n"),
    ], ids=["equal", "newer", "older", "last line without an end", "unknown"])
    def test_names_what_is_older(self, tmp_path: Path, archive: str, versions: str, code: int, out: str) -> None:
        ended = self.outdated(tmp_path, versions, PATH=archive)
        assert (ended.returncode, ended.stdout, ended.stderr) == (code, out, "")

    @pytest.mark.parametrize(("versions", "reason"), [
        ("", " is empty"),
        ("curl\n", " has a line that is not a source package and its version: 'curl'"),
        ("\n", " has a line that is not a source package and its version: ''"),
        ("curl 7.88.1-10 and more\n",
         " has a line that is not a source package and its version: 'curl 7.88.1-10 and more'"),
        ("--help 1\n", " has a line that is not a source package and its version: '--help 1'"),
    ])
    def test_refuses_other_files(self, tmp_path: Path, archive: str, versions: str, reason: str) -> None:
        ended = self.outdated(tmp_path, versions, PATH=archive)
        assert (ended.returncode, ended.stdout, ended.stderr) == (2, "", f"outdated: {tmp_path}/VERSIONS{reason}\n")

    def test_fails_without_the_lists(self, tmp_path: Path) -> None:
        fake(tmp_path / "bin", "apt-get", 'echo "E: no network" >&2; exit 100')
        ended = self.outdated(tmp_path, "curl 7.0-1\n", PATH=path_with(tmp_path / "bin"))
        assert (ended.returncode, ended.stdout, ended.stderr) == (
            2, "", "E: no network\noutdated: the lists of the distribution could not be read\n")

    @pytest.mark.parametrize("arguments", [(), ("/nonexistent",), ("a", "b")])
    def test_shows_how_it_is_called(self, arguments: tuple[str, ...]) -> None:
        ended = run(PACKAGING / "outdated", *arguments)
        assert (ended.returncode, ended.stdout, ended.stderr) == (64, "", "usage: outdated VERSIONS\n")

    def test_reads_the_archive_of_this_distribution(self, tmp_path: Path) -> None:
        ended = self.outdated(tmp_path, "curl 0.1-1\nopenssl 99:1-1\n")
        assert (ended.returncode, ended.stderr) == (1, "")
        # The version that apt names for itself, from lists of its own.
        subprocess.run([PACKAGING / "apt-sources", tmp_path / "apt"], check=True, capture_output=True)
        said = run("apt-cache", "madison", "curl", APT_CONFIG=str(tmp_path / "apt" / "apt.conf")).stdout
        versions = [line.split("|")[1].strip() for line in said.splitlines()]
        newest = versions[0]
        for version in versions:
            if subprocess.run(["dpkg", "--compare-versions", version, "gt", newest], check=False).returncode == 0:
                newest = version
        assert ended.stdout == f"curl 0.1-1: {newest} is the newest\n"
