"""Drafts: begun, edited, checked while typing, never overwritten unseen; faulty texts are saved and their errors listed."""

from __future__ import annotations

import datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event
from sqlalchemy.exc import OperationalError
from werkzeug.test import TestResponse

from questionnaire.storage import Draft
from questionnaire.web.local_time import hour, moment
from tests.conftest import begin_draft, fields_of, make_settings, new_app, services_of, sign_in, token_of
from tests.support.paths import ROOT

OURS = (ROOT / "criteria.yaml").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def space(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    return new_app(make_settings(tmp_path_factory.mktemp("brouillons")))


@pytest.fixture
def marie(space: Flask) -> FlaskClient:
    return sign_in(space)


def stored(space: Flask, address: str) -> Draft:
    found = services_of(space).drafts.find(int(address.rsplit("/", 1)[1]))
    assert found
    return found


def autosave(client: FlaskClient, address: str, text: str, revision: int | None = None) -> TestResponse:
    fields = fields_of(client.get(f"{address}/texte")) | {"source": text}
    if revision is not None:
        fields["revision"] = str(revision)
    return client.post(f"{address}/enregistrer", data=fields, headers={"Accept": "application/json"})


def test_a_draft_begins_with_the_text_in_service_to_the_letter(space: Flask, marie: FlaskClient) -> None:
    address = begin_draft(marie)
    assert stored(space, address).source.decode() == OURS
    assert marie.get(f"{address}/telecharger").data.decode() == OURS
    assert "Ce brouillon peut être publié" in marie.get(f"{address}/texte").text


def test_saving_keeps_comments_and_layout_to_the_letter(space: Flask, marie: FlaskClient) -> None:
    text = OURS.replace("format: 2", "format:    1   # bien à gauche\n\n\n# une remarque : à garder", 1)
    address = begin_draft(marie, text.replace("\n", "\r\n"))  # as a browser sends it
    assert stored(space, address).source.decode() == text
    assert marie.get(f"{address}/telecharger").data.decode() == text


def test_saving_the_same_text_changes_nothing(space: Flask, marie: FlaskClient) -> None:
    address = begin_draft(marie, OURS)
    assert stored(space, address).revision == 1


def test_what_one_types_is_saved_and_checked_with_lines(space: Flask, marie: FlaskClient) -> None:
    address = begin_draft(marie)
    broken = OURS.replace("format: 2", "format: 2\npoids: lourd", 1)
    reply = autosave(marie, address, broken).get_json()
    assert reply["saved"] is True
    assert reply["revision"] == 2
    assert reply["valid"] is False
    assert reply["verdict"] == "1\N{NO-BREAK SPACE}erreur à corriger"
    line = broken.split("poids: lourd")[0].count("\n") + 1
    assert [(problem["line"], problem["warning"]) for problem in reply["problems"]] == [(line, False)]
    assert "poids" in reply["problems"][0]["message"]
    assert stored(space, address).source.decode() == broken
    page = marie.get(f"{address}/texte").text
    assert f"?ligne={line}#source" in page
    assert "1\N{NO-BREAK SPACE}erreur à corriger" in page
    again = autosave(marie, address, OURS).get_json()
    assert (again["valid"], again["problems"], again["revision"]) == (True, [], 3)


def test_saving_again_without_a_change_is_no_new_revision(marie: FlaskClient) -> None:
    address = begin_draft(marie)
    assert autosave(marie, address, OURS).get_json()["revision"] == 1


def test_two_people_never_overwrite_each_other_unseen(space: Flask, marie: FlaskClient) -> None:
    jean = sign_in(space, "Jean")
    address = begin_draft(marie)
    autosave(marie, address, f"# Marie\n{OURS}")
    late = autosave(jean, address, f"# Jean\n{OURS}", revision=1)
    assert late.status_code == 409
    assert "Marie a modifié ce brouillon" in late.get_json()["messages"][0]
    assert stored(space, address).source.decode().startswith("# Marie")
    sent = fields_of(jean.get(f"{address}/texte")) | {"source": f"# Jean\n{OURS}", "revision": "1"}
    page = jean.post(address, data=sent)
    assert page.status_code == 409
    assert "# Marie" in page.text
    assert "# Jean" in page.text


@pytest.mark.parametrize(("choice", "kept"), [("a-part", "# Marie"), ("remplacer", "# Jean")])
def test_after_a_conflict_both_texts_are_kept_whatever_is_chosen(
    space: Flask, marie: FlaskClient, choice: str, kept: str
) -> None:
    jean = sign_in(space, "Jean")
    address = begin_draft(marie)
    autosave(marie, address, f"# Marie\n{OURS}")
    page = jean.post(
        address, data=fields_of(jean.get(f"{address}/texte")) | {"source": f"# Jean\n{OURS}", "revision": "1"}
    )
    sent = fields_of(page) | {"source": f"# Jean\n{OURS}", "choix": choice}
    chosen = jean.post(f"{address}/choisir", data=sent)
    assert chosen.status_code == 303
    assert stored(space, address).source.decode().startswith(kept)
    apart = services_of(space).drafts.all()[0]
    found = services_of(space).drafts.find(max(draft.id for draft in services_of(space).drafts.all()))
    assert found
    assert apart
    assert {found.source.decode()[:6].strip(), stored(space, address).source.decode()[:6].strip()} == {
        "# Mari",
        "# Jean",
    }


def test_a_database_that_fails_on_the_copy_leaves_the_text_that_was_to_be_replaced(
    space: Flask, marie: FlaskClient
) -> None:
    jean = sign_in(space, "Jean")
    address = begin_draft(marie)
    autosave(marie, address, f"# Marie\n{OURS}")
    page = jean.post(
        address, data=fields_of(jean.get(f"{address}/texte")) | {"source": f"# Jean\n{OURS}", "revision": "1"}
    )
    sent = fields_of(page) | {"source": f"# Jean\n{OURS}", "choix": "remplacer"}

    def full(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if statement.startswith("INSERT INTO draft "):
            raise OperationalError(statement, None, Exception("disque plein"))

    engine = services_of(space).drafts._engine
    event.listen(engine, "before_cursor_execute", full)
    assert jean.post(f"{address}/choisir", data=sent).status_code == 503
    assert stored(space, address).source.decode().startswith("# Marie")
    event.remove(engine, "before_cursor_execute", full)
    assert jean.post(f"{address}/choisir", data=sent).status_code == 303
    assert stored(space, address).source.decode().startswith("# Jean")
    copy = max(services_of(space).drafts.all(), key=lambda one: one.id)
    assert copy.title.endswith("(texte de Marie)")


def test_a_choice_made_on_a_text_that_changed_again_is_asked_again(space: Flask, marie: FlaskClient) -> None:
    jean = sign_in(space, "Jean")
    address = begin_draft(marie)
    autosave(marie, address, f"# Marie\n{OURS}")
    page = jean.post(address, data=fields_of(jean.get(f"{address}/texte")) | {"source": "# Jean", "revision": "1"})
    autosave(marie, address, f"# Marie encore\n{OURS}")
    sent = fields_of(page) | {"source": "# Jean", "choix": "remplacer"}
    assert jean.post(f"{address}/choisir", data=sent).status_code == 409
    assert stored(space, address).source.decode().startswith("# Marie encore")
    stale = jean.post(f"{address}/choisir", data=sent | {"csrf_token": "faux"})
    assert stale.status_code == 422


def test_a_stale_page_loses_nothing(marie: FlaskClient) -> None:
    address = begin_draft(marie)
    fields = fields_of(marie.get(f"{address}/texte")) | {"source": "mon travail", "csrf_token": "faux"}
    page = marie.post(address, data=fields)
    assert page.status_code == 422
    assert "mon travail" in page.text
    reply = marie.post(f"{address}/enregistrer", data=fields)
    assert reply.status_code == 422
    token = reply.get_json()["csrf"]
    assert marie.post(f"{address}/enregistrer", data=fields | {"csrf_token": token}).get_json()["saved"]


def test_a_draft_deleted_meanwhile_is_told(marie: FlaskClient) -> None:
    address = begin_draft(marie)
    fields = fields_of(marie.get(f"{address}/texte")) | {"source": "mon travail"}
    assert "Supprimer ce brouillon" in marie.get(f"{address}/supprimer").text
    assert marie.post(f"{address}/supprimer", data={"csrf_token": "faux"}).status_code == 422
    assert marie.post(f"{address}/supprimer", data=fields).status_code == 303
    reply = marie.post(f"{address}/enregistrer", data=fields)
    assert reply.status_code == 404
    assert "supprimé" in reply.get_json()["messages"][0]
    assert marie.get(address).status_code == 404


def test_a_draft_is_renamed(marie: FlaskClient) -> None:
    address = begin_draft(marie)
    fields = fields_of(marie.get(address))
    assert marie.post(f"{address}/nom", data=fields | {"title": "Le <b>mien</b>"}).status_code == 303
    assert "<h1>Le &lt;b&gt;mien&lt;/b&gt;</h1>" in marie.get(address).text
    marie.post(f"{address}/nom", data=fields | {"title": " "})
    assert "Donnez un nom" in marie.get(address).text


# ── files ──


def send_file(client: FlaskClient, content: bytes, name: str = "criteria.yaml") -> TestResponse:
    fields = {**fields_of(client.get("/animation")), "title": "", "depuis-fichier": "oui"}
    head = "Content-Disposition: form-data; name="
    parts = [f'--limite\r\n{head}"{key}"\r\n\r\n{value}\r\n'.encode() for key, value in fields.items()]
    parts += [f'--limite\r\n{head}"file"; filename="{name}"\r\n\r\n'.encode(), content, b"\r\n--limite--\r\n"]
    # written by hand: the client would spool it in a file of its own, and leave it open
    return client.post(
        "/animation/brouillons", data=b"".join(parts), content_type="multipart/form-data; boundary=limite"
    )


def test_a_file_becomes_a_draft_whatever_its_line_ends(space: Flask, marie: FlaskClient) -> None:
    made = send_file(marie, b"\xef\xbb\xbf" + OURS.replace("\n", "\r\n").encode(), "le-mien.yaml")
    assert made.status_code == 303
    draft = stored(space, made.headers["Location"])
    assert draft.title.startswith("le-mien.yaml, par Marie, le ")
    assert draft.source.decode() == OURS
    assert "une marque invisible au début (BOM) et des fins de ligne de Windows" in marie.get("/animation").text
    again = stored(space, send_file(marie, OURS.encode(), "le-mien.yaml").headers["Location"])
    assert again.title != draft.title  # within the same minute
    assert "Windows" not in marie.get("/animation").text


def test_a_faulty_file_becomes_a_draft_to_mend(marie: FlaskClient) -> None:
    made = send_file(marie, b"format: 1\naxes: []\n")
    assert "à corriger" in marie.get(made.headers["Location"]).text


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("titre: é".encode("latin-1"), "UTF-8"),
        (b"format: 1\ntitre: \x00", "(ligne 2)"),
        (b"# " + b"x" * 2_000_000, "trop gros (2,0"),
        (b"", "Choisissez d’abord un fichier"),
        (b" \n", "Ce fichier est vide."),
        (b"PK\x03\x04\xff", "ce n’est pas un fichier de critères"),
    ],
)
def test_a_file_that_is_no_text_is_refused_in_words(marie: FlaskClient, content: bytes, words: str) -> None:
    refused = send_file(marie, content, "criteria.yaml" if content else "")
    assert refused.status_code == 422
    assert words in refused.text


