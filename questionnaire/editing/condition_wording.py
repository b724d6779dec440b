"""Conditions of the criteria as French sentences, with the titles of the elements that they refer to."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from questionnaire.answers import State
from questionnaire.criteria.elements import elements
from questionnaire.criteria.state_words import quoted_state
from questionnaire.criteria.yaml_source import YamlSource
from questionnaire.editing.field_wording import CONDITION_ALWAYS, READ_IN_THE_TEXT
from questionnaire.errors import quoted
from questionnaire.typography import french

MAX_DEPTH = 8
_STATES = {
    "repondu": "a une réponse",
    "ne_sait_pas": f"reçoit {quoted_state(State.UNKNOWN)}",
    "non_concerne": f"reçoit {quoted_state(State.NOT_APPLICABLE)}",
    "sans_reponse": "reste sans réponse",
}
_VIEWPOINTS = {"collectivite": "on répond pour une collectivité", "projet": "on répond pour un projet"}
EXCEPT = "sauf si "
_CONJUNCTIONS = {"tous": " et ", "un_de": " ou "}


Titles = Mapping[str, Mapping[str, str]]  # kind of element -> key -> title


def titles_in(source: YamlSource) -> Titles:
    """Return the titles of the elements that conditions may refer to, to be reused for several conditions."""
    return {
        word: {element.key: quoted(element.title) for element in elements(source, word)}
        for word in ("critere", "axe", "contexte", "choix")
    }


def condition_sentence(source: YamlSource, condition: Any, titles: Titles | None = None) -> str | None:
    """Return a condition as a French clause; None when it is malformed or too deep."""
    known = titles_in(source) if titles is None else titles
    try:
        return french(_named(source, condition, known) or _clause(condition, known, 0))
    except (KeyError, TypeError, AttributeError, ValueError):
        return None


def condition_words(source: YamlSource, condition: Any) -> str:
    """Return a condition as a French sentence."""
    if condition is None:
        return french(CONDITION_ALWAYS)
    words = condition_sentence(source, condition)
    if not words:
        return READ_IN_THE_TEXT
    return f"Toujours, {words}." if words.startswith(EXCEPT) else f"Si {words}."


def gates_words(source: YamlSource, gates: Any, titles: Titles | None = None) -> str:
    """Return the gates of a tier as a French sentence."""
    known = (titles or titles_in(source))["critere"]
    required = [
        f"{known.get(str(gate.get('critere')), quoted(gate.get('critere')))} au moins au niveau {gate.get('au_moins')}"
        for gate in (gates if isinstance(gates, list) else ())
        if isinstance(gate, dict)
    ]
    return french(f"Exige {' et '.join(required)}." if required else "N’exige rien.")


def _named(source: YamlSource, condition: Any, titles: Titles) -> str:
    """Return named conditions, each with its content; empty when the condition is not made of names only."""
    names = condition if isinstance(condition, list) else [condition] if isinstance(condition, str) else []
    known = source.value.get("conditions")
    defined = [(name, known[name]) for name in names if isinstance(known, dict) and name in known]
    clauses = [f"{quoted(name)} ({_clause(value, titles, 1)})" for name, value in defined]
    return " et ".join(clauses) if len(clauses) == len(names) else ""


def _clause(condition: Any, titles: Titles, depth: int) -> str:
    if depth > MAX_DEPTH:
        raise TypeError
    if isinstance(condition, str):
        return quoted(condition)
    if isinstance(condition, list):
        return " et ".join(quoted(str(name)) for name in condition)
    if names := condition.get("noms"):
        return _clause(names, titles, depth + 1)
    for name, conjunction in _CONJUNCTIONS.items():
        if name in condition:
            return _joined([_inside(child, titles, depth) for child in condition[name]], conjunction)
    if "aucun" in condition:
        return EXCEPT + " ou si ".join(_inside(child, titles, depth) for child in condition["aucun"])
    return _atom(condition, titles)


def _joined(clauses: list[str], conjunction: str) -> str:
    """Join clauses; those that begin with « sauf si » come last, where they cannot be read as part of another one."""
    contrary = [clause for clause in clauses if clause.startswith(EXCEPT)]
    if conjunction == _CONJUNCTIONS["un_de"]:
        clauses, contrary = [f"({clause})" if clause in contrary else clause for clause in clauses], []
    direct = conjunction.join(clause for clause in clauses if clause not in contrary)
    return ", ".join([*([direct] if direct else []), *contrary])


def _inside(condition: Any, titles: Titles, depth: int) -> str:
    clause = _clause(condition, titles, depth + 1)
    several = isinstance(condition, dict) and any(
        len(condition.get(name, ())) > 1 for name in (*_CONJUNCTIONS, "aucun")
    )
    return f"({clause})" if several else clause


def _atom(condition: Mapping[str, Any], titles: Titles) -> str:
    if "contexte" in condition:
        key = condition["contexte"]
        choices = [titles["choix"].get(f"{key}.{choice}", quoted(choice)) for choice in condition["vaut"]]
        return f"à {titles['contexte'].get(key, quoted(key))}, on répond {' ou '.join(choices)}"
    if "regard" in condition:
        return _VIEWPOINTS[condition["regard"]]
    if "axe" in condition:
        title = titles["axe"].get(condition["axe"], quoted(condition["axe"]))
        if "score_max" in condition:
            return f"{title} a au plus {_figure(condition['score_max'])} sur 100"
        return f"{title} a au moins {_figure(condition['score_min'])} sur 100"
    title = titles["critere"].get(condition["critere"], quoted(condition["critere"]))
    bounds: dict[str, Callable[[Any], str]] = {
        "niveau_max": lambda level: f"est au plus au niveau {level}",
        "niveau_min": lambda level: f"est au moins au niveau {level}",
        "etat": lambda state: _STATES[state],
    }
    name = min(bounds.keys() & condition.keys())  # ValueError without one
    return f"{title} {bounds[name](condition[name])}"


def _figure(number: Any) -> str:
    return str(number).replace(".", ",")
