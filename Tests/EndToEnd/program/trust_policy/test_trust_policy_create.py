"""What `trust-policy create` writes, read by the programs that it is for."""

from __future__ import annotations

import io
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import botocore.session
import cfnlint.api
import cfnlint.config
import hcl2
import pytest

from standin import ROLE, StandIn
from support.helper import Helper
from support.moto import Moto
from support.policies import ACCOUNT, APP, ISSUER, PROVIDER, SUBJECT, token

PULL = ["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"]
PUSH = [
    "ecr:BatchCheckLayerAvailability", "ecr:InitiateLayerUpload", "ecr:UploadLayerPart", "ecr:CompleteLayerUpload",
    "ecr:PutImage", "ecr:BatchGetImage"]
# A name that every format has to quote.
ODD = "it's-100%{x}"
PLANS = {
    "one": ["--workflow", "deploy", "--pull", "app"],
    "wildcards": ["--workflow", "rel-*", "--workflow", "deploy", "--push", "team/*", "--region", "eu-central-1"],
    "whole-app": ["--public"],
    "everything": ["--workflow", "a", "--pull", "a", "--pull", "b", "--push", "b", "--push", "c", "--public"],
    "odd": ["--workflow", ODD],
    "with-path": ["--role-arn", f"arn:aws:iam::{ACCOUNT}:role/ci/build/ecr", "--workflow", "deploy", "--push", "x"],
    "china": ["--partition", "aws-cn", "--workflow", "deploy", "--pull", "app", "--region", "cn-north-1"],
}


def create(helper: Helper, *arguments: str, format: str = "json", **changes: str | None) -> str:
    """What it prints; it needs nobody for it."""
    run = helper.run(
        "trust-policy", "create", "--format", format, *arguments, AWS_ROLE_ARN=None, AWS_REGION=None,
        environment=changes)
    assert run.code == 0, run.failure()
    return run.out.decode()


def plan(helper: Helper, name: str, format: str = "json") -> str:
    return create(helper, "--account", ACCOUNT, "--app-slug", APP, *PLANS[name], format=format)


@pytest.mark.parametrize("name", PLANS)
def test_the_documents_are_policies_by_iams_grammar(helper: Helper, moto: Moto, name: str) -> None:
    documents = json.loads(plan(helper, name))
    role, client = f"grammar-{name}", iam(moto)
    client.create_role(RoleName=role, AssumeRolePolicyDocument=json.dumps(documents["trustPolicy"]))
    client.put_role_policy(RoleName=role, PolicyName="x", PolicyDocument=json.dumps(documents["permissionPolicy"]))


def test_a_document_that_is_no_policy_would_be_noticed(helper: Helper, moto: Moto) -> None:
    documents = json.loads(plan(helper, "one"))
    client = iam(moto)
    client.create_role(RoleName="bad", AssumeRolePolicyDocument=json.dumps(documents["trustPolicy"]))
    del documents["permissionPolicy"]["Statement"][0]["Resource"]
    policy = json.dumps(documents["permissionPolicy"])
    with pytest.raises(client.exceptions.MalformedPolicyDocumentException):
        client.put_role_policy(RoleName="bad", PolicyName="x", PolicyDocument=policy)


def iam(moto: Moto) -> Any:
    """moto's IAM, asked by botocore: the `aws` command takes a second of processor time to start."""
    return botocore.session.Session().create_client(
        "iam", region_name="us-east-1", endpoint_url=moto.url, aws_access_key_id="AKIAIOSFODNN7EXAMPLE",
        aws_secret_access_key="example")


def aws_environment(moto: Moto) -> dict[str, str]:
    return {
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}", "AWS_ENDPOINT_URL": moto.url,
        "AWS_ACCESS_KEY_ID": "AKIAIOSFODNN7EXAMPLE", "AWS_SECRET_ACCESS_KEY": "example", "AWS_REGION": "us-east-1",
        "AWS_DEFAULT_REGION": "us-east-1", "AWS_CONFIG_FILE": os.devnull, "AWS_PAGER": "",
        "PYTHONPATH": os.environ.get("PYTHONPATH", "")}


