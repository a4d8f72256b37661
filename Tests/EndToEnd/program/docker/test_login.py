"""`login`: registries' passwords in Docker's config.json, before anybody asks for them."""

from __future__ import annotations

import json
import os
import stat
import time

import pytest

from standin import ROLE, StandIn, faults
from support.docker_config import DockerConfig
from support.helper import Helper, Run
from support.hosts import HOST, OTHER_ACCOUNT, OTHER_REGION, PUBLIC, REGION, ZEROS
from support.sandbox import Sandbox
from support.texts import comparable

WHERE = "logged in until TIME (SANDBOX/home/.docker/config.json)"
NOT_ECR = (
    "is not a registry of Amazon ECR. Give a host of the form 123456789012.dkr.ecr.eu-central-1.amazonaws.com,"
    " or an account of twelve digits.")
NO_REGION = "no region is named. Name it with --region, in AWS_REGION, or as region in the configuration file."


def said(run: Run, sandbox: Sandbox, code: int = 0) -> list[str]:
    """The lines on stderr, comparable."""
    return [comparable(line, sandbox) for line in run.lines(code)]


class TestRegistries:
    @pytest.mark.parametrize("spelling", [
        HOST, f"https://{HOST}", f"https://{HOST}/v2/", f"{HOST}:443", HOST.upper(), f"{HOST}/team/app:1",
    ])
    def test_are_named_by_host_in_every_spelling_of_docker(
        self, helper: Helper, docker_config: DockerConfig, sandbox: Sandbox, spelling: str
    ) -> None:
        assert said(helper.run("login", spelling), sandbox) == [f"{HOST}: {WHERE}"]
        assert list(docker_config.auths) == [HOST]
        assert docker_config.password(HOST) in helper.vault.of_kind("ecr-password")

    @pytest.mark.parametrize(("account", "host"), [("123456789012", HOST), ("000000000012", ZEROS)])
    @pytest.mark.parametrize("how", ["--region", "AWS_REGION", "AWS_DEFAULT_REGION", "file"])
    def test_are_named_by_account_in_the_region_that_is_set(
        self, helper: Helper, docker_config: DockerConfig, sandbox: Sandbox, account: str, host: str, how: str
    ) -> None:
        arguments = ("--region", REGION) if how == "--region" else ()
        changes = {how: REGION} if how.startswith("AWS") else {}
        if how == "file":
            changes = {"ECR_LOGIN_CONFIG": str(sandbox.input("settings.json", json.dumps({"region": REGION})))}
        assert said(helper.run("login", account, *arguments, environment=changes), sandbox) == [f"{host}: {WHERE}"]
        assert list(docker_config.auths) == [host]

    def test_none_is_that_of_the_roles_own_account_as_ecr_says(
        self, helper: Helper, standin: StandIn, docker_config: DockerConfig, sandbox: Sandbox
    ) -> None:
        assert said(helper.run("login", "--region", "us-west-2"), sandbox) == [f"{OTHER_REGION}: {WHERE}"]
        assert list(docker_config.auths) == [OTHER_REGION]
        assert standin.journal.counts() == {"bitrise": 1, "sts": 1, "ecr": 1}

    def test_public_ecr_is_one(self, helper: Helper, docker_config: DockerConfig, sandbox: Sandbox) -> None:
        assert said(helper.run("login", PUBLIC), sandbox) == [f"{PUBLIC}: {WHERE}"]
        assert docker_config.password(PUBLIC)

    def test_twice_the_same_is_once(
        self, helper: Helper, standin: StandIn, docker_config: DockerConfig, sandbox: Sandbox
    ) -> None:
        assert len(said(helper.run("login", HOST, f"https://{HOST}", HOST), sandbox)) == 1
        assert standin.journal.counts() == {"bitrise": 1, "sts": 1, "ecr": 1}

    def test_of_one_region_share_one_password(
        self, helper: Helper, standin: StandIn, docker_config: DockerConfig, sandbox: Sandbox
    ) -> None:
        hosts = [HOST, OTHER_ACCOUNT, ZEROS]
        assert said(helper.run("login", *hosts), sandbox) == [f"{host}: {WHERE}" for host in hosts]
        assert {docker_config.password(host) for host in hosts} == {docker_config.password(HOST)}
        assert standin.journal.counts() == {"bitrise": 1, "sts": 1, "ecr": 1}

    def test_a_hundred_in_five_regions_take_little_more_than_one_chain(
        self, real_names: Helper, standin: StandIn, docker_config: DockerConfig
    ) -> None:
        regions = ["eu-central-1", "us-west-2", "us-east-1", "ap-northeast-1", "sa-east-1"]
        hosts = [f"{account:012}.dkr.ecr.{region}.amazonaws.com" for account in range(20) for region in regions]
        for service in ("bitrise", "sts", "ecr"):
            standin.faults[service].always(faults.Fault(delay=1))
        run = real_names.run("login", *hosts)
        assert len(run.lines()) == len(hosts)
        assert set(docker_config.auths) == set(hosts)
        counts = standin.journal.counts()
        assert len(hosts) == 100
        assert (counts["bitrise"], counts["ecr"]) == (1, 5) and counts["sts"] <= 5
        # Three requests of a second one after the other; one region after the other would take eleven.
        assert 3 <= run.seconds < 5.5

    def test_the_cache_serves_a_second_login(
        self, helper: Helper, standin: StandIn, docker_config: DockerConfig
    ) -> None:
        helper.run("login", HOST).lines()
        password = docker_config.password(HOST)
        standin.journal.clear()
        helper.run("login", HOST, OTHER_ACCOUNT).lines()
        assert docker_config.password(OTHER_ACCOUNT) == password
        assert standin.journal.connections == 0

    def test_needs_neither_docker_nor_a_cache(
        self, helper: Helper, docker_config: DockerConfig, sandbox: Sandbox
    ) -> None:
        run = helper.run("login", HOST, PATH=str(sandbox.root), ECR_LOGIN_CACHE="off")
        assert said(run, sandbox) == [f"{HOST}: {WHERE}"]
        assert not sandbox.cache.exists()


