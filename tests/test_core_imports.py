"""The core stands alone: it loads no web framework, no form library and no database."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path

from tests.support.paths import ROOT

CORE_RULE = "The core knows no framework, no database and no setting"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
CONTRACTS = PROJECT["tool"]["importlinter"]["contracts"]
CONTRACT = next(contract for contract in CONTRACTS if contract["name"] == CORE_RULE)
OUTSIDERS = {*CONTRACT["forbidden_modules"], "jinja2"}


def modules_of(package: str) -> list[str]:
    """Return a module, or a package and every module in it, from the files that there are."""
    place = ROOT.joinpath(*package.split("."))
    files = place.rglob("*.py") if place.is_dir() else [place.with_suffix(".py")]
    return [name_of(file) for file in sorted(files)]


def name_of(file: Path) -> str:
    """Return the dotted name of a module."""
    return ".".join(file.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def test_importing_the_whole_core_loads_no_framework() -> None:
    core = [module for package in CONTRACT["source_modules"] for module in modules_of(package)]
    code = f"import sys, {', '.join(core)}; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)  # noqa: S603 (our own code)
    loaded = set(done.stdout.split())
    assert loaded >= {"questionnaire.statistics.export", *core}
    assert loaded.isdisjoint(OUTSIDERS)
