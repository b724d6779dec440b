"""The form of a meeting, on the common page: where and when it takes place, and what is decided on each subject."""

from __future__ import annotations

import datetime
import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from wtforms import Form, HiddenField, StringField
from wtforms.validators import Length

from questionnaire.assessment.engagement import Engagement
from questionnaire.assessment.engagement_merge import FIELDS, SeenEngagement, shown_digest
from questionnaire.assessment.text_merge import merge_texts, part_digests
from questionnaire.crossing import wording
from questionnaire.storage import SentEngagement
from questionnaire.texts import clean_text
from questionnaire.typography import NBSP, day_words
from questionnaire.web.forms import PageForm
from questionnaire.web.respondent.engagement_fields import DueField, text_field

PLACE_MAX = 240  # two people who write at once type half each, and both are kept
DECIDED = ("title", "who", "due")  # the fields of an engagement that this form shows
WHERE_AND_WHEN = ("place", "date")
LABELS = {"title": wording.DECIDED, "who": wording.WHO, "due": wording.WHEN}
_OR = f"{NBSP}ou "  # parts two places typed at once
_TYPED = re.compile(r"decision-(.+)-(?:title|who|due)")
_WHERE = {"place": wording.PLACE, "date": wording.DATE}


def _place_field(name: str) -> Any:
    message = f"«{NBSP}{_WHERE[name]}{NBSP}» est trop long ({PLACE_MAX} signes au plus)."
    return StringField(
        _WHERE[name],
        [Length(max=PLACE_MAX, message=message)],
        filters=[lambda text: " ".join(clean_text(text or "").split("\n"))],
        name=f"rencontre-{name}",
    )


class PlaceForm(PageForm):
    """Where and when; the hidden fields hold what the form had shown."""

    place = _place_field("place")
    date = _place_field("date")
    seen_place = HiddenField(name="vu-rencontre-place")
    seen_date = HiddenField(name="vu-rencontre-date")

    def changed(self) -> list[str]:
        """Return the names of what the form changed."""
        return [name for name in WHERE_AND_WHEN if self._given(name) != self._shown(name)]

    def merged(self, stored: Mapping[str, str]) -> dict[str, str]:
        """Return where and when, with what the form changed: a place that someone else typed meanwhile is kept too."""
        found = dict(stored)
        for name in self.changed():
            before, given = stored.get(name, ""), self._given(name)
            base = part_digests(self._shown(name), _OR)
            found[name] = given if before == self._shown(name) else merge_texts(base, given, before, _OR)
        return found

    def _given(self, name: str) -> str:
        return self[name].data or ""

    def _shown(self, name: str) -> str:
        return self[f"seen_{name}"].data or ""


class DecisionForm(Form):  # type: ignore[misc]  # WTForms has no types
    """What is decided on a subject, who does it, by when."""

    title = text_field("title")
    who = text_field("who")
    due = DueField()


class ShownForm(Form):  # type: ignore[misc]  # WTForms has no types
    """What the form had shown of a decision: a digest of each field, all empty when there was none."""

    title = StringField()
    who = StringField()
    due = StringField()

    def seen(self) -> SeenEngagement | None:
        """Return what was shown, or None."""
        digests = {name: self[name].data for name in DECIDED}
        if not any(digests.values()):
            return None
        return SeenEngagement(tuple(digests.get(name) or shown_digest(name, None) for name in FIELDS))


