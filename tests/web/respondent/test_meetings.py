"""What two parties decide on their common page: typed by either, merged, kept in the documents, handed over at the end."""

from __future__ import annotations

import re
from typing import Any

import pypdfium2
import pytest
from flask import Flask
from flask.testing import FlaskClient

from questionnaire.accounts.keys import key_digest
from questionnaire.errors import StorageError
from questionnaire.storage import CrossingStore, EngagementStore
from tests.conftest import fields_of, services_of, token_of
from tests.support.crossing import crossed, diagnostic_of, number_in


@pytest.fixture
def theirs(app: Flask) -> FlaskClient:
    """The other party."""
    return app.test_client()


@pytest.fixture
def pages(app: Flask, client: FlaskClient, theirs: FlaskClient) -> tuple[str, str]:
    """The common page, for each party."""
    return crossed(app, client, theirs)


def subject_of(fields: dict[str, str]) -> str:
    """Return the first subject that one may decide on."""
    return next(found[1] for name in fields if (found := re.fullmatch("decision-(.+)-title", name)))


def decided(client: FlaskClient, page: str) -> dict[str, str]:
    """Return what the page shows as decided, and where and when."""
    kept = {
        name: text for name, text in fields_of(client.get(page)).items() if text and not name.startswith("vu-")
    }
    return {name: text for name, text in kept.items() if name.startswith(("decision-", "rencontre-"))}


def test_what_one_decides_the_other_reads_and_changes(
    client: FlaskClient, theirs: FlaskClient, pages: tuple[str, str]
) -> None:
    mine, other = pages
    form = fields_of(client.get(mine))
    one = f"decision-{subject_of(form)}"
    sent = {f"{one}-title": "Signer la convention", f"{one}-who": "la maire", f"{one}-due": "2027-03-31"}
    saved = client.post(
        f"{mine}/rencontre", data={**form, **sent, "rencontre-place": "La halle"}, follow_redirects=True
    )
    assert "est enregistré, pour les deux parties" in saved.text
    assert decided(theirs, other) == {**sent, "rencontre-place": "La halle"}
    theirs.post(
        f"{other}/rencontre",
        data={**fields_of(theirs.get(other)), f"{one}-title": "", f"{one}-who": "", f"{one}-due": ""},
    )
    assert decided(client, mine) == {"rencontre-place": "La halle"}


def test_two_people_who_write_at_once_overwrite_nothing_and_are_both_told(
    client: FlaskClient, theirs: FlaskClient, pages: tuple[str, str]
) -> None:
    mine, other = pages
    first, second = fields_of(client.get(mine)), fields_of(theirs.get(other))
    one = f"decision-{subject_of(first)}"
    typed = {f"{one}-title": "Se revoir", f"{one}-due": "2027-03-12", "rencontre-date": "le 3 mars"}
    client.post(f"{mine}/rencontre", data={**first, **typed})
    told = theirs.post(f"{other}/rencontre", data={**second, f"{one}-who": "l’équipe"}, follow_redirects=True)
    assert "écrit aussi" not in told.text
    assert decided(client, mine) == {**typed, f"{one}-who": "l’équipe"}

    typed = {f"{one}-title": "Écrire", f"{one}-due": "2027-04-01", "rencontre-date": "le 4 mars"}
    told = theirs.post(f"{other}/rencontre", data={**second, **typed}, follow_redirects=True)
    words = told.text.replace("\xa0", " ")
    assert "les deux textes sont gardés (ce que nous décidons)" in words
    assert "remplace celui d’une autre personne (quand : 12 mars 2027)" in words
    assert "Lieu et date : une autre personne y écrit aussi" in words
    kept = {**typed, f"{one}-title": "Se revoir\nÉcrire", "rencontre-date": "le 3 mars\xa0ou le 4 mars"}
    assert decided(client, mine) == {**kept, f"{one}-who": "l’équipe"}

    told = client.post(f"{mine}/rencontre", data={**first, f"{one}-title": "Se revoir"}, follow_redirects=True)
    assert "le changement d’une autre personne est gardé" in told.text
    assert decided(theirs, other)[f"{one}-title"] == "Se revoir\nÉcrire"


