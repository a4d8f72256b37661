"""What `trust-policy check` says of statements that deny, which it does not correct, and of whom a policy refuses."""

from __future__ import annotations

import json
from typing import Any

import pytest

from support.helper import Helper
from support.mistakes import AUD, REFUSES, SUB
from support.policies import ACCOUNT, ACTION, APP, ISSUER, PROVIDER, SUBJECT, policy
from support.trust_policy import check, report

STAYS = "A statement that denies is not corrected here: it stays as it stands."
SAY_IT = f"Say by sub whom it is to refuse, or take the statement out. {STAYS}"
ABSENT = "AWS has no such key for a token of this issuer"


def denying(condition: Any = None, **changes: Any) -> dict[str, Any]:
    """A policy that is right, and a statement that denies."""
    denial = {
        "Effect": "Deny", "Principal": {"Federated": PROVIDER}, "Action": ACTION, "Condition": condition, **changes}
    return {"Version": "2012-10-17", "Statement": [
        *policy()["Statement"], {k: v for k, v in denial.items() if v is not None}]}


ALL = ("the statement denies every build that the policy lets in",
       "A statement that denies beats all that allow: the role can never be assumed.",
       f"Take it out, or narrow it. {STAYS}")

# The statement that denies, and the errors: problem, reason, fix.
DENIALS: dict[str, tuple[dict[str, Any], list[tuple[str, str, str]]]] = {
    "everybody": (denying(), [ALL]),
    "who-is-allowed": (denying({"StringEquals": {SUB: SUBJECT}}), [ALL]),
    "the-whole-app": (denying({"StringLike": {SUB: f"app:{APP}:*"}}), [ALL]),
    "another-audience-than-any": (denying({"StringNotEquals": {AUD: "x"}}), [ALL]),
    "all-but-a-branch": (
        denying({"StringNotEquals": {f"{ISSUER}:branch": "main"}}),
        [ALL, (f'AWS does not evaluate "{ISSUER}:branch"',
               f'{ABSENT}, and "StringNotEquals" holds where a key is absent: the condition spares nobody.', SAY_IT)]),
    "all-but-a-workflow-if-it-is-there": (
        denying({"StringNotLikeIfExists": {f"{ISSUER}:workflow": "deploy"}}),
        [ALL, (f'AWS does not evaluate "{ISSUER}:workflow"',
               f'{ABSENT}, and "StringNotLikeIfExists" holds where a key is absent: the condition spares nobody.',
               SAY_IT)]),
    "a-branch": (
        denying({"StringEquals": {f"{ISSUER}:branch": "main"}}),
        [(f'AWS does not evaluate "{ISSUER}:branch"',
          f"{ABSENT}, so the condition never holds: the statement denies nobody.", SAY_IT)]),
    "https-in-key": (
        denying({"StringEquals": {f"https://{SUB}": "app:x:workflow:y"}}),
        [(f'the key "https://{SUB}" has more than the issuer\'s host in it',
          f"{ABSENT}: the statement denies nobody.",
          f'Write "{SUB}": the issuer without https://, then the claim. {STAYS}')]),
    "star-in-equals": (
        denying({"StringEquals": {SUB: f"app:{APP}:workflow:pr-*"}}),
        [(f'"app:{APP}:workflow:pr-*" has a * in it, which "StringEquals" takes for a letter',
          "No sub has a * in it: nothing fits.", f'Write "StringLike" for the operator. {STAYS}')]),
    "case-of-app": (
        denying({"StringEquals": {SUB: f"App:{APP}:workflow:x"}}),
        [(f'"App:{APP}:workflow:x" is not spelled as Bitrise spells sub',
          "Values are compared letter by letter, with their case: this never holds.",
          f'Write "app:{APP}:workflow:x". {STAYS}')]),
    "null": (
        denying({"Null": {SUB: "true"}}),
        [('Null "true" on sub', "A Bitrise token always has sub: the statement denies nobody.", SAY_IT)]),
    "wrong-kind-of-operator": (
        denying({"ArnLike": {SUB: "x"}}),
        [('"ArnLike" does not compare strings',
          "sub is a string, and nothing fits: the statement denies nobody.", f'Write "StringLike". {STAYS}')]),
    "wrong-kind-of-operator-negated": (
        denying({"ArnNotLike": {SUB: "x"}}),
        [ALL, ('"ArnNotLike" does not compare strings',
               "sub is a string, and nothing fits: the condition spares nobody.", f'Write "StringNotLike". {STAYS}')]),
    "misspelt-operator": (
        denying({"StringEqual": {SUB: "x"}}),
        [('IAM has no operator "StringEqual"', REFUSES, f'Write "StringEquals". {STAYS}')]),
    "unknown-operator": (
        denying({"Is": {SUB: "x"}}), [('IAM has no operator "Is"', REFUSES, f"Write one that IAM has. {STAYS}")]),
    "operator-is-a-string": (
        denying({"StringLike": "x"}),
        [('the value of "StringLike" is not an object', REFUSES, f"Write {{KEY: VALUE}} behind it. {STAYS}")]),
    "value-is-an-object": (
        denying({"StringLike": {"aws:x": {}}}),
        [('the value of "aws:x" is neither a string nor a list of strings', REFUSES,
          f"Write a string in quotes. {STAYS}")]),
    "condition-is-a-list": (
        denying([1]), [("Condition is not an object", REFUSES, f'Write {{"StringEquals": {{...}}}}. {STAYS}')]),
    "no-principal": (
        denying({"StringEquals": {SUB: "app:x:workflow:y"}}, Principal=None),
        [("the statement has no Principal", "IAM refuses a trust policy that names nobody.",
          f'Say whom it is to refuse; "*" is everybody. {STAYS}')]),
    "another-principal": (
        denying({"StringEquals": {SUB: "app:x:workflow:y"}}, Principal={"AWS": ACCOUNT}),
        [("Principal does not name the IAM OIDC provider", "The statement denies no build.",
          'Write "Principal": {"Federated": "arn:aws:iam::123456789012:oidc-provider/token.builds.bitrise.io"}.'
          f" {STAYS}")]),
    "both-principals": (
        denying({"StringEquals": {SUB: "app:x:workflow:y"}}, NotPrincipal="*"),
        [("the statement has both Principal and NotPrincipal", REFUSES, f"Take one of them out. {STAYS}")]),
    "both-actions": (
        denying({"StringEquals": {SUB: "app:x:workflow:y"}}, NotAction="*"),
        [("the statement has both Action and NotAction", REFUSES, f"Take one of them out. {STAYS}")]),
    "no-action": (
        denying({"StringEquals": {SUB: "app:x:workflow:y"}}, Action=None),
        [("the statement has no Action", REFUSES, f'Add "Action": "{ACTION}". {STAYS}')]),
    "not-action-is-an-object": (
        denying({"StringEquals": {SUB: "app:x:workflow:y"}}, Action=None, NotAction={}),
        [("IAM does not take the statement: it needs either Action or NotAction, with a value", REFUSES, STAYS)]),
    "action-of-another-service": (
        denying({"StringEquals": {SUB: "app:x:workflow:y"}}, Action=[ACTION, "s3:GetObject"]),
        [('a trust policy has no action "s3:GetObject"',
          "A trust policy has only the calls that assume a role: IAM refuses it.", f"Take it out. {STAYS}")]),
}


