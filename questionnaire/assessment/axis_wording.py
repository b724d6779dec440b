"""Texts about an axis and its answers, shared by the page, the PDF and the spreadsheet.

Coverage counts the answers that have a level, out of the questions that apply (« non concerné » excluded).
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from questionnaire.answers import Answer, State, Viewpoint
from questionnaire.assessment.report import Report, display
from questionnaire.assessment.scoring import AxisScore, AxisState, CriterionScore
from questionnaire.criteria.criterion import Criterion, Gate
from questionnaire.criteria.model import STAGE, Criteria
from questionnaire.criteria.state_words import STATE_WORDS
from questionnaire.typography import NBSP, decimal, lower_first, out_of, upper_first

SCALE = "sur 100"
TIER = "Palier"
AS_EXPECTED = "Au niveau attendu"
_NO_SCORE = {AxisState.INCOMPLETE: "à préciser", AxisState.NOT_APPLICABLE: "sans objet"}
_NOTHING = "—"


@dataclass(frozen=True, slots=True)
class AxisWords:
    """The texts of one axis. `verdict` is its tier, or why it has none; a text that does not apply is empty."""

    title: str
    score: str  # « 56 », without its scale
    scored: str  # « 56 sur 100 », « à préciser », « sans objet »
    verdict: str
    verdict_text: str
    coverage: str
    range: str
    next_tier: str
    next_condition: str

    @property
    def next_step(self) -> str:
        """The condition for the next tier, as one sentence."""
        return f"{self.next_tier} {self.next_condition}" if self.next_tier else ""


def axis_words(report: Report, axis: AxisScore) -> AxisWords:
    """Return the texts of an axis."""
    verdict, text = _verdict(report, axis)
    return AxisWords(
        title=axis.axis.title,
        score="" if axis.score is None else str(display(axis.score)),
        scored=score_words(axis),
        verdict=verdict,
        verdict_text=text,
        coverage="" if axis.state is AxisState.NOT_APPLICABLE else coverage_words(axis),
        range=_range(axis),
        next_tier=f"Pour passer à «{NBSP}{axis.next_tier.title}{NBSP}»{NBSP}:" if axis.next_tier else "",
        next_condition=_next_condition(report.criteria, axis),
    )


def _verdict(report: Report, axis: AxisScore) -> tuple[str, str]:
    if axis.tier:
        return axis.tier.title, axis.tier.text
    if axis.state is AxisState.NOT_APPLICABLE:
        text = "Aucune question de cet axe ne vous concerne aujourd’hui."
    else:
        text = f"Il n’y a pas encore assez de réponses pour un score ({coverage_words(axis)})."
        advice = sum(1 for advice in (*report.cards, *report.more) if advice.axis.id == axis.axis.id)
        if advice:
            text += f" {'Un conseil, lui, s’applique' if advice == 1 else 'Les conseils, eux, s’appliquent'} déjà."
    return upper_first(_NO_SCORE[axis.state]), text


def _range(axis: AxisScore) -> str:
    score_interval = interval(axis)
    if not score_interval:
        return ""
    if axis.state is AxisState.INCOMPLETE:
        return f"Le score pourrait se situer {score_interval}."
    return f"{coverage_words(axis)}{NBSP}: le score se situe {score_interval}."


def _next_condition(criteria: Criteria, axis: AxisScore) -> str:
    if axis.next_tier is None:
        return ""
    if axis.missing:
        return f"{', '.join(gate_words(criteria, gate) for gate in axis.missing)}."
    return f"à partir de {threshold_words(axis.next_tier.threshold)} {SCALE}."


# ── scores ──


def score_words(axis: AxisScore) -> str:
    """Return « 56 sur 100 », « à préciser » or « sans objet »."""
    return _NO_SCORE[axis.state] if axis.score is None else f"{display(axis.score)} {SCALE}"


def _applicable(axis: AxisScore) -> int:
    """Return how many of the questions asked apply (« non concerné » excluded)."""
    return len(axis.criteria) - axis.count(State.NOT_APPLICABLE)


def coverage_words(*axes: AxisScore) -> str:
    """Return « 6 réponses sur 7 », for one axis or for several."""
    return out_of(sum(axis.count(State.ANSWERED) for axis in axes), "réponse", sum(map(_applicable, axes)))


def interval(axis: AxisScore) -> str:
    """Return « entre 48 et 61 »; empty when there are no bounds, or both round to the same number."""
    if axis.minimum is None or axis.maximum is None or display(axis.minimum) == display(axis.maximum):
        return ""
    return f"entre {display(axis.minimum)} et {display(axis.maximum)}"


def threshold_words(threshold: Fraction) -> str:
    """Return « 55 » or « 62,5 »: not rounded to an integer, since a score of 62 does not reach 62.5."""
    return decimal(threshold)


def gate_words(criteria: Criteria, gate: Gate) -> str:
    """Return « Gouvernance partagée » au moins au niveau « Organisé », with the guillemets."""
    title, level = criteria.criterion(gate.criterion).title, criteria.scale[gate.at_least].title
    return f"«{NBSP}{title}{NBSP}» au moins au niveau «{NBSP}{level}{NBSP}»"


# ── answers ──


def answer_text(criterion: Criterion, answer: Answer, viewpoint: Viewpoint) -> str:
    """Return an answer as text: the sentence of the level chosen, or the state."""
    if answer.level is not None:
        return criterion.levels.of(viewpoint)[answer.level]
    return STATE_WORDS[answer.state]


def level_named(criteria: Criteria, criterion_score: CriterionScore) -> str:
    """Return « 1, amorcé », or an empty text."""
    return "" if criterion_score.answer.level is None else level_and_title(criteria, criterion_score.answer.level)


def expected_named(criteria: Criteria, criterion_score: CriterionScore) -> str:
    """Return « 2, organisé », with a tick when the answer reaches it, or « — » when the criterion does not apply."""
    if criterion_score.answer.state is State.NOT_APPLICABLE:
        return _NOTHING
    return (
        f"{level_and_title(criteria, criterion_score.expected)}{NBSP}✓"
        if reached(criterion_score)
        else level_and_title(criteria, criterion_score.expected)
    )


def level_and_title(criteria: Criteria, level: int) -> str:
    """Return « 1, amorcé »."""
    return f"{level}, {lower_first(criteria.scale[level].title)}"


def reached(criterion_score: CriterionScore) -> bool:
    """Return whether the answer is at the level expected, or above."""
    return criterion_score.answer.level is not None and criterion_score.gap == 0


def expected_words(report: Report, criterion_score: CriterionScore) -> str:
    """Return « Attendu à cette étape : Organisé », « Au niveau attendu » or « Point d’appui »."""
    if criterion_score.answer.state is State.NOT_APPLICABLE:
        return ""
    if not reached(criterion_score):
        expected = report.criteria.scale[criterion_score.expected].title
        return f"Attendu{at_stage(report)}{NBSP}: {expected}"
    return AS_EXPECTED if criterion_score.as_expected else "Point d’appui"


# ── what is expected, and the tick ──


def at_stage(report: Report) -> str:
    """Return « à cette étape » after a space, or an empty text: without a stage, the top level is expected."""
    return " à cette étape" if report.sheet.context.get(STAGE) else ""


def nothing_missing(report: Report, *, whole: bool) -> str:
    """Return what is said where no answer is below what is expected; `whole`: every question that applies has a level."""
    if not whole:
        return "Rien ne manque parmi les réponses données."
    return f"Tout y est{' pour cette étape' if at_stage(report) else ''}."


def expected_legend(report: Report) -> str:
    """Return the line above the answers, in a table: what is expected, and what the tick means."""
    return f"Attendu{NBSP}: le niveau que l’on vise{at_stage(report)}{NBSP}; ✓ quand votre réponse l’atteint."