def reset(moto: Moto) -> None:
    subprocess.run(
        [sys.executable, "-c", "import sys, requests; requests.post(sys.argv[1] + '/moto-api/reset')", moto.url],
        check=True, timeout=60)


def test_a_simple_build_to_the_letter(helper: Helper) -> None:
    documents = json.loads(plan(helper, "one"))
    assert documents == {
        "provider": {"arn": PROVIDER, "url": f"https://{ISSUER}", "clientIds": ["sts.amazonaws.com"]},
        "trustPolicy": {"Version": "2012-10-17", "Statement": [{
            "Effect": "Allow", "Principal": {"Federated": PROVIDER}, "Action": "sts:AssumeRoleWithWebIdentity",
            "Condition": {"StringEquals": {f"{ISSUER}:aud": "sts.amazonaws.com", f"{ISSUER}:sub": SUBJECT}}}]},
        "permissionPolicy": {"Version": "2012-10-17", "Statement": [
            {"Sid": "LogIn", "Effect": "Allow", "Action": "ecr:GetAuthorizationToken", "Resource": "*"},
            {"Sid": "Pull", "Effect": "Allow", "Action": PULL,
             "Resource": f"arn:aws:ecr:*:{ACCOUNT}:repository/app"}]}}


def test_wildcards_are_compared_as_such_and_only_where_they_are(helper: Helper) -> None:
    (statement,) = json.loads(plan(helper, "wildcards"))["trustPolicy"]["Statement"]
    assert statement["Condition"] == {
        "StringEquals": {f"{ISSUER}:aud": "sts.amazonaws.com"},
        "StringLike": {f"{ISSUER}:sub": [f"app:{APP}:workflow:rel-*", f"app:{APP}:workflow:deploy"]}}
    (statement,) = json.loads(plan(helper, "whole-app"))["trustPolicy"]["Statement"]
    assert statement["Condition"]["StringLike"] == {f"{ISSUER}:sub": f"app:{APP}:workflow:*"}


def test_china_has_arns_and_an_audience_of_its_own(helper: Helper) -> None:
    documents = json.loads(plan(helper, "china"))
    assert documents["provider"]["clientIds"] == ["sts.amazonaws.com.cn"]
    assert documents["provider"]["arn"].startswith("arn:aws-cn:iam:")
    assert documents["permissionPolicy"]["Statement"][1]["Resource"].startswith("arn:aws-cn:ecr:cn-north-1:")


class TestFromTheBuild:
    def test_the_token_says_app_and_workflow(self, helper: Helper, standin: StandIn) -> None:
        run = helper.run("trust-policy", "create", "--push", "app")
        assert run.code == 0, run.failure()
        (statement,) = json.loads(run.out)["trustPolicy"]["Statement"]
        assert statement["Condition"]["StringEquals"][f"{ISSUER}:sub"] == standin.build.subject
        assert standin.journal.counts() == {"bitrise": 1}

    def test_another_issuer(self, helper: Helper) -> None:
        text = create(
            helper, "--account", ACCOUNT,
            BITRISE_IDENTITY_TOKEN=token("repo:x", iss="https://ci.example/a", aud="other"))
        documents = json.loads(text)
        assert documents["provider"] == {
            "arn": f"arn:aws:iam::{ACCOUNT}:oidc-provider/ci.example/a", "url": "https://ci.example/a",
            "clientIds": ["other"]}
        (statement,) = documents["trustPolicy"]["Statement"]
        assert statement["Condition"] == {
            "StringEquals": {"ci.example/a:aud": "other", "ci.example/a:sub": "repo:x"}}


