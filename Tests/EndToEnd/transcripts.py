"""Writes the transcripts of `doctor` in the README, from real runs against the stand-ins.

Times, ports and the places of a test's directories are replaced by such as a build has; nothing else is changed.
`python transcripts.py` writes them; test_transcripts.py compares.
"""

from __future__ import annotations

import re
import sys
import tempfile
from pathlib import Path

from standin import ROLE, StandIn
from standin.authority import Authority
from standin.endpoints import is_registry
from standin.registry import Registry
from support.docker_config import DockerConfig
from support.helper import Helper
from support.hosts import HOST
from support.proxy import ConnectProxy
from support.repository import REPOSITORY
from support.sandbox import PROGRAM, Sandbox, built_program

README = REPOSITORY / "README.md"
BEGIN, END = "<!-- transcripts -->\n", "<!-- end of transcripts -->\n"
ANOTHER_ROLE = "arn:aws:iam::123456789012:role/ci/another"
# What a build has in place of what a test has.
_TIMES = {
    "identity token": "2026-11-23T08:10:00Z, in 10 min", "AWS STS": "2026-11-23T09:00:00Z, in 60 min",
    "Amazon ECR": "2026-11-23T20:00:00Z, in 12 h 0 min"}
_PARTS = {"DNS": 1, "TCP": 9, "TLS": 18}
_COLUMN = "    28 ms"


def write(text: str) -> str:
    """The README's text, with the transcripts of now."""
    head, rest = text.split(BEGIN)
    return head + BEGIN + made() + END + rest.split(END)[1]


def made() -> str:
    """Both transcripts, as they stand in the README."""
    with tempfile.TemporaryDirectory() as directory:
        root = Path(directory)
        standin = StandIn(Authority(root / "authority"))
        standin.ecr.fixed_password = standin.ecr.new_password()
        registry = Registry(standin.authority, standin.ecr.fixed_password)
        proxy = ConnectProxy(standin.port_for, lambda host: registry.port if is_registry(host) else None)
        try:
            sandbox = Sandbox(root / "sandbox")
            sandbox.install(built_program())
            DockerConfig(sandbox).write({"credHelpers": {HOST: "bitrise"}})
            helper = Helper(
                sandbox, {**sandbox.environment(), **standin.real_names_environment(proxy.url)}, standin.vault)
            return _both(helper, proxy)
        finally:
            for each in (proxy, registry, standin):
                each.close()


def _both(helper: Helper, proxy: ConnectProxy) -> str:
    good = _transcript(helper, proxy, "doctor", "--repository", "app:1", HOST)
    # The links before the broken one are the same as above.
    head, mark, rest = _transcript(helper, proxy, "doctor", HOST, AWS_ROLE_ARN=ANOTHER_ROLE).partition("✗ ")
    command = head.splitlines()[0].replace("$ ", f"$ AWS_ROLE_ARN={ANOTHER_ROLE} ")
    bad = f"{command}\n…\n{mark}{rest}"
    return (
        f"Everything as it should be:\n\n```\n{good}```\n\n"
        f"And with a role that does not trust the build:\n\n```\n{bad}```\n")


def _transcript(helper: Helper, proxy: ConnectProxy, *arguments: str, **changes: str) -> str:
    run = helper.run(*arguments, environment=changes)
    assert run.err == b"" and run.code == (1 if changes else 0), run
    return f"$ {PROGRAM} {' '.join(arguments)}\n" + _as_in_a_build(run.out.decode(), helper, proxy)


def _as_in_a_build(text: str, helper: Helper, proxy: ConnectProxy) -> str:
    root = helper.sandbox.root
    for ours, theirs in (
        (proxy.url, "http://proxy.example:3128"), ("by the proxy at 127.0.0.1", "by the proxy at 192.0.2.10"),
        (str(root / "home"), "/home/ci"), (str(root / "bin"), "/usr/local/bin"),
        (helper.environment["SSL_CERT_FILE"], "/etc/ssl/company.pem"),
        (helper.environment["SSL_CERT_DIR"], "/etc/ssl/certs")):
        text = text.replace(ours, theirs)
    text = re.sub(r"libcurl/\S+ \S+/[\w.]+", "libcurl/8.5.0 OpenSSL/3.0.13", text)
    text = re.sub(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", "b6e9d1c4-3f7a-4c55-9d0e-2a1f8c7b6e50", text)
    text = re.sub(r"(DNS|TCP|TLS) \d+ ms", lambda part: f"{part[1]} {_PARTS[part[1]]} ms", text)
    text = re.sub(r"^(. .{22}) *\d+ ms  ", rf"\g<1>{_COLUMN}  ", text, flags=re.MULTILINE)
    link = ""
    lines = []
    for line in text.splitlines(keepends=True):
        link = line[2:24].strip() or link
        lines.append(_with_times_of(link, line))
    return "".join(lines)


def _with_times_of(link: str, line: str) -> str:
    # Where the role is refused, STS quotes the token.
    return re.sub(
        r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ(, in [\w ]+)?",
        lambda found: _TIMES.get(link, "") if found[1] else _TIMES["identity token"].split(",")[0], line)


def main() -> None:
    """Writes the README anew."""
    assert ROLE != ANOTHER_ROLE
    README.write_text(write(README.read_text()))
    sys.stdout.write(f"{README.name}: the transcripts are those of now\n")


if __name__ == "__main__":
    main()
