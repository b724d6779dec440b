"""Merge of a text that two people edit at once: nothing that somebody wrote is lost."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from questionnaire.assessment.text_merge import merge_texts, part_digests


@pytest.mark.parametrize(
    ("shown", "sent", "stored", "merged"),
    [
        ("", "Se revoir", "Signer", "Signer/Se revoir"),
        ("Se", "Se revoir", "Signer/Se", "Signer/Se revoir"),  # still typing, one below the other
        ("Sig", "Signer", "Sig/Se revoir", "Signer/Se revoir"),
        ("Signer", "Signer en mars", "Signer le bail", "Signer le bail/Signer en mars"),
        ("a/b", "a/b2", "a2/b", "a2/b2"),  # each changed a line
        ("a/b", "a", "a/b/c", "a/c"),  # deleted, and something added
        ("a", "", "a2", "a2"),  # deleted, and changed by the other, who keeps it
        ("", "Signer", "Signer/Se revoir", "Signer/Se revoir"),  # the same line is written once
        ("a", "a/b", "c", "c/b"),
    ],
)
def test_both_texts_are_kept(shown: str, sent: str, stored: str, merged: str) -> None:
    assert merge_texts(part_digests(shown, "/"), sent, stored, "/") == merged


lines = st.lists(st.sampled_from(["a", "b", "c", "d"]), max_size=12).map("/".join)


@given(lines, lines, lines)
def test_no_line_is_lost_that_the_form_did_not_show(shown: str, sent: str, stored: str) -> None:
    merged = merge_texts(part_digests(shown, "/"), sent, stored, "/").split("/")
    assert set(stored.split("/")) - set(shown.split("/")) <= {*merged, ""}
    assert set(sent.split("/")) - set(shown.split("/")) <= {*merged, ""}
