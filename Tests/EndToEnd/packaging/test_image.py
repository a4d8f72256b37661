"""The image of docker/, built and run by a real Docker engine, and copied out of into other images."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest

from standin import StandIn
from support.docker_config import DockerConfig
from support.dockerd import DockerEngine
from support.dockerfile import Dockerfile
from support.helper import Helper
from support.hosts import HOST
from support.repository import REPOSITORY
from support.sandbox import PROGRAM, static_program

DOCKER = REPOSITORY / "docker"
INTO_ANOTHER, INTO_KANIKO = DOCKER / "into-another-image", DOCKER / "into-kaniko"
MEBIBYTE = 1 << 20
USER = "65532:65532"


@pytest.fixture(scope="module")
def image(dockerd: DockerEngine) -> str:
    """The image, as `make image` makes it."""
    subprocess.run(
        ["make", "--no-print-directory", "image", f"IMAGE={PROGRAM}:test", f"STATIC_PROGRAM={static_program()}"],
        cwd=REPOSITORY, check=True, capture_output=True, timeout=120, env=dockerd.environment)
    return f"{PROGRAM}:test"


def inspect(dockerd: DockerEngine, image: str) -> dict[str, Any]:
    (found,) = json.loads(dockerd.docker("image", "inspect", image).stdout)
    assert isinstance(found, dict)
    return found


def run_flags(engine: DockerEngine, standin: StandIn, *more: str, bundle: str = "/ca.pem") -> list[str]:
    """A container with a read-only root, which finds the services by their real names, and trusts their authority."""
    environment = {
        **standin.real_names_environment(engine.proxy_url), "SSL_CERT_FILE": bundle, "SSL_CERT_DIR": ""}
    flags = [f"--env={name}={value}" for name, value in environment.items()]
    mount = f"--volume={standin.authority.file}:/ca.pem:ro"
    return ["run", "--rm", "--interactive", "--read-only", "--network=host", mount, *flags, *more]


class TestImage:
    def test_is_small_and_holds_the_program_and_certificates(
        self, dockerd: DockerEngine, image: str, tmp_path: Path
    ) -> None:
        size = inspect(dockerd, image)["Size"]
        assert isinstance(size, int) and size < 16 * MEBIBYTE
        container = dockerd.docker("create", image).stdout.strip()
        subprocess.run(
            f"docker export {container} | tar --extract --directory {tmp_path}", shell=True, check=True,
            env=dockerd.environment)
        dockerd.docker("rm", container)
        files = {str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*") if path.is_file()}
        # The engine's own mount points are there in every container.
        of_the_engine = {".dockerenv", "etc/hostname", "etc/hosts", "etc/resolv.conf", "etc/mtab", "dev/console"}
        documents = {path for path in files if path.startswith(f"usr/share/doc/{PROGRAM}/")}
        assert files - of_the_engine - documents == {
            f"usr/local/bin/{PROGRAM}", "etc/ssl/certs/ca-certificates.crt"}
        assert {Path(path).name for path in documents} >= {"LICENSE", "NOTICE", "LGPL-2.1", "curl", "glibc", "openssl"}

    def test_runs_as_nobody_with_a_read_only_root(self, dockerd: DockerEngine, image: str) -> None:
        assert inspect(dockerd, image)["Config"]["User"] == USER
        ended = dockerd.docker("run", "--rm", "--read-only", "--cap-drop=ALL", image, "--version")
        assert ended.stdout.startswith(f"{PROGRAM} (")

    def test_shows_its_help(self, dockerd: DockerEngine, image: str) -> None:
        assert "\nCommands:\n" in dockerd.docker("run", "--rm", image).stdout

    def test_get(self, engine: DockerEngine, image: str, standin: StandIn) -> None:
        ended = engine.docker(*run_flags(engine, standin), image, "get", stdin=HOST)
        assert json.loads(ended.stdout)["Username"] == "AWS" and ended.stderr == ""
        assert standin.journal.counts() == {"bitrise": 1, "sts": 1, "ecr": 1}

    def test_login(self, engine: DockerEngine, image: str, standin: StandIn, tmp_path: Path) -> None:
        """As docker/README.md has it: into a directory of the machine, as its owner."""
        directory = tmp_path / "docker"
        directory.mkdir()
        owner = f"{directory.stat().st_uid}:{directory.stat().st_gid}"
        more = (f"--user={owner}", f"--volume={directory}:/docker", "--env=DOCKER_CONFIG=/docker")
        ended = engine.docker(*run_flags(engine, standin, *more), image, "login", HOST)
        assert ended.stderr.startswith(f"{PROGRAM}: {HOST}: logged in until ")
        assert set(json.loads((directory / "config.json").read_text())["auths"]) == {HOST}

    def test_trusts_its_own_certificates(self, engine: DockerEngine, image: str, standin: StandIn) -> None:
        """And so not the stand-in's, whose authority is none of the world's."""
        ended = engine.docker(*run_flags(engine, standin, bundle=""), image, "get", check=False, stdin=HOST)
        assert ended.returncode == 1 and "unable to get local issuer certificate" in ended.stdout

    def test_is_copied_out_of(self, dockerd: DockerEngine, image: str, tmp_path: Path) -> None:
        """`COPY --from` into kaniko's layout, by the example's own instructions on an image from scratch."""
        shipped = Dockerfile(INTO_KANIKO / "Dockerfile")
        lines = [f"FROM {image} AS helper", "FROM scratch", *(f"COPY {rest}" for rest in shipped.all("COPY"))]
        (tmp_path / "Dockerfile").write_text("\n".join([*lines, ""]))
        (tmp_path / "config.json").write_bytes((INTO_KANIKO / "config.json").read_bytes())
        dockerd.docker("build", "--tag=kaniko-like", tmp_path)
        ended = dockerd.docker(
            "run", "--rm", f"--entrypoint=/kaniko/{PROGRAM}", "--env=DOCKER_CONFIG=/kaniko/.docker", "kaniko-like",
            "login", "--dry-run", HOST)
        assert f"{HOST}: this program is its helper already" in ended.stderr


class TestDockerfiles:
    def test_from_source_ends_in_the_same_image(self) -> None:
        shipped, source = (Dockerfile(DOCKER / name).last for name in ("Dockerfile", "Dockerfile.source"))
        built = f"--from=build /source/.build-static/release/{PROGRAM} "
        certificates = "--from=build /etc/ssl/certs/ca-certificates.crt "
        licenses = "--from=build /source/licenses "
        assert [
            (name, rest.replace(built, f"{PROGRAM} ").replace(certificates, "ca-certificates.crt ").replace(
                licenses, "licenses "))
            for name, rest in source] == shipped

    def test_from_source_has_all_that_the_build_needs(self, tmp_path: Path) -> None:
        file = Dockerfile(DOCKER / "Dockerfile.source")
        copies = [rest.split() for rest in file.all("COPY") if not rest.startswith("--from")]
        ignored = (DOCKER / "Dockerfile.source.dockerignore").read_text().split()
        assert {source for *sources, _ in copies for source in sources} == {
            line[1:] for line in ignored if line.startswith("!")}
        for *sources, target in copies:
            for source in sources:
                place = tmp_path / target / (source if target == "./" else "")
                place.parent.mkdir(parents=True, exist_ok=True)
                subprocess.run(["cp", "-r", REPOSITORY / source, place], check=True)
        # What a rule of the Makefile needs and has not ends this with an error.
        subprocess.run(["make", "-n", "static"], cwd=tmp_path, check=True, capture_output=True, timeout=30)
        assert file.all("RUN")[-1].startswith("make static ")

    @pytest.mark.parametrize("directory", [INTO_ANOTHER, INTO_KANIKO], ids=lambda path: path.name)
    def test_the_examples_take_the_program_from_where_it_is(self, directory: Path) -> None:
        file = Dockerfile(directory / "Dockerfile")
        assert file.stages["helper"] == "${HELPER_IMAGE}" and f"HELPER_IMAGE={PROGRAM}" in file.all("ARG")
        (taken,) = [rest.split() for rest in file.all("COPY") if rest.startswith("--from=helper")]
        assert ("COPY", f"{PROGRAM} {taken[1]}") in Dockerfile(DOCKER / "Dockerfile").last

    @pytest.mark.parametrize("directory", [INTO_ANOTHER, INTO_KANIKO], ids=lambda path: path.name)
    def test_their_configuration_is_what_configure_writes(
        self, helper: Helper, docker_config: DockerConfig, directory: Path
    ) -> None:
        helper.run("configure", HOST).lines()
        assert docker_config.content.strip() == (directory / "config.json").read_bytes().strip()

    def test_no_file_names_a_library(self) -> None:
        for path in DOCKER.rglob("*"):
            if path.is_file():
                assert not re.search(r"libcurl4|assemble-root|libstdc", path.read_text()), path
