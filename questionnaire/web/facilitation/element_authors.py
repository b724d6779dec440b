"""Who last changed a field of a draft, as its history tells."""

from __future__ import annotations

from questionnaire.criteria.elements import find_element
from questionnaire.editing.field_reading import shown_value
from questionnaire.services.drafts import readable
from questionnaire.storage import DraftStore
from questionnaire.web.facilitation.element_saving import OpenElement

MAX_STATES = 8  # each is read


def author_of_field(drafts: DraftStore, opened: OpenElement, name: str) -> str:
    """Return who wrote what a field holds now; further back than a few states, who saved the draft last."""
    spec = next(one for one in opened.fields if one.name == name)
    element, author = opened.element, opened.draft.updated_by
    held = shown_value(spec, element.value)
    for state in drafts.states(opened.draft.id)[:MAX_STATES]:
        source = readable(drafts.state_source(opened.draft.id, state.id) or b"")
        then = find_element(source, element.kind.word, element.key) if source else None
        if then is None or shown_value(spec, then.value) != held:
            return author
        author = state.author
    return author
