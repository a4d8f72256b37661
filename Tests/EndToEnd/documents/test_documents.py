"""What the documents, the man page and the examples say is there, and does what they say.

Every command line of this program that is printed in them is run against the stand-in; every script of the examples
is run as a whole, with stand-ins for what is not installed here.
"""

from __future__ import annotations

import configparser
import itertools
import json
import re
import shlex
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml

from standin import ROLE, StandIn
from support.clients import Clients
from support.docker_config import DockerConfig
from support.helper import Helper
from support.hosts import HOST, REGION
from support.policies import ISSUER, policy
from support.registry import Registry
from support.repository import END_TO_END, REPOSITORY
from support.sandbox import PROGRAM, Sandbox
from support.scripts import Envman, Recorder
from support.step import Package

EXAMPLES = REPOSITORY / "examples"
DOCUMENTS = sorted(
    path for pattern in ("*.md", "docs/**/*.md", "docker/**/*.md", "examples/**/*.md")
    for path in REPOSITORY.glob(pattern))
MAN_PAGE = REPOSITORY / "docs" / f"{PROGRAM}.1"
README = (REPOSITORY / "README.md").read_text()
# The role that the documents name.
CI_ROLE = "arn:aws:iam::123456789012:role/ci"


def name_of(path: Path) -> str:
    return str(path.relative_to(REPOSITORY))


def blocks(document: Path, language: str) -> list[str]:
    """The blocks of code in that language."""
    return re.findall(rf"^```{language}\n(.*?)^```", document.read_text(), re.MULTILINE | re.DOTALL)


def without_blocks(text: str) -> str:
    return re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL)


def section(text: str, title: str) -> str:
    """The text under a heading, up to the next one of the same level."""
    return text.split(f"\n## {title}\n", 1)[1].split("\n## ", 1)[0]


# Links.


