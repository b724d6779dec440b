"""What a draft leaves to read again: conditions that cited what is gone, sentences that count what changed."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from flask import url_for

from questionnaire.criteria.counting import CountingSentence, counting_sentences
from questionnaire.criteria.elements import FileElement
from questionnaire.editing.condition_wording import condition_words
from questionnaire.editing.field_values import long_value_at
from questionnaire.editing.lost_conditions import LostCondition, lost_conditions
from questionnaire.services.drafts import CACHE_SIZE, readable
from questionnaire.storage import Draft
from questionnaire.typography import NBSP, french, upper_first
from questionnaire.web.context import services
from questionnaire.web.facilitation.plan_view import element_url

LONGEST = 200
COMMENT = "Un commentaire du texte"


@dataclass(frozen=True)
class Rereading:
    """A place to read again: what it is, its address, why, and what it says now."""

    title: str
    url: str
    why: str
    says: str


def to_reread(draft: Draft) -> list[Rereading]:
    """Return what a draft leaves to read again since the version that it was begun from."""
    base = services().publications.source(draft.base_digest) or b""
    lost, counting = _found(base, draft.source)
    return [*(_condition(draft, one) for one in lost), *(_sentence(draft, one) for one in counting)]


@lru_cache(maxsize=CACHE_SIZE)
def _found(base: bytes, source: bytes) -> tuple[tuple[LostCondition, ...], tuple[CountingSentence, ...]]:
    before, now = readable(base), readable(source)
    if before is None or now is None:
        return (), ()
    return lost_conditions(before, now), counting_sentences(before, now, source.decode())


def _condition(draft: Draft, lost: LostCondition) -> Rereading:
    url = condition_url(draft, lost.element, lost.name)
    value = long_value_at(lost.element.value, tuple(lost.name.split(".")) if lost.name else ())
    why = "Sa condition est partie" if lost.whole else "Sa condition a perdu une partie"
    source = readable(draft.source)
    return Rereading(_title(lost.element), url, why, condition_words(source, value) if source else "")


def _sentence(draft: Draft, one: CountingSentence) -> Rereading:
    url = element_url(draft.id, one.element, one.line) if one.element else _line_url(draft, one.line)
    text = one.text if len(one.text) <= LONGEST else f"{one.text[:LONGEST]}…"
    why = f"{upper_first(one.counted)}{NBSP}: {one.before} auparavant, {one.now} maintenant"
    return Rereading(_title(one.element) if one.element else COMMENT, url, why, french(f"« {text} »"))


def condition_url(draft: Draft, element: FileElement, name: str) -> str:
    """Return the address of the page of a condition; `name` is empty for a named one."""
    if not name:
        return element_url(draft.id, element, 1)
    return url_for(
        "facilitation.conditions.edit", number=draft.id, word=element.kind.word, key=element.key, name=name
    )


def _title(element: FileElement) -> str:
    return f"{upper_first(element.kind.noun)}{NBSP}: {element.title}"


def _line_url(draft: Draft, line: int) -> str:
    return url_for("facilitation.drafts.edit", number=draft.id, ligne=line, _anchor="source")
