"""Guidance: which cards, in which order; situations, strengths and what to find out."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given

from questionnaire.answers import AnswerSheet, State
from questionnaire.assessment.guidance import Guidance, advise
from questionnaire.assessment.ranking import Advice, chosen_choices
from questionnaire.assessment.report import make_report
from questionnaire.assessment.scoring import CriterionScore, effective_answers, score
from questionnaire.assessment.selection import rules_of
from questionnaire.criteria.conditions import Facts, holds
from questionnaire.criteria.criterion import Card
from questionnaire.criteria.model import Criteria
from tests.support.building import Tree, axis_of, build, complete, sheet
from tests.support.strategies import answered_trees


def guidance_of(tree: Tree, answers: AnswerSheet) -> tuple[Criteria, Guidance]:
    criteria = Criteria.model_validate(tree)
    return criteria, advise(criteria, answers, score(criteria, answers))


def ids(advices: tuple[Advice, ...]) -> list[str]:
    return [advice.card.id for advice in advices]


def applicable(criteria: Criteria, answers: AnswerSheet) -> list[tuple[Card, CriterionScore]]:
    """Return the cards whose viewpoint, levels and condition hold, families left as they are."""
    scores = score(criteria, answers)
    facts = Facts(answers.viewpoint, answers.context, effective_answers(criteria, answers), scores.by_axis())
    return [
        (card, one)
        for axis in scores.axes
        for one in axis.criteria
        for card in one.criterion.cards
        if answers.viewpoint in card.viewpoints
        and (card.levels is None or one.answer.level in card.levels)
        and holds(card.condition, facts)
    ]


@given(answered_trees())
def test_every_applicable_card_is_told_once_but_for_the_later_steps_of_a_family(
    case: tuple[Tree, AnswerSheet],
) -> None:
    criteria, guidance = guidance_of(*case)
    found = applicable(criteria, case[1])
    families: dict[str, list[Card]] = {}
    for card, _ in found:
        if card.family:
            families.setdefault(card.family, []).append(card)
    first_steps = [min(cards, key=lambda card: card.step).id for cards in families.values()]
    expected = [card.id for card, _ in found if card.family is None] + first_steps
    assert sorted(ids(guidance.cards + guidance.more)) == sorted(expected)
    assert len(guidance.cards) == min(criteria.cards_max, len(expected))


@given(answered_trees())
def test_priorities_are_exact_and_the_rest_is_in_order(case: tuple[Tree, AnswerSheet]) -> None:
    criteria, guidance = guidance_of(*case)
    raised = {key for choice in chosen_choices(criteria, case[1].context) for key in choice.raises}
    order = [card.id for one in criteria.all_criteria() for card in one.cards]
    for advice in guidance.cards + guidance.more:
        one, card = advice.criterion, advice.card
        factor = 3 if one.criterion.id in raised else 2
        assert advice.priority * card.effort * 2 == card.effect * one.gap * one.criterion.weight * factor
        assert bool(advice.raised_by) == (one.criterion.id in raised)
        assert advice.axis is axis_of(criteria, one.criterion.id)
    for one_advice, other in pairwise(guidance.more):
        ranks = [
            (-advice.priority, advice.card.effort, -advice.card.effect, order.index(advice.card.id))
            for advice in (one_advice, other)
        ]
        assert ranks[0] < ranks[1]


@given(answered_trees())
def test_an_axis_takes_a_third_place_only_when_no_other_has_something_to_gain(
    case: tuple[Tree, AnswerSheet],
) -> None:
    criteria, guidance = guidance_of(*case)
    most = rules_of(criteria).per_axis
    count = {advice.axis.id: 0 for advice in guidance.cards + guidance.more}
    for advice in guidance.cards:
        count[advice.axis.id] += 1
    crowded = [axis for axis, number in count.items() if number > most]
    waiting = [advice for advice in guidance.more if advice.priority > 0 and count[advice.axis.id] < most]
    for axis in crowded:
        assert all(advice.axis.id == axis for advice in waiting)


@given(answered_trees())
def test_an_easy_first_step_is_among_the_first_cards_when_one_applies(case: tuple[Tree, AnswerSheet]) -> None:
    _, guidance = guidance_of(*case)
    if any(advice.card.effort == 1 for advice in guidance.more):
        assert any(advice.card.effort == 1 for advice in guidance.cards)


@given(answered_trees())
def test_situations_strengths_and_what_to_check_follow_the_document(case: tuple[Tree, AnswerSheet]) -> None:
    criteria, guidance = guidance_of(*case)
    scores = score(criteria, case[1])
    shown = [one for axis in scores.axes for one in axis.criteria]
    assert list(guidance.to_check) == [one for one in shown if one.answer.state is State.UNKNOWN]
    strong = [one for one in shown if one.answer.level is not None and one.answer.level >= 2]
    strong.sort(key=lambda one: (one.answer.level, one.criterion.weight), reverse=True)
    assert list(guidance.strengths) == strong[:3]
    facts = Facts(case[1].viewpoint, case[1].context, effective_answers(criteria, case[1]), scores.by_axis())
    active = [one.id for one in criteria.situations if holds(one.condition, facts)]
    assert [one.situation.id for one in guidance.situations] == active[:2]


@given(answered_trees())
def test_the_same_answers_always_give_the_same_guidance(case: tuple[Tree, AnswerSheet]) -> None:
    criteria, guidance = guidance_of(*case)
    assert advise(criteria, case[1], score(criteria, case[1])) == guidance
    again, other = guidance_of(*case)
    assert ids(other.cards) == ids(guidance.cards)
    assert ids(other.more) == ids(guidance.more)
    assert again.digest == criteria.digest


CARD = {"id": "a1", "niveaux": [0], "exemples": ["lieu-un", "lieu-deux"], "ressources": ["guide"]}
PLACES = [
    {"id": key, "nom": key, "commune": "Ici", "portage": "Une association", "but": "Faire ensemble"}
    for key in ("lieu-un", "lieu-deux", "lieu-trois")
]
GUIDE = {"id": "guide", "titre": "Guide", "editeur": "Un réseau", "url": "https://exemple.fr/", "resume": "Aide"}


def illustrated() -> Tree:
    tree = complete(
        {
            "axes": {"un": {"criteres": {"a": {"conseils": [CARD]}}}},
            "enjeux": {"jeunesse": [], "emploi": ["a"]},
            "situations": [
                {
                    "id": "s",
                    "quand": {"critere": "a", "niveau_max": 1},
                    "complement": {"quand": {"contexte": "stade", "vaut": ["idee"]}, "texte": "Et c’est normal"},
                    "exemples": ["lieu-deux"],
                    "ressources": ["guide"],
                }
            ],
            "tiers_lieux": PLACES,
            "ressources": [GUIDE],
        }
    )
    tree["contexte"][1]["choix"][0]["exemples"] = ["lieu-trois", "lieu-deux"]
    return tree


def test_an_example_that_the_context_puts_forward_comes_first_and_none_is_added() -> None:
    criteria, plain = guidance_of(illustrated(), sheet({"a": 0}))
    assert [place.id for place in plain.cards[0].places] == ["lieu-un", "lieu-deux"]
    assert [one.id for one in plain.cards[0].resources] == ["guide"]
    _, moved = guidance_of(illustrated(), sheet({"a": 0}, enjeux=("jeunesse",)))
    assert [place.id for place in moved.cards[0].places] == ["lieu-deux", "lieu-un"]
    assert criteria.place("lieu-trois").name == "lieu-trois"


def test_a_situation_has_the_words_of_the_viewpoint_and_its_complement_when_it_holds() -> None:
    _, guidance = guidance_of(illustrated(), sheet({"a": 1}, stade="idee"))
    (active,) = guidance.situations
    assert (active.text, active.complement) == ("Un texte", "Et c’est normal")
    assert [place.id for place in active.places] == ["lieu-deux"]
    assert [one.id for one in active.resources] == ["guide"]
    _, later = guidance_of(illustrated(), sheet({"a": 1}, stade="ouverture"))
    assert later.situations[0].complement is None


def test_a_card_tells_which_choices_raised_it() -> None:
    _, guidance = guidance_of(illustrated(), sheet({"a": 0}, enjeux=("emploi", "jeunesse")))
    assert [choice.id for choice in guidance.cards[0].raised_by] == ["emploi"]


def test_no_situation_is_shown_when_none_is_wanted() -> None:
    _, guidance = guidance_of({**illustrated(), "situations_max": 0}, sheet({"a": 0}))
    assert guidance.situations == ()


def test_a_condition_on_an_unanswered_criterion_never_sees_a_hidden_one() -> None:
    criteria = build(
        {
            "parcours": {"express": ["a"]},
            "axes": {"un": {"criteres": {"a": {}, "b": {}}}},
            "situations": [{"id": "vide", "quand": {"critere": "b", "etat": "sans_reponse"}}],
        }
    )
    assert [one.situation.id for one in make_report(criteria, sheet()).situations] == ["vide"]
    assert make_report(criteria, sheet(path="express")).situations == ()


def test_an_easy_step_already_among_the_first_changes_nothing() -> None:
    easy = [
        {"id": f"a{effort}{effect}", "niveaux": [0], "effort": effort, "effet": effect}
        for effort in (1, 2)
        for effect in (3, 1)
    ]
    criteria = build({"conseils_max": 1, "axes": {"un": {"criteres": {"a": {"conseils": easy}}}}})
    report = make_report(criteria, sheet({"a": 0}))
    assert ids(report.cards) == ["a13"]
    assert ids(report.more) == ["a23", "a11", "a21"]