@pytest.mark.parametrize("name", DENIALS)
def test_a_denial_is_reported_and_stays_as_it_stands(helper: Helper, name: str) -> None:
    document, expected = DENIALS[name]
    found = report(helper, document)
    told = [(f["problem"], f["reason"], f["fix"]) for f in found["findings"]]
    assert told == expected
    assert found["left"] == found["errors"] == len(expected)
    assert found["corrected"] == document
    title = f"still with {len(expected)} error{'s' * (len(expected) > 1)} to be mended by hand:"
    assert f"\nThe corrected policy, {title}\n{{" in check(helper, document).out.decode()


@pytest.mark.parametrize("document", [
    denying({"StringLike": {SUB: "app:*:workflow:pr-*"}}, Principal="*"),
    denying({"StringNotLike": {SUB: f"app:{APP}:*"}}, Principal={"AWS": "*"}, Action="*"),
    denying({"StringNotEquals": {AUD: "sts.amazonaws.com"}}), denying({"StringNotEqualsIfExists": {SUB: SUBJECT}}),
    denying({"StringNotLike": {SUB: "*:deploy"}, "StringEquals": {SUB: f"app:{APP}:workflow:x"}}),
    denying({"IpAddress": {"aws:SourceIp": "10.0.0.0/8"}}), denying(Action="sts:TagSession"),
    denying({"StringEquals": {SUB: "app:x:workflow:y"}}, Principal=None, NotPrincipal={"AWS": ACCOUNT}),
], ids=lambda document: json.dumps(document["Statement"][1])[:60])
def test_a_denial_of_others_is_right(helper: Helper, document: dict[str, Any]) -> None:
    run = check(helper, document)
    assert (run.code, run.out) == (0, b"standard input: nothing is wrong\n")


