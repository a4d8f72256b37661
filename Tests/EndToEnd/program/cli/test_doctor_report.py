"""What `doctor` reports where the links hold, and in which forms."""

from __future__ import annotations

import json
import os
import pty
import re
import subprocess
import threading

import pytest

from standin import StandIn
from support.clients import Clients
from support.doctor import LINKS, World, comparable
from support.helper import Helper
from support.hosts import ACCOUNT, HOST, OTHER_ACCOUNT, PUBLIC, REGION
from support.registry import Registry
from support.sandbox import PROGRAM, built_program, is_static

UNKNOWN_ROLE = "arn:aws:iam::123456789012:role/ci/unknown"
OLD = {"auth": "QVdTOm9sZA=="}
GOOD = """\
✓ configuration file               none: there is no SANDBOX/home/.config/docker-credential-bitrise/config.json (HOME)
✓ registry                         123456789012.dkr.ecr.eu-central-1.amazonaws.com (argument)
✓ settings                         role                 arn:aws:iam::123456789012:role/ci/ecr-pull (AWS_ROLE_ARN)
                                   audience             sts.amazonaws.com (default)
                                   session name         bitrise-421 (BITRISE_BUILD_NUMBER)
                                   session seconds      the role's own (default)
                                   region               eu-central-1 (the registry's host)
                                   time limit, seconds  45 (default)
                                   identity             the role, with an identity token from the build API \
(BITRISE_BUILD_URL)
✓ Docker's config.json             file    SANDBOX/home/.docker/config.json, mode 600 (HOME)
                                   docker  asks docker-credential-bitrise (credHelpers)
✓ other clients                    podman, skopeo, buildah  ask docker-credential-bitrise \
(credHelpers in SANDBOX/home/.docker/config.json)
                                   Jib                      asks docker-credential-bitrise (credHelpers)
✓ program on the PATH              SANDBOX/bin/docker-credential-bitrise (this program, version 0.1.0)
✓ libcurl                          libcurl/VERSION
✓ certificates                     CA (SSL_CERT_FILE)
                                   NO-CERTIFICATES (SSL_CERT_DIR)
✓ proxy                            http://127.0.0.1:PORT (HTTPS_PROXY)
✓ connection                 N ms  app.bitrise.io
                                   DNS N ms, TCP N ms, TLS N ms (by the proxy at 127.0.0.1)
✓ connection                 N ms  sts.eu-central-1.amazonaws.com
                                   DNS N ms, TCP N ms, TLS N ms (by the proxy at 127.0.0.1)
✓ connection                 N ms  api.ecr.eu-central-1.amazonaws.com
                                   DNS N ms, TCP N ms, TLS N ms (by the proxy at 127.0.0.1)
✓ connection                 N ms  123456789012.dkr.ecr.eu-central-1.amazonaws.com
                                   DNS N ms, TCP N ms, TLS N ms (by the proxy at 127.0.0.1)
✓ clock                            right (Date of sts.eu-central-1.amazonaws.com)
✓ identity token             N ms  from     the build API (BITRISE_BUILD_URL)
                                   iss      https://token.builds.bitrise.io
                                   aud      sts.amazonaws.com
                                   sub      app:a1b2c3d4e5f60718:workflow:deploy
                                   expires  TIME
✓ AWS STS                    N ms  assumed  arn:aws:sts::123456789012:assumed-role/ecr-pull/bitrise-421
                                   expires  TIME
✓ Amazon ECR                 N ms  user     AWS
                                   expires  TIME
✓ registry's answer          N ms  123456789012.dkr.ecr.eu-central-1.amazonaws.com/v2/ takes the password
✓ pull                       N ms  allowed: app:1 is there, \
sha256:0000000000000000000000000000000000000000000000000000000000000000
✓ push                       N ms  allowed: an upload was begun, and was cancelled; nothing was pushed

Every link holds.
"""
BROKEN = """\
✗ AWS STS                    N ms  AWS STS (eu-central-1) refuses role
                                   arn:aws:iam::123456789012:role/ci/unknown: AccessDenied: Not authorized to
                                   perform sts:AssumeRoleWithWebIdentity (request
                                   REQUEST); the token says: iss
                                   https://token.builds.bitrise.io, aud sts.amazonaws.com, sub
                                   app:a1b2c3d4e5f60718:workflow:deploy, expires TIME
- Amazon ECR                       not tried, because of: AWS STS
- registry's answer                not tried, because of: AWS STS
- pull                             not tried, because of: AWS STS
- push                             not tried, because of: AWS STS

Broken: AWS STS. Not tried: 4.

✗ AWS STS
    Check that the role exists, that its trust policy names
    arn:aws:iam::123456789012:oidc-provider/token.builds.bitrise.io as principal, and that its conditions fit:
    of a Bitrise token AWS compares only aud and sub, conditions on any other claim never hold. If all of that
    fits, the policy of a VPC endpoint for STS, a service control policy (SCP) or a resource control policy
    (RCP) denies the call. The trust policy needs aud "sts.amazonaws.com" and sub
    "app:a1b2c3d4e5f60718:workflow:deploy".
      aws iam get-role --role-name unknown | docker-credential-bitrise trust-policy check - \
--app-slug a1b2c3d4e5f60718 --workflow deploy
"""
MARKDOWN = """\
| ✓ | clock |  | right (Date of sts.eu-central-1.amazonaws.com) |
| ✓ | identity token | N ms | from the build API (BITRISE\\_BUILD\\_URL)<br>\
iss https://token.builds.bitrise.io<br>aud sts.amazonaws.com<br>\
sub app:a1b2c3d4e5f60718:workflow:deploy<br>expires TIME |
| ✗ | AWS STS | N ms | AWS STS (eu-central-1) refuses role arn:aws:iam::123456789012:role/ci/unknown: AccessDenied: \
Not authorized to perform sts:AssumeRoleWithWebIdentity (request REQUEST); \
the token says: iss https://token.builds.bitrise.io, aud sts.amazonaws.com, \
sub app:a1b2c3d4e5f60718:workflow:deploy, expires TIME |
| - | Amazon ECR |  | not tried, because of: AWS STS |
| - | registry's answer |  | not tried, because of: AWS STS |
| - | pull |  | not tried, because of: AWS STS |
| - | push |  | not tried, because of: AWS STS |

### ✗ AWS STS

Check that the role exists, that its trust policy names \
arn:aws:iam::123456789012:oidc-provider/token.builds.bitrise.io as principal, and that its conditions fit: \
of a Bitrise token AWS compares only aud and sub, conditions on any other claim never hold. \
If all of that fits, the policy of a VPC endpoint for STS, a service control policy (SCP) or a resource control policy \
(RCP) denies the call. \
The trust policy needs aud "sts.amazonaws.com" and sub "app:a1b2c3d4e5f60718:workflow:deploy".

    aws iam get-role --role-name unknown | docker-credential-bitrise trust-policy check - \
--app-slug a1b2c3d4e5f60718 --workflow deploy
"""