@pytest.mark.parametrize(("format", "told"), [
    ("json", []), ("terraform", []),
    ("aws-cli", [
        "a role that is there already takes the policy by aws iam update-assume-role-policy --role-name bitrise-ecr"
        " --policy-document, in the place of create-role"]),
    ("cloudformation", ["the role has a name: CloudFormation wants --capabilities CAPABILITY_NAMED_IAM"]),
])
def test_what_else_is_to_be_done(helper: Helper, format: str, told: list[str]) -> None:
    run = helper.run(
        "trust-policy", "create", "--format", format, "--account", ACCOUNT, "--app-slug", APP, "--pull", "app",
        AWS_ROLE_ARN=None)
    provider = f"an account has one provider for https://{ISSUER}: leave it out where it is there already"
    assert run.code == 0 and run.err.decode().splitlines() == [
        f"docker-credential-bitrise: {line}" for line in ([] if format == "json" else [provider, *told])]


# The AWS CLI.


@pytest.mark.parametrize("shell", ["bash", "sh"])
@pytest.mark.parametrize("name", ["one", "everything", "odd", "with-path"])
def test_the_commands_make_a_role_that_can_be_assumed(
    helper: Helper, standin: StandIn, moto: Moto, name: str, shell: str
) -> None:
    reset(moto)
    subprocess.run(
        [shell, "-e"], input=plan(helper, name, "aws-cli"), env=aws_environment(moto), check=True, text=True,
        capture_output=True, timeout=120)
    documents = json.loads(plan(helper, name))
    role = "ecr" if name == "with-path" else "bitrise-ecr"
    client = iam(moto)
    made = client.get_role(RoleName=role)
    assert made["Role"]["AssumeRolePolicyDocument"] == documents["trustPolicy"]
    policy = client.get_role_policy(RoleName=role, PolicyName="ecr")
    assert policy["PolicyDocument"] == documents["permissionPolicy"]
    (provider,) = client.list_open_id_connect_providers()["OpenIDConnectProviderList"]
    assert provider["Arn"] == documents["provider"]["arn"]
    found = client.get_open_id_connect_provider(OpenIDConnectProviderArn=provider["Arn"])
    assert (found["Url"].removeprefix("https://"), found["ClientIDList"]) == (ISSUER, ["sts.amazonaws.com"])
    # And what AWS then says of the role is what the check finds nothing wrong with.
    answer = subprocess.run(
        ["aws", "iam", "get-role", "--role-name", role], env=aws_environment(moto), check=True, capture_output=True,
        timeout=60)
    checked = helper.run("trust-policy", "check", "-", stdin=answer.stdout, AWS_ROLE_ARN=None)
    assert (checked.code, checked.out) == (0, b"standard input: nothing is wrong\n")
    run = helper.run(
        "credentials", "--format", "json", "--region", "us-east-1", AWS_ROLE_ARN=made["Role"]["Arn"],
        AWS_ENDPOINT_URL_STS=moto.url)
    assert run.code == 0, run.failure()
    assert json.loads(run.out)["AccessKeyId"].startswith("ASIA")


# CloudFormation.


@pytest.mark.parametrize("name", PLANS)
def test_cloudformation_is_a_template(helper: Helper, name: str) -> None:
    text = plan(helper, name, "cloudformation")
    assert lint_template(text) == []
    documents = json.loads(plan(helper, name))
    role = json.loads(text)["Resources"]["Role"]["Properties"]
    assert role["Policies"][0]["PolicyDocument"] == documents["permissionPolicy"]
    trust = role["AssumeRolePolicyDocument"]
    assert trust["Statement"][0]["Principal"] == {"Federated": {"Ref": "Provider"}}
    trust["Statement"][0]["Principal"] = {"Federated": documents["provider"]["arn"]}
    assert trust == documents["trustPolicy"]


# Also of the trust policy, whose grammar moto does not look at closely.
@pytest.mark.parametrize("key", ["ClientIdList", "Principal", "Effect"])
def test_a_template_that_is_wrong_would_be_noticed(helper: Helper, key: str) -> None:
    text = plan(helper, "one", "cloudformation").replace(f'"{key}"', f'"{key}s"')
    assert any(f"{key}s" in message for message in lint_template(text))


def lint_template(text: str) -> list[str]:
    config = cfnlint.config.ManualArgs(include_checks=["I"])
    return [match.message for match in cfnlint.api.lint(text, regions=["eu-central-1"], config=config)]


# Terraform.


