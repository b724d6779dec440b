"""The secret keys in links (diagnostics, copies, crossings, workshops, invitations), and the codes that people type.

Only digests of keys are stored. The edit key of a diagnostic gives full access; its read key is derived from it by a
one-way function: whoever has the edit key can compute the read key, not the reverse.
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
_CODE_CHARACTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"  # without 0 and O, 1, I and L
_SHAPE = re.compile(rf"[A-Za-z0-9_-]{{{KEY_LENGTH}}}")

_HALF, _ROUNDS = 1 << 16, 4  # a Feistel network over 32-bit numbers
_COST = 1 << 14  # of scrypt: 16 MB and some 50 ms
_MASKED = re.compile(r"[0-9a-f]{8}")


def new_nonce() -> str:
    """Return a random text that identifies one form: sent twice, the form makes one thing."""
    return secrets.token_urlsafe(KEY_BYTES)


def edit_key(secret: str, nonce: str) -> str:
    """Return the edit key for a creation form; a form sent twice gives the same key.

    It ends with a letter or a digit, and so does its read key: mail programs cut a final - or _ off a link.
    """
    keys = (_derive(secret, f"creation:{nonce}{':' * attempt}") for attempt in itertools.count())
    return next(key for key in keys if key[-1].isalnum() and read_key(key)[-1].isalnum())


def read_key(key: str) -> str:
    """Return the read-only key that goes with an edit key."""
    return _derive(key, "lecture")


def copy_key(key: str, nonce: str) -> str:
    """Return the key of the copy made by a form, from the edit key; a form sent twice gives the same key.

    The edit key and the nonce, which is stored, give it again; the nonce alone gives nothing.
    """
    return _linkable_key(key, f"copie:{nonce}")


def invitation_key(key: str, nonce: str) -> str:
    """Return the key of an invitation, derived from the edit key of the inviter as `copy_key` does."""
    return _linkable_key(key, f"invitation:{nonce}")


def one_time_key(secret: str, nonce: str) -> str:
    """Return the key of a one-time link to the facilitators' space; a form sent twice gives the same key."""
    return _linkable_key(secret, f"lien-unique:{nonce}")


def agenda_key(secret: str, nonce: str) -> str:
    """Return the key of an agenda shown to a third person; derived from the server's secret, so that both parties get it."""
    return _linkable_key(secret, f"ordre-du-jour:{nonce}")


def animation_key(secret: str, nonce: str) -> str:
    """Return the key that runs a workshop, for a creation form; a form sent twice gives the same key."""
    return _linkable_key(secret, f"atelier:{nonce}")


def screen_key(key: str) -> str:
    """Return the key of the screen of a workshop, derived from the one that runs it; it can only display."""
    return _linkable_key(key, "ecran")


def room_diagnostic_key(key: str) -> str:
    """Return the edit key of the diagnostic that a workshop ends with, always the same for the key that runs it."""
    return edit_key(key, "diagnostic")


def resumption_code(key: str) -> str:
    """Return the digits that, typed with the code of the room, let somebody run the workshop from another device."""
    digest = hmac.new(key.encode(), b"reprise", hashlib.sha256).digest()
    return f"{int.from_bytes(digest) % 10**RESUMPTION_DIGITS:0{RESUMPTION_DIGITS}}"


def read_resumption(text: str) -> str:
    """Parse resumption digits as somebody typed them; an empty text when they are not eight digits."""
    digits = re.sub(r"[\s.-]", "", text)
    return digits if len(digits) == RESUMPTION_DIGITS and digits.isascii() and digits.isdigit() else ""


def locked_key(secret: str, code: str, key: str) -> str:
    """Return the key that runs a room, encrypted for storage under the server's secret and its resumption digits."""
    return _mask(secret, code, resumption_code(key), key.encode()).hex()


def unlocked_key(secret: str, code: str, digits: str, locked: str) -> str:
    """Decrypt what `locked_key` gave with these digits; other digits give a text that is no key."""
    return _mask(secret, code, digits, bytes.fromhex(locked)).decode("latin-1")


def enclosed_key(secret: str, opener: str, key: bytes) -> bytes:
    """Encrypt a key so that only `opener`, another key, decrypts it; called again on the result, it decrypts it (XOR)."""
    mask = hmac.new(secret.encode(), f"enclos:{opener}".encode(), hashlib.sha256).digest()
    return bytes(byte ^ masking for byte, masking in zip(key, mask, strict=False))


def phone_digest(secret: str, place: str, phone: str) -> str:
    """Return a pseudonym of a phone for one place, a room or a step; those of two places cannot be linked."""
    return hmac.new(secret.encode(), f"telephone:{place}:{phone}".encode(), hashlib.sha256).hexdigest()


def new_code() -> str:
    """Return a random code to join a workshop, easy to read from afar and to type."""
    return "".join(secrets.choice(_CODE_CHARACTERS) for _ in range(CODE_LENGTH))


def read_code(text: str) -> str:
    """Parse a code as somebody typed it; an empty text when it cannot be one."""
    code = re.sub(r"[\s.-]", "", text).upper()
    return code if len(code) == CODE_LENGTH and set(code) <= set(_CODE_CHARACTERS) else ""


def key_digest(key: str) -> str:
    """Return the SHA-256 of a key, stored instead of it (keys are random: no salt is needed)."""
    return hashlib.sha256(key.encode()).hexdigest()


def masked(key: str, number: int) -> str:
    """Encrypt the number of a row (32 bits) for the addresses of a diagnostic, under its key, as eight hexadecimal digits."""
    left, right = divmod(number, _HALF)
    for index in range(_ROUNDS):
        left, right = right, left ^ _round(key, index, right)
    return f"{left * _HALF + right:08x}"


def unmasked(key: str, text: str) -> int | None:
    """Decrypt the number that `masked` gave, or return None for a text of another shape."""
    if not _MASKED.fullmatch(text):
        return None
    left, right = divmod(int(text, 16), _HALF)
    for index in reversed(range(_ROUNDS)):
        left, right = right ^ _round(key, index, left), left
    return left * _HALF + right


def looks_like_key(text: str) -> bool:
    """Tell whether `text` has the shape of a key."""
    return _SHAPE.fullmatch(text) is not None


def _linkable_key(secret: str, label: str) -> str:
    """Return a key that ends with a letter or a digit: mail programs cut a final - or _ off a link."""
    keys = (_derive(secret, f"{label}{':' * attempt}") for attempt in itertools.count())
    return next(key for key in keys if key[-1].isalnum())


def _mask(secret: str, code: str, digits: str, text: bytes) -> bytes:
    """Encrypt or decrypt a key (XOR). scrypt is slow on purpose: eight digits are few to try for a holder of the secret."""
    mask = hashlib.scrypt(f"{code}:{digits}".encode(), salt=secret.encode(), n=_COST, r=8, p=1, dklen=len(text))
    return bytes(byte ^ masking for byte, masking in zip(text, mask, strict=True))


def _round(key: str, number: int, half: int) -> int:
    digest = hmac.new(key.encode(), f"numero:{number}:{half}".encode(), hashlib.sha256).digest()
    return int.from_bytes(digest[:2])


def _derive(secret: str, label: str) -> str:
    digest = hmac.new(secret.encode(), label.encode(), hashlib.sha256).digest()
    return urlsafe_b64encode(digest[:KEY_BYTES]).decode()
