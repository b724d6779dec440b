"""The report of a workshop as PDF, spreadsheet and JSON: what was shown, and never more."""

from __future__ import annotations

import io
import json
import re

import pikepdf

from questionnaire.renderings.pdf.render import render_room
from questionnaire.renderings.room_data import render_room_json
from questionnaire.renderings.spreadsheet.room import render_room_ods
from tests.renderings.test_formats import DAY, HOSTILE, pdf_pages, pdf_words, sheets, structure
from tests.renderings.test_formats import criteria as shipped
from tests.support.paths import ROOT
from tests.support.told_rooms import told_room

criteria = shipped()
REPORT = told_room(criteria)


def test_the_pdf_has_two_to_four_pages_and_is_tagged_for_screen_readers() -> None:
    data = render_room(REPORT, DAY)
    assert 2 <= len(pdf_pages(data)) <= 4
    with pikepdf.open(io.BytesIO(data)) as made:
        assert "pdfuaid" in made.Root.Metadata.read_bytes().decode()
        assert str(made.Root.Lang).startswith("fr")
    kinds = {kind for kind, _ in structure(data)}
    assert {"/H1", "/H2", "/Table", "/TH"} <= kinds


def test_every_file_says_what_the_page_says() -> None:
    words = pdf_words(render_room(REPORT, DAY))
    written = sheets(render_room_ods(REPORT, DAY))
    cells = " ".join(str(cell) for rows in written.values() for row in rows for cell in row)
    data = json.loads(render_room_json(REPORT, DAY))
    assert list(written) == ["Retenu", "Mots", "Chiffres", "Lisez-moi"]
    for told in REPORT.steps[2:]:
        for text in (told.title, told.kept, told.result.whole.words if told.result.whole else ""):
            plain = re.sub(r"\s+", " ", text)
            assert plain in re.sub(r"\s+", " ", words)
            assert plain in re.sub(r"\s+", " ", cells)
    for text in ("lien social", "Jeunesse"):
        assert text in words
        assert text in cells
    assert data["enjeux"] == ["Lien social, convivialité, entraide", "Jeunesse"]
    assert ["lien social", "3"] in [[str(cell) for cell in row] for row in written["Mots"]]
    assert [one["retenu"] for one in data["questions"][2:]] == ["1", "partage"]
    assert data["questions"][0]["mots"][0] == {"mot": "lien social", "personnes": 3}


def test_what_nobody_was_shown_is_in_no_file() -> None:
    for data in (render_room_json(REPORT, DAY).decode(), pdf_words(render_room(REPORT, DAY))):
        assert "jardin" not in data
    assert "jardin" not in str(sheets(render_room_ods(REPORT, DAY)))


def test_hostile_words_and_titles_come_out_as_text() -> None:
    hostile = [text.replace("\n", " ")[:40].strip() for text in HOSTILE.values()]
    report = told_room(criteria, " ".join(HOSTILE.values())[:100], tuple(text for text in hostile if text))
    assert render_room(report, DAY).startswith(b"%PDF")
    assert sheets(render_room_ods(report, DAY))
    assert json.loads(render_room_json(report, DAY))


def test_the_documentation_names_every_key_of_the_file() -> None:
    text = (ROOT / "docs" / "format-json.md").read_text(encoding="utf-8").split("## Le fichier d’un atelier")[1]
    data = json.loads(render_room_json(REPORT, DAY))
    keys = {*data, *(key for one in data["questions"] for key in one), *data["premiers_pas"][0]}
    assert keys - {"version", "empreinte"} - set(re.findall(r"`([a-z_]+)`", text)) == set()
