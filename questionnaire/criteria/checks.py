"""Checks that look across the file: references, repeated ids, thresholds, what can never happen.

They read the plain values, tolerant of any shape, so that they speak even when other faults stand
beside: every problem of the file comes at once.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from itertools import groupby
from typing import Any

from questionnaire.criteria.guidance_checks import CARD, check_guidance
from questionnaire.criteria.messages import nearest, where
from questionnaire.criteria.yaml_source import PlacePath, YamlSource
from questionnaire.errors import Problem, quoted

MAX_HINTS = 30
_IDENTIFIER = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_CHOICE = "contexte.*.choix.*"

# where ids are given: kind -> the patterns whose values are ids of that kind
_DEFINED = {
    "critère": ("axes.*.criteres.*.id",),
    "axe": ("axes.*.id",),
    "conseil": (f"{CARD}.id",),
    "situation": ("situations.*.id",),
    "exemple": ("tiers_lieux.*.id",),
    "ressource": ("ressources.*.id",),
    "question de contexte": ("contexte.*.id",),
    "parcours": ("parcours.*.id",),
    "profil": ("profils_fictifs.*.id",),
}

# where ids are used: kind -> patterns
_USED = {
    "critère": (
        "paliers.*.exige.*.critere",
        "parcours.*.criteres.*",
        f"{_CHOICE}.monte.*",
        "tiers_lieux.*.illustre.*.critere",
        "ressources.*.criteres.*",
    ),
    "exemple": (f"{CARD}.exemples.*", f"{_CHOICE}.exemples.*", "situations.*.exemples.*"),
    "ressource": (f"{CARD}.ressources.*", f"{_CHOICE}.ressources.*", "situations.*.ressources.*"),
    "parcours": ("profils_fictifs.*.parcours",),
}

_CONDITIONS = (
    "axes.*.criteres.*.si",
    f"{CARD}.quand",
    "situations.*.quand",
    "situations.*.complement.quand",
    "parcours.*.quand",
)
_CONTEXT_ONLY = ("axes.*.criteres.*.si", "parcours.*.quand")


def check_source(source: YamlSource) -> list[Problem]:
    """Return every problem and warning that these checks find."""
    checker = _Checker(source)
    for check in (
        checker.ids,
        checker.references,
        checker.conditions,
        checker.scale,
        checker.tiers,
        checker.context,
        checker.paths,
        checker.levels,
        checker.profiles,
    ):
        check()
    return checker.problems + check_guidance(source, checker.top)


class _Checker:
    def __init__(self, source: YamlSource) -> None:
        self.source = source
        self.problems: list[Problem] = []
        self.known = {kind: self._values(patterns) for kind, patterns in _DEFINED.items()}
        self.choices = {
            question["id"]: [choice["id"] for choice in question.get("choix") or () if _has_id(choice)]
            for _, question in source.find("contexte.*")
            if _has_id(question) and isinstance(question.get("choix") or [], list)
        }
        self.top = max(len(source.value["echelle"]), 2) - 1 if _is_list(source, "echelle") else 3

    def _values(self, patterns: tuple[str, ...]) -> dict[str, None]:
        found = (value for pattern in patterns for _, value in self.source.find(pattern))
        # a name that is no identifier is told at its place, never proposed
        return dict.fromkeys(value for value in found if isinstance(value, str) and _IDENTIFIER.fullmatch(value))

    def say(self, path: PlacePath, message: str, *, warning: bool = False) -> None:
        place = where(self.source.value, path)
        self.problems.append(Problem(self.source.line(path), place, message, warning))

    def ids(self) -> None:
        for kind, patterns in _DEFINED.items():
            self._once(kind, (found for pattern in patterns for found in self.source.find(pattern)))
        for _, choices in groupby(self.source.find(f"{_CHOICE}.id"), key=lambda found: found[0][1]):
            self._once("choix", choices)

    def _once(self, kind: str, found: Iterator[tuple[PlacePath, Any]]) -> None:
        seen: dict[str, int] = {}
        for path, value in found:
            if isinstance(value, str) and value in seen:
                message = f"l’identifiant {quoted(value)} sert déjà ligne {seen[value]} : deux éléments de même nature ({kind}) ne peuvent pas le partager."
                self.say(path, message)
            elif isinstance(value, str):
                seen[value] = self.source.line(path)

    def references(self) -> None:
        for kind, patterns in _USED.items():
            for pattern in patterns:
                for path, value in self.source.find(pattern):
                    self._exists(kind, path, value, self.known[kind])

    def _exists(self, kind: str, path: PlacePath, value: Any, known: Collection[str]) -> bool:
        if isinstance(value, str) and value not in known:
            # looking for the nearest name takes time: not for ever
            hint = nearest(value, known) if len(self.problems) < MAX_HINTS else ""
            self.say(path, f"{quoted(value)} n’existe pas ({kind}).{hint}")
            return False
        return isinstance(value, str)

    def conditions(self) -> None:
        for pattern in _CONDITIONS:
            for path, value in self.source.find(pattern):
                for place, atom in _atoms(value, path):
                    self._atom(place, atom, context_only=pattern in _CONTEXT_ONLY)

    def _atom(self, path: PlacePath, atom: dict[str, Any], *, context_only: bool) -> None:
        if context_only and ("critere" in atom or "axe" in atom):
            self.say(
                path,
                "ici, une condition ne peut porter que sur le contexte ou le regard, qui sont connus dès le début.",
            )
            return
        if "critere" in atom:
            self._exists("critère", (*path, "critere"), atom["critere"], self.known["critère"])
            for key in ("niveau_min", "niveau_max"):
                if key in atom:
                    self._level((*path, key), atom[key])
            if atom.get("etat") == "masque":
                self.say((*path, "etat"), "« masque » ne s’emploie pas dans une condition.")
        if "axe" in atom:
            self._exists("axe", (*path, "axe"), atom["axe"], self.known["axe"])
        if "contexte" in atom and self._exists(
            "question de contexte", (*path, "contexte"), atom["contexte"], self.known["question de contexte"]
        ):
            self._choices((*path, "vaut"), atom["contexte"], atom.get("vaut"))

    def _choices(self, path: PlacePath, question: str, values: Any) -> None:
        known = self.choices.get(question, [])
        for index, value in enumerate(values if isinstance(values, list) else ()):
            self._exists(f"choix de {quoted(question)}", (*path, index), value, known)

    def _level(self, path: PlacePath, value: Any) -> None:
        if isinstance(value, int) and not isinstance(value, bool) and not 0 <= value <= self.top:
            self.say(path, f"le niveau {value} n’existe pas : les niveaux vont de 0 à {self.top}.")

    def scale(self) -> None:
        for index, (path, value) in enumerate(self.source.find("echelle.*.niveau")):
            if isinstance(value, int) and value != index:
                self.say(path, f"le niveau {index} est attendu ici : les niveaux se suivent à partir de 0.")

    def tiers(self) -> None:
        before: float | None = None
        for path, value in self.source.find("paliers.*.seuil"):
            if isinstance(value, bool) or not isinstance(value, int | float):
                continue
            if before is None and value != 0:
                self.say(path, f"le premier palier doit commencer à 0 : « {value} » est écrit.")
            elif before is not None and value <= before:
                self.say(path, f"les seuils doivent aller en croissant : {value} vient après {before}.")
            before = value
        for path, value in self.source.find("paliers.*.exige"):
            if path[1] == 0 and value:
                self.say(path, "le premier palier ne peut rien exiger : il accueille tout le monde.")
        for path, value in self.source.find("paliers.*.exige.*.au_moins"):
            self._level(path, value)

    def context(self) -> None:
        if "stade" not in self.choices and _is_list(self.source, "contexte"):
            self.say(("contexte",), "il manque la question « stade », qui dit ce que l’on attend à chaque étape.")
        for path, question in self.source.find("contexte.*"):
            kind = question.get("type") if isinstance(question, dict) else None
            if kind in ("choix", "choix_multiple") and not question.get("choix"):
                self.say(path, "une question à choix doit avoir une liste « choix ».")
            if kind == "texte" and question.get("choix"):
                self.say((*path, "choix"), "une question de type « texte » n’a pas de choix.")
            if kind in ("choix_multiple", "texte") and question.get("id") == "stade":
                self.say((*path, "type"), "la question « stade » doit être de type « choix ».")

    def paths(self) -> None:
        if _is_list(self.source, "parcours") and "complet" not in self.known["parcours"]:
            self.say(("parcours",), "il manque le parcours « complet », qui pose toutes les questions.")

    def levels(self) -> None:
        count = self.top + 1
        for path, value in self.source.find("axes.*.criteres.*.niveaux.*"):
            if isinstance(value, list) and len(value) != count:
                self.say(
                    path, f"{count} niveaux sont attendus (comme dans « echelle ») : {len(value)} sont écrits."
                )
        for path, value in self.source.find(f"{CARD}.niveaux.*"):
            self._level(path, value)
        for path, value in self.source.find("axes.*.criteres.*.attendu.*"):
            self._exists("étape de la question « stade »", path, path[-1], self.choices.get("stade", []))
            self._level(path, value)

    def profiles(self) -> None:
        for path, _ in self.source.find("profils_fictifs.*.reponses.*"):
            self._exists("critère", path, path[-1], self.known["critère"])
        for pattern in ("profils_fictifs.*.reponses.*", "profils_fictifs.*.reponses.*.niveau"):
            for path, value in self.source.find(pattern):
                self._level(path, value)
        for path, value in self.source.find("profils_fictifs.*.contexte.*"):
            question = path[-1]
            known = self._exists("question de contexte", path, question, self.known["question de contexte"])
            if known and self.choices.get(question):
                values = value if isinstance(value, list) else [value]
                for one in values:
                    self._exists(f"choix de {quoted(question)}", path, one, self.choices[question])


def _has_id(value: Any) -> bool:
    return isinstance(value, dict) and isinstance(value.get("id"), str)


def _is_list(source: YamlSource, key: str) -> bool:
    return isinstance(source.value.get(key), list)


def _atoms(value: Any, path: PlacePath) -> Iterator[tuple[PlacePath, dict[str, Any]]]:
    if not isinstance(value, dict):
        return
    yield path, value
    for key in ("tous", "un_de", "aucun"):
        for index, child in enumerate(value.get(key) or () if isinstance(value.get(key), list) else ()):
            yield from _atoms(child, (*path, key, index))
