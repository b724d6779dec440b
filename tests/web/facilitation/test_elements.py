"""The forms of a draft: one value saved at a time over the text, errors at their fields, two people in one form."""

from __future__ import annotations

import html
import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from questionnaire.accounts.roles import Role
from questionnaire.criteria.elements import KINDS, elements
from questionnaire.criteria.yaml_source import read_source
from questionnaire.errors import StorageError
from tests.conftest import (
    LIGHT_HASH,
    PASSWORD,
    begin_draft,
    fields_of,
    make_settings,
    new_app,
    services_of,
    sign_in,
)
from tests.support.paths import ROOT

pytestmark = pytest.mark.once

OURS = (ROOT / "criteria.yaml").read_text(encoding="utf-8")
CRITERION = "critere/demarche-entrepreneuriale"
QUESTION = "Comment lancez-vous vos nouvelles activités ?"
MAX_BYTES = 120_000


@pytest.fixture(scope="module")
def space(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    return new_app(make_settings(tmp_path_factory.mktemp("formulaires")))


@pytest.fixture
def marie(space: Flask) -> FlaskClient:
    return sign_in(space)


def text_of(space: Flask, draft: str) -> str:
    found = services_of(space).drafts.find(int(draft.rsplit("/", 1)[1]))
    assert found
    return found.source.decode()


def form_of(client: FlaskClient, address: str) -> dict[str, str | list[str]]:
    """Return the fields of the form of an element, as a browser sends them."""
    return form_of_page(client.get(address))


def form_of_page(page: TestResponse) -> dict[str, str | list[str]]:
    """Return the fields of the form of an element on a page."""
    fields: dict[str, str | list[str]] = {**fields_of(page)}
    for name in set(re.findall(r'<input type="checkbox"[^>]* name="([^"]+)"', page.text)):
        ticked = re.findall(
            rf'<input type="checkbox"[^>]* name="{re.escape(name)}" value="([^"]*)" checked', page.text
        )
        fields[name] = ticked
    for name, options in re.findall(r'<select[^>]* name="([^"]+)"[^>]*>(.*?)</select>', page.text, re.S):
        chosen = re.search(r'value="([^"]*)" selected', options) or re.search(r'value="([^"]*)"', options)
        fields[name] = html.unescape(chosen[1]) if chosen else ""
    return fields


def send(client: FlaskClient, address: str, **changes: str | list[str]) -> TestResponse:
    """Send the form of an element with other values in some fields, whose dots are written as __."""
    fields = form_of(client, address) | {name.replace("__", "."): value for name, value in changes.items()}
    return client.post(address, data=fields)


def visible_text(response: TestResponse) -> str:
    return re.sub(r'<span class="nb">(.*?)</span>', r"\1", html.unescape(response.text).replace("\xa0", " "))


def test_every_element_has_a_form_that_changes_nothing_when_it_is_sent_back(
    space: Flask, marie: FlaskClient
) -> None:
    draft = begin_draft(marie)
    for word in KINDS.keys() - {"condition"}:
        last = list(elements(read_source(OURS), word))[-1:]
        for address in (f"{draft}/{word}/{element.key}" for element in last):
            assert len(marie.get(address).data) < MAX_BYTES
            assert "Rien n’avait changé" in visible_text(marie.get(send(marie, address).headers["Location"]))
    assert text_of(space, draft) == OURS


def test_a_question_and_a_weight_change_two_lines(space: Flask, marie: FlaskClient) -> None:
    draft = begin_draft(marie)
    sent = send(marie, f"{draft}/{CRITERION}", question__projet="Qui lance : vous ou d'autres ?", poids="1,5")
    assert "Enregistré : Question, pour le projet ; Poids." in visible_text(marie.get(sent.headers["Location"]))
    wanted = OURS.replace(f"projet: {QUESTION}", 'projet: "Qui lance : vous ou d\'autres ?"', 1)
    where = wanted.index("poids: 1\n        # les premières")
    assert text_of(space, draft) == f"{wanted[:where]}poids: 1.5{wanted[where + len('poids: 1') :]}"


def test_what_is_refused_stays_on_the_page_and_the_rest_is_saved(space: Flask, marie: FlaskClient) -> None:
    draft = begin_draft(marie)
    sent = send(marie, f"{draft}/{CRITERION}", titre="", poids="deux", objet="Un autre objet")
    assert sent.status_code == 422
    page = visible_text(sent)
    assert "Poids : écrivez un nombre en chiffres, par exemple 2 ou 0,5." in page
    assert "Titre : ce champ ne peut pas rester vide." in page
    assert 'value="deux"' in page
    assert "Enregistré : Objet. Le reste ne l’est pas : Titre ; Poids." in page
    assert "objet: Un autre objet\n" in text_of(space, draft)
    assert "titre: Lancer des activités\n" in text_of(space, draft)
    again: dict[str, str | list[str]] = {**fields_of(sent)}
    assert marie.post(f"{draft}/{CRITERION}", data=again | {"titre": "Oser", "poids": "2"}).status_code == 303
    assert "titre: Oser\n" in text_of(space, draft)


def test_an_error_that_only_the_whole_check_finds_is_told_at_its_field(space: Flask, marie: FlaskClient) -> None:
    draft = begin_draft(marie)
    sent = send(marie, f"{draft}/paliers/paliers", paliers__2__seuil="10")
    assert sent.status_code == 422
    assert "Paliers, palier 3, seuil : les seuils doivent aller en croissant" in visible_text(sent)
    words = {"question__projet": "Qui porte le lieu ?"}
    elsewhere = send(marie, f"{draft}/contexte/portage", obligatoire="oui", place="resultats", **words)
    assert elsewhere.status_code == 422
    assert (
        "Ce changement créerait des erreurs dans le brouillon. Enregistré : Question, pour le projet"
        in visible_text(elsewhere)
    )
    assert "Qui porte le lieu ?" in text_of(space, draft)


def test_two_people_in_one_form_keep_both_changes(space: Flask, marie: FlaskClient) -> None:
    draft = begin_draft(marie)
    address = f"{draft}/{CRITERION}"
    jean = sign_in(space, "Jean")
    opened = form_of(jean, address)
    send(marie, address, poids="3")
    assert jean.post(address, data=opened | {"titre": "Oser"}).status_code == 303
    text = text_of(space, draft)
    assert "titre: Oser\n" in text
    assert "poids: 3\n        # les premières" in text


def test_the_same_field_changed_twice_asks_with_both_values(space: Flask, marie: FlaskClient) -> None:
    draft = begin_draft(marie)
    address = f"{draft}/{CRITERION}"
    jean = sign_in(space, "Jean")
    opened = form_of(jean, address)
    send(marie, address, titre="Lancer")
    asked = jean.post(address, data=opened | {"titre": "Oser", "poids": "2"})
    assert asked.status_code == 409
    assert "Marie a changé ce champ pendant que vous l’aviez ouvert. Enregistré : « Lancer »." in re.sub(
        "</?strong>", "", visible_text(asked)
    )
    assert "Enregistré : Poids. Le reste ne l’est pas : Titre." in visible_text(asked)
    assert 'value="Oser"' in asked.text
    assert "titre: Lancer\n" in text_of(space, draft)
    assert "poids: 2\n        # les premières" in text_of(space, draft)  # the other field is saved
    again: dict[str, str | list[str]] = {**fields_of(asked)}
    assert jean.post(address, data=again | {"autre:titre": "oui"}).status_code == 303
    assert "titre: Lancer\n" in text_of(space, draft)
    assert jean.post(address, data=again).status_code == 303
    assert "titre: Oser\n" in text_of(space, draft)


def test_a_text_that_cannot_be_read_any_more_gives_back_what_was_written(space: Flask, marie: FlaskClient) -> None:
    draft = begin_draft(marie)
    address = f"{draft}/mot/1"
    opened = form_of(marie, address)
    text = f"{draft}/texte"
    marie.post(text, data=fields_of(marie.get(text)) | {"source": "format: ["})
    gone = marie.post(address, data=opened | {"definition": "Un long travail."})
    assert gone.status_code == 409
    assert "Un long travail." in gone.text
    assert "Lieu ouvert, ni domicile" not in gone.text
    assert "Le texte ne peut plus être lu" in visible_text(gone)
    assert f'href="{text}?ligne=1#source"' in gone.text
    assert "Le texte ne peut plus être lu" in visible_text(marie.get(address))
    assert text_of(space, draft) == "format: ["


def test_a_draft_with_errors_is_mended_by_a_form(space: Flask, marie: FlaskClient) -> None:
    draft = begin_draft(
        marie, OURS.replace("poids: 1\n        # les premières", "poids: lourd\n        # les premières", 1)
    )
    address = f"{draft}/{CRITERION}"
    page = visible_text(marie.get(address))
    assert "Ce qui est signalé ici" in page
    assert re.search(r"<details[^>]* open>\s*<summary><h2>Ce que le critère compte", page)
    assert send(marie, address, objet="Autre chose").status_code == 303  # what was wrong before prevents nothing
    assert send(marie, address, poids="1").status_code == 303
    assert "Ce brouillon peut être publié" in visible_text(marie.get(draft))


def test_a_text_of_any_shape_opens_its_forms(marie: FlaskClient) -> None:
    text = OURS.replace("    conseils: [avant-l-echeance]", "    conseils: [[a, b], {c: d}]", 1)
    text = text.replace("quand: [fin-proche, hors-regie]", "quand: {tous: [{critere: mixite-sociale}]}", 1)
    draft = begin_draft(marie, text)
    page = visible_text(marie.get(f"{draft}/situation/bail-qui-finit"))
    assert "(introuvable)" in page
    assert "Ce qui est signalé ici" in page


def test_a_form_left_open_too_long_keeps_what_was_written(marie: FlaskClient) -> None:
    address = f"{begin_draft(marie)}/{CRITERION}"
    sent = send(marie, address, csrf_token="vieux", titre="Oser")
    assert sent.status_code == 422
    assert 'value="Oser"' in sent.text


def test_the_text_leads_back_to_the_form(marie: FlaskClient) -> None:
    draft = begin_draft(marie)
    line = OURS[: OURS.index(QUESTION)].count("\n") + 1
    assert f'href="{draft}/{CRITERION}"' in marie.get(f"{draft}/texte?ligne={line}").text
    assert "Le formulaire" not in marie.get(f"{draft}/texte?ligne=1").text


def test_a_question_is_shown_beside_its_form_as_it_will_be_asked(marie: FlaskClient) -> None:
    draft = begin_draft(marie)
    send(marie, f"{draft}/{CRITERION}", question__projet="Que lancez-vous ?")
    shown = visible_text(marie.get(f"{draft}/{CRITERION}")).split('id="apercu"')[1]
    assert "Que lancez-vous ?" in shown
    assert "En essayant, sans noter de chiffres." in shown
    page = re.search(r'href="([^"#]+/apercu/[^"#]+)#question-demarche-entrepreneuriale"', shown)
    assert page
    preview = visible_text(marie.get(page[1]))
    assert "Que lancez-vous ?" in preview
    assert f'href="{draft}/{CRITERION}">Modifier cette question</a>' in preview
    other = visible_text(marie.get(f"{draft}/{CRITERION}?regard=collectivite")).split('id="apercu"')[1]
    assert "Comment le lieu lance-t-il ses nouvelles activités ?" in other


def test_a_preview_leads_to_the_form_of_what_it_shows(marie: FlaskClient) -> None:
    draft = begin_draft(marie)
    assert f'href="{draft}/contexte/stade">Modifier cette question' in visible_text(
        marie.get(f"{draft}/apercu/commencer/projet")
    )
    results = visible_text(marie.get(f"{draft}/apercu/diagnostic/village-en-preparation/resultats"))
    assert re.search(rf'href="{draft}/conseil/[a-z-]+">Modifier ce conseil', results)
    assert "Modifier ce" not in visible_text(marie.get("/exemple"))


def test_a_session_that_ended_gives_back_what_was_typed(space: Flask, marie: FlaskClient) -> None:
    address = f"{begin_draft(marie)}/{CRITERION}"
    opened = form_of(marie, address)
    ended = space.test_client().post(address, data=opened | {"objet": "Une phrase que l’on tient à garder."})
    assert ended.status_code == 401
    assert "garde:" not in ended.text  # another site may have sent it
    kept = re.search(r'<textarea[^>]*id="garde"[^>]*>\n?(.*?)</textarea>', ended.text, re.S)
    assert kept
    assert html.unescape(kept[1]) == "Une phrase que l’on tient à garder."


def test_what_was_typed_comes_back_to_its_form_after_signing_in_again(space: Flask, marie: FlaskClient) -> None:
    draft = begin_draft(marie)
    address = f"{draft}/{CRITERION}"
    adding = f"{draft}/mot/nouveau"
    for where, typed in ((address, {"objet": "Une phrase que l’on tient à garder."}), (adding, {"terme": "bail"})):
        fields = form_of(marie, where) | typed
        services_of(space).accounts.set_password("Marie", LIGHT_HASH, "")  # ends every session
        ended = marie.post(where, data=fields)
        assert ended.status_code == 401
        again: dict[str, str | list[str]] = {**fields_of(ended), "name": "Marie", "password": "faux"}
        sign_in_page = f"/animation/connexion?suite={where}"
        elsewhere = space.test_client().post(sign_in_page, data=again)  # as another site would
        assert "garde:" not in elsewhere.text
        refused = marie.post(sign_in_page, data=again)
        assert refused.status_code == 422
        back = marie.post(sign_in_page, data={**fields_of(refused), "name": "Marie", "password": PASSWORD})
        assert f'action="{where}"' in back.text
        form = marie.post(where, data=fields_of(back))
        assert form.status_code == 200
        assert "rien n’en est encore enregistré" in visible_text(form)
        assert text_of(space, draft) == OURS
        if where == address:
            assert "Une phrase que l’on tient à garder." in form.text
            saved = marie.post(where, data=form_of_page(form))
            assert saved.status_code == 303
            assert "objet: Une phrase que l’on tient à garder." in text_of(space, draft)
            marie.post(f"{draft}/annuler", data=fields_of(marie.get(f"{draft}/historique")))
        else:
            assert 'value="bail"' in form.text


def test_a_session_that_ended_elsewhere_leads_back_to_the_text_or_the_form(
    space: Flask, marie: FlaskClient
) -> None:
    draft = begin_draft(marie)
    cases = (
        (f"{draft}/texte", {"source": f"# Une remarque.\n{OURS}"}, "# Une remarque."),
        (f"{draft}/{CRITERION}", {"objet": "Une phrase."}, "Une phrase."),
    )
    for where, typed, expected in cases:
        fields = form_of(marie, where) | typed
        browser, here = space.test_client(), {"Sec-Fetch-Site": "same-origin"}
        ended = browser.post(where, data=fields, headers=here)  # another session has begun: other cookies
        refused = browser.post(
            f"/animation/connexion?suite={where}",
            data={**fields_of(ended), "name": "Marie", "password": "faux"},
            headers=here,
        )
        kept = re.search(r'<textarea[^>]*id="garde"[^>]*>\n?(.*?)</textarea>', refused.text, re.S)
        assert kept
        assert html.unescape(kept[1]).startswith(expected)
        signed = {**fields_of(refused), "name": "Marie", "password": PASSWORD}
        back = browser.post(f"/animation/connexion?suite={where}", data=signed, headers=here)
        form = browser.post(where, data=fields_of(back))
        assert form.status_code == 200
        assert expected in html.unescape(form.text)
        assert "rien n’en est encore enregistré" in visible_text(form)
        assert text_of(space, draft) == OURS
    copied = space.test_client()
    ended = copied.post(
        f"{draft}/{CRITERION}", data=form_of(marie, f"{draft}/{CRITERION}") | {"objet": "À copier."}
    )
    assert "À copier." in copied.post("/animation/connexion", data=fields_of(ended) | {"password": "faux"}).text
    signed = {**fields_of(ended), "garde": "À copier.", "name": "Marie", "password": PASSWORD}
    back = copied.post(f"/animation/connexion?suite={draft}/{CRITERION}", data=signed)
    assert "À copier." in back.text
    assert f'href="{draft}/{CRITERION}"' in back.text


def test_what_a_new_contact_lacks_is_said_at_the_field_to_fill_in(space: Flask, marie: FlaskClient) -> None:
    draft = begin_draft(marie)
    refused = send(marie, f"{draft}/conseil/point-par-activite", contacts__0__telephone="04 75 00 00 00")
    assert refused.status_code == 422
    assert re.search(r'id="contacts\.0\.qui"[^>]*aria-invalid="true"', refused.text)
    assert not re.search(r'id="contacts\.0\.telephone"[^>]*aria-invalid', refused.text)
    assert 'value="04 75 00 00 00"' in refused.text
    assert "nom du contact : ce champ ne peut pas rester vide." in visible_text(refused)
    short = {"contacts__0__qui": "Le réseau", "contacts__0__telephone": "04 75 00 00"}
    assert "un numéro français a dix chiffres : il y en a 8 ici" in visible_text(
        send(marie, f"{draft}/conseil/point-par-activite", **short)
    )


def test_a_field_sent_alone_is_saved_alone_and_what_became_of_it_is_said(space: Flask, marie: FlaskClient) -> None:
    draft = begin_draft(marie)
    address = f"{draft}/{CRITERION}"
    opened = form_of(marie, address)

    def alone(name: str, value: str) -> TestResponse:
        sent = {"csrf_token": opened["csrf_token"], f"vu:{name}": opened[f"vu:{name}"], name: value}
        return marie.post(address, data=sent | {"par-champ": "oui"})

    saved = alone("poids", "2")
    assert saved.status_code == 200
    assert 'data-field="poids" data-state="enregistre"' in saved.text
    assert re.search(r"data-save-status>Enregistré à \d+ h \d+\.", visible_text(saved))
    refused = alone("titre", "")
    assert refused.status_code == 422
    assert 'data-field="titre" data-state="refuse"' in refused.text
    assert "data-save-status>Pas enregistré : Titre." in visible_text(refused)
    asked = alone("poids", "3")
    assert asked.status_code == 409
    assert 'data-field="poids" data-state="conflit"' in asked.text
    assert "Vous avez changé ce champ dans une autre page." in visible_text(asked)
    assert "poids: 2\n        # les premières" in text_of(space, draft)
    stale = marie.post(address, data={"csrf_token": "vieux", "vu:poids": "", "poids": "9", "par-champ": "oui"})
    assert "data-stale" in stale.text


def test_no_sentence_of_the_answer_not_concerned_is_a_choice(space: Flask, marie: FlaskClient) -> None:
    draft = begin_draft(marie)
    address = f"{draft}/{CRITERION}"
    assert send(marie, address, non_concerne__propose="non").status_code in (200, 303)
    assert "non_concerne: false" in text_of(space, draft)
    assert send(marie, address, titre="Oser").status_code == 303
    refused = send(marie, address, non_concerne__propose="oui")
    assert "écrivez la phrase, pour l’un des deux regards au moins" in visible_text(refused)
    sentence = {"non_concerne__projet": "Si le lieu est loin."}
    assert send(marie, address, non_concerne__propose="oui", **sentence).status_code == 303
    assert "projet: Si le lieu est loin." in text_of(space, draft)
    holder = f"{draft}/critere/nouveau?dans=lieu"
    empty = visible_text(send(marie, holder, titre="Un critère de plus"))
    assert (
        "Réponse « Non concerné », cette réponse est-elle proposée ? : ce champ ne peut pas rester vide." in empty
    )
    chosen = visible_text(send(marie, holder, titre="Un critère de plus", non_concerne__propose="non"))
    assert "Question, pour le projet : ce champ ne peut pas rester vide." in chosen
    assert "Réponse « Non concerné », cette" not in chosen


def test_what_else_changes_in_the_text_is_told(space: Flask, marie: FlaskClient) -> None:
    line = "acteurs: [personne élue référente, équipe du lieu]"
    indent = re.search(rf"^( +){re.escape(line)}$", OURS, re.M)
    assert indent
    lines = ["acteurs:", "  # elle décide", "  - personne élue référente", "  - équipe du lieu"]
    draft = begin_draft(marie, OURS.replace(line, f"\n{indent[1]}".join(lines), 1))
    sent = send(marie, f"{draft}/conseil/point-par-activite", acteurs="équipe du lieu")
    page = visible_text(marie.get(sent.headers["Location"]))
    assert "La remarque « # elle décide » part avec ce qu’elle touchait." in page
    assert "# elle décide" not in text_of(space, draft)


def test_a_full_disk_keeps_what_was_typed_on_the_page(marie: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    draft = begin_draft(marie)

    def broken(*_: object, **__: object) -> None:
        raise StorageError("disque plein")

    monkeypatch.setattr("questionnaire.storage.DraftStore.save", broken)
    for address, name in ((f"{draft}/{CRITERION}", "objet"), (f"{draft}/mot/nouveau", "terme")):
        word = {"definition": "Un contrat."} if name == "terme" else {}
        sent = send(marie, address, **{name: "Un mot gardé"}, **word)
        assert sent.status_code == 503
        assert "n’a pas pu être enregistré" in visible_text(sent)
        assert "Un mot gardé" in sent.text


def test_a_card_is_shown_beside_its_form_with_its_contacts(marie: FlaskClient) -> None:
    address = f"{begin_draft(marie)}/conseil/point-par-activite"
    contact = {"contacts__0__qui": "Réseau régional", "contacts__0__telephone": "0475000000"}
    assert send(marie, address, **contact).status_code == 303
    shown = marie.get(address).text.split('id="apercu"')[1]
    assert 'href="tel:0475000000"' in shown
    assert "Faites le point activité par activité" in visible_text(marie.get(address)).split('id="apercu"')[1]


def test_a_reader_reads_the_forms(space: Flask, marie: FlaskClient) -> None:
    address = f"{begin_draft(marie)}/{CRITERION}"
    page = sign_in(space, "Ana", Role.LECTURE).get(address).text
    assert "Enregistrer" not in page
    assert "readonly" in page
