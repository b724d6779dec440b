"""Results, their downloads, sharing, and beginning again from the JSON file."""

from __future__ import annotations

import io
import json
import re
import zipfile
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from questionnaire.accounts.keys import key_digest, read_key
from questionnaire.answers import TEXT_MAX, Answer
from questionnaire.assessment.report import make_report
from questionnaire.assessment.scoring import asked_criteria
from questionnaire.assessment.step_wording import reason_words
from questionnaire.assessment.steps import other_steps, shown_steps
from questionnaire.criteria.loading import load_criteria
from questionnaire.criteria.model import Criteria
from questionnaire.storage.saves import SentAnswer
from tests.conftest import (
    answer,
    begin,
    fields_of,
    key_in,
    live_link,
    make_settings,
    new_app,
    services_of,
    token_of,
)
from tests.support.paths import ROOT

pytestmark = pytest.mark.once

FIRST = "demarche-entrepreneuriale"


def test_results_without_any_answer_say_so_kindly(client: FlaskClient) -> None:
    page = client.get(f"/diagnostic/{begin(client)}/resultats").text
    assert "Aucune question n’a encore reçu de réponse." in page
    assert "Répondre aux questions" in page
    assert "NaN" not in page


def test_a_diagnostic_without_a_name_has_one_title_for_its_owner_and_one_everywhere_else(
    client: FlaskClient,
) -> None:
    key = begin(client)
    answer(client, key, "lieu", 1, **{f"choix-{FIRST}": "ne_sait_pas"})
    own, shared = f"/diagnostic/{key}/resultats", live_link(client, key)
    assert "<h1><bdi>Vos résultats</bdi></h1>" in client.get(own).text
    assert "<h1><bdi>Résultats du diagnostic</bdi></h1>" in client.get(shared).text
    for address in (own, shared):
        with pikepdf.open(io.BytesIO(client.get(f"{address}/pdf").data)) as pdf, pdf.open_metadata() as metadata:
            assert metadata["dc:title"] == "Résultats du diagnostic"
        with zipfile.ZipFile(io.BytesIO(client.get(f"{address}/ods").data)) as ods:
            assert "<dc:title>Résultats du diagnostic</dc:title>" in ods.read("meta.xml").decode()
            assert "Résultats du diagnostic" in ods.read("content.xml").decode()


def test_a_card_leads_to_a_leaflet_from_the_page_and_from_the_pdf_wherever_the_site_lives(
    client: FlaskClient,
) -> None:
    key = begin(client, stade="fonctionnement")
    answer(client, key, "lieu", 1, **{f"choix-{FIRST}": "1"})
    own, leaflet = f"/diagnostic/{key}/resultats", "/reperes/convention-une-page"
    assert f'href="{leaflet}"' in client.get(own).text
    site = "https://site.fr/outil"
    assert f'href="/outil{leaflet}"' in client.get(own, base_url=site).text
    with pikepdf.open(io.BytesIO(client.get(f"{own}/pdf?annexe=1", base_url=site).data)) as pdf:
        links = {str(note.A.URI) for page in pdf.pages for note in page.get("/Annots", []) if "/A" in note}
    assert f"{site}{leaflet}" in links
    assert all(link.startswith("http") for link in links)


def test_who_only_answered_not_to_know_reads_nothing_untrue(client: FlaskClient) -> None:
    key = begin(client)
    answer(client, key, "lieu", 1, **{f"choix-{FIRST}": "ne_sait_pas"})
    page = client.get(f"/diagnostic/{key}/resultats").text
    assert "voyez ci-dessous à qui demander ce que vous ne savez pas encore" in page
    assert "À vérifier, et à qui le demander" in page
    for untrue in ("Aucune question n’a encore reçu de réponse", "s’appliquent déjà", "s’applique déjà"):
        assert untrue not in page


