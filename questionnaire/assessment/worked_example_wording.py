"""The worked example of the method page: an axis scored by the engine from a few answers."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from itertools import islice

from questionnaire.answers import HIDDEN, Answer, AnswerSheet, State, Viewpoint
from questionnaire.assessment.axis_wording import AS_EXPECTED, SCALE, interval, level_and_title, score_words
from questionnaire.assessment.criteria_wording import ORDINARY
from questionnaire.assessment.report import display
from questionnaire.assessment.scoring import AxisScore, asked_criteria, score_axis
from questionnaire.criteria.model import STAGE, WHOLE_PATH, Criteria
from questionnaire.criteria.state_words import STATE_WORDS
from questionnaire.typography import NBSP, decimal, lower_first, out_of


@dataclass(frozen=True, slots=True)
class SampleRow:
    """A criterion of the worked example, its answer and the level expected."""

    title: str
    weight: str
    answer: str
    expected: str


@dataclass(frozen=True, slots=True)
class WorkedExample:
    """An axis scored from a few answers: its rows, then figures by label."""

    stage: str
    rows: tuple[SampleRow, ...]
    figures: dict[str, str]


def worked_example(criteria: Criteria) -> WorkedExample:
    """Return the first axis, scored from sample answers to the first criteria that it asks at the middle stage."""
    question = criteria.context_question(STAGE)
    choices = question.choices_for(Viewpoint.COLLECTIVITE) if question else ()
    stage = choices[len(choices) // 2] if choices else None
    context = {STAGE: stage.id} if stage else {}
    asked = asked_criteria(criteria, AnswerSheet(Viewpoint.COLLECTIVITE, WHOLE_PATH, context))
    axis = criteria.axes[0]
    possible = [criterion for criterion in axis.criteria if criterion.id in asked]
    given = (Answer.at(criteria.top_level), Answer.at(1), Answer(State.UNKNOWN), Answer(State.NOT_APPLICABLE))
    levels = len(given) - 1  # the last is for a criterion that offers it, if there is one
    offering = (
        criterion for criterion in possible[levels:] if criterion.not_applicable.of(Viewpoint.COLLECTIVITE)
    )
    sample = [*possible[:levels], *islice(offering, 1)]
    answers = dict.fromkeys((criterion.id for criterion in criteria.all_criteria()), HIDDEN)
    answers |= {criterion.id: answer for criterion, answer in zip(sample, given, strict=False)}
    scored = score_axis(criteria, axis, answers, stage.id if stage else None)
    return WorkedExample(lower_first(stage.title) if stage else "", _rows(criteria, scored), _figures(scored))


def _rows(criteria: Criteria, scored: AxisScore) -> tuple[SampleRow, ...]:
    return tuple(
        SampleRow(
            title=score.criterion.title,
            weight=weight_words(score.criterion.weight),
            answer=STATE_WORDS[score.answer.state]
            if score.answer.level is None
            else level_and_title(criteria, score.answer.level),
            expected="—"
            if score.answer.state is State.NOT_APPLICABLE
            else level_and_title(criteria, score.expected),
        )
        for score in scored.criteria
    )


def _figures(scored: AxisScore) -> dict[str, str]:
    """Return the figures of the example: the count, the score, the one expected, and between which it may be."""
    figures = {
        AS_EXPECTED: out_of(scored.met, "critère", scored.answered),
        "Le score": score_words(scored),
    }
    if scored.expected_score is not None:
        figures["Le score attendu"] = f"{display(scored.expected_score)} {SCALE}"
    if scored.coverage is not None:
        figures["La couverture"] = f"{display(100 * scored.coverage)}{NBSP}%"
    figures["Selon ce qui manque"] = interval(scored)
    return {name: figure for name, figure in figures.items() if figure}


def weight_words(weight: Fraction) -> str:
    """Return « poids 2 », or an empty text for the ordinary weight."""
    return "" if weight == ORDINARY else f"poids {decimal(weight)}"
