"""What is kept, where, for how long, and when it is not used."""

from __future__ import annotations

import dataclasses
import json
import os
import shutil
import stat
import subprocess
import threading
from pathlib import Path

import pytest

from standin import StandIn, faults
from standin.messages import Response
from support import cache
from support.helper import Helper, Run
from support.hosts import HOST
from support.sandbox import PROGRAM, Sandbox

HOUR = 3600
MINUTE = 60
SOMEBODY = 65534


def get_twice(helper: Helper, **changes: str | None) -> tuple[Run, Run]:
    """Two runs, one after the other."""
    return helper.get(HOST, **changes), helper.get(HOST, **changes)


def asked(standin: StandIn) -> int:
    """How often ECR was asked."""
    return len(standin.journal.calls("ecr"))


class TestLife:
    @pytest.mark.parametrize(("lived", "left"), [(0, 12 * HOUR), (5 * HOUR, 7 * HOUR), (5.9 * HOUR, 6.1 * HOUR)])
    def test_an_entry_is_used_for_the_first_half_of_its_life(
        self, helper: Helper, standin: StandIn, sandbox: Sandbox, lived: float, left: float
    ) -> None:
        first = helper.get(HOST).password()
        cache.age(sandbox.cache, lived, left)
        assert helper.get(HOST).password() == first
        assert asked(standin) == 1

    @pytest.mark.parametrize(("lived", "left"), [(6.1 * HOUR, 5.9 * HOUR), (11 * HOUR, HOUR), (13 * HOUR, -HOUR)])
    def test_after_that_it_is_renewed(
        self, helper: Helper, standin: StandIn, sandbox: Sandbox, lived: float, left: float
    ) -> None:
        first = helper.get(HOST).password()
        cache.age(sandbox.cache, lived, left)
        second = helper.get(HOST).password()
        assert second != first and asked(standin) == 2
        assert helper.get(HOST).password() == second and asked(standin) == 2

    def test_a_password_whose_end_is_not_known_is_not_kept(
        self, helper: Helper, standin: StandIn, sandbox: Sandbox
    ) -> None:
        def without_end(answer: Response) -> Response:
            fields = json.loads(answer.body)
            del fields["authorizationData"][0]["expiresAt"]
            return dataclasses.replace(answer, body=json.dumps(fields).encode())

        standin.faults["ecr"].always(faults.Fault(change=without_end))
        first, second = get_twice(helper)
        assert first.password() != second.password() and asked(standin) == 2
        assert not [path for path in sandbox.cache.glob("*") if first.password().encode() in path.read_bytes()]

    def test_an_entry_outlives_the_token_that_brought_it(
        self, helper: Helper, standin: StandIn, sandbox: Sandbox
    ) -> None:
        # Outside Bitrise the token says whose the entry is; such tokens often live for minutes only.
        outside = {"BITRISE_BUILD_URL": None, "BITRISE_BUILD_API_TOKEN": None, "BITRISE_BUILD_SLUG": None}
        token = sandbox.input("token", standin.bitrise.token(standin.build, "sts.amazonaws.com"))
        first = helper.get(HOST, AWS_WEB_IDENTITY_TOKEN_FILE=str(token), **outside).password()
        token.write_text(standin.bitrise.token(standin.build, "sts.amazonaws.com", exp=1709205753))
        assert helper.get(HOST, AWS_WEB_IDENTITY_TOKEN_FILE=str(token), **outside).password() == first
        erased = helper.run(
            "erase", stdin=HOST.encode(), AWS_WEB_IDENTITY_TOKEN_FILE=str(token), environment=outside)
        assert erased.code == 0
        assert "expired" in helper.get(HOST, AWS_WEB_IDENTITY_TOKEN_FILE=str(token), **outside).error()

    @pytest.mark.parametrize("service", ["bitrise", "sts", "ecr"])
    @pytest.mark.parametrize("fault", [faults.status(503), faults.Fault(reset=True)], ids=["503", "reset"])
    def test_a_renewal_that_fails_for_a_passing_reason_leaves_the_old_one_in_use(
        self, helper: Helper, standin: StandIn, sandbox: Sandbox, service: str, fault: faults.Fault
    ) -> None:
        first = helper.get(HOST).password()
        cache.age(sandbox.cache, 11.7 * HOUR, 16 * MINUTE)
        standin.faults[service].always(fault)
        assert helper.get(HOST).password() == first

    def test_but_not_with_less_than_fifteen_minutes_left(
        self, helper: Helper, standin: StandIn, sandbox: Sandbox
    ) -> None:
        helper.get(HOST).credentials()
        cache.age(sandbox.cache, 11.8 * HOUR, 14 * MINUTE)
        standin.faults["sts"].always(faults.status(503))
        assert "503" in helper.get(HOST).error()

    def test_nor_when_the_renewal_is_refused(self, helper: Helper, standin: StandIn, sandbox: Sandbox) -> None:
        helper.get(HOST).credentials()
        cache.age(sandbox.cache, 7 * HOUR, 5 * HOUR)
        standin.faults["sts"].always(
            faults.sts_error("AccessDenied", "Not authorized to perform sts:AssumeRoleWithWebIdentity", 403))
        helper.get(HOST).error()

    def test_an_expired_one_is_never_handed_out(self, helper: Helper, standin: StandIn, sandbox: Sandbox) -> None:
        helper.get(HOST).credentials()
        cache.age(sandbox.cache, 12 * HOUR, -1)
        standin.faults["ecr"].always(faults.status(503))
        helper.get(HOST).error()

    def test_one_that_was_requested_in_the_future_is_not_used(
        self, helper: Helper, standin: StandIn, sandbox: Sandbox
    ) -> None:
        first = helper.get(HOST).password()
        cache.age(sandbox.cache, -HOUR, 1000 * HOUR)
        assert helper.get(HOST).password() != first

    def test_one_that_lives_shorter_than_ecrs_own_is_renewed_at_half_of_that(
        self, helper: Helper, standin: StandIn, sandbox: Sandbox
    ) -> None:
        standin.ecr.lifetime = HOUR
        first = helper.get(HOST).password()
        cache.age(sandbox.cache, 29 * MINUTE, 31 * MINUTE)
        assert helper.get(HOST).password() == first
        cache.age(sandbox.cache, 31 * MINUTE, 29 * MINUTE)
        assert helper.get(HOST).password() != first


