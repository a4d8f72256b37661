"""A role for single registries, in the configuration file."""

from __future__ import annotations

import json

import pytest

from standin import ROLE, StandIn
from support.docker_config import DockerConfig
from support.helper import Helper
from support.hosts import HOST, OTHER_ACCOUNT, OTHER_REGION

OTHER_ROLE = f"{ROLE}-other"


@pytest.fixture
def roles(helper: Helper, standin: StandIn) -> Helper:
    """A build without a role of its own: the file has one for all registries, and one for a registry."""
    standin.iam.add_role(OTHER_ROLE)
    del helper.environment["AWS_ROLE_ARN"]
    file = helper.sandbox.input("config.json", json.dumps(
        {"roleArn": ROLE, "sessionName": "general", "registries": {OTHER_REGION: {"roleArn": OTHER_ROLE}}}))
    helper.environment["ECR_LOGIN_CONFIG"] = str(file)
    return helper


def assumed(standin: StandIn) -> list[tuple[str, str]]:
    """Roles and session names, in the order of their requests."""
    return [(call.form["RoleArn"], call.form["RoleSessionName"]) for call in standin.journal.calls("sts")]


def test_get_uses_the_role_of_the_registry(roles: Helper, standin: StandIn) -> None:
    assert roles.get(HOST).password() and roles.get(OTHER_REGION).password()
    # The general session name belongs to the general role.
    assert assumed(standin) == [(ROLE, "general"), (OTHER_ROLE, "bitrise-421")]


def test_password_does_too(roles: Helper, standin: StandIn) -> None:
    assert roles.run("password", OTHER_REGION).code == 0
    assert assumed(standin) == [(OTHER_ROLE, "bitrise-421")]


def test_login_uses_each_role_for_its_registries(
    roles: Helper, standin: StandIn, docker_config: DockerConfig
) -> None:
    assert len(roles.run("login", HOST, OTHER_ACCOUNT, OTHER_REGION).lines()) == 3
    assert set(docker_config.auths) == {HOST, OTHER_ACCOUNT, OTHER_REGION}
    assert sorted(assumed(standin)) == [(ROLE, "general"), (OTHER_ROLE, "bitrise-421")]


def test_a_variable_wins_over_both(roles: Helper, standin: StandIn) -> None:
    assert roles.get(OTHER_REGION, AWS_ROLE_ARN=ROLE).password()
    assert assumed(standin) == [(ROLE, "bitrise-421")]


def test_one_password_does_not_stand_in_for_another(roles: Helper, standin: StandIn) -> None:
    """The cache tells roles apart, and logout forgets that of the registry's own role."""
    first = roles.get(OTHER_REGION).password()
    assert roles.get(OTHER_REGION).password() == first
    assert roles.get(OTHER_REGION, AWS_ROLE_ARN=ROLE).password() != first
    roles.run("logout", OTHER_REGION).lines()
    assert roles.get(OTHER_REGION).password() != first
    assert len(assumed(standin)) == 3


def test_erase_forgets_the_password_of_the_own_role(roles: Helper) -> None:
    first = roles.get(OTHER_REGION).password()
    assert roles.run("erase", stdin=OTHER_REGION.encode()).code == 0
    assert roles.get(OTHER_REGION).password() != first


def test_a_role_that_is_refused_is_the_registrys_own(roles: Helper, standin: StandIn) -> None:
    standin.iam.roles.pop(OTHER_ROLE, None)
    assert f"refuses role {OTHER_ROLE}: AccessDenied" in roles.get(OTHER_REGION).error()
    assert roles.get(HOST).password()


def test_doctor_shows_where_it_is_from(roles: Helper) -> None:
    report = json.loads(roles.run("doctor", OTHER_REGION, "--format", "json").out)
    (settings,) = [link for link in report["links"] if link["link"] == "settings"]
    role = next(found for found in settings["found"] if found["name"] == "role")
    assert role["value"] == OTHER_ROLE
    assert role["source"] == f"roleArn of {OTHER_REGION} in {roles.environment['ECR_LOGIN_CONFIG']}"
