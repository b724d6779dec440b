"""The one value that every page and every download is made from."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import floor

from questionnaire.answers import Answer, AnswerSheet, State, Viewpoint, as_tuple
from questionnaire.assessment.guidance import ActiveSituation, Advice, advise, chosen_choices
from questionnaire.assessment.scoring import AxisScore, AxisState, CriterionScore, Scores, score
from questionnaire.criteria.content import Resource
from questionnaire.criteria.model import STAGE, Criteria, Criterion, Tier
from questionnaire.typography import NBSP


@dataclass(frozen=True, slots=True)
class ContextLine:
    """A context question and its answer, in words."""

    question: str
    answer: str


@dataclass(frozen=True, slots=True)
class Report:
    """Everything that the results say. Recomputed from answers and criteria, never stored."""

    criteria: Criteria
    sheet: AnswerSheet
    scores: Scores
    cards: tuple[Advice, ...]
    more: tuple[Advice, ...]
    situations: tuple[ActiveSituation, ...]
    strengths: tuple[CriterionScore, ...]
    to_check: tuple[CriterionScore, ...]
    context: tuple[ContextLine, ...]
    messages: tuple[str, ...]
    resources: tuple[Resource, ...]
    summary: str

    @property
    def viewpoint(self) -> Viewpoint:
        """Who answered."""
        return self.sheet.viewpoint

    @property
    def name(self) -> str:
        """The name that the respondent gave to the place or territory, or an empty text."""
        return str(self.sheet.context.get("nom", ""))

    @property
    def answered(self) -> int:
        """How many criteria have a level."""
        return sum(axis.count(State.ANSWERED) for axis in self.scores.axes)

    def reason(self, advice: Advice) -> str:
        """Say why a card is there: the answer given, what the stage expects, what raised it."""
        one = advice.criterion
        said = f"Parce que vous avez répondu{NBSP}: «{NBSP}{self.answer_text(one).rstrip('.')}{NBSP}»."
        sentences = ["Cette question n’a pas reçu de réponse." if one.answer.state is State.BLANK else said]
        if one.answer.level is not None:
            sentences.append(_expectation(self, one))
        if advice.raised_by:
            titles = ", ".join(f"«{NBSP}{choice.title}{NBSP}»" for choice in advice.raised_by)
            sentences.append(f"Votre situation rend ce sujet plus important{NBSP}: {titles}.")
        return " ".join(sentences)

    def answer_text(self, one: CriterionScore) -> str:
        """Return an answer in words: the sentence of the level chosen, or the state."""
        return answer_text(one.criterion, one.answer, self.viewpoint)


STATE_WORDS = {
    State.UNKNOWN: "Je ne sais pas",
    State.NOT_APPLICABLE: "Non concerné",
    State.BLANK: "Sans réponse",
    State.HIDDEN: "Question non posée",
}


def make_report(criteria: Criteria, sheet: AnswerSheet) -> Report:
    """Score, then advise."""
    scores = score(criteria, sheet)
    guidance = advise(criteria, sheet, scores)
    choices = chosen_choices(criteria, sheet)
    wanted = dict.fromkeys(resource for choice in choices for resource in choice.resources)
    return Report(
        criteria=criteria,
        sheet=sheet,
        scores=scores,
        cards=guidance.cards,
        more=guidance.more,
        situations=guidance.situations,
        strengths=guidance.strengths,
        to_check=guidance.to_check,
        context=context_lines(criteria, sheet),
        messages=tuple(choice.message for choice in choices if choice.message),
        resources=tuple(found for found in map(criteria.resource, wanted) if sheet.viewpoint in found.viewpoints),
        summary=_summary(scores, criteria.tiers[0]),
    )


def display(value: Fraction) -> int:
    """Round half up to an integer, for display only."""
    return floor(value + Fraction(1, 2))


def answer_text(criterion: Criterion, answer: Answer, viewpoint: Viewpoint) -> str:
    """Return an answer in words: the sentence of the level chosen, or the state."""
    if answer.level is not None:
        return criterion.levels.of(viewpoint)[answer.level]
    return STATE_WORDS[answer.state]


def context_lines(criteria: Criteria, sheet: AnswerSheet) -> tuple[ContextLine, ...]:
    """Return the context questions that were answered, with the answers in words."""
    lines = []
    for question in criteria.context:
        given = sheet.context.get(question.id)
        if not given:
            continue
        titles = {choice.id: choice.title for choice in question.choices}
        words = f"{NBSP}; ".join(titles.get(value, value) for value in as_tuple(given))
        lines.append(ContextLine(question.question.of(sheet.viewpoint), words))
    return tuple(lines)


def _expectation(report: Report, one: CriterionScore) -> str:
    if one.gap > 0:
        wanted = report.criteria.scale[one.expected]
        aim = "À votre étape, on vise" if report.sheet.context.get(STAGE) else "On vise"
        return f"{aim} le niveau {wanted.level}, «{NBSP}{wanted.title}{NBSP}»."
    if one.as_expected:
        return f"C’est conforme à votre étape{NBSP}; ce conseil prépare la suite."
    return f"C’est un point d’appui{NBSP}; ce conseil aide à le faire durer."


def _summary(scores: Scores, lowest: Tier) -> str:
    evaluated = [axis for axis in scores.axes if axis.state is AxisState.EVALUATED]
    if not evaluated:
        if not any(axis.count(State.ANSWERED) for axis in scores.axes):
            return "Aucune question n’a encore reçu de réponse."
        return "Il manque des réponses pour dessiner un profil, mais les conseils ci-dessous s’appliquent déjà."
    best = max(evaluated, key=_value)
    weakest = min(evaluated, key=_value)
    if len(evaluated) == 1 or _value(best) == _value(weakest):
        names = _list([f"«{NBSP}{axis.axis.title}{NBSP}» ({_tier_title(axis)})" for axis in evaluated])
        return f"Votre profil aujourd’hui{NBSP}: {names}."
    if best.tier == lowest:
        return f"Tout commence, et c’est le bon moment{NBSP}: choisissez un premier pas ci-dessous, un seul."
    return (
        f"Votre meilleur appui aujourd’hui{NBSP}: «{NBSP}{best.axis.title}{NBSP}» ({_tier_title(best)}). "
        f"Ce qui a le plus à gagner{NBSP}: «{NBSP}{weakest.axis.title}{NBSP}» ({_tier_title(weakest)})."
    )


def _value(axis: AxisScore) -> Fraction:
    return axis.score if axis.score is not None else Fraction(0)


def _tier_title(axis: AxisScore) -> str:
    title = axis.tier.title if axis.tier else ""
    return title[:1].lower() + title[1:]


def _list(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} et {names[-1]}"
