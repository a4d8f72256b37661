"""Real clients fetch an image from a registry under an ECR host name, with what the program gives them."""

from __future__ import annotations

import concurrent.futures
import json

import pytest

from standin import ROLE, StandIn
from support.clients import Clients
from support.helper import Helper
from support.hosts import HOST
from support.registry import Registry
from support.sandbox import Sandbox

IMAGE = f"{HOST}/app:1"
ONE_EACH = {"bitrise": 1, "sts": 1, "ecr": 1}
REFUSED = "Not authorized to perform sts:AssumeRoleWithWebIdentity"


class TestDocker:
    def test_manifest_inspect(self, clients: Clients, standin: StandIn) -> None:
        shown = json.loads(clients.run("docker", "manifest", "inspect", IMAGE).ok())
        assert shown["schemaVersion"] == 2
        assert standin.journal.counts() == ONE_EACH

    def test_manifest_inspect_shows_why_it_was_refused(self, clients: Clients) -> None:
        result = clients.run("docker", "manifest", "inspect", IMAGE, AWS_ROLE_ARN=f"{ROLE}-unknown")
        assert result.code != 0
        assert REFUSED in result.err


class TestSkopeo:
    def test_inspect(self, clients: Clients, standin: StandIn, registry: Registry) -> None:
        shown = json.loads(clients.run("skopeo", "inspect", f"docker://{IMAGE}").ok())
        assert shown["Digest"] == registry.image_digest
        assert standin.journal.counts() == ONE_EACH

    def test_copy(self, clients: Clients, sandbox: Sandbox) -> None:
        target = sandbox.work / "copy"
        clients.run("skopeo", "--insecure-policy", "copy", f"docker://{IMAGE}", f"dir:{target}").ok()
        assert (target / "manifest.json").is_file()
        assert len(list(target.iterdir())) == 4

    def test_copy_within_the_registry(self, clients: Clients, standin: StandIn) -> None:
        clients.run(
            "skopeo", "--insecure-policy", "copy", f"docker://{IMAGE}", f"docker://{HOST}/copied:2").ok()
        assert standin.journal.counts() == ONE_EACH

    def test_shows_why_it_was_refused(self, clients: Clients) -> None:
        result = clients.run("skopeo", "inspect", f"docker://{IMAGE}", AWS_ROLE_ARN=f"{ROLE}-unknown")
        assert result.code != 0
        assert REFUSED in result.err and ROLE in result.err

    def test_login_finds_the_user(self, clients: Clients) -> None:
        assert clients.run("skopeo", "login", "--get-login", HOST).ok() == "AWS\n"

    def test_logout(self, clients: Clients) -> None:
        # Version 1.9.3 overflows its stack where erase fails.
        clients.run("skopeo", "logout", "--authfile", clients.docker_config, HOST).ok()


STORE = """
import json, sys
from docker.credentials import Store
store = Store("bitrise")
print(json.dumps(getattr(store, sys.argv[1])(*sys.argv[2:]), default=bytes.decode))
"""
RESOLVE = """
import json, sys
from docker import auth
found = auth.load_config(sys.argv[1]).resolve_authconfig(sys.argv[2])
print(json.dumps(found))
"""


class TestDockerPy:
    def test_store_get(self, clients: Clients, registry: Registry) -> None:
        answer = json.loads(clients.python(STORE, "get", HOST, shows_secret=True).ok())
        assert (answer["Username"], answer["Secret"]) == ("AWS", registry.password)

    def test_store_get_of_another_host_is_not_found(self, clients: Clients) -> None:
        result = clients.python(STORE, "get", "ghcr.io")
        assert result.code != 0 and "CredentialsNotFound" in result.err

    def test_store_get_tells_why_it_failed(self, clients: Clients) -> None:
        result = clients.python(STORE, "get", HOST, AWS_ROLE_ARN=f"{ROLE}-unknown")
        assert result.code != 0 and "StoreError" in result.err and REFUSED in result.err

    @pytest.mark.parametrize("call", [("store", HOST, "AWS", "typed"), ("erase", HOST), ("list",)])
    def test_store_calls(self, clients: Clients, call: tuple[str, ...]) -> None:
        clients.python(STORE, *call).ok()

    def test_resolves_through_the_configuration(self, clients: Clients, registry: Registry) -> None:
        found = json.loads(
            clients.python(RESOLVE, str(clients.docker_config), HOST, shows_secret=True).ok())
        assert (found["Username"], found["Password"]) == ("AWS", registry.password)


FETCH = """
import json, sys
from oras.client import OrasClient
print(json.dumps(OrasClient(auth_backend="basic").get_manifest(sys.argv[1])))
"""


class TestOrasPy:
    def test_fetches_a_manifest(self, clients: Clients, standin: StandIn) -> None:
        # Its own request asks for OCI manifests; the registry has Docker's, so that is what it must accept.
        script = FETCH.replace(
            "get_manifest(sys.argv[1])",
            'get_manifest(sys.argv[1], allowed_media_type=["application/vnd.docker.distribution.manifest.v2+json"])')
        shown = json.loads(clients.python(script, IMAGE).ok())
        assert shown["schemaVersion"] == 2
        assert standin.journal.counts() == ONE_EACH


def test_clients_at_once_share_one_password(clients: Clients, real_names: Helper, standin: StandIn) -> None:
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        results = list(pool.map(lambda _: clients.run("skopeo", "inspect", "--raw", f"docker://{IMAGE}"), range(8)))
    assert all(result.ok() for result in results)
    assert standin.journal.counts() == ONE_EACH
