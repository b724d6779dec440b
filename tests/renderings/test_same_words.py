"""Page, PDF, spreadsheet and drawings of one report say the same counts, scores, sentences and labels."""

from __future__ import annotations

import dataclasses
import datetime
import re
from collections.abc import Iterator, Mapping
from typing import Any
from unittest.mock import patch
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import html5lib
import jinja2
import pytest
import yaml
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import nodes
from markupsafe import Markup

from questionnaire.answers import AnswerSheet, State
from questionnaire.assessment import wording
from questionnaire.assessment.axis_wording import sign_words
from questionnaire.assessment.report import Report, make_report
from questionnaire.assessment.serialization import read_sheet
from questionnaire.assessment.wording import LABELS, Audience, title_words
from questionnaire.criteria.content import Place
from questionnaire.criteria.loading import load_file
from questionnaire.criteria.model import Criteria
from questionnaire.renderings.pdf.document import document_values
from questionnaire.renderings.spreadsheet.results import result_sheets
from questionnaire.renderings.spreadsheet.workbook import Sheet
from questionnaire.storage import Diagnostic
from questionnaire.typography import upper_first
from questionnaire.web.context import OpenDiagnostic
from questionnaire.web.respondent import results
from questionnaire.web.respondent.results_view import ResultsView, results_view
from tests.assessment.test_cases import CASES
from tests.support.building import Tree, build, complete, sheet, valid
from tests.support.paths import ROOT
from tests.support.strategies import answered_trees

DAY = datetime.date(2026, 11, 25)
MOMENT = datetime.datetime(2026, 11, 25, tzinfo=datetime.UTC)
KEY = "k" * 24
VIEWS = {
    Audience.RESPONDENT: (results.own, "open_to_edit"),
    Audience.ANYBODY: (results.shared, "open_to_read"),
}
TEMPLATES = ROOT / "templates"
COUNT = re.compile(r"\d+ réponses? sur \d+")
INTERVAL = re.compile(r"entre \d+ et \d+")
THRESHOLD = re.compile(r"à partir de [\d,]+ sur 100")
SVG = "{http://www.w3.org/2000/svg}"


def squeeze(text: str) -> str:
    """Return the text with every space alike."""
    return " ".join(text.split())


class ResultsPage:
    """The page of results, as its reader finds it."""

    def __init__(self, html: str) -> None:
        document = html5lib.parse(html, namespaceHTMLElements=False)
        self.main = next(one for one in document.iter("main"))

    def all(self, kind: str, within: Element | None = None) -> list[Element]:
        """Return the elements « tag » or « tag.class »."""
        tag, _, name = kind.partition(".")
        place = self.main if within is None else within
        return [one for one in place.iter(tag) if not name or name in one.get("class", "").split()]

    def texts(self, kind: str, within: Element | None = None) -> list[str]:
        """Return the texts of these elements."""
        return [squeeze("".join(one.itertext())) for one in self.all(kind, within)]

    def text(self, kind: str, within: Element | None = None) -> str:
        """Return the text of the first, or an empty one."""
        return next(iter(self.texts(kind, within)), "")

    def section(self, name: str) -> Element | None:
        """Return a section by the class that names it."""
        return next(iter(self.all(f"section.{name}")), None)

    def pieces(self, place: Element | None = None) -> Iterator[str]:
        """Yield every text that no drawing holds, as it stands in the page."""
        place = self.main if place is None else place
        if place.tag == f"{SVG}svg":
            return
        yield squeeze(place.text or "")
        for child in place:
            yield from self.pieces(child)
            yield squeeze(child.tail or "")


def words_of(value: object) -> Iterator[str]:
    """Yield every text that a view holds."""
    if isinstance(value, Markup):
        return  # a drawing
    if isinstance(value, str):
        yield squeeze(value)
    elif isinstance(value, Place):
        yield from (squeeze(value.name), squeeze(value.town))
    elif isinstance(value, int):
        yield str(value)
    elif isinstance(value, Mapping):
        yield from (word for one in value.values() for word in words_of(one))
    elif isinstance(value, tuple):
        yield from (word for one in value for word in words_of(one))
    elif dataclasses.is_dataclass(value) and not isinstance(value, type):
        found = [name for name, one in vars(type(value)).items() if isinstance(one, property)]
        for name in [*(field.name for field in dataclasses.fields(value)), *found]:
            yield from words_of(getattr(value, name))


