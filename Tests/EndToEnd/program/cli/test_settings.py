"""Where a setting comes from: flag, environment, configuration file, default, in this order."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from standin import ROLE, StandIn
from support.helper import Helper
from support.hosts import HOST
from support.sandbox import Sandbox

FLAG, ENVIRONMENT, FILE = f"{ROLE}-of-flag", f"{ROLE}-of-environment", f"{ROLE}-of-file"


@pytest.fixture(autouse=True)
def roles(standin: StandIn) -> None:
    for arn in (FLAG, ENVIRONMENT, FILE):
        standin.iam.add_role(arn)


def write_configuration(sandbox: Sandbox, content: object) -> Path:
    """The configuration file at its default place."""
    path = sandbox.home / ".config" / "docker-credential-bitrise" / "config.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content if isinstance(content, str) else json.dumps(content))
    return path


def sent(standin: StandIn, field: str) -> str | None:
    """What STS was sent last under that name."""
    return standin.journal.calls("sts")[-1].form.get(field)


class TestOrder:
    def test_a_flag_wins_over_everything(self, helper: Helper, standin: StandIn, sandbox: Sandbox) -> None:
        write_configuration(sandbox, {"roleArn": FILE})
        helper.get(HOST, "--role-arn", FLAG, AWS_ROLE_ARN=ENVIRONMENT).credentials()
        assert sent(standin, "RoleArn") == FLAG

    def test_the_environment_wins_over_the_file(self, helper: Helper, standin: StandIn, sandbox: Sandbox) -> None:
        write_configuration(sandbox, {"roleArn": FILE})
        helper.get(HOST, AWS_ROLE_ARN=ENVIRONMENT).credentials()
        assert sent(standin, "RoleArn") == ENVIRONMENT

    @pytest.mark.parametrize("unset", [None, ""])
    def test_the_file_is_used_where_the_environment_is_unset_or_empty(
        self, helper: Helper, standin: StandIn, sandbox: Sandbox, unset: str | None
    ) -> None:
        write_configuration(sandbox, {"roleArn": FILE})
        helper.get(HOST, AWS_ROLE_ARN=unset).credentials()
        assert sent(standin, "RoleArn") == FILE


class TestFlags:
    @pytest.mark.parametrize(("flags", "field", "value"), [
        (("--role-arn", FLAG), "RoleArn", FLAG),
        ((f"--role-arn={FLAG}",), "RoleArn", FLAG),
        (("--session-name", "mine"), "RoleSessionName", "mine"),
        (("--duration-seconds", "1800"), "DurationSeconds", "1800"),
    ])
    def test_are_taken_after_the_verb(
        self, helper: Helper, standin: StandIn, flags: tuple[str, ...], field: str, value: str
    ) -> None:
        helper.get(HOST, *flags).credentials()
        assert sent(standin, field) == value

    def test_audience(self, helper: Helper, standin: StandIn) -> None:
        helper.get(HOST, "--audience", "sts.amazonaws.com", ECR_LOGIN_AUDIENCE="other").credentials()

    def test_a_missing_value_is_a_protocol_error(self, helper: Helper) -> None:
        run = helper.get(HOST, "--role-arn")
        assert run.code == 1 and b"--role-arn" in run.out


class TestFile:
    @pytest.mark.parametrize(("key", "value", "field", "expected"), [
        ("roleArn", FILE, "RoleArn", FILE),
        ("sessionName", "from-file", "RoleSessionName", "from-file"),
        ("durationSeconds", 1200, "DurationSeconds", "1200"),
    ])
    def test_keys(
        self, helper: Helper, standin: StandIn, sandbox: Sandbox, key: str, value: object, field: str, expected: str
    ) -> None:
        write_configuration(sandbox, {key: value})
        helper.get(HOST, AWS_ROLE_ARN=None if key == "roleArn" else ROLE).credentials()
        assert sent(standin, field) == expected

    def test_audience(self, helper: Helper, standin: StandIn, sandbox: Sandbox) -> None:
        write_configuration(sandbox, {"audience": "from-file"})
        helper.get(HOST).error()
        assert json.loads(standin.journal.calls("bitrise")[0].body)["aud"] == "from-file"

    def test_web_identity_token_file(self, bare: Helper, standin: StandIn, sandbox: Sandbox) -> None:
        token = sandbox.input("token", standin.bitrise.token(standin.build, "sts.amazonaws.com"))
        write_configuration(sandbox, {"roleArn": ROLE, "webIdentityTokenFile": str(token)})
        assert bare.get(HOST).password()

    def test_is_looked_for_in_xdg_config_home(self, helper: Helper, standin: StandIn, sandbox: Sandbox) -> None:
        directory = sandbox.root / "xdg" / "docker-credential-bitrise"
        directory.mkdir(parents=True)
        (directory / "config.json").write_text(json.dumps({"sessionName": "from-xdg"}))
        helper.get(HOST, XDG_CONFIG_HOME=str(sandbox.root / "xdg")).credentials()
        assert sent(standin, "RoleSessionName") == "from-xdg"

    @pytest.mark.parametrize("by_flag", [True, False])
    def test_can_be_named(self, helper: Helper, standin: StandIn, sandbox: Sandbox, by_flag: bool) -> None:
        write_configuration(sandbox, {"sessionName": "from-default-place"})
        path = str(sandbox.input("other.json", json.dumps({"sessionName": "from-named-place"})))
        if by_flag:
            helper.get(HOST, "--config", path, ECR_LOGIN_CONFIG="/nonexistent").credentials()
        else:
            helper.get(HOST, ECR_LOGIN_CONFIG=path).credentials()
        assert sent(standin, "RoleSessionName") == "from-named-place"

    def test_that_is_named_must_exist(self, helper: Helper, standin: StandIn) -> None:
        assert "/nonexistent/config.json" in helper.get(HOST, ECR_LOGIN_CONFIG="/nonexistent/config.json").error()
        assert standin.journal.counts() == {}

    def test_need_not_exist_at_its_default_place(self, helper: Helper) -> None:
        assert helper.get(HOST).password()

    def test_with_an_unknown_key_is_an_error_that_names_it(
        self, helper: Helper, standin: StandIn, sandbox: Sandbox
    ) -> None:
        path = write_configuration(sandbox, {"roleArn": FILE, "rolArn": FILE})
        message = helper.get(HOST).error()
        assert "rolArn" in message and str(path) in message
        assert standin.journal.counts() == {}

    @pytest.mark.parametrize("content", [
        "", "{", "[]", '"text"', "null", '{"roleArn": 1}', '{"durationSeconds": "long"}', "\x00", '{"roleArn": "a"} x',
    ])
    def test_that_makes_no_sense_is_an_error_that_names_it(
        self, helper: Helper, standin: StandIn, sandbox: Sandbox, content: str
    ) -> None:
        path = write_configuration(sandbox, content)
        assert str(path) in helper.get(HOST).error()
        assert standin.journal.counts() == {}

    def test_that_is_a_directory_is_an_error_that_names_it(self, helper: Helper, sandbox: Sandbox) -> None:
        directory = sandbox.root / "directory"
        directory.mkdir()
        assert str(directory) in helper.get(HOST, ECR_LOGIN_CONFIG=str(directory)).error()


class TestEnvironment:
    def test_an_endpoint_of_its_own_wins_over_the_common_one(self, helper: Helper, standin: StandIn) -> None:
        assert helper.get(HOST, AWS_ENDPOINT_URL="https://127.0.0.1:1").password()

    def test_the_common_endpoint_serves_where_a_service_has_none(self, helper: Helper, standin: StandIn) -> None:
        assert helper.get(HOST, AWS_ENDPOINT_URL_ECR=None, AWS_ENDPOINT_URL=standin.url("ecr")).password()

    @pytest.mark.parametrize(
        "url", ["nonsense", "ftp://127.0.0.1/", "https://", "https://127.0.0.1:port/", "//127.0.0.1"])
    def test_an_endpoint_that_is_no_url_is_an_error_that_names_the_variable(self, helper: Helper, url: str) -> None:
        message = helper.get(HOST, AWS_ENDPOINT_URL_STS=url).error()
        assert "AWS_ENDPOINT_URL_STS" in message

    def test_endpoints_do_not_count_where_they_are_to_be_ignored(self, real_names: Helper, standin: StandIn) -> None:
        elsewhere = "https://127.0.0.1:1"
        ignored = {"AWS_ENDPOINT_URL": elsewhere, "AWS_ENDPOINT_URL_ECR": elsewhere, "AWS_ENDPOINT_URL_STS": elsewhere}
        run = real_names.get(HOST, environment=ignored, AWS_IGNORE_CONFIGURED_ENDPOINT_URLS="true")
        assert run.password() and standin.journal.counts() == {"bitrise": 1, "sts": 1, "ecr": 1}

    @pytest.mark.parametrize("variable", ["AWS_USE_FIPS_ENDPOINT", "AWS_USE_DUALSTACK_ENDPOINT"])
    def test_an_endpoint_is_not_combined_with_a_kind_of_endpoint(
        self, helper: Helper, standin: StandIn, variable: str
    ) -> None:
        message = helper.get(HOST, environment={variable: "true"}).error()
        assert variable in message and "AWS_ENDPOINT_URL" in message
        assert standin.journal.counts().get("ecr") is None

    def test_a_path_in_an_endpoint_is_kept(self, helper: Helper, standin: StandIn) -> None:
        helper.get(HOST, AWS_ENDPOINT_URL_ECR=standin.url("ecr") + "/a path/../b").error()
        helper.get(HOST, AWS_ENDPOINT_URL_ECR=standin.url("ecr") + "/some/path").credentials()
        assert standin.journal.calls("ecr")[-1].path.rstrip("/") == "/some/path"

    def test_verbose_speaks_on_stderr_only(self, helper: Helper) -> None:
        for run in (helper.get(HOST, "--verbose"), helper.get(HOST, ECR_LOGIN_VERBOSE="1")):
            assert run.code == 0 and run.err
            assert set(json.loads(run.out)) == {"ServerURL", "Username", "Secret"}

    def test_fips_and_dual_stack_can_be_asked_for(self, real_names: Helper, standin: StandIn) -> None:
        registry = "123456789012.dkr.ecr.us-east-1.amazonaws.com"
        real_names.get(registry, AWS_USE_DUALSTACK_ENDPOINT="true").credentials()
        assert standin.journal.calls("sts")[-1].host == "sts.us-east-1.api.aws"
        assert standin.journal.calls("ecr")[-1].host == "ecr.us-east-1.api.aws"
        real_names.get(registry, AWS_USE_FIPS_ENDPOINT="TRUE").credentials()
        assert standin.journal.calls("sts")[-1].host == "sts-fips.us-east-1.amazonaws.com"
