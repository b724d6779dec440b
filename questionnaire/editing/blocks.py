"""Writes lists and mappings in the layout of the text: short lists on one line, the rest line by line."""

from __future__ import annotations

import re
from typing import Any

from questionnaire.editing.habits import Habits
from questionnaire.editing.scalars import write_number, write_scalar, write_text

FLOW = "flow"  # YAML flow style: between brackets or braces
_NAME = re.compile(r"[a-zA-Z0-9_][\w-]*")


def write_pair(name: str, value: Any, column: int, habits: Habits, style: str | None = None) -> str:
    """Return the lines of a key and its value, at `column`; the first one without its indentation."""
    written = write_name(name)
    return f"{written}:{after_name(name, value, column, column + len(written) + 1, habits, style)}"


def write_name(name: str) -> str:
    """Return a key as it is written before its colon: quoted when needed."""
    return name if _NAME.fullmatch(name) else '"' + name.replace("\\", "\\\\").replace('"', '\\"') + '"'


def after_name(name: str, value: Any, column: int, start: int, habits: Habits, style: str | None = None) -> str:
    """Return what follows the colon of a key: `column` is that of the key, `start` the one after the colon.

    `style` is the YAML style of the value replaced, if any.
    """
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
    """Return the lines of each pair of a mapping whose keys are at `column`."""
    return [write_pair(name, item, column, habits) for name, item in value.items()]


def item_lines(name: str, values: Any, column: int, habits: Habits) -> list[str]:
    """Return the lines of each item of the list under the key `name`, whose dashes are at `column`."""
    return [f"-{after_dash(name, item, column, habits)}" for item in values]


def after_dash(name: str, value: Any, column: int, habits: Habits, style: str | None = None) -> str:
    """Return what follows the dash, at `column`, of an item of the list under the key `name`."""
    if not isinstance(value, dict | list | tuple):
        return f" {write_scalar(value, column + 2, column + 2, habits.width, style)}"
    flow = write_flow(value)
    on_one_line = style == FLOW or habits.on_one_line(name, value, item=True)
    if not value or not isinstance(value, dict) or (on_one_line and column + 2 + len(flow) <= habits.width):
        return f" {flow}"
    deeper = column + habits.item
    return " " * (habits.item - 1) + f"\n{' ' * deeper}".join(block_lines(value, deeper, habits))


def write_flow(value: Any, style: str | None = None) -> str:
    """Return a value in flow style, on one line."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{write_name(name)}: {write_flow(item)}" for name, item in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(write_flow, value)) + "]"
    return write_text(value, style, in_flow=True) if isinstance(value, str) else write_number(value)
