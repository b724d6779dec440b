"""Engagements are added, revised and deleted with what each form had shown: two people never overwrite each other."""

from __future__ import annotations

import datetime
import threading
from dataclasses import replace

import pytest
from sqlalchemy import Engine, insert, update

from questionnaire.accounts.keys import new_nonce
from questionnaire.assessment.engagement import Engagement, EngagementState
from questionnaire.assessment.engagement_merge import FIELDS, SeenEngagement
from questionnaire.assessment.merge import Conflict
from questionnaire.storage import DiagnosticStore, EngagementStore, now
from questionnaire.storage.engagements import (
    MOST,
    Outcome,
    Owner,
    SavedEngagement,
    SentEngagement,
    hand_over,
    of_crossing,
    of_diagnostic,
)
from questionnaire.storage.tables import crossings
from tests.storage.test_copies import add

DAY = datetime.date(2027, 1, 15)
MEET = Engagement(title="Se voir", who="l’adjointe", due=DAY, note="à la mairie")


def crossing(engine: Engine) -> int:
    """Store an open crossing of two diagnostics; return its number."""
    row = {
        "invitation_nonce": new_nonce(),
        "inviter_id": add(engine, "a"),
        "invited_id": add(engine, "b"),
        "path": "complet",
        "names": {},
        "inviter_shares": "niveaux",
        "created_at": now(),
        "expires_at": now(),
        "opened_at": now(),
        "meeting": {},
        "agenda_allowed": [],
    }
    with engine.connect().execution_options(writes=True) as connection, connection.begin():
        made = connection.execute(insert(crossings).values(row)).inserted_primary_key
    assert made
    number: int = made[0]
    return number


@pytest.fixture(params=["diagnostic", "crossing"])
def owner(request: pytest.FixtureRequest, engine: Engine) -> Owner:
    """The two kinds of owner of engagements: a diagnostic, a crossing."""
    return of_diagnostic(add(engine)) if request.param == "diagnostic" else of_crossing(crossing(engine))


@pytest.fixture
def store(engine: Engine) -> EngagementStore:
    return EngagementStore(engine)


def save(store: EngagementStore, owner: Owner, *sent: SentEngagement) -> list[SavedEngagement]:
    saved = store.save(owner, sent)
    assert saved is not None
    return list(saved)


def kept(store: EngagementStore, owner: Owner) -> Engagement:
    """Store one engagement, and return it."""
    return save(store, owner, SentEngagement(MEET))[0].engagement


def sent(seen: Engagement, **changes: object) -> SentEngagement:
    """Return what a form that shows `seen` sends, once changed."""
    return SentEngagement(replace(seen, **changes), SeenEngagement.of(seen))  # type: ignore[arg-type]


def test_what_is_added_is_given_back_in_order(store: EngagementStore, owner: Owner) -> None:
    first, second = save(store, owner, SentEngagement(MEET), SentEngagement(Engagement(card="x", criterion="a")))
    assert (first.outcome, second.outcome) == (Outcome.ADDED, Outcome.ADDED)
    assert store.of(owner) == (first.engagement, second.engagement)
    assert replace(first.engagement, reference="", revision=0, changed_on=None) == MEET
    assert first.engagement.changed_on == now().date()
    assert first.engagement.reference != second.engagement.reference


def test_a_change_grows_the_revision_and_no_change_does_not(store: EngagementStore, owner: Owner) -> None:
    before = kept(store, owner)
    [same] = save(store, owner, sent(before))
    assert (same.outcome, same.engagement) == (Outcome.UNCHANGED, before)
    [done] = save(store, owner, sent(before, state=EngagementState.DONE))
    assert done.outcome is Outcome.REVISED
    assert done.engagement.revision == before.revision + 1
    assert store.of(owner) == (done.engagement,)


def test_two_people_who_change_two_fields_both_find_theirs(store: EngagementStore, owner: Owner) -> None:
    before = kept(store, owner)
    save(store, owner, sent(before, who="le collectif"))
    [second] = save(store, owner, sent(before, due=None))
    assert (second.engagement.who, second.engagement.due) == ("le collectif", None)
    assert second.conflicts == {"who": Conflict.KEPT}


def test_two_people_who_write_in_one_field_are_told_and_both_texts_are_kept(
    store: EngagementStore, owner: Owner
) -> None:
    before = kept(store, owner)
    save(store, owner, sent(before, who="le collectif"))
    [second] = save(store, owner, sent(before, who="la mairie"))
    assert store.of(owner)[0].who == "le collectif, la mairie"
    assert second.conflicts == {"who": Conflict.JOINED}
    assert second.before
    assert second.before.who == "le collectif"


def test_a_form_that_shows_some_fields_leaves_the_others(store: EngagementStore, owner: Owner) -> None:
    before = kept(store, owner)
    change = SentEngagement(
        Engagement(reference=before.reference, who="la mairie"), SeenEngagement.of(before), fields=("who",)
    )
    save(store, owner, change)
    assert store.of(owner)[0] == replace(before, who="la mairie", revision=before.revision + 1)


def test_a_new_one_sent_twice_is_one_and_goes_on_growing(store: EngagementStore, owner: Owner) -> None:
    typed = replace(MEET, reference=new_nonce())
    save(store, owner, SentEngagement(typed))
    again, more = save(
        store, owner, SentEngagement(typed), sent(typed, title="Se voir à la mairie"), SentEngagement(Engagement())
    )[:2]
    assert again.outcome is Outcome.UNCHANGED
    assert (
        [engagement.title for engagement in store.of(owner)] == [more.engagement.title] == ["Se voir à la mairie"]
    )


