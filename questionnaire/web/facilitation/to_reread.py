"""What a draft leaves to read again: conditions and tiers that cited what is gone, sentences that count what changed."""

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

LONGEST = 200
COMMENT = "Un commentaire du texte"
_Places = tuple[tuple[LostGate, ...], tuple[LostCondition, ...], tuple[CountingSentence, ...]]


@dataclass(frozen=True)
class Rereading:
    """A place to read again: what it is, its address, why, what it said and says now, and who read it again."""

    title: str
    url: str
    why: str
    before: str  # empty for a sentence, which did not change
    says: str
    place: str  # a digest of the rest: another reason, or another text, is to read again
    read: Reread | None


def to_reread(draft: Draft) -> list[Rereading]:
    """Return what a draft leaves to read again since the version that it was begun from, comments last."""
    base = services().publications.source(draft.base_digest) or b""
    before, now = readable(base), readable(draft.source)
    if before is None or now is None:
        return []
    gates, conditions, sentences = _places_to_reread(base, draft.source)
    read = services().drafts.rereadings(draft.id)
    return [
        *(_gate(draft, one, before, now, read) for one in gates),
        *(_condition(draft, one, before, now, read) for one in conditions),
        *(_sentence(draft, one, read) for one in sentences),
    ]


def with_rereading(words: str, before: Draft, text: str) -> str:
    """Return what a change did, with a link to what it leaves to read again that was not before; `text` is the new one."""
    known = {one.place for one in to_reread(before)}
    after = to_reread(replace(before, source=text.encode()))
    left = sum(one.place not in known and one.read is None for one in after)
    if not left:
        return words
    url = url_for("facilitation.plan.show", number=before.id, _anchor="a-relire")
    return Markup('{} <a href="{}">À relire : {}</a>').format(french(words), url, counted(left, "endroit"))


@blueprint.post("/relu")
def mark(number: int) -> ResponseReturnValue:
    """Note that a place was read again, or that it is to be read after all."""
    draft = find_draft(number)
    place, read = request.form.get("endroit", ""), "encore" not in request.form
    item = next((one for one in to_reread(draft) if one.place == place), None)
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


def _sentence(draft: Draft, one: CountingSentence, read: dict[str, Reread]) -> Rereading:
    url = element_url(draft.id, one.element, one.line) if one.element else _line_url(draft, one.line)
    text = one.text if len(one.text) <= LONGEST else f"{one.text[:LONGEST]}…"
    why = f"{upper_first(one.counted)}{NBSP}: {one.before} auparavant, {one.now} maintenant"
    return _rereading(_title(one.element) if one.element else COMMENT, url, why, "", french(f"« {text} »"), read)


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
