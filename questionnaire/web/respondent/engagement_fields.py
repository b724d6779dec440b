"""The fields of engagements, shared by the forms that change some: the results page, and the page of engagements."""

from __future__ import annotations

from typing import Any

from wtforms import DateField, Form, StringField, TextAreaField
from wtforms.validators import Length, Optional, ValidationError

from questionnaire.assessment.engagement import COMMENT_MAX, REASON_MAX, TITLE_MAX, WHO_MAX, EngagementState
from questionnaire.assessment.engagement_wording import FIELD_LABELS
from questionnaire.texts import MAX_LINES, clean_text, has_too_many_lines
from questionnaire.typography import NBSP
from questionnaire.web.local_time import today

YEARS_AHEAD = 10
LONGEST = {"title": TITLE_MAX, "who": WHO_MAX, "reason": REASON_MAX, "note": COMMENT_MAX}
_STATES = {state.value: state for state in EngagementState}


_LINES = {"title": 20, "note": MAX_LINES}  # the others have one


def text_field(name: str) -> Any:
    """Return the field of a text of an engagement: of one line, but for its title and its note."""
    label = f"«{NBSP}{FIELD_LABELS[name]}{NBSP}»"
    length = Length(max=LONGEST[name], message=f"{label} est trop long ({LONGEST[name]} signes au plus).")
    if name not in _LINES:
        return StringField(
            filters=[lambda text: " ".join(clean_text(text or "").split("\n"))], validators=[length]
        )

    def few_lines(_form: Form, field: StringField) -> None:
        if has_too_many_lines(field.data or "", _LINES[name]):
            raise ValidationError(f"{label} a trop de lignes ({_LINES[name]} au plus).")

    return TextAreaField(filters=[lambda text: clean_text(text or "")], validators=[length, few_lines])


def state_of(word: str | None) -> EngagementState:
    """Return the state that a form sent; any other word is read as TO_DO."""
    return _STATES.get(word or "", EngagementState.TO_DO)


class DueField(DateField):  # type: ignore[misc]  # WTForms has no types
    """The day before which an engagement is to be done: near, or refused as « 0026 » for « 2026 »."""

    def __init__(self, **options: Any) -> None:
        super().__init__(validators=[Optional(), _near], format=["%Y-%m-%d", "%d/%m/%Y"], **options)

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read a date; say in French what is none."""
        try:
            super().process_formdata(valuelist)
        except ValueError as error:
            raise ValueError(_bad_date()) from error

    @property
    def text(self) -> str:
        """The date as it is sent back to the browser: what was typed when it is no date."""
        typed = self.raw_data[0] if self.errors and self.raw_data else ""
        return typed or (self.data.isoformat() if self.data else "")


def _near(_form: Form, field: DateField) -> None:
    if field.data and not -1 <= field.data.year - today().year <= YEARS_AHEAD:
        raise ValidationError(_bad_date())


def _bad_date() -> str:
    return f"Pour la date, écrivez par exemple 31/01/{today().year + 1}, ou laissez vide."
