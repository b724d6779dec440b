"""Rate limits of costly requests, by IP address or by key. Counters are shared by all servers."""

from __future__ import annotations

import hashlib
import hmac
import time
from collections.abc import Callable
from dataclasses import dataclass

from flask import Flask, Response, abort, current_app, request
from limits import RateLimitItem, RateLimitItemPerHour, RateLimitItemPerMinute
from limits.storage import Storage
from limits.strategies import FixedWindowRateLimiter

from questionnaire.config import Settings
from questionnaire.errors import StorageError
from questionnaire.web.addresses import visitor_network
from questionnaire.web.middleware.errors import log_storage, too_many_page


@dataclass(frozen=True, slots=True)
class Limit:
    """A rate limit of one method on some endpoints, by network or, with `by_key`, by key; and the words of its refusal.

    With `refused_only`, the requests that were answered by an error count, and no other.
    """

    name: str
    endpoints: frozenset[str]
    method: str
    item: RateLimitItem
    words: tuple[str, str] | None = None
    by_key: bool = False
    refused_only: bool = False


CREATIONS = frozenset({"starting.start", "resuming.resume", "invitations.link"})
DOWNLOADS = frozenset({"results.own_download", "results.shared_download", "meetings.download"})
FORMS = frozenset(
    {
        "pages.paper_form",
        "pages.example_note",
        "pages.example_meeting",
        "pages.example_meeting_spreadsheet",
        "leaflets.document",
    }
)
SAVES = frozenset(
    {
        "answering.axis",
        "answering.autosave",
        "answering.path",
        "checking.finish",
        "starting.context",
        "sharing.share",
        "sharing.withdraw",
        "inviting.invite",
        "inviting.withdraw",
        "crossings.agree",
        "crossings.close",
        "crossings.again",
        "agendas.allow",
        "meetings.save",
        "meetings.autosave",
        "steps.keep",
        "steps.others",
        "engagements.show",
        "evolution.show",
        "evolution.remove",
        "results.delete",
        "upgrade.upgrade",
        "preparing.steps",
        "preparing.settings",
        "running.act",
        "running.words",
        "running.delete",
        "counting.count",
        "reporting.diagnostic",
        "rehearsing.rehearse",
    }
)
# guessing a one-time link is hopeless; guesses are refused all the same
ONE_TIME_LINKS = frozenset({"facilitation.links.welcome", "facilitation.links.new_password"})
PEOPLE = frozenset(
    f"facilitation.people.{name}" for name in ("invite", "withdraw", "change_role", "password_link", "remove")
)
ROOM = frozenset({"phones.enter", "phones.answer"})  # counted by room: its phones may all have one address
TAKING_OVER = frozenset({"taking_over.take_over"})  # counted by room, from wherever: eight digits are few
TOO_MANY_ROOMS = (
    "Trop d’ateliers préparés à la suite",
    "Beaucoup d’ateliers viennent d’être préparés depuis la même connexion, et l’outil en accepte un nombre limité. "
    "Recommencez dans {delay}.",
)
TOO_MANY_TRIES = (
    "Trop d’essais du code de reprise",
    "Recommencez dans {delay}, ou ouvrez le lien pour animer, si quelqu’un l’a gardé. La salle, elle, continue.",
)
TOO_MANY_CREATIONS = (
    "Trop de diagnostics commencés à la suite",
    "Beaucoup de diagnostics viennent d’être commencés ou repris depuis la même connexion, et l’outil en accepte un "
    "nombre limité. Revenez à la page précédente et recommencez dans {delay}. Les diagnostics déjà commencés restent "
    "ouverts : seul un nouveau doit attendre.",
)
TOO_MANY_DOWNLOADS = (
    "Trop de téléchargements à la suite",
    "L’outil en accepte un nombre limité. Recommencez dans {delay} : les résultats sont toujours là.",
)
REFUSED_FORMS = RateLimitItemPerMinute(1000, 10)
_EXTENSION = "limits"  # key of app.extensions


