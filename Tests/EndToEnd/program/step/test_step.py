"""The program as a Bitrise step, started as the Bitrise CLI does it."""

from __future__ import annotations

import json
import os
import re
import shutil
import stat
import subprocess
from pathlib import Path

import pytest

from standin import ROLE, StandIn, faults
from standin.iam import Keys
from support import leaks
from support.docker_config import DockerConfig
from support.helper import Helper, Run
from support.hosts import ACCOUNT, HOST, OTHER_REGION, REGION, ZEROS
from support.proxy import ConnectProxy
from support.registry import Registry
from support.repository import REPOSITORY
from support.sandbox import PROGRAM, Sandbox
from support.scripts import Envman, Store
from support.step import Package, Step, inputs
from support.texts import comparable

SECRET_NAMES = {"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"}
NAMES = [
    "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_REGION", "AWS_DEFAULT_REGION",
    "AWS_CREDENTIAL_EXPIRATION",
]
EXPORTED = f"role {ROLE}: {', '.join(NAMES)} are set for the later steps"
LOGGED_IN = "logged in until TIME (SANDBOX/home/.docker/config.json)"
ASKS = "Docker asks this program from now on (credHelpers in SANDBOX/home/.docker/config.json)"
OWN_IN_DEFAULT_REGION = f"{ACCOUNT}.dkr.ecr.us-east-1.amazonaws.com"


@pytest.fixture(scope="session")
def package(program: Path, tmp_path_factory: pytest.TempPathFactory) -> Package:
    """The tree of a release, with the program in it."""
    made = Package(tmp_path_factory.mktemp("step") / "a copy")
    made.add_program(program)
    return made


@pytest.fixture
def envman(sandbox: Sandbox) -> Envman:
    return Envman(sandbox)


@pytest.fixture
def step(program: Path, bare: Helper, standin: StandIn, envman: Envman, docker_config: DockerConfig) -> Step:
    """The step in a build, all services on their own ports."""
    bare.environment |= standin.build_environment()
    return Step(program, bare, envman)


@pytest.fixture
def step_without_envman(program: Path, bare: Helper, standin: StandIn, docker_config: DockerConfig) -> Step:
    """As `step`, but started somewhere else than under the Bitrise CLI."""
    bare.environment |= standin.build_environment()
    return Step(program, bare, None)


@pytest.fixture
def real_step(
    program: Path, real_names: Helper, standin: StandIn, proxy: ConnectProxy, registry: Registry, envman: Envman,
    docker_config: DockerConfig,
) -> Step:
    """As `step`, with all services, and a registry, under their real names."""
    standin.ecr.fixed_password = standin.ecr.new_password()
    registry.accept(standin.ecr.fixed_password)
    proxy.also(registry.port_for)
    return Step(program, real_names, envman)


COLORED = re.compile(r"\x1b\[(?P<color>31|32|33);1m(?P<text>[^\x1b]*)\x1b\[0m")
RED, GREEN, YELLOW = "31", "32", "33"


def log(run: Run, step: Step, code: int = 0) -> list[str]:
    """The lines of the step's log below the list of inputs, without their colors; a failure has a red one."""
    lines = colored_log(run, step, code)
    assert any(color == RED for color, _ in lines) == (code != 0)
    return [text for _, text in lines]


def colored_log(run: Run, step: Step, code: int = 0) -> list[tuple[str, str]]:
    """As `log`, with the color of each line."""
    assert (run.code, run.err) == (code, b""), run.failure()
    first, *lines = run.out.decode().splitlines()
    assert first == "Inputs:"
    found = []
    for line in lines[lines.index("") + 1:]:
        match = COLORED.fullmatch(line)
        found.append((match["color"] if match else "", comparable(match["text"] if match else line, step.sandbox)))
    return found


def later_docker(step: Step, *command: str) -> subprocess.CompletedProcess[str]:
    """The docker CLI in a later step."""
    ended = subprocess.run(
        ["docker", *command], env=step.later_environment(), cwd=step.sandbox.work, capture_output=True, text=True,
        timeout=60, check=False)
    assert not leaks.search((ended.stdout + ended.stderr).encode(), step.helper.vault)
    return ended


