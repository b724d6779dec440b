"""What went wrong with a value of criteria.yaml, where, and how to mend it: in French, gently.

Every error type that pydantic can raise for our model has its words here; a test fails when one has not.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Mapping
from difflib import get_close_matches
from typing import Any

from questionnaire.yaml_source import PlacePath, Source

_KINDS = {
    "axes": "axe",
    "criteres": "critère",
    "conseils": "conseil",
    "contexte": "question de contexte",
    "choix": "choix",
    "situations": "situation",
    "tiers_lieux": "tiers-lieu",
    "ressources": "ressource",
    "glossaire": "terme",
    "profils_fictifs": "profil",
    "paliers": "palier",
    "parcours": "parcours",
    "echelle": "niveau de l’échelle",
    "reponses": "réponse",
    "liens": "lien",
    "labels": "label",
    "illustre": "illustration",
    "exige": "exigence",
}
_NAMES = ("id", "titre", "nom", "terme", "critere", "niveau")


def where(value: Any, path: PlacePath) -> str:
    """Say a place in words: « critère « gouvernance-partagee », conseil « ouvrir-le-conseil », poids »."""
    words: list[str] = []
    parent = ""
    for index, step in enumerate(path):
        value = _child(value, step)
        if isinstance(step, int):
            kind = _KINDS.get(parent)
            if kind:
                words.append(f"{kind} « {_name(value, step)} »")
            elif index < len(path) - 1 or not words:
                words.append(f"élément n° {step + 1}")
            else:
                words[-1] += f", n° {step + 1}"
        elif _child_is_listed(value, step):
            parent = step
            continue
        else:
            words.append(f"« {step} »")
        parent = str(step)
    return ", ".join(words)


def _child(value: Any, step: str | int) -> Any:
    try:
        return value[step]
    except (KeyError, IndexError, TypeError):
        return None


def _child_is_listed(value: Any, step: str) -> bool:
    return step in _KINDS and isinstance(value, list) and any(isinstance(item, dict) for item in value)


def _name(value: Any, index: int) -> str:
    if isinstance(value, Mapping):
        for key in _NAMES:
            if isinstance(value.get(key), str | int):
                return str(value[key])
    return f"n° {index + 1}"


def nearest(word: str, known: Iterable[str]) -> str:
    """Return « Vouliez-vous dire « x » ? » when a known name is close, and the names known."""
    names = list(known)
    close = get_close_matches(word, names, n=1, cutoff=0.6)
    hint = f" Vouliez-vous dire « {close[0]} » ?" if close else ""
    if not names:
        return f"{hint} (aucun n’est connu)"
    some = ", ".join(names[:12]) + (", …" if len(names) > 12 else "")
    return f"{hint} (connus : {some})"


def _got(source: Source, path: PlacePath, value: object) -> str:
    """Say what stands there, as it was typed, and what YAML made of it when that surprises."""
    typed = source.typed.get(path)
    if value is None:
        return "rien n’est écrit"
    if isinstance(value, bool):
        meaning = "vrai" if value else "faux"
        return f'YAML comprend « {typed} » comme « {meaning} » ; pour écrire le mot, mettez-le entre guillemets : "{typed}"'
    if isinstance(value, datetime.date):
        return f'YAML comprend « {typed} » comme une date ; mettez des guillemets : "{typed}"'
    if isinstance(value, int | float):
        return f'YAML comprend « {typed} » comme un nombre ; mettez des guillemets : "{typed}"'
    if isinstance(value, list):
        return "une liste est écrite"
    if isinstance(value, dict):
        return "un bloc est écrit ; si le texte contient « : », mettez-le entre guillemets"
    return f"« {str(value)[:60]} » est écrit"


def _text(source: Source, path: PlacePath, error: Mapping[str, Any]) -> str:
    return f"un texte est attendu : {_got(source, path, error['input'])}."


def _number(kind: str) -> Callable[[Source, PlacePath, Mapping[str, Any]], str]:
    def message(source: Source, path: PlacePath, error: Mapping[str, Any]) -> str:
        value = error["input"]
        got = "rien n’est écrit" if value is None else f"« {source.typed.get(path, '…')} » est écrit"
        return f"{kind} est attendu (sans guillemets, avec un point et non une virgule) : {got}."

    return message


def _simple(words: str) -> Callable[[Source, PlacePath, Mapping[str, Any]], str]:
    def message(source: Source, path: PlacePath, error: Mapping[str, Any]) -> str:
        values = {key: str(value) for key, value in error.get("ctx", {}).items() if key != "error"}
        return words.format_map({**values, "typed": source.typed.get(path, "")})

    return message


def _choice(source: Source, path: PlacePath, error: Mapping[str, Any]) -> str:
    expected = str(error["ctx"]["expected"]).replace("'", "").replace(" or ", ", ")
    known = [word.strip() for word in expected.split(",")]
    typed = source.typed.get(path, "")
    return f"« {typed} » n’est pas admis ici.{nearest(typed, known)}"


def _list(_source: Source, _path: PlacePath, error: Mapping[str, Any]) -> str:
    got = "rien n’est écrit" if error["input"] is None else "un seul élément est écrit"
    return f"une liste est attendue ([a, b], ou une ligne par élément qui commence par « - ») : {got}."


def _block(source: Source, path: PlacePath, error: Mapping[str, Any]) -> str:
    value = error["input"]
    got = (
        "rien n’est écrit"
        if value is None
        else _got(source, path, value)
        if isinstance(value, list)
        else f"« {source.typed.get(path, '…')} » est écrit"
    )
    return f"un bloc de lignes « nom : valeur » est attendu, décalé de deux espaces : {got}."


MESSAGES: dict[str, Callable[[Source, PlacePath, Mapping[str, Any]], str]] = {
    "string_type": _text,
    "string_too_short": _simple("un texte est attendu, et celui-ci est vide."),
    "string_too_long": _simple("ce texte est trop long ({max_length} caractères au plus) : raccourcissez-le."),
    "string_pattern_mismatch": lambda source, path, error: _pattern(source, path, error),
    "int_type": _number("un nombre entier"),
    "bool_type": _simple("« oui » ou « non » est attendu : « {typed} » est écrit."),
    "greater_than_equal": _simple("le nombre est trop petit : {ge} au moins est attendu."),
    "less_than_equal": _simple("le nombre est trop grand : {le} au plus est attendu."),
    "tuple_type": _list,
    "too_short": _simple("la liste est trop courte : {min_length} élément au moins est attendu."),
    "too_long": _simple("la liste est trop longue : {max_length} éléments au plus sont attendus."),
    "enum": _choice,
    "literal_error": _choice,
    "model_type": _block,
    "dict_type": _block,
    "number": _number("un nombre"),
    "weight": _simple("un nombre plus grand que 0 (et au plus 1 000) est attendu : « {typed} » est écrit."),
    "percentage": _simple("un nombre entre 0 et 100 est attendu : « {typed} » est écrit."),
    "share": _simple("un nombre entre 0 et 1 est attendu (0.5 veut dire la moitié) : « {typed} » est écrit."),
    "condition": lambda _source, _path, error: f"{error['msg']}.",
}


def _pattern(source: Source, path: PlacePath, error: Mapping[str, Any]) -> str:
    typed = source.typed.get(path) or str(error["input"])
    if "https" in str(error["ctx"]["pattern"]):
        return f"une adresse web qui commence par https:// (ou http://) est attendue : « {typed[:80]} » est écrit."
    return (
        f"« {typed[:60]} » ne peut pas servir d’identifiant : seulement des lettres minuscules sans accent, "
        "des chiffres et des tirets (par exemple « gouvernance-partagee »)."
    )


def translate(source: Source, path: PlacePath, error: Mapping[str, Any], known: Iterable[str] = ()) -> str:
    """Return the French message of one pydantic error; `known` are the names allowed at that place."""
    kind = error["type"]
    if kind == "missing":
        return f"il manque « {error['loc'][-1]} »."
    if kind == "extra_forbidden":
        name = str(error["loc"][-1])
        return f"« {name} » n’est pas un nom connu ici.{nearest(name, known)}"
    return MESSAGES[kind](source, path, error)
