"""What `make dist` leaves: programs, packages, sums, the list of what is linked in, the tree of the step."""

from __future__ import annotations

import gzip
import json
import os
import platform
import re
import shutil
import subprocess
import tarfile
from pathlib import Path

import pytest
from spdx_tools.spdx.parser.parse_anything import parse_file
from spdx_tools.spdx.validation.document_validator import validate_full_spdx_document

from support.sandbox import PROGRAM, static_program
from support.step import REPOSITORY

MACHINE = platform.machine()
ARCHITECTURE = {"x86_64": "amd64", "aarch64": "arm64"}[MACHINE]
VERSION = subprocess.run(
    [REPOSITORY / "packaging" / "version"], check=True, capture_output=True, text=True).stdout.strip()
BARE = f"{PROGRAM}-linux-{ARCHITECTURE}"
STEM = f"{PROGRAM}_{VERSION}_linux_{ARCHITECTURE}"
DEB = f"{PROGRAM}_{VERSION}-1_{ARCHITECTURE}.deb"
RPM = f"{PROGRAM}-{VERSION}-1.{MACHINE}.rpm"
SUMS = f"{PROGRAM}_{VERSION}_SHA256SUMS"
VERSIONS = REPOSITORY / ".build-static" / "libcurl" / "VERSIONS"
STEP_FILES = {"step.yml", "step.sh", "LICENSE", "NOTICE", "README.md", "step/checksums", f"step/{BARE}"}
INSTALLED = {
    f"usr/bin/{PROGRAM}": 0o755,
    f"usr/share/man/man1/{PROGRAM}.1.gz": 0o644,
    f"usr/share/bash-completion/completions/{PROGRAM}": 0o644,
    "usr/share/zsh/site-functions/_docker_credential_bitrise": 0o644,
    f"usr/share/fish/vendor_completions.d/{PROGRAM}.fish": 0o644,
}


def make_dist(directory: Path) -> Path:
    subprocess.run(
        [REPOSITORY / "packaging" / "dist", static_program(), VERSIONS, directory], check=True, capture_output=True,
        timeout=300, umask=0o077, env={**os.environ, "SOURCE_DATE_EPOCH": "1790000000"})
    return directory


@pytest.fixture(scope="module")
def dist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_dist(tmp_path_factory.mktemp("dist") / "dist")


def files_below(directory: Path) -> dict[str, int]:
    return {
        str(path.relative_to(directory)): path.stat().st_mode & 0o7777
        for path in directory.rglob("*") if path.is_file()}


def version_of(program: Path) -> str:
    return subprocess.run([program, "--version"], check=True, capture_output=True, text=True, timeout=30).stdout


def test_every_file_is_there(dist: Path) -> None:
    assert set(files_below(dist)) == {
        BARE, f"{STEM}.tar.gz", DEB, RPM, SUMS, f"{STEM}.spdx.json", f"{STEM}.versions",
        *(f"step/{name}" for name in STEP_FILES)}


def test_the_sums_are_right_and_of_every_file(dist: Path) -> None:
    subprocess.run(["sha256sum", "--check", "--strict", "--quiet", SUMS], cwd=dist, check=True)
    listed = {line.split("  ", 1)[1] for line in (dist / SUMS).read_text().splitlines()}
    assert listed == set(files_below(dist)) - {SUMS}


def test_the_bare_program_runs(dist: Path) -> None:
    assert version_of(dist / BARE) == f"{PROGRAM} ({PROGRAM}) {VERSION}\n"
    assert (dist / BARE).read_bytes() == static_program().read_bytes()


def test_a_second_run_gives_the_same_bytes(dist: Path, tmp_path: Path) -> None:
    again = make_dist(tmp_path / "elsewhere" / "dist")
    assert (again / SUMS).read_text() == (dist / SUMS).read_text()


def test_the_archive_holds_one_directory_that_belongs_to_nobody(dist: Path, tmp_path: Path) -> None:
    with tarfile.open(dist / f"{STEM}.tar.gz") as archive:
        members = archive.getmembers()
        archive.extractall(tmp_path, filter="data")
    assert {(member.uid, member.gid, member.mtime) for member in members} == {(0, 0, 1790000000)}
    assert [member.name for member in members] == sorted(member.name for member in members)
    root = tmp_path / STEM
    assert files_below(root) == {
        PROGRAM: 0o755, "LICENSE": 0o644, "NOTICE": 0o644, "README.md": 0o644,
        f"share/man/man1/{PROGRAM}.1": 0o644, **{
            name.removeprefix("usr/"): mode for name, mode in INSTALLED.items()
            if name.startswith("usr/share/") and not name.endswith(".gz")}}
    assert version_of(root / PROGRAM)