class TestText:
    def test_where_every_link_holds(self, doctor: World) -> None:
        run = doctor.run()
        assert (run.code, run.err) == (0, b"")
        # What users of a static program cannot count on.
        linked = " (linked in; openssl.cnf, FIPS providers, mDNS and SSSD are not used)\n"
        good = GOOD.replace("libcurl/VERSION\n", f"libcurl/VERSION{linked}") if is_static(built_program()) else GOOD
        assert comparable(run.out.decode(), doctor.sandbox) == good

    def test_where_one_is_broken(self, doctor: World) -> None:
        run = doctor.run(AWS_ROLE_ARN=UNKNOWN_ROLE)
        assert (run.code, run.err) == (1, b"")
        text = comparable(run.out.decode(), doctor.sandbox)
        assert text[text.index("✗ AWS STS"):] == BROKEN

    def test_a_long_text_is_broken_between_words(self, doctor: World) -> None:
        lines = doctor.run(AWS_ROLE_ARN=UNKNOWN_ROLE).out.decode().split("✗ AWS STS", 1)[1].splitlines()
        # But a command, which is to be pasted.
        assert max(len(line) for line in lines if not line.startswith("      aws iam ")) <= 110

    def test_control_characters_are_shown_as_what_they_are(self, doctor: World) -> None:
        doctor.docker_config.write({"credHelpers": {HOST: "a\x1b[31mb"}})
        run = doctor.run(ECR_LOGIN_AUDIENCE="a\x1b[2Jb")
        assert run.code == 1
        assert b"\x1b" not in run.out + run.err
        assert b"a\\u{1B}[31mb" in run.out and b"a\\u{1B}[2Jb" in run.out


