"""The page of the library AWSAuth: it names what is public, and its examples are programs that compile."""

from __future__ import annotations

import re
from collections import Counter

from support.repository import REPOSITORY

SOURCES = REPOSITORY / "Sources" / "AWSAuth"
PAGE = (SOURCES / "AWSAuth.docc" / "AWSAuth.md").read_text()
EXAMPLES = REPOSITORY / "Tests" / "PublicAPI" / "Examples"
# What may stand before it, and what it is, do not matter: also a public function would have to be on the page.
PUBLIC = re.compile(
    r"^(?:@\S+\s+)*public (?:\w+ )*?(?:struct|enum|class|actor|protocol|typealias|func|let|var) (\w+)", re.MULTILINE)
# A caller's lines for an exchange; what he does with the credentials is his own.
LONGEST_EXCHANGE = 5


def public_names() -> Counter[str]:
    """What is declared as public at the outermost level."""
    return Counter(name for file in SOURCES.rglob("*.swift") for name in PUBLIC.findall(file.read_text()))


def without_heading(code: str) -> str:
    """A program without the comment that it begins with, which the page says in its own words."""
    return code.split("\n\n", 1)[1]


def test_the_topics_are_all_that_is_public() -> None:
    topics = PAGE.split("\n## Topics\n", 1)[1]
    assert Counter(re.findall(r"^- ``(\w+)``$", topics, re.MULTILINE)) == public_names()


def test_what_a_caller_needs_is_public() -> None:
    assert {"Signer", "SigningOptions", "HTTPRequest", "HTTPFields", "HTTPField", "RequestURL", "Credentials", "Secret",
            "WebIdentityCredentials"} <= set(public_names())


def test_the_examples_are_those_that_compile() -> None:
    shown = re.findall(r"^```swift\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    files = [EXAMPLES / "SignRequest.swift", EXAMPLES / "ExchangeToken.swift"]
    assert shown == [without_heading(file.read_text()) for file in files]
    assert sorted(files) == sorted(EXAMPLES.iterdir())


def test_an_exchange_is_short() -> None:
    code = (EXAMPLES / "ExchangeToken.swift").read_text()
    lines = code[code.index("  let provider"):code.index("provider.credentials()")].splitlines()
    assert len(lines) <= LONGEST_EXCHANGE


def test_the_readme_leads_to_the_page() -> None:
    assert "(Sources/AWSAuth/AWSAuth.docc/AWSAuth.md)" in (REPOSITORY / "README.md").read_text()
