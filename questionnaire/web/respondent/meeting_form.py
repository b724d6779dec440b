"""The form of a meeting, on the common page: where and when it takes place, and what is decided on each subject."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from wtforms import Form, HiddenField, StringField
from wtforms.validators import Length

from questionnaire.assessment.engagement import Engagement
from questionnaire.assessment.engagement_merge import SeenEngagement
from questionnaire.crossing import wording
from questionnaire.storage import SentEngagement
from questionnaire.texts import clean_text
from questionnaire.typography import NBSP
from questionnaire.web.forms import PageForm
from questionnaire.web.respondent.engagement_fields import DueField, text_field

PLACE_MAX = 120
_TYPED = re.compile(r"(decision-.+|rencontre)-(?:title|who|due|place|date)")
DECIDED = ("title", "who", "due")  # the fields of an engagement that this form shows
WHERE_AND_WHEN = ("place", "date")


def _place_field(name: str, label: str) -> Any:
    message = f"«{NBSP}{label}{NBSP}» est trop long ({PLACE_MAX} signes au plus)."
    return StringField(
        label,
        [Length(max=PLACE_MAX, message=message)],
        filters=[lambda text: " ".join(clean_text(text or "").split())],
        name=f"rencontre-{name}",
    )


class PlaceForm(PageForm):
    """Where and when; the hidden fields hold what the form had shown."""

    place = _place_field("place", wording.PLACE)
    date = _place_field("date", wording.DATE)
    seen_place = HiddenField(name="vu-rencontre-place")
    seen_date = HiddenField(name="vu-rencontre-date")

    def changes(self) -> dict[str, str]:
        """Return what the form changed."""
        given = {name: self[name].data or "" for name in WHERE_AND_WHEN}
        return {name: text for name, text in given.items() if text != (self[f"seen_{name}"].data or "")}


class DecisionForm(Form):  # type: ignore[misc]  # WTForms has no types
    """What is decided on a subject, who does it, by when; `seen` is what the form had shown, empty for nothing."""

    title = text_field("title")
    who = text_field("who")
    due = DueField()
    seen = StringField()


@dataclass(frozen=True)
class MeetingForm:
    """Where and when, and the decision of each subject by its id, with what is stored of each."""

    page: PlaceForm
    decisions: Mapping[str, DecisionForm]
    stored: Mapping[str, Engagement]

    def validate(self) -> bool:
        """Validate every field."""
        return all([self.page.validate(), *(form.validate() for form in self.decisions.values())])

    @property
    def faults(self) -> list[tuple[str, str]]:
        """What is wrong, as (id of the field, words)."""
        fields = [self.page.place, self.page.date, *(field for form in self.decisions.values() for field in form)]
        return [(field.id, field.errors[0]) for field in fields if field.errors]

    def sent(self) -> list[SentEngagement]:
        """Return what the form sends: a decision left empty that was empty changes nothing."""
        return [
            SentEngagement(self._given(key), SeenEngagement.parse(form.seen.data or ""), fields=DECIDED)
            for key, form in self.decisions.items()
        ]

    def seen(self) -> dict[str, str]:
        """Return the hidden fields of a page that shows what it has just sent."""
        places = {self.page[f"seen_{name}"].name: self.page[name].data or "" for name in WHERE_AND_WHEN}
        given = {form.seen.name: self._given(key) for key, form in self.decisions.items()}
        return places | {name: "" if one.is_blank else str(SeenEngagement.of(one)) for name, one in given.items()}

    def _given(self, key: str) -> Engagement:
        form, stored = self.decisions[key], self.stored[key]
        return replace(stored, title=form.title.data or "", who=form.who.data or "", due=form.due.data)


def meeting_form(
    number: int,
    subjects: Iterable[str],
    meeting: Mapping[str, str],
    decisions: Iterable[Engagement],
    sent: Any = None,
) -> MeetingForm:
    """Return the form of a crossing: a decision for each subject, filled in as stored, or as `sent`."""
    by_subject = {one.criterion: one for one in decisions}
    stored = {
        key: by_subject.get(key) or Engagement(criterion=key, reference=reference(number, key)) for key in subjects
    }
    shown = {name: meeting.get(name, "") for name in WHERE_AND_WHEN}
    page = PlaceForm(formdata=sent, data=shown | {f"seen_{name}": text for name, text in shown.items()})
    forms = {
        key: DecisionForm(
            sent,
            prefix=f"decision-{key}-",
            data={
                **{name: getattr(one, name) for name in DECIDED},
                "seen": "" if one.is_blank else str(SeenEngagement.of(one)),
            },
        )
        for key, one in stored.items()
    }
    return MeetingForm(page, forms, stored)


def typed(sent: Mapping[str, str]) -> list[str]:
    """Return what was typed in a form, to be copied when it cannot be kept: a line for each subject, then the rest."""
    lines: dict[str, list[str]] = {}
    for name, text in sent.items():
        if text and (found := _TYPED.fullmatch(name)):
            lines.setdefault(found[1], []).append(clean_text(text))
    return [", ".join(texts) for texts in lines.values()]


def reference(number: int, subject: str) -> str:
    """Return what names the decision on a subject: the same for the two parties, who may write it at once."""
    return hashlib.sha256(f"{number}:{subject}".encode()).hexdigest()[:24]
