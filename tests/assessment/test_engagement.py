"""An engagement: open or not, late or not, and merged field by field."""

from __future__ import annotations

import datetime
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from questionnaire.assessment import engagement_wording as wording
from questionnaire.assessment.engagement import REASON_MAX, Engagement, EngagementState, any_done, of_card
from questionnaire.assessment.engagement_merge import FIELDS, SEPARATORS, SeenEngagement, merge_engagement
from questionnaire.assessment.engagement_values import READ_MAX, read_engagements, write_engagements
from questionnaire.assessment.merge import Conflict
from questionnaire.assessment.report import Report, make_report
from questionnaire.assessment.shown_engagements import dated_engagements, in_order_of_date, shown_engagements
from questionnaire.texts import MAX_LINES, clean_text
from questionnaire.typography import NBSP
from tests.support.building import build, sheet

DAY = datetime.date(2027, 1, 15)
NEXT = DAY + datetime.timedelta(days=1)
MEET = Engagement(title="Se voir", who="la mairie", due=DAY, reason="", note="à midi", reference="r", revision=3)

words = st.sampled_from(["", "a", "b", "é"])
drawn = st.builds(
    Engagement,
    title=words,
    who=words,
    due=st.sampled_from([None, DAY, NEXT]),
    state=st.sampled_from(EngagementState),
    reason=words,
    note=words,
)


@pytest.mark.parametrize("state", EngagementState)
def test_one_is_late_from_the_day_after_while_it_is_open(state: EngagementState) -> None:
    one = replace(MEET, state=state)
    is_open = state in (EngagementState.TO_DO, EngagementState.UNDER_WAY)
    assert one.is_open is is_open
    assert one.is_late(NEXT) is one.is_dated is is_open
    assert not one.is_late(DAY)
    assert not replace(one, due=None).is_late(NEXT)
    assert not replace(one, due=None).is_dated


def test_one_of_which_nothing_is_said_is_blank() -> None:
    assert Engagement(criterion="a", state=EngagementState.DONE).is_blank
    for said in ({"card": "x"}, {"title": "x"}, {"who": "x"}, {"due": DAY}, {"reason": "x"}, {"note": "x"}):
        assert not Engagement(**said).is_blank


def test_that_of_a_card_is_found() -> None:
    assert of_card((MEET, Engagement(card="x")), "x") == Engagement(card="x")
    assert of_card((MEET,), "x") is None


def test_what_a_form_had_shown_is_read_back_and_nothing_else_is() -> None:
    seen = SeenEngagement.of(MEET)
    assert SeenEngagement.parse(str(seen)) == seen
    assert SeenEngagement.parse("abc") is None
    assert seen.showed("due", DAY)
    assert not seen.showed("due", None)


def test_without_what_the_form_had_shown_what_is_empty_overwrites_nothing() -> None:
    merged = merge_engagement(None, Engagement(who="le café"), MEET)
    assert merged.engagement == replace(MEET, who="la mairie, le café")
    assert merged.conflicts == {
        "title": Conflict.KEPT,
        "who": Conflict.JOINED,
        "due": Conflict.KEPT,
        "note": Conflict.KEPT,
    }


def test_a_field_that_a_form_does_not_show_stays() -> None:
    merged = merge_engagement(SeenEngagement.of(MEET), Engagement(who="le café"), MEET, ("who",))
    assert merged.engagement == replace(MEET, who="le café")


@given(drawn, drawn, drawn)
def test_each_field_is_that_of_whoever_changed_it(shown: Engagement, sent: Engagement, stored: Engagement) -> None:
    merged = merge_engagement(SeenEngagement.of(shown), sent, stored)
    for field in FIELDS:
        base, ours, theirs, kept = (getattr(one, field) for one in (shown, sent, stored, merged.engagement))
        conflict = merged.conflicts.get(field)
        if base in (ours, theirs) or ours == theirs:
            assert kept == (theirs if ours == base else ours)
            assert conflict == (Conflict.KEPT if ours == base != theirs else None)
        elif field in SEPARATORS:
            both = [text for text in (theirs, ours) if text]
            assert (kept, conflict) == (SEPARATORS[field].join(both), Conflict.JOINED if ours else Conflict.KEPT)
        else:
            assert (kept, conflict) == (ours, Conflict.REPLACED)


# ── as plain values ──