def test_an_enormous_upload_is_refused_in_words(marie: FlaskClient) -> None:
    refused = send_file(marie, b"x" * 5_000_000)
    assert refused.status_code == 413
    assert "rien n’a été enregistré" in refused.text


@pytest.mark.once
@pytest.mark.parametrize(
    "text",
    [
        "a: &x [1]\nb: *x\n",
        "a: &a [x,x]\nb: &b [*a,*a]\nc: [*b,*b]\n",
        "format: !!python/object/apply:os.system ['echo']\n",
        "[" * 5000,
        "axes:\n  - criteres:\n" + "    - {id: a}\n" * 10_000,
        "titre: \x00\n",
        "- " * 3000,
        "…",
        "",
    ],
)
def test_a_hostile_text_is_kept_as_text_and_told(space: Flask, marie: FlaskClient, text: str) -> None:
    address = begin_draft(marie)
    reply = autosave(marie, address, text).get_json()
    assert reply["saved"] is True
    assert reply["valid"] is False
    assert reply["problems"]
    assert stored(space, address).source.decode() == text
    assert marie.get(f"{address}/voir").status_code == 200
    assert marie.get(f"{address}/changements").status_code == 200
    assert marie.get(f"{address}/apercu/").headers["Location"].endswith("/voir")


def test_a_text_too_long_is_not_saved_and_not_lost(space: Flask, marie: FlaskClient) -> None:
    address = begin_draft(marie)
    text = f"# {'é' * 600_000}"
    reply = autosave(marie, address, text)
    assert reply.status_code == 413
    assert "trop gros" in reply.get_json()["messages"][0]
    page = marie.post(address, data=fields_of(marie.get(f"{address}/texte")) | {"source": text})
    assert page.status_code == 413
    assert text in page.text
    assert stored(space, address).revision == 1


