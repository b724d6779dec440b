"""What a page of questions shows of each criterion, and the words for answers that changed meanwhile."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from wtforms import Field

from questionnaire.answers import State
from questionnaire.criteria import Criterion
from questionnaire.forms import CHOICE, NOTE, SEEN, PageForm
from questionnaire.journey import Asked
from questionnaire.merging import Clash, Merged
from questionnaire.report import STATE_WORDS
from questionnaire.typography import NBSP
from questionnaire.web.services import Opened


@dataclass(frozen=True)
class Option:
    """One radio button of a criterion."""

    value: str
    title: str
    text: str
    checked: bool
    id: str


@dataclass(frozen=True)
class Item:
    """One criterion of the page, with its fields."""

    criterion: Criterion
    number: int
    question: str
    help: str
    choice_field: Field
    note_field: Field
    seen_fields: tuple[Field, ...]
    options: tuple[Option, ...]
    unknown: Option
    not_applicable: Option | None


def axis_items(form: PageForm, asked: tuple[Asked, ...], opened: Opened) -> list[Item]:
    """Return what the page shows of each criterion."""
    return [_item(form, one, opened) for one in asked]


def _item(form: PageForm, one: Asked, opened: Opened) -> Item:
    criterion, viewpoint = one.criterion, opened.sheet.viewpoint
    field = form[CHOICE + criterion.id]

    def option(value: str, title: str, text: str = "") -> Option:
        return Option(value, title, text, field.data == value, f"{criterion.id}-{value}")

    sentence = criterion.not_applicable.of(viewpoint)
    return Item(
        criterion=criterion,
        number=one.number,
        question=criterion.question.of(viewpoint),
        help=criterion.help,
        choice_field=field,
        note_field=form[NOTE + criterion.id],
        seen_fields=(form[SEEN + criterion.id],),
        options=tuple(
            option(str(level), opened.criteria.scale[level].title, text)
            for level, text in enumerate(criterion.levels.of(viewpoint))
        ),
        unknown=option(State.UNKNOWN.value, STATE_WORDS[State.UNKNOWN]),
        not_applicable=option(State.NOT_APPLICABLE.value, STATE_WORDS[State.NOT_APPLICABLE], sentence)
        if sentence
        else None,
    )


def clash_messages(opened: Opened, merged: Mapping[str, Merged]) -> dict[str, str]:
    """Say, by criterion, what changed meanwhile (another tab, another person) and what became of it."""
    messages: dict[str, str] = {}
    for key, result in merged.items():
        title = f"«{NBSP}{opened.criteria.criterion(key).title}{NBSP}»"
        if result.choice is Clash.REPLACED:
            messages[key] = (
                f"La réponse à {title} avait changé entre-temps (un autre onglet ou une autre personne)"
                f"{NBSP}: la vôtre l’a remplacée."
            )
        elif result.choice is Clash.KEPT:
            messages[key] = (
                f"La réponse à {title} a changé entre-temps (un autre onglet ou une autre personne)"
                f"{NBSP}: cette nouvelle réponse est gardée."
            )
        elif result.note is Clash.REPLACED:
            messages[key] = f"La note de {title} avait changé entre-temps{NBSP}: la vôtre l’a remplacée."
        elif result.note is Clash.KEPT:
            messages[key] = f"La note de {title} a changé entre-temps{NBSP}: cette nouvelle note est gardée."
    return messages