def test_results_without_a_stage_speak_of_no_stage(client: FlaskClient) -> None:
    data = json.loads(client.get(f"/diagnostic/{begin(client)}/resultats/json").data)
    del data["contexte"]["stade"]
    data["reponses"] = {"diagnostic-territoire": {"etat": "repondu", "niveau": 0}}
    page = client.get(f"/diagnostic/{resumed(client, json.dumps(data).encode())}/resultats").text
    assert "attendu\u00a0:" in page
    assert "cette étape" not in page


@pytest.mark.parametrize("name", ["pdf", "ods", "csv", "json"])
@pytest.mark.parametrize("shared", [False, True])
def test_every_download_comes_from_both_links(client: FlaskClient, name: str, shared: bool) -> None:
    key = begin(client, nom="L’Étable & Cie")
    answer(client, key, "lieu", 1, **{f"choix-{FIRST}": "1"})
    base = live_link(client, key) if shared else f"/diagnostic/{key}/resultats"
    page = client.get(base).text
    assert f'href="{base}/{name}"' in page
    response = client.get(f"{base}/{name}")
    assert response.status_code == 200
    assert "attachment" in response.headers["Content-Disposition"]
    assert f".{name}" in response.headers["Content-Disposition"]
    assert key.encode() not in response.data


def test_the_shared_page_offers_nothing_to_change(client: FlaskClient) -> None:
    key = begin(client)
    answer(client, key, "lieu", 1, **{f"choix-{FIRST}": "1"})
    page = client.get(live_link(client, key)).text
    assert key not in page
    assert "Modifier" not in page
    assert "Supprimer" not in page


@pytest.mark.parametrize("name", ["", "/json", "/csv", "/ods"])
def test_a_reader_gets_only_the_notes_of_the_questions_asked_in_every_format(
    app: Flask, client: FlaskClient, criteria: Criteria, name: str
) -> None:
    key = begin(client, "collectivite", stade="aucun")  # the path of three questions
    diagnostics = services_of(app).diagnostics
    opened = diagnostics.find(key_digest(key))
    assert opened
    notes = {one.id: f"note-{number:02d}-fin" for number, one in enumerate(criteria.all_criteria())}
    diagnostics.save_answers(opened.id, {one: SentAnswer(Answer.at(1, note), None) for one, note in notes.items()})
    asked = {notes[one] for one in asked_criteria(criteria, opened.sheet)}
    assert (len(asked), len(notes)) == (3, 22)
    assert notes_in(client.get(f"{live_link(client, key)}{name}")) == asked
    if name == "/json":  # importing it again loses nothing
        assert notes_in(client.get(f"/diagnostic/{key}/resultats/json")) == set(notes.values())


@pytest.mark.parametrize(
    ("query", "own", "shared"),
    [
        ("", True, False),
        ("?notes=1", True, False),
        ("?notes=0", False, False),
        ("?annexe=1", True, False),
        ("?annexe=1&notes=1", True, False),
        ("?annexe=1&notes=0", False, False),
    ],
)
def test_what_one_wrote_is_in_ones_own_pdf_if_one_wants_and_never_in_a_shared_one(
    client: FlaskClient, query: str, own: bool, shared: bool
) -> None:
    key = begin(client)
    answer(client, key, "lieu", 1, **{f"choix-{FIRST}": "3", f"note-{FIRST}": "note-00-fin"})
    for address, there in ((f"/diagnostic/{key}/resultats", own), (live_link(client, key), shared)):
        response = client.get(f"{address}/pdf{query}")
        assert notes_in(response) == ({"note-00-fin"} if there else set())
        name = (
            "terrain-d-entente-collectivite-annexe.pdf"
            if "annexe" in query
            else "terrain-d-entente-collectivite.pdf"
        )
        assert response.headers["Content-Disposition"] == f"attachment; filename={name}"


def test_the_page_offers_the_note_its_annex_and_to_leave_ones_own_words_out(client: FlaskClient) -> None:
    key = begin(client)
    answer(client, key, "lieu", 1, **{f"choix-{FIRST}": "3"})
    own, shared = f"/diagnostic/{key}/resultats", live_link(client, key)
    for address, forms in ((own, ["pdf", "pdf?notes=0", "pdf?annexe=1"]), (shared, ["pdf", "pdf?annexe=1"])):
        assert re.findall(rf'href="{address}/(pdf[^"]*)"', client.get(address).text) == forms