class TestMistakes:
    @pytest.mark.parametrize(("name", "message"), [
        ("1234-5678-9012", "an account with hyphens in it. Write it without hyphens: 123456789012."),
        ("*.dkr.ecr.eu-west-1.amazonaws.com",
         "a pattern, and Docker knows registries by their whole names only. Write each registry with its account's"
         " twelve digits: 123456789012.dkr.ecr.eu-west-1.amazonaws.com."),
        ("vpce-0a1b2c.dkr.ecr.eu-west-1.vpce.amazonaws.com",
         "the name of a VPC endpoint, not of a registry. Write the registry's own name,"
         " 123456789012.dkr.ecr.eu-west-1.amazonaws.com: private DNS of the endpoint leads there."),
    ], ids=["hyphens", "pattern", "endpoint"])
    @pytest.mark.parametrize("command", ["login", "logout", "configure", "password"])
    def test_what_people_write_in_place_of_a_registry_is_corrected(
        self, helper: Helper, standin: StandIn, sandbox: Sandbox, command: str, name: str, message: str
    ) -> None:
        (line,) = said(helper.run(command, name), sandbox, code=1)
        assert line.removeprefix(f"{name}: ") == f'"{name}" is {message}'
        assert standin.journal.connections == 0

    @pytest.mark.parametrize("name", ["ghcr.io", "https://index.docker.io/v1/", "nonsense", ""])
    def test_what_is_not_ecr_is_named(
        self, helper: Helper, standin: StandIn, docker_config: DockerConfig, sandbox: Sandbox, name: str
    ) -> None:
        assert said(helper.run("login", name), sandbox, code=1) == [f'"{name}" {NOT_ECR}']
        assert standin.journal.connections == 0 and not docker_config.path.exists()

    @pytest.mark.parametrize("account", ["12", "1234567890123", "12345678901"])
    def test_an_account_of_not_twelve_digits_is_named(
        self, helper: Helper, standin: StandIn, sandbox: Sandbox, account: str
    ) -> None:
        (line,) = said(helper.run("login", account, "--region", REGION), sandbox, code=1)
        assert f'"{account}"' in line and "twelve digits" in line
        assert standin.journal.connections == 0

    @pytest.mark.parametrize("arguments", [(), ("123456789012",)])
    def test_without_a_region_an_account_has_no_registry(
        self, helper: Helper, standin: StandIn, sandbox: Sandbox, arguments: tuple[str, ...]
    ) -> None:
        (line,) = said(helper.run("login", *arguments), sandbox, code=1)
        assert line.endswith(NO_REGION)
        assert standin.journal.connections == 0

    def test_the_others_are_still_logged_in(
        self, helper: Helper, docker_config: DockerConfig, sandbox: Sandbox
    ) -> None:
        lines = said(helper.run("login", "ghcr.io", HOST), sandbox, code=1)
        assert lines == [f'"ghcr.io" {NOT_ECR}', f"{HOST}: {WHERE}"]
        assert list(docker_config.auths) == [HOST]

    def test_an_option_that_is_none_is_a_mistake_of_use(self, helper: Helper, standin: StandIn) -> None:
        (line,) = helper.run("login", "--regoin", REGION).lines(64)
        assert line.startswith("unknown option --regoin") and "--region" in line
        assert standin.journal.connections == 0


