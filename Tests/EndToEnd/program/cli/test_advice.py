"""Every advice that has a command in it, followed: the failure is gone, or the next true cause is said.

A test names the lines of the sources that it follows. A line with a command that no test names fails
`test_every_advice_is_followed`, and so does one that is not in the sources any more.
"""

from __future__ import annotations

import base64
import json
import re
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import pytest

from standin import ROLE, StandIn
from standin.iam import Provider
from support.advice import Line, Shell, difference, lines_with_commands
from support.clients import Clients
from support.docker_config import DockerConfig
from support.doctor import World
from support.helper import Helper
from support.hosts import HOST, PUBLIC, REGION
from support.moto import Moto
from support.policies import ACCOUNT, ISSUER, PROVIDER, SUBJECT, policy
from support.sandbox import PROGRAM
from support.scripts import Store
from support.step import Step

Test = TypeVar("Test", bound=Callable[..., None])

FOLLOWED: list[Line] = []
# Lines that only make a command which others name.
PARTS: list[Line] = [
    ("DockerConfigCheck.swift", f'private var {verb}: String {{ "\\(Program.name) {verb} \\(host)" }}')
    for verb in ("configure", "login", "logout")]
OLD = {"auth": base64.b64encode(b"AWS:old").decode()}
OLDER = {"auth": base64.b64encode(b"AWS:older").decode()}
STRANGER = "https://issuer.example"


def follows(file: str, *lines: str) -> Callable[[Test], Test]:
    """What the test follows: lines of a file of the sources."""
    FOLLOWED.extend((file, line) for line in lines)
    return lambda test: test


def commands_in(text: str) -> list[str]:
    """The commands at the ends of lines of a message or a report."""
    found = re.findall(rf"(?:aws [a-z]+ [a-z-]+ |(?<![|] ){PROGRAM} [a-z-]+ )[^\n]*", text)
    assert found, f"there is no command in: {text}"
    return [command.rstrip() for command in found]


def test_every_advice_is_followed() -> None:
    missing, gone = difference(lines_with_commands(), FOLLOWED + PARTS)
    assert missing == [], "an advice has a command in it, and no test follows it"
    assert gone == [], "a test follows what is not advised any more"


def test_an_advice_that_nobody_follows_would_be_noticed() -> None:
    found = lines_with_commands()
    assert sum(found.values()) >= 30
    new = ("New.swift", 'advice: "Try docker login.")')
    known = next(iter(found))
    assert difference(found + type(found)([new]), found.elements()) == ([new], [])
    # The same line once more is another advice.
    assert difference(found + type(found)([known]), found.elements()) == ([known], [])
    assert difference(found, [*found.elements(), new]) == ([], [new])


class Account:
    """An account of moto's IAM, of which the stand-in's STS is told."""

    def __init__(self, helper: Helper, standin: StandIn, moto: Moto) -> None:
        self.shell = Shell(
            helper, AWS_ENDPOINT_URL=moto.url, AWS_ACCESS_KEY_ID="AKIAIOSFODNN7EXAMPLE",
            AWS_SECRET_ACCESS_KEY="example", AWS_REGION="us-east-1", AWS_DEFAULT_REGION="us-east-1",
            AWS_CONFIG_FILE="/dev/null", AWS_PAGER="")
        self._helper = helper
        self._standin = standin
        with urllib.request.urlopen(urllib.request.Request(f"{moto.url}/moto-api/reset", method="POST")):
            pass

    def create(self, document: Any, name: str = "ecr-pull") -> None:
        """A role with that trust policy."""
        file = self._helper.sandbox.input(f"{name}.json", json.dumps(document))
        self.shell.ok(f"aws iam create-role --path /ci/ --role-name {name} --assume-role-policy-document file://{file}")
        self._note(name)

    def update(self, document: Any, name: str = "ecr-pull") -> None:
        """Gives the role another one."""
        file = self._helper.sandbox.input("corrected.json", json.dumps(document))
        self.shell.ok(f"aws iam update-assume-role-policy --role-name {name} --policy-document file://{file}")
        self._note(name)

    def _note(self, name: str) -> None:
        role = json.loads(self.shell.ok(f"aws iam get-role --role-name {name}"))["Role"]
        # What a correction adds is the last one.
        statement = role["AssumeRolePolicyDocument"]["Statement"][-1]
        host = statement["Principal"]["Federated"].partition("oidc-provider/")[2]
        keys = {key: value for operator in statement["Condition"].values() for key, value in operator.items()}
        self._standin.iam.add_role(
            role["Arn"], audience=keys.get(f"{host}:aud", "*"), subject=keys.get(f"{host}:sub", "-"))


