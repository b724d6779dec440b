"""What a process keeps between requests is listed in one place, docs/architecture.md, and nothing else is kept."""

from __future__ import annotations

import ast
import datetime
import functools
import importlib
import inspect
import re
import textwrap
import types
import typing
from collections import Counter
from collections.abc import Iterable, Mapping, MutableMapping, MutableSequence, MutableSet
from enum import Enum
from fractions import Fraction
from pathlib import Path, PurePath
from typing import NamedTuple

import pytest
from flask import Flask
from limits.storage import MemoryStorage
from pydantic import BaseModel

from tests.support.paths import ROOT

PACKAGE = ROOT / "questionnaire"
Kept = set[tuple[str, str]]  # (file, name)
Owner = types.ModuleType | type

CACHES = {"cache", "lru_cache"}
CONTAINERS = (MutableMapping, MutableSequence, MutableSet)
FIELD = vars(NamedTuple("Named", [("field", str)]))["field"]  # its type moves between releases of Python
VALUES = (
    *(str, bytes, int, float, types.NoneType, Fraction, Enum, PurePath, re.Pattern),
    *(datetime.date, datetime.timedelta, types.ModuleType, typing.TypeVar),
    *(type, types.GenericAlias, types.UnionType, types.FunctionType, types.BuiltinFunctionType),
    *(type(FIELD), property, staticmethod, classmethod, functools.cached_property, types.MemberDescriptorType),
)
# of libraries, made when a module is read and not changed afterwards: statements, routes, commands, loggers, fields
DESCRIPTIONS = (
    *("sqlalchemy", "flask.blueprints", "wtforms", "limits.limits", "click", "argon2"),
    *("logging", "typing", "collections.abc", "dataclasses", "ipaddress", "random", "os"),
)
REQUIRED = {"model_config", "STORAGE_SCHEME"}  # class attributes that libraries read, and want as a dict or a list
WRITES = {
    *("append", "extend", "insert", "add", "update", "setdefault", "sort", "reverse"),
    *("pop", "popitem", "clear", "remove", "discard", "appendleft", "popleft", "move_to_end"),
}


@pytest.mark.sqlite  # where one process counts in memory
def test_what_a_process_keeps_between_requests_is_listed_in_one_place(app: Flask) -> None:
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8").split("## What a process keeps")[1]
    lines = re.findall(r"`([a-z_/]+\.py)`((?:\s`\w+`)+)", text.split("\n## ")[0])
    told = {(file, name) for file, names in lines for name in re.findall(r"\w+", names)}
    assert kept_by_modules() | kept_by_objects(app) == told


def test_no_default_of_a_function_and_no_attribute_of_a_class_may_change() -> None:
    for file, module, tree in sources():
        classes = [(getattr(module, node.name), node) for node in tree.body if isinstance(node, ast.ClassDef)]
        for owner in (module, *(owner for owner, _ in classes)):
            assert not changing_defaults(owner), file
        for owner, node in classes:
            assert not {name for name in names_stored(node.body) if changes(vars(owner).get(name))} - REQUIRED, (
                file
            )


@pytest.mark.parametrize(
    "code",
    [
        "_SEEN: dict[str, str] = {}",
        "SESSIONS = []",
        "seen = Counter()",
        "WORDS = {'a': 'b'}\ndef note(word): WORDS[word] = word",
        "WORDS = {'a': 'b'}\ndef note(word): WORDS.update({word: word})",
        "LAST = ''\ndef note(word):\n    global LAST\n    LAST = word",
        "class Seen:\n    def __init__(self): self.words = {}\nSEEN = Seen()",
        "@lru_cache\ndef note(word): return word",
    ],
)
def test_what_a_module_may_not_keep_is_found(code: str) -> None:
    assert kept_by(*invented(code))


@pytest.mark.parametrize(
    "code",
    [
        "WORDS = {'a': ['b']}\ndef read(word): return WORDS[word]",
        "def read(words):\n    WORDS = {}\n    WORDS.update(words)\n    return WORDS",
        "PATTERN, PAIR = re.compile('a'), ('a', frozenset('b'))",
    ],
)
def test_constants_are_not_what_is_kept(code: str) -> None:
    assert not kept_by(*invented(code))


