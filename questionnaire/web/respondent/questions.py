"""A page of questions: what it shows of each criterion, and the words for answers that changed meanwhile."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask import render_template, url_for
from wtforms import Field

from questionnaire.assessment.journey import Asked, Journey, Part
from questionnaire.assessment.merge import Conflict, Merged
from questionnaire.criteria.model import Criterion
from questionnaire.typography import NBSP
from questionnaire.web.context import OpenDiagnostic
from questionnaire.web.forms import PageForm
from questionnaire.web.respondent.forms import CHOICE, NOTE, SEEN, questions_form
from questionnaire.web.view_models import part_lines


@dataclass(frozen=True)
class QuestionsPage:
    """One page of questions of one respondent; `back` when it leads back to the last look."""

    opened: OpenDiagnostic
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

    def form(self, sent: Mapping[str, str] | None = None) -> PageForm:
        """Return the form of the page, filled with what is stored, then with what was sent."""
        return questions_form(self.opened.criteria, self.opened.sheet, self.ids, sent)


@dataclass(frozen=True)
class Option:
    """One radio button of a question, and the sentence beside its title."""

    button: Field
    text: str


@dataclass(frozen=True)
class Question:
    """One criterion of the page, with its fields."""

    criterion: Criterion
    number: int
    text: str
    levels: tuple[Option, ...]
    states: tuple[Option, ...]  # « Je ne sais pas », « Non concerné »
    choice: Field
    note: Field
    seen: Field


def show(page: QuestionsPage, form: PageForm | None = None, problem: str | None = None) -> str:
    """Return the page: with what is stored, or with what was sent and its faults."""
    opened, key = page.opened, page.opened.key
    before, _ = page.journey.around(*page.here)
    filled = page.form() if form is None else form
    faults = [*(filled.form_errors or ()), " ".join(filled["csrf_token"].errors), problem]
    return render_template(
        "respondent/questions.html",
        criteria=opened.criteria,
        key=key,
        private=True,
        form=filled,
        problems=[fault for fault in faults if fault],
        axis=page.part.axis,
        page=page.number,
        pages=len(page.part.planned),
        questions=[_question(asked, opened, filled) for asked in page.asked],
        progress=page.journey.progress,
        parts=part_lines(page.journey, key),
        viewpoint=opened.sheet.viewpoint,
        previous_url=page_url(key, before) if before else url_for("answering.hub", key=key),
        autosave_url=url_for("answering.autosave", key=key, axis=page.part.axis.id, page=page.number),
        back_to_check=page.back,
    )


def page_url(key: str, step: tuple[str, int]) -> str:
    """Return the address of a page of questions."""
    return url_for("answering.axis", key=key, axis=step[0], page=step[1])


def _question(asked: Asked, opened: OpenDiagnostic, form: PageForm) -> Question:
    criterion, viewpoint = asked.criterion, opened.sheet.viewpoint
    choice, levels = form[CHOICE + criterion.id], criterion.levels.of(viewpoint)
    buttons = list(choice)
    beside = ("", criterion.not_applicable.of(viewpoint) or "")
    return Question(
        criterion=criterion,
        number=asked.number,
        text=criterion.question.of(viewpoint),
        levels=tuple(map(Option, buttons, levels)),
        states=tuple(map(Option, buttons[len(levels) :], beside)),
        choice=choice,
        note=form[NOTE + criterion.id],
        seen=form[SEEN + criterion.id],
    )


def conflict_messages(opened: OpenDiagnostic, merged: Mapping[str, Merged]) -> dict[str, str]:
    """Say, by criterion, what changed meanwhile (another tab, another person) and what became of it."""
    messages: dict[str, str] = {}
    for key, result in merged.items():
        title = f"«{NBSP}{opened.criteria.criterion(key).title}{NBSP}»"
        if result.choice is Conflict.REPLACED:
            messages[key] = (
                f"La réponse à {title} avait changé entre-temps (un autre onglet ou une autre personne)"
                f"{NBSP}: la vôtre l’a remplacée."
            )
        elif result.choice is Conflict.KEPT:
            messages[key] = (
                f"La réponse à {title} a changé entre-temps (un autre onglet ou une autre personne)"
                f"{NBSP}: cette nouvelle réponse est gardée."
            )
        elif result.note is Conflict.REPLACED:
            messages[key] = f"La note de {title} avait changé entre-temps{NBSP}: la vôtre l’a remplacée."
        elif result.note is Conflict.KEPT:
            messages[key] = f"La note de {title} a changé entre-temps{NBSP}: cette nouvelle note est gardée."
    return messages