@pytest.fixture
def account(helper: Helper, standin: StandIn, moto: Moto) -> Account:
    """An account without roles."""
    return Account(helper, standin, moto)


class TestTrust:
    """What is said of a role's trust policy."""

    @follows(
        "PolicyCheckCommand.swift",
        '(["aws iam get-role --role-name \\(String(name).shellWord) |", Program.name, "trust-policy"] + words)')
    @pytest.mark.parametrize("condition", [
        {"StringEquals": {f"{ISSUER}:aud": "sts.amazonaws.com", f"{ISSUER}:sub": SUBJECT.replace("deploy", "other")}},
        {"StringEquals": {f"{ISSUER}:aud": "mine", f"{ISSUER}:sub": SUBJECT}},
        {"StringEquals": {f"{ISSUER}:aud": "sts.amazonaws.com", f"{ISSUER}:app_slug": "a1b2c3d4e5f60718"}},
    ], ids=["workflow", "audience", "older-guide"])
    def test_a_refusal_shows_what_is_wrong_with_the_policy(
        self, helper: Helper, account: Account, condition: dict[str, Any]
    ) -> None:
        account.create(policy(condition))
        (command,) = commands_in(helper.get(HOST).error())
        ended = account.shell.run(command)
        assert ended.returncode == 1 and "error: " in ended.stdout, ended
        account.update(json.loads(ended.stdout.partition("The corrected policy:\n")[2]))
        assert helper.get(HOST).password()
        assert account.shell.ok(command) == "standard input: nothing is wrong\n"

    @pytest.mark.parametrize("by_flag", [False, True])
    def test_a_refused_token_of_another_issuer_is_explained(
        self, helper: Helper, account: Account, standin: StandIn, by_flag: bool
    ) -> None:
        # Theirs are not builds of Bitrise: the check would only find that no build gets in.
        standin.iam.add_provider(Provider(ACCOUNT, STRANGER))
        host = STRANGER.removeprefix("https://")
        right = {"StringEquals": {f"{host}:aud": "sts.amazonaws.com", f"{host}:sub": "me"}}
        wrong = {"StringEquals": {f"{host}:aud": "sts.amazonaws.com", f"{host}:sub": "you"}}
        principal = {"Federated": f"arn:aws:iam::{ACCOUNT}:oidc-provider/{host}"}
        account.create(policy(wrong, Principal=principal))
        claims = {"iss": STRANGER, "sub": "me", "aud": "sts.amazonaws.com", "iat": 1, "exp": 4102444800}
        token = standin.vault.register("identity-token", standin.foreign_issuer.sign(claims))
        path = str(helper.sandbox.input("it's a token", token))
        changes: dict[str, str | None] = {"BITRISE_BUILD_URL": None, "BITRISE_BUILD_API_TOKEN": None}
        flags = ("--web-identity-token-file", path) if by_flag else ()
        if not by_flag:
            changes["AWS_WEB_IDENTITY_TOKEN_FILE"] = path
        (command,) = commands_in(helper.get(HOST, *flags, **changes).error())
        ended = account.shell.run(command, **changes)
        told = ended.stdout.splitlines()
        assert ended.returncode == 1, ended
        assert f'  no  StringEquals {host}:sub: "you"; the request has "me"' in told, ended
        assert told[-1] == "Refused: no statement allows it."
        account.update(policy(right, Principal=principal))
        assert account.shell.ok(command, **changes).endswith("\nAllowed.\n")
        assert helper.get(HOST, *flags, **changes).password()

    @follows(
        "TrustPolicyCommand.swift",
        *2 * (
            'advice: "See what is wrong with it: \\(Program.name) trust-policy check'
            ' \\(path.printable(limit: 300))")',))
    @pytest.mark.parametrize(("text", "told"), [
        ('{"Version": "2012-10-17"', '"," or "}" has to stand here'),
        (json.dumps(policy()) + ",", "there is more behind the end of the policy"),
        (json.dumps(policy()["Statement"][0]), "this is a statement, not a policy"),
    ])
    def test_what_cannot_be_explained_is_checked(self, helper: Helper, text: str, told: str) -> None:
        path = helper.sandbox.input("trust.json", text)
        run = helper.run("trust-policy", "explain", str(path))
        (command,) = commands_in(run.lines(1)[0])
        ended = Shell(helper).run(command)
        assert (ended.returncode, told in ended.stdout) == (1, True), ended

    @follows(
        "IAMSetupFormat.swift",
        '"aws iam create-open-id-connect-provider", "--url \\(url.shellQuoted)",',
        '["aws iam create-role", role] + path + [',
        '"aws iam put-role-policy", role, "--policy-name \\(Self.policyName.shellQuoted)",')
    @follows(
        "TrustPolicyCommand.swift",
        '"a role that is there already takes the policy by aws iam update-assume-role-policy --role-name "')
    def test_a_role_that_is_there_already_takes_the_policy(self, helper: Helper, account: Account) -> None:
        account.create(policy({"StringEquals": {f"{ISSUER}:sub": "nobody"}}), "bitrise-ecr")
        run = helper.run("trust-policy", "create", "--account", ACCOUNT, "--format", "aws-cli", AWS_ROLE_ARN=None)
        provider, role, permissions = run.out.decode().split("\n\n")
        account.shell.ok(provider)
        assert "EntityAlreadyExists" in account.shell.run(role).stderr
        advised = re.search(r"aws iam update-assume-role-policy .+?--policy-document", run.err.decode())
        document = re.search(r"--assume-role-policy-document ('.+')", role, re.DOTALL)
        assert advised and document
        account.shell.ok(f"{advised[0]} {document[1]}")
        account.shell.ok(permissions)
        told = account.shell.ok(f"aws iam get-role --role-name bitrise-ecr | {PROGRAM} trust-policy check -")
        assert told == "standard input: nothing is wrong\n"

    @follows(
        "TemplateFunctions.swift",
        '"Check the role itself: aws iam get-role --role-name \\(name) | \\(checkCommand)")')
    @follows("TrustPolicySettings.swift", 'checkCommand: "\\(Program.name) trust-policy check -")')
    def test_a_template_that_is_filled_in_elsewhere(self, helper: Helper, account: Account) -> None:
        account.create(policy())
        document = policy(Principal={"Federated": {"Fn::ImportValue": "provider"}})
        resource = {"Type": "AWS::IAM::Role", "Properties": {
            "RoleName": "ecr-pull", "AssumeRolePolicyDocument": document}}
        run = self.check(helper, {"Resources": {"Role": resource}})
        (command,) = commands_in(run)
        assert account.shell.ok(command) == "standard input: nothing is wrong\n"

    @follows(
        "PolicyEnvelope.swift",
        'first.arn.map { "Choose one with --role-arn, as in --role-arn \\($0.printable(limit: 200))." }',
        '"Give a role\'s trust policy, or what aws iam get-role answers.")')
    def test_of_several_roles_one_is_chosen(self, helper: Helper, account: Account) -> None:
        told = self.check(helper, json.loads(account.shell.ok("aws iam list-roles")))
        assert "there is no role in it" in told
        account.create(policy())
        assert account.shell.ok(f"aws iam get-role --role-name ecr-pull | {PROGRAM} trust-policy check -")
        account.create(policy({"StringEquals": {f"{ISSUER}:sub": "app:*"}}), "another")
        told = self.check(helper, json.loads(account.shell.ok("aws iam list-roles")))
        assert 'there are 2 roles in it: "another", "ecr-pull"' in told or (
            'there are 2 roles in it: "ecr-pull", "another"' in told)
        option = re.search(r"as in (--role-arn \S+)\.", told)
        assert option
        ended = account.shell.run(f"aws iam list-roles | {PROGRAM} trust-policy check - {option[1]}")
        is_right = option[1].endswith("/ecr-pull")
        assert ended.returncode == (0 if is_right else 1) and "roles in it" not in ended.stdout, ended

    @follows("PolicyFile.swift", 'fix: "Give the role\'s trust policy as JSON, or what aws iam get-role answers.")')
    def test_a_template_in_yaml(self, helper: Helper, account: Account) -> None:
        assert "what aws iam get-role answers" in self.check(helper, "Resources:\n  Role:\n")
        account.create(policy())
        assert account.shell.ok(f"aws iam get-role --role-name ecr-pull | {PROGRAM} trust-policy check -")

    @pytest.mark.parametrize("option", [f"--account {ACCOUNT}", "--audience mine"])
    def test_an_option_that_is_advised(self, helper: Helper, option: str) -> None:
        provider: Any = PROVIDER
        audience = "sts.amazonaws.com"
        if "account" in option:
            provider = {"Fn::Sub": PROVIDER.replace(ACCOUNT, "${AWS::AccountId}")}
        else:
            audience = "mine"
        document = policy(
            {"StringEquals": {f"{ISSUER}:aud": audience, f"{ISSUER}:sub": SUBJECT}}, Principal={"Federated": provider})
        assert option.split(maxsplit=1)[0] in self.check(helper, document)
        run = helper.run(
            "trust-policy", "check", "-", *option.split(), stdin=json.dumps(document).encode(), AWS_ROLE_ARN=None)
        assert (run.code, run.out) == (0, b"standard input: nothing is wrong\n")

    @staticmethod
    def check(helper: Helper, document: Any) -> str:
        text = document if isinstance(document, str) else json.dumps(document)
        return helper.run("trust-policy", "check", "-", stdin=text.encode(), AWS_ROLE_ARN=None).out.decode()