class TestAsBitriseRunsIt:
    def test_by_bash_from_another_directory(
        self, package: Package, step: Step, envman: Envman, docker_config: DockerConfig
    ) -> None:
        before = sorted(package.directory.rglob("*"))
        run = step.run(
            command=package.command, role_arn=ROLE, region=REGION, docker_login="true", registries="000000000012")
        assert log(run, step) == [EXPORTED, f"{ZEROS}: {LOGGED_IN}", f"{HOST}: {LOGGED_IN}"]
        assert list(envman.variables) == NAMES
        assert set(docker_config.auths) == {HOST, ZEROS}
        assert any(b"step.sh" in line for line in step.command_lines.seen)
        assert leaks.search(b"\n".join(step.command_lines.seen), step.helper.vault) == []
        assert sorted(package.directory.rglob("*")) == before

    @pytest.mark.shared
    @pytest.mark.compiles
    def test_from_source_where_there_is_no_release(self, step: Step, tmp_path: Path) -> None:
        """A branch, on a machine with Swift. What was compiled is kept for the next run of the tests, too."""
        package = Package(tmp_path / "a copy")
        kept = REPOSITORY / ".test" / "step"
        outside = {"PATH": f"{step.sandbox.bin}:{os.environ['PATH']}", "XDG_CACHE_HOME": str(kept)}
        run = step.run(command=package.command, changes=outside, role_arn=ROLE)
        assert log(run, step) == [EXPORTED]
        assert not (package.directory / ".build").exists()

    def test_by_a_helper_that_later_steps_call(
        self, package: Package, real_step: Step, docker_config: DockerConfig, sandbox: Sandbox
    ) -> None:
        run = real_step.run(
            command=package.command, role_arn=ROLE, region=REGION, docker_login="true", login_mode="helper")
        assert run.code == 0, run.failure()
        installed = sandbox.bin / PROGRAM
        [released] = (package.directory / "step").glob(f"{PROGRAM}-*")
        assert installed.read_bytes() == released.read_bytes()
        assert later_docker(real_step, "manifest", "inspect", f"{HOST}/app:1").returncode == 0

    def test_with_arguments_it_is_the_program(self, step: Step) -> None:
        run = step.run(command=(str(step.program), "--version"), role_arn=ROLE)
        assert run.out.startswith(b"docker-credential-bitrise ")

    @pytest.mark.parametrize("mark", ["BITRISE_STEP_EXECUTION_ID", "BITRISE_STEP_SOURCE_DIR"])
    def test_without_the_marks_of_a_step_it_shows_its_usage(self, step: Step, mark: str) -> None:
        nothing = {"BITRISE_STEP_EXECUTION_ID": None, "BITRISE_STEP_SOURCE_DIR": None}
        run = step.run(changes=nothing, role_arn=ROLE)
        assert run.code == 64 and b"usage: " in run.err
        # Either of them is enough.
        assert log(step.run(changes={**nothing, mark: "x"}, role_arn=ROLE), step) == [EXPORTED]


class TestOutputs:
    def test_are_the_credentials_of_the_role(self, step: Step, standin: StandIn, envman: Envman) -> None:
        assert log(step.run(role_arn=ROLE), step) == [EXPORTED]
        found = envman.variables
        assert list(found) == NAMES and envman.sensitive == SECRET_NAMES
        assert found["AWS_SECRET_ACCESS_KEY"] == standin.vault.of_kind("secret-key")[-1]
        assert found["AWS_SESSION_TOKEN"] == standin.vault.of_kind("session-token")[-1]
        assert (found["AWS_REGION"], found["AWS_DEFAULT_REGION"]) == ("us-east-1", "us-east-1")
        assert standin.journal.counts() == {"bitrise": 1, "sts": 1}
        form = standin.journal.calls("sts")[0].form
        assert (form["RoleArn"], form["RoleSessionName"]) == (ROLE, "bitrise-421")
        assert json.loads(standin.journal.calls("bitrise")[0].body)["aud"] == "sts.amazonaws.com"

    def test_go_through_pipes_and_show_nowhere(self, step: Step, envman: Envman) -> None:
        log(step.run(role_arn=ROLE, docker_login="true"), step)
        for call, name in zip(envman.calls, NAMES, strict=True):
            flags = ["--sensitive"] if name in SECRET_NAMES else []
            assert (call.arguments, call.is_pipe) == (["add", "--key", name, *flags, "--no-expand"], True)
        seen = json.dumps([[call.cmdline, call.environment] for call in envman.calls]).encode()
        seen += b"\n".join(step.command_lines.seen)
        assert leaks.search(seen, step.helper.vault) == []

    def test_inputs_reach_sts(self, step: Step, standin: StandIn) -> None:
        standin.iam.add_role(audience="me")
        standin.iam.providers[0] = type(standin.iam.providers[0])(ACCOUNT, standin.issuer.url, ("me",))
        run = step.run(role_arn=ROLE, audience="me", session_name="night-1", duration_seconds="900", region="eu-west-1")
        assert log(run, step) == [EXPORTED]
        form = standin.journal.calls("sts")[0].form
        assert (form["RoleSessionName"], form["DurationSeconds"]) == ("night-1", "900")
        assert json.loads(standin.journal.calls("bitrise")[0].body)["aud"] == "me"
        assert step.envman and step.envman.variables["AWS_REGION"] == "eu-west-1"

    @pytest.mark.parametrize("name", ["audience", "region", "session_name", "duration_seconds", "docker_login",
                                      "login_mode", "export_credentials", "verbose", "registries"])
    def test_an_empty_input_is_the_default(self, step: Step, standin: StandIn, name: str) -> None:
        assert log(step.run({name: ""}, role_arn=ROLE), step) == [EXPORTED]
        form = standin.journal.calls("sts")[0].form
        assert form["RoleSessionName"] == "bitrise-421" and "DurationSeconds" not in form

    def test_keys_of_an_earlier_step_do_not_stand_in_for_the_role(
        self, step: Step, standin: StandIn, envman: Envman
    ) -> None:
        stranger = standin.iam.add_user("stranger")
        old = {"AWS_ACCESS_KEY_ID": stranger.access_key_id, "AWS_SECRET_ACCESS_KEY": stranger.secret,
               "AWS_SESSION_TOKEN": "old", "AWS_ROLE_ARN": f"{ROLE}-unknown", "AWS_REGION": "sa-east-1"}
        assert log(step.run(changes=old, role_arn=ROLE), step) == [EXPORTED]
        assert envman.variables["AWS_ACCESS_KEY_ID"].startswith("ASIA")
        assert envman.variables["AWS_REGION"] == "us-east-1"

    def test_can_be_left_out(self, step: Step, standin: StandIn, envman: Envman) -> None:
        assert log(step.run(role_arn=ROLE, export_credentials="false", docker_login="true"), step) == [
            f"{OWN_IN_DEFAULT_REGION}: {LOGGED_IN}"]
        assert envman.calls == []
        assert standin.journal.counts() == {"bitrise": 1, "sts": 1, "ecr": 1}