class TestPlace:
    def test_the_directory_is_made_for_its_owner_alone(self, helper: Helper, sandbox: Sandbox) -> None:
        helper.get(HOST, ECR_LOGIN_CACHE_DIR=str(sandbox.cache)).credentials()
        assert stat.S_IMODE(sandbox.cache.stat().st_mode) == 0o700
        assert cache.files(sandbox.cache)

    def test_modes_do_not_depend_on_the_umask(self, helper: Helper, sandbox: Sandbox) -> None:
        # The search for leaks after the run compares the modes.
        before = os.umask(0)
        try:
            helper.get(HOST).credentials()
        finally:
            os.umask(before)
        assert cache.files(sandbox.cache)

    def test_is_the_runtime_directory_where_there_is_one(self, helper: Helper, sandbox: Sandbox) -> None:
        runtime = sandbox.root / "runtime"
        runtime.mkdir(mode=0o700)
        helper.get(HOST, ECR_LOGIN_CACHE_DIR=None, XDG_RUNTIME_DIR=str(runtime)).credentials()
        directory = runtime / f"docker-credential-bitrise-{os.getuid()}"
        assert stat.S_IMODE(directory.stat().st_mode) == 0o700
        assert cache.files(directory)

    @pytest.mark.parametrize("runtime", [None, "", "/nonexistent"])
    def test_is_memory_where_there_is_no_runtime_directory(
        self, helper: Helper, standin: StandIn, sandbox: Sandbox, runtime: str | None
    ) -> None:
        place = Path("/dev/shm") / f"docker-credential-bitrise-{os.getuid()}"
        before = set(place.rglob("*")) if place.exists() else None
        try:
            first, second = get_twice(helper, ECR_LOGIN_CACHE_DIR=None, XDG_RUNTIME_DIR=runtime)
            assert first.password() == second.password() and asked(standin) == 1
            assert sandbox.left_behind() == []
            assert cache.files(place)
        finally:
            remove_what_came(place, before)

    def test_is_the_temporary_directory_where_memory_cannot_be_written(
        self, helper: Helper, sandbox: Sandbox
    ) -> None:
        ended = subprocess.run(
            ["unshare", "--mount", "--map-root-user", "sh", "-c", 'mount -t tmpfs -o ro none /dev/shm && exec "$0" get',
             str(sandbox.bin / PROGRAM)],
            input=HOST.encode(), capture_output=True, timeout=30,
            env=helper.with_changes({"ECR_LOGIN_CACHE_DIR": None, "XDG_RUNTIME_DIR": None}), check=False)
        assert (ended.returncode, ended.stderr) == (0, b"")
        assert cache.files(sandbox.temporary / f"docker-credential-bitrise-{os.getuid()}")
        helper.check_for_leaks([])

    def test_is_never_the_home_directory(self, helper: Helper, sandbox: Sandbox) -> None:
        # Whatever would come first is under it.
        inside = sandbox.home / "run"
        inside.mkdir()
        helper.get(
            HOST, ECR_LOGIN_CACHE_DIR=None, XDG_RUNTIME_DIR=str(inside), XDG_CACHE_HOME=str(sandbox.home / ".cache"),
            TMPDIR=str(inside)).credentials()
        assert list(sandbox.home.rglob("*")) == [inside]
        shutil.rmtree(f"/dev/shm/docker-credential-bitrise-{os.getuid()}")

    def test_keeps_other_files_of_a_directory_that_was_named(self, helper: Helper, sandbox: Sandbox) -> None:
        mine = sandbox.cache / "id_ed25519"
        sandbox.cache.mkdir(mode=0o700)
        mine.write_text("mine")
        mine.chmod(0o600)
        os.utime(mine, (0, 0))
        helper.get(HOST).credentials()
        assert mine.read_text() == "mine"


