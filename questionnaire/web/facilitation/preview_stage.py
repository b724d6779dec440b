"""The choice of a stage in a preview: the same page and answers, read and scored at another stage."""

from __future__ import annotations

from dataclasses import dataclass, replace

from flask import Blueprint, abort, flash, g, redirect, request, url_for
from flask.typing import ResponseReturnValue

from questionnaire.accounts.keys import key_digest
from questionnaire.answers import AnswerSheet
from questionnaire.assessment.journey import choose_path, make_journey
from questionnaire.criteria.model import STAGE, ContextChoice
from questionnaire.web.context import open_to_edit, services
from questionnaire.web.forms import STALE, PageForm

SAME_PAGES = (
    "results.own",
    "checking.check",
    "answering.hub",
    "sharing.share",
)  # whose address needs the key alone
QUESTIONS = "answering.axis"
GROUPS = {False: "Avant l’ouverture", True: "Lieu ouvert"}

blueprint = Blueprint("stage", __name__)


@dataclass(frozen=True)
class StagePicker:
    """The form that chooses a stage, in the banner of a preview."""

    url: str  # where it is sent
    groups: tuple[tuple[str, tuple[ContextChoice, ...]], ...]  # stages before the opening, then after
    current: object  # the stage shown
    page: str  # endpoint of the page shown
    axis: str  # its axis, for a page of questions
    form: PageForm


def stage_picker() -> StagePicker | None:
    """Return the choice of a stage for the present request; None unless its page is that of an editable diagnostic."""
    values = request.view_args or {}
    key = values.get("key")
    opened = services().diagnostics.find(key_digest(key)) if isinstance(key, str) else None
    question = services().versions.current.context_question(STAGE)
    if opened is None or not opened.editable or question is None:
        return None
    choices = question.choices_for(opened.sheet.viewpoint)
    return StagePicker(
        url=url_for("facilitation.preview.stage.choose", draft=g.preview.draft.id, key=key),
        groups=tuple(
            (words, tuple(choice for choice in choices if choice.open is opened_then))
            for opened_then, words in GROUPS.items()
        ),
        current=opened.sheet.context.get(STAGE),
        page=".".join((request.endpoint or "").split(".")[-2:]),
        axis=str(values.get("axis", "")),
        form=PageForm(formdata=None),
    )


@blueprint.post("/etape/<key>")
def choose(key: str) -> ResponseReturnValue:
    """Set the stage of a diagnostic of the preview, and show the same page again; the answers given stay."""
    opened = open_to_edit(key)
    question = opened.criteria.context_question(STAGE)
    stage = request.form.get("etape", "")
    if question is None or stage not in {choice.id for choice in question.choices_for(opened.sheet.viewpoint)}:
        abort(404)
    if not PageForm(formdata=request.form).validate():
        flash(STALE, "warning")
        return redirect(_same_page(key), 303)

    def change(sheet: AnswerSheet) -> AnswerSheet:
        moved = replace(sheet, context={**sheet.context, STAGE: stage})
        return replace(moved, path=choose_path(opened.criteria, moved))

    services().diagnostics.revise(opened.diagnostic.id, change)
    return redirect(_same_page(key), 303)


def _same_page(key: str) -> str:
    """Return the address of the page that was shown; of the private page when that stage asks nothing of its axis."""
    page, axis = request.form.get("page", ""), request.form.get("axe", "")
    opened = open_to_edit(key)
    if page == QUESTIONS and make_journey(opened.criteria, opened.sheet).page(axis, 1):
        return url_for(QUESTIONS, key=key, axis=axis, page=1)
    return url_for(page if page in SAME_PAGES else "answering.hub", key=key)
