"""What `trust-policy check` says of the mistakes that people make, and what it makes of them."""

from __future__ import annotations

import copy
import json
import urllib.parse
from typing import Any

import pytest

from support.helper import Helper
from support.mistakes import AUD, DEAD, GITHUB, MISTAKES, NOT_JSON, SUB, condition, statement
from support.policies import ACCOUNT, ACTION, APP, ISSUER, OLDER_GUIDE, PROVIDER, SUBJECT, policy
from support.trust_policy import check, report


def test_the_policy_of_the_older_guide(helper: Helper) -> None:
    run = check(helper, OLDER_GUIDE)
    fix = f'Take it out, and compare sub: "StringEquals": {{"{SUB}": "{SUBJECT}"}}.'
    expected = f"""standard input:13:11: error: AWS does not evaluate "{ISSUER}:app_slug"
  why: {DEAD}
  fix: {fix}
standard input:14:11: error: AWS does not evaluate "{ISSUER}:workflow"
  why: {DEAD}
  fix: {fix}
standard input:14:55: error: a comma before "}}"
  why: {NOT_JSON}
  fix: Take the comma out: nothing follows it.
3 errors, 0 warnings

The corrected policy:
{json.dumps(policy(), indent=2)}
"""
    assert (run.code, run.out.decode()) == (1, expected)
    corrected = run.out.decode().split("The corrected policy:\n")[1]
    again = check(helper, corrected)
    assert (again.code, again.out) == (0, b"standard input: nothing is wrong\n")


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_is_named_and_corrected(helper: Helper, name: str) -> None:
    document, expected = MISTAKES[name]
    found = report(helper, document)
    told = [(f["problem"], f["reason"], f["fix"]) for f in found["findings"] if f["severity"] == "error"]
    assert expected in told, told
    again = report(helper, found["corrected"])
    assert again["errors"] == 0, again["findings"]


@pytest.mark.parametrize("name", [
    name for name in MISTAKES if name not in ("star-in-equals", "misspelt-element", "for-all-values", "no-condition",
                                      "condition-is-a-list", "blank-in-the-claim", "statement-about-others")])
def test_a_mistake_is_the_only_error(helper: Helper, name: str) -> None:
    assert report(helper, MISTAKES[name][0])["errors"] == 1


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
    (finding,) = report(helper, condition(sub=SUBJECT.upper().replace("APP", "app").replace(
        "WORKFLOW", "workflow")), "--app-slug", APP)["findings"]
    assert finding["problem"].endswith(f'spells the app "{APP.upper()}", but it is "{APP}"')


@pytest.mark.parametrize(("document", "problem"), [
    (policy({"StringEquals": {SUB: SUBJECT}}), f"there is no condition on {AUD}"),
    (policy({"StringEquals": {AUD: "mine", SUB: SUBJECT}}), 'the token\'s aud is "sts.amazonaws.com", not "mine"'),
    (condition(sub="app:APP_SLUG:workflow:WORKFLOW"), '"app:APP_SLUG:workflow:WORKFLOW" is a placeholder'),
    ({"Statement": policy()["Statement"]}, "the policy has no Version"),
    (json.loads(json.dumps(policy()).replace(ACCOUNT, "111122223333")), "the account 111122223333 is a placeholder"),
    (policy({"StringLike": {AUD: "*", SUB: SUBJECT}}), '"*" lets in every audience of the provider'),
])
def test_what_works_but_may_not_be_meant_is_a_warning(
    helper: Helper, document: dict[str, Any], problem: str
) -> None:
    found = report(helper, document)
    assert [(f["severity"], f["problem"]) for f in found["findings"]] == [("warning", problem)]


