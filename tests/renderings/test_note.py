"""The note: two pages, whatever a respondent answered, wrote or kept; it says what the results page says."""

from __future__ import annotations

import datetime
import io
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from typing import Any

import pikepdf
import pytest

from questionnaire.answers import Answer, AnswerSheet, State, Viewpoint
from questionnaire.assessment.engagement import TITLE_MAX, WHO_MAX, Engagement, EngagementState
from questionnaire.assessment.note_wording import excerpt
from questionnaire.assessment.profile_wording import (
    MARK_WORDS,
    expected_intro,
    profile_title,
    profile_words,
    whose_words,
)
from questionnaire.assessment.report import Report, make_report, without_notes
from questionnaire.assessment.step_wording import reason_words
from questionnaire.assessment.summary import WE, opening_text
from questionnaire.assessment.wording import dialogue_title
from questionnaire.criteria.model import STAGE
from questionnaire.renderings.formats import FORMATS
from questionnaire.renderings.pdf.note import note_values
from questionnaire.renderings.pdf.render import render_annex, render_note
from questionnaire.typography import lower_first, upper_first
from tests.renderings.test_formats import (
    DAY,
    HOSTILE,
    PROFILES,
    criteria,
    empty_report,
    every_profile,
    pdf_pages,
    pdf_words,
    profile_report,
    structure,
    with_notes,
)
from tests.support.building import build

LONG_NAME = "Communauté de communes des Hautes-Vallées-et-Plateaux-de-la-Montagne-Ensoleillée"
LONG_NOTE = "Le conseil en a parlé trois fois, sans rien écrire, puis les personnes ont changé. " * 24


def kept(report: Report, steps: int, who: str = "") -> Report:
    """Return a report in which the first cards are undertaken."""
    day = datetime.date(2027, 9, 30) if who else None
    return replace(
        report,
        engagements=tuple(Engagement(one.card.id, who=who, due=day) for one in report.cards[:steps]),
    )


def changed(report: Report, *, name: str = "", note: str = "", level: int | None = None) -> Report:
    """Return the report of the same respondent with this name, and this note or level on every criterion."""
    answers = {
        one.criterion.id: replace(one.answer, note=note or one.answer.note)
        if level is None
        else Answer.at(level, note)
        for axis in report.scores.axes
        for one in axis.criteria
    }
    context = {**report.sheet.context, **({"nom": name} if name else {})}
    return make_report(criteria(), replace(report.sheet, answers=answers, context=context))


def hard_cases(report: Report) -> Iterator[tuple[str, Report]]:
    """Yield what makes a note long, or nearly empty."""
    yield "as it is", report
    yield "without a step", replace(report, cards=(), more=())
    longest = changed(report, name=LONG_NAME, note=LONG_NOTE)
    yield "a long name and long notes", longest
    yield "and no step", replace(longest, cards=(), more=())
    yield "and six kept", kept(longest, 6, "la personne élue chargée de la vie locale")
    widest = changed(report, name="W" * 80, note=LONG_NOTE)
    yield "and the widest letters", kept(widest, 3, "M" * WHO_MAX)
    free = Engagement(title="M" * TITLE_MAX, who="M" * WHO_MAX, due=DAY, note=LONG_NOTE)
    done = Engagement(title="W" * TITLE_MAX, state=EngagementState.DONE)
    yield "and twenty of one’s own", replace(widest, engagements=(free, done) * 10)
    for level in (0, criteria().top_level):
        yield f"every answer at {level}", changed(report, name=LONG_NAME, note=LONG_NOTE, level=level)


@every_profile
def test_a_note_has_two_pages_whatever_is_in_it(name: str) -> None:
    for case, report in hard_cases(profile_report(name)):
        pages = pdf_pages(render_note(report, DAY))
        assert len(pages) == 2, case
        assert dialogue_title(report) in pages[0].replace("\xa0", " "), case
        assert "Comment lire" in pages[1], case


