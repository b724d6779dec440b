"""Signing in, sessions, roles: the rights of each role, address by address."""

from __future__ import annotations

import datetime
import re
import unicodedata
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update
from werkzeug.test import TestResponse

from questionnaire.accounts.keys import key_digest
from questionnaire.accounts.passwords import hash_password
from questionnaire.accounts.roles import Role
from questionnaire.cli.facilitators import new_invitation
from questionnaire.cli.main import main
from questionnaire.storage import now
from questionnaire.storage.people_tables import facilitators
from questionnaire.web.facilitation import access, attempts
from tests.conftest import (
    LIGHT_HASH,
    PASSWORD,
    add_facilitator,
    begin_draft,
    fields_of,
    make_settings,
    new_app,
    services_of,
    sign_in,
    token_of,
)

# every address of the space, and who may open it; nothing else exists there
EVERYBODY, READERS, WRITERS, ADMINISTRATORS = "tout le monde", "lecture", "animation", "administration"
RIGHTS = {
    "overview.home": READERS,
    "overview.version": READERS,
    "overview.download": READERS,
    "signing.sign_in": EVERYBODY,
    "signing.sign_out": READERS,
    "signing.account": READERS,
    "following.later": READERS,
    "following.take": READERS,
    "following.choose": WRITERS,
    "plan.show": READERS,
    "conditions.edit": READERS,
    "conditions.save": WRITERS,
    "conditions.add": WRITERS,
    "rereading.mark": WRITERS,
    "elements.edit": READERS,
    "elements.save": WRITERS,
    "lists.add": WRITERS,
    "lists.copy": WRITERS,
    "lists.move": WRITERS,
    "ids.remove": WRITERS,
    "ids.rename": WRITERS,
    "signing.sign_out_everywhere": READERS,
    "links.welcome": EVERYBODY,
    "links.new_password": EVERYBODY,
    "people.index": ADMINISTRATORS,
    "people.invite": ADMINISTRATORS,
    "people.withdraw": ADMINISTRATORS,
    "people.show": ADMINISTRATORS,
    "people.change_role": ADMINISTRATORS,
    "people.password_link": ADMINISTRATORS,
    "people.remove": ADMINISTRATORS,
    "journal.page": ADMINISTRATORS,
    "journal.download": ADMINISTRATORS,
    "history.show": READERS,
    "history.undo": WRITERS,
    "history.restore": WRITERS,
    "drafts.create": WRITERS,
    "drafts.edit": READERS,
    "drafts.save": WRITERS,
    "drafts.choose": WRITERS,
    "drafts.autosave": WRITERS,
    "drafts.download": READERS,
    "drafts.rename": WRITERS,
    "drafts.delete": WRITERS,
    "drafts.preview_index": READERS,
    "publishing.changes": READERS,
    "publishing.publish": WRITERS,
    "publishing.come_back": WRITERS,
    "project_texts.show": READERS,
    "project_texts.publish": WRITERS,
    "project_texts.draft": WRITERS,
    "project_texts.decline": WRITERS,
    "draft_merges.join": WRITERS,
    "draft_merges.catch_up": WRITERS,
    "statistics.page": READERS,
    "statistics.download": READERS,
    "statistics.export_csv": READERS,
    "statistics.export_json": READERS,
    "help.guide": READERS,
    "help.image": READERS,
}
FILLED = {
    "<int:number>": "1",
    "<int:draft>": "1",
    "<viewpoint>": "projet",
    "<key>": "vide-projet",
    "<axis>": "lieu",
    "<int:page>": "1",
    "<format_name>": "json",
    "<profile>": "village-en-preparation",
    "<pair>": "village-en-preparation",
    "<token>": "inconnu",
    "<name>": "absente.png",
    "<int:state>": "1",
}


@pytest.fixture(scope="module")
def own_app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """An app whose accounts and drafts are this module's own."""
    app = new_app(make_settings(tmp_path_factory.mktemp("comptes")))
    begin_draft(sign_in(app))
    return app