@pytest.mark.parametrize("code", ["def note(word, seen=[]): pass", "def note(word, *, seen={}): pass"])
def test_a_default_that_may_change_is_found(code: str) -> None:
    assert changing_defaults(invented(code)[0])


def invented(code: str) -> tuple[types.ModuleType, ast.Module]:
    module = types.ModuleType("questionnaire.invented")
    vars(module).update(Counter=Counter, re=re, lru_cache=functools.lru_cache)
    exec(code, vars(module))  # noqa: S102 - one of the texts above
    return module, ast.parse(code)


@functools.cache
def sources() -> list[tuple[Path, types.ModuleType, ast.Module]]:
    """Each file, its module and its tree; those that run something when they are imported are left out."""
    files = [file for file in sorted(PACKAGE.rglob("*.py")) if file.name not in ("__main__.py", "env.py")]
    names = [".".join(file.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__") for file in files]
    return [
        (file, importlib.import_module(name), ast.parse(file.read_text(encoding="utf-8")))
        for file, name in zip(files, names, strict=True)
    ]


# ── modules ──


def kept_by_modules() -> Kept:
    writes = {name for _, module, tree in sources() for name in written(module, tree)}
    return {
        (file.relative_to(PACKAGE).as_posix(), name)
        for file, module, tree in sources()
        for name in kept_by(module, tree, writes)
    }


def kept_by(module: types.ModuleType, tree: ast.Module, writes: Iterable[tuple[str, str]] = ()) -> set[str]:
    """The cached functions of a module, and its names whose value is no constant or that a function writes to."""
    cached = {
        node.name
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef)
        and any(CACHES & set(re.findall(r"\w+", ast.unparse(one))) for one in node.decorator_list)
    }
    names = {name: vars(module)[name] for name in names_stored(tree.body) if name in vars(module)}
    written_to = {name for owner, name in {*writes, *written(module, tree)} if owner == module.__name__}
    changing = {
        name
        for name, value in names.items()
        if changes(value, table=True) or (isinstance(value, CONTAINERS) and not value)
    }
    return cached | changing | (written_to & names.keys())


def names_stored(body: list[ast.stmt]) -> set[str]:
    """The names that statements assign, outside of functions and classes."""
    nodes = [
        node
        for statement in body
        if not isinstance(statement, ast.FunctionDef | ast.ClassDef)
        and not (isinstance(statement, ast.AnnAssign) and statement.value is None)
        for node in ast.walk(statement)
    ]
    return {node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}


def written(module: types.ModuleType, tree: ast.Module) -> set[tuple[str, str]]:
    """The names of this module, or imported from another one, whose value a function of this module changes."""
    origins = {
        alias.asname or alias.name: (node.module or "", alias.name)
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.Lambda)]
    names = {name for function in functions for name in written_in(function)}
    return {origins.get(name, (module.__name__, name)) for name in names}


