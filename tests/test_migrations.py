"""The schema is upgraded in place: what was kept by the first one is still there."""

from __future__ import annotations

from pathlib import Path

import pytest
from alembic import command
from click.testing import CliRunner
from sqlalchemy import text

from questionnaire.cli import main
from questionnaire.storage import Publications, Store, make_engine, upgrade
from questionnaire.storage.schema import _config, is_current
from tests.databases import new_database


def test_a_database_of_the_first_schema_keeps_its_diagnostics(tmp_path: Path) -> None:
    engine = make_engine(new_database(tmp_path))
    config = _config()
    with engine.connect().execution_options(writes=True) as connection, connection.begin():
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        given = {"digest": "d" * 64, "moment": "2026-11-01 10:00:00.000000", "source": b"a"}
        for statement in (
            "INSERT INTO criteria_version VALUES (:digest, 'v', :source, :moment)",
            "INSERT INTO diagnostic (edit_digest, read_digest, criteria_digest, viewpoint, path, context, created_at,"
            " updated_at) VALUES ('e', 'r', :digest, 'projet', 'complet', '{}', :moment, :moment)",
            "INSERT INTO answer VALUES (1, 'un', 'repondu', 2, 'Vu', :moment)",
        ):
            connection.execute(text(statement), given)
    assert not is_current(engine)
    upgrade(engine)
    assert is_current(engine)
    found = Store(engine).find("e")
    assert found
    assert found.sheet.answers["un"].note == "Vu"
    assert Publications(engine).last() is None
    engine.dispose()


def test_migrate_and_purge_work_on_a_new_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUESTIONNAIRE_INSTANCE", str(tmp_path))
    monkeypatch.setenv("QUESTIONNAIRE_DATABASE_URL", new_database(tmp_path))
    assert CliRunner().invoke(main, ["migrate"]).exit_code == 0
    assert CliRunner().invoke(main, ["purge"]).output.startswith("0 ")