def test_shortening_a_text_too_long_overwrites_nobody(space: Flask, marie: FlaskClient) -> None:
    address = begin_draft(marie)
    before = fields_of(marie.get(f"{address}/texte"))
    assert autosave(sign_in(space, "Jean"), address, "# de Jean").status_code == 200
    refused = marie.post(address, data=before | {"source": f"# {'é' * 600_000}"})
    assert refused.status_code == 413
    assert marie.post(address, data=fields_of(refused) | {"source": "# de Marie"}).status_code == 409
    assert stored(space, address).source == b"# de Jean"


@pytest.mark.parametrize("revision", ["", "-1", "x", "9" * 30, "٣"])
def test_a_strange_revision_is_a_conflict_not_a_crash(marie: FlaskClient, revision: str) -> None:
    address = begin_draft(marie)
    fields = fields_of(marie.get(f"{address}/texte")) | {"source": "x", "revision": revision}
    assert marie.post(f"{address}/enregistrer", data=fields).status_code == 409


@pytest.mark.parametrize("version", ["x", "-1", "999999"])
def test_a_draft_from_a_version_that_is_none_is_no_crash(marie: FlaskClient, version: str) -> None:
    fields = fields_of(marie.get("/animation")) | {"version": version}
    assert marie.post("/animation/brouillons", data=fields).status_code in (303, 404)


