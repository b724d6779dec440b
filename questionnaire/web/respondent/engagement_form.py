"""The form of the page of engagements: each of them, and a new one."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from wtforms import BooleanField, Form, StringField

from questionnaire.accounts.keys import new_nonce
from questionnaire.assessment.engagement import Engagement
from questionnaire.assessment.engagement_merge import FIELDS, SeenEngagement
from questionnaire.assessment.engagement_wording import STATE_WORDS
from questionnaire.storage import SentEngagement
from questionnaire.storage.copies import months_after
from questionnaire.typography import NBSP, day_words
from questionnaire.web.forms import PageForm
from questionnaire.web.local_time import today
from questionnaire.web.respondent.engagement_fields import DueField, state_of, text_field

NEW = "nouveau"  # prefix of the fields of a new one
NO_TITLE = "Écrivez ce que vous faites, en quelques mots."
_NO_DATE, _DATE = "", "date"
_WITHIN = {"mois": ("Dans le mois", 1), "trimestre": ("Dans les trois mois", 3)}
_FIELDS = re.compile(r"e-([\w-]{1,40})\.seen", re.ASCII)
_REFERENCE = re.compile(r"[\w-]{1,40}", re.ASCII)


class EngagementForm(Form):  # type: ignore[misc]  # WTForms has no types
    """What may be changed of one engagement; what it is about, and what the form displayed, are hidden fields."""

    title = text_field("title")
    who = text_field("who")
    when = StringField()  # a word of due_choices
    due = DueField()
    state = StringField()
    reason = text_field("reason")
    note = text_field("note")
    remove = BooleanField()
    card = StringField()
    criterion = StringField()
    reference = StringField()
    seen = StringField()

    def __init__(self, sent: Any, shown: Engagement, *, new: bool = False) -> None:
        values = {name: getattr(shown, name) for name in (*FIELDS, "card", "criterion", "reference")}
        values |= {"state": shown.state.value, "when": _DATE if shown.due else _NO_DATE}
        values |= {"seen": "" if new else str(SeenEngagement.of(shown))}
        # the point parts them: WTForms adds no dash after a reference that ends in one
        super().__init__(sent, prefix=NEW if new else f"e-{shown.reference}.", data=values)

    @property
    def states(self) -> list[tuple[str, str]]:
        """The states, with their words."""
        return [(state.value, words) for state, words in STATE_WORDS.items()]

    @property
    def due_choices(self) -> list[tuple[str, str]]:
        """The choices of a date, with their words: « Dans le mois (28 décembre 2026) »."""
        within = [
            (word, f"{title} ({day_words(months_after(today(), months))})")
            for word, (title, months) in _WITHIN.items()
        ]
        return [(_NO_DATE, "Pas de date"), *within, (_DATE, f"À une date{NBSP}:")]

    @property
    def chosen_due(self) -> datetime.date | None:
        """The date typed; else that of the period chosen, from today."""
        typed: datetime.date | None = self.due.data
        seen = SeenEngagement.parse(self.seen.data or "")
        if typed and not (seen and seen.showed("due", typed)):
            return typed
        if self.when.data in _WITHIN:
            return months_after(today(), _WITHIN[self.when.data][1])
        return typed if self.when.data == _DATE else None

    def engagement(self, base: Engagement) -> Engagement:
        """Return an engagement, as filled in."""
        return replace(
            base,
            title=base.title if base.card else self.title.data or "",
            who=self.who.data or "",
            due=self.chosen_due,
            state=state_of(self.state.data),
            reason=self.reason.data or "",
            note=self.note.data or "",
        )

    def faults(self, *, titled: bool) -> list[tuple[str, str]]:
        """Return what is wrong, as (id of the field, words); `titled`: a title must be typed."""
        if self.remove.data:
            return []
        self.validate()
        if titled and not self.title.data:
            self.title.errors = [*self.title.errors, NO_TITLE]
        return [(field.id, field.errors[0]) for field in self if field.errors]


@dataclass(frozen=True)
class EngagementsForm:
    """The forms of the engagements by reference, that of a new one, their token, and their faults."""

    fields: Mapping[str, EngagementForm]
    bases: Mapping[str, Engagement]
    new: EngagementForm
    token: str
    faults: tuple[tuple[str, str], ...] = ()

    @property
    def adds(self) -> bool:
        """Whether something was filled in for a new one."""
        new = self.new
        return bool(new.title.data or new.who.data or new.note.data or new.chosen_due or new.due.errors)

    def sent(self) -> list[SentEngagement]:
        """Return what the form sends: the engagements that it displayed, and the new one."""
        every = [
            SentEngagement(
                form.engagement(self.bases[reference]),
                SeenEngagement.parse(form.seen.data or ""),
                removed=bool(form.remove.data),
                fields=tuple(name for name in FIELDS if name != "title" or not self.bases[reference].card),
            )
            for reference, form in self.fields.items()
        ]
        if self.adds:
            reference = _known(self.new.reference.data)
            base = Engagement(criterion=self.new.criterion.data or "", reference=reference)
            every.append(SentEngagement(self.new.engagement(base)))
        return every


def engagements_form(engagements: Iterable[Engagement], page_form: PageForm, sent: Any = None) -> EngagementsForm:
    """Return the form of these engagements; or of those of the page that `sent` it, though they were deleted since."""
    bases = {one.reference: one for one in engagements}
    if sent is not None:
        named = [found[1] for name in sent if (found := _FIELDS.fullmatch(name))]
        bases = {name: bases.get(name) or _gone(name, sent) for name in named}
    fields = {name: EngagementForm(sent, one) for name, one in bases.items()}
    new = EngagementForm(sent, Engagement(reference=new_nonce()), new=True)
    token = page_form["csrf_token"].current_token if "csrf_token" in page_form else ""
    return EngagementsForm(fields, bases, new, token)


def _gone(reference: str, sent: Any) -> Engagement:
    """Return what a form says of an engagement that someone else deleted since."""
    form = EngagementForm(sent, Engagement(reference=reference))
    card, criterion = (_known(field.data) for field in (form.card, form.criterion))
    return Engagement(card=card, criterion=criterion, title=(form.title.data or "")[:200], reference=reference)


def _known(name: str | None) -> str:
    return name if name and _REFERENCE.fullmatch(name) else ""


def check_engagements(form: EngagementsForm, page_form: PageForm, criteria_ids: Iterable[str]) -> EngagementsForm:
    """Return the form with its faults: those of its token, of each engagement, then of the new one."""
    faults = [] if page_form.validate() else [("", page_form["csrf_token"].errors[0])]
    for reference, fields in form.fields.items():
        base = form.bases[reference]
        faults += fields.faults(titled=not (base.card or base.criterion))
    if form.adds:
        faults += form.new.faults(titled=True)
        if form.new.criterion.data not in criteria_ids:
            form.new.criterion.data = ""
    return replace(form, faults=tuple(faults))