def test_the_annex_is_of_the_pdf_alone(client: FlaskClient) -> None:
    key = begin(client)
    answer(client, key, "lieu", 1, **{f"choix-{FIRST}": "3"})
    assert client.get(f"/diagnostic/{key}/resultats/csv?annexe=1").mimetype == "text/csv"
    assert client.get(f"/diagnostic/{key}/resultats/annexe").status_code == 404


def notes_in(response: TestResponse) -> set[str]:
    """Return the marked notes in a page or a download."""
    assert response.status_code == 200
    content = response.get_data()
    if response.mimetype == "application/pdf":
        with pypdfium2.PdfDocument(content) as made:
            content = "".join(made[page].get_textpage().get_text_range() for page in range(len(made))).encode()
    elif content.startswith(b"PK"):
        content = zipfile.ZipFile(io.BytesIO(content)).read("content.xml")
    return {one.decode() for one in re.findall(rb"note-\d\d-fin", content)}


def test_a_reader_of_a_diagnostic_without_answers_downloads_nothing(app: Flask, client: FlaskClient) -> None:
    key = begin(client)
    answer(client, key, "lieu", 1, **{f"note-{FIRST}": "une note avant toute réponse"})
    assert "une note avant" not in client.get(live_link(client, key)).text
    assert client.get(f"{live_link(client, key)}/json").status_code == 404
    assert client.get(f"/diagnostic/{key}/resultats/json").status_code == 200


def test_a_diagnostic_closed_on_a_computer_opens_there_with_its_link_only(app: Flask, client: FlaskClient) -> None:
    key = begin(client)
    answer(client, key, "lieu", 1, **{f"choix-{FIRST}": "1"})
    left = client.post(f"/diagnostic/{key}/fini", data={"csrf_token": token_of(client.get(f"/diagnostic/{key}"))})
    assert left.headers["Clear-Site-Data"] == '"cache", "storage"'
    for address in (f"/diagnostic/{key}", f"/diagnostic/{key}/resultats", live_link(client, key)):
        assert client.get(address).headers["Location"] == "/reprendre"
        assert app.test_client().get(address).status_code == 200  # elsewhere, nothing changes
    page = client.get("/reprendre")
    assert "a été fermé sur cet ordinateur" in page.text
    client.post("/reprendre", data={"csrf_token": token_of(page), "link": key})
    assert client.get(f"/diagnostic/{key}/resultats").status_code == 200


def test_a_first_form_kept_after_a_deletion_leads_to_another_link(client: FlaskClient) -> None:
    kept = fields_of(client.get("/commencer/projet")) | {"contexte-stade": "idee"}
    first = client.post("/commencer/projet", data=kept).headers["Location"]
    deleted = client.post(f"/diagnostic/{key_in(first)}/supprimer", data={"csrf_token": kept["csrf_token"]})
    assert deleted.headers["Clear-Site-Data"] == '"cache", "storage"'
    refused = client.post("/commencer/projet", data=kept)
    assert refused.status_code == 422
    again = client.post("/commencer/projet", data=fields_of(refused) | {"contexte-stade": "idee"})
    assert again.status_code == 303
    assert key_in(again.headers["Location"]) != key_in(first)


def test_each_card_shows_its_reason_and_its_first_step(client: FlaskClient, criteria: Criteria) -> None:
    profile = criteria.profiles[0]
    page = client.get(f"/exemple/{profile.id}").text
    report = make_report(criteria, profile.sheet())
    shown = shown_steps(report)
    assert len(shown) == 3
    for one in shown:
        for text in (one.card.title, one.card.first_step, one.card.trap, reason_words(report, one.criterion)):
            assert escaped(text) in page
    for advice in other_steps(report)[:3]:  # folded: when a step does not suit
        assert escaped(advice.card.title) in page


