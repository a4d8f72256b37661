"""What `trust-policy explain` decides, against IAM's rules written a second time."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given

from standin import StandIn
from support import policies
from support.helper import Helper, Run
from support.policies import ACCOUNT, ACTION, APP, ISSUER, PROVIDER, SUBJECT, policy, token
from support.properties import examples
from support.strategies import policies_and_claims

POLICIES = 600


def explain(helper: Helper, document: Any, jwt: str, *arguments: str, **changes: Any) -> Run:
    path = helper.sandbox.input("token", jwt)
    text = document if isinstance(document, str) else json.dumps(document)
    run = helper.run(
        "trust-policy", "explain", "-", "--token-file", str(path), *arguments, stdin=text.encode(),
        **{"AWS_ROLE_ARN": None, **changes})
    assert jwt.encode() not in run.out + run.err and b"signature-of-nobody" not in run.out + run.err
    return run


def test_what_was_compared_with_what(helper: Helper) -> None:
    document = policy({
        "StringEquals": {f"{ISSUER}:aud": "sts.amazonaws.com", f"{ISSUER}:workflow": "deploy"},
        "StringLike": {f"{ISSUER}:sub": ["app:x:*", f"app:{APP}:*"]}, "IpAddress": {"aws:SourceIp": "10.0.0.0/8"}})
    run = explain(helper, json.dumps(document, indent=1), token())
    expected = f"""\
The token: iss https://{ISSUER}, aud sts.amazonaws.com, sub {SUBJECT}, expires 2100-01-01T00:00:00Z

Statement 1 (line 4): Allow
  yes Action: "{ACTION}"; the request is {ACTION}
  yes Principal: "Federated {PROVIDER}"; \
the request comes through oidc-provider/{ISSUER} in an account that is not known
  yes StringEquals {ISSUER}:aud: "sts.amazonaws.com"; the request has "sts.amazonaws.com"
  no  StringEquals {ISSUER}:workflow: "deploy"; the request has no such key
  yes StringLike {ISSUER}:sub: "app:x:*" or "app:{APP}:*"; the request has "{SUBJECT}"
  ?   IpAddress aws:SourceIp: "10.0.0.0/8"; only AWS knows what the request has
  It does not apply.

