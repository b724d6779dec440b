"""The files around the code can be read, agree with each other, and call what exists."""

from __future__ import annotations

import re
import shlex
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

from tests.support.plain_yaml import plain_yaml

ROOT = Path(__file__).resolve().parent.parent
NOT_OURS = {".git", ".venv", "build", "instance", "node_modules", "tests"}  # tests/ holds faulty files on purpose
# the words of the standard (https://yml.publiccode.tools) that such a tool may use, not all of them
CATEGORIES = """
    collaboration communications content-management data-analytics data-collection data-visualization digital-citizenship
    document-management educational-content event-management feedback-and-reviews-management gamification
    knowledge-management local-government online-community project-collaboration survey web-collaboration
"""
SCOPES = """
    agriculture culture defence education emergency-services employment energy environment
    finance-and-economic-development foreign-affairs government healthcare infrastructures justice local-authorities
    manufacturing research science-and-technology security society sport tourism transportation welfare
"""


def _files(*suffixes: str) -> list[Path]:
    return [
        file
        for file in sorted(ROOT.rglob("*"))
        if file.suffix in suffixes and file.is_file() and not NOT_OURS & set(file.relative_to(ROOT).parts)
    ]


def _yaml(name: str) -> Any:
    return plain_yaml((ROOT / name).read_text(encoding="utf-8"))


def _project() -> Any:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def test_every_yaml_and_toml_file_can_be_read() -> None:
    files = _files(".yaml", ".yml", ".toml")
    names = {file.relative_to(ROOT).as_posix() for file in files}
    assert names >= {"criteria.yaml", "pyproject.toml", "publiccode.yml", ".pre-commit-config.yaml"}
    for file in files:
        text = file.read_text(encoding="utf-8")
        assert tomllib.loads(text) if file.suffix == ".toml" else plain_yaml(text), file


def test_the_public_description_agrees_with_the_package() -> None:
    described, project = _yaml("publiccode.yml"), _project()
    assert described["name"] == (ROOT / "README.md").read_text(encoding="utf-8").partition("\n")[0].removeprefix(
        "# "
    )
    assert project["name"] == "-".join(re.findall(r"\w+", described["name"].lower()))
    assert described["softwareVersion"] == project["version"]
    assert described["legal"]["license"] == project["license"]
    assert described["url"] == project["urls"]["Repository"]
    assert described["description"]["fr"]["shortDescription"] == project["description"]


def test_the_public_description_has_what_its_standard_requires() -> None:
    described = _yaml("publiccode.yml")
    required = {"publiccodeYmlVersion", "name", "url", "platforms", "developmentStatus", "softwareType"}
    assert described.keys() >= required | {"description", "legal", "maintenance", "localisation", "categories"}
    assert described["maintenance"]["type"] == "none" or described["maintenance"]["contacts"]
    assert described["localisation"].keys() >= {"localisationReady", "availableLanguages"}
    for language in ("fr", "en"):
        words = described["description"][language]
        assert len(words["shortDescription"]) <= 150
        assert 150 <= len(words["longDescription"]) <= 10_000
        assert words["features"]
    for picture in described["description"]["fr"]["screenshots"]:
        assert (ROOT / picture).is_file(), picture


def test_the_public_description_uses_the_words_of_its_standard() -> None:
    described = _yaml("publiccode.yml")
    audience = described["intendedAudience"]
    assert described["publiccodeYmlVersion"] in {"0.2", "0.3", "0.4", "0.5"}
    assert described["developmentStatus"] in {"concept", "development", "beta", "stable", "obsolete"}
    assert described["softwareType"] in {
        *(f"standalone/{kind}" for kind in ("mobile", "iot", "desktop", "web", "backend", "other")),
        *("addon", "library", "configurationFiles"),
    }
    assert described["maintenance"]["type"] in {"internal", "contract", "community", "none"}
    assert set(described["platforms"]) <= {"web", "windows", "mac", "linux", "ios", "android"}
    assert set(described["categories"]) <= set(CATEGORIES.split())
    assert set(audience["scope"]) <= set(SCOPES.split())
    for language in audience["countries"] + described["localisation"]["availableLanguages"]:
        assert re.fullmatch("[a-z]{2}", language)
    for one in described["dependsOn"]["open"]:
        assert one.keys() <= {"name", "versionMin", "versionMax", "version", "optional"}


def test_the_package_says_each_python_it_is_meant_for() -> None:
    lowest = _project()["requires-python"].removeprefix(">=")
    assert f"Programming Language :: Python :: {lowest}" in _project()["classifiers"]


@pytest.mark.parametrize(
    "hook", _yaml(".pre-commit-config.yaml")["repos"][0]["hooks"], ids=lambda hook: str(hook["id"])
)
def test_a_check_before_a_commit_calls_a_tool_of_the_environment(hook: dict[str, Any]) -> None:
    words = shlex.split(hook["entry"])
    inner = shlex.split(words[2]) if words[0] == "sh" else words
    assert hook["language"] == "system"
    folder, _, name = inner[0].rpartition("/")
    assert folder == ".venv/bin"
    assert Path(sys.executable).with_name(name).is_file(), name


def test_the_checks_before_a_commit_download_no_repository() -> None:
    assert [one["repo"] for one in _yaml(".pre-commit-config.yaml")["repos"]] == ["local"]


def test_each_file_that_a_check_before_a_commit_waits_for_exists() -> None:
    names = [file.relative_to(ROOT).as_posix() for file in _files(".py", ".html", ".yaml", ".json", ".toml")]
    patterns = [hook["files"] for hook in _yaml(".pre-commit-config.yaml")["repos"][0]["hooks"] if "files" in hook]
    assert patterns
    for pattern in patterns:
        assert any(re.search(pattern, name) for name in names), pattern


def test_the_documentation_shows_the_folders_that_exist() -> None:
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    package = ROOT / "questionnaire"
    assert set(re.findall(r"^  (\w+)/ ", text, re.MULTILINE)) == {
        file.parent.name for file in package.glob("*/__init__.py")
    }
    named = re.findall(r"`([\w-]+/[\w./-]+)`", text)
    assert "assessment/scoring.py" in named
    assert [name for name in named if not (ROOT / name).exists() and not (package / name).exists()] == []
