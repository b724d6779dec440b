"""Small rooms."""

from __future__ import annotations

import re

from questionnaire.config import ROOT

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
