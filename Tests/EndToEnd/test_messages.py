"""The exact text of every error, as somebody reads it under a build that has failed."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any

import pytest

from standin import ROLE, StandIn, faults
from standin.iam import Keys
from standin.messages import Response
from support.helper import Helper
from support.hosts import ACCOUNT, HOST, PUBLIC
from support.proxy import ConnectProxy
from support.texts import comparable

TOKEN = (
    "the token says: iss https://token.builds.bitrise.io, aud sts.amazonaws.com,"
    " sub app:a1b2c3d4e5f60718:workflow:deploy, expires TIME")
PROVIDER = f"arn:aws:iam::{ACCOUNT}:oidc-provider/token.builds.bitrise.io"
STS = f"AWS STS (eu-central-1) refuses role {ROLE}: "
STS_FAILS = f"AWS STS (eu-central-1) cannot answer for role {ROLE}: "
ECR = f"Amazon ECR (eu-central-1) refuses role {ROLE}: "
ECR_FAILS = f"Amazon ECR (eu-central-1) cannot answer role {ROLE}: "
AWS_TROUBLE = "This is trouble on AWS's side; start the build again later, and see health.aws.amazon.com if it stays."
TOO_MANY = "Too many requests from this account at once; start the build again in a minute."
BITRISE = "the Bitrise build API at 127.0.0.1:PORT "
WRONG_SECRET = (
    "The secret key does not belong to the access key, or this machine's clock is wrong:"
    " check AWS_SECRET_ACCESS_KEY, then the clock.")
LOST_SIGNATURE = "The signature did not arrive as it was sent: check proxies on the way."


@dataclasses.dataclass(frozen=True)
class Refused:
    """What a service answers, and what the user is told."""

    status: int
    code: str
    answer: str
    told: str

    def __str__(self) -> str:
        return f"{self.code}: {self.answer[:30]}"

    def expected(self, beginning: str, extra: str = "") -> str:
        # The service's sentence goes on, so its period goes.
        return f"{beginning}{self.code}: {self.answer.removesuffix('.')} (request REQUEST){extra}. {self.told}"


def message_of(helper: Helper, *, host: str = HOST, **changes: Any) -> str:
    """What a failing `get` says, without the prefix that all messages have."""
    message = comparable(helper.get(host, **changes).error(), helper.sandbox)
    prefix = f"docker-credential-bitrise: {host}: "
    assert message.startswith(prefix)
    return message.removeprefix(prefix)


# AssumeRoleWithWebIdentity: what is wrong with the token or the role's trust in it.
TOKEN_REFUSED = [
    Refused(
        403, "AccessDenied", "Not authorized to perform sts:AssumeRoleWithWebIdentity",
        f"Check that the role exists, that its trust policy names {PROVIDER} as principal, and that its conditions"
        " fit: of a Bitrise token AWS compares only aud and sub, conditions on any other claim never hold."
        ' The policy needs aud "sts.amazonaws.com" and sub "app:a1b2c3d4e5f60718:workflow:deploy". See what is wrong'
        " with it: aws iam get-role --role-name ecr-pull | docker-credential-bitrise trust-policy check - --app-slug"
        " a1b2c3d4e5f60718 --workflow deploy"),
    Refused(
        400, "InvalidIdentityToken",
        "No OpenIDConnect provider found in your account for https://token.builds.bitrise.io",
        f"Create the IAM OIDC provider {PROVIDER} for exactly that issuer URL, in the role's account {ACCOUNT}."),
    Refused(
        400, "InvalidIdentityToken", "Incorrect token audience",
        f"Add the token's aud to the audiences (client ids) of the IAM OIDC provider {PROVIDER}, or ask for an"
        " audience that it has with --audience or ECR_LOGIN_AUDIENCE."),
    Refused(
        400, "InvalidIdentityToken", "Missing a required claim: aud",
        f"Check that the token is complete and was issued by the service whose IAM OIDC provider is {PROVIDER}."),
    Refused(
        400, "ExpiredTokenException",
        "Token expired: current date/time 1790000000 must be before the expiration date/time 1789990000",
        "A token that the build API issued just now is too old for AWS: this is trouble on Bitrise's or AWS's side;"
        " start the build again later."),
    Refused(
        403, "IDPRejectedClaim", "The identity provider rejected the claim",
        "The issuer no longer stands by the token: get a new one."),
]


@pytest.mark.parametrize("case", TOKEN_REFUSED, ids=str)
def test_sts_refuses_the_token(helper: Helper, standin: StandIn, case: Refused) -> None:
    standin.faults["sts"].always(faults.sts_error(case.code, case.answer, case.status))
    assert message_of(helper) == case.expected(STS, f"; {TOKEN}")


STS_REFUSED = [
    Refused(
        400, "MalformedPolicyDocument", "The policy is not in the valid JSON format.",
        "Correct the session policy: it is not a valid IAM policy."),
    Refused(
        400, "PackedPolicyTooLarge", "The policy is 120 percent of the allowed size",
        "Shorten the session policy: the message says by how much it is over."),
    Refused(
        403, "RegionDisabledException", f"STS is not activated in this region for account:{ACCOUNT}.",
        "STS is not active in this region for the account: activate it under IAM, Account settings."),
    Refused(
        400, "ValidationError",
        "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.",
        "Ask for fewer seconds (--duration-seconds, ECR_LOGIN_DURATION_SECONDS), or raise the role's maximum session"
        " duration."),
    Refused(
        400, "ValidationError", "Request ARN is invalid",
        "Check the role ARN, the session name and the session duration."),
    Refused(
        400, "SomethingNew", "A code of tomorrow", "Look this code up among the errors in AWS's documentation of STS."),
]


@pytest.mark.parametrize("case", STS_REFUSED, ids=str)
def test_sts_refuses_the_request(helper: Helper, standin: StandIn, case: Refused) -> None:
    standin.faults["sts"].always(faults.sts_error(case.code, case.answer, case.status))
    assert message_of(helper) == case.expected(STS)


STS_TROUBLE = [
    Refused(
        400, "IDPCommunicationError", "Unable to reach the identity provider",
        "AWS cannot reach the token's issuer; start the build again later. If it stays, check that the issuer's"
        " discovery document and keys are public."),
    Refused(
        400, "InvalidIdentityToken",
        "Couldn't retrieve verification key from your identity provider, please reference AssumeRoleWithWebIdentity"
        " documentation for requirements",
        "AWS could not fetch the issuer's keys; start the build again. If it stays, check that the issuer's discovery"
        " document and keys are public."),
    Refused(400, "Throttling", "Rate exceeded", TOO_MANY),
    Refused(400, "ThrottlingException", "Rate exceeded", TOO_MANY),
    Refused(500, "InternalFailure", "We encountered an internal error.", AWS_TROUBLE),
    Refused(503, "ServiceUnavailable", "Service is unavailable.", AWS_TROUBLE),
]


@pytest.mark.parametrize("case", STS_TROUBLE, ids=str)
def test_sts_is_in_trouble(helper: Helper, standin: StandIn, case: Refused) -> None:
    standin.faults["sts"].always(faults.sts_error(case.code, case.answer, case.status))
    # Not for ever: a service that is asked too much is asked again for as long as there is time.
    assert message_of(helper, ECR_LOGIN_TIMEOUT="5") == case.expected(STS_FAILS)


KEYS_REFUSED = [
    Refused(
        403, "InvalidClientTokenId", "The security token included in the request is invalid.",
        "The access key does not exist, is switched off, or lacks its session token: check AWS_ACCESS_KEY_ID and"
        " AWS_SESSION_TOKEN."),
    Refused(
        403, "SignatureDoesNotMatch", "The request signature we calculated does not match the signature you provided.",
        WRONG_SECRET),
    Refused(
        403, "ExpiredToken", "The security token included in the request is expired",
        "The keys in AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN have expired: get new ones."),
    Refused(400, "IncompleteSignature", "'Signature' is missing", LOST_SIGNATURE),
    Refused(403, "MissingAuthenticationToken", "Request is missing Authentication Token", LOST_SIGNATURE),
    Refused(
        403, "OptInRequired", "The AWS Access Key Id needs a subscription for the service",
        "The account has not signed up for STS: complete the account's registration."),
    Refused(
        403, "AccessDenied",
        f"User: arn:aws:iam::{ACCOUNT}:user/builder is not authorized to perform: sts:AssumeRole on resource: {ROLE}",
        "Allow sts:AssumeRole on this role to the user or role whose keys these are, and name it in the role's trust"
        " policy."),
]


@pytest.mark.parametrize("case", KEYS_REFUSED, ids=str)
def test_sts_refuses_the_keys(bare: Helper, standin: StandIn, case: Refused) -> None:
    standin.faults["sts"].always(faults.sts_error(case.code, case.answer, case.status))
    assert message_of(bare, AWS_ROLE_ARN=ROLE, **environment_of(standin.iam.add_user())) == case.expected(STS)


ECR_REFUSED = [
    Refused(
        400, "UnrecognizedClientException", "The security token included in the request is invalid.",
        "STS issued these credentials just now, and ECR does not know them yet: start the build again. If it stays,"
        " check that STS and ECR are asked in the same partition (the AWS_ENDPOINT_URL variables)."),
    Refused(
        400, "ExpiredTokenException", "The security token included in the request is expired",
        "STS issued these credentials just now, so a clock is wrong: check this machine's; else start the build"
        " again."),
    Refused(
        400, "InvalidSignatureException",
        "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access"
        " Key and signing method. Consult the service documentation for details.",
        "This machine's clock is wrong, or something on the way changed the request: check the clock, then proxies."),
    Refused(
        400, "InvalidSignatureException",
        "Signature expired: 20260101T000000Z is now earlier than 20260101T001000Z (20260101T001500Z - 5 min.)",
        "This machine's clock is wrong: set it."),
    Refused(400, "IncompleteSignatureException", "'Signature' is missing", LOST_SIGNATURE),
    Refused(400, "MissingAuthenticationTokenException", "Missing Authentication Token", LOST_SIGNATURE),
    Refused(
        400, "AccessDeniedException",
        f"User: arn:aws:sts::{ACCOUNT}:assumed-role/ecr-pull/bitrise-421 is not authorized to perform:"
        " ecr:GetAuthorizationToken on resource: * because no identity-based policy allows the"
        " ecr:GetAuthorizationToken action",
        "Allow ecr:GetAuthorizationToken on resource * in a policy of that identity."),
    Refused(
        400, "InvalidParameterException", "Invalid parameter at 'registryIds'",
        "The request is not one that this service takes: check the AWS_ENDPOINT_URL variables."),
    Refused(
        400, "SomethingNew", "A code of tomorrow", "Look this code up among the errors in AWS's documentation of ECR."),
]


@pytest.mark.parametrize("case", ECR_REFUSED, ids=str)
def test_ecr_refuses(helper: Helper, standin: StandIn, case: Refused) -> None:
    standin.faults["ecr"].always(faults.ecr_error(case.code, case.answer, case.status))
    assert message_of(helper) == case.expected(ECR)


ECR_REFUSED_KEYS = [
    Refused(
        400, "UnrecognizedClientException", "The security token included in the request is invalid.",
        "AWS does not know these keys here: the access key does not exist or is switched off, its session token is"
        " missing, or it is of another partition than region eu-central-1."),
    Refused(
        400, "ExpiredTokenException", "The security token included in the request is expired",
        "The keys in AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN have expired: get new ones."),
    Refused(
        400, "InvalidSignatureException",
        "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access"
        " Key and signing method. Consult the service documentation for details.", WRONG_SECRET),
]


@pytest.mark.parametrize("case", ECR_REFUSED_KEYS, ids=str)
def test_ecr_refuses_keys_by_their_identifier(bare: Helper, standin: StandIn, case: Refused) -> None:
    standin.faults["ecr"].always(faults.ecr_error(case.code, case.answer, case.status))
    message = message_of(bare, **environment_of(standin.iam.add_user()))
    assert message == case.expected("Amazon ECR (eu-central-1) refuses access key KEY: ")


@pytest.mark.parametrize("case", TOKEN_REFUSED, ids=str)
def test_sts_refuses_a_token_that_was_given(helper: Helper, standin: StandIn, case: Refused) -> None:
    standin.faults["sts"].always(faults.sts_error(case.code, case.answer, case.status))
    token = standin.bitrise.token(standin.build, "sts.amazonaws.com")
    if case.code == "ExpiredTokenException":
        case = dataclasses.replace(
            case, told="Get the token later in the build, or let this program get it: Bitrise's build API issues one"
            " whenever it is asked (BITRISE_BUILD_URL, BITRISE_BUILD_API_TOKEN).")
    assert message_of(helper, BITRISE_IDENTITY_TOKEN=token, **NO_BUILD) == case.expected(STS, f"; {TOKEN}")


ECR_TROUBLE = [
    Refused(400, "ThrottlingException", "Rate exceeded", TOO_MANY),
    Refused(429, "TOOMANYREQUESTS", "Rate exceeded", TOO_MANY),
    Refused(500, "ServerException", "Service error", AWS_TROUBLE),
    Refused(500, "InternalFailure", "Internal error", AWS_TROUBLE),
]


@pytest.mark.parametrize("case", ECR_TROUBLE, ids=str)
def test_ecr_is_in_trouble(helper: Helper, standin: StandIn, case: Refused) -> None:
    standin.faults["ecr"].always(faults.ecr_error(case.code, case.answer, case.status))
    assert message_of(helper, ECR_LOGIN_TIMEOUT="5") == case.expected(ECR_FAILS)


PUBLIC_REFUSED = [
    Refused(
        400, "AccessDeniedException",
        f"User: arn:aws:sts::{ACCOUNT}:assumed-role/ecr-pull/bitrise-421 is not authorized to perform:"
        " ecr-public:GetAuthorizationToken on resource: *",
        "Allow ecr-public:GetAuthorizationToken and sts:GetServiceBearerToken on resource * in a policy of that"
        " identity."),
    Refused(
        400, "UnsupportedCommandException", "GetAuthorizationToken is not supported in this region",
        "ECR Public is not in this region: it is reached in us-east-1."),
]


@pytest.mark.parametrize("case", PUBLIC_REFUSED, ids=str)
def test_ecr_public_refuses(helper: Helper, standin: StandIn, case: Refused) -> None:
    standin.faults["ecr-public"].always(faults.ecr_error(case.code, case.answer, case.status))
    assert message_of(helper, host=PUBLIC) == case.expected(f"Amazon ECR Public (us-east-1) refuses role {ROLE}: ")


ANSWERS = [
    # The build API
    ("bitrise", faults.bitrise_error("Unauthorized", 401),
     f"{BITRISE}gave no identity token: status 401: Unauthorized (role {ROLE}). Check that BITRISE_BUILD_API_TOKEN is"
     " the token of this very build, which must still be running."),
    ("bitrise", faults.bitrise_error("Not Found", 404),
     f"{BITRISE}gave no identity token: status 404: Not Found (role {ROLE}). Check that BITRISE_BUILD_URL is the URL of"
     " this very build."),
    ("bitrise", faults.html(404),
     f"{BITRISE}gave no identity token: status 404 (role {ROLE}). Check that BITRISE_BUILD_URL is the URL of this very"
     " build."),
    ("bitrise", faults.bitrise_error("out of order", 500),
     f"{BITRISE}gave no identity token: status 500: out of order (role {ROLE}). Start the build again later; see"
     " status.bitrise.io if it stays."),
    ("bitrise", faults.html(200),
     f"{BITRISE}answered 200 without an id_token (role {ROLE}). Check that BITRISE_BUILD_URL is the URL of this"
     " build."),
    # STS
    ("sts", faults.status(503), f"{STS_FAILS}status 503. {AWS_TROUBLE}"),
    ("sts", faults.html(403),
     f"AWS STS (eu-central-1) at 127.0.0.1:PORT answered 403 without an error that STS has (role {ROLE}). Something"
     " else than STS may be answering: check proxies, AWS_ENDPOINT_URL_STS and AWS_ENDPOINT_URL."),
    ("sts", faults.redirect("https://elsewhere.example/"),
     f"AWS STS (eu-central-1) at 127.0.0.1:PORT answered 307 without an error that STS has (role {ROLE}). Something"
     " else than STS may be answering: check proxies, AWS_ENDPOINT_URL_STS and AWS_ENDPOINT_URL."),
    ("sts", faults.html(200),
     f"AWS STS (eu-central-1) at 127.0.0.1:PORT answered 200 with something that is not STS's XML (role {ROLE})."
     " Something else than STS may be answering: check proxies, AWS_ENDPOINT_URL_STS and AWS_ENDPOINT_URL."),
    # ECR
    ("ecr", faults.html(403),
     f"Amazon ECR (eu-central-1) at 127.0.0.1:PORT answered 403 without an error that ECR has (role {ROLE}). Something"
     " else than ECR may be answering: check proxies, and the AWS_ENDPOINT_URL variables."),
    ("ecr", faults.html(200),
     f"Amazon ECR (eu-central-1) at 127.0.0.1:PORT answered 200 with something else than an authorization token (role {ROLE})."
     " Something else than ECR may be answering: check proxies, and the AWS_ENDPOINT_URL variables."),
    ("ecr", faults.body(b'{"authorizationData":[]}', "application/x-amz-json-1.1"),
     f"Amazon ECR (eu-central-1) at 127.0.0.1:PORT answered 200 with no authorization data (role {ROLE}). Something"
     " else than ECR may be answering: check proxies, and the AWS_ENDPOINT_URL variables."),
    # The network
    ("sts", faults.Fault(reset=True),
     f"cannot reach AWS STS (eu-central-1) at 127.0.0.1: Recv failure: Connection reset by peer (3 attempts; role"
     f" {ROLE}). Start the build again; if it stays, check proxies on the way."),
    ("sts", faults.Fault(cut=400),
     f"cannot reach AWS STS (eu-central-1) at 127.0.0.1: transfer closed with N bytes remaining to read (3 attempts;"
     f" role {ROLE}). Start the build again; if it stays, check proxies on the way."),
    ("sts", faults.Fault(change=lambda answer: Response(200, answer.body.ljust(2 << 20), answer.headers)),
     f"AWS STS (eu-central-1) at 127.0.0.1 answered with more than 1 MiB (role {ROLE}). Something"
     " else than AWS may be answering: check proxies and endpoint settings."),
]


@pytest.mark.parametrize(("service", "fault", "expected"), ANSWERS)
def test_an_answer_that_is_none(
    helper: Helper, standin: StandIn, service: str, fault: faults.Fault, expected: str
) -> None:
    standin.faults[service].always(fault)
    assert message_of(helper) == expected


def test_the_time_is_over(helper: Helper, standin: StandIn) -> None:
    standin.faults["sts"].always(faults.Fault(delay=20))
    assert message_of(helper, ECR_LOGIN_TIMEOUT="1") == (
        "the 1 s for everything were over before AWS STS (eu-central-1) answered: Operation timed out after N"
        f" milliseconds with 0 bytes received (role {ROLE}). Check the network, or allow more time with --timeout or"
        " ECR_LOGIN_TIMEOUT.")


def test_the_proxy_refuses(real_names: Helper, proxy: ConnectProxy) -> None:
    message = message_of(real_names, BITRISE_BUILD_URL="https://forbidden.example/build/x")
    assert "forbidden.example" in message and "403" in message and "HTTPS_PROXY" in message


# What the user has set, in place of what is right; `{inputs}` is a directory with the files below.
NO_BUILD = {"BITRISE_BUILD_URL": None, "BITRISE_BUILD_API_TOKEN": None}
SHAPE_OF_A_TOKEN = (
    "A token is a JWT: three base64url parts with dots between them, as the build's OIDC service issues it.")
FILES = {"unknown.json": '{"rolArn": "x"}', "broken.json": "{", "number.json": '{"roleArn": 1}', "blank": "\n"}
CERTIFICATE_HINT = (
    "If a proxy re-encrypts TLS here, name its certificate authority's file in AWS_CA_BUNDLE; else install the package"
    " ca-certificates, and check the machine's clock.")
REACH_HINT = "Check that the network lets this machine reach it, and HTTPS_PROXY if it needs a proxy."
MISTAKES: list[tuple[str, Mapping[str, str | None], str]] = [
    # Who it is
    ("nobody", {"AWS_ROLE_ARN": None, **NO_BUILD},
     "no role is named, and there are no AWS keys. Name the IAM role to assume in AWS_ROLE_ARN, or as roleArn in the"
     " configuration file."),
    ("a role, but no identity", NO_BUILD,
     f"there is neither an identity token nor a key to assume the role {ROLE} with. Set one of BITRISE_IDENTITY_TOKEN,"
     " BITRISE_BUILD_URL with BITRISE_BUILD_API_TOKEN, AWS_WEB_IDENTITY_TOKEN_FILE, or AWS_ACCESS_KEY_ID with"
     " AWS_SECRET_ACCESS_KEY."),
    ("half a key", {"AWS_ROLE_ARN": None, "AWS_ACCESS_KEY_ID": "AKIDEXAMPLE", **NO_BUILD},
     "AWS_ACCESS_KEY_ID is set, but AWS_SECRET_ACCESS_KEY is not. Set both, or neither."),
    ("a token that is none", {"BITRISE_IDENTITY_TOKEN": "nonsense", **NO_BUILD},
     f"BITRISE_IDENTITY_TOKEN is not an identity token: it has 1 part, not three (role {ROLE}). {SHAPE_OF_A_TOKEN}"),
    ("a token file that is missing", {"AWS_WEB_IDENTITY_TOKEN_FILE": "/nonexistent/token", **NO_BUILD},
     f"the file /nonexistent/token (from AWS_WEB_IDENTITY_TOKEN_FILE) does not exist (role {ROLE}). Correct"
     " AWS_WEB_IDENTITY_TOKEN_FILE, or the file."),
    ("a token file that is blank", {"AWS_WEB_IDENTITY_TOKEN_FILE": "{inputs}/blank", **NO_BUILD},
     f"AWS_WEB_IDENTITY_TOKEN_FILE (SANDBOX/inputs/blank) is not an identity token: it is empty (role {ROLE})."
     f" {SHAPE_OF_A_TOKEN}"),
    # What is asked of STS
    ("a name for a role", {"AWS_ROLE_ARN": "ecr-pull"},
     'the role ARN "ecr-pull" is not the ARN of an IAM role (from AWS_ROLE_ARN). A role ARN is of the form'
     " arn:aws:iam::123456789012:role/NAME; the IAM console shows it."),
    ("a user for a role", {"AWS_ROLE_ARN": f"arn:aws:iam::{ACCOUNT}:user/me"},
     f'the role ARN "arn:aws:iam::{ACCOUNT}:user/me" does not end in role/ and a name of 1 to 64 characters (from'
     " AWS_ROLE_ARN). A role ARN is of the form arn:aws:iam::123456789012:role/NAME; the IAM console shows it."),
    ("a role of China", {"AWS_ROLE_ARN": f"arn:aws-cn:iam::{ACCOUNT}:role/x"},
     f"the role arn:aws-cn:iam::{ACCOUNT}:role/x (from AWS_ROLE_ARN) is in partition aws-cn, but the registry is in"
     " aws. Name a role of the registry's partition: its ARN begins with arn:aws:iam."),
    ("a session name", {"AWS_ROLE_SESSION_NAME": "with space"},
     f'the session name "with space" is not one that STS takes (from AWS_ROLE_SESSION_NAME; role {ROLE}). Use 2 to 64'
     " characters of A-Z, a-z, 0-9 and _+=,.@- only."),
    ("a duration", {"ECR_LOGIN_DURATION_SECONDS": "1h"},
     f'the session duration "1h" is not one that STS takes (from ECR_LOGIN_DURATION_SECONDS; role {ROLE}). Give a'
     " whole number of seconds from 900 to 43200; the role's own maximum, one hour unless it was raised, may be"
     " lower."),
    # The configuration file
    ("a file that is missing", {"ECR_LOGIN_CONFIG": "/nonexistent/config.json"},
     "the file /nonexistent/config.json (from ECR_LOGIN_CONFIG) does not exist. Correct ECR_LOGIN_CONFIG, or the"
     " file."),
    ("a file with a misspelt key", {"ECR_LOGIN_CONFIG": "{inputs}/unknown.json"},
     'the configuration file SANDBOX/inputs/unknown.json has a key that is not known: "rolArn". Did you mean roleArn?'
     " The keys are roleArn, audience, sessionName, durationSeconds, region, webIdentityTokenFile, registries."),
    ("a file that is broken", {"ECR_LOGIN_CONFIG": "{inputs}/broken.json"},
     "the configuration file SANDBOX/inputs/broken.json is not a JSON object. Correct it, or name another with --config"
     " or ECR_LOGIN_CONFIG."),
    ("a file with a number", {"ECR_LOGIN_CONFIG": "{inputs}/number.json"},
     "the configuration file SANDBOX/inputs/number.json has a value for roleArn that is not a string. Write roleArn"
     " as a string."),
    # The network
    ("a timeout", {"ECR_LOGIN_TIMEOUT": "soon"},
     'ECR_LOGIN_TIMEOUT is "soon". Give a whole number of seconds from 1 to 3600.'),
    ("an endpoint without TLS", {"AWS_ENDPOINT_URL_STS": "http://192.0.2.1"},
     'AWS_ENDPOINT_URL_STS is "http://192.0.2.1": plain http would send credentials readable over the network (role'
     f" {ROLE}). Use https; http is accepted for loopback addresses only (localhost, 127.0.0.0/8, ::1)."),
    ("an endpoint that is no URL", {"AWS_ENDPOINT_URL_STS": "nonsense"},
     f'AWS_ENDPOINT_URL_STS is "nonsense", which is not a URL (role {ROLE}). Give it as https://HOST or'
     " https://HOST:PORT/PATH."),
    ("a build URL that is none", {"BITRISE_BUILD_URL": "nonsense"},
     'BITRISE_BUILD_URL is "nonsense", which is not a URL. Give it as https://HOST or https://HOST:PORT/PATH.'),
    ("a bundle that is missing", {"AWS_CA_BUNDLE": "/nonexistent/ca.pem"},
     'AWS_CA_BUNDLE is "/nonexistent/ca.pem", which does not exist or cannot be read. Correct it, or unset it to use'
     " the system's certificates."),
    ("a certificate of nobody known", {"AWS_CA_BUNDLE": None},
     "cannot reach the Bitrise build API at 127.0.0.1: SSL certificate problem: unable to get local issuer certificate"
     f" (role {ROLE}). {CERTIFICATE_HINT}"),
    ("a port on which nobody listens", {"AWS_ENDPOINT_URL_STS": "https://127.0.0.1:9"},
     "cannot reach AWS STS (eu-central-1) at 127.0.0.1: Failed to connect to 127.0.0.1 port 9 after N ms: Couldn't"
     f" connect to server (3 attempts; role {ROLE}). {REACH_HINT}"),
    ("a host that does not exist", {"AWS_ENDPOINT_URL_STS": "https://sts.nowhere.invalid"},
     "cannot reach AWS STS (eu-central-1) at sts.nowhere.invalid: Could not resolve host: sts.nowhere.invalid (3"
     f" attempts; role {ROLE}). Check the region's spelling, the machine's DNS, and HTTPS_PROXY if it needs a proxy."),
]


@pytest.mark.parametrize(("changes", "expected"), [row[1:] for row in MISTAKES], ids=[row[0] for row in MISTAKES])
def test_a_mistake_of_the_users(helper: Helper, changes: Mapping[str, str | None], expected: str) -> None:
    for name, content in FILES.items():
        helper.sandbox.input(name, content)
    given = {
        name: value and value.replace("{inputs}", str(helper.sandbox.inputs)) for name, value in changes.items()}
    assert message_of(helper, **given) == expected


def test_an_expired_token(helper: Helper, standin: StandIn) -> None:
    token = standin.bitrise.token(standin.build, "sts.amazonaws.com", exp=1709205753)
    assert message_of(helper, BITRISE_IDENTITY_TOKEN=token, **NO_BUILD) == (
        f"the identity token in BITRISE_IDENTITY_TOKEN expired at 2024-02-29T11:22:33Z (role {ROLE}). Get a new one"
        " later in the build, or set BITRISE_BUILD_URL and BITRISE_BUILD_API_TOKEN, from which this program gets one"
        " when it needs it.")


def test_a_token_for_another_audience(helper: Helper, standin: StandIn) -> None:
    token = standin.bitrise.token(standin.build, "other")
    assert message_of(helper, BITRISE_IDENTITY_TOKEN=token, ECR_LOGIN_AUDIENCE="mine", **NO_BUILD) == (
        f"the identity token in BITRISE_IDENTITY_TOKEN is for the audience other, but mine is configured (role {ROLE})."
        " Get the token for that audience, or leave the audience setting (--audience, ECR_LOGIN_AUDIENCE) out.")


class TestAdvice:
    """What is advised must fit what the user has: these rules hold whatever the exact words."""

    def test_does_not_ask_for_settings_that_are_set(self, helper: Helper, standin: StandIn) -> None:
        standin.faults["sts"].always(faults.sts_error("ExpiredTokenException", "Token expired: current date/time 2"))
        assert "set BITRISE_BUILD_URL" not in message_of(helper)

    def test_does_not_speak_of_keys_where_none_are_set(self, helper: Helper, standin: StandIn) -> None:
        standin.faults["ecr"].always(faults.ecr_error("InvalidSignatureException", "Signature expired: 2026"))
        assert "AWS_SECRET_ACCESS_KEY" not in message_of(helper)

    def test_of_a_wrong_clock_says_that_it_is_the_clock(self, helper: Helper, standin: StandIn) -> None:
        text = "Signature expired: 20260101T000000Z is now earlier than 20260101T001000Z (20260101T001500Z - 5 min.)"
        standin.faults["ecr"].always(faults.ecr_error("InvalidSignatureException", text))
        message = message_of(helper)
        assert "clock" in message and "secret key" not in message

    @pytest.mark.parametrize("name", ["AWS_WEB_IDENTITY_TOKEN_FILE", "ECR_LOGIN_CONFIG"])
    @pytest.mark.parametrize("path", ["/nonexistent/file", "/"])
    def test_about_a_file_names_the_setting(self, helper: Helper, name: str, path: str) -> None:
        assert name in message_of(helper, **{name: path}, **NO_BUILD)

    def test_about_a_proxy_that_is_down_says_that_it_is_the_proxy(self, real_names: Helper) -> None:
        message = message_of(real_names, HTTPS_PROXY="http://127.0.0.1:9", ECR_LOGIN_TIMEOUT="3")
        assert "proxy 127.0.0.1" in message or "HTTPS_PROXY (" in message or "HTTPS_PROXY is" in message

    def test_about_an_unusable_bundle_names_the_setting(self, helper: Helper) -> None:
        path = helper.sandbox.input("empty.pem", "")
        message = message_of(helper, AWS_CA_BUNDLE=str(path))
        assert "AWS_CA_BUNDLE" in message and "empty.pem" in message


def environment_of(keys: Keys) -> dict[str, str]:
    """A user's keys as a build has them."""
    return {"AWS_ACCESS_KEY_ID": keys.access_key_id, "AWS_SECRET_ACCESS_KEY": keys.secret}
