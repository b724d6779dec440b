"""What the tests share: hypothesis settings, an app on a temporary folder, and a client that checks pages."""

from __future__ import annotations

import functools
import html
import re
import sys
import threading
from collections.abc import Generator, Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any

import pytest
from alembic.script import ScriptDirectory
from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient
from jinja2.bccache import Bucket, BytecodeCache
from sqlalchemy import Engine, update
from werkzeug.routing import Map, Rule
from werkzeug.test import TestResponse

from questionnaire.accounts.keys import key_digest, read_key
from questionnaire.accounts.roles import Role
from questionnaire.app import YOUNG, collect_garbage_rarely, create_app
from questionnaire.config import Settings
from questionnaire.criteria import loading, validation
from questionnaire.criteria.loading import load_criteria, load_file
from questionnaire.criteria.model import Criteria
from questionnaire.renderings.pdf import typesetter
from questionnaire.services import versions
from questionnaire.storage import CopyStore, make_engine
from questionnaire.storage import engine as opening
from questionnaire.storage.schema import _config
from questionnaire.storage.tables import diagnostics
from questionnaire.web.context import EXTENSION, Services
from questionnaire.web.urls import App
from tests.support.checking import Page, check_response
from tests.support.databases import ON_POSTGRESQL, given_back, ready_database
from tests.support.paths import ROOT
from tests.support.statements import engine_with_common_sql

# the coverage is the core's: no test of these marks counts in it, nor of these edges, which come to the core from outside
UNTRACED = ("untraced", "database", "browser", "faults")
EDGES = ("cli", "services", "storage", "web")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark what uses a database: it is tried on SQLite, then on PostgreSQL; what only one of them has stays there."""
    elsewhere = ("sqlite", "once") if ON_POSTGRESQL else ("postgresql",)
    left_out = [item for item in items if any(map(item.get_closest_marker, elsewhere))]
    items[:] = [item for item in items if item not in left_out]
    config.hook.pytest_deselected(items=left_out)
    for item in items:
        drawn = getattr(getattr(item, "obj", None), "is_hypothesis_test", False)
        edge = item.path.relative_to(ROOT / "tests").parts[0] in EDGES
        if (drawn or edge) and not item.get_closest_marker("covers"):
            item.add_marker("untraced")
        module = vars(getattr(item, "module", None) or object)
        if {"new_database", "ready_database", "serving", "make_settings", "services_of"} & module.keys() or {
            "app",
            "engine",
        } & set(getattr(item, "fixturenames", ())):
            item.add_marker("database")
    # one process begins with what waits, then with what is long: at the end, the short ones keep every process busy
    items.sort(key=lambda item: [not item.get_closest_marker(name) for name in ("waits", "browser")])


def pytest_collection_finish() -> None:
    """Look for garbage as a worker of the server does, and more rarely: it took a third of the time of the drafts' pages."""
    collect_garbage_rarely(10 * YOUNG)