def rules(settings: Settings) -> tuple[Limit, ...]:
    """Return the limits, far above the use of eighty people behind one IP address (tests/web/test_workshop.py)."""
    creation = RateLimitItemPerHour(settings.creations_per_hour)
    return (
        # counted by count_creation, once the form is valid
        Limit("creation", CREATIONS, "", creation, TOO_MANY_CREATIONS),
        Limit("refus", CREATIONS, "POST", REFUSED_FORMS, refused_only=True),
        # HEAD, which link previewers send, makes no document
        Limit("telechargement", DOWNLOADS, "GET", RateLimitItemPerMinute(400), TOO_MANY_DOWNLOADS, by_key=True),
        Limit("telechargements", DOWNLOADS | FORMS, "GET", RateLimitItemPerMinute(1500, 10), TOO_MANY_DOWNLOADS),
        Limit("lien", ONE_TIME_LINKS, "GET", RateLimitItemPerMinute(60, 10), refused_only=True),
        Limit("lien", ONE_TIME_LINKS, "POST", RateLimitItemPerMinute(60, 10), refused_only=True),
        Limit("comptes", PEOPLE, "POST", RateLimitItemPerMinute(60, 10)),
        Limit("ateliers", frozenset({"preparing.new"}), "POST", RateLimitItemPerHour(60), TOO_MANY_ROOMS),
        Limit("salle", ROOM, "POST", RateLimitItemPerMinute(6000), by_key=True),
        Limit("codes", frozenset({"phones.code"}), "POST", REFUSED_FORMS, refused_only=True),
        Limit(
            "salles", frozenset({"phones.room", "taking_over.take_over"}), "GET", REFUSED_FORMS, refused_only=True
        ),
        Limit(
            "reprise",
            TAKING_OVER,
            "POST",
            RateLimitItemPerHour(30),
            TOO_MANY_TRIES,
            by_key=True,
            refused_only=True,
        ),
        Limit("enregistrement", SAVES, "POST", RateLimitItemPerMinute(240), by_key=True),
    )


class Limiter:
    """Counts the requests of an app and refuses those over a limit, with 429 and Retry-After."""

    def __init__(self, settings: Settings, counters: Storage) -> None:
        self._secret, self._limits = settings.secret_key, rules(settings)
        self._strategy = FixedWindowRateLimiter(counters)

    def before(self) -> Response | None:
        """Count the request, or refuse it."""
        for limit in self._of_request(refused_only=False):
            if refused := self.hit(limit):
                return refused
        for limit in self._of_request(refused_only=True):
            if refused := self._check(limit, self._strategy.test):
                return refused
        return None

    def after(self, response: Response) -> Response:
        """Count a request that was answered by an error of its sender."""
        if 400 <= response.status_code < 500 and response.status_code != 429:
            for limit in self._of_request(refused_only=True):
                self.hit(limit)
        return response

    def count_creation(self) -> Response | None:
        """Count a diagnostic about to be created, or refuse it."""
        return self.hit(self._limits[0])

    def hit(self, limit: Limit) -> Response | None:
        """Count the request for a limit; returns its refusal beyond it."""
        return self._check(limit, self._strategy.hit)

    def _of_request(self, *, refused_only: bool) -> list[Limit]:
        return [
            limit
            for limit in self._limits
            if request.endpoint in limit.endpoints
            and request.method == limit.method
            and limit.refused_only is refused_only
        ]

    def _check(self, limit: Limit, allowed: Callable[[RateLimitItem, str], bool]) -> Response | None:
        named = request.view_args or {}
        subject = named.get("key") or named.get("code", "") if limit.by_key else visitor_network()
        scope = _digest(self._secret, limit.name, subject)
        try:
            if allowed(limit.item, scope):
                return None
            return _too_many_requests(limit, self._strategy.get_window_stats(limit.item, scope).reset_time)
        except StorageError as error:
            log_storage(error)  # the view reports the failure
            return None


def install_limits(app: Flask, settings: Settings, counters: Storage) -> None:
    """Refuse requests over a limit."""
    if settings.limits:
        limiter = app.extensions[_EXTENSION] = Limiter(settings, counters)
        app.before_request(limiter.before)
        app.after_request(limiter.after)


def count_creation() -> None:
    """Count a diagnostic about to be created; aborts with 429 beyond the limit. A preview creates nothing."""
    limiter = current_app.extensions.get(_EXTENSION)
    if limiter and request.endpoint in CREATIONS and (refused := limiter.count_creation()):
        abort(refused)


def _too_many_requests(limit: Limit, reset: float) -> Response:
    return too_many_page(max(1, round(reset - time.time())), limit.words)


def _digest(secret: str, *values: str) -> str:
    """Return a keyed digest, so that neither an IP address nor a key is stored."""
    return hmac.new(secret.encode(), "\n".join(("limite", *values)).encode(), hashlib.sha256).hexdigest()[:40]
