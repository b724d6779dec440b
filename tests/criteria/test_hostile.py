"""Markup in any text of the criteria shows as text: HTML, Jinja and Typst, on every page and download."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from flask import Flask
from flask.testing import FlaskClient

from questionnaire.criteria.loading import load_criteria
from tests.conftest import answer, begin, begin_draft, make_settings, new_app, sign_in
from tests.renderings.test_formats import pdf_pages
from tests.support.paths import ROOT
from tests.support.plain_yaml import plain_yaml

pytestmark = pytest.mark.once

HOSTILE = '<b id=piege>x</b><script src="//y"></script>{{ 91*733 }}{% raw %}{# c #} #panic("1") $x$ @a *g* _i_ `k` \\ [l](javascript:a)'
IDS = {
    "id", "critere", "axe", "contexte", "vaut", "regard", "pour", "exemples", "ressources", "monte", "criteres",
    "famille", "etat", "parcours", "type", "lien", "url", "format", "regards", "non_concerne", "version",
    "quand", "si", "noms", "conseils", "place",
}  # fmt: skip


def poisoned(value: Any, key: str = "") -> Any:
    """Return the tree with the hostile text put before every text that people read."""
    if isinstance(value, dict):
        if key in ("reponses", "contexte", "attendu"):
            return value
        return {name: poisoned(inner, name) for name, inner in value.items()}
    if isinstance(value, list):
        return [poisoned(inner, key) for inner in value]
    if isinstance(value, str) and key not in IDS:
        return f"{HOSTILE} {value}"
    return value


@pytest.fixture(scope="module")
def text() -> str:
    tree = plain_yaml((ROOT / "criteria.yaml").read_text(encoding="utf-8"))
    dumped = yaml.safe_dump(poisoned(tree), allow_unicode=True, sort_keys=False)
    load_criteria(dumped)
    return dumped


@pytest.fixture(scope="module")
def hostile(text: str, tmp_path_factory: pytest.TempPathFactory) -> Flask:
    folder: Path = tmp_path_factory.mktemp("piege")
    file = folder / "criteria.yaml"
    file.write_text(text, encoding="utf-8")
    return new_app(make_settings(folder, criteria=file))


def check(client: FlaskClient, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, address
    html = response.text
    assert "<b id=piege>" not in html, address
    assert '<script src="//y">' not in html, address
    assert "66703" not in html, address
    assert 'href="javascript:' not in html, address
    return html


def test_every_page_shows_hostile_texts_as_text(hostile: Flask) -> None:
    client = hostile.test_client()
    key = begin(client)
    answer(client, key, "lieu", 1, **{"choix-demarche-entrepreneuriale": "0", "choix-diagnostic-territoire": "1"})
    pages = ["/", "/exemple", "/methode", "/tiers-lieux", "/glossaire", "/ressources", "/commencer/projet"]
    pages += [
        f"/diagnostic/{key}{more}" for more in ("", "/axe/lieu/1", "/verification", "/contexte", "/resultats")
    ]
    shown = "".join(check(client, address) for address in pages)
    assert shown.count("&lt;b id=piege&gt;") > 300
    assert "{{ 91*733 }}" in shown


def test_the_space_shows_hostile_texts_as_text(hostile: Flask, text: str) -> None:
    client = sign_in(hostile)
    address = begin_draft(client, text.replace("poids: 1", "poids: 2").replace("{{ 91*733 }}", "{{ 91*733 }} "))
    for more in ("", "/voir", "/changements", "/apercu/", "/apercu/diagnostic/village-en-preparation/resultats"):
        check(client, f"{address}{more}")
    check(client, "/animation")
    check(client, "/animation/versions/1")


def test_every_download_shows_hostile_texts_as_text(hostile: Flask) -> None:
    client = hostile.test_client()
    key = begin(client)
    answer(client, key, "lieu", 1, **{"choix-demarche-entrepreneuriale": "0"})
    pdf = client.get(f"/diagnostic/{key}/resultats/pdf")
    assert pdf.status_code == 200
    words = re.sub(r"\s", "", "".join(pdf_pages(pdf.data)))
    assert "#panic" in words
    assert "{{91*733}}" in words
    assert "66703" not in words
    for kind in ("ods", "csv", "json"):
        assert client.get(f"/diagnostic/{key}/resultats/{kind}").status_code == 200


@pytest.mark.parametrize("address", ["javascript:alert(1)", "data:text/html,x", "//ailleurs", "http://x y"])
def test_a_link_that_is_no_web_address_is_refused(address: str) -> None:
    text = (ROOT / "criteria.yaml").read_text(encoding="utf-8")
    changed = re.sub(r"(\n    url: )http\S+", rf"\1'{address}'", text, count=1)
    assert changed != text
    from questionnaire.criteria.validation import validate

    found = validate(changed.encode())
    assert found.criteria is None
    assert "adresse" in found.problems[0].message