class Remedy:
    """A link of `doctor` with something wrong, and the commands that it gives."""

    def __init__(self, world: World, link: str, problem: str, host: str = HOST, **changes: str | None) -> None:
        self._world, self._link, self._problem = world, link, problem
        self._host, self._changes = host, changes
        assert self.is_there(), world.report(host, **changes).text(link)
        found = world.report(host, **changes).link(link)
        self.commands: list[str] = [command for remedy in found["remedies"] for command in remedy["commands"]]

    def is_there(self) -> bool:
        """Whether the problem is."""
        report = self._world.report(self._host, **self._changes)
        links = [link for link in report.links if link["link"] == self._link]
        return any(self._problem in problem for link in links for problem in link["problems"])

    def follow(self, number: int = 0) -> None:
        """Runs one of the commands: then the problem is gone."""
        Shell(self._world.helper).ok(self.commands[number].replace("REGISTRY", self._host), **self._changes)
        assert not self.is_there(), self._world.report(self._host, **self._changes).text(self._link)


@pytest.fixture
def vault(doctor: World) -> Store:
    """`docker-credential-vault`, which has an old password of the registry."""
    store = Store(doctor.sandbox, "vault")
    Shell(doctor.helper).ok(
        f"""echo '{{"ServerURL":"{HOST}","Username":"AWS","Secret":"old"}}' | docker-credential-vault store""")
    store.forget_calls()
    return store


