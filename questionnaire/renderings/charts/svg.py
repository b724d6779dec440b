"""SVG shapes of the charts, and line breaking.

Colours of the light theme are attributes, since the PDF has no stylesheet; classes let the pages restyle shapes (dark
theme). No inline style and no script, which the content security policy forbids; no CSS variable, which the PDF draws
in black.
"""

from __future__ import annotations

import re
from functools import lru_cache
from html import escape

WIDTH = 360  # user units; a row has one chart on a phone, three on a wide screen, two in the PDF
INK = "#12303A"
MUTED = "#4A5F66"
LINE = "#D9D2C5"
PAPER = "#FFFFFF"
TEXT_FONT = "Terrain Sans, sans-serif"
TITLE_FONT = "Bricolage Grotesque, sans-serif"

# characters forbidden in XML 1.0, even escaped
_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_NARROW = frozenset("iIjltfr.,:;!'’()|·  ")
_WIDE = frozenset("mwMWœŒæÆ@%—…")


def xml_text(text: str) -> str:
    """Return `text` without the characters that XML forbids."""
    return _FORBIDDEN.sub("", text)


def escaped(text: str) -> str:
    """Return `text` escaped for an XML text or attribute."""
    return escape(xml_text(text))


def number(value: float) -> str:
    """Return a coordinate with at most two decimals, without trailing zeros."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def attributes(**values: str | float | None) -> str:
    """Return XML attributes; `class_` and `stroke_width` are written class and stroke-width."""
    pairs = []
    for name, value in values.items():
        if value is None:
            continue
        formatted = number(value) if isinstance(value, int | float) else escaped(value)
        pairs.append(f'{name.rstrip("_").replace("_", "-")}="{formatted}"')
    return " ".join(pairs)


def shape(name: str, class_: str, **values: str | float | None) -> str:
    """Return an empty element, such as a line or a circle."""
    return f"<{name} {attributes(class_=class_, **values)}/>"


def text(
    content: str,
    x: float,
    y: float,
    size: float,
    class_: str,
    *,
    fill: str = INK,
    anchor: str | None = None,
    weight: int | None = None,
    family: str | None = None,
) -> str:
    """Return a line of text; `y` is its baseline."""
    values = attributes(
        class_=class_,
        x=x,
        y=y,
        font_size=size,
        fill=fill,
        text_anchor=anchor,
        font_weight=weight,
        font_family=family,
    )
    return f"<text {values}>{escaped(content)}</text>"


def group(content: str, y: float) -> str:
    """Return `content` moved down by `y`."""
    return f'<g transform="translate(0 {number(y)})">{content}</g>'


def diamond(x: float, y: float, half: float, class_: str) -> str:
    """Return the outline of a diamond centred on a point: the level expected."""
    points = " ".join(
        f"{number(px)},{number(py)}" for px, py in ((x, y - half), (x + half, y), (x, y + half), (x - half, y))
    )
    return shape("polygon", class_, points=points, fill="none", stroke=INK, stroke_width=1.6)


def hatching(name: str, colour: str) -> str:
    """Return the definition of a hatching pattern."""
    line = shape("line", "chart-hatch", x1=0, y1=0, x2=0, y2=6, stroke=colour, stroke_width=3.2)
    values = attributes(id=name, patternUnits="userSpaceOnUse", width=6, height=6, patternTransform="rotate(45)")
    return f"<defs><pattern {values}>{line}</pattern></defs>"


def figure(body: list[str], height: float, *, name: str, title: str, description: str, class_: str) -> str:
    """Return a complete SVG, with the title and description that screen readers announce."""
    values = attributes(
        xmlns="http://www.w3.org/2000/svg",
        class_=class_,
        viewBox=f"0 0 {WIDTH} {number(height)}",
        width=WIDTH,
        height=height,
        role="img",
        aria_labelledby=f"{name}-titre {name}-texte",
        font_family=TEXT_FONT,
    )
    return (
        f"<svg {values}>"
        f'<title id="{name}-titre">{escaped(title)}</title>'
        f'<desc id="{name}-texte">{escaped(description)}</desc>'
        f"{''.join(body)}</svg>"
    )


@lru_cache(maxsize=1024)
def wrap(content: str, size: float, width: float) -> tuple[str, ...]:
    """Break `content`, set in `size`, into lines at most `width` wide (both in user units).

    The server does not know which font the page will use: widths of letters are estimated, on the large side.
    No-break spaces are kept; a word too long for a line is cut.
    """
    lines: list[str] = []
    current = ""
    for word in (piece for item in content.split(" ") for piece in pieces(item, width / size)):
        longer = f"{current} {word}".strip(" ")
        if current and estimated_width(longer) * size > width:
            lines.append(current)
            current = word
        else:
            current = longer
    return (*lines, current)


def pieces(word: str, limit: float) -> list[str]:
    """Cut a word into pieces at most `limit` ems wide."""
    cut, width = [""], 0.0
    for letter in word:
        letter_width = estimated_width(letter)
        if cut[-1] and width + letter_width > limit:
            cut.append("")
            width = 0.0
        cut[-1] += letter
        width += letter_width
    return cut


def estimated_width(content: str) -> float:
    """Return an estimate of the width of `content`, in ems, in any sans-serif font."""
    return sum(
        0.32 if letter in _NARROW else 0.86 if letter in _WIDE else 0.68 if letter.isupper() else 0.545
        for letter in content
    )