def anchors(document: Path) -> set[str]:
    """What a link to one of the document's headings ends in."""
    titles = re.findall(r"^#+ (.+)$", without_blocks(document.read_text()), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-") for title in titles}


@pytest.mark.parametrize("document", DOCUMENTS, ids=name_of)
def test_every_link_leads_somewhere(document: Path) -> None:
    for target in re.findall(r"\]\(([^)]+)\)", without_blocks(document.read_text())):
        place, _, anchor = target.partition("#")
        if re.match(r"[a-z]+:", place):
            continue
        found = (document.parent / place).resolve() if place else document
        assert found.exists() and found.is_relative_to(REPOSITORY), target
        assert not anchor or anchor in anchors(found), target


@pytest.mark.parametrize("document", DOCUMENTS, ids=name_of)
def test_no_document_knows_a_place_outside_of_the_project(document: Path) -> None:
    assert re.findall(r"/(?:work|root|tmp/[\w-]+)/", document.read_text()) == []


def test_the_readme_leads_to_every_example() -> None:
    folders = {path.name for path in EXAMPLES.iterdir() if path.is_dir()}
    index = (EXAMPLES / "README.md").read_text()
    assert set(re.findall(r"^\| \[([\w-]+)\]\(\1\) \|", index, re.MULTILINE)) == folders
    for folder in folders:
        text = (EXAMPLES / folder / "README.md").read_text()
        assert "**Tried here:**" in text and "**Not tried here:**" in text
    assert "(examples)" in README and "(docker)" in README


# Blocks.


@pytest.mark.parametrize("document", DOCUMENTS, ids=name_of)
def test_every_block_can_be_read(document: Path) -> None:
    for text in blocks(document, "json"):
        json.loads(text)
    for text in blocks(document, "yaml"):
        yaml.safe_load(text)
    for text in blocks(document, "ini"):
        configparser.ConfigParser().read_string(text)
    for text in blocks(document, "sh"):
        subprocess.run(["bash", "-n"], input=text, check=True, text=True, timeout=30)
    for text in blocks(document, "python"):
        assert any(text in path.read_text() for path in END_TO_END.rglob("test_*.py")), f"no test is\n{text}"
    # The picture of the modules, in Mermaid's language, is compared with the sources by `Tests/run architecture`.
    known = {"json", "yaml", "ini", "sh", "python", "mermaid", ""}
    assert set(re.findall(r"^```(\w*)$", document.read_text(), re.MULTILINE)) <= known


def yaml_files() -> list[Path]:
    return sorted(path for path in (*EXAMPLES.rglob("*.y*ml"), REPOSITORY / "step.yml"))


@pytest.mark.parametrize("path", yaml_files(), ids=name_of)
def test_every_yaml_file_can_be_read(path: Path) -> None:
    assert isinstance(yaml.safe_load(path.read_text()), dict)


# Folders and tables.


def test_the_map_has_every_folder_of_the_sources() -> None:
    tree = (REPOSITORY / "ARCHITECTURE.md").read_text().split("```\nSources/\n")[1].split("\nTests/\n")[0]
    listed: set[str] = set()
    module = ""
    for indentation, folder in re.findall(r"^( +)([\w.]+)/(?= |$)", tree, re.MULTILINE):
        module = folder if len(indentation) == 2 else module
        listed.add(folder if len(indentation) == 2 else f"{module}/{folder}")
    sources = REPOSITORY / "Sources"
    folders = {
        str(path.relative_to(sources)) for path in (*sources.glob("*"), *sources.glob("*/*"))
        if path.is_dir() and path.name != "include"}
    assert listed == folders


def test_the_table_of_commands_has_every_command(helper: Helper) -> None:
    rows = re.findall(r"^\| (`[^|]+) \|", section(README, "The program without the step"), re.MULTILINE)
    listed = {word.split()[0] for row in rows for word in re.findall(r"`([^`]+)`", row)}
    assert listed == set(commands_of(helper))


def test_the_actions_for_a_role_are_those_of_trust_policy_create(helper: Helper) -> None:
    text = " ".join(section(README, "The AWS side").split())
    sentence = text[text.index("The role needs"):text.index("### Why was I refused?")]
    made = helper.run(
        "trust-policy", "create", "--account", "123456789012", "--app-slug", "a", "--pull", "a", "--push", "b",
        "--public", "--format", "json").out
    statements = {each["Sid"]: each["Action"] for each in json.loads(made)["permissionPolicy"]["Statement"]}
    assert set(statements) == {"LogIn", "Pull", "Push", "LogInToPublic"}
    for sid, actions in statements.items():
        names = [actions] if isinstance(actions, str) else actions
        end = {"Pull": " to pull", "Push": " to push"}.get(sid, "")
        separator = " and " if sid == "LogInToPublic" else ", "
        assert separator.join(f"`{name}`" for name in names) + end in sentence, sid


def test_the_table_of_inputs_has_every_input_of_the_step() -> None:
    step = yaml.safe_load((REPOSITORY / "step.yml").read_text())
    inputs = {name: value for entry in step["inputs"] for name, value in entry.items() if name != "opts"}
    text = section(README, "In a Bitrise workflow")
    rows = re.findall(r"^\| (`[^|]+) \|([^|]*)\|", text, re.MULTILINE)
    listed = {name: default.strip() for row, default in rows for name in re.findall(r"`(\w+)`", row)}
    # These two nobody has to change.
    assert set(listed) == set(inputs) - {"build_url", "build_api_token"}
    for name, default in listed.items():
        if default.startswith("`"):
            assert default.strip("`").strip('"') == inputs[name]
        else:
            assert inputs[name] in (None, ""), name
    outputs = {name for entry in step["outputs"] for name in entry if name != "opts"}
    assert {name for name in outputs if f"`{name}`" not in text} == set()


# The man page.


def commands_of(helper: Helper) -> list[str]:
    text = helper.run("--help").out.decode().split("\nCommands:\n")[1].split("\n\n")[0]
    return re.findall(r"^  ([a-z-]+) ", text, re.MULTILINE)


def rendered(path: Path) -> str:
    """The page as text, in lines long enough that no word is divided."""
    shown = subprocess.run(
        ["mandoc", "-Tascii", "-Owidth=200", path], check=True, capture_output=True, text=True, timeout=30).stdout
    return re.sub(".\x08", "", shown)


class TestManPage:
    def test_has_every_command_option_and_variable(self, helper: Helper) -> None:
        page = rendered(MAN_PAGE)
        commands = commands_of(helper)
        texts = [helper.run("--help").out.decode()]
        texts += [helper.run(command, "--help").out.decode() for command in commands]
        entries = set(re.findall(r"^     ([a-z-]+)(?:  .*)?$", page, re.MULTILINE))
        assert [command for command in commands if command not in entries] == []
        options = {found for text in texts for found in re.findall(r"(?<![\w-])--?[a-z][a-z-]*\b", text)}
        # docker login's, in what password's help shows.
        options -= {"--username", "--password-stdin"}
        assert len(options) > 15
        described = set(re.findall(r"^     (--?[a-z-]+)", page, re.MULTILINE))
        described |= set(re.findall(r"^     -\w, (--[a-z-]+)", page, re.MULTILINE))
        assert {option for option in options if option not in described} == set()
        variables = {
            found for text in texts for found in re.findall(r"\b[A-Z]+(?:_[A-Z]+)+\b", text)} - {"BUILD_NUMBER"}
        assert len(variables) > 12
        assert {name for name in variables if not re.search(rf"\b{name}\b", page)} == set()

    def test_has_every_setting_of_the_readme(self) -> None:
        page = rendered(MAN_PAGE)
        names = re.findall(r"`(-{0,2}[A-Za-z_-]+)(?:=\w+)?`", re.sub(r"`\$[^`]*`", "", section(README, "Settings")))
        assert {name for name in names if name in page} >= set(names) - {"http", "HTTP_PROXY"}

    def test_says_which_commands_end_with_1_for_what_they_have_found(self, helper: Helper) -> None:
        text = " ".join(rendered(MAN_PAGE).split("\nEXIT STATUS\n")[1].split("\nEXAMPLES\n")[0].split())
        for command, words in (
            ("doctor", "doctor found a broken link"), ("trust-policy", "trust-policy check found errors"),
            ("trust-policy", "trust-policy explain found that the token is refused"),
            ("login", "one of several registries failed"),
        ):
            assert "Exit code" in helper.run(command, "--help").out.decode() and words in text

    def test_says_of_every_option_which_commands_take_it(self, helper: Helper) -> None:
        single = rendered(MAN_PAGE).split("   Of single commands\n")[1].split("\n   Of the program\n")[0]
        overview = helper.run("--help").out.decode()
        for command in commands_of(helper):
            text = helper.run(command, "--help").out.decode()
            for option in set(re.findall(r"^  (--[a-z-]+)", text, re.MULTILINE)) - set(
                re.findall(r"^  (--[a-z-]+)", overview, re.MULTILINE)
            ):
                entry = re.split(r"^     (?=--)", single, flags=re.MULTILINE)
                assert any(part.startswith(option) and command in part for part in entry), (command, option)

    @pytest.mark.parametrize(
        "command",
        [("mandoc", "-Tlint", "-Wall"), ("groff", "-mdoc", "-ww", "-Tutf8"), ("groff", "-man", "-ww", "-Tutf8")],
        ids=lambda command: "-".join(command[:2]))
    def test_nobody_warns_of_it(self, command: tuple[str, ...]) -> None:
        ended = subprocess.run([*command, MAN_PAGE], capture_output=True, text=True, timeout=30, check=False)
        complaints = ended.stderr + (ended.stdout if command[0] == "mandoc" else "")
        assert (ended.returncode, complaints) == (0, "")


# Command lines.


class Printed(NamedTuple):
    """A command line as it stands in a document."""

    place: str
    line: str

    def __str__(self) -> str:
        return f"{self.place}: {self.line}"


_WORD = r"""(?:"[^"\n]*"|'[^'\n]*'|[^\s|;&)>#"'`])+"""
# Not the image of that name, nor the name within a path.
_COMMAND = re.compile(rf"(?<![\w/.=-])(?<!--tag )(?<!name ){PROGRAM}((?:[ \t]+{_WORD})+)")
_PLACEHOLDERS = {"REGISTRY": HOST, "SHELL": "bash", "COMMAND": "login", "[REGISTRY]": HOST, "[COMMAND]": "login",
                 "FILE": "trust.json"}


def command_lines(text: str) -> list[str]:
    """The arguments of every call of this program in a shell's text, with its variables replaced."""
    text = text.replace("\\\n", " ")
    values = dict(re.findall(r"^\s*(\w+)=([\w./-]+)$", text, re.MULTILINE))
    lines = [" ".join(found.split()) for found in _COMMAND.findall(text)]
    return [re.sub(r"\$(\w+)", lambda name: values.get(name[1], name[0]), line) for line in lines]


def scripts_of(document: dict[str, Any]) -> Iterator[str]:
    """The scripts in a bitrise.yml."""
    for workflow in document.get("workflows", {}).values():
        for step in workflow["steps"]:
            for name, settings in step.items():
                if name == "script":
                    yield from (entry["content"] for entry in settings["inputs"])


def printed() -> list[Printed]:
    """Every command line, once for each place."""
    texts: list[tuple[str, str]] = []
    for document in DOCUMENTS:
        name = name_of(document)
        texts += [(name, text) for text in blocks(document, "sh")]
        texts += [(name, script) for text in blocks(document, "yaml") for script in scripts_of(yaml.safe_load(text))]
        texts += [(name, text) for text in blocks(document, "ini")]
        prose = without_blocks(document.read_text()).replace("\n", " ")
        texts += [(name, span) for span in re.findall(rf"`([^`]*{PROGRAM} [a-z][^`]*)`", prose) if ":" not in span]
    rows = re.findall(r"^\| (`[^|]+) \|", section(README, "The program without the step"), re.MULTILINE)
    calls = [call.replace("...", "").replace("[REGISTRY]", "REGISTRY") for row in rows for call in
             re.findall(r"`([^`]+)`", row)]
    texts += [("README.md", f"{PROGRAM} {call}") for call in calls]
    for path in EXAMPLES.rglob("bitrise.yml"):
        texts += [(name_of(path), script) for script in scripts_of(yaml.safe_load(path.read_text()))]
    for path in EXAMPLES.rglob("*.sh"):
        texts.append((name_of(path), path.read_text()))
    examples = re.search(r"^EXAMPLES\n(.*?)^\S", rendered(MAN_PAGE), re.MULTILINE | re.DOTALL)
    assert examples
    texts.append((name_of(MAN_PAGE), examples[1]))
    return list(dict.fromkeys(Printed(place, line) for place, text in texts for line in command_lines(text)))


PRINTED = printed()


@pytest.fixture
def build(helper: Helper, standin: StandIn, sandbox: Sandbox, docker_config: DockerConfig) -> Helper:
    """A build as the documents have it: their role, their region, envman."""
    standin.iam.add_role(CI_ROLE, subject=standin.build.subject)
    envman = Envman(sandbox)
    docker_config.may_hold_passwords(0o600)
    document = policy({"StringEquals": {f"{ISSUER}:aud": "sts.amazonaws.com", f"{ISSUER}:sub": standin.build.subject}})
    (sandbox.work / "trust.json").write_text(json.dumps(document))
    helper.environment |= {"AWS_ROLE_ARN": CI_ROLE, "AWS_REGION": REGION, **envman.environment}
    return helper


def run_printed(helper: Helper, line: str) -> tuple[int, str]:
    words = [_PLACEHOLDERS.get(word, word) for word in shlex.split(line)]
    request = json.dumps({"ServerURL": HOST, "Username": "AWS", "Secret": "example"})
    run = helper.run(*words, stdin=(request if words[0] == "store" else HOST).encode())
    return run.code, run.err.decode()


@pytest.mark.parametrize("line", PRINTED, ids=str)
def test_every_command_line_works(build: Helper, line: Printed, request: pytest.FixtureRequest) -> None:
    # Only where there is a registry, too, does every link hold.
    helper = request.getfixturevalue("doctor").helper if line.line.split()[0] == "doctor" else build
    code, said = run_printed(helper, line.line)
    assert code == 0, said


def test_the_documents_show_every_command() -> None:
    assert {line.line.split()[0] for line in PRINTED} >= {
        "get", "store", "erase", "list", "version", "login", "logout", "configure", "password", "credentials",
        "trust-policy", "doctor", "completion", "help"}
    places = {line.place for line in PRINTED}
    assert {name_of(path) for path in EXAMPLES.rglob("*.sh")} | {"README.md", name_of(MAN_PAGE)} <= places


@pytest.mark.parametrize(
    "line", [f"login --dryrun {HOST}", f"login --format env {HOST}", "credentials --format yaml", f"log {HOST}"])
def test_a_command_line_that_is_wrong_would_be_noticed(build: Helper, line: str) -> None:
    (found,) = command_lines(f"echo x | {PROGRAM} {line} | cat")
    assert run_printed(build, found)[0] == 64


def test_command_lines_are_found_wherever_they_stand() -> None:
    text = f"""
        registry=example.org
        trap '{PROGRAM} logout "$registry"' EXIT
        eval "$({PROGRAM} credentials --format env || echo exit 1)"
        git clone https://git.example.com/{PROGRAM}.git; docker build --tag {PROGRAM} .
        {PROGRAM} login \\
          one two  # three
        """
    assert command_lines(text) == ['logout "example.org"', "credentials --format env", "login one two"]


# The examples as a whole.

# Keeps what config.json had for registries at the time of each call.
_DOCKER = """
record()
kept = load()
try:
    config = json.load(open(os.path.join(os.environ["HOME"], ".docker", "config.json")))
except FileNotFoundError:
    config = {}
kept[" ".join(sys.argv[1:3])] = {key: sorted(config.get(key) or {}) for key in ("auths", "credHelpers")}
save(kept)
"""
# `git clone` that has the tree of a release at every address.
_GIT = """
record()
os.rmdir(sys.argv[-1])
os.symlink(SETTINGS["release"], sys.argv[-1])
"""
VERSION = subprocess.run(
    [REPOSITORY / "packaging" / "version"], check=True, capture_output=True, text=True).stdout.strip()


class Workflow:
    """Runs a workflow's steps one after the other, as Bitrise does: values go from one to the next by envman."""

    def __init__(self, helper: Helper, sandbox: Sandbox, program: Path) -> None:
        self._helper = helper
        self._sandbox = sandbox
        self._program = program
        self.docker = Recorder(sandbox, "docker", _DOCKER)
        self.aws = Recorder(sandbox, "aws", 'record()\nsave({n: os.environ[n] for n in os.environ if n[:4] == "AWS_"})')
        release = Package(sandbox.root / "release")
        release.add_program(program, "amd64")
        self.git = Recorder(sandbox, "git", _GIT, {"release": str(release.directory)})
        self.envman = Envman(sandbox)
        helper.environment |= self.envman.environment

    @property
    def environment(self) -> dict[str, str]:
        """What the next step finds."""
        return {**self._helper.environment, **self.envman.variables}

    def run(self, document: dict[str, Any], name: str, **changes: str) -> list[subprocess.CompletedProcess[str]]:
        """Runs all steps, or those up to the first one that fails."""
        workflow = document["workflows"][name]
        given = {key: value for entry in workflow.get("envs", []) for key, value in entry.items()} | changes
        ended: list[subprocess.CompletedProcess[str]] = []
        for step, settings in itertools.chain.from_iterable(each.items() for each in workflow["steps"]):
            if step == "git-clone" or "execution_container" in settings:
                continue
            inputs = {key: value for entry in settings["inputs"] for key, value in entry.items() if key != "opts"}
            run = self._script if step == "script" else self._step
            assert step == "script" or re.fullmatch(
                rf"git::https://git\.example\.com/{PROGRAM}\.git@{re.escape(VERSION)}", step)
            ended.append(run(inputs, given))
            if ended[-1].returncode:
                break
        return ended

    def _script(self, inputs: dict[str, str], given: dict[str, str]) -> subprocess.CompletedProcess[str]:
        return self._run(["bash", "-c", inputs["content"]], given)

    def _step(self, inputs: dict[str, str], given: dict[str, str]) -> subprocess.CompletedProcess[str]:
        step = yaml.safe_load((REPOSITORY / "step.yml").read_text())
        defaults = {key: value for entry in step["inputs"] for key, value in entry.items() if key != "opts"}
        assert set(inputs) <= set(defaults)
        environment = self.environment | given
        values = {
            key: re.sub(r"\$(\w+)", lambda name: environment.get(name[1], ""), value or "")
            for key, value in (defaults | inputs).items()}
        return self._run([str(self._program)], given | values | {"BITRISE_STEP_EXECUTION_ID": "1"})

    def _run(self, command: list[str], given: dict[str, str]) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            command, cwd=self._sandbox.work, env=self.environment | given, capture_output=True, text=True, timeout=60,
            check=False)