@pytest.mark.parametrize("name", PLANS)
def test_terraform_says_the_same(helper: Helper, name: str, tmp_path: Path) -> None:
    text = plan(helper, name, "terraform")
    check_format(text, tmp_path)
    documents = json.loads(plan(helper, name))
    read = hcl2.load(io.StringIO(text))
    data = {_bare(n): body for block in read["data"] for by_name in block.values() for n, body in by_name.items()}
    (trust,) = data["bitrise_trust"]["statement"]
    conditions: dict[str, Any] = {}
    for condition in trust["condition"]:
        values = [_bare(value) for value in condition["values"]]
        entry = conditions.setdefault(_bare(condition["test"]), {})
        entry[_bare(condition["variable"])] = values if len(values) > 1 else values[0]
    assert conditions == documents["trustPolicy"]["Statement"][0]["Condition"]
    assert [_bare(action) for action in trust["actions"]] == [documents["trustPolicy"]["Statement"][0]["Action"]]
    permissions = [
        {"Sid": _bare(s["sid"]), "Action": [_bare(a) for a in s["actions"]],
         "Resource": [_bare(r) for r in s["resources"]]} for s in data["bitrise_permissions"]["statement"]]
    assert permissions == [
        {"Sid": s["Sid"], "Action": _many(s["Action"]), "Resource": _many(s["Resource"])}
        for s in documents["permissionPolicy"]["Statement"]]
    resources = {_bare(kind): next(iter(b.values())) for block in read["resource"] for kind, b in block.items()}
    provider = resources["aws_iam_openid_connect_provider"]
    assert (_bare(provider["url"]), [_bare(c) for c in provider["client_id_list"]]) == (
        documents["provider"]["url"], documents["provider"]["clientIds"])


def _bare(text: str) -> str:
    """A string of Terraform's without its quotes and escapes."""
    text = text[1:-1] if text.startswith('"') else text
    return text.replace("%%{", "%{").replace("$${", "${")


def _many(value: str | list[str]) -> list[str]:
    return value if isinstance(value, list) else [value]


def check_format(text: str, directory: Path) -> None:
    """The rules of `terraform fmt`, and the program itself where it is installed: Debian and PyPI do not have it.

    `terraform validate` is not run: it would need AWS's provider, which it downloads.
    """
    depth = 0
    assert text.endswith("}\n") and not re.search(r"\n\n\n|[ \t]$|\t|\{\n\n|\n\n *\}", text, re.MULTILINE)
    for line in text.splitlines():
        depth -= line.strip() == "}"
        assert not line or line == "  " * depth + line.strip(), line
        depth += line.endswith("{")
    for group in re.findall(r"(?:^ *\w+ *= .*\n)+", text, re.MULTILINE):
        assert len({line.index(" = ") for line in group.splitlines()}) == 1, group
        names = [line.split(" = ")[0].rstrip() for line in group.splitlines()]
        assert group.splitlines()[0].index(" = ") == max(map(len, names)), group
    path = directory / "main.tf"
    path.write_text(text)
    if terraform := shutil.which("terraform"):
        ended = subprocess.run(
            [terraform, "fmt", "-check", "-diff", path], capture_output=True, text=True, timeout=60,
            env={"PATH": os.environ["PATH"], "HOME": str(directory), "CHECKPOINT_DISABLE": "1"}, check=False)
        assert (ended.returncode, ended.stdout) == (0, ""), ended.stdout + ended.stderr


@pytest.mark.parametrize(("old", "new"), [("  url  ", "  url "), ("\n\n", "\n\n\n"), ("    ", "   ")])
def test_a_format_that_is_wrong_would_be_noticed(helper: Helper, tmp_path: Path, old: str, new: str) -> None:
    with pytest.raises(AssertionError):
        check_format(plan(helper, "one", "terraform").replace(old, new, 1), tmp_path)


def test_the_role_of_the_build_is_the_role_that_is_made(helper: Helper) -> None:
    run = helper.run("trust-policy", "create", "--format", "aws-cli", "--push", "app")
    assert f"--role-name '{ROLE.split('/')[-1]}'" in run.out.decode() and "--path '/ci/'" in run.out.decode()
