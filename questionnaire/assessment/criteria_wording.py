"""What is said of the criteria themselves, on the results and on the public pages: true whatever the file says."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from questionnaire.assessment.axis_wording import SCALE, gate_words, threshold_words
from questionnaire.assessment.guidance import PER_AXIS
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
    """Return « Critères : version 2026-11. »."""
    return f"Critères{NBSP}: version {criteria.version}."


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
    some = "quelques" if 2 * len(heavier) < sum(1 for _ in criteria.all_criteria()) else "certains"
    return f"{some} critères comptent {'double' if double else 'plus que d’autres'}"


def _heavier(criteria: Criteria) -> list[Fraction]:
    """Return, of each criterion that weighs more than the lightest one of its axis, how many times as much."""
    lightest = [(axis, min(one.weight for one in axis.criteria)) for axis in criteria.axes]
    return [one.weight / least for axis, least in lightest for one in axis.criteria if one.weight > least]


def method_in_short(criteria: Criteria) -> str:
    """Say in a few sentences how scores and advice are made, beside a link to the method."""
    return (
        f"{_points_and_weights(criteria)} {_UNKNOWN}, {_NOT_APPLICABLE}."
        " Les conseils suivent l’écart entre votre réponse et ce que l’on attend à votre étape."
    )


def method_on_paper(criteria: Criteria) -> tuple[str, ...]:
    """Say it in paragraphs, for who has no link to follow."""
    return (
        f"{_points_and_weights(criteria)} {_UNKNOWN}{NBSP}: le score reste ouvert, entre deux bornes."
        f" {_NOT_APPLICABLE}.",
        "Les conseils suivent l’écart entre votre réponse et ce que l’on attend à votre étape, l’effet espéré et"
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
    """The words of the home page that the criteria change; a path that they do not have is an empty text."""

    description: str
    whole: str
    express: str
    axes: str
    advice: str
    advice_text: str


def home_words(criteria: Criteria) -> HomeWords:
    """Return the words of the home page."""
    whole, express = criteria.path(WHOLE_PATH), criteria.path(EXPRESS_PATH)
    most = in_words(criteria.cards_max)
    one = criteria.cards_max == 1
    advice = f"{most} {'conseil' if one else 'conseils'}"
    gains = [*([_minutes_in_words(whole)] if whole else []), "une synthèse à partager", advice]
    axes = len(criteria.axes)
    return HomeWords(
        description=f"Autodiagnostic gratuit pour les collectivités et les tiers-lieux{NBSP}: {', '.join(gains)}.",
        whole=f"{_minutes(whole)} environ" if whole else "",
        express=f"Parcours express, {_minutes(express)}" if express else "",
        axes=(
            f"{upper_first(in_words(axes))} {'axe' if axes == 1 else 'axes'}{NBSP}: vos appuis et ce qui a le plus à"
            " gagner, compte tenu de votre étape."
        ),
        advice=f"{upper_first(advice)}, {most} {'premier' if one else 'premiers'} pas",
        advice_text=(
            f"{'Il' if one else 'Chacun'} dit pourquoi il est là, par quoi commencer ce mois-ci, avec qui, et le piège"
            " à éviter."
        ),
    )


def _minutes(path: Path) -> str:
    return counted(path.minutes, "minute")


def _minutes_in_words(path: Path) -> str:
    return "une minute" if path.minutes == 1 else f"{in_words(path.minutes)} minutes"


# ── the public pages ──


@dataclass(frozen=True, slots=True)
class TierWords:
    """One tier: its title, from which score, what it means, and what else it asks."""

    title: str
    start: str
    text: str
    gates: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CriterionWords:
    """One criterion: its weight is empty when it is the ordinary one."""

    id: str
    title: str
    weight: str
    subject: str


@dataclass(frozen=True, slots=True)
class AxisList:
    """The criteria of an axis, and how many they are."""

    title: str
    text: str
    count: str
    criteria: tuple[CriterionWords, ...]


@dataclass(frozen=True, slots=True)
class MethodWords:
    """The words of the method page that the criteria change."""

    levels: str
    points: str
    least_coverage: str
    tiers: tuple[TierWords, ...]
    cards: str
    axes: tuple[AxisList, ...]


def method_words(criteria: Criteria) -> MethodWords:
    """Return the words of the method page."""
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
    if {one.weight for one in criteria.all_criteria()} == {_ORDINARY, _DOUBLE}:
        return "Un critère de poids 2 compte double."
    return "Un critère compte d’autant plus que son poids est grand."


def _weight_words(weight: Fraction) -> str:
    return "" if weight == _ORDINARY else f"poids {decimal(weight)}"


def _tier(criteria: Criteria, tier: Tier) -> TierWords:
    gates = tuple(f"Demande aussi {gate_words(criteria, gate)}." for gate in tier.gates)
    return TierWords(tier.title, f"à partir de {threshold_words(tier.threshold)}", tier.text, gates)


def _axis(axis: Axis) -> AxisList:
    listed = tuple(
        CriterionWords(one.id, one.title, _weight_words(one.weight), one.subject) for one in axis.criteria
    )
    return AxisList(axis.title, axis.text, criteria_words(len(listed)), listed)


def _cards_rule(criteria: Criteria) -> str:
    easy, rest = "à petit effort s’il en existe un", "Les autres restent accessibles, repliés."
    if criteria.cards_max == 1:
        return f"Le premier est montré, ou le premier {easy}. {rest}"
    shown = f"Les {in_words(criteria.cards_max)} premiers sont montrés{NBSP}: "
    if len(criteria.axes) > 1 and criteria.cards_max > PER_AXIS:
        shown += f"pas plus de {in_words(PER_AXIS)} par axe tant qu’un autre axe a quelque chose à dire, et "
    return f"{shown}au moins un {easy}. {rest}"


def places_title(criteria: Criteria) -> str:
    """Return « Les huit tiers-lieux du rapport »."""
    count = len(criteria.places)
    return "Le tiers-lieu du rapport" if count == 1 else f"Les {in_words(count)} tiers-lieux du rapport"


def resources_words(criteria: Criteria) -> str:
    """Return what the page of resources holds."""
    count = len(criteria.resources)
    kinds = "lecture, réseau ou outil, rangé" if count == 1 else "lectures, réseaux et outils, rangés"
    return f"{count}{NBSP}{kinds} par critère."
