"""`doctor` says of each client what that client does: seen by running them all, in every configuration of a table."""

from __future__ import annotations

import concurrent.futures
import json
from pathlib import Path
from typing import NamedTuple

import pytest

from standin import StandIn
from standin.authority import Authority
from standin.endpoints import is_registry
from support import comparison, leaks
from support.comparison import ACCEPTED, CLIENTS, Endpoints
from support.configurations import CONFIGURATIONS, Configuration
from support.doctor import Report
from support.proxy import ConnectProxy
from support.sandbox import PROGRAM

# Where what is said differs from what is done, and why: configuration and client.
KNOWN: dict[tuple[str, str], str] = {
    ("dockercfg", "docker-of-debian"): (
        "docker 20.10 still reads ~/.dockercfg where there is no config.json; docker 23 and newer do not."),
}


class Seen(NamedTuple):
    """What came of one configuration."""

    row: Configuration
    report: Report
    # By client: what it does, and what is said of it.
    done: dict[str, str]
    said: dict[str, set[str]]

    @property
    def differences(self) -> dict[tuple[str, str], str]:
        """By configuration and client: what is done, and what is said."""
        return {
            (self.row.name, client): f"does: {done}, said: {'|'.join(sorted(self.said[client]))}"
            for client, done in self.done.items() if done not in self.said[client]}


@pytest.fixture(scope="module")
def seen(authority: Authority, program: Path, tmp_path_factory: pytest.TempPathFactory) -> list[Seen]:
    """All clients in all configurations."""
    standin = StandIn(authority)
    standin.ecr.fixed_password = standin.ecr.new_password()
    endpoints = Endpoints(authority, standin.ecr.fixed_password)
    proxy = ConnectProxy(standin.port_for, lambda host: endpoints.registry.port if is_registry(host) else None)
    root = tmp_path_factory.mktemp("configurations")
    environment = {**standin.real_names_environment(proxy.url), "ECR_LOGIN_CACHE_DIR": str(root / "cache")}
    names = {client: CLIENTS[client].names() for client in CLIENTS}

    def see(numbered: tuple[int, Configuration]) -> Seen:
        number, row = numbered
        with comparison.storage_of_podman() as storage:
            place = comparison.prepare(
                row, number, root / str(number), program, endpoints, environment, storage)
            more = ("--repository", row.repository) if row.repository else ()
            # Started by its path: on the PATH it may be missing.
            ended = place.run(str(program), "doctor", place.host, "--format", "json", *more)
            found = leaks.search((ended.stdout + ended.stderr).encode(), standin.vault)
            assert not found, f"{row.name}: {PROGRAM} doctor shows {found}"
            assert ended.returncode in (0, 1) and not ended.stderr, f"{row.name}: {ended.stderr}"
            report = Report(json.loads(ended.stdout))
            done = {client: CLIENTS[client].run(place) for client in CLIENTS}
            said = {client: comparison.said_of(names[client], report) for client in CLIENTS}
            return Seen(row, report, done, said)

    try:
        with concurrent.futures.ThreadPoolExecutor(comparison.concurrency()) as pool:
            return list(pool.map(see, enumerate(CONFIGURATIONS, start=1)))
    finally:
        proxy.close()
        endpoints.close()
        standin.close()


def test_each_client_does_what_is_said_of_it(seen: list[Seen]) -> None:
    differences = {key: text for each in seen for key, text in each.differences.items()}
    new = [f"{' '.join(key)} {text}" for key, text in differences.items() if key not in KNOWN]
    assert not new, "\n".join(["", *new])
    assert set(KNOWN) <= set(differences), "a difference that is listed is gone"


def test_chance_is_named_only_where_it_decides(seen: list[Seen]) -> None:
    """Of what is said to be a matter of chance every outcome is taken for the right one."""
    assert {each.row.name for each in seen if any(len(said) > 1 for said in each.said.values())} == {
        "two-spellings-differ", "other-auth-not-base64", "other-auth-without-colon"}


def test_where_all_holds_docker_gets_the_image(seen: list[Seen]) -> None:
    holding = [each for each in seen if each.report.holds]
    assert len(holding) > 20
    assert {each.row.name: each.done["docker"] for each in holding if each.done["docker"] != ACCEPTED} == {}


def test_what_does_not_work_is_at_least_warned_of(seen: list[Seen]) -> None:
    silent = [
        f"{each.row.name} {client}: {done}" for each in seen for client, done in each.done.items()
        if each.report.holds and done != ACCEPTED and not each.report.in_state("warning")]
    assert not silent, "\n".join(["", *silent])


def test_every_outcome_is_met_by_every_client(seen: list[Seen]) -> None:
    met = {client: {each.done[client] for each in seen} for client in CLIENTS}
    for client in ("podman", "skopeo", "buildah"):
        assert met[client] == {"accepted", "refused", "without", "fails"}
    # Docker before 29 goes on where a helper fails.
    for client in ("docker", "docker-of-debian", "docker-build"):
        assert met[client] >= {"accepted", "refused", "without"}


def test_the_table_is_as_large_as_it_has_to_be() -> None:
    names = [row.name for row in CONFIGURATIONS]
    assert len(names) == len(set(names)) >= 80