class TestDoctor:
    """What it says of Docker's file and of other clients' files."""

    @follows(
        "DockerConfigCheck.swift",
        '"others than its owner may read the passwords in it", advice: "Close it:", commands: ["chmod 600 \\(path)"])')
    def test_a_file_that_others_can_read(self, doctor: World) -> None:
        doctor.docker_config.write({"auths": {"ghcr.io": OLD}, "credHelpers": {HOST: "bitrise"}}, mode=0o644)
        remedy = Remedy(doctor, "docker-config", "others than its owner may read")
        # What follows looks at the file's mode as well.
        doctor.docker_config.may_hold_passwords(0o600)
        remedy.follow()
        assert doctor.docker_config.mode == 0o600

    @follows("DockerConfigCheck.swift", 'advice: "Take it out:", commands: [configure])')
    def test_a_password_beside_the_helper(self, doctor: World) -> None:
        doctor.docker_config.write({"auths": {HOST: OLD}, "credHelpers": {HOST: "bitrise"}})
        Remedy(doctor, "docker-config", "take the password in the file before they ask a helper").follow()
        assert doctor.docker_config.auths == {}

    @follows("DockerConfigCheck.swift",
        'advice: "List the registry, then take credsStore out:", commands: [configure])')
    def test_this_program_as_the_store_of_all(self, doctor: World) -> None:
        doctor.docker_config.write({"credsStore": "bitrise"})
        Remedy(doctor, "docker-config", "this program is the store of all registries").follow()
        content = doctor.docker_config.read()
        del content["credsStore"]
        doctor.docker_config.write(content)
        assert doctor.report().holds

    @follows("DockerConfigCheck.swift", 'advice: "Let it ask this program:", commands: [configure])')
    def test_a_helper_that_is_not_there(self, doctor: World) -> None:
        doctor.docker_config.write({"credHelpers": {HOST: "vault"}})
        Remedy(doctor, "docker-config", "it is what Docker asks for this registry").follow()
        assert doctor.report().holds

    @follows("DockerConfigCheck.swift", "commands: [configure])", "commands: [configure])")
    def test_a_helper_that_has_an_old_password(self, doctor: World, vault: Store) -> None:
        doctor.docker_config.write({"credHelpers": {HOST: "vault"}})
        stored = Remedy(doctor, "stored-password", "does not take the password")
        assert stored.commands == Remedy(doctor, "docker-config", "Docker asks docker-credential-vault").commands
        stored.follow()
        assert doctor.report().holds

    @follows("DockerConfigCheck.swift", "commands: isOwn ? [configure] : [configure, login])")
    @pytest.mark.parametrize("number", [0, 1])
    @pytest.mark.parametrize("content", [{"credHelpers": {HOST: "vault"}}, {"credsStore": "vault"}], ids=json.dumps)
    def test_a_store_without_a_password(self, doctor: World, content: dict[str, Any], number: int) -> None:
        Store(doctor.sandbox, "vault")
        doctor.docker_config.write(content)
        remedy = Remedy(doctor, "docker-config", "which has no password of this registry")
        assert len(remedy.commands) == (1 if "credHelpers" in content else 2)
        remedy.follow(min(number, len(remedy.commands) - 1))

    @follows("DockerConfigCheck.swift",
        'advice: "Let Docker ask this program, or log in:", commands: [configure, login])')
    @pytest.mark.parametrize("number", [0, 1])
    def test_a_file_without_anything(self, doctor: World, number: int) -> None:
        doctor.docker_config.write({})
        Remedy(doctor, "docker-config", "Docker has no password of this registry").follow(number)
        assert doctor.report().holds

    @follows("DockerConfigCheck.swift", "commands: [configure, login])")
    @pytest.mark.parametrize("number", [0, 1])
    def test_one_of_two_passwords_by_chance(self, doctor: World, number: int) -> None:
        doctor.docker_config.write({"auths": {f"https://{HOST}": OLD, f"https://{HOST}/v2/": OLDER}})
        Remedy(doctor, "docker-config", "by chance").follow(number)

    @follows("DockerConfigCheck.swift",
        'advice: "It ends twelve hours after it was written. Log in again:", commands: [login])')
    def test_an_old_password(self, doctor: World) -> None:
        doctor.docker_config.write({"auths": {HOST: OLD}})
        Remedy(doctor, "stored-password", "does not take the password").follow()
        assert doctor.report().holds

    @follows("DockerConfigCheck.swift", "commands: [logout, login])")
    @pytest.mark.parametrize("number", [0, 1])
    def test_an_old_password_of_the_public_gallery(self, doctor: World, number: int) -> None:
        doctor.registry.wants_token = True
        doctor.docker_config.write({"auths": {PUBLIC: OLD}})
        remedy = Remedy(doctor, "stored-password", "gives no token for the password", PUBLIC)
        (told,) = doctor.report(PUBLIC).link("stored-password")["remedies"]
        assert told["advice"] == (
            "It ends twelve hours after it was written. Log out, which is enough: ECR Public gives its images without a"
            " password, too. Or log in again:")
        assert told["commands"] == [f"{PROGRAM} logout {PUBLIC}", f"{PROGRAM} login {PUBLIC}"]
        remedy.follow(number)
        assert (PUBLIC in doctor.docker_config.auths) == (number == 1)

    @follows("DockerConfigProblem.swift",
        'return (advice.joined(separator: " "), ["\\(Program.name) logout \\(words)"])')
    @pytest.mark.parametrize("entry", ["oops", {"auth": "dckr_pat_abcdefgh"}, {"auth": 12}], ids=json.dumps)
    def test_an_entry_that_docker_cannot_read(self, doctor: World, entry: Any) -> None:
        doctor.docker_config.write({"auths": {"ghcr.io": entry}, "credHelpers": {HOST: "bitrise"}})
        Remedy(doctor, "docker-config", "ghcr.io").follow()
        assert doctor.report().holds

    @follows(
        "OtherClientsCheck.swift",
        'advice: "Take it out:", commands: [logout(place, String(place.rest(afterLast: " in ")))])',
        ': "podman logout --authfile \\(file.shellWord) \\(String(key).shellWord)"')
    def test_a_file_of_podmans_that_shadows_dockers(self, doctor: World) -> None:
        path = doctor.sandbox.input("it's auth.json", json.dumps({"auths": {HOST: OLD}}))
        Remedy(doctor, "other-clients", "never ask this program", REGISTRY_AUTH_FILE=str(path)).follow()
        assert json.loads(path.read_text())["auths"] == {}

    @follows(
        "OtherClientsCheck.swift", 'advice: "Take it out:", commands: [logout(place, file)])',
        '? "\\(Program.name) logout \\(String(key).shellWord)"')
    def test_an_entry_of_a_repository(self, doctor: World) -> None:
        doctor.docker_config.write({"auths": {f"{HOST}/app": OLD, HOST: OLDER}})
        Remedy(doctor, "other-clients", "for that repository").follow()
        assert doctor.docker_config.auths == {HOST: OLDER}

    @follows("OtherClientsCheck.swift", '? ["\\(Program.name) configure \\(host)"]')
    def test_clients_that_do_not_read_the_store(self, doctor: World) -> None:
        doctor.docker_config.write({"credsStore": "bitrise"})
        Remedy(doctor, "other-clients", "on without a password").follow()

    @follows(
        "OtherClientsCheck.swift",
        ': ["\\(Program.name) password \\(host) | podman login --username AWS --password-stdin \\(host)"]')
    def test_clients_that_look_elsewhere(self, doctor: World) -> None:
        path = doctor.sandbox.inputs / "auth.json"
        Remedy(doctor, "other-clients", "on without a password", REGISTRY_AUTH_FILE=str(path)).follow()
        assert list(json.loads(path.read_text())["auths"]) == [HOST]

    @follows("RegistryCheck.swift", 'advice: "Name one:", commands: ["\\(Program.name) doctor REGISTRY"])')
    def test_no_registry(self, doctor: World) -> None:
        doctor.docker_config.write({})
        run = doctor.helper.run("doctor")
        (command,) = commands_in(run.out.decode())
        told = Shell(doctor.helper).run(command.replace("REGISTRY", HOST)).stdout
        # The next true cause.
        assert "without a registry" not in told and "Docker has no password of this registry" in told


