"""Numbers in the addresses of a diagnostic: written so that they do not tell how many of a kind the site has."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort

from questionnaire.accounts.keys import masked, unmasked


def mask_numbers(blueprint: Blueprint) -> None:
    """Write the argument `number` of the addresses of a blueprint masked under `key`; views and `url_for` have it as it is."""

    @blueprint.url_defaults
    def mask(_: str, values: dict[str, Any]) -> None:
        if isinstance(values.get("number"), int):
            values["number"] = masked(values["key"], values["number"])

    @blueprint.url_value_preprocessor
    def unmask(_: str | None, values: dict[str, Any] | None) -> None:
        if values and "number" in values:
            number = unmasked(values["key"], values["number"])
            if number is None:
                abort(404)
            values["number"] = number