@pytest.mark.parametrize("document", [
    policy(), condition("StringLike", f"app:{APP}:*"), condition("StringLike", [f"app:{APP}:workflow:a*", SUBJECT]),
    condition("StringEqualsIgnoreCase"), condition("ForAnyValue:StringEquals"), statement(Sid="x"),
    statement(Action=[ACTION, "sts:TagSession"]), statement(Action="sts:*"), condition(key=SUB.upper()),
    statement(Principal={"Federated": [GITHUB, PROVIDER]}),
    condition("StringLike", f"app:{APP}:*", StringNotLike={SUB: f"app:{APP}:workflow:pr-*"}),
    condition(
        "StringLike", f"app:{APP}:*", StringEquals={AUD: "sts.amazonaws.com", SUB: [SUBJECT, "app:a:workflow:b"]}),
    json.loads(json.dumps(policy()).replace("arn:aws:", "arn:aws-cn:").replace("amazonaws.com", "amazonaws.com.cn")),
    condition("StringLike", "app:*:workflow:deploy", StringEquals={AUD: "sts.amazonaws.com", SUB: SUBJECT}),
    {"Version": "2012-10-17", "Statement": statement(Sid="")["Statement"] * 2},
    condition(IpAddress={"aws:SourceIp": "10.0.0.0/8"}), condition(StringNotEquals={"sts:RoleSessionName": "x"}),
    {"Version": "2012-10-17", "Statement": [policy()["Statement"][0], {
        "Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}, {
        "Effect": "Allow", "Action": ACTION, "Principal": {
            "Federated": f"arn:aws:iam::{ACCOUNT}:oidc-provider/token.actions.githubusercontent.com"},
        "Condition": {"StringEquals": {"token.actions.githubusercontent.com:sub": "repo:x"}}}]},
    {"Version": "2012-10-17", "Statement": [policy()["Statement"][0], {
        "Effect": "Deny", "Principal": "*", "Action": "*",
        "Condition": {"StringNotLike": {SUB: f"app:{APP}:*"}}}]},
    {"Version": "2012-10-17", "Id": "x", "Statement": policy()["Statement"][0]},
])
def test_what_is_right_is_left_alone(helper: Helper, document: dict[str, Any]) -> None:
    run = check(helper, document)
    assert (run.code, run.out) == (0, b"standard input: nothing is wrong\n")


