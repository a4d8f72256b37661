"""What `make dist` leaves: programs, packages, sums, the list of what is linked in, the tree of the step."""

from __future__ import annotations

import gzip
import json
import os
import re
import shutil
import subprocess
import tarfile
from pathlib import Path

from spdx_tools.spdx.parser.parse_anything import parse_file
from spdx_tools.spdx.validation.document_validator import validate_full_spdx_document

from support.dist import (
    ARCHITECTURE,
    BARE,
    DEB,
    EPOCH,
    MACHINE,
    RPM,
    STEM,
    SUMS,
    VERSION,
    VERSIONS,
    licenses,
    linked,
    make_dist,
)
from support.repository import REPOSITORY
from support.sandbox import PROGRAM, static_program

STEP_FILES = {"step.yml", "step.sh", "LICENSE", "NOTICE", "README.md", "step/checksums", f"step/{BARE}"}
DOCUMENTS = f"usr/share/doc/{PROGRAM}"
INSTALLED = {
    f"usr/bin/{PROGRAM}": 0o755,
    f"usr/share/man/man1/{PROGRAM}.1.gz": 0o644,
    f"usr/share/bash-completion/completions/{PROGRAM}": 0o644,
    "usr/share/zsh/site-functions/_docker_credential_bitrise": 0o644,
    f"usr/share/fish/vendor_completions.d/{PROGRAM}.fish": 0o644,
}


def files_below(directory: Path) -> dict[str, int]:
    return {
        str(path.relative_to(directory)): path.stat().st_mode & 0o7777
        for path in directory.rglob("*") if path.is_file()}


def version_of(program: Path) -> str:
    return subprocess.run([program, "--version"], check=True, capture_output=True, text=True, timeout=30).stdout


def test_every_file_is_there(dist: Path) -> None:
    assert set(files_below(dist)) == {
        BARE, f"{STEM}.tar.gz", DEB, RPM, SUMS, f"{STEM}.spdx.json", f"{STEM}.versions",
        *(f"step/{name}" for name in STEP_FILES), *(f"step/step/licenses/{name}" for name in licenses())}


def test_the_sums_are_right_and_of_every_file(dist: Path) -> None:
    subprocess.run(["sha256sum", "--check", "--strict", "--quiet", SUMS], cwd=dist, check=True)
    listed = {line.split("  ", 1)[1] for line in (dist / SUMS).read_text().splitlines()}
    assert listed == set(files_below(dist)) - {SUMS}


def test_the_bare_program_runs(dist: Path) -> None:
    assert version_of(dist / BARE) == f"{PROGRAM} ({PROGRAM}) {VERSION}\n"
    assert (dist / BARE).read_bytes() == static_program().read_bytes()


def test_a_second_run_gives_the_same_bytes(dist: Path, tmp_path: Path) -> None:
    """By somebody with other settings, in another time zone, with one processor."""
    (tmp_path / ".rpmmacros").write_text("%packager Somebody\n%_binary_payload w1.gzdio\n")
    again = make_dist(
        tmp_path / "elsewhere" / "dist", "taskset", "--cpu-list", str(min(os.sched_getaffinity(0))), umask=0o002,
        HOME=str(tmp_path), TMPDIR=str(tmp_path), TZ="Asia/Tokyo", LC_ALL="C.UTF-8")
    assert (again / SUMS).read_text() == (dist / SUMS).read_text()


def test_the_archive_holds_one_directory_that_belongs_to_root(dist: Path, tmp_path: Path) -> None:
    with tarfile.open(dist / f"{STEM}.tar.gz") as archive:
        members = archive.getmembers()
        archive.extractall(tmp_path, filter="data")
    assert {(member.uid, member.gid, member.mtime) for member in members} == {(0, 0, EPOCH)}
    # An entry for the directory above would change the mode of the one that it is unpacked into.
    assert {member.name.partition("/")[0] for member in members} == {STEM}
    assert [member.name for member in members] == sorted(member.name for member in members)
    root = tmp_path / STEM
    assert files_below(root) == {
        PROGRAM: 0o755, "LICENSE": 0o644, "NOTICE": 0o644, "README.md": 0o644,
        **{f"licenses/{name}": 0o644 for name in licenses()},
        f"share/man/man1/{PROGRAM}.1": 0o644, **{
            name.removeprefix("usr/"): mode for name, mode in INSTALLED.items()
            if name.startswith("usr/share/") and not name.endswith(".gz")}}
    assert version_of(root / PROGRAM)


