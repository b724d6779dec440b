"""Comparing two texts: exact when it is cheap, coarse otherwise, never wrong."""

from __future__ import annotations

import difflib
import random
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from questionnaire.web.facilitation.text_diff import WORK, common_lines
from questionnaire.web.facilitation.view_models import MAX_BLOCK, MAX_DIFFERENCES, differences
from tests.support.paths import ROOT

SHIPPED = (ROOT / "criteria.yaml").read_text()


class Line(str):
    """A line that counts how often any line is looked at."""

    __slots__ = ()
    looks = 0

    def __eq__(self, other: object) -> bool:
        Line.looks += 1
        return str.__eq__(self, other)

    def __hash__(self) -> int:
        Line.looks += 1
        return str.__hash__(self)


@given(
    st.lists(st.sampled_from("abcdef"), max_size=30),
    st.lists(st.sampled_from("abcdef"), max_size=30),
    st.sampled_from([0, 20, 200, WORK]),
)
def test_what_is_called_common_is_common_and_in_order(first: list[str], second: list[str], work: int) -> None:
    pairs = common_lines(first, second, work)
    assert all(first[line] == second[other] for line, other in pairs)
    assert [line for line, _ in pairs] == sorted({line for line, _ in pairs})
    assert [other for _, other in pairs] == sorted({other for _, other in pairs})


def numbered(count: int) -> list[str]:
    return [f"ligne {number}" for number in range(count)]


def shuffled(lines: Sequence[str]) -> list[str]:
    mixed = list(lines)
    random.Random(1).shuffle(mixed)  # noqa: S311 - the same disorder each time
    return mixed


HEAVY = {
    "20 000 lines in disorder": (numbered(20_000), shuffled(numbered(20_000))),
    "20 000 lines backwards": (numbered(20_000), numbered(20_000)[::-1]),
    "one line in two changed": (
        numbered(20_000),
        [line if number % 2 else f"{line} !" for number, line in enumerate(numbered(20_000))],
    ),
    "30 kB of the same line": (["a"] * 15_000, ["b", *["a"] * 14_000, "b"]),
    "30 kB of two lines": (["a", "b"] * 7_500, ["b", "a", "a"] * 5_000),
    "30 kB of blank and short lines": (shuffled(["", "x", "y"] * 5_000), shuffled(["", "y", "x", "x"] * 4_000)),
    "a megabyte of short lines": (["", "x"] * 200_000, ["x", "", ""] * 130_000),
    "each line twice": (shuffled(numbered(5_000) * 2), shuffled(numbered(5_000) * 2)[::-1]),
}


@pytest.mark.parametrize("name", HEAVY)
def test_the_work_of_a_comparison_is_bounded(name: str) -> None:
    first, second = ([Line(line) for line in lines] for lines in HEAVY[name])
    Line.looks = 0
    common_lines(first, second)
    assert Line.looks < 8 * WORK  # a line is looked at a few times for each unit of work


@pytest.mark.parametrize("name", HEAVY)
def test_a_comparison_too_costly_shows_both_texts(name: str) -> None:
    first, second = HEAVY[name]
    lines = differences("\n".join(first), "\n".join(second))
    assert {"+", "-"} <= {line.sign for line in lines}
    assert len(lines) <= MAX_DIFFERENCES


def test_a_block_replaced_by_another_shows_the_beginning_of_each() -> None:
    lines = differences("\n".join(f"a{n}" for n in range(1000)), "\n".join(f"b{n}" for n in range(1000)))
    assert [(line.sign, line.text) for line in lines] == [
        (" ", "…"),
        *(("-", f"a{n}") for n in range(MAX_BLOCK)),
        (" ", "…"),
        *(("+", f"b{n}") for n in range(MAX_BLOCK)),
        (" ", "…"),
    ]


@pytest.mark.parametrize("seed", range(5))
def test_changes_of_the_criteria_are_shown_as_difflib_does(seed: int) -> None:
    chance, lines = random.Random(seed), SHIPPED.splitlines()  # noqa: S311 - the same changes each time
    changed = list(lines)
    for number in range(6):
        at = chance.randrange(len(changed))
        changed[at : at + chance.randrange(3)] = [f"# changement {number}"]
    known = difflib.SequenceMatcher(None, lines, changed, autojunk=False)
    assert len(common_lines(lines, changed)) == sum(block.size for block in known.get_matching_blocks())


def test_a_change_is_shown_with_two_lines_around_it() -> None:
    first = numbered(20)
    second = [*first[:5], "--- nouvelle", *first[6:]]
    assert [(line.sign, line.text) for line in differences("\n".join(first), "\n".join(second))] == [
        (" ", "…"),
        (" ", "ligne 3"),
        (" ", "ligne 4"),
        ("-", "ligne 5"),
        ("+", "--- nouvelle"),
        (" ", "ligne 6"),
        (" ", "ligne 7"),
    ]
    assert differences("a\nb", "a\nb") == []
