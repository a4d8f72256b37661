"""Which hosts are registries of ECR, and where their passwords are asked for."""

from __future__ import annotations

import pytest

from standin import BITRISE_HOST, ISSUER_URL, StandIn
from standin.iam import ACCOUNT, Provider
from support.helper import Helper
from support.proxy import ConnectProxy

A = ACCOUNT


def trust_the_build_in(standin: StandIn, partition: str) -> str:
    """A role in that partition which the build may assume, under the partition's own default audience."""
    audience = "sts.amazonaws.com.cn" if partition == "aws-cn" else "sts.amazonaws.com"
    standin.iam.providers[:] = [Provider(A, ISSUER_URL, (audience,))]
    return standin.iam.add_role(f"arn:{partition}:iam::{A}:role/ecr-pull", audience=audience).arn


# Registry, partition, and the hosts of STS and ECR that its password comes from. Where AWS publishes two
# names for one host, either will do.
PRIVATE = [
    (f"{A}.dkr.ecr.us-west-2.amazonaws.com", "aws",
     {"sts.us-west-2.amazonaws.com"}, {"api.ecr.us-west-2.amazonaws.com"}),
    (f"{A}.dkr.ecr.eu-central-1.amazonaws.com", "aws",
     {"sts.eu-central-1.amazonaws.com"}, {"api.ecr.eu-central-1.amazonaws.com"}),
    # A region that the program cannot know yet.
    (f"{A}.dkr.ecr.mx-newland-7.amazonaws.com", "aws",
     {"sts.mx-newland-7.amazonaws.com"}, {"api.ecr.mx-newland-7.amazonaws.com"}),
    # FIPS
    (f"{A}.dkr.ecr-fips.us-east-1.amazonaws.com", "aws",
     {"sts-fips.us-east-1.amazonaws.com"},
     {"ecr-fips.us-east-1.amazonaws.com", "api.ecr-fips.us-east-1.amazonaws.com"}),
    # Dual stack
    (f"{A}.dkr-ecr.us-west-2.on.aws", "aws", {"sts.us-west-2.api.aws"}, {"ecr.us-west-2.api.aws"}),
    (f"{A}.dkr-ecr-fips.us-west-2.on.aws", "aws", {"sts-fips.us-west-2.api.aws"}, {"ecr-fips.us-west-2.api.aws"}),
    # China
    (f"{A}.dkr.ecr.cn-north-1.amazonaws.com.cn", "aws-cn",
     {"sts.cn-north-1.amazonaws.com.cn"}, {"api.ecr.cn-north-1.amazonaws.com.cn"}),
    (f"{A}.dkr-ecr.cn-north-1.on.amazonwebservices.com.cn", "aws-cn",
     {"sts.cn-north-1.api.amazonwebservices.com.cn"}, {"ecr.cn-north-1.api.amazonwebservices.com.cn"}),
    # GovCloud
    (f"{A}.dkr.ecr.us-gov-east-1.amazonaws.com", "aws-us-gov",
     {"sts.us-gov-east-1.amazonaws.com"}, {"api.ecr.us-gov-east-1.amazonaws.com"}),
    (f"{A}.dkr.ecr-fips.us-gov-west-1.amazonaws.com", "aws-us-gov",
     {"sts.us-gov-west-1.amazonaws.com"},
     {"ecr-fips.us-gov-west-1.amazonaws.com", "api.ecr-fips.us-gov-west-1.amazonaws.com"}),
    (f"{A}.dkr-ecr.us-gov-east-1.on.aws", "aws-us-gov", {"sts.us-gov-east-1.api.aws"}, {"ecr.us-gov-east-1.api.aws"}),
    (f"{A}.dkr-ecr-fips.us-gov-east-1.on.aws", "aws-us-gov",
     {"sts-fips.us-gov-east-1.api.aws"}, {"ecr-fips.us-gov-east-1.api.aws"}),
    # The isolated partitions
    (f"{A}.dkr.ecr.us-iso-east-1.c2s.ic.gov", "aws-iso",
     {"sts.us-iso-east-1.c2s.ic.gov"}, {"api.ecr.us-iso-east-1.c2s.ic.gov"}),
    (f"{A}.dkr.ecr.us-isob-east-1.sc2s.sgov.gov", "aws-iso-b",
     {"sts.us-isob-east-1.sc2s.sgov.gov"}, {"api.ecr.us-isob-east-1.sc2s.sgov.gov"}),
    (f"{A}.dkr.ecr.eu-isoe-west-1.cloud.adc-e.uk", "aws-iso-e",
     {"sts.eu-isoe-west-1.cloud.adc-e.uk"}, {"api.ecr.eu-isoe-west-1.cloud.adc-e.uk"}),
    (f"{A}.dkr.ecr.us-isof-east-1.csp.hci.ic.gov", "aws-iso-f",
     {"sts.us-isof-east-1.csp.hci.ic.gov"}, {"api.ecr.us-isof-east-1.csp.hci.ic.gov"}),
    # The European sovereign cloud
    (f"{A}.dkr.ecr.eusc-de-east-1.amazonaws.eu", "aws-eusc",
     {"sts.eusc-de-east-1.amazonaws.eu"}, {"api.ecr.eusc-de-east-1.amazonaws.eu"}),
    # A region of it that the program cannot know yet: the domain says the partition.
    (f"{A}.dkr.ecr.eusc-fr-west-1.amazonaws.eu", "aws-eusc",
     {"sts.eusc-fr-west-1.amazonaws.eu"}, {"api.ecr.eusc-fr-west-1.amazonaws.eu"}),
]