class TestDebianPackage:
    def test_has_every_file_in_its_place(self, dist: Path, tmp_path: Path) -> None:
        subprocess.run(["dpkg-deb", "--extract", dist / DEB, tmp_path], check=True)
        documents = f"usr/share/doc/{PROGRAM}"
        assert files_below(tmp_path) == {
            **INSTALLED, f"{documents}/copyright": 0o644, f"{documents}/changelog.Debian.gz": 0o644,
            f"usr/share/lintian/overrides/{PROGRAM}": 0o644}
        assert version_of(tmp_path / "usr/bin" / PROGRAM)
        manual = gzip.decompress((tmp_path / f"usr/share/man/man1/{PROGRAM}.1.gz").read_bytes())
        assert manual == (REPOSITORY / "docs" / f"{PROGRAM}.1").read_bytes()

    def test_installs_and_is_removed(self, dist: Path, tmp_path: Path) -> None:
        """Into a root directory of its own, whose only other package is the one that it depends on."""
        root = tmp_path / "root"
        for name in ("var/lib/dpkg/info", "var/lib/dpkg/updates", "usr/bin"):
            (root / name).mkdir(parents=True)
        (root / "var/lib/dpkg/status").write_text(
            "Package: ca-certificates\nStatus: install ok installed\nVersion: 1\nArchitecture: all\n"
            "Maintainer: nobody <nobody@example.com>\nDescription: certificates\n\n")
        dpkg = ("dpkg", f"--root={root}", "--force-script-chrootless", "--force-not-root", "--log=/dev/null")
        environment = {**os.environ, "PATH": f"{os.environ['PATH']}:/usr/sbin:/sbin"}
        subprocess.run([*dpkg, "--install", dist / DEB], check=True, capture_output=True, env=environment)
        assert version_of(root / "usr/bin" / PROGRAM)
        subprocess.run([*dpkg, "--purge", PROGRAM], check=True, capture_output=True, env=environment)
        assert not (root / "usr/bin" / PROGRAM).exists()

    def test_satisfies_lintian(self, dist: Path) -> None:
        ended = subprocess.run(
            ["lintian", "--allow-root", "--fail-on", "error,warning,info", "--info", dist / DEB], capture_output=True,
            text=True, timeout=120)
        assert (ended.returncode, ended.stdout) == (0, "")

    def test_says_what_it_is(self, dist: Path) -> None:
        fields = subprocess.run(
            ["dpkg-deb", "--field", dist / DEB, "Package", "Version", "Architecture", "Depends", "Homepage"],
            check=True, capture_output=True, text=True).stdout
        assert fields == (
            f"Package: {PROGRAM}\nVersion: {VERSION}-1\nArchitecture: {ARCHITECTURE}\nDepends: ca-certificates\n"
            f"Homepage: {repository_url()}\n")


class TestRPM:
    def test_has_every_file_in_its_place(self, dist: Path, tmp_path: Path) -> None:
        data = subprocess.run(["rpm2cpio", dist / RPM], check=True, capture_output=True).stdout
        subprocess.run(
            ["cpio", "--extract", "--make-directories", "--quiet"], input=data, cwd=tmp_path, check=True,
            capture_output=True)
        documents = f"usr/share/doc/{PROGRAM}"
        assert files_below(tmp_path) == {
            **INSTALLED, f"{documents}/LICENSE": 0o644, f"{documents}/NOTICE": 0o644}
        assert version_of(tmp_path / "usr/bin" / PROGRAM)

    def test_says_what_it_is(self, dist: Path) -> None:
        said = subprocess.run(
            ["rpm", "--query", "--package", "--queryformat", "%{NAME} %{VERSION} %{ARCH} %{LICENSE} %{URL} %{BUILDHOST}",
             dist / RPM], check=True, capture_output=True, text=True).stdout
        assert said == f"{PROGRAM} {VERSION} {MACHINE} Apache-2.0 {repository_url()} localhost"
        needed = subprocess.run(
            ["rpm", "--query", "--package", "--requires", dist / RPM], check=True, capture_output=True, text=True).stdout
        assert [line for line in needed.splitlines() if not line.startswith("rpmlib(")] == ["ca-certificates"]