@pytest.fixture
def workflow(helper: Helper, standin: StandIn, sandbox: Sandbox, program: Path) -> Workflow:
    standin.iam.add_role(CI_ROLE, subject=standin.build.subject)
    # Whose role it is, the workflow says.
    del helper.environment["AWS_ROLE_ARN"]
    return Workflow(helper, sandbox, program)


def bitrise_yml(folder: str) -> dict[str, Any]:
    document = yaml.safe_load((EXAMPLES / folder / "bitrise.yml").read_text())
    assert isinstance(document, dict)
    return document


def assert_ok(ended: list[subprocess.CompletedProcess[str]]) -> None:
    for each in ended:
        assert each.returncode == 0, (each.stdout, each.stderr)


class TestBitriseStep:
    def test_image(self, workflow: Workflow) -> None:
        assert_ok(workflow.run(bitrise_yml("bitrise-step"), "image"))
        logged_in = [HOST, f"210987654321.dkr.ecr.{REGION}.amazonaws.com", "public.ecr.aws"]
        assert workflow.docker.state[f"push {HOST}/app:421"] == {"auths": sorted(logged_in), "credHelpers": []}
        assert {"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"} == workflow.envman.sensitive

    def test_long(self, workflow: Workflow, sandbox: Sandbox) -> None:
        # As on a new machine: the program is not on the PATH.
        (sandbox.bin / PROGRAM).unlink()
        assert_ok(workflow.run(bitrise_yml("bitrise-step"), "long"))
        assert workflow.docker.state[f"push {HOST}/app:421"] == {"auths": [], "credHelpers": [HOST]}
        assert workflow.envman.variables == {}
        # What docker would have done in the later step.
        ended = subprocess.run(
            ["sh", "-c", f"printf %s {HOST} | {PROGRAM} get"], env=workflow.environment, capture_output=True, text=True,
            check=False)
        assert ended.returncode == 0, ended.stderr
        assert json.loads(ended.stdout)["Username"] == "AWS", ended.stderr

    def test_the_workflow_of_the_readme(self, workflow: Workflow) -> None:
        (text,) = blocks(REPOSITORY / "README.md", "yaml")
        assert_ok(workflow.run(yaml.safe_load(text), "image"))
        assert workflow.docker.state[f"push {HOST}/app:421"]["auths"] == [HOST]


