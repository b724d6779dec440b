"""An engagement: open or not, late or not, and merged field by field."""

from __future__ import annotations

import datetime
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from questionnaire.assessment.engagement import Engagement, EngagementState, of_card
from questionnaire.assessment.engagement_merge import FIELDS, SeenEngagement, merge_engagement
from questionnaire.assessment.merge import Conflict

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
    assert one.is_late(NEXT) is is_open
    assert not one.is_late(DAY)
    assert not replace(one, due=None).is_late(NEXT)


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
    assert merged.engagement == replace(MEET, who="le café")
    assert merged.conflicts == {
        "title": Conflict.KEPT,
        "who": Conflict.REPLACED,
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
        assert kept == (theirs if ours == base else ours)
        told = {(True, False): Conflict.KEPT, (False, False): Conflict.REPLACED}
        expected = None if ours == theirs or theirs == base else told.get((ours == base, theirs == base))
        assert merged.conflicts.get(field) == expected
