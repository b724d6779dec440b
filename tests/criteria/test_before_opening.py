"""Texts for the stages before the opening, and named conditions: loaded, compared, put in place."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest

from questionnaire.answers import AnswerSheet, State, Viewpoint
from questionnaire.assessment.journey import make_journey
from questionnaire.assessment.report import make_report
from questionnaire.assessment.scoring import asked_criteria, effective_answers
from questionnaire.assessment.serialization import read_sheet, write_sheet
from questionnaire.criteria.conditions import Condition, Facts, holds
from questionnaire.criteria.diff import compare
from questionnaire.criteria.field_labels import condition_words
from questionnaire.criteria.model import Criteria
from tests.support.building import Tree, both, complete, sheet, valid

BEFORE = "avant_ouverture"
LEVELS = ["pas encore", "un peu", "souvent", "toujours"]
SHORT: Tree = {
    "axes": {
        "un": {
            "criteres": {
                "a": {
                    "question": {**both("Ce que fait le lieu"), BEFORE: both("Ce que fera le lieu")},
                    "niveaux": {
                        **both(["rien", "peu", "assez", "tout"]),  # type: ignore[arg-type]
                        BEFORE: {"collectivite": LEVELS, "projet": LEVELS},
                    },
                    "aide": {"texte": "Par exemple ouvert", BEFORE: "Par exemple en projet"},
                    "dialogue": {"texte": "Et maintenant", BEFORE: "Et demain"},
                    "non_concerne": {"collectivite": False, "projet": False, BEFORE: "Pas encore de réunion"},
                    "conseils": [
                        {
                            "id": "a1",
                            "niveaux": [0],
                            "titre": {"texte": "Ouvrez la porte", BEFORE: "Prévoyez la porte"},
                            "premier_pas": {"texte": "Ouvrez.", BEFORE: "Prévoyez."},
                        }
                    ],
                },
                "b": {"si": ["en-projet"]},
            }
        }
    },
    "conditions": {
        "en-projet": {"contexte": "stade", "vaut": ["idee", "prefiguration"]},
        "cote-projet": {"regard": "projet"},
    },
}


def tree() -> Tree:
    return complete(deepcopy(SHORT))


@pytest.fixture
def criteria() -> Criteria:
    return Criteria.model_validate(tree())


@pytest.mark.parametrize(
    ("stage", "question", "level", "help_", "title", "step"),
    [
        ("idee", "Ce que fera le lieu", "pas encore", "Par exemple en projet", "Prévoyez la porte", "Prévoyez."),
        ("ouverture", "Ce que fait le lieu", "rien", "Par exemple ouvert", "Ouvrez la porte", "Ouvrez."),
    ],
)
def test_the_texts_follow_the_stage(
    criteria: Criteria, stage: str, question: str, level: str, help_: str, title: str, step: str
) -> None:
    answers = sheet({"a": 0}, stade=stage)
    asked = make_journey(criteria, answers).parts[0].page(1)[0].criterion
    shown = make_report(criteria, answers).scores.axes[0].criteria[0].criterion
    for one in (asked, shown):
        assert one.question.of(Viewpoint.PROJET) == question
        assert one.levels.of(Viewpoint.COLLECTIVITE)[0] == level
        assert one.help == help_
    card = make_report(criteria, answers).cards[0].card
    assert (card.title, card.first_step) == (title, step)


def test_without_a_stage_the_place_is_spoken_of_as_open(criteria: Criteria) -> None:
    assert criteria.at_stage(None) is criteria
    assert criteria.at_stage("ouverture") is criteria
    early = criteria.at_stage("idee")
    assert early.criterion("a").dialogue == "Et demain"
    assert early is criteria.at_stage("prefiguration")
    assert early.digest == criteria.digest


def test_not_applicable_is_blank_again_once_it_is_no_longer_offered(criteria: Criteria) -> None:
    early, open_ = (sheet({"a": "non_concerne"}, stade=stage) for stage in ("idee", "ouverture"))
    assert effective_answers(criteria, early)["a"].state is State.NOT_APPLICABLE
    assert effective_answers(criteria, open_)["a"].state is State.BLANK


def test_not_applicable_is_read_back_from_a_file_where_its_stage_offers_it(criteria: Criteria) -> None:
    for stage, said in (("idee", 0), ("ouverture", 1)):
        given = sheet({"a": "non_concerne"}, stade=stage)
        found, notices = read_sheet(write_sheet(given), criteria)
        assert (found == given, len(notices)) == (not said, said)


def test_a_name_stands_for_its_condition(criteria: Criteria) -> None:
    assert asked_criteria(criteria, sheet({}, stade="idee")) == {"a", "b"}
    assert asked_criteria(criteria, sheet({}, stade="ouverture")) == {"a"}


@pytest.mark.parametrize(
    ("written", "stage", "viewpoint", "true"),
    [
        ("en-projet", "idee", Viewpoint.PROJET, True),
        (["en-projet", "cote-projet"], "idee", Viewpoint.PROJET, True),
        (["en-projet", "cote-projet"], "idee", Viewpoint.COLLECTIVITE, False),
        ({"aucun": ["en-projet"]}, "ouverture", Viewpoint.PROJET, True),
        (
            {"un_de": ["cote-projet", {"contexte": "stade", "vaut": ["idee"]}]},
            "idee",
            Viewpoint.COLLECTIVITE,
            True,
        ),
    ],
)
def test_names_combine_as_conditions_do(
    criteria: Criteria, written: Any, stage: str, viewpoint: Viewpoint, true: bool
) -> None:
    facts = Facts(viewpoint, {"stade": stage}, named=criteria.conditions)
    assert holds(Condition.model_validate(written), facts) is true


def test_names_are_worded_as_they_are_written() -> None:
    assert condition_words(Condition.model_validate(["ouvert", "hors-regie"])) == "« ouvert » et « hors-regie »"


@pytest.mark.parametrize(
    ("edit", "told"),
    [
        (
            lambda a: a["niveaux"][BEFORE].update(projet=["non", *LEVELS[1:]]),
            "le niveau 0 est reformulé (regard projet, avant ouverture)",
        ),
        (lambda a: a["question"].pop(BEFORE), "la question est retirée (regard collectivité, avant ouverture)"),
        (lambda a: a["niveaux"].pop(BEFORE), "le niveau 3 est retiré (regard projet, avant ouverture)"),
        (lambda a: a["aide"].update({BEFORE: "Une autre"}), "l’aide est reformulée (avant ouverture)"),
        (lambda a: a.update(dialogue="Et là ?"), "la question à se poser à deux est reformulée"),
        (
            lambda a: a.update(suppose={"critere": "b", "au_moins": 1}),
            "le critère qui vient avant passe de rien à",
        ),
        (lambda a: a.update(en_bref="des portes ouvertes"), "le texte en bref est ajouté"),
    ],
)
def test_a_change_of_these_texts_is_reported_with_its_stage(edit: Any, told: str) -> None:
    new = tree()
    edit(new["axes"][0]["criteres"][0])
    changes = compare(Criteria.model_validate(tree()), Criteria.model_validate(new))
    assert any(change.text.replace("\u00a0", " ").startswith(told) for change in changes), changes


def test_an_answer_sheet_of_an_earlier_file_is_read_as_before() -> None:
    plain = valid("minimal")
    assert plain.at_stage("idee") is plain
    assert effective_answers(plain, AnswerSheet(Viewpoint.PROJET))["a"].state is State.BLANK
