"""Free text as people have it: pasted from a slide, typed on a Mac, made to harm."""

from __future__ import annotations

import datetime
import time
import unicodedata
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from questionnaire.answers import Answer, AnswerSheet
from questionnaire.assessment.report import make_report
from questionnaire.criteria.model import Criteria
from questionnaire.renderings.formats import FORMATS
from questionnaire.texts import MAX_LINES, MAX_MARKS, clean_text, has_too_many_lines


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  un mot \r\n", "un mot"),
        ("premier\x0bsecond", "premier\nsecond"),  # PowerPoint's line break
        ("premier\u2028second", "premier\nsecond"),
        ("e\u0301te\u0301", "été"),  # as a Mac types it
        ("\u200b\u200d\u2060", ""),  # zero-width signs alone are no name
        ("\u202egnitset", "gnitset"),  # an override of direction
        ("\u2067שלום\u2069", "\u2067שלום\u2069"),  # an isolate
        ("\u2067שלום", "שלום"),  # never closed: it would turn our own words round
        ("un\u2069 mot", "un mot"),
        ("\u2068a\n\u2066b\u2069\u2069", "a\n\u2066b\u2069"),
        ("a\n\n\n\n\n\n\nb", "a\n\n\nb"),
        ("a\x00b\x1fc\ufffe", "abc"),
        ("👩🏽‍🌾 🏳️‍🌈", "👩🏽‍🌾 🏳️‍🌈"),
        ("\tun\ttableau", "un\ttableau"),
        ("e" + "\u0301" * 999, "é" + "\u0301" * MAX_MARKS),
    ],
)
def test_a_text_is_kept_as_it_was_meant(typed: str, kept: str) -> None:
    assert clean_text(typed) == kept


@given(st.text(st.characters() | st.sampled_from("e\u0301\u0327\u202e\u2067\u2069\u200b\x0b\r\n \t")))
def test_a_clean_text_is_clean(text: str) -> None:
    once = clean_text(text)
    assert clean_text(once) == once
    assert unicodedata.is_normalized("NFC", once)
    assert "\n\n\n\n" not in once


def test_piles_of_marks_out_of_order_cost_no_more_than_their_length() -> None:
    begun = time.process_time()
    assert clean_text("e" + "\u0301\u0323" * 40_000) == clean_text("e" + "\u0301\u0323" * 15)
    assert time.process_time() - begun < 2


def test_lines_are_counted() -> None:
    assert not has_too_many_lines("a\n" * (MAX_LINES - 1))
    assert has_too_many_lines("a\n" * MAX_LINES)


@pytest.mark.parametrize("note", [("e" + "\u0301" * 999) * 10, "a\n" * (MAX_LINES - 1)])
@pytest.mark.parametrize("name", ["pdf", "ods"])
def test_the_costliest_notes_that_are_accepted_are_rendered(criteria: Criteria, note: str, name: str) -> None:
    sheet = criteria.profiles[0].sheet()
    answers = {one.id: Answer.at(1, clean_text(note)) for one in criteria.all_criteria()}
    report = make_report(criteria, replace(sheet, answers=answers))
    assert isinstance(sheet, AnswerSheet)
    assert FORMATS[name].render(report, datetime.date(2026, 11, 25))