def compare(app: Flask, report: Report) -> None:
    """Compare the respondent's page and the shared one, what reaches the PDF, and the spreadsheet."""
    pdf = document_values(report, DAY)
    sheets = {one.name: one for one in result_sheets(report, DAY)}
    title = squeeze(title_words(report, Audience.ANYBODY))
    assert [squeeze(pdf["title"]), squeeze(str(next(iter(sheets["Lisez-moi"].rows))[1]))] == [title, title]
    with app.test_request_context():
        view = results_view(report, title_words(report, Audience.ANYBODY))
    for audience in Audience:
        page = page_of(app, report, audience)
        assert page.text("h1") == squeeze(title_words(report, audience))
        if audience is Audience.ANYBODY:
            _nothing_of_its_own(page, view)
        _page(report, page, pdf, sheets)


def page_of(app: Flask, report: Report, audience: Audience) -> ResultsPage:
    """Return the page that the view makes for this audience, from a diagnostic that needs no database."""
    view, opening = VIEWS[audience]
    editable = audience is Audience.RESPONDENT
    diagnostic = Diagnostic(1, editable, report.criteria.digest, report.sheet, MOMENT, MOMENT, None)
    opened = OpenDiagnostic(KEY, diagnostic, report.criteria)
    with app.test_request_context(), patch.object(results, opening, return_value=opened):
        return ResultsPage(view(KEY))


def _page(report: Report, page: ResultsPage, pdf: Mapping[str, Any], sheets: Mapping[str, Sheet]) -> None:
    readme = {squeeze(str(key)): squeeze(str(value)) for key, value in sheets["Lisez-moi"].rows}
    applying = [
        one for axis in report.scores.axes for one in axis.criteria if one.answer.state is not State.NOT_APPLICABLE
    ]
    known = sum(one.answer.level is not None for one in applying)
    counted = f"{known} réponse{'s' if known > 1 else ''} sur {len(applying)}"
    for told in (page.text("p.eyebrow"), squeeze(pdf["eyebrow"]), readme["Réponses"]):
        assert COUNT.findall(told) == [counted]
    assert page.text("p.eyebrow") == squeeze(pdf["eyebrow"])
    assert page.text("p.summary") == squeeze(pdf["summary"]) == readme["En résumé"]
    if not wording.has_answers(report):
        assert page.all("section") == []
        return
    assert page.text("p.overall") == squeeze(pdf["overall"]).rstrip(".")
    _axes(report, page, pdf, sheets["Scores"].rows)
    _guidance(page, pdf, sheets["Plan d’action"].rows)
    _answers(page, pdf, sheets["Réponses"].rows)
    _rest(page, pdf)
    _signs_and_version(report, page, pdf, readme)


def _signs_and_version(
    report: Report, page: ResultsPage, pdf: Mapping[str, Any], readme: Mapping[str, str]
) -> None:
    words = sign_words(report)
    signs = [words.level, words.expected, words.unknown]
    assert page.texts("span.legend-item") == signs
    drawn = next(ElementTree.fromstring(pdf["legend"]["svg"]).iter(f"{SVG}desc")).text or ""  # noqa: S314 - our own drawing
    assert [one for one in signs if f"{upper_first(one)}." not in drawn] == []
    version = pdf["version"]
    assert readme[LABELS["criteria"]] == squeeze(version)
    assert page.texts("p", page.section("in-plain"))[1].endswith(squeeze(f"{LABELS['criteria']} : {version}."))


def _nothing_of_its_own(page: ResultsPage, view: ResultsView) -> None:
    """Check that every number and count of the page is in its view."""
    known = set(words_of(view)) | {f"Conseil {one.number} :" for one in view.advice}
    sentences = sorted((one for one in known if len(one) > 2), key=len, reverse=True)
    told = re.compile("|".join(rf"(?<!\w){re.escape(one)}(?!\w)" for one in sentences))
    for text in page.pieces():
        assert text in known or not re.search(r"\d", told.sub("", text)), text