def test_a_denial_of_another_call_is_a_warning(helper: Helper) -> None:
    found = report(helper, denying(Action="sts:AssumeRole"))
    assert [(f["severity"], f["problem"], f["reason"]) for f in found["findings"]] == [
        ("warning", '"sts:AssumeRole" is not the call that takes a token', "The statement denies no build.")]


def test_a_denial_of_a_pattern_that_leaves_some_is_right(helper: Helper) -> None:
    """The ones that are left are those that fit both patterns."""
    document = denying({"StringNotLike": {SUB: "*-1"}})
    document["Statement"][0]["Condition"] = {
        "StringEquals": {AUD: "sts.amazonaws.com"}, "StringLike": {SUB: f"app:{APP}:workflow:rel-*"}}
    assert report(helper, document)["findings"] == []
    named = report(helper, document, "--app-slug", APP, "--workflow", "rel-2")
    assert [(f["problem"], f["reason"]) for f in named["findings"]] == [
        (f'the statement denies "app:{APP}:workflow:rel-2"', "A statement that denies beats all that allow.")]
    assert report(helper, document, "--app-slug", APP, "--workflow", "rel-1")["findings"] == []


def test_an_effect_that_stands_twice_denies_if_one_of_them_does(helper: Helper) -> None:
    condition = {"StringEquals": {SUB: "app:x:workflow:y"}}
    rest = json.dumps({"Principal": "*", "Action": ACTION, "Condition": condition})[1:]

    def with_denial(effects: str) -> str:
        return json.dumps(policy()).replace('"Statement": [', f'"Statement": [{{{effects}, {rest}, ')

    for effects in ('"Efect": "Deny", "Effct": "Allow"', '"Effect": "Deny", "Effect": "Allow"',
                    '"Effct": "deny", "Effect": "Allow"'):
        corrected = report(helper, with_denial(effects))["corrected"]
        assert corrected["Statement"][0]["Effect"] == "Deny", effects
        again = report(helper, corrected)
        assert (again["errors"], again["corrected"]) == (0, corrected)
    twice = report(helper, with_denial('"Effect": "deny", "Effect": "Allow"'))["findings"]
    assert ('"Effect" stands twice in the same object', "Take one of them out.") in [
        (finding["problem"], finding["fix"]) for finding in twice]


def test_a_policy_of_nothing_but_a_denial_lets_nobody_in(helper: Helper) -> None:
    never = {"Efect": "Deny", "Principal": "*", "Action": "*", "Condition": {"ArnLike": {"d": "arn:aws:*:*:*:*"}}}
    found = report(helper, {"Version": "2012-10-17", "Statement": [never]})
    assert [each["Effect"] for each in found["corrected"]["Statement"]] == ["Deny", "Allow"]
    assert found["left"] == 1


# Whom a policy lets in.


