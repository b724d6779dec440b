"""Sessions and tokens that are checked and signed once: never another's, never a forged or an old one."""

from __future__ import annotations

import time

import pytest
from flask import Flask, session
from flask.testing import FlaskClient

from questionnaire.web.sessions import Sessions
from tests.conftest import begin, fields_of, token_of


def opened(app: Flask, cookie: str) -> dict[str, object]:
    """Return the session that this cookie opens."""
    with app.test_request_context("/", headers={"Cookie": f"session={cookie}"}):
        return dict(session)


def signed(app: Flask, **values: object) -> str:
    """Return a cookie of this app."""
    signer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
    return str(signer.dumps(values))


def test_a_known_cookie_opens_the_same_session_and_a_changed_one_nothing(app: Flask) -> None:
    cookie = signed(app, csrf_token="abc")
    assert opened(app, cookie) == opened(app, cookie) == {"csrf_token": "abc"}
    assert opened(app, cookie[:-1] + ("A" if cookie[-1] != "A" else "B") + "x") == {}
    assert opened(app, cookie.swapcase()) == {}


@pytest.mark.parametrize("value", ["abc", ["abc"]])
def test_what_a_request_puts_in_its_session_is_not_seen_by_the_next_one(app: Flask, value: object) -> None:
    cookie = signed(app, kept=value)
    with app.test_request_context("/", headers={"Cookie": f"session={cookie}"}):
        if isinstance(session["kept"], list):
            session["kept"].append("à moi")
        session["more"] = "à moi"
    assert opened(app, cookie) == {"kept": value}


def test_a_known_cookie_still_expires(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    cookie = signed(app, csrf_token="abc")
    assert opened(app, cookie)
    later = time.time() + app.permanent_session_lifetime.total_seconds() + 10
    monkeypatch.setattr("time.time", lambda: later)
    assert opened(app, cookie) == {}


def test_another_app_does_not_take_the_cookie(app: Flask) -> None:
    cookie = signed(app, csrf_token="abc")
    assert opened(app, cookie)
    other = Flask("other")
    other.secret_key = "une tout autre clé"
    other.session_interface = Sessions()
    assert opened(other, cookie) == {}


def test_each_visitor_has_a_token_of_their_own_that_no_other_may_use(app: Flask, client: FlaskClient) -> None:
    key = begin(client)
    address, other = f"/diagnostic/{key}/axe/lieu/1", app.test_client()
    mine, theirs = client.get(address), other.get(address)
    assert token_of(mine) == token_of(client.get(address)) != token_of(theirs)
    assert other.post(address, data=fields_of(mine)).status_code == 422
    assert other.post(address, data=fields_of(theirs)).status_code == 303