def _axes(report: Report, page: ResultsPage, pdf: Mapping[str, Any], rows: Any) -> None:
    cards = page.all("article.axis-card")
    for axis, card, printed, row in zip(report.scores.axes, cards, pdf["axes"], rows, strict=True):
        title, score, tier, coverage, minimum, maximum, told = row
        on_paper = squeeze(" ".join((printed["tier"], printed["tier_text"], *printed["notes"])))
        on_page = " ".join(page.texts("p", page.all("div.axis-words", card)[0]))
        in_sheet = squeeze(f"{coverage or ''} {told}")
        drawing = next(card.iter(f"{SVG}desc")).text or ""

        heading = squeeze(f"{printed['score']} {printed['scale']}" if printed["score"] else printed["state"])
        verdict = f", {printed['tier']}" if printed["tier"] else ""
        assert page.text("h3", card) == squeeze(f"{title} : {heading}{verdict}")
        assert squeeze(drawing).startswith(f"{squeeze(title)} : {heading}.")
        assert (None if score is None else str(score), tier) == (printed["score"], printed["tier"] or None)

        # the page is silent about the count of an axis that has every answer
        count = set(COUNT.findall(on_paper))
        assert set(COUNT.findall(on_page)) <= count == set(COUNT.findall(in_sheet))
        assert len(count) == (axis.state.value != "sans_objet")
        intervals = [f"entre {minimum} et {maximum}"] if minimum != maximum else []
        for text in (on_page, on_paper, in_sheet, squeeze(drawing)):
            assert INTERVAL.findall(text) == intervals
        assert THRESHOLD.findall(on_page) == THRESHOLD.findall(on_paper) == THRESHOLD.findall(in_sheet)

        said = page.texts("p", page.all("div.axis-words", card)[0])
        assert said[0].endswith(squeeze(printed["tier_text"] or printed["notes"][0]))
        assert said[1:] == [one for one in map(squeeze, printed["notes"]) if one in said[1:]]
        following = page.text("p.axis-next", card)
        assert following == (squeeze(printed["notes"][-1]) if axis.next_tier else "")
        assert in_sheet.endswith(following)


def _guidance(page: ResultsPage, pdf: Mapping[str, Any], rows: Any) -> None:
    advice = page.section("cards")
    if advice is not None:
        assert page.text("h2", advice) == squeeze(pdf["cards_title"])
        assert page.text("p.quiet", advice) == squeeze(pdf["cards_intro"])
    shown, more = page.all("article.advice"), page.all("li.advice-short")
    assert [len(shown), len(more), len(rows)] == [
        len(pdf["cards"]),
        len(pdf["more"]),
        len(pdf["cards"]) + len(pdf["more"]),
    ]
    for number, (one, printed, row) in enumerate(zip(shown, pdf["cards"], rows, strict=False), 1):
        facts = dict(zip(page.texts("dt", one), page.texts("dd", one), strict=True))
        assert page.text("p.advice-number", one) == str(number) == str(row[0])
        assert page.text("p.advice-axis", one) == squeeze(printed["about"])
        assert page.text("p.reason", one) == squeeze(printed["reason"])
        assert facts[pdf["labels"]["effort"]] == printed["effort"] == row[7]
        assert facts[pdf["labels"]["effect"]] == printed["effect"] == row[8]
        assert facts[pdf["labels"]["trap"]] == squeeze(printed["trap"]) == squeeze(row[5])
        if printed["places"]:
            assert facts[printed["places_title"]].replace(",", "") == squeeze(printed["places"]).replace(",", "")
    for one, row in zip(more, rows[len(shown) :], strict=True):
        assert page.text("p.quiet", one).endswith(f" · effort {row[7]}, effet {row[8]}")
    situations = page.section("situations")
    if situations is not None:
        assert page.text("h2", situations) == squeeze(pdf["situations_title"])
        assert page.texts("h3", situations) == [squeeze(one["title"]) for one in pdf["situations"]]


def _answers(page: ResultsPage, pdf: Mapping[str, Any], rows: Any) -> None:
    details = page.section("details")
    assert details is not None
    shown = page.all("div.answer", details)
    table = [one for card in page.all("article.axis-card") for one in page.all("tr", card) if page.all("td", one)]
    printed = [row for group in pdf["details"] for row in group["rows"]]
    for one, line, paper, row in zip(shown, table, printed, rows, strict=True):
        _, criterion, question, level, answer, expected, given = row
        assert page.text("strong", page.all("dt", one)[0]) == squeeze(criterion) == squeeze(paper["criterion"])
        assert page.text("span.answer-question", one) == squeeze(question)
        told = page.text("dd.answer-text", one)
        assert squeeze(answer) in told
        assert answer == paper["answer"]
        assert squeeze(given) in told
        at_level, at_expected = page.texts("td", line)
        assert at_level == (squeeze(answer) if level is None else f"{level} sur {at_level.split()[-1]}")
        assert paper["level"].partition(",")[0] == ("" if level is None else str(level))
        if expected is None:
            assert (at_expected, paper["expected"], page.all("dd.answer-expected", one)) == ("—", "—", [])
            continue
        assert at_expected.startswith(f"{expected} sur ")
        assert paper["expected"].startswith(f"{expected}, ")
        assert bool(page.all("span.ok", one)) == paper["expected"].endswith("✓")