@pytest.mark.parametrize(("registry", "partition", "sts", "ecr"), PRIVATE, ids=[row[0] for row in PRIVATE])
def test_region_partition_and_variant_come_from_the_host(
    real_names: Helper, standin: StandIn, proxy: ConnectProxy,
    registry: str, partition: str, sts: set[str], ecr: set[str],
) -> None:
    # The stand-in compares the scope of the signature with the host name that was called.
    assert real_names.get(registry, AWS_ROLE_ARN=trust_the_build_in(standin, partition)).password()
    assert standin.journal.counts() == {"bitrise": 1, "sts": 1, "ecr": 1}
    asked = {request.host for request in standin.journal.calls("sts")}
    assert asked <= sts
    assert {request.host for request in standin.journal.calls("ecr")} <= ecr
    # Not even a connection went elsewhere.
    assert set(proxy.hosts) <= {BITRISE_HOST} | sts | ecr


@pytest.mark.parametrize(("registry", "api"), [
    ("public.ecr.aws", "api.ecr-public.us-east-1.amazonaws.com"),
    # The dual-stack name
    ("ecr-public.aws.com", "ecr-public.us-east-1.api.aws"),
])
def test_the_public_registry_is_asked_in_us_east_1(
    real_names: Helper, standin: StandIn, registry: str, api: str
) -> None:
    assert real_names.get(registry, AWS_REGION="eu-central-1").password()
    assert [request.host for request in standin.journal.calls("ecr-public")] == [api]
    assert [(scope.region, scope.service) for scope in standin.ecr_public.scopes] == [("us-east-1", "ecr-public")]


@pytest.mark.parametrize(("registry", "region"), [
    (f"{A}.dkr.ecr.cn-north-1.amazonaws.com.cn", "cn-north-1"),
    (f"{A}.dkr.ecr-fips.us-east-1.amazonaws.com", "us-east-1"),
    (f"{A}.dkr-ecr.us-west-2.on.aws", "us-west-2"),
    (f"{A}.dkr.ecr.eusc-de-east-1.amazonaws.eu", "eusc-de-east-1"),
])
def test_a_custom_endpoint_is_signed_for_the_registrys_region(
    helper: Helper, standin: StandIn, registry: str, region: str
) -> None:
    partition = "aws-cn" if region.startswith("cn-") else "aws-eusc" if region.startswith("eusc-") else "aws"
    role = trust_the_build_in(standin, partition)
    assert helper.get(registry, AWS_ROLE_ARN=role, AWS_REGION="ap-south-1").password()
    assert [(scope.region, scope.service) for scope in standin.ecr.scopes] == [(region, "ecr")]


@pytest.mark.parametrize(("end", "partition", "sts"), [
    ("lala-land-1.amazonaws.com.cn", "aws-cn", "sts.lala-land-1.amazonaws.com.cn"),
    ("us-east-1.amazonaws.com.cn", "aws-cn", "sts.us-east-1.amazonaws.com.cn"),
    ("cn-north-1.amazonaws.com", "aws", "sts.cn-north-1.amazonaws.com"),
    ("us-east-1.amazonaws.eu", "aws-eusc", "sts.us-east-1.amazonaws.eu"),
    ("eusc-de-east-1.amazonaws.com", "aws", "sts.eusc-de-east-1.amazonaws.com"),
])
def test_the_domain_says_the_partition_also_of_regions_that_it_does_not_have(
    real_names: Helper, standin: StandIn, proxy: ConnectProxy, end: str, partition: str, sts: str
) -> None:
    message = real_names.get(f"{A}.dkr.ecr.{end}", AWS_ROLE_ARN=trust_the_build_in(standin, partition)).error()
    assert f"at {sts}: " in message
    # The connection to ECR is opened early.
    assert {BITRISE_HOST, sts} <= set(proxy.hosts) <= {BITRISE_HOST, sts, f"api.ecr.{end}"}


