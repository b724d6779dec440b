"""The leaflets: their list, one page for each, and the models as a text document to edit."""

from __future__ import annotations

from functools import cache

from flask import Blueprint, Response, abort, render_template, request

from questionnaire.config import RESOURCES
from questionnaire.leaflets import ADDRESS, Leaflet, read_leaflets, split_blanks
from questionnaire.renderings.leaflet import MIMETYPE, render_leaflet
from questionnaire.typography import day_words
from questionnaire.web.context import services
from questionnaire.web.documents import DocumentCache, attachment

blueprint = Blueprint("leaflets", __name__, url_prefix=ADDRESS)
_models = DocumentCache(8)  # each is made once: their texts change only with a release


@cache
def shipped_leaflets() -> dict[str, Leaflet]:
    """Return the leaflets of this release by name, in the order of the list."""
    return read_leaflets(RESOURCES / "reperes")


@blueprint.get("")
def index() -> str:
    """List the leaflets."""
    return render_template(
        "public/leaflets.html", criteria=services().versions.current, leaflets=tuple(shipped_leaflets().values())
    )


@blueprint.get("/<name>")
def read(name: str) -> str:
    """Show a leaflet on a page that prints on one sheet."""
    leaflet = _find(name)
    return render_template(
        "public/leaflet.html",
        criteria=services().versions.current,
        leaflet=leaflet,
        updated=day_words(leaflet.updated),
        related=tuple(shipped_leaflets()[other] for other in leaflet.related),
        split_blanks=split_blanks,
    )


@blueprint.get("/<name>.odt")
def document(name: str) -> Response:
    """Download a model as a text document."""
    leaflet = _find(name)
    if not leaflet.is_model:
        abort(404)
    content = _models.get(name, lambda: render_leaflet(leaflet)) if request.method != "HEAD" else b""
    return attachment(content, MIMETYPE, f"{name}.odt")


def _find(name: str) -> Leaflet:
    if name not in shipped_leaflets():
        abort(404)
    return shipped_leaflets()[name]
