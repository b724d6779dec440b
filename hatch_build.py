"""Puts in the wheel what the site reads beside its code: there it lies in questionnaire/data (questionnaire/config.py)."""

from __future__ import annotations

from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

RESOURCES = (
    "templates",
    "static",
    "criteria.yaml",
    "criteria.schema.json",
    "reperes",
    "docs/animation.md",
    "docs/images/animation",
)


class Resources(BuildHookInterface[Any]):
    """Maps each resource into the package; an editable install reads those of the checkout."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Add the resources to a wheel that will be installed elsewhere."""
        if version == "standard":
            build_data["force_include"].update({path: f"questionnaire/data/{path}" for path in RESOURCES})
