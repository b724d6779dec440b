"""A text is cut into parts: an axis, a criterion, a list; none of its lines is left out."""

from __future__ import annotations

from questionnaire.criteria.text_parts import HEAD, MAX_LINES, text_parts
from questionnaire.criteria.yaml_source import read_source
from tests.support.shipped import OURS


def test_the_parts_of_the_shipped_text_are_all_of_it_each_by_its_name() -> None:
    parts = text_parts(read_source(OURS), OURS)
    assert [line for part in parts for line in part.lines] == OURS.splitlines()
    assert max(len(part.lines) for part in parts) == MAX_LINES
    titles = [part.title for part in parts]
    assert titles[0] == HEAD
    assert {"Axe\N{NBSP}: Le projet de lieu", "Critère\N{NBSP}: Décider à plusieurs", "Situations"} <= set(titles)
    lines = OURS.splitlines()
    assert all(part.lines == tuple(lines[part.first - 1 :][: len(part.lines)]) for part in parts)


def test_a_text_that_cannot_be_read_is_cut_by_lines_and_comments_stay_with_what_they_touch() -> None:
    assert [part.first for part in text_parts(None, "x\n" * (MAX_LINES + 1))] == [1, MAX_LINES + 1]
    assert [part.title for part in text_parts(None, "format: [")] == [HEAD]
    text = "# des axes\naxes: [{id: a, titre: A, criteres: []}]\n"
    assert [part.first for part in text_parts(read_source(text), text)] == [1]
    assert [part.lines for part in text_parts(None, "")] == [()]
