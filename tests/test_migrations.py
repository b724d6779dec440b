"""The schema is upgraded in place: what was kept by the first one is still there."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from sqlalchemy import text

from questionnaire.storage import Publications, Store, make_engine, upgrade
from questionnaire.storage.schema import _config, is_current


def test_a_database_of_the_first_schema_keeps_its_diagnostics(tmp_path: Path) -> None:
    engine = make_engine(f"sqlite:///{tmp_path / 'ancienne.sqlite'}")
    config = _config()
    with engine.connect().execution_options(writes=True) as connection, connection.begin():
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        given = {"digest": "d" * 64, "moment": "2026-11-01 10:00:00.000000"}
        for statement in (
            "INSERT INTO criteria_version VALUES (:digest, 'v', x'00', :moment)",
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
