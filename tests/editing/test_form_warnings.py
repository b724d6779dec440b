"""Problems of an element are worded as in its form, each with the fields that it is about."""

from __future__ import annotations

import pytest

from questionnaire.criteria.elements import find_element
from questionnaire.criteria.model import Criteria
from questionnaire.criteria.validation import validate
from questionnaire.criteria.yaml_source import read_source
from questionnaire.editing.fields import element_fields
from questionnaire.editing.form_warnings import form_warnings, form_words
from questionnaire.errors import Problem
from tests.support.shipped import OURS

NEW = """\
      - id: de-tous
        titre: Accueillir toutes les personnes du territoire
        objet: Un objet.
        poids: 1
        attendu: {}
        non_concerne: false
        question:
          collectivite: Que faites-vous
          projet: Que faites-vous ici
        aide: Une aide.
        niveaux:
          collectivite:
            - Rien pour l’instant.
            - Un peu.
            - Assez.
            - Chaque mois.
          projet:
            - Rien pour l’instant.
            - Un peu.
            - Assez.
            - Chaque mois.
        a_demander: {collectivite: À elle., projet: À lui.}
        dialogue: Quoi ?
"""


def told(text: str, word: str, key: str) -> list[tuple[str, tuple[str, ...], str]]:
    source = read_source(text)
    element = find_element(source, word, key)
    assert element is not None
    found = form_warnings(source, element, element_fields(element, source), validate(text.encode()).problems)
    return [
        (one.title, tuple(field.name for field in one.fields), one.message.replace("\xa0", " ")) for one in found
    ]


def test_the_warnings_of_a_new_criterion_are_in_the_order_and_words_of_its_form() -> None:
    text = OURS.replace("    criteres:\n      - id: demarche", f"    criteres:\n{NEW}      - id: demarche", 1)
    found = told(text, "critere", "de-tous")
    assert found[:4] == [
        ("Titre", ("titre",), "ce texte a 6 mots : 5 au plus se lisent d’un coup d’œil."),
        (
            "Question",
            ("question.collectivite", "question.projet"),
            "une question se termine par un point d’interrogation.",
        ),
        ("Aide", ("aide.texte",), "une aide donne un exemple : « Par exemple, … »."),
        (
            "Niveaux",
            ("niveaux.collectivite.3", "niveaux.projet.3"),
            "un niveau ne donne pas de chiffre : les seuils vont dans l’aide.",
        ),
    ]
    assert found[4][0] == "Texte en bref"
    assert found[4][2].startswith("il manque « texte en bref » :")
    assert [title for title, _, _ in found[5:]] == ["Conseils"] * len(found[5:])
    assert found[5][2] == "aucun conseil ne répond au niveau 0 pour le regard collectivité."
    assert len(found) <= 12
    assert told(text, "critere", "gouvernance-partagee") == []


@pytest.mark.parametrize(
    ("message", "words"),
    [
        ("il manque « version ».", "il manque « nom de la version »."),
        ("« inconnu » n’est pas admis.", "« inconnu » n’est pas admis."),
    ],
)
def test_names_of_the_file_become_labels(message: str, words: str) -> None:
    assert form_words(Criteria, message).replace("\xa0", " ") == words


def test_a_warning_of_the_whole_element_has_no_field_and_those_of_others_are_left_out() -> None:
    source = read_source(OURS)
    card = find_element(source, "conseil", "trois-chiffres-notes")
    assert card is not None
    problems = [
        Problem(source.line(card.path), "", "ce conseil n’apparaîtra jamais.", True),
        Problem(source.line(("axes", 0)), "", "un autre élément.", True),
        Problem(source.line((*card.path, "effort")), "", "trop.", False),
        Problem(source.line((*card.path, "effort")), "", "trop.", False),
    ]
    found = form_warnings(source, card, element_fields(card, source), problems)
    assert [(one.group, len(one.fields), one.warning) for one in found] == [("effort", 1, False), ("", 0, True)]
