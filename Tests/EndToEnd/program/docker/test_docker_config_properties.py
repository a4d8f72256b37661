"""What holds of any config.json: `login`, `logout` and `configure` change their own entries, and nothing else."""

from __future__ import annotations

import pytest
from hypothesis import given

from docker import auth
from standin import StandIn
from support.docker_config import DockerConfig
from support.docker_config_texts import Content, contents, is_own, others
from support.helper import Helper
from support.hosts import HOST
from support.properties import examples

FILES = 30


def own(docker_config: DockerConfig, section: str) -> dict[str, object]:
    """The members of a section that are this program's."""
    members = docker_config.read().get(section) or {}
    return {host: value for host, value in members.items() if is_own(section, host)}


with_and_without_own = pytest.mark.parametrize("has_own", [False, True], ids=["without own", "with own"])
with_and_without_others = pytest.mark.parametrize("has_others", [False, True], ids=["without others", "with others"])


@with_and_without_own
@with_and_without_others
def test_a_login_and_a_logout(
    helper: Helper, standin: StandIn, docker_config: DockerConfig, has_own: bool, has_others: bool
) -> None:
    files: list[Content] = []
    password = helper.run("password", HOST).out.decode().strip()

    @examples(FILES)
    @given(contents(has_own, has_others))
    def change_the_hosts_entry_only(content: Content) -> None:
        docker_config.write(content.text.encode())
        assert bool(own(docker_config, "auths")) == has_own
        helper.run("login", HOST).lines()
        after = docker_config.content.decode()
        assert others(after) == others(content.text) and content.survives_in(after), after
        assert list(own(docker_config, "auths")) == [HOST] and docker_config.password(HOST) == password, after
        found = auth.load_config(str(docker_config.path)).resolve_authconfig(HOST)
        assert (found["username"], found["password"]) == ("AWS", password), after
        helper.run("login", HOST).lines()
        assert docker_config.content.decode() == after

        # A logout forgets the password, too, and the next file is to get the same one.
        helper.run("logout", HOST, ECR_LOGIN_CACHE="off").lines()
        after = docker_config.content.decode()
        assert others(after) == others(content.text) and content.survives_in(after), after
        assert own(docker_config, "auths") == {}, after
        assert after == content.text or has_own or not has_others
        assert docker_config.others == []
        files.append(content)

    change_the_hosts_entry_only()
    assert standin.journal.counts() == {"bitrise": 1, "sts": 1, "ecr": 1}
    assert len(files) >= FILES


@with_and_without_own
@with_and_without_others
def test_a_helper_and_its_removal(
    bare: Helper, docker_config: DockerConfig, has_own: bool, has_others: bool
) -> None:
    files: list[Content] = []

    @examples(FILES)
    @given(contents(has_own, has_others))
    def change_the_hosts_entries_only(content: Content) -> None:
        docker_config.write(content.text.encode())
        bare.run("configure", HOST).lines()
        after = docker_config.content.decode()
        assert others(after) == others(content.text) and content.survives_in(after), after
        assert own(docker_config, "credHelpers") == {HOST: "bitrise"} and own(docker_config, "auths") == {}, after
        assert auth.load_config(str(docker_config.path)).get_credential_store(HOST) == "bitrise", after
        bare.run("configure", HOST).lines()
        assert docker_config.content.decode() == after

        bare.run("configure", "--remove", HOST).lines()
        after = docker_config.content.decode()
        assert others(after) == others(content.text) and content.survives_in(after), after
        assert own(docker_config, "credHelpers") == {}, after
        assert after == content.text or has_own or not has_others
        assert docker_config.others == []
        files.append(content)

    change_the_hosts_entries_only()
    assert len(files) >= FILES
