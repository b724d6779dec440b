"""The questionnaire to print: everything that is asked is there to be ticked, on few pages, tagged."""

from __future__ import annotations

import io
from functools import cache

import pikepdf
import pytest

from questionnaire.answers import Viewpoint
from questionnaire.assessment.paper import PaperForm, paper_forms
from questionnaire.assessment.paper_wording import when_words
from questionnaire.criteria.model import Criteria
from questionnaire.renderings.pdf.render import render_paper
from tests.renderings.test_formats import DAY, criteria, pdf_pages, pdf_words, structure
from tests.support.building import complete

FORMS = [form for viewpoint in Viewpoint for form in paper_forms(criteria(), viewpoint)]
every_form = pytest.mark.parametrize("form", FORMS, ids=lambda form: f"{form.viewpoint}-{form.period}")


@cache
def printed(number: int) -> bytes:
    return render_paper(FORMS[number], "terrain.example", DAY)


def paper(form: PaperForm) -> bytes:
    return printed(FORMS.index(form))


def squeezed(text: str) -> str:
    return "".join(text.split())


@every_form
def test_every_question_is_there_with_all_that_can_be_ticked(form: PaperForm) -> None:
    words, place = squeezed(pdf_words(paper(form))), 0
    for question in form.lettered:
        for text in (question.question.of(form.viewpoint), *(choice.title for choice in form.choices(question))):
            assert squeezed(text) in words
    for one in form.questions:
        criterion = one.criterion
        told = (
            criterion.title,
            criterion.question.of(form.viewpoint),
            when_words(form, one.when),
            criterion.help,
        )
        for text in (
            *told,
            *criterion.levels.of(form.viewpoint),
            criterion.not_applicable.of(form.viewpoint) or "",
        ):
            assert squeezed(text) in words, text
        following = words.index(squeezed(f"{one.number}{criterion.title}"), place)
        assert following > place
        place = following


@every_form
def test_there_is_a_box_for_each_answer_and_no_other(form: PaperForm) -> None:
    ticks = sum(len(form.choices(question)) for question in form.lettered) + sum(
        len(one.criterion.levels.of(form.viewpoint)) + 1 + bool(one.criterion.not_applicable.of(form.viewpoint))
        for one in form.questions
    )
    assert [kind for kind, _ in structure(paper(form))].count("/LI") == ticks


@every_form
def test_a_form_is_two_sheets_of_paper_each_page_with_its_version_and_number(form: PaperForm) -> None:
    pages = pdf_pages(paper(form))
    assert len(pages) == 4
    for number, page in enumerate(pages, 1):
        foot = page.replace("\xa0", " ")
        assert f"version {criteria().version} · 23 novembre 2026" in foot
        assert f"page {number} sur 4" in foot


@every_form
def test_a_form_is_tagged_titled_and_in_french(form: PaperForm) -> None:
    with pikepdf.open(io.BytesIO(paper(form))) as pdf, pdf.open_metadata() as metadata:
        assert str(pdf.Root.Lang).lower().startswith("fr")
        assert metadata["pdfuaid:part"] == "1"
        assert metadata["dc:title"].startswith(criteria().viewpoints.of(form.viewpoint).title)
    kinds = [kind for kind, _ in structure(paper(form))]
    assert kinds.count("/H1") == 1
    assert kinds.count("/H3") == len(form.lettered) + len(form.questions)


def test_criteria_of_any_file_make_a_form_with_the_names_of_its_levels() -> None:
    tree = complete(
        {"axes": {"un": {"criteres": {f"c{number}": {} for number in range(40)}}}, "enjeux": {"a": []}}
    )
    texts = {"collectivite": "#panic(1) 😀", "projet": "W" * 400}
    tree["contexte"].append({"id": "nom", "type": "texte", "maximum": 80, "question": texts})
    (form,) = [
        one for one in paper_forms(Criteria.model_validate(tree), Viewpoint.PROJET) if one.period == "lieu-ouvert"
    ]
    words = pdf_words(render_paper(form, "terrain.example", DAY))
    assert words.replace(" ", "").count("W") == 400
    assert "Niveau 3 : c39 au niveau 3 selon projet." in words
