"""Limits on sign-in attempts: failures ask for a growing delay, which the page tells; none locks.

Failures are counted for a name where they come from, for a network, and for a name. « Where » is a browser that signed
in under that name, else a network: who guesses beside someone does not delay them. The other two counts never delay
such a browser, nor a network where that name signed in lately. The attempts that this leaves to who guesses, an hour,
are in docs/threat-model.md.
"""

from __future__ import annotations

import datetime
import hashlib
import hmac
import math
import secrets
import time
from contextlib import suppress
from dataclasses import dataclass

from flask import session

from questionnaire.errors import StorageError
from questionnaire.storage import now
from questionnaire.storage.accounts import fold
from questionnaire.web.addresses import visitor_network
from questionnaire.web.context import services

NEARBY_WINDOW = datetime.timedelta(
    hours=1
)  # failures of a name from one place are counted for this long, the longest
WINDOW = datetime.timedelta(minutes=15)  # the others
NEARBY, PER_ADDRESS, PER_NAME = 3, 30, 50  # failures that ask for no delay yet
NEARBY_DELAY, LONGEST_DELAY = 360, 60  # seconds
KNOWN_FOR = datetime.timedelta(days=30)  # since the last sign-in of a name from a network
MARKS = "browser-of"  # session key: for each name that signed in, a number drawn for this browser
_MAX_MARKS = 4  # a cookie is small


@dataclass(frozen=True)
class Attempt:
    """An attempt to sign in; its scopes are keyed digests, so that neither a name nor an address is stored."""

    nearby: str
    address: str
    name: str
    known: str
    marked: bool  # whether that name signed in from this browser, with the same password

    @property
    def scopes(self) -> tuple[str, ...]:
        """What its failure counts for."""
        return self.nearby, self.address, self.name


def new_attempt(name: str, password_hash: str) -> Attempt:
    """Return an attempt of the visitor to sign in under a name; the hash is empty when nobody has it."""
    address, folded_name = visitor_network(), fold(name)
    mark = _marks().get(_mark_of(folded_name, password_hash))
    return Attempt(
        nearby=_scope("nom+navigateur", folded_name, mark)
        if mark
        else _scope("nom+adresse", folded_name, address),
        address=_scope("adresse", address),
        name=_scope("nom", folded_name),
        known=_scope("connu", folded_name, address),
        marked=mark is not None,
    )


def begin_attempt(attempt: Attempt) -> tuple[int, list[int]]:
    """Return how many seconds to wait; or 0, and the numbers of the attempt, counted as failed until it succeeds.

    Counted before it is judged: of requests sent at the same time, each waits for those before it.
    """
    store = services().attempts
    if wait := _seconds_to_wait(attempt):
        return wait, []
    numbers = store.note_attempt(attempt.scopes, now() - NEARBY_WINDOW)
    if wait := _seconds_to_wait(attempt, before=min(numbers)):
        store.forget_attempts(numbers)
        return wait, []
    return 0, numbers


def attempt_succeeded(attempt: Attempt, numbers: list[int]) -> None:
    """Forget an attempt and the failures of that name at that place, which is known from now on.

    The other failures stay: an attacker's must not be forgotten with them.
    """
    services().attempts.forget_attempts(numbers, attempt.nearby)
    with suppress(StorageError):  # the same person signs in twice at once: the other request writes it
        services().attempts.remember_address(attempt.known, time.time() + KNOWN_FOR.total_seconds())


def mark_browser(name: str, password_hash: str) -> None:
    """Remember in the session that a name signed in from this browser; a changed password makes it worthless."""
    mark = _mark_of(fold(name), password_hash)
    others = [[one, number] for one, number in _marks().items() if one != mark]
    session[MARKS] = [*others, [mark, _marks().get(mark) or secrets.token_urlsafe(9)]][-_MAX_MARKS:]


def _marks() -> dict[str, str]:
    return dict(session.get(MARKS, []))


def _mark_of(folded_name: str, password_hash: str) -> str:
    return _scope("marque", folded_name, password_hash)[:16]


def _seconds_to_wait(attempt: Attempt, before: int | None = None) -> int:
    """Return how long the visitor must wait before an attempt, 0 when it may be made now; `before` as in the store."""
    store, moment = services().attempts, now()
    limits = [(attempt.nearby, NEARBY_WINDOW, NEARBY, NEARBY_DELAY)]
    if not attempt.marked and not store.is_known_address(attempt.known, time.time()):
        limits.append((attempt.address, WINDOW, PER_ADDRESS, LONGEST_DELAY))
        limits.append((attempt.name, WINDOW, PER_NAME, LONGEST_DELAY))
    until = [moment]
    for scope, window, maximum, longest in limits:
        found = store.failures(scope, moment - window, before)
        if found and found.count >= maximum:
            until.append(found.last + _delay(found.count - maximum, longest))
    return math.ceil((max(until) - moment).total_seconds())


def _delay(excess: int, longest: int) -> datetime.timedelta:
    return datetime.timedelta(seconds=min(2 ** min(excess, 10), longest))


def _scope(*values: str) -> str:
    secret = services().settings.secret_key.encode()
    return hmac.new(secret, "\n".join(values).encode(), hashlib.sha256).hexdigest()
