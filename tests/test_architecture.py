"""Small rooms."""

from __future__ import annotations

import ast
import re

from tests.support.paths import ROOT

MOST_LINES = 300


def test_no_module_is_too_long() -> None:
    for file in sorted((ROOT / "questionnaire").rglob("*.py")):
        assert len(file.read_text(encoding="utf-8").splitlines()) <= MOST_LINES, file


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


SOURCES = sorted((ROOT / "questionnaire").rglob("*.py"))
CACHES = {"cache", "lru_cache"}
MUTABLE = {
    "dict",
    "list",
    "set",
    "defaultdict",
    "WeakKeyDictionary",
    "Lock",
    "RLock",
    "Semaphore",
    "BoundedSemaphore",
}


def test_no_private_name_of_a_library_is_imported() -> None:
    for file in SOURCES:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and not (node.module or "").startswith(
                ("questionnaire", "_typeshed")
            ):
                assert not [name.name for name in node.names if name.name.startswith("_")], file


def test_what_a_process_keeps_between_requests_is_told_in_one_place() -> None:
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8").split("## What a process keeps")[1]
    told = set(re.findall(r"`([a-z_/]+\.py)` `(\w+)`", text.split("\n## ")[0]))
    kept = {
        (file.relative_to(ROOT / "questionnaire").as_posix(), name)
        for file in SOURCES
        for name in _kept(ast.parse(file.read_text(encoding="utf-8")))
    }
    assert kept == told


def _kept(module: ast.Module) -> set[str]:
    """Return the functions that are cached, and the names of a module that hold what can change."""
    cached = {
        node.name
        for node in ast.walk(module)
        if isinstance(node, ast.FunctionDef)
        and any(CACHES & set(re.findall(r"\w+", ast.unparse(d))) for d in node.decorator_list)
    }
    assigned = [node for node in module.body if isinstance(node, ast.Assign | ast.AnnAssign)]
    changing = {
        ast.unparse(node.targets[0] if isinstance(node, ast.Assign) else node.target)
        for node in assigned
        if isinstance(node.value, ast.Call) and ast.unparse(node.value.func).rpartition(".")[2] in MUTABLE
    }
    return cached | changing
