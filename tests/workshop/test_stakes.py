"""Stakes suggested by the words of a cloud that were shown, and chosen by the group."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from questionnaire.answers import AnswerSheet, Viewpoint
from questionnaire.assessment.parties import STAKES
from questionnaire.criteria.model import Criteria
from questionnaire.workshop.cloud import Cloud, CloudWord, Moderation, make_cloud
from questionnaire.workshop.stakes import chosen_stakes, proposed_stakes
from questionnaire.workshop.votes import Vote
from tests.support.building import HERE, build, complete
from tests.support.plain_yaml import plain_yaml
from tests.support.told_rooms import SHEET


def cloud(**words: int) -> Cloud:
    shown = tuple(CloudWord(label.replace("_", " "), count, 1) for label, count in words.items())
    return Cloud(sum(words.values()), shown)


@pytest.mark.parametrize(
    ("said", "stake"),
    [
        ("recréer du lien", "lien-social"),
        ("emplois locaux", "activite-emploi"),
        ("un espace de travail", "travail-proximite"),
        ("inclusion numérique", "numerique"),
        ("Transitions écologiques", "transition"),
        ("vie culturelle", "culture"),
        ("centres-bourgs", "centre-bourg"),
        ("les jeunes", "jeunesse"),
        ("services publics", "services"),
        ("se former", "apprendre"),
        ("co-construction", "participation"),
        ("circuits courts", "alimentation"),
    ],
)
def test_a_word_leads_to_the_stake_that_a_person_would_say(criteria: Criteria, said: str, stake: str) -> None:
    (found,) = proposed_stakes(criteria, SHEET, [Cloud(2, (CloudWord(said, 2, 1),))])
    assert (found.choice.id, [word.label for word in found.words]) == (stake, [said])


def test_words_that_only_look_alike_lead_nowhere(criteria: Criteria) -> None:
    assert proposed_stakes(criteria, SHEET, [cloud(artères=2, communication=3, mobilité=2, réemployer=2)]) == ()


def test_sixty_realistic_answers_lead_to_three_stakes(criteria: Criteria) -> None:
    case: Any = plain_yaml((Path(HERE) / "cases/workshop/02-soixante-reponses.yaml").read_text(encoding="utf-8"))
    shown = make_cloud([Vote(tuple(words)) for words in case["reponses"]], Moderation())
    assert [(one.choice.id, one.count) for one in proposed_stakes(criteria, SHEET, [shown])] == [
        ("lien-social", 10),
        ("transition", 5),
        ("services", 5),
    ]


def test_the_group_chooses_among_those_proposed_and_nothing_is_written_by_itself(criteria: Criteria) -> None:
    proposed = proposed_stakes(criteria, SHEET, [cloud(emploi=4, culture=2)])
    assert [one.choice.id for one in proposed] == ["activite-emploi", "culture"]
    assert chosen_stakes(proposed, []) == {}
    assert chosen_stakes(proposed, ["culture", "jeunesse"]) == {STAKES: ("culture",)}


def test_another_file_of_criteria_is_read_by_its_titles_or_goes_without() -> None:
    sheet = AnswerSheet(Viewpoint.PROJET, "complet", {"stade": "ouverture"})
    short: dict[str, Any] = {"axes": {"un": {"criteres": {"a": {}}}}}
    assert proposed_stakes(build(short), sheet, [cloud(emploi=2)]) == ()
    titles = ("Le vélo, la marche", "Se loger ou se chauffer", "Autre", "La forêt et le bois")
    question = {
        "id": STAKES,
        "type": "choix_multiple",
        "question": {"collectivite": "Lesquels ?", "projet": "Lesquels ?"},
        "choix": [{"id": f"n{at}", "titre": title} for at, title in enumerate(titles)],
    }
    tree = complete(short)
    own = Criteria.model_validate({**tree, "contexte": [*tree["contexte"], question]})
    said = cloud(vélos=2, mieux_se_chauffer=3, marcher=2)
    assert [(one.choice.id, one.count) for one in proposed_stakes(own, sheet, [said])] == [("n1", 3), ("n0", 2)]
