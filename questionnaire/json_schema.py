"""The JSON Schema of criteria.yaml, made from the model: completion and help in the facilitator's editor."""

from __future__ import annotations

import json
from typing import Any

from questionnaire.criteria import Criteria

TITLE = "Critères de Terrain d’entente"


def criteria_schema() -> str:
    """Return the schema as JSON text, ending with a line end."""
    schema = _plain(Criteria.model_json_schema(by_alias=True))
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema, "title": TITLE}
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"


def _plain(node: Any) -> Any:
    """Drop what helps nobody in an editor: the generated titles and the English docstrings."""
    if isinstance(node, list):
        return [_plain(item) for item in node]
    if not isinstance(node, dict):
        return node
    kept = {key: value for key, value in node.items() if not (key in ("title", "description") and isinstance(value, str))}
    return {key: _plain(value) for key, value in kept.items()}
