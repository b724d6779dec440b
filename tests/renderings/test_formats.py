"""The downloads say what the report says, and hold whatever a respondent may write."""

from __future__ import annotations

import csv
import datetime
import io
import json
import re
import zipfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from fractions import Fraction
from functools import cache
from typing import Any
from xml.etree import ElementTree

import pikepdf
import pypdfium2
import pytest

from questionnaire.answers import Answer, AnswerSheet, State, Viewpoint
from questionnaire.assessment.engagement import ENOUGH, Engagement, EngagementState
from questionnaire.assessment.engagement_values import read_engagements
from questionnaire.assessment.report import Report, make_report
from questionnaire.assessment.serialization import read_sheet
from questionnaire.assessment.step_wording import raised_words, reason_words
from questionnaire.assessment.summary import opening_text
from questionnaire.assessment.wording import context_lines
from questionnaire.criteria.loading import load_file
from questionnaire.criteria.model import Criteria
from questionnaire.renderings.csv_table import csv_cell
from questionnaire.renderings.data import (
    CSV_HEADER,
    FORMAT,
    decimal,
    render_csv,
    render_json,
    report_as_dict,
)
from questionnaire.renderings.formats import FORMATS, download_name, slug
from questionnaire.renderings.pdf.document import document_values
from questionnaire.renderings.pdf.glyphs import FONTS, SUBSTITUTE, breakable, coverage, drawable
from questionnaire.renderings.pdf.render import render_annex
from questionnaire.renderings.spreadsheet.results import render_ods
from tests.support.paths import ROOT

DAY = datetime.date(2026, 11, 23)
OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = {
    "emoji": "avant 😀 👩‍👩‍👧 après",
    "control": "nul\0 bom\ufeff cloche\x07 échappement\x1b fin",
    "right to left": "שלום مرحبا \u202eabc",
    "typst": '#panic(1) $x^2$ @ref *gras* `code` <étiquette> // note /* \\ #link("x")[y]',
    "html": "<script>alert(1)</script> &amp; <b>gras</b>",
    "formula": "=2+3",
    "one word": "W" * 10_000,
    "long": "mot " * 2_500,
    "lines": "un\ndeux\r\n\r\ntrois\u2028quatre\tcinq",
    "not a character": "a\ufffe b\uffff c\U0010ffff d",
    "separate accents": "e\u0301te\u0301 de\u0301ja\u0300",
    "other alphabet": "中文字符" * 500,
}


@cache
def criteria() -> Criteria:
    return load_file(ROOT / "criteria.yaml")[0]


@cache
def profile_report(name: str) -> Report:
    return make_report(criteria(), next(one for one in criteria().profiles if one.id == name).sheet())


@cache
def profile_pdf(name: str) -> bytes:
    return render_annex(profile_report(name), DAY)


PROFILES = [one.id for one in criteria().profiles]
every_profile = pytest.mark.parametrize("name", PROFILES)


def with_notes(*notes: str, context: dict[str, str] | None = None) -> Report:
    """Return the first profile with these notes on its first criteria."""
    sheet = criteria().profiles[0].sheet()
    found = {one.id: Answer.at(1, text) for one, text in zip(criteria().all_criteria(), notes, strict=False)}
    return make_report(
        criteria(),
        replace(sheet, answers={**sheet.answers, **found}, context={**sheet.context, **(context or {})}),
    )


def empty_report(viewpoint: Viewpoint = Viewpoint.PROJET) -> Report:
    return make_report(criteria(), AnswerSheet(viewpoint))


def pdf_words(data: bytes) -> str:
    """Return the text of a PDF, its invisible places to break left out, its spaces made one."""
    return " ".join("\n".join(pdf_pages(data)).replace("\u200b", "").split())


def pdf_pages(data: bytes) -> list[str]:
    """Return the text of each page of a PDF; PDFium marks a hyphen at the end of a line with U+0002."""
    with pypdfium2.PdfDocument(data) as made:
        return [page.get_textpage().get_text_bounded().replace("\x02", "-") for page in made]


