"""Modules stay short, names of libraries public, and the docs true to the code."""

from __future__ import annotations

import ast
import functools
import re
import tomllib
from pathlib import Path

from tests.support.paths import ROOT

MOST_LINES = 300


def test_no_module_is_too_long() -> None:
    for file in [*SOURCES, *BENCHMARKS]:
        assert len(file.read_text(encoding="utf-8").splitlines()) <= MOST_LINES, file


def test_the_core_is_the_same_for_the_import_rules_for_the_coverage_and_in_the_docs() -> None:
    tools = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]
    rule = next(rule for rule in tools["importlinter"]["contracts"] if rule["name"].startswith("The core knows"))
    assert tools["coverage"]["run"]["source_pkgs"] == rule["source_modules"]
    core = {name.removeprefix("questionnaire.") for name in rule["source_modules"]}
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    drawn = text.split("  -- core")[1].split("  -- edges")[0]
    assert set(re.findall(r"^  (\w+)/ |(?<=  )(\w+)\.py\b", drawn, re.MULTILINE)) == {
        (name, "") if (ROOT / "questionnaire" / name).is_dir() else ("", name) for name in core
    }


def test_what_the_threat_model_names_as_proof_exists() -> None:
    text = (ROOT / "docs" / "threat-model.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`((?:tests|benchmarks)/[a-z_/.]+)`", text))
    assert named
    for name in named:
        assert (ROOT / name).exists(), name


def test_the_docs_name_python_files_that_exist() -> None:
    ours = [path.as_posix() for path in ROOT.rglob("*.py") if ".venv" not in path.parts]
    docs = [
        ROOT / "README.md",
        ROOT / "CONTRIBUTING.md",
        ROOT / "SECURITY.md",
        *(ROOT / "docs").rglob("*.md"),
        *(ROOT / "benchmarks").rglob("*.md"),
    ]
    for file in docs:
        for name in re.findall(r"`([a-z_/]+\.py)`", file.read_text(encoding="utf-8")):
            assert [path for path in ours if path.endswith(f"/{name}")], (file.name, name)


OURS = ("questionnaire", "tests", "benchmarks")
SOURCES, TESTS, BENCHMARKS = (sorted((ROOT / folder).rglob("*.py")) for folder in OURS)
AROUND = [*TESTS, *BENCHMARKS]
DOCUMENTED = {"_mapping", "_typeshed", "_exit"}  # by SQLAlchemy, by typeshed, by os


@functools.cache
def _nodes(file: Path) -> list[ast.AST]:
    """Return what the rules look at of a module: what it imports and defines, and the attributes that it reads or sets."""
    looked_at = (
        ast.Import
        | ast.ImportFrom
        | ast.FunctionDef
        | ast.AsyncFunctionDef
        | ast.ClassDef
        | ast.Name
        | ast.Attribute
    )
    tree = ast.parse(file.read_text(encoding="utf-8"))
    return [node for node in ast.walk(tree) if isinstance(node, looked_at)]


def _is_private(name: str) -> bool:
    return any(
        part.startswith("_") and not part.startswith("__") and part not in DOCUMENTED for part in name.split(".")
    )


def test_no_private_name_of_a_library_is_imported() -> None:
    for file in [*SOURCES, *AROUND]:
        for node in _nodes(file):
            if isinstance(node, ast.ImportFrom) and not (node.module or "").startswith(OURS):
                assert not [one.name for one in node.names if _is_private(f"{node.module}.{one.name}")], file
            elif isinstance(node, ast.Import):
                assert not [one.name for one in node.names if _is_private(one.name)], file


def test_private_attributes_are_those_of_our_own_objects() -> None:
    ours = {"self", "cls", "comparer", "criteria"}
    for file in SOURCES:
        for node in _nodes(file):
            if isinstance(node, ast.Attribute) and _is_private(node.attr):
                holder = ast.unparse(node.value).split(".")[0]
                assert holder in ours or holder == "super()", (file, ast.unparse(node))


def test_private_attributes_that_tests_and_benchmarks_read_are_defined_by_us() -> None:
    defined: set[str] = set()
    read: dict[str, Path] = {}
    for file in [*SOURCES, *AROUND]:
        for node in _nodes(file):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                defined.add(node.name)
            elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                defined.add(node.id)
            elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
                defined.add(node.attr)
            elif isinstance(node, ast.Attribute) and _is_private(node.attr):
                read[node.attr] = file
    assert {name: file for name, file in read.items() if name not in defined} == {}


def test_the_architecture_names_what_exists() -> None:
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    named = {name for word in re.findall(r"`([A-Za-z_.]+)(?:\([^)`]*\))?`", text) for name in word.split(".")}
    known = {
        node.name for file in SOURCES for node in _nodes(file) if isinstance(node, ast.FunctionDef | ast.ClassDef)
    }
    classes_and_functions = {name for name in named if re.fullmatch(r"[A-Z][A-Za-z]*[a-z]|[a-z]+(_[a-z]+)+", name)}
    files = {path.stem for path in SOURCES}
    files |= {path.stem for path in (ROOT / "tests").rglob("*.py")}
    assert not classes_and_functions - known - files