def test_bitrise_containers(workflow: Workflow, sandbox: Sandbox) -> None:
    """What the Bitrise CLI does afterwards: it pulls the images, with the docker program and its own PATH."""
    (sandbox.bin / PROGRAM).unlink()
    document = bitrise_yml("bitrise-containers")
    assert_ok(workflow.run(document, "test"))
    hosts = {each["image"].partition("/")[0] for each in document["containers"].values()}
    assert hosts == set(json.loads((sandbox.home / ".docker/config.json").read_text())["credHelpers"])
    # The directory of envman is on the CLI's own PATH.
    assert (sandbox.bin / PROGRAM).is_file() and workflow.envman.variables == {}
    (step,) = [settings for each in document["workflows"]["test"]["steps"] for settings in each.values()
               if "execution_container" in settings]
    assert {step["execution_container"], *step["service_containers"]} == set(document["containers"])


def test_bitrise_helper(workflow: Workflow, sandbox: Sandbox) -> None:
    (sandbox.bin / PROGRAM).unlink()
    assert_ok(workflow.run(bitrise_yml("bitrise-helper"), "image"))
    assert (sandbox.home / ".local/bin" / PROGRAM).is_file()
    assert workflow.docker.state[f"push {HOST}/app:421"] == {"auths": [], "credHelpers": [HOST]}


