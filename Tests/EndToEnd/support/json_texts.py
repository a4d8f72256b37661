"""Random JSON texts: any values, in any spelling and layout."""

from __future__ import annotations

import dataclasses
import json
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

# A text as it stands, a list, or an object by its keys as they stand.
Node = Any


@dataclasses.dataclass(frozen=True)
class Layout:
    """The white space of a text."""

    newline: str = ""
    unit: str = ""
    colon: str = ":"
    empty: str = ""

    def member(self, key: str, value: Node, depth: int) -> str:
        """A key with its value, at that depth."""
        return f"{key}{self.colon}{self.text(value, depth)}"

    def text(self, node: Node, depth: int = 0) -> str:
        """A value, at that depth."""
        if isinstance(node, dict):
            return self.around("{", [self.member(key, value, depth + 1) for key, value in node.items()], "}", depth)
        if isinstance(node, list):
            return self.around("[", [self.text(value, depth + 1) for value in node], "]", depth)
        return str(node)

    def around(self, opening: str, parts: list[str], closing: str, depth: int) -> str:
        """An object or a list of the parts."""
        if not parts:
            return f"{opening}{self.empty}{closing}"
        inner, outer = self.newline + self.unit * (depth + 1), self.newline + self.unit * depth
        return f"{opening}{inner}{f',{inner}'.join(parts)}{outer}{closing}"


LAYOUTS = st.sampled_from([
    Layout(), Layout(unit="", colon=": ", newline=" "), Layout("\n", "\t", ": "), Layout("\n", "    ", ": "),
    Layout("\r\n", "  ", ": ", " "), Layout("\n", "", " : ", "\n"), Layout("\n\n", " ", ":\n", "\t"),
    Layout("\r", "\t ", "\t:\r\n", "\r")])
BLANKS = st.sampled_from(["", "\n", " ", "\r\n\t", "\n\n"])


def spelled(text: str, way: str) -> str:
    """A string in quotes: with the least escapes, without other letters than ASCII's, or with escapes only."""
    if way == "escapes only":
        units = text.encode("utf-16-be")
        return '"' + "".join(f"\\u{units[at:at + 2].hex()}" for at in range(0, len(units), 2)) + '"'
    return json.dumps(text, ensure_ascii=way == "ASCII").replace("/", "/" if way == "least" else "\\/")


def strings(texts: SearchStrategy[str]) -> SearchStrategy[str]:
    """These texts, as strings in quotes."""
    return st.builds(spelled, texts, st.sampled_from(["least", "ASCII", "escapes only"]))


TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=6)
STRINGS = strings(TEXTS)
NUMBERS = st.from_regex(r"-?(0|[1-9][0-9]{0,30})(\.[0-9]{1,20})?([eE][+-]?[0-9]{1,3})?", fullmatch=True)
LEAVES = st.sampled_from(["null", "true", "false", "1e400", "-0.0", '""']) | NUMBERS | STRINGS


def objects(keys: SearchStrategy[str], values: SearchStrategy[Node], most: int = 3) -> SearchStrategy[dict[str, Node]]:
    """Objects of which no two keys mean the same."""
    return st.lists(st.tuples(keys, values), max_size=most, unique_by=lambda member: json.loads(member[0])).map(dict)


VALUES: SearchStrategy[Node] = st.recursive(
    LEAVES, lambda inner: st.lists(inner, max_size=3) | objects(STRINGS, inner), max_leaves=6)