class TestDockerLogin:
    def test_is_of_the_own_account(
        self, real_step: Step, docker_config: DockerConfig, registry: Registry, envman: Envman
    ) -> None:
        run = real_step.run(role_arn=ROLE, region=REGION, docker_login="true")
        assert log(run, real_step) == [EXPORTED, f"{HOST}: {LOGGED_IN}"]
        assert docker_config.password(HOST) == registry.password
        assert later_docker(real_step, "manifest", "inspect", f"{HOST}/app:1").returncode == 0

    def test_asks_each_service_once_for_one_region(self, step: Step, standin: StandIn) -> None:
        log(step.run(role_arn=ROLE, docker_login="true", registries=OWN_IN_DEFAULT_REGION.replace("12", "21", 1)), step)
        assert standin.journal.counts() == {"bitrise": 1, "sts": 1, "ecr": 1}

    @pytest.mark.parametrize("registries", [
        f"{HOST}\n{OTHER_REGION}\n000000000012", f"{HOST},{OTHER_REGION},000000000012",
        f"  {HOST} ,\r\n\n {OTHER_REGION},, \n\t000000000012\n",
    ], ids=["lines", "commas", "both and blanks"])
    def test_is_of_every_registry_that_is_named(
        self, step: Step, docker_config: DockerConfig, registries: str
    ) -> None:
        assert log(step.run(role_arn=ROLE, region=REGION, registries=registries), step) == [
            EXPORTED, *(f"{host}: {LOGGED_IN}" for host in (HOST, OTHER_REGION, ZEROS))]
        assert set(docker_config.auths) == {HOST, OTHER_REGION, ZEROS}

    def test_of_the_own_account_by_name_and_by_default_is_one(self, step: Step, docker_config: DockerConfig) -> None:
        log(step.run(role_arn=ROLE, region=REGION, registries=HOST, docker_login="true"), step)
        assert list(docker_config.auths) == [HOST]

    def test_a_config_json_that_docker_cannot_read_is_found_out_before_anybody_is_asked(
        self, step: Step, standin: StandIn, docker_config: DockerConfig
    ) -> None:
        before = docker_config.write({"auths": {"ghcr.io": {"auth": "YWJj"}}})
        run = step.run(role_arn=ROLE, region=REGION, registries=HOST)
        assert run.code == 1
        assert 'auths["ghcr.io"].auth is base64 of a text without a colon. Docker stops there' in run.out.decode()
        assert docker_config.content == before and standin.journal.connections == 0

    def test_that_fails_for_one_registry_leaves_the_others_logged_in(
        self, real_step: Step, standin: StandIn, docker_config: DockerConfig, envman: Envman
    ) -> None:
        standin.faults["ecr"].always(
            faults.ecr_error("AccessDeniedException", "not authorized"),
            when=lambda request: "us-west-2" in request.host)
        run = real_step.run(role_arn=ROLE, region=REGION, registries=f"{OTHER_REGION}\n{HOST}")
        lines = log(run, real_step, code=1)
        assert lines[0] == EXPORTED and lines[2] == f"{HOST}: {LOGGED_IN}"
        assert lines[1].startswith(f"{OTHER_REGION}: failed: Amazon ECR (us-west-2) refuses role {ROLE}: AccessDenied")
        assert list(docker_config.auths) == [HOST] and list(envman.variables) == NAMES
        assert f"| {OTHER_REGION} | failed: " in real_step.summary_file.read_text()

    def test_uses_the_store_that_docker_has(self, step: Step, sandbox: Sandbox, docker_config: DockerConfig) -> None:
        docker_config.write({"credsStore": "vault"})
        store = Store(sandbox)
        assert log(step.run(role_arn=ROLE, docker_login="true"), step)[1:] == [
            f"{OWN_IN_DEFAULT_REGION}: logged in until TIME (docker-credential-vault)"]
        assert list(store.state) == [OWN_IN_DEFAULT_REGION]
        seen = json.dumps([[call.cmdline, call.environment] for call in store.calls]).encode()
        assert leaks.search(seen, step.helper.vault) == []