def addresses(app: Flask) -> list[tuple[str, str, str]]:
    """Return every (endpoint, method, address) of the space."""
    found = []
    for rule in app.url_map.iter_rules():
        if rule.endpoint.startswith("facilitation."):
            address = rule.rule
            address = re.sub(r"<any\((\w+)[^>]*>", r"\1", address)
            for name, value in FILLED.items():
                address = address.replace(name, value)
            assert "<" not in address, address
            found += [(rule.endpoint, method, address) for method in rule.methods or () if method != "OPTIONS"]
    return found


def rights_of(endpoint: str) -> str:
    name = endpoint.removeprefix("facilitation.")
    return READERS if name.startswith("preview.") else RIGHTS[name]


def test_every_address_says_who_may_open_it(own_app: Flask) -> None:
    named = {
        endpoint.removeprefix("facilitation.")
        for endpoint, _, _ in addresses(own_app)
        if not endpoint.startswith("facilitation.preview.")
    }
    assert named == set(RIGHTS)


@pytest.mark.once
def test_without_an_account_only_the_sign_in_page_opens(own_app: Flask) -> None:
    for endpoint, method, address in addresses(own_app):
        response = own_app.test_client().open(address, method=method)
        if rights_of(endpoint) == EVERYBODY:
            assert response.status_code in (200, 404, 422), address
        elif method in ("GET", "HEAD"):
            assert response.status_code == 303, address
            assert response.headers["Location"].startswith("/animation/connexion"), address
        else:
            assert response.status_code == 401, (method, address)


UNSIGNED = {"source": "x", "title": "x", "message": "x", "revision": "1", "expected": "1", "role": "lecture"}
REFUSED = {
    Role.LECTURE: {WRITERS, ADMINISTRATORS},
    Role.ANIMATION: {ADMINISTRATORS},
    Role.ADMINISTRATION: set[str](),
}


@pytest.mark.once
@pytest.mark.parametrize("role", list(Role))
def test_each_role_opens_what_is_for_it_and_nothing_changes_without_a_form(own_app: Flask, role: Role) -> None:
    client, parts = sign_in(own_app, f"Qui a le rôle {role}", role), services_of(own_app)
    before = (parts.drafts.all(), parts.accounts.all(), parts.links.invitations())
    for endpoint, method, address in addresses(own_app):
        if endpoint == "facilitation.signing.sign_out":
            continue
        status = client.open(address, method=method, data=UNSIGNED if method == "POST" else None).status_code
        if rights_of(endpoint) in REFUSED[role]:
            assert status == 403, (method, address)
        else:
            assert status in (200, 303, 404, 410, 422), (method, address, status)
    assert (parts.drafts.all(), parts.accounts.all(), parts.links.invitations()) == before


@pytest.mark.parametrize(
    "address", ["versions/{}", "brouillons/{}", "brouillons/{}/apercu/", "brouillons/{}/changements"]
)
def test_a_number_that_no_database_has_is_a_gentle_404(own_app: Flask, address: str) -> None:
    client = sign_in(own_app)
    for number in (2**31 - 1, 2**31, 10**30):
        assert client.get(f"/animation/{address.format(number)}").status_code == 404


@pytest.mark.once
def test_asking_for_the_head_of_a_page_is_like_asking_for_the_page(own_app: Flask) -> None:
    client = sign_in(own_app)
    for _, method, address in addresses(own_app):
        if method == "GET":
            assert client.head(address).status_code == client.get(address).status_code, address


@pytest.mark.once
def test_nothing_is_changed_in_the_space_without_a_token(own_app: Flask) -> None:
    client, parts = sign_in(own_app, "Ana", Role.ADMINISTRATION), services_of(own_app)
    before = (parts.drafts.all(), parts.publications.history(), parts.accounts.all())
    for endpoint, method, address in addresses(own_app):
        if method == "POST" and "preview" not in endpoint:
            assert client.post(address, data=UNSIGNED).status_code in (303, 404, 410, 422), address
    assert (parts.drafts.all(), parts.publications.history(), parts.accounts.all()) == before


# ── signing in ──


def try_to_sign_in(
    client: FlaskClient, name: str, password: str, suite: str = "", address: str = "127.0.0.1"
) -> tuple[int, str, str]:
    page = "/animation/connexion" + (f"?suite={suite}" if suite else "")
    data = fields_of(client.get(page)) | {"name": name, "password": password}
    response = client.post(page, data=data, environ_overrides={"REMOTE_ADDR": address})
    return response.status_code, response.text, response.headers.get("Location", "")


