"""Writes lists and blocks as the text of the criteria does: short lists on one line, the rest line by line."""

from __future__ import annotations

import re
from typing import Any

from questionnaire.editing.habits import Habits
from questionnaire.editing.scalars import write_number, write_scalar, write_text

FLOW = "flow"  # the style of what stands between brackets or braces
_NAME = re.compile(r"[a-zA-Z0-9_][\w-]*")


def write_pair(name: str, value: Any, column: int, habits: Habits, style: str | None = None) -> str:
    """Return the lines of a name and its value; the first one, that begins at `column`, without its indentation."""
    written = write_name(name)
    return f"{written}:{after_name(name, value, column, column + len(written) + 1, habits, style)}"


def write_name(name: str) -> str:
    """Return a name as it stands before its colon."""
    return name if _NAME.fullmatch(name) else '"' + name.replace("\\", "\\\\").replace('"', '\\"') + '"'


def after_name(name: str, value: Any, column: int, start: int, habits: Habits, style: str | None = None) -> str:
    """Return what follows the colon, at `start`, of a name that stands at `column`; `style` is that of what it replaces."""
    if not isinstance(value, dict | list | tuple):
        return f" {write_scalar(value, start + 1, column + habits.indent, habits.width, style)}"
    flow = write_flow(value)
    on_one_line = style == FLOW or habits.on_one_line(name, value)
    if not value or (on_one_line and start + 1 + len(flow) <= habits.width):
        return f" {flow}"
    deeper = column + (habits.indent if isinstance(value, dict) else habits.dash)
    lines = (
        block_lines(value, deeper, habits) if isinstance(value, dict) else item_lines(name, value, deeper, habits)
    )
    return "".join(f"\n{' ' * deeper}{line}" for line in lines)


def block_lines(value: dict[str, Any], column: int, habits: Habits) -> list[str]:
    """Return each pair of a block whose names stand at `column`."""
    return [write_pair(name, one, column, habits) for name, one in value.items()]


def item_lines(name: str, values: Any, column: int, habits: Habits) -> list[str]:
    """Return each item of the list of that name, whose dashes stand at `column`."""
    return [f"-{after_dash(name, one, column, habits)}" for one in values]


def after_dash(name: str, value: Any, column: int, habits: Habits, style: str | None = None) -> str:
    """Return what follows the dash, at `column`, of an item of the list of that name."""
    if not isinstance(value, dict | list | tuple):
        return f" {write_scalar(value, column + 2, column + 2, habits.width, style)}"
    flow = write_flow(value)
    on_one_line = style == FLOW or habits.on_one_line(name, value, item=True)
    if not value or not isinstance(value, dict) or (on_one_line and column + 2 + len(flow) <= habits.width):
        return f" {flow}"
    deeper = column + habits.item
    return " " * (habits.item - 1) + f"\n{' ' * deeper}".join(block_lines(value, deeper, habits))


def write_flow(value: Any, style: str | None = None) -> str:
    """Return a value on one line, as it stands between brackets or braces."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{write_name(name)}: {write_flow(one)}" for name, one in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(write_flow, value)) + "]"
    return write_text(value, style, in_flow=True) if isinstance(value, str) else write_number(value)
