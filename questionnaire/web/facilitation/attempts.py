"""Limits on sign-in attempts: failures impose a growing delay, which the page tells; no account is ever locked.

Failures are counted in three scopes: a name from one origin, a network, a name. The origin is a browser that signed in
under that name, else the network: somebody who guesses from the same network does not delay its owner. The other two
counts never delay such a browser, nor a network that the name signed in from in the last 30 days. How many attempts an
hour this leaves to an attacker: docs/threat-model.md.
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

NEARBY_WINDOW = datetime.timedelta(hours=1)  # how long the failures of a name from one origin count
WINDOW = datetime.timedelta(
    minutes=15
)  # how long failures count in the other two scopes; not longer than the first
NEARBY, PER_ADDRESS, PER_NAME = 3, 30, 50  # failures in each scope before there is a delay
NEARBY_DELAY, LONGEST_DELAY = 360, 60  # the longest delay, in seconds: in the first scope, in the others
KNOWN_FOR = datetime.timedelta(days=30)  # since the last sign-in of a name from a network
MARKS = "browser-of"  # session key: for each name that signed in, a number drawn for this browser
_MAX_MARKS = 4  # a cookie is small


@dataclass(frozen=True)
class Attempt:
    """An attempt to sign in. Its scopes are keyed digests, so that neither a name nor an address is stored."""

    nearby: str  # the name, from this browser or this network
    address: str  # the network
    name: str
    known: str  # remembers that the name signed in from this network
    marked: bool  # whether the name signed in from this browser, with the same password

    @property
    def scopes(self) -> tuple[str, ...]:
        """The scopes in which its failure is counted."""
        return self.nearby, self.address, self.name


def new_attempt(name: str, password_hash: str) -> Attempt:
    """Return an attempt of the visitor to sign in under a name; the hash is empty when no account has it."""
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
    """Return how many seconds to wait; or 0, and the ids of the attempt, counted as failed until it succeeds.

    It is counted before the password is verified: requests sent at the same time count against each other.
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
    """Delete an attempt and the failures of the name from its origin; remember the network of the name.

    The failures in the other scopes stay: they may be an attacker's.
    """
    services().attempts.forget_attempts(numbers, attempt.nearby)
    with suppress(StorageError):  # two sign-ins at once insert the same row: the other request did
        services().attempts.remember_address(attempt.known, time.time() + KNOWN_FOR.total_seconds())


def mark_browser(name: str, password_hash: str) -> None:
    """Remember in the session that a name signed in from this browser; a change of password voids the mark."""
    mark = _mark_of(fold(name), password_hash)
    others = [[other, number] for other, number in _marks().items() if other != mark]
    session[MARKS] = [*others, [mark, _marks().get(mark) or secrets.token_urlsafe(9)]][-_MAX_MARKS:]


def _marks() -> dict[str, str]:
    return dict(session.get(MARKS, []))


def _mark_of(folded_name: str, password_hash: str) -> str:
    return _scope("marque", folded_name, password_hash)[:16]


def _seconds_to_wait(attempt: Attempt, before: int | None = None) -> int:
    """Return how many seconds the visitor must wait, 0 when the attempt may be made now; `before`: see AttemptStore."""
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