class TestDistrust:
    """A directory or file that others could have written is left alone, and the password is fetched."""

    @pytest.mark.parametrize("mode", [0o755, 0o770, 0o777, 0o701])
    def test_of_a_directory_that_others_may_enter(
        self, helper: Helper, standin: StandIn, sandbox: Sandbox, mode: int
    ) -> None:
        sandbox.cache.mkdir()
        sandbox.cache.chmod(mode)
        first, second = get_twice(helper)
        assert first.password() != second.password() and asked(standin) == 2
        assert list(sandbox.cache.iterdir()) == []
        assert stat.S_IMODE(sandbox.cache.stat().st_mode) == mode

    def test_of_a_directory_of_somebody_else(self, helper: Helper, standin: StandIn, sandbox: Sandbox) -> None:
        sandbox.cache.mkdir(mode=0o700)
        os.chown(sandbox.cache, SOMEBODY, SOMEBODY)
        first, second = get_twice(helper)
        assert first.password() != second.password() and asked(standin) == 2
        assert list(sandbox.cache.iterdir()) == []

    def test_of_a_symbolic_link_to_a_directory(self, helper: Helper, standin: StandIn, sandbox: Sandbox) -> None:
        target = sandbox.root / "target"
        target.mkdir(mode=0o700)
        sandbox.cache.symlink_to(target)
        first, second = get_twice(helper)
        assert first.password() != second.password() and asked(standin) == 2
        assert list(target.iterdir()) == []

    def test_of_a_file_that_others_may_read(self, helper: Helper, standin: StandIn, sandbox: Sandbox) -> None:
        first = helper.get(HOST).password()
        entry = cache.files(sandbox.cache)[0]
        entry.chmod(0o644)
        # It is replaced by one with the right mode, which the search for leaks checks.
        assert helper.get(HOST).password() != first

    def test_of_a_file_of_somebody_else(self, helper: Helper, standin: StandIn, sandbox: Sandbox) -> None:
        first = helper.get(HOST).password()
        os.chown(cache.files(sandbox.cache)[0], SOMEBODY, SOMEBODY)
        assert helper.get(HOST).password() != first

    def test_of_a_symbolic_link_to_an_entry(self, helper: Helper, standin: StandIn, sandbox: Sandbox) -> None:
        first = helper.get(HOST).password()
        entry = cache.files(sandbox.cache)[0]
        moved = sandbox.root / "moved"
        shutil.move(entry, moved)
        entry.symlink_to(moved)
        before = moved.read_bytes()
        assert helper.get(HOST).password() != first
        assert moved.read_bytes() == before

    def test_is_told_under_verbose_only(self, helper: Helper, sandbox: Sandbox) -> None:
        sandbox.cache.mkdir()
        sandbox.cache.chmod(0o755)
        assert str(sandbox.cache).encode() in helper.get(HOST, "--verbose").err
        assert helper.get(HOST).err == b""


