"""Page, PDF and spreadsheet of one report say the same counts, scores, sentences and labels."""

from __future__ import annotations

import dataclasses
import datetime
import re
from collections.abc import Iterator, Mapping
from typing import Any
from unittest.mock import patch
from xml.etree.ElementTree import Element

import html5lib
import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from questionnaire.answers import AnswerSheet
from questionnaire.assessment import wording
from questionnaire.assessment.axis_wording import axis_words
from questionnaire.assessment.criteria_wording import method_in_short
from questionnaire.assessment.engagement import ENOUGH
from questionnaire.assessment.profile_wording import profile_title, profile_words
from questionnaire.assessment.report import Report, make_report
from questionnaire.assessment.serialization import read_sheet
from questionnaire.assessment.step_wording import reason_words
from questionnaire.assessment.steps import shown_steps
from questionnaire.assessment.summary import WE, opening_text
from questionnaire.assessment.wording import LABELS, Audience, title_words
from questionnaire.criteria.content import Place
from questionnaire.criteria.loading import load_file
from questionnaire.criteria.model import Criteria
from questionnaire.renderings.pdf.document import document_values
from questionnaire.renderings.pdf.note import note_values
from questionnaire.renderings.spreadsheet.results import result_sheets
from questionnaire.storage import Diagnostic
from questionnaire.typography import lower_first
from questionnaire.web.context import OpenDiagnostic
from questionnaire.web.local_time import today
from questionnaire.web.respondent import results
from questionnaire.web.respondent.results_view import ResultsView, results_view
from tests.assessment.test_cases import CASES
from tests.support.building import Tree, build, complete, sheet, valid
from tests.support.paths import ROOT
from tests.support.plain_yaml import plain_yaml
from tests.support.strategies import answered_trees

pytestmark = pytest.mark.once

DAY = datetime.date(2026, 11, 25)
MOMENT = datetime.datetime(2026, 11, 25, tzinfo=datetime.UTC)
KEY = "k" * 24
VIEWS = {
    Audience.RESPONDENT: (results.own, "open_to_edit"),
    Audience.ANYBODY: (results.shared, "open_to_read"),
}
TEMPLATES = ROOT / "templates"
SECTIONS = {  # the label that heads a section of the annex, and the values that fill it
    "close_look": "situations",
    "strengths": "strengths",
    "to_check": "to_check",
    "reading": "resources",
}
INTERVAL = re.compile(r"entre \d+ et \d+")
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
        text = place.text or ""
        for child in place:
            if child.get("class") == "nb":  # a compound that no line may cut is no text apart
                text += f"{child.text or ''}{child.tail or ''}"
                continue
            yield squeeze(text)
            yield from self.pieces(child)
            text = child.tail or ""
        yield squeeze(text)


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
    """Compare the respondent's page, the shared one, what reaches the PDF, and the spreadsheet, with the core's words."""
    pdf, note = document_values(report, DAY), note_values(report, DAY)
    sheets = {one.name: one for one in result_sheets(report, DAY)}
    readme = {squeeze(str(key)): squeeze(str(value)) for key, value in sheets["Lisez-moi"].rows}
    title = squeeze(title_words(report, Audience.ANYBODY))
    titles = [pdf["title"], note["title"], str(next(iter(sheets["Lisez-moi"].rows))[1])]
    assert [squeeze(one) for one in titles] == [title] * 3
    assert squeeze(pdf["opening"]) == squeeze(opening_text(report))
    assert "".join(span["text"] for span in note["opening"]) == opening_text(report, WE)
    assert readme[LABELS["in_short"]] == squeeze(opening_text(report))
    assert readme[LABELS["criteria"]] == squeeze(pdf["version"])
    with app.test_request_context():
        view = results_view(report, title_words(report, Audience.ANYBODY), today())
    for audience in Audience:
        page = page_of(app, report, audience)
        assert page.text("h1") == squeeze(report.name or title_words(report, audience))
        assert page.text("p.summary") == squeeze(opening_text(report))
        if audience is Audience.ANYBODY:
            _nothing_of_its_own(page, view)
        if not wording.has_answers(report):
            assert page.all("section") == []
            continue
        _headings(report, page, pdf, readme, audience)
        _profile(report, page, sheets["Scores"].rows)
        _steps(report, page, sheets["Engagements"].rows)
        _answers(page, sheets["Réponses"].rows)
        _dialogue(report, page)
        _note(report, page, note)
        _annex(report, page, pdf, sheets["Réponses"].rows)
    assert [row[0] for row in sheets["Tous les pas"].rows] == [advice.card.title for advice in report.advice]