@contextmanager
def not_traced() -> Iterator[None]:
    """Do not trace for the coverage, here and in the threads that are made meanwhile: tracing doubles the time of a test."""
    tracing, of_threads = sys.gettrace(), threading.gettrace()
    sys.settrace(None)
    threading.settrace(None)
    try:
        yield
    finally:
        threading.settrace(of_threads)
        sys.settrace(tracing)


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Do not trace what modules of tests do as they are read."""
    with not_traced():
        return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None]:
    """Trace what plain tests of the core run, and nothing else."""
    with not_traced() if any(map(item.get_closest_marker, UNTRACED)) else nullcontext():
        return (yield)


class RoutedOnce(Rule):
    """A route compiled once for all the apps that the tests make: compiling took most of the time of making one."""

    def bind(self, map: Map, rebind: bool = False) -> None:  # noqa: A002 - as Werkzeug calls it
        """Take what was compiled for the same route of another app."""
        route = (self.rule, self.endpoint, tuple(self.methods or ()), self.strict_slashes, self.redirect_to)
        if route in ROUTES:
            vars(self).update({**ROUTES[route], "map": map})
        else:
            super().bind(map, rebind)
            ROUTES[route] = vars(self).copy()


ROUTES: dict[tuple[object, ...], dict[str, Any]] = {}


@pytest.fixture(autouse=True, scope="session")
def load_once() -> Iterator[None]:
    """Load a text of criteria once for all the apps that the tests make: they are frozen, and it took a third of their time."""
    once = functools.lru_cache(maxsize=64)(load_criteria)
    with pytest.MonkeyPatch.context() as patch:
        for module in (loading, validation, versions):  # loading: for load_file, that the commands call
            patch.setattr(module, "load_criteria", once)
        patch.setattr(App, "url_rule_class", RoutedOnce)
        patch.setattr(opening, "create_engine", engine_with_common_sql)
        # fewer typesetting processes, whose first PDF takes five times as long; test_pdf.py sees one replaced
        patch.setattr(typesetter, "LIFE", 4 * typesetter.LIFE)
        scripts = ScriptDirectory.from_config(_config())
        patch.setattr(ScriptDirectory, "from_config", lambda _: scripts)
        yield


@pytest.fixture(autouse=True)
def databases_given_back() -> Iterator[None]:
    """Remove the databases that only this test used."""
    with given_back():
        yield


@pytest.fixture(scope="session")
def criteria() -> Criteria:
    """The criteria that we ship."""
    return load_file(ROOT / "criteria.yaml")[0]


def make_settings(folder: Path, **changes: Any) -> Settings:
    """Return settings on a folder of the test's own, its database ready."""
    values: dict[str, Any] = {
        "instance": folder,
        "criteria": ROOT / "criteria.yaml",
        "database_url": changes.get("database_url") or ready_database(folder),
        "secret_key": "une clé d’essai, assez longue pour signer",
    }
    return Settings(**{**values, **changes})


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    """An empty database of this release."""
    opened = make_engine(ready_database(tmp_path))
    yield opened
    opened.dispose()