def test_a_policy_for_others_lets_no_build_in(helper: Helper) -> None:
    document = {"Version": "2012-10-17", "Statement": [{
        "Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}]}
    found = report(helper, document, "--account", ACCOUNT, "--app-slug", APP, "--workflow", "deploy")
    assert [f["problem"] for f in found["findings"]] == ["no statement lets builds of Bitrise in"]
    assert found["corrected"]["Statement"] == [*document["Statement"], *policy()["Statement"]]


# How the policy comes.


@pytest.mark.parametrize("wrap", [
    urllib.parse.quote, lambda text: urllib.parse.quote(text) + "\n",
    lambda text: json.dumps({"Role": {"AssumeRolePolicyDocument": json.loads(text)}}),
    lambda text: json.dumps({"Role": {"AssumeRolePolicyDocument": urllib.parse.quote(text)}}),
    lambda text: json.dumps({"AssumeRolePolicyDocument": text}), json.dumps,
    lambda text: "\ufeff" + text,
], ids=["encoded", "encoded-line", "get-role", "get-role-encoded", "role-string", "string", "bom"])
def test_every_form_of_a_policy_is_read(helper: Helper, wrap: Any) -> None:
    assert check(helper, wrap(json.dumps(policy()))).code == 0
    wrong = json.dumps(policy({}), indent=1)
    found = report(helper, wrap(wrong))
    assert [f["problem"] for f in found["findings"] if f["severity"] == "error"] == [
        f"there is no condition on {SUB}"]


def test_places_in_an_encoded_policy_are_those_of_the_decoded_one(helper: Helper) -> None:
    run = check(helper, urllib.parse.quote(OLDER_GUIDE))
    lines = run.out.decode().splitlines()
    assert lines[0] == "Lines and columns are those of the decoded policy."
    assert lines[1].startswith("standard input:13:11: error: ")


def test_the_role_that_the_file_names_says_the_account(helper: Helper) -> None:
    role = {"Role": {"Arn": "arn:aws:iam::210987654321:role/x", "AssumeRolePolicyDocument": policy()}}
    (finding,) = report(helper, role)["findings"]
    assert finding["problem"] == f'the provider\'s account is "210987654321", not "{ACCOUNT}"'


def test_a_file(helper: Helper) -> None:
    path = helper.sandbox.input("trust.json", OLDER_GUIDE)
    run = helper.run("trust-policy", "check", str(path), AWS_ROLE_ARN=None)
    assert run.out.decode().startswith(f"{path}:13:11: error: ")


@pytest.mark.parametrize(("content", "line"), [
    (b"", "1:1: error: there is no policy: the text is empty"),
    (b"{", "1:2: error: a key in quotes has to stand here"),
    (b"[]", "1:1: error: the policy is not a JSON object"),
    (b"{\n \"\xff\"}", "2:3: error: the text is not UTF-8 here"),
    ("{}".encode("utf-16"), "1:1: error: the text is UTF-16"),
    (b"[" * 100_000, "1:65: error: values are nested deeper than 64 levels"),
    (b'{"a":' * 100_000, "1:321: error: values are nested deeper than 64 levels"),
])
def test_what_is_no_policy(helper: Helper, content: bytes, line: str) -> None:
    run = helper.run("trust-policy", "check", "-", stdin=content)
    told = run.out.decode()
    assert run.code == 1 and f"standard input:{line}\n" in told and "The corrected policy" not in told


def test_an_empty_pipe(helper: Helper) -> None:
    told = helper.run("trust-policy", "check", "-", stdin=b"").out.decode().splitlines()
    assert told[1:3] == [
        "  why: There is nothing to check.",
        "  fix: Give the role's trust policy; if a pipe was to bring it, see what the command before it says."]


@pytest.mark.parametrize("text", ['{,"Version": "2012-10-17"', '{"Version": "2012-10-17",,'])
def test_a_comma_too_many(helper: Helper, text: str) -> None:
    found = report(helper, json.dumps(policy()).replace('{"Version": "2012-10-17"', text, 1).replace(",,,", ",,"))
    assert [(f["problem"], f["fix"]) for f in found["findings"]] == [
        ("a comma too many", "Take the comma out: nothing is before it.")]
    assert found["corrected"] == policy()


@pytest.mark.parametrize(("partition", "audience", "other"), [
    ("aws-cn", "sts.amazonaws.com.cn", "sts.amazonaws.com"), ("aws", "sts.amazonaws.com", "sts.amazonaws.com.cn")])
def test_the_providers_arn_says_which_audience(helper: Helper, partition: str, audience: str, other: str) -> None:
    right = json.loads(json.dumps(policy({"StringEquals": {AUD: audience, SUB: SUBJECT}})).replace(
        "arn:aws:", f"arn:{partition}:"))
    assert report(helper, right)["findings"] == []
    wrong = json.loads(json.dumps(right).replace(f'"{audience}"', f'"{other}"'))
    found = report(helper, wrong)
    assert [f["problem"] for f in found["findings"]] == [f'the token\'s aud is "{audience}", not "{other}"']
    assert found["corrected"] == right


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
    document = copy.deepcopy(policy({"StringEquals": {evil: "x", SUB: evil}}))
    document[evil] = document["Statement"][0][evil] = 1
    # What stays in the corrected policy.
    document["Statement"][0]["Sid"] = evil
    for arguments in ((), ("--format", "json")):
        out = check(helper, document, *arguments).out.decode()
        assert not set(out) & set(evil.replace("[31m", "")), out


@pytest.mark.parametrize(("arguments", "told"), [
    (["check"], "trust-policy check needs a file, or -"),
    (["chek", "-"], 'trust-policy has no "chek"; did you mean check?'),
    (["check", "-", "--format", "terraform"], "--format of trust-policy check is one of text, json"),
    (["check", "-", "--role-arn", "nonsense"], '--role-arn "nonsense" is not the ARN of an IAM role'),
    (["check", "-", "--pull", "x"], "trust-policy check does not take --pull"),
])
def test_called_wrongly(bare: Helper, arguments: list[str], told: str) -> None:
    assert bare.run("trust-policy", *arguments).lines(64)[0].startswith(f"{told}; usage: ")
