"""Policies made by chance, the same ones for the same seed."""

from __future__ import annotations

import os
import random
import time
from typing import Any

from .policies import ACTION, APP, ISSUER, OPERATORS, PROVIDER, SUBJECT

SEED = int(os.environ.get("SEED") or time.time())
TEXTS = (
    "a", "A", "ab", "app:a:workflow:b", "app:A:workflow:b", "5", "5.0", "-3", "07", "true", "False", "10.1.2.3",
    "2001:db8::1", "10.0.0.0", "2026-11-23", "2026-11-23T10:00:00Z", "2026-11-23T12:00:00+02:00", "1795428000",
    "arn:aws:iam::1:role/x", "arn:aws:iam::2:role/x/y", "*", "", "é", "x" * 300)
PATTERNS = (
    *TEXTS, "a*", "?", "*b", "app:*", "app:?:workflow:*", "*a*", "**", "10.0.0.0/8", "10.1.0.0/16", "2001:db8::/32",
    "0.0.0.0/0", "10.0.0.0/40", "arn:aws:iam::*:role/*", "arn:*:*:*:*:*", "arn:aws:iam::?:role/x", "6", "4",
    "2027-01-01", "2000-01-01T00:00:00Z", "nonsense", APP, SUBJECT, f"app:{APP}:workflow:*", f"app:{APP} :workflow:",
    "app:a:workflow:c")
KEYS = ("sub", "SUB", "aud", "amr", "branch", "app_slug", "workflow")


def random_operator(chance: random.Random) -> str:
    """Any operator, with any of what may stand before and behind it."""
    name = chance.choice(OPERATORS)
    if name == "Null":
        return name
    return chance.choice(["", "", "", "ForAllValues:", "ForAnyValue:"]) + name + chance.choice(["", "", "IfExists"])


def random_statement(chance: random.Random) -> dict[str, Any]:
    """A statement that IAM takes."""
    conditions: dict[str, dict[str, Any]] = {}
    for _ in range(chance.choice([0, 1, 1, 1, 2, 3])):
        name = random_operator(chance)
        values = ["true", "false"] if name == "Null" else PATTERNS
        wanted = chance.choices(values, k=chance.choice([1, 1, 2, 4]))
        conditions.setdefault(name, {})[f"{ISSUER}:{chance.choice(KEYS)}"] = (
            wanted[0] if len(wanted) == 1 and chance.random() < 0.5 else wanted)
    principal = chance.choice([
        {"Federated": PROVIDER}, {"Federated": PROVIDER}, {"Federated": [PROVIDER.replace("token", "other"), PROVIDER]},
        "*", {"Federated": PROVIDER.replace("token", "other")}, {"AWS": "arn:aws:iam::1:root"}])
    if isinstance(principal, dict) and isinstance(principal.get("Federated"), str):
        principal["Federated"] = [principal["Federated"]]
    statement = {
        "Effect": chance.choice(["Allow", "Allow", "Allow", "Deny"]),
        chance.choice(["Principal"] * 6 + ["NotPrincipal"]): principal,
        chance.choice(["Action"] * 6 + ["NotAction"]): chance.choice([
            ACTION, ACTION, ["sts:AssumeRole", ACTION], "sts:*", "*", "STS:assumerolewith???identity", "s3:*"])}
    return {**statement, "Condition": conditions} if conditions else statement
