"""What to tell visitors whose browser does not send the session cookie back."""

from __future__ import annotations

from flask import current_app, request

from questionnaire.typography import NBSP

REFUSED = (
    f"Votre navigateur refuse les témoins de connexion (cookies) de ce site, ou il vient d’être rouvert{NBSP}: rien n’a "
    "encore été enregistré, et ce que vous avez saisi est toujours là. Autorisez les cookies de ce site dans les "
    "réglages du navigateur, puis envoyez à nouveau. Le site n’en pose qu’un, qui protège les formulaires."
)
INSECURE = (
    f"Ce site est ouvert en «{NBSP}http{NBSP}», et il attend une connexion sécurisée{NBSP}: rien ne peut être enregistré "
    f"ainsi. Ouvrez-le avec la même adresse, qui commence par «{NBSP}https{NBSP}». Si vous l’hébergez et l’essayez sans "
    f"HTTPS, mettez le réglage QUESTIONNAIRE_SECURE_COOKIES à «{NBSP}non{NBSP}»."
)
_LOCAL = ("localhost", "127.0.0.1", "[::1]")  # browsers send secure cookies to their own machine over HTTP too


def cookie_problem() -> str | None:
    """Return why the session cookie is missing from the request, and what to do; None when it is there."""
    if current_app.config["SESSION_COOKIE_NAME"] in request.cookies:
        return None
    return INSECURE if insecure() else REFUSED


def insecure() -> bool:
    """Tell whether browsers refuse our cookie because the page was requested over plain HTTP."""
    over_http = not request.is_secure and request.headers.get("X-Forwarded-Proto", "http") == "http"
    host = request.host if request.host.endswith("]") else request.host.rpartition(":")[0] or request.host
    return bool(current_app.config["SESSION_COOKIE_SECURE"]) and over_http and host not in _LOCAL
