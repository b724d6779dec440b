"""Keys of a diagnostic: what the links hold. Only their digests are stored.

The edit key opens everything; the read key, shown for sharing, is derived from it one way, so whoever
has the edit key can show the read key again, and whoever has the read key can do no more than read.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from base64 import urlsafe_b64encode

KEY_BYTES = 18  # 144 random bits, 24 characters
_SHAPE = re.compile(r"[A-Za-z0-9_-]{24}")


def new_nonce() -> str:
    """Return a random text that makes one creation form unique."""
    return secrets.token_urlsafe(KEY_BYTES)


def edit_key(secret: str, nonce: str) -> str:
    """Return the edit key of the diagnostic begun with that form: sent twice, the same key."""
    return _derive(secret, f"creation:{nonce}")


def read_key(key: str) -> str:
    """Return the read-only key that goes with an edit key."""
    return _derive(key, "lecture")


def key_digest(key: str) -> str:
    """Return what is stored and looked up instead of the key (keys are random: no salt is needed)."""
    return hashlib.sha256(key.encode()).hexdigest()


def looks_like_key(text: str) -> bool:
    """Tell whether `text` has the shape of a key."""
    return _SHAPE.fullmatch(text) is not None


def _derive(secret: str, label: str) -> str:
    digest = hmac.new(secret.encode(), label.encode(), hashlib.sha256).digest()
    return urlsafe_b64encode(digest[:KEY_BYTES]).decode()
