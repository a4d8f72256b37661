"""step.yml says what the program does, and has all that the step has that it replaces."""

from __future__ import annotations

import re
from typing import Any

import pytest

from support import step
from support.repository import REPOSITORY

# The step "Authenticate with AWS": its inputs with their defaults.
OFFICIAL_INPUTS = {
    "region": "us-east-1", "access_key_id": "", "secret_access_key": "", "audience": "", "role_arn": "",
    "session_name": "bitrise-$BITRISE_BUILD_NUMBER", "docker_login": "false", "build_url": "$BITRISE_BUILD_URL",
    "build_api_token": "$BITRISE_BUILD_API_TOKEN", "verbose": "false",
}
OFFICIAL_OUTPUTS = {"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"}
SOURCES = REPOSITORY / "Sources" / "ECRLogin"
# Words in StepInputs.swift that are values of inputs, not names.
VALUES = {"true", "yes", "false", "no"}


def read_by_the_program() -> set[str]:
    """The names of inputs, which are the only variables with lower-case names."""
    source = (SOURCES / "Step" / "StepInputs.swift").read_text()
    return set(re.findall(r'"([a-z]+(?:_[a-z]+)*)"', source)) - VALUES


def outputs() -> set[str]:
    return {next(key for key in entry if key != "opts") for entry in step.description()["outputs"]}


def options() -> dict[str, dict[str, Any]]:
    """What step.yml says about each input besides its default."""
    return {next(key for key in entry if key != "opts"): entry["opts"] for entry in step.description()["inputs"]}


def test_every_input_is_read_and_every_one_that_is_read_is_there() -> None:
    assert read_by_the_program() == set(step.inputs())


def test_every_input_of_the_official_step_is_there() -> None:
    assert set(OFFICIAL_INPUTS) <= set(step.inputs())
    assert outputs() >= OFFICIAL_OUTPUTS


@pytest.mark.parametrize("name", sorted(set(OFFICIAL_INPUTS) - {"audience"}))
def test_it_has_the_default_of_the_official_step(name: str) -> None:
    assert step.inputs()[name] == OFFICIAL_INPUTS[name]


@pytest.mark.parametrize(("name", "default"), [
    ("audience", "sts.amazonaws.com"), ("registries", ""), ("login_mode", "auths"), ("export_credentials", "true"),
    ("duration_seconds", ""),
])
def test_it_has_the_default_of_the_program(name: str, default: str) -> None:
    """That an empty input means the same is tested on the running step."""
    assert step.inputs()[name] == default


def test_every_output_is_exported_and_every_one_that_is_exported_is_there() -> None:
    source = (SOURCES / "Export" / "ExportedCredentials.swift").read_text()
    assert outputs() == set(re.findall(r'name: "(AWS_[A-Z_]+)"', source))


def test_the_executable_is_the_only_one_of_the_package() -> None:
    package = (REPOSITORY / "Package.swift").read_text()
    executables = re.findall(r'\.executable\(name: "([^"]+)"', package)
    assert len(re.findall(r"\.executableTarget\(", package)) == 1
    assert len(executables) == 1
    assert step.description()["toolkit"] == {"bash": {"entry_file": "step.sh"}}


def test_secrets_are_marked_as_such() -> None:
    marked = {name for name, each in options().items() if each.get("is_sensitive")}
    assert marked == {"access_key_id", "secret_access_key", "build_api_token"}


def test_every_input_and_output_has_a_title_and_a_summary() -> None:
    """As Bitrise's step schema and `stepman audit` demand it."""
    assert [name for name, each in options().items() if not each.get("title") or not each.get("summary")] == []
    assert [
        entry for entry in step.description()["outputs"]
        if not entry["opts"].get("title") or not entry["opts"].get("summary")] == []


def test_the_addresses_are_those_of_the_repository() -> None:
    """website, source_code_url and support_url are required by Bitrise's step schema."""
    url = (REPOSITORY / "packaging" / "repository-url").read_text().strip()
    found = step.description()
    assert (found["website"], found["source_code_url"], found["support_url"]) == (url, url, f"{url}/issues")


def test_only_properties_of_bitrises_schema_are_used() -> None:
    """Of step.schema.json in bitrise-io/bitrise-json-schemas: no other is allowed."""
    allowed = {
        "title", "summary", "description", "website", "source_code_url", "support_url", "published_at", "source",
        "asset_urls", "host_os_tags", "project_type_tags", "type_tags", "dependencies", "toolkit", "deps",
        "is_requires_admin_user", "is_always_run", "is_skippable", "run_if", "timeout", "no_output_timeout", "meta",
        "inputs", "outputs", "executables"}
    assert set(step.description()) <= allowed
    assert set(step.description()["toolkit"]) <= {"bash", "go"}
    options_allowed = {
        "category", "title", "summary", "description", "value_options", "is_required", "is_expand",
        "is_dont_change_value", "is_template", "is_sensitive", "skip_if_empty", "unset", "meta"}
    assert {key for each in options().values() for key in each} <= options_allowed


def test_an_input_with_few_values_lists_them_with_its_default_among_them() -> None:
    listed = {name: each["value_options"] for name, each in options().items() if "value_options" in each}
    assert listed == {
        "docker_login": ["true", "false"], "export_credentials": ["true", "false"], "verbose": ["true", "false"],
        "login_mode": ["auths", "helper"]}
    assert [name for name, values in listed.items() if step.inputs()[name] not in values] == []


def test_no_default_but_the_official_ones_names_a_variable() -> None:
    named = {name for name, default in step.inputs().items() if "$" in default}
    assert named == {"session_name", "build_url", "build_api_token"}


def test_what_a_person_reads_first_is_there() -> None:
    found = step.description()
    assert len(found["title"]) < 60 and len(found["summary"]) < 120 and "\n" not in found["summary"]
    assert {"description", "type_tags"} <= set(found)
    assert found["is_always_run"] is False and found["is_skippable"] is False
