"""The form of the steps shown on the results page: which are undertaken, who, by when, and what became of each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from wtforms import BooleanField, Form, StringField

from questionnaire.assessment.engagement import Engagement, EngagementState
from questionnaire.assessment.engagement_merge import SeenEngagement
from questionnaire.assessment.engagement_wording import STATE_WORDS
from questionnaire.assessment.report import Report
from questionnaire.assessment.steps import ShownStep, known_steps, shown_steps
from questionnaire.criteria.criterion import Card
from questionnaire.storage import SentEngagement
from questionnaire.web.forms import PageForm
from questionnaire.web.respondent.engagement_fields import DueField, state_of, text_field

_STATES = [(state.value, words) for state, words in STATE_WORDS.items()]


class StepForm(Form):  # type: ignore[misc]  # WTForms has no types
    """What is kept of one step."""

    keep = BooleanField()
    who = text_field("who")
    due = DueField()
    state = StringField()  # one of EngagementState; any other is read as TO_DO
    seen = StringField()  # the engagement that the form displayed; empty when the step was only proposed

    @property
    def states(self) -> list[tuple[str, str]]:
        """The states, with their words."""
        return _STATES

    @property
    def seen_engagement(self) -> SeenEngagement | None:
        """The engagement that the form displayed, or None."""
        return SeenEngagement.parse(self.seen.data or "")

    @property
    def is_kept(self) -> bool:
        """Whether the step is undertaken: ticked, or filled in for the first time."""
        filled = bool(self.who.data or self.due.data or self.due.errors)
        return bool(self.keep.data) or (filled and self.seen_engagement is None)

    def sent(self, card: Card) -> SentEngagement | None:
        """Return the engagement of a card, as filled in; None when it is neither undertaken nor given up."""
        seen = self.seen_engagement
        given = Engagement(card.id, title=card.title, who=self.who.data or "", due=self.due.data)
        if not self.is_kept:
            return SentEngagement(given, seen, removed=True) if seen else None
        if seen is None:
            return SentEngagement(given, fields=("who", "due"))
        return SentEngagement(
            replace(given, state=state_of(self.state.data)), seen, fields=("who", "due", "state")
        )


@dataclass(frozen=True)
class StepsForm:
    """The form of the steps shown, by card id; its token, and its faults as (id of the field, words)."""

    fields: Mapping[str, StepForm]
    cards: Mapping[str, Card]
    token: str
    faults: tuple[tuple[str, str], ...] = ()

    def sent(self) -> list[SentEngagement]:
        """Return what is undertaken, and what is given up."""
        return [sent for key, fields in self.fields.items() if (sent := fields.sent(self.cards[key]))]


def steps_form(report: Report, page_form: PageForm, sent: Any = None) -> StepsForm:
    """Return the form of the steps shown, with what is kept; or of those of the page that `sent` it."""
    shown = {one.card.id: one for one in shown_steps(report)}
    if sent is not None:  # what someone else keeps meanwhile changes which steps are shown
        shown |= _named(report, sent)
    fields = {key: _step_form(one, sent) for key, one in shown.items()}
    token = page_form["csrf_token"].current_token if "csrf_token" in page_form else ""
    return StepsForm(fields, {key: one.card for key, one in shown.items()}, token)


def _named(report: Report, sent: Any) -> dict[str, ShownStep]:
    return {key: one for key, one in known_steps(report).items() if f"pas-{key}-who" in sent}


def _step_form(shown: ShownStep, sent: Any) -> StepForm:
    kept = shown.kept
    values = (
        {
            "keep": True,
            "who": kept.who,
            "due": kept.due,
            "state": kept.state.value,
            "seen": str(SeenEngagement.of(kept)),
        }
        if kept
        else {"state": EngagementState.TO_DO.value}
    )
    return StepForm(sent, prefix=f"pas-{shown.card.id}", data=values)


def check_steps(form: StepsForm, page_form: PageForm) -> StepsForm:
    """Return the form with its faults: those of its token first, then those of each step."""
    faults = [] if page_form.validate() else [("", page_form["csrf_token"].errors[0])]
    for fields in form.fields.values():
        if not fields.validate() and fields.is_kept:
            faults += [(field.id, field.errors[0]) for field in fields if field.errors]
    return replace(form, faults=tuple(faults))