@pytest.mark.parametrize("viewpoint", Viewpoint)
def test_a_note_of_any_stage_and_state_has_two_pages(viewpoint: Viewpoint) -> None:
    stages = criteria().context_question(STAGE)
    assert stages
    every = [one.id for one in criteria().all_criteria()]
    for stage in stages.choices_for(viewpoint):
        for answer in (
            Answer(State.UNKNOWN, note=LONG_NOTE),
            Answer(State.NOT_APPLICABLE),
            Answer.at(1, LONG_NOTE),
        ):
            context = {STAGE: stage.id, "nom": LONG_NAME}
            report = make_report(
                criteria(), AnswerSheet(viewpoint, "complet", context, dict.fromkeys(every, answer))
            )
            assert len(pdf_pages(render_note(report, DAY))) == 2, (stage.id, answer.state)
    assert len(pdf_pages(render_note(empty_report(viewpoint), DAY))) == 2


def squeezed(text: str) -> str:
    return "".join(text.split())


@every_profile
def test_the_note_says_what_the_page_says(name: str) -> None:
    report = profile_report(name)
    first, second = (squeezed(page.replace("\u200b", "")) for page in pdf_pages(render_note(report, DAY)))
    spoken = [report.name, whose_words(report), opening_text(report, WE), "23 novembre 2026"]
    for one in report.cards[:3]:
        spoken += [
            one.card.title,
            one.card.first_step,
            reason_words(report, one.criterion),
            lower_first(one.card.trap),
        ]
    spoken += [one.criterion.dialogue for one in report.dialogue]
    worked = [profile_title(report), expected_intro(report), criteria().presentation.disclaimer]
    worked += [one.criterion.ask.of(report.viewpoint) for one in report.to_check]
    worked += [text for one in report.situations for text in (one.situation.title, one.text)]
    for block in profile_words(report):
        worked += [block.title, *(line.title for line in block.levels)]
    for told, page in ((spoken, first), (worked, second)):
        assert [text for text in told if squeezed(text) not in page] == []


@every_profile
def test_each_criterion_of_the_profile_has_its_mark_in_words(name: str) -> None:
    report, values = profile_report(name), note_values(profile_report(name), DAY)
    for block, told in zip(profile_words(report), values["blocks"], strict=True):
        assert (told["figure"], told["out_of"], told["count"]) == (block.figure, block.out_of, block.count)
        for line, row in zip(block.levels, told["rows"], strict=True):
            level = criteria().scale[line.level].title if line.level is not None else MARK_WORDS[line.mark]
            assert row == {"title": line.title, "mark": line.mark.value, "level": lower_first(level)}


@every_profile
def test_a_note_is_tagged_with_one_title_and_headings_in_order(name: str) -> None:
    made = render_note(profile_report(name), DAY)
    with pikepdf.open(io.BytesIO(made)) as pdf, pdf.open_metadata() as metadata:
        assert metadata["pdfuaid:part"] == "1"
        assert str(pdf.Root.Lang).lower().startswith("fr")
        assert profile_report(name).name in metadata["dc:title"]
        levels = [int(kind[2:]) for kind in _in_order(pdf.Root.StructTreeRoot) if kind[2:].isdigit()]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(following <= level + 1 for level, following in pairwise(levels))
    assert "/TD" in {kind for kind, _ in structure(made)}


def _in_order(node: Any) -> list[str]:
    if isinstance(node, pikepdf.Array):
        return [kind for one in node for kind in _in_order(one)]
    if not isinstance(node, pikepdf.Dictionary):
        return []
    own = [str(node["/S"])] if "/S" in node else []
    return [kind for kind in own if kind.startswith("/H")] + _in_order(node.get("/K"))


def test_what_was_kept_is_written_and_the_rest_left_to_write() -> None:
    report = profile_report(PROFILES[0])
    cards = [one.card for one in report.cards]
    undertaken = (
        Engagement(cards[0].id, who="la mairie", due=datetime.date(2026, 12, 18)),
        Engagement(cards[1].id, state=EngagementState.DONE),
        Engagement(cards[2].id, state=EngagementState.DROPPED),
    )
    values = note_values(replace(report, engagements=undertaken), DAY)
    titles = [one["title"] for one in values["steps"]]
    assert titles[0] == cards[0].title
    assert values["done"] == f"«\xa0{cards[1].title}\xa0»"
    assert cards[2].title not in titles
    assert [one["kept"] for one in values["steps"]] == [True, False, False]
    words = pdf_words(render_note(replace(report, engagements=undertaken), DAY))
    assert "Qui la mairie Quand 18 décembre 2026" in words
    assert f"Déjà fait : « {cards[1].title} »." in words


