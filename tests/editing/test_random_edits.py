"""Any operation, drawn at random, on texts laid out in five ways: what was meant is read back, nothing else moves."""

from __future__ import annotations

import copy
import functools
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
import yaml
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from questionnaire.criteria.yaml_source import PlacePath, YamlSource, read_source
from questionnaire.editing.apply import apply
from questionnaire.editing.operations import (
    AddName,
    Copy,
    InsertAfter,
    Move,
    Operation,
    Remove,
    RemoveName,
    SetValue,
)
from tests.support.building import MINIMAL
from tests.support.shipped import OURS

TEXTS = [
    "Un titre : la suite", "Titre # dièse", "#mot", "- tiret", "* étoile", "& esp", "[lien](https://x.fr)", "{a}", "oui", "no",
    "true", "null", "~", "12", "012", "1:30", "2026-11-01", "« guillemets »", '"droits" au milieu', "l'apostrophe", "% p", "@a",
    "`a`", "!p", "? q", "| b", "> c", "trait —", "avec \\ barre", "fin :", "x #y", "virgule, et [crochets]", "mot " * 60 + "fin",
    "poids: 2 " * 30 + "x", "— " * 80 + "x", "https://exemple.fr/a?b=c#d", "long" * 40 + " puis", "Une.\nDeux : suite\n\nTrois",
    "\ntête", "queue\n", "émoji 🙂\u00a0: ici", "1e3", ".5", "=", "<<", "---", "...", "a\tb", "double  espace " * 12, " espace", "",
    "\u00a0insécable", "mot « " * 40 + "x", "ok\n  retrait",
]  # fmt: skip
OTHERS: list[Any] = [
    3, 2.5, True, False, None, 1e-7, ["a", "b c"], {"x": "y"}, [], {}, [{"a": 1, "b": ["c"]}, {"a": 2}],
    {"a": {"b": [1, 2, {"c": "d"}]}},
]  # fmt: skip
VALUES = [*TEXTS, *OTHERS]
AS_DRAWN = (Phase.generate,)  # to make a faulty example smaller would take minutes


def _reduced() -> Any:
    """Return a part of the shipped criteria: two criteria of an axis, and some of all the rest."""
    value = read_source(OURS).value
    value["axes"] = value["axes"][:1]
    value["axes"][0]["criteres"] = [
        {**one, "conseils": one["conseils"][:2]} for one in value["axes"][0]["criteres"][:2]
    ]
    value["conditions"] = dict(list(value["conditions"].items())[-6:])
    return {name: one[:2] if isinstance(one, list) else one for name, one in value.items()}


class _Indented(yaml.SafeDumper):
    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)


def _dumped(dumper: type[yaml.SafeDumper] = yaml.SafeDumper, **options: Any) -> str:
    return str(yaml.dump(_reduced(), Dumper=dumper, allow_unicode=True, sort_keys=False, **options))


LAYOUTS: dict[str, Callable[[], str]] = {  # written by the test that reads them
    "by hand": lambda: MINIMAL,
    "wide lines": lambda: _dumped(_Indented, width=400),
    "on one line where it can": lambda: _dumped(width=1000, default_flow_style=None),
    "blocks without comments": lambda: _dumped(width=80),
    "indented by four": lambda: _dumped(_Indented, width=100, indent=4),
}


@functools.cache
def written(layout: str) -> str:
    """Return the text in a layout."""
    return LAYOUTS[layout]()


def places(value: Any, path: PlacePath = ()) -> list[PlacePath]:
    """Return every place of a value but its top."""
    steps = value if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ()
    return [place for step in steps for place in ((*path, step), *places(value[step], (*path, step)))]


def at(value: Any, path: PlacePath) -> Any:
    for step in path:
        value = value[step]
    return value


def strictly(value: Any) -> Any:
    """Return a value in a form whose equality tells true from 1, and a text from a number."""
    if isinstance(value, dict):
        return {name: strictly(one) for name, one in value.items()}
    if isinstance(value, list):
        return [strictly(one) for one in value]
    return (isinstance(value, bool), isinstance(value, str), value)


def without(value: Any, path: PlacePath) -> None:
    """Take a place away, and what is left empty above it but at the top."""
    del at(value, path[:-1])[path[-1]]
    if len(path) > 2 and not at(value, path[:-1]):
        without(value, path[:-1])


