"""The facilitators' guide, docs/animation.md, as a page of the space."""

from __future__ import annotations

from functools import cache

from flask import Blueprint, abort, render_template, send_from_directory, url_for
from flask.typing import ResponseReturnValue
from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

from questionnaire.config import RESOURCES
from questionnaire.web.facilitation.access import reading

blueprint = Blueprint("help", __name__, url_prefix="/aide")

DOCS = RESOURCES / "docs"
GUIDE = DOCS / "animation.md"
IMAGES = "images/animation/"


@blueprint.get("")
@reading
def guide() -> str:
    """Show the guide."""
    title, sections, html = _guide()
    return render_template("facilitation/help.html", title=title, parts=sections, guide=Markup(html))  # noqa: S704 - our own file, HTML off


@blueprint.get("/images/<name>")
@reading
def image(name: str) -> ResponseReturnValue:
    """Serve an image of the guide."""
    if not name.endswith(".png"):
        abort(404)
    return send_from_directory(DOCS / IMAGES, name)


@cache
def _guide() -> tuple[str, list[tuple[str, str]], str]:
    """Return the title of the guide, its sections (URL, title) and its HTML, without the title."""
    parser = MarkdownIt("commonmark", {"html": False}).enable("table")
    tokens = parser.parse(GUIDE.read_text(encoding="utf-8"))
    title = tokens[1].content
    sections = []
    for number, token in enumerate(tokens):
        for child in token.children or ():
            _rewrite_image(child)
        if token.type == "heading_open" and number:
            token.attrSet("id", f"partie-{number}")
            if token.tag == "h2":
                sections.append((f"#partie-{number}", tokens[number + 1].content))
    return title, sections, parser.renderer.render(tokens[3:], parser.options, {})


def _rewrite_image(token: Token) -> None:
    """Replace the relative URL of an image by that of the space."""
    source = str(token.attrGet("src") or "")
    if source.startswith(IMAGES):
        token.attrSet("src", url_for("facilitation.help.image", name=source.removeprefix(IMAGES)))