class TestStores:
    """What is said of Docker's credential stores."""

    @follows("CredentialStore.swift", ': "Try docker login to see whether Docker can use it.")')
    def test_docker_has_the_same_trouble_with_it(self, clients: Clients, real_names: Helper) -> None:
        store = Store(real_names.sandbox, "vault", complains="the keyring is locked")
        clients.configure({"credsStore": "vault"})
        (line,) = real_names.run("login", HOST).lines(1)
        assert line.endswith('exit code 1, "the keyring is locked". Try docker login to see whether Docker can use it.')
        (command,) = re.findall(r"docker login", line)
        password = f"{PROGRAM} password {HOST} | {command} --username AWS --password-stdin {HOST}"
        assert "the keyring is locked" in Shell(real_names).run(password).stderr
        # And where Docker can use it, so can this program.
        store.path.unlink()
        Store(real_names.sandbox, "vault")
        assert "Login Succeeded" in Shell(real_names).ok(password)
        real_names.run("login", HOST).lines()

    @follows(
        "CredentialStore.swift",
        'advice: "Try docker login to see what it waits for, or allow more time with --timeout or ECR_LOGIN_TIMEOUT.")')
    def test_docker_shows_what_it_waits_for(self, clients: Clients, real_names: Helper) -> None:
        path = real_names.sandbox.bin / "docker-credential-vault"
        path.write_text("#!/bin/sh\necho 'unlock the keyring' >&2\nexec sleep 4\n")
        path.chmod(0o755)
        clients.configure({"credsStore": "vault"})
        run = real_names.run("login", HOST, "--timeout", "2")
        assert run.code == 1 and b"Try docker login to see what it waits for, or allow more time" in run.err
        # Docker waits as long as it takes; so does this program where there is time.
        command = f"{PROGRAM} password {HOST} | docker login --username AWS --password-stdin {HOST}"
        Shell(real_names).run(command)
        assert real_names.run("login", HOST, "--timeout", "20").code == 0

    @follows("CredentialStore.swift", 'advice: "Let Docker ask this program: \\(Program.name) configure \\(host)")')
    @pytest.mark.parametrize("content", [
        {"credsStore": "ecr-login"}, {"credHelpers": {HOST: "ecr-login"}},
        {"credsStore": "ecr-login", "credHelpers": {HOST: "ecr-login"}}], ids=json.dumps)
    def test_a_helper_that_keeps_nothing(
        self, clients: Clients, real_names: Helper, content: dict[str, object]
    ) -> None:
        clients.configure(content)
        (line,) = real_names.run("login", HOST).lines(1)
        (command,) = commands_in(line)
        Shell(real_names).ok(command)
        (line,) = real_names.run("login", HOST).lines()
        assert line.startswith(f"{HOST}: this program is its helper already, {clients.docker_config} stays as it is")
        clients.run("skopeo", "inspect", "--raw", f"docker://{HOST}/app:1").ok()

    def test_a_store_whose_interpreter_is_missing(self, helper: Helper, docker_config: DockerConfig) -> None:
        docker_config.write({"credsStore": "vault"})
        path = helper.sandbox.bin / "docker-credential-vault"
        path.write_text("#!/nonexistent/bash\nexit 0\n")
        path.chmod(0o755)
        (line,) = helper.run("login", HOST).lines(1)
        assert line == (
            f"{HOST}: Docker's credential store docker-credential-vault cannot be started: {path} needs"
            " /nonexistent/bash, which does not exist. Install what it needs, or take the store out of Docker's"
            " config.json (credsStore, credHelpers).")
        # Another directory of PATH may have one that runs.
        other = Store(helper.sandbox, "other")
        later = helper.sandbox.root / "later"
        later.mkdir()
        other.path.rename(later / path.name)
        helper.run("login", HOST, PATH=f"{helper.environment['PATH']}:{later}").lines()
        path.write_text("#!/usr/bin/env python9\n")
        assert "exit code 127. Exit code 127 says that it did not find a program that it needs" in (
            helper.run("login", HOST).err.decode())
        path.unlink()
        Store(helper.sandbox, "vault")
        helper.run("login", HOST).lines()


