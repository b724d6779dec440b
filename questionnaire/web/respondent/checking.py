"""The check page, which exists only while something is blank or to read again; otherwise the results follow."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from questionnaire.answers import State
from questionnaire.assessment.axis_wording import answer_text
from questionnaire.assessment.journey import AskedCriterion, Journey, make_journey
from questionnaire.assessment.journey_wording import AGAIN, BLANKS, check_words
from questionnaire.errors import StorageError
from questionnaire.web.context import OpenDiagnostic, open_to_edit, services
from questionnaire.web.forms import PageForm
from questionnaire.web.respondent.crossing_lines import invitation_over, invited_by
from questionnaire.web.respondent.questions import page_url

CHECK = "verification"  # the value of ?retour= that leads back to the check page

blueprint = Blueprint("checking", __name__, url_prefix="/diagnostic/<key>")


@dataclass(frozen=True)
class _CheckLine:
    asked_criterion: AskedCriterion
    question: str
    answer_text: str
    edit_url: str

    @property
    def criterion(self) -> object:
        return self.asked_criterion.criterion

    @property
    def note(self) -> str:
        return self.asked_criterion.answer.note

    @property
    def state(self) -> State:
        return self.asked_criterion.answer.state


@blueprint.get("/verification")
def check(key: str) -> ResponseReturnValue:
    """Show what is blank or to read again, and the answers in a fold; without any, redirect to the results."""
    opened = open_to_edit(key)
    journey = make_journey(opened.criteria, opened.sheet)
    if journey.first_open() is None:
        return redirect(url_for("results.own", key=key), 303)
    groups = _groups(opened, journey)
    every = [line for _, lines in groups for line in lines]
    blanks = [line for line in every if line.state is State.BLANK]
    again = [line for line in every if line.asked_criterion.criterion.id in journey.to_read_again]
    return render_template(
        "respondent/check.html",
        criteria=opened.criteria,
        key=key,
        private=True,
        words=check_words(journey),
        left=[(BLANKS, "Répondre", blanks), (AGAIN, "Relire", again)],
        groups=[
            (title, answered)
            for title, lines in groups
            if (answered := [line for line in lines if line.state is not State.BLANK])
        ],
        form=PageForm(),
        viewpoint=opened.sheet.viewpoint,
        invited_by=invited_by(opened),
        invitation_over=invitation_over(opened),
    )


def _groups(opened: OpenDiagnostic, journey: Journey) -> list[tuple[str, list[_CheckLine]]]:
    """Return the lines of each axis, with its title."""
    return [
        (
            part.axis.title,
            [
                _check_line(opened, asked_criterion, page_url(opened.key, (part.axis.id, number)))
                for number, page in enumerate(part.pages, 1)
                for asked_criterion in page
            ],
        )
        for part in journey.parts
    ]


def _check_line(opened: OpenDiagnostic, asked_criterion: AskedCriterion, page: str) -> _CheckLine:
    return _CheckLine(
        asked_criterion=asked_criterion,
        question=asked_criterion.criterion.question.of(opened.sheet.viewpoint),
        answer_text=answer_text(asked_criterion.criterion, asked_criterion.answer, opened.sheet.viewpoint),
        edit_url=f"{page}?retour={CHECK}#question-{asked_criterion.criterion.id}",
    )


def end_url(key: str) -> str:
    """Return where the last question leads: the check page, or the results when nothing is blank or to read again."""
    opened = open_to_edit(key)
    if make_journey(opened.criteria, opened.sheet).first_open() is not None:
        return url_for("checking.check", key=key)
    with suppress(StorageError):  # the answers are saved: this alone must not keep anyone from the results
        services().diagnostics.finish(opened.diagnostic.id)
    return url_for("results.own", key=key)


@blueprint.post("/terminer")
def finish(key: str) -> ResponseReturnValue:
    """Mark the diagnostic as finished, and redirect to the results."""
    opened = open_to_edit(key)
    if PageForm(formdata=request.form).validate():
        progress = make_journey(opened.criteria, opened.sheet).progress
        services().diagnostics.finish(opened.diagnostic.id, complete=progress.done == progress.total)
    # without a valid token nothing is stored; the results are shown all the same
    return redirect(url_for("results.own", key=key), 303)
