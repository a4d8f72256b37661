"""Configurations of Docker's clients: files, variables, stores and helpers, one row each."""

from __future__ import annotations

import dataclasses
from typing import Any

# Stand for what differs from row to row, or from run to run.
HOST = "@HOST@"
HOME = "@HOME@"
RIGHT = {"auth": "@RIGHT@"}
WRONG = {"auth": "@WRONG@"}
OURS = "bitrise"
NOT_BASE64 = {"auth": "dckr_pat_abcdefgh"}

# What a helper does, as a script.
_ANSWER = '{"ServerURL":"@HOST@","Username":"AWS","Secret":"%s"}'
_SCRIPT = """#!/bin/sh
cat >/dev/null
case $1 in
get) %s ;;
list) %s ;;
esac
"""
_LISTS = """echo '{"https://@HOST@":"AWS"}'"""
HAS_RIGHT = _SCRIPT % (f"echo '{_ANSWER % '@PASSWORD@'}'", _LISTS)
HAS_WRONG = _SCRIPT % (f"echo '{_ANSWER % 'stale'}'", _LISTS)
HAS_NONE = _SCRIPT % ("echo 'credentials not found in native keychain'; exit 1", "echo '{}'")
HAS_EMPTY = _SCRIPT % (f"echo '{_ANSWER.replace('AWS', '') % ''}'", "echo '{}'")
FAILS = _SCRIPT % ("echo 'the keyring is locked'; exit 1", "exit 1")
TALKS = _SCRIPT % ("echo hello", "echo hello")
NO_INTERPRETER = "#!/nonexistent/interpreter\n"
LISTS_NOTHING = _SCRIPT % (f"echo '{_ANSWER % '@PASSWORD@'}'", "echo '{}'")
FAILS_TO_LIST = _SCRIPT % (f"echo '{_ANSWER % '@PASSWORD@'}'", "exit 1")


@dataclasses.dataclass(frozen=True)
class Configuration:
    """One row; paths are below the home directory."""

    name: str
    # config.json: an object, or its bytes; `None` for no file.
    docker: dict[str, Any] | bytes | None = None
    # More files.
    files: dict[str, Any] = dataclasses.field(default_factory=dict)
    # More variables.
    variables: dict[str, str] = dataclasses.field(default_factory=dict)
    # Programs on the PATH: what is behind `docker-credential-`, and a script.
    helpers: dict[str, str] = dataclasses.field(default_factory=dict)
    # Whether our program is on the PATH.
    has_program: bool = True
    # The repository that `doctor` is told of; the clients ask for `app` in any case.
    repository: str | None = None


def _asked(**more: Any) -> dict[str, Any]:
    return {"credHelpers": {HOST: OURS}, **more}


def _auths(entry: Any, key: str = HOST, **more: Any) -> dict[str, Any]:
    return {"auths": {key: entry}, **more}


_AUTH_FILE = ".config/containers/auth.json"
_NAMED = {"REGISTRY_AUTH_FILE": f"{HOME}/named.json"}
_RUNTIME = {"XDG_RUNTIME_DIR": f"{HOME}/runtime"}
_CONF = {"CONTAINERS_REGISTRIES_CONF": f"{HOME}/registries.conf"}
_USER_CONF = ".config/containers/registries.conf"
_C = Configuration

