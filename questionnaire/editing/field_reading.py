"""Converts between values of the text and the fields of a form: what a field shows, what it sends back."""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence
from typing import Any

from questionnaire.editing.field_spec import FieldSpec, Widget
from questionnaire.editing.field_values import is_offered, long_value_at
from questionnaire.editing.field_wording import (
    NOT_A_CHOICE,
    NOT_A_NUMBER,
    NOT_A_WHOLE_NUMBER,
    NOT_TEN_DIGITS,
    NOTHING_WRITTEN,
)
from questionnaire.errors import QuestionnaireError
from questionnaire.typography import french

_YES_NO = {"oui": True, "non": False}
_SPACES = re.compile(r"[ \t\n\r]+")  # no-break spaces stay
_PHONE = re.compile(r"\+?[0-9 .()-]+")  # the model says what other characters are refused
FRENCH_DIGITS = 10
_NUMBER = re.compile(r"[-+]?[0-9]{1,9}([.,][0-9]{1,6})?")
_LISTS = (Widget.LIST, Widget.SEVERAL, Widget.REFERENCES)
_NUMBERS = (Widget.NUMBER, Widget.WHOLE)


class FieldValueError(QuestionnaireError):
    """The text typed in a field is no valid value; the message says what is expected, in French."""


def shown_value(spec: FieldSpec, value: Any) -> Any:
    """Return the value that a field shows of an element; its default where the text has none."""
    if spec.is_offer:
        return is_offered(long_value_at(value, spec.path[:-1]))
    shown = long_value_at(value, spec.path)
    if spec.is_yes_no and isinstance(shown, str):
        shown = _YES_NO.get(shown, shown)
    if spec.is_condition and isinstance(shown, str):
        shown = [shown]
    if isinstance(shown, datetime.date):
        shown = shown.isoformat()
    if shown is spec.empty or shown in ("", []):
        shown = None
    if isinstance(shown, list):
        return [_line(item) if isinstance(item, str) else item for item in shown]
    if isinstance(shown, str):
        return _line(shown)
    return spec.default if shown is None else shown


def form_data(spec: FieldSpec, shown: Any) -> Any:
    """Return a value in the shape of the form's data: texts, or lists of them."""
    if spec.widget in (Widget.SEVERAL, Widget.REFERENCES):
        return [option_value(value) for value in shown or ()] if isinstance(shown, list | None) else []
    if spec.widget is Widget.LIST:
        return "\n".join(map(str, shown)) if isinstance(shown, list) else option_value(shown)
    return _typed(shown)


def shown_words(spec: FieldSpec, shown: Any) -> str:
    """Return a value in words, for a sentence."""
    words = {option_value(value): title for value, title in spec.options}
    values = shown if isinstance(shown, list) else [shown]
    said = [words.get(option_value(value)) or _typed(value) for value in values if value is not None]
    return (" ; " if spec.widget in _LISTS else ", ").join(said) or NOTHING_WRITTEN


def read_sent(spec: FieldSpec, sent: Sequence[str], shown: Any) -> Any:
    """Return the value of the text typed in a field, None when empty. Raises FieldValueError when it is invalid."""
    if spec.widget in (Widget.SEVERAL, Widget.REFERENCES):
        return _several(spec, sent, shown if isinstance(shown, list) else [])
    text = _line(sent[0]) if sent else ""
    if spec.widget is Widget.LIST:
        return [line for line in map(_line, (sent[0] if sent else "").splitlines()) if line] or None
    if not text:
        return None
    if spec.widget is Widget.CHOICE:
        return _choice(spec, text, shown)
    if spec.path[-1] == "telephone":
        return _phone(text)
    return _number(spec, text) if spec.widget in _NUMBERS else text


def option_value(value: Any) -> str:
    """Return the `value` attribute of the option of a value."""
    if isinstance(value, bool):
        return "oui" if value else "non"
    return "" if value is None else str(value)


def _typed(value: Any) -> str:
    return option_value(value).replace(".", ",") if isinstance(value, float) else option_value(value)


def _line(text: str) -> str:
    return _SPACES.sub(" ", text).strip(" ")


def _number(spec: FieldSpec, text: str) -> Any:
    typed = text.replace(" ", "").replace("\N{NO-BREAK SPACE}", "")
    if not _NUMBER.fullmatch(typed):
        raise FieldValueError(NOT_A_NUMBER if spec.widget is Widget.NUMBER else NOT_A_WHOLE_NUMBER)
    number = float(typed.replace(",", "."))
    if number != int(number) and spec.widget is Widget.WHOLE:
        raise FieldValueError(NOT_A_WHOLE_NUMBER)
    return int(number) if number == int(number) else number


def _phone(text: str) -> str:
    """Return a telephone number; a French one must have ten digits, or nine after +33."""
    digits = re.sub(r"[^0-9]", "", text.replace("(0)", ""))
    count = len(digits) + (-1 if text.startswith("+33") else 0)
    french_number = text.startswith("+33") or (digits.startswith("0") and not digits.startswith("00"))
    if _PHONE.fullmatch(text) and french_number and count != FRENCH_DIGITS:
        raise FieldValueError(french(f"{NOT_TEN_DIGITS} {count} ici."))
    return text


def _choice(spec: FieldSpec, text: str, shown: Any) -> Any:
    known = {option_value(value): value for value in (shown, *(value for value, _ in spec.options))}
    if text not in known:
        raise FieldValueError(NOT_A_CHOICE)
    return known[text]


def _several(spec: FieldSpec, sent: Sequence[str], shown: list[Any]) -> Any:
    """Return the values ticked: those shown before keep their order, the others follow in that of the options."""
    known = {option_value(value): value for value in (*shown, *(value for value, _ in spec.options))}
    ticked = set(filter(None, sent))
    if not ticked <= known.keys():
        raise FieldValueError(NOT_A_CHOICE)
    if ticked == set(map(option_value, shown)):
        return shown or None
    if spec.widget is Widget.SEVERAL:
        return [value for value, _ in spec.options if option_value(value) in ticked] or None
    return [value for word, value in known.items() if word in ticked] or None
