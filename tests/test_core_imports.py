"""The core stands alone: it loads no web framework, no form library and no database."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.support.building import HERE

OUTSIDERS = ("flask", "werkzeug", "jinja2", "wtforms", "flask_wtf", "sqlalchemy", "alembic")


@pytest.mark.parametrize(
    "module",
    [
        "assessment.report",
        "assessment.guidance",
        "assessment.scoring",
        "criteria.loading",
        "assessment.serialization",
        "criteria.conditions",
        "criteria.model",
    ],
)
def test_importing_the_core_loads_no_framework(module: str) -> None:
    code = f"import sys, questionnaire.{module}; print(*sys.modules)"
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, cwd=HERE.parent, capture_output=True, text=True, check=True)  # noqa: S603 (our own code)
    loaded = {name.partition(".")[0] for name in done.stdout.split()}
    assert "questionnaire" in loaded
    assert loaded.isdisjoint(OUTSIDERS)
