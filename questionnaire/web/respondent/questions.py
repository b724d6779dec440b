"""A page of questions: its view model, and the messages about concurrent changes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import count
from math import ceil

from flask import render_template, url_for
from wtforms import Field

from questionnaire.answers import BLANK, Viewpoint
from questionnaire.assessment.duration import context_seconds, seconds_by_criterion
from questionnaire.assessment.journey import AskedCriterion, Journey, make_journey
from questionnaire.assessment.journey_wording import AGAIN, CONTEXT_HEAD, CONTEXT_RANK, left_words, rank_words
from questionnaire.assessment.merge import Conflict, Merged
from questionnaire.criteria.criterion import Criterion
from questionnaire.criteria.model import Axis, ContextQuestion, Criteria
from questionnaire.typography import NBSP
from questionnaire.web.context import OpenDiagnostic
from questionnaire.web.forms import PageForm
from questionnaire.web.respondent.crossing_lines import invitation_over, invited_by
from questionnaire.web.respondent.forms import (
    CHOICE,
    CONTEXT,
    NOTE,
    SEEN,
    SHOWN,
    questions_form,
    sent_context,
    sent_criteria,
    stage_word,
)


@dataclass(frozen=True)
class QuestionsPage:
    """One page of questions of one respondent; `back` when it leads back to the check page.

    Its `criteria` are those that a form sent, if any: since it was displayed, they may have moved to other pages.
    """

    opened: OpenDiagnostic
    journey: Journey
    axis: Axis
    number: int
    pages: int  # of the axis; 0 when this page is no longer one of them
    criteria: tuple[AskedCriterion, ...]
    context: tuple[ContextQuestion, ...]  # asked after them
    back: bool

    @property
    def ids(self) -> list[str]:
        """The ids of the criteria of the page."""
        return [asked_criterion.criterion.id for asked_criterion in self.criteria]

    @property
    def position(self) -> tuple[str, int]:
        """The axis id and page number, as in Journey.steps."""
        return self.axis.id, self.number

    def form(self, formdata: Mapping[str, str] | None = None) -> PageForm:
        """Return the form of the page, filled with the stored answers, or with the form data, if any."""
        return questions_form(self.opened.criteria, self.opened.sheet, self.ids, self.context, formdata)


def find_page(
    opened: OpenDiagnostic, axis_id: str, number: int, form: Mapping[str, str], *, back: bool
) -> QuestionsPage | None:
    """Return the page at an address, with the questions that a form sent there; None when there is neither."""
    journey = make_journey(opened.criteria, opened.sheet)
    sent = sent_criteria(opened.criteria, form)
    found = journey.page(axis_id, number)
    criteria = _sent(opened, journey, sent) if sent else found[1] if found else ()
    if not criteria:
        return None
    axis, pages = (found[0].axis, len(found[0].planned)) if found else (_axis_of(opened.criteria, sent[0]), 0)
    context = sent_context(opened.criteria, form) if sent else journey.context_on(axis_id, number)
    return QuestionsPage(opened, journey, axis, number, pages, criteria, context, back)


def _sent(opened: OpenDiagnostic, journey: Journey, ids: Sequence[str]) -> tuple[AskedCriterion, ...]:
    """Return criteria with their numbers; those that are no longer asked are numbered after the others."""
    asked = {one.criterion.id: one for part in journey.parts for page in part.pages for one in page}
    following, answers = count(len(asked) + 1), opened.sheet.answers
    return tuple(
        asked.get(key) or AskedCriterion(opened.criteria.criterion(key), next(following), answers.get(key, BLANK))
        for key in ids
    )


def _axis_of(criteria: Criteria, criterion_id: str) -> Axis:
    return next(axis for axis in criteria.axes if criterion_id in [criterion.id for criterion in axis.criteria])


@dataclass(frozen=True)
class Option:
    """One radio button of a question, its title, and the sentence beside it."""

    id: str
    value: str
    checked: bool
    title: str
    text: str


@dataclass(frozen=True)
class Question:
    """One criterion of the page, with its fields."""

    criterion: Criterion
    number: int
    rank: str
    seconds: str
    again: bool  # the answer is to read again: the words have changed since
    text: str
    levels: tuple[Option, ...]
    states: tuple[Option, ...]  # « Je ne sais pas », « Non concerné »
    choice: Field
    note: Field
    seen: Field


def render_page(page: QuestionsPage, form: PageForm | None = None, problem: str | None = None) -> str:
    """Return the HTML of the page, with the stored answers, or with `form` and its errors."""
    opened, key = page.opened, page.opened.key
    numbers = [asked.number for asked in page.criteria]
    total = max(page.journey.progress.total, *numbers)
    filled = page.form() if form is None else form
    faults = [*(filled.form_errors or ()), " ".join(filled["csrf_token"].errors), problem]
    return render_template(
        "respondent/questions.html",
        criteria=opened.criteria,
        key=key,
        private=True,
        form=filled,
        problems=[fault for fault in faults if fault],
        axis=page.axis,
        place=rank_words(min(numbers), max(numbers), total),
        questions=[_question(asked_criterion, page, filled, total) for asked_criterion in page.criteria],
        context=_context(page, filled),
        context_head=CONTEXT_HEAD,
        again=AGAIN,
        stage_word=stage_word(opened.criteria, opened.sheet),
        context_rank=CONTEXT_RANK,
        **_time(page),
        progress=page.journey.progress,
        viewpoint=opened.sheet.viewpoint,
        **_before(page),
        autosave_url=url_for("answering.autosave", key=key, axis=page.axis.id, page=page.number),
        back_to_check=page.back,
        invited_by=invited_by(opened),
        invitation_over=invitation_over(opened),
    )


def _before(page: QuestionsPage) -> dict[str, str]:
    """Return where « Précédent » leads: the page before, the context, or the check page; and the question there."""
    key = page.opened.key
    if page.back:
        return {"previous_url": url_for("checking.check", key=key), "previous_question": ""}
    step = page.journey.around(*page.position)[0] if page.pages else None
    if step is None:
        return {"previous_url": url_for("starting.context", key=key, retour="questions"), "previous_question": ""}
    found = page.journey.page(*step)
    last = f"question-{found[1][-1].criterion.id}" if found else ""
    return {"previous_url": page_url(key, step), "previous_question": last}


def _time(page: QuestionsPage) -> dict[str, object]:
    """Return the time left, and the seconds that the questions without an answer of other pages take."""
    opened, journey = page.opened, page.journey
    criteria = seconds_by_criterion(opened.criteria, opened.sheet)
    context = context_seconds(opened.criteria, opened.sheet.viewpoint)
    left = {key: criteria[key] for key in journey.open_ids()}
    left |= {
        f"contexte {one.id}": context[one.id]
        for part in journey.parts
        for one in part.context
        if one.id not in opened.sheet.context
    }
    here = {*page.ids, *(f"contexte {one.id}" for one in page.context)}
    elsewhere = sum(seconds for key, seconds in left.items() if key not in here)
    return {"left": left_words(ceil(sum(left.values()))), "seconds_elsewhere": f"{float(elsewhere):g}"}


def _context(page: QuestionsPage, form: PageForm) -> list[tuple[ContextQuestion, Field, Field, str]]:
    """Return each context question with its field, the hidden field beside it, and the seconds it takes."""
    seconds = context_seconds(page.opened.criteria, page.opened.sheet.viewpoint)
    return [
        (one, form[CONTEXT + one.id], form[SHOWN + one.id], f"{float(seconds[one.id]):g}") for one in page.context
    ]


def page_url(key: str, step: tuple[str, int]) -> str:
    """Return the URL of a page of questions."""
    return url_for("answering.axis", key=key, axis=step[0], page=step[1])


def question_urls(opened: OpenDiagnostic) -> dict[str, str]:
    """Return the URL of each question asked, by criterion."""
    return {
        one.criterion.id: f"{page_url(opened.key, (part.axis.id, number))}#question-{one.criterion.id}"
        for part in make_journey(opened.criteria, opened.sheet).parts
        for number, page in enumerate(part.pages, 1)
        for one in page
    }


def _question(asked_criterion: AskedCriterion, page: QuestionsPage, form: PageForm, total: int) -> Question:
    criteria, sheet, criterion = page.opened.criteria, page.opened.sheet, asked_criterion.criterion
    shown = shown_question(criterion, sheet.viewpoint, form, asked_criterion.number, total)
    seconds = f"{float(seconds_by_criterion(criteria, sheet)[criterion.id]):g}"
    return replace(shown, seconds=seconds, again=criterion.id in page.journey.to_read_again)


def shown_question(
    criterion: Criterion, viewpoint: Viewpoint, form: PageForm, number: int, total: int
) -> Question:
    """Return what a criterion shows on a page of questions, with its fields of the form."""
    choice, levels = form[CHOICE + criterion.id], criterion.levels.of(viewpoint)
    texts = (*levels, "", criterion.not_applicable.of(viewpoint) or "")
    # WTForms makes a field for each button: three times the work
    options = tuple(
        Option(f"{choice.id}-{place}", one.value, one.value == choice.data, one.label, text)
        for place, (one, text) in enumerate(zip(choice.choices, texts, strict=False))
    )
    return Question(
        criterion=criterion,
        number=number,
        rank=rank_words(number, number, total),
        seconds="",
        again=False,
        text=criterion.question.of(viewpoint),
        levels=options[: len(levels)],
        states=options[len(levels) :],
        choice=choice,
        note=form[NOTE + criterion.id],
        seen=form[SEEN + criterion.id],
    )


def conflict_messages(opened: OpenDiagnostic, merged: Mapping[str, Merged]) -> dict[str, str]:
    """Return, by criterion id, a message about each concurrent change (another tab or person) and its outcome."""
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
