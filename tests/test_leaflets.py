"""The leaflets that we ship: whole, filled with blanks where they are models, reached from the guidance."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from xml.etree import ElementTree

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from questionnaire.criteria.criterion import Card
from questionnaire.criteria.model import Criteria
from questionnaire.leaflets import NAMES, Leaflet, addresses, read_leaflets, split_blanks
from questionnaire.renderings.leaflet import render_leaflet
from tests.support.paths import ROOT

LEAFLETS = read_leaflets(ROOT / "reperes")
MODELS = [leaflet for leaflet in LEAFLETS.values() if leaflet.is_model]


def texts_of(leaflet: Leaflet) -> list[str]:
    """Every text that is in the leaflet, apart from its summary."""
    found = [leaflet.title, *leaflet.reminders]
    for part in leaflet.parts:
        found += [part.title, *part.paragraphs, *part.items, *part.steps, *part.signatories]
        if part.table:
            found += [part.table.caption, *part.table.headers, *(cell for row in part.table.rows for cell in row)]
    return [text for text in found if text]


def cards_of(criteria: Criteria) -> Iterator[Card]:
    """Every card of the criteria."""
    return (card for criterion in criteria.all_criteria() for card in criterion.cards)


def test_every_file_is_in_the_list_and_read() -> None:
    assert {file.stem for file in (ROOT / "reperes").glob("*.yaml")} == set(NAMES)
    read = read_leaflets(ROOT / "reperes")
    assert tuple(read) == NAMES
    assert [leaflet.address for leaflet in read.values()] == list(addresses())
    assert [leaflet.name for leaflet in read.values() if leaflet.is_model] == [leaflet.name for leaflet in MODELS]


def test_a_table_has_as_many_cells_as_headers() -> None:
    for leaflet in LEAFLETS.values():
        for part in leaflet.parts:
            for row in part.table.rows if part.table else ():
                assert part.table
                assert len(row) == len(part.table.headers), (leaflet.name, row)


def test_a_model_has_blanks_and_leads_to_leaflets_that_exist() -> None:
    assert len(MODELS) == 4
    for leaflet in MODELS:
        assert sum(blank for text in texts_of(leaflet) for _, blank in split_blanks(text)) >= 8
    for leaflet in LEAFLETS.values():
        assert leaflet.related
        assert set(leaflet.related) <= set(NAMES) - {leaflet.name}


@given(st.text("[]a "))
def test_a_text_cut_at_its_blanks_is_whole(text: str) -> None:
    assert "".join(piece for piece, _ in split_blanks(text)) == text
    assert all(piece.startswith("[") and piece.endswith("]") for piece, blank in split_blanks(text) if blank)


def test_a_model_is_downloaded_as_a_document_that_says_the_whole_page(client: FlaskClient) -> None:
    for leaflet in MODELS:
        response = client.get(f"{leaflet.address}.odt")
        assert response.headers["Content-Disposition"] == f"attachment; filename={leaflet.name}.odt"
        with zipfile.ZipFile(io.BytesIO(response.data)) as archive:
            assert archive.read("mimetype") == b"application/vnd.oasis.opendocument.text"
            root = ElementTree.fromstring(archive.read("content.xml"))  # noqa: S314 - we wrote it
        for space in root.iter("{urn:oasis:names:tc:opendocument:xmlns:text:1.0}s"):
            space.text = " "
        told = "".join(root.itertext())
        page = client.get(leaflet.address).text
        for text in texts_of(leaflet):
            assert text in told, (leaflet.name, text)
            assert all(piece in page for piece, _ in split_blanks(text)), (leaflet.name, text)


def test_the_same_leaflet_gives_the_same_words_again() -> None:
    documents = [zipfile.ZipFile(io.BytesIO(render_leaflet(MODELS[0]))).read("content.xml") for _ in range(2)]
    assert documents[0] == documents[1]


def test_the_headings_of_a_document_have_no_number_of_the_word_processor() -> None:
    styles = zipfile.ZipFile(io.BytesIO(render_leaflet(MODELS[0]))).read("styles.xml").decode()
    levels = re.findall(r"<text:outline-level-style[^>]*>", styles)
    assert levels
    assert [level for level in levels if 'style:num-format=""' not in level or "num-suffix" in level] == []


@pytest.mark.parametrize("address", ["/reperes/quel-contrat.odt", "/reperes/inconnu", "/reperes/inconnu.odt"])
def test_what_is_no_model_is_not_downloaded(client: FlaskClient, address: str) -> None:
    assert client.get(address).status_code == 404


def test_each_leaflet_is_reached_from_a_card_or_a_situation(criteria: Criteria) -> None:
    used = {key for card in cards_of(criteria) for key in card.resources}
    used |= {key for situation in criteria.situations for key in situation.resources}
    assert {criteria.resource(key).url for key in used if criteria.resource(key).ours} == set(addresses())


def test_a_leaflet_has_an_address_and_a_table_of_sentences_is_wordy() -> None:
    for name, leaflet in LEAFLETS.items():
        assert leaflet.address == f"/reperes/{name}"
    tables = [part.table for leaflet in LEAFLETS.values() for part in leaflet.parts if part.table]
    assert {table.wordy for table in tables} == {True, False}
