"""Another user of the machine, and whoever writes what the program reads: never followed, never trusted.

Two real users: `OURS` runs the program, `THEIRS` prepares the ground for it, or races it.
"""

from __future__ import annotations

import itertools
import os
import re
import resource
import shutil
import stat
import subprocess
import time
from pathlib import Path

import pytest

from standin import ROLE, StandIn, faults
from standin.authority import Authority
from support import cache, leaks
from support.bounds import AT_ONCE, at_once, times, up_to
from support.docker_config import DockerConfig
from support.helper import Helper, Run
from support.hosts import HOST
from support.sandbox import PROGRAM, Sandbox, open_to_all
from support.texts import comparable

OURS, THEIRS = 12001, 12002
NAME = f"docker-credential-bitrise-{OURS}"
# Of address space for the program: what it maps when it does nothing is most of that.
MEMORY = 1 << 30


def as_user(number: int) -> tuple[str, ...]:
    """What starts a command as that user."""
    return ("setpriv", "--reuid", str(number), "--regid", str(number), "--clear-groups")


class Machine:
    """A machine with two users and a directory like /tmp, which both can write."""

    def __init__(self, helper: Helper) -> None:
        self.helper = helper
        self.sandbox = helper.sandbox
        self.shared = self.sandbox.root / "runtime"
        self.shared.mkdir()
        self.shared.chmod(0o1777)
        self.theirs = self.sandbox.root / "theirs"
        self.theirs.mkdir()
        os.chown(self.theirs, THEIRS, THEIRS)
        self.cache = self.shared / NAME

    def attack(self, script: str) -> None:
        """Lets the other user do something in the shared directory."""
        subprocess.run([*as_user(THEIRS), "sh", "-ec", script], cwd=self.shared, check=True, timeout=30)

    def start_attack(self, script: str) -> subprocess.Popen[bytes]:
        return subprocess.Popen([*as_user(THEIRS), "sh", "-c", script], cwd=self.shared, stderr=subprocess.DEVNULL)

    def get(self, **changes: str | None) -> Run:
        """Our user asks, with the cache in the shared directory."""
        places = {"ECR_LOGIN_CACHE_DIR": None, "XDG_RUNTIME_DIR": str(self.shared)}
        run = self.helper.start_get(HOST, before=as_user(OURS), **{**places, **changes}).finish(check=False)
        leaks.check_output(run.out, run.err, self.helper.vault, (at_once(run).password(),))
        self.check_that_they_have_nothing()
        return run

    def check_that_they_have_nothing(self) -> None:
        """The other user can read no password anywhere."""
        secrets = self.helper.vault
        # os.walk passes over a directory that is removed meanwhile: in a race that goes on.
        walks = itertools.chain(os.walk(self.shared), os.walk(self.theirs))
        for path in [Path(directory, name) for directory, _, names in walks for name in names]:
            if path.is_file():
                readable = subprocess.run(
                    [*as_user(THEIRS), "cat", path], capture_output=True, timeout=10, check=False).stdout
                assert not leaks.search(readable, secrets), path


@pytest.fixture
def machine(helper: Helper, authority: Authority, program: Path) -> Machine:
    made = Machine(helper)
    sandbox = helper.sandbox
    (sandbox.bin / PROGRAM).unlink()
    shutil.copy(program, sandbox.bin / PROGRAM)
    for path in (sandbox.home, sandbox.work, sandbox.temporary, sandbox.inputs):
        os.chown(path, OURS, OURS)
    open_to_all(sandbox.root)
    open_to_all(authority.file.parent)
    return made


# What the other user puts in the place of our cache, before we come. TARGET is a private directory of ours.
IN_THE_PLACE = {
    "a directory of theirs": f"mkdir -m 0700 {NAME}",
    "a directory of theirs for all": f"mkdir -m 0777 {NAME}; chmod 0777 {NAME}",
    "a link to a directory of ours": f"ln -s TARGET {NAME}",
    "a link to a directory of theirs": f"ln -s THEIRS {NAME}",
    "a link to nothing": f"ln -s /nonexistent/x {NAME}",
    "a file": f"echo x > {NAME}",
    "a FIFO": f"mkfifo -m 0666 {NAME}",
}