class TestHelperMode:
    def test_lets_a_later_docker_ask_the_program(
        self, real_step: Step, standin: StandIn, docker_config: DockerConfig, envman: Envman, sandbox: Sandbox
    ) -> None:
        run = real_step.run(role_arn=ROLE, region=REGION, docker_login="true", login_mode="helper")
        assert run.code == 0, run.failure()
        assert docker_config.read() == {"credHelpers": {HOST: "bitrise"}}
        configuration = sandbox.home / ".config" / PROGRAM / "config.json"
        assert json.loads(configuration.read_text()) == {
            "roleArn": ROLE, "audience": "sts.amazonaws.com", "sessionName": "bitrise-421"}
        assert "PATH" not in envman.variables and (sandbox.bin / PROGRAM).is_file()
        assert standin.journal.counts() == {"bitrise": 1, "sts": 1, "ecr": 1}

        assert "AWS_ROLE_ARN" not in real_step.later_environment()
        standin.journal.clear()
        ended = later_docker(real_step, "manifest", "inspect", f"{HOST}/app:1")
        assert ended.returncode == 0, ended.stderr
        # The step has fetched a password, and so shown that there is one.
        assert standin.journal.counts() == {}
        shutil.rmtree(sandbox.cache)
        assert later_docker(real_step, "manifest", "inspect", f"{HOST}/app:1").returncode == 0
        assert standin.journal.counts() == {"bitrise": 1, "sts": 1, "ecr": 1}
        assert standin.journal.calls("sts")[0].form["RoleSessionName"] == "bitrise-421"

    def test_logs_what_it_has_done(self, step: Step) -> None:
        run = step.run(
            role_arn=ROLE, region=REGION, docker_login="true", login_mode="helper", export_credentials="false")
        assert colored_log(run, step) == [
            (GREEN, "SANDBOX/home/.config/docker-credential-bitrise/config.json: the role is set for the later steps"),
            (GREEN, "SANDBOX/bin/docker-credential-bitrise: installed for the later steps"),
            (GREEN, f"{HOST}: {ASKS}")]

    def test_fetches_one_password_of_each_registry(self, step: Step, standin: StandIn, envman: Envman) -> None:
        assert step.run(
            role_arn=ROLE, registries=f"{HOST},{OTHER_REGION},000000000012", region=REGION, login_mode="helper",
            export_credentials="false").code == 0
        assert standin.journal.counts() == {"bitrise": 1, "sts": 1, "ecr": 2}
        assert envman.variables == {}

    def test_of_a_role_that_is_refused_fails_and_changes_nothing(
        self, step: Step, standin: StandIn, docker_config: DockerConfig, sandbox: Sandbox
    ) -> None:
        run = step.run(role_arn=f"{ROLE}-unknown", registries=HOST, login_mode="helper", export_credentials="false")
        (line,) = log(run, step, code=1)
        assert line.startswith(f"{HOST}: failed: AWS STS (eu-central-1) refuses role {ROLE}-unknown: AccessDenied")
        assert not docker_config.path.exists() and not (sandbox.home / ".config").exists()
        assert not (sandbox.bin / PROGRAM).exists()

    def test_of_one_registry_that_fails_configures_the_others(
        self, real_step: Step, standin: StandIn, docker_config: DockerConfig
    ) -> None:
        standin.faults["ecr"].always(
            faults.ecr_error("AccessDeniedException", "not authorized"),
            when=lambda request: "us-west-2" in request.host)
        run = real_step.run(role_arn=ROLE, registries=f"{OTHER_REGION}\n{HOST}", login_mode="helper")
        lines = log(run, real_step, code=1)
        assert lines[1].startswith(f"{OTHER_REGION}: failed: Amazon ECR (us-west-2) refuses role {ROLE}: AccessDenied")
        assert docker_config.read() == {"credHelpers": {HOST: "bitrise"}}

    def test_of_a_second_role_takes_nothing_from_the_first(
        self, step: Step, standin: StandIn, sandbox: Sandbox, program: Path
    ) -> None:
        other = f"{ROLE}-other"
        standin.iam.add_role(other)
        for role, registry in ((ROLE, HOST), (other, OTHER_REGION)):
            run = step.run(role_arn=role, registries=registry, login_mode="helper", export_credentials="false")
            assert run.code == 0, run.failure()
        configuration = sandbox.home / ".config" / PROGRAM / "config.json"
        settings = {"audience": "sts.amazonaws.com", "sessionName": "bitrise-421"}
        assert json.loads(configuration.read_text()) == {
            "roleArn": ROLE, **settings, "registries": {OTHER_REGION: {"roleArn": other, **settings}}}
        shutil.rmtree(sandbox.cache)
        standin.journal.clear()
        for registry, role in ((HOST, ROLE), (OTHER_REGION, other)):
            ended = subprocess.run(
                [sandbox.bin / PROGRAM, "get"], input=registry.encode(), env=step.later_environment(),
                cwd=sandbox.work, capture_output=True, timeout=30, check=False)
            assert ended.returncode == 0, ended.stderr
            assert standin.journal.calls("sts")[-1].form["RoleArn"] == role

    def test_uses_the_program_that_is_on_the_path(
        self, step: Step, envman: Envman, sandbox: Sandbox, program: Path, docker_config: DockerConfig
    ) -> None:
        sandbox.install(program)
        assert step.run(role_arn=ROLE, registries=HOST, login_mode="helper", export_credentials="false").code == 0
        assert envman.variables == {} and (sandbox.bin / PROGRAM).is_symlink()

    def test_installs_a_complete_program(self, step: Step, sandbox: Sandbox) -> None:
        assert step.run(role_arn=ROLE, registries=HOST, login_mode="helper").code == 0
        installed = sandbox.bin / PROGRAM
        assert installed.read_bytes() == step.program.read_bytes()
        assert stat.S_IMODE(installed.stat().st_mode) == 0o755
        assert sorted(path.name for path in installed.parent.iterdir()) == [PROGRAM, "envman"]

    def test_installs_it_at_home_where_the_directory_of_envman_cannot_be_written(
        self, step: Step, sandbox: Sandbox, envman: Envman
    ) -> None:
        mount = f"mount --bind '{sandbox.bin}' '{sandbox.bin}' && mount -o remount,bind,ro '{sandbox.bin}'"
        run = step.run(
            command=("unshare", "--mount", "sh", "-c", f'{mount} && exec "$0"', str(step.program)),
            role_arn=ROLE, registries=HOST, login_mode="helper", export_credentials="false")
        assert "SANDBOX/home/.local/bin/docker-credential-bitrise: installed for the later steps" in log(run, step)
        assert (sandbox.home / ".local" / "bin" / PROGRAM).is_file()
        assert list(envman.variables) == ["PATH"] and "PATH" not in envman.sensitive
        assert envman.variables["PATH"] == f"{sandbox.home}/.local/bin:{step.environment['PATH']}"

    def test_keeps_what_else_is_in_the_configuration_file(self, step: Step, sandbox: Sandbox) -> None:
        configuration = sandbox.home / ".config" / PROGRAM / "config.json"
        configuration.parent.mkdir(parents=True)
        old = {"region": REGION, "roleArn": "arn:aws:iam::123456789012:role/old"}
        configuration.write_text(json.dumps(old))
        assert step.run(role_arn=ROLE, registries=HOST, login_mode="helper", duration_seconds="1800").code == 0
        assert json.loads(configuration.read_text()) == {
            **old, "registries": {HOST: {
                "roleArn": ROLE, "audience": "sts.amazonaws.com", "sessionName": "bitrise-421",
                "durationSeconds": 1800}}}

    def test_of_keys_cannot_know_the_own_account(self, step: Step, standin: StandIn) -> None:
        user = standin.iam.add_user()
        run = step.run(
            access_key_id=user.access_key_id, secret_access_key=user.secret, docker_login="true", login_mode="helper")
        assert log(run, step, code=1)[-1] == (
            "an access key does not say whose account it belongs to. Name the registry in the input registries.")

    def test_of_keys_works_by_the_keys_that_are_handed_on(
        self, real_step: Step, standin: StandIn, docker_config: DockerConfig
    ) -> None:
        user = standin.iam.add_user()
        run = real_step.run(
            access_key_id=user.access_key_id, secret_access_key=user.secret, registries=HOST, login_mode="helper")
        assert run.code == 0, run.failure()
        ended = later_docker(real_step, "manifest", "inspect", f"{HOST}/app:1")
        assert ended.returncode == 0, ended.stderr
        # By the step itself; docker finds that password in the cache.
        assert standin.journal.counts() == {"ecr": 1}


