"""Runs `trust-policy check`."""

from __future__ import annotations

import json
from typing import Any

from .helper import Helper, Run


def check(helper: Helper, text: str | dict[str, Any], *arguments: str, **changes: Any) -> Run:
    """Runs `trust-policy check` on a policy."""
    text = text if isinstance(text, str) else json.dumps(text)
    run = helper.run(
        "trust-policy", "check", "-", *arguments, stdin=text.encode(), **{"AWS_ROLE_ARN": None, **changes})
    assert run.err == b"", run.failure()
    return run


def report(helper: Helper, text: str | dict[str, Any], *arguments: str, **changes: Any) -> dict[str, Any]:
    """As `check`, read from JSON: the counts are those of the findings, and the exit code fits them."""
    run = check(helper, text, "--format", "json", *arguments, **changes)
    found: dict[str, Any] = json.loads(run.out)
    assert run.code == (1 if found["errors"] else 0)
    severities = [finding["severity"] for finding in found["findings"]]
    assert (severities.count("error"), severities.count("warning")) == (found["errors"], found["warnings"])
    return found