class TestJSON:
    def test_has_every_link(self, doctor: World) -> None:
        report = doctor.report()
        assert (report.holds, report.registry) == (True, HOST)
        assert list(dict.fromkeys(link["link"] for link in report.links)) == [
            name for name in LINKS if name != "stored-password"]
        assert report.in_state("holds") == [link for link in LINKS if link != "stored-password"]
        assert [link["subject"] for link in report.links if link["link"] == "connection"] == [
            "app.bitrise.io", f"sts.{REGION}.amazonaws.com", f"api.ecr.{REGION}.amazonaws.com", HOST]

    def test_says_the_same_as_the_text(self, doctor: World) -> None:
        report = doctor.report(AWS_ROLE_ARN=UNKNOWN_ROLE)
        link = report.link("sts")
        assert (link["state"], link["name"]) == ("broken", "AWS STS")
        assert link["remedies"][0]["commands"] == [
            f"aws iam get-role --role-name unknown | {PROGRAM} trust-policy check - --app-slug a1b2c3d4e5f60718"
            " --workflow deploy"]
        assert isinstance(link["milliseconds"], int)
        settings = report.link("settings")
        assert {"name": "role", "value": UNKNOWN_ROLE, "source": "AWS_ROLE_ARN"} in settings["found"]
        assert report.link("ecr") == {
            "link": "ecr", "name": "Amazon ECR", "state": "not tried", "because": "AWS STS", "found": [],
            "problems": [], "remedies": []}

    def test_is_one_line(self, doctor: World) -> None:
        out = doctor.run(HOST, "--format", "json").out
        assert out.endswith(b"}\n") and out.count(b"\n") == 1

    def test_another_format_is_a_wrong_call(self, doctor: World) -> None:
        run = doctor.run(HOST, "--format", "yaml")
        assert run.lines(64) == [
            f"--format is one of text, json; usage: {PROGRAM} COMMAND [OPTION...]; see '{PROGRAM} doctor --help'"]


class Terminal:
    """A run whose streams are terminals, as far as they are named."""

    def __init__(self, world: World, streams: tuple[str, ...], **changes: str | None) -> None:
        ours, theirs = pty.openpty()
        shown: list[bytes] = []
        thread = threading.Thread(target=self._read, args=(ours, shown))
        thread.start()
        ended = subprocess.run(
            [world.sandbox.bin / PROGRAM, "doctor", HOST], env=world.helper.with_changes({"TERM": "xterm", **changes}),
            stdin=subprocess.DEVNULL, timeout=30, check=False,
            stdout=theirs if "stdout" in streams else subprocess.PIPE,
            stderr=theirs if "stderr" in streams else subprocess.PIPE)
        os.close(theirs)
        thread.join()
        self.shown = b"".join(shown).decode().replace("\r\n", "\n")
        self.out = (ended.stdout or b"").decode()
        self.err = (ended.stderr or b"").decode()

    @staticmethod
    def _read(ours: int, shown: list[bytes]) -> None:
        try:
            while piece := os.read(ours, 65536):
                shown.append(piece)
        except OSError:
            pass  # The other side is closed.
        os.close(ours)


class TestTerminal:
    def test_marks_are_coloured(self, doctor: World) -> None:
        shown = Terminal(doctor, ("stdout",), AWS_ROLE_ARN=UNKNOWN_ROLE).shown
        assert "\x1b[32m✓\x1b[0m settings" in shown
        assert "\x1b[31m✗\x1b[0m AWS STS" in shown
        assert "\x1b[2m-\x1b[0m Amazon ECR" in shown

    @pytest.mark.parametrize("changes", [{"NO_COLOR": "1"}, {"TERM": "dumb"}])
    def test_unless_nobody_wants_that(self, doctor: World, changes: dict[str, str]) -> None:
        assert "\x1b" not in Terminal(doctor, ("stdout",), **changes).shown

    def test_an_empty_no_color_is_none(self, doctor: World) -> None:
        assert "\x1b[32m" in Terminal(doctor, ("stdout",), NO_COLOR="").shown

    def test_what_is_waited_for_is_shown_and_taken_away(self, doctor: World) -> None:
        terminal = Terminal(doctor, ("stderr",))
        assert terminal.shown == "".join(f"checking {name} …\r\x1b[K" for name in (
            "the connections to 4 servers", "identity token", "AWS STS", "Amazon ECR", "registry's answer"))
        # Standard output is no terminal: nothing but the report is in it.
        assert terminal.out.startswith("✓ configuration file") and "\x1b" not in terminal.out

    @pytest.mark.parametrize("streams", [("stdout",), ()])
    def test_nothing_is_shown_where_standard_error_is_no_terminal(
        self, doctor: World, streams: tuple[str, ...]
    ) -> None:
        assert Terminal(doctor, streams).err == ""

    def test_nothing_is_shown_on_a_terminal_that_cannot_take_it_away(self, doctor: World) -> None:
        assert Terminal(doctor, ("stderr",), TERM="dumb").shown == ""