def written_in(function: ast.FunctionDef | ast.Lambda) -> set[str]:
    nodes = list(ast.walk(function))
    declared = {name for node in nodes if isinstance(node, ast.Global) for name in node.names}
    own = {node.arg for node in nodes if isinstance(node, ast.arg)}
    own |= {node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    changed = {
        node.value.id
        for node in nodes
        if isinstance(node, ast.Subscript | ast.Attribute) and isinstance(node.value, ast.Name)
        if isinstance(node.ctx, ast.Store | ast.Del) or (isinstance(node, ast.Attribute) and node.attr in WRITES)
    }
    return declared | (changed - own)


def changing_defaults(owner: Owner) -> list[types.FunctionType]:
    """The functions with a default that may change, unless it is a name of their module, which is judged there."""
    name = owner.__name__ if isinstance(owner, types.ModuleType) else owner.__module__
    functions = [one for one in vars(owner).values() if inspect.isfunction(one) and one.__module__ == name]
    return [
        function
        for function in functions
        for default in (*(function.__defaults__ or ()), *(function.__kwdefaults__ or {}).values())
        if changes(default) and not any(default is one for one in function.__globals__.values())
    ]


def changes(value: object, *, table: bool = False) -> bool:
    """Tell whether a value may change. `table`: a dict, list or set of constants counts as one."""
    if isinstance(value, VALUES) or type(value).__module__.startswith(DESCRIPTIONS):
        return False
    if isinstance(value, tuple | frozenset | types.MappingProxyType) or is_frozen(type(value)):
        return any(changes(one, table=table) for one in contents(value))
    if table and type(value) in (dict, list, set):
        return any(changes(one, table=True) for one in contents(value))
    return not (is_ours(type(value)) and contents(value) == [])  # a mark, as ABSENT


def contents(value: object) -> list[object]:
    """The elements of a container, or the values of the attributes of an object."""
    if isinstance(value, Mapping):
        return list(value.values())
    if isinstance(value, list | set | tuple | frozenset):
        return list(value)
    slots = [name for owner in type(value).__mro__ for name in vars(owner).get("__slots__", ())]
    names = [*getattr(value, "__dict__", ()), *slots]
    return [getattr(value, name) for name in names if hasattr(value, name)]


def is_frozen(owner: type) -> bool:
    if issubclass(owner, BaseModel):
        return bool(owner.model_config.get("frozen"))
    return bool(getattr(getattr(owner, "__dataclass_params__", None), "frozen", False))


def is_ours(owner: type) -> bool:
    return owner.__module__.split(".")[0] == "questionnaire"


# ── objects that live as long as the app ──


def kept_by_objects(app: Flask) -> Kept:
    """The classes of the objects of an app that change, and the functions that close over what changes."""
    kept: Kept = set()
    seen: set[int] = set()
    waiting: list[object] = [vars(app), app.jinja_env.globals, app.jinja_env.filters]
    while waiting:
        value = waiting.pop()
        if id(value) in seen or isinstance(value, Flask | type | types.ModuleType):
            continue
        seen.add(id(value))
        if isinstance(value, MemoryStorage):
            kept.add(("storage/limits.py", "counters"))  # makes it
        elif is_ours(type(value)) and may_change(value):
            kept.add(place(type(value)))
        else:
            held = held_by(value)
            if isinstance(value, types.FunctionType) and any(isinstance(one, CONTAINERS) for one in held):
                kept.add(place(value))
            waiting += held
    return kept


def held_by(value: object) -> list[object]:
    """What a container, one of our objects, a method or a function holds."""
    if isinstance(value, types.MethodType):
        return [value.__self__]
    if isinstance(value, functools.partial):
        return [value.func, *value.args, *value.keywords.values()]
    if isinstance(value, types.FunctionType):
        return list(inspect.getclosurevars(value).nonlocals.values())
    if is_ours(type(value)) or isinstance(value, dict | list | tuple | set | frozenset):
        return contents(value)
    return []


def may_change(value: object) -> bool:
    """Tell whether an object has an attribute that it may change, beyond a mark, a number or a moment."""
    if any(
        isinstance(one, functools.cached_property) for owner in type(value).__mro__ for one in vars(owner).values()
    ):
        return True
    return any(
        isinstance(getattr(value, name, None), CONTAINERS)
        or (
            again and not isinstance(getattr(value, name, None), (bool, int, float, datetime.date, types.NoneType))
        )
        for owner in type(value).__mro__
        if is_ours(owner) and not is_frozen(owner)
        for name, again in attributes(owner).items()
    )


def attributes(owner: type) -> dict[str, bool]:
    """The attributes that the methods of a class set, and whether another one than __init__ does."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(owner)))
    found: dict[str, bool] = {}
    for method in (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)):
        for node in ast.walk(method):
            if (
                isinstance(node, ast.Attribute)
                and isinstance(node.ctx, ast.Store)
                and ast.unparse(node.value) == "self"
            ):
                found[node.attr] = found.get(node.attr, False) or method.name != "__init__"
    return found


def place(made: type | types.FunctionType) -> tuple[str, str]:
    path = made.__module__.removeprefix("questionnaire.").replace(".", "/")
    return f"{path}.py", made.__qualname__.split(".")[0]
