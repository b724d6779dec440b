"""Administrators, one-time links and the journal, on both databases."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from typing import TypeVar

import pytest
from click.testing import CliRunner
from sqlalchemy import Engine, update

from questionnaire.accounts.journal import Event
from questionnaire.accounts.roles import Role
from questionnaire.cli.main import main
from questionnaire.storage import (
    AccountChange,
    AccountStore,
    JournalFilter,
    JournalStore,
    LinkState,
    LinkStore,
    make_engine,
    now,
)
from questionnaire.storage.journal import RETENTION as JOURNAL_RETENTION
from questionnaire.storage.one_time_links import RETENTION as LINK_RETENTION
from questionnaire.storage.people_tables import invitations, journal_entries
from tests.support.databases import new_database, ready_database

T = TypeVar("T")
HOUR = datetime.timedelta(hours=1)
ALL = JournalFilter()


@pytest.fixture
def accounts(engine: Engine) -> AccountStore:
    """Two administrators, Ana and Béa, and Paul, who reads."""
    store = AccountStore(engine)
    for name, role in (("Ana", Role.ADMINISTRATION), ("Béa", Role.ADMINISTRATION), ("Paul", Role.LECTURE)):
        assert store.add(name, "", role)
    return store


@pytest.fixture
def links(engine: Engine) -> LinkStore:
    return LinkStore(engine)


def number_of(accounts: AccountStore, name: str) -> int:
    found = accounts.find(name)
    assert found
    return found[0].id


def required(value: T | None) -> T:
    assert value is not None
    return value


def at_once(*works: Callable[[], AccountChange]) -> list[AccountChange]:
    ready = Barrier(len(works))

    def run(work: Callable[[], AccountChange]) -> AccountChange:
        ready.wait(10)
        return work()

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(run, works))


@pytest.mark.parametrize("removing", [True, False])
def test_of_two_administrators_who_put_each_other_out_in_the_same_second_one_stays(
    accounts: AccountStore, engine: Engine, removing: bool
) -> None:
    ana, bea, other = number_of(accounts, "Ana"), number_of(accounts, "Béa"), AccountStore(engine)

    def put_out(store: AccountStore, actor: int, number: int) -> AccountChange:
        return store.remove_by(actor, number) if removing else store.set_role_by(actor, number, Role.LECTURE)

    made = at_once(lambda: put_out(accounts, ana, bea), lambda: put_out(other, bea, ana))
    assert sorted(outcome.name for outcome in made) == ["DENIED", "DONE"]
    assert accounts.administrators() == 1


def test_the_last_administrator_is_neither_removed_nor_given_another_role(accounts: AccountStore) -> None:
    ana, bea, paul = (number_of(accounts, name) for name in ("Ana", "Béa", "Paul"))
    assert accounts.set_role_by(ana, bea, Role.ANIMATION) is AccountChange.DONE
    assert accounts.set_role_by(ana, ana, Role.LECTURE) is AccountChange.LAST_ADMINISTRATOR
    assert accounts.remove_by(ana, ana) is AccountChange.LAST_ADMINISTRATOR
    assert accounts.remove_by(bea, ana) is AccountChange.DENIED
    assert accounts.remove_by(ana, paul) is AccountChange.DONE
    assert accounts.remove_by(ana, paul) is AccountChange.GONE
    assert accounts.set_role_by(ana, ana, Role.ADMINISTRATION) is AccountChange.DONE
    assert accounts.get(paul) is None
    assert accounts.remove("Ana")  # an operator may
    assert accounts.administrators() == 0


def test_what_a_former_administrator_gave_opens_nothing(accounts: AccountStore, links: LinkStore) -> None:
    ana, bea, paul = (number_of(accounts, name) for name in ("Ana", "Béa", "Paul"))
    for author in ("Ana", "Béa"):
        links.invite(f"de {author}", Role.ADMINISTRATION, now() + HOUR, author=author)
    links.give_password_link(paul, "lien", now() + HOUR, "Béa")
    assert accounts.set_role_by(ana, bea, Role.ANIMATION) is AccountChange.DONE
    states = [required(links.invitation(f"de {author}")).state for author in ("Ana", "Béa")]
    assert states == [LinkState.WAITING, LinkState.WITHDRAWN]
    assert not links.choose_password("lien", "empreinte")
    assert not accounts.add("Intrus", "", Role.ADMINISTRATION, invitation="de Béa")


def test_invitations_stand_side_by_side_and_each_serves_once(accounts: AccountStore, links: LinkStore) -> None:
    for label in ("Zoé", "Yann"):
        links.invite(label, Role.LECTURE, now() + HOUR, label=label, author="Ana")
    links.invite("Zoé", Role.ANIMATION, now() + HOUR, label="autre")  # the form sent twice
    assert [(invitation.label, invitation.role) for invitation in links.invitations()] == [
        ("Yann", "lecture"),
        ("Zoé", "lecture"),
    ]
    assert accounts.add("Zoé", "", Role.LECTURE, invitation="Zoé")
    assert not accounts.add("Encore", "", Role.LECTURE, invitation="Zoé")
    used = links.invitation("Zoé")
    assert used
    assert (used.state, used.label) == (LinkState.USED, "")
    (waiting,) = links.invitations()
    assert links.withdraw(waiting.id) == waiting
    assert links.withdraw(waiting.id) is None
    assert not accounts.add("Yann", "", Role.LECTURE, invitation="Yann")


def test_a_link_to_a_new_password_ends_the_sessions_and_closes_the_one_before(
    accounts: AccountStore, links: LinkStore
) -> None:
    paul, today = number_of(accounts, "Paul"), now().date()
    accounts.open_session(paul, "session", now() - HOUR, today)
    assert required(accounts.get(paul)).signed_in_on == today
    links.give_password_link(paul, "un", now() + HOUR, "Ana")
    links.give_password_link(paul, "un", now() + HOUR, "Ana")  # the form sent twice
    assert accounts.session("session") is None
    links.give_password_link(paul, "deux", now() + HOUR, "Ana")
    assert not links.choose_password("un", "volé")
    accounts.open_session(paul, "session", now() - HOUR, today)
    assert links.choose_password("deux", "empreinte")
    assert not links.choose_password("deux", "volé")
    assert accounts.session("session") is None
    assert required(accounts.find("paul"))[1] == "empreinte"
    links.give_password_link(paul, "trois", now() + HOUR, "Ana")
    assert accounts.set_password("Paul", "changé par soi")
    assert required(links.password_link("trois")).state is LinkState.WITHDRAWN
    accounts.remove("Paul")
    assert links.password_link("trois") is None


def test_links_that_are_over_say_so_for_a_week(accounts: AccountStore, links: LinkStore, engine: Engine) -> None:
    links.invite("un", Role.LECTURE, now() - HOUR)
    assert required(links.invitation("un")).state is LinkState.EXPIRED
    links.sweep()
    assert [invitation.state for invitation in links.invitations()] == [LinkState.EXPIRED]
    with engine.connect().execution_options(writes=True) as connection, connection.begin():
        connection.execute(update(invitations).values(expires_at=now() - LINK_RETENTION - HOUR))
    links.sweep()
    assert links.invitation("un") is None


def test_the_journal_is_read_by_kind_by_person_and_by_page(engine: Engine) -> None:
    journal = JournalStore(engine)
    for number in range(3):
        journal.add(Event.DRAFT_CREATED, "Béa", {"numero": number, "titre": "Été"})
    journal.add(Event.SIGNED_IN, "ana", {"compte": "ana"})
    journal.add(Event.INVITED, "", {"origine": "commande"})
    assert journal.authors() == ["ana", "Béa"]
    drafts = JournalFilter({Event.DRAFT_CREATED}, "Béa")
    assert (journal.count(ALL), journal.count(drafts), journal.count(JournalFilter(author="ana"))) == (5, 3, 1)
    assert [entry.details["numero"] for entry in journal.entries(drafts, 2, 1)] == [1, 0]
    assert journal.entries(ALL)[0].event is Event.INVITED


def test_refusals_of_one_sort_that_follow_each_other_are_counted_in_one_entry(engine: Engine) -> None:
    journal = JournalStore(engine)
    for motif in ("limite", "limite", "mot-de-passe", "limite"):
        journal.add(Event.SIGN_IN_REFUSED, "Ana", {"motif": motif}, same_within=HOUR)
    assert sorted(entry.times for entry in journal.entries(ALL)) == [1, 3]
    with engine.connect().execution_options(writes=True) as connection, connection.begin():
        connection.execute(update(journal_entries).values(happened_at=now() - 2 * HOUR))
    journal.add(Event.SIGN_IN_REFUSED, "Ana", {"motif": "limite"}, same_within=HOUR)
    assert journal.count(ALL) == 3


def test_the_journal_keeps_twelve_months(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUESTIONNAIRE_INSTANCE", str(tmp_path))
    monkeypatch.setenv("QUESTIONNAIRE_DATABASE_URL", ready_database(tmp_path))
    engine = make_engine(new_database(tmp_path))
    journal = JournalStore(engine)
    journal.add(Event.SIGNED_IN, "Ana", {})
    with engine.connect().execution_options(writes=True) as connection, connection.begin():
        connection.execute(update(journal_entries).values(happened_at=now() - JOURNAL_RETENTION - HOUR))
    journal.add(Event.SIGNED_OUT, "Ana", {})
    assert CliRunner().invoke(main, ["purge"]).exit_code == 0
    assert [entry.event for entry in journal.entries(ALL)] == [Event.SIGNED_OUT]
    engine.dispose()
