"""Downloads: all made from one report, none of which can run what people wrote."""

from __future__ import annotations

import csv
import datetime
import io
import json
import re
import xml.etree.ElementTree as ElementTree
import zipfile
from dataclasses import replace
from typing import Any

import pikepdf
import pypdf
import pytest

from questionnaire.answers import Answer, AnswerSheet, State, Viewpoint
from questionnaire.config import ROOT
from questionnaire.criteria import Criteria
from questionnaire.renderings import FORMATS, download_name
from questionnaire.renderings.charts import axis_charts, chart_legend
from questionnaire.renderings.glyphs import SUBSTITUTE, drawable
from questionnaire.renderings.pdf_data import french_date
from questionnaire.report import Report, make_report
from questionnaire.sheets import read_sheet

DAY = datetime.date(2026, 11, 23)
PROFILES = [
    "village-en-preparation",
    "commune-sans-projet",
    "association-animee-budget-fragile",
    "intercommunalite-qui-decide-seule",
    "idee-sans-contact",
]
FIRST = "demarche-entrepreneuriale"
HOSTILE = "😀\x00\ufeff #panic(1) $x$ @a `b` *c* <b>d</b> \\ שלום {{ e }} =2+3"


def report_of(criteria: Criteria, profile: str, note: str = "") -> Report:
    """Return the report of a fictitious profile, with a note of our own on the first criterion."""
    sheet = next(one for one in criteria.profiles if one.id == profile).sheet()
    if note:
        answers = {**sheet.answers, FIRST: Answer.at(1, note)}
        sheet = replace(sheet, answers=answers, context={**sheet.context, "nom": note[:80]})
    return make_report(criteria, sheet)


def rendered(report: Report, name: str) -> bytes:
    """Return a download."""
    return FORMATS[name].render(report, DAY)


def pdf_text(pdf: bytes) -> str:
    """Return the text of a PDF, white space folded."""
    pages = pypdf.PdfReader(io.BytesIO(pdf)).pages
    return re.sub(r"\s+", " ", " ".join(page.extract_text() for page in pages))


def test_the_profiles_here_are_those_of_the_file(criteria: Criteria) -> None:
    assert [profile.id for profile in criteria.profiles] == PROFILES


# ── PDF ──


@pytest.mark.parametrize("profile", PROFILES)
def test_the_pdf_of_every_profile_is_tagged_titled_and_two_to_six_pages(criteria: Criteria, profile: str) -> None:
    report = report_of(criteria, profile)
    with pikepdf.open(io.BytesIO(rendered(report, "pdf"))) as pdf:
        assert 2 <= len(pdf.pages) <= 6
        assert str(pdf.Root.Lang).startswith("fr")
        assert pdf.Root.MarkInfo.Marked
        assert "/StructTreeRoot" in pdf.Root
        assert pdf.Root.ViewerPreferences.DisplayDocTitle
        with pdf.open_metadata() as metadata:
            assert metadata["pdfuaid:part"] == "1"
            assert report.name in metadata["dc:title"]
        figures = [node for node in structure(pdf.Root.StructTreeRoot) if node.get("/S") == "/Figure"]
        assert len(figures) == len(report.scores.axes)
        assert all(len(str(node["/Alt"])) > 30 for node in figures)


def structure(node: pikepdf.Object) -> list[pikepdf.Object]:
    """Return every element of the structure below a node."""
    found = []
    children: Any = node.get("/K", [])
    for child in children if isinstance(children, pikepdf.Array) else [children]:
        if isinstance(child, pikepdf.Dictionary) and "/S" in child:
            found += [child, *structure(child)]
    return found


def test_the_pdf_says_what_the_report_says(criteria: Criteria) -> None:
    report = report_of(criteria, PROFILES[0])
    text = pdf_text(rendered(report, "pdf")).replace("\u00a0", " ")
    for advice in report.cards:
        assert advice.card.title.replace("\u00a0", " ") in text
    for one in report.strengths:
        assert one.criterion.title.replace("\u00a0", " ") in text
    assert "d’après le rapport de 2020" in text
    assert "page 1 sur" in text


def test_hostile_text_is_shown_and_never_run_in_the_pdf(criteria: Criteria) -> None:
    text = pdf_text(rendered(report_of(criteria, PROFILES[0], HOSTILE), "pdf"))
    for piece in ("#panic(1)", "$x$", "@a", "*c*", "<b>d</b>", "{{ e }}", "=2+3"):
        assert piece in text


def test_a_note_of_ten_thousand_characters_flows_over_the_pages(criteria: Criteria) -> None:
    words = " ".join(f"mot{number}" for number in range(1300))
    text = pdf_text(rendered(report_of(criteria, PROFILES[0], words), "pdf"))
    assert "mot0 " in text
    assert "mot1299" in text


