"""The opening sentence of the results: the strengths, and what is still missing, without figures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from questionnaire.answers import State
from questionnaire.assessment.axis_wording import nothing_missing
from questionnaire.assessment.guidance import ranked_strengths
from questionnaire.assessment.report import Report
from questionnaire.assessment.scoring import CriterionScore
from questionnaire.assessment.steps import shown_steps
from questionnaire.typography import NBSP, lower_first

COUNTED_ON = 2  # strengths named, at most


class Tone(StrEnum):
    """What a span of the sentence is: plain words, a strength (HELD), or something missing."""

    PLAIN = "plain"
    HELD = "held"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Span:
    """Some words of the sentence, and their tone."""

    text: str
    tone: Tone = Tone.PLAIN


@dataclass(frozen=True, slots=True)
class Voice:
    """The grammatical person of the sentence: « Vous pouvez compter sur », « Il vous manque encore »."""

    counts_on: str
    misses: str


YOU = Voice("Vous pouvez compter sur", "Il vous manque encore")
WE = Voice("Nous pouvons compter sur", "Il nous manque encore")


def of_party(name: str) -> Voice:
    """Return the third person about `name`, such as « La commune de Sainte-Fauvette » or « L’équipe du projet »."""
    return Voice(f"{name} peut compter sur", "Il lui manque encore")


def opening(report: Report, voice: Voice = YOU) -> tuple[Span, ...]:
    """Return the sentence that opens the results, in spans."""
    scores = [score for axis in report.scores.axes for score in axis.criteria]
    answered = sum(1 for score in scores if score.answer.level is not None)
    applicable = sum(1 for score in scores if score.answer.state is not State.NOT_APPLICABLE)
    if all(score.answer.state is State.BLANK for score in scores):
        return (Span("Aucune question n’a encore reçu de réponse."),)
    if not applicable:
        return (Span("Aucune des questions posées ne vous concerne aujourd’hui."),)
    if 2 * answered < applicable:
        return (Span(f"Il manque des réponses pour une phrase d’ensemble{_already(report)}."),)
    missing = _missing(report, scores)
    end = (
        (Span(" "), *_named(voice.misses, [missing], Tone.MISSING))
        if missing
        else (Span(f" {nothing_missing(report, whole=answered == applicable)}"),)
    )
    return (*_held(voice, scores), *end)


def opening_text(report: Report, voice: Voice = YOU) -> str:
    """Return the same sentence as one text."""
    return "".join(span.text for span in opening(report, voice))


def brief(criterion_score: CriterionScore) -> str:
    """Return the criterion in a few words, « un engagement écrit »; its title in guillemets without any."""
    criterion = criterion_score.criterion
    return criterion.brief or f"«{NBSP}{criterion.title}{NBSP}»"


def _held(voice: Voice, scores: Sequence[CriterionScore]) -> tuple[Span, ...]:
    if strong := ranked_strengths(scores)[:COUNTED_ON]:
        return _named(voice.counts_on, strong, Tone.HELD)
    begun = next((score for score in scores if score.met and score.answer.level), None)
    if begun:
        return (
            Span(f"Un début est là{NBSP}: "),
            Span(lower_first(begun.criterion.title), Tone.HELD),
            Span("."),
        )
    started = any(score.answer.level for score in scores)
    return (Span("Des choses se font déjà." if started else "Tout commence."),)


def _missing(report: Report, scores: Sequence[CriterionScore]) -> CriterionScore | None:
    """Return the criterion of the first step that fills a gap, to agree with the steps; else the one with the largest gap."""
    first = next((step.criterion for step in shown_steps(report) if step.criterion.gap > 0), None)
    return first or max((score for score in scores if score.gap > 0), key=lambda score: score.gap, default=None)


def _named(words: str, named: Sequence[CriterionScore], tone: Tone) -> tuple[Span, ...]:
    spans = [Span(f"{words} "), Span(brief(named[0]), tone)]
    if len(named) > 1:
        spans += [Span(" et "), Span(brief(named[1]), tone)]
    return (*spans, Span("."))


def _already(report: Report) -> str:
    if not report.cards and report.to_check:
        return f"{NBSP}; voyez ci-dessous à qui demander ce que vous ne savez pas encore"
    if not report.cards:
        return ""
    steps = "le pas ci-dessous vaut" if len(report.cards) == 1 else "les pas ci-dessous valent"
    return f"{NBSP}; {steps} déjà"