def test_a_card_taken_by_two_people_is_one_engagement(store: EngagementStore, owner: Owner) -> None:
    save(store, owner, SentEngagement(Engagement(card="x", who="l’adjointe")))
    [second] = save(store, owner, SentEngagement(Engagement(card="x", due=DAY)))
    assert [(engagement.card, engagement.who, engagement.due) for engagement in store.of(owner)] == [
        ("x", "l’adjointe", DAY)
    ]
    assert second.conflicts == {"who": Conflict.KEPT}


def test_one_is_deleted_unless_someone_else_changed_it_meanwhile(store: EngagementStore, owner: Owner) -> None:
    before = kept(store, owner)
    removal = SentEngagement(before, SeenEngagement.of(before), removed=True)
    [changed] = save(store, owner, sent(before, who="la mairie"))
    assert save(store, owner, removal)[0].outcome is Outcome.NOT_REMOVED
    seen_now = SentEngagement(before, SeenEngagement.of(changed.engagement), removed=True)
    assert save(store, owner, seen_now)[0].outcome is Outcome.REMOVED
    assert store.of(owner) == ()
    assert save(store, owner, removal)[0].outcome is Outcome.UNCHANGED


def test_one_that_is_emptied_of_every_word_is_deleted(store: EngagementStore, owner: Owner) -> None:
    before = kept(store, owner)
    [emptied] = save(store, owner, sent(before, title="", who="", due=None, note=""))
    assert emptied.outcome is Outcome.REMOVED
    assert store.of(owner) == ()


def test_what_one_changes_while_another_deletes_it_is_not_lost(store: EngagementStore, owner: Owner) -> None:
    before = kept(store, owner)
    save(store, owner, SentEngagement(before, SeenEngagement.of(before), removed=True))
    assert save(store, owner, sent(before))[0].outcome is Outcome.UNCHANGED
    [back] = save(store, owner, sent(before, note="le 12, à la salle des fêtes"))
    assert back.outcome is Outcome.PUT_BACK
    assert store.of(owner) == (back.engagement,)
    assert back.engagement.reference == before.reference
    assert back.engagement.revision >= before.revision


def test_a_form_that_shows_some_fields_does_not_put_back_what_another_deleted(
    store: EngagementStore, owner: Owner
) -> None:
    before = kept(store, owner)
    save(store, owner, SentEngagement(before, SeenEngagement.of(before), removed=True))
    shown = SentEngagement(
        replace(before, title="", note=""), SeenEngagement.of(before), fields=("who", "due", "state")
    )
    assert save(store, owner, shown)[0].outcome is Outcome.UNCHANGED
    assert store.of(owner) == ()


def test_one_owner_neither_sees_nor_changes_those_of_another(engine: Engine, store: EngagementStore) -> None:
    mine, theirs = of_diagnostic(add(engine, "a")), of_diagnostic(add(engine, "b"))
    before = kept(store, mine)
    save(store, theirs, sent(before, title="Tout effacer"), SentEngagement(before, removed=True))
    assert store.of(mine) == (before,)


def test_there_are_no_more_than_so_many(store: EngagementStore, owner: Owner) -> None:
    many = [SentEngagement(replace(MEET, title=f"Numéro {number}")) for number in range(MOST + 1)]
    assert save(store, owner, *many)[-1].outcome is Outcome.FULL
    assert len(store.of(owner)) == MOST


def test_nothing_is_kept_for_an_owner_that_is_gone(engine: Engine, store: EngagementStore) -> None:
    assert store.save(of_diagnostic(999_999), [SentEngagement(MEET)]) is None
    number = crossing(engine)
    with engine.connect().execution_options(writes=True) as connection, connection.begin():
        connection.execute(update(crossings).values(closed_at=now()))
    assert store.save(of_crossing(number), [SentEngagement(MEET)]) is None


def test_they_go_with_their_diagnostic(engine: Engine, store: EngagementStore) -> None:
    owner = of_diagnostic(add(engine))
    kept(store, owner)
    DiagnosticStore(engine).delete(owner.number)
    assert store.of(owner) == ()


def test_the_decisions_of_a_crossing_become_those_of_both_parties(engine: Engine, store: EngagementStore) -> None:
    number = crossing(engine)
    decided = kept(store, of_crossing(number))
    mine, theirs = (of_diagnostic(party) for party in (1, 2))
    kept(store, theirs)
    with engine.connect().execution_options(writes=True) as connection, connection.begin():
        hand_over(connection, number, (1, 2))
    assert store.of(of_crossing(number)) == ()
    assert [engagement.title for engagement in store.of(mine)] == [decided.title]
    assert [engagement.title for engagement in store.of(theirs)] == [MEET.title, decided.title]
    copies = [store.of(owner)[-1] for owner in (mine, theirs)]
    assert {engagement.reference for engagement in copies} == {
        decided.reference
    }  # the event of a calendar is the same


def test_two_people_who_save_at_the_same_second_both_find_theirs(store: EngagementStore, owner: Owner) -> None:
    before = kept(store, owner)
    together = threading.Barrier(len(FIELDS))
    changes: list[dict[str, object]] = [
        {"title": "Se revoir"},
        {"who": "la mairie"},
        {"due": None},
        {"state": EngagementState.UNDER_WAY},
        {"reason": "trop tôt"},
        {"note": "à midi"},
    ]

    def save_change(change: dict[str, object]) -> None:
        together.wait(20)
        save(store, owner, sent(before, **change))

    threads = [threading.Thread(target=save_change, args=(change,)) for change in changes]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    [after] = store.of(owner)
    assert {field: getattr(after, field) for change in changes for field in change} == {
        field: value for change in changes for field, value in change.items()
    }
    assert after.revision == before.revision + len(changes)