class TestFailures:
    @pytest.fixture(autouse=True)
    def west_fails(self, standin: StandIn) -> None:
        standin.faults["ecr"].always(
            faults.ecr_error("AccessDeniedException", "not authorized to perform: ecr:GetAuthorizationToken"),
            when=lambda request: "us-west-2" in request.host)

    def test_of_one_region_leave_the_others_logged_in(
        self, real_names: Helper, docker_config: DockerConfig, sandbox: Sandbox
    ) -> None:
        lines = said(real_names.run("login", OTHER_REGION, HOST, ZEROS), sandbox, code=1)
        assert lines[1:] == [f"{HOST}: {WHERE}", f"{ZEROS}: {WHERE}"]
        assert lines[0].startswith(f"{OTHER_REGION}: Amazon ECR (us-west-2) refuses role {ROLE}: AccessDenied")
        assert set(docker_config.auths) == {HOST, ZEROS}

    def test_leave_the_entry_that_was_there(
        self, real_names: Helper, docker_config: DockerConfig, sandbox: Sandbox
    ) -> None:
        docker_config.write({"auths": {OTHER_REGION: {"auth": "b2xkOm9sZA=="}}})
        real_names.run("login", OTHER_REGION, HOST).lines(1)
        assert docker_config.auths[OTHER_REGION] == {"auth": "b2xkOm9sZA=="}
        assert docker_config.password(HOST)

    def test_of_all_leave_the_file_as_it_was(self, real_names: Helper, docker_config: DockerConfig) -> None:
        before = docker_config.write(b'{ "auths" : { } }')
        real_names.run("login", OTHER_REGION).lines(1)
        assert docker_config.content == before and docker_config.others == []

    def test_are_said_also_to_the_quiet(self, real_names: Helper, docker_config: DockerConfig) -> None:
        (line,) = real_names.run("login", "--quiet", OTHER_REGION, HOST).lines(1)
        assert line.startswith(f"{OTHER_REGION}: Amazon ECR (us-west-2) refuses")
        assert list(docker_config.auths) == [HOST]

    def test_a_refused_role_is_told_with_its_token(
        self, real_names: Helper, docker_config: DockerConfig, sandbox: Sandbox
    ) -> None:
        (line,) = said(real_names.run("login", HOST, "--role-arn", f"{ROLE}-unknown"), sandbox, code=1)
        assert line.startswith(f"{HOST}: AWS STS (eu-central-1) refuses role {ROLE}-unknown: AccessDenied")
        assert "sub app:a1b2c3d4e5f60718:workflow:deploy" in line
        assert not docker_config.path.exists()


class TestSayingLess:
    def test_quiet_says_nothing(self, helper: Helper, docker_config: DockerConfig) -> None:
        assert helper.run("login", "--quiet", HOST).lines() == []
        assert docker_config.password(HOST)

    def test_verbose_says_more_and_no_secret(self, helper: Helper, docker_config: DockerConfig) -> None:
        # The search for secrets follows every run.
        assert len(helper.run("login", "--verbose", HOST).lines()) > 1


