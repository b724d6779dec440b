"""Private links, and those that one received, as people paste them: wrapped by a mail filter, cut in two lines, in brackets."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal
from urllib.parse import unquote

from questionnaire.accounts.keys import KEY_LENGTH

Fault = Literal["", "not_a_link", "other_page", "cut"]

MAX_KEYS = 8  # each is looked up, with each sign that it may lack
_UNWRAPPED = 4  # wrappings inside one another
_SPACES = re.compile(r"[\s\u00ad\u200b-\u200d\u2060\ufeff]+")
_SOFT_BREAK = re.compile(r"=\s+")  # how quoted-printable cuts a line of a message
_PROOFPOINT = re.compile(r"/v2/url\?u=([^&\s]+)")  # its second version writes - for % and _ for /
_IN_ADDRESS = re.compile(
    r"(?=(?:diagnostic|resultats|copie|invitation|ordre-du-jour)/([A-Za-z0-9_-]+))"
)  # a site may live under /diagnostic/
_ALONE = re.compile(rf"(?<![A-Za-z0-9_-])[A-Za-z0-9_-]{{{KEY_LENGTH - 1},{KEY_LENGTH}}}(?![A-Za-z0-9_-])")
_ADDRESS = re.compile(r"https?:|www\.|/")


@dataclass(frozen=True)
class PastedLink:
    """The keys that a pasted text may hold, the likeliest first, or what is wrong with it."""

    keys: tuple[str, ...] = ()
    fault: Fault = ""


def read_link(text: str) -> PastedLink:
    """Return the keys in a pasted link; a key may lack its last sign."""
    variants = _variants(text)
    found = [key for variant in variants for key in _IN_ADDRESS.findall(variant)]
    whole = [key[:KEY_LENGTH] for key in found if len(key) >= KEY_LENGTH - 1]
    if not found and not any(map(_ADDRESS.search, variants)):
        whole = [key for variant in variants for key in _ALONE.findall(variant)]
    if whole:
        return PastedLink(tuple(dict.fromkeys(whole))[:MAX_KEYS])
    if found:
        return PastedLink(fault="cut")
    return PastedLink(fault="other_page" if any(map(_ADDRESS.search, variants)) else "not_a_link")


def _variants(text: str) -> list[str]:
    """Return the text as it is, without quoted-printable line ends, decoded, and all of these in one piece."""
    # browsers paste the end of a line as a space, or as nothing: only the sign = is left of « = and a new line »
    starts = dict.fromkeys((text, _SOFT_BREAK.sub("", text), text.replace("=", "")))
    decoded = [one for start in starts for one in _decoded(start)]
    return [*decoded, *(_SPACES.sub("", one) for one in decoded)]


def _decoded(text: str) -> list[str]:
    """Return the text as it is, and decoded as often as it was wrapped."""
    decoded = [text]
    if wrapped := _PROOFPOINT.search(text):
        decoded.append(wrapped[1].translate({ord("-"): "%", ord("_"): "/"}))
    for _ in range(_UNWRAPPED):
        if (plain := unquote(decoded[-1])) != decoded[-1]:
            decoded.append(plain)
    return decoded