class TestOthers:
    """What is said in single places."""

    @follows(
        "DockerLogin.swift",
        'command.report("warning: others can read \\(file.shown), which has passwords in it; chmod 600 it")')
    def test_login_into_a_file_that_others_can_read(self, helper: Helper, docker_config: DockerConfig) -> None:
        docker_config.write({"auths": {"ghcr.io": OLD}}, mode=0o644)
        lines = helper.run("login", HOST).lines()
        assert any("chmod 600 it" in line for line in lines), lines
        Shell(helper).ok(f"chmod 600 '{docker_config.path}'")
        docker_config.may_hold_passwords(0o600)
        assert not any("chmod" in line for line in helper.run("login", HOST).lines())

    @follows("DockerLogin.swift", '+ "this password. Take it out: \\(Program.name) logout "')
    def test_login_beside_an_entry_of_a_repository(self, helper: Helper, docker_config: DockerConfig) -> None:
        docker_config.write({"auths": {f"{HOST}/app": OLD, f"{HOST}/it's": OLDER}})
        told = "\n".join(helper.run("login", HOST).lines())
        (command,) = commands_in(told)
        Shell(helper).ok(command)
        assert not any("Take it out" in line for line in helper.run("login", HOST).lines())
        assert list(docker_config.auths) == [HOST]

    @follows(
        "StepCommand.swift",
        'advice: "By hand: eval \\"$(\\(Program.name) credentials --format env)\\" and'
        ' \\(Program.name) login REGISTRY, "')
    def test_a_step_that_is_started_elsewhere(
        self, program: Path, bare: Helper, standin: StandIn, docker_config: DockerConfig
    ) -> None:
        bare.environment |= standin.build_environment()
        said = Step(program, bare, None).run(role_arn=ROLE, region=REGION).out.decode()
        found = re.search(rf'(eval "\$\({PROGRAM} credentials --format env\)") and ({PROGRAM} login) REGISTRY', said)
        assert found, said
        bare.sandbox.install(program)
        Shell(bare, AWS_ROLE_ARN=ROLE, AWS_REGION=REGION).ok(f"{found[1]} && unset AWS_ROLE_ARN && {found[2]} {HOST}")
        assert list(docker_config.auths) == [HOST]

    @pytest.mark.parametrize("missing", ["BITRISE_BUILD_URL", "BITRISE_BUILD_API_TOKEN"])
    def test_half_of_the_builds_variables(self, helper: Helper, missing: str) -> None:
        present = ({"BITRISE_BUILD_URL", "BITRISE_BUILD_API_TOKEN"} - {missing}).pop()
        message = helper.get(HOST, environment={missing: None}).error()
        assert f"; {present} is set, but {missing} is not. " in message
        assert f"To have the build's own token, hand {missing} on as well: Bitrise sets both in every build." in message
        assert helper.get(HOST).password()

    @pytest.mark.parametrize(("variable", "told"), [
        ("AWS_PROFILE", "this program reads no profiles. "),
        ("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "this program does not ask for a container's credentials. "),
        ("AWS_CONTAINER_CREDENTIALS_FULL_URI", "this program does not ask for a container's credentials. "),
    ])
    @pytest.mark.parametrize("role", [None, ROLE])
    def test_an_identity_that_is_not_read(
        self, bare: Helper, standin: StandIn, variable: str, told: str, role: str | None
    ) -> None:
        given = {variable: "ci", "AWS_ROLE_ARN": role}
        message = bare.get(HOST, environment=given).error()
        assert f"; {variable} is set, but {told}" in message
        assert message.endswith("put them into AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN.")
        user = standin.iam.add_user()
        standin.iam.add_role(ROLE, users=(user.principal,))
        keys = {"AWS_ACCESS_KEY_ID": user.access_key_id, "AWS_SECRET_ACCESS_KEY": user.secret}
        assert bare.get(HOST, environment={**given, **keys}).password()

    @pytest.mark.parametrize("variable", ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"])
    @pytest.mark.parametrize(("white", "told"), [
        ("\n", "has a line break or another control character in it. Set it again without: a line break at the end"
               " often comes from copying, or from echo."),
        (" ", "has a blank in it. Set it again without: a blank at an end often comes from copying."),
    ], ids=["newline", "blank"])
    def test_white_space_in_a_key(
        self, bare: Helper, standin: StandIn, variable: str, white: str, told: str
    ) -> None:
        session = standin.iam.add_session(f"arn:aws:sts::{ACCOUNT}:assumed-role/x/y", 3600)
        keys = {
            "AWS_ACCESS_KEY_ID": session.access_key_id, "AWS_SECRET_ACCESS_KEY": session.secret,
            "AWS_SESSION_TOKEN": str(session.token)}
        message = bare.get(HOST, environment={**keys, variable: keys[variable] + white}).error()
        assert message == f"{PROGRAM}: {HOST}: {variable} {told}"
        assert bare.get(HOST, environment=keys).password()