class TestDryRun:
    def test_says_what_would_change_and_asks_nobody(
        self, helper: Helper, standin: StandIn, docker_config: DockerConfig, sandbox: Sandbox
    ) -> None:
        before = docker_config.write({"auths": {HOST: {"auth": "b2xkOm9sZA=="}}, "currentContext": "me"})
        run = helper.run("login", "--dry-run", HOST, OTHER_REGION)
        assert said(run, sandbox) == [
            "SANDBOX/home/.docker/config.json would change:", f'~ auths["{HOST}"]', f'+ auths["{OTHER_REGION}"]']
        assert b"b2xkOm9sZA" not in run.err
        assert docker_config.content == before and docker_config.others == []
        assert standin.journal.connections == 0 and not sandbox.cache.exists()

    def test_makes_no_file_and_no_directory(
        self, helper: Helper, standin: StandIn, docker_config: DockerConfig
    ) -> None:
        helper.run("login", "--dry-run", HOST).lines()
        assert not docker_config.directory.exists() and standin.journal.connections == 0

    def test_knows_no_host_of_the_own_account(
        self, helper: Helper, standin: StandIn, docker_config: DockerConfig, sandbox: Sandbox
    ) -> None:
        assert said(helper.run("login", "--dry-run", "--region", REGION), sandbox) == [
            f"the registry of the role's own account in {REGION} would get an entry; AWS says its host",
            "SANDBOX/home/.docker/config.json would not change"]
        assert standin.journal.connections == 0

    def test_of_logout_changes_nothing(
        self, helper: Helper, standin: StandIn, docker_config: DockerConfig, sandbox: Sandbox
    ) -> None:
        helper.run("login", HOST).lines()
        before = docker_config.content
        cached = sorted(sandbox.cache.rglob("*"))
        standin.journal.clear()
        assert said(helper.run("logout", "--dry-run", HOST), sandbox) == [
            "SANDBOX/home/.docker/config.json would change:", f'- auths["{HOST}"]']
        assert docker_config.content == before and sorted(sandbox.cache.rglob("*")) == cached
        assert standin.journal.connections == 0


class TestPlace:
    def test_is_docker_config(self, helper: Helper, sandbox: Sandbox) -> None:
        elsewhere = DockerConfig(sandbox, sandbox.work / "a" / "docker")
        run = helper.run("login", HOST, DOCKER_CONFIG=str(elsewhere.directory))
        assert said(run, sandbox) == [f"{HOST}: logged in until TIME (SANDBOX/work/a/docker/config.json)"]
        assert elsewhere.password(HOST) and elsewhere.mode == 0o600
        assert stat.S_IMODE(elsewhere.directory.stat().st_mode) == 0o700
        assert not (sandbox.home / ".docker").exists()

    def test_may_be_relative(self, helper: Helper, sandbox: Sandbox) -> None:
        elsewhere = DockerConfig(sandbox, sandbox.work / "docker")
        helper.run("login", HOST, DOCKER_CONFIG="docker").lines()
        assert elsewhere.password(HOST)

    def test_needs_no_home(self, helper: Helper, sandbox: Sandbox) -> None:
        elsewhere = DockerConfig(sandbox, sandbox.work / "docker")
        helper.run("login", HOST, HOME=None, DOCKER_CONFIG=str(elsewhere.directory)).lines()
        assert elsewhere.password(HOST)

    def test_is_in_the_home_directory_with_the_modes_of_docker(
        self, helper: Helper, docker_config: DockerConfig
    ) -> None:
        assert os.geteuid() == 0
        helper.run("login", HOST).lines()
        assert docker_config.mode == 0o600
        assert stat.S_IMODE(docker_config.directory.stat().st_mode) == 0o700

    def test_is_unknown_without_any_home(
        self, helper: Helper, standin: StandIn, sandbox: Sandbox, somebody: tuple[str, ...]
    ) -> None:
        run = helper.run("login", HOST, HOME=None, before=somebody)
        assert said(run, sandbox, code=1) == [
            "there is no home directory for Docker's config.json. Set HOME, or DOCKER_CONFIG to the directory that"
            " it is to be in."]
        assert standin.journal.connections == 0


