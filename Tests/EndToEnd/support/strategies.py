"""Random trust policies, and the claims of random tokens. What stands first in a choice is what it shrinks to."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from .policies import ACTION, APP, ISSUER, OPERATORS, PROVIDER, SUBJECT

# The types that IAM compares: how the operators of each begin, what a token has, and what a policy compares it with.
TYPES: dict[str, tuple[tuple[str, ...], list[str], list[str]]] = {
    "string": (
        ("String", "Binary"), ["a", "A", "ab", "bab", "aab", "*", "", "é", "x" * 300],
        ["a", "A", "ab", "AB", "a*", "?", "a?", "?b", "??", "*b", "a*b", "?ab", "*a*", "**", "*", "", "é", "É",
         "x" * 300]),
    "subject": (
        ("String",), ["app:a:workflow:b", "app:A:workflow:b", SUBJECT],
        ["app:a:workflow:b", "app:A:workflow:b", "app:*", "app:?:workflow:*", "app:a:workflow:c", "app:?:workflow:b*",
         APP, SUBJECT, f"app:{APP}:workflow:*", f"app:{APP} :workflow:"]),
    "number": (
        ("Numeric",), ["5", "5.0", "-3", "+5", "07", "7", "4.9", "1795428000", ""],
        ["5", "6", "4", "-3", "-3.0", "07", "7", "5.5", "5.", "1e1", "1795428000", "nonsense"]),
    "date": (
        ("Date",),
        ["2026-11-23", "2026-11-23T10:00:00Z", "2026-11-23T12:00:00+02:00", "1795428000", "-1", "2026-11-23T10:00Z"],
        ["2026-11-23", "2026-11-23T00:00:00Z", "2026-11-23T10:00:00Z", "2026-11-23T12:00:00Z", "1795428000",
         "2027-01-01", "2000-01-01T00:00:00Z", "2026-11-23T10:00:00.5Z", "-2", "nonsense"]),
    "truth": (("Bool",), ["true", "True", "False", "false", "a"], ["true", "false", "True", "a", ""]),
    "address": (
        ("IpAddress", "NotIpAddress"), ["10.1.2.3", "10.0.0.0", "2001:db8::1", "10.1.2"],
        ["10.1.2.3", "10.0.0.0", "10.0.0.0/8", "10.1.0.0/16", "10.1.2.0/8", "2001:db8::/32", "2001:db8::1/32",
         "0.0.0.0/0", "10.0.0.0/40", "a"]),
    "ARN": (
        ("Arn",), ["arn:aws:iam::1:role/x", "arn:aws:iam::2:role/x/y", "arn:aws:iam::1:2:role/x", "arn:aws"],
        ["arn:aws:iam::1:role/x", "arn:aws:iam::*:role/*", "arn:*:*:*:*:*", "arn:aws:iam::?:role/x", "arn:*:role/x",
         "arn:aws:iam::1:*", "arn:aws:*:1:role/x", "*"]),
}
KEYS = ("sub", "sub", "aud", "amr", "amr", "SUB", "branch", "app_slug", "workflow")
OTHER_PROVIDER = PROVIDER.replace("token", "other")


def _mostly(usual: list[Any], rare: list[Any]) -> SearchStrategy[Any]:
    """One of the usual, and one time in about eight one of the rare; by a single choice, since each takes time."""
    copies = -(-len(usual) // (7 * len(rare)))
    return st.sampled_from([*usual * max(1, 7 * copies * len(rare) // len(usual)), *rare * copies])


_TEXTS = [text for _, texts, _ in TYPES.values() for text in texts]
_PATTERNS = [pattern for _, _, patterns in TYPES.values() for pattern in patterns]


class _Kind:
    """The choices for one of the types."""

    def __init__(self, kind: str) -> None:
        beginnings, texts, patterns = TYPES[kind]
        names = [name for name in OPERATORS if name.startswith(beginnings)]
        self.texts = _mostly(texts, _TEXTS)
        self.patterns = _mostly(patterns, _PATTERNS)
        self.operators = _mostly([
            f"{quantifier}{name}{ending}" for ending in ("", "", "IfExists")
            for quantifier in ("", "ForAnyValue:", "ForAllValues:") for name in names], ["Null"])


_KINDS = [_Kind(kind) for kind in TYPES]
_KEYS = st.sampled_from([f"{ISSUER}:{key}" for key in KEYS])
_TRUTH = st.sampled_from(["true", "false"])
# How many conditions a statement has, and of how many texts a list in one consists; 0 is a text without a list.
_CONDITIONS = st.sampled_from([0, 1, 1, 1, 2, 2, 3])
_LENGTHS = st.sampled_from([0, 0, 1, 2, 3])
_STATEMENTS = st.sampled_from([1, 1, 2, 2, 3])
_EFFECTS = st.sampled_from(["Allow", "Allow", "Deny"])
# One that denies is never corrected, so most policies are to have none.
_EFFECTS_FOR_BUILDS = st.sampled_from(["Allow"] * 7 + ["Deny"])
_PRINCIPALS = _mostly(
    [{"Federated": [PROVIDER]}, {"Federated": [OTHER_PROVIDER, PROVIDER]}, "*"],
    [{"Federated": [OTHER_PROVIDER]}, {"AWS": "arn:aws:iam::1:root"}])
_ACTIONS = _mostly([ACTION, ["sts:AssumeRole", ACTION], "sts:*", "*", "STS:assumerolewith???identity"], ["s3:*"])
_PRINCIPAL_NAMES = _mostly(["Principal"], ["NotPrincipal"])
_ACTION_NAMES = _mostly(["Action"], ["NotAction"])


def _statement(draw: DrawFn, kind: _Kind, effects: SearchStrategy[str]) -> dict[str, Any]:
    statement = {
        "Effect": draw(effects), draw(_PRINCIPAL_NAMES): draw(_PRINCIPALS), draw(_ACTION_NAMES): draw(_ACTIONS)}
    condition: dict[str, dict[str, Any]] = {}
    for _ in range(draw(_CONDITIONS)):
        operator = draw(kind.operators)
        values: SearchStrategy[str] = _TRUTH if operator == "Null" else kind.patterns
        wanted = [draw(values) for _ in range(draw(_LENGTHS))]
        condition.setdefault(operator, {})[draw(_KEYS)] = wanted or draw(values)
    return {**statement, "Condition": condition} if condition else statement


def _policy(statements: list[dict[str, Any]]) -> dict[str, Any]:
    return {"Version": "2012-10-17", "Statement": statements}


@st.composite
def policies_and_claims(draw: DrawFn) -> tuple[dict[str, Any], dict[str, Any]]:
    """A policy of any statements, and what a token says; mostly both are of the same type, so that they may fit."""
    kind = draw(st.sampled_from(_KINDS))
    claims: dict[str, Any] = {"sub": draw(kind.texts), "aud": draw(kind.texts)}
    if amr := [draw(kind.texts) for _ in range(draw(_LENGTHS))]:
        claims["amr"] = amr
    return _policy([_statement(draw, kind, _EFFECTS) for _ in range(draw(_STATEMENTS))]), claims


@st.composite
def policies_for_builds(draw: DrawFn) -> dict[str, Any]:
    """A policy of any statements, often with one that lets a build in, and sometimes with one that denies others."""
    statements = [
        _statement(draw, draw(st.sampled_from(_KINDS)), _EFFECTS_FOR_BUILDS) for _ in range(draw(_STATEMENTS))]
    subject = draw(st.sampled_from([None, None, SUBJECT, SUBJECT, "app:a:workflow:b", [SUBJECT, "app:a:workflow:c"]]))
    if subject:
        statements.append({
            "Effect": "Allow", "Principal": {"Federated": PROVIDER}, "Action": ACTION,
            "Condition": {"StringEquals": {f"{ISSUER}:sub": subject}}})
    if draw(st.sampled_from([False, False, True])):
        operator = draw(st.sampled_from(
            ["StringNotEquals", "StringNotLike", "StringNotEqualsIfExists", "ForAnyValue:StringNotLike"]))
        key = draw(st.sampled_from(["sub", "workflow", "app_slug", "branch"]))
        value = draw(st.sampled_from([SUBJECT, f"app:{APP}:*", "deploy", "main", APP]))
        statements.append({
            "Effect": "Deny", "Principal": "*", "Action": ACTION,
            "Condition": {operator: {f"{ISSUER}:{key}": value}}})
    return _policy(statements)
