"""Criteria and answers of every shape that matters to the scores and the guidance, for property-based tests."""

from __future__ import annotations

import functools
from typing import Any

from hypothesis import strategies as st

from questionnaire.answers import Answer, AnswerSheet, ContextValue, State, Viewpoint
from tests.support.building import STAGES, Tree, complete

STAKES = ("jeunesse", "emploi", "culture")
VIEWPOINTS = ("collectivite", "projet")
WEIGHTS = st.sampled_from([1, 2, 3, 7, 0.5, 1.25])
LEVELS = st.integers(0, 3)
SOME_LEVELS = st.none() | st.lists(LEVELS, min_size=1, unique=True)
GROUPS = ("tous", "un_de", "aucun")
SIZES = st.lists(st.integers(1, 4), min_size=1, max_size=3)
EXPECTED = st.dictionaries(st.sampled_from(STAGES), LEVELS)
FEW = st.integers(0, 3)
ONE_TO_THREE = st.integers(1, 3)
ONE_TO_SIX = st.integers(1, 6)
YES_OR_NO = st.booleans()
# a strategy made at each draw is checked at each draw, which took longer than drawing: here each is made once
Names = tuple[str, ...]
made_once = functools.lru_cache(maxsize=None, typed=True)  # a viewpoint equals its name


@made_once
def one_value(*values: Any) -> st.SearchStrategy[Any]:
    """Return one of these values."""
    return st.sampled_from(values)


@made_once
def some_of(values: Names, least: int = 0) -> st.SearchStrategy[list[str]]:
    """Return some of these values, each once, in any order."""
    return st.lists(st.sampled_from(values), min_size=least, unique=True)


@made_once
def one_to_three(conditions: st.SearchStrategy[Tree]) -> st.SearchStrategy[list[Tree]]:
    """Return a few conditions, for a group of them."""
    return st.lists(conditions, min_size=1, max_size=3)


@made_once
def gates(criteria: Names, most: int) -> st.SearchStrategy[list[Tree]]:
    """Return what a tier requires."""
    return st.lists(
        st.fixed_dictionaries({"critere": st.sampled_from(criteria), "au_moins": LEVELS}), max_size=most
    )


@made_once
@st.composite
def context_conditions(draw: st.DrawFn, depth: int = 1) -> Tree:
    """Return a condition on the context and the viewpoint alone."""
    kind = draw(one_value("stade", "enjeux", "regard", *(GROUPS if depth else ())))
    if kind == "regard":
        return {"regard": draw(one_value(*VIEWPOINTS))}
    if kind == "stade":
        return {"contexte": "stade", "vaut": draw(some_of(tuple(STAGES), 1))}
    if kind == "enjeux":
        return {"contexte": "enjeux", "vaut": draw(some_of(STAKES, 1))}
    return {kind: draw(one_to_three(context_conditions(depth=0)))}


@made_once
@st.composite
def conditions(draw: st.DrawFn, criteria: Names, axes: Names, depth: int = 1) -> Tree:
    """Return a condition of any kind."""
    kind = draw(one_value("contexte", "critere", "etat", "axe", *(GROUPS if depth else ())))
    if kind == "contexte":
        return draw(context_conditions(depth=0))
    if kind == "critere":
        return {
            "critere": draw(one_value(*criteria)),
            draw(one_value("niveau_max", "niveau_min")): draw(LEVELS),
        }
    if kind == "etat":
        state = draw(one_value("repondu", "ne_sait_pas", "non_concerne", "sans_reponse"))
        return {"critere": draw(one_value(*criteria)), "etat": state}
    if kind == "axe":
        bound = draw(one_value("score_max", "score_min"))
        return {"axe": draw(one_value(*axes)), bound: draw(one_value(0, 25, 50, 75, 100))}
    return {kind: draw(one_to_three(conditions(criteria, axes, 0)))}


