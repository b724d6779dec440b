"""A dated copy holds what its author allows, in the third person, and is read back as it was written."""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations

import pytest

from questionnaire.answers import Answer, AnswerSheet, Viewpoint
from questionnaire.assessment.dated_copy import (
    DatedCopy,
    Part,
    make_copy,
    notes_count,
    read_copy,
    write_copy,
)
from questionnaire.assessment.dated_copy_wording import (
    invitation_words,
    notes_words,
    party_words,
    point_of_view,
    shown_words,
    steps_title,
)
from questionnaire.assessment.engagement import Engagement, EngagementState
from questionnaire.assessment.parties import difficult_exchanges, has_other_party, other_party
from questionnaire.assessment.report import Report, make_report
from questionnaire.assessment.scoring import asked_criteria
from questionnaire.criteria.model import Criteria

EVERY = frozenset(Part)
NOBODY = "Lieu-dit"
SECRET = "une note que personne d’autre ne lit"
SOMEONE = "la secrétaire de mairie"


def report_of(criteria: Criteria, viewpoint: str = "collectivite", *, level: int = 1, **context: str) -> Report:
    """Return the report of someone who answers everything at this level, with a note each, and keeps two steps."""
    sheet = AnswerSheet(Viewpoint(viewpoint), context={"stade": "prefiguration", **context})
    answers = {key: Answer.at(level, f"{SECRET} {key}") for key in sorted(asked_criteria(criteria, sheet))}
    report = make_report(criteria, replace(sheet, answers=answers))
    steps = [
        Engagement(advice.card.id, who=SOMEONE, due=datetime.date(2027, 3, 12)) for advice in report.advice[:2]
    ]
    return make_report(criteria, report.sheet, tuple(steps))