class CheckedClient(FlaskClient):
    """A client that checks every response it gets."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        """Send the request, then check what comes back."""
        response = super().open(*args, **kwargs)
        check_response(response)
        return response


class CompiledTemplates(BytecodeCache):
    """Templates compiled once for all the apps that the tests make: compiling took a third of their time."""

    def __init__(self) -> None:
        self._kept: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give a template as it was compiled, if its source is still the same."""
        if bucket.key in self._kept:
            bucket.bytecode_from_string(self._kept[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep a template."""
        self._kept[bucket.key] = bucket.bytecode_to_string()


TEMPLATES = CompiledTemplates()


@pytest.fixture(scope="session")
def app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """One app for all tests: each begins diagnostics of its own."""
    # the tests of one worker begin more of them in an hour than an address may
    return new_app(make_settings(tmp_path_factory.mktemp("instance"), creations_per_hour=100_000))


def new_app(settings: Settings) -> Flask:
    """Return an app whose client checks pages."""
    app = create_app(settings)
    app.jinja_env.bytecode_cache = TEMPLATES
    app.test_client_class = CheckedClient
    return app


def services_of(app: Flask) -> Services:
    """Return the parts of the app."""
    parts = app.extensions[EXTENSION]
    assert isinstance(parts, Services)
    return parts


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A new visitor."""
    return app.test_client()


def token_of(response: TestResponse) -> str:
    """Return the token of the form on a page."""
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', response.get_data(as_text=True))
    assert found, "no token on this page"
    return found[1]


def fields_of(response: TestResponse) -> dict[str, str]:
    """Return the hidden and text fields of a page, and the choices already made, as a browser would send them."""
    fields: dict[str, str] = {}
    for attrs in Page(response.get_data(as_text=True)).all("input"):
        kind, name = attrs.get("type"), attrs.get("name")
        if not name or kind == "file" or (kind in ("radio", "checkbox") and "checked" not in attrs):
            continue
        fields[name] = attrs.get("value") or ""
    for name, text in re.findall(r'<textarea[^>]* name="([^"]+)"[^>]*>\n?(.*?)</textarea>', response.text, re.S):
        fields[name] = html.unescape(text)
    return fields


def begin(client: FlaskClient, viewpoint: str = "collectivite", **context: Any) -> str:
    """Begin a diagnostic as a respondent would; returns its private key."""
    query = context.pop("parcours", "")
    address = f"/commencer/{viewpoint}" + (f"?parcours={query}" if query else "")
    data = fields_of(client.get(address))
    data |= {f"contexte-{name}": value for name, value in {"stade": "prefiguration", **context}.items()}
    response = client.post(address, data=data)
    assert response.status_code == 303, response.get_data(as_text=True)[:2000]
    return key_in(response.headers["Location"])


def key_in(address: str) -> str:
    """Return the key in the address of a page of a diagnostic."""
    found = re.search("/diagnostic/([^/?#]+)", address)
    assert found, address
    return found[1]


def live_link(client: FlaskClient, key: str) -> str:
    """Return the address of the read-only link of a diagnostic, as of one begun before there were copies."""
    copies = services_of(client.application).copies
    assert isinstance(copies, CopyStore)
    with copies._write() as connection:
        changed = update(diagnostics).filter_by(edit_digest=key_digest(key)).values(live_link=True)
        assert connection.execute(changed).rowcount == 1
    return f"/resultats/{read_key(key)}"


def send_copy(client: FlaskClient, key: str, *parts: str, **sent: str) -> str:
    """Create a dated copy that shows these parts, as its author would; returns the address of the page of its link."""
    address = f"/diagnostic/{key}/partager"
    response = client.post(address, data={**fields_of(client.get(address)), "parts": list(parts), **sent})
    assert response.status_code == 303, response.get_data(as_text=True)[:2000]
    return response.headers["Location"]


def copy_address(client: FlaskClient, link_page: str) -> str:
    """Return the address of a copy, from the page of its link."""
    found = re.search(r'value="http://localhost(/copie/[\w-]+)"', client.get(link_page).get_data(as_text=True))
    assert found
    return found[1]


PASSWORD = "quatre mots bien choisis"
LIGHT_HASH = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)  # quick, for many accounts


def add_facilitator(app: Flask, name: str = "Marie", role: Role = Role.ANIMATION) -> None:
    """Give someone an account."""
    services_of(app).accounts.add(name, LIGHT_HASH, role)


def sign_in(app: Flask, name: str = "Marie", role: Role = Role.ANIMATION) -> FlaskClient:
    """Return a visitor signed in under that name, the account made if need be."""
    add_facilitator(app, name, role)
    client = app.test_client()
    page = client.get("/animation/connexion")
    sent = client.post("/animation/connexion", data=fields_of(page) | {"name": name, "password": PASSWORD})
    assert sent.status_code == 303, sent.text
    return client


def begin_draft(client: FlaskClient, text: str | None = None) -> str:
    """Begin a draft from the version in service, with this text if one is given; returns its address."""
    made = client.post("/animation/brouillons", data={"csrf_token": token_of(client.get("/animation"))})
    assert made.status_code == 303, made.text
    address = made.headers["Location"]
    if text is not None:
        saved = client.post(address, data=fields_of(client.get(f"{address}/texte")) | {"source": text})
        assert saved.status_code == 303, saved.text
    return address


def answer(client: FlaskClient, key: str, axis: str, page: int, **sent: str) -> TestResponse:
    """Fill a page of questions as a browser would; `sent` overrides fields (- written _)."""
    address = f"/diagnostic/{key}/axe/{axis}/{page}"
    data = fields_of(client.get(address)) | {name.replace("_", "-"): value for name, value in sent.items()}
    return client.post(address, data=data)
