"""Fixtures: each test has a stand-in, a sandbox and a program of its own."""

from __future__ import annotations

import fcntl
import os
import shutil
import signal
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from standin import StandIn
from standin.authority import Authority
from standin.endpoints import is_registry
from standin.registry import Registry as EcrRegistry
from support.clients import Clients
from support.dist import make_dist
from support.docker import Docker
from support.docker_config import DockerConfig
from support.dockerd import DockerEngine
from support.doctor import World
from support.helper import Helper
from support.hosts import ELSEWHERE, HOST, OTHER_REGION
from support.moto import Moto
from support.properties import SEED, use_profile
from support.proxy import ConnectProxy
from support.registry import Registry
from support.repository import END_TO_END, REPOSITORY
from support.sandbox import PROGRAM, Sandbox, built_program, is_static, open_to_all

# A shell ignores these for what it starts in the background, and everything started here would do so, too.
for number in (signal.SIGINT, signal.SIGQUIT, signal.SIGHUP):
    if signal.getsignal(number) is signal.SIG_IGN:
        signal.signal(number, signal.default_int_handler if number == signal.SIGINT else signal.SIG_DFL)

use_profile()


# Which folders, files, classes and tests have a marker of pyproject.toml.
MARKED = {
    "shared": (
        "documents/", "harness/", "packaging/test_packaging.py", "program/trust_policy/",
        "program/docker/test_docker_engine.py", "program/docker/test_role_per_registry.py",
        "program/network/test_clock.py", "program/step/test_step_description.py", "program/step/test_step_script.py"),
    "dynamic": ("program/network/test_without_libcurl.py",),
    "static": tuple(f"packaging/test_{name}.py" for name in ("dist", "image", "release", "roots")),
    # Tests that start hundreds of processes or compare two times. The network faults run in parallel by themselves,
    # started by one process.
    "alone": (
        "program/network/test_network_faults.py", "program/doctor/",
        "program/process/test_storms.py", "program/network/test_requests.py::test_two_hundred",
        "program/network/test_requests.py::test_fifty",
        "program/process/test_faults_at_home.py::TestTheLockOfConfigJson",
        "program/docker/test_login.py::test_a_hundred", "harness/test_bench.py::TestLaunch"),
}


def pytest_configure(config: pytest.Config) -> None:
    """Gives each run a directory of its own: what all runs share is closed to other users whenever one of them begins.

    It stays after a run in which something failed.
    """
    if not (hasattr(config, "workerinput") or config.option.basetemp):
        os.environ["PYTEST_DEBUG_TEMPROOT"] = tempfile.mkdtemp(prefix="e2e-")


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """Removes it."""
    root = os.environ.get("PYTEST_DEBUG_TEMPROOT")
    if root and not (hasattr(session.config, "workerinput") or session.config.option.basetemp or exitstatus):
        shutil.rmtree(root, ignore_errors=True)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Gives each test its markers."""
    for item in items:
        name = item.nodeid.removeprefix(f"{END_TO_END.relative_to(REPOSITORY)}/")
        for marker, places in MARKED.items():
            if name.startswith(places):
                item.add_marker(marker)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, exitstatus: int) -> None:
    """Says how to repeat the random tests of a run in which something failed."""
    if exitstatus:
        terminalreporter.write_line(f"The random tests of this run were made from SEED={SEED}.")


@pytest.fixture(scope="session")
def program() -> Path:
    """The built program."""
    return built_program()


@pytest.fixture(scope="session")
def dist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What `make dist` leaves, made once for all that run side by side."""
    # The parent of a worker's directory is the run's.
    shared = tmp_path_factory.getbasetemp()
    directory = (shared.parent if "PYTEST_XDIST_WORKER" in os.environ else shared) / "dist"
    with directory.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not directory.is_dir():
            # A worker that fails must not leave half of it to the others.
            make_dist(directory.with_name("dist being made")).rename(directory)
    return directory


@pytest.fixture(autouse=True)
def check_form(request: pytest.FixtureRequest) -> None:
    """A test that is about one form of the program fails on the other one: it was selected by mistake."""
    if request.node.get_closest_marker("dynamic"):
        assert not is_static(built_program()), "a static program has no dynamic loader: run this with -m 'not dynamic'"


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    """Whose certificates the servers of this run have."""
    return Authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture
def standin(authority: Authority) -> Iterator[StandIn]:
    """Bitrise, STS, ECR and ECR Public."""
    services = StandIn(authority)
    yield services
    services.close()


@pytest.fixture
def sandbox(tmp_path: Path, program: Path) -> Sandbox:
    """Empty directories, with the program on PATH."""
    made = Sandbox(tmp_path)
    made.install(program)
    return made


