"""Durations: counted in the words that are read, never written by hand."""

from __future__ import annotations

import pytest

from questionnaire.answers import AnswerSheet, Viewpoint
from questionnaire.assessment.criteria_wording import duration_text, other_questions_words, refine_words
from questionnaire.assessment.duration import duration_of, minutes, seconds
from questionnaire.criteria.model import Criteria, Path
from tests.support.building import Tree, both, build, complete, sheet

FIVE = "un deux trois quatre cinq"


def tree(**criterion: object) -> Tree:
    """Return a tree whose words are counted: 5 in the question, 20 in the levels."""
    words = {
        "titre": "Titre court",
        "question": both(FIVE),
        "niveaux": {who: [FIVE] * 4 for who in ("collectivite", "projet")},
        "non_concerne": "non",
        **criterion,
    }
    made = complete({"axes": {"un": {"criteres": {"a": words}}}})
    made["contexte"][0]["question"] = both("Un deux trois quatre cinq six ?")  # 6, and 4 choices of one word
    return made


def test_reading_200_words_a_minute_and_8_seconds_a_question() -> None:
    criteria = Criteria.model_validate(tree())
    # 10 words of context; 2 + 5 + 20 + 4 (« Je ne sais pas ») of the question: 41 words, 12.3 s; 2 questions, 16 s
    assert seconds(criteria, sheet({}, stade="idee")) == 29
    assert minutes(criteria, sheet({}, stade="idee")) == 1


def test_not_applicable_is_read_where_it_is_offered() -> None:
    offered = Criteria.model_validate(tree(non_concerne="Rien de tel"))
    assert seconds(offered, sheet({}, stade="idee")) == 29  # 43 words: 12.9 s
    assert seconds(offered, sheet({}, stade="idee")) >= seconds(Criteria.model_validate(tree()), sheet({}))


def test_a_question_that_is_not_asked_takes_no_time() -> None:
    criteria = Criteria.model_validate(tree(si={"contexte": "stade", "vaut": ["ouverture"]}))
    assert seconds(criteria, sheet({}, stade="idee")) == 11  # the context alone
    assert duration_text(duration_of(criteria, criteria.paths[0])) == "1\u00a0minute"


def test_only_the_questions_placed_first_count_in_the_context() -> None:
    made = tree()
    made["contexte"].append({"id": "plus", "type": "texte", "question": both(" ".join([FIVE] * 40))})
    all_first = Criteria.model_validate(made)
    made["contexte"][0]["place"] = "debut"
    assert seconds(all_first, sheet({})) - seconds(Criteria.model_validate(made), sheet({})) == 68  # 60 s and 8 s


def test_a_range_covers_every_stage_of_a_path(criteria: Criteria) -> None:
    for path in criteria.paths:
        found = duration_of(criteria, path)
        for viewpoint in path.viewpoints:
            for stage in ("idee", "prefiguration", "ouverture", "fonctionnement"):
                if path.condition is None:
                    taken = minutes(criteria, AnswerSheet(viewpoint, path.id, {"stade": stage}))
                    assert found.shortest <= taken <= found.longest


def test_a_path_that_no_stage_leads_to_still_has_a_duration() -> None:
    made = tree()
    never = {"aucun": [{"un_de": [{"regard": "projet"}, {"regard": "collectivite"}]}]}
    made["parcours"].append({"id": "jamais", "titre": "Jamais", "texte": "Un texte", "quand": never})
    criteria = Criteria.model_validate(made)
    path = criteria.path("jamais")
    assert isinstance(path, Path)
    assert duration_of(criteria, path).longest == 1


def test_the_shipped_paths_keep_the_time_they_promise(criteria: Criteria) -> None:
    longest = {
        (path, stage): max(
            minutes(criteria, AnswerSheet(viewpoint, path, {"stade": stage})) for viewpoint in Viewpoint
        )
        for path in ("complet", "express")
        for stage in ("idee", "prefiguration", "ouverture", "fonctionnement")
    }
    assert longest["complet", "idee"] <= 5
    assert max(longest.values()) <= 9
    assert max(taken for (path, _), taken in longest.items() if path == "express") <= 5


@pytest.mark.parametrize(
    ("context", "words"),
    [
        ({}, "Deux autres choix peuvent changer ces pas."),
        ({"b": "x"}, "Un autre choix peut changer ces pas."),
        ({"b": "x", "c": "x"}, ""),
    ],
)
def test_what_may_still_be_answered_is_counted(context: dict[str, str], words: str) -> None:
    made = tree()
    made["contexte"][0]["place"] = "debut"
    for key in ("b", "c"):
        choices = [{"id": "x", "titre": "X"}]
        made["contexte"].append({"id": key, "type": "choix", "question": both(key), "choix": choices})
    made["contexte"].append({"id": "nom", "type": "texte", "question": both("Quel nom")})
    assert refine_words(Criteria.model_validate(made), sheet({}, **context)) == words


def test_earlier_files_ask_everything_first_and_leave_nothing_to_answer_later() -> None:
    plain = build({"axes": {"un": {"criteres": {"a": {}}}}})
    assert refine_words(plain, sheet({})) == ""


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("complet", ""),
        ("court", "Répondre aussi à deux autres questions"),
        ("presque", "Répondre aussi à une autre question"),
    ],
)
def test_what_another_path_asks_more_is_counted(path: str, words: str) -> None:
    paths = {"court": ["a"], "presque": ["a", "b"]}
    criteria = build({"parcours": paths, "axes": {"un": {"criteres": {"a": {}, "b": {}, "c": {}}}}})
    assert other_questions_words(criteria, sheet({}, path=path)) == words
