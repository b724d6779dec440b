"""Copies are found by the digest of their key, withdrawn for good, and deleted in time or with their diagnostic."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, event, func, select, update

from questionnaire.accounts.keys import copy_key, key_digest, new_nonce
from questionnaire.answers import AnswerSheet, Viewpoint
from questionnaire.assessment.dated_copy import Part, Recipient
from questionnaire.errors import StorageError
from questionnaire.storage import CopyStore, DiagnosticStore, NewCopy, now
from questionnaire.storage.copies import MAX_COPIES, months_after
from questionnaire.storage.tables import shared_copies
from tests.support.databases import store_version

CONTENT = {"format": 1, "name": "Saint-Élan 😀", "answers": [{"note": "le-secret-de-la-note"}]}


def add(engine: Engine, name: str = "a") -> int:
    """Store a diagnostic; return its number."""
    if name == "a":
        store_version(engine, "v1")
    store = DiagnosticStore(engine)
    store.create(key_digest(name), key_digest(f"{name}-read"), "v1", AnswerSheet(Viewpoint.PROJET))
    found = store.find(key_digest(name))
    assert found
    return found.id


def copy_of(diagnostic: int, nonce: str = "un", **changes: Any) -> NewCopy:
    values: dict[str, Any] = {
        "key_digest": key_digest(copy_key("a", nonce)),
        "nonce": nonce,
        "diagnostic_id": diagnostic,
        "criteria_digest": "v1",
        "recipient": Recipient.OTHER_PARTY,
        "parts": frozenset({Part.NOTES, Part.SCORE}),
        "content": CONTENT,
    }
    return NewCopy(**{**values, **changes})


def test_a_copy_is_found_by_its_key_with_what_it_shows(engine: Engine) -> None:
    number, store = add(engine), CopyStore(engine)
    made = store.create(copy_of(number))
    assert made
    assert store.find(key_digest(copy_key("a", "un"))) == made
    assert made.parts == frozenset({Part.NOTES, Part.SCORE})
    assert (made.recipient, made.withdrawn) == (Recipient.OTHER_PARTY, False)
    assert made.expires_at == months_after(made.created_at)
    assert store.content(made.id) == CONTENT
    assert store.find(key_digest("another")) is None
    assert store.in_circulation(number) == (made,)


def test_a_form_sent_twice_makes_one_copy(engine: Engine) -> None:
    number, store = add(engine), CopyStore(engine)
    assert store.create(copy_of(number)) == store.create(copy_of(number, content={}))
    assert len(store.in_circulation(number)) == 1


def test_a_form_sent_twice_at_once_makes_one_copy(engine: Engine) -> None:
    number, store = add(engine), CopyStore(engine)
    other = CopyStore(engine)
    sent: list[bool] = []

    @event.listens_for(engine, "before_cursor_execute")
    def between(connection: object, cursor: object, statement: str, *_: object) -> None:
        # the other request arrives after this one looked for the copy, and before it stores it
        if statement.startswith("INSERT INTO shared_copy") and not sent:
            sent.append(True)
            if engine.dialect.name == "postgresql":
                other.create(copy_of(number))

    assert store.create(copy_of(number))
    assert sent
    assert len(store.in_circulation(number)) == 1


def test_the_latest_copies_come_first_and_there_are_not_too_many(engine: Engine) -> None:
    number, store = add(engine), CopyStore(engine)
    made = [store.create(copy_of(number, f"n{turn}")) for turn in range(MAX_COPIES)]
    assert store.in_circulation(number) == tuple(reversed(made))
    assert store.create(copy_of(number, "de-trop")) is None
    assert made[0]
    assert store.withdraw(number, made[0].id)
    assert store.create(copy_of(number, "de-trop"))


def test_a_withdrawn_copy_shows_nothing_and_its_reader_can_be_told(engine: Engine) -> None:
    number, store = add(engine), CopyStore(engine)
    made = store.create(copy_of(number))
    assert made
    assert store.withdraw(number, made.id)
    found = store.find(key_digest(copy_key("a", "un")))
    assert found
    assert found.withdrawn
    assert store.content(made.id) is None
    assert store.in_circulation(number) == ()
    assert not store.withdraw(number, made.id)
    with engine.connect() as connection:
        row = connection.execute(select(shared_copies)).one()
    assert (row.content, row.parts) == (None, [])


def test_nobody_withdraws_the_copy_of_another_diagnostic(engine: Engine) -> None:
    mine, other, store = add(engine), add(engine, "b"), CopyStore(engine)
    made = store.create(copy_of(mine))
    assert made
    assert not store.withdraw(other, made.id)
    assert store.content(made.id) == CONTENT


def test_a_copy_ends_six_months_later_even_before_the_upkeep(engine: Engine) -> None:
    number, store = add(engine), CopyStore(engine)
    made, kept = store.create(copy_of(number)), store.create(copy_of(number, "deux"))
    assert made
    assert store.purge() == 0
    with engine.connect().execution_options(writes=True) as connection, connection.begin():
        connection.execute(update(shared_copies).filter_by(id=made.id).values(expires_at=now()))
    assert store.find(key_digest(copy_key("a", "un"))) is None
    assert store.in_circulation(number) == (kept,)
    assert store.purge() == 1
    assert store.content(made.id) is None


def test_a_copy_goes_with_its_diagnostic(engine: Engine) -> None:
    number, other, store = add(engine), add(engine, "b"), CopyStore(engine)
    store.create(copy_of(number))
    kept = store.create(copy_of(other, "deux"))
    DiagnosticStore(engine).delete(number)
    with engine.connect() as connection:
        assert connection.scalar(select(func.count()).select_from(shared_copies)) == 1
    assert store.in_circulation(other) == (kept,)
    with pytest.raises(StorageError):  # deleted while its author was choosing
        store.create(copy_of(number, "trois"))


@pytest.mark.sqlite
def test_what_a_withdrawn_copy_showed_leaves_the_files(engine: Engine) -> None:
    number, store = add(engine), CopyStore(engine)
    made = store.create(copy_of(number))
    assert made
    file = Path(str(engine.url.database))
    files = [file, file.with_name(f"{file.name}-wal")]
    assert any(b"le-secret-de-la-note" in file.read_bytes() for file in files)
    store.withdraw(number, made.id)
    assert not any(b"le-secret-de-la-note" in file.read_bytes() for file in files)


@pytest.mark.parametrize(
    ("day", "later"),
    [
        ("2026-11-25", "2027-05-25"),
        ("2026-08-31", "2027-02-28"),
        ("2027-08-31", "2028-02-29"),
        ("2026-06-30", "2026-12-30"),
    ],
)
def test_six_months_later_is_the_same_day_or_the_last_of_its_month(day: str, later: str) -> None:
    moment = datetime.datetime.fromisoformat(day)
    assert months_after(moment) == datetime.datetime.fromisoformat(later)


def test_the_key_of_a_copy_is_long_ends_in_a_sign_that_links_keep_and_needs_the_edit_key() -> None:
    for _ in range(50):
        key, nonce = new_nonce(), new_nonce()
        made = copy_key(key, nonce)
        assert len(made) == 24  # 144 bits
        assert made[-1].isalnum()
        assert made == copy_key(key, nonce)
        assert made != copy_key(new_nonce(), nonce)
