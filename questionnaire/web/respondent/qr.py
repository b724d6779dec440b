"""QR codes of links, as SVG in the page: a telephone held up to the screen, or to a sheet on a wall, opens the link."""

import segno
from markupsafe import Markup

_QUIET = 4  # modules left blank around, as the standard asks


def qr_code(url: str) -> Markup:
    """Return the QR code of a URL, black on white in every theme, without any inline style."""
    code = segno.make(url, error="m", micro=False)
    svg = code.svg_inline(border=_QUIET, dark="#000", light="#fff", svgclass=None, lineclass=None, omitsize=True)
    return Markup(svg)  # noqa: S704 - the URL is drawn, not written