class TestAccessKey:
    @pytest.fixture
    def user(self, standin: StandIn) -> Keys:
        return standin.iam.add_user()

    def test_is_handed_on_and_logs_in(
        self, step: Step, standin: StandIn, envman: Envman, user: Keys, docker_config: DockerConfig
    ) -> None:
        run = step.run(
            access_key_id=user.access_key_id, secret_access_key=user.secret, docker_login="true", region=REGION)
        assert log(run, step) == [
            "access key KEY: AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_REGION, AWS_DEFAULT_REGION are set for the"
            " later steps", f"{HOST}: {LOGGED_IN}"]
        assert envman.variables == {
            "AWS_ACCESS_KEY_ID": user.access_key_id, "AWS_SECRET_ACCESS_KEY": user.secret, "AWS_REGION": REGION,
            "AWS_DEFAULT_REGION": REGION,
            # What an earlier step has left would go with these keys.
            "AWS_SESSION_TOKEN": "", "AWS_CREDENTIAL_EXPIRATION": ""}
        assert standin.journal.counts() == {"ecr": 1}

    def test_is_not_mixed_with_what_an_earlier_step_has_left(
        self, step: Step, standin: StandIn, user: Keys
    ) -> None:
        old = {"AWS_SESSION_TOKEN": "of-another-key", "AWS_ROLE_ARN": f"{ROLE}-unknown"}
        run = step.run(
            changes=old, access_key_id=user.access_key_id, secret_access_key=user.secret, docker_login="true")
        assert len(log(run, step)) == 2
        assert standin.journal.counts() == {"ecr": 1}

    def test_is_not_mixed_with_a_role_of_the_configuration_file(
        self, step: Step, standin: StandIn, user: Keys, sandbox: Sandbox
    ) -> None:
        """An earlier step in helper mode leaves one."""
        configuration = sandbox.home / ".config" / PROGRAM / "config.json"
        configuration.parent.mkdir(parents=True)
        configuration.write_text(json.dumps({"roleArn": f"{ROLE}-other"}))
        run = step.run(access_key_id=user.access_key_id, secret_access_key=user.secret, docker_login="true")
        assert len(log(run, step)) == 2
        assert standin.journal.counts() == {"ecr": 1}

    def test_shows_nowhere(self, step: Step, user: Keys, envman: Envman) -> None:
        log(step.run(access_key_id=user.access_key_id, secret_access_key=user.secret), step)
        seen = json.dumps([[call.cmdline, call.environment] for call in envman.calls]).encode()
        seen += b"\n".join(step.command_lines.seen)
        assert leaks.search(seen, step.helper.vault) == []


