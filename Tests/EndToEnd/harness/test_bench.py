"""The parts of `make bench` do what its table relies on: no times here but those that cannot be too short."""

from __future__ import annotations

import contextlib
import dataclasses
import json
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bench import counting, launch, servers, table
from bench.contender import ONE_EACH, Requests, WrongResult, gave_password
from bench.measures.logins import HUNDRED, REQUESTS
from bench.rounds import Rounds
from bench.row import Row, Target, Unit
from bench.situations import Situations
from bench.trust import Trust
from standin.authority import Authority
from standin.listener import Listener
from standin.messages import Response
from support.repository import REPOSITORY

ROUND_TRIP = 0.01
TIMEOUT = 30


def echo(connection: socket.socket) -> None:
    """Sends everything back, until the other side has gone."""
    with connection:
        while data := connection.recv(65536):
            connection.sendall(data)


@contextlib.contextmanager
def server(serve: Callable[[socket.socket], None]) -> Iterator[int]:
    """A plain server with a thread for each connection; gives its port."""
    listening = socket.create_server(("127.0.0.1", 0), backlog=256)

    def accept() -> None:
        with contextlib.suppress(OSError):
            while True:
                connection, _ = listening.accept()
                threading.Thread(target=serve, args=(connection,), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    yield listening.getsockname()[1]
    listening.shutdown(socket.SHUT_RDWR)
    listening.close()


def tunnel(proxy: str) -> socket.socket:
    """A connection through the relay."""
    connection = socket.create_connection(("127.0.0.1", int(proxy.rpartition(":")[2])), TIMEOUT)
    connection.sendall(b"CONNECT anywhere.example:443 HTTP/1.1\r\nHost: anywhere.example:443\r\n\r\n")
    answer = b""
    while not answer.endswith(b"\r\n\r\n"):
        answer += connection.recv(1)
    assert answer.startswith(b"HTTP/1.1 200 ")
    return connection


def received(connection: socket.socket, count: int) -> bytes:
    data = b""
    while len(data) < count:
        piece = connection.recv(65536)
        assert piece, f"the connection ended after {len(data)} bytes"
        data += piece
    return data


@pytest.mark.parametrize("round_trip", [0, ROUND_TRIP])
class TestRelay:
    def test_brings_every_byte_in_order(self, round_trip: float) -> None:
        sent = b"".join(number.to_bytes(4, "big") for number in range(500_000))
        with server(echo) as port, servers.relay(port, round_trip) as proxy, tunnel(proxy) as connection:
            threading.Thread(target=connection.sendall, args=(sent,), daemon=True).start()
            assert received(connection, len(sent)) == sent

    def test_carries_many_connections_at_the_same_time(self, round_trip: float) -> None:
        count = 100
        # Nobody gets an answer before all have asked: one after the other they would wait for ever.
        all_asked = threading.Barrier(count)

        def answer(connection: socket.socket) -> None:
            with connection:
                question = connection.recv(100)
                all_asked.wait(TIMEOUT)
                connection.sendall(question)

        with server(answer) as port, servers.relay(port, round_trip) as proxy, contextlib.ExitStack() as stack:
            connections = [stack.enter_context(tunnel(proxy)) for _ in range(count)]
            for number, connection in enumerate(connections):
                connection.sendall(f"question {number:03}".encode())
            answers = [received(connection, 12) for connection in connections]
        assert answers == [f"question {number:03}".encode() for number in range(count)]

    def test_passes_the_end_on_after_the_last_byte(self, round_trip: float) -> None:
        def answer(connection: socket.socket) -> None:
            with connection:
                connection.sendall(b"x" * 100_000)

        with server(answer) as port, servers.relay(port, round_trip) as proxy, tunnel(proxy) as connection:
            assert received(connection, 100_000) == b"x" * 100_000
            assert connection.recv(1) == b""

    def test_takes_a_round_trip_to_connect_and_one_for_an_answer_at_least(self, round_trip: float) -> None:
        with server(echo) as port, servers.relay(port, round_trip) as proxy:
            begun = time.perf_counter()
            with tunnel(proxy) as connection:
                assert time.perf_counter() - begun >= round_trip
                asked = time.perf_counter()
                connection.sendall(b"x")
                received(connection, 1)
                assert time.perf_counter() - asked >= round_trip

    def test_closes_what_leads_nowhere(self, round_trip: float) -> None:
        with servers.relay(1, round_trip) as proxy:
            port = int(proxy.rpartition(":")[2])
            for head in (b"CONNECT a.example:443 HTTP/1.1\r\n\r\n", b"GET / HTTP/1.1\r\n\r\n"):
                with socket.create_connection(("127.0.0.1", port), TIMEOUT) as connection:
                    connection.sendall(head)
                    assert connection.recv(1) == b""


class TestTrust:
    def test_is_the_systems_and_the_benchs(self, authority: Authority, tmp_path: Path) -> None:
        other = Authority(tmp_path / "other", "Another certificate authority")
        system = tmp_path / "system"
        system.mkdir()
        (system / "ca-certificates.crt").write_bytes(other.file.read_bytes())
        trust = Trust(tmp_path / "certificates", authority.file, system)
        listener = Listener(lambda _: (Response(204), None), authority.context("127.0.0.1"))
        try:
            for settings in (
                ssl.create_default_context(capath=str(trust.directory)),
                ssl.create_default_context(cafile=str(trust.bundle)),
            ):
                with socket.create_connection(("127.0.0.1", listener.port), TIMEOUT) as plain:
                    settings.wrap_socket(plain, server_hostname="127.0.0.1").close()
        finally:
            listener.close()
        assert other.file.read_bytes() in trust.bundle.read_bytes()


class TestLaunch:
    @staticmethod
    def command(script: str, tmp_path: Path) -> launch.Command:
        given = tmp_path / "input"
        given.write_text("given\n")
        return launch.Command("/bin/sh", ("-c", script), {"NAME": "value"}, given)

    def test_gives_input_and_environment_and_brings_code_and_streams(self, tmp_path: Path) -> None:
        command = self.command("cat; echo $NAME; echo problem >&2; exit 3", tmp_path)
        ended = launch.run(command, tmp_path / "streams")
        assert (ended.code, ended.out, ended.err) == (3, b"given\nvalue\n", b"problem\n")

    def test_of_many_the_time_is_that_of_the_last(self, tmp_path: Path) -> None:
        ended, seconds = launch.run_at_once(self.command("echo $$", tmp_path), 20, tmp_path / "streams")
        assert len({each.out for each in ended}) == 20
        assert seconds >= max(each.seconds for each in ended)


class TestRounds:
    """With the real program and the bench's own servers."""

    @pytest.fixture
    def services(self, tmp_path: Path) -> Iterator[servers.Services]:
        with servers.services(tmp_path / "services") as running:
            yield running

    @pytest.fixture
    def situations(
        self, services: servers.Services, tmp_path: Path, program: Path
    ) -> Iterator[Situations]:
        # Not the system's, which may be many: there is nothing to measure here.
        system = tmp_path / "system"
        system.mkdir()
        (system / "ca-certificates.crt").touch()
        trust = Trust(tmp_path / "certificates", services.certificate, system)
        with servers.relay(services.front, 0) as near:
            yield Situations(tmp_path / "situations", program, services, trust, near, near)

    @pytest.fixture
    def rounds(self, services: servers.Services, tmp_path: Path) -> Rounds:
        return Rounds(services, tmp_path / "streams")

    def test_measure_and_count(self, situations: Situations, rounds: Rounds) -> None:
        cold, hit = situations.cold(situations.build(), ONE_EACH), situations.hit()
        first, second = rounds.alternate([cold, hit], 3)
        assert (first.runs, second.runs) == (3, 3)
        assert (first.counts, second.counts) == ({"bitrise": 1, "sts": 1, "ecr": 1}, {})
        assert first.median > 0

    @pytest.mark.parametrize(("identity", "requests"), [
        ("build_with_token", Requests.exactly(sts=1, ecr=1)), ("keys", Requests.exactly(ecr=1))])
    def test_other_identities_ask_less(
        self, situations: Situations, rounds: Rounds, identity: str, requests: Requests
    ) -> None:
        rounds.alternate([situations.cold(getattr(situations, identity)(), requests)], 1)

    def test_a_login_to_a_hundred_is_checked_in_the_file(self, situations: Situations, rounds: Rounds) -> None:
        result, = rounds.alternate([situations.login(HUNDRED, REQUESTS)], 1)
        assert (result.counts["bitrise"], result.counts["ecr"]) == (1, 5)

    def test_a_wrong_number_of_requests_is_a_failure(self, situations: Situations, rounds: Rounds) -> None:
        wrong = situations.cold(situations.build(), Requests.exactly(ecr=1))
        with pytest.raises(WrongResult, match=r"asked .*'bitrise': 1.*may ask"):
            rounds.alternate([wrong], 1)

    def test_a_wrong_password_is_a_failure(self, situations: Situations, rounds: Rounds) -> None:
        cold = situations.cold(situations.build(), ONE_EACH)
        with pytest.raises(WrongResult, match="another than ECR's"):
            rounds.alternate([dataclasses.replace(cold, check=gave_password("another"))], 1)

    def test_a_program_that_fails_is_a_failure(self, situations: Situations, rounds: Rounds) -> None:
        unknown = {**situations.build(), "AWS_ROLE_ARN": "arn:aws:iam::123456789012:role/unknown"}
        with pytest.raises(WrongResult, match="exit code 1"):
            rounds.alternate([situations.cold(unknown, ONE_EACH)], 1)


def test_requests_are_allowed_between_least_and_most() -> None:
    for sts, holds in ((0, False), (1, True), (5, True), (6, False)):
        assert REQUESTS.allow({"bitrise": 1, "sts": sts, "ecr": 5}) is holds
    assert not REQUESTS.allow({"bitrise": 1, "sts": 1, "ecr": 5, "ecr-public": 1})


@pytest.mark.parametrize("line", [
    "100.00    0.000412           2       165        30 total",
    "100.00    0.000412           2       165           total",
    "  0.00    0.000000           0       165         1 total"])
def test_the_total_of_straces_table_is_found(line: str) -> None:
    found = counting.TOTAL.search(f"------ -----------\n{line}\n")
    assert found and found[1] == "165"


class TestTable:
    ROWS = (
        Row("a hit", 3.21, Unit.MILLISECONDS, 9.63, (Target("<= 4 ms", True), Target("<= 1 ms", False)), {}, {"ecr": 1},
            30),
        Row("far", 5.6, Unit.ROUND_TRIPS, requests={"bitrise": 1, "sts": 1, "ecr": 1}),
    )

    def test_shows_figures_ratio_targets_and_requests(self) -> None:
        assert [row.cells() for row in self.ROWS] == [
            ("a hit", "3.2 ms", "9.6 ms", "0.33", "<= 4 ms; <= 1 ms", "yes; **no**", "none (1 ECR)", "30"),
            ("far", "5.60 round trips (224 ms)", "", "", "", "", "1 token, 1 STS, 1 ECR", "1"),
        ]

    def test_has_columns_in_a_terminal(self) -> None:
        heading, first, _ = table.as_text(self.ROWS).splitlines()
        assert heading.index("peer") == first.index("9.6 ms")
        assert "**" not in first

    def test_is_json_without_rounding(self) -> None:
        content = json.loads(table.as_json(self.ROWS, "a machine"))
        assert content["machine"] == "a machine"
        assert content["rows"][0]["ours"] == 3.21
        assert content["rows"][0]["targets"][1] == {"text": "<= 1 ms", "met": False}

    def test_goes_into_the_document_between_its_marks(self, tmp_path: Path) -> None:
        original = (REPOSITORY / "docs" / "performance.md").read_text()
        document = tmp_path / "performance.md"
        document.write_text(original)
        table.write_into(document, table.as_markdown(self.ROWS, "A machine."))
        written = document.read_text()
        before, _, rest = original.partition(table.BEGIN)
        after = rest.partition(table.END)[2]
        assert written.startswith(before + table.BEGIN) and written.endswith(table.END + after)
        assert "A machine.\n\n| what | ours |" in written and "| far | 5.60 round trips" in written

    def test_does_not_go_into_a_document_without_marks(self, tmp_path: Path) -> None:
        document = tmp_path / "performance.md"
        document.write_text("nothing")
        with pytest.raises(ValueError, match="lacks the marks"):
            table.write_into(document, "table")
        assert document.read_text() == "nothing"
