"""An invitation is answered, agreed to by both, frozen, closed by either; nothing is frozen before, nothing left after."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest
from sqlalchemy import Engine, func, select, update

from questionnaire.accounts.keys import key_digest
from questionnaire.answers import Answer, AnswerSheet, Viewpoint
from questionnaire.assessment.dated_copy import Recipient
from questionnaire.assessment.engagement import Engagement
from questionnaire.crossing.consent import Party, Shares
from questionnaire.crossing.sides import levels_only
from questionnaire.errors import StorageError
from questionnaire.storage import (
    CohortStore,
    CopyStore,
    Crossing,
    CrossingStore,
    DiagnosticStore,
    EngagementStore,
    NewCopy,
    NewInvitation,
    SentEngagement,
    now,
    of_crossing,
    of_diagnostic,
)
from questionnaire.storage.crossing_rows import PERIOD
from questionnaire.storage.crossings import MAX_INVITATIONS
from questionnaire.storage.saves import SentAnswer
from questionnaire.storage.tables import crossings, frozen_sheets
from tests.support.databases import store_version

NOTE = "le-secret-de-la-note"


def shown(digest: str, sheet: AnswerSheet, shares: Shares) -> AnswerSheet:
    """Keep everything, or everything but the notes."""
    assert digest == "v1"
    return sheet if shares is Shares.NOTES else levels_only(sheet)


@pytest.fixture
def store(engine: Engine) -> CrossingStore:
    store_version(engine, "v1")
    return CrossingStore(engine)


def add(engine: Engine, name: str, viewpoint: Viewpoint = Viewpoint.PROJET) -> int:
    """Store a diagnostic with one answer and its note; return its number."""
    kept = DiagnosticStore(engine)
    sheet = AnswerSheet(viewpoint, answers={"un": Answer.at(2, f"{NOTE}-{name}")})
    kept.create(key_digest(name), key_digest(f"{name}-read"), "v1", sheet)
    found = kept.find(key_digest(name))
    assert found
    return found.id


def invitation(inviter: int, name: str = "lien", **changes: Any) -> NewInvitation:
    made = NewInvitation(key_digest(name), name, inviter, "express", "La commune", Shares.LEVELS)
    return replace(made, **changes)


def invited(store: CrossingStore, inviter: int, **changes: Any) -> Crossing:
    made = store.invite(invitation(inviter, **changes))
    assert made
    return made


def crossed(store: CrossingStore, inviter: int, other: int, **changes: Any) -> Crossing:
    """Return an open crossing of two diagnostics."""
    made = invited(store, inviter, **changes)
    assert made.invitation_digest
    assert store.accept(made.invitation_digest, other)
    opened = store.consent(made.id, other, Shares.NOTES, "Le Moulin", shown)
    assert opened
    assert opened.open
    return opened


def count(engine: Engine, table: Any) -> int | None:
    with engine.connect() as connection:
        return connection.scalar(select(func.count()).select_from(table))


def date_back(engine: Engine, **values: Any) -> None:
    with engine.connect().execution_options(writes=True) as connection, connection.begin():
        connection.execute(update(crossings).values(**values))


def at_once(*works: Callable[[], object]) -> list[object]:
    """Run these at the same moment, each in a thread, and return what each gives."""
    ready = Barrier(len(works))

    def run(work: Callable[[], object]) -> object:
        ready.wait(10)
        return work()

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(run, works))


def test_an_invitation_is_found_by_its_key_and_by_who_invites(engine: Engine, store: CrossingStore) -> None:
    mine = add(engine, "a")
    made = invited(store, mine)
    assert store.find(key_digest("lien")) == made
    assert store.of(mine) == (made,)
    assert store.get(made.id, mine) == made
    assert made.expires_at == made.created_at + PERIOD
    assert (made.names[Party.INVITER], made.shares[Party.INVITER]) == ("La commune", Shares.LEVELS)
    assert store.find(key_digest("autre")) is None
    assert not made.open
    assert store.invite(invitation(mine, shares=Shares.NOTES)) == made  # the form sent twice


def test_a_form_sent_twice_at_once_makes_one_invitation(engine: Engine, store: CrossingStore) -> None:
    mine, other = add(engine, "a"), CrossingStore(engine)
    made = at_once(lambda: store.invite(invitation(mine)), lambda: other.invite(invitation(mine)))
    assert made[0] == made[1]
    assert len(store.of(mine)) == 1


def test_there_are_not_too_many_invitations(engine: Engine, store: CrossingStore) -> None:
    mine = add(engine, "a")
    made = [store.invite(invitation(mine, f"lien-{turn}")) for turn in range(MAX_INVITATIONS)]
    assert store.invite(invitation(mine, "de-trop")) is None
    assert store.invite(invitation(mine, "copie", shares=None))  # that of a copy, which has its own limit
    assert made[0]
    assert store.withdraw(made[0].id, mine)
    assert store.invite(invitation(mine, "de-trop"))


def test_inviting_from_a_diagnostic_just_deleted_says_so(engine: Engine, store: CrossingStore) -> None:
    mine = add(engine, "a")
    DiagnosticStore(engine).delete(mine)
    with pytest.raises(StorageError):
        store.invite(invitation(mine))


def test_a_withdrawn_invitation_is_answered_by_nobody_and_says_that_it_was_withdrawn(
    engine: Engine, store: CrossingStore
) -> None:
    mine, other = add(engine, "a"), add(engine, "b")
    made = invited(store, mine)
    assert not store.withdraw(made.id, other)
    assert store.withdraw(made.id, mine)
    assert not store.withdraw(made.id, mine)
    found = store.find(key_digest("lien"))
    assert found
    assert found.closed
    assert store.accept(key_digest("lien"), other) is None
    assert store.consent(made.id, mine, Shares.NOTES, "", shown) is None


def test_the_last_diagnostic_begun_counts_until_it_agrees(engine: Engine, store: CrossingStore) -> None:
    mine, first, second = (add(engine, name) for name in "abc")
    made = invited(store, mine, shares=None)
    assert store.accept(key_digest("lien"), mine) is None  # one's own
    assert store.accept(key_digest("lien"), first)
    assert store.decline(made.id, first)
    again = store.accept(key_digest("lien"), second)
    assert again
    assert (again.diagnostics[Party.INVITED], again.declined_by) == (second, None)
    assert store.get(made.id, first) is None
    (ended,) = store.of(first)  # who was replaced can read it
    assert (ended.replaced, ended.names[Party.INVITER]) == (True, "La commune")
    assert store.consent(ended.id, first, Shares.LEVELS, "", shown) is None
    assert store.propose_again(ended.id, first, Shares.LEVELS) is None
    assert store.accept(key_digest("lien"), second)
    assert store.of(second) == (again,)
    assert store.consent(made.id, second, Shares.LEVELS, "", shown)
    assert store.accept(key_digest("lien"), first) is None
    assert store.accept(key_digest("lien"), second)  # its own link, opened again
    assert store.consent(made.id, first, Shares.LEVELS, "", shown) is None


@pytest.mark.parametrize("mine", [None, *Shares])
@pytest.mark.parametrize("theirs", list(Shares))
def test_nothing_is_frozen_before_both_agree_then_the_lower_consent_holds(
    engine: Engine, store: CrossingStore, mine: Shares | None, theirs: Shares
) -> None:
    inviter, other = add(engine, "a", Viewpoint.COLLECTIVITE), add(engine, "b")
    made = invited(store, inviter, shares=mine)
    store.accept(key_digest("lien"), other)
    assert store.sheets(made.id) == {}
    agreed = store.consent(made.id, other, theirs, "Le Moulin", shown)
    assert agreed
    if mine is None:
        assert not agreed.open
        assert store.sheets(made.id) == {}
        agreed = store.consent(made.id, inviter, Shares.NOTES, "La mairie", shown)
        assert agreed
    assert agreed.open
    assert dict(agreed.names) == {
        Party.INVITER: "La commune" if mine else "La mairie",
        Party.INVITED: "Le Moulin",
    }
    sheets = store.sheets(made.id)
    both_notes = (mine or Shares.NOTES) is theirs is Shares.NOTES
    for party, name in ((Party.INVITER, "a"), (Party.INVITED, "b")):
        assert sheets[party].sheet.answers["un"] == Answer.at(2, f"{NOTE}-{name}" if both_notes else "")
        assert (sheets[party].criteria_digest, sheets[party].taken_at) == ("v1", agreed.opened_at)
    assert sheets[Party.INVITER].sheet.viewpoint is Viewpoint.COLLECTIVITE
    assert store.consent(made.id, other, Shares.LEVELS, "", shown) == agreed  # a second click


def test_both_agreeing_at_the_same_second_open_one_crossing(engine: Engine, store: CrossingStore) -> None:
    inviter, other = add(engine, "a"), add(engine, "b")
    made, second = invited(store, inviter, shares=None), CrossingStore(engine)
    store.accept(key_digest("lien"), other)
    at_once(
        lambda: store.consent(made.id, inviter, Shares.NOTES, "A", shown),
        lambda: second.consent(made.id, other, Shares.NOTES, "B", shown),
    )
    opened = store.get(made.id, other)
    assert opened
    assert opened.open
    assert sorted(opened.names.values()) == ["A", "B"]
    assert count(engine, frozen_sheets) == 2


def test_what_is_answered_after_the_opening_is_not_in_the_frozen_sheets(
    engine: Engine, store: CrossingStore
) -> None:
    inviter, other = add(engine, "a"), add(engine, "b")
    opened = crossed(store, inviter, other)
    DiagnosticStore(engine).save_answers(inviter, {"un": SentAnswer(Answer.at(0), None)})
    assert store.sheets(opened.id)[Party.INVITER].sheet.answers["un"].level == 2


def test_a_refusal_opens_nothing_and_one_may_change_one_s_mind(engine: Engine, store: CrossingStore) -> None:
    inviter, other = add(engine, "a"), add(engine, "b")
    made = invited(store, inviter)
    assert not store.decline(made.id, other)  # it is no party yet
    store.accept(key_digest("lien"), other)
    assert store.decline(made.id, other)
    assert store.consent(made.id, inviter, Shares.NOTES, "", shown)
    found = store.get(made.id, inviter)
    assert found
    assert (found.declined_by, found.open) == (Party.INVITED, False)
    assert store.sheets(made.id) == {}
    agreed = store.consent(made.id, other, Shares.LEVELS, "", shown)
    assert agreed
    assert agreed.open
    assert not store.decline(made.id, other)


def test_an_invitation_ends_sixty_days_later_even_before_the_upkeep(engine: Engine, store: CrossingStore) -> None:
    mine, other = add(engine, "a"), add(engine, "b")
    made = invited(store, mine)
    store.accept(key_digest("lien"), other)
    assert store.purge() == 0
    date_back(engine, expires_at=now())
    assert store.find(key_digest("lien")) is None
    assert store.of(mine) == ()
    assert store.accept(key_digest("lien"), other) is None
    assert store.consent(made.id, other, Shares.NOTES, "", shown) is None
    assert not store.decline(made.id, other)
    assert store.purge() == 1


def test_either_closes_it_for_both_and_closing_twice_is_closed(engine: Engine, store: CrossingStore) -> None:
    for closing in (0, 1):
        mine, other, stranger = (add(engine, f"{name}{closing}") for name in "abc")
        opened = crossed(store, mine, other, name=f"lien-{closing}")
        assert not store.end(opened.id, stranger)
        assert store.end(opened.id, (mine, other)[closing])
        for number in (mine, other):
            found = store.get(opened.id, number)
            assert found
            assert (found.open, found.closed, set(found.names.values())) == (
                False,
                True,
                {"La commune", "Le Moulin"},
            )
        assert store.sheets(opened.id) == {}
        assert store.end(opened.id, mine)
        assert store.consent(opened.id, mine, Shares.NOTES, "", shown) is None
        assert store.keep_meeting(opened.id, mine, lambda stored: {**stored, "place": "mairie"}) is None


@pytest.mark.parametrize("deleted", [False, True])
def test_the_decisions_go_to_the_engagements_of_those_who_stay(
    engine: Engine, store: CrossingStore, deleted: bool
) -> None:
    mine, other = add(engine, "a"), add(engine, "b")
    opened, decisions = crossed(store, mine, other), EngagementStore(engine)
    decisions.save(of_crossing(opened.id), [SentEngagement(Engagement(title="Signer", who="la maire"))])
    if deleted:
        DiagnosticStore(engine).delete(mine)
    else:
        store.end(opened.id, mine)
    assert decisions.of(of_crossing(opened.id)) == ()
    for number in (other,) if deleted else (mine, other):
        assert [decision.title for decision in decisions.of(of_diagnostic(number))] == ["Signer"]


def test_a_name_goes_with_its_diagnostic_from_what_is_left_of_a_closed_crossing(
    engine: Engine, store: CrossingStore
) -> None:
    mine, other = add(engine, "a"), add(engine, "b")
    closed = crossed(store, mine, other)
    store.end(closed.id, mine)
    DiagnosticStore(engine).delete(other)
    (left,) = store.of(mine)
    assert dict(left.names) == {Party.INVITER: "La commune", Party.INVITED: ""}


def test_whoever_answers_after_another_finds_neither_its_name_nor_its_refusal(
    engine: Engine, store: CrossingStore
) -> None:
    mine, first, second = (add(engine, name) for name in "abc")
    made = invited(store, mine, shares=None)
    for taking, left in ((first, second), (second, first), (first, second)):
        found = store.accept(key_digest("lien"), taking)
        assert found
        assert (found.id, found.names[Party.INVITED], found.declined_by) == (made.id, "", None)
        assert store.consent(made.id, taking, Shares.LEVELS, "Le nom de qui répond", shown)
        assert store.decline(made.id, taking)
        assert [crossing.replaced for crossing in store.of(taking)] == [False]
        assert all(crossing.replaced for crossing in store.of(left))
    DiagnosticStore(engine).delete(first)
    freed = store.find(key_digest("lien"))
    assert freed
    assert (freed.diagnostics[Party.INVITED], dict(freed.names)[Party.INVITED]) == (None, "")
    assert [crossing.replaced for crossing in store.of(second)] == [True]


def test_a_name_stays_on_what_was_withdrawn_for_who_was_answering_and_for_nobody_else(
    engine: Engine, store: CrossingStore
) -> None:
    mine, other = add(engine, "a"), add(engine, "b")
    answered, ignored = invited(store, mine, name="lien"), invited(store, mine, name="autre")
    store.accept(key_digest("lien"), other)
    for made, name in ((answered, "La commune"), (ignored, "")):
        assert store.withdraw(made.id, mine)
        found = store.get(made.id, mine)
        assert found
        assert found.names[Party.INVITER] == name


def test_both_closing_at_once_close_it(engine: Engine, store: CrossingStore) -> None:
    mine, other = add(engine, "a"), add(engine, "b")
    opened, second = crossed(store, mine, other), CrossingStore(engine)
    assert at_once(lambda: store.end(opened.id, mine), lambda: second.end(opened.id, other)) == [True, True]
    assert count(engine, frozen_sheets) == 0


def test_what_is_left_of_a_closed_crossing_goes_in_time(engine: Engine, store: CrossingStore) -> None:
    mine, other = add(engine, "a"), add(engine, "b")
    opened = crossed(store, mine, other)
    store.end(opened.id, mine)
    assert store.purge() == 0
    date_back(engine, closed_at=now() - PERIOD)
    assert store.purge() == 1
    assert store.get(opened.id, mine) is None


def test_an_open_crossing_lasts_as_long_as_its_diagnostics(engine: Engine, store: CrossingStore) -> None:
    mine, other = add(engine, "a"), add(engine, "b")
    opened = crossed(store, mine, other)
    date_back(engine, expires_at=now() - PERIOD, opened_at=now() - 10 * PERIOD)
    assert store.purge() == 0
    assert store.get(opened.id, other)


@pytest.mark.parametrize("deleted", ["a", "b"])
@pytest.mark.parametrize("unused", [True, False])
def test_a_deletion_closes_the_crossing_and_leaves_the_other_its_own(
    engine: Engine, store: CrossingStore, deleted: str, unused: bool
) -> None:
    numbers = {name: add(engine, name) for name in "ab"}
    kept = "b" if deleted == "a" else "a"
    opened, diagnostics = crossed(store, numbers["a"], numbers["b"]), DiagnosticStore(engine)
    if unused:
        diagnostics.use(numbers[kept])
        with engine.connect().execution_options(writes=True) as connection, connection.begin():
            old = now() - datetime.timedelta(days=900)
            table = crossings.metadata.tables["diagnostic"]
            connection.execute(update(table).filter_by(id=numbers[deleted]).values(updated_at=old))
        assert diagnostics.purge(now() - datetime.timedelta(days=800)) == 1
    else:
        diagnostics.delete(numbers[deleted])
    assert count(engine, frozen_sheets) == 0
    found = store.get(opened.id, numbers[kept])
    assert found
    assert found.closed
    assert list(filter(None, found.names.values())) == ["La commune" if kept == "a" else "Le Moulin"]
    assert diagnostics.find(key_digest(kept))
    assert store.propose_again(opened.id, numbers[kept], Shares.LEVELS) is None
    diagnostics.delete(numbers[kept])
    assert store.purge() == 1


def test_an_invitation_goes_with_who_invites_and_is_free_again_without_who_answered(
    engine: Engine, store: CrossingStore
) -> None:
    mine, first, second = (add(engine, name) for name in "abc")
    made, diagnostics = invited(store, mine, shares=None), DiagnosticStore(engine)
    store.accept(key_digest("lien"), first)
    store.consent(made.id, first, Shares.NOTES, "", shown)
    diagnostics.delete(first)
    found = store.accept(key_digest("lien"), second)
    assert found
    assert found.shares[Party.INVITED] is None
    diagnostics.delete(mine)
    assert store.find(key_digest("lien")) is None
    assert count(engine, crossings) == 0


def test_a_deletion_and_a_consent_at_once_leave_nothing_of_the_deleted(
    engine: Engine, store: CrossingStore
) -> None:
    for turn in range(4):
        mine, other = add(engine, f"a{turn}"), add(engine, f"b{turn}")
        made = invited(store, mine, name=f"lien-{turn}")
        assert made.invitation_digest
        store.accept(made.invitation_digest, other)
        at_once(
            partial(store.consent, made.id, other, Shares.NOTES, "", shown),
            partial(DiagnosticStore(engine).delete, mine),
        )
        assert store.sheets(made.id) == {}
        assert count(engine, frozen_sheets) == 0
        assert all(not crossing.open for crossing in store.of(other))


def test_crossing_again_makes_a_newer_pair_once_both_agree(engine: Engine, store: CrossingStore) -> None:
    mine, other = add(engine, "a"), add(engine, "b")
    opened, second = crossed(store, mine, other), CrossingStore(engine)
    offered = at_once(
        lambda: store.propose_again(opened.id, other, Shares.LEVELS),
        lambda: second.propose_again(opened.id, mine, Shares.LEVELS),
    )
    assert offered[0] == offered[1]
    offer = store.of(mine)[0]
    assert len(store.of(mine)) == 2
    assert not offer.open
    assert offer.diagnostics == opened.diagnostics  # whoever offers it, each party keeps its side and its sign
    assert offer.names == opened.names
    DiagnosticStore(engine).save_answers(mine, {"un": SentAnswer(Answer.at(0), None)})
    for number in (mine, other):
        store.consent(offer.id, number, Shares.LEVELS, "", shown)
    levels = [
        {sheet.sheet.answers["un"].level for sheet in store.sheets(crossing.id).values()}
        for crossing in store.of(mine)
    ]
    assert levels == [{0, 2}, {2}]
    assert store.propose_again(offer.id, add(engine, "c"), Shares.LEVELS) is None


def test_two_parties_that_cross_twice_count_once_each(engine: Engine, store: CrossingStore) -> None:
    mine, other = add(engine, "a"), add(engine, "b")
    opened = crossed(store, mine, other)
    offer = store.propose_again(opened.id, mine, Shares.LEVELS)
    assert offer
    store.consent(offer.id, other, Shares.LEVELS, "", shown)
    diagnostics, later = DiagnosticStore(engine), now() + datetime.timedelta(days=900)
    for number in (mine, other):
        diagnostics.finish(number)
    counted = CohortStore(engine).settled("v1", later, 100)
    assert sorted(crossing.id for crossing in counted) == sorted([mine, other])


def test_a_copy_withdrawn_twice_withdraws_no_offer_of_anybody(engine: Engine, store: CrossingStore) -> None:
    mine, other, stranger = add(engine, "a"), add(engine, "b"), add(engine, "c")
    opened = crossed(store, mine, other)
    assert store.end(opened.id, mine)
    offer = store.propose_again(opened.id, mine, Shares.LEVELS)
    assert offer
    copies = CopyStore(engine)
    copy = copies.create(NewCopy(key_digest("copie"), "n", stranger, "v1", Recipient.OTHER_PARTY, frozenset(), {}))
    assert copy
    assert [copies.withdraw(stranger, copy.id) for _ in range(2)] == [True, False]
    assert store.get(offer.id, mine) == offer


def test_an_offer_to_cross_again_goes_with_either_diagnostic(engine: Engine, store: CrossingStore) -> None:
    mine, other = add(engine, "a"), add(engine, "b")
    opened = crossed(store, mine, other)
    assert store.propose_again(opened.id, mine, Shares.LEVELS)
    DiagnosticStore(engine).delete(other)
    assert [crossing.id for crossing in store.of(mine)] == [opened.id]


def test_a_third_person_reads_the_agenda_while_both_allow_it(engine: Engine, store: CrossingStore) -> None:
    mine, other, stranger = (add(engine, name) for name in "abc")
    opened, digest = crossed(store, mine, other), key_digest("agenda")
    assert store.allow_agenda(opened.id, other, "nonce", digest)
    assert store.allow_agenda(opened.id, mine, "essai", key_digest("essai"))
    for number in (other, mine):
        assert store.forbid_agenda(opened.id, number)
    assert store.find_agenda(key_digest("essai")) is None
    one = store.allow_agenda(opened.id, mine, "nonce", digest)
    assert one
    assert one.agenda_digest is None
    assert store.find_agenda(digest) is None
    assert store.allow_agenda(opened.id, stranger, "nonce", digest) is None
    both = store.allow_agenda(opened.id, other, "nonce", digest)
    assert both
    assert store.find_agenda(digest) == both
    for number in (mine, other):
        withdrawn = store.forbid_agenda(opened.id, number)
        assert withdrawn
        assert withdrawn.agenda_allowed == frozenset()
        for again in (number, mine if number == other else other):  # neither opens it again alone
            assert store.find_agenda(digest) is None
            assert store.allow_agenda(opened.id, again, "nonce", digest)
    assert store.forbid_agenda(opened.id, stranger) is None
    assert store.find_agenda(digest)
    store.end(opened.id, mine)
    assert store.find_agenda(digest) is None


def test_where_and_when_are_kept_by_either_party(engine: Engine, store: CrossingStore) -> None:
    mine, other = add(engine, "a"), add(engine, "b")
    opened = crossed(store, mine, other)
    store.keep_meeting(opened.id, mine, lambda stored: {**stored, "place": "mairie", "day": "le 3 mars"})
    kept = store.keep_meeting(opened.id, other, lambda stored: {**stored, "day": ""})
    assert kept
    assert dict(kept.meeting) == {"place": "mairie"}


def test_withdrawing_a_copy_withdraws_what_it_invites_to(engine: Engine, store: CrossingStore) -> None:
    mine, other, copies = add(engine, "a"), add(engine, "b"), CopyStore(engine)
    copy = copies.create(
        NewCopy(key_digest("lien"), "n", mine, "v1", Recipient.OTHER_PARTY, frozenset(), {"format": 1})
    )
    assert copy
    made = invited(store, mine, shares=None, expires_at=copy.expires_at)
    assert made.expires_at == copy.expires_at
    store.accept(key_digest("lien"), other)
    assert copies.withdraw(mine, copy.id)
    assert store.consent(made.id, other, Shares.LEVELS, "", shown) is None
    assert store.accept(key_digest("lien"), other) is None


@pytest.mark.sqlite
def test_what_was_frozen_leaves_the_files_when_it_is_closed(engine: Engine, store: CrossingStore) -> None:
    opened = crossed(store, add(engine, "a"), add(engine, "b"), shares=Shares.NOTES)
    file = Path(str(engine.url.database))
    files = [file, file.with_name(f"{file.name}-wal")]
    with engine.connect().execution_options(writes=True) as connection, connection.begin():
        connection.execute(crossings.metadata.tables["answer"].delete())  # only what was frozen is left
    DiagnosticStore(engine)._erased()
    assert any(NOTE.encode() in file.read_bytes() for file in files)
    store.end(opened.id, next(number for number in opened.diagnostics.values() if number))
    assert not any(NOTE.encode() in file.read_bytes() for file in files)