@dataclass(frozen=True)
class MeetingForm:
    """Where and when, and the decision of each subject by its id: its title, its fields, what they had shown, what is stored."""

    page: PlaceForm
    titles: Mapping[str, str]
    decisions: Mapping[str, DecisionForm]
    shown: Mapping[str, ShownForm]
    stored: Mapping[str, Engagement]

    def validate(self) -> bool:
        """Validate every field."""
        return all([self.page.validate(), *(form.validate() for form in self.decisions.values())])

    @property
    def faults(self) -> list[tuple[str, str]]:
        """What is wrong, as (id of the field, words)."""
        fields = [self.page.place, self.page.date, *(field for form in self.decisions.values() for field in form)]
        return [(field.id, field.errors[0]) for field in fields if field.errors]

    @property
    def decided(self) -> int:
        """How many subjects have a decision."""
        return sum(bool(form.title.data) for form in self.decisions.values())

    def has_any(self, subjects: Iterable[str]) -> bool:
        """Tell whether something is written, or wrong, about one of these subjects."""
        forms = [self.decisions[key] for key in subjects]
        return any(field.data or field.errors for form in forms for field in form)

    def sent(self) -> list[SentEngagement]:
        """Return what the form sends: a decision left empty that was empty changes nothing."""
        return [SentEngagement(self._given(key), self.shown[key].seen(), fields=DECIDED) for key in self.decisions]

    def values(self) -> dict[str, tuple[str, str]]:
        """Return each field by its name: its value, and that of the hidden field of a page that shows it."""
        found = {}
        for name in WHERE_AND_WHEN:
            text = self.page[name].data or ""
            found[self.page[name].name] = (text, text)
        for key, form in self.decisions.items():
            given = self._given(key)
            for name in DECIDED:
                value = getattr(given, name)
                text = value.isoformat() if isinstance(value, datetime.date) else value or ""
                found[form[name].name] = (text, "" if given.is_blank else shown_digest(name, value))
        return found

    def _given(self, key: str) -> Engagement:
        form, stored = self.decisions[key], self.stored[key]
        return replace(stored, title=form.title.data or "", who=form.who.data or "", due=form.due.data)


def meeting_form(
    number: int,
    titles: Mapping[str, str],
    meeting: Mapping[str, str],
    decisions: Iterable[Engagement],
    sent: Any = None,
) -> MeetingForm:
    """Return the form of a crossing: a decision for each subject, by id, filled in as stored, or as `sent`."""
    by_subject = {one.criterion: one for one in decisions}
    stored = {
        key: by_subject.get(key) or Engagement(criterion=key, reference=reference(number, key)) for key in titles
    }
    where = {name: meeting.get(name, "") for name in WHERE_AND_WHEN}
    page = PlaceForm(formdata=sent, data=where | {f"seen_{name}": text for name, text in where.items()})
    forms, shown = {}, {}
    for key, one in stored.items():
        values = {name: getattr(one, name) for name in DECIDED}
        digests = {name: "" if one.is_blank else shown_digest(name, value) for name, value in values.items()}
        forms[key] = DecisionForm(sent, prefix=f"decision-{key}-", data=values)
        shown[key] = ShownForm(sent, prefix=f"vu-decision-{key}-", data=digests)
    return MeetingForm(page, titles, forms, shown, stored)


def unsaved(sent: Mapping[str, str], titles: Mapping[str, str]) -> list[str]:
    """Return what a form changed, to be copied when it cannot be kept: a line for each subject, then where and when.

    What it had shown was saved.
    """
    changed = (
        found[1] for name, text in sent.items() if (found := _TYPED.fullmatch(name)) and _changed(sent, name, text)
    )
    lines = []
    for key in dict.fromkeys(changed):
        texts = [clean_text(sent.get(f"decision-{key}-{name}", "")) for name in DECIDED]
        said = ", ".join(filter(None, (" / ".join(texts[0].split("\n")), texts[1], _day(texts[2]))))
        lines += [f"{titles[key]}{NBSP}: {said}" if key in titles else said] if said else []
    for name, label in _WHERE.items():
        text = clean_text(sent.get(f"rencontre-{name}", ""))
        lines += [f"{label}{NBSP}: {text}"] if text and text != sent.get(f"vu-rencontre-{name}") else []
    return lines


def _changed(sent: Mapping[str, str], name: str, text: str) -> bool:
    field = name.rsplit("-", 1)[1]
    shown = sent.get(f"vu-{name}") or shown_digest(field, None)
    return shown_digest(field, clean_text(text)) != shown


def _day(text: str) -> str:
    """Return « 20 décembre 2026 » for 2026-12-20; any other text as it is."""
    try:
        return day_words(datetime.date.fromisoformat(text))
    except ValueError:
        return text


def reference(number: int, subject: str) -> str:
    """Return what names the decision on a subject: the same for the two parties, who may write it at once."""
    return hashlib.sha256(f"{number}:{subject}".encode()).hexdigest()[:24]
