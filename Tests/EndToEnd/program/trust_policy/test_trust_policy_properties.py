"""What holds of any policy's correction: it has no error more, lets nobody else in, and the build that is meant."""

from __future__ import annotations

import json
import re
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from support.helper import Helper
from support.policies import ACCOUNT, APP, AUD, PROVIDER, SUB, SUBJECT, is_allowed
from support.properties import examples
from support.strategies import policies_for_builds
from support.trust_policy import report

POLICIES = 300
KNOWN = ("--app-slug", APP, "--workflow", "deploy")


def keys(subject: str, audience: str = "sts.amazonaws.com") -> dict[str, list[str]]:
    return {SUB: [subject], AUD: [audience]}


def audiences(document: dict[str, Any]) -> list[str]:
    """What a build may ask for: an audience of one's own is taken for meant."""
    named = [
        conditions.get(AUD, []) for statement in document["Statement"]
        for conditions in statement.get("Condition", {}).values()]
    return ["sts.amazonaws.com", *(text for value in named for text in ([value] if isinstance(value, str) else value))]


def statements_that_deny(document: dict[str, Any]) -> list[Any]:
    return [statement for statement in document["Statement"] if statement["Effect"] == "Deny"]


def named_subjects(document: dict[str, Any]) -> set[str]:
    """The builds that a statement spells out and lets in, whatever lets in others."""
    named: set[str] = set()
    for statement in document["Statement"]:
        alone = {"Statement": [statement, *statements_that_deny(document)]}
        for name, conditions in statement.get("Condition", {}).items():
            if name in ("StringEquals", "StringLike", "ForAnyValue:StringEquals", "StringEqualsIfExists"):
                texts = json.dumps([value for key, value in conditions.items() if key.lower() == SUB])
                named.update(
                    subject for subject in re.findall(r'"(app:[\w-]+:workflow:[\w-]+)"', texts)
                    if is_allowed(alone, keys(subject), PROVIDER))
    return named


def test_the_correction_of_any_policy(helper: Helper) -> None:
    met = {"policies": 0, "left": 0, "let in": 0, "kept in": 0}

    @examples(POLICIES)
    @given(policies_for_builds(), st.sampled_from([(), KNOWN, KNOWN]))
    def holds_what_is_promised(document: dict[str, Any], known: tuple[str, ...]) -> None:
        met["policies"] += 1
        arguments = ("--account", ACCOUNT, *known)
        found = report(helper, document, *arguments)
        corrected = found["corrected"]
        again = report(helper, corrected, *arguments)
        where = (corrected, again["findings"])
        # Nothing is wrong with it but what only its author can mend, and that is as it was.
        assert again["errors"] == again["left"] == found["left"], where
        assert again["corrected"] == corrected, where
        assert statements_that_deny(corrected) == statements_that_deny(document), where
        if not statements_that_deny(document) and known:
            assert found["left"] == 0, where
        # An app that no policy names.
        assert not is_allowed(corrected, keys(f"app:{'f' * 16}:workflow:deploy"), PROVIDER), where
        # The build that was named, and those that the policy itself lets in.
        if known and found["left"] == 0:
            met["let in"] += 1
            assert any(is_allowed(corrected, keys(SUBJECT, each), PROVIDER) for each in audiences(corrected)), where
        for subject in named_subjects(document):
            met["kept in"] += 1
            assert is_allowed(corrected, keys(subject), PROVIDER), (subject, where)
        met["left"] += found["left"] > 0

    holds_what_is_promised()
    # None of it is true only because there was nothing to look at.
    assert met["policies"] >= POLICIES and min(met.values()) > POLICIES / 30, met