def test_more_than_three_steps_kept_are_all_in_the_note() -> None:
    report = profile_report(PROFILES[0])
    values = note_values(kept(report, 5), DAY)
    assert values["more_title"] == "Aussi gardés"
    assert [one["title"] for one in (*values["steps"], *values["more"])] == [
        one.card.title for one in report.cards[:5]
    ]
    assert note_values(kept(report, 4), DAY)["more_title"] == "Aussi gardé"


def test_one_of_your_own_is_in_the_note_among_the_steps() -> None:
    report = profile_report(PROFILES[0])
    own = Engagement(title="Se voir à la mairie", who="le collectif", note="Un samedi. À midi.")
    values = note_values(replace(report, engagements=(own, Engagement(note="sans intitulé"))), DAY)
    first, *others = values["steps"]
    assert (first["title"], first["first_step"], first["who"], first["kept"]) == (
        "Se voir à la mairie",
        "Un samedi. À midi.",
        "le collectif",
        True,
    )
    assert [one["title"] for one in others] == [one.card.title for one in report.cards[:2]]


def test_a_long_note_is_cut_at_its_sentence_and_is_whole_in_the_annex() -> None:
    told = changed(profile_report(PROFILES[0]), note=LONG_NOTE.strip())
    first = pdf_pages(render_note(told, DAY))[0].replace("\r\n", " ")
    assert squeezed(f"« {excerpt(LONG_NOTE)[0]} » (la suite est dans l’annexe)") in squeezed(first)
    assert squeezed(LONG_NOTE) in squeezed(pdf_words(render_annex(told, DAY))) or (
        pdf_words(render_annex(told, DAY)).count("Le conseil en a parlé") >= 24
    )


def test_a_note_without_notes_has_none_and_is_otherwise_the_same() -> None:
    told = with_notes("Un secret", "Un autre")
    bare = without_notes(told)
    assert "secret" not in pdf_words(render_note(bare, DAY)) + pdf_words(render_annex(bare, DAY))
    assert bare.scores.by_axis() == told.scores.by_axis()
    assert [one.card.id for one in bare.cards] == [one.card.id for one in told.cards]


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_text_never_breaks_the_note(text: str) -> None:
    report = with_notes(*(text for _ in range(20)), context={"nom": text[:80]})
    own = Engagement(title=text[:TITLE_MAX], note=text)
    undertaken = kept(report, 3, text[:WHO_MAX])
    told = replace(undertaken, engagements=(own, *undertaken.engagements))
    assert len(pdf_pages(render_note(told, DAY))) == 2


def test_the_note_tells_when_a_character_stands_for_another() -> None:
    sentence = "remplace un caractère que ce document ne peut pas dessiner"
    assert sentence in pdf_words(render_note(with_notes(context={"nom": "Ville 😀"}), DAY))
    assert sentence not in pdf_words(render_note(profile_report(PROFILES[0]), DAY))


def test_the_same_report_and_day_give_the_same_note_and_it_is_the_pdf_offered() -> None:
    report = profile_report(PROFILES[0])
    assert render_note(report, DAY) == FORMATS["pdf"].render(report, DAY)


def test_criteria_far_larger_than_ours_are_not_cut() -> None:
    axes: dict[str, Any] = {f"axe-{i}": {"criteres": {f"c{i}{j}": {} for j in range(40)}} for i in range(4)}
    tree = build({"axes": axes})
    answers = {one.id: Answer.at(1) for one in tree.all_criteria()}
    report = make_report(tree, AnswerSheet(Viewpoint.PROJET, answers=answers))
    assert report.engagements == ()
    words = pdf_words(render_note(report, DAY))
    assert all(upper_first(one.title) in words for one in tree.all_criteria())