class TestBitriseScript:
    def test_it_logs_in_and_out_and_hands_credentials_on(self, workflow: Workflow, docker_config: DockerConfig) -> None:
        assert_ok(workflow.run(bitrise_yml("bitrise-script"), "image"))
        assert workflow.docker.state[f"push {HOST}/app:421"] == {"auths": [HOST], "credHelpers": []}
        assert docker_config.auths == {}
        assert workflow.aws.state["AWS_REGION"] == REGION
        assert {"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"} <= set(workflow.aws.state)

    def test_it_ends_where_the_role_is_refused(self, workflow: Workflow) -> None:
        (ended,) = workflow.run(bitrise_yml("bitrise-script"), "image", AWS_ROLE_ARN=f"{ROLE}-unknown")
        assert ended.returncode == 1 and "Not authorized" in ended.stderr
        assert workflow.docker.calls == workflow.aws.calls == []

    @pytest.mark.parametrize("shell", ["bash", "dash", "zsh"])
    def test_the_evaluation_ends_a_script_without_credentials(self, build: Helper, shell: str) -> None:
        (line,) = re.findall(r"^ *(eval .*)$", (EXAMPLES / "bitrise-script/bitrise.yml").read_text(), re.MULTILINE)
        for role, expected in ((CI_ROLE, (0, "went on\n")), (f"{ROLE}-unknown", (1, ""))):
            ended = subprocess.run(
                [shell, "-c", f"set -eu\n{line}\necho went on"], env=build.environment | {"AWS_ROLE_ARN": role},
                capture_output=True, text=True, timeout=30, check=False)
            assert (ended.returncode, ended.stdout) == expected


