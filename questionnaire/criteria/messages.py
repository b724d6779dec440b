"""French messages for invalid values of criteria.yaml: what is wrong, where, and how to correct it.

Every error type that pydantic can raise for the model has its message here; a test checks it.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterable, Mapping
from difflib import get_close_matches
from typing import Any

from questionnaire.criteria.yaml_source import PlacePath, YamlSource
from questionnaire.errors import quoted
from questionnaire.leaflets import ADDRESS

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
    "contacts": "contact",
}
MAX_LISTED = 12
Message = Callable[[YamlSource, PlacePath, Mapping[str, Any]], str]
_NAMES = ("id", "titre", "nom", "terme", "critere", "niveau", "qui")


def where(value: Any, path: PlacePath) -> str:
    """Return a place in French: « critère « gouvernance-partagee », conseil « ouvrir-le-conseil », poids »."""
    labels: list[str] = []
    kind = ""
    for step in path:
        value = value[step]
        if isinstance(step, int):
            labels.append(f"{kind} {_name(value, step)}" if kind else f"n° {step + 1}")
            kind = ""
        elif _child_is_listed(value, step):
            kind = _KINDS[step]
        else:
            labels.append(quoted(step))
    return ", ".join(labels)


def _child_is_listed(value: Any, step: str) -> bool:
    return step in _KINDS and isinstance(value, list) and any(isinstance(item, dict) for item in value[:5])


def _name(value: Any, index: int) -> str:
    if isinstance(value, Mapping):
        for key in _NAMES:
            if isinstance(value.get(key), str | int):
                return quoted(value[key])
    return f"n° {index + 1}"


def nearest(name: str, known: Iterable[str]) -> str:
    """Return « Vouliez-vous dire « x » ? » when a known name is close, then the known names."""
    names = list(known)
    if not names:
        return " Aucun n’est connu pour l’instant."
    matches = get_close_matches(name[:60], names[:1000], n=1, cutoff=0.6)
    hint = f" Vouliez-vous dire « {matches[0]} » ?" if matches else ""
    remaining = len(names) - MAX_LISTED
    suffix = f" (et {remaining} autre{'s' if remaining > 1 else ''})" if remaining > 0 else ""
    return f"{hint} Sont connus : {', '.join(names[:MAX_LISTED])}{suffix}."


def _as_typed(source: YamlSource, path: PlacePath, value: object) -> str:
    return source.typed.get(path, str(value))


def _describe_value(source: YamlSource, path: PlacePath, value: object) -> str:
    """Return what the file has there, as it was typed."""
    if value is None or value == "":
        return "rien n’est écrit"
    if isinstance(value, list):
        return "une liste est écrite"
    if isinstance(value, dict):
        return "un bloc est écrit"
    return f"{quoted(_as_typed(source, path, value))} est écrit"


def _text(source: YamlSource, path: PlacePath, error: Mapping[str, Any]) -> str:
    """Explain how YAML read a value where a text is expected."""
    value = error["input"]
    typed = _as_typed(source, path, value)[:60]
    if isinstance(value, dict):
        description = "un bloc est écrit ; si le texte contient « : », mettez-le entre guillemets"
    elif isinstance(value, bool):
        meaning = "vrai" if value else "faux"
        description = f'YAML comprend « {typed} » comme « {meaning} » ; pour écrire le mot, mettez-le entre guillemets : "{typed}"'
    elif isinstance(value, datetime.date):
        description = f'YAML comprend « {typed} » comme une date ; mettez des guillemets : "{typed}"'
    elif isinstance(value, int | float):
        description = f'YAML comprend « {typed} » comme un nombre ; mettez des guillemets : "{typed}"'
    else:
        description = _describe_value(source, path, value)
    return f"un texte est attendu : {description}."


def _expected(expectation: str) -> Message:
    def message(source: YamlSource, path: PlacePath, error: Mapping[str, Any]) -> str:
        return f"{expectation} : {_describe_value(source, path, error['input'])}."

    return message


def _bound(template: str, key: str) -> Message:
    return lambda _source, _path, error: template.format(error["ctx"][key])


def _choice(source: YamlSource, path: PlacePath, error: Mapping[str, Any]) -> str:
    value = error["input"]
    known = re.findall(r"[\w-]+", str(error["ctx"]["expected"]).replace(" or ", " "))
    if value is None or isinstance(value, list | dict):
        return f"un seul mot est attendu : {_describe_value(source, path, value)}.{nearest('', known)}"
    typed = _as_typed(source, path, value)
    if typed in known:
        return f"« {typed} » est attendu ici sans guillemets."
    return f"{quoted(typed)} n’est pas admis ici.{nearest(typed, known)}"


def _pattern(_source: YamlSource, _path: PlacePath, error: Mapping[str, Any]) -> str:
    typed = str(error["input"])
    if ADDRESS in str(error["ctx"]["pattern"]):
        return (
            "une adresse web qui commence par https:// (ou http://), ou celle d’un repère de l’outil "
            f"({ADDRESS}/…), est attendue : {quoted(typed)} est écrit."
        )
    if "@" in str(error["ctx"]["pattern"]):
        return f"une adresse de courriel, comme prenom@exemple.fr, est attendue : {quoted(typed)} est écrit."
    if "+" in str(error["ctx"]["pattern"])[:4]:
        return f"un numéro de téléphone est attendu, comme 04 75 00 00 00 : {quoted(typed)} est écrit."
    if "https" in str(error["ctx"]["pattern"]):
        return f"une adresse web qui commence par https:// (ou http://) est attendue : {quoted(typed)} est écrit."
    return (
        f"{quoted(typed)} ne peut pas servir d’identifiant : seulement des lettres minuscules sans accent, "
        "des chiffres et des tirets (par exemple « gouvernance-partagee »)."
    )


_NUMBER = "{} est attendu (sans guillemets, avec un point et non une virgule)"
_BLOCK = _expected("un bloc de lignes « nom : valeur » est attendu, décalé de deux espaces")

MESSAGES: dict[str, Message] = {
    "string_type": _text,
    "string_too_short": lambda _source, _path, _error: "un texte est attendu, et celui-ci est vide.",
    "string_too_long": _bound("ce texte est trop long ({} caractères au plus) : raccourcissez-le.", "max_length"),
    "string_pattern_mismatch": _pattern,
    "int_type": _expected(_NUMBER.format("un nombre entier")),
    "bool_type": _expected("« oui » ou « non » est attendu"),
    "greater_than_equal": _bound("le nombre est trop petit : {} au moins est attendu.", "ge"),
    "less_than_equal": _bound("le nombre est trop grand : {} au plus est attendu.", "le"),
    "tuple_type": _expected("une liste est attendue ([a, b], ou une ligne par élément qui commence par « - »)"),
    "too_short": _bound("la liste est trop courte ; nombre d’éléments attendu, au moins : {}.", "min_length"),
    "too_long": _bound("la liste est trop longue ; nombre d’éléments attendu, au plus : {}.", "max_length"),
    "enum": _choice,
    "literal_error": _choice,
    "model_type": _BLOCK,
    "dict_type": _BLOCK,
    # the types below are raised by the validators of the model
    "number": _expected(_NUMBER.format("un nombre")),
    "weight": _expected("un nombre plus grand que 0 (et au plus 1 000) est attendu"),
    "percentage": _expected("un nombre entre 0 et 100 est attendu"),
    "share": _expected("un nombre entre 0 et 1 est attendu (0.5 veut dire la moitié)"),
    "sentence": _expected("« non » (la réponse « non concerné » n’est pas proposée) ou une phrase est attendu"),
    "context_answer": _expected("un choix, une liste de choix ou un texte est attendu"),
    "profile_answer": _expected(
        "un niveau seul (comme 2), un état seul (comme « ne_sait_pas »), ou un bloc « niveau » et « note » est attendu"
    ),
    "day": _expected("une date est attendue, comme 2027-06-30"),
    "contact": lambda _source, _path, _error: (
        "un contact a au moins un téléphone, un courriel ou un lien : ajoutez « telephone », « courriel » ou « lien »."
    ),
    "condition": lambda _source, _path, error: f"{error['msg']}.",
}


def translate(source: YamlSource, path: PlacePath, error: Mapping[str, Any], known: Iterable[str] = ()) -> str:
    """Return the French message of one pydantic error; `known` are the names allowed at that place."""
    kind = error["type"]
    if kind == "missing":
        return f"il manque « {path[-1]} »."
    if kind == "extra_forbidden":
        name = str(path[-1])
        return f"{quoted(name)} n’est pas un nom connu ici.{nearest(name, known)}"
    return MESSAGES[kind](source, path, error)
