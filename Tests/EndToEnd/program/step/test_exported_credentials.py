"""`credentials`: the AWS credentials themselves, for shells, the aws command and later steps of a build."""

from __future__ import annotations

import datetime
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from standin import ROLE, StandIn, faults
from standin.iam import Keys
from standin.messages import Response
from support import leaks
from support.helper import Helper
from support.hosts import REGION
from support.sandbox import PROGRAM, Sandbox
from support.scripts import Envman

NAMES = [
    "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_REGION", "AWS_DEFAULT_REGION",
    "AWS_CREDENTIAL_EXPIRATION",
]
SECRET_NAMES = ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"]
AWS = Path(sys.executable).parent / "aws"
# Whatever a shell does something with; real ones have only + / =.
AWKWARD = (
    "it's \"quoted\" `date` $HOME ${HOME} $(date) !! \\ \\n %s * ? [a] {a,b} ~ # ; & | < > ( ) = + / é \t end '")


@pytest.fixture
def regional(helper: Helper) -> Helper:
    helper.environment["AWS_REGION"] = REGION
    return helper


def issued(standin: StandIn) -> tuple[str, str]:
    """The last secret key and session token that STS handed out."""
    return standin.vault.of_kind("secret-key")[-1], standin.vault.of_kind("session-token")[-1]


def answers_with(standin: StandIn, secret: str, token: str) -> None:
    """STS hands out these instead of its own."""
    def change(answer: Response) -> Response:
        def put(text: str, name: str, value: str) -> str:
            escaped = value.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
            return re.sub(f"<{name}>[^<]*<", lambda _: f"<{name}>{escaped}<", text)

        text = put(put(answer.body.decode(), "SecretAccessKey", secret), "SessionToken", token)
        return Response(answer.status, text.encode(), answer.headers)

    standin.vault.register("secret-key", secret)
    standin.vault.register("session-token", token)
    standin.faults["sts"].always(faults.Fault(change=change))


class TestEnv:
    def test_is_the_default_and_sets_six_variables(self, regional: Helper, standin: StandIn) -> None:
        run = regional.run("credentials")
        assert (run.code, run.err) == (0, b"")
        lines = run.out.decode().splitlines()
        assert [line.split("=")[0] for line in lines] == [f"export {name}" for name in NAMES]
        secret, token = issued(standin)
        assert f"export AWS_SECRET_ACCESS_KEY='{secret}'" in lines and f"export AWS_SESSION_TOKEN='{token}'" in lines
        assert regional.run("credentials", "--format", "env").out.count(b"\n") == 6

    @pytest.mark.parametrize("shell", ["sh", "dash", "bash", "zsh"])
    @pytest.mark.parametrize("kind", ["usual", "awkward"])
    def test_gives_every_shell_the_values_themselves(
        self, regional: Helper, standin: StandIn, sandbox: Sandbox, shell: str, kind: str
    ) -> None:
        if kind == "awkward":
            answers_with(standin, AWKWARD, f"token {AWKWARD}")
        # What the shell has got is printed by another program, which finds exported variables only.
        show = sandbox.input(
            "show.py", f"import json, os\nprint(json.dumps({{name: os.environ.get(name) for name in {NAMES}}}))\n")
        script = f'eval "$({PROGRAM} credentials --format env)" && exec {sys.executable} -I {show}'
        found = json.loads(run_shell(regional, shell, script))
        secret, token = (AWKWARD, f"token {AWKWARD}") if kind == "awkward" else issued(standin)
        assert (found["AWS_SECRET_ACCESS_KEY"], found["AWS_SESSION_TOKEN"]) == (secret, token)
        assert found["AWS_ACCESS_KEY_ID"].startswith("ASIA")
        assert (found["AWS_REGION"], found["AWS_DEFAULT_REGION"]) == (REGION, REGION)
        end = datetime.datetime.fromisoformat(found["AWS_CREDENTIAL_EXPIRATION"])
        left = end - datetime.datetime.now(datetime.UTC)
        assert datetime.timedelta(minutes=59) < left <= datetime.timedelta(hours=1)

    @pytest.mark.parametrize("shell", ["sh", "dash", "bash", "zsh"])
    def test_a_failure_sets_nothing(self, regional: Helper, sandbox: Sandbox, shell: str) -> None:
        script = f'eval "$({PROGRAM} credentials --role-arn {ROLE}-unknown 2>/dev/null)"; env'
        assert "AWS_SECRET_ACCESS_KEY" not in run_shell(regional, shell, script)


