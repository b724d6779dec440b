"""What a field of a form is: its place, its widget, its words, what it offers, what it writes."""

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
    """How a value is edited."""

    LINE = "line"
    TEXT = "text"
    LIST = "list"  # one item a line
    NUMBER = "number"
    WHOLE = "whole"
    DATE = "date"
    CHOICE = "choice"
    SEVERAL = "several"
    REFERENCES = "references"  # several, in an order
    CONDITION = "condition"  # read here, edited in the text


READ_ONLY = (Widget.CONDITION,)


@dataclass(frozen=True)
class FieldSpec:
    """A field: its place in the long form of the element, its widget, its words, what it offers, its default value."""

    path: PlacePath
    widget: Widget
    label: str
    help: str
    required: bool
    options: Options
    default: Any
    empty: Any = None  # what is written when nothing is typed; None takes the name out
    group: str = ""  # the title of the fields of its name in the file

    @property
    def is_yes_no(self) -> bool:
        """Whether it is written « oui » or « non »."""
        return self.options == offered.YES_NO

    @property
    def is_condition(self) -> bool:
        """Whether it is a condition: named ones are chosen, others are edited in the text."""
        return self.path[-1] in ("si", "quand")

    @property
    def is_offer(self) -> bool:
        """Whether it says that sentences are written or that none is, and not one of them."""
        return self.path[-1] == OFFERED

    @property
    def asks_for(self) -> str:
        """What is said when it is to be filled in and is not."""
        if self.widget not in (Widget.SEVERAL, Widget.REFERENCES):
            return french(EMPTY)
        return NO_VIEWPOINT if self.path[-1] == "pour" else NO_BOX

    @property
    def full_label(self) -> str:
        """Its words out of its group: « Question, pour le projet »."""
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
        """Its name in the form."""
        return ".".join(map(str, self.path))

    @property
    def row(self) -> int:
        """Which item of a list of blocks it belongs to; -1 when it belongs to none."""
        if isinstance(self.path[-1], int):
            return -1
        return next((step for step in self.path if isinstance(step, int)), -1)

    @property
    def row_title(self) -> str:
        """The words of the item of a list that it belongs to: « Palier 1 »; empty when it belongs to none."""
        return self.label.partition(", ")[0] if self.row >= 0 else ""

    @property
    def own_label(self) -> str:
        """Its words under the title of its item: « Seuil »."""
        return upper_first(self.label.partition(", ")[2]) or self.label if self.row >= 0 else self.label

    @property
    def before_opening(self) -> bool:
        """Whether it is a variant for the stages before the opening."""
        return BEFORE in self.path
