"""The lines that two texts have in common, found within a bounded number of comparisons.

difflib takes more than a minute for two texts of 20,000 lines. Here texts are cut at the lines that occur once in each
(patience diff), and difflib compares what lies between two cuts, until the budget is spent. What is left then counts
as replaced: the result is coarser, never wrong.
"""

from __future__ import annotations

import difflib
import itertools
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

WORK = 3_000_000  # the budget, in comparisons of lines: about a second


@dataclass(frozen=True, slots=True)
class Region:
    """Lines `start` to `end` (excluded) of the first text, and `other_start` to `other_end` of the second."""

    start: int
    end: int
    other_start: int
    other_end: int


def common_lines(first: Sequence[str], second: Sequence[str], work: int = WORK) -> list[tuple[int, int]]:
    """Return the pairs of indexes of equal lines, increasing in both texts; makes at most `work` comparisons."""
    pairs: list[tuple[int, int]] = []
    regions = [Region(0, len(first), 0, len(second))]
    while regions:
        region = _trim(first, second, regions.pop(), pairs)
        height, other_height = region.end - region.start, region.other_end - region.other_start
        work -= height + other_height
        if not height or not other_height or work < 0:
            continue
        if anchors := _anchors(first, second, region):
            pairs += anchors
            regions += _between(region, anchors)
        elif (cost := height * other_height * min(height, other_height)) <= work:  # the worst case of difflib
            work -= cost
            pairs += _all_common(first, second, region)
    return sorted(pairs)


def _trim(first: Sequence[str], second: Sequence[str], region: Region, pairs: list[tuple[int, int]]) -> Region:
    """Move the common first and last lines of a region to `pairs`; return the rest of the region."""
    start, end, other_start, other_end = region.start, region.end, region.other_start, region.other_end
    while start < end and other_start < other_end and first[start] == second[other_start]:
        pairs.append((start, other_start))
        start, other_start = start + 1, other_start + 1
    while start < end and other_start < other_end and first[end - 1] == second[other_end - 1]:
        end, other_end = end - 1, other_end - 1
        pairs.append((end, other_end))
    return Region(start, end, other_start, other_end)


def _anchors(first: Sequence[str], second: Sequence[str], region: Region) -> list[tuple[int, int]]:
    """Return the longest increasing sequence among the lines that occur once in each text of the region."""
    here = Counter(first[region.start : region.end])
    there = Counter(second[region.other_start : region.other_end])
    where = {
        line: number
        for number, line in enumerate(second[region.other_start : region.other_end], region.other_start)
        if there[line] == 1 and here[line] == 1
    }
    candidates = [
        (number, where[line])
        for number, line in enumerate(first[region.start : region.end], region.start)
        if line in where
    ]
    # patience sorting; for each length, the sequence that ends earliest in the second text:
    tails: list[int] = []  # its last line there
    ends: list[int] = []  # the candidate of that line
    before: list[int] = []  # for each candidate, the previous one of its sequence, or -1
    for index, (_, other) in enumerate(candidates):
        length = bisect_left(tails, other)
        before.append(ends[length - 1] if length else -1)
        tails[length : length + 1], ends[length : length + 1] = [other], [index]
    chosen, index = [], ends[-1] if ends else -1
    while index >= 0:
        chosen.append(candidates[index])
        index = before[index]
    return chosen[::-1]


def _between(region: Region, anchors: list[tuple[int, int]]) -> list[Region]:
    bounds = [(region.start - 1, region.other_start - 1), *anchors, (region.end, region.other_end)]
    return [
        Region(line + 1, next_line, other + 1, next_other)
        for (line, other), (next_line, next_other) in itertools.pairwise(bounds)
    ]


def _all_common(first: Sequence[str], second: Sequence[str], region: Region) -> list[tuple[int, int]]:
    matcher = difflib.SequenceMatcher(
        None,
        first[region.start : region.end],
        second[region.other_start : region.other_end],
        autojunk=False,
    )
    return [
        (region.start + block.a + offset, region.other_start + block.b + offset)
        for block in matcher.get_matching_blocks()
        for offset in range(block.size)
    ]