def escaped(text: str) -> str:
    """Escape as the templates do."""
    from markupsafe import escape

    return str(escape(text))


def test_every_fictitious_profile_has_a_page(client: FlaskClient, criteria: Criteria) -> None:
    for profile in criteria.profiles:
        assert client.get(f"/exemple/{profile.id}").status_code == 200
    assert client.get("/exemple/personne").status_code == 404


def test_each_mark_of_the_profile_is_doubled_by_words(client: FlaskClient) -> None:
    page = client.get("/exemple").text
    levels = re.findall(r'<span class="levels-text">([^<]+)</span>', page)
    assert page.count('class="mark mark-') == len(levels) + 4  # the legend shows each mark once
    assert {"Amorcé, au niveau attendu", "Pas encore · attendu\u00a0: amorcé"} <= set(levels)


def resumed(client: FlaskClient, content: bytes) -> str:
    """Send a file to « Reprendre »; returns the new key."""
    data = {"csrf_token": token_of(client.get("/reprendre")), "file": (io.BytesIO(content), "diagnostic.json")}
    response = client.post("/reprendre", data=data, content_type="multipart/form-data")
    assert response.status_code == 303, response.text
    return key_in(response.headers["Location"])


def test_a_text_that_was_resumed_from_a_file_passes_on_the_context_page(tmp_path: Path) -> None:
    file = tmp_path / "criteria.yaml"
    source, changed = re.subn(
        r"(- id: nom\n    type: texte\n)    maximum: \d+\n", r"\1", (ROOT / "criteria.yaml").read_text()
    )
    assert changed == 1
    file.write_text(source)
    client = new_app(make_settings(tmp_path, criteria=file)).test_client()
    content = {"format": "terrain-d-entente/1", "regard": "projet", "reponses": {}}
    content |= {"contexte": {"stade": "prefiguration", "nom": "x" * TEXT_MAX}}
    address = f"/diagnostic/{resumed(client, json.dumps(content).encode())}/contexte"
    assert client.post(address, data=fields_of(client.get(address))).status_code == 303


def test_the_json_download_begins_again_the_same_diagnostic(client: FlaskClient) -> None:
    key = begin(client, "projet", nom="Le Grand Pré", **{"enjeux-prioritaires": "jeunesse"})
    answer(client, key, "lieu", 1, **{f"choix-{FIRST}": "1", f"note-{FIRST}": "deux\nlignes"})
    answer(client, key, "relation", 1, **{"choix-accueil-initiatives": "ne_sait_pas"})
    first = client.get(f"/diagnostic/{key}/resultats/json").data
    again = resumed(client, first)
    assert again != key
    assert client.get(f"/diagnostic/{again}/resultats/json").data == first


def test_answers_of_an_unknown_version_are_taken_where_the_question_still_exists(client: FlaskClient) -> None:
    key = begin(client, "projet")
    answer(client, key, "lieu", 1, **{f"choix-{FIRST}": "1"})
    data = json.loads(client.get(f"/diagnostic/{key}/resultats/json").data)
    data["criteres"]["empreinte"] = "0" * 64
    data["reponses"]["un-critere-disparu"] = {"etat": "repondu", "niveau": 2, "note": ""}
    again = resumed(client, json.dumps(data).encode())
    hub = client.get(f"/diagnostic/{again}").text
    assert "autre version des questions" in hub
    assert "un-critere-disparu" in hub
    kept = json.loads(client.get(f"/diagnostic/{again}/resultats/json").data)["reponses"]
    assert kept[FIRST]["niveau"] == 1


@pytest.mark.parametrize(
    "as_pasted", ["{key}", "<http://localhost/diagnostic/{key}/axe/lieu/1#question-experimentation>."]
)
def test_a_pasted_private_link_opens_the_diagnostic(client: FlaskClient, as_pasted: str) -> None:
    key = begin(client)
    data = {"csrf_token": token_of(client.get("/reprendre")), "link": as_pasted.format(key=key)}
    assert client.post("/reprendre", data=data).headers["Location"] == f"/diagnostic/{key}"


