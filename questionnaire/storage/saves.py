"""What a page of questions sends to the store, and the order of its saves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from questionnaire.answers import Answer
from questionnaire.assessment.merge import Seen

MAX_PAGES = 8  # open pages of one diagnostic whose saves are put in order


@dataclass(frozen=True)
class SentAnswer:
    """An answer sent by a form, and the answer that the form had shown (`seen`).

    `read_again`: the form showed the question as one to confirm, because its words changed since it was answered.
    """

    given: Answer
    seen: Seen | None
    read_again: bool = False

    def marked(self, merged: Answer, stored: Answer) -> Answer:
        """Return a merged answer with its `opened` mark: that of `stored`, unless the choice changed or was confirmed."""
        same = (merged.state, merged.level) == (stored.state, stored.level)
        return replace(merged, opened=stored.opened if same and not self.read_again else self.given.opened)


@dataclass(frozen=True)
class SentChoice:
    """A choice of the context sent by a page of questions, and the one that the page had shown; empty for none."""

    given: str
    seen: str


@dataclass(frozen=True)
class SaveOrder:
    """The rank of a save among those of one page open in a browser: one that arrives late must not undo a newer one."""

    page: str  # drawn at random by the script when the page opens
    number: int

    def after(self, latest: Mapping[str, int] | None) -> dict[str, int] | None:
        """Return `latest` (the number of the last save of each page) with this save; None when it has a newer one."""
        others = dict(latest or {})
        if others.pop(self.page, 0) > self.number:
            return None
        return dict([*others.items(), (self.page, self.number)][-MAX_PAGES:])