def test_the_right_name_and_password_open_the_space_where_one_was_going(app: Flask) -> None:
    add_facilitator(app, "Ana")
    wanted = app.test_client().get("/animation/versions/1").headers["Location"].split("suite=")[1]
    status, _, location = try_to_sign_in(app.test_client(), " ana ", PASSWORD, wanted)
    assert (status, location) == (303, "/animation/versions/1")


@pytest.mark.parametrize(
    "suite",
    [
        "https://ailleurs.example",
        "//ailleurs.example",
        "/animation//ailleurs",
        "/reprendre",
        "/animation\\x",
        "/animation/../diagnostic",
        "/animation/deconnexion",
    ],
)
def test_signing_in_never_leads_elsewhere(app: Flask, suite: str) -> None:
    add_facilitator(app, "Ana")
    assert try_to_sign_in(app.test_client(), "Ana", PASSWORD, suite)[2] == "/animation"


@pytest.mark.parametrize(("name", "password"), [("Ana", "autre mot de passe"), ("Personne", PASSWORD)])
def test_a_wrong_name_and_a_wrong_password_get_the_same_words(app: Flask, name: str, password: str) -> None:
    add_facilitator(app, "Ana")
    status, text, _ = try_to_sign_in(app.test_client(), name, password)
    assert status == 422
    assert "ne vont pas ensemble" in text


@pytest.mark.once
@pytest.mark.usefixtures("clock")
def test_one_address_cannot_try_many_names(tmp_path: Path) -> None:
    app = new_app(make_settings(tmp_path))
    tried = [try_to_sign_in(app.test_client(), f"Nom {n}", "faux")[0] for n in range(attempts.PER_ADDRESS + 1)]
    assert tried == [422] * attempts.PER_ADDRESS + [429]


