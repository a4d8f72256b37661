"""Programs that a test puts on PATH in place of others; each records how it was called."""

from __future__ import annotations

import dataclasses
import json
import sys
from typing import Any

from .sandbox import Sandbox

# What every one of them does first. `calls` and `state` are files that the search for secrets leaves out.
_PROLOGUE = """\
#!{python} -IS
import json, os, stat, sys
CALLS, STATE, SETTINGS = {calls!r}, {state!r}, {settings!r}
data = b""
IS_PIPE = stat.S_ISFIFO(os.fstat(0).st_mode)
def record():
    line = json.dumps({{
        "arguments": sys.argv[1:], "input": data.decode(), "is_pipe": IS_PIPE, "environment": dict(os.environ),
        "cmdline": open("/proc/self/cmdline", "rb").read().decode().split("\\0")[:-1]}})
    with open(CALLS, "a") as file:
        file.write(line + "\\n")
def load():
    try:
        return json.load(open(STATE))
    except FileNotFoundError:
        return {{}}
def save(value):
    json.dump(value, open(STATE + ".new", "w"))
    os.rename(STATE + ".new", STATE)
"""


@dataclasses.dataclass(frozen=True)
class Call:
    """One call of such a program."""

    arguments: list[str]
    input: str
    # Whether standard input was a pipe.
    is_pipe: bool
    environment: dict[str, str]
    # The whole command line, as everybody on the machine could see it.
    cmdline: list[str]


class Recorder:
    """A program on PATH that notes its calls."""

    def __init__(self, sandbox: Sandbox, name: str, body: str, settings: dict[str, Any] | None = None) -> None:
        self._calls = sandbox.inputs / f"{name}.calls"
        self._state = sandbox.inputs / f"{name}.state"
        self.path = sandbox.bin / name
        head = _PROLOGUE.format(
            python=sys.executable, calls=str(self._calls), state=str(self._state), settings=settings or {})
        self.path.write_text(head + body)
        self.path.chmod(0o755)

    @property
    def calls(self) -> list[Call]:
        """All calls so far, in order."""
        if not self._calls.exists():
            return []
        return [Call(**json.loads(line)) for line in self._calls.read_text().splitlines()]

    @property
    def state(self) -> dict[str, Any]:
        """What the program keeps from one call to the next."""
        return dict(json.loads(self._state.read_text())) if self._state.exists() else {}

    def forget_calls(self) -> None:
        """What follows is recorded from the beginning."""
        self._calls.unlink(missing_ok=True)


_STORE = """
data = sys.stdin.buffer.read()
record()
if "complains" in SETTINGS:
    sys.stdout.write(SETTINGS["complains"].replace("INPUT", data.decode()))
    sys.exit(SETTINGS.get("code", 1))
kept, verb = load(), sys.argv[1]
if verb == "store":
    given = json.loads(data)
    kept[given["ServerURL"]] = {"Username": given["Username"], "Secret": given["Secret"]}
    save(kept)
elif verb == "erase":
    kept.pop(data.decode(), None)
    save(kept)
elif verb == "get":
    if data.decode() not in kept:
        print("credentials not found in native keychain")
        sys.exit(1)
    print(json.dumps({"ServerURL": data.decode(), **kept[data.decode()]}))
elif verb == "list":
    print(json.dumps({host: entry["Username"] for host, entry in kept.items()}))
"""


class Store(Recorder):
    """`docker-credential-NAME`, a credential store with Docker's protocol."""

    def __init__(self, sandbox: Sandbox, name: str = "vault", **settings: Any) -> None:
        super().__init__(sandbox, f"docker-credential-{name}", _STORE, settings)


_ENVMAN = """
import re
arguments = sys.argv[1:]
value = None
# Of anything but a pipe it reads nothing (bitrise-io/envman, add.go).
if IS_PIPE:
    data = sys.stdin.buffer.read()
    value = data.decode()
record()
if "code" in SETTINGS:
    sys.exit(SETTINGS["code"])
assert arguments.pop(0) == "add", "only add is known here"
options = {}
while arguments:
    name = arguments.pop(0)
    options[name] = arguments.pop(0) if name in ("--key", "--value", "--valuefile") else True
value = options.get("--value", value)
if "--valuefile" in options:
    value = open(options["--valuefile"]).read()
if not os.path.isfile(os.environ.get("ENVMAN_ENVSTORE_PATH", "")):
    sys.exit("no envstore")
if not (options.get("--skip-if-empty") and not value):
    if not options.get("--no-expand"):
        value = re.sub(r"\\$(\\w+)", lambda found: os.environ.get(found[1], ""), value or "")
    save(load() | {options["--key"]: {"value": value or "", "sensitive": "--sensitive" in options}})
"""


class Envman(Recorder):
    """`envman`, which hands values to later steps; as facts of the real one have it."""

    def __init__(self, sandbox: Sandbox, **settings: Any) -> None:
        super().__init__(sandbox, "envman", _ENVMAN, settings)
        self.store = sandbox.input("envstore.yml", "envs: []\n")

    @property
    def environment(self) -> dict[str, str]:
        """What the Bitrise CLI sets so that it works."""
        return {"ENVMAN_ENVSTORE_PATH": str(self.store)}

    @property
    def variables(self) -> dict[str, str]:
        """What later steps find in their environment."""
        return {name: entry["value"] for name, entry in self.state.items()}

    @property
    def sensitive(self) -> set[str]:
        """The variables whose values are masked in logs."""
        return {name for name, entry in self.state.items() if entry["sensitive"]}