Refused: no statement allows it.
"""
    assert (run.code, run.out.decode(), run.err) == (1, expected, b"")


@pytest.mark.parametrize(("document", "code", "verdict", "decision"), [
    (policy(), 0, "It allows.", "Allowed."),
    ({**policy(), "Statement": policy()["Statement"] + policy(Effect="Deny")["Statement"]}, 1, "It denies.",
     "Refused: a statement denies it."),
    (policy({"IpAddress": {"aws:SourceIp": "10.0.0.0/8"}}), 1, "Whether it applies only AWS knows.",
     "Whether it is allowed depends on what only AWS knows."),
    (policy({"StringEqual": {f"{ISSUER}:sub": SUBJECT}}), 1,
     'IAM refuses the policy: IAM has no operator "StringEqual".', "Refused: the policy is not valid."),
    (policy(Effect="allow"), 1, "IAM refuses the policy: its Effect is neither Allow nor Deny.",
     "Refused: the policy is not valid."),
    (policy(Action=None), 1, "IAM refuses the policy: it needs either Action or NotAction, with a value.",
     "Refused: the policy is not valid."),
])
def test_what_came_of_it(helper: Helper, document: Any, code: int, verdict: str, decision: str) -> None:
    run = explain(helper, document, token())
    lines = run.out.decode().splitlines()
    assert (run.code, lines[-1]) == (code, decision) and f"  {verdict}" in lines


def test_the_token_of_the_build(helper: Helper, standin: StandIn) -> None:
    document = policy({"StringEquals": {f"{ISSUER}:sub": standin.build.subject}})
    run = helper.run("trust-policy", "explain", "-", stdin=json.dumps(document).encode())
    assert (run.code, run.out.decode().splitlines()[-1]) == (0, "Allowed."), run.failure()
    assert standin.journal.counts() == {"bitrise": 1}


def test_the_provider_has_to_be_in_the_roles_account(helper: Helper) -> None:
    assert explain(helper, policy(), token(), "--account", "210987654321").code == 1
    assert explain(helper, policy(), token(), "--partition", "aws-cn").code == 1
    assert explain(helper, policy(), token(), "--account", ACCOUNT, "--partition", "aws").code == 0


def test_what_principal_was_compared_with(helper: Helper) -> None:
    run = explain(helper, policy(), token(), "--role-arn", "arn:aws-cn:iam::210987654321:role/x")
    assert run.out.decode().splitlines()[4] == (
        f'  no  Principal: "Federated {PROVIDER}"; the request comes through oidc-provider/{ISSUER} in account'
        " 210987654321 of aws-cn")


# Second hand: which claims AWS compares of whose tokens.
@pytest.mark.parametrize(("issuer", "claim", "is_compared"), [
    ("token.actions.githubusercontent.com", "repository_id", True),
    ("token.actions.githubusercontent.com", "repository_owner", False),
    ("token.actions.octo.ghe.com", "environment", True), ("gitlab.com", "project_id", True),
    ("gitlab.com", "repository_id", False), ("gitlab.example", "project_id", False),
    ("agent.buildkite.com", "pipeline_slug", True),
    ("oidc.circleci.com/org/8e7f", "oidc.circleci.com/project-id", True),
    ("idcs-1a2b.identity.oraclecloud.com", "rpst_id", True), ("gitlab.example", "email", True),
    (ISSUER, "email", True), (ISSUER, "workflow", False),
])
def test_the_claims_that_aws_compares(helper: Helper, issuer: str, claim: str, is_compared: bool) -> None:
    document = policy(
        {"StringEquals": {f"{issuer}:sub": "me", f"{issuer}:{claim}": "value"}},
        Principal={"Federated": f"arn:aws:iam::{ACCOUNT}:oidc-provider/{issuer}"})
    run = explain(helper, document, token("me", iss=f"https://{issuer}", **{claim: "value"}))
    assert run.code == (0 if is_compared else 1), run.out
    has = 'the request has "value"' if is_compared else "the request has no such key"
    assert f'StringEquals {issuer}:{claim}: "value"; {has}' in run.out.decode()


def test_an_expired_token_is_explained_and_refused_all_the_same(helper: Helper) -> None:
    for document, decision in (
            (policy(), "Refused: the token has expired; the policy allows it."),
            (policy({"IpAddress": {"aws:SourceIp": "10.0.0.0/8"}}),
             "Refused: the token has expired; but for that only AWS knows what the policy says."),
            (policy({"StringEquals": {f"{ISSUER}:sub": "x"}}), "Refused: no statement allows it.")):
        run = explain(helper, document, token(exp=1700000000))
        assert (run.code, run.out.decode().splitlines()[-1], run.err.decode()) == (
            1, decision, "docker-credential-bitrise: the token has expired: AWS refuses it whatever the policy says\n")


def test_the_name_of_the_session(helper: Helper) -> None:
    document = policy({"StringLike": {"sts:RoleSessionName": "bitrise-*"}})
    outside: dict[str, Any] = {"BITRISE_BUILD_NUMBER": None}
    line = 'StringLike sts:RoleSessionName: "bitrise-*"; '
    for jwt, changes, arguments, told in (
            (token(), outside, (), f"?   {line}only AWS knows what the request has"),
            (token(build_number="7"), outside, (), f'yes {line}the request has "bitrise-7"'),
            (token(build_number=7), outside, (), f'yes {line}the request has "bitrise-7"'),
            (token(), {"BITRISE_BUILD_NUMBER": "8"}, (), f'yes {line}the request has "bitrise-8"'),
            (token(), outside, ("--session-name", "me"), f'no  {line}the request has "me"')):
        run = explain(helper, document, jwt, *arguments, **changes)
        assert f"  {told}" in run.out.decode().splitlines(), (told, run.out.decode())


def test_who_a_token_was_issued_to_is_its_audience(helper: Helper) -> None:
    jwt = token(aud="a", azp="sts.amazonaws.com", amr=["x", "y"])
    document = policy({
        "StringEquals": {f"{ISSUER}:aud": "sts.amazonaws.com", f"{ISSUER}:oaud": "a"},
        "ForAnyValue:StringEquals": {f"{ISSUER}:amr": "y"}})
    assert explain(helper, document, jwt).code == 0


@pytest.mark.parametrize(("text", "told"), [
    ("{", "- is not JSON (line 1, column 2: a key in quotes has to stand here)."),
    ("[]", "- is not a policy that IAM takes."),
    (policies.OLDER_GUIDE, "- is not a policy that IAM takes."),
])
def test_what_is_no_policy(helper: Helper, text: str, told: str) -> None:
    assert explain(helper, text, token()).lines(1) == [
        f"trust-policy explain: {told} See what is wrong with it: docker-credential-bitrise trust-policy check -"]


def test_called_wrongly(bare: Helper) -> None:
    assert bare.run("trust-policy", "explain").lines(64)[0].startswith("trust-policy explain needs a file, or -; ")
    assert bare.run("trust-policy", "explain", "-", "--format", "json").lines(64)[0].startswith(
        "trust-policy explain does not take --format; ")
    assert bare.run("trust-policy", "explain", "-", stdin=b"{}").lines(1) == [
        "trust-policy explain: - is not a policy that IAM takes. See what is wrong with it: docker-credential-bitrise"
        " trust-policy check -"]


def test_random_policies(helper: Helper) -> None:
    decisions: list[bool] = []

    @examples(POLICIES)
    @given(policies_and_claims())
    def is_decided_as_by_the_rules(example: tuple[dict[str, Any], dict[str, Any]]) -> None:
        document, claims = example
        keys = {
            f"{ISSUER}:{name}": value if isinstance(value, list) else [value] for name, value in claims.items()}
        expected = policies.is_allowed(document, keys, PROVIDER)
        run = explain(helper, document, token(**{"subject": claims["sub"], **claims}))
        assert run.code == (0 if expected else 1), (
            f"expected {'allowed' if expected else 'refused'}, said\n{run.out.decode()}{run.err.decode()}")
        decisions.append(expected)

    is_decided_as_by_the_rules()
    # Neither answer would do by itself.
    assert len(decisions) >= POLICIES
    assert min(decisions.count(True), decisions.count(False)) > POLICIES / 10
