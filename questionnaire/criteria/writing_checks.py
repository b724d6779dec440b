"""Checks the style rules of docs/criteres.md, « Écrire une question », in files of format 2; warnings only."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from questionnaire.criteria.model import FIRST_FORMAT
from questionnaire.criteria.searching import plain_text
from questionnaire.criteria.yaml_source import PlacePath, YamlSource

_CRITERION = "axes.*.criteres.*"
_WORD = re.compile(r"[^\s«»:;?!–—/]+")
_CONJUNCTION = re.compile(r"\b(et|ou|mais|ni|ainsi que|en plus)\b", re.I)
_FIGURE = re.compile(
    r"\b(deux|trois|quatre|cinq|six|sept|huit|neuf|dix|vingt|trente|cent|trimestre|mois)\b"
    r"|\d|%|\bau moins\b|\bau plus\b|\bplus de\b",
    re.I,
)
_NOT_YET = re.compile(r"pas encore|pour l['’]instant|pour le moment|\baucune?\b|\brien de\b", re.I)
_BLAME = re.compile(
    r"seulement|toujours les mêmes|sans réponse|\bignor|\bconcurren|\bcontrôl|\btranch|au mieux|\bhasard|\bimpression|de son côté",
    re.I,
)
_FIRST_OR_SECOND_PERSON = re.compile(r"(?<!-)\b(vous|nous|votre|notre|vos|nos)\b", re.I)
_DETERMINER = re.compile(r"(un|une|des|du|de la|le|la|les|l['’])\b", re.I)

_Finding = tuple[PlacePath, str]


def check_writing(source: YamlSource) -> Iterator[_Finding]:
    """Yield (place, message) for each rule that a text of a valid file breaks; nothing for a file of format 1."""
    if source.value["format"] == FIRST_FORMAT:
        return
    known: set[tuple[Any, str]] = set()
    for path, criterion in source.find(_CRITERION):
        yield from _criterion(path, criterion)
        named = (path[1], plain_text(criterion["titre"]))
        if named in known:
            yield (
                (*path, "titre"),
                "un autre critère de cet axe a le même titre : rien ne les distingue à la lecture.",
            )
        known.add(named)
    for path, card in source.find(f"{_CRITERION}.conseils.*"):
        for name, most in (("titre", 10), ("premier_pas", 25), ("pourquoi", 25)):
            for place, text in _texts((*path, name), card[name]):
                yield from _too_long(place, text, most)


def _criterion(path: PlacePath, criterion: dict[str, Any]) -> Iterator[_Finding]:
    yield from _too_long((*path, "titre"), criterion["titre"], 5)
    if "en_bref" in criterion:
        yield from _brief((*path, "en_bref"), criterion["en_bref"])
    else:
        yield path, "il manque « en_bref » : sans lui, le titre sert dans la phrase des résultats."
    for place, text in _texts((*path, "question"), criterion["question"]):
        yield from _question(place, text)
    for place, text in _texts((*path, "aide"), criterion["aide"]):
        yield from _too_long(place, text, 40)
        if "par exemple" not in text.lower():
            yield place, "une aide donne un exemple : « Par exemple, … »."
    for place, sentences in _lists((*path, "niveaux"), criterion["niveaux"]):
        for number, sentence in enumerate(sentences):
            yield from _level((*place, number), sentence, number)
        if len(set(sentences)) < len(sentences):
            yield place, "deux niveaux disent la même chose."


def _texts(path: PlacePath, value: Any) -> Iterator[tuple[PlacePath, str]]:
    """Yield each text of a value and its place, in any form: one text, by viewpoint, by stage."""
    if isinstance(value, str):
        yield path, value
    else:
        for name, inner in value.items():
            yield from _texts((*path, name), inner)


def _lists(path: PlacePath, value: Any) -> Iterator[tuple[PlacePath, list[str]]]:
    if isinstance(value, list):
        yield path, value
    else:
        for name, inner in value.items():
            yield from _lists((*path, name), inner)


def _too_long(path: PlacePath, text: str, most: int) -> Iterator[_Finding]:
    count = len(_WORD.findall(text))
    if count > most:
        yield path, f"ce texte a {count} mots : {most} au plus se lisent d’un coup d’œil."


def _question(path: PlacePath, text: str) -> Iterator[_Finding]:
    yield from _too_long(path, text, 15)
    if re.search(r"[:;]", text):
        yield path, "une question tient en une phrase, sans deux-points ni point-virgule."
    if not text.rstrip().endswith("?"):
        yield path, "une question se termine par un point d’interrogation."


def _level(path: PlacePath, text: str, number: int) -> Iterator[_Finding]:
    yield from _too_long(path, text, 10)
    for broken, message in _broken(text):
        if broken:
            yield path, message
    if number == 0 and not _NOT_YET.search(text):
        yield path, "le premier niveau constate sans juger : « Pas encore », « Aucun », « pour l’instant »."
    if number == 0 and _BLAME.search(text):
        yield path, "ce premier niveau accuse : chacun doit pouvoir le choisir sans gêne."


def _broken(text: str) -> Iterable[tuple[object, str]]:
    return (
        (
            re.search(r"[;:(]", text),
            "un niveau tient en une phrase, sans parenthèse, deux-points ni point-virgule.",
        ),
        (
            _CONJUNCTION.search(text),
            "un niveau ne pose qu’une condition : « et », « ou », « mais » en ajoutent une.",
        ),
        (_FIGURE.search(text), "un niveau ne donne pas de chiffre : les seuils vont dans l’aide."),
        (text.count(",") > 2, "ce niveau a trop de virgules : deux au plus."),
    )


def _brief(path: PlacePath, text: str) -> Iterator[_Finding]:
    yield from _too_long(path, text, 8)
    if _FIRST_OR_SECOND_PERSON.search(text):
        yield path, "« en_bref » se lit pour les deux regards : ni « vous » ni « nous »."
    if not _DETERMINER.match(text):
        yield (
            path,
            "« en_bref » se lit après « Vous pouvez compter sur » : commencez par « un », « une », « des », « l’ ».",
        )