CONFIGURATIONS = [
    # One file.
    _C("nothing"),
    _C("empty-object", {}),
    _C("empty-file", b""),
    _C("white-space", b" \n"),
    _C("ours", _asked()),
    _C("ours-password-beside", _asked(**_auths(RIGHT))),
    _C("ours-stale-password-beside", _asked(**_auths(WRONG))),
    _C("ours-missing", _asked(), has_program=False),
    _C("ours-missing-password-beside", _asked(**_auths(RIGHT)), has_program=False),
    _C("ours-missing-stale-beside", _asked(**_auths(WRONG)), has_program=False),
    _C("ours-is-another-that-fails", _asked(), helpers={OURS: FAILS}, has_program=False),
    _C("ours-is-another-with-a-password", _asked(), helpers={OURS: HAS_RIGHT}, has_program=False),
    _C("ours-is-another-with-a-stale-one", _asked(), helpers={OURS: HAS_WRONG}, has_program=False),
    _C("right-password", _auths(RIGHT)),
    _C("stale-password", _auths(WRONG)),
    _C("https-key", _auths(RIGHT, f"https://{HOST}")),
    _C("https-v2-key", _auths(RIGHT, f"https://{HOST}/v2/")),
    _C("http-key", _auths(RIGHT, f"http://{HOST}")),
    _C("port-key", _auths(RIGHT, f"{HOST}:443")),
    _C("https-port-key", _auths(RIGHT, f"https://{HOST}:443")),
    _C("key-with-a-slash", _auths(RIGHT, f"{HOST}/")),
    _C("other-host", _auths(RIGHT, "ghcr.io")),
    _C("marker", _auths({})),
    _C("marker-beside-https", {"auths": {HOST: {}, f"https://{HOST}": RIGHT}}),
    _C("null-entry", _auths(None)),
    _C("two-spellings-differ", {"auths": {f"https://{HOST}": RIGHT, f"https://{HOST}/v2/": WRONG}}),
    _C("two-spellings-agree", {"auths": {f"https://{HOST}": RIGHT, f"https://{HOST}/v2/": RIGHT}}),
    _C("plain-name-and-password", _auths({"username": "AWS", "password": "@PASSWORD@"})),
    _C("auth-wins-over-plain", _auths({"username": "AWS", "password": "stale", **RIGHT})),
    _C("capital-keys", {"Auths": {HOST: {"Auth": "@RIGHT@"}}}),
    _C("capital-helpers", {"CREDHELPERS": {HOST: OURS}}),
    _C("sections-twice", b'{"auths":{"@HOST@":{"auth":"@WRONG@"}},"auths":{"@HOST@":{"auth":"@RIGHT@"}}}'),
    # Single repositories.
    _C("repository", _auths(RIGHT, f"{HOST}/app"), repository="app"),
    _C("repository-stale", {"auths": {HOST: RIGHT, f"{HOST}/app": WRONG}}, repository="app"),
    _C("repository-right-host-stale", {"auths": {HOST: WRONG, f"{HOST}/app": RIGHT}}, repository="app"),
    _C("repository-of-another", {"auths": {HOST: RIGHT, f"{HOST}/apple": WRONG}}, repository="app"),
    _C("repository-beside-the-helper", _asked(**_auths(WRONG, f"{HOST}/app")), repository="app"),
    _C("repository-alone-stale", _auths(WRONG, f"{HOST}/app"), repository="app"),
    _C("repository-in-auth.json", _auths(RIGHT), {_AUTH_FILE: _auths(WRONG, f"{HOST}/app")}, repository="app"),
    # Stores and other helpers.
    _C("store-missing", _auths({}, credsStore="desktop.exe")),
    _C("store-missing-password-beside", _auths(RIGHT, credsStore="desktop")),
    _C("store-right", _auths({}, credsStore="store"), helpers={"store": HAS_RIGHT}),
    _C("store-right-no-marker", {"credsStore": "store"}, helpers={"store": HAS_RIGHT}),
    _C("store-stale", _auths({}, credsStore="store"), helpers={"store": HAS_WRONG}),
    _C("store-none", _auths({}, credsStore="store"), helpers={"store": HAS_NONE}),
    _C("store-none-password-beside", _auths(RIGHT, credsStore="store"), helpers={"store": HAS_NONE}),
    _C("store-empty-answer", _auths({}, credsStore="store"), helpers={"store": HAS_EMPTY}),
    _C("store-fails", _auths({}, credsStore="store"), helpers={"store": FAILS}),
    _C("store-fails-password-beside", _auths(RIGHT, credsStore="store"), helpers={"store": FAILS}),
    _C("store-talks", _auths({}, credsStore="store"), helpers={"store": TALKS}),
    _C("store-without-interpreter", _auths({}, credsStore="store"), helpers={"store": NO_INTERPRETER}),
    _C("store-lists-nothing", {"credsStore": "store"}, helpers={"store": LISTS_NOTHING}),
    _C("store-fails-to-list", {"credsStore": "store"}, helpers={"store": FAILS_TO_LIST}),
    _C("store-fails-to-list-and-ours", _asked(credsStore="store"), helpers={"store": FAILS_TO_LIST}),
    _C("store-lists-nothing-and-ours", _asked(credsStore="store"), helpers={"store": LISTS_NOTHING}),
    _C("store-missing-and-ours", _asked(credsStore="desktop")),
    _C("store-is-ours", {"credsStore": OURS}),
    _C("store-is-ours-with-marker", _auths({}, credsStore=OURS)),
    _C("store-is-ours-missing", {"credsStore": OURS}, has_program=False),
    _C("store-found-by-docker", {}, helpers={"secretservice": HAS_RIGHT}),
    _C("store-found-by-docker-stale", None, helpers={"secretservice": HAS_WRONG}),
    _C("store-not-found-beside-auths", _auths(RIGHT, "ghcr.io"), helpers={"secretservice": HAS_RIGHT}),
    _C("other-helper-right", {"credHelpers": {HOST: "other"}}, helpers={"other": HAS_RIGHT}),
    _C("other-helper-stale", {"credHelpers": {HOST: "other"}}, helpers={"other": HAS_WRONG}),
    _C("other-helper-none", {"credHelpers": {HOST: "other"}}, helpers={"other": HAS_NONE}),
    _C("other-helper-missing", {"credHelpers": {HOST: "ecr-login"}}),
    _C("other-helper-fails-password-beside", {"credHelpers": {HOST: "other"}, **_auths(WRONG)},
       helpers={"other": FAILS}),
    _C("helper-empty", {"credHelpers": {HOST: ""}, **_auths(RIGHT)}),
    _C("helper-null", {"credHelpers": {HOST: None}, **_auths(RIGHT)}),
    _C("helper-empty-beside-a-store", {"credHelpers": {HOST: ""}, **_auths(RIGHT), "credsStore": "store"},
       helpers={"store": HAS_WRONG}),
    _C("helper-of-https-key", {"credHelpers": {f"https://{HOST}": OURS}}),
    _C("helper-with-a-star", {"credHelpers": {"*.dkr.ecr.eu-central-1.amazonaws.com": OURS}}),
    # Files that a client cannot read.
    _C("not-json", b'{"auths": {},}'),
    _C("trailing-words", b'{"credHelpers":{"@HOST@":"bitrise"}} and more'),
    _C("byte-order-mark", b'\xef\xbb\xbf{"credHelpers":{"@HOST@":"bitrise"}}'),
    _C("a-list", b"[]"),
    _C("null", b"null"),
    _C("auth-without-colon", _auths({"auth": "YWJj"})),
    _C("auth-not-base64", _auths(NOT_BASE64)),
    _C("other-auth-not-base64", {"auths": {HOST: RIGHT, "https://index.docker.io/v1/": NOT_BASE64}}),
    _C("other-auth-without-colon", {"auths": {HOST: RIGHT, "ghcr.io": {"auth": "YWJj"}}}),
    _C("other-auth-not-base64-and-ours", _asked(**_auths(NOT_BASE64, "ghcr.io"))),
    _C("entry-is-a-string", {"auths": {HOST: RIGHT, "ghcr.io": "oops"}}),
    _C("entry-is-a-string-and-ours", _asked(**_auths("oops", "ghcr.io"))),
    _C("auth-is-a-number", {"auths": {HOST: RIGHT, "ghcr.io": {"auth": 12}}}),
    _C("ps-format-is-a-number", _auths(RIGHT, psFormat=1)),
    _C("ps-format-is-a-number-and-ours", _asked(psFormat=1)),
    _C("http-headers-is-a-string", _auths(RIGHT, HttpHeaders="x")),
    _C("proxies-is-a-string", _auths(RIGHT, proxies="http://p")),
    _C("other-helper-is-a-number", {"credHelpers": {"ghcr.io": 5}, **_auths(RIGHT)}),
    _C("experimental-is-true", _auths(RIGHT, experimental=True)),
    _C("store-is-a-number", _auths(RIGHT, credsStore=5)),
    _C("auths-is-a-list", {"auths": []}),
    _C("docker-config-names-a-file", _asked(), {"file": b""}, {"DOCKER_CONFIG": f"{HOME}/file"}),
    _C("config-is-a-directory", None, {".docker/config.json/x": b""}),
    # DOCKER_CONFIG.
    _C("docker-config", {}, {"other/config.json": _asked()}, {"DOCKER_CONFIG": f"{HOME}/other"}),
    _C("docker-config-without-file", _asked(), {}, {"DOCKER_CONFIG": f"{HOME}/other"}),
    _C("docker-config-and-auth.json", {}, {"other/config.json": _asked(), _AUTH_FILE: _auths(WRONG)},
       {"DOCKER_CONFIG": f"{HOME}/other"}),
    _C("docker-config-and-runtime", {}, {"other/config.json": {}, "runtime/containers/auth.json": _auths(RIGHT)},
       {"DOCKER_CONFIG": f"{HOME}/other", **_RUNTIME}),
    _C("docker-auth-config-right", {}, {}, {"DOCKER_AUTH_CONFIG": '{"auths":{"@HOST@":{"auth":"@RIGHT@"}}}'}),
    _C("docker-auth-config-stale", _asked(), {}, {"DOCKER_AUTH_CONFIG": '{"auths":{"@HOST@":{"auth":"@WRONG@"}}}'}),
    # auth.json.
    _C("auth.json-right", None, {_AUTH_FILE: _auths(RIGHT)}),
    _C("auth.json-stale", None, {_AUTH_FILE: _auths(WRONG)}),
    _C("auth.json-stale-ours", _asked(), {_AUTH_FILE: _auths(WRONG)}),
    _C("auth.json-marker-ours", _asked(), {_AUTH_FILE: _auths({})}),
    _C("auth.json-asks-ours", None, {_AUTH_FILE: _asked()}),
    _C("auth.json-asks-ours-missing", None, {_AUTH_FILE: _asked()}, has_program=False),
    _C("auth.json-empty", _asked(), {_AUTH_FILE: b""}),
    _C("auth.json-not-json", _asked(), {_AUTH_FILE: b"{"}),
    _C("auth.json-not-base64", _asked(), {_AUTH_FILE: _auths(NOT_BASE64)}),
    _C("auth.json-without-colon", _asked(), {_AUTH_FILE: _auths({"auth": "YWJj"})}),
    _C("auth.json-entry-is-a-string", _asked(), {_AUTH_FILE: {"auths": {"ghcr.io": "oops"}}}),
    _C("auth.json-helper-fails", _auths(RIGHT), {_AUTH_FILE: {"credHelpers": {HOST: "other"}}},
       helpers={"other": FAILS}),
    _C("auth.json-helper-none", _auths(RIGHT), {_AUTH_FILE: {"credHelpers": {HOST: "other"}}},
       helpers={"other": HAS_NONE}),
    _C("auth.json-helper-empty", _auths(RIGHT), {_AUTH_FILE: {"credHelpers": {HOST: ""}}}),
    _C("xdg-config-home", _asked(), {"xdg/containers/auth.json": _auths(WRONG)},
       {"XDG_CONFIG_HOME": f"{HOME}/xdg"}),
    _C("runtime-stale", _asked(), {"runtime/containers/auth.json": _auths(WRONG)}, _RUNTIME),
    _C("runtime-right-over-config", _auths(WRONG),
       {"runtime/containers/auth.json": _auths(RIGHT), _AUTH_FILE: _auths(WRONG)}, _RUNTIME),
    _C("runtime-missing", _asked(), {}, {"XDG_RUNTIME_DIR": f"{HOME}/nowhere"}),
    _C("dockercfg", None, {".dockercfg": {HOST: RIGHT}}),
    _C("dockercfg-https-key", {}, {".dockercfg": {f"https://{HOST}/v1/": RIGHT}}),
    # REGISTRY_AUTH_FILE.
    _C("named-right", None, {"named.json": _auths(RIGHT)}, _NAMED),
    _C("named-stale", _asked(), {"named.json": _auths(WRONG)}, _NAMED),
    _C("named-without-it", _asked(), {"named.json": {}}, _NAMED),
    _C("named-without-it-password", _auths(RIGHT), {"named.json": _auths(RIGHT, "ghcr.io")}, _NAMED),
    _C("named-missing", _asked(), {}, _NAMED),
    _C("named-empty", _asked(), {"named.json": b""}, _NAMED),
    _C("named-asks-ours", None, {"named.json": _asked()}, _NAMED),
    _C("named-asks-missing", _asked(), {"named.json": {"credHelpers": {HOST: "other"}}}, _NAMED),
    _C("named-and-docker-config", _asked(), {"named.json": {}, "other/config.json": _auths(RIGHT)},
       {**_NAMED, "DOCKER_CONFIG": f"{HOME}/other"}),
    # registries.conf.
    _C("conf-ours", None, {"registries.conf": b'credential-helpers = ["bitrise"]\n'}, _CONF),
    _C("conf-ours-missing", None, {"registries.conf": b'credential-helpers = ["bitrise"]\n'}, _CONF,
       has_program=False),
    _C("conf-files-then-ours", _auths(WRONG),
       {"registries.conf": b'credential-helpers = ["containers-auth.json", "bitrise"]\n'}, _CONF),
    _C("conf-ours-then-files", _auths(WRONG),
       {"registries.conf": b'credential-helpers = ["bitrise", "containers-auth.json"]\n'}, _CONF),
    _C("conf-failing-then-files", _auths(RIGHT),
       {"registries.conf": b'credential-helpers = ["other", "containers-auth.json"]\n'}, _CONF,
       helpers={"other": FAILS}),
    _C("conf-none-then-nothing", None, {"registries.conf": b'credential-helpers = ["other"]\n'}, _CONF,
       helpers={"other": HAS_NONE}),
    _C("conf-failing-then-nothing", None,
       {"registries.conf": b'credential-helpers = ["other", "containers-auth.json"]\n'}, _CONF,
       helpers={"other": FAILS}),
    _C("conf-other-right", _asked(), {"registries.conf": b"credential-helpers = [ 'other', ] # the company's\n"}, _CONF,
       helpers={"other": HAS_RIGHT}),
    _C("conf-empty-list", _asked(), {"registries.conf": b"credential-helpers = []\n"}, _CONF),
    _C("conf-other-keys", _asked(), {"registries.conf": (
        b'# ours\nunqualified-search-registries = ["docker.io", # first\n  "quay.io"]\nshort-name-mode = "enforcing"\n'
        b'credential-helpers = [\n  "other", # one\n]\n[[registry]]\nlocation = "a.example"\n')}, _CONF,
       helpers={"other": HAS_WRONG}),
    _C("conf-in-a-table", _asked(), {"registries.conf": b'[aliases]\n"a" = "b.example/a"\n'}, _CONF),
    _C("conf-missing", _asked(), {}, _CONF),
    _C("conf-not-toml", _asked(), {"registries.conf": b"credential-helpers = [\n"}, _CONF),
    _C("conf-older-variable", None, {"registries.conf": b'credential-helpers = ["bitrise"]\n'},
       {"REGISTRIES_CONFIG_PATH": f"{HOME}/registries.conf"}),
    _C("conf-of-the-user", None, {_USER_CONF: b'credential-helpers = ["bitrise"]\n'}),
    _C("conf-drop-in", _asked(), {f"{_USER_CONF}.d/10.conf": b'credential-helpers = ["bitrise"]\n',
                                  f"{_USER_CONF}.d/20.conf": b'credential-helpers = ["other"]\n',
                                  f"{_USER_CONF}.d/30.txt": b'credential-helpers = ["bitrise"]\n'},
       helpers={"other": HAS_WRONG}),
    _C("conf-and-drop-in", _asked(), {"registries.conf": b'credential-helpers = ["bitrise"]\n',
                                      f"{_USER_CONF}.d/20.conf": b'credential-helpers = ["other"]\n'}, _CONF,
       helpers={"other": HAS_RIGHT}),
]