# What other helpers' tests refuse, and what their looser patterns let through.
NOT_ECR = [
    "not.ecr.io",
    "https://index.docker.io/v1/",
    "ghcr.io",
    "localhost:5000",
    "https://not.a.real.registry/url",
    ".dkr.ecr.not-real.amazonaws.com",
    # Begins like a registry, ends elsewhere
    f"https://{A}.dkr.ecr.us-west-2.amazonaws.com.fake.example.com/image:latest",
    f"{A}.dkr.ecr.us-west-2.amazonaws.com.fake.example.com",
    f"{A}.dkr.ecr-fips.us-gov-west-1.amazonaws.com.fake.example.com",
    f"{A}.dkr.ecr.cn-north-1.amazonaws.com.cn.fake.example.com.cn",
    f"{A}.dkr.ecr.cn-north-1.on.aws.com.cn",
    f"{A}.dkr.ecr.us-east-1.amazonaws.com.evil.example",
    "https://public.ecr.aws.fake.example.com",
    "public.ecr.aws.fake.example.com",
    # Ends like a registry, begins elsewhere
    f"evil.{A}.dkr.ecr.us-east-1.amazonaws.com",
    f"evil-{A}.dkr.ecr.us-east-1.amazonaws.com",
    "evil.public.ecr.aws",
    "evil-public.ecr.aws",
    f"{A}.dkr.ecr.us-east-1.evilamazonaws.com",
    # The account
    f"1{A}.dkr.ecr.lala-land-1.amazonaws.com",
    "12345678901.dkr.ecr.us-east-1.amazonaws.com",
    "12345678901A.dkr.ecr.us-east-1.amazonaws.com",
    "\u0661\u0662\u0663\u0664\u0665\u0666\u0667\u0668\u0669\u0660\u0661\u0662.dkr.ecr.us-east-1.amazonaws.com",
    # The region
    f"{A}.dkr.ecr.lala-land-1!.amazonaws.com",
    f"{A}.dkr.ecr.#lala-land-1.amazonaws.com",
    f"{A}.dkr.ecr.us-east-1.us-east-1.amazonaws.com",
    f"{A}.dkr.ecr..amazonaws.com",
    # The suffix
    f"{A}.dkr.ecr.us-east-1.amazonaws.hacker.com",
    f"{A}.dkr.ecr.us-east-1.hacker.com",
    f"{A}.dkr.ecr.us-east-1.amazonaws.lol",
    f"{A}.dkr.ecr.us-iso-east-1.amazonaws.gov",
    f"{A}.dkr.cat.us-east-1.awsamazon.com",
    # The labels
    f"{A}.dog.ecr.us-east-1.amazonaws.com",
    f"{A}.dkr.cat.us-east-1.amazonaws.com",
    f"{A}.us-east-1.amazonaws.com",
    f"{A}.dkr_ecr.us-east-1.amazonaws.com",
    # A mixture of the forms of two stacks, which no AWS service has
    f"{A}.dkr-ecr.us-east-1.amazonaws.com",
    # URLs whose host is not what it looks like
    f"https://{A}.dkr.ecr.us-east-1.amazonaws.com@evil.example/",
    f"https://user:password@{A}.dkr.ecr.us-east-1.amazonaws.com.evil.example/",
    f"https://evil.example/{A}.dkr.ecr.us-east-1.amazonaws.com",
    f"https://evil.example?{A}.dkr.ecr.us-east-1.amazonaws.com",
    f"https://evil.example#{A}.dkr.ecr.us-east-1.amazonaws.com",
    f"https://evil.example\\@{A}.dkr.ecr.us-east-1.amazonaws.com",
    f"ftp://{A}.dkr.ecr.us-east-1.amazonaws.com",
    f"{A}.dkr.ecr.us-east-1.amazonaws.com:8443.evil.example",
]


@pytest.mark.parametrize("host", NOT_ECR)
def test_other_hosts_get_the_protocols_not_found_and_cause_no_request(
    real_names: Helper, standin: StandIn, proxy: ConnectProxy, host: str
) -> None:
    assert real_names.get(host).is_not_found()
    assert (proxy.requests, standin.journal.connections) == ([], 0)


@pytest.mark.parametrize(("host", "right"), [
    (f"{A}.dkr.ecr.us-east-1.on.aws", f"{A}.dkr-ecr.us-east-1.on.aws"),
    (f"{A}.dkr.ecr-fips.us-east-1.on.aws", f"{A}.dkr-ecr-fips.us-east-1.on.aws"),
    (f"{A}.dkr.ecr.cn-north-1.on.amazonwebservices.com.cn", f"{A}.dkr-ecr.cn-north-1.on.amazonwebservices.com.cn"),
])
def test_a_dual_stack_host_with_a_dot_is_told_how_it_is_written(
    real_names: Helper, standin: StandIn, proxy: ConnectProxy, host: str, right: str
) -> None:
    assert real_names.get(host).error() == (
        f'docker-credential-bitrise: "{host}" is not how a dual-stack registry is written.'
        f" Write it with a hyphen: {right}.")
    assert (proxy.requests, standin.journal.connections) == ([], 0)


def test_other_hosts_need_no_settings_and_no_identity(bare: Helper) -> None:
    assert bare.get("ghcr.io").is_not_found()


def test_a_password_of_ecr_is_never_given_for_a_look_alike_from_the_cache(helper: Helper) -> None:
    registry = f"{A}.dkr.ecr.us-east-1.amazonaws.com"
    helper.get(registry).password()
    assert helper.get(f"{registry}.evil.example").is_not_found()