def run_shell(helper: Helper, shell: str, script: str) -> str:
    """What a shell's script prints; it must go well."""
    ended = subprocess.run(
        [shell, "-c", script], env=helper.environment, cwd=helper.sandbox.work, capture_output=True, text=True,
        timeout=30, check=False)
    assert (ended.returncode, ended.stderr) == (0, "")
    leaks.check_files(helper.sandbox, helper.vault)
    return ended.stdout


class TestJSON:
    def test_is_one_object(self, regional: Helper, standin: StandIn) -> None:
        run = regional.run("credentials", "--format", "json")
        found = json.loads(run.out)
        secret, token = issued(standin)
        assert (found.pop("SecretAccessKey"), found.pop("SessionToken")) == (secret, token)
        assert found.pop("AccessKeyId").startswith("ASIA") and found.pop("Expiration").endswith("Z")
        assert found == {"Region": REGION}
        assert run.out.count(b"\n") == 1

    def test_survives_awkward_values(self, regional: Helper, standin: StandIn) -> None:
        answers_with(standin, AWKWARD, AWKWARD)
        assert json.loads(regional.run("credentials", "--format", "json").out)["SecretAccessKey"] == AWKWARD

    def test_of_a_users_keys_has_no_token_and_no_end(self, bare: Helper, standin: StandIn) -> None:
        user = standin.iam.add_user()
        found = json.loads(bare.run("credentials", "--format", "json", environment=user_environment(user)).out)
        assert found == {"AccessKeyId": user.access_key_id, "SecretAccessKey": user.secret, "Region": REGION}
        assert standin.journal.connections == 0


def user_environment(user: Keys) -> dict[str, str]:
    return {"AWS_ACCESS_KEY_ID": user.access_key_id, "AWS_SECRET_ACCESS_KEY": user.secret, "AWS_REGION": REGION}


class TestProcess:
    def test_is_what_credential_process_wants(self, regional: Helper, standin: StandIn) -> None:
        found = json.loads(regional.run("credentials", "--format", "process").out)
        secret, token = issued(standin)
        assert found == {
            "Version": 1, "AccessKeyId": found["AccessKeyId"], "SecretAccessKey": secret, "SessionToken": token,
            "Expiration": found["Expiration"]}

    def test_the_aws_command_takes_it(self, regional: Helper, standin: StandIn, sandbox: Sandbox) -> None:
        configuration = sandbox.home / ".aws" / "config"
        configuration.parent.mkdir()
        configuration.write_text(
            f"[default]\nregion = {REGION}\ncredential_process = {PROGRAM} credentials --format process\n")
        shown = json.loads(run_shell(regional, "sh", f"{AWS} sts get-caller-identity --output json"))
        assert shown["Arn"] == "arn:aws:sts::123456789012:assumed-role/ecr-pull/bitrise-421"
        assert shown["Account"] == "123456789012"
        assert standin.journal.counts() == {"bitrise": 1, "sts": 2}

    def test_the_aws_command_tells_why_it_failed(self, regional: Helper, sandbox: Sandbox) -> None:
        configuration = sandbox.home / ".aws" / "config"
        configuration.parent.mkdir()
        configuration.write_text(
            f"[default]\nregion = {REGION}\n"
            f"credential_process = {PROGRAM} credentials --format process --role-arn {ROLE}-unknown\n")
        ended = subprocess.run(
            [AWS, "sts", "get-caller-identity"], env=regional.environment, capture_output=True, text=True, timeout=30,
            check=False)
        assert ended.returncode != 0 and "Not authorized to perform sts:AssumeRoleWithWebIdentity" in ended.stderr


