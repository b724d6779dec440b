"""Whom a question of the printed form is for: it agrees with the questionnaire on a screen."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from questionnaire.answers import AnswerSheet, ContextValue, Viewpoint
from questionnaire.assessment.asking import NO_CHOICE, Combination, Tick, When, asked_when, offered_choices
from questionnaire.assessment.context_parts import asked_in_parts
from questionnaire.assessment.journey import choose_path
from questionnaire.assessment.paper import PaperForm, Period, paper_form, paper_forms
from questionnaire.assessment.paper_wording import (
    choice_words,
    enter_words,
    form_words,
    how_words,
    letter,
    paper_title,
    several_words,
    size_words,
    when_words,
)
from questionnaire.assessment.scoring import asked_criteria
from questionnaire.criteria.model import STAGE, WHOLE_PATH, Criteria
from tests.support.building import STAGES, Tree, build, complete
from tests.support.strategies import STAKES, context_conditions


def true_of(when: When, context: dict[str, ContextValue]) -> bool:
    """Tell whether what is written on paper holds for who ticked this."""
    if isinstance(when, bool):
        return when
    if isinstance(when, Combination):
        return (all if when.every else any)(true_of(part, context) for part in when.parts)
    given = context.get(when.question, NO_CHOICE)
    ticked = {given} if isinstance(given, str) else set(given)
    return bool(ticked & when.choices) is when.wanted


def asked(criteria: Criteria, viewpoint: Viewpoint, context: dict[str, ContextValue]) -> frozenset[str]:
    """Return what is asked on a screen of who follows the whole path."""
    path = choose_path(criteria, AnswerSheet(viewpoint, WHOLE_PATH, context))
    return asked_criteria(criteria, AnswerSheet(viewpoint, path, context))


@pytest.mark.parametrize("viewpoint", Viewpoint)
def test_a_question_of_the_shipped_forms_is_for_those_who_are_asked_it_on_a_screen(
    criteria: Criteria, viewpoint: Viewpoint
) -> None:
    for form in paper_forms(criteria, viewpoint):
        carried = criteria.context_question("portage")
        assert carried
        for stage, carrier in product(form.stages, [*carried.choices_for(viewpoint), None]):
            context: dict[str, ContextValue] = {STAGE: stage.id}
            context |= {"portage": carrier.id} if carrier else {}
            numbers = form.numbers.get(stage.id, tuple(one.number for one in form.questions))
            told = {
                one.criterion.id for one in form.questions if one.number in numbers and true_of(one.when, context)
            }
            # a stage of a few questions is told by their numbers alone
            few = len(numbers) * 3 < len(form.questions)
            expected = asked(criteria, viewpoint, context)
            assert expected == (
                {one.criterion.id for one in form.questions if one.number in numbers} if few else told
            )


@st.composite
def conditional_trees(draw: st.DrawFn) -> Tree:
    """Return a criterion with a condition, and two paths imposed by conditions of their own."""
    tree = complete({"axes": {"un": {"criteres": {"a": {}, "b": {"si": draw(context_conditions(depth=2))}}}},
                     "enjeux": {stake: [] for stake in STAKES}})  # fmt: skip
    imposed = [
        {"id": f"p{number}", "titre": "Imposé", "texte": "Un texte", "quand": draw(context_conditions()),
         **draw(st.sampled_from([{}, {"criteres": ["a"]}, {"criteres": ["b"]}]))}
        for number in range(draw(st.integers(0, 2)))
    ]  # fmt: skip
    tree["contexte"][0]["obligatoire"] = draw(st.booleans())
    return {**tree, "parcours": [*tree["parcours"], *imposed]}


@given(tree=conditional_trees(), viewpoint=st.sampled_from(Viewpoint))
def test_what_is_told_on_paper_is_what_the_conditions_say(tree: Tree, viewpoint: Viewpoint) -> None:
    criteria = Criteria.model_validate(tree)
    offered = offered_choices(criteria, viewpoint, criteria.start_questions, {})
    whens = {one.id: asked_when(criteria, one, offered) for one in criteria.all_criteria()}
    stages = STAGES if tree["contexte"][0]["obligatoire"] else (*STAGES, NO_CHOICE)
    for stage, stakes in product(stages, [(), STAKES[:1], STAKES[1:], STAKES]):
        context: dict[str, ContextValue] = {STAGE: stage} if stage else {}
        context |= {"enjeux": stakes} if stakes else {}
        expected = asked(criteria, viewpoint, context)
        assert {key for key, when in whens.items() if true_of(when, context)} == expected


def form_of(condition: object, **more: object) -> PaperForm:
    """Return a form of one question asked on this condition."""
    tree = complete({"axes": {"un": {"criteres": {"a": {"si": condition} if condition else {}, "b": {}}}}, **more})
    tree["contexte"] += [
        {"id": "qui", "type": "choix", "question": {"collectivite": "Qui ?", "projet": "Qui ?"},
         "choix": [{"id": "asso", "titre": "Une association : loi de 1901"}, {"id": "ville", "titre": "La ville"},
                   {"id": "rien", "titre": "Personne"}]},
        {"id": "but", "type": "choix_multiple", "maximum": 2, "question": {"collectivite": "Quoi ?", "projet": "Quoi ?"},
         "choix": [{"id": "lien", "titre": "Du lien"}, {"id": "emploi", "titre": "Des emplois"}]},
    ]  # fmt: skip
    form = paper_form(Criteria.model_validate(tree), Viewpoint.PROJET, Period.OPEN)
    assert form
    return form


def told(condition: object) -> str:
    """Return whom the question is for, in words."""
    form = form_of(condition)
    return when_words(form, form.questions[0].when).replace("\u00a0", " ")


TICKED = "vous avez coché"
ASSOCIATION, CITY = {"contexte": "qui", "vaut": ["asso"]}, {"contexte": "qui", "vaut": ["ville"]}
OPENING = {"contexte": "stade", "vaut": ["ouverture"]}
LINKS = {"contexte": "but", "vaut": ["lien"]}


@pytest.mark.parametrize(
    ("condition", "words"),
    [
        (None, ""),
        ({"contexte": "stade", "vaut": ["ouverture", "fonctionnement"]}, ""),
        ({"un_de": [OPENING, {"contexte": "stade", "vaut": ["fonctionnement"]}]}, ""),
        (OPENING, f"Seulement si {TICKED} « Ouverture » en A."),
        (ASSOCIATION, f"Seulement si {TICKED} « Une association » en B."),
        ({"aucun": [CITY]}, f"Sauf si {TICKED} « La ville » en B."),
        ({"aucun": [CITY, ASSOCIATION]}, f"Sauf si {TICKED} « Une association » ou « La ville » en B."),
        ({"tous": [OPENING, {"aucun": [CITY]}]}, f"Seulement si {TICKED} « Ouverture » en A, mais pas « La ville » en B."),
        ({"tous": [LINKS, {"aucun": [CITY]}]}, f"Seulement si {TICKED} « Du lien » en C, mais pas « La ville » en B."),
        ({"tous": [OPENING, LINKS]}, f"Seulement si {TICKED} « Ouverture » en A et {TICKED} « Du lien » en C."),
        ({"aucun": [LINKS]}, f"Sauf si {TICKED} « Du lien » en C."),
        ({"un_de": [OPENING, LINKS]}, f"Seulement si ({TICKED} « Ouverture » en A ou {TICKED} « Du lien » en C)."),
        ({"un_de": [OPENING, {"aucun": [LINKS]}]},
         f"Seulement si ({TICKED} « Ouverture » en A ou vous n’avez pas coché « Du lien » en C)."),
        ({"tous": [{"un_de": [OPENING, LINKS]}, {"aucun": [CITY]}]},
         f"Seulement si ({TICKED} « Ouverture » en A ou {TICKED} « Du lien » en C), sauf si {TICKED} « La ville » en B."),
    ],
)  # fmt: skip
def test_whom_a_question_is_for_is_told_in_words(condition: object, words: str) -> None:
    assert told(condition) == words


def test_a_question_asked_of_nobody_on_a_form_is_not_on_it() -> None:
    tree = {"axes": {"un": {"criteres": {"a": {}, "b": {"si": {"contexte": "stade", "vaut": ["idee"]}}}}}}
    forms = {period: paper_form(build(tree), Viewpoint.PROJET, period) for period in Period}
    assert [len(form.questions) for form in forms.values() if form] == [2, 1]


def test_a_stage_that_leaves_questions_out_tells_the_numbers_of_the_others(criteria: Criteria) -> None:
    form = paper_form(criteria, Viewpoint.COLLECTIVITE, Period.BEFORE)
    assert form
    (nothing, idea, preparing), others = choice_words(form, form.context[0]), choice_words(form, form.context[1])
    wanted = ("diagnostic-territoire", "accueil-initiatives", "pair-a-pair")
    numbers = [one.number for one in form.questions if one.criterion.id in wanted]
    assert nothing[1] == f"répondez aux questions {numbers[0]}, {numbers[1]} et {numbers[2]}"
    assert idea[1].startswith("répondez aux questions ")
    assert preparing[1] == ""
    assert {then for _, then in others} == {""}


@pytest.mark.parametrize(
    ("first", "words"),
    [(False, "aucune question à cette étape"), (True, "répondez à la question 1")],
)
def test_a_stage_with_hardly_a_question_says_so(first: bool, words: str) -> None:
    last = {"si": {"contexte": "stade", "vaut": ["fonctionnement"]}}
    tree = build({"axes": {"un": {"criteres": {"a": {} if first else last, "b": last}}}})
    form = paper_form(tree, Viewpoint.PROJET, Period.OPEN)
    assert form
    assert choice_words(form, form.context[0])[0][1] == words


def test_the_forms_are_worded_for_their_period(criteria: Criteria) -> None:
    before, after = paper_forms(criteria, Viewpoint.PROJET)
    worded = criteria.at_stage("idee").criterion("experimentation")
    assert next(one for one in before.questions if one.criterion.id == "experimentation").criterion == worded
    assert paper_title(before) == "Projet ou tiers-lieu, avant l’ouverture"
    assert form_words(after) == "Lieu ouvert"
    assert size_words(before).startswith(
        f"{len(before.lettered) + len(before.questions)}\u00a0questions au plus, "
    )
    assert size_words(after).startswith(f"{len(after.lettered) + len(after.questions)}\u00a0questions, ")
    assert len(how_words(before)) == 4


def test_criteria_without_a_stage_before_the_opening_have_one_form() -> None:
    tree = complete({"axes": {"un": {"criteres": {"a": {}}}}})
    for choice in tree["contexte"][0]["choix"]:
        choice["ouvert"] = True
    (form,) = paper_forms(Criteria.model_validate(tree), Viewpoint.PROJET)
    assert form_words(form) == "À toutes les étapes"
    assert len(how_words(form)) == 3  # earlier levels are not a ladder of single conditions
    assert paper_form(form.criteria, Viewpoint.PROJET, Period.BEFORE) is None


def test_how_many_boxes_may_be_ticked_is_told() -> None:
    one, _, several = form_of(None).context
    assert several_words(one) == ""
    assert several_words(several) == "2\u00a0cases au plus."
    assert several_words(several.model_copy(update={"maximum": None})) == "Plusieurs cases possibles."


@pytest.mark.parametrize("viewpoint", Viewpoint)
def test_a_context_question_is_on_paper_in_its_part_for_those_who_are_asked_it_on_a_screen(
    criteria: Criteria, viewpoint: Viewpoint
) -> None:
    assert criteria.part_questions
    for form in paper_forms(criteria, viewpoint):
        placed = [(part.axis.id, asked) for part in form.parts for asked in part.context]
        assert all(asked.question.place == axis for axis, asked in placed)
        assert form.lettered == (*criteria.start_questions, *(asked.question for _, asked in placed))
        carried = criteria.context_question("portage")
        assert carried
        long = [
            one for one in form.stages if len(form.numbers.get(one.id, form.questions)) * 3 >= len(form.questions)
        ]
        for stage, carrier in product(long, carried.choices_for(viewpoint)):
            context: dict[str, ContextValue] = {STAGE: stage.id, carried.id: carrier.id}
            told = tuple(asked.question for _, asked in placed if true_of(asked.when, context))
            assert set(told) == set(asked_in_parts(criteria, AnswerSheet(viewpoint, WHOLE_PATH, context)))


def test_letters_go_on_after_z() -> None:
    assert [letter(rank) for rank in (0, 25, 26)] == ["A", "Z", "AA"]


def test_where_the_answers_are_typed_in_is_told() -> None:
    assert enter_words("terrain.example").startswith("saisissez ces réponses sur terrain.example.")


def test_the_choices_told_are_only_those_of_a_tick() -> None:
    form = form_of({"contexte": "qui", "vaut": ["asso", "ville"]})
    assert form.questions[0].when == Tick("qui", frozenset({"asso", "ville"}))