MISTAKES = [
    ({}, "the inputs name neither a role (role_arn) nor an access key (access_key_id, secret_access_key)."
         " Set role_arn to the ARN of the IAM role to assume."),
    ({"role_arn": ROLE, "access_key_id": "AKIA", "secret_access_key": "x"},
     "the inputs name both a role (role_arn) and an access key (access_key_id, secret_access_key)."
     " Give one of them: the role needs no stored key."),
    ({"role_arn": ROLE, "secret_access_key": "x"},
     "the inputs name both a role (role_arn) and an access key (access_key_id, secret_access_key)."
     " Give one of them: the role needs no stored key."),
    ({"access_key_id": "AKIA"},
     "the input access_key_id is set, but secret_access_key is not. Set both, or use role_arn instead."),
    ({"secret_access_key": "x"},
     "the input secret_access_key is set, but access_key_id is not. Set both, or use role_arn instead."),
    ({"role_arn": ROLE, "docker_login": "maybe"},
     'the input docker_login is "maybe". Set it to "true" or "false".'),
    ({"role_arn": ROLE, "export_credentials": "1"},
     'the input export_credentials is "1". Set it to "true" or "false".'),
    ({"role_arn": ROLE, "verbose": "very"}, 'the input verbose is "very". Set it to "true" or "false".'),
    ({"role_arn": ROLE, "login_mode": "helper"},
     'the input login_mode is "helper", but no registry is named. Name them in registries, or set docker_login to'
     ' "true" for the account\'s own.'),
    ({"access_key_id": "AKIA", "secret_access_key": "x", "login_mode": "helper", "export_credentials": "false",
      "registries": HOST},
     'the input login_mode is "helper" with an access key, but export_credentials is "false".'
     ' Set export_credentials to "true": later steps would have no key to ask with.'),
    ({"role_arn": ROLE, "login_mode": "auth"}, 'the input login_mode is "auth". Set it to "auths" or "helper".'),
]


