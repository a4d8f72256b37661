"""Trust policies, tokens, and IAM's evaluation written a second time, by the rules and not by the program."""

from __future__ import annotations

import base64
import datetime
import ipaddress
import json
import re
from typing import Any

ISSUER = "token.builds.bitrise.io"
SUB = f"{ISSUER}:sub"
AUD = f"{ISSUER}:aud"
ACCOUNT = "123456789012"
PROVIDER = f"arn:aws:iam::{ACCOUNT}:oidc-provider/{ISSUER}"
APP = "a1b2c3d4e5f60718"
SUBJECT = f"app:{APP}:workflow:deploy"
ACTION = "sts:AssumeRoleWithWebIdentity"

# The policy of Bitrise's older guide, as it is described: two claims that AWS does not look at, and a comma too many.
OLDER_GUIDE = f"""{{
  "Version": "2012-10-17",
  "Statement": [
    {{
      "Effect": "Allow",
      "Principal": {{
        "Federated": "{PROVIDER}"
      }},
      "Action": "{ACTION}",
      "Condition": {{
        "StringEquals": {{
          "{ISSUER}:aud": "sts.amazonaws.com",
          "{ISSUER}:app_slug": "{APP}",
          "{ISSUER}:workflow": "deploy",
        }}
      }}
    }}
  ]
}}
"""


def policy(condition: Any = None, **changes: Any) -> dict[str, Any]:
    """A policy that is right, but for what is changed; `None` takes an element out."""
    if condition is None:
        condition = {"StringEquals": {f"{ISSUER}:aud": "sts.amazonaws.com", f"{ISSUER}:sub": SUBJECT}}
    statement = {
        "Effect": "Allow", "Principal": {"Federated": PROVIDER}, "Action": ACTION, "Condition": condition, **changes}
    return {"Version": "2012-10-17", "Statement": [{k: v for k, v in statement.items() if v is not None}]}


def token(subject: str = SUBJECT, **claims: Any) -> str:
    """A JWT, which nobody verifies here."""
    content = {
        "iss": f"https://{ISSUER}", "aud": "sts.amazonaws.com", "sub": subject, "exp": 4102444800, **claims}
    parts = [json.dumps({"alg": "RS256"}), json.dumps(content), "signature-of-nobody"]
    return ".".join(base64.urlsafe_b64encode(part.encode()).decode().rstrip("=") for part in parts)


# The evaluation.


def _glob(pattern: str, text: str) -> bool:
    expression = "".join(".*" if c == "*" else "." if c == "?" else re.escape(c) for c in pattern)
    return re.fullmatch(expression, text, re.DOTALL) is not None


def _number(text: str) -> float | None:
    return float(text) if re.fullmatch(r"[+-]?\d+(\.\d+)?", text, re.ASCII) else None


def _date(text: str) -> float | None:
    if re.fullmatch(r"[+-]?\d+", text, re.ASCII):
        return float(text)
    if not re.fullmatch(r"\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d))?", text, re.ASCII):
        return None
    try:
        moment = datetime.datetime.fromisoformat(text)
    except ValueError:
        return None
    return (moment if moment.tzinfo else moment.replace(tzinfo=datetime.UTC)).timestamp()


def _arn(pattern: str, text: str) -> bool:
    parts, values = pattern.split(":", 5), text.split(":", 5)
    return len(parts) == len(values) == 6 and all(map(_glob, parts, values))


def _address(network: str, text: str) -> bool:
    try:
        return ipaddress.ip_address(text) in ipaddress.ip_network(network, strict=False)
    except ValueError:
        return False


def _ordered(read: Any, compare: Any) -> Any:
    def fits(wanted: str, has: str) -> bool:
        left, right = read(has), read(wanted)
        return left is not None and right is not None and bool(compare(left, right))
    return fits


_POSITIVE = {
    "StringEquals": lambda wanted, has: wanted == has,
    "StringEqualsIgnoreCase": lambda wanted, has: wanted.lower() == has.lower(),
    "StringLike": _glob,
    "Bool": lambda wanted, has: has.lower() in ("true", "false") and wanted.lower() == has.lower(),
    "BinaryEquals": lambda wanted, has: wanted == has,
    "ArnEquals": _arn,
    "ArnLike": _arn,
    "IpAddress": _address,
    **{
        f"{kind}{name}": _ordered(read, compare)
        for kind, read in (("Numeric", _number), ("Date", _date))
        for name, compare in (
            ("Equals", float.__eq__), ("LessThan", float.__lt__), ("LessThanEquals", float.__le__),
            ("GreaterThan", float.__gt__), ("GreaterThanEquals", float.__ge__))
    },
}
_NEGATED = {
    "StringNotEquals": "StringEquals", "StringNotEqualsIgnoreCase": "StringEqualsIgnoreCase",
    "StringNotLike": "StringLike", "NumericNotEquals": "NumericEquals", "DateNotEquals": "DateEquals",
    "ArnNotEquals": "ArnEquals", "ArnNotLike": "ArnLike", "NotIpAddress": "IpAddress",
}
OPERATORS = (*_POSITIVE, *_NEGATED, "Null")


def condition_holds(name: str, wanted: list[str], has: list[str] | None) -> bool:
    """Whether a condition holds, by the rules of IAM's user guide."""
    if name == "Null":
        return any(text.lower() == ("true" if has is None else "false") for text in wanted)
    quantifier, _, rest = name.rpartition(":")
    base = rest.removesuffix("IfExists")
    negated = base in _NEGATED
    if has is None:
        # Nothing to compare with: everything is true of each of no values, and of none of them anything.
        return base != rest or quantifier == "ForAllValues" or (negated and quantifier != "ForAnyValue")
    fits = _POSITIVE[_NEGATED.get(base, base)]
    results = [any(fits(text, value) for text in wanted) is not negated for value in has]
    if quantifier:
        return (all if quantifier == "ForAllValues" else any)(results)
    return (all if negated else any)(results)


def is_allowed(document: dict[str, Any], keys: dict[str, list[str]], provider: str) -> bool:
    """What IAM decides for a token whose condition keys these are."""
    allowed = False
    for statement in document["Statement"]:
        many = {name: value if isinstance(value, list) else [value] for name, value in statement.items()}
        action = any(_glob(text.lower(), ACTION.lower()) for text in many.get("Action") or many["NotAction"])
        principal = statement.get("Principal") or statement["NotPrincipal"]
        named = principal == "*" or provider in principal.get("Federated", [])
        applies = action is ("Action" in statement) and named is ("Principal" in statement)
        for name, conditions in statement.get("Condition", {}).items():
            for key, wanted in conditions.items():
                texts = wanted if isinstance(wanted, list) else [wanted]
                applies = applies and condition_holds(name, texts, keys.get(key.lower()))
        if applies and statement["Effect"] == "Deny":
            return False
        allowed = allowed or applies
    return allowed