class TestStep:
    def test_the_report_is_shown_beside_the_log(self, doctor: World) -> None:
        path = doctor.sandbox.work / "summary.md"
        run = doctor.run(AWS_ROLE_ARN=UNKNOWN_ROLE, BITRISE_STEP_FORMATTED_OUTPUT_FILE_PATH=str(path))
        assert run.code == 1
        text = comparable(path.read_text(), doctor.sandbox)
        assert text[text.index("| ✓ | clock |"):] == MARKDOWN
        head, rule, *rows = text[: text.index("| ✓ | clock |")].splitlines()[2:]
        assert text.startswith(f"## Amazon ECR: {HOST}\n\n| | link | time | found |\n|---|---|---|---|\n")
        assert all(len(re.findall(r"(?<!\\)\|", row)) == 5 for row in (head, rule, *rows))

    def test_nothing_in_it_is_taken_for_markup(self, doctor: World) -> None:
        path = doctor.sandbox.work / "summary.md"
        doctor.run(ECR_LOGIN_AUDIENCE="<b>|*x*`_", BITRISE_STEP_FORMATTED_OUTPUT_FILE_PATH=str(path))
        assert "audience \\<b\\>\\|\\*x\\*\\`\\_ (ECR\\_LOGIN\\_AUDIENCE)" in path.read_text()

    def test_a_file_that_cannot_be_written_is_no_failure(self, doctor: World) -> None:
        run = doctor.run(BITRISE_STEP_FORMATTED_OUTPUT_FILE_PATH="/proc/nowhere/summary.md")
        assert run.code == 0 and run.err.startswith(f"{PROGRAM}: warning: ".encode())


class TestWithoutRegistry:
    def test_it_is_the_first_one_of_docker(self, doctor: World) -> None:
        doctor.docker_config.write({"auths": {PUBLIC: OLD}, "credHelpers": {
            "ghcr.io": "other", OTHER_ACCOUNT: "bitrise", HOST: "bitrise"}})
        report = doctor.report("--region", REGION)
        assert (report.registry, report.holds) == (OTHER_ACCOUNT, True)
        assert report.text("registry") == f"{OTHER_ACCOUNT} (Docker's config.json, the first of 3 there)"

    def test_it_is_that_of_the_roles_account(self, doctor: World) -> None:
        doctor.docker_config.write({})
        report = doctor.report("--region", REGION)
        assert report.text("registry") == f"{HOST} (the role's own account)"
        assert report.in_state("broken") == ["docker-config"]

    def test_there_may_be_none(self, doctor: World) -> None:
        doctor.docker_config.write({})
        report = doctor.report("--repository", "app")
        assert report.registry is None
        assert report.in_state("warning") == ["registry"]
        assert report.in_state("broken") == []
        assert report.in_state("not tried") == [
            "docker-config", "other-clients", "sts", "ecr", "answer", "pull", "push"]
        assert report.text("registry") == (
            "none: Docker's config.json names none, and there is no role with a region\n"
            "without a registry the links behind it cannot be tried\n"
            f"> Name one:\n$ {PROGRAM} doctor REGISTRY")
        assert not report.holds