ATTACKERS = [f"2001:db8:{number:x}::1" for number in range(1 + attempts.PER_NAME // attempts.NEARBY)]
AT_WORK, AT_HOME = "192.0.2.7", "2001:db8:ffff::7"


class Clock:
    """The time of the limits, which passes when a test says so."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._moment = now()
        for module in ("questionnaire.storage.attempts", "questionnaire.web.facilitation.attempts"):
            monkeypatch.setattr(f"{module}.now", lambda: self._moment)

    def advance(self, seconds: int) -> None:
        self._moment += datetime.timedelta(seconds=seconds)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return Clock(monkeypatch)


def guess(client: FlaskClient, attempts_from: Iterable[tuple[str, str]]) -> Iterator[int]:
    """Send wrong passwords from one form for these (name, address); yields the status of each answer."""
    data = fields_of(client.get("/animation/connexion")) | {"password": "faux mot de passe"}
    for name, address in attempts_from:
        sent = client.post(
            "/animation/connexion", data=data | {"name": name}, environ_overrides={"REMOTE_ADDR": address}
        )
        yield sent.status_code


def attack(app: Flask, name: str, address: str) -> int:
    """Try wrong passwords until they are refused unread; returns how many were read."""
    for tried, status in enumerate(guess(app.test_client(), [(name, address)] * 100)):
        if status == 429:
            return tried
    raise AssertionError("no limit")


@pytest.fixture
def ana_at_work(tmp_path: Path) -> Flask:
    """A site where Ana signed in from work."""
    app = new_app(make_settings(tmp_path))
    add_facilitator(app, "Ana")
    assert try_to_sign_in(app.test_client(), "Ana", PASSWORD, address=AT_WORK)[0] == 303
    return app


def test_wrong_passwords_ask_for_a_delay_that_grows_and_that_the_page_tells(
    ana_at_work: Flask, clock: Clock
) -> None:
    assert attack(ana_at_work, "Ana", AT_HOME) == attempts.NEARBY
    delays = []
    for _ in range(10):
        status, text, _ = try_to_sign_in(ana_at_work.test_client(), "Ana", PASSWORD, address=AT_HOME)
        assert status == 429
        (words,) = re.findall("attendez (.*?), puis", text.replace("\xa0", " "))
        delays.append(words)
        number, unit = words.split()
        clock.advance(int(number) * (60 if "minute" in unit else 1))
        assert try_to_sign_in(ana_at_work.test_client(), "Ana", "faux", address=AT_HOME)[0] == 422
    assert delays[:6] == ["1 seconde", "2 secondes", "4 secondes", "8 secondes", "16 secondes", "32 secondes"]
    assert delays[6:] == ["2 minutes", "3 minutes", "5 minutes", "6 minutes"]
    clock.advance(attempts.NEARBY_DELAY)
    assert try_to_sign_in(ana_at_work.test_client(), "Ana", PASSWORD, address=AT_HOME)[0] == 303


def test_who_guesses_a_name_from_one_network_has_twenty_attempts_an_hour_at_most(
    ana_at_work: Flask, clock: Clock
) -> None:
    client, read, elapsed = ana_at_work.test_client(), [], 0
    data = fields_of(client.get("/animation/connexion")) | {"name": "Ana", "password": "faux"}
    while elapsed < 3 * 3600:
        tried = client.post("/animation/connexion", data=data, environ_overrides={"REMOTE_ADDR": AT_WORK})
        if tried.status_code == 422:
            read.append(elapsed)
            continue
        wait = int(tried.headers["Retry-After"])
        clock.advance(wait)
        elapsed += wait
    assert max(sum(first <= moment < first + 3600 for moment in read) for first in read) == 20
    assert len([moment for moment in read if moment >= 3600]) / 2 < 15


def sign_out(client: FlaskClient) -> None:
    client.post("/animation/deconnexion", data={"csrf_token": token_of(client.get("/animation/compte"))})
    assert client.get("/animation").status_code == 303


def test_a_browser_that_signed_in_under_a_name_does_not_wait_for_who_guesses_beside_it(
    ana_at_work: Flask, clock: Clock
) -> None:
    hers, new = ana_at_work.test_client(), ana_at_work.test_client()
    assert try_to_sign_in(hers, "Ana", PASSWORD, address=AT_WORK)[0] == 303
    sign_out(hers)
    for _ in range(5):
        attack(ana_at_work, "Ana", AT_WORK)
        clock.advance(8)
    attack(ana_at_work, "Ana", AT_WORK)
    assert try_to_sign_in(new, "Ana", PASSWORD, address=AT_WORK)[0] == 429
    assert try_to_sign_in(hers, "ana", PASSWORD, address=AT_WORK)[0] == 303


def test_such_a_browser_has_as_many_attempts_as_another_and_none_more_once_the_password_has_changed(
    ana_at_work: Flask, clock: Clock
) -> None:
    hers = ana_at_work.test_client()
    assert try_to_sign_in(hers, "Ana", PASSWORD, address=AT_WORK)[0] == 303
    sign_out(hers)
    tried = [try_to_sign_in(hers, "Ana", "faux", address=f"2001:db8:b{n}::1")[0] for n in range(4)]
    assert tried == [422] * attempts.NEARBY + [429]
    clock.advance(3600)
    services_of(ana_at_work).accounts.set_password("Ana", hash_password("un autre bien long"))
    attack(ana_at_work, "Ana", AT_WORK)
    assert try_to_sign_in(hers, "Ana", "faux", address=AT_WORK)[0] == 429


def test_of_attempts_made_at_the_same_time_one_is_read(ana_at_work: Flask, clock: Clock) -> None:
    attack(ana_at_work, "Ana", AT_WORK)
    clock.advance(60)
    clients = [ana_at_work.test_client() for _ in range(6)]
    for client in clients:
        client.get("/animation/connexion")
    with ThreadPoolExecutor(6) as crowd:
        codes = list(crowd.map(lambda one: try_to_sign_in(one, "Ana", "faux", address=AT_WORK)[0], clients))
    assert sorted(codes) == [422] + [429] * 5


@pytest.mark.usefixtures("clock")
def test_fifty_wrong_passwords_from_one_network_slow_a_name_for_that_network_only(ana_at_work: Flask) -> None:
    client = ana_at_work.test_client()
    list(guess(client, [("Ana", f"2001:db8::{number + 1:x}") for number in range(50)]))
    assert try_to_sign_in(client, "Ana", PASSWORD, address="2001:db8::ffff")[0] == 429
    assert try_to_sign_in(ana_at_work.test_client(), "Ana", PASSWORD, address=AT_HOME)[0] == 303


def test_an_attack_from_many_networks_slows_a_name_where_it_is_unknown_and_nowhere_else(
    ana_at_work: Flask, clock: Clock
) -> None:
    assert [attack(ana_at_work, "Ana", address) for address in ATTACKERS] == [3] * 16 + [2]
    assert try_to_sign_in(ana_at_work.test_client(), "Ana", PASSWORD, address=AT_WORK)[0] == 303
    status, text, _ = try_to_sign_in(ana_at_work.test_client(), "Ana", PASSWORD, address=AT_HOME)
    assert status == 429
    assert "attendez 1 seconde, puis" in text.replace("\xa0", " ")
    clock.advance(1)
    assert try_to_sign_in(ana_at_work.test_client(), "Ana", PASSWORD, address=AT_HOME)[0] == 303


def test_the_delay_grows_up_to_a_minute_and_refused_attempts_do_not_renew_it(
    ana_at_work: Flask, clock: Clock
) -> None:
    for address in ATTACKERS:
        attack(ana_at_work, "Ana", address)
    client, asked = ana_at_work.test_client(), []
    for number in range(9):
        data = fields_of(client.get("/animation/connexion")) | {"name": "Ana", "password": "faux"}
        sent = {"data": data, "environ_overrides": {"REMOTE_ADDR": f"2001:db8:a{number}::1"}}
        waits = {client.post("/animation/connexion", **sent).headers["Retry-After"] for _ in range(3)}
        asked.append(waits)
        clock.advance(60)
        assert client.post("/animation/connexion", **sent).status_code == 422
    assert [max(map(int, waits)) for waits in asked] == [1, 2, 4, 8, 16, 32, 60, 60, 60]


def test_an_attacker_behind_the_address_of_an_office_does_not_keep_its_facilitators_out(
    ana_at_work: Flask, clock: Clock
) -> None:
    add_facilitator(ana_at_work, "Bea")
    client = ana_at_work.test_client()
    assert list(guess(client, [(f"Nom {number}", AT_WORK) for number in range(31)])) == [422] * 30 + [429]
    assert try_to_sign_in(ana_at_work.test_client(), "Ana", PASSWORD, address=AT_WORK)[0] == 303
    clock.advance(1)
    assert try_to_sign_in(ana_at_work.test_client(), "Bea", PASSWORD, address=AT_WORK)[0] == 303


@pytest.mark.once
@pytest.mark.usefixtures("clock")
def test_only_failures_count_and_a_success_forgets_those_of_nobody_else(ana_at_work: Flask) -> None:
    client = ana_at_work.test_client()
    assert list(guess(client, [(f"Nom {number}", AT_WORK) for number in range(29)])) == [422] * 29
    for _ in range(40):
        assert try_to_sign_in(ana_at_work.test_client(), "Ana", PASSWORD, address=AT_WORK)[0] == 303
    assert [try_to_sign_in(client, f"Autre {n}", "faux", address=AT_WORK)[0] for n in range(2)] == [422, 429]


def test_signing_in_begins_a_new_session(app: Flask) -> None:
    add_facilitator(app, "Ana")
    client = app.test_client()
    client.get("/animation/connexion")
    with client.session_transaction() as session:
        session["facilitator"] = "choisi par un autre"
        session["piège"] = "x"
    assert try_to_sign_in(client, "Ana", PASSWORD)[0] == 303
    with client.session_transaction() as session:
        assert session["facilitator"] != "choisi par un autre"
        assert "piège" not in session


def test_a_session_that_was_closed_never_opens_again(app: Flask) -> None:
    client = sign_in(app)
    with client.session_transaction() as session:
        kept = dict(session)
    out = client.post("/animation/deconnexion", data={"csrf_token": token_of(client.get("/animation"))})
    assert out.status_code == 303
    assert out.headers["Clear-Site-Data"] == '"cache", "storage"'
    with client.session_transaction() as session:
        session.update(kept)
    assert client.get("/animation").status_code == 303


@pytest.mark.parametrize("limit", ["IDLE", "LONGEST"])
def test_a_session_ends_by_itself(app: Flask, monkeypatch: pytest.MonkeyPatch, limit: str) -> None:
    client = sign_in(app)
    monkeypatch.setattr(access, limit, datetime.timedelta(seconds=-1))
    assert client.get("/animation").headers["Location"].startswith("/animation/connexion")


def test_a_session_in_use_is_noted(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    client = sign_in(app)
    monkeypatch.setattr(access, "TOUCH", datetime.timedelta(seconds=-1))
    assert client.get("/animation").status_code == 200


def test_who_is_already_signed_in_goes_straight_on(app: Flask) -> None:
    assert (
        sign_in(app).get("/animation/connexion?suite=/animation/compte").headers["Location"] == "/animation/compte"
    )


def test_a_removed_account_saves_nothing_and_its_text_is_shown_to_be_copied(tmp_path: Path) -> None:
    app = new_app(make_settings(tmp_path))
    client = sign_in(app)
    address = begin_draft(client)
    fields = fields_of(client.get(f"{address}/texte"))
    services_of(app).accounts.remove("MARIE")
    refused = client.post(address, data=fields | {"source": "mon long travail"})
    assert refused.status_code == 401
    assert "mon long travail" in refused.text
    assert "rien n’a été enregistré" in refused.text
    reply = client.post(
        f"{address}/enregistrer", data=fields | {"source": "x"}, headers={"Accept": "application/json"}
    )
    assert reply.status_code == 401
    assert reply.get_json()["saved"] is False
    draft = services_of(app).drafts.find(1)
    assert draft
    assert draft.revision == 1


def test_a_role_taken_away_takes_effect_at_once(tmp_path: Path) -> None:
    app = new_app(make_settings(tmp_path))
    client = sign_in(app)
    address = begin_draft(client)
    services_of(app).accounts.set_role("Marie", Role.LECTURE)
    reply = client.post(f"{address}/enregistrer", headers={"Accept": "application/json"})
    assert reply.status_code == 403
    assert "permet de lire" in reply.get_json()["messages"][0]
    assert client.get(f"{address}/supprimer").status_code == 403
    assert "Supprimer" not in client.get(address).text


# ── the first account ──


ACCENTED = "quatre élèves très réveillés"


def test_an_account_made_on_a_mac_opens_elsewhere(app: Flask) -> None:
    name, decomposed = "Éloïse Bérénice", unicodedata.normalize("NFD", "Éloïse Bérénice")
    services_of(app).accounts.add(decomposed, hash_password(unicodedata.normalize("NFD", ACCENTED)), Role.LECTURE)
    assert not services_of(app).accounts.add(name, LIGHT_HASH, Role.LECTURE)
    client = app.test_client()
    sent = fields_of(client.get("/animation/connexion")) | {"name": name, "password": ACCENTED}
    assert client.post("/animation/connexion", data=sent).status_code == 303
    assert services_of(app).accounts.remove(name)


def test_an_account_stored_before_names_were_composed_is_found(app: Flask) -> None:
    decomposed = unicodedata.normalize("NFD", "Noémie")
    services_of(app).accounts.add("Noemie", LIGHT_HASH, Role.LECTURE)
    with services_of(app).accounts._engine.begin() as connection:
        connection.execute(
            update(facilitators).where(facilitators.c.name == "Noemie").values(folded=decomposed.casefold())
        )
    assert services_of(app).accounts.find("Noémie") is not None
    assert services_of(app).accounts.remove("Noémie")


def test_the_first_account_is_made_with_a_link_that_serves_once(tmp_path: Path) -> None:
    app = new_app(make_settings(tmp_path))
    link = link_of(app)
    client = app.test_client()
    page = client.get(link)
    bad = fields_of(page) | {"name": "Ana", "password": "court", "again": "autre"}
    refused = client.post(link, data=bad)
    assert refused.status_code == 422
    assert "au moins 12 caractères" in refused.text
    assert "sont différents" in refused.text
    good = bad | {"password": PASSWORD, "again": PASSWORD}
    assert client.post(link, data=good).headers["Location"] == "/animation"
    assert "Ana" in client.get("/animation").text
    assert client.get("/animation/comptes").status_code == 200  # the first one administers
    assert app.test_client().get(link).status_code == 410


def link_of(app: Flask) -> str:
    """Return a new one-time link, as `serve` and `questionnaire facilitator invite` print it."""
    settings = services_of(app).settings
    made = new_invitation(settings, services_of(app).links, Role.ANIMATION)
    return made.removeprefix("http://127.0.0.1:8000")


def accept(client: FlaskClient, link: str, name: str, page: TestResponse | None = None) -> TestResponse:
    fields = fields_of(page or client.get(link))
    return client.post(link, data=fields | {"name": name, "password": PASSWORD, "again": PASSWORD})


def test_any_account_made_closes_the_link_of_the_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = new_app(make_settings(tmp_path))
    link, stranger = link_of(app), app.test_client()
    page = stranger.get(link)
    monkeypatch.setenv("QUESTIONNAIRE_INSTANCE", str(tmp_path))
    monkeypatch.setenv("QUESTIONNAIRE_DATABASE_URL", services_of(app).settings.database_url)
    made = CliRunner().invoke(main, ["facilitator", "add", "Ana"], input=f"{PASSWORD}\n")
    assert made.exit_code == 0, made.output
    assert stranger.get(link).status_code == 404
    assert accept(stranger, link, "Intruse", page).status_code == 404
    assert [account.name for account in services_of(app).accounts.all()] == ["Ana"]


def test_an_invitation_given_once_there_is_an_account_outlives_the_next_ones(tmp_path: Path) -> None:
    app = new_app(make_settings(tmp_path))
    add_facilitator(app, "Ana")
    link = link_of(app)
    add_facilitator(app, "Bea")
    taken = accept(app.test_client(), link, "bea")
    assert taken.status_code == 422
    assert "Quelqu’un porte déjà ce nom" in taken.text
    assert accept(app.test_client(), link, "Chloé").status_code == 303
    assert "a déjà servi" in app.test_client().get(link).text


def test_a_link_sent_twice_at_once_makes_one_account(tmp_path: Path) -> None:
    app = new_app(make_settings(tmp_path))
    add_facilitator(app, "Ana")
    link, second = link_of(app), app.test_client()
    page = second.get(link)
    assert accept(app.test_client(), link, "Bea").status_code == 303
    assert not services_of(app).accounts.add(
        "Chloé", LIGHT_HASH, Role.ANIMATION, invitation=key_digest(link.rsplit("/", 1)[1])
    )
    assert accept(second, link, "Chloé", page).status_code == 410
    assert [account.name for account in services_of(app).accounts.all()] == ["Ana", "Bea"]


def test_one_changes_ones_password_and_the_other_sessions_end(tmp_path: Path) -> None:
    app = new_app(make_settings(tmp_path))
    services_of(app).accounts.add("Ana", LIGHT_HASH, Role.LECTURE)
    here, there = sign_in(app, "Ana"), sign_in(app, "Ana")
    fields = fields_of(here.get("/animation/compte"))
    for wrong, words in (
        (
            {"current": "faux", "password": "un autre bien long", "again": "un autre bien long"},
            "mot de passe actuel",
        ),
        ({"current": PASSWORD, "password": "court", "again": "court"}, "au moins 12"),
        ({"current": PASSWORD, "password": "un autre bien long", "again": "différent"}, "sont différents"),
    ):
        refused = here.post("/animation/compte", data=fields | wrong)
        assert refused.status_code == 422
        assert words in refused.text
    new = {"current": PASSWORD, "password": "un autre bien long", "again": "un autre bien long"}
    assert here.post("/animation/compte", data=fields | new).status_code == 303
    assert here.get("/animation").status_code == 200
    assert there.get("/animation").status_code == 303
    assert try_to_sign_in(app.test_client(), "Ana", "un autre bien long")[0] == 303


@pytest.mark.usefixtures("clock")
def test_a_stolen_session_does_not_serve_to_guess_the_password(tmp_path: Path) -> None:
    client = sign_in(new_app(make_settings(tmp_path)), "Ana")
    fields = fields_of(client.get("/animation/compte"))
    new = {"password": "un autre bien long", "again": "un autre bien long"}
    codes = [
        client.post("/animation/compte", data=fields | new | {"current": current}).status_code
        for current in (*["faux"] * attempts.NEARBY, PASSWORD)
    ]
    assert codes == [422] * attempts.NEARBY + [429]
