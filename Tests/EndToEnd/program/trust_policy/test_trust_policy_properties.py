"""What holds of any policy's correction: it has no error more, lets nobody else in, and the build that is meant."""

from __future__ import annotations

import json
import random
import re
from typing import Any

from support.helper import Helper
from support.mistakes import AUD, SUB
from support.policies import ACCOUNT, APP, ISSUER, PROVIDER, SUBJECT, is_allowed
from support.random_policies import SEED, random_statement
from support.trust_policy import report

POLICIES = 300
KNOWN = ("--app-slug", APP, "--workflow", "deploy")
NEGATED = ("StringNotEquals", "StringNotLike", "StringNotEqualsIfExists", "ForAnyValue:StringNotLike")


def keys(subject: str, audience: str = "sts.amazonaws.com") -> dict[str, list[str]]:
    return {SUB: [subject], AUD: [audience]}


def audiences(document: dict[str, Any]) -> list[str]:
    """What a build may ask for: an audience of one's own is taken for meant."""
    named = [
        conditions.get(AUD, []) for statement in document["Statement"]
        for conditions in statement.get("Condition", {}).values()]
    return ["sts.amazonaws.com", *(text for value in named for text in ([value] if isinstance(value, str) else value))]


def random_policy(chance: random.Random) -> dict[str, Any]:
    statements = [random_statement(chance) for _ in range(chance.choice([1, 2, 2, 3]))]
    if chance.random() < 0.5:
        # One that lets somebody in is not so often made by chance.
        statements.append({
            "Effect": "Allow", "Principal": {"Federated": PROVIDER}, "Action": "sts:AssumeRoleWithWebIdentity",
            "Condition": {"StringEquals": {
                SUB: chance.choice([SUBJECT, "app:a:workflow:b", [SUBJECT, "app:a:workflow:c"]])}}})
    if chance.random() < 0.4:
        key = f"{ISSUER}:{chance.choice(['sub', 'workflow', 'app_slug', 'branch'])}"
        statements.append({
            "Effect": "Deny", "Principal": "*", "Action": "sts:AssumeRoleWithWebIdentity",
            "Condition": {chance.choice(NEGATED): {
                key: chance.choice([SUBJECT, f"app:{APP}:*", "deploy", "main", APP])}}})
    return {"Version": "2012-10-17", "Statement": statements}


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
    chance = random.Random(SEED)
    met = {"left": 0, "let in": 0, "kept in": 0}
    for number in range(POLICIES):
        document = random_policy(chance)
        known = KNOWN if chance.random() < 0.6 else ()
        arguments = ("--account", ACCOUNT, *known)
        found = report(helper, document, *arguments)
        corrected = found["corrected"]
        again = report(helper, corrected, *arguments)
        where = (f"SEED={SEED}, policy {number}: {json.dumps(document)} {known}", corrected, again["findings"])
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
    # None of it is true only because there was nothing to look at.
    assert min(met.values()) > POLICIES / 30, met
