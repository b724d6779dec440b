"""Criteria and answers of every shape that matters to the scores and the guidance, for property-based tests."""

from __future__ import annotations

from hypothesis import strategies as st

from questionnaire.answers import Answer, AnswerSheet, ContextValue, State, Viewpoint
from tests.support.building import STAGES, Tree, complete

STAKES = ("jeunesse", "emploi", "culture")
VIEWPOINTS = ("collectivite", "projet")
WEIGHTS = st.sampled_from([1, 2, 3, 7, 0.5, 1.25])
LEVELS = st.integers(0, 3)


@st.composite
def context_conditions(draw: st.DrawFn, depth: int = 1) -> Tree:
    """Return a condition on the context and the viewpoint alone."""
    kinds = ["stade", "enjeux", "regard"] + (["tous", "un_de", "aucun"] if depth else [])
    kind = draw(st.sampled_from(kinds))
    if kind == "regard":
        return {"regard": draw(st.sampled_from(VIEWPOINTS))}
    if kind == "stade":
        return {"contexte": "stade", "vaut": draw(st.lists(st.sampled_from(STAGES), min_size=1, unique=True))}
    if kind == "enjeux":
        return {"contexte": "enjeux", "vaut": draw(st.lists(st.sampled_from(STAKES), min_size=1, unique=True))}
    return {kind: draw(st.lists(context_conditions(depth=0), min_size=1, max_size=3))}


@st.composite
def conditions(draw: st.DrawFn, criteria: list[str], axes: list[str], depth: int = 1) -> Tree:
    """Return a condition of any kind."""
    kind = draw(
        st.sampled_from(["contexte", "critere", "etat", "axe"] + (["tous", "un_de", "aucun"] if depth else []))
    )
    if kind == "contexte":
        return draw(context_conditions(depth=0))
    if kind == "critere":
        return {
            "critere": draw(st.sampled_from(criteria)),
            draw(st.sampled_from(["niveau_max", "niveau_min"])): draw(LEVELS),
        }
    if kind == "etat":
        states = ["repondu", "ne_sait_pas", "non_concerne", "sans_reponse"]
        return {"critere": draw(st.sampled_from(criteria)), "etat": draw(st.sampled_from(states))}
    if kind == "axe":
        bound = draw(st.sampled_from(["score_max", "score_min"]))
        return {"axe": draw(st.sampled_from(axes)), bound: draw(st.sampled_from([0, 25, 50, 75, 100]))}
    return {kind: draw(st.lists(conditions(criteria, axes, 0), min_size=1, max_size=3))}


@st.composite
def cards(draw: st.DrawFn, card_id: str, criteria: list[str], axes: list[str]) -> Tree:
    """Return one card in its short form."""
    card: Tree = {"id": card_id, "effort": draw(st.integers(1, 3)), "effet": draw(st.integers(1, 3))}
    levels = draw(st.none() | st.lists(LEVELS, min_size=1, unique=True))
    if levels is not None:
        card["niveaux"] = levels
    if levels is None or draw(st.booleans()):
        card["quand"] = draw(conditions(criteria, axes))
    if draw(st.booleans()):
        card["famille"] = draw(st.sampled_from(["f", "g"]))
        card["marche"] = draw(st.integers(1, 3))
    if draw(st.booleans()):
        card["pour"] = [draw(st.sampled_from(VIEWPOINTS))]
    return card


@st.composite
def trees(draw: st.DrawFn, *, own_gates: bool = False) -> Tree:
    """Return a whole criteria tree; `own_gates` keeps it without gates."""
    sizes = draw(st.lists(st.integers(1, 4), min_size=1, max_size=3))
    names = {f"axe-{number}": [f"c{number}{index}" for index in range(size)] for number, size in enumerate(sizes)}
    axes, criteria = list(names), [one for listed in names.values() for one in listed]
    some = st.lists(st.sampled_from(criteria), unique=True)
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
        "parcours": {"express": draw(st.lists(st.sampled_from(criteria), unique=True, min_size=1))},
        "couverture_minimale": draw(st.sampled_from([0, 0.25, 0.5, 0.75, 1])),
        "conseils_max": draw(st.integers(1, 6)),
        "situations": [
            {"id": f"s{number}", "quand": draw(conditions(criteria, axes))}
            for number in range(draw(st.integers(0, 3)))
        ],
    }
    gates = st.lists(
        st.fixed_dictionaries({"critere": st.sampled_from(criteria), "au_moins": LEVELS}),
        max_size=0 if own_gates else 2,
    )
    short["paliers"] = [
        {"titre": "À amorcer", "seuil": 0},
        {"titre": "En chemin", "seuil": draw(st.sampled_from([30, 33.5, 50])), "exige": draw(gates)},
        {"titre": "Partagé", "seuil": 75, "exige": draw(gates)},
    ]
    return complete(short)


@st.composite
def _criteria(draw: st.DrawFn, name: str, criteria: list[str], axes: list[str]) -> Tree:
    short: Tree = {
        "poids": draw(WEIGHTS),
        "conseils": [draw(cards(f"{name}-{number}", criteria, axes)) for number in range(draw(st.integers(0, 3)))],
        "attendu": draw(st.dictionaries(st.sampled_from(STAGES), LEVELS)),
    }
    if draw(st.integers(0, 3)) == 0:
        short["si"] = draw(context_conditions())
    return short


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
    if draw(st.integers(0, 4)):
        context["stade"] = draw(st.sampled_from(STAGES))
    stakes = draw(st.lists(st.sampled_from(STAKES), unique=True))
    if stakes:
        context["enjeux"] = tuple(stakes)
    answers = {name: draw(ANSWERS) for name in criterion_ids(tree) if draw(st.integers(0, 5))}
    return AnswerSheet(
        draw(st.sampled_from(Viewpoint)),
        draw(st.sampled_from(["complet", "complet", "express"])),
        context,
        answers,
    )


@st.composite
def answered_trees(draw: st.DrawFn, *, own_gates: bool = False) -> tuple[Tree, AnswerSheet]:
    """Return a criteria tree and answers to it."""
    tree = draw(trees(own_gates=own_gates))
    return tree, draw(sheets(tree))
