"""docs/sources.md: what backs the claims of the cards, of the resources and of the leaflets."""

from __future__ import annotations

import re

from questionnaire.criteria.model import Criteria
from questionnaire.leaflets import NAMES
from tests.support.paths import ROOT

SOURCES = (ROOT / "docs" / "sources.md").read_text(encoding="utf-8")


def test_what_the_sources_name_exists(criteria: Criteria) -> None:
    cards = {card.id for criterion in criteria.all_criteria() for card in criterion.cards}
    known = cards | {resource.id for resource in criteria.resources} | set(NAMES)
    named = {name for name in re.findall(r"`([a-z0-9-]+)`", SOURCES) if "-" in name or name == "dla"}
    assert len(named) > 25
    assert named - known == set()


def test_each_article_that_the_content_cites_has_its_source(criteria: Criteria) -> None:
    told = " ".join(
        [file.read_text(encoding="utf-8") for file in sorted((ROOT / "reperes").glob("*.yaml"))]
        + [f"{entry.definition} {entry.source}" for entry in criteria.glossary]
        + [f"{card.why} {card.first_step} {card.trap}" for one in criteria.all_criteria() for card in one.cards]
    ).replace("\u00a0", " ")
    sources = SOURCES.replace("\u00a0", " ")
    figures = set(
        re.findall(r"\b\d{2} ?\d{3} (?:€|euros)|\b\d[ \d]*\d habitants|\bloi du \d+ \w+ \d{4}", told, re.I)
    )
    assert len(figures) >= 3
    for figure in figures:
        assert figure.replace("€", "euros").lower() in sources.lower(), figure