def page_of(app: Flask, report: Report, audience: Audience) -> ResultsPage:
    """Return the page that the view makes for this audience, from a diagnostic that needs no database."""
    view, opening = VIEWS[audience]
    editable = audience is Audience.RESPONDENT
    diagnostic = Diagnostic(1, editable, report.criteria.digest, report.sheet, MOMENT, MOMENT, None)
    opened = OpenDiagnostic(KEY, diagnostic, report.criteria)
    with app.test_request_context(), patch.object(results, opening, return_value=opened):
        return ResultsPage(view(KEY))


def _nothing_of_its_own(page: ResultsPage, view: ResultsView) -> None:
    """Check that every number and count of the page is in its view."""
    known = set(words_of(view))
    sentences = sorted((one for one in known if len(one) > 2), key=len, reverse=True)
    told = re.compile("|".join(rf"(?<!\w){re.escape(one)}(?!\w)" for one in sentences))
    for text in page.pieces():
        assert text in known or not re.search(r"\d", told.sub("", text)), text


def _headings(
    report: Report, page: ResultsPage, pdf: Mapping[str, Any], readme: Mapping[str, str], audience: Audience
) -> None:
    """Check that what page, annex and spreadsheet all tell stands under the same heading, without a second one."""
    folds = [re.sub(r" \d+$", "", one) for one in page.texts("summary", page.all("div.folds")[0])]
    headings = {key: LABELS[key] for key in SECTIONS if pdf[SECTIONS[key]]}
    if not pdf["situations"] and report.messages:
        headings["close_look"] = LABELS["close_look"]
    if "close_look" in headings and report.situations:
        headings["close_look"] += f" : {lower_first(report.situations[0].situation.title)}"
    assert [squeeze(one) for one in headings.values() if squeeze(one) not in folds] == []
    own = "own_" if audience is Audience.RESPONDENT else ""
    apart = [LABELS[f"{own}details"], LABELS["method"], *([LABELS["other_steps"]] if not own else [])]
    assert {squeeze(one) for one in [*headings.values(), *apart]} >= set(folds)
    assert {key: pdf["labels"][key] for key in headings} == {key: LABELS[key] for key in headings}
    asked = {squeeze(f"{LABELS['to_check']} : {one['title']}"): squeeze(one["ask"]) for one in pdf["to_check"]}
    assert {key: readme[key] for key in readme if key.startswith(LABELS["to_check"])} == asked


def _profile(report: Report, page: ResultsPage, rows: Any) -> None:
    profile = page.section("profile")
    assert page.text("h2", profile) == squeeze(profile_title(report))
    blocks = profile_words(report)
    for block, card in zip(blocks, page.all("article.block", profile), strict=True):
        assert page.text("h3", card) == squeeze(block.heading)
        assert page.text("p.block-count", card) == f"{block.figure} {block.out_of}".strip()
        assert page.text("p.block-left", card) == squeeze(block.left)
        assert page.texts("span.levels-text", card) == [squeeze(one.text) for one in block.levels]
        assert len(page.all("i.mark", card)) == len(block.levels)
        assert page.texts("p.quiet", card) == [squeeze(block.score)] * bool(block.score)
        for number in re.findall(r"\d+ sur 100", page.text("p.quiet", card)):
            assert f"{number}. " in squeeze(block.score)  # and what is expected follows
            assert re.search(r"n attend \d+ ;", squeeze(block.score))
    assert sum(int(block.figure) for block in blocks if block.out_of) == sum(row[1] for row in rows)
    for axis, row in zip(report.scores.axes, rows, strict=True):
        words = axis_words(report, axis)
        title, met, coverage, score, expected, minimum, maximum, tier, told = row
        assert (title, met, coverage or "") == (words.title, axis.met, words.coverage)
        assert (str(score or 0), tier or "") == (words.score or "0", words.verdict if words.score else "")
        assert (expected is None) == (score is None)
        assert INTERVAL.findall(told) == ([f"entre {minimum} et {maximum}"] if minimum != maximum else [])


