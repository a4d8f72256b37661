"""What `trust-policy check` says of the mistakes that people make, and what it makes of them."""

from __future__ import annotations

import copy
import json
import random
import urllib.parse
from typing import Any

import pytest

from support.helper import Helper, Run
from support.policies import ACCOUNT, ACTION, APP, ISSUER, OLDER_GUIDE, PROVIDER, SUBJECT, is_allowed, policy
from test_trust_policy_explain import SEED, random_statement

SUB = f"{ISSUER}:sub"
AUD = f"{ISSUER}:aud"
SHARED = "All customers of Bitrise share one issuer: "
ALL_OF_THEM = SHARED + "every build of every one of them may assume the role."
NEVER = "AWS has no such key for a token of this issuer, so the condition never holds"
LETTERS = "Values are compared letter by letter, with their case: this never holds."
NOT_JSON = "IAM refuses a policy that is not JSON, as MalformedPolicyDocument."
DEAD = f"{NEVER}: the role can never be assumed. Of a Bitrise token AWS compares only aud and sub."


def check(helper: Helper, text: str | dict[str, Any], *arguments: str, **changes: Any) -> Run:
    text = text if isinstance(text, str) else json.dumps(text)
    run = helper.run(
        "trust-policy", "check", "-", *arguments, stdin=text.encode(), **{"AWS_ROLE_ARN": None, **changes})
    assert run.err == b"", run.failure()
    return run


def report(helper: Helper, text: str | dict[str, Any], *arguments: str, **changes: Any) -> dict[str, Any]:
    run = check(helper, text, "--format", "json", *arguments, **changes)
    found: dict[str, Any] = json.loads(run.out)
    assert run.code == (1 if found["errors"] else 0)
    severities = [finding["severity"] for finding in found["findings"]]
    assert (severities.count("error"), severities.count("warning")) == (found["errors"], found["warnings"])
    return found


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


def test_a_policy_of_which_nothing_can_be_corrected(helper: Helper) -> None:
    """What takes its place is a policy that lets the build in, not one without statements."""
    never = {"Efect": "Deny", "Principal": "*", "Action": "*", "Condition": {"BinaryEluals": {"c": "QQ=="}, "ArnLike": {
        "d": "arn:aws:*:*:*:*"}}}
    run = check(helper, json.dumps({"Version": "2012-10-17", "Statement": [never]}))
    corrected = json.loads(run.out.decode().split("The corrected policy:\n")[1])
    assert run.code == 1
    assert [each["Effect"] for each in corrected["Statement"]] == ["Allow"]


def statement(**changes: Any) -> dict[str, Any]:
    return policy(**changes)


def condition(name: str = "StringEquals", sub: Any = SUBJECT, key: str = SUB, **others: Any) -> dict[str, Any]:
    if name == "StringEquals":
        return policy({"StringEquals": {AUD: "sts.amazonaws.com", key: sub}, **others})
    return policy({"StringEquals": {AUD: "sts.amazonaws.com"}, name: {key: sub}, **others})


def subject_complaint(value: str, problem: str, reason: str, corrected: str) -> tuple[str, str, str]:
    return f'"{value}" {problem}', reason, f'Write "{corrected}".'


FORM = "The sub of a Bitrise token is app:APP_SLUG:workflow:WORKFLOW: this never holds."
WIDE = SHARED + "apps of others fit it too."
EQUALS = f'"StringEquals": {{"{SUB}": "app:APP_SLUG:workflow:WORKFLOW"}}'
REFUSES = "IAM refuses the policy."
THROUGH = "A token is let in only through the provider of its issuer."
FIX_PRINCIPAL = '"Principal": {"Federated": "arn:aws:iam::111122223333:oidc-provider/token.builds.bitrise.io"}'
NO_PROVIDER = "AWS finds no provider for the token under that ARN, and refuses it."

