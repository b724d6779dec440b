"""Compound words that must not be broken at their hyphen at the end of a line."""

from __future__ import annotations

from functools import lru_cache

from markupsafe import Markup, escape

from questionnaire.typography import compounds

_CSS_CLASS = "nb"  # a class of site.css


@lru_cache(maxsize=512)  # the questions of a few versions, in the words of both viewpoints
def no_break(text: str) -> Markup:
    """Return a text as HTML, its compounds (« a-t-elle », « tiers-lieu ») in spans that the style sheet does not break."""
    return Markup("").join(
        Markup('<span class="{}">{}</span>').format(_CSS_CLASS, piece) if is_compound else escape(piece)
        for piece, is_compound in compounds(text)
    )
