"""What is wrong, and the exact text that a user is told of it."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping

from standin import ROLE

from .helper import Helper
from .hosts import ACCOUNT, HOST
from .texts import comparable

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


def message_of(helper: Helper, host: str = HOST, /, **changes: str | None) -> str:
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
        " If all of that fits, the policy of a VPC endpoint for STS, a service control policy (SCP) or a resource"
        " control policy (RCP) denies the call."
        ' The trust policy needs aud "sts.amazonaws.com" and sub "app:a1b2c3d4e5f60718:workflow:deploy". See what is'
        " wrong with it: aws iam get-role --role-name ecr-pull | docker-credential-bitrise trust-policy check -"
        " --app-slug a1b2c3d4e5f60718 --workflow deploy"),
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
        "Have the issuer put aud into the token: AWS demands iss, sub, aud, iat and exp of every token."),
    # Second hand: how AWS words these, and which code they have.
    Refused(
        400, "InvalidIdentityToken",
        "OpenIDConnect provider's HTTPS certificate doesn't match configured thumbprint",
        "Put the SHA-1 thumbprint of the topmost certificate that the issuer's host sends into the IAM OIDC provider"
        f" {PROVIDER}: AWS compares it where it does not trust the host's certificate authority itself."),
    Refused(
        400, "InvalidIdentityToken",
        "Token audience contains more than one audience while authorized party is not present",
        "Have the token issued for one audience, or with azp: of a token with several AWS does not choose one."),
    Refused(
        400, "InvalidIdentityToken", "The target role ARN is not present in the roles claim of the identity token",
        f"Have the issuer add {ROLE} to the token's claim https://aws.amazon.com/roles, letter by letter, or leave that"
        " claim out: where it is, AWS lets the token assume no other role, whatever trust policies say."),
    Refused(
        400, "InvalidIdentityToken", "Session tags passed in claim are not in correct format.",
        "Correct the claim https://aws.amazon.com/tags where the token is issued: principal_tags has a list with one"
        " string for each key, transitive_tag_keys is a list of keys."),
    Refused(
        400, "InvalidIdentityToken",
        "The ID Token provided is not a valid JWT. (You may see this error if you sent an Access Token)",
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

ECR_TROUBLE = [
    Refused(400, "ThrottlingException", "Rate exceeded", TOO_MANY),
    Refused(429, "TOOMANYREQUESTS", "Rate exceeded", TOO_MANY),
    Refused(500, "ServerException", "Service error", AWS_TROUBLE),
    Refused(500, "InternalFailure", "Internal error", AWS_TROUBLE),
]

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
    ("half of the build's variables", {"BITRISE_BUILD_API_TOKEN": None},
     f"there is neither an identity token nor a key to assume the role {ROLE} with; BITRISE_BUILD_URL is set, but"
     " BITRISE_BUILD_API_TOKEN is not. Set one of BITRISE_IDENTITY_TOKEN, BITRISE_BUILD_URL with"
     " BITRISE_BUILD_API_TOKEN, AWS_WEB_IDENTITY_TOKEN_FILE, or AWS_ACCESS_KEY_ID with AWS_SECRET_ACCESS_KEY. To have"
     " the build's own token, hand BITRISE_BUILD_API_TOKEN on as well: Bitrise sets both in every build."),
    ("a profile", {"AWS_ROLE_ARN": None, "AWS_PROFILE": "ci"},
     "no role is named, and there are no AWS keys; AWS_PROFILE is set, but this program reads no profiles. Name the IAM"
     " role to assume in AWS_ROLE_ARN, or as roleArn in the configuration file. To use a profile's keys, put them into"
     " AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN."),
    ("a container's credentials",
     {"AWS_ROLE_ARN": None, "AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://169.254.170.23/v1/credentials"},
     "no role is named, and there are no AWS keys; AWS_CONTAINER_CREDENTIALS_FULL_URI is set, but this program does not"
     " ask for a container's credentials. Name the IAM role to assume in AWS_ROLE_ARN, or as roleArn in the"
     " configuration file. To use the container's keys, put them into AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and"
     " AWS_SESSION_TOKEN."),
    ("a key with a blank", {"AWS_ROLE_ARN": None, "AWS_ACCESS_KEY_ID": "AKIDEXAMPLE", "AWS_SECRET_ACCESS_KEY": "s "},
     "AWS_SECRET_ACCESS_KEY has a blank in it. Set it again without: a blank at an end often comes from copying."),
    ("a key with a line break",
     {"AWS_ROLE_ARN": None, "AWS_ACCESS_KEY_ID": "AKIDEXAMPLE\n", "AWS_SECRET_ACCESS_KEY": "s"},
     "AWS_ACCESS_KEY_ID has a line break or another control character in it. Set it again without: a line break at the"
     " end often comes from copying, or from echo."),
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

# Where Sources/CLibcurl/Trust.c looks.
BUNDLES = (
    "/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/ca-bundle.pem",
    "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem", "/etc/ssl/cert.pem", "/kaniko/ssl/certs/ca-certificates.crt")
WITHOUT_CERTIFICATES = (
    f"there is no file of trusted certificates on this machine; looked for {', '.join(BUNDLES)} (role"
    " arn:aws:iam::123456789012:role/ci/ecr-pull). Install the package ca-certificates, or name a file of certificates"
    " in AWS_CA_BUNDLE.")
WITHOUT_LIBCURL = (
    "libcurl cannot be opened: libcurl.so.4: cannot open shared object file: No such file or directory. Install it:"
    " libcurl4 (Debian, Ubuntu), libcurl (Alpine, Fedora, Red Hat).")
