"""The names that the model allows at a place of the file."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, get_args

from pydantic import BaseModel

from questionnaire.criteria.yaml_source import PlacePath


def names_at(model: type[BaseModel], path: PlacePath) -> list[str]:
    """Return the names allowed at a place of the file."""
    for step in path:
        if isinstance(step, int):
            continue
        field = next((info for name, info in model.model_fields.items() if (info.alias or name) == step), None)
        if field is None:
            continue  # a free key, as in `reponses`
        model = next(_models(field.annotation), model)
    return [field.alias or name for name, field in model.model_fields.items()]


def _models(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for argument in get_args(annotation):
        yield from _models(argument)