class TestDockerCompose:
    def test_the_script(self, workflow: Workflow, build: Helper) -> None:
        ended = subprocess.run(
            [EXAMPLES / "docker-compose/up.sh"], env=build.environment, capture_output=True, text=True, timeout=60,
            check=False)
        assert ended.returncode == 0, ended.stderr
        assert [call.arguments[:2] for call in workflow.docker.calls] == [
            ["compose", "pull"], ["compose", "build"], ["compose", "up"]]
        compose = yaml.safe_load((EXAMPLES / "docker-compose/compose.yaml").read_text())
        registries = {service["image"].partition("/")[0] for service in compose["services"].values()}
        registries |= {
            service["build"]["args"]["REGISTRY"] for service in compose["services"].values() if "build" in service}
        assert set(workflow.docker.state["compose pull"]["credHelpers"]) == registries


def test_buildx(workflow: Workflow, build: Helper) -> None:
    ended = subprocess.run(
        [EXAMPLES / "buildx/build.sh"], env=build.environment, capture_output=True, text=True, timeout=60, check=False)
    assert ended.returncode == 0, ended.stderr
    (call,) = workflow.docker.calls
    assert call.arguments[:2] == ["buildx", "build"]
    assert {f"REGISTRY={HOST}", f"{HOST}/app:421", "--push"} <= set(call.arguments)
    assert workflow.docker.state["buildx build"] == {"auths": [], "credHelpers": [HOST]}