@made_once
@st.composite
def cards(draw: st.DrawFn, card_id: str, criteria: Names, axes: Names) -> Tree:
    """Return one card in its short form."""
    card: Tree = {"id": card_id, "effort": draw(ONE_TO_THREE), "effet": draw(ONE_TO_THREE)}
    levels = draw(SOME_LEVELS)
    if levels is not None:
        card["niveaux"] = levels
    if levels is None or draw(YES_OR_NO):
        card["quand"] = draw(conditions(criteria, axes))
    if draw(YES_OR_NO):
        card["famille"] = draw(one_value("f", "g"))
        card["marche"] = draw(ONE_TO_THREE)
    if draw(YES_OR_NO):
        card["pour"] = [draw(one_value(*VIEWPOINTS))]
    return card


@made_once
@st.composite
def trees(draw: st.DrawFn, *, own_gates: bool = False) -> Tree:
    """Return a whole criteria tree; `own_gates` keeps it without gates."""
    sizes = draw(SIZES)
    names = {f"axe-{number}": [f"c{number}{index}" for index in range(size)] for number, size in enumerate(sizes)}
    axes, criteria = tuple(names), tuple(one for listed in names.values() for one in listed)
    some, required = some_of(criteria), gates(criteria, 0 if own_gates else 2)
    short: Tree = {
        "axes": {
            axis: {
                "poids": draw(WEIGHTS),
                "criteres": {one: draw(_criteria(one, criteria, axes)) for one in listed},
            }
            for axis, listed in names.items()
        },
        "monte": {stage: draw(some) for stage in STAGES},
        "enjeux": {stake: draw(some) for stake in STAKES},
        "parcours": {"express": draw(some_of(criteria, 1))},
        "couverture_minimale": draw(one_value(0, 0.25, 0.5, 0.75, 1)),
        "conseils_max": draw(ONE_TO_SIX),
        "situations": [
            {"id": f"s{number}", "quand": draw(conditions(criteria, axes))} for number in range(draw(FEW))
        ],
    }
    short["paliers"] = [
        {"titre": "À amorcer", "seuil": 0},
        {"titre": "En chemin", "seuil": draw(one_value(30, 33.5, 50)), "exige": draw(required)},
        {"titre": "Partagé", "seuil": 75, "exige": draw(required)},
    ]
    return complete(short)


@made_once
@st.composite
def _criteria(draw: st.DrawFn, name: str, criteria: Names, axes: Names) -> Tree:
    short: Tree = {
        "poids": draw(WEIGHTS),
        "conseils": [draw(cards(f"{name}-{number}", criteria, axes)) for number in range(draw(FEW))],
        "attendu": draw(EXPECTED),
    }
    if draw(FEW) == 0:
        short["si"] = draw(context_conditions())
    return short


MOSTLY = st.integers(0, 5)  # true five times of six
NOTES = st.text(max_size=20)
ANSWERS = st.one_of(
    LEVELS.map(Answer.at),
    LEVELS.map(Answer.at),
    st.sampled_from([State.UNKNOWN, State.NOT_APPLICABLE, State.BLANK]).map(Answer),
)


def criterion_ids(tree: Tree) -> list[str]:
    """Return the ids of the criteria of a tree, in order."""
    return [criterion["id"] for axis in tree["axes"] for criterion in axis["criteres"]]


@st.composite
def sheets(draw: st.DrawFn, tree: Tree) -> AnswerSheet:
    """Return answers to the criteria of `tree`."""
    context: dict[str, ContextValue] = {}
    if draw(MOSTLY):
        context["stade"] = draw(one_value(*STAGES))
    stakes = draw(some_of(STAKES))
    if stakes:
        context["enjeux"] = tuple(stakes)
    answers = {name: draw(ANSWERS) for name in criterion_ids(tree) if draw(MOSTLY)}
    return AnswerSheet(
        draw(one_value(*Viewpoint)),
        draw(one_value("complet", "complet", "express")),
        context,
        answers,
    )


@st.composite
def answered_trees(draw: st.DrawFn, *, own_gates: bool = False) -> tuple[Tree, AnswerSheet]:
    """Return a criteria tree and answers to it."""
    tree = draw(trees(own_gates=own_gates))
    return tree, draw(sheets(tree))
