"""How often one address or one key may ask for what costs much. The counters are shared by every server."""

from __future__ import annotations

import hashlib
import hmac
import time
from dataclasses import dataclass

from flask import Flask, Response, jsonify, make_response, request
from limits import RateLimitItem, RateLimitItemPerHour, RateLimitItemPerMinute
from limits.storage import Storage
from limits.strategies import FixedWindowRateLimiter

from questionnaire.config import Settings
from questionnaire.errors import StorageError
from questionnaire.web.middleware.errors import TOO_MANY, error_page, log_storage


@dataclass(frozen=True, slots=True)
class Limit:
    """At most so many requests of a method to some endpoints, by key or by address."""

    name: str
    endpoints: frozenset[str]
    method: str
    item: RateLimitItem
    by_key: bool = False


DOWNLOADS = frozenset({"results.own_download", "results.shared_download"})
SAVES = frozenset({"answering.axis", "answering.autosave", "starting.context"})


def rules(settings: Settings) -> tuple[Limit, ...]:
    """Return what is limited. A room of eighty people behind one address stays far below."""
    creation = RateLimitItemPerHour(settings.creations_per_hour)
    return (
        Limit("creation", frozenset({"starting.start"}), "POST", creation),
        Limit("reprise", frozenset({"resuming.resume"}), "POST", RateLimitItemPerMinute(100, 10)),
        Limit("telechargement", DOWNLOADS, "GET", RateLimitItemPerMinute(30), by_key=True),
        Limit("telechargements", DOWNLOADS, "GET", RateLimitItemPerMinute(600, 10)),
        Limit("enregistrement", SAVES, "POST", RateLimitItemPerMinute(240), by_key=True),
    )


def install_limits(app: Flask, settings: Settings, counters: Storage) -> None:
    """Refuse, kindly and for a while, what goes over a limit."""
    if not settings.limits:
        return
    limiter, known = FixedWindowRateLimiter(counters), rules(settings)

    @app.before_request
    def _limit() -> Response | None:
        # asked for its head alone, a page is made all the same
        method = "GET" if request.method == "HEAD" else request.method
        for rule in known:
            if request.endpoint in rule.endpoints and method == rule.method:
                whose = (request.view_args or {}).get("key", "") if rule.by_key else request.remote_addr or ""
                scope = _digest(settings.secret_key, rule.name, whose)
                try:
                    if not limiter.hit(rule.item, scope):
                        return _refused(limiter.get_window_stats(rule.item, scope).reset_time)
                except StorageError as error:
                    log_storage(error)  # the page itself will say what is wrong
        return None


def _refused(reset: float) -> Response:
    if request.headers.get("X-Requested-With") == "fetch":
        response = make_response(jsonify(saved=False, messages=[TOO_MANY]), 429)
    else:
        response = error_page(429)
    response.headers["Retry-After"] = str(max(1, round(reset - time.time())))
    return response


def _digest(secret: str, *parts: str) -> str:
    """Neither an address nor a key is kept."""
    return hmac.new(secret.encode(), "\n".join(("limite", *parts)).encode(), hashlib.sha256).hexdigest()[:40]