# The policy, and the error that it has: problem, reason, fix.
MISTAKES: dict[str, tuple[dict[str, Any], tuple[str, str, str]]] = {
    "no-condition": (
        policy({}), (f"there is no condition on {SUB}", ALL_OF_THEM, f"Add {EQUALS}.")),
    "no-sub": (
        policy({"StringEquals": {AUD: "sts.amazonaws.com"}}),
        (f"there is no condition on {SUB}", ALL_OF_THEM, f"Add {EQUALS}.")),
    "null-is-no-condition": (
        condition("Null", "false"), (f"there is no condition on {SUB}", ALL_OF_THEM, f"Add {EQUALS}.")),
    "too-wide": (
        condition("StringLike", "app:*"), subject_complaint("app:*", "is too wide", WIDE, "app:APP_SLUG:workflow:*")),
    "any-sub": (
        condition("StringLike", "*"), subject_complaint("*", "is too wide", WIDE, "app:APP_SLUG:workflow:*")),
    "any-app": (
        condition("StringLike", "app:*:workflow:deploy"),
        subject_complaint("app:*:workflow:deploy", "is too wide", WIDE, "app:APP_SLUG:workflow:deploy")),
    "open-slug": (
        condition("StringLike", f"app:{APP}*"),
        subject_complaint(f"app:{APP}*", "is too wide", WIDE, f"app:{APP}:workflow:*")),
    "star-in-equals": (
        condition(sub=f"app:{APP}:workflow:*"),
        (f'"app:{APP}:workflow:*" has a * in it, which "StringEquals" takes for a letter',
         "No sub or aud has a * in it: this never holds.", 'Write "StringLike" for the operator.')),
    "case-of-app": (
        condition(sub=f"App:{APP}:Workflow:deploy"),
        subject_complaint(
            f"App:{APP}:Workflow:deploy", "is not spelled as Bitrise spells sub", LETTERS, SUBJECT)),
    "only-the-slug": (
        condition(sub=APP), subject_complaint(APP, "is not of the form of sub", FORM, f"app:{APP}:workflow:*")),
    "no-word-workflow": (
        condition(sub=f"app:{APP}:deploy"),
        subject_complaint(f"app:{APP}:deploy", "is not of the form of sub", FORM, SUBJECT)),
    "of-another-service": (
        condition(sub="repo:me/app:ref:refs/heads/main"),
        subject_complaint(
            "repo:me/app:ref:refs/heads/main", "is not of the form of sub", FORM, "app:APP_SLUG:workflow:WORKFLOW")),
    "https-in-key": (
        condition(key=f"https://{SUB}"),
        (f'the key "https://{SUB}" has more than the issuer\'s host in it', f"{NEVER}.",
         f'Write "{SUB}": the issuer without https://, then the claim.')),
    "no-host-in-key": (
        condition(key="sub"),
        ('the key "sub" lacks the issuer\'s host', f"{NEVER}.",
         f'Write "{SUB}": the issuer without https://, then the claim.')),
    "misspelt-host": (
        condition(key="token.build.bitrise.io:sub"),
        ('the key "token.build.bitrise.io:sub" names another host than the issuer\'s', f"{NEVER}.",
         f'Write "{SUB}": the issuer without https://, then the claim.')),
    "misspelt-claim": (
        condition(key=f"{ISSUER}:subject"),
        (f'the key "{ISSUER}:subject" is spelled wrongly', f"{NEVER}.",
         f'Write "{SUB}": the issuer without https://, then the claim.')),
    "dead-claim": (
        condition(StringLike={f"{ISSUER}:branch": "main"}),
        (f'AWS does not evaluate "{ISSUER}:branch"', DEAD,
         "Take it out: sub says app and workflow, and nothing else of the build.")),
    "dead-claim-beside-sub": (
        condition(StringLike={f"{ISSUER}:workflow": "deploy"}),
        (f'AWS does not evaluate "{ISSUER}:workflow"', DEAD, "Take it out: the condition on sub says it.")),
    "dead-claim-that-lets-pass": (
        condition(**{"ForAllValues:StringLike": {f"{ISSUER}:branch": "main"}}),
        (f'AWS does not evaluate "{ISSUER}:branch"',
         'AWS has no such key for a token of this issuer, and "ForAllValues:StringLike" holds where a key is absent:'
         " it lets everyone pass.", "Take it out: sub says app and workflow, and nothing else of the build.")),
    "key-of-another-provider": (
        condition(StringLike={"token.actions.githubusercontent.com:sub": "x"}),
        ('AWS does not evaluate "token.actions.githubusercontent.com:sub"', DEAD,
         "Take it out: sub says app and workflow, and nothing else of the build.")),
    "if-exists": (
        condition("StringEqualsIfExists"),
        ('"StringEqualsIfExists" on sub also holds where the key is absent', "It lets in who has no sub at all.",
         'Write "StringEquals".')),
    "for-all-values": (
        condition("ForAllValues:StringLike", f"app:{APP}:*"),
        ('"ForAllValues:StringLike" on sub also holds where the key is absent', "It lets in who has no sub at all.",
         'Write "StringLike".')),
    "negated": (
        condition("StringNotEquals", "app:x:workflow:y"),
        ('"StringNotEquals" on sub lets in everyone but these',
         SHARED + "every other build may assume the role.", f"Write {EQUALS}.")),
    "null": (
        condition(Null={AUD: "true"}),
        ('Null "true" on aud', "A Bitrise token always has aud: the condition never holds.", "Take it out.")),
    "wrong-kind-of-operator": (
        condition("ArnLike"),
        ('"ArnLike" does not compare strings', "sub is a string: the comparison fails.", 'Write "StringEquals".')),
    "misspelt-operator": (
        condition("StringEqual"), ('IAM has no operator "StringEqual"', REFUSES, 'Write "StringEquals".')),
    "case-of-operator": (
        condition("stringlike", f"app:{APP}:*"), ('IAM has no operator "stringlike"', REFUSES, 'Write "StringLike".')),
    "condition-is-a-list": (policy([]), ("Condition is not an object", REFUSES, 'Write {"StringEquals": {...}}.')),
    "operator-is-a-string": (
        condition(StringLike="x"),
        ('the value of "StringLike" is not an object', REFUSES, "Write {KEY: VALUE} behind it.")),
    "value-is-an-object": (
        condition(StringLike={"aws:x": {}}),
        ('the value of "aws:x" is neither a string nor a list of strings', REFUSES, "Write a string in quotes.")),
    "case-of-aud": (
        policy({"StringEquals": {AUD: "STS.amazonaws.com", SUB: SUBJECT}}),
        ('the token\'s aud is "sts.amazonaws.com", not "STS.amazonaws.com"', LETTERS, 'Write "sts.amazonaws.com".')),
    "https-in-aud": (
        policy({"StringEquals": {AUD: "https://sts.amazonaws.com", SUB: SUBJECT}}),
        ('the token\'s aud is "sts.amazonaws.com", not "https://sts.amazonaws.com"', LETTERS,
         'Write "sts.amazonaws.com".')),
    "no-principal": (
        statement(Principal=None),
        ("the statement has no Principal", "IAM refuses a trust policy that names nobody.", f"Add {FIX_PRINCIPAL}.")),
    "everyone": (
        statement(Principal="*"), ("Principal does not name the IAM OIDC provider", THROUGH, f"Write {FIX_PRINCIPAL}.")),
    "everyone-but": (
        statement(Principal=None, NotPrincipal={"AWS": "x"}),
        ("NotPrincipal lets in everyone but those that it names", "Who is to assume the role has to be named.",
         f"Write {FIX_PRINCIPAL}.")),
    "not-an-arn": (
        statement(Principal={"Federated": ISSUER}),
        (f'"{ISSUER}" is not the ARN of an IAM OIDC provider', THROUGH,
         f'Write "{PROVIDER.replace(ACCOUNT, "111122223333")}".')),
    "https-in-arn": (
        statement(Principal={"Federated": PROVIDER.replace("token", "https://token", 1)}),
        (f'the provider\'s name is "{ISSUER}", not "https://{ISSUER}"', NO_PROVIDER, f'Write "{PROVIDER}".')),
    "account-of-11-digits": (
        statement(Principal={"Federated": PROVIDER.replace(ACCOUNT, ACCOUNT[1:])}),
        ('the provider\'s account is "111122223333", not "23456789012"', NO_PROVIDER,
         f'Write "{PROVIDER.replace(ACCOUNT, "111122223333")}".')),
    "no-action": (statement(Action=None), ("the statement has no Action", REFUSES, f'Add "Action": "{ACTION}".')),
    "wrong-action": (
        statement(Action="sts:AssumeRole"),
        ('"sts:AssumeRole" is not the call that takes a token',
         f"A build asks with {ACTION}: no statement allows it.", f'Write "{ACTION}".')),
    "not-action": (
        statement(Action=None, NotAction="s3:*"),
        ("NotAction allows everything but what it names", "Which call is allowed has to be named.",
         f'Write "Action": "{ACTION}".')),
    "case-of-effect": (
        statement(Effect="allow"),
        ('Effect is neither "Allow" nor "Deny"', "IAM refuses the policy; case matters here.", 'Write "Allow".')),
    "no-effect": (
        statement(Effect=None), ("the statement has no Effect", REFUSES, 'Add "Effect": "Allow".')),
    "resource": (
        statement(Resource="*"),
        ("a trust policy has no Resource", "IAM refuses the policy: the role itself is it.", "Take it out.")),
    "misspelt-element": (
        statement(Condition=None, Conditions=policy()["Statement"][0]["Condition"]),
        ('a statement has no element "Conditions"', REFUSES, 'Write "Condition".')),
    "unknown-element": (
        statement(Comment="x"), ('a statement has no element "Comment"', REFUSES, "Take it out.")),
    "statement-is-a-string": (
        {"Version": "2012-10-17", "Statement": [policy()["Statement"][0], "x"]},
        ("a statement is not an object", REFUSES, 'Write {"Effect": ...}.')),
    "version": (
        {**policy(), "Version": "2026-11-23"},
        ("Version is not the date of a policy language", REFUSES,
         'Write "2012-10-17": it is not the date of the policy.')),
    "misspelt-statement": (
        {"Version": "2012-10-17", "statements": policy()["Statement"]},
        ('a policy has no element "statements"', REFUSES, 'Write "Statement".')),
}


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
                                      "condition-is-a-list")])
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
    lambda text: urllib.parse.quote(text), lambda text: urllib.parse.quote(text) + "\n",
    lambda text: json.dumps({"Role": {"AssumeRolePolicyDocument": json.loads(text)}}),
    lambda text: json.dumps({"Role": {"AssumeRolePolicyDocument": urllib.parse.quote(text)}}),
    lambda text: json.dumps({"AssumeRolePolicyDocument": text}), lambda text: json.dumps(text),
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