@pytest.fixture
def bare(sandbox: Sandbox, standin: StandIn) -> Helper:
    """The program, told where the services are but not who it is."""
    return Helper(sandbox, {**sandbox.environment(), **standin.endpoint_environment()}, standin.vault)


@pytest.fixture
def helper(bare: Helper, standin: StandIn) -> Helper:
    """The program in a build with a role, all services on their own ports."""
    bare.environment |= standin.environment()
    return bare


@pytest.fixture
def proxy(standin: StandIn) -> Iterator[ConnectProxy]:
    """Leads AWS's and Bitrise's real host names to the stand-in, and nowhere else."""
    made = ConnectProxy(standin.port_for)
    yield made
    made.close()


@pytest.fixture
def real_names(sandbox: Sandbox, standin: StandIn, proxy: ConnectProxy) -> Helper:
    """The program in a build with a role, which calls every service by its real name."""
    return Helper(sandbox, {**sandbox.environment(), **standin.real_names_environment(proxy.url)}, standin.vault)


@pytest.fixture
def docker_config(sandbox: Sandbox) -> DockerConfig:
    """Docker's config.json in the home directory, which is not there yet."""
    return DockerConfig(sandbox)


@pytest.fixture
def somebody(sandbox: Sandbox, authority: Authority, program: Path) -> tuple[str, ...]:
    """What starts a command as another user than root, to whom the sandbox belongs from now on."""
    number = "54321"  # That no user database knows, as in a container that runs under any number.
    # The built program may lie where only its owner gets to.
    (sandbox.bin / PROGRAM).unlink()
    shutil.copy(program, sandbox.bin / PROGRAM)
    for path in (sandbox.root, *sandbox.root.rglob("*")):
        os.chown(path, int(number), int(number))
    open_to_all(sandbox.root)
    open_to_all(authority.file.parent)
    return ("setpriv", "--reuid", number, "--regid", number, "--clear-groups")


@pytest.fixture(scope="session")
def registry(authority: Authority, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Registry]:
    """A registry that holds one image, `app:1`."""
    names = (*(f"*.{host.partition('.')[2]}" for host in (HOST, OTHER_REGION)), ELSEWHERE)
    made = Registry(tmp_path_factory.mktemp("registry"), authority, names)
    made.push_image()
    yield made
    made.close()


@pytest.fixture(scope="session")
def dockerd(authority: Authority, tmp_path_factory: pytest.TempPathFactory) -> Iterator[DockerEngine]:
    """A Docker engine."""
    made = DockerEngine(tmp_path_factory.mktemp("dockerd"), authority)
    yield made
    made.close()


@pytest.fixture
def engine(dockerd: DockerEngine, proxy: ConnectProxy) -> DockerEngine:
    """The engine, which reaches what the program and the clients reach."""
    proxy.serve(dockerd.proxy_listener())
    return dockerd


@pytest.fixture
def docker(clients: Clients, engine: DockerEngine, registry: Registry) -> Docker:
    """The docker CLI on the engine."""
    return Docker(clients, engine, registry)


@pytest.fixture
def clients(
    sandbox: Sandbox, standin: StandIn, proxy: ConnectProxy, registry: Registry, real_names: Helper
) -> Clients:
    """Real clients that find the program on PATH and the registry under its ECR host name."""
    standin.ecr.fixed_password = standin.ecr.new_password()
    registry.accept(standin.ecr.fixed_password)
    proxy.also(registry.port_for)
    return Clients(real_names)


@pytest.fixture(scope="session")
def moto() -> Iterator[Moto]:
    """moto's STS and ECR."""
    made = Moto()
    yield made
    made.close()


@pytest.fixture
def ecr_registry(standin: StandIn, authority: Authority, proxy: ConnectProxy) -> Iterator[EcrRegistry]:
    """A registry that takes the password that ECR gives, and refuses as ECR does."""
    standin.ecr.fixed_password = standin.ecr_public.fixed_password = standin.ecr.new_password()
    made = EcrRegistry(authority, standin.ecr.fixed_password)
    proxy.also(lambda host: made.port if is_registry(host) else None)
    yield made
    made.close()


@pytest.fixture
def doctor(
    real_names: Helper, standin: StandIn, sandbox: Sandbox, docker_config: DockerConfig, proxy: ConnectProxy,
    ecr_registry: EcrRegistry,
) -> World:
    """A build in which every link holds, from the settings to the registry."""
    docker_config.write({"credHelpers": {HOST: "bitrise"}})
    return World(real_names, standin, sandbox, docker_config, proxy, ecr_registry)