line = st.text(max_size=12).map(lambda text: " ".join(clean_text(text).split("\n")))
written = st.builds(
    Engagement,
    card=st.sampled_from(["", "a-card"]),
    criterion=st.sampled_from(["", "a"]),
    title=line,
    who=line,
    due=st.none() | st.dates(),
    state=st.sampled_from(EngagementState),
    reason=line,
    note=st.text(max_size=12).map(clean_text),
    changed_on=st.none() | st.dates(),
)


@given(st.lists(written, max_size=8, unique_by=lambda one: one.card or id(one)))
def test_engagements_written_are_read_back_the_same(engagements: list[Engagement]) -> None:
    assert list(read_engagements(write_engagements(engagements))) == [
        one for one in engagements if not one.is_blank
    ]


def test_a_file_says_the_plan_of_before_too_with_what_comes_from_cards_alone() -> None:
    free = Engagement(title="Se voir")
    cards = [
        Engagement("x", state=EngagementState.UNDER_WAY, changed_on=DAY, note="n"),
        Engagement("y", who="la mairie", due=DAY, state=EngagementState.DROPPED, changed_on=NEXT),
        *(Engagement(f"z{number}") for number in range(9)),
    ]
    values = write_engagements([free, *cards])
    assert len(values["engagements"]) == 12
    assert values["plan"]["garde_le"] == "2027-01-16"
    assert values["plan"]["pas"][:2] == [
        {"conseil": "x", "qui": "", "quand": None, "etat": "a_faire"},
        {"conseil": "y", "qui": "la mairie", "quand": "2027-01-15", "etat": "laisse"},
    ]
    assert len(values["plan"]["pas"]) == 6
    assert list(write_engagements([free])) == ["engagements"]
    assert write_engagements([]) == {}
    assert write_engagements([Engagement("x")])["plan"]["garde_le"] is None


def test_the_plan_of_an_earlier_file_is_read() -> None:
    plan = {"garde_le": "2027-01-15", "pas": [{"conseil": "x", "qui": "la mairie", "quand": None, "etat": "fait"}]}
    done = Engagement("x", who="la mairie", state=EngagementState.DONE, changed_on=DAY)
    assert read_engagements({"plan": plan}) == (done,)


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"plan": None},
        {"plan": "x"},
        {"plan": {"pas": "x"}},
        {"plan": {"pas": [3, {"conseil": 4}, {}]}},
        {"engagements": [3, None, [], {}, {"titre": ["x"]}]},
    ],
)
def test_what_is_no_engagement_is_left_out(data: dict[str, Any]) -> None:
    assert read_engagements(data) == ()


def test_what_is_strange_in_an_engagement_is_left_out() -> None:
    strange = {
        "titre": "a\nb",
        "qui": 3,
        "quand": "2026-02-30",
        "etat": ["fini"],
        "conseil": "c" * 61,
        "raison": "r" * 999,
    }
    twice = {"conseil": "x", "etat": "fini", "note": "\n".join("x" * 500), "garde_le": "hier"}
    first, second = read_engagements({"engagements": [strange, twice, twice]})
    assert (first.title, first.who, first.due, first.card, len(first.reason)) == ("a\nb", "", None, "", REASON_MAX)
    assert (second.card, second.state, second.changed_on) == ("x", EngagementState.TO_DO, None)
    assert second.note.count("\n") < MAX_LINES
    assert len(read_engagements({"engagements": [{"titre": "x"}] * 500})) == READ_MAX


# ── words, and as they are shown ──


def report_of(*engagements: Engagement) -> Report:
    cards = [{"id": "a-card", "niveaux": [0], "titre": "Commencer A", "premier_pas": "Un pas."}]
    tree = {"format": 2, "axes": {"un": {"criteres": {"a": {"conseils": cards}, "b": {}}}}}
    return make_report(build(tree), sheet({"a": 0}, stade="idee"), engagements)


def test_one_is_shown_with_the_words_of_its_card_else_its_own_else_those_of_its_criterion() -> None:
    shown = shown_engagements(
        report_of(
            Engagement("a-card", title="Ancien titre"),
            Engagement("partie", title="Un conseil d’avant"),
            Engagement(criterion="b", who="la mairie"),
            Engagement(criterion="parti", note="x"),
        )
    )
    assert [wording.title_words(one) for one in shown] == [
        "Commencer A",
        "Un conseil d’avant",
        "Critère b",
        "Sans intitulé",
    ]
    assert [one.first_step for one in shown] == ["Un pas.", "", "", ""]
    assert [one.criterion.id if one.criterion else "" for one in shown] == ["a", "", "b", ""]


