"""The types of the pydantic model as forms need them: unwrapped, with their bounds and defaults."""

from __future__ import annotations

import types
from enum import Enum
from fractions import Fraction
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic.fields import FieldInfo


def unwrapped(annotation: Any, metadata: Any) -> tuple[Any, tuple[Any, ...]]:
    """Return a type without Annotated and None, and the metadata of its Annotated."""
    more = tuple(metadata)
    while get_origin(annotation) in (Annotated, Union, types.UnionType):
        arguments = [argument for argument in get_args(annotation) if argument is not types.NoneType]
        if get_origin(annotation) is Annotated:
            more += tuple(arguments[1:])
        annotation = arguments[0]
    return annotation, more


def bounds_of(metadata: tuple[Any, ...]) -> tuple[Any, Any]:
    """Return the lowest and the highest number that a type allows, each None when unbounded."""
    all_of_them = [
        *metadata,
        *(constraint for info in metadata if isinstance(info, FieldInfo) for constraint in info.metadata),
    ]
    lowest = next(
        (constraint.ge for constraint in all_of_them if getattr(constraint, "ge", None) is not None), None
    )
    highest = next(
        (constraint.le for constraint in all_of_them if getattr(constraint, "le", None) is not None), None
    )
    return lowest, highest


def as_written(value: Any) -> Any:
    """Return a default value of the model as the plain value of the file."""
    if isinstance(value, Fraction):
        return int(value) if value.denominator == 1 else float(value)
    if isinstance(value, tuple | dict):
        return [as_written(item) for item in value] or None
    return value.value if isinstance(value, Enum) else value