def test_the_script_gets_what_the_other_wrote_since_and_goes_on_below_it(
    client: FlaskClient, theirs: FlaskClient, pages: tuple[str, str]
) -> None:
    mine, other = pages
    first, second = fields_of(client.get(mine)), fields_of(theirs.get(other))
    one = f"decision-{subject_of(first)}"
    client.post(
        f"{mine}/rencontre/enregistrer", data={**first, f"{one}-title": "Sig", "rencontre-place": "La halle"}
    )
    for text in ("Se", "Se rev", "Se revoir"):  # as it is typed
        answer = theirs.post(f"{other}/rencontre/enregistrer", data={**second, f"{one}-title": text}).get_json()
        assert answer["fields"][f"{one}-title"][0] == f"Sig\n{text}"
        assert answer["fields"]["rencontre-place"] == ["La halle", "La halle"]
        assert "les deux textes sont gardés" in " ".join(answer["messages"])
        assert "est gardé (" not in " ".join(answer["messages"])
        second |= answer["seen"] | {"csrf_token": answer["csrf"]}
    read = client.get(f"{mine}/rencontre").get_json()["fields"]
    assert read[f"{one}-title"][0] == "Sig\nSe revoir"
    assert read["rencontre-place"] == ["La halle", "La halle"]
    page = {name: value for name, (value, _) in read.items()} | {
        f"vu-{name}": seen for name, (_, seen) in read.items()
    }
    client.post(f"{mine}/rencontre/enregistrer", data={**first, **page, f"{one}-title": "Signer\nSe revoir"})
    assert decided(theirs, other)[f"{one}-title"] == "Signer\nSe revoir"


def test_the_script_saves_while_it_is_typed_and_its_next_save_follows(
    client: FlaskClient, theirs: FlaskClient, pages: tuple[str, str]
) -> None:
    mine, other = pages
    form = fields_of(client.get(mine))
    one = f"decision-{subject_of(form)}"
    for title in ("S", "Si", "Signer"):
        answer = client.post(f"{mine}/rencontre/enregistrer", data={**form, f"{one}-title": title}).get_json()
        assert answer["saved"]
        assert answer["messages"] == []
        form |= answer["seen"] | {"csrf_token": answer["csrf"]}
    assert decided(theirs, other) == {f"{one}-title": "Signer"}


@pytest.mark.parametrize(
    ("field", "wrong", "told"),
    [
        ("title", "x" * 401, "trop long"),
        ("who", "x" * 241, "trop long"),
        ("due", "hier", "écrivez par exemple"),
        ("", "x" * 241, "trop long"),
    ],
)
def test_what_is_wrong_is_told_and_kept(
    client: FlaskClient, pages: tuple[str, str], field: str, wrong: str, told: str
) -> None:
    mine, _ = pages
    form = fields_of(client.get(mine))
    name = f"decision-{subject_of(form)}-{field}" if field else "rencontre-place"
    refused = client.post(f"{mine}/rencontre", data={**form, name: wrong})
    assert refused.status_code == 422
    assert told in refused.text
    assert fields_of(refused)[name] == wrong
    script = client.post(f"{mine}/rencontre/enregistrer", data={**form, name: wrong})
    assert script.status_code == 422
    assert told in " ".join(script.get_json()["messages"])
    assert decided(client, mine) == {}


