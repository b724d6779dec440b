"""Records an event of the facilitators' space: an entry of the journal, and a line of the log."""

from __future__ import annotations

import datetime
import logging

from questionnaire.accounts.journal import EVENTS_OF, Event, Kind
from questionnaire.errors import StorageError
from questionnaire.logs import record
from questionnaire.storage import JournalStore

REPEATED = datetime.timedelta(minutes=10)  # refusals of one kind within this time make one entry
_log = logging.getLogger(__name__)


def note(journal: JournalStore, event: Event, author: str, *, address: str = "", **details: str | int) -> None:
    """Record what the account `author` did; empty for the command line, or when no account is known.

    `address` goes to the log only. A journal that cannot be written is reported in the log; nothing is raised.
    """
    by = {"par": author} if author and details.get("compte") != author else {}
    record(event.value, **({"adresse": address} if address else {}), **details, **by)
    refused = event in EVENTS_OF[Kind.REFUSALS]
    try:
        journal.add(event, author, details, same_within=REPEATED if refused else None)
    except StorageError as error:
        _log.error("le journal de l’espace d’animation n’a pas pu être écrit : %s", error)
