"""Settings are found by their label, alone or with the title of their element."""

from __future__ import annotations

import pytest

from questionnaire.criteria.yaml_source import read_source
from questionnaire.editing.setting_search import search_settings
from tests.support.shipped import OURS, VERSION

SOURCE = read_source(OURS)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("version", [VERSION]),
        ("seuil palier", ["0", "30", "55", "75"]),
        ("couverture", ["0,5"]),
        ("note globale", ["non"]),
        ("poids se parler", ["2"]),
        ("seuil 55", ["55"]),
        ("poids lourd", []),
        ("accueil", []),  # a text, and ids
        ("", []),
    ],
)
def test_a_setting_is_found_by_its_name(query: str, found: list[str]) -> None:
    assert [hit.before for hit in search_settings(SOURCE, query)] == found


def test_each_weight_leads_to_its_element() -> None:
    weights = [hit for hit in search_settings(SOURCE, "poids") if hit.element]
    assert len(weights) == 25
    assert {hit.element.kind.word for hit in weights if hit.element} == {"axe", "critere"}
    assert all("poids:" in OURS.split("\n")[hit.line - 1] for hit in weights)


def test_a_text_of_any_shape_is_searched() -> None:
    odd = read_source(
        "poids: 2\naxes:\n  - {poids: 2027-01-01, seuil: [1, {poids: true}, {poids: null}, {poids: un}]}\n  - poids\n"
    )
    assert [hit.before for hit in search_settings(odd, "poids")] == ["2027-01-01", "oui"]