def test_a_stale_token_and_a_database_that_does_not_answer_keep_what_was_typed(
    client: FlaskClient, pages: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    mine, _ = pages
    form = fields_of(client.get(mine))
    name = f"decision-{subject_of(form)}-title"
    stale = client.post(f"{mine}/rencontre", data={**form, name: "Signer", "csrf_token": "faux"})
    assert (stale.status_code, fields_of(stale)[name]) == (422, "Signer")
    script = client.post(
        f"{mine}/rencontre/enregistrer", data={**form, name: "Signer", "csrf_token": "faux"}
    ).get_json()
    assert script["stale"]
    assert script["csrf"]

    def broken(*_: object) -> None:
        raise StorageError("panne")

    monkeypatch.setattr(EngagementStore, "save", broken)
    told = client.post(f"{mine}/rencontre", data={**form, name: "Signer"})
    assert (told.status_code, fields_of(told)[name]) == (503, "Signer")
    assert "n’est pas encore enregistré" in told.text
    assert client.post(f"{mine}/rencontre/enregistrer", data={**form, name: "Signer"}).status_code == 503


@pytest.mark.parametrize("late", [False, True])
def test_what_is_typed_while_the_other_closes_is_shown_to_be_copied(
    app: Flask,
    client: FlaskClient,
    theirs: FlaskClient,
    pages: tuple[str, str],
    late: bool,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    mine, other = pages
    form = fields_of(client.get(mine))
    name = f"decision-{subject_of(form)}-title"
    sent = {**form, name: "Signer avant l’été", "rencontre-place": "La halle"}
    if late:  # it closes between the reading and the saving
        closing = EngagementStore.save

        def close_first(store: EngagementStore, *sent: Any) -> Any:
            found = services_of(app).crossings
            found.end(number_in(mine), diagnostic_of(app, mine.split("/")[2]))
            return closing(store, *sent)

        monkeypatch.setattr(EngagementStore, "save", close_first)
    else:
        theirs.post(f"{other}/fermer", data=fields_of(theirs.get(f"{other}/fermer")))
    told = client.post(f"{mine}/rencontre", data=sent)
    assert told.status_code == 410
    for text in ("Signer avant l’été", "La halle"):
        assert text in told.text
    script = client.post(f"{mine}/rencontre/enregistrer", data=sent)
    assert script.status_code == 410
    assert "copiez" in script.get_json()["messages"][0]


def test_a_place_typed_while_the_other_closes_is_not_kept(
    client: FlaskClient, pages: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    mine, _ = pages
    monkeypatch.setattr(CrossingStore, "keep_meeting", lambda *_: None)
    told = client.post(f"{mine}/rencontre", data={**fields_of(client.get(mine)), "rencontre-place": "La halle"})
    assert told.status_code == 410
    assert "La halle" in told.text


def test_the_documents_hold_what_was_decided(
    app: Flask, client: FlaskClient, theirs: FlaskClient, pages: tuple[str, str]
) -> None:
    mine, other = pages
    form = fields_of(client.get(mine))
    one = f"decision-{subject_of(form)}"
    sent = {f"{one}-title": "Signer la convention", f"{one}-due": "2027-03-31", "rencontre-place": "La halle"}
    client.post(f"{mine}/rencontre", data={**form, **sent})
    pdf = theirs.get(f"{other}/pdf")
    document = pypdfium2.PdfDocument(pdf.get_data())
    text = " ".join(page.get_textpage().get_text_range() for page in document)
    assert len(document) == 2
    for words in ("Signer la convention", "31 mars 2027", "La halle"):
        assert words in text.replace("\xa0", " ").replace("\r\n", " ")
    assert theirs.get(f"{other}/ods").get_data().startswith(b"PK")
    assert theirs.head(f"{other}/pdf").get_data() == b""
    assert theirs.get(f"{other}/csv").status_code == 404
    services_of(app).crossings.end(number_in(mine), diagnostic_of(app, mine.split("/")[2]))
    closed = theirs.get(f"{other}/pdf")
    assert closed.status_code == 410
    kept = services_of(app).diagnostics.find(key_digest(other.split("/")[2]))
    assert kept
    assert [one.title for one in kept.engagements] == ["Signer la convention"]


def test_nothing_is_decided_without_a_token(client: FlaskClient, pages: tuple[str, str]) -> None:
    mine, _ = pages
    form = fields_of(client.get(mine))
    form[f"decision-{subject_of(form)}-title"] = "Signer"
    assert client.post(f"{mine}/rencontre", data={**form, "csrf_token": ""}).status_code == 422
    assert decided(client, mine) == {}
    assert token_of(client.get(mine))