class TestDamage:
    @pytest.mark.parametrize("content", [
        b"", b"{nope not good json at all.", b"null", b"[]", b"{}", b"\xff\xfe\x00", b'{"expiresAt": "never"}',
        b'{"requestedAt": 0, "expiresAt": 1e999}', b"[" * 200000, b" " * (2 << 20),
    ], ids=["empty", "not json", "null", "list", "object", "binary", "text", "infinite", "deep", "long"])
    def test_of_an_entry_is_a_miss_and_is_mended(
        self, helper: Helper, standin: StandIn, sandbox: Sandbox, content: bytes
    ) -> None:
        helper.get(HOST).credentials()
        cache.corrupt(sandbox.cache, content)
        first, second = get_twice(helper)
        assert first.password() == second.password()
        assert asked(standin) == 2

    @pytest.mark.parametrize("cut", [1, 20, 0.5])
    def test_of_an_entry_cut_short_is_a_miss(
        self, helper: Helper, standin: StandIn, sandbox: Sandbox, cut: float
    ) -> None:
        helper.get(HOST).credentials()
        content = cache.files(sandbox.cache)[0].read_bytes()
        length = int(len(content) * cut) if cut < 1 else len(content) - int(cut)
        cache.corrupt(sandbox.cache, content[:length])
        assert helper.get(HOST).password() and asked(standin) == 2

    def test_a_directory_in_an_entrys_place_does_no_harm(self, helper: Helper, sandbox: Sandbox) -> None:
        helper.get(HOST).credentials()
        entry = cache.files(sandbox.cache)[0]
        entry.unlink()
        entry.mkdir()
        assert helper.get(HOST).password()

    def test_a_file_in_the_directorys_place_does_no_harm(self, helper: Helper, sandbox: Sandbox) -> None:
        sandbox.cache.write_text("in the way")
        assert helper.get(HOST).password()
        assert sandbox.cache.read_text() == "in the way"

    def test_a_fifo_in_an_entrys_place_does_not_make_it_hang(self, helper: Helper, sandbox: Sandbox) -> None:
        helper.get(HOST).credentials()
        entry = cache.files(sandbox.cache)[0]
        entry.unlink()
        os.mkfifo(entry, 0o600)
        assert helper.get(HOST).password()

    def test_a_run_that_is_killed_leaves_no_lock_behind(self, helper: Helper, standin: StandIn) -> None:
        standin.faults["sts"].then(faults.Fault(hold=threading.Event()))
        running = helper.start_get(HOST)
        standin.journal.wait_for_call("sts")
        waiting = helper.start_get(HOST)
        running.process.kill()
        running.process.communicate()
        assert waiting.finish(timeout=10).password()


class TestKey:
    @pytest.mark.parametrize("change", [
        {"BITRISE_BUILD_SLUG": "another-build"},
        {"BITRISE_BUILD_SLUG": None, "BITRISE_BUILD_URL": "replaced"},
    ])
    def test_another_build_has_its_own_entry(
        self, helper: Helper, standin: StandIn, change: dict[str, str | None]
    ) -> None:
        first = helper.get(HOST).password()
        other = standin.bitrise.start_build(slug="another-build")
        changes = {**standin.build_environment(other), **change}
        if change.get("BITRISE_BUILD_URL"):
            changes["BITRISE_BUILD_URL"] = standin.build_environment(other)["BITRISE_BUILD_URL"]
        assert helper.get(HOST, **changes).password() != first
        assert asked(standin) == 2

    def test_outside_a_build_the_tokens_subject_counts(self, bare: Helper, standin: StandIn) -> None:
        role = standin.iam.add_role("arn:aws:iam::123456789012:role/shared").arn
        tokens = [
            standin.bitrise.token(standin.build, "sts.amazonaws.com", sub=f"app:{app}:workflow:x")
            for app in ("one", "two", "one")
        ]
        passwords = [
            bare.get(HOST, AWS_ROLE_ARN=role, BITRISE_IDENTITY_TOKEN=token).password() for token in tokens]
        assert passwords[0] == passwords[2] != passwords[1]

    def test_another_endpoint_has_its_own_entry(self, helper: Helper, standin: StandIn) -> None:
        first = helper.get(HOST).password()
        other = standin.url("ecr").replace("127.0.0.1", "localhost")
        assert helper.get(HOST, AWS_ENDPOINT_URL_ECR=other).password() != first

    def test_another_audience_has_its_own_entry(self, helper: Helper, standin: StandIn) -> None:
        first = helper.get(HOST).password()
        provider = standin.iam.providers.pop()
        standin.iam.add_provider(type(provider)(provider.account, provider.issuer, ("mine",)))
        role = standin.iam.add_role(audience="mine").arn
        assert helper.get(HOST, AWS_ROLE_ARN=role, ECR_LOGIN_AUDIENCE="mine").password() != first

    def test_file_names_show_nothing_of_it(self, helper: Helper, standin: StandIn, sandbox: Sandbox) -> None:
        helper.get(HOST).credentials()
        for path in sandbox.cache.rglob("*"):
            assert "ecr-pull" not in path.name and standin.build.slug not in path.name


class TestOff:
    @pytest.mark.parametrize("flags", [("--no-cache",), ()])
    def test_nothing_is_read_nor_written(
        self, helper: Helper, standin: StandIn, sandbox: Sandbox, flags: tuple[str, ...]
    ) -> None:
        off = {} if flags else {"ECR_LOGIN_CACHE": "off"}
        assert helper.get(HOST, *flags, **off).password()
        assert not sandbox.cache.exists()
        first = helper.get(HOST).password()
        assert helper.get(HOST, *flags, **off).password() != first
        assert asked(standin) == 3
        assert helper.get(HOST).password() == first


def remove_what_came(place: Path, before: set[Path] | None) -> None:
    """Leaves a directory of the machine's as it was."""
    if before is None:
        shutil.rmtree(place, ignore_errors=True)
        return
    for path in place.rglob("*"):
        if path not in before:
            path.unlink()
