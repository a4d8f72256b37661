"""The static program where nearly nothing else is: without libraries or /proc, in roots of other and older systems."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest

from standin import StandIn
from standin.authority import Authority
from support.hosts import HOST
from support.messages import BUNDLES, WITHOUT_CERTIFICATES
from support.repository import REPOSITORY
from support.root import inside
from support.sandbox import PROGRAM, static_program


class Root:
    """A directory that the program takes for the root of all files."""

    def __init__(self, path: Path, standin: StandIn) -> None:
        self.path = path
        # The certificates are to be found where the system has them.
        self.environment = {
            name: value for name, value in standin.environment().items() if name != "AWS_CA_BUNDLE"}
        shutil.copy(static_program(), path / "helper")

    def put(self, name: str, content: bytes) -> None:
        file = self.path / name.lstrip("/")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)

    def run(
        self, *arguments: str, stdin: str = "", before: tuple[str, ...] = (),
        environment: Mapping[str, str | None] = {}, **changes: str | None,
    ) -> subprocess.CompletedProcess[str]:
        merged = {"PATH": os.environ["PATH"], **self.environment, **environment, **changes}
        return subprocess.run(
            [*before, *inside(self.path), "/helper", *arguments], input=stdin, capture_output=True, text=True,
            timeout=60, env={name: value for name, value in merged.items() if value is not None}, check=False)

    def get(self, **changes: str | None) -> subprocess.CompletedProcess[str]:
        return self.run("get", stdin=HOST, environment=changes)

    def works(self, **changes: str | None) -> None:
        """`get`, `login` and what the cache has, as everywhere."""
        cache = "/cache"
        for _ in range(2):
            ended = self.get(ECR_LOGIN_CACHE_DIR=cache, **changes)
            assert (ended.returncode, ended.stderr) == (0, ""), ended.stdout
            assert json.loads(ended.stdout)["Username"] == "AWS"
        assert len(list((self.path / "cache").glob("*.json"))) == 1
        ended = self.run("login", HOST, DOCKER_CONFIG="/docker", ECR_LOGIN_CACHE="off", environment=changes)
        assert ended.returncode == 0, ended.stderr
        assert set(json.loads((self.path / "docker/config.json").read_text())["auths"]) == {HOST}
        shutil.rmtree(self.path / "docker")
        shutil.rmtree(self.path / "cache")


@pytest.fixture
def root(tmp_path: Path, standin: StandIn) -> Root:
    """Nothing but the program."""
    path = tmp_path / "root"
    path.mkdir()
    return Root(path, standin)


class TestEmptyRoot:
    @pytest.mark.parametrize("bundle", BUNDLES)
    def test_needs_one_file_of_certificates(
        self, root: Root, authority: Authority, standin: StandIn, bundle: str
    ) -> None:
        root.put(bundle, authority.file.read_bytes())
        root.works()
        assert standin.journal.counts() == {"bitrise": 2, "sts": 2, "ecr": 2}

    @pytest.mark.parametrize("variable", ["AWS_CA_BUNDLE", "SSL_CERT_FILE"])
    def test_finds_the_file_that_a_variable_names(self, root: Root, authority: Authority, variable: str) -> None:
        root.put("/ca.pem", authority.file.read_bytes())
        root.works(**{variable: "/ca.pem"})

    @pytest.mark.parametrize("directory", ["/kaniko/ssl/certs", "/certificates:/none"])
    def test_finds_files_without_hash_names(self, root: Root, authority: Authority, directory: str) -> None:
        """kaniko's image has such a variable, and such a directory."""
        root.put(f"{directory.split(':', maxsplit=1)[0]}/company.crt", authority.file.read_bytes())
        root.works(SSL_CERT_DIR=directory)

    def test_finds_a_directory_with_hash_names_only(self, root: Root, authority: Authority) -> None:
        root.put("/etc/ssl/certs/ca.pem", authority.file.read_bytes())
        subprocess.run(["openssl", "rehash", root.path / "etc/ssl/certs"], check=True)
        root.works()

    def test_without_certificates_names_the_places(self, root: Root, standin: StandIn) -> None:
        ended = root.get(ECR_LOGIN_CACHE="off")
        assert ended.returncode == 1 and ended.stdout == ended.stderr
        assert ended.stdout == f"{PROGRAM}: {HOST}: {WITHOUT_CERTIFICATES}\n"
        assert standin.journal.counts() == {}

    def test_a_broken_file_is_named(self, root: Root) -> None:
        root.put(BUNDLES[0], b"no certificate")
        ended = root.get(ECR_LOGIN_CACHE="off")
        assert ended.returncode == 1
        assert f"the system's certificates cannot be used: error setting certificate file: {BUNDLES[0]}" in ended.stdout

    def test_other_certificates_are_not_enough(self, root: Root, tmp_path: Path) -> None:
        root.put(BUNDLES[0], Authority(tmp_path / "other").file.read_bytes())
        ended = root.get(ECR_LOGIN_CACHE="off")
        assert ended.returncode == 1 and "unable to get local issuer certificate" in ended.stdout

    def test_needs_no_home_and_no_variables_of_a_shell(self, root: Root, authority: Authority) -> None:
        root.put(BUNDLES[0], authority.file.read_bytes())
        assert "HOME" not in root.environment
        root.works(PATH=None, TMPDIR=None)

    def test_finds_its_user_in_the_list_of_users(self, root: Root, authority: Authority) -> None:
        root.put(BUNDLES[0], authority.file.read_bytes())
        root.put("/etc/passwd", f"nobody:x:65534:1::/none:/none\nci:x:{os.geteuid()}:0::/users/ci:/bin/sh\n".encode())
        ended = root.run("login", HOST, ECR_LOGIN_CACHE="off")
        assert ended.returncode == 0, ended.stderr
        assert (root.path / "users/ci/.docker/config.json").is_file()

    def test_without_a_cache_works_all_the_same(self, root: Root, authority: Authority) -> None:
        """There is neither /dev/shm nor /tmp."""
        root.put(BUNDLES[0], authority.file.read_bytes())
        assert root.get().returncode == 0

    def test_works_with_a_root_that_is_read_only(self, root: Root, authority: Authority) -> None:
        root.put(BUNDLES[0], authority.file.read_bytes())
        mount = f"mount --bind '{root.path}' '{root.path}' && mount -o remount,bind,ro '{root.path}' && exec \"$@\""
        ended = root.run("get", stdin=HOST, before=("unshare", "--mount", "sh", "-c", mount, "sh"))
        assert (ended.returncode, ended.stderr) == (0, ""), ended.stdout

    def test_resolves_names_by_the_list_of_hosts(self, root: Root, authority: Authority, standin: StandIn) -> None:
        """Without a DNS server, and whatever nsswitch.conf names."""
        root.put(BUNDLES[0], authority.file.read_bytes())
        root.put("/etc/hosts", b"127.0.0.1 localhost\n")
        root.put("/etc/nsswitch.conf", b"hosts: mdns4_minimal resolve sss\n")
        url = standin.url("sts").replace("127.0.0.1", "localhost")
        root.works(AWS_ENDPOINT_URL_STS=url)

    def test_says_where_a_name_is_not_known(self, root: Root, authority: Authority) -> None:
        root.put(BUNDLES[0], authority.file.read_bytes())
        ended = root.get(
            AWS_ENDPOINT_URL_STS="https://sts.example.invalid", ECR_LOGIN_TIMEOUT="5", ECR_LOGIN_CACHE="off")
        assert ended.returncode == 1 and "sts.example.invalid" in ended.stdout and "resolve" in ended.stdout


