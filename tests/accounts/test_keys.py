"""The keys of diagnostics."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from questionnaire.accounts.keys import (
    agenda_key,
    animation_key,
    copy_key,
    edit_key,
    enclosed_key,
    invitation_key,
    key_digest,
    locked_key,
    looks_like_key,
    masked,
    new_code,
    new_nonce,
    one_time_key,
    phone_digest,
    read_code,
    read_key,
    read_resumption,
    resumption_code,
    room_diagnostic_key,
    screen_key,
    unlocked_key,
    unmasked,
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
    keys = {make(secret, nonce) for make in (copy_key, invitation_key, agenda_key, one_time_key)}
    assert len(keys) == 4
    assert all(looks_like_key(key) and key[-1].isalnum() for key in keys)


def test_the_read_key_of_an_existing_diagnostic_stays_the_same() -> None:
    assert read_key("cle-du-premier-jour-0006") == "rLDQB3ysfgC5SRUIi5-NroK_"


def test_nonces_never_repeat() -> None:
    assert len({new_nonce() for _ in range(1000)}) == 1000


@given(TEXTS, st.integers(0, 2**32 - 1))
def test_a_masked_number_is_found_again_with_its_key(key: str, number: int) -> None:
    assert unmasked(key, masked(key, number)) == number


def test_masked_numbers_tell_neither_how_many_there_are_nor_their_order() -> None:
    texts = [[masked(key, number) for number in range(1, 200)] for key in ("a" * 24, "b" * 24)]
    assert len({*texts[0], *texts[1]}) > 390
    assert all(len(text) == 8 for text in texts[0])
    assert sorted(texts[0]) != texts[0]


@pytest.mark.parametrize("text", ["1", "", "0000000g", "000000001", "0000000A", "٠" * 8])
def test_what_no_page_wrote_is_no_number(text: str) -> None:
    assert unmasked("a" * 24, text) is None


def test_the_keys_of_a_workshop_come_from_its_form_and_that_of_the_screen_gives_no_other() -> None:
    key = animation_key("secret", "nonce")
    assert key == animation_key("secret", "nonce")
    assert len({key, screen_key(key), room_diagnostic_key(key), animation_key("secret", "autre")}) == 4
    assert all(looks_like_key(one) for one in (key, screen_key(key), room_diagnostic_key(key)))


def test_a_phone_is_not_the_same_from_one_place_to_another() -> None:
    digests = {phone_digest(*one) for one in (("s", "etape:1", "p"), ("s", "etape:2", "p"), ("t", "etape:1", "p"))}
    assert len(digests) == 3
    assert phone_digest("s", "etape:1", "p") in digests


def test_a_code_has_no_character_that_is_taken_for_another() -> None:
    codes = {new_code() for _ in range(200)}
    assert len(codes) > 190
    assert not set("01OIL") & set("".join(codes))
    assert all(read_code(f" {code[:3].lower()}-{code[3:]} ") == code for code in codes)
    assert read_code("K7M2X") == read_code("K7M2X0") == ""


def test_eight_digits_give_back_the_key_of_their_room_and_of_no_other() -> None:
    key = animation_key("secret", "nonce")
    digits, locked = resumption_code(key), locked_key("secret", "K7M2XP", key)
    assert (len(digits), digits.isdigit()) == (8, True)
    assert key not in locked
    assert unlocked_key("secret", "K7M2XP", digits, locked) == key
    for other in (("autre", "K7M2XP", digits), ("secret", "K7M2XQ", digits), ("secret", "K7M2XP", "00000000")):
        assert unlocked_key(*other, locked) != key


def test_a_key_enclosed_beside_another_is_opened_by_that_one_alone() -> None:
    opener, key = animation_key("secret", "repetition"), animation_key("secret", "nonce").encode()
    stored = enclosed_key("secret", opener, key)
    assert key not in stored
    assert enclosed_key("secret", opener, stored) == key
    assert enclosed_key("autre", opener, stored) != key != enclosed_key("secret", "autre", stored)


@pytest.mark.parametrize("typed", ["1234 5678", " 1234-5678", "1234.5678"])
def test_resumption_digits_are_read_as_people_type_them(typed: str) -> None:
    assert read_resumption(typed) == "12345678"
    assert read_resumption("1234567") == read_resumption("1234567a") == read_resumption("٠" * 8) == ""