def _rest(page: ResultsPage, pdf: Mapping[str, Any]) -> None:
    labels = pdf["labels"]
    titles = {"profile": "profile", "strengths": "strengths", "to-check": "to_check", "in-plain": "method"}
    for name, label in {**titles, "details": "details", "further": "further"}.items():
        section = page.section(name)
        assert section is None or page.text("h2", section) == labels[label]
    strengths, to_check = page.section("strengths"), page.section("to-check")
    assert (strengths is None, to_check is None) == (not pdf["strengths"], not pdf["to_check"])
    if strengths is not None:
        assert page.texts("h3", strengths) == [squeeze(one["title"]) for one in pdf["strengths"]]
        assert page.texts("p", strengths) == [squeeze(one["text"]) for one in pdf["strengths"]]
    if to_check is not None:
        assert page.text("p.quiet", to_check) == squeeze(labels["to_check_intro"])
        assert page.texts("h3", to_check) == [squeeze(one["title"]) for one in pdf["to_check"]]
    method = page.text("p", page.section("in-plain"))
    assert method.startswith(squeeze(pdf["how"][0]).partition(" «")[0])


# ── the reports compared ──


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_a_worked_case_is_told_alike_everywhere(app: Flask, path: Any) -> None:
    case = yaml.safe_load(path.read_text(encoding="utf-8"))
    said = case.pop("criteres")
    criteria = valid(said) if isinstance(said, str) else build(said)
    compare(app, make_report(criteria, read_sheet({**case, "attendu": None, "titre": None}, criteria)[0]))


@pytest.mark.parametrize("profile", load_file(ROOT / "criteria.yaml")[0].profiles, ids=lambda profile: profile.id)
def test_a_fictitious_profile_is_told_alike_everywhere(app: Flask, criteria: Criteria, profile: Any) -> None:
    compare(app, make_report(criteria, profile.sheet()))


@given(case=answered_trees(), threshold=st.sampled_from([12.5, 50, 62.5, 66.67]), most=st.sampled_from([1, 4, 9]))
def test_random_answers_are_told_alike_everywhere(
    app: Flask, case: tuple[Tree, AnswerSheet], threshold: float, most: int
) -> None:
    tree, answers = case
    first, second, third = tree["paliers"]
    tree["paliers"] = [first, {**second, "seuil": threshold}, third]
    compare(app, make_report(Criteria.model_validate({**tree, "conseils_max": most}), answers))


def with_cards(*weights: float) -> Tree:
    """Return criteria of an axis, one for each weight, each with a card for the levels 0 to 2."""
    return {
        f"c{place}-{len(weights)}": {
            "poids": weight,
            "conseils": [{"id": f"c{place}-{len(weights)}", "niveaux": [0, 1, 2], "exemples": ["lab", "mill"]}],
        }
        for place, weight in enumerate(weights)
    }