class TestBusyboxRoot:
    """A root like Alpine's: another C library, which here is none at all, and a small shell."""

    @pytest.fixture
    def busybox(self, root: Root, authority: Authority) -> Root:
        program = shutil.which("busybox", path=f"{os.environ['PATH']}:/bin:/usr/bin")
        assert program, "busybox is not installed"
        (root.path / "bin").mkdir()
        for name in ("busybox", "sh", "grep"):
            shutil.copy(program, root.path / "bin" / name)
        shutil.move(root.path / "helper", root.path / "bin" / PROGRAM)
        root.put("/etc/ssl/cert.pem", authority.file.read_bytes())
        return root

    def test_get_and_login_from_its_shell(self, busybox: Root) -> None:
        script = (
            f"echo {HOST} | {PROGRAM} get | grep -q Username && {PROGRAM} login {HOST} && {PROGRAM} doctor {HOST} |"
            " grep libcurl")
        ended = subprocess.run(
            [*inside(busybox.path), "/bin/busybox", "sh", "-c", script], capture_output=True, text=True, timeout=60,
            env={**busybox.environment, "PATH": "/bin", "HOME": "/", "ECR_LOGIN_CACHE": "off"}, check=False)
        assert ended.returncode == 0, ended.stderr
        assert set(json.loads((busybox.path / ".docker/config.json").read_text())["auths"]) == {HOST}
        assert "linked in; openssl.cnf, FIPS providers, mDNS and SSSD are not used" in ended.stdout


@pytest.fixture(scope="module")
def debian() -> Path:
    """Debian 11, made once and kept for the next run."""
    path = REPOSITORY / ".test" / "debian-11"
    if not (path / "made").is_file():
        shutil.rmtree(path, ignore_errors=True)
        path.parent.mkdir(exist_ok=True)
        sites = subprocess.run(
            ["apt-get", "indextargets", "--format", "$(SITE)", "Created-By: Packages"], check=True,
            capture_output=True, text=True).stdout.split()
        mirror = next(site for site in sites if "security" not in site)
        program = shutil.which("debootstrap", path=f"{os.environ['PATH']}:/usr/sbin:/sbin")
        assert program, "debootstrap is not installed"
        subprocess.run(
            [program, "--variant=minbase", "bullseye", path, mirror], check=True, capture_output=True, timeout=600,
            env={**os.environ, "PATH": f"{os.environ['PATH']}:/usr/sbin:/sbin"})
        (path / "made").touch()
    return path


class TestOldSystem:
    """Its glibc is older than any that the program could be linked with."""

    def test_get_and_login(self, debian: Path, standin: StandIn, authority: Authority) -> None:
        said = subprocess.run(
            [*inside(debian), "/usr/bin/ldd", "--version"], check=True, capture_output=True, text=True).stdout
        assert "GLIBC 2.31" in said
        root = Root(debian, standin)
        root.put("/etc/ssl/certs/ca-certificates.crt", authority.file.read_bytes())
        root.works(HOME="/root")
