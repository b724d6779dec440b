"""The words of results are written in the wording of the core: documents and templates say none of their own."""

from __future__ import annotations

import ast
import importlib
import re
from pathlib import Path

import jinja2
import pytest
from jinja2 import nodes

from questionnaire.assessment.note_wording import NOTE_LABELS
from questionnaire.assessment.wording import LABELS, Audience
from tests.renderings.test_same_words import SECTIONS
from tests.support.paths import ROOT

pytestmark = pytest.mark.once

TEMPLATES = ROOT / "templates"
SAYING = {
    TEMPLATES / "respondent" / "results": "*.html",
    TEMPLATES / "respondent": "results.html",
    TEMPLATES / "macros": "results.html",
    TEMPLATES / "pdf": "*.typ",
    ROOT / "questionnaire" / "renderings" / "pdf": "*.py",
    ROOT / "questionnaire" / "renderings" / "spreadsheet": "results.py",
    ROOT / "questionnaire" / "web" / "respondent": "results*.py",
}
END, ALONE = r"(?!\w)", r"(?!\w| [a-zà-ÿ])"  # a label of one word may begin a sentence: « Qui a ce lien… »
WORDINGS = [
    importlib.import_module(f"questionnaire.assessment.{path.stem}")
    for path in sorted((ROOT / "questionnaire" / "assessment").glob("*wording.py"))
]


def said_by(path: Path) -> str:
    """Return what a source writes for readers: its texts, without names, comments and docstrings."""
    source = path.read_text(encoding="utf-8")
    if path.suffix == ".py":
        tree = ast.parse(source)
        told = {id(one.value) for one in ast.walk(tree) if isinstance(one, ast.Expr)}  # docstrings
        texts = [
            one
            for one in ast.walk(tree)
            if isinstance(one, ast.Constant) and isinstance(one.value, str) and id(one) not in told
        ]
        return "\n".join(str(one.value) for one in texts)
    if path.suffix == ".typ":
        return re.sub(r"//.*", "", source)
    tokens = jinja2.Environment().lex(source)  # noqa: S701 - nothing is rendered
    return "\n".join(re.sub(r"<[^>]*>", "\n", text) for _, kind, text in tokens if kind in ("data", "string"))


def labels_of_results() -> set[str]:
    """Return every label of results, from whichever wording."""
    tables = [
        table
        for wording in WORDINGS
        for name, table in vars(wording).items()
        if isinstance(table, dict) and (name == "LABELS" or name.endswith(("_LABELS", "_WORDS")))
    ]
    return {words for table in tables for words in table.values()} | {*Audience}


@pytest.mark.parametrize("folder", SAYING, ids=lambda folder: folder.name)
def test_a_label_of_the_results_is_written_in_the_wording_alone(folder: Path) -> None:
    sources = {path: said_by(path) for path in folder.glob(SAYING[folder])}
    labels = labels_of_results()
    assert sources
    assert {"Le piège", "Fait", "à préciser"} <= labels
    found = {
        (path.name, one)
        for path, said in sources.items()
        for one in labels
        if re.search(rf"(?<![\w’]){re.escape(one)}{ALONE if one.isalpha() else END}", said)
    }
    assert found == set()


@pytest.mark.parametrize("name", ["pdf/document.py", "pdf/note.py", "spreadsheet/results.py"])
def test_the_documents_of_results_write_no_word_of_their_own(name: str) -> None:
    said = said_by(ROOT / "questionnaire" / "renderings" / name)
    assert re.findall(r"[A-ZÀ-Ý][a-zà-ÿ’]+|[a-zà-ÿ’]+ [a-zà-ÿ’]+", said) == []


def test_every_heading_of_the_annex_is_given_to_it() -> None:
    source = (TEMPLATES / "pdf" / "annex.typ").read_text(encoding="utf-8")
    headings = re.findall(r"(?:^|\[)\s*==+ (.*?)\]?$", source, re.MULTILINE)
    assert [one for one in headings if not re.fullmatch(r"#(?:d|one)\.[a-z_.]+", one)] == []
    for key, values in SECTIONS.items():
        assert re.search(rf"#if d\.{values}\.len\(\) > 0 \[\s+== #d\.labels\.{key}\n", source), key


def test_two_tables_of_labels_have_no_key_in_common() -> None:
    assert LABELS.keys().isdisjoint(NOTE_LABELS)


RESULTS = [
    TEMPLATES / "respondent" / "results.html",
    TEMPLATES / "macros" / "results.html",
    *sorted((TEMPLATES / "respondent" / "results").glob("*.html")),
]
FILTERS = {"default", "nb"}  # nb: which words no line may cut
REASONING = (nodes.Add, nodes.Sub, nodes.Mul, nodes.Div, nodes.FloorDiv, nodes.Mod, nodes.Pow, nodes.Dict)


@pytest.mark.parametrize("path", RESULTS, ids=lambda path: path.stem)
def test_the_templates_of_the_results_neither_count_nor_reckon(path: Path) -> None:
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


def test_the_words_of_an_answer_without_a_level_are_written_once() -> None:
    for words in ("Je ne sais pas", "Non concerné"):
        named = [
            path for path in (ROOT / "questionnaire").rglob("*.py") if words in path.read_text(encoding="utf-8")
        ]
        sources = [path for path in named if words in said_by(path)]  # not in a comment or a docstring
        assert [path.name for path in sources] == ["state_words.py"]