def test_a_pasted_shared_link_opens_the_results(client: FlaskClient) -> None:
    key = read_key(begin(client))
    data = {"csrf_token": token_of(client.get("/reprendre")), "link": f"http://localhost/resultats/{key}"}
    assert client.post("/reprendre", data=data).headers["Location"] == f"/resultats/{key}"


@pytest.mark.parametrize("link", ["", "bonjour", "A" * 24, "https://exemple.fr/diagnostic/AbCdEfGh1234"])
def test_a_link_that_opens_nothing_is_told_so(client: FlaskClient, link: str) -> None:
    data = {"csrf_token": token_of(client.get("/reprendre")), "link": link}
    response = client.post("/reprendre", data=data)
    assert response.status_code == 422
    assert "Erreur" in response.text


def test_an_address_opens_with_the_sign_that_follows_it_in_a_sentence(client: FlaskClient) -> None:
    key = begin(client)
    for after in (".", ")", "%2C", "%3E"):
        assert client.get(f"/diagnostic/{key}{after}").headers["Location"] == f"/diagnostic/{key}"


def test_old_results_do_not_change_when_the_criteria_do(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("versions")
    client = new_app(make_settings(folder)).test_client()
    key = begin(client)
    answer(client, key, "lieu", 1, **{f"choix-{FIRST}": "1", "choix-diagnostic-territoire": "2"})
    before = client.get(f"/diagnostic/{key}/resultats/json").data
    changed = folder / "criteria.yaml"
    text = (ROOT / "criteria.yaml").read_text(encoding="utf-8")
    changed.write_text(
        text.replace('version: "2026-12"', 'version: "essai"').replace("poids: 1", "poids: 3", 1), encoding="utf-8"
    )
    assert load_criteria(changed.read_bytes())[0].version == "essai"
    later = new_app(make_settings(folder, criteria=changed))
    client = later.test_client()
    assert client.get(f"/diagnostic/{key}/resultats/json").data == before
    new = json.loads(client.get(f"/diagnostic/{begin(client)}/resultats/json").data)
    assert new["criteres"]["version"] == "essai"
    assert services_of(later).versions.current.version == "essai"


def test_criteria_are_loaded_once_per_version(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = begin(client)

    def never(*_: object) -> None:
        raise AssertionError("the criteria were loaded again")

    monkeypatch.setattr("questionnaire.services.versions.load_criteria", never)
    for _ in range(2):
        assert client.get(f"/diagnostic/{key}/axe/lieu/1").status_code == 200
        assert client.get(f"/diagnostic/{key}/resultats").status_code == 200


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_a_file_saved_again_by_another_program_is_read(client: FlaskClient, encoding: str) -> None:
    key = begin(client)
    answer(client, key, "lieu", 1, **{f"choix-{FIRST}": "2", f"note-{FIRST}": "été à l’œuvre"})
    text = client.get(f"/diagnostic/{key}/resultats/json").text.replace('"niveau": 2,', '"niveau": 2.0,')
    assert "2.0" in text
    response = resume_with(client, text.encode(encoding))
    assert response.status_code == 303, response.text
    page = client.get(f"/diagnostic/{key_in(response.headers['Location'])}/verification").text
    assert "été à l’œuvre" in page


@pytest.mark.parametrize("digest", ["\\ud800", "\\u0000", "²" * 64, "0" * 100_000])
def test_a_file_with_a_strange_version_is_read_with_the_version_in_service(
    client: FlaskClient, digest: str
) -> None:
    text = f'{{"format": "terrain-d-entente/1", "criteres": {{"empreinte": "{digest}"}}, "regard": "projet", "reponses": {{}}}}'
    assert resume_with(client, text.encode()).status_code == 303


def resume_with(client: FlaskClient, content: bytes) -> TestResponse:
    """Begin again from a file."""
    data = {"csrf_token": token_of(client.get("/reprendre")), "file": (io.BytesIO(content), "reponses.json")}
    return client.post("/reprendre", data=data, content_type="multipart/form-data")
