"""What the results say of an axis and of its answers: page, PDF, spreadsheet and drawings read it here.

Counts have one rule: the answers that have a level, out of the questions that apply (« non concerné » does not).
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from questionnaire.answers import Answer, State, Viewpoint
from questionnaire.assessment.report import display
from questionnaire.assessment.scoring import AxisScore, AxisState, CriterionScore
from questionnaire.criteria.model import Criteria, Criterion, Gate
from questionnaire.typography import NBSP, decimal, lower_first, out_of, upper_first

SCALE = "sur 100"
STATE_WORDS = {
    State.UNKNOWN: "Je ne sais pas",
    State.NOT_APPLICABLE: "Non concerné",
    State.BLANK: "Sans réponse",
    State.HIDDEN: "Question non posée",
}
_NO_SCORE = {AxisState.INCOMPLETE: "à préciser", AxisState.NOT_APPLICABLE: "sans objet"}
_NOTHING = "—"


@dataclass(frozen=True, slots=True)
class AxisWords:
    """One axis in words: `verdict` is its tier, or why it has none; what there is no need to say is empty."""

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
    def heading(self) -> str:
        """Return « Le lieu : 56 sur 100, En chemin »."""
        return f"{self.title}{NBSP}: {self.scored}" + (f", {self.verdict}" if self.score else "")

    @property
    def next_step(self) -> str:
        """Return what leads to the next tier, in one sentence."""
        return f"{self.next_tier} {self.next_condition}" if self.next_tier else ""


def axis_words(criteria: Criteria, axis: AxisScore) -> AxisWords:
    """Return all that is said of an axis."""
    verdict, text = _verdict(axis)
    return AxisWords(
        title=axis.axis.title,
        score="" if axis.score is None else str(display(axis.score)),
        scored=score_words(axis),
        verdict=verdict,
        verdict_text=text,
        coverage="" if axis.state is AxisState.NOT_APPLICABLE else coverage_words(axis),
        range=_range(axis),
        next_tier=f"Pour passer à «{NBSP}{axis.next_tier.title}{NBSP}»{NBSP}:" if axis.next_tier else "",
        next_condition=_next_condition(criteria, axis),
    )


def _verdict(axis: AxisScore) -> tuple[str, str]:
    if axis.tier:
        return axis.tier.title, axis.tier.text
    if axis.state is AxisState.NOT_APPLICABLE:
        text = "Aucune question de cet axe ne vous concerne aujourd’hui."
    else:
        text = (
            f"Il n’y a pas assez de réponses pour un score ({coverage_words(axis)}). "
            "Les conseils, eux, s’appliquent déjà."
        )
    return upper_first(_NO_SCORE[axis.state]), text


def _range(axis: AxisScore) -> str:
    found = interval(axis)
    if not found:
        return ""
    if axis.state is AxisState.INCOMPLETE:
        return f"Le score pourrait se situer {found}."
    return f"{coverage_words(axis)}{NBSP}: le score se situe {found}."


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


def applying(axis: AxisScore) -> int:
    """Return how many questions apply: those asked but « non concerné »."""
    return len(axis.criteria) - axis.count(State.NOT_APPLICABLE)


def coverage_words(*axes: AxisScore) -> str:
    """Return « 6 réponses sur 7 », for one axis or for several."""
    return out_of(sum(axis.count(State.ANSWERED) for axis in axes), "réponse", sum(map(applying, axes)))


def interval(axis: AxisScore) -> str:
    """Return « entre 48 et 61 »; empty when no answer is missing, or none that would show."""
    if axis.minimum is None or axis.maximum is None or display(axis.minimum) == display(axis.maximum):
        return ""
    return f"entre {display(axis.minimum)} et {display(axis.maximum)}"


def interval_reason(axis: AxisScore) -> str:
    """Return the interval with its reason, for those who see it alone."""
    found = interval(axis)
    return f"{found} selon les réponses qui manquent" if found else ""


def threshold_words(threshold: Fraction) -> str:
    """Return « 55 » or « 62,5 »: exact, since a rounded threshold would promise what it does not keep."""
    return decimal(threshold)


def gate_words(criteria: Criteria, gate: Gate) -> str:
    """Return « Gouvernance partagée » au moins au niveau « Organisé », with the guillemets."""
    title, level = criteria.criterion(gate.criterion).title, criteria.scale[gate.at_least].title
    return f"«{NBSP}{title}{NBSP}» au moins au niveau «{NBSP}{level}{NBSP}»"


def axis_note(axis: AxisScore) -> str:
    """Return the line under the title of a drawing."""
    if axis.state is AxisState.NOT_APPLICABLE:
        return "Rien à évaluer ici dans votre situation."
    if axis.tier is None:
        return "Trop peu de réponses pour un score."
    return f"Palier{NBSP}: {axis.tier.title}"


def axis_text(axis: AxisScore) -> str:
    """Say in words all that the drawing of an axis shows."""
    sentences = [f"{axis.axis.title}{NBSP}: {score_words(axis)}."]
    if axis.tier:
        sentences.append(f"{axis_note(axis)}.")
    if found := interval_reason(axis):
        sentences.append(f"Le score se situe {found}.")
    sentences += [f"{one.criterion.title}{NBSP}: {level_words(one)}." for one in axis.criteria]
    return " ".join(sentences)


# ── answers ──


def answer_text(criterion: Criterion, answer: Answer, viewpoint: Viewpoint) -> str:
    """Return an answer in words: the sentence of the level chosen, or the state."""
    if answer.level is not None:
        return criterion.levels.of(viewpoint)[answer.level]
    return STATE_WORDS[answer.state]


def level_words(one: CriterionScore) -> str:
    """Return « niveau 1, attendu 2 », or the state."""
    if one.answer.level is None:
        return lower_first(STATE_WORDS[one.answer.state])
    return f"niveau{NBSP}{one.answer.level}, attendu{NBSP}{one.expected}"


def level_out_of(one: CriterionScore) -> str:
    """Return « 1 sur 3 », or the state."""
    return STATE_WORDS[one.answer.state] if one.answer.level is None else f"{one.answer.level} sur {one.top}"


def expected_out_of(one: CriterionScore) -> str:
    """Return « 2 sur 3 »; nothing is expected of what does not apply."""
    return _NOTHING if one.answer.state is State.NOT_APPLICABLE else f"{one.expected} sur {one.top}"


def level_named(criteria: Criteria, one: CriterionScore) -> str:
    """Return « 1, amorcé », or an empty text."""
    return "" if one.answer.level is None else _named(criteria, one.answer.level)


def expected_named(criteria: Criteria, one: CriterionScore) -> str:
    """Return « 2, organisé », with a tick when the answer reaches it."""
    if one.answer.state is State.NOT_APPLICABLE:
        return _NOTHING
    return f"{_named(criteria, one.expected)}{NBSP}✓" if reached(one) else _named(criteria, one.expected)


def _named(criteria: Criteria, level: int) -> str:
    return f"{level}, {lower_first(criteria.scale[level].title)}"


def reached(one: CriterionScore) -> bool:
    """Whether the answer is at the level expected, or above."""
    return one.answer.level is not None and one.gap == 0


def expected_words(criteria: Criteria, one: CriterionScore) -> str:
    """Return « Attendu à votre étape : Organisé », « Conforme à votre étape » or « Point d’appui »."""
    if one.answer.state is State.NOT_APPLICABLE:
        return ""
    if not reached(one):
        return f"Attendu à votre étape{NBSP}: {criteria.scale[one.expected].title}"
    return "Conforme à votre étape" if one.as_expected else "Point d’appui"
