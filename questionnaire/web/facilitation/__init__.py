"""The facilitators' space, /animation: one access check before every page, and a blueprint for each family of pages."""

from __future__ import annotations

from contextlib import suppress

from flask import Blueprint, abort, g, request
from flask.typing import ResponseReturnValue

from questionnaire.errors import StorageError
from questionnaire.services.unreadable import draft_of_unreadable
from questionnaire.web.context import services
from questionnaire.web.facilitation import (
    conditions,
    draft_merges,
    drafts,
    element_ids,
    element_lists,
    elements,
    following,
    guide,
    history,
    journal,
    one_time_links,
    overview,
    people,
    plan,
    preview,
    project_texts,
    publishing,
    signing,
    statistics,
    to_reread,
)
from questionnaire.web.facilitation.access import current_facilitator, needed_role
from questionnaire.web.forms import PageForm

MAX_NUMBER = 2**31 - 1  # the largest id of the database
# bytes: more than the largest text accepted, so that a text a little larger is refused by the editor, in words
MAX_DRAFT_BODY = 4_000_000

blueprint = Blueprint("facilitation", __name__, url_prefix="/animation")
for module in (
    overview,
    signing,
    one_time_links,
    people,
    journal,
    drafts,
    plan,
    elements,
    element_ids,
    element_lists,
    conditions,
    history,
    publishing,
    to_reread,
    project_texts,
    following,
    draft_merges,
    preview,
    statistics,
    guide,
):
    blueprint.register_blueprint(module.blueprint)


@blueprint.before_request
def _check_access() -> ResponseReturnValue | None:
    """Refuse requests without the needed role, or with an id out of range, before any view of the space."""
    request.max_content_length = request.max_form_memory_size = MAX_DRAFT_BODY
    g.facilitator = current_facilitator()
    numbers = [*(request.view_args or {}).values(), g.get("draft_number")]
    if any(isinstance(number, int) and number > MAX_NUMBER for number in numbers):
        abort(404)
    needed = needed_role(request.endpoint or "")
    if needed is None:
        return None
    if g.facilitator is None:
        return signing.signed_out()
    if not g.facilitator.role.includes(needed):
        return signing.forbidden(needed)
    return None


@blueprint.context_processor
def _template_context() -> dict[str, object]:
    app_services, draft = services(), None
    alerts: list[following.Announcement] = []
    with suppress(StorageError):  # error pages have this context too, when the database is down
        draft = draft_of_unreadable(app_services.published, app_services.drafts)
        alerts = following.alerts() if g.get("facilitator") else []
    return {
        "alerts": alerts,
        "me": g.get("facilitator"),
        "sign_out_form": PageForm(formdata=None),
        "unreadable": app_services.published.unreadable,
        "unreadable_draft": draft,
        "served": app_services.published.serving[1],
    }