class TestPodmanSkopeo:
    def test_copy(self, clients: Clients, standin: StandIn, registry: Registry) -> None:
        clients.docker_config.unlink()
        shown = clients.run(EXAMPLES / "podman-skopeo/copy.sh").ok()
        assert registry.image_digest in shown
        assert (clients.work / "image/manifest.json").is_file()
        assert standin.journal.counts() == {"bitrise": 1, "sts": 1, "ecr": 1}

    def test_pull(self, clients: Clients, docker_config: DockerConfig, real_names: Helper) -> None:
        clients.docker_config.unlink()
        # As root, with all that podman keeps in a directory of its own, whose name must not be long.
        with tempfile.TemporaryDirectory(prefix="podman-") as storage:
            configuration = real_names.sandbox.input(
                "storage.conf",
                f'[storage]\ndriver = "vfs"\ngraphroot = "{storage}/root"\nrunroot = "{storage}/run"\n')
            clients.run(EXAMPLES / "podman-skopeo/pull.sh", CONTAINERS_STORAGE_CONF=str(configuration)).ok()
            assert any(Path(storage, "root/vfs-images").iterdir())
        assert docker_config.auths == {}


# Messages.


def shown_messages() -> list[str]:
    """What the README says of the commands that are not Docker's."""
    return re.findall(r"^- `([^`]+)`:", section(README, "Troubleshooting"), re.MULTILINE)


def test_the_messages_of_the_readme_are_real(
    bare: Helper, sandbox: Sandbox, standin: StandIn, docker_config: DockerConfig, program: Path
) -> None:
    bare.environment |= standin.environment()
    seen = bare.run("configure", HOST).err
    seen += bare.run("login", HOST).err
    seen += bare.run("credentials").err
    step = {**bare.environment, "BITRISE_STEP_EXECUTION_ID": "1", "PATH": "/nonexistent"}
    inputs: list[dict[str, str]] = [{}, {"role_arn": CI_ROLE}]
    for given in inputs:
        seen += subprocess.run([program], env=step | given, capture_output=True, timeout=30, check=False).stdout
    for content in ({"auths": {"ghcr.io": {"auth": "dckr_pat_abcdefgh"}}}, {"credsStore": "ecr-login"}):
        docker_config.write(content)
        seen += bare.run("login", HOST).err
    docker_config.path.unlink()
    seen += subprocess.run(
        [program, "configure", HOST], env=bare.environment | {"PATH": "/nonexistent"}, capture_output=True, timeout=30,
        check=False,
    ).stderr
    text = seen.decode()
    messages = shown_messages()
    assert len(messages) == 8
    for message in messages:
        assert re.sub(r"\bHOST\b", HOST, message).replace("FILE", str(docker_config.path)) in text, message
