"""The places of a draft to read again because something else changed.

Conditions and tiers that cited an element since removed, and sentences that state a count which is no longer true.
Facilitators mark them as read again.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from functools import lru_cache

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from questionnaire.criteria.counting import CountingSentence, counting_sentences
from questionnaire.criteria.elements import FileElement
from questionnaire.criteria.yaml_source import YamlSource
from questionnaire.editing.condition_wording import condition_words, gates_words
from questionnaire.editing.field_values import long_value_at
from questionnaire.editing.lost_conditions import LostCondition, LostGate, lost_conditions, lost_gates
from questionnaire.services.drafts import CACHE_SIZE, readable
from questionnaire.storage import Draft, Reread
from questionnaire.typography import NBSP, counted, french, upper_first
from questionnaire.web.context import services
from questionnaire.web.facilitation.access import facilitator
from questionnaire.web.facilitation.drafts import find_draft
from questionnaire.web.facilitation.plan_view import element_url
from questionnaire.web.forms import STALE, PageForm

blueprint = Blueprint("rereading", __name__, url_prefix="/brouillons/<int:number>")

LONGEST = 200  # characters of a sentence
COMMENT = "Un commentaire du texte"
_Places = tuple[tuple[LostGate, ...], tuple[LostCondition, ...], tuple[CountingSentence, ...]]


@dataclass(frozen=True)
class Rereading:
    """A place to read again."""

    title: str
    url: str
    why: str
    before: str  # what it said; empty for a sentence, which did not change
    says: str  # what it says now
    place: str  # digest of title, why, before and says: when one changes, it is to be read again
    read: Reread | None  # who read it again, and when


def to_reread(draft: Draft) -> list[Rereading]:
    """Return the places of a draft to read again, compared with the version that it is based on; comments last."""
    base = services().publications.source(draft.base_digest) or b""
    before, now = readable(base), readable(draft.source)
    if before is None or now is None:
        return []
    gates, conditions, sentences = _places_to_reread(base, draft.source)
    read = services().drafts.rereadings(draft.id)
    return [
        *(_gate(draft, gate, before, now, read) for gate in gates),
        *(_condition(draft, condition, before, now, read) for condition in conditions),
        *(_sentence(draft, sentence, read) for sentence in sentences),
    ]


def with_rereading(words: str, before: Draft, text: str) -> str:
    """Return the words of a change, with a link to the places that it adds to those to read again.

    `before` is the draft before the change, `text` its new text.
    """
    known = {item.place for item in to_reread(before)}
    after = to_reread(replace(before, source=text.encode()))
    added = sum(item.place not in known and item.read is None for item in after)
    if not added:
        return words
    url = url_for("facilitation.plan.show", number=before.id, _anchor="a-relire")
    return Markup('{} <a href="{}">À relire : {}</a>').format(french(words), url, counted(added, "endroit"))


@blueprint.post("/relu")
def mark(number: int) -> ResponseReturnValue:
    """Mark a place as read again, or as still to be read."""
    draft = find_draft(number)
    place, read = request.form.get("endroit", ""), "encore" not in request.form
    item = next((item for item in to_reread(draft) if item.place == place), None)
    if not PageForm(formdata=request.form).validate():
        flash(STALE, "warning")
    elif item:
        words = f"{'Relu' if read else 'À relire de nouveau'}{NBSP}: {item.title}"
        services().drafts.mark_reread(number, place, facilitator().name, words, read=read)
    page = "publishing.changes" if request.form.get("page") == "changements" else "plan.show"
    return redirect(url_for(f"facilitation.{page}", number=number, _anchor="a-relire"), 303)


@lru_cache(maxsize=CACHE_SIZE)
def _places_to_reread(base: bytes, source: bytes) -> _Places:
    before, now = readable(base), readable(source)
    if before is None or now is None:
        return (), (), ()
    return lost_gates(before, now), lost_conditions(before, now), counting_sentences(before, now, source.decode())


def _gate(draft: Draft, lost: LostGate, before: YamlSource, now: YamlSource, read: dict[str, Reread]) -> Rereading:
    url, title = element_url(draft.id, lost.element, 1), f"Palier{NBSP}: {lost.title}"
    why = "Ce qu’il exige a perdu une partie" if lost.now else "Il n’exige plus rien"
    return _rereading(title, url, why, gates_words(before, lost.before), gates_words(now, lost.now), read)


def _condition(
    draft: Draft, lost: LostCondition, before: YamlSource, now: YamlSource, read: dict[str, Reread]
) -> Rereading:
    url = condition_url(draft, lost.element, lost.name)
    value = long_value_at(lost.element.value, tuple(lost.name.split(".")) if lost.name else ())
    why = "Sa condition est partie" if lost.whole else "Sa condition a perdu une partie"
    said, says = condition_words(before, lost.before), condition_words(now, value)
    return _rereading(_title(lost.element), url, why, said, says, read)


def _sentence(draft: Draft, sentence: CountingSentence, read: dict[str, Reread]) -> Rereading:
    element, line = sentence.element, sentence.line
    url = element_url(draft.id, element, line) if element else _line_url(draft, line)
    text = sentence.text if len(sentence.text) <= LONGEST else f"{sentence.text[:LONGEST]}…"
    why = f"{upper_first(sentence.counted)}{NBSP}: {sentence.before} auparavant, {sentence.now} maintenant"
    return _rereading(_title(element) if element else COMMENT, url, why, "", french(f"« {text} »"), read)


def _rereading(title: str, url: str, why: str, before: str, says: str, read: dict[str, Reread]) -> Rereading:
    place = hashlib.sha256("\n".join((title, why, before, says)).encode()).hexdigest()[:16]
    return Rereading(title, url, why, before, says, place, read.get(place))


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
