"""Who last changed a field of a draft, according to its history."""

from __future__ import annotations

from questionnaire.criteria.elements import find_element
from questionnaire.editing.field_reading import shown_value
from questionnaire.services.drafts import readable
from questionnaire.storage import DraftStore
from questionnaire.web.facilitation.element_saving import OpenElement

MAX_STATES = 8  # looked at, since each text must be read


def author_of_field(drafts: DraftStore, opened: OpenElement, name: str) -> str:
    """Return the author of the present value of a field; of the oldest state looked at, if it is older than that."""
    spec = next(field for field in opened.fields if field.name == name)
    element, author = opened.element, opened.draft.updated_by
    present = shown_value(spec, element.value)
    for state in drafts.states(opened.draft.id)[:MAX_STATES]:
        source = readable(drafts.state_source(opened.draft.id, state.id) or b"")
        earlier = find_element(source, element.kind.word, element.key) if source else None
        if earlier is None or shown_value(spec, earlier.value) != present:
            return author
        author = state.author
    return author