def test_a_pdf_without_any_answer_still_comes(criteria: Criteria) -> None:
    report = make_report(criteria, AnswerSheet(Viewpoint.PROJET))
    assert "Aucune question n’a encore reçu de réponse." in pdf_text(rendered(report, "pdf"))


def test_characters_that_the_fonts_lack_leave_a_mark() -> None:
    fonts = ROOT / "templates" / "pdf" / "fonts"
    assert drawable("Élu, œuvre, 10 €, « à »\u00a0!", fonts) == "Élu, œuvre, 10 €, « à »\u00a0!"
    assert drawable("oui 😀😀 non", fonts) == f"oui {SUBSTITUTE} non"


@pytest.mark.parametrize(("day", "words"), [(1, "1er\u00a0août\u00a02027"), (23, "23\u00a0août\u00a02027")])
def test_dates_are_written_in_french(day: int, words: str) -> None:
    assert french_date(datetime.date(2027, 8, day)) == words


# ── charts ──


@pytest.mark.parametrize("profile", PROFILES)
def test_charts_are_well_formed_and_hold_nothing_that_runs(criteria: Criteria, profile: str) -> None:
    report = report_of(criteria, profile)
    for svg in (*axis_charts(report), chart_legend(report.viewpoint)):
        root = ElementTree.fromstring(svg)  # noqa: S314 - our own drawing
        assert root.get("role") == "img"
        for element in root.iter():
            assert not element.tag.endswith(("script", "style"))
            assert not [name for name in element.attrib if name == "style" or name.startswith("on")]


def test_a_chart_says_every_criterion_in_words_too(criteria: Criteria) -> None:
    report = report_of(criteria, PROFILES[0])
    for svg, axis in zip(axis_charts(report), report.scores.axes, strict=True):
        for one in axis.criteria:
            assert one.criterion.title in svg


def test_an_axis_without_a_score_shows_none(criteria: Criteria) -> None:
    nothing = make_report(criteria, AnswerSheet(Viewpoint.PROJET))
    assert "à préciser" in axis_charts(nothing)[0]
    everything = dict.fromkeys((one.id for one in criteria.all_criteria()), Answer(State.NOT_APPLICABLE))
    aside = make_report(criteria, AnswerSheet(Viewpoint.PROJET, answers=everything))
    assert "sans objet" in axis_charts(aside)[0]
    assert "sur 100" not in axis_charts(aside)[0]


# ── spreadsheet ──


def test_the_spreadsheet_holds_the_plan_to_fill_in_and_no_formula(criteria: Criteria) -> None:
    report = report_of(criteria, PROFILES[0], "=2+3")
    with zipfile.ZipFile(io.BytesIO(rendered(report, "ods"))) as archive:
        content = archive.read("content.xml").decode()
    assert re.findall(r'<table:table [^>]*table:name="([^"]+)"', content) == [
        "Lisez-moi",
        "Scores",
        "Réponses",
        "Plan d’action",
    ]
    assert "formula" not in content
    assert "=2+3" in content
    for word in ("Qui", "Quand", "Fait"):
        assert f">{word}<" in content
    for advice in report.cards:
        assert advice.card.title in content


# ── CSV and JSON ──


def test_the_csv_has_a_row_per_criterion_and_no_formula(criteria: Criteria) -> None:
    for start in ("=2+3", "+1", "-1", "@x"):
        report = report_of(criteria, PROFILES[0], start)
        rows = list(csv.reader(io.StringIO(rendered(report, "csv").decode("utf-8-sig")), delimiter=";"))
        assert len(rows) == 23
        note = next(row for row in rows if row[2] == FIRST)[8]
        assert note == f"'{start}"


def test_the_json_has_the_documented_shape_and_comes_back_as_the_same_answers(criteria: Criteria) -> None:
    report = report_of(criteria, PROFILES[2], HOSTILE.replace("\x00", "").replace("\ufeff", ""))
    content = rendered(report, "json")
    assert content == rendered(report, "json")
    data = json.loads(content)
    assert list(data) == [
        "format",
        "criteres",
        "regard",
        "parcours",
        "contexte",
        "reponses",
        "axes",
        "conseils",
        "conseils_suite",
        "situations",
        "points_appui",
        "a_verifier",
    ]
    assert data["criteres"] == {"version": criteria.version, "empreinte": criteria.digest}
    for axis in data["axes"]:
        for number in ("score", "couverture", "minimum", "maximum"):
            assert axis[number] == round(axis[number], 4)
    sheet, ignored = read_sheet(data, criteria)
    assert ignored == ()
    assert make_report(criteria, sheet) == report


def test_file_names_are_plain(criteria: Criteria) -> None:
    report = report_of(criteria, PROFILES[0], "L’Étable & Cie / « ../../x »")
    assert download_name(report, "pdf") == "terrain-d-entente-letable-cie-x.pdf"
    assert (
        download_name(make_report(criteria, AnswerSheet(Viewpoint.PROJET)), "ods")
        == "terrain-d-entente-projet.ods"
    )
