"""Criteria for the tests, from the few words that matter to each: the texts are filled in.

    axes:
      un:
        criteres:
          a: {poids: 2, conseils: [{id: a1, niveaux: [0, 1], effort: 1, effet: 3}]}

`complete` gives the whole tree, as criteria.yaml would; `build` gives the Criteria.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml
from hypothesis import settings

from questionnaire.answers import Answer, AnswerSheet, ContextValue, State, Viewpoint
from questionnaire.criteria.loading import load_criteria
from questionnaire.criteria.model import Axis, Criteria

HERE = Path(__file__).parent.parent
VALID = HERE / "valid"
MINIMAL = (VALID / "minimal.yaml").read_text(encoding="utf-8")
OPEN_STAGES = ("ouverture", "fonctionnement")
STAGES = ("idee", "prefiguration", "ouverture", "fonctionnement")
TIERS = (
    {"titre": "À amorcer", "seuil": 0},
    {"titre": "En chemin", "seuil": 50},
    {"titre": "Partagé", "seuil": 75},
)

# the same examples every time, few enough for the suite to stay quick
settings.register_profile("core", max_examples=40, derandomize=True, deadline=None)
settings.load_profile("core")

Tree = dict[str, Any]


def both(text: str) -> Tree:
    """Return the same text for the two viewpoints."""
    return {"collectivite": text, "projet": text}


def complete(short: Tree) -> Tree:
    """Return the whole tree of a criteria file, from the short form."""
    known = {"axes", "paliers", "parcours", "monte", "enjeux", "situations"}
    rest = {key: value for key, value in short.items() if key not in known}
    raised = short.get("monte", {})
    context = [
        {
            "id": "stade",
            "type": "choix",
            "question": both("Où en est le projet ?"),
            "obligatoire": True,
            "choix": [
                {
                    "id": stage,
                    "titre": stage.title(),
                    "monte": raised.get(stage, []),
                    "ouvert": stage in OPEN_STAGES,
                }
                for stage in STAGES
            ],
        }
    ]
    if "enjeux" in short:
        stakes = [{"id": key, "titre": key.title(), "monte": value} for key, value in short["enjeux"].items()]
        several = {"id": "enjeux", "type": "choix_multiple", "maximum": 3, "question": both("Lesquels ?")}
        context.append({**several, "choix": stakes})
    return {
        "format": 1,
        "titre": "Essai",
        "version": "essai",
        "source": {"titre": "Un rapport", "annee": 2020},
        "presentation": {"accroche": "Une phrase", "texte": "Un texte", "avertissement": "Un avertissement"},
        "regards": {key: {"titre": key.title(), "texte": "Un texte"} for key in ("collectivite", "projet")},
        "echelle": [{"niveau": level, "titre": f"Niveau {level}"} for level in range(4)],
        "paliers": [{"texte": "Un texte", **tier} for tier in short.get("paliers", TIERS)],
        "parcours": [
            {"id": "complet", "titre": "Complet", "texte": "Toutes les questions"},
            *(
                {"id": key, "titre": key.title(), "texte": "Quelques questions", "criteres": value}
                for key, value in short.get("parcours", {}).items()
            ),
        ],
        "contexte": context,
        "axes": [_axis(key, value) for key, value in short["axes"].items()],
        "situations": [
            {"titre": f"Situation {one['id']}", "texte": both("Un texte"), **one}
            for one in short.get("situations", [])
        ],
        **rest,
    }


def _axis(key: str, short: Tree) -> Tree:
    criteria = [_criterion(one, value or {}) for one, value in short["criteres"].items()]
    return {"id": key, "titre": f"Axe {key}", "texte": "Un texte", **short, "criteres": criteria}


def _criterion(key: str, short: Tree) -> Tree:
    return {
        "id": key,
        "titre": f"Critère {key}",
        "objet": "Ce qu’il est",
        "non_concerne": "Rien de tel n’existe",
        "question": both(f"Où en est {key} ?"),
        "aide": "Une aide",
        "niveaux": both_levels(key),
        "a_demander": both("À la mairie"),
        "dialogue": "De quoi parler ?",
        **short,
        "conseils": [_card(one) for one in short.get("conseils", [])],
    }


def both_levels(key: str) -> Tree:
    """Return four sentences for each viewpoint."""
    return {
        who: [f"{key} au niveau {level} selon {who}." for level in range(4)] for who in ("collectivite", "projet")
    }


def _card(short: Tree) -> Tree:
    return {
        "pour": ["collectivite", "projet"],
        "titre": f"Conseil {short['id']}",
        "pourquoi": "Parce que",
        "premier_pas": "Un pas",
        "piege": "Un piège",
        "effort": 2,
        "effet": 2,
        **short,
    }


def build(short: Tree) -> Criteria:
    """Return the Criteria of a short form."""
    return Criteria.model_validate(complete(short))


def dump(tree: Tree) -> str:
    """Return a tree as YAML, its names in the order given."""
    return yaml.dump(tree, Dumper=yaml.CSafeDumper, allow_unicode=True, sort_keys=False)


def valid(name: str) -> Criteria:
    """Return the criteria of tests/valid/<name>.yaml."""
    return load_criteria((VALID / f"{name}.yaml").read_bytes())[0]


def answer(value: int | str, note: str = "") -> Answer:
    """Return the answer « this level » or « this state »."""
    return Answer.at(value, note) if isinstance(value, int) else Answer(State(value), note=note)


def sheet(
    answers: dict[str, int | str] | None = None,
    *,
    viewpoint: str = "collectivite",
    path: str = "complet",
    **context: ContextValue,
) -> AnswerSheet:
    """Return a sheet from plain values."""
    given = {key: answer(value) for key, value in (answers or {}).items()}
    return AnswerSheet(Viewpoint(viewpoint), path, context, given)


def axis_of(criteria: Criteria, criterion_id: str) -> Axis:
    """Return the axis that holds a criterion."""
    return next(axis for axis in criteria.axes for one in axis.criteria if one.id == criterion_id)