class TestTheCachesPlace:
    @pytest.mark.parametrize("kind", IN_THE_PLACE)
    def test_taken_before_us_is_not_used(self, machine: Machine, standin: StandIn, kind: str) -> None:
        target = machine.sandbox.home / "private"
        target.mkdir(mode=0o700)
        os.chown(target, OURS, OURS)
        machine.attack(
            IN_THE_PLACE[kind].replace("TARGET", str(target)).replace("THEIRS", str(machine.theirs)))
        first, second = machine.get(), machine.get()
        assert first.password() != second.password() and standin.journal.counts() == times(2)
        assert list(target.iterdir()) == [] and list(machine.theirs.iterdir()) == []

    def test_named_by_a_setting_inside_of_theirs_is_not_used(self, machine: Machine, standin: StandIn) -> None:
        machine.attack(f"mkdir -m 0777 open; chmod 0777 open; mkdir -m 0700 open/cache; mkdir -m 0700 {NAME}")
        for place in (machine.shared / "open" / "cache", machine.theirs / "cache", machine.cache):
            assert machine.get(ECR_LOGIN_CACHE_DIR=str(place)).password()
            assert not place.is_dir() or list(place.iterdir()) == []
        assert standin.journal.counts() == times(3)

    def test_in_a_directory_that_they_can_write_is_ours_alone(self, machine: Machine, standin: StandIn) -> None:
        """They can move it away, and put another in its place; they cannot read it, nor make us use theirs."""
        machine.attack("mkdir -m 0777 open; chmod 0777 open")
        place = machine.shared / "open" / "cache"
        first = machine.get(ECR_LOGIN_CACHE_DIR=str(place)).password()
        assert machine.get(ECR_LOGIN_CACHE_DIR=str(place)).password() == first
        machine.attack("mv open/cache open/moved; mkdir -m 0777 open/cache; chmod 0777 open/cache")
        assert machine.get(ECR_LOGIN_CACHE_DIR=str(place)).password() != first
        assert list(place.iterdir()) == []
        assert standin.journal.counts() == times(2)

    @pytest.mark.parametrize("variable", ["TMPDIR", "XDG_RUNTIME_DIR", "HOME"])
    def test_a_directory_of_theirs_in_a_variable_leaks_nothing(
        self, machine: Machine, standin: StandIn, variable: str
    ) -> None:
        machine.attack(f"chmod 0777 {machine.theirs}; mkdir -m 0777 {machine.theirs}/{NAME}")
        assert machine.get(**{variable: str(machine.theirs)}).password()
        assert standin.journal.counts() == times(1)


class TestTheCachesFiles:
    def test_of_theirs_in_a_directory_of_ours_are_not_used(self, machine: Machine, standin: StandIn) -> None:
        """As if the directory had been open to them once."""
        first = machine.get().password()
        for path in machine.cache.iterdir():
            os.chown(path, THEIRS, THEIRS)
        assert machine.get().password() != first
        assert standin.journal.counts() == times(2)

    @pytest.mark.parametrize("ending", [".json", ".lock"])
    def test_that_are_links_to_our_own_files_harm_them_not(
        self, machine: Machine, standin: StandIn, ending: str
    ) -> None:
        """A symbolic link, and a second name for a file of ours: neither is read, written nor cut."""
        machine.get().credentials()
        precious = machine.sandbox.home / "precious"
        precious.write_text('{"attempt":1}')
        precious.chmod(0o600)
        os.chown(precious, OURS, OURS)
        (entry,) = machine.cache.glob(f"*{ending}")
        for link in (os.symlink, os.link):
            entry.unlink()
            link(precious, entry)
            for other in machine.cache.glob("*.json"):
                if other != entry:
                    other.unlink()
            assert machine.get().password()
            assert precious.read_text() == '{"attempt":1}'
        assert standin.journal.counts() == times(3)

    def test_cannot_be_made_by_them(self, machine: Machine) -> None:
        machine.get().credentials()
        for script in (f"ls {NAME}", f"touch {NAME}/x", f"ln -s /x {NAME}/y", f"rm -rf {NAME}", f"mv {NAME} away"):
            with pytest.raises(subprocess.CalledProcessError):
                machine.attack(f"{script} 2>/dev/null")


