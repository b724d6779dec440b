"""The worked example of the method page: sample answers of two parties, compared by the engine."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from questionnaire.answers import Answer, AnswerSheet, State, Viewpoint
from questionnaire.assessment.scoring import asked_criteria
from questionnaire.criteria.model import STAGE, WHOLE_PATH, Criteria
from questionnaire.crossing.agenda import make_agenda
from questionnaire.crossing.comparison import compare
from questionnaire.crossing.sides import Side
from questionnaire.crossing.wording import AGREEMENTS, level_words, summary

_UNKNOWN = Answer(State.UNKNOWN)
_DAY = datetime.date(2020, 1, 1)  # of both sides; not shown


@dataclass(frozen=True, slots=True)
class CrossedRow:
    """A criterion of the worked example, both answers, how they compare, and its rank in the agenda (`turn`)."""

    title: str
    first: str
    second: str
    agreement: str
    turn: str


@dataclass(frozen=True, slots=True)
class CrossedExample:
    """Two parties compared: the titles of the viewpoints, the rows, and the summary."""

    parties: tuple[str, str]
    rows: tuple[CrossedRow, ...]
    summary: str


def crossed_example(criteria: Criteria) -> CrossedExample:
    """Return the first criteria that both are asked at the last stage, with sample answers of every kind."""
    top = criteria.top_level
    given = (
        (Answer.at(top), Answer.at(0)),
        (Answer.at(top), _UNKNOWN),
        (Answer.at(0), Answer.at(0)),
        (Answer.at(top), Answer.at(top - 1)),
        (Answer.at(1), Answer.at(min(2, top))),
        (_UNKNOWN, _UNKNOWN),
    )
    question = criteria.context_question(STAGE)
    context = {STAGE: question.choices[-1].id} if question and question.choices else {}
    sheets = [AnswerSheet(viewpoint, WHOLE_PATH, context) for viewpoint in Viewpoint]
    both = frozenset.intersection(*(asked_criteria(criteria, sheet) for sheet in sheets))
    chosen = [criterion.id for criterion in criteria.all_criteria() if criterion.id in both][: len(given)]
    first, second = (
        Side(AnswerSheet(viewpoint, WHOLE_PATH, context, dict(zip(chosen, answers, strict=False))), "", _DAY)
        for viewpoint, answers in zip(Viewpoint, zip(*given, strict=True), strict=True)
    )
    comparison = compare(criteria, first, second)
    agenda = make_agenda(comparison)
    turns = {row.id: str(turn) for turn, row in enumerate(agenda.subjects, 1)}
    turns |= dict.fromkeys((row.id for row in agenda.if_time_allows), "Si le temps le permet")
    rows = (row for row in comparison.rows if row.id in chosen)
    return CrossedExample(
        (criteria.viewpoints.collectivite.title, criteria.viewpoints.projet.title),
        tuple(
            CrossedRow(
                row.criterion.title,
                level_words(criteria, row.first),
                level_words(criteria, row.second),
                AGREEMENTS[row.agreement],
                turns.get(row.id, "—"),
            )
            for row in rows
        ),
        summary(comparison),
    )