class TestIdentity:
    def test_an_account_is_a_registry_in_the_configured_region(self, doctor: World) -> None:
        assert doctor.report(ACCOUNT, "--region", REGION).registry == HOST

    def test_a_token_that_was_handed_over_needs_no_build_api(self, doctor: World, standin: StandIn) -> None:
        token = standin.bitrise.token(standin.build, "sts.amazonaws.com")
        report = doctor.report(BITRISE_IDENTITY_TOKEN=token, BITRISE_BUILD_URL="https://127.0.0.1:9")
        assert report.holds
        assert report.link("identity-token")["found"][0]["value"] == "BITRISE_IDENTITY_TOKEN"


    def test_keys_assume_the_role_where_there_is_no_token(self, doctor: World, standin: StandIn) -> None:
        user = standin.iam.add_user()
        standin.iam.add_role(user_role := "arn:aws:iam::123456789012:role/by-keys", users=(user.principal,))
        report = doctor.report(
            AWS_ROLE_ARN=user_role, BITRISE_BUILD_URL=None, AWS_ACCESS_KEY_ID=user.access_key_id,
            AWS_SECRET_ACCESS_KEY=user.secret)
        assert report.holds
        assert f"identity the role, with the access key {user.access_key_id} (AWS_ACCESS_KEY_ID)" in report.text(
            "settings")
        assert report.text("identity-token") == "not needed: there is an access key"

    def test_keys_alone_are_used_as_they_are(self, doctor: World, standin: StandIn) -> None:
        user = standin.iam.add_user()
        report = doctor.report(
            AWS_ROLE_ARN=None, AWS_ACCESS_KEY_ID=user.access_key_id, AWS_SECRET_ACCESS_KEY=user.secret)
        assert report.holds
        assert f"identity the access key {user.access_key_id} (AWS_ACCESS_KEY_ID)" in report.text("settings")
        assert report.text("sts") == "not asked: the access key is used as it is"
        assert standin.journal.counts() == {"ecr": 1}

    def test_keys_and_a_region_reach_ecr_without_a_registry(self, doctor: World, standin: StandIn) -> None:
        doctor.docker_config.write({})
        user = standin.iam.add_user()
        report = doctor.report(
            "--region", REGION, AWS_ROLE_ARN=None, AWS_ACCESS_KEY_ID=user.access_key_id,
            AWS_SECRET_ACCESS_KEY=user.secret)
        assert (report.registry, report.link("ecr")["state"]) == (None, "holds")
        assert report.in_state("not tried") == ["docker-config", "other-clients", "answer"]


