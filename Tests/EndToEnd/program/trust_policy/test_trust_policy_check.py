"""`trust-policy check` as a program: its arguments, its input, its output.

What it says of each mistake is in Tests/TrustPolicyTests.
"""

from __future__ import annotations

import json

import pytest

from support.helper import Helper
from support.policies import ACCOUNT, APP, ISSUER, OLDER_GUIDE, SUB, SUBJECT, policy
from support.trust_policy import check, report


def test_the_policy_of_the_older_guide(helper: Helper) -> None:
    run = check(helper, OLDER_GUIDE)
    why = (
        "AWS has no such key for a token of this issuer, so the condition never holds: the role can never be assumed."
        " Of a Bitrise token AWS compares only aud and sub.")
    fix = f'Take it out, and compare sub: "StringEquals": {{"{SUB}": "{SUBJECT}"}}.'
    expected = f"""standard input:13:11: error: AWS does not evaluate "{ISSUER}:app_slug"
  why: {why}
  fix: {fix}
standard input:14:11: error: AWS does not evaluate "{ISSUER}:workflow"
  why: {why}
  fix: {fix}
standard input:14:55: error: a comma before "}}"
  why: IAM refuses a policy that is not JSON, as MalformedPolicyDocument.
  fix: Take the comma out: nothing follows it.
3 errors, 0 warnings

The corrected policy:
{json.dumps(policy(), indent=2)}
"""
    assert (run.code, run.out.decode()) == (1, expected)
    corrected = run.out.decode().split("The corrected policy:\n")[1]
    again = check(helper, corrected)
    assert (again.code, again.out) == (0, b"standard input: nothing is wrong\n")


@pytest.mark.parametrize("arguments", [
    ("--account", "210987654321"), ("--partition", "aws-us-gov"), ("--role-arn", "arn:aws:iam::210987654321:role/x")])
def test_account_and_partition_are_compared_where_they_are_known(helper: Helper, arguments: tuple[str, ...]) -> None:
    (finding,) = report(helper, policy(), *arguments)["findings"]
    what = "partition" if "--partition" in arguments else "account"
    right = arguments[1].split(":")[4] if ":" in arguments[1] else arguments[1]
    wrong = "aws" if what == "partition" else ACCOUNT
    assert finding["problem"] == f'the provider\'s {what} is "{right}", not "{wrong}"'
    assert right in finding["fix"]


def test_what_is_known_of_the_build_is_put_in(helper: Helper) -> None:
    found = report(helper, policy({}), "--app-slug", APP, "--workflow", "rel-*", "--workflow", "deploy")
    values = [f"app:{APP}:workflow:rel-*", SUBJECT]
    assert found["corrected"]["Statement"][0]["Condition"]["StringLike"] == {SUB: values}
    found = report(helper, policy({}), BITRISE_APP_SLUG=APP)
    assert found["corrected"]["Statement"][0]["Condition"]["StringLike"] == {SUB: f"app:{APP}:workflow:*"}
    (finding,) = report(helper, policy(), BITRISE_APP_SLUG="zzz")["findings"]
    assert finding["problem"] == 'no statement lets "app:zzz:workflow:*" in'
    # What is no slug is not compared.
    assert report(helper, policy(), BITRISE_APP_SLUG="*")["findings"] == []


def test_a_file(helper: Helper) -> None:
    path = helper.sandbox.input("trust.json", OLDER_GUIDE)
    run = helper.run("trust-policy", "check", str(path), AWS_ROLE_ARN=None)
    assert run.out.decode().startswith(f"{path}:13:11: error: ")


def test_a_huge_file_is_not_read(helper: Helper) -> None:
    told = (
        "standard input has more than 1048576 bytes. Name the file of a role's trust policy, or - for standard input.")
    run = helper.run("trust-policy", "check", "-", stdin=b"[" * 100_000_000)
    assert run.lines(1) == [f"trust-policy check: {told}"]
    path = helper.sandbox.input("huge.json", b"[" * 2_000_000)
    assert helper.run("trust-policy", "check", str(path)).lines(1) == [
        f"trust-policy check: the file {path} (from the argument) is larger than 1048576 bytes. Name the file of a"
        " role's trust policy, or - for standard input."]


def test_nothing_of_the_file_acts_on_a_terminal(helper: Helper) -> None:
    evil = "\x1b[31m\u202e\x07"
    document = policy({"StringEquals": {evil: "x", SUB: evil}})
    document[evil] = document["Statement"][0][evil] = 1
    # What stays in the corrected policy.
    document["Statement"][0]["Sid"] = evil
    for arguments in ((), ("--format", "json")):
        out = check(helper, document, *arguments).out.decode()
        assert not set(out) & set(evil.replace("[31m", "")), out


def test_called_wrongly(bare: Helper) -> None:
    assert bare.run("trust-policy", "check").lines(64)[0].startswith("trust-policy check needs a file, or -; usage: ")
