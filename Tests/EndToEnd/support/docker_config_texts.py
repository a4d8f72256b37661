"""Random texts of Docker's config.json, and what in them is not this program's."""

from __future__ import annotations

import base64
import dataclasses
import json
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from .hosts import HOST, OTHER_ACCOUNT
from .json_texts import BLANKS, LAYOUTS, STRINGS, VALUES, Node, objects, spelled, strings

# Under all of these keys of `auths` Docker finds a password for the host.
SPELLINGS = (
    HOST, f"https://{HOST}", f"http://{HOST}/", f"{HOST}:443", f"https://{HOST}/v2/", f"{HOST}/v1", HOST.upper())
OTHERS = (
    "ghcr.io", "https://index.docker.io/v1/", OTHER_ACCOUNT, f"{HOST}/team", f"{HOST}:5000", f"{HOST}.example", "")


@dataclasses.dataclass(frozen=True)
class Content:
    """A text of the file."""

    text: str
    # The members that are not this program's, as they stand, in their order.
    foreign: tuple[str, ...] = dataclasses.field(repr=False)

    def survives_in(self, text: str) -> bool:
        """Whether the members that are not this program's are in another text, byte for byte."""
        position = 0
        for member in self.foreign:
            position = text.find(member, position)
            if position < 0:
                return False
            position += len(member)
        return True


def _without(keys: set[str]) -> SearchStrategy[str]:
    return STRINGS.filter(lambda key: json.loads(key).lower() not in keys)


# A lone UTF-16 surrogate is valid JSON, and no reader needs its value.
_VALUES = VALUES | st.just('"\\ud83d"')
_ENTRIES = st.builds(
    lambda auth, others: {**({'"auth"': json.dumps(base64.b64encode(auth).decode())} if auth else {}), **others},
    st.sampled_from([b"", b"u:p", b"AWS:old", "ü:\U0001f511".encode()]),
    objects(_without({"auth", "identitytoken"}), _VALUES, 1))
_OTHER_HOSTS = strings(st.sampled_from(OTHERS)) | _without({key.lower() for key in SPELLINGS})
_OWN = {"auths": strings(st.sampled_from(SPELLINGS)), "credHelpers": strings(st.just(HOST))}
_UNKNOWN = objects(_without({"auths", "credhelpers", "credsstore"}), _VALUES)


def is_own(section: str, host: str) -> bool:
    """Whether a member of a section is this program's to change."""
    return host == HOST if section == "credHelpers" else host.lower() in SPELLINGS


@st.composite
def _sections(draw: DrawFn, name: str, has_own: bool, has_others: bool) -> dict[str, Node]:
    """The members of a section: the host itself, in one or two spellings, and others."""
    def value(key: str) -> Node:
        if name == "auths":
            return draw(_ENTRIES)
        # An entry without a name says that the password is in the file.
        return '""' if is_own(name, json.loads(key)) else json.dumps(draw(st.sampled_from(["gcr", "vault", ""])))
    keys = draw(st.lists(_OTHER_HOSTS, min_size=1, max_size=3, unique_by=json.loads)) if has_others else []
    if has_own:
        for key in draw(st.lists(_OWN[name], min_size=1, max_size=2, unique_by=json.loads)):
            keys.insert(draw(st.integers(0, len(keys))), key)
    return {key: value(key) for key in keys}


@st.composite
def contents(draw: DrawFn, has_own: bool, has_others: bool) -> Content:
    """Any file that Docker and docker-py take, without a credential store of all hosts.

    `has_own`: whether a password of the host is in it, and maybe an entry among the helpers that says so.
    `has_others`: whether both sections have members of other hosts; if not, they may be missing or `null`, too.
    """
    layout = draw(LAYOUTS)
    unknown = [layout.member(key, value, 1) for key, value in draw(_UNKNOWN).items()]
    members: list[tuple[tuple[str, ...], str]] = [((member,), member) for member in unknown]
    for name in ("auths", "credHelpers"):
        own = has_own and (name == "auths" or draw(st.booleans()))
        how = "full" if own or has_others else draw(st.sampled_from(["missing", "null", "full"]))
        if how == "missing":
            continue
        section = draw(_sections(name, own, has_others)) if how == "full" else None
        parts = {key: layout.member(key, value, 2) for key, value in (section or {}).items()}
        foreign = tuple(part for key, part in parts.items() if not is_own(name, json.loads(key)))
        text = "null" if section is None else layout.around("{", list(parts.values()), "}", 1)
        key = spelled(name, draw(st.sampled_from(["least", "escapes only"])))
        members.insert(draw(st.integers(0, len(members))), (foreign, f"{key}{layout.colon}{text}"))
    whole = layout.around("{", [member for _, member in members], "}", 0)
    return Content(draw(BLANKS) + whole + draw(BLANKS), tuple(part for foreign, _ in members for part in foreign))


def others(text: str) -> tuple[Any, ...]:
    """What a text means, but for this program's entries: objects as tuples in their order, numbers as they stand."""
    found = json.loads(text, object_pairs_hook=tuple, parse_int=str, parse_float=str)
    rest = [(key, value) for key, value in found if key not in ("auths", "credHelpers")]
    return rest, *([member for key, value in found if key == section for member in value or ()
                    if not is_own(section, member[0])] for section in ("auths", "credHelpers"))
