"""A condition as lines of a form: what they can say is written and read back; the rest stays in the text."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from questionnaire.criteria.elements import find_element
from questionnaire.criteria.yaml_source import read_source
from questionnaire.editing.condition_choices import (
    chosen,
    line_of_subject,
    line_options,
    line_title,
    subjects,
    with_choice,
)
from questionnaire.editing.condition_lines import (
    GONE,
    NOT_A_SCORE,
    NOTHING_SAID,
    ConditionLine,
    ConditionLines,
    Connective,
    line_fault,
    read_lines,
    written_lines,
)
from questionnaire.editing.condition_wording import condition_words
from tests.support.shipped import OURS

SOURCE = read_source(OURS)
IDS = some.sampled_from(["un", "deux", "trois-quatre"])
NAMED = some.builds(ConditionLine, some.just("nom"), IDS)
VIEWPOINTS = some.sampled_from(["projet", "collectivite"]).map(
    lambda one: ConditionLine("regard", "", "regard", (one,))
)
CHOICES = some.builds(
    ConditionLine,
    some.just("contexte"),
    IDS,
    some.just("vaut"),
    some.lists(IDS, min_size=1, max_size=3).map(tuple),
)
LEVELS = some.builds(
    ConditionLine,
    some.just("critere"),
    IDS,
    some.sampled_from(["niveau_min", "niveau_max"]),
    some.sampled_from(["0", "3"]).map(lambda one: (one,)),
)
STATES = some.builds(ConditionLine, some.just("critere"), IDS, some.just("etat"), some.just(("non_concerne",)))
SCORES = some.builds(
    ConditionLine, some.just("axe"), IDS, some.sampled_from(["score_min", "score_max"]), some.just(("12.5",))
)
LINES = some.one_of(NAMED, VIEWPOINTS, CHOICES, LEVELS, STATES, SCORES)
CONTRARY = some.tuples(LINES, some.booleans()).map(
    lambda one: ConditionLine(**{**vars(one[0]), "negated": one[1]})
)


@pytest.mark.covers
@settings(max_examples=60, deadline=None)
@given(some.sampled_from(Connective), some.lists(CONTRARY, max_size=4))
def test_what_lines_say_is_written_and_read_back(connective: Connective, lines: list[ConditionLine]) -> None:
    written = written_lines(connective, lines)
    read = read_lines(written)
    assert read is not None
    assert written_lines(read.connective, read.lines) == written
    if len(lines) > 1:
        assert read == ConditionLines(connective, tuple(lines))
    assert [line_fault(line) for line in lines] == [""] * len(lines)


@pytest.mark.parametrize(
    ("condition", "lines"),
    [
        (None, 0),
        ("ouvert", 1),
        (["ouvert", "regie"], 2),
        ({"noms": ["ouvert", "regie"]}, 2),
        ({"aucun": [{"contexte": "stade", "vaut": ["aucun"]}]}, 1),
        ({"tous": [{"regard": "projet"}, {"aucun": ["ouvert"]}]}, 2),
    ],
)
def test_a_condition_of_one_level_has_lines(condition: Any, lines: int) -> None:
    read = read_lines(condition)
    assert read is not None
    assert len(read.lines) == lines


@pytest.mark.parametrize(
    "condition",
    [
        {"un_de": [{"tous": ["ouvert"]}]},
        {"aucun": [{"aucun": [{"aucun": ["ouvert"]}]}]},
        {"tous": [["ouvert"]]},
        {"tous": "ouvert"},
        {"tous": ["ouvert"], "regard": "projet"},
        {"critere": "un"},
        {"contexte": "un", "vaut": "deux"},
        {"regard": ["projet"]},
        {"aucun": [{"aucun": [3]}]},
        ["Pas un nom"],
        12,
        "« »",
    ],
)
def test_what_lines_cannot_say_stays_in_the_text(condition: Any) -> None:
    assert read_lines(condition) is None


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        (ConditionLine("nom", "Pas un nom"), GONE),
        (ConditionLine("autre", "un"), GONE),
        (ConditionLine("regard", "un"), GONE),
        (ConditionLine("contexte", ""), GONE),
        (ConditionLine("contexte", "un", "vaut"), NOTHING_SAID),
        (ConditionLine("contexte", "un", "vaut", ("Pas un nom",)), NOTHING_SAID),
        (ConditionLine("regard", "", "regard", ("autre",)), NOTHING_SAID),
        (ConditionLine("critere", "un", "etat", ("autre",)), NOTHING_SAID),
        (ConditionLine("critere", "un", "niveau_min", ("beaucoup",)), NOTHING_SAID),
        (ConditionLine("critere", "un", "niveau", ("1",)), NOTHING_SAID),
        (ConditionLine("axe", "un", "", ("1",)), NOTHING_SAID),
        (ConditionLine("axe", "un", "score_min", ("101",)), NOT_A_SCORE),
        (ConditionLine("axe", "un", "score_min"), NOT_A_SCORE),
    ],
)
def test_a_line_that_says_nothing_is_told(line: ConditionLine, fault: str) -> None:
    assert line_fault(line) == fault


def test_a_condition_read_before_the_questions_speaks_of_the_context_alone() -> None:
    criterion = find_element(SOURCE, "critere", "gouvernance-partagee")
    card = next(one for one in [find_element(SOURCE, "conseil", "heure-ouverte"), criterion] if one)
    named = find_element(SOURCE, "condition", "ouvert")
    assert criterion is not None
    assert named is not None
    groups = [group for group, _ in subjects(SOURCE, criterion, "si")]
    assert groups == ["Une question de contexte", "Le regard", "Une condition nommée"]
    names = dict(dict(subjects(SOURCE, criterion, "si"))["Une condition nommée"])
    assert "nom.ouvert" in names
    assert "nom.apres-l-accord" not in names  # on answers
    assert [group for group, _ in subjects(SOURCE, card, "quand")][2:] == [
        *("La réponse à un critère", "Le score d’un axe", "Une condition nommée"),
    ]
    assert "Une condition nommée" not in dict(subjects(SOURCE, named, ""))


@pytest.mark.parametrize(
    ("subject", "sent", "number", "line"),
    [
        ("contexte.stade", ["idee"], "", ConditionLine("contexte", "stade", "vaut", ("idee",))),
        ("critere.gouvernance-partagee", ["niveau_min.2"], "", ConditionLine("critere", "gouvernance-partagee", "niveau_min", ("2",))),
        ("critere.gouvernance-partagee", [], "", ConditionLine("critere", "gouvernance-partagee")),
        ("axe.lieu", ["score_max"], "40", ConditionLine("axe", "lieu", "score_max", ("40",))),
        ("axe.lieu", [], "", ConditionLine("axe", "lieu")),
        ("regard", ["projet"], "", ConditionLine("regard", "", "regard", ("projet",))),
        ("nom.ouvert", [], "", ConditionLine("nom", "ouvert", "nom")),
    ],
)  # fmt: skip
def test_what_a_form_sends_is_a_line_and_what_it_shows_is_among_its_options(
    subject: str, sent: list[str], number: str, line: ConditionLine
) -> None:
    read = with_choice(line_of_subject(subject), sent, number)
    assert read == line
    assert read.subject == subject
    assert list(chosen(read)) == sent
    assert set(sent) <= set(dict(line_options(SOURCE, read)))
    assert "introuvable" not in line_title(SOURCE, read)


def test_what_is_gone_is_shown_as_such() -> None:
    lost = ConditionLine("contexte", "perdue", "vaut", ("rien",))
    assert line_title(SOURCE, lost) == "perdue (introuvable)"
    assert line_options(SOURCE, lost) == (("rien", "rien (introuvable)"),)
    assert line_title(SOURCE, ConditionLine("autre", "x")) == "x (introuvable)"


@pytest.mark.parametrize(
    ("condition", "words"),
    [
        (None, "Aucune condition : toujours."),
        ({"regard": "projet"}, "Si on répond pour un projet."),
        ({"aucun": [{"regard": "projet"}]}, "Toujours, sauf si on répond pour un projet."),
        ({"autre": 1}, "Se lit et se change dans le texte."),
    ],
)
def test_a_condition_is_said_as_a_sentence(condition: Any, words: str) -> None:
    assert condition_words(SOURCE, condition).replace("\N{NO-BREAK SPACE}", " ") == words
