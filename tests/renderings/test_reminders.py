"""The reminders: one event a dated engagement to do, the same at each import, and nothing that opens the answers."""

from __future__ import annotations

import datetime
from dataclasses import replace
from typing import Any

from icalendar import Calendar

from questionnaire.accounts.keys import key_digest, new_nonce, read_key
from questionnaire.assessment.engagement import Engagement, EngagementState
from questionnaire.assessment.report import make_report
from questionnaire.renderings.reminders import render_reminders
from tests.support.building import build, sheet

KEY = "k" * 24
NOON = datetime.datetime(2026, 12, 1, 12, tzinfo=datetime.UTC)
JANUARY = datetime.date(2027, 1, 15)
LONG = "Écrire à la mairie, proposer trois dates, puis une quatrième à l’été… " * 3


def file_of(*engagements: Engagement, key: str = KEY) -> bytes:
    cards = [{"id": name, "niveaux": [0], "titre": f"Titre de {name}", "premier_pas": LONG} for name in "xyz"]
    criteria = build({"format": 2, "axes": {"un": {"criteres": {"a": {"conseils": cards}}}}})
    return render_reminders(make_report(criteria, sheet({"a": 0}, stade="idee"), engagements), key, NOON)


def events(content: bytes) -> list[Any]:
    return list(Calendar.from_ical(content).walk("VEVENT"))


def test_each_dated_step_to_do_is_a_whole_day_with_its_words_and_no_other_is_there() -> None:
    dropped = Engagement("z", due=JANUARY, state=EngagementState.DROPPED)
    [event] = events(file_of(Engagement("y"), Engagement("x", who="l’adjointe, le café", due=JANUARY), dropped))
    assert event["summary"] == "Titre de x"
    assert event["description"].split("\n\n") == [LONG.strip(), "Qui\N{NO-BREAK SPACE}: l’adjointe, le café"]
    assert (event["dtstart"].dt, event["dtend"].dt) == (JANUARY, datetime.date(2027, 1, 16))
    assert events(file_of(Engagement("x", due=JANUARY)))[0]["description"] == LONG.strip()


def test_one_of_your_own_is_named_by_its_title_and_found_by_its_reference() -> None:
    own = Engagement(title="Se voir", due=JANUARY, reference="abc")
    [event] = events(file_of(own))
    [again] = events(file_of(replace(own, title="Se revoir")))
    assert (event["summary"], again["summary"], event["description"]) == ("Se voir", "Se revoir", "")
    assert event["uid"] == again["uid"] != events(file_of(replace(own, reference="abd")))[0]["uid"]


def test_the_alarm_rings_in_the_morning_a_week_before() -> None:
    [alarm] = events(file_of(Engagement("x", due=JANUARY)))[0].walk("VALARM")
    rings = datetime.datetime(2027, 1, 15) + alarm["trigger"].dt  # noqa: DTZ001 - the time of whoever has the calendar
    assert str(rings) == "2027-01-08 09:00:00"
    assert alarm["action"] == "DISPLAY"
    assert "Titre de x" in alarm["description"]


def test_a_second_import_updates_and_that_of_another_diagnostic_adds() -> None:
    first = Engagement("x", due=JANUARY, revision=7)
    second = replace(first, due=datetime.date(2027, 2, 1), revision=8)
    [before], [after] = events(file_of(first)), events(file_of(second))
    assert before["uid"] == after["uid"]
    assert (before["sequence"], after["sequence"]) == (7, 8)
    assert before["uid"] not in {event["uid"] for event in events(file_of(first, key="j" * 24))}
    assert len({event["uid"] for event in events(file_of(first, Engagement("y", due=JANUARY)))}) == 2


def test_neither_a_key_nor_its_digest_nor_an_address_is_in_the_file() -> None:
    key = new_nonce()
    text = file_of(Engagement("x", who="la mairie", due=JANUARY), key=key).replace(b"\r\n ", b"").decode()
    for secret in (key, read_key(key), key_digest(key), key_digest(read_key(key))):
        assert secret[:12] not in text
    assert "://" not in text


def test_lines_are_short_and_end_as_calendars_want() -> None:
    lines = file_of(Engagement("x", who="la mairie", due=JANUARY)).split(b"\r\n")
    assert max(map(len, lines)) <= 75
    assert b"\n" not in b"".join(lines)