def drawn(data: st.DataObject, value: Any) -> tuple[Operation, Any]:
    """Return an operation and the value that it means; `value` stays."""
    meant = copy.deepcopy(value)
    path = data.draw(st.sampled_from(places(value)))
    other = copy.deepcopy(data.draw(st.sampled_from([*VALUES, at(value, path)])))
    holder, step = at(meant, path[:-1]), path[-1]
    if isinstance(step, str):
        kind = data.draw(st.sampled_from(["set", "parts", "add", "remove"]))
        if kind == "remove":
            without(meant, path)
            return RemoveName(path), meant
        if kind == "add":
            order = tuple(data.draw(st.permutations([*holder, "neuf"])))[: data.draw(st.integers(0, len(holder)))]
            holder["neuf"] = other
            return AddName((*path[:-1], "neuf"), other, order), meant
    else:
        kind = data.draw(st.sampled_from(["set", "parts", "insert", "copy", "move", "remove"]))
        to = data.draw(st.integers(-1, len(holder) - 1))
        if kind == "remove":
            without(meant, path)
            return Remove(path), meant
        if kind == "insert":
            holder.insert(to + 1, other)
            return InsertAfter((*path[:-1], to), other), meant
        if kind == "copy":
            holder.insert(step + 1, copy.deepcopy(holder[step]))
            return Copy(path), meant
        if kind == "move":
            holder.insert(to + 1 if to < step else to, holder.pop(step))
            return Move(path, (*path[:-1], to)), meant
    old = at(value, path)
    if kind == "parts" and isinstance(old, list) and old:
        other = [*data.draw(st.permutations(old))[: data.draw(st.integers(1, len(old)))], other]
    elif kind == "parts" and isinstance(old, dict) and old:
        kept = data.draw(st.permutations(list(old)))[: data.draw(st.integers(1, len(old)))]
        other = {**{name: old[name] for name in kept}, "neuf": other}
    holder[step] = copy.deepcopy(other)
    return SetValue(path, other), meant


def common(one: str, other: str) -> tuple[int, int]:
    """Return how many characters two texts share at their beginnings, then at their ends."""
    first = _same_beginning(one, other)
    return first, _same_beginning(one[first:][::-1], other[first:][::-1])


def _same_beginning(one: str, other: str) -> int:
    same, most = 0, min(len(one), len(other))
    while same < most:
        middle = (same + most + 1) // 2
        same, most = (middle, most) if one[:middle] == other[:middle] else (same, middle - 1)
    return same


def check_bytes(source: YamlSource, text: str, after: str, operation: Operation) -> None:
    """Nothing moves but what the operation is about; the lines come from the reader, not from the editor."""
    first, last = common(text, after)
    if isinstance(operation, InsertAfter | Copy | AddName):
        empty = not at(source.value, operation.path[:-1])  # « [] » and its space make room
        assert first + last >= len(text) - 3 * empty
    elif isinstance(operation, Remove | RemoveName):
        assert first + last >= len(after) - 3  # a list of the top left empty is written « [] »
    elif isinstance(operation, Move):
        comments = Counter(line.strip() for line in text.splitlines() if line.strip().startswith("#"))
        assert comments == Counter(line.strip() for line in after.splitlines() if line.strip().startswith("#"))
        assert len(after) == len(text)
    elif isinstance(operation, SetValue):
        begins = source.line(operation.path)
        beyond = [
            line
            for path, line in source.lines.items()
            if line > begins and path[: len(operation.path)] != operation.path
        ]
        lines = text.split("\n")
        assert text[:first].count("\n") + 1 >= begins
        assert len(lines) - text[len(text) - last :].count("\n") <= min(beyond, default=len(lines) + 1)


def reverse(operation: Operation, meant: Any) -> Operation | None:
    """Return the operation that undoes another one to the byte, when there is one."""
    path: tuple[Any, ...] = getattr(operation, "path", ())
    if isinstance(operation, AddName) and len(at(meant, path[:-1])) > 1:
        return RemoveName(path)
    if isinstance(operation, InsertAfter | Copy) and len(at(meant, path[:-1])) > 1:
        return Remove((*path[:-1], path[-1] + 1))
    if isinstance(operation, Move):
        step, to = int(operation.path[-1]), int(operation.after[-1])
        now = to + 1 if to < step else to
        return Move((*path[:-1], now), (*path[:-1], step - 1 if step <= now else step))
    return None


def check(text: str, data: st.DataObject) -> None:
    source = read_source(text)
    operation, meant = drawn(data, source.value)
    if isinstance(operation, Move) and len(at(source.value, operation.path[:-1])) == 1:
        assert meant == source.value  # it is where it was asked to go
    after = apply(text, operation).text
    read = read_source(after)
    assert strictly(read.value) == strictly(meant)
    assert not read.problems
    if after != text:
        check_bytes(source, text, after, operation)
    undo = reverse(operation, meant)
    assert undo is None or apply(after, undo).text == text


@pytest.mark.parametrize("layout", LAYOUTS)
@settings(max_examples=15, phases=AS_DRAWN)
@given(st.data())
def test_an_edit_reads_back_moves_nothing_else_and_can_be_undone(layout: str, data: st.DataObject) -> None:
    check(written(layout), data)


@settings(max_examples=3, phases=AS_DRAWN)
@given(st.data())
def test_so_does_an_edit_of_the_shipped_text(data: st.DataObject) -> None:
    check(OURS, data)
