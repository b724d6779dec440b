"""The form of an element: a WTForms class made from the fields of the model, and the values that were sent."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable
from dataclasses import dataclass, field
from typing import Any

from wtforms import Field, HiddenField, RadioField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.fields import SelectChoice

from questionnaire.criteria.yaml_source import PlacePath
from questionnaire.editing.field_reading import (
    FieldValueError,
    form_data,
    option_value,
    read_sent,
    shown_value,
    shown_words,
)
from questionnaire.editing.field_spec import READ_ONLY, FieldSpec, Widget
from questionnaire.editing.field_values import value_digest
from questionnaire.texts import clean_text
from questionnaire.web.forms import PageForm

# prefixes of the names of the fields beside each field: digest of the value shown; item to add; box « keep theirs »
SEEN, ADDED, THEIRS = "vu:", "ajout:", "autre:"
_ID_OR_DIGIT = re.compile(r"[0-9]|[a-z0-9]+(-[a-z0-9]+)+")  # the values of boxes and lists
NOT_CHOSEN = "Choisissez"
# more choices than MAX_BUTTONS make a list; of more references than MAX_BOXES, only those in use have a box
MAX_BUTTONS, MAX_BOXES = 4, 30


@dataclass
class SentFields:
    """The changes that a form asks for: values by place in the element, faults and clashes by name of field."""

    changes: dict[PlacePath, Any] = field(default_factory=dict)
    faults: dict[str, str] = field(default_factory=dict)
    clashes: dict[str, str] = field(default_factory=dict)  # what somebody else saved meanwhile


def element_form(specs: Iterable[FieldSpec], value: Any) -> PageForm:
    """Return the form of an element, filled with its value."""
    fields: dict[str, Field] = {}
    data: dict[str, Any] = {}
    for spec in specs:
        if spec.widget in READ_ONLY:
            continue
        shown = shown_value(spec, value)
        fields |= _fields(spec, shown)
        data[spec.name] = form_data(spec, shown)
        data[SEEN + spec.name] = value_digest(shown)
    form_class: type[PageForm] = type("ElementForm", (PageForm,), fields)
    return form_class(formdata=None, data=data)


def restore_typed(form: PageForm, sent: Any, names: Iterable[str], clashes: Container[str]) -> None:
    """Put back in a form what was typed in the fields `names`, not saved, with the digest of what each had shown.

    Fields in a clash keep the digest of what is stored now: whoever sends them again has read it.
    """
    for name in names:
        for field_name in (name, ADDED + name):
            if field_name in form:
                several = isinstance(form[field_name], SelectMultipleField)
                form[field_name].data = (
                    sent.getlist(field_name) if several else clean_text(sent.get(field_name, ""))
                )
        if name not in clashes and name in form:
            form[SEEN + name].data = sent.get(SEEN + name)


def sent_names(sent: Any) -> list[str]:
    """Return the names of the fields that a form sends."""
    return [name.removeprefix(SEEN) for name in sent if name.startswith(SEEN)]


def _fields(spec: FieldSpec, shown: Any) -> dict[str, Field]:
    fields: dict[str, Field] = {SEEN + spec.name: HiddenField()}
    if spec.widget in (Widget.TEXT, Widget.LIST):
        fields[spec.name] = TextAreaField(spec.label, filters=[_cleaned])
    elif spec.widget in (Widget.CHOICE, Widget.SEVERAL, Widget.REFERENCES):
        fields |= _choice_fields(spec, shown)
    else:
        fields[spec.name] = StringField(spec.label, filters=[_cleaned])
    return fields


def _cleaned(sent: str | None) -> str:
    return clean_text(sent or "")


def _choice_fields(spec: FieldSpec, shown: Any) -> dict[str, Field]:
    chosen = shown if isinstance(shown, list) else [shown]
    known = [value for value, _ in spec.options]  # a list: values of the text may be of any type, hashable or not
    choices = [SelectChoice(option_value(value), words) for value, words in spec.options]
    # references to what does not exist stay in the form until somebody changes them
    missing = [
        SelectChoice(option_value(value), f"{value} (introuvable)")
        for value in chosen
        if value is not None and value not in known
    ]
    if spec.widget is Widget.CHOICE:
        open_choice = shown is None and None not in known
        kind = RadioField if len(choices) + open_choice <= MAX_BUTTONS and spec.row < 0 else SelectField
        if open_choice and kind is SelectField:  # radio buttons need no such choice: none is checked
            choices.insert(0, SelectChoice("", NOT_CHOSEN))
        return {spec.name: kind(spec.label, choices=[*choices, *missing], validate_choice=False)}
    if len(choices) <= MAX_BOXES and not spec.is_condition:
        return {spec.name: SelectMultipleField(spec.label, choices=[*choices, *missing], validate_choice=False)}
    present = [
        choice for choice in [*choices, *missing] if choice.value in {option_value(value) for value in chosen}
    ]
    others = [choice for choice in choices if choice not in present]
    return {
        spec.name: SelectMultipleField(spec.label, choices=present, validate_choice=False),
        ADDED + spec.name: SelectField(
            f"Ajouter : {spec.label}", choices=[SelectChoice("", "Rien à ajouter"), *others], validate_choice=False
        ),
    }


def sent_fields(specs: Iterable[FieldSpec], value: Any, sent: Any) -> SentFields:
    """Return the changes that a form asks for; a field left as it was shown changes nothing, whatever is stored now."""
    found = SentFields()
    for spec in specs:
        seen = sent.get(SEEN + spec.name)
        if spec.widget in READ_ONLY or seen is None or sent.get(THEIRS + spec.name):
            continue
        shown = shown_value(spec, value)
        given = [clean_text(text) for text in (*sent.getlist(spec.name), *sent.getlist(ADDED + spec.name))]
        if given == [form_data(spec, shown)]:  # unchanged: an invalid stored value stays until somebody changes it
            continue
        try:
            new = read_sent(spec, given, shown)
        except FieldValueError as fault:
            found.faults[spec.name] = str(fault)
            continue
        if new == shown or value_digest(new) == seen:
            continue
        if value_digest(shown) != seen:
            found.clashes[spec.name] = shown_words(spec, shown)
        else:
            found.changes[spec.path] = spec.written(new)
    return found


def typed_texts(sent: Any) -> str:
    """Return the texts typed in a form that cannot be saved, to be copied: those that differ from what it had shown."""
    typed = []
    for name in sent:
        seen, text = sent.get(SEEN + name), clean_text(sent[name])
        lines = [line.strip() for line in text.splitlines() if line.strip()]
        shown = (text, " ".join(lines), lines, sent.getlist(name), int(text) if text.isdecimal() else None)
        chosen = text in ("oui", "non") or _ID_OR_DIGIT.fullmatch(text)
        if seen is not None and text and not chosen and seen not in map(value_digest, shown):
            typed.append(text)
    return "\n\n".join(typed)
