"""French typography for texts typed on an ordinary keyboard.

Facilitators write straight apostrophes and ordinary spaces; every text of the criteria passes here
when it is loaded, so pages and downloads show « l’exemple : » with real signs. Rules: Lexique des
règles typographiques en usage à l'Imprimerie nationale.
"""

import re

NBSP = "\N{NO-BREAK SPACE}"

_RULES: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"'"), "’"),
    (re.compile(r"\.\.\."), "…"),
    (re.compile(r"«\s*"), f"«{NBSP}"),
    (re.compile(r"\s*»"), f"{NBSP}»"),
    (re.compile(r"[ \u202f]+([:;!?%€])"), rf"{NBSP}\1"),
    (re.compile(r"(?<=[\w»)’])([:;!?])(?=\s|$)"), rf"{NBSP}\1"),
    (re.compile(r"(?<=\d) (?=\d{3}(?!\d))"), NBSP),
)


def french(text: str) -> str:
    """Return `text` with real apostrophes, ellipses and no-break spaces; idempotent."""
    for pattern, replacement in _RULES:
        text = pattern.sub(replacement, text)
    return text


def counted(count: int, words: str) -> str:
    """Return « 1 ligne copiée », « 3 lignes copiées »: from two on, each word takes an s."""
    return f"{count}{NBSP}{words if count < 2 else ' '.join(f'{word}s' for word in words.split())}"