class TestBillOfMaterials:
    def test_is_valid(self, dist: Path) -> None:
        document = parse_file(str(dist / f"{STEM}.spdx.json"))
        assert validate_full_spdx_document(document) == []

    def test_has_everything_that_is_linked_in(self, dist: Path) -> None:
        document = json.loads((dist / f"{STEM}.spdx.json").read_text())
        found = {package["name"]: package["versionInfo"] for package in document["packages"]}
        linked = dict(line.split() for line in VERSIONS.read_text().splitlines())
        assert {"curl", "openssl", "glibc"} < set(linked) and any(name.startswith("gcc-") for name in linked)
        assert set(found) == {PROGRAM, "swift", *linked}
        assert {name: found[name] for name in linked} == linked and found[PROGRAM] == VERSION
        assert (dist / f"{STEM}.versions").read_text() == VERSIONS.read_text()

    def test_has_the_licence_of_each_in_the_notice(self, dist: Path) -> None:
        document = json.loads((dist / f"{STEM}.spdx.json").read_text())
        notice = (REPOSITORY / "NOTICE").read_text()
        for package in document["packages"]:
            name = re.sub(r"-[0-9]+$", "", package["name"])
            assert re.search(rf"^{re.escape(name)}\b", notice, re.MULTILINE), name

    def test_of_something_unknown_is_refused(self, tmp_path: Path) -> None:
        (tmp_path / "VERSIONS").write_text("libnew 1.0\n")
        ended = subprocess.run(
            ["python3", REPOSITORY / "packaging" / "sbom.py", static_program(), tmp_path / "VERSIONS", "1", "https://x"],
            capture_output=True, text=True, env={**os.environ, "SOURCE_DATE_EPOCH": "0"})
        assert (ended.returncode, ended.stdout, ended.stderr) == (
            1, "", "sbom.py: the licence of libnew is not known: add it here and to NOTICE\n")


class TestStep:
    def test_starts_from_the_tree_of_the_tag(self, dist: Path, tmp_path: Path) -> None:
        """On a machine without Swift, and without anything kept."""
        tree = tmp_path / "a step"
        shutil.copytree(dist / "step", tree)
        ended = subprocess.run(
            ["bash", tree / "step.sh"], cwd=tmp_path, capture_output=True, text=True, timeout=30,
            env={"PATH": "/usr/bin:/bin", "HOME": str(tmp_path / "home"), "BITRISE_STEP_EXECUTION_ID": "1"})
        assert (ended.returncode, ended.stderr) == (1, "") and ended.stdout.startswith("Inputs:\n")
        assert "the inputs name neither a role (role_arn) nor an access key" in ended.stdout
        assert not (tmp_path / "home").exists()

    def test_has_modes_that_git_keeps(self, dist: Path) -> None:
        modes = files_below(dist / "step")
        assert {name for name, mode in modes.items() if mode == 0o755} == {"step.sh", f"step/{BARE}"}


class TestOutdated:
    def run(self, *arguments: object) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [REPOSITORY / "packaging" / "outdated", *map(str, arguments)], capture_output=True, text=True, timeout=120)

    def test_names_what_is_behind(self, tmp_path: Path) -> None:
        versions = tmp_path / "VERSIONS"
        versions.write_text("curl 7.0-1\nno-such-source 1.0\nopenssl 99:1-1\n")
        ended = self.run(versions)
        first, second = ended.stdout.splitlines()
        assert ended.returncode == 1 and ended.stderr == ""
        assert re.fullmatch(r"curl 7\.0-1: \S+ is the newest", first)
        assert second == "no-such-source 1.0: this distribution has no such source package"

    def test_says_nothing_where_nothing_is(self, tmp_path: Path) -> None:
        versions = tmp_path / "VERSIONS"
        versions.write_text("curl 99:1-1\nopenssl 99:1-1\n")
        ended = self.run(versions)
        assert (ended.returncode, ended.stdout, ended.stderr) == (0, "", "")

    @pytest.mark.parametrize("arguments", [(), ("/nonexistent",), ("a", "b")])
    def test_shows_how_it_is_called(self, arguments: tuple[str, ...]) -> None:
        ended = self.run(*arguments)
        assert (ended.returncode, ended.stdout, ended.stderr) == (64, "", "usage: outdated VERSIONS\n")


def repository_url() -> str:
    return (REPOSITORY / "packaging" / "repository-url").read_text().strip()


def test_the_version_is_stated_in_one_place() -> None:
    source = (REPOSITORY / "Sources" / "ECRLogin" / "Program.swift").read_text()
    assert re.findall(r'version = "([^"]+)"', source) == [VERSION]
    assert re.fullmatch(r"\d+\.\d+\.\d+", VERSION)


def test_every_address_of_the_repository_is_the_one_in_its_file() -> None:
    url = repository_url()
    assert re.fullmatch(r"https://[^\s/]+/\S*[^/\s]", url)
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"], cwd=REPOSITORY, check=True,
        capture_output=True, text=True).stdout.split("\0")
    found = 0
    for name in filter(None, listed):
        path = REPOSITORY / name
        if name.startswith("Tests/") or not path.is_file():
            continue
        for address in re.findall(rb"https://[^\s\"'<>)`]*/docker-credential-bitrise\b", path.read_bytes()):
            assert address.decode() == url, f"{name} has {address.decode()}"
            found += 1
    assert found > 5