@pytest.mark.parametrize(("arguments", "pattern", "added"), [
    (("--app-slug", "zzz", "--workflow", "other"), "app:zzz:workflow:other", "app:zzz:workflow:other"),
    (("--app-slug", "zzz"), "app:zzz:workflow:*", "app:zzz:workflow:*"),
    (("--app-slug", APP, "--workflow", "Deploy"), f"app:{APP}:workflow:Deploy", f"app:{APP}:workflow:Deploy"),
    (("--workflow", "other"), "app:*:workflow:other", f"app:{APP}:workflow:other"),
])
def test_a_build_that_the_policy_does_not_name(
    helper: Helper, arguments: tuple[str, ...], pattern: str, added: str
) -> None:
    found = report(helper, policy(), *arguments)
    (finding,) = found["findings"]
    assert (finding["problem"], finding["reason"]) == (
        f'no statement lets "{pattern}" in',
        f'sub is compared letter by letter, with its case: the policy lets in "{SUBJECT}".')
    assert finding["fix"].startswith(f'Compare sub with "{added}", or add {{"Effect": "Allow", ')
    operator = "StringLike" if "*" in added else "StringEquals"
    assert [s["Condition"][operator][SUB] for s in found["corrected"]["Statement"] if SUB in s["Condition"].get(
        operator, {})][-1] == added
    assert report(helper, found["corrected"], *arguments)["findings"] == []


def test_a_build_that_the_policy_names_is_let_in(helper: Helper) -> None:
    for arguments in (("--app-slug", APP), ("--workflow", "deploy"), ("--app-slug", APP, "--workflow", "dep*")):
        assert report(helper, policy(), *arguments)["findings"] == []
    (finding,) = report(helper, policy(), BITRISE_APP_SLUG="zzz")["findings"]
    assert finding["problem"] == 'no statement lets "app:zzz:workflow:*" in'
    # What is no slug is not compared.
    assert report(helper, policy(), BITRISE_APP_SLUG="*")["findings"] == []


def test_conditions_that_nobody_fits_stay_as_they_stand(helper: Helper) -> None:
    document = policy({"StringEquals": {AUD: "sts.amazonaws.com", SUB: SUBJECT}, "StringNotEquals": {SUB: SUBJECT}})
    found = report(helper, document)
    assert [(f["problem"], f["reason"], f["fix"]) for f in found["findings"]] == [(
        "no build fits all conditions of a statement", "Every condition of a statement has to hold.",
        "Take out the one that keeps out who is to get in. The conditions stay as they stand.")]
    assert (found["left"], found["corrected"]) == (1, document)


def test_a_statement_about_others_that_iam_does_not_take(helper: Helper) -> None:
    other = {"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}}
    document = {"Version": "2012-10-17", "Statement": [*policy()["Statement"], other]}
    found = report(helper, document)
    assert [(f["problem"], f["reason"], f["fix"]) for f in found["findings"]] == [(
        "IAM does not take the statement: it needs either Action or NotAction, with a value", REFUSES,
        "It is not about builds: mend it by hand. It stays as it stands.")]
    assert (found["left"], found["corrected"]) == (1, document)


@pytest.mark.parametrize("principal", ["*", {"AWS": "*"}, {"AWS": ["*", "123456789012"]}])
def test_a_statement_that_is_open_to_all_accounts(helper: Helper, principal: Any) -> None:
    other = {"Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRole"}
    document = {"Version": "2012-10-17", "Statement": [*policy()["Statement"], other]}
    fix = 'Name the account that is meant, {"AWS": "ACCOUNT_ID"}, or take the statement out. It stays as it stands.'
    problem = 'Principal "*" with sts:AssumeRole lets in every account of AWS'
    found = report(helper, document)
    assert [(f["severity"], f["problem"], f["reason"], f["fix"]) for f in found["findings"]] == [(
        "error", problem, "It is not about builds and their tokens: whoever has an AWS account may assume the role.",
        fix)]
    assert (found["left"], found["corrected"]) == (1, document)
    other["Condition"] = {"StringEquals": {"sts:ExternalId": "x"}}
    found = report(helper, document)
    assert [(f["severity"], f["problem"], f["reason"], f["fix"]) for f in found["findings"]] == [(
        "warning", problem, "It is not about builds and their tokens; only its conditions keep anybody out.", fix)]
    assert found["corrected"] == document
