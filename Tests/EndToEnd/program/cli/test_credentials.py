"""AWS credentials: keys from the environment, roles assumed with a token or with keys."""

from __future__ import annotations

import pytest

from standin import ROLE, StandIn, faults
from standin.iam import Keys
from standin.messages import Response
from support.helper import Helper
from support.hosts import HOST


def keys_environment(keys: Keys) -> dict[str, str]:
    """Keys as a build has them in its environment."""
    named = {
        "AWS_ACCESS_KEY_ID": keys.access_key_id, "AWS_SECRET_ACCESS_KEY": keys.secret,
        "AWS_SESSION_TOKEN": keys.token,
    }
    return {name: value for name, value in named.items() if value}


class TestKeysAlone:
    def test_of_a_user_are_used_as_they_are(self, bare: Helper, standin: StandIn) -> None:
        assert bare.get(HOST, **keys_environment(standin.iam.add_user())).password()
        assert standin.journal.counts() == {"ecr": 1}
        assert standin.journal.calls("ecr")[0].header("x-amz-security-token") is None

    def test_of_a_session_are_sent_with_their_token(self, bare: Helper, standin: StandIn) -> None:
        keys = standin.iam.open_session(standin.iam.roles[ROLE], "me", 3600)
        assert bare.get(HOST, **keys_environment(keys)).password()
        assert standin.journal.counts() == {"ecr": 1}
        assert standin.journal.calls("ecr")[0].header("x-amz-security-token") == keys.token

    def test_are_cached_for_each_key(self, bare: Helper, standin: StandIn) -> None:
        one, two = standin.iam.add_user("one"), standin.iam.add_user("two")
        first = bare.get(HOST, **keys_environment(one)).password()
        assert bare.get(HOST, **keys_environment(two)).password() != first
        assert bare.get(HOST, **keys_environment(one)).password() == first
        assert standin.journal.counts() == {"ecr": 2}

    @pytest.mark.parametrize("missing", ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"])
    def test_half_a_pair_is_an_error_that_names_the_other_half(
        self, bare: Helper, standin: StandIn, missing: str
    ) -> None:
        environment = keys_environment(standin.iam.add_user()) | {missing: ""}
        assert missing in bare.get(HOST, **environment).error()
        assert standin.journal.counts() == {}

    def test_nothing_at_all_says_what_to_set(self, bare: Helper, standin: StandIn) -> None:
        message = bare.get(HOST).error()
        assert "AWS_ROLE_ARN" in message
        assert standin.journal.connections == 0

    def test_an_identity_without_a_role_says_that_the_role_is_missing(self, helper: Helper, standin: StandIn) -> None:
        assert "AWS_ROLE_ARN" in helper.get(HOST, AWS_ROLE_ARN=None).error()
        assert standin.journal.counts() == {}


class TestRoleWithKeys:
    @pytest.fixture
    def user(self, standin: StandIn) -> Keys:
        made = standin.iam.add_user()
        standin.iam.add_role(users=(made.principal,))
        return made

    def test_is_assumed_with_a_signed_call(self, bare: Helper, standin: StandIn, user: Keys) -> None:
        assert bare.get(HOST, AWS_ROLE_ARN=ROLE, **keys_environment(user)).password()
        assert standin.journal.counts() == {"sts": 1, "ecr": 1}
        form = standin.journal.calls("sts")[0].form
        assert (form["Action"], form["RoleArn"]) == ("AssumeRole", ROLE)

    def test_is_assumed_with_keys_of_a_session(self, bare: Helper, standin: StandIn) -> None:
        session = standin.iam.add_session("arn:aws:sts::123456789012:assumed-role/ci/me", 3600)
        standin.iam.add_role(users=(session.principal,))
        assert bare.get(HOST, AWS_ROLE_ARN=ROLE, **keys_environment(session)).password()

    def test_is_assumed_with_the_identity_token_where_there_is_one(
        self, helper: Helper, standin: StandIn, user: Keys
    ) -> None:
        assert helper.get(HOST, **keys_environment(user)).password()
        assert standin.journal.calls("sts")[0].form["Action"] == "AssumeRoleWithWebIdentity"

    def test_is_signed_for_the_registrys_region(self, real_names: Helper, standin: StandIn, user: Keys) -> None:
        # Under real names the stand-in compares the scope with the host.
        assert real_names.get(
            "123456789012.dkr.ecr.us-west-2.amazonaws.com", BITRISE_BUILD_URL=None, AWS_REGION="eu-north-1",
            **keys_environment(user)).password()
        assert standin.journal.calls("sts")[0].host == "sts.us-west-2.amazonaws.com"

    def test_that_does_not_trust_the_user_names_user_and_role(self, bare: Helper, standin: StandIn) -> None:
        stranger = standin.iam.add_user("stranger")
        message = bare.get(HOST, AWS_ROLE_ARN=ROLE, **keys_environment(stranger)).error()
        assert stranger.principal in message and ROLE in message
        assert standin.journal.counts() == {"sts": 1}


class TestWhatIsAskedOfSTS:
    def test_with_a_token_nothing_is_signed(self, helper: Helper, standin: StandIn) -> None:
        helper.get(HOST).credentials()
        request = standin.journal.calls("sts")[0]
        assert request.header("authorization") is None
        assert request.target == "/"
        assert set(request.form) == {"Action", "Version", "RoleArn", "RoleSessionName", "WebIdentityToken"}

    def test_the_session_is_named_after_the_build(self, helper: Helper, standin: StandIn) -> None:
        helper.get(HOST, BITRISE_BUILD_NUMBER="77").credentials()
        assert standin.journal.calls("sts")[0].form["RoleSessionName"] == "bitrise-77"

    def test_outside_a_numbered_build_the_session_is_named_after_the_program(
        self, helper: Helper, standin: StandIn
    ) -> None:
        helper.get(HOST, BITRISE_BUILD_NUMBER=None).credentials()
        assert standin.journal.calls("sts")[0].form["RoleSessionName"] == "docker-credential-bitrise"

    @pytest.mark.parametrize("number", ["1 2", "a/b", "ü", "7" * 80, "\n"])
    def test_a_default_session_name_that_sts_would_refuse_is_cleaned_up(self, helper: Helper, number: str) -> None:
        assert helper.get(HOST, BITRISE_BUILD_NUMBER=number).password()

    @pytest.mark.parametrize("name", ["a", "a" * 65, "with space", "a/b", "ümlaut", "a:b"])
    def test_a_session_name_of_the_users_that_sts_would_refuse_is_refused(
        self, helper: Helper, standin: StandIn, name: str
    ) -> None:
        message = helper.get(HOST, AWS_ROLE_SESSION_NAME=name).error()
        assert "session name" in message and "2" in message and "64" in message
        assert standin.journal.counts() == {}

    @pytest.mark.parametrize("name", ["ab", "a" * 64, "_+=,.@-09AZ"])
    def test_every_session_name_that_sts_takes_is_sent(self, helper: Helper, standin: StandIn, name: str) -> None:
        helper.get(HOST, AWS_ROLE_SESSION_NAME=name).credentials()
        assert standin.journal.calls("sts")[0].form["RoleSessionName"] == name

    @pytest.mark.parametrize("seconds", ["900", "3600"])
    def test_a_duration_is_sent(self, helper: Helper, standin: StandIn, seconds: str) -> None:
        helper.get(HOST, ECR_LOGIN_DURATION_SECONDS=seconds).credentials()
        assert standin.journal.calls("sts")[0].form["DurationSeconds"] == seconds

    @pytest.mark.parametrize("seconds", ["899", "43201", "0", "-1", "1h", "9e2", "900.0", "99999999999999999999"])
    def test_a_duration_that_sts_would_refuse_is_refused(
        self, helper: Helper, standin: StandIn, seconds: str
    ) -> None:
        message = helper.get(HOST, ECR_LOGIN_DURATION_SECONDS=seconds).error()
        assert seconds in message and "900" in message and "43200" in message
        assert standin.journal.counts() == {}

    @pytest.mark.parametrize("arn", [
        "ecr-pull", "arn:aws:iam::123456789012:user/me", "arn:aws:iam::12345:role/x", "arn:aws:iam::123456789012:role/",
        "arn:aws:s3:::bucket", "arn:aws:iam:eu-central-1:123456789012:role/x", "arn:nobody:iam::123456789012:role/x",
        f"arn:aws:iam::123456789012:role/{'x' * 2040}", "arn:aws:iam::123456789012:role/a b",
        "arn:aws:sts::123456789012:assumed-role/x/y",
    ])
    def test_a_malformed_role_is_refused(self, helper: Helper, standin: StandIn, arn: str) -> None:
        message = helper.get(HOST, AWS_ROLE_ARN=arn).error()
        assert arn[:100] in message and "arn:aws:iam::" in message
        assert standin.journal.counts() == {}

    def test_a_role_of_another_partition_than_the_registry_is_refused(self, helper: Helper, standin: StandIn) -> None:
        message = helper.get(HOST, AWS_ROLE_ARN="arn:aws-cn:iam::123456789012:role/x").error()
        assert "aws-cn" in message
        assert standin.journal.counts() == {}

    def test_is_xml_in_any_order_and_with_entities(self, helper: Helper, standin: StandIn) -> None:
        def shuffle(answer: Response) -> Response:
            # The credentials first, with character references in them.
            text = answer.body.decode()
            begin, end = text.index("    <Credentials>"), text.index("</Credentials>\n") + len("</Credentials>\n")
            credentials = text[begin:end].replace("/+", "&#47;&#x2B;")
            start = text.index("Result>\n") + len("Result>\n")
            moved = text[:start] + credentials + text[start:begin] + text[end:]
            return Response(answer.status, b"<?xml version='1.0'?><!-- c -->\n" + moved.encode(), answer.headers)

        standin.faults["sts"].then(faults.Fault(change=shuffle))
        assert helper.get(HOST).password()