def structure(data: bytes) -> Iterator[tuple[str, str]]:
    """Yield the kind and the text instead of every element of the structure tree of a PDF."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        left: list[Any] = [pdf.Root.StructTreeRoot]
        while left:
            node = left.pop()
            if isinstance(node, pikepdf.Array):
                left.extend(node)
            elif isinstance(node, pikepdf.Dictionary):
                if "/S" in node:
                    yield str(node["/S"]), str(node.get("/Alt", ""))
                left.append(node.get("/K"))


# ── Drawings ───────────────────────────────────────────────────────────────────────────────────────────────


# ── PDF ────────────────────────────────────────────────────────────────────────────────────────────────────


@every_profile
def test_the_pdf_is_tagged_titled_in_french_and_marked_pdf_ua(name: str) -> None:
    with pikepdf.open(io.BytesIO(profile_pdf(name))) as pdf:
        assert str(pdf.Root.Lang).lower().startswith("fr")
        assert bool(pdf.Root.MarkInfo.Marked)
        assert bool(pdf.Root.ViewerPreferences.DisplayDocTitle)
        with pdf.open_metadata() as metadata:
            assert metadata["pdfuaid:part"] == "1"
            assert profile_report(name).name in metadata["dc:title"]


@every_profile
def test_the_pdf_has_headings_and_tables_with_headers(name: str) -> None:
    kinds = [kind for kind, _ in structure(profile_pdf(name))]
    assert kinds.count("/H1") == 1
    assert kinds.count("/H2") >= 4
    assert kinds.count("/TH") >= 6


@every_profile
def test_the_pdf_of_a_profile_has_two_to_six_pages_each_with_its_number(name: str) -> None:
    pages = pdf_pages(profile_pdf(name))
    assert 2 <= len(pages) <= 6
    for i, page in enumerate(pages, 1):
        assert f"page {i} sur {len(pages)}" in page.replace("\xa0", " ")


@every_profile
def test_the_pdf_says_what_the_report_says(name: str) -> None:
    report, words = profile_report(name), pdf_words(profile_pdf(name)).replace(" ", "")
    expected = [report.name, opening_text(report), *report.messages, "23 novembre 2026", criteria().version]
    expected += [one.card.title for one in (*report.cards, *report.more)]
    expected += [
        text
        for one in report.cards
        for text in (reason_words(report, one.criterion), raised_words(one), one.card.first_step, one.card.trap)
    ]
    expected += [one.criterion.ask.of(report.viewpoint) for one in report.to_check]
    expected += [one.situation.title for one in report.situations]
    expected += [line.answer for line in context_lines(report)]
    expected += [criteria().presentation.disclaimer]
    for text in expected:
        assert "".join(text.split()) in words


def test_the_same_report_and_date_give_the_same_pdf() -> None:
    assert render_annex(profile_report(PROFILES[0]), DAY) == profile_pdf(PROFILES[0])


def test_threads_make_the_same_pdfs_as_one() -> None:
    with ThreadPoolExecutor(4) as pool:
        made = list(pool.map(lambda name: render_annex(profile_report(name), DAY), PROFILES * 2))
    assert made == [profile_pdf(name) for name in PROFILES] * 2


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_note_never_breaks_the_pdf_and_comes_out_as_text(text: str) -> None:
    words = pdf_words(render_annex(with_notes(text), DAY)).replace(" ", "")
    expected = "".join(drawable(text).split())
    if len(expected) < 500:
        assert expected in words
    else:  # over several pages, whose feet come in between
        assert all(words.count(letter) >= expected.count(letter) for letter in set(expected))


def test_every_kind_of_hostile_text_at_once_in_notes_and_in_the_name() -> None:
    name = "#panic(1) 😀\0 <b>Ville</b> $x$"
    report = with_notes(*HOSTILE.values(), context={"nom": name, "autre-enjeu": "W" * 2_000})
    for made in FORMATS.values():
        assert made.render(report, DAY)
    assert f"#panic(1) {SUBSTITUTE} <b>Ville</b> $x$" in pdf_words(render_annex(report, DAY))


def test_the_pdf_tells_when_a_character_stands_for_another() -> None:
    sentence = "remplace un caractère que ce document ne peut pas dessiner"
    assert sentence in pdf_words(render_annex(with_notes("😀"), DAY))
    assert sentence in pdf_words(render_annex(with_notes(context={"nom": "Ville 😀"}), DAY))
    assert sentence not in pdf_words(profile_pdf(PROFILES[0]))


def test_nobody_answered_anything_and_every_download_is_still_made() -> None:
    for viewpoint in Viewpoint:
        for made in FORMATS.values():
            assert made.render(empty_report(viewpoint), DAY)


def test_very_long_cards_and_many_criteria_are_not_cut() -> None:
    report = profile_report(PROFILES[0])
    first = report.cards[0]
    long = first.card.model_copy(update={"why": "Pourquoi zut. " * 260, "trap": "Le piège flop. " * 230,
                                         "steps": ("Une étape bing. " * 350,)})  # fmt: skip
    axis = report.scores.axes[0]
    tall = replace(axis, criteria=axis.criteria * 6)
    changed = replace(report, cards=(replace(first, card=long), *report.cards[1:]),
                      scores=replace(report.scores, axes=(tall, *report.scores.axes[1:])))  # fmt: skip
    words = pdf_words(render_annex(changed, DAY))
    assert words.count("zut.") == 260  # one word each: a sentence may begin on a page and end on the next
    assert words.count("flop.") == 230
    assert words.count("bing.") == 350


def test_the_fonts_cover_french_and_are_light() -> None:
    french = "àâæçéèêëîïôœùûüÿÀÂÆÇÉÈÊËÎÏÔŒÙÛÜŸ«»’…–—€°№→✓□\u00a0\u202f\u200b"
    assert set(french) <= coverage()
    assert sum(font.stat().st_size for font in FONTS.glob("*.ttf")) < 350_000
    assert len(list(FONTS.glob("OFL-*.txt"))) == 2


def test_drawable_text_keeps_what_can_be_drawn_and_shows_where_it_could_not() -> None:
    assert drawable("L’été à Ÿ : « œuvre »") == "L’été à Ÿ : « œuvre »"
    assert drawable("e\u0301") == "é"
    assert drawable("a\0b\ufeffc\u202e") == "abc"
    assert drawable("😀") == SUBSTITUTE
    assert drawable("un\r\ndeux\u2028trois\tquatre\u3000cinq") == "un\ndeux\ntrois quatre cinq"


def test_only_words_too_long_for_a_column_get_places_to_break() -> None:
    assert breakable("intercommunalité et autres mots") == "intercommunalité et autres mots"
    assert "\u200b" in breakable("https://exemple.fr/une/adresse/vraiment/tres/longue")
    assert breakable("x" * 500).replace("\u200b", "") == "x" * 500


# ── Spreadsheet ────────────────────────────────────────────────────────────────────────────────────────────


def sheets(data: bytes) -> dict[str, list[list[str]]]:
    """Return the text of every cell, by sheet."""
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        root = ElementTree.fromstring(file.read("content.xml"))  # noqa: S314
    return {
        table.attrib[f"{TABLE}name"]: [
            ["\n".join("".join(p.itertext()) for p in cell) for cell in row.iter(f"{TABLE}table-cell")]
            for row in table.iter(f"{TABLE}table-row")
        ]
        for table in root.iter(f"{TABLE}table")
    }


@every_profile
def test_the_spreadsheet_opens_on_the_plan_and_has_a_row_for_each_thing(name: str) -> None:
    report = profile_report(name)
    found = sheets(render_ods(report, DAY))
    assert list(found) == ["Engagements", "Réponses", "Scores", "Tous les pas", "Lisez-moi"]
    assert len(found["Scores"]) == 1 + len(report.scores.axes)
    assert len(found["Réponses"]) == 1 + sum(len(axis.criteria) for axis in report.scores.axes)
    titles = [row[1] for row in found["Engagements"][1:]]
    assert titles == [one.card.title for one in report.cards]
    assert found["Engagements"][0][3:6] == ["Qui", "Quand", "État"]
    assert all(row[3:6] == ["", "", ""] for row in found["Engagements"][1:])
    assert [row[0] for row in found["Tous les pas"][1:]] == [one.card.title for one in report.advice]


def test_what_is_kept_comes_first_in_the_plan_of_the_spreadsheet() -> None:
    report = profile_report(PROFILES[0])
    card = report.cards[4].card
    day = datetime.date(2026, 12, 18)
    kept = (
        Engagement(card.id, who="l’adjointe", due=day, state=EngagementState.DONE),
        Engagement(
            "partie", title="Un conseil d’avant", state=EngagementState.DROPPED, reason="trop tôt", note="oui"
        ),
        Engagement(title="Se voir", who="le collectif"),
    )
    rows = sheets(render_ods(replace(report, engagements=kept), DAY))["Engagements"]
    assert rows[1][1:7] == ["Se voir", "", "le collectif", "", "À faire", ""]
    assert rows[2][1:7] == [card.title, card.first_step, "l’adjointe", "18/12/2026", "Fait", ""]
    assert rows[3][1:7] == ["Un conseil d’avant", "", "", "", "Laissé", "trop tôt\noui"]
    assert len(rows) == 1 + ENOUGH


def test_no_cell_of_the_spreadsheet_is_a_formula_and_user_text_is_text() -> None:
    report = with_notes(
        "=2+3", "+1", "-1", "@SUM(1)", "\t=1", "1234", "2026-01-01", "nul\0", context={"nom": "=1+1"}
    )
    with zipfile.ZipFile(io.BytesIO(render_ods(report, DAY))) as file:
        content = file.read("content.xml").decode()
        assert file.read("mimetype") == b"application/vnd.oasis.opendocument.spreadsheet"
        for part in file.namelist():
            if part.endswith(".xml") and file.getinfo(part).file_size:
                ElementTree.fromstring(file.read(part))  # noqa: S314
    assert "formula" not in content
    root = ElementTree.fromstring(content)  # noqa: S314
    for cell in root.iter(f"{TABLE}table-cell"):
        words = "".join(cell.itertext())
        if words in {"=2+3", "+1", "-1", "@SUM(1)", "1234", "2026-01-01", "=1+1"}:
            assert cell.attrib[f"{OFFICE}value-type"] == "string"


def test_lines_and_spaces_of_a_note_are_kept_in_the_spreadsheet() -> None:
    found = sheets(render_ods(with_notes("un\ndeux"), DAY))
    assert found["Réponses"][1][-1] == "un\ndeux"


def test_the_first_row_of_the_tables_stays_in_sight() -> None:
    with zipfile.ZipFile(io.BytesIO(render_ods(profile_report(PROFILES[0]), DAY))) as file:
        settings = file.read("settings.xml").decode()
    assert settings.count('"VerticalSplitMode" config:type="short">2<') == 4  # all but the first page to read


# ── JSON and CSV ───────────────────────────────────────────────────────────────────────────────────────────


@every_profile
def test_importing_the_json_again_gives_the_same_report(name: str) -> None:
    report = profile_report(name)
    data = json.loads(render_json(report))
    sheet, notices = read_sheet(data, criteria())
    assert not notices
    assert sheet == report.sheet
    assert render_json(make_report(criteria(), sheet)) == render_json(report)


@every_profile
def test_the_json_holds_the_report_in_the_documented_shape(name: str) -> None:
    report = profile_report(name)
    data = json.loads(render_json(report, DAY))
    assert list(data) == [
        "format", "criteres", "regard", "parcours", "contexte", "reponses", "axes", "conseils", "conseils_suite",
        "situations", "points_appui", "a_verifier",
    ]  # fmt: skip
    assert data["format"] == FORMAT == "terrain-d-entente/1"
    assert data["criteres"] == {"version": criteria().version, "empreinte": criteria().digest}
    assert data["conseils"] == [one.card.id for one in report.cards]
    for axis, said in zip(report.scores.axes, data["axes"], strict=True):
        assert said["etat"] == axis.state
        assert (said["score"] is None) == (axis.score is None)
        assert axis.score is None or abs(said["score"] - float(axis.score)) <= 0.00005


def test_the_documentation_names_every_key_and_its_example_can_be_imported() -> None:
    text = (ROOT / "docs" / "format-json.md").read_text()
    kept = Engagement(
        card="deux-rendez-vous",
        title="Fixer deux rendez-vous par an, à dates connues",
        who="la mairie",
        due=datetime.date(2027, 1, 15),
        changed_on=datetime.date(2026, 11, 28),
    )
    data = report_as_dict(replace(profile_report(PROFILES[0]), engagements=(kept,)))
    answer = next(iter(data["reponses"].values()))
    for key in [
        *data,
        *data["criteres"],
        *data["plan"],
        *data["plan"]["pas"][0],
        *data["engagements"][0],
        *data["axes"][0],
        *answer,
    ]:
        assert f"`{key}" in text or f".{key}`" in text
    example = json.loads(text.partition("```json")[2].partition("```")[0])
    assert list(example) == list(data)
    assert list(example["axes"][0]) == list(data["axes"][0])
    assert not read_sheet(example, criteria())[1]
    assert read_engagements(example) == (kept,)


def test_a_hidden_answer_keeps_its_stored_state_in_the_json() -> None:
    path = next(one for one in criteria().paths if one.criteria)
    assert path.criteria
    hidden = next(one.id for one in criteria().all_criteria() if one.id not in path.criteria)
    sheet = AnswerSheet(path.viewpoints[0], path.id, {}, {hidden: Answer.at(2, "gardé")})
    data = report_as_dict(make_report(criteria(), sheet))
    assert data["reponses"][hidden] == {"etat": "repondu", "niveau": 2, "note": "gardé"}
    assert State.HIDDEN.value not in json.dumps(data)


def test_the_json_is_readable_stable_and_ends_with_a_line_end() -> None:
    made = render_json(with_notes("« é » 😀"))
    assert "« é » 😀" in made.decode()
    assert made.endswith(b"}\n")
    assert made == render_json(with_notes("« é » 😀"), DAY)


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (Fraction(5000, 90), 55.5556),
        (Fraction(2, 3), 0.6667),
        (Fraction(1, 20000), 0.0001),
        (Fraction(75), 75),
        (Fraction(0), 0),
        (None, None),
    ],
)
def test_decimals_are_rounded_half_up_to_four(value: Fraction | None, shown: float | None) -> None:
    assert decimal(value) == shown


@every_profile
def test_the_csv_has_a_row_for_each_criterion(name: str) -> None:
    report = profile_report(name)
    made = render_csv(report, DAY)
    assert made.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(made.decode("utf-8-sig"), newline=""), delimiter=";"))
    assert [row["identifiant"] for row in rows] == [
        one.criterion.id for a in report.scores.axes for one in a.criteria
    ]
    assert tuple(rows[0]) == CSV_HEADER


@pytest.mark.parametrize("text", ["=2+3", "+33 6", "-1", "@SUM(1)", "\t=1", "\r=1"])
def test_no_cell_of_the_csv_can_be_run(text: str) -> None:
    made = render_csv(with_notes(text)).decode("utf-8-sig")
    row = next(csv.DictReader(io.StringIO(made, newline=""), delimiter=";"))
    assert row["note"] == f"'{text}"


def test_a_note_with_separators_quotes_and_lines_stays_one_cell() -> None:
    nasty = 'un;deux "trois"\nquatre'
    made = render_csv(with_notes(nasty)).decode("utf-8-sig")
    assert next(csv.DictReader(io.StringIO(made, newline=""), delimiter=";"))["note"] == nasty


# ── Table of formats ───────────────────────────────────────────────────────────────────────────────────────


def test_every_format_makes_bytes_of_its_kind() -> None:
    starts = {"pdf": b"%PDF-", "ods": b"PK", "csv": b"\xef\xbb\xbfaxe;", "json": b"{"}
    assert list(FORMATS) == list(starts)
    for name, made in FORMATS.items():
        assert made.name == name
        assert made.render(profile_report(PROFILES[0]), DAY).startswith(starts[name])


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Sainte-Fauvette (Œuvre)", "terrain-d-entente-sainte-fauvette-oeuvre.pdf"),
        ("L’Établi d'à côté", "terrain-d-entente-l-etabli-d-a-cote.pdf"),
        ("../../etc/passwd\0\r\n", "terrain-d-entente-etc-passwd.pdf"),
        ("中文", "terrain-d-entente-collectivite.pdf"),
        ("", "terrain-d-entente-collectivite.pdf"),
    ],
)
def test_the_name_of_a_download_is_plain(name: str, expected: str) -> None:
    assert download_name(with_notes(context={"nom": name}), FORMATS["pdf"]) == expected


def test_a_very_long_name_gives_a_short_file_name() -> None:
    assert len(slug("très long " * 500)) <= 60
    assert re.fullmatch(r"[a-z0-9-]+", slug("très long " * 500))


def test_the_overall_score_is_told_only_when_the_criteria_ask_for_it() -> None:
    report = profile_report(PROFILES[0])
    assert document_values(report, DAY)["overall"] == ""
    shown = replace(report, criteria=report.criteria.model_copy(update={"show_overall": True}))
    assert "tous axes réunis" in document_values(shown, DAY)["overall"]


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("- un tiret", "- un tiret"),
        ("- Réunion le mardi à 18 h\n- Puis l’atelier", "- Réunion le mardi à 18 h\n- Puis l’atelier"),
        ("-\u00a0un tiret", "-\u00a0un tiret"),
        ("+ de place", "+ de place"),
        ("-1+2", "'-1+2"),
        ("- 1+2", "'- 1+2"),
        ("- A1+B1", "'- A1+B1"),
        ("-A", "'-A"),
        ("=2+3", "'=2+3"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ('- un HYPERLINK("http://exemple")', '\'- un HYPERLINK("http://exemple")'),
        ('- un HYPERLINK ("http://exemple")', '\'- un HYPERLINK ("http://exemple")'),
        ("- cmd|' /C calc'!A0", "'- cmd|' /C calc'!A0"),
        ("+ un\n=cmd|' /C calc'!A0", "'+ un\n=cmd|' /C calc'!A0"),
        ("\t=1", "'\t=1"),
    ],
)
def test_a_cell_that_could_be_a_formula_is_text_and_a_dash_of_prose_stays_as_it_is(
    typed: str, written: str
) -> None:
    assert csv_cell(typed) == written