class TestDockersFile:
    """What works, but not as somebody may think: a warning of that link, and of no other."""

    def check(
        self, world: World, link: str, text: str, *, also: tuple[str, ...] = (), **changes: str | None
    ) -> None:
        report = world.report(**changes)
        assert (report.holds, report.in_state("warning")) == (True, [link, *also])
        problems = "\n".join(report.link(link)["problems"])
        remedies = [line for line in report.text(link).splitlines() if line[:2] in ("> ", "$ ")]
        assert comparable("\n".join([problems, *remedies]), world.sandbox) == text

    def test_a_password_beside_the_helper(self, doctor: World) -> None:
        doctor.docker_config.write({"auths": {f"https://{HOST}/v2/": OLD}, "credHelpers": {HOST: "bitrise"}})
        self.check(doctor, "docker-config", (
            "Jib, tart and oras-py take the password in the file before they ask a helper, and docker before 29 takes "
            "it when the helper fails: it ends twelve hours after it was written\n"
            f"> Take it out:\n$ {PROGRAM} configure {HOST}"))
        found = {fact["name"]: fact for fact in doctor.report().link("other-clients")["found"]}
        assert found["Jib"]["value"] == "takes the password in Docker's config.json"
        assert found["podman, skopeo, buildah"]["value"] == "ask docker-credential-bitrise"
        # What is advised helps.
        doctor.helper.run("configure", HOST)
        assert doctor.report().in_state("warning") == []

    @pytest.mark.parametrize("mode", [0o644, 0o640, 0o604])
    def test_others_may_read_passwords(self, doctor: World, mode: int) -> None:
        doctor.docker_config.write({"auths": {"ghcr.io": OLD}, "credHelpers": {HOST: "bitrise"}}, mode=mode)
        self.check(doctor, "docker-config", (
            "others than its owner may read the passwords in it\n> Close it:\n"
            "$ chmod 600 SANDBOX/home/.docker/config.json"))

    def test_without_passwords_others_may_read_it(self, doctor: World) -> None:
        doctor.docker_config.write({"credHelpers": {HOST: "bitrise"}}, mode=0o644)
        assert doctor.report().in_state("warning") == []

    def test_a_variable_that_wins_over_the_file(self, doctor: World) -> None:
        self.check(
            doctor, "docker-config",
            "docker 28.3 and newer takes the password in DOCKER_AUTH_CONFIG, whatever config.json says\n"
            "> Take this registry out of DOCKER_AUTH_CONFIG, or unset it.", also=("stored-password",),
            DOCKER_AUTH_CONFIG=json.dumps({"auths": {HOST: OLD}}))
        assert doctor.report(DOCKER_AUTH_CONFIG=json.dumps({"auths": {HOST: OLD}})).text("stored-password") == (
            "the registry does not take the password: status 401\n"
            "> Take this registry out of DOCKER_AUTH_CONFIG, or unset it.")

    def test_a_variable_that_is_not_json(self, doctor: World) -> None:
        self.check(
            doctor, "docker-config",
            "DOCKER_AUTH_CONFIG is not JSON: docker 28.3 and newer complains of it, and ignores it\n"
            "> Correct or unset DOCKER_AUTH_CONFIG.", DOCKER_AUTH_CONFIG="{")

    def test_a_variable_without_the_registry(self, doctor: World) -> None:
        report = doctor.report(DOCKER_AUTH_CONFIG=json.dumps({"auths": {"ghcr.io": OLD}}))
        assert "DOCKER_AUTH_CONFIG set, without this registry" in report.text("docker-config")
        assert report.in_state("warning") == []

    def test_this_program_as_the_store_of_all(self, doctor: World) -> None:
        doctor.docker_config.write({"credsStore": "bitrise"})
        report = doctor.report()
        assert report.in_state("warning") == ["docker-config", "other-clients"]
        assert report.link("docker-config")["problems"] == [
            "this program is the store of all registries (credsStore), but keeps no password of others, and names "
            "none: docker build without BuildKit goes on without a password, as podman, skopeo and buildah do, which "
            "do not read credsStore"]
        assert report.link("other-clients")["problems"] == [
            "podman, skopeo and buildah go on without a password: credsStore is not read"]

    @pytest.mark.parametrize(
        ("variable", "place"),
        [("REGISTRY_AUTH_FILE", "auth.json"), ("XDG_RUNTIME_DIR", "containers/auth.json"),
         ("XDG_CONFIG_HOME", "containers/auth.json"), ("HOME", ".config/containers/auth.json")])
    def test_a_file_of_podmans_that_shadows_dockers(self, doctor: World, variable: str, place: str) -> None:
        directory = doctor.sandbox.home if variable == "HOME" else doctor.sandbox.inputs
        path = directory / place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps({"auths": {HOST: OLD}}))
        value = str(path if variable == "REGISTRY_AUTH_FILE" else directory)
        shown = str(path).replace(str(doctor.sandbox.root), "SANDBOX")
        self.check(
            doctor, "other-clients",
            f'podman, skopeo and buildah take the password of auths["{HOST}"] in {shown}, and never ask this program\n'
            f"> Take it out:\n$ podman logout --authfile {shown} {HOST}", also=("stored-password",),
            **{variable: value})

    def test_a_file_of_podmans_that_is_not_json(self, doctor: World) -> None:
        path = doctor.sandbox.input("auth.json", "")
        self.check(
            doctor, "other-clients",
            "podman, skopeo and buildah fail: SANDBOX/inputs/auth.json is not a JSON object\n"
            "> Correct that, if you use one of them.", REGISTRY_AUTH_FILE=str(path))

    def test_a_variable_that_keeps_podman_from_dockers_file(self, doctor: World) -> None:
        path = doctor.sandbox.input("auth.json", "{}")
        report = doctor.report(REGISTRY_AUTH_FILE=str(path))
        assert (report.holds, report.in_state("warning")) == (True, ["other-clients"])
        assert comparable(report.text("other-clients"), doctor.sandbox) == (
            "podman 4.4 and newer, skopeo 1.11 and newer, buildah 1.29 and newer go on without a password\n"
            "podman before 4.4, skopeo before 1.11, buildah before 1.29 ask docker-credential-bitrise "
            "(credHelpers in SANDBOX/home/.docker/config.json)\n"
            "Jib asks docker-credential-bitrise (credHelpers)\n"
            "podman 4.4 and newer, skopeo 1.11 and newer and buildah 1.29 and newer go on without a password\n"
            "> If you use one of them:\n"
            f"$ {PROGRAM} password {HOST} | podman login --username AWS --password-stdin {HOST}")

    def test_a_registries_conf_that_names_helpers(self, doctor: World) -> None:
        path = doctor.sandbox.input("registries.conf", 'credential-helpers = ["bitrise"]\n')
        doctor.docker_config.write({"auths": {HOST: OLD}})
        report = doctor.report(CONTAINERS_REGISTRIES_CONF=str(path))
        assert comparable(report.text("other-clients"), doctor.sandbox) == (
            "podman, buildah ask docker-credential-bitrise (credential-helpers in SANDBOX/inputs/registries.conf)\n"
            f'skopeo takes the password in the file (auths["{HOST}"] in SANDBOX/home/.docker/config.json)\n'
            f'Jib takes the password in Docker\'s config.json (auths["{HOST}"])')

    def test_an_entry_of_a_single_repository(self, doctor: World) -> None:
        doctor.docker_config.write({"auths": {HOST: OLD, f"{HOST}/team/app": {"auth": "QVdTOm9sZGVy"}}})
        report = doctor.report(HOST)
        assert report.link("docker-config")["problems"] == []
        assert comparable("\n".join(report.text("other-clients").splitlines()[2:]), doctor.sandbox) == (
            f'podman, skopeo and buildah take the password of auths["{HOST}/team/app"] in '
            "SANDBOX/home/.docker/config.json for that repository, whatever there is for the registry\n"
            f"> Take it out:\n$ {PROGRAM} logout {HOST}/team/app")
        # Where the repository is named, it is what they do.
        text = doctor.report(HOST, "--repository", "team/app").text("other-clients").splitlines()[0]
        assert comparable(text, doctor.sandbox) == (
            f'podman, skopeo, buildah take the password in the file (auths["{HOST}/team/app"] in '
            "SANDBOX/home/.docker/config.json)")

    def test_a_store_whose_password_is_refused(self, doctor: World) -> None:
        store = doctor.sandbox.bin / "docker-credential-store"
        store.write_text("#!/bin/sh\ncat >/dev/null\n[ $1 = list ] && echo '{\"" + HOST + "\":\"AWS\"}' && exit\n"
                         'echo \'{"Username":"AWS","Secret":"old"}\'\n')
        store.chmod(0o755)
        doctor.docker_config.write({"auths": {HOST: {}}, "credsStore": "store"})
        report = doctor.report()
        assert report.in_state("broken") == ["stored-password"]
        assert report.text("docker-config").splitlines()[1] == (
            "docker asks docker-credential-store, which has a password (credsStore)")
        assert report.text("stored-password") == (
            "the registry does not take the password: status 401\n"
            f"> docker-credential-store gave it. Let Docker ask this program:\n$ {PROGRAM} configure {HOST}")

    def test_skopeo_is_of_the_same_opinion(self, doctor: World, standin: StandIn) -> None:
        """The shadow that is reported is real: skopeo takes the old password, and without it asks this program."""
        path = doctor.sandbox.inputs / "containers/auth.json"
        path.parent.mkdir()
        path.write_text(json.dumps({"auths": {HOST: OLD}}))
        environment = doctor.helper.with_changes({"XDG_RUNTIME_DIR": str(doctor.sandbox.inputs)})
        command = ["skopeo", "inspect", "--raw", f"docker://{HOST}/app:1"]
        subprocess.run(command, env=environment, capture_output=True, timeout=60, check=False)
        assert standin.journal.counts() == {}
        path.unlink()
        subprocess.run(command, env=environment, capture_output=True, timeout=60, check=True)
        assert standin.journal.counts() == {"bitrise": 1, "sts": 1, "ecr": 1}