def test_those_to_do_come_first_by_date_and_those_dropped_last() -> None:
    every = (
        Engagement(title="laissé", state=EngagementState.DROPPED),
        Engagement(title="fait", state=EngagementState.DONE),
        Engagement(title="sans date"),
        Engagement(title="ensuite", due=NEXT, state=EngagementState.UNDER_WAY),
        Engagement(title="d’abord", due=DAY),
    )
    report = report_of(*every)
    titles = [one.title for one in in_order_of_date(shown_engagements(report))]
    assert titles == ["d’abord", "ensuite", "sans date", "fait", "laissé"]
    assert [one.title for one in dated_engagements(report)] == ["ensuite", "d’abord"]
    assert any_done(every)
    assert not any_done(every[2:])


def test_an_engagement_is_told_in_a_line() -> None:
    kept = Engagement(who="l’adjointe", due=DAY)
    assert wording.commitment_words(kept).replace(NBSP, " ") == "l’adjointe, avant le 15 janvier 2027, à faire"
    assert wording.commitment_words(Engagement(state=EngagementState.DROPPED)) == "laissé"


def test_progress_counts_what_is_done_late_and_left_to_do() -> None:
    done, dropped = Engagement(state=EngagementState.DONE), Engagement(state=EngagementState.DROPPED)
    late, to_do = Engagement(due=DAY), Engagement(state=EngagementState.UNDER_WAY)

    def told(*engagements: Engagement) -> str:
        return wording.progress_words(engagements, NEXT).replace(NBSP, " ")

    assert told() == ""
    assert told(done, done, late, dropped) == "2 faits, 1 en retard"
    assert told(done, to_do, to_do, to_do) == "1 fait, 3 à faire"
    assert (told(dropped), told(dropped, dropped)) == ("1 laissé", "2 laissés")


def test_more_than_six_to_do_are_advised_against() -> None:
    six = [Engagement(title=str(number)) for number in range(6)]
    assert wording.enough_words([*six, Engagement(state=EngagementState.DONE)]) == ""
    assert wording.enough_words([*six, Engagement()]).startswith("Six suffisent")
    assert "sept à faire" in wording.enough_words([*six, Engagement()])


def test_one_that_is_done_asks_whether_its_answer_changed() -> None:
    [shown] = shown_engagements(report_of(Engagement("a-card", state=EngagementState.DONE)))
    assert shown.criterion
    asked = wording.changed_words(shown.engagement, shown.criterion)
    assert asked.replace(NBSP, " ") == "Votre réponse à « Critère a » a-t-elle changé ?"
    assert wording.changed_words(Engagement("a-card"), shown.criterion) == ""


def test_conflicts_are_told_with_the_names_of_the_fields() -> None:
    told = wording.conflict_words(
        "Se voir", {"who": Conflict.KEPT, "due": Conflict.REPLACED, "note": Conflict.KEPT}
    )
    assert told.replace(NBSP, " ") == (
        "« Se voir » : le changement d’une autre personne est gardé (qui, note), "
        "et votre changement remplace celui d’une autre personne (quand)."
    )
    assert wording.conflict_words("Se voir", {}) == ""
    both = {"title": Conflict.JOINED, "due": Conflict.REPLACED}
    told = wording.conflict_words("Se voir\nÉcrire", both, {"title": "Ce que nous décidons", "due": "Quand"}, MEET)
    assert told.replace(NBSP, " ") == (
        "« Se voir Écrire » : une autre personne y écrit aussi, les deux textes sont gardés (ce que nous "
        "décidons), et votre changement remplace celui d’une autre personne (quand : 15 janvier 2027)."
    )


def test_the_event_of_one_says_how_to_begin_and_who_does_it() -> None:
    first, second = shown_engagements(
        report_of(Engagement("a-card", who="la mairie"), Engagement(title="Se voir"))
    )
    assert wording.event_words(first).replace(NBSP, " ") == "Un pas.\n\nQui : la mairie"
    assert wording.event_words(second) == ""
