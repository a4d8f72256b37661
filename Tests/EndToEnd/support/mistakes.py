"""The mistakes that people make in trust policies, and what `trust-policy check` says of each."""

from __future__ import annotations

from typing import Any

from support.policies import ACCOUNT, ACTION, APP, ISSUER, PROVIDER, SUBJECT, policy

SUB = f"{ISSUER}:sub"
AUD = f"{ISSUER}:aud"
RIGHT = {"StringEquals": {AUD: "sts.amazonaws.com", SUB: SUBJECT}}
SHARED = "All customers of Bitrise share one issuer: "
ALL_OF_THEM = SHARED + "every build of every one of them may assume the role."
NEVER = "AWS has no such key for a token of this issuer, so the condition never holds"
LETTERS = "Values are compared letter by letter, with their case: this never holds."
NOT_JSON = "IAM refuses a policy that is not JSON, as MalformedPolicyDocument."
DEAD = f"{NEVER}: the role can never be assumed. Of a Bitrise token AWS compares only aud and sub."


def statement(**changes: Any) -> dict[str, Any]:
    return policy(**changes)


def condition(name: str = "StringEquals", sub: Any = SUBJECT, key: str = SUB, **others: Any) -> dict[str, Any]:
    """A policy with `sub` compared by an operator, and with other operators beside it."""
    if name == "StringEquals":
        return policy({"StringEquals": {AUD: "sts.amazonaws.com", key: sub}, **others})
    return policy({"StringEquals": {AUD: "sts.amazonaws.com"}, name: {key: sub}, **others})


def subject_complaint(value: str, problem: str, reason: str, corrected: str) -> tuple[str, str, str]:
    return f'"{value}" {problem}', reason, f'Write "{corrected}".'


FORM = "The sub of a Bitrise token is app:APP_SLUG:workflow:WORKFLOW: this never holds."
VARIABLE = (
    "What it stands for no Bitrise token says, or the token itself does, and then others get in, too.")
