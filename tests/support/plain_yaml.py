"""YAML as plain values: the parser in C, for the one in Python takes ten times as long on the text that we ship."""

from __future__ import annotations

from typing import Any

import yaml


def plain_yaml(text: str | bytes) -> Any:
    """Return the values of a YAML text."""
    return yaml.load(text, Loader=yaml.CSafeLoader)