def is_directory_of(path: Path, user: int) -> bool:
    """Found out by one call: between two of them it may be gone, or another one."""
    try:
        status = path.lstat()
    except FileNotFoundError:
        return False
    return stat.S_ISDIR(status.st_mode) and status.st_uid == user


def test_a_race_for_the_caches_place_is_never_won(machine: Machine, standin: StandIn) -> None:
    """They put directories and links there and take them away, as fast as they can, while we ask."""
    loop = (
        f"while :; do mkdir -m 0777 {NAME}; rmdir {NAME}; ln -sT {machine.theirs} {NAME}; rm -f {NAME};"
        f" ln -sT {machine.sandbox.home} {NAME}; rm -f {NAME}; done")
    machine.theirs.chmod(0o777)
    racers = [machine.start_attack(loop) for _ in range(2)]
    try:
        for number in range(25):
            assert machine.get().password()
            assert standin.journal.counts() == times(number + 1)
            assert list(machine.theirs.iterdir()) == []
            assert [path.name for path in machine.sandbox.home.iterdir()] == []
            # If we were first, the next round begins anew.
            if is_directory_of(machine.cache, OURS):
                shutil.rmtree(machine.cache, ignore_errors=True)
    finally:
        for racer in racers:
            racer.kill()
            racer.wait()


def test_a_lock_that_they_hold_for_ever_holds_up_nothing(machine: Machine, standin: StandIn) -> None:
    """They cannot open the cache's. The one of config.json is on its directory, which they may be let into."""
    config = DockerConfig(machine.sandbox)
    config.write({"auths": {}})
    for path in (config.directory, config.path):
        os.chown(path, OURS, OURS)
    config.directory.chmod(0o755)
    machine.sandbox.home.chmod(0o755)
    holder = machine.start_attack(f"exec flock {config.directory} sleep 30")
    try:
        time.sleep(0.5)
        run = machine.helper.run("login", HOST, "--timeout", "2", before=as_user(OURS))
    finally:
        holder.kill()
        holder.wait()
    assert len(run.lines()) == 1 and 2 <= run.seconds < 2 + AT_ONCE + run.waited
    assert standin.journal.counts() == times(1)
    assert config.password(HOST) and config.others == []


# Files that the program is told to read.

KINDS = ["a FIFO", "a device", "a directory", "a gigabyte"]


