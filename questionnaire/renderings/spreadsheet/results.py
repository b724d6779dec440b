"""The report as an OpenDocument spreadsheet, which opens on the engagements, to fill in."""

from __future__ import annotations

import datetime
from fractions import Fraction

from questionnaire.answers import State
from questionnaire.assessment import wording
from questionnaire.assessment.axis_wording import SCALE, axis_words
from questionnaire.assessment.criteria_wording import version_words
from questionnaire.assessment.engagement import ENOUGH
from questionnaire.assessment.engagement_wording import state_words, title_words
from questionnaire.assessment.ranking import Advice
from questionnaire.assessment.report import Report, display
from questionnaire.assessment.scoring import AxisScore, CriterionScore
from questionnaire.assessment.shown_engagements import ShownEngagement, in_order_of_date, shown_engagements
from questionnaire.assessment.spreadsheet_wording import (
    COLUMN_LABELS,
    SHEET_LABELS,
    sheet_lines,
    situation_label,
    to_check_label,
)
from questionnaire.assessment.steps import other_steps, shown_steps
from questionnaire.assessment.summary import opening_text
from questionnaire.assessment.wording import LABELS
from questionnaire.criteria.criterion import Card
from questionnaire.renderings.spreadsheet.workbook import Sheet, Value, render_workbook
from questionnaire.typography import day_words


def render_ods(report: Report, date: datetime.date) -> bytes:
    """Return the spreadsheet."""
    title = wording.title_words(report, wording.Audience.ANYBODY)
    return render_workbook(result_sheets(report, date), title=title, generator=report.criteria.title, date=date)


def result_sheets(report: Report, date: datetime.date) -> tuple[Sheet, ...]:
    """Return the sheets of the spreadsheet, which opens on the first."""
    return (_engagements(report), _answers(report), _scores(report), _others(report), _readme(report, date))


def _readme(report: Report, date: datetime.date) -> Sheet:
    criteria = report.criteria
    rows: list[tuple[Value, ...]] = [
        (criteria.title, wording.title_words(report, wording.Audience.ANYBODY)),
        (COLUMN_LABELS["date"], day_words(date)),
        (LABELS["viewpoint"], criteria.viewpoints.of(report.viewpoint).title),
        (LABELS["answers"], wording.answered_words(report)),
        (LABELS["in_short"], opening_text(report)),
        *((LABELS["notice"], message) for message in report.messages),
        *((line.question, line.answer) for line in wording.context_lines(report) if line.answer != report.name),
        *sheet_lines(),
        *((situation_label(active.situation.title), active.text) for active in report.situations),
        *(
            (to_check_label(one.criterion.title), one.criterion.ask.of(report.viewpoint))
            for one in report.to_check
        ),
        (LABELS["disclaimer"], criteria.presentation.disclaimer),
        (LABELS["criteria"], version_words(criteria)),
    ]
    return Sheet(SHEET_LABELS["readme"], (("", 7), ("", 17)), rows, frozen=False)


def _scores(report: Report) -> Sheet:
    columns = (
        (LABELS["axis"], 6), (LABELS["as_expected"], 3), (LABELS["answers"], 2.5), (f"{LABELS['score']} {SCALE}", 3),
        (COLUMN_LABELS["expected_score"], 3), (COLUMN_LABELS["minimum"], 2.5), (COLUMN_LABELS["maximum"], 2.5), (LABELS["tier"], 3), (LABELS["notice"], 10),
    )  # fmt: skip
    return Sheet(SHEET_LABELS["scores"], columns, [_score(report, axis) for axis in report.scores.axes])


def _score(report: Report, axis: AxisScore) -> tuple[Value, ...]:
    words = axis_words(report, axis)
    missing_score = ("" if words.score else f"{words.verdict}.", "" if words.score else words.verdict_text)
    return (
        words.title,
        axis.met,
        words.coverage or None,
        _rounded(axis.score),
        _rounded(axis.expected_score),
        _rounded(axis.minimum),
        _rounded(axis.maximum),
        words.verdict if words.score else None,
        " ".join(filter(None, (*missing_score, words.range, words.next_step))),
    )