WIDE = SHARED + "apps of others fit it too."
EQUALS = f'"StringEquals": {{"{SUB}": "app:APP_SLUG:workflow:WORKFLOW"}}'
REFUSES = "IAM refuses the policy."
THROUGH = "A token is let in only through the provider of its issuer."
FIX_PRINCIPAL = '"Principal": {"Federated": "arn:aws:iam::111122223333:oidc-provider/token.builds.bitrise.io"}'
GITHUB = f"arn:aws:iam::{ACCOUNT}:oidc-provider/token.actions.githubusercontent.com"
ONLY_ROLES = "A trust policy has only the calls that assume a role: IAM refuses it."
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
    "star-that-would-keep-out-all": (
        policy({**RIGHT, "StringNotEquals": {SUB: "app:*"}}),
        ('"app:*" has a * in it, which "StringNotEquals" takes for a letter',
         "No sub or aud has a * in it: this keeps nobody out.",
         "Remove it: as a wildcard it would keep out every build that the statement lets in.")),
    "question-mark-in-equals": (
        condition(sub=f"app:{APP}:workflow:deplo?"),
        (f'"app:{APP}:workflow:deplo?" has a ? in it, which "StringEquals" takes for a letter',
         "No sub or aud has a ? in it: this never holds.", 'Write "StringLike" for the operator.')),
    "blank-behind-the-workflow": (
        condition(sub=f"{SUBJECT} "),
        subject_complaint(f"{SUBJECT} ", "has a blank at the end of a part", LETTERS, SUBJECT)),
    "blank-behind-the-app": (
        condition(sub=f"app:{APP} :workflow:deploy"),
        subject_complaint(f"app:{APP} :workflow:deploy", "has a blank at the end of a part", LETTERS, SUBJECT)),
    "variable-for-the-app": (
        condition(sub=f"app:${{{ISSUER}:app_slug}}:workflow:deploy"),
        subject_complaint(
            f"app:${{{ISSUER}:app_slug}}:workflow:deploy", "has a variable in it", VARIABLE,
            "app:APP_SLUG:workflow:WORKFLOW")),
    "variable-that-lets-everybody-in": (
        condition(sub=f"${{{SUB}}}"),
        subject_complaint(f"${{{SUB}}}", "has a variable in it", VARIABLE, "app:APP_SLUG:workflow:WORKFLOW")),
    "two-operators-that-exclude-each-other": (
        condition("StringLike", f"app:{APP}:workflow:rel-*", StringEquals={AUD: "sts.amazonaws.com", SUB: SUBJECT}),
        ("no sub fits all conditions on it",
         "Several operators hold only together; several values of one operator are alternatives.",
         f'Write "StringLike": {{"{SUB}": ["{SUBJECT}", "app:{APP}:workflow:rel-*"]}}.')),
    "wide-operator-beside-one-that-it-excludes": (
        condition("StringLike", "app:*:workflow:x", StringEquals={AUD: "sts.amazonaws.com", SUB: SUBJECT}),
        ("no sub fits all conditions on it",
         "Several operators hold only together; several values of one operator are alternatives.",
         f'Write "StringEquals": {{"{SUB}": "{SUBJECT}"}}.')),
    "claim-of-other-providers": (
        policy({**RIGHT, "ForAnyValue:StringEquals": {f"{ISSUER}:amr": "x"}}),
        (f'AWS does not evaluate "{ISSUER}:amr"',
         "A Bitrise token has no amr, so the condition never holds: the role can never be assumed. Of a Bitrise token"
         " AWS compares only aud and sub.", "Take it out: sub says app and workflow, and nothing else of the build.")),
    "key-of-other-calls": (
        condition(StringEquals={AUD: "sts.amazonaws.com", SUB: SUBJECT, "sts:ExternalId": "x"}),
        ('AWS does not evaluate "sts:ExternalId"', DEAD,
         "Take it out: sub says app and workflow, and nothing else of the build.")),
    "arn-in-key": (
        condition(key=f"{PROVIDER}:sub"),
        (f'the key "{PROVIDER}:sub" has more than the issuer\'s host in it', f"{NEVER}.",
         f'Write "{SUB}": the issuer without https://, then the claim.')),
    "any-claim-for-the-app": (
        policy({"StringEquals": {AUD: "sts.amazonaws.com", f"{ISSUER}:app_slug": "*"}}),
        (f'AWS does not evaluate "{ISSUER}:app_slug"', DEAD,
         f'Take it out, and compare sub: "StringLike": {{"{SUB}": "app:APP_SLUG:workflow:*"}}.')),
    "blank-in-the-claim": (
        policy({"StringEquals": {AUD: "sts.amazonaws.com", f"{ISSUER}:app_slug": "abc "}, "StringLike": {
            f"{ISSUER}:workflow": ""}}),
        (f'AWS does not evaluate "{ISSUER}:app_slug"', DEAD,
         f'Take it out, and compare sub: "StringLike": {{"{SUB}": "app:abc:workflow:*"}}.')),
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
        policy({**RIGHT, "ForAllValues:StringLike": {f"{ISSUER}:branch": "main"}}),
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
    "misspelt-operator-with-a-wildcard": (
        condition("StringMatches", f"app:{APP}:workflow:*"),
        ('IAM has no operator "StringMatches"', REFUSES, 'Write "StringLike".')),
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
        statement(Principal="*"),
        ("Principal does not name the IAM OIDC provider", THROUGH, f"Write {FIX_PRINCIPAL}.")),
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
        ('"23456789012" is not an account: that has twelve digits', NO_PROVIDER,
         f'Write "{PROVIDER.replace(ACCOUNT, "111122223333")}", with the role\'s account for 111122223333.')),
    "placeholder-for-the-account": (
        statement(Principal={"Federated": PROVIDER.replace(ACCOUNT, "ACCOUNT_ID")}),
        ('"ACCOUNT_ID" is not an account: that has twelve digits', NO_PROVIDER,
         f'Write "{PROVIDER.replace(ACCOUNT, "111122223333")}", with the role\'s account for 111122223333.')),
    "blank-before-the-arn": (
        statement(Principal={"Federated": f" {PROVIDER}"}),
        (f'" {PROVIDER}" is not the ARN of an IAM OIDC provider', THROUGH, f'Write "{PROVIDER}".')),
    "region-in-the-arn": (
        statement(Principal={"Federated": PROVIDER.replace("iam::", "iam:us-east-1:")}),
        (f'"{PROVIDER.replace("iam::", "iam:us-east-1:")}" is not the ARN of an IAM OIDC provider', THROUGH,
         f'Write "{PROVIDER}".')),
    "provider-beside-another": (
        statement(Principal={"Federated": [GITHUB, PROVIDER.replace("token", "https://token", 1)]}),
        (f'the provider\'s name is "{ISSUER}", not "https://{ISSUER}"', NO_PROVIDER, f'Write "{PROVIDER}".')),
    "misspelt-action-beside-the-right-one": (
        statement(Action=[ACTION, "sts:TagSessions"]),
        ('a trust policy has no action "sts:TagSessions"', ONLY_ROLES, 'Write "sts:TagSession".')),
    "action-of-another-service": (
        statement(Action=[ACTION, "s3:GetObject"]),
        ('a trust policy has no action "s3:GetObject"', ONLY_ROLES, "Take it out.")),
    "sid-with-a-blank": (
        statement(Sid="bad sid!"),
        ('the Sid "bad sid!" has other characters than letters and digits', REFUSES, 'Write "badsid".')),
    "sid-is-a-number": (statement(Sid=1), ("Sid is not a string", REFUSES, "Write a name in quotes, or take it out.")),
    "sid-twice": (
        {"Version": "2012-10-17", "Statement": statement(Sid="a")["Statement"] * 2},
        ('another statement has the Sid "a", too', REFUSES, 'Write another name: "a2".')),
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
    "transposed-effect": (
        {"Version": "2012-10-17", "Statement": [
            *policy()["Statement"],
            *statement(Effect="Dney", Condition={"StringEquals": {SUB: "app:x:workflow:y"}})["Statement"]]},
        ('Effect is neither "Allow" nor "Deny"', "IAM refuses the policy; case matters here.", 'Write "Deny".')),
    "unknown-effect": (
        {"Version": "2012-10-17", "Statement": [
            *policy()["Statement"],
            *statement(Effect="Forbid", Condition={"StringEquals": {SUB: "app:x:workflow:y"}})["Statement"]]},
        ('Effect is neither "Allow" nor "Deny"', "IAM refuses the policy; case matters here.",
         'Write "Allow" or "Deny".')),
    "value-of-another-principal": (
        statement(Principal={"Federated": PROVIDER, "AWS": {}}),
        ('the value of "AWS" is neither a string nor a list of strings', REFUSES, "Write a string in quotes.")),
    "statement-about-others": (
        {"Version": "2012-10-17", "Statement": [
            *policy()["Statement"],
            {"effect": "allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}]},
        ('a statement has no element "effect"', REFUSES, 'Write "Effect".')),
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
