"""The options of the fields of a form: values of a choice, and elements that can be referred to."""

from __future__ import annotations

from typing import Any

from questionnaire.answers import State
from questionnaire.criteria.elements import elements
from questionnaire.criteria.id_places import ID_REFERENCES
from questionnaire.criteria.state_words import STATE_WORDS
from questionnaire.criteria.yaml_source import YamlSource
from questionnaire.editing.condition_wording import condition_sentence, titles_in
from questionnaire.editing.field_wording import CHOICE_WORDS
from questionnaire.typography import french

Options = tuple[tuple[Any, str], ...]  # (value, words); None: nothing is written in the file

YES_NO: Options = ((True, "Oui"), (False, "Non"))
DEGREES: Options = ((1, "Faible"), (2, "Moyen"), (3, "Fort"))
NOTHING, NO_ANSWER = "Sans précision", "Sans réponse"
MAX_LEVELS = 10
MAX_LENGTH = 160  # characters shown of a named condition
_WORDS = {
    "critère": "critere",
    "exemple": "lieu",
    "ressource": "ressource",
    "conseil": "conseil",
    "parcours": "parcours",
}
_PLACE = "contexte.*.place"


def worded(values: tuple[Any, ...]) -> Options:
    """Return (value, words) for each value."""
    return tuple((value, CHOICE_WORDS.get(value, str(value))) for value in values)


def levels(source: YamlSource) -> Options:
    """Return the levels of the scale, with their titles."""
    return tuple(
        (number, french(f"{number}, {titles[number]}") if number in titles else str(number))
        for titles in [_level_titles(source)]
        for number in range(level_count(source))
    )


def level_count(source: YamlSource) -> int:
    """Return how many levels the scale has."""
    scale = source.value.get("echelle")
    return min(len(scale), MAX_LEVELS) if isinstance(scale, list) else 0


def _level_titles(source: YamlSource) -> dict[int, str]:
    return {index: str(title) for (_, index, _), title in source.find("echelle.*.titre") if isinstance(index, int)}


def choices_of(source: YamlSource, question: str) -> list[tuple[str, str]]:
    """Return the ids and titles of the choices of a context question."""
    start = f"{question}."
    return [
        (choice.key.removeprefix(start), choice.title)
        for choice in elements(source, "choix")
        if choice.key.startswith(start)
    ]


def references(source: YamlSource, pattern: str) -> Options | None:
    """Return the elements that a place may refer to, with their titles; None when it holds no reference."""
    if pattern == _PLACE:
        return (
            *worded(("debut", "resultats")),
            *((axis.key, axis.title) for axis in elements(source, "axe") if axis.key),
        )
    kind = next((kind for kind, patterns in ID_REFERENCES.items() if pattern in patterns), None)
    if kind is None:
        return None
    return tuple((element.key, element.title) for element in elements(source, _WORDS[kind]) if element.key)


def titles(source: YamlSource, word: str) -> list[tuple[str, str]]:
    """Return the ids and titles of the elements of a kind."""
    return [(element.key, element.title) for element in elements(source, word) if element.key]


def questions(source: YamlSource) -> list[tuple[str, str, str]]:
    """Return the id, the title and the type of each context question."""
    with_page = [question for question in elements(source, "contexte") if question.key]
    return [(question.key, question.title, str(question.value.get("type"))) for question in with_page]


def context_choices(source: YamlSource, question: str, kind: str) -> Options:
    """Return the options of a context question in a profile; none for a text."""
    choices = tuple(choices_of(source, question))
    return ((None, NO_ANSWER), *choices) if kind == "choix" else choices


def answers(source: YamlSource) -> Options:
    """Return the possible answers to a criterion in a profile."""
    return (
        (None, NO_ANSWER),
        *levels(source),
        *((state.value, STATE_WORDS[state]) for state in (State.UNKNOWN, State.NOT_APPLICABLE)),
    )


def conditions(source: YamlSource) -> Options:
    """Return the named conditions, each with its content in words."""
    titles_known = titles_in(source)
    said = (
        (condition.key, condition_sentence(source, condition.value, titles_known))
        for condition in elements(source, "condition")
    )
    return tuple((key, french(f"{key} : {_cut(words or '')}")) for key, words in said)


def _cut(words: str) -> str:
    return words if len(words) <= MAX_LENGTH else f"{words[:MAX_LENGTH].rpartition(' ')[0]} …"