def texts_of(value: object) -> Iterator[str]:
    """Yield every text that is stored, keys apart."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for one in value.values():
            yield from texts_of(one)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from texts_of(one)


def every_choice() -> list[frozenset[Part]]:
    """Return every set of parts."""
    return [frozenset(some) for size in range(len(Part) + 1) for some in combinations(Part, size)]


@pytest.mark.parametrize("parts", every_choice(), ids=lambda parts: "+".join(sorted(parts)) or "rien")
def test_what_is_not_allowed_is_in_nothing_that_is_stored(criteria: Criteria, parts: frozenset[Part]) -> None:
    report = report_of(criteria)
    stored = json.dumps(write_copy(make_copy(report, parts, NOBODY)), ensure_ascii=False)
    sentences = {
        one.criterion.levels.of(report.viewpoint)[1] for axis in report.scores.axes for one in axis.criteria
    }
    assert (SECRET in stored) == (Part.NOTES in parts)
    assert (SOMEONE in stored) == (Part.PLAN in parts)
    assert all((sentence in stored) == (Part.ANSWERS in parts) for sentence in sentences)
    assert ("au niveau attendu" in stored) == (Part.SCORE in parts)
    assert ("sur 100" in stored) == ({Part.SCORE, Part.ANSWERS} <= parts)
    assert re.search(r"\d+ critères? sur \d+", stored) is None or Part.SCORE in parts


@pytest.mark.parametrize("viewpoint", list(Viewpoint))
def test_a_copy_is_read_back_as_it_was_made(criteria: Criteria, viewpoint: Viewpoint) -> None:
    for parts in every_choice():
        copy = make_copy(report_of(criteria, viewpoint), parts, NOBODY)
        assert read_copy(json.loads(json.dumps(write_copy(copy)))) == copy


def test_the_place_of_a_mark_says_nothing_of_its_criterion_unless_the_answers_are_shown(
    criteria: Criteria,
) -> None:
    report = report_of(criteria)
    answers = {key: Answer.at(number % 4) for number, key in enumerate(report.sheet.answers)}
    report = make_report(criteria, replace(report.sheet, answers=answers))
    shown, hidden = (
        [block.marks for block in copy.profile.blocks]
        for parts in (EVERY, {Part.SCORE})
        if (copy := make_copy(report, frozenset(parts), "")).profile
    )
    assert hidden != shown
    assert [sorted(marks) for marks in hidden] == [sorted(marks) for marks in shown]
    assert all(list(marks) == sorted(marks, key=marks.index) for marks in hidden)  # each kind together


def test_a_copy_speaks_of_its_author_to_someone_else(criteria: Criteria) -> None:
    choices = criteria.context_question("stade")
    assert choices
    for viewpoint in Viewpoint:
        for stage in choices.choices_for(viewpoint):
            for level in range(4):
                copy = make_copy(
                    report_of(criteria, viewpoint, level=level, stade=stage.id), frozenset({Part.SCORE}), ""
                )
                told = [copy.whose, *(span.text for span in copy.opening), copy.steps_title]
                assert copy.profile
                told += [copy.profile.title, copy.profile.intro]
                told += [text for block in copy.profile.blocks for text in (block.title, block.count, block.left)]
                assert not [text for text in told if re.search(r"\b(vous|votre|vos|nous|notre|nos)\b", text, re.I)]


@pytest.mark.parametrize(
    ("viewpoint", "context", "author", "other"),
    [
        ("collectivite", {"repondant": "commune"}, "la commune", "l’équipe du projet"),
        ("collectivite", {"repondant": "intercommunalite"}, "l’intercommunalité", "l’équipe du projet"),
        ("collectivite", {"stade": "fonctionnement"}, "la collectivité", "l’équipe du projet"),
        ("collectivite", {"portage": "collectivite"}, "la collectivité", "les personnes du lieu"),
        ("projet", {}, "l’équipe du projet", "la collectivité"),
        ("projet", {"stade": "ouverture"}, "l’équipe du lieu", "la collectivité"),
    ],
)
def test_each_party_has_a_name(
    criteria: Criteria, viewpoint: str, context: dict[str, str], author: str, other: str
) -> None:
    report = report_of(criteria, viewpoint, level=1, **context)
    assert party_words(report) == author
    assert other_party(report.sheet) == other
    assert point_of_view(author) == f"Le point de vue de {author}"
    copy = make_copy(report, EVERY, "")
    assert (
        copy.opening[0].text.lower().startswith((author, "un début est là", "tout commence", "des choses se font"))
    )


def test_the_sentence_names_the_author(criteria: Criteria) -> None:
    copy = make_copy(report_of(criteria, level=3, repondant="commune"), EVERY, "")
    assert copy.opening[0].text == "La commune peut compter sur "


def test_an_invitation_says_what_the_other_party_may_do() -> None:
    assert invitation_words("l’équipe du projet") == "L’équipe du projet, qui pourra répondre de son côté"
    assert invitation_words("les personnes du lieu") == "Les personnes du lieu, qui pourront répondre de leur côté"


def test_without_a_project_nobody_is_invited_and_difficult_exchanges_are_noticed(criteria: Criteria) -> None:
    assert not has_other_party(report_of(criteria, stade="aucun").sheet)
    assert has_other_party(report_of(criteria).sheet)
    assert difficult_exchanges(report_of(criteria, climat="rompus").sheet)
    assert not difficult_exchanges(report_of(criteria, climat="rares").sheet)
    assert not difficult_exchanges(report_of(criteria).sheet)


def test_the_notes_counted_are_those_of_the_questions_asked(criteria: Criteria) -> None:
    report = report_of(criteria)
    asked = len(report.sheet.answers)
    noted = {**{one.id: Answer(note="ancienne") for one in criteria.all_criteria()}, **report.sheet.answers}
    assert len(noted) > asked
    assert notes_count(make_report(criteria, replace(report.sheet, answers=noted))) == asked
    assert (notes_words(1), notes_words(6)) == ("Ma note", "Mes 6\xa0notes")


def notes_of(copy: DatedCopy) -> list[tuple[str, str, str]]:
    """Return what accompanies each note."""
    return [(one.text, one.question, one.level) for group in copy.answers for one in group.answers]


def test_notes_alone_come_without_the_answers_and_axes_without_a_note_are_left_out(criteria: Criteria) -> None:
    report = report_of(criteria)
    first = next(iter(criteria.axes[0].criteria)).id
    answers = {
        key: replace(one, note="" if key != first else "ma note") for key, one in report.sheet.answers.items()
    }
    copy = make_copy(make_report(criteria, replace(report.sheet, answers=answers)), frozenset({Part.NOTES}), "")
    assert (copy.answers_title, notes_of(copy)) == ("Les notes", [("", "", "")])
    assert make_copy(report, EVERY, "").answers_title == "Les réponses et les notes"
    assert make_copy(report, frozenset({Part.ANSWERS}), "").answers_title == "Les réponses"


def test_the_plan_comes_first_then_the_steps_proposed_and_what_was_dropped_is_left_out(criteria: Criteria) -> None:
    report = report_of(criteria)
    ids = [advice.card.id for advice in report.advice]
    engagements = (
        Engagement(ids[4], who="l’adjointe", due=datetime.date(2027, 3, 12)),
        Engagement(title="Se voir à la mairie", who="le collectif"),
        Engagement(ids[0], state=EngagementState.DONE),
        Engagement(ids[1], state=EngagementState.DROPPED),
        Engagement("une-carte-disparue", who="quelqu’un"),
        Engagement(title="Ne plus y penser", state=EngagementState.DROPPED),
    )
    report = make_report(criteria, report.sheet, engagements)
    titles = {advice.card.id: advice.card.title for advice in report.advice}
    copy = make_copy(report, EVERY, "")
    assert [step.title for step in copy.steps[:2]] == [titles[ids[4]], titles[ids[0]]]
    assert [step.kept for step in copy.steps[:2]] == [
        "Gardé\xa0: l’adjointe, avant le 12\xa0mars\xa02027, à faire.",
        "Gardé\xa0: fait.",
    ]
    free = copy.steps[2]
    assert (free.title, free.first_step, free.kept) == (
        "Se voir à la mairie",
        "",
        "Gardé\xa0: le collectif, à faire.",
    )
    assert not any(step.kept for step in copy.steps[3:])
    assert "Ne plus y penser" not in [step.title for step in copy.steps]
    assert titles[ids[1]] not in [step.title for step in copy.steps]
    assert copy.steps_title == steps_title(len(copy.steps))
    unplanned = make_copy(report, EVERY - {Part.PLAN}, "")
    assert [step.title for step in unplanned.steps] == [titles[key] for key in ids[:3]]
    assert unplanned.steps_title == "Les trois pas envisagés"
    assert steps_title(1) == "Le pas envisagé"


@pytest.mark.parametrize(
    ("parts", "words"),
    [
        ("score", "Profil et pas\xa0; sans réponses ni notes."),
        ("", "Pas, sans le score\xa0; sans réponses ni notes."),
        ("score plan", "Profil et pas\xa0; avec engagements\xa0; sans réponses ni notes."),
        ("score answers", "Profil et pas\xa0; avec réponses\xa0; sans notes."),
        ("score answers notes plan", "Profil et pas\xa0; avec réponses, notes et engagements."),
    ],
)
def test_a_list_says_what_a_copy_shows(parts: str, words: str) -> None:
    chosen = parts.split()
    assert shown_words(**{name: name in chosen for name in ("score", "answers", "notes", "plan")}) == words


def test_the_texts_of_a_copy_outlive_its_criteria(criteria: Criteria) -> None:
    stored = list(texts_of(write_copy(make_copy(report_of(criteria, nom="Ancien nom"), EVERY, "Nouveau nom"))))
    assert "Nouveau nom" in stored
    assert "Ancien nom" not in stored
    assert criteria.version in stored
