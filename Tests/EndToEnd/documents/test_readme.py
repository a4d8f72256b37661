"""What the README shows of the program is what the program does."""

from __future__ import annotations

import json
import re

from standin import StandIn
from support import messages
from support.helper import Helper
from support.hosts import ACCOUNT
from support.repository import REPOSITORY

README = (REPOSITORY / "README.md").read_text()


def section(title: str) -> str:
    """The text under a heading, up to the next one of the same level."""
    return README.split(f"\n## {title}\n", 1)[1].split("\n## ", 1)[0]


def shown_messages() -> list[str]:
    rows = re.findall(r"^\| `([^`]+)` \|", section("Troubleshooting"), re.MULTILINE)
    return [row.replace("\\|", "|") for row in rows]


def test_every_message_is_one_that_a_test_has_seen() -> None:
    seen = {expected for _, _, expected in messages.MISTAKES}
    seen |= {case.expected(messages.STS, f"; {messages.TOKEN}") for case in messages.TOKEN_REFUSED}
    # Seen by test_an_expired_token, test_roots and test_without_libcurl, which have no table.
    others = [message for message in shown_messages() if message not in seen]
    assert len(shown_messages()) >= 10
    assert [message.split()[0:3] for message in others] == [
        ["the", "identity", "token"], ["there", "is", "no"], ["libcurl", "cannot", "be"]]


def test_the_expired_token_of_the_readme_is_real(helper: Helper, standin: StandIn) -> None:
    token = standin.bitrise.token(standin.build, "sts.amazonaws.com", exp=1709205753)
    message = messages.message_of(helper, BITRISE_IDENTITY_TOKEN=token, **messages.NO_BUILD)
    assert message in shown_messages()


def test_the_missing_libcurl_of_the_readme_is_real() -> None:
    assert messages.WITHOUT_LIBCURL in shown_messages()


def test_the_missing_certificates_of_the_readme_are_real() -> None:
    assert messages.WITHOUT_CERTIFICATES in shown_messages()


def test_every_json_block_is_json() -> None:
    blocks = re.findall(r"^```json\n(.*?)^```", README, re.MULTILINE | re.DOTALL)
    assert len(blocks) == 3
    policy = next(document for document in map(json.loads, blocks) if "Statement" in document)
    (statement,) = policy["Statement"]
    assert statement["Principal"] == {
        "Federated": f"arn:aws:iam::{ACCOUNT}:oidc-provider/token.builds.bitrise.io"}
    # Without a condition on sub every customer of Bitrise is let in; other claims than these two never match.
    assert set(statement["Condition"]["StringEquals"]) == {
        "token.builds.bitrise.io:aud", "token.builds.bitrise.io:sub"}