def test_an_earlier_version_becomes_a_draft(space: Flask, marie: FlaskClient) -> None:
    first = marie.get("/animation/versions/1").text
    assert "parties</summary>" in first
    pages = [marie.get(f"/animation/versions/1?partie={part}").text for part in (1, 2, 30, 99)]
    assert max(len(page.encode()) for page in pages) < 120_000
    assert pages[0].partition('id="partie"')[2] == first.partition('id="partie"')[2]  # before it: a dated token
    assert "Profils fictifs</h3>" in pages[-1]
    assert marie.get("/animation/versions/1/telecharger").data.decode() == OURS
    made = marie.post("/animation/brouillons", data=fields_of(marie.get("/animation")) | {"version": "1"})
    assert stored(space, made.headers["Location"]).source.decode() == OURS


def test_moments_are_told_in_french() -> None:
    first = datetime.datetime(2026, 8, 1, 12, 5)  # noqa: DTZ001 - UTC without a zone, as stored
    assert "1er\u00a0août\u00a02026 à" in moment(first)
    assert hour(first).endswith("h\u00a005")


@pytest.mark.parametrize("version", ["²", "١", "-1", "1e3", "9" * 5000, "x"])
def test_a_draft_from_a_version_that_is_no_number_is_a_gentle_404(marie: FlaskClient, version: str) -> None:
    data = {"csrf_token": token_of(marie.get("/animation")), "version": version}
    assert marie.post("/animation/brouillons", data=data).status_code == 404


def test_a_preview_never_clears_the_browser_of_the_facilitator(marie: FlaskClient) -> None:
    preview = f"{begin_draft(marie)}/apercu/diagnostic/vide-projet"
    page = marie.get(preview)
    assert "J’ai fini" not in page.text
    for end in ("supprimer", "fini"):
        token = token_of(marie.get(f"{preview}/supprimer"))
        sent = marie.post(f"{preview}/{end}", data={"csrf_token": token})
        assert sent.status_code in (200, 303)
        assert "Clear-Site-Data" not in sent.headers
    assert marie.get(preview).status_code == 200
