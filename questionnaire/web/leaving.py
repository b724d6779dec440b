"""Leaving a shared computer: the browser's cache of a diagnostic is cleared, and its addresses no longer open there.

The history of the browser still has the addresses: no site can remove them. The session holds digests of the keys that
are closed.
"""

from __future__ import annotations

from collections.abc import Iterable

from flask import Response, flash, g, make_response, redirect, session, url_for

from questionnaire.accounts.keys import key_digest, read_key

_CLOSED = "closed"  # session key
_DIGEST_LENGTH = 16  # characters kept of each digest
_MAX_CLOSED = 16  # closed keys: a cookie is small

CLOSED_HERE = "Ce diagnostic a été fermé sur cet ordinateur. Pour le rouvrir ici, collez son lien, puis choisissez « Reprendre »."

LEFT = (
    "Vos réponses ne sont plus affichées sur cet ordinateur. Elles restent enregistrées : votre lien les rouvre, ici ou "
    "ailleurs. L’historique du navigateur garde l’adresse : effacez-le si vous ne voulez laisser aucune trace."
)


def leave_computer(key: str, digests: Iterable[str] = ()) -> Response:
    """Close in this browser a diagnostic and the keys of `digests` (its copies, invitations…), and go to the home page."""
    close_here(
        *digests, key_digest(key), key_digest(read_key(key))
    )  # its own come last: the oldest are dropped first
    flash(LEFT, "success")
    return clear_browser(make_response(redirect(url_for("pages.home"), 303)))


def clear_browser(response: Response) -> Response:
    """Add the header that clears the browser's cache and storage, and drop the CSRF token: open forms become stale.

    Not in a preview: it is a facilitator's own browser, perhaps with a draft open.
    """
    if g.get("preview"):
        return response
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    session.pop("csrf_token", None)
    return response


def close_here(*key_digests: str) -> None:
    """Close the addresses with the keys of these digests, in this browser, until it is closed or the link is pasted.

    Not in a preview.
    """
    if g.get("preview"):
        return
    digests = [digest[:_DIGEST_LENGTH] for digest in key_digests]
    others = [digest for digest in session.get(_CLOSED, []) if digest not in digests]
    session[_CLOSED] = [*others, *digests][-_MAX_CLOSED:]


def reopen_here(*keys: str) -> None:
    """Let the addresses with these keys open again in this browser."""
    if session.get(_CLOSED):
        digests = {_short_digest(key) for key in keys}
        session[_CLOSED] = [digest for digest in session[_CLOSED] if digest not in digests]


def is_closed_here(key: str) -> bool:
    """Tell whether the addresses with a key are closed in this browser."""
    closed = session.get(_CLOSED)
    return isinstance(closed, list) and _short_digest(key) in closed


def _short_digest(key: str) -> str:
    return key_digest(key)[:_DIGEST_LENGTH]
