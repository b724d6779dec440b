"""Checks across a whole criteria file: references, repeated ids, thresholds, conditions, levels.

They read the plain YAML values and accept any shape, so they run even when the model rejects the file:
all its problems are reported together.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from itertools import groupby
from typing import Any

from questionnaire.criteria.conditions import atoms, names_in
from questionnaire.criteria.guidance_checks import CARD, check_guidance
from questionnaire.criteria.id_places import (
    CHOICE,
    CONDITIONS,
    CONTEXT_ANSWERS,
    EARLY_CONDITIONS,
    ID_CONDITIONS,
    ID_DEFINITIONS,
    ID_NAMES,
    ID_REFERENCES,
    QUESTION,
    STAGE_NAMES,
)
from questionnaire.criteria.messages import nearest, where
from questionnaire.criteria.place_checks import check_places
from questionnaire.criteria.types import ID_PATTERN
from questionnaire.criteria.yaml_source import PlacePath, YamlSource
from questionnaire.errors import Problem, quoted

MAX_HINTS = 30
_IDENTIFIER = re.compile(ID_PATTERN)

_TOO_EARLY = "ici, une condition ne peut porter que sur le contexte ou le regard, qui sont connus dès le début."


def check_source(source: YamlSource) -> list[Problem]:
    """Return every problem and warning of these checks."""
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
        checker.prerequisites,
        checker.profiles,
    ):
        check()
    return checker.problems + check_places(source) + check_guidance(source, checker.top_level)


class _Checker:
    def __init__(self, source: YamlSource) -> None:
        self.source = source
        self.problems: list[Problem] = []
        self.known_ids = {kind: self._values(patterns) for kind, patterns in ID_DEFINITIONS.items()}
        self.choices = {
            question["id"]: [choice["id"] for choice in question.get("choix") or () if _has_id(choice)]
            for _, question in source.find("contexte.*")
            if _has_id(question) and isinstance(question.get("choix") or [], list)
        }
        named = source.value.get("conditions")
        self.named: dict[str, Any] = named if isinstance(named, dict) else {}
        self.top_level = max(len(source.value["echelle"]), 2) - 1 if _is_list(source, "echelle") else 3

    def _values(self, patterns: tuple[str, ...]) -> dict[str, None]:
        values = (value for pattern in patterns for _, value in self.source.find(pattern))
        # a malformed id is reported where it is written, never suggested
        return dict.fromkeys(value for value in values if isinstance(value, str) and _IDENTIFIER.fullmatch(value))

    def add_problem(self, path: PlacePath, message: str, *, warning: bool = False) -> None:
        place = where(self.source.value, path)
        self.problems.append(Problem(self.source.line(path), place, message, warning))

    def ids(self) -> None:
        for kind, patterns in ID_DEFINITIONS.items():
            self._check_unique(kind, (place for pattern in patterns for place in self.source.find(pattern)))
        for _, choices in groupby(self.source.find(f"{CHOICE}.id"), key=lambda place: place[0][1]):
            self._check_unique("choix", choices)

    def _check_unique(self, kind: str, places: Iterator[tuple[PlacePath, Any]]) -> None:
        first_lines: dict[str, int] = {}
        for path, value in places:
            if isinstance(value, str) and value in first_lines:
                message = f"l’identifiant {quoted(value)} sert déjà ligne {first_lines[value]} : deux éléments de même nature ({kind}) ne peuvent pas le partager."
                self.add_problem(path, message)
            elif isinstance(value, str):
                first_lines[value] = self.source.line(path)

    def references(self) -> None:
        for kind, patterns in ID_REFERENCES.items():
            for pattern in patterns:
                for path, value in self.source.find(pattern):
                    self._check_exists(kind, path, value, self.known_ids[kind])
        for kind, patterns in ID_NAMES.items():
            for pattern in patterns:
                for path, _ in self.source.find(pattern):
                    self._check_exists(kind, path, path[-1], self.known_ids[kind])

    def _check_exists(self, kind: str, path: PlacePath, value: Any, known: Collection[str]) -> bool:
        if isinstance(value, str) and value not in known:
            # suggesting the nearest name is slow: stop after MAX_HINTS problems
            hint = nearest(value, known) if len(self.problems) < MAX_HINTS else ""
            self.add_problem(path, f"{quoted(value)} n’existe pas ({kind}).{hint}")
            return False
        return isinstance(value, str)

    def _exists(self, kind: str, value: Any) -> bool:
        return isinstance(value, str) and value in self.known_ids[kind]

    def conditions(self) -> None:
        for pattern in CONDITIONS:
            for path, value in self.source.find(pattern):
                context_only = pattern in EARLY_CONDITIONS
                for place, atom in atoms(value, path):
                    if context_only and ("critere" in atom or "axe" in atom):
                        self.add_problem(place, _TOO_EARLY)
                    else:
                        self._check_atom(place, atom)
                for place, name in names_in(value, path):
                    self._check_name(place, name, context_only=context_only)

    def _check_name(self, path: PlacePath, name: Any, *, context_only: bool) -> None:
        if path[0] == "conditions":
            self.add_problem(path, "une condition nommée ne cite pas une autre condition nommée : écrivez-la ici.")
        elif self._check_exists("condition nommée", path, name, self.named) and context_only:
            on_answers = any("critere" in atom or "axe" in atom for _, atom in atoms(self.named[name], ()))
            if on_answers:
                self.add_problem(path, f"{quoted(name)} porte sur des réponses. {_TOO_EARLY.capitalize()}")

    def _check_atom(self, path: PlacePath, atom: dict[str, Any]) -> None:
        for kind, name in ID_CONDITIONS.items():
            if name in atom:
                self._check_exists(kind, (*path, name), atom[name], self.known_ids[kind])
        if "critere" in atom:
            for key in ("niveau_min", "niveau_max"):
                if key in atom:
                    self._check_level((*path, key), atom[key])
            if atom.get("etat") == "masque":
                self.add_problem((*path, "etat"), "« masque » ne s’emploie pas dans une condition.")
        if "contexte" in atom and self._exists(QUESTION, atom["contexte"]):
            self._check_choices((*path, "vaut"), atom["contexte"], atom.get("vaut"))

    def _check_choices(self, path: PlacePath, question: str, values: Any) -> None:
        known = self.choices.get(question, [])
        for index, value in enumerate(values if isinstance(values, list) else ()):
            self._check_exists(f"choix de {quoted(question)}", (*path, index), value, known)

    def _check_level(self, path: PlacePath, value: Any) -> None:
        if isinstance(value, int) and not isinstance(value, bool) and not 0 <= value <= self.top_level:
            self.add_problem(path, f"le niveau {value} n’existe pas : les niveaux vont de 0 à {self.top_level}.")

    def scale(self) -> None:
        for index, (path, value) in enumerate(self.source.find("echelle.*.niveau")):
            if isinstance(value, int) and value != index:
                self.add_problem(
                    path, f"le niveau {index} est attendu ici : les niveaux se suivent à partir de 0."
                )

    def tiers(self) -> None:
        previous: float | None = None
        for path, value in self.source.find("paliers.*.seuil"):
            if isinstance(value, bool) or not isinstance(value, int | float):
                continue
            if previous is None and value != 0:
                self.add_problem(path, f"le premier palier doit commencer à 0 : « {value} » est écrit.")
            elif previous is not None and value <= previous:
                later, earlier = (str(threshold).replace(".", ",") for threshold in (value, previous))
                self.add_problem(path, f"les seuils doivent aller en croissant : {later} vient après {earlier}.")
            previous = value
        for path, value in self.source.find("paliers.*.exige"):
            if path[1] == 0 and value:
                self.add_problem(path, "le premier palier ne peut rien exiger : il accueille tout le monde.")
        for path, value in self.source.find("paliers.*.exige.*.au_moins"):
            self._check_level(path, value)

    def context(self) -> None:
        if "stade" not in self.choices and _is_list(self.source, "contexte"):
            self.add_problem(
                ("contexte",), "il manque la question « stade », qui dit ce que l’on attend à chaque étape."
            )
        for path, question in self.source.find("contexte.*"):
            kind = question.get("type") if isinstance(question, dict) else None
            if kind in ("choix", "choix_multiple") and not question.get("choix"):
                self.add_problem(path, "une question à choix doit avoir une liste « choix ».")
            if kind == "texte" and question.get("choix"):
                self.add_problem((*path, "choix"), "une question de type « texte » n’a pas de choix.")
            if kind in ("choix_multiple", "texte") and question.get("id") == "stade":
                self.add_problem((*path, "type"), "la question « stade » doit être de type « choix ».")
        for path, _ in self.source.find(f"{CHOICE}.ouvert"):
            if self.source.value["contexte"][path[1]].get("id") != "stade":
                self.add_problem(path, "« ouvert » ne s’emploie que sur les choix de la question « stade ».")

    def paths(self) -> None:
        for path, _ in self.source.find("parcours.*.minutes"):
            message = "cette durée n’est plus lue : elle est calculée d’après les mots et les questions. Retirez la ligne."
            self.add_problem(path, message, warning=True)
        if _is_list(self.source, "parcours") and "complet" not in self.known_ids["parcours"]:
            self.add_problem(("parcours",), "il manque le parcours « complet », qui pose toutes les questions.")

    def levels(self) -> None:
        count = self.top_level + 1
        for pattern in ("axes.*.criteres.*.niveaux.*", "axes.*.criteres.*.niveaux.avant_ouverture.*"):
            for path, value in self.source.find(pattern):
                if isinstance(value, list) and len(value) != count:
                    self.add_problem(
                        path, f"{count} niveaux sont attendus (comme dans « echelle ») : {len(value)} sont écrits."
                    )
        for path, value in self.source.find("axes.*.criteres.*.suppose.au_moins"):
            self._check_level(path, value)
        for path, value in self.source.find(f"{CARD}.niveaux.*"):
            self._check_level(path, value)
        for path, value in self.source.find(STAGE_NAMES):
            self._check_exists("étape de la question « stade »", path, path[-1], self.choices.get("stade", []))
            self._check_level(path, value)

    def prerequisites(self) -> None:
        """A criterion cannot come before itself, by way of others or not."""
        before = {
            criterion.get("id"): (path, criterion["suppose"].get("critere"))
            for path, criterion in self.source.find("axes.*.criteres.*")
            if _has_id(criterion) and isinstance(criterion.get("suppose"), dict)
        }
        for start, (path, _) in before.items():
            seen, current = {start}, before[start][1]
            while isinstance(current, str) and current in before and current not in seen:
                seen.add(current)
                current = before[current][1]
            if current == start:
                self.add_problem(
                    (*path, "suppose"), "ce critère finit par se supposer lui-même : retirez un « suppose »."
                )

    def profiles(self) -> None:
        for pattern in ("profils_fictifs.*.reponses.*", "profils_fictifs.*.reponses.*.niveau"):
            for path, value in self.source.find(pattern):
                self._check_level(path, value)
        for path, value in self.source.find(CONTEXT_ANSWERS):
            question = path[-1]
            if self._exists(QUESTION, question) and self.choices.get(str(question)):
                values = value if isinstance(value, list) else [value]
                for choice in values:
                    self._check_exists(f"choix de {quoted(question)}", path, choice, self.choices[str(question)])


def _has_id(value: Any) -> bool:
    return isinstance(value, dict) and isinstance(value.get("id"), str)


def _is_list(source: YamlSource, key: str) -> bool:
    return isinstance(source.value.get(key), list)
