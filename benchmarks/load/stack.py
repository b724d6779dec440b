"""What the libraries cost by themselves: pages and saves that do nothing else, in these libraries' ordinary way.

Between the bare app and ours: Flask's session and Flask-WTF's token, a WTForms form like a page of questions, one
diagnostic read or replaced by SQLAlchemy in one durable transaction. No template, no criteria, no score, no header.
"""

from __future__ import annotations

import os
import threading
from typing import Any

from flask import Flask, redirect
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from flask_wtf.csrf import generate_csrf
from sqlalchemy import JSON, Column, Integer, MetaData, String, Table, bindparam, insert, select, update
from wtforms import HiddenField, RadioField, TextAreaField
from wtforms.validators import Length, Optional

from benchmarks.load.bare import page_of
from questionnaire.storage import make_engine

ASKED, KEPT = 4, 22  # criteria on a page, answers of a whole diagnostic
KEY = "k" * 22
PAGE, SAVED = f"/diagnostic/{KEY}/page", 303
_NAMES = ("choix", "note", "vu")

_tables = MetaData()
_diagnostics = Table(
    "diagnostics",
    _tables,
    Column("id", Integer, primary_key=True),
    Column("key", String, nullable=False, unique=True),
    Column("answers", JSON, nullable=False),
    Column("saves", Integer, nullable=False, default=0),  # SQLite writes nothing where nothing changes
)
_READ = select(_diagnostics.c.id, _diagnostics.c.answers, _diagnostics.c.saves).where(
    _diagnostics.c.key == bindparam("asked")
)
_SAVE = update(_diagnostics).where(_diagnostics.c.id == bindparam("number"))


def fields_of(token: str) -> list[tuple[str, str]]:
    """Return a page of questions as it is sent."""
    values = {"choix": "2", "note": "", "vu": "2"}
    return [("csrf_token", token)] + [(f"{name}-{n}", values[name]) for n in range(ASKED) for name in _NAMES]


def _form() -> type[FlaskForm]:
    fields: dict[str, Any] = {}
    for number in range(ASKED):
        fields[f"choix-{number}"] = RadioField("?", [Optional()], choices=[(str(one), "") for one in range(6)])
        fields[f"note-{number}"] = TextAreaField("?", [Length(max=2000)])
        fields[f"vu-{number}"] = HiddenField()
    return type("Form", (FlaskForm,), fields)


def create_stack_app() -> Flask:
    """Return the app: a page with a token, for a diagnostic that is read, and its save."""
    app, form_class = Flask(__name__, static_folder=None), _form()
    app.config.update(SECRET_KEY=os.environ["BARE_DATABASE"] * 2, WTF_CSRF_TIME_LIMIT=None)
    engine = make_engine(f"sqlite:///{os.environ['BARE_DATABASE']}")
    page, turn = page_of(int(os.environ["BARE_BYTES"])), threading.Lock()
    _tables.create_all(engine)
    with engine.connect().execution_options(writes=True) as connection, connection.begin():
        if connection.execute(_READ, {"asked": KEY}).first() is None:
            answers = {str(number): ["niveau", 2, ""] for number in range(KEPT)}
            connection.execute(insert(_diagnostics), {"key": KEY, "answers": answers})

    @app.get("/")
    def tiny() -> str:
        return "<!doctype html><title>Stack</title><p>Stack.</html>"

    @app.get("/diagnostic/<key>/page")
    def shown(key: str) -> str:
        with engine.connect() as connection:
            found = connection.execute(_READ, {"asked": key}).one()
        return f"{page}{len(found.answers)} {generate_csrf()}"

    @app.post("/diagnostic/<key>/page")
    def saved(key: str) -> ResponseReturnValue:
        form = form_class()
        if not form.validate():
            return str(form.errors), 422
        # queueing is faster than polling SQLite's lock
        with turn, engine.connect().execution_options(writes=True) as connection, connection.begin():
            found = connection.execute(_READ, {"asked": key}).one()
            said = {name: ["niveau", int(form[f"choix-{name}"].data), ""] for name in map(str, range(ASKED))}
            kept = {"answers": found.answers | said, "saves": found.saves + 1}
            connection.execute(_SAVE, {"number": found.id, **kept})
        return redirect(PAGE, SAVED)

    return app
