"""The keys of diagnostics."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from questionnaire.accounts.keys import (
    agenda_key,
    copy_key,
    edit_key,
    invitation_key,
    key_digest,
    looks_like_key,
    new_nonce,
    read_key,
)

pytestmark = pytest.mark.covers
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1)


@given(TEXTS, TEXTS)
def test_keys_look_like_keys_and_the_read_key_differs(secret: str, nonce: str) -> None:
    key = edit_key(secret, nonce)
    assert looks_like_key(key)
    assert looks_like_key(read_key(key))
    assert read_key(key) != key
    assert key_digest(key) != key_digest(read_key(key))
    assert key not in key_digest(key)
    # mail programs leave a final - or _ out of a link
    assert key[-1].isalnum()
    assert read_key(key)[-1].isalnum()


@given(TEXTS, TEXTS)
def test_keys_made_from_one_secret_open_different_things(secret: str, nonce: str) -> None:
    keys = {make(secret, nonce) for make in (copy_key, invitation_key, agenda_key)}
    assert len(keys) == 3
    assert all(looks_like_key(key) and key[-1].isalnum() for key in keys)


def test_the_read_key_of_an_existing_diagnostic_stays_the_same() -> None:
    assert read_key("cle-du-premier-jour-0006") == "rLDQB3ysfgC5SRUIi5-NroK_"


def test_nonces_never_repeat() -> None:
    assert len({new_nonce() for _ in range(1000)}) == 1000