def test_a_huge_file_is_not_read(helper: Helper) -> None:
    told = "standard input has more than 1048576 bytes. Name the file of a role's trust policy, or - for standard input."
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
    (["check", "-", "--pull", "x"], "trust-policy check does not take --pull"),
])
def test_called_wrongly(bare: Helper, arguments: list[str], told: str) -> None:
    assert bare.run("trust-policy", *arguments).lines(64)[0].startswith(f"{told}; usage: ")


def test_the_correction_of_any_policy_is_accepted_and_lets_no_other_app_in(helper: Helper) -> None:
    chance = random.Random(SEED)
    for number in range(200):
        document = {"Version": "2012-10-17", "Statement": [random_statement(chance) for _ in range(chance.choice([1, 2]))]}
        where = f"seed {SEED}, policy {number}: {json.dumps(document)}"
        corrected = report(helper, document, "--app-slug", APP, "--workflow", "deploy")["corrected"]
        again = report(helper, corrected, "--app-slug", APP, "--workflow", "deploy")
        assert again["errors"] == 0, (where, again["findings"])
        # An app that no policy names.
        keys = {SUB: [f"app:{'f' * 16}:workflow:deploy"], AUD: ["sts.amazonaws.com"]}
        assert not is_allowed(corrected, keys, PROVIDER), (where, corrected)
