"""What a page of questions sends to be stored, and in which order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from questionnaire.answers import Answer
from questionnaire.assessment.merge import Seen

MAX_PAGES = 8  # open pages of one diagnostic whose saves are put in order


@dataclass(frozen=True)
class SentAnswer:
    """An answer sent by a form, and the answer that the form had shown (`seen`).

    `read_again`: the question was shown as one to read again, in the words that it has now.
    """

    given: Answer
    seen: Seen | None
    read_again: bool = False

    def marked(self, merged: Answer, stored: Answer) -> Answer:
        """Return a merged answer with the words in which it was given: those of `stored`, unless it changed since."""
        same = (merged.state, merged.level) == (stored.state, stored.level)
        return replace(merged, opened=stored.opened if same and not self.read_again else self.given.opened)


@dataclass(frozen=True)
class SentChoice:
    """A choice of the context sent by a page of questions, and the one that it had shown; empty: none."""

    given: str
    seen: str


@dataclass(frozen=True)
class SaveOrder:
    """The place of a save among those of one page open in a browser: a late one must not undo a later one."""

    page: str  # a random word of the script
    number: int

    def after(self, latest: Mapping[str, int] | None) -> dict[str, int] | None:
        """Return the latest saves with this one; None when a later save of the same page is among them."""
        others = dict(latest or {})
        if others.pop(self.page, 0) > self.number:
            return None
        return dict([*others.items(), (self.page, self.number)][-MAX_PAGES:])
