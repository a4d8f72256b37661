"""Connections are opened early and side by side; one that cannot be never changes how a run ends."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import pytest

from standin import ROLE, StandIn, faults
from standin.faults import Fault
from standin.messages import Response
from support.docker_config import DockerConfig
from support.helper import Helper
from support.hosts import HOST
from support.sandbox import Sandbox
from support.silent import silent_port
from support.texts import comparable

ONE_EACH = {"bitrise": 1, "sts": 1, "ecr": 1}
REGIONS = ["eu-central-1", "eu-west-1", "us-east-1", "us-west-2", "ap-south-1"]
GIBIBYTE = 1 << 30

# What may become of a request that only opens a connection.
WARM_UP_FAULTS = {
    "an error": faults.status(500, b"oops"),
    "a closed connection": faults.status(404, Connection="close"),
    "no answer": Fault(cut=0),
    "half of an answer": Fault(cut=20),
    "a reset": Fault(reset=True),
    "a redirect": faults.redirect("https://127.0.0.1:9/"),
    "garbage": Fault(raw=b"\x16\x03\x01 this is not HTTP\r\n\r\n"),
    "an announced gibibyte": Fault(Response(200, b"x", (("Content-Length", str(GIBIBYTE)),))),
    "much that is not announced": Fault(raw=b"HTTP/1.1 200 OK\r\n\r\n" + bytes(1 << 25)),
    "a body with a head": Fault(raw=b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabcHTTP/1.1 200 OK\r\n\r\n{}"),
    "a slow answer": Fault(drip=20),
}


def are_open(standin: StandIn, **services: int) -> None:
    """Returns when so many connections that were opened early are ready to be used.

    A connection that comes late is not waited for: on a machine with much to do another may then be opened. So these
    tests let the program have its connections before it needs them.
    """
    for service, count in services.items():
        standin.journal.wait_for_warm_up(service, count)
    # From here on it is only to read what the stand-in has answered.
    time.sleep(0.5)


def with_keys(standin: StandIn) -> dict[str, str | None]:
    """Keys, and nothing else to be somebody by."""
    keys = standin.iam.add_user()
    return {
        "AWS_ACCESS_KEY_ID": keys.access_key_id, "AWS_SECRET_ACCESS_KEY": keys.secret, "AWS_ROLE_ARN": None,
        "BITRISE_BUILD_URL": None, "BITRISE_BUILD_API_TOKEN": None,
    }


class TestAreOpenedEarly:
    def test_to_both_services_before_the_token_is_there(self, helper: Helper, standin: StandIn) -> None:
        answer = threading.Event()
        standin.faults["bitrise"].then(Fault(hold=answer))
        running = helper.start_get(HOST)
        are_open(standin, sts=1, ecr=1)
        answer.set()
        assert running.finish().password()
        assert standin.journal.connections_by_service() == ONE_EACH

    def test_to_ecr_before_sts_has_answered_a_given_token(self, helper: Helper, standin: StandIn) -> None:
        answer = threading.Event()
        standin.faults["sts"].then(Fault(hold=answer))
        token = standin.bitrise.token(standin.build, "sts.amazonaws.com")
        running = helper.start_get(HOST, BITRISE_IDENTITY_TOKEN=token)
        are_open(standin, ecr=1)
        answer.set()
        assert running.finish().password()
        assert standin.journal.connections_by_service() == {"sts": 1, "ecr": 1}
        assert standin.journal.warm_ups("sts") == []

    def test_by_requests_that_say_nothing(self, helper: Helper, standin: StandIn) -> None:
        helper.get(HOST).credentials()
        for service in ("sts", "ecr"):
            (request,) = standin.journal.warm_ups(service)
            names = {name.lower() for name, _ in request.headers}
            assert (request.method, request.target, request.body) == ("GET", "/", b"")
            assert names == {"host", "user-agent", "accept"}
        assert standin.journal.warm_ups("bitrise") == []

    def test_none_but_to_ecr_with_keys(self, helper: Helper, standin: StandIn) -> None:
        helper.get(HOST, **with_keys(standin)).credentials()
        assert standin.journal.connections_by_service() == {"ecr": 1}
        assert standin.journal.warm_ups() == []

    def test_through_the_proxy_where_there_is_one(self, real_names: Helper, standin: StandIn) -> None:
        answer = threading.Event()
        standin.faults["bitrise"].then(Fault(hold=answer))
        running = real_names.start_get(HOST)
        are_open(standin, sts=1, ecr=1)
        answer.set()
        assert running.finish().password()
        assert standin.journal.connections == 3
        assert len(standin.journal.warm_ups("sts")) == len(standin.journal.warm_ups("ecr")) == 1

    def test_to_all_regions_of_a_login(
        self, real_names: Helper, standin: StandIn, docker_config: DockerConfig
    ) -> None:
        standin.ecr.fixed_password = standin.ecr.new_password()
        hosts = [f"{account:012}.dkr.ecr.{region}.amazonaws.com" for region in REGIONS for account in range(20)]
        answer = threading.Event()
        standin.faults["bitrise"].then(Fault(hold=answer))
        running = real_names.start("login", *hosts)
        are_open(standin, sts=5, ecr=5)
        answer.set()
        assert running.finish().code == 0
        assert standin.journal.counts() == {"bitrise": 1, "sts": 5, "ecr": 5}
        assert len(standin.journal.warm_ups("sts")) == len(standin.journal.warm_ups("ecr")) == 5
        # 11, and one more for each that came late after all; 16 would be none used of those to STS, or to ECR.
        assert 11 <= standin.journal.connections < 16
        assert set(docker_config.auths) == set(hosts)


class TestAreNotOpened:
    @pytest.mark.dynamic
    def test_for_what_the_cache_has(self, helper: Helper, standin: StandIn, sandbox: Sandbox) -> None:
        assert "libcurl" in trace_of_get(helper, sandbox, "cold")
        standin.journal.clear()
        assert "libcurl" not in trace_of_get(helper, sandbox, "hit")
        assert standin.journal.connections == 0

    @pytest.mark.dynamic
    def test_by_those_who_wait_for_another(self, helper: Helper, standin: StandIn, sandbox: Sandbox) -> None:
        answer = threading.Event()
        standin.faults["bitrise"].then(Fault(hold=answer))
        first = helper.start_get(HOST)
        are_open(standin, sts=1, ecr=1)
        directory = sandbox.root / "traces"
        directory.mkdir()
        waiting = [helper.start_get(HOST, **load_trace(directory / f"{number}")) for number in range(20)]
        wait_for_files(directory, 20)
        answer.set()
        password = first.finish().password()
        assert {running.finish().password() for running in waiting} == {password}
        assert standin.journal.connections_by_service() == ONE_EACH
        traces = [path.read_text() for path in directory.iterdir()]
        assert len(traces) == 20
        assert all("libc.so" in trace and "libcurl" not in trace for trace in traces)


class TestThatCannotBeOpened:
    @pytest.mark.parametrize("service", ["sts", "ecr"])
    @pytest.mark.parametrize("fault", WARM_UP_FAULTS.values(), ids=WARM_UP_FAULTS.keys())
    def test_change_nothing(self, helper: Helper, standin: StandIn, service: str, fault: Fault) -> None:
        standin.warm_up_faults[service].always(fault)
        assert helper.get(HOST).password()
        assert standin.journal.counts() == ONE_EACH
        assert len(standin.journal.warm_ups(service)) == 1

    @pytest.mark.parametrize("fault", WARM_UP_FAULTS.values(), ids=WARM_UP_FAULTS.keys())
    def test_leave_the_real_requests_error_as_it_is(self, helper: Helper, standin: StandIn, fault: Fault) -> None:
        standin.warm_up_faults["sts"].always(fault)
        standin.faults["sts"].always(faults.sts_error("AccessDenied", "no", 403))
        message = helper.get(HOST).error()
        assert f"AWS STS (eu-central-1) refuses role {ROLE}: AccessDenied: no (request " in message
        assert standin.journal.counts() == {"bitrise": 1, "sts": 1}

    def test_are_waited_for_a_moment_at_the_most(self, helper: Helper, standin: StandIn) -> None:
        answer = threading.Event()
        for service in ("sts", "ecr"):
            standin.warm_up_faults[service].always(Fault(hold=answer))
        run = helper.get(HOST)
        answer.set()
        assert run.password()
        assert run.seconds < 3
        assert standin.journal.counts() == ONE_EACH
        assert standin.journal.connections_by_service() == {"bitrise": 1, "sts": 2, "ecr": 2}

    def test_do_not_keep_a_run_that_has_failed(self, helper: Helper, standin: StandIn) -> None:
        standin.faults["bitrise"].always(faults.bitrise_error("no", 401))
        expected = helper.get(HOST).error()
        with silent_port() as port:
            url = f"https://127.0.0.1:{port}"
            run = helper.get(HOST, AWS_ENDPOINT_URL_STS=url, AWS_ENDPOINT_URL_ECR=url)
        assert (run.error(), run.seconds < 2) == (expected, True)

    def test_do_not_keep_a_run_that_sts_refuses(self, helper: Helper, standin: StandIn) -> None:
        standin.faults["sts"].always(faults.sts_error("AccessDenied", "no", 403))
        with silent_port() as port:
            run = helper.get(HOST, AWS_ENDPOINT_URL_ECR=f"https://127.0.0.1:{port}")
        assert "refuses role" in run.error() and run.seconds < 2

    def test_are_tried_no_longer_than_the_time_for_everything(self, helper: Helper) -> None:
        with silent_port() as port:
            run = helper.get(HOST, AWS_ENDPOINT_URL_STS=f"https://127.0.0.1:{port}", ECR_LOGIN_TIMEOUT="3")
        assert run.seconds < 4
        assert comparable(run.error()).startswith(
            f"docker-credential-bitrise: {HOST}: the 3 s for everything were over before AWS STS (eu-central-1)"
            " answered: ")

    def test_to_a_port_where_nobody_listens_are_reported_as_ever(self, helper: Helper) -> None:
        run = helper.get(HOST, AWS_ENDPOINT_URL_STS="https://127.0.0.1:9")
        assert comparable(run.error()).startswith(
            f"docker-credential-bitrise: {HOST}: cannot reach AWS STS (eu-central-1) at 127.0.0.1: Failed to connect to"
            f" 127.0.0.1 port 9 after N ms: Couldn't connect to server (3 attempts; role {ROLE}).")

    def test_do_not_disturb_the_end_of_a_run(self, helper: Helper, standin: StandIn) -> None:
        """Refused at once, it ends while its other threads are in the middle of libcurl and OpenSSL."""
        standin.faults["bitrise"].always(faults.bitrise_error("no", 401))
        for _ in range(40):
            helper.start_get(HOST).finish(check=False).error()

    @pytest.mark.dynamic
    def test_never_meet_libraries_that_are_taken_apart(self, helper: Helper, sandbox: Sandbox) -> None:
        """What `exit` does to OpenSSL while a thread is in it crashes rarely: so nothing of it may be done at all."""
        assert "calling fini" not in trace_of_get(helper, sandbox, "end")


def load_trace(path: Path) -> dict[str, str]:
    """Makes the dynamic loader write down what it opens."""
    return {"LD_DEBUG": "files", "LD_DEBUG_OUTPUT": str(path)}


def trace_of_get(helper: Helper, sandbox: Sandbox, name: str) -> str:
    """What the dynamic loader did for a `get`, in a file of that name."""
    helper.get(HOST, **load_trace(sandbox.root / name)).credentials()
    # The loader adds the process's number.
    (trace,) = sandbox.root.glob(f"{name}.*")
    text = trace.read_text()
    assert "libc.so" in text
    return text


def wait_for_files(directory: Path, count: int) -> None:
    """Returns when so many processes have written a trace, and have had time to reach the lock."""
    deadline = time.monotonic() + 10
    while len(list(directory.iterdir())) < count and time.monotonic() < deadline:
        time.sleep(0.01)
    time.sleep(0.5)
