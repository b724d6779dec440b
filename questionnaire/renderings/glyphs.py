"""Which characters the bundled fonts can draw, read in the fonts themselves (OpenType `cmap`, formats 4 and 12)."""

from __future__ import annotations

import struct
from functools import cache
from pathlib import Path

SUBSTITUTE = "□"
_KEPT = "\n\t"


def drawable(text: str, fonts: Path) -> str:
    """Return `text` with a visible square in place of each run of characters that no bundled font draws."""
    known = _known(fonts)
    kept: list[str] = []
    for character in text:
        if ord(character) in known or character in _KEPT:
            kept.append(character)
        elif not kept or kept[-1] != SUBSTITUTE:
            kept.append(SUBSTITUTE)
    return "".join(kept)


@cache
def _known(fonts: Path) -> frozenset[int]:
    """Return the code points that every style of the text font has."""
    found = [_cmap(file.read_bytes()) for file in sorted(fonts.glob("TerrainSans-*.ttf"))]
    return frozenset(set.intersection(*found))


def _cmap(font: bytes) -> set[int]:
    count = struct.unpack_from(">H", font, 4)[0]
    for index in range(count):
        tag, _, offset, _ = struct.unpack_from(">4sIII", font, 12 + 16 * index)
        if tag == b"cmap":
            return _subtables(font, offset)
    return set()


def _subtables(font: bytes, start: int) -> set[int]:
    points: set[int] = set()
    count = struct.unpack_from(">H", font, start + 2)[0]
    for index in range(count):
        platform, _, offset = struct.unpack_from(">HHI", font, start + 4 + 8 * index)
        kind = struct.unpack_from(">H", font, start + offset)[0]
        if platform in (0, 3) and kind in _READERS:
            points |= _READERS[kind](font, start + offset)
    return points


def _format_4(font: bytes, at: int) -> set[int]:
    double = struct.unpack_from(">H", font, at + 6)[0]
    ends = struct.unpack_from(f">{double // 2}H", font, at + 14)
    starts = struct.unpack_from(f">{double // 2}H", font, at + 16 + double)
    return {
        point
        for first, last in zip(starts, ends, strict=True)
        if last != 0xFFFF
        for point in range(first, last + 1)
    }


def _format_12(font: bytes, at: int) -> set[int]:
    count = struct.unpack_from(">I", font, at + 12)[0]
    groups = (struct.unpack_from(">III", font, at + 16 + 12 * index) for index in range(count))
    return {point for first, last, _ in groups for point in range(first, last + 1)}


_READERS = {4: _format_4, 12: _format_12}