class TestMistakes:
    @pytest.mark.parametrize(("given", "told"), MISTAKES, ids=[" ".join(given) or "none" for given, _ in MISTAKES])
    def test_of_inputs_are_told_before_anybody_is_asked(
        self, step: Step, standin: StandIn, envman: Envman, given: dict[str, str], told: str
    ) -> None:
        assert log(step.run(given), step, code=1) == [told]
        assert standin.journal.connections == 0 and envman.calls == []

    @pytest.mark.parametrize(("given", "named"), [
        ({"session_name": "a b"}, "session_name"), ({"duration_seconds": "1h"}, "duration_seconds"),
        ({"region": "Frankfurt"}, "region"), ({"role_arn": "ci"}, "role_arn"),
    ], ids=lambda value: value if isinstance(value, str) else "")
    def test_in_values_name_the_input(
        self, step: Step, standin: StandIn, envman: Envman, given: dict[str, str], named: str
    ) -> None:
        (line,) = log(step.run({"role_arn": ROLE, **given}), step, code=1)
        assert given[named] in line and named in line
        assert standin.journal.counts() == {} and envman.calls == []

    @pytest.mark.parametrize("mode", ["auths", "helper"])
    def test_in_one_registry_leave_the_others_logged_in(
        self, step: Step, docker_config: DockerConfig, mode: str
    ) -> None:
        run = step.run(role_arn=ROLE, registries=f"ghcr.io\n{HOST}", login_mode=mode)
        assert run.code == 1
        assert b'"ghcr.io" is not a registry of Amazon ECR. Give a host of the form ' in run.out
        section = "auths" if mode == "auths" else "credHelpers"
        assert list(docker_config.read()[section]) == [HOST]
        assert f"| {HOST} |" in step.summary_file.read_text()

    def test_of_one_registry_name_the_input_too(self, step: Step, docker_config: DockerConfig) -> None:
        china = "123456789012.dkr.ecr.cn-north-1.amazonaws.com.cn"
        lines = log(step.run(role_arn=ROLE, registries=f"{china}\n{HOST}"), step, code=1)
        assert lines[1] == (
            f"{china}: failed: the role {ROLE} (from the input role_arn) is in partition aws, but the registry is in"
            " aws-cn. Name a role of the registry's partition: its ARN begins with arn:aws-cn:iam.")
        assert list(docker_config.auths) == [HOST]

    def test_a_role_that_refuses_is_told_with_its_token(self, step: Step, envman: Envman) -> None:
        (line,) = log(step.run(role_arn=f"{ROLE}-unknown", docker_login="true"), step, code=1)
        assert line.startswith(f"AWS STS (us-east-1) refuses role {ROLE}-unknown: AccessDenied")
        assert "sub app:a1b2c3d4e5f60718:workflow:deploy" in line
        assert envman.calls == []

    def test_without_the_build_api_the_missing_inputs_are_named(self, step: Step, envman: Envman) -> None:
        (line,) = log(step.run(
            changes={"BITRISE_BUILD_URL": None, "BITRISE_BUILD_API_TOKEN": None}, role_arn=ROLE), step, code=1)
        assert "BITRISE_BUILD_URL" in line and "BITRISE_BUILD_API_TOKEN" in line
        # The step does not take keys from the environment.
        assert "AWS_ACCESS_KEY_ID" not in line


class TestWithoutEnvman:
    def test_says_what_that_means_and_what_to_do(self, step_without_envman: Step, standin: StandIn) -> None:
        assert log(step_without_envman.run(role_arn=ROLE), step_without_envman, code=1) == [
            "there is no envman on the PATH, so nothing can be handed to later steps: this is not a Bitrise build."
            ' By hand: eval "$(docker-credential-bitrise credentials --format env)" and docker-credential-bitrise login'
            " REGISTRY, with AWS_ROLE_ARN set."]
        assert standin.journal.connections == 0

    def test_what_needs_none_works(self, step_without_envman: Step, docker_config: DockerConfig) -> None:
        run = step_without_envman.run(role_arn=ROLE, docker_login="true", export_credentials="false")
        assert log(run, step_without_envman) == [f"{OWN_IN_DEFAULT_REGION}: {LOGGED_IN}"]
        assert docker_config.password(OWN_IN_DEFAULT_REGION)

    def test_one_that_fails_is_told(self, step: Step, sandbox: Sandbox) -> None:
        Envman(sandbox, code=3)
        assert log(step.run(role_arn=ROLE), step, code=1) == [
            "envman failed to add AWS_ACCESS_KEY_ID: exit code 3."
            " Check that ENVMAN_ENVSTORE_PATH names a file that can be written."]