def _rounded(value: Fraction | None) -> int | None:
    return None if value is None else display(value)  # rounded as on the page


def _answers(report: Report) -> Sheet:
    columns = (
        (LABELS["axis"], 4), (LABELS["criterion"], 4.5), (COLUMN_LABELS["question"], 7), (LABELS["level"], 1.8), (LABELS["answer"], 8),
        (LABELS["expected"], 2), (LABELS["note"], 7),
    )  # fmt: skip
    rows = [_answer(report, criterion_score) for axis in report.scores.axes for criterion_score in axis.criteria]
    return Sheet(SHEET_LABELS["answers"], columns, rows)


def _answer(report: Report, criterion_score: CriterionScore) -> tuple[Value, ...]:
    return (
        criterion_score.axis.title,
        criterion_score.criterion.title,
        criterion_score.criterion.question.of(report.viewpoint),
        criterion_score.answer.level,
        wording.answer_words(report, criterion_score),
        None if criterion_score.answer.state is State.NOT_APPLICABLE else criterion_score.expected,
        criterion_score.answer.note,
    )


def _engagements(report: Report) -> Sheet:
    """Return the engagements, then the steps proposed, up to ENOUGH rows."""
    columns = (
        (COLUMN_LABELS["order"], 1.5), (COLUMN_LABELS["step"], 5.5), (LABELS["first_step"], 8.5), (LABELS["who"], 4),
        (LABELS["due"], 2.6), (LABELS["state"], 2.2),
        (LABELS["note"], 4), (LABELS["actors"], 4), (LABELS["trap"], 5.5),
    )  # fmt: skip
    kept = in_order_of_date(shown_engagements(report))
    proposed = [
        *(step.card for step in shown_steps(report) if step.kept is None),
        *(advice.card for advice in other_steps(report)),
    ]
    lines = [*map(_kept, kept), *map(_proposed, proposed[: max(0, ENOUGH - len(kept))])]
    return Sheet(SHEET_LABELS["engagements"], columns, [(order, *line) for order, line in enumerate(lines, 1)])


def _kept(shown: ShownEngagement) -> tuple[Value, ...]:
    engagement, card = shown.engagement, shown.card
    return (
        title_words(shown),
        shown.first_step,
        engagement.who,
        f"{engagement.due:%d/%m/%Y}" if engagement.due else None,
        state_words(engagement.state),
        "\n".join(filter(None, (engagement.reason, engagement.note))) or None,
        _with_whom(card) if card else None,
        card.trap if card else None,
    )


def _proposed(card: Card) -> tuple[Value, ...]:
    return (card.title, card.first_step, None, None, None, None, _with_whom(card), card.trap)


def _others(report: Report) -> Sheet:
    columns = (
        (COLUMN_LABELS["step"], 5), (LABELS["criterion"], 4), (LABELS["why"], 7), (LABELS["first_step"], 8), (LABELS["actors"], 4),
        (LABELS["trap"], 5), (LABELS["effort"], 2), (LABELS["effect"], 2),
    )  # fmt: skip
    return Sheet(SHEET_LABELS["steps"], columns, [_card(advice) for advice in report.advice])


def _card(advice: Advice) -> tuple[Value, ...]:
    card = advice.card
    steps = [f"{i}. {step}" for i, step in enumerate(card.steps, 1)]
    return (
        card.title,
        advice.criterion.criterion.title,
        card.why,
        "\n".join([card.first_step, *([LABELS["steps"], *steps] if steps else [])]),
        _with_whom(card),
        card.trap,
        wording.effort_words(card),
        wording.effect_words(card),
    )


def _with_whom(card: Card) -> str:
    return "\n".join(filter(None, (", ".join(card.actors), *map(wording.contact_words, card.contacts))))
