"""Opens a workshop by one of its keys, or by the code that its phones type."""

from __future__ import annotations

from dataclasses import dataclass

from flask import abort, session

from questionnaire.accounts.keys import key_digest, new_nonce, phone_digest, read_code
from questionnaire.criteria.model import Criteria
from questionnaire.storage import Workshop
from questionnaire.web.context import services, without_signs_around
from questionnaire.web.middleware.errors import error_page
from questionnaire.workshop.plans import step_choices
from questionnaire.workshop.room import Step
from questionnaire.workshop.votes import Side

NO_WORKSHOP = (
    "Cet atelier n’existe pas, ou n’existe plus",
    "L’adresse est peut-être incomplète : copiez-la en entier. Un atelier s’efface trente jours après sa fin.",
)
_PHONE, _ROOMS = "telephone", "ateliers"  # session keys
_MAX_ROOMS = 5  # remembered in one session: a cookie is small


@dataclass(frozen=True)
class OpenWorkshop:
    """A workshop opened by a key, with its version of the criteria."""

    key: str
    workshop: Workshop
    criteria: Criteria

    def choices(self, step: Step) -> tuple[str, ...]:
        """Return the choices that a step offers, without « je ne sais pas »."""
        return step_choices(self.criteria, self.workshop.sheet, step)


def open_to_run(key: str) -> OpenWorkshop:
    """Open a workshop with its animation key; abort with a 404 page for any other key."""
    return _opened(key, services().workshops.find_to_run(key_digest(without_signs_around(key))))


def open_to_show(key: str) -> OpenWorkshop:
    """Open a workshop with its screen key; abort with a 404 page for any other key."""
    return _opened(key, services().workshops.find_to_show(key_digest(without_signs_around(key))))


def find_by_code(typed: str) -> OpenWorkshop | None:
    """Return the workshop of a code as somebody typed it, or None; it may be half a second old (services/rooms.py)."""
    code = read_code(typed)
    found = services().rooms.workshop(code) if code else None
    return _opened(code, found) if found else None


def _opened(key: str, found: Workshop | None) -> OpenWorkshop:
    if found is None:
        abort(error_page(404, NO_WORKSHOP))
    return OpenWorkshop(key, found, services().versions.get(found.criteria_digest))


# ── this phone ──


def side_of_phone(code: str) -> Side | None:
    """Return the side that this phone speaks from in a room, or None when it has not joined."""
    joined: dict[str, str] = session.get(_ROOMS, {})
    return Side(joined[code]) if joined.get(code) in list(Side) else None


def join_room(workshop: Workshop, side: Side) -> None:
    """Record in the session that this phone joined a room, and count it once."""
    session.setdefault(_PHONE, new_nonce())
    joined = {code: side for code, side in session.get(_ROOMS, {}).items() if code != workshop.code}
    session[_ROOMS] = dict([*joined.items(), (workshop.code, side.value)][-_MAX_ROOMS:])
    services().workshops.join(workshop.id, _digest(f"salle:{workshop.id}"))


def phone_digest_at(step: int) -> str:
    """Return the digest that identifies this phone at one step; it is another one at each step."""
    return _digest(f"etape:{step}")


def _digest(place: str) -> str:
    return phone_digest(services().settings.secret_key, place, session.get(_PHONE, ""))