class TestSummary:
    def test_is_markdown_without_secrets(self, step: Step) -> None:
        log(step.run(role_arn=ROLE, region=REGION, docker_login="true", registries="000000000012"), step)
        assert comparable(step.summary_file.read_text(), step.sandbox) == f"""\
## Amazon ECR log-in

| | |
|---|---|
| identity | role {ROLE} |
| region | {REGION} |
| AWS credentials | good until TIME |
| AWS credentials handed to later steps | yes |

| registry | |
|---|---|
| {ZEROS} | {LOGGED_IN} |
| {HOST} | {LOGGED_IN} |
"""

    def test_of_helper_mode_says_who_is_asked(self, step: Step) -> None:
        assert step.run(role_arn=ROLE, registries=HOST, login_mode="helper", export_credentials="false").code == 0
        assert comparable(step.summary_file.read_text(), step.sandbox) == f"""\
## Amazon ECR log-in

| | |
|---|---|
| identity | role {ROLE} |
| region | us-east-1 |
| AWS credentials handed to later steps | no |

| registry | |
|---|---|
| {HOST} | Docker asks this program |
"""

    @pytest.mark.parametrize("path", [None, ""])
    def test_is_not_written_where_nobody_asks_for_it(self, step: Step, path: str | None) -> None:
        run = step.run(changes={"BITRISE_STEP_FORMATTED_OUTPUT_FILE_PATH": path}, role_arn=ROLE)
        assert log(run, step) == [EXPORTED] and not step.summary_file.exists()

    def test_that_cannot_be_written_is_no_reason_to_fail(self, step: Step, sandbox: Sandbox) -> None:
        run = step.run(
            changes={"BITRISE_STEP_FORMATTED_OUTPUT_FILE_PATH": "/proc/nothing/summary.md"}, role_arn=ROLE)
        assert colored_log(run, step)[-1] == (
            YELLOW, "warning: the summary /proc/nothing/summary.md: cannot make the directory /proc/nothing: No such"
            " file or directory")


class TestLog:
    def test_lists_the_inputs_without_secrets(self, step: Step, standin: StandIn) -> None:
        user = standin.iam.add_user()
        run = step.run(
            access_key_id=user.access_key_id, secret_access_key=user.secret, registries=f"{HOST}\n  {OTHER_REGION}\n")
        first, *lines = run.out.decode().splitlines()
        listed = lines[:lines.index("")]
        assert first == "Inputs:" and listed == [
            "- role_arn: <unset>", "- audience: sts.amazonaws.com", "- region: us-east-1",
            "- session_name: bitrise-421", "- duration_seconds: <unset>", "- docker_login: false",
            f"- registries: {HOST}   {OTHER_REGION}", "- login_mode: auths", "- export_credentials: true",
            "- access_key_id: *****", "- secret_access_key: *****",
            f"- build_url: {step.environment['BITRISE_BUILD_URL']}", "- build_api_token: *****", "- verbose: false"]
        assert {line.split(":")[0].removeprefix("- ") for line in listed} == set(inputs())

    def test_ends_in_red_where_it_fails(self, step: Step) -> None:
        """The Bitrise CLI shows the last red text as the reason."""
        run = step.run(role_arn=f"{ROLE}-unknown", docker_login="true")
        ((color, line),) = colored_log(run, step, code=1)
        assert color == RED and line.startswith("AWS STS (us-east-1) refuses role")
        assert run.out.endswith(b"\x1b[0m\n")

    def test_is_green_for_what_was_done(self, step: Step) -> None:
        run = step.run(role_arn=ROLE, docker_login="true")
        assert [color for color, _ in colored_log(run, step)] == [GREEN, GREEN]

    def test_is_yellow_for_warnings(self, step: Step, docker_config: DockerConfig) -> None:
        docker_config.write({}, mode=0o644)
        lines = colored_log(step.run(role_arn=ROLE, docker_login="true"), step)
        assert (YELLOW, "warning: others can read SANDBOX/home/.docker/config.json, which has passwords in it; chmod"
                " 600 it") in lines


def test_a_verbose_log_says_more_and_no_secret(step: Step) -> None:
    run = step.run(role_arn=ROLE, docker_login="true", verbose="true")
    assert run.code == 0 and b"AWS STS (us-east-1) answered 200" in run.out + run.err


def test_no_other_program_is_needed(step: Step, sandbox: Sandbox) -> None:
    assert log(step.run(changes={"PATH": str(sandbox.bin)}, role_arn=ROLE, docker_login="true"), step)[-1] == (
        f"{OWN_IN_DEFAULT_REGION}: {LOGGED_IN}")