class TestProgram:
    def test_an_older_one_on_the_path(self, doctor: World) -> None:
        directory = doctor.sandbox.root / "front"
        directory.mkdir()
        (directory / PROGRAM).write_text(f"#!/bin/sh\necho '{PROGRAM} ({PROGRAM}) 0.0.1'\n")
        (directory / PROGRAM).chmod(0o755)
        report = doctor.report(PATH=f"{directory}:{doctor.helper.environment['PATH']}")
        assert (report.holds, report.in_state("warning")) == (True, ["program"])
        assert comparable(report.text("program"), doctor.sandbox) == (
            f"SANDBOX/front/{PROGRAM}\nSANDBOX/front/{PROGRAM} is version 0.0.1 of this program; this one is 0.1.0\n"
            "> Clients ask that one: replace it, if they are to ask this one.")

    def test_a_copy_is_as_good(self, doctor: World) -> None:
        directory = doctor.sandbox.root / "front"
        directory.mkdir()
        (directory / PROGRAM).write_bytes((doctor.sandbox.bin / PROGRAM).read_bytes())
        (directory / PROGRAM).chmod(0o755)
        report = doctor.report(PATH=f"{directory}:{doctor.helper.environment['PATH']}")
        assert comparable(report.text("program"), doctor.sandbox) == (
            f"SANDBOX/front/{PROGRAM}\nthe same version, 0.1.0, in another file")

    def test_it_is_not_needed_where_the_file_has_a_password(self, doctor: World, standin: StandIn) -> None:
        doctor.docker_config.write({})
        assert doctor.helper.run("login", HOST).code == 0
        report = doctor.report(PATH="/usr/bin:/bin")
        assert report.holds
        assert report.text("program") == (
            f"there is no {PROGRAM} on the PATH, nor is it needed: no client is told to ask it")
        assert report.text("stored-password") == f"{HOST}/v2/ takes the password"


