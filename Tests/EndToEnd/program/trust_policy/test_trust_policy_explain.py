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


def test_the_token_of_the_build(helper: Helper, standin: StandIn) -> None:
    document = policy({"StringEquals": {f"{ISSUER}:sub": standin.build.subject}})
    run = helper.run("trust-policy", "explain", "-", stdin=json.dumps(document).encode())
    assert (run.code, run.out.decode().splitlines()[-1]) == (0, "Allowed."), run.failure()
    assert standin.journal.counts() == {"bitrise": 1}


def test_the_provider_has_to_be_in_the_roles_account(helper: Helper) -> None:
    assert explain(helper, policy(), token(), "--account", "210987654321").code == 1
    assert explain(helper, policy(), token(), "--partition", "aws-cn").code == 1
    assert explain(helper, policy(), token(), "--account", ACCOUNT, "--partition", "aws").code == 0


def test_an_expired_token_is_explained_and_refused_all_the_same(helper: Helper) -> None:
    run = explain(helper, policy(), token(exp=1700000000))
    assert (run.code, run.out.decode().splitlines()[-1], run.err.decode()) == (
        1, "Refused: the token has expired; the policy allows it.",
        "docker-credential-bitrise: the token has expired: AWS refuses it whatever the policy says\n")


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


@pytest.mark.parametrize(("text", "told"), [
    ("{", "- is not JSON (line 1, column 2: a key in quotes has to stand here)."),
    ("[]", "- is not a policy that IAM takes."),
    (policies.OLDER_GUIDE, "- is not a policy that IAM takes."),
])
def test_what_is_no_policy(helper: Helper, text: str, told: str) -> None:
    assert explain(helper, text, token()).lines(1) == [
        f"trust-policy explain: {told} See what is wrong with it: docker-credential-bitrise trust-policy check -"]


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