def put(path: Path, kind: str) -> Path:
    """Puts such a thing there, and says what to read in its place: a device has a name of its own."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if kind == "a FIFO":
        os.mkfifo(path)
    elif kind == "a device":
        path.symlink_to("/dev/zero")
    elif kind == "a directory":
        path.mkdir()
    else:
        path.touch(0o600)
        os.truncate(path, 1 << 30)
    return path


LIMITED = ("prlimit", f"--as={MEMORY}")


@pytest.mark.parametrize("kind", KINDS)
class TestAFileThatIsNone:
    def test_as_config_json(
        self, helper: Helper, standin: StandIn, docker_config: DockerConfig, sandbox: Sandbox, kind: str
    ) -> None:
        put(docker_config.path, kind)
        sandbox.password_files.clear()
        run = at_once(helper.start("login", HOST, before=LIMITED).finish(check=False))
        what = "is larger than 64 MiB" if kind == "a gigabyte" else "is not a regular file"
        advice = "Check its permissions,"
        if kind == "a directory":
            what = "is a directory, not a file"
            advice = "A container's runtime makes one where a mount names a file that is not there: remove it,"
        (line,) = run.lines(1)
        assert comparable(line, sandbox) == (
            f"Docker's SANDBOX/home/.docker/config.json {what}. {advice} or choose another directory with"
            " DOCKER_CONFIG.")
        assert standin.journal.connections == 0

    def test_as_the_configuration_file(
        self, helper: Helper, standin: StandIn, sandbox: Sandbox, kind: str
    ) -> None:
        path = put(sandbox.inputs / "configuration", kind)
        message = at_once(helper.get(HOST, ECR_LOGIN_CONFIG=str(path), before=LIMITED)).error()
        what = "is larger than" if kind == "a gigabyte" else "is not a regular file"
        assert str(path) in message and what in message
        assert standin.journal.connections == 0

    def test_as_the_token_file(self, bare: Helper, standin: StandIn, sandbox: Sandbox, kind: str) -> None:
        path = put(sandbox.inputs / "token", kind)
        message = at_once(
            bare.get(HOST, AWS_ROLE_ARN=ROLE, AWS_WEB_IDENTITY_TOKEN_FILE=str(path), before=LIMITED)).error()
        what = "is larger than" if kind == "a gigabyte" else "is not a regular file"
        assert str(path) in message and "AWS_WEB_IDENTITY_TOKEN_FILE" in message and what in message
        assert standin.journal.connections == 0


class TestWhereItLeads:
    @pytest.mark.parametrize("name", [
        f"{HOST}.evil.example", f"evil.example/{HOST}", f"{HOST}@evil.example", f"evil.example#{HOST}",
        f"evil.example?{HOST}", f"evil.example\\{HOST}", f"https://user@evil.example/{HOST}",
        HOST.replace("amazonaws.com", "amazonaws.com.evil.example"), HOST.replace("eu-central-1", "evil.example/x"),
        HOST.replace("amazonaws.com", "amazonaws.co"), f"x{HOST}", HOST.replace(".dkr", "\u2024dkr"),
        HOST.replace("eu-central-1", "eu-central-1%2eevil"), HOST.replace("a", "\u0430"), f"{HOST}\u200b",
    ])
    def test_a_registry_name_that_leads_elsewhere_causes_no_request(
        self, helper: Helper, standin: StandIn, name: str
    ) -> None:
        run = at_once(helper.get(name))
        assert run.code == 1 and b"Secret" not in run.out
        assert standin.journal.connections == 0

    @pytest.mark.parametrize("url", [
        "http://192.0.2.1", "http://evil.example", "http://127.0.0.1.evil.example", "http://localhost.evil.example",
        "http://[2001:db8::1]:80", "http://0.0.0.0", "HTTP://evil.example/127.0.0.1",
    ])
    def test_plain_http_to_another_machine_is_refused_with_the_reason(
        self, helper: Helper, standin: StandIn, url: str
    ) -> None:
        message = at_once(helper.get(
            HOST, AWS_ENDPOINT_URL=url, AWS_ENDPOINT_URL_STS=None, AWS_ENDPOINT_URL_ECR=None)).error()
        assert f'AWS_ENDPOINT_URL is "{url}": plain http would send credentials readable over the network' in message
        assert "Use https; http is accepted for loopback addresses only (localhost, 127.0.0.0/8, ::1)." in message
        assert standin.journal.connections == 0


# What a server could say to a terminal: colours, titles, lines that are overwritten, other directions of writing.
ESCAPES = {
    "clear": ("\x1b[2J", r"\u{1B}[2J"), "title": ("\x1b]0;x\x07", r"\u{1B}]0;x\u{7}"), "return": ("a\rb", "a b"),
    "backspace": ("a\x08b", r"a\u{8}b"), "C1": ("\x9b31m", r"\u{9B}31m"), "null": ("a\x00b", r"a\u{0}b"),
    "direction": ("\u202eabc", r"\u{202E}abc"),
}


@pytest.mark.parametrize("kind", ESCAPES)
@pytest.mark.parametrize("service", ["bitrise", "sts", "ecr"])
def test_control_characters_of_a_servers_message_are_shown_escaped(
    helper: Helper, standin: StandIn, service: str, kind: str
) -> None:
    text, shown = ESCAPES[kind]
    standin.faults[service].always({
        "bitrise": faults.bitrise_error(text), "sts": faults.sts_error("AccessDenied", text, 403),
        "ecr": faults.ecr_error("InvalidParameterException", text)}[service])
    message = at_once(helper.get(HOST)).error()
    assert standin.journal.counts() == up_to(service)
    assert not any(character in message for character in text if not character.isprintable())
    assert shown in message


HOSTILE = {
    "deep JSON": b'{"a":' * 100_000, "deep list": b"[" * 500_000, "deep XML": b"<a>" * 200_000,
    "many attributes": b"<a " + b"b='c' " * 100_000 + b"/>", "many members": b"{" + b'"a":1,' * 100_000 + b'"a":1}',
    "an entity bomb": b'<!DOCTYPE a [<!ENTITY b "' + b"x" * 1000 + b'"><!ENTITY c "' + b"&b;" * 1000 + b'">]>'
                      b"<a>" + b"&c;" * 1000 + b"</a>",
    "an outside entity": b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>',
    "a number": b'{"expiresAt":' + b"9" * 500_000 + b"}", "half a string": b'{"id_token":"' + b"\\" * 500_001,
}


REFUSED = {
    "bitrise": "the Bitrise build API at ADDRESS answered 200 without an id_token (role ROLE)."
               " Check that BITRISE_BUILD_URL is the URL of this build.",
    "sts": "AWS STS (eu-central-1) at ADDRESS answered 200 with something that is not STS's XML (role ROLE). Something"
           " else than STS may be answering: check proxies, AWS_ENDPOINT_URL_STS and AWS_ENDPOINT_URL.",
    "ecr": "Amazon ECR (eu-central-1) at ADDRESS answered 200 with something else than an authorization token (role"
           " ROLE). Something else than ECR may be answering: check proxies, and the AWS_ENDPOINT_URL variables.",
}


@pytest.mark.parametrize("kind", HOSTILE)
@pytest.mark.parametrize("service", ["bitrise", "sts", "ecr"])
def test_a_hostile_document_is_refused_in_bounded_time_and_memory(
    helper: Helper, standin: StandIn, service: str, kind: str
) -> None:
    standin.faults[service].always(faults.body(HOSTILE[kind], "application/json"))
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    message = at_once(helper.get(HOST, before=LIMITED)).error()
    refused = REFUSED[service]
    if (service, kind) == ("sts", "many attributes"):
        # That one is XML.
        refused = refused.replace("something that is not STS's XML", "no complete credentials")
    found = re.sub(r"127\.0\.0\.1:\d+", "ADDRESS", message).replace(ROLE, "ROLE")
    assert found == f"{PROGRAM}: {HOST}: {refused}"
    assert standin.journal.counts() == up_to(service)
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before < 3


def test_a_lock_file_of_the_cache_says_nothing_to_a_stranger(machine: Machine, standin: StandIn) -> None:
    """Neither entries nor locks can be read by others, whatever the umask."""
    before = os.umask(0)
    try:
        machine.get().credentials()
    finally:
        os.umask(before)
    assert standin.journal.counts() == times(1)
    assert cache.files(machine.cache)
    assert {path.stat().st_mode & 0o777 for path in machine.cache.iterdir()} == {0o600}
    assert machine.cache.stat().st_mode & 0o777 == 0o700
