"""The description of a field of a form: its place, its widget, its label, its options, the value it writes."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Any

from questionnaire.criteria.types import BEFORE
from questionnaire.criteria.yaml_source import PlacePath
from questionnaire.editing import field_options as offered
from questionnaire.editing.field_options import Options
from questionnaire.editing.field_values import OFFERED
from questionnaire.editing.field_wording import EMPTY, NO_BOX, NO_VIEWPOINT
from questionnaire.typography import french, lower_first, upper_first


class Widget(Enum):
    """The form control that edits a value."""

    LINE = "line"
    TEXT = "text"
    LIST = "list"  # one item a line
    NUMBER = "number"
    WHOLE = "whole"
    DATE = "date"
    CHOICE = "choice"
    SEVERAL = "several"
    REFERENCES = "references"  # several, in order
    CONDITION = "condition"  # read-only: edited in the text


READ_ONLY = (Widget.CONDITION,)


@dataclass(frozen=True)
class FieldSpec:
    """A field. `path` is its place in the long form of the element (see fields.py); `default`, what it shows when absent."""

    path: PlacePath
    widget: Widget
    label: str
    help: str
    required: bool
    options: Options
    default: Any
    empty: Any = None  # the value written when the field is empty; None removes the key
    group: str = ""  # the title of the fields under one key of the element

    @property
    def is_yes_no(self) -> bool:
        """Whether it is written « oui » or « non »."""
        return self.options == offered.YES_NO

    @property
    def is_condition(self) -> bool:
        """Whether it is a condition: named ones can be chosen, others are edited in the text."""
        return self.path[-1] in ("si", "quand")

    @property
    def is_offer(self) -> bool:
        """Whether it is the choice between sentences and none (`non_concerne`), rather than a sentence."""
        return self.path[-1] == OFFERED

    @property
    def asks_for(self) -> str:
        """The message when it is required and empty."""
        if self.widget not in (Widget.SEVERAL, Widget.REFERENCES):
            return french(EMPTY)
        return NO_VIEWPOINT if self.path[-1] == "pour" else NO_BOX

    @property
    def full_label(self) -> str:
        """Its label with that of its group: « Question, pour le projet »."""
        words = "" if self.path[-1] == "texte" or self.label == self.group else lower_first(self.label)
        before = "avant l’ouverture" if self.before_opening else ""
        return french(", ".join(filter(None, (self.group, words, before))))

    def written(self, value: Any) -> Any:
        """Return a value as it is written in the file."""
        if self.is_offer:
            return value
        if self.is_condition and isinstance(value, list) and len(value) == 1:
            return value[0]
        if isinstance(value, bool):
            return "oui" if value else "non"
        return self.empty if value is None else value

    @property
    def name(self) -> str:
        """The name of the form field."""
        return ".".join(map(str, self.path))

    @property
    def row(self) -> int:
        """Which item of a list of blocks it belongs to; -1 when it belongs to none."""
        if isinstance(self.path[-1], int):
            return -1
        return next((step for step in self.path if isinstance(step, int)), -1)

    @property
    def row_title(self) -> str:
        """The title of the list item that it belongs to: « Palier 1 »; empty when it belongs to none."""
        return self.label.partition(", ")[0] if self.row >= 0 else ""

    @property
    def own_label(self) -> str:
        """Its label under the title of its item: « Seuil »."""
        return upper_first(self.label.partition(", ")[2]) or self.label if self.row >= 0 else self.label

    @property
    def before_opening(self) -> bool:
        """Whether it is a variant for the stages before the opening."""
        return BEFORE in self.path
