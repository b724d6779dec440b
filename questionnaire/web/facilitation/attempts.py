"""Limits on sign-in attempts: failures lock a name for the network they come from, and slow it down elsewhere.

Failures are counted for a name and a network together, for a network, and for a name. Only the first count locks. The
other two ask for a growing delay, and never of a network where that name signed in lately: an attacker, near or far,
does not keep people out.
"""

from __future__ import annotations

import datetime
import hashlib
import hmac
import math
import time
from contextlib import suppress
from dataclasses import dataclass

from questionnaire.errors import StorageError
from questionnaire.storage import now
from questionnaire.storage.accounts import fold
from questionnaire.web.addresses import visitor_network
from questionnaire.web.context import services

WINDOW = datetime.timedelta(minutes=15)  # failures are counted for this long
PER_NAME_AND_ADDRESS, PER_ADDRESS, PER_NAME = 5, 30, 50  # failures in WINDOW
LONGEST_DELAY = 60  # seconds
KNOWN_FOR = datetime.timedelta(days=30)  # since the last sign-in of a name from a network


@dataclass(frozen=True)
class Attempt:
    """An attempt to sign in; its scopes are keyed digests, so that neither a name nor an address is stored."""

    pair: str
    address: str
    name: str
    known: str

    @property
    def scopes(self) -> tuple[str, ...]:
        """What its failure counts for."""
        return self.pair, self.address, self.name


def new_attempt(name: str) -> Attempt:
    """Return an attempt of the visitor to sign in under a name."""
    address, folded_name = visitor_network(), fold(name)
    return Attempt(
        pair=_scope("nom+adresse", folded_name, address),
        address=_scope("adresse", address),
        name=_scope("nom", folded_name),
        known=_scope("connu", folded_name, address),
    )


def seconds_to_wait(attempt: Attempt) -> int:
    """Return how long the visitor must wait before an attempt, 0 when it may be made now."""
    accounts, moment = services().accounts, now()
    failures = accounts.failures(attempt.scopes, moment - WINDOW)
    until = [moment]
    if (pair := failures.get(attempt.pair)) and pair.count >= PER_NAME_AND_ADDRESS:
        until.append(pair.first + WINDOW)
    elif not accounts.address_known(attempt.known, time.time()):
        for scope, maximum in ((attempt.address, PER_ADDRESS), (attempt.name, PER_NAME)):
            if (found := failures.get(scope)) and found.count >= maximum:
                until.append(found.last + _delay(found.count - maximum))
    return math.ceil((max(until) - moment).total_seconds())


def begin_attempt(attempt: Attempt) -> list[int]:
    """Count an attempt as failed until it succeeds, for requests sent at the same time; returns its numbers."""
    return services().accounts.note_attempt(attempt.scopes, now() - WINDOW)


def attempt_succeeded(attempt: Attempt, numbers: list[int]) -> None:
    """Forget an attempt and the failures of that name at that address, which is known from now on.

    The other failures stay: an attacker's must not be forgotten with them.
    """
    services().accounts.forget_attempts(numbers, attempt.pair)
    with suppress(StorageError):  # the same person signs in twice at once: the other request writes it
        services().accounts.know_address(attempt.known, time.time() + KNOWN_FOR.total_seconds())


def _delay(excess: int) -> datetime.timedelta:
    return datetime.timedelta(seconds=min(2 ** min(excess, 10), LONGEST_DELAY))


def _scope(*values: str) -> str:
    secret = services().settings.secret_key.encode()
    return hmac.new(secret, "\n".join(values).encode(), hashlib.sha256).hexdigest()