def test_takes_no_time_when_nobody_is_asked(helper: Helper, docker_config: DockerConfig) -> None:
    helper.run("login", HOST).lines()
    begun = time.monotonic()
    helper.run("login", HOST).lines()
    assert time.monotonic() - begun < 1


UNUSABLE = {
    "broken": (b'{"auths": {,}}', "is not JSON: a key in quotes should stand at line 1, column 12"),
    "truncated": (b'{\n\t"auths": {\n\t\t"a": {"auth": "eDp5', "is not JSON: the end of a string should stand at"),
    "array": (b"[]", "is not a JSON object"),
    "string": (b'"auths"', "is not a JSON object"),
    "byte order mark": (b'\xef\xbb\xbf{"auths": {}}', "begins with a byte order mark, which Docker does not take"),
    "not UTF-8": (b'{"a": "\xff"}', "is not UTF-8"),
    "two documents": (b"{} {}", "is not JSON: the end of the file should stand at line 1, column 4"),
}
# A whole section of a wrong type: what there is to edit cannot be told from it.
SECTIONS = {
    '{"auths":[]}': "auths is a list, not an object", '{"credsStore":1}': "credsStore is a number, not a string",
    '{"credHelpers":[]}': "credHelpers is a list, not an object",
    '{"CredHelpers":"x"}': "CredHelpers is a string, not an object"}


class TestAFileThatCannotBeUsed:
    @pytest.mark.parametrize("kind", UNUSABLE)
    @pytest.mark.parametrize("command", ["login", "logout", "configure"])
    def test_is_refused_and_left_alone(
        self, helper: Helper, standin: StandIn, docker_config: DockerConfig, sandbox: Sandbox, kind: str, command: str
    ) -> None:
        content, expected = UNUSABLE[kind]
        before = docker_config.write(content)
        (line,) = said(helper.run(command, HOST), sandbox, code=1)
        assert line.startswith(f"Docker's SANDBOX/home/.docker/config.json {expected}")
        assert line.endswith(". It was left as it is: correct it.")
        assert docker_config.content == before and docker_config.others == []
        assert standin.journal.connections == 0

    @pytest.mark.parametrize("text", SECTIONS)
    @pytest.mark.parametrize("command", ["login", "logout", "configure"])
    def test_has_a_section_of_a_wrong_type(
        self, helper: Helper, standin: StandIn, docker_config: DockerConfig, sandbox: Sandbox, text: str, command: str
    ) -> None:
        before = docker_config.write(text.encode())
        (line,) = said(helper.run(command, HOST), sandbox, code=1)
        problem = SECTIONS[text]
        assert line == (
            f"Docker's SANDBOX/home/.docker/config.json: {problem}. Docker stops there, and finds no password in the"
            f" file. Correct {problem.partition(' ')[0]} in an editor.")
        assert docker_config.content == before and docker_config.others == []
        assert standin.journal.connections == 0

    @pytest.mark.parametrize("command", ["login", "logout", "configure"])
    def test_is_a_directory(
        self, helper: Helper, standin: StandIn, docker_config: DockerConfig, sandbox: Sandbox, command: str
    ) -> None:
        docker_config.path.mkdir(parents=True)
        (line,) = said(helper.run(command, HOST), sandbox, code=1)
        assert line == (
            "Docker's SANDBOX/home/.docker/config.json is a directory, not a file. A container's runtime makes one"
            " where a mount names a file that is not there: remove it, or choose another directory with DOCKER_CONFIG.")
        assert standin.journal.connections == 0

    @pytest.mark.parametrize("content", [b"", b" \n\t\r\n", b"{}"], ids=["empty", "blank", "object"])
    def test_but_one_without_anything_in_it_is_filled(
        self, helper: Helper, docker_config: DockerConfig, content: bytes
    ) -> None:
        docker_config.write(content)
        helper.run("login", HOST).lines()
        assert docker_config.password(HOST)
