"""A page of questions: what it shows of each criterion, and the words for answers that changed meanwhile."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from flask import render_template, url_for

from questionnaire.answers import State
from questionnaire.assessment.journey import Asked, Journey, Part, Progress
from questionnaire.assessment.merge import Clash, Merged, Seen, choice_word
from questionnaire.assessment.report import STATE_WORDS
from questionnaire.criteria.model import Criterion
from questionnaire.typography import NBSP
from questionnaire.web.context import Opened
from questionnaire.web.respondent.forms import CHOICE, NOTE, SEEN, PageForm, form_token
from questionnaire.web.view_models import Own, PartLine, molded, part_words


@dataclass(frozen=True)
class QuestionsPage:
    """One page of questions of one respondent; `back` when it leads back to the last look."""

    opened: Opened
    journey: Journey
    part: Part
    asked: tuple[Asked, ...]
    number: int
    back: bool

    @property
    def ids(self) -> list[str]:
        """The criteria of the page."""
        return [one.criterion.id for one in self.asked]

    @property
    def here(self) -> tuple[str, int]:
        """Where the page is in the journey."""
        return self.part.axis.id, self.number


@dataclass(frozen=True)
class Option:
    """One radio button of a criterion; `own_name` is the name of what checks it."""

    value: str
    title: str
    text: str
    id: str
    own_name: str


@dataclass(frozen=True)
class Item:
    """One criterion of the page, the names of its fields, and what is to be corrected."""

    criterion: Criterion
    number: int
    question: str
    options: tuple[Option, ...]
    aside: tuple[Option, ...]
    choice_name: str
    note_name: str
    seen_name: str
    choice_errors: Sequence[str]
    note_errors: Sequence[str]


def show(page: QuestionsPage, form: PageForm | None = None, problem: str | None = None) -> str | bytes:
    """Return the page: with what is stored, or with what was sent and its faults."""
    values = _values(page, form)
    if form is not None:
        return _render(page, lambda name: values.get(name, ""), form, problem)
    opened = page.opened
    same = ("questions", opened.criteria.digest, opened.sheet.viewpoint, page.here, page.back, page.journey.asked)
    return molded(same, lambda own: _render(page, own), values)


def _values(page: QuestionsPage, form: PageForm | None) -> dict[str, str]:
    """Return all that the page says of the respondent, by name."""
    values = {"key": page.opened.key, "token": form_token()}
    done = total = 0
    for part in page.journey.parts:
        axis, made = part.axis.id, part.progress
        done, total = done + made.done, total + made.total
        values[f"state-{axis}"], values[f"words-{axis}"] = _words(made)
    values |= {"progress": Progress(done, total).text, "total": str(total), "done": str(done)}
    for one in page.asked:
        key = one.criterion.id
        choice, note, seen = choice_word(one.answer), one.answer.note, str(Seen.of(one.answer))
        if form is not None:
            choice, note, seen = (form[name + key].data or "" for name in (CHOICE, NOTE, SEEN))
        values[_own_name(key, choice)] = " checked"
        values[NOTE + key] = note
        values[f"open-{key}"] = " open" if note or (form is not None and form[NOTE + key].errors) else ""
        values[SEEN + key] = seen
    return values


@lru_cache(maxsize=512)
def _words(made: Progress) -> tuple[str, str]:
    return made.state, part_words(made)


def _render(page: QuestionsPage, own: Own, form: PageForm | None = None, problem: str | None = None) -> str:
    opened, key = page.opened, own("key")
    before, _ = page.journey.around(*page.here)
    faults = [*(form.form_errors or ()), " ".join(form["csrf_token"].errors)] if form is not None else []
    return render_template(
        "respondent/questions.html",
        own=own,
        criteria=opened.criteria,
        key=key,
        private=True,
        problems=[fault for fault in (*faults, problem) if fault],
        axis=page.part.axis,
        page=page.number,
        pages=len(page.part.planned),
        items=[_item(one, opened, form) for one in page.asked],
        progress={name: own(mine) for name, mine in (("text", "progress"), ("total", "total"), ("done", "done"))},
        parts=[_part_line(part, own) for part in page.journey.parts],
        viewpoint=opened.sheet.viewpoint,
        previous_url=page_url(key, before) if before else url_for("answering.hub", key=key),
        autosave_url=url_for("answering.autosave", key=key, axis=page.part.axis.id, page=page.number),
        back_to_check=page.back,
    )


def page_url(key: str, step: tuple[str, int]) -> str:
    """Return the address of a page of questions."""
    return url_for("answering.axis", key=key, axis=step[0], page=step[1])


def _part_line(part: Part, own: Own) -> PartLine:
    axis = part.axis
    return PartLine(
        title=axis.title,
        axis=axis.id,
        url=page_url(own("key"), (axis.id, 1)),
        state=own(f"state-{axis.id}"),
        words=own(f"words-{axis.id}"),
    )


def _own_name(criterion: str, choice: str) -> str:
    return f"{CHOICE}{criterion}-{choice}"


def _item(one: Asked, opened: Opened, form: PageForm | None) -> Item:
    criterion, viewpoint = one.criterion, opened.sheet.viewpoint
    key, sentence = criterion.id, criterion.not_applicable.of(viewpoint)

    def option(value: str, title: str, text: str = "") -> Option:
        return Option(value, title, text, f"{key}-{value}", _own_name(key, value))

    levels = enumerate(criterion.levels.of(viewpoint))
    aside = [option(State.UNKNOWN.value, STATE_WORDS[State.UNKNOWN])]
    if sentence:
        aside.append(option(State.NOT_APPLICABLE.value, STATE_WORDS[State.NOT_APPLICABLE], sentence))
    return Item(
        criterion=criterion,
        number=one.number,
        question=criterion.question.of(viewpoint),
        options=tuple(option(str(level), opened.criteria.scale[level].title, text) for level, text in levels),
        aside=tuple(aside),
        choice_name=CHOICE + key,
        note_name=NOTE + key,
        seen_name=SEEN + key,
        choice_errors=form[CHOICE + key].errors if form is not None else (),
        note_errors=form[NOTE + key].errors if form is not None else (),
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
