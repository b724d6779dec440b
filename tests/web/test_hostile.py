"""Every address, with wrong keys, roles, methods and bodies: never a server error, never another's data."""

from __future__ import annotations

import gzip
import secrets
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import brotli
import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from werkzeug.routing import BuildError, Rule
from werkzeug.test import TestResponse

from questionnaire.accounts.roles import Role
from tests.conftest import answer, begin, begin_draft, make_settings, new_app, services_of, sign_in

pytestmark = pytest.mark.once

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

SECRET = "NE-SORT-JAMAIS"
FIRST = "demarche-entrepreneuriale"
EXAMPLES = 260  # each sends nine requests or more
METHODS = ["GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "HEAD", "TRACE"]

ODD = st.one_of(
    st.text(max_size=30),
    st.sampled_from(
        [
            "",
            "0",
            "-1",
            "1e9",
            "99999999999999999999",
            "..",
            "%00",
            "é",
            "null",
            "' OR 1=1 --",
            "{{7*7}}",
            "a" * 5000,
        ]
    ),
)
KEYS = st.one_of(st.sampled_from(["own", "read", "deleted"]), ODD, st.binary(max_size=24).map(bytes.hex))
WORDS = {
    "key": KEYS,
    "axis": st.one_of(st.sampled_from(["lieu", "relation", "territoire"]), ODD),
    "viewpoint": st.one_of(st.sampled_from(["projet", "collectivite"]), ODD),
    "format_name": st.one_of(st.sampled_from(["csv", "json", "xlsx"]), ODD),
}
NUMBERS = st.one_of(st.integers(0, 4), st.integers(min_value=0, max_value=2**70))
FIELDS = st.dictionaries(
    st.one_of(
        st.sampled_from(
            ["csrf_token", "nonce", f"choix-{FIRST}", f"note-{FIRST}", f"vu-{FIRST}", "contexte-stade", "source"]
        ),
        st.sampled_from(["name", "password", "link", "parcours", "message", "revision", "title", "retour"]),
        st.text(min_size=1, max_size=20),
    ),
    ODD,
    max_size=6,
)
OVERSIZED = {"data": b"x=" + b"A" * 1_200_000, "content_type": "application/x-www-form-urlencoded"}
BODIES: st.SearchStrategy[dict[str, Any]] = st.one_of(
    FIELDS.map(lambda fields: {"data": fields}),
    st.binary(max_size=200).map(lambda data: {"data": data, "content_type": "application/json"}),
    st.binary(max_size=200).map(lambda data: {"data": data, "content_type": "multipart/form-data; boundary=x"}),
    st.just({}),
    st.integers(0, 9).map(lambda one: OVERSIZED if one == 0 else {}),
)
HEADERS = st.dictionaries(
    st.sampled_from(["Accept", "Accept-Encoding", "Cookie", "Range", "X-Forwarded-For", "Referer"]),
    st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=40),
    max_size=2,
)


class Site:
    """A site with someone else's diagnostic and draft in it, and visitors of every kind."""

    def __init__(self, folder: Path) -> None:
        self.app: Flask = new_app(make_settings(folder, limits=False))
        other = self.app.test_client()
        self.other = begin(other, nom=SECRET)
        answer(other, self.other, "lieu", 1, **{f"choix-{FIRST}": "1", f"note-{FIRST}": SECRET})
        begin_draft(sign_in(self.app, "Autre"), f"# {SECRET}")
        self.app.test_client_class = FlaskClient  # what comes back is checked here
        self.visitors = {"nobody": self.app.test_client(), "reader": self.signed("Lise", Role.LECTURE)}
        self.keys = {"own": begin(self.visitors["nobody"]), "read": secrets.token_urlsafe(18)}
        self.keys["deleted"] = secrets.token_urlsafe(18)
        self.sent = 0

    def signed(self, name: str, role: Role) -> FlaskClient:
        return sign_in(self.app, name, role)

    def address(self, rule: Rule, draw: st.DataObject) -> str | None:
        values: dict[str, object] = {}
        for name in rule.arguments:
            number = f"<int:{name}>" in rule.rule
            value = draw.draw(NUMBERS if number else WORDS.get(name, ODD), label=name)
            values[name] = self.keys.get(str(value), value) if name == "key" else value
        try:
            return self.app.url_map.bind("localhost").build(rule.endpoint, values)
        except (BuildError, ValueError):
            return None


def text_of(response: TestResponse) -> str:
    """Return the body decompressed, as a browser reads it."""
    unpack: dict[str, Callable[[bytes], bytes]] = {
        "zstd": zstd.decompress,
        "br": brotli.decompress,
        "gzip": gzip.decompress,
    }
    packed = response.headers.get("Content-Encoding")
    return (unpack[packed](response.data) if packed else response.data).decode(errors="replace")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    return Site(tmp_path_factory.mktemp("hostile"))


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
@given(draw=st.data())
def test_no_request_breaks_the_site_nor_shows_what_is_someone_else_s(site: Site, draw: st.DataObject) -> None:
    rules = draw.draw(
        st.lists(st.sampled_from(sorted(site.app.url_map.iter_rules(), key=str)), min_size=9, max_size=12)
    )
    for rule in rules:
        address = site.address(rule, draw)
        if address is None:
            continue
        kind = draw.draw(st.sampled_from(sorted(site.visitors)))
        method = draw.draw(st.sampled_from(METHODS))
        response = site.visitors[kind].open(
            address, method=method, headers=draw.draw(HEADERS), query_string=draw.draw(FIELDS), **draw.draw(BODIES)
        )
        site.sent += 1
        assert response.status_code < 500, (method, address, response.status_code)
        words = text_of(response)
        assert "Traceback" not in words
        may_read_drafts = kind == "reader" and address.startswith("/animation/")
        if not may_read_drafts:
            assert SECRET not in words, (method, address)


def test_what_others_wrote_is_still_there_after_all_that(site: Site) -> None:
    assert site.sent == 0 or site.sent >= 2_000  # 0: this test was run alone
    page = site.app.test_client().get(f"/diagnostic/{site.other}/axe/lieu/1")
    assert SECRET in page.text
    assert services_of(site.app).drafts.all()[-1].revision >= 1
