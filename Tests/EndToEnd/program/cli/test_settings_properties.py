"""What holds of any configuration file: a right one counts, however it is spelled; one unknown key makes it wrong."""

from __future__ import annotations

import dataclasses
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from standin import ROLE, StandIn
from standin.vault import MARK
from support.helper import Helper
from support.hosts import HOST, OTHER_REGION
from support.json_texts import BLANKS, LAYOUTS, VALUES, Node, spelled
from support.properties import examples
from support.sandbox import Sandbox

FILES = 50
ROLES = (ROLE, f"{ROLE}-of-file", f"{ROLE}-of-registry")
OF_A_REGISTRY = {
    "sessionName": st.from_regex(r"[A-Za-z0-9_+=,.@-]{2,64}", fullmatch=True),
    "durationSeconds": st.integers(900, 3600),
    "audience": st.just("sts.amazonaws.com"),
}
OF_ALL = {**OF_A_REGISTRY, "region": st.sampled_from(["eu-west-1", "nowhere"])}
KEYS = {"roleArn", "webIdentityTokenFile", "registries", *OF_ALL}
ROLE_ARN = {"roleArn": st.sampled_from(ROLES)}


@dataclasses.dataclass(frozen=True)
class File:
    """A configuration file, and what it says of the host."""

    text: str
    of_host: dict[str, Any]


@st.composite
def files(draw: DrawFn, unknown: str = "", of: str = "") -> File:
    """A right file, but for an unknown key: among those of all registries, or of one."""
    def written(value: Any) -> Node:
        if isinstance(value, dict):
            found = {spell(key): written(each) for key, each in value.items()}
            if unknown and value is marred:
                found[spell(unknown)] = draw(VALUES)
            return {key: found[key] for key in draw(st.permutations(list(found)))}
        return spell(value) if isinstance(value, str) else json.dumps(value)

    def spell(text: str) -> str:
        return spelled(text, draw(st.sampled_from(["least", "ASCII", "escapes only"])))

    settings = draw(st.fixed_dictionaries(ROLE_ARN, optional=OF_ALL))
    of_one = st.fixed_dictionaries(ROLE_ARN, optional=OF_A_REGISTRY)
    registries = draw(st.dictionaries(st.sampled_from([HOST, OTHER_REGION]), of_one))
    if of:
        registries.setdefault(of, {"roleArn": ROLE})
    whole = {**settings, "registries": registries} if registries else settings
    marred = registries[of] if of else whole
    mark = draw(st.sampled_from(["", "\ufeff"]))
    return File(
        f"{mark}{draw(BLANKS)}{draw(LAYOUTS).text(written(whole))}{draw(BLANKS)}", registries.get(HOST, settings))


@pytest.fixture
def helper_without_role(helper: Helper, standin: StandIn) -> Helper:
    """The program in a build whose role nothing names but the file."""
    for role in ROLES[1:]:
        standin.iam.add_role(role)
    helper.environment.pop("AWS_ROLE_ARN")
    return helper


def test_a_right_one(helper_without_role: Helper, standin: StandIn, sandbox: Sandbox) -> None:
    def sent(text: str) -> dict[str, str | None]:
        path = sandbox.input("settings.json", text)
        helper_without_role.get(HOST, ECR_LOGIN_CONFIG=str(path), ECR_LOGIN_CACHE="off").credentials()
        form = standin.journal.calls("sts")[-1].form
        return {name: form.get(name) for name in ("RoleArn", "RoleSessionName", "DurationSeconds")}

    without = sent(json.dumps({"roleArn": ROLE}))
    tried: list[File] = []

    @examples(FILES)
    @given(files())
    def counts(file: File) -> None:
        duration = file.of_host.get("durationSeconds")
        assert sent(file.text) == {
            "RoleArn": file.of_host["roleArn"],
            "RoleSessionName": file.of_host.get("sessionName", without["RoleSessionName"]),
            "DurationSeconds": duration and str(duration)}
        tried.append(file)

    counts()
    assert len(tried) >= FILES and without["RoleSessionName"]


@pytest.mark.parametrize("of", ["", HOST, OTHER_REGION], ids=["of all", "of the host", "of another"])
def test_an_unknown_key(helper_without_role: Helper, standin: StandIn, sandbox: Sandbox, of: str) -> None:
    tried: list[File] = []

    @examples(FILES)
    @given(st.data(), st.text(st.characters(codec="ascii", categories=["L", "N"]), min_size=1, max_size=40).filter(
        # The mark of a secret is in no text by chance, but hypothesis tries the words of this code, too.
        lambda key: key not in KEYS and MARK not in key))
    def is_named(data: st.DataObject, key: str) -> None:
        file = data.draw(files(key, of))
        path = sandbox.input("settings.json", file.text)
        message = helper_without_role.get(HOST, ECR_LOGIN_CONFIG=str(path)).error()
        place = f" of {of}" if of else ""
        assert f'the configuration file {path} has a key{place} that is not known: "{key}". ' in message
        tried.append(file)

    is_named()
    assert len(tried) >= FILES and standin.journal.connections == 0