def _steps(report: Report, page: ResultsPage, rows: Any) -> None:
    shown = shown_steps(report)
    section = page.section("steps-now")
    assert (section is None) == (not shown)
    if section is None:
        return
    steps = [*page.all("fieldset.step", section), *page.all("li.step", section)]
    for one, step, row in zip(steps, shown, rows, strict=False):
        assert page.text("h3", one) == squeeze(step.card.title) == squeeze(row[1])
        assert squeeze(step.card.first_step) == squeeze(row[2])
        assert squeeze(step.card.first_step) in page.texts("p", one)
        assert page.text("p.reason", one) == squeeze(reason_words(report, step.criterion))
        facts = dict(zip(page.texts("dt", one), page.texts("dd", one), strict=True))
        assert facts[LABELS["trap"]] == squeeze(step.card.trap) == squeeze(row[8])
    assert len(steps) == len(shown)
    assert len(list(rows)) == min(ENOUGH, len(report.advice))


def _answers(page: ResultsPage, rows: Any) -> None:
    details = page.all("details.details")[0]
    shown = page.all("div.answer", details)
    for one, row in zip(shown, rows, strict=True):
        _, criterion, question, _, answer, expected, given = row
        assert page.text("strong", page.all("dt", one)[0]) == squeeze(criterion)
        assert page.text("span.answer-question", one) == squeeze(question)
        told = page.text("dd.answer-text", one)
        assert squeeze(answer) in told
        assert squeeze(given) in told
        assert (expected is None) == (page.all("dd.answer-expected", one) == [])


def _dialogue(report: Report, page: ResultsPage) -> None:
    asked = page.texts("li", page.section("dialogue")) if page.section("dialogue") is not None else []
    assert asked == [squeeze(one.criterion.dialogue) for one in report.dialogue]


def _note(report: Report, page: ResultsPage, note: Mapping[str, Any]) -> None:
    """Check that the note tells the profile, the steps and the questions of the page."""
    assert page.text("h2", page.section("profile")) == squeeze(note["profile_title"])
    cards = page.all("article.block", page.section("profile"))
    assert [page.text("h3", card) for card in cards] == [
        squeeze(f"{one['title']} : {one['count']}") for one in note["blocks"]
    ]
    for block, card in zip(note["blocks"], cards, strict=True):
        assert page.text("p.block-count", card) == f"{block['figure']} {block['out_of']}".strip()
        assert page.texts("strong", page.all("ul.levels", card)[0]) == [
            squeeze(one["title"]) for one in block["rows"]
        ]
        marks = [one.attrib["class"] for one in page.all("i.mark", card)]
        assert marks == [f"mark mark-{one['mark']}" for one in block["rows"]]
        scored = re.compile(r"\d+(?= sur 100)")
        assert scored.findall(squeeze(block["score"])) == scored.findall(page.text("p.quiet", card))
    asked = page.section("dialogue")
    assert [squeeze(one) for one in note["dialogue"]] == (page.texts("li", asked) if asked is not None else [])
    steps = page.section("steps-now")
    assert [squeeze(one["title"]) for one in note["steps"]] == (
        page.texts("h3", steps)[:3] if steps is not None else []
    )
    assert squeeze(note["how"]).startswith(squeeze(method_in_short(report)))


def _annex(report: Report, page: ResultsPage, pdf: Mapping[str, Any], rows: Any) -> None:
    """Check that the annex tells the scores, the steps and the answers of the page and of the spreadsheet."""
    steps = page.section("steps-now")
    shown = page.texts("h3", steps) if steps is not None else []
    assert [squeeze(one["title"]) for one in pdf["steps"]][: len(shown)] == shown
    scores = [block.score for block in profile_words(report) if block.score]
    assert [one for one in scores if one not in {axis["score"] for axis in pdf["details"]}] == []
    printed = [row for axis in pdf["details"] for row in axis["rows"]]
    for one, row in zip(printed, rows, strict=True):
        _, criterion, _, level, told, expected, _ = row
        assert (one["criterion"], one["answer"]) == (criterion, told)
        assert one["level"].partition(",")[0] == ("" if level is None else str(level))
        assert one["expected"].partition(",")[0] == ("—" if expected is None else str(expected))


# ── the reports compared ──


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_a_worked_case_is_told_alike_everywhere(app: Flask, path: Any) -> None:
    case = plain_yaml(path.read_text(encoding="utf-8"))
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
