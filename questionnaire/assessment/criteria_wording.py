"""Texts about the criteria themselves, for the results and the public pages, derived from the file."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from questionnaire.answers import AnswerSheet
from questionnaire.assessment.axis_wording import SCALE, at_stage, gate_words, threshold_words
from questionnaire.assessment.context_parts import context_asked
from questionnaire.assessment.duration import Duration, duration_of
from questionnaire.assessment.report import Report
from questionnaire.assessment.selection import FIRST, rules_of
from questionnaire.criteria.model import WHOLE_PATH, Axis, Criteria, Path, Tier
from questionnaire.typography import NBSP, counted, decimal, in_words, upper_first

EXPRESS_PATH = "express"
_UNKNOWN = f"«{NBSP}Je ne sais pas{NBSP}» n’est jamais un zéro"
_NOT_APPLICABLE = f"«{NBSP}Non concerné{NBSP}» sort du calcul"
_ORDINARY, _DOUBLE = Fraction(1), Fraction(2)


def report_words(criteria: Criteria) -> str:
    """Return « le rapport de 2020 »: the source of the criteria."""
    return f"le rapport de{NBSP}{criteria.source.year}"


def source_words(criteria: Criteria) -> str:
    """Return « d’après le rapport de 2020 »."""
    return f"d’après {report_words(criteria)}"


def version_words(criteria: Criteria) -> str:
    """Return « version 2026-11, empreinte f400a7440095 », to follow LABELS["criteria"]."""
    return f"version {criteria.version}, empreinte {criteria.digest[:12]}"


def criteria_words(count: int) -> str:
    """Return « 7 critères »."""
    return counted(count, "critère")


# ── how scores are made ──


def weights_words(criteria: Criteria) -> str:
    """Return « quelques critères comptent double », or an empty text when within each axis all count the same."""
    heavier = _heavier(criteria)
    if not heavier:
        return ""
    double = set(heavier) == {_DOUBLE}
    if len(heavier) == 1:
        return "un critère compte double" if double else "un critère compte plus que les autres"
    quantifier = "quelques" if 2 * len(heavier) < sum(1 for _ in criteria.all_criteria()) else "certains"
    return f"{quantifier} critères comptent {'double' if double else 'plus que d’autres'}"


def _heavier(criteria: Criteria) -> list[Fraction]:
    """Return, for each criterion heavier than the lightest of its axis, the ratio of their weights."""
    minimums = [(axis, min(criterion.weight for criterion in axis.criteria)) for axis in criteria.axes]
    return [
        criterion.weight / minimum
        for axis, minimum in minimums
        for criterion in axis.criteria
        if criterion.weight > minimum
    ]


def method_in_short(report: Report) -> str:
    """Return the method in a few sentences, shown beside a link to the method page."""
    return (
        f"{_points_and_weights(report.criteria)} {_UNKNOWN}, {_NOT_APPLICABLE}."
        f" Les conseils suivent l’écart entre votre réponse et ce que l’on attend{at_stage(report)}."
    )


def method_on_paper(report: Report) -> tuple[str, ...]:
    """Return the method in paragraphs, for the PDF."""
    return (
        f"{_points_and_weights(report.criteria)} {_UNKNOWN}{NBSP}: le score reste ouvert, entre deux bornes."
        f" {_NOT_APPLICABLE}.",
        f"Les conseils suivent l’écart entre votre réponse et ce que l’on attend{at_stage(report)}, l’effet espéré et"
        " l’effort demandé.",
    )


def _points_and_weights(criteria: Criteria) -> str:
    weights = weights_words(criteria)
    return (
        f"Chaque réponse vaut de 0 à {counted(criteria.top_level, 'point')}{NBSP}; le score d’un axe est leur moyenne,"
        f" ramenée {SCALE}{f'{NBSP}; {weights}' if weights else ''}."
    )


# ── the home page ──


@dataclass(frozen=True, slots=True)
class HomeWords:
    """Texts of the home page that depend on the criteria; empty for a path that they do not have."""

    description: str
    whole: str
    express: str
    axes: str
    advice: str
    advice_text: str


def home_words(criteria: Criteria) -> HomeWords:
    """Return the texts of the home page."""
    whole, express = criteria.path(WHOLE_PATH), criteria.path(EXPRESS_PATH)
    cards_count = in_words(criteria.cards_max)
    single = criteria.cards_max == 1
    advice = f"{cards_count} {'conseil' if single else 'conseils'}"
    gains = [*([duration_words(criteria, whole)] if whole else []), "une synthèse à partager", advice]
    axes = len(criteria.axes)
    return HomeWords(
        description=f"Autodiagnostic gratuit pour les collectivités et les tiers-lieux{NBSP}: {', '.join(gains)}.",
        whole=f"{upper_first(duration_words(criteria, whole))}{_by_stage(criteria, whole)}" if whole else "",
        express=f"Parcours express, {duration_words(criteria, express)}" if express else "",
        axes=(
            f"{upper_first(in_words(axes))} {'axe' if axes == 1 else 'axes'}{NBSP}: vos appuis et ce qui a le plus à"
            " gagner, compte tenu de votre étape."
        ),
        advice=f"{upper_first(advice)}, {cards_count} {'premier' if single else 'premiers'} pas",
        advice_text=(
            f"{'Il' if single else 'Chacun'} dit pourquoi il est là, par quoi commencer ce mois-ci, avec qui, et le piège"
            " à éviter."
        ),
    )


def refine_words(criteria: Criteria, sheet: AnswerSheet) -> str:
    """Return how many context questions may still change the cards; empty when none is left."""
    later = [one for one in context_asked(criteria, sheet) if one not in criteria.start_questions]
    left = sum(
        1 for question in later if question.choices_for(sheet.viewpoint) and question.id not in sheet.context
    )
    if not left:
        return ""
    many = "autres choix peuvent" if left > 1 else "autre choix peut"
    return f"{upper_first(in_words(left))} {many} changer ces pas."


def duration_words(criteria: Criteria, path: Path) -> str:
    """Return how long a path takes, as `duration_text` does."""
    return duration_text(duration_of(criteria, path))


def duration_text(duration: Duration) -> str:
    """Return « 4 à 9 minutes », or « 9 minutes » when every stage takes as long."""
    longest = counted(duration.longest, "minute")
    return longest if duration.shortest == duration.longest else f"{duration.shortest} à {longest}"


def _by_stage(criteria: Criteria, path: Path) -> str:
    duration = duration_of(criteria, path)
    return " environ" if duration.shortest == duration.longest else ", selon votre étape"


# ── the public pages ──


@dataclass(frozen=True, slots=True)
class TierWords:
    """The texts of one tier: title, threshold, meaning and gates."""

    title: str
    start: str
    text: str
    gates: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CriterionWords:
    """The texts of one criterion; `weight` is empty when the weight is 1."""

    id: str
    title: str
    weight: str
    subject: str


@dataclass(frozen=True, slots=True)
class AxisList:
    """The criteria of an axis, and their count as text."""

    title: str
    text: str
    count: str
    criteria: tuple[CriterionWords, ...]


@dataclass(frozen=True, slots=True)
class MethodWords:
    """Texts of the method page that depend on the criteria."""

    levels: str
    points: str
    least_coverage: str
    tiers: tuple[TierWords, ...]
    cards: str
    axes: tuple[AxisList, ...]


def method_words(criteria: Criteria) -> MethodWords:
    """Return the texts of the method page."""
    points = ", ".join(
        f"«{NBSP}{level.title}{NBSP}»{NBSP}: {level.level} sur {criteria.top_level}" for level in criteria.scale
    )
    weights = _weights_rule(criteria)
    return MethodWords(
        levels=f"un des {in_words(len(criteria.scale))} niveaux",
        points=f"{points}.{f' {weights}' if weights else ''}",
        least_coverage=f"{decimal(100 * criteria.minimum_coverage)}{NBSP}%",
        tiers=tuple(_tier(criteria, tier) for tier in criteria.tiers),
        cards=_cards_rule(criteria),
        axes=tuple(_axis(axis) for axis in criteria.axes),
    )


def _weights_rule(criteria: Criteria) -> str:
    if not _heavier(criteria):
        return ""
    if {criterion.weight for criterion in criteria.all_criteria()} == {_ORDINARY, _DOUBLE}:
        return "Un critère de poids 2 compte double."
    return "Un critère compte d’autant plus que son poids est grand."


def weight_words(weight: Fraction) -> str:
    """Return « poids 2 », or an empty text for the ordinary weight."""
    return "" if weight == _ORDINARY else f"poids {decimal(weight)}"


def _tier(criteria: Criteria, tier: Tier) -> TierWords:
    gates = tuple(f"Demande aussi {gate_words(criteria, gate)}." for gate in tier.gates)
    return TierWords(tier.title, f"à partir de {threshold_words(tier.threshold)}", tier.text, gates)


def _axis(axis: Axis) -> AxisList:
    criterion_words = tuple(
        CriterionWords(criterion.id, criterion.title, weight_words(criterion.weight), criterion.subject)
        for criterion in axis.criteria
    )
    return AxisList(axis.title, axis.text, criteria_words(len(criterion_words)), criterion_words)


def _cards_rule(criteria: Criteria) -> str:
    exists, rest = "s’il en existe un", "Les autres restent accessibles, repliés."
    if criteria.cards_max == 1:
        return f"Le premier est montré, ou le premier à petit effort {exists}. {rest}"
    rules = rules_of(criteria)
    parts = ["un par critère"] if rules.one_per_criterion else []
    if len(criteria.axes) > 1 and criteria.cards_max > rules.per_axis:
        parts.append(f"pas plus de {in_words(rules.per_axis)} par axe tant qu’un autre axe a quelque chose à dire")
    among = rules.one_per_criterion and criteria.cards_max > FIRST
    easy = f"au moins un à petit effort {f'parmi les {in_words(FIRST)} premiers ' if among else ''}{exists}"
    shown = f"Les {in_words(criteria.cards_max)} premiers sont montrés{NBSP}: "
    return f"{shown}{', et '.join([', '.join(parts), easy]) if parts else easy}. {rest}"


def places_title(criteria: Criteria) -> str:
    """Return « Les huit tiers-lieux du rapport »."""
    count = len(criteria.places)
    return "Le tiers-lieu du rapport" if count == 1 else f"Les {in_words(count)} tiers-lieux du rapport"


def resources_words(criteria: Criteria) -> str:
    """Return « 31 lectures, réseaux et outils, rangés par critère. »."""
    count = len(criteria.resources)
    kinds = "lecture, réseau ou outil, rangé" if count == 1 else "lectures, réseaux et outils, rangés"
    return f"{count}{NBSP}{kinds} par critère."