class TestEnvman:
    @pytest.fixture
    def envman(self, sandbox: Sandbox, regional: Helper) -> Envman:
        made = Envman(sandbox)
        regional.environment |= made.environment
        return made

    def test_gets_each_value_through_a_pipe(self, regional: Helper, standin: StandIn, envman: Envman) -> None:
        run = regional.run("credentials", "--format", "envman")
        assert (run.code, run.out, run.err) == (0, b"", b"")
        secret, token = issued(standin)
        found = envman.variables
        assert list(found) == NAMES
        assert (found["AWS_SECRET_ACCESS_KEY"], found["AWS_SESSION_TOKEN"]) == (secret, token)
        assert (found["AWS_REGION"], found["AWS_DEFAULT_REGION"]) == (REGION, REGION)
        assert envman.sensitive == set(SECRET_NAMES)
        for call, name in zip(envman.calls, NAMES, strict=True):
            flags = ["--sensitive"] if name in SECRET_NAMES else []
            assert call.arguments == ["add", "--key", name, *flags, "--no-expand"]
            assert call.is_pipe

    def test_sees_no_secret_elsewhere(self, regional: Helper, standin: StandIn, envman: Envman) -> None:
        regional.run("credentials", "--format", "envman", "--verbose")
        seen = json.dumps([[call.cmdline, call.environment] for call in envman.calls]).encode()
        assert len(envman.calls) == 6 and leaks.search(seen, standin.vault) == []

    def test_gets_awkward_values_unchanged(self, regional: Helper, standin: StandIn, envman: Envman) -> None:
        answers_with(standin, AWKWARD, f"{AWKWARD}\n$AWS_REGION")
        assert regional.run("credentials", "--format", "envman").code == 0
        found = envman.variables
        assert found["AWS_SECRET_ACCESS_KEY"] == AWKWARD
        assert found["AWS_SESSION_TOKEN"] == f"{AWKWARD}\n$AWS_REGION"

    def test_that_is_not_there_is_told(self, regional: Helper) -> None:
        assert regional.run("credentials", "--format", "envman").lines(1) == [
            "there is no envman on the PATH, so this does not run in a Bitrise build."
            " Use 'credentials --format env' in a shell instead."]

    def test_that_fails_is_told(self, regional: Helper, sandbox: Sandbox) -> None:
        Envman(sandbox, code=3)
        assert regional.run("credentials", "--format", "envman").lines(1) == [
            "envman failed to add AWS_ACCESS_KEY_ID: exit code 3."
            " Check that ENVMAN_ENVSTORE_PATH names a file that can be written."]


class TestMistakes:
    @pytest.mark.parametrize("format_name", ["yaml", "ENV", "'"])
    def test_in_the_format_name_those_that_there_are(
        self, regional: Helper, standin: StandIn, format_name: str
    ) -> None:
        (line,) = regional.run("credentials", "--format", format_name).lines(64)
        assert line.startswith("--format is one of env, json, process, envman; usage: ")
        assert standin.journal.connections == 0

    @pytest.mark.parametrize("format_name", ["env", "json", "process", "envman"])
    def test_without_a_region(self, helper: Helper, standin: StandIn, format_name: str) -> None:
        (line,) = helper.run("credentials", "--format", format_name).lines(1)
        assert line == (
            "no region is named. Name it with --region, in AWS_REGION, or as region in the configuration file.")
        assert standin.journal.connections == 0

    def test_a_refused_role_is_told_with_its_token(self, regional: Helper) -> None:
        (line,) = regional.run("credentials", "--role-arn", f"{ROLE}-unknown").lines(1)
        assert line.startswith(f"AWS STS ({REGION}) refuses role {ROLE}-unknown: AccessDenied") and "sub app:" in line


def test_nothing_is_kept(regional: Helper, sandbox: Sandbox) -> None:
    """AWS credentials do not go to the cache: the search for secrets would find them."""
    regional.run("credentials")
    assert [path for path in sandbox.left_behind() if path.stat().st_size] == []