class TestDebianPackage:
    def test_has_every_file_in_its_place(self, dist: Path, tmp_path: Path) -> None:
        subprocess.run(["dpkg-deb", "--extract", dist / DEB, tmp_path], check=True)
        # The LGPL is Debian's own copy.
        assert files_below(tmp_path) == {
            **INSTALLED, f"{DOCUMENTS}/copyright": 0o644, f"{DOCUMENTS}/changelog.Debian.gz": 0o644,
            f"usr/share/lintian/overrides/{PROGRAM}": 0o644,
            **{f"{DOCUMENTS}/licenses/{name}": 0o644 for name in linked()}}
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
            text=True, timeout=120, check=False)
        assert (ended.returncode, ended.stdout) == (0, "")

    def test_says_what_it_is(self, dist: Path) -> None:
        fields = subprocess.run(
            ["dpkg-deb", "--field", dist / DEB, "Package", "Version", "Architecture", "Depends", "Homepage"],
            check=True, capture_output=True, text=True).stdout
        assert fields == (
            f"Package: {PROGRAM}\nVersion: {VERSION}-1\nArchitecture: {ARCHITECTURE}\nDepends: ca-certificates\n"
            f"Homepage: {repository_url()}\n")

    def test_counts_its_size_without_the_file_system(self, dist: Path, tmp_path: Path) -> None:
        """As dpkg-gencontrol does: each file in KiB, rounded up, and one KiB for everything else."""
        subprocess.run(["dpkg-deb", "--extract", dist / DEB, tmp_path], check=True)
        paths = [tmp_path / "usr", *(tmp_path / "usr").rglob("*")]
        size = sum(-(-path.stat().st_size // 1024) if path.is_file() else 1 for path in paths)
        field = subprocess.run(
            ["dpkg-deb", "--field", dist / DEB, "Installed-Size"], check=True, capture_output=True, text=True).stdout
        assert field == f"{size}\n"


class TestRPM:
    def test_has_every_file_in_its_place(self, dist: Path, tmp_path: Path) -> None:
        data = subprocess.run(["rpm2cpio", dist / RPM], check=True, capture_output=True).stdout
        subprocess.run(
            ["cpio", "--extract", "--make-directories", "--quiet"], input=data, cwd=tmp_path, check=True,
            capture_output=True)
        assert files_below(tmp_path) == {
            **INSTALLED, f"{DOCUMENTS}/LICENSE": 0o644, f"{DOCUMENTS}/NOTICE": 0o644,
            **{f"{DOCUMENTS}/licenses/{name}": 0o644 for name in licenses()}}
        assert version_of(tmp_path / "usr/bin" / PROGRAM)

    def test_installs_and_is_removed(self, dist: Path, tmp_path: Path) -> None:
        """Into a root directory of its own. The package that it depends on is not there, as rpm is told."""
        rpm = ("rpm", "--root", tmp_path, "--nodeps")
        subprocess.run([*rpm, "--install", dist / RPM], check=True, capture_output=True)
        assert version_of(tmp_path / "usr/bin" / PROGRAM)
        subprocess.run([*rpm, "--verify", PROGRAM], check=True, capture_output=True)
        subprocess.run([*rpm, "--erase", PROGRAM], check=True, capture_output=True)
        assert not (tmp_path / "usr/bin" / PROGRAM).exists()

    def test_says_what_it_is(self, dist: Path) -> None:
        said = subprocess.run(
            ["rpm", "--query", "--package", "--queryformat",
             "%{NAME} %{VERSION} %{ARCH} %{LICENSE} %{URL} %{BUILDHOST}", dist / RPM],
            check=True, capture_output=True, text=True).stdout
        assert said == f"{PROGRAM} {VERSION} {MACHINE} Apache-2.0 {repository_url()} localhost"
        needed = subprocess.run(
            ["rpm", "--query", "--package", "--requires", dist / RPM], check=True, capture_output=True,
            text=True).stdout
        assert [line for line in needed.splitlines() if not line.startswith("rpmlib(")] == ["ca-certificates"]


class TestBillOfMaterials:
    def test_is_valid(self, dist: Path) -> None:
        document = parse_file(str(dist / f"{STEM}.spdx.json"))
        assert validate_full_spdx_document(document) == []

    def test_has_everything_that_is_linked_in(self, dist: Path) -> None:
        document = json.loads((dist / f"{STEM}.spdx.json").read_text())
        found = {package["name"]: package["versionInfo"] for package in document["packages"]}
        parts = linked()
        assert {"curl", "openssl", "glibc"} < set(parts) and any(name.startswith("gcc-") for name in parts)
        assert set(found) == {PROGRAM, "swift", *parts}
        assert {name: found[name] for name in parts} == parts and found[PROGRAM] == VERSION
        assert (dist / f"{STEM}.versions").read_text() == VERSIONS.read_text()

    def test_has_addresses_that_scanners_know(self, dist: Path) -> None:
        document = json.loads((dist / f"{STEM}.spdx.json").read_text())
        urls = {package["name"]: package["externalRefs"][0]["referenceLocator"] for package in document["packages"]}
        system = dict(line.split("=", 1) for line in Path("/etc/os-release").read_text().splitlines() if "=" in line)
        name, release = (system[key].strip('"') for key in ("ID", "VERSION_ID"))
        for source, version in linked().items():
            assert urls.pop(source) == (
                f"pkg:deb/{name}/{source}@{version.replace('+', '%2B')}?arch=source&distro={name}-{release}")
        swift = re.fullmatch(r"pkg:github/swiftlang/swift@swift-(\d+(?:\.\d+)+)-RELEASE", urls.pop("swift"))
        assert swift and f"Swift version {swift[1]} " in subprocess.run(
            ["swift", "--version"], check=True, capture_output=True, text=True).stdout
        assert urls == {PROGRAM: f"pkg:generic/{PROGRAM}@{VERSION}"}

    def test_has_the_licence_of_each_in_the_notice(self, dist: Path) -> None:
        document = json.loads((dist / f"{STEM}.spdx.json").read_text())
        notice = (REPOSITORY / "NOTICE").read_text()
        for package in document["packages"]:
            name = re.sub(r"-[0-9]+$", "", package["name"])
            assert re.search(rf"^{re.escape(name)}\b", notice, re.MULTILINE), name

    def test_comes_with_the_texts_of_the_licences(self, dist: Path) -> None:
        """Those that releases must have in them: libraries ask for their notices, the LGPL for itself."""
        def text(name: str) -> str:
            return " ".join((dist / "step/step/licenses" / name).read_text().split())

        assert "GNU LESSER GENERAL PUBLIC LICENSE Version 2.1" in text("LGPL-2.1")
        assert "Regents of the University of California" in text("glibc")
        assert "Daniel Stenberg" in text("curl") and "OpenSSL" in text("openssl")
        (gcc,) = (name for name in linked() if name.startswith("gcc-"))
        assert "GCC RUNTIME LIBRARY EXCEPTION" in text(gcc)

    def test_of_something_unknown_is_refused(self, tmp_path: Path) -> None:
        (tmp_path / "VERSIONS").write_text("libnew 1.0\n")
        ended = subprocess.run(
            ["python3", REPOSITORY / "packaging" / "sbom.py", static_program(), tmp_path / "VERSIONS", "1", "https://x"],
            capture_output=True, text=True, env={**os.environ, "SOURCE_DATE_EPOCH": "0"}, check=False)
        assert (ended.returncode, ended.stdout, ended.stderr) == (
            1, "", "sbom.py: the licence of libnew is not known: add it here and to NOTICE\n")


class TestStep:
    def test_starts_from_the_tree_of_the_tag(self, dist: Path, tmp_path: Path) -> None:
        """On a machine without Swift, and without anything kept."""
        tree = tmp_path / "a step"
        shutil.copytree(dist / "step", tree)
        ended = subprocess.run(
            ["bash", tree / "step.sh"], cwd=tmp_path, capture_output=True, text=True, timeout=30,
            env={"PATH": "/usr/bin:/bin", "HOME": str(tmp_path / "home"), "BITRISE_STEP_EXECUTION_ID": "1"},
            check=False)
        assert (ended.returncode, ended.stderr) == (1, "") and ended.stdout.startswith("Inputs:\n")
        assert "the inputs name neither a role (role_arn) nor an access key" in ended.stdout
        assert not (tmp_path / "home").exists()

    def test_has_modes_that_git_keeps(self, dist: Path) -> None:
        modes = files_below(dist / "step")
        assert {name for name, mode in modes.items() if mode == 0o755} == {"step.sh", f"step/{BARE}"}


def repository_url() -> str:
    return (REPOSITORY / "packaging" / "repository-url").read_text().strip()


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
