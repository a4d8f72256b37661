"""Conditions that hold together: a correction never makes alternatives of them, and no right policy is found wrong."""

from __future__ import annotations

import json
from typing import Any

import pytest

from support.helper import Helper
from support.mistakes import AUD, SUB
from support.policies import ACTION, APP, PROVIDER, policy
from support.trust_policy import report

MAIN = f"app:{APP}:workflow:main"
PROD, DEPLOY = f"app:{APP}:workflow:prod-*", f"app:{APP}:workflow:*-deploy"
AUDIENCE = {AUD: "sts.amazonaws.com"}
ONLY_MAIN = {"StringLike": {SUB: MAIN}}

# What stands together on sub, and what the corrected policy has of it.
TOGETHER: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "wide-in-equals": ({"StringLike": {SUB: MAIN}, "StringEquals": {SUB: "app:*"}}, ONLY_MAIN),
    "wide-if-exists": ({"StringLike": {SUB: MAIN}, "StringLikeIfExists": {SUB: "app:*"}}, ONLY_MAIN),
    "wide-for-all-values": ({"StringLike": {SUB: MAIN}, "ForAllValues:StringLike": {SUB: "*:workflow:*"}}, ONLY_MAIN),
    "wide-under-a-misspelt-operator": ({"StringLike": {SUB: MAIN}, "Stringlike": {SUB: "*"}}, ONLY_MAIN),
    "the-whole-app": ({"StringLike": {SUB: MAIN}, "StringEquals": {SUB: f"app:{APP}:workflow:*"}}, ONLY_MAIN),
    "one-of-two": (
        {"StringLike": {SUB: [MAIN, f"app:{APP}:workflow:x"]}, "StringLikeIfExists": {SUB: [PROD, MAIN]}}, ONLY_MAIN),
    "neither-within-the-other": (
        {"StringLikeIfExists": {SUB: PROD}, "StringLike": {SUB: DEPLOY}},
        {"StringLike": {SUB: PROD}, "ForAnyValue:StringLike": {SUB: DEPLOY}}),
}


def compared(corrected: dict[str, Any]) -> dict[str, Any]:
    """The conditions on sub of the first statement."""
    conditions = corrected["Statement"][0]["Condition"]
    return {name: {SUB: keys[SUB]} for name, keys in conditions.items() if SUB in keys}


@pytest.mark.parametrize("name", TOGETHER)
def test_what_stood_together_does_so_when_it_is_corrected(helper: Helper, name: str) -> None:
    conditions, expected = TOGETHER[name]
    with_audience = {**conditions, "StringLike": {**AUDIENCE, **conditions["StringLike"]}}
    found = report(helper, policy(with_audience))
    assert (found["errors"], found["left"]) == (1, 0)
    assert compared(found["corrected"]) == expected
    again = report(helper, found["corrected"])
    assert (again["errors"], again["warnings"]) == (0, 0)


def denying(allowed: Any, denied: dict[str, Any]) -> dict[str, Any]:
    """A policy with a statement that denies."""
    whole = policy({"StringLike": {**AUDIENCE, SUB: allowed}})
    denial = {"Effect": "Deny", "Principal": {"Federated": PROVIDER}, "Action": ACTION, "Condition": denied}
    return {**whole, "Statement": [*whole["Statement"], denial]}


WORKFLOWS = [f"app:{APP}:workflow:w{number}" for number in range(40)]

# Policies in which nothing is wrong, with what is known of the build.
RIGHT: dict[str, tuple[dict[str, Any], tuple[str, ...]]] = {
    "all-but-some": (
        denying(PROD, {"StringNotLike": {SUB: "app:*:workflow:*-deploy"}}), ("--app-slug", APP)),
    "two-patterns-at-once": (
        policy({"StringLike": {**AUDIENCE, SUB: DEPLOY}, "ForAnyValue:StringLike": {SUB: PROD}}), ("--app-slug", APP)),
    "many-allowed-and-most-denied": (denying(WORKFLOWS, {"StringEquals": {SUB: WORKFLOWS[:33]}}), ()),
    "one-of-many": (policy({"StringEquals": {**AUDIENCE, SUB: WORKFLOWS}}), ("--workflow", "w39*")),
}


@pytest.mark.parametrize("name", RIGHT)
def test_what_is_right_is_not_found_wrong(helper: Helper, name: str) -> None:
    content, arguments = RIGHT[name]
    found = report(helper, content, *arguments)
    assert (found["errors"], found["warnings"]) == (0, 0), json.dumps(found["findings"])


def test_more_values_than_iam_takes_are_no_reason_for_a_judgement(helper: Helper) -> None:
    many = [f"app:{APP}:workflow:w{number}" for number in range(300)]
    found = report(helper, denying(many, {"StringEquals": {SUB: many[:299]}}))
    assert found["errors"] == 0
