"""The secret keys in the links of a diagnostic. Only their digests are stored.

The edit key gives full access; the read key, for sharing, is derived from it by a one-way function: the edit key
gives the read key, not the reverse.
"""

from __future__ import annotations

import hashlib
import hmac
import itertools
import re
import secrets
from base64 import urlsafe_b64encode

KEY_BYTES = 18  # 144 random bits
KEY_LENGTH = 24  # characters
CODE_LENGTH = 6
RESUMPTION_DIGITS = 8
_CODE_SIGNS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"  # without 0 and O, 1, I and L
_SHAPE = re.compile(rf"[A-Za-z0-9_-]{{{KEY_LENGTH}}}")

_HALF, _TURNS = 1 << 16, 4  # a Feistel network on numbers of 32 bits
_COST = 1 << 14  # of scrypt: 16 MB and some 50 ms
_MASKED = re.compile(r"[0-9a-f]{8}")


def new_nonce() -> str:
    """Return a random text that identifies one creation form."""
    return secrets.token_urlsafe(KEY_BYTES)


def edit_key(secret: str, nonce: str) -> str:
    """Return the edit key for a creation form; a form sent twice gives the same key.

    It ends in a letter or a digit, and so does its read key: mail programs leave a final - or _ out of a link.
    """
    keys = (_derive(secret, f"creation:{nonce}{':' * turn}") for turn in itertools.count())
    return next(key for key in keys if key[-1].isalnum() and read_key(key)[-1].isalnum())


def read_key(key: str) -> str:
    """Return the read-only key that goes with an edit key."""
    return _derive(key, "lecture")


def copy_key(key: str, nonce: str) -> str:
    """Return the key of the copy made by a form, from the edit key; a form sent twice gives the same key.

    Whoever has the edit key finds it again with the nonce, which is stored; the nonce alone gives nothing. It ends in
    a letter or a digit, as the edit key does.
    """
    return _ending_well(key, f"copie:{nonce}")


def invitation_key(key: str, nonce: str) -> str:
    """Return the key of an invitation, made from the edit key of who invites as that of a copy is."""
    return _ending_well(key, f"invitation:{nonce}")


def one_time_key(secret: str, nonce: str) -> str:
    """Return the key of a one-time link to the facilitators' space; a form sent twice gives the same key."""
    return _ending_well(secret, f"lien-unique:{nonce}")


def agenda_key(secret: str, nonce: str) -> str:
    """Return the key of an agenda shown to a third person: made from the server's secret, both parties can show it."""
    return _ending_well(secret, f"ordre-du-jour:{nonce}")


def animation_key(secret: str, nonce: str) -> str:
    """Return the key that runs a workshop, for a creation form; a form sent twice gives the same key."""
    return _ending_well(secret, f"atelier:{nonce}")


def screen_key(key: str) -> str:
    """Return the key of the screen of a workshop, from the one that runs it; it gives no power."""
    return _ending_well(key, "ecran")


def room_diagnostic_key(key: str) -> str:
    """Return the edit key of the diagnostic that a workshop ends with, from the key that runs it: it is made once."""
    return edit_key(key, "diagnostic")


def resumption_code(key: str) -> str:
    """Return the digits that give back the key that runs a workshop, for whoever types them beside the code of the room."""
    digest = hmac.new(key.encode(), b"reprise", hashlib.sha256).digest()
    return f"{int.from_bytes(digest) % 10**RESUMPTION_DIGITS:0{RESUMPTION_DIGITS}}"


def read_resumption(text: str) -> str:
    """Return resumption digits from what somebody typed; an empty text when they cannot be some."""
    digits = re.sub(r"[\s.-]", "", text)
    return digits if len(digits) == RESUMPTION_DIGITS and digits.isascii() and digits.isdigit() else ""


def locked_key(secret: str, code: str, key: str) -> str:
    """Return the key that runs a room as it is stored: its resumption digits open it, under the server's secret."""
    return _mask(secret, code, resumption_code(key), key.encode()).hex()


def unlocked_key(secret: str, code: str, digits: str, locked: str) -> str:
    """Return the key that these digits open; with other digits, a text that is no key."""
    return _mask(secret, code, digits, bytes.fromhex(locked)).decode("latin-1")


def enclosed_key(secret: str, opener: str, key: bytes) -> bytes:
    """Return a key as it is stored beside another one, which alone opens it; and the key again, of what was stored."""
    mask = hmac.new(secret.encode(), f"enclos:{opener}".encode(), hashlib.sha256).digest()
    return bytes(one ^ other for one, other in zip(key, mask, strict=False))


def phone_digest(secret: str, place: str, phone: str) -> str:
    """Return what stands for a phone at one place, a room or a step: at another place, it is another text."""
    return hmac.new(secret.encode(), f"telephone:{place}:{phone}".encode(), hashlib.sha256).hexdigest()


def new_code() -> str:
    """Return a random code to join a workshop, easy to read from afar and to type."""
    return "".join(secrets.choice(_CODE_SIGNS) for _ in range(CODE_LENGTH))


def read_code(text: str) -> str:
    """Return a code as it is stored, from what somebody typed; an empty text when it cannot be one."""
    code = re.sub(r"[\s.-]", "", text).upper()
    return code if len(code) == CODE_LENGTH and set(code) <= set(_CODE_SIGNS) else ""


def key_digest(key: str) -> str:
    """Return the SHA-256 of a key, stored instead of it (keys are random: no salt is needed)."""
    return hashlib.sha256(key.encode()).hexdigest()


def masked(key: str, number: int) -> str:
    """Return how the addresses of a diagnostic write the number of a row: with another key, it would be another text."""
    left, right = divmod(number, _HALF)
    for turn in range(_TURNS):
        left, right = right, left ^ _round(key, turn, right)
    return f"{left * _HALF + right:08x}"


def unmasked(key: str, text: str) -> int | None:
    """Return the number that `masked` wrote, or None for a text of another shape."""
    if not _MASKED.fullmatch(text):
        return None
    left, right = divmod(int(text, 16), _HALF)
    for turn in reversed(range(_TURNS)):
        left, right = right ^ _round(key, turn, left), left
    return left * _HALF + right


def looks_like_key(text: str) -> bool:
    """Tell whether `text` has the shape of a key."""
    return _SHAPE.fullmatch(text) is not None


def _ending_well(secret: str, label: str) -> str:
    """Return a key that ends in a letter or a digit: mail programs leave a final - or _ out of a link."""
    keys = (_derive(secret, f"{label}{':' * turn}") for turn in itertools.count())
    return next(key for key in keys if key[-1].isalnum())


def _mask(secret: str, code: str, digits: str, text: bytes) -> bytes:
    """Mask a key, or unmask it. Slowly: there are but a hundred million digits to try for whoever has the secret."""
    mask = hashlib.scrypt(f"{code}:{digits}".encode(), salt=secret.encode(), n=_COST, r=8, p=1, dklen=len(text))
    return bytes(one ^ other for one, other in zip(text, mask, strict=True))


def _round(key: str, turn: int, half: int) -> int:
    digest = hmac.new(key.encode(), f"numero:{turn}:{half}".encode(), hashlib.sha256).digest()
    return int.from_bytes(digest[:2])


def _derive(secret: str, label: str) -> str:
    digest = hmac.new(secret.encode(), label.encode(), hashlib.sha256).digest()
    return urlsafe_b64encode(digest[:KEY_BYTES]).decode()