class TestRegistry:
    def test_a_real_registry_is_the_same_afterwards(
        self, clients: Clients, real_names: Helper, registry: Registry
    ) -> None:
        before = sorted(registry.files())
        run = real_names.run("doctor", HOST, "--repository", "app:1", "--format", "json")
        links = {link["link"]: link for link in json.loads(run.out)["links"]}
        assert run.code == 0
        assert links["pull"]["found"][0]["value"] == f"allowed: app:1 is there, {registry.image_digest}"
        assert links["push"]["found"][0]["value"] == (
            "allowed: an upload was begun, and was cancelled; nothing was pushed")
        after = sorted(registry.files())
        # Of an upload that was cancelled this registry leaves the state of a checksum, and no data.
        assert [path for path in after if "_uploads" not in path.parts] == before
        assert {path.parent.name for path in after if "_uploads" in path.parts} <= {"sha256"}

    def test_what_is_asked(self, doctor: World, standin: StandIn) -> None:
        doctor.report()
        assert doctor.registry.calls == [
            "GET /v2/", "HEAD /v2/app/manifests/1", "POST /v2/app/blobs/uploads/", "DELETE /v2/app/blobs/uploads/0"]
        assert doctor.registry.uploads == set()
        # One of each, as `get`; and nothing of it is kept.
        assert standin.journal.counts() == {"bitrise": 1, "sts": 1, "ecr": 1}
        assert not doctor.sandbox.cache.exists()

    def test_without_a_repository_none_is_tried(self, doctor: World) -> None:
        report = doctor.report(HOST)
        assert [link["link"] for link in report.links][-1] == "answer"
        assert doctor.registry.calls == ["GET /v2/"]

    def test_a_tag_that_is_not_there_may_be_pulled_all_the_same(self, doctor: World) -> None:
        report = doctor.report(HOST, "--repository", "app")
        assert report.holds
        assert report.text("pull") == "allowed; there is no app:latest"

    def test_a_repository_that_is_not_there(self, doctor: World) -> None:
        report = doctor.report(HOST, "--repository", "team/other")
        assert report.in_state("broken") == ["pull"]
        assert report.text("pull") == (
            "the registry does not let team/other be pulled: status 404, NAME_UNKNOWN: The repository with name "
            "'team/other' does not exist in the registry\n"
            "> Create the repository, or correct its name and the registry's region.")

    def test_a_registry_that_cannot_cancel(self, doctor: World) -> None:
        doctor.registry.cannot_cancel = True
        assert doctor.report().text("push") == (
            "allowed: an upload was begun, and ends by itself; nothing was pushed")

    @pytest.mark.parametrize("name", ["", "Team/app", "/app", f"{HOST}/app", "app:", "app:a b", "app@sha256:0"])
    def test_a_name_that_is_none(self, doctor: World, name: str) -> None:
        run = doctor.run(HOST, f"--repository={name}")
        usage = f"usage: {PROGRAM} COMMAND [OPTION...]; see '{PROGRAM} doctor --help'"
        assert run.lines(64) == [
            f"--repository needs a value; {usage}" if not name else
            "--repository is a repository's name without its registry, such as team/app or team/app:1; " + usage]


class TestPublicGallery:
    """ECR Public wants a token in place of the password."""

    @pytest.fixture
    def gallery(self, doctor: World) -> World:
        doctor.registry.wants_token = True
        doctor.docker_config.write({"credHelpers": {PUBLIC: "bitrise"}})
        return doctor

    def test_a_token_is_got(self, gallery: World) -> None:
        report = gallery.report(PUBLIC, "--repository", "app:1")
        assert report.holds, report.links
        assert gallery.registry.calls[0] == "GET /v2/"

    def test_the_password_is_shown_to_nobody_else(self, gallery: World) -> None:
        gallery.registry.realm = "https://elsewhere.example/"
        report = gallery.report(PUBLIC)
        assert report.in_state("broken") == ["answer"]
        assert report.text("answer") == (
            "the registry public.ecr.aws wants the password to be shown to https://elsewhere.example/token/, which is "
            "another host\n> Something else than ECR may be answering: check proxies.")
        assert "elsewhere.example" not in gallery.proxy.hosts

    def test_a_password_that_is_refused(self, gallery: World) -> None:
        gallery.registry.password = "another"
        report = gallery.report(PUBLIC)
        assert report.in_state("broken") == ["answer"]
        assert report.text("answer") == (
            "the registry gives no token for the password: status 400, DENIED: no\n"
            "> ECR issued the password just now: check proxies, and the AWS_ENDPOINT_URL variables.")
