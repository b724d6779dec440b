"""The form of the steps shown on the results page: who, by when, and what became of each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from wtforms import BooleanField, DateField, Form, StringField
from wtforms.validators import Length, Optional, ValidationError

from questionnaire.assessment.plan import WHO_MAX, Step, StepState
from questionnaire.assessment.report import Report
from questionnaire.assessment.step_wording import STEP_STATES
from questionnaire.assessment.steps import ShownStep, shown_steps
from questionnaire.texts import clean_text
from questionnaire.typography import NBSP
from questionnaire.web.forms import PageForm
from questionnaire.web.respondent.results_parts import today

YEARS_AHEAD = 10
LONG_WHO = f"«{NBSP}Qui{NBSP}» est trop long ({WHO_MAX} signes au plus)."
BAD_DATE = f"«{NBSP}Avant le{NBSP}»{NBSP}: écrivez une date, par exemple 31/01/{{year}}, ou laissez vide."
_STATES = [(state.value, words) for state, words in STEP_STATES.items()]


def _near(_form: Form, field: DateField) -> None:
    """Refuse a date that is no date of a plan: « 0026 » for « 2026 »."""
    if field.data and not -1 <= field.data.year - today().year <= YEARS_AHEAD:
        raise ValidationError(BAD_DATE)


class StepForm(Form):  # type: ignore[misc]  # WTForms has no types
    """What is kept of one step."""

    keep = BooleanField()
    who = StringField(
        filters=[lambda text: clean_text(text or "")], validators=[Length(max=WHO_MAX, message=LONG_WHO)]
    )
    before = DateField(validators=[Optional(), _near], format=["%Y-%m-%d", "%d/%m/%Y"])
    kept_before = False
    state = StringField()  # one of StepState; any other is read as TO_DO

    @property
    def states(self) -> list[tuple[str, str]]:
        """The states, with their words."""
        return _STATES

    @property
    def before_text(self) -> str:
        """The date as it is sent back to the browser: what was typed when it is no date."""
        typed = self.before.raw_data[0] if self.before.errors and self.before.raw_data else ""
        return typed or (self.before.data.isoformat() if self.before.data else "")

    @property
    def is_kept(self) -> bool:
        """Whether the step is kept: ticked, or filled in for the first time."""
        filled = bool(self.who.data or self.before.data or self.before.errors)
        return bool(self.keep.data) or (filled and not self.kept_before)

    def step(self, card: str) -> Step:
        """Return the step of a card, as filled in."""
        state = self.state.data if self.state.data in set(StepState) else StepState.TO_DO
        return Step(card, self.who.data or "", self.before.data, StepState(state))


@dataclass(frozen=True)
class PlanForm:
    """The form of the steps shown, by card id; its token, and its faults as (id of the field, words)."""

    fields: Mapping[str, StepForm]
    token: str
    faults: tuple[tuple[str, str], ...] = ()


def plan_form(report: Report, page_form: PageForm, sent: Any = None) -> PlanForm:
    """Return the form of the steps shown, with what is kept, or with what was `sent`."""
    fields = {one.card.id: _step_form(one, sent) for one in shown_steps(report)}
    return PlanForm(fields, page_form["csrf_token"].current_token if "csrf_token" in page_form else "")


def _step_form(shown: ShownStep, sent: Any) -> StepForm:
    kept = shown.kept
    values = (
        {"keep": True, "who": kept.who, "before": kept.before, "state": kept.state.value}
        if kept
        else {"state": StepState.TO_DO.value}
    )
    form = StepForm(sent, prefix=f"pas-{shown.card.id}", data=values)
    form.kept_before = kept is not None
    return form


def check_plan(form: PlanForm, page_form: PageForm) -> PlanForm:
    """Return the form with its faults: those of its token first, then those of each step."""
    faults = [] if page_form.validate() else [("", page_form["csrf_token"].errors[0])]
    for fields in form.fields.values():
        if not fields.validate() and fields.is_kept:
            if fields.before.errors:
                fields.before.errors = [BAD_DATE.format(year=today().year + 1)]
            faults += [(field.id, field.errors[0]) for field in fields if field.errors]
    return replace(form, faults=tuple(faults))