TEXTS = {"commune": "Ici", "portage": "La commune", "but": "Se voir"}
PLACES = [{"id": "lab", "nom": "Lab", **TEXTS}, {"id": "mill", "nom": "Moulin", **TEXTS}]
HALVES = [
    {"titre": "Un", "seuil": 0},
    {"titre": "Deux", "seuil": 62.5},
    {"titre": "Trois", "seuil": 87.5},
]
UNUSUAL: dict[str, tuple[Tree, dict[str, int | str]]] = {
    "a threshold with a decimal": ({"paliers": HALVES}, {"c0-3": 1, "c1-3": 2, "c2-3": 1}),
    "at the threshold": ({"paliers": HALVES}, {"c0-3": 3, "c1-3": 2, "c2-3": 0, "c0-2": 3, "c1-2": 2}),
    "one card": ({"conseils_max": 1}, {"c0-3": 0, "c1-3": 1, "c0-2": 2}),
    "four cards": ({"conseils_max": 4}, {"c0-3": 0, "c1-3": 1, "c2-3": 0, "c0-2": 2, "c1-2": 1}),
    "nine cards": ({"conseils_max": 9}, {"c0-3": 0, "c1-3": 1, "c2-3": 0, "c0-2": 2, "c1-2": 1}),
    "one answer": ({"couverture_minimale": 0.1}, {"c1-3": 1}),
    "one answer, an overall score": ({"afficher_note_globale": True, "couverture_minimale": 0}, {"c0-2": 2}),
    "one question that applies": (
        {},
        {
            "c0-3": 2,
            "c1-3": "non_concerne",
            "c2-3": "non_concerne",
            "c0-2": "non_concerne",
            "c1-2": "non_concerne",
        },
    ),
    "nothing applies": ({}, dict.fromkeys(("c0-3", "c1-3", "c2-3", "c0-2", "c1-2"), "non_concerne")),
    "nothing known": ({}, dict.fromkeys(("c0-3", "c1-3", "c2-3", "c0-2", "c1-2"), "ne_sait_pas")),
    "no answer": ({}, {}),
}


@pytest.mark.parametrize("name", UNUSUAL)
@pytest.mark.parametrize("weights", [(1, 1, 1), (1, 1, 2), (0.5, 3, 1.25)], ids=str)
def test_unusual_criteria_are_told_alike_everywhere(app: Flask, name: str, weights: tuple[float, ...]) -> None:
    more, answers = UNUSUAL[name]
    axes = {"un": {"criteres": with_cards(*weights)}, "deux": {"criteres": with_cards(1, 1)}}
    criteria = Criteria.model_validate(complete({"axes": axes, "tiers_lieux": PLACES, **more}))
    compare(app, make_report(criteria, sheet(answers)))


# ── templates ──

SAYING = [
    *(TEMPLATES / "respondent" / "results").glob("*.html"),
    TEMPLATES / "respondent" / "results.html",
    TEMPLATES / "macros" / "results.html",
    TEMPLATES / "pdf" / "report.typ",
    *(ROOT / "questionnaire" / "renderings" / "charts").glob("*.py"),
    *(ROOT / "questionnaire" / "renderings" / "pdf").glob("*.py"),
    ROOT / "questionnaire" / "renderings" / "spreadsheet" / "results.py",
    *(ROOT / "questionnaire" / "web" / "respondent").glob("results*.py"),
]


@pytest.mark.parametrize("path", SAYING, ids=lambda path: path.name)
def test_a_label_of_the_results_is_written_in_the_wording_alone(path: Any) -> None:
    source = path.read_text(encoding="utf-8")
    labels = {*LABELS.values(), *Audience}
    assert [one for one in labels if re.search(rf"(?<!\w){re.escape(one)}(?!\w)", source)] == []


RESULTS = [
    TEMPLATES / "respondent" / "results.html",
    TEMPLATES / "macros" / "results.html",
    *sorted((TEMPLATES / "respondent" / "results").glob("*.html")),
]
FILTERS = {"default"}
REASONING = (nodes.Add, nodes.Sub, nodes.Mul, nodes.Div, nodes.FloorDiv, nodes.Mod, nodes.Pow, nodes.Dict)


@pytest.mark.parametrize("path", RESULTS, ids=lambda path: path.stem)
def test_the_templates_of_the_results_neither_count_nor_reckon(path: Any) -> None:
    tree = jinja2.Environment().parse(path.read_text(encoding="utf-8"))  # noqa: S701 - nothing is rendered
    assert {one.name for one in tree.find_all(nodes.Filter)} <= FILTERS
    for kind in REASONING:
        assert list(tree.find_all(kind)) == [], kind
    assert "index" not in {one.attr for one in tree.find_all(nodes.Getattr)}


@pytest.mark.parametrize("name", ["home", "method", "places", "legal"])
def test_the_public_pages_count_nothing_themselves(name: str) -> None:
    source = (TEMPLATES / "public" / f"{name}.html").read_text(encoding="utf-8")
    tree = jinja2.Environment().parse(source)  # noqa: S701 - nothing is rendered
    counting = {"length", "count", "int", "round", "sum", "selectattr", "rejectattr"}
    assert counting.isdisjoint(one.name for one in tree.find_all(nodes.Filter))
