"""Rate limits of costly requests, by IP address or by key. Counters are shared by all servers."""

from __future__ import annotations

import hashlib
import hmac
import time
from dataclasses import dataclass

from flask import Flask, Response, request
from limits import RateLimitItem, RateLimitItemPerHour, RateLimitItemPerMinute
from limits.storage import Storage
from limits.strategies import FixedWindowRateLimiter

from questionnaire.config import Settings
from questionnaire.errors import StorageError
from questionnaire.web.addresses import visitor_network
from questionnaire.web.middleware.errors import log_storage, too_many_page


@dataclass(frozen=True, slots=True)
class Limit:
    """A rate limit of one method on some endpoints, by IP address or, with `by_key`, by key."""

    name: str
    endpoints: frozenset[str]
    method: str
    item: RateLimitItem
    by_key: bool = False


DOWNLOADS = frozenset({"results.own_download", "results.shared_download"})
SAVES = frozenset({"answering.axis", "answering.autosave", "starting.context"})


def rules(settings: Settings) -> tuple[Limit, ...]:
    """Return the limits, far above the use of eighty people behind one IP address."""
    creation = RateLimitItemPerHour(settings.creations_per_hour)
    return (
        Limit("creation", frozenset({"starting.start"}), "POST", creation),
        Limit("reprise", frozenset({"resuming.resume"}), "POST", RateLimitItemPerMinute(100, 10)),
        Limit("telechargement", DOWNLOADS, "GET", RateLimitItemPerMinute(30), by_key=True),
        Limit("telechargements", DOWNLOADS, "GET", RateLimitItemPerMinute(600, 10)),
        Limit("enregistrement", SAVES, "POST", RateLimitItemPerMinute(240), by_key=True),
    )


def install_limits(app: Flask, settings: Settings, counters: Storage) -> None:
    """Refuse requests over a limit, with 429 and Retry-After."""
    if not settings.limits:
        return
    limiter, limits = FixedWindowRateLimiter(counters), rules(settings)

    @app.before_request
    def _limit() -> Response | None:
        # HEAD costs as much as GET
        method = "GET" if request.method == "HEAD" else request.method
        for limit in limits:
            if request.endpoint in limit.endpoints and method == limit.method:
                subject = (request.view_args or {}).get("key", "") if limit.by_key else visitor_network()
                scope = _digest(settings.secret_key, limit.name, subject)
                try:
                    if not limiter.hit(limit.item, scope):
                        return _too_many_requests(limiter.get_window_stats(limit.item, scope).reset_time)
                except StorageError as error:
                    log_storage(error)  # the view reports the failure
        return None


def _too_many_requests(reset: float) -> Response:
    return too_many_page(max(1, round(reset - time.time())))


def _digest(secret: str, *values: str) -> str:
    """Return a keyed digest, so that neither an IP address nor a key is stored."""
    return hmac.new(secret.encode(), "\n".join(("limite", *values)).encode(), hashlib.sha256).hexdigest()[:40]
