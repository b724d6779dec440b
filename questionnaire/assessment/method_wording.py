"""Texts of the method page, derived from the criteria: what is expected, scores, tiers, how steps are chosen."""

from __future__ import annotations

from dataclasses import dataclass

from questionnaire.answers import AnswerSheet, Viewpoint
from questionnaire.assessment.axis_wording import (
    gate_words,
    threshold_words,
)
from questionnaire.assessment.criteria_wording import DOUBLE, ORDINARY, criteria_words, weight_ratios
from questionnaire.assessment.journey import choose_path
from questionnaire.assessment.measured_duration import MINIMUM
from questionnaire.assessment.profile_wording import profile_title
from questionnaire.assessment.report import make_report
from questionnaire.assessment.scoring import asked_criteria
from questionnaire.assessment.selection import FIRST, rules_of
from questionnaire.assessment.worked_example_wording import WorkedExample, weight_words, worked_example
from questionnaire.criteria.answering_time import SECONDS_A_QUESTION, WORDS_A_MINUTE
from questionnaire.criteria.criterion import Criterion
from questionnaire.criteria.model import STAGE, WHOLE_PATH, Axis, Criteria, Tier
from questionnaire.typography import NBSP, counted, decimal, in_words, lower_first


@dataclass(frozen=True, slots=True)
class TierWords:
    """The texts of one tier: title, threshold, meaning and gates."""

    title: str
    start: str
    text: str
    gates: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CriterionWords:
    """The texts of one criterion; `weight` is empty when the weight is 1, `needs` without a prerequisite."""

    id: str
    title: str
    weight: str
    subject: str
    expected: str
    needs: str


@dataclass(frozen=True, slots=True)
class AxisList:
    """The criteria of an axis, and their count as text."""

    title: str
    text: str
    count: str
    criteria: tuple[CriterionWords, ...]


@dataclass(frozen=True, slots=True)
class MethodWords:
    """Texts of the method page that depend on the criteria; empty for a rule that they do not use."""

    levels: str
    points: str
    least_coverage: str
    tiers: tuple[TierWords, ...]
    tiers_count: str
    count_example: str
    situations: str
    prerequisites: str
    cards: str
    ties: str
    durations: str
    measured_from: str
    axes: tuple[AxisList, ...]
    worked: WorkedExample


def method_words(criteria: Criteria) -> MethodWords:
    """Return the texts of the method page."""
    points = ", ".join(
        f"«{NBSP}{level.title}{NBSP}»{NBSP}: {level.level} sur {criteria.top_level}" for level in criteria.scale
    )
    weights = _weights_rule(criteria)
    asked = _asked_by_stage(criteria)
    return MethodWords(
        levels=f"un des {in_words(len(criteria.scale))} niveaux",
        points=f"{points}.{f' {weights}' if weights else ''}",
        least_coverage=f"{decimal(100 * criteria.minimum_coverage)}{NBSP}%",
        tiers=tuple(_tier(criteria, tier) for tier in criteria.tiers),
        tiers_count=f"{counted(len(criteria.tiers), 'nom donné')} au score d’un axe",
        count_example=_count_example(criteria),
        situations=_situations_rule(criteria),
        prerequisites=_prerequisites_rule(criteria),
        cards=_cards_rule(criteria),
        ties=_ties_rule(criteria),
        durations=f"{WORDS_A_MINUTE} mots lus par minute, et {SECONDS_A_QUESTION}{NBSP}secondes par question",
        measured_from=in_words(MINIMUM),
        axes=tuple(_axis(criteria, axis, asked) for axis in criteria.axes),
        worked=worked_example(criteria),
    )


def _weights_rule(criteria: Criteria) -> str:
    if not weight_ratios(criteria):
        return ""
    if {criterion.weight for criterion in criteria.all_criteria()} == {ORDINARY, DOUBLE}:
        return "Un critère de poids 2 compte double."
    return "Un critère compte d’autant plus que son poids est grand."


def _tier(criteria: Criteria, tier: Tier) -> TierWords:
    gates = tuple(f"Demande aussi {gate_words(criteria, gate)}." for gate in tier.gates)
    return TierWords(tier.title, f"à partir de {threshold_words(tier.threshold)}", tier.text, gates)


def _count_example(criteria: Criteria) -> str:
    """Return « 11 critères sur 19 au niveau attendu »: the count of the public example; empty without one."""
    if not criteria.profiles:
        return ""
    return profile_title(make_report(criteria, criteria.profiles[0].sheet()))


# ── criteria, and what each stage expects ──


def _asked_by_stage(criteria: Criteria) -> dict[str, frozenset[str]]:
    """Return, by the id of each stage, the criteria that it may be asked, by one viewpoint or the other."""
    question = criteria.context_question(STAGE)
    asked: dict[str, frozenset[str]] = {}
    for viewpoint in Viewpoint:
        for choice in question.choices_for(viewpoint) if question else ():
            sheet = AnswerSheet(viewpoint, WHOLE_PATH, {STAGE: choice.id})
            ids = asked_criteria(criteria, AnswerSheet(viewpoint, choose_path(criteria, sheet), sheet.context))
            asked[choice.id] = asked.get(choice.id, frozenset()) | ids
    return asked


def _axis(criteria: Criteria, axis: Axis, asked: dict[str, frozenset[str]]) -> AxisList:
    lines = tuple(_criterion(criteria, criterion, asked) for criterion in axis.criteria)
    return AxisList(axis.title, axis.text, criteria_words(len(lines)), lines)


def _criterion(criteria: Criteria, criterion: Criterion, asked: dict[str, frozenset[str]]) -> CriterionWords:
    needs = criterion.prerequisite
    return CriterionWords(
        id=criterion.id,
        title=criterion.title,
        weight=weight_words(criterion.weight),
        subject=criterion.subject,
        expected=_expected_by_stage(criteria, criterion, asked),
        needs=f"Suppose {gate_words(criteria, needs)}." if needs else "",
    )


def _expected_by_stage(criteria: Criteria, criterion: Criterion, asked: dict[str, frozenset[str]]) -> str:
    """Return « Attendu : amorcé (une idée), organisé (en préparation, ouvert) », over the stages that ask it."""
    question = criteria.context_question(STAGE)
    by_level: dict[int, list[str]] = {}
    for choice in question.choices if question else ():
        if criterion.id in asked[choice.id]:
            level = criterion.expected.get(choice.id, criteria.top_level)
            by_level.setdefault(level, []).append(lower_first(choice.title))
    if len(by_level) == 1 and set(asked) == {key for key, ids in asked.items() if criterion.id in ids}:
        return f"Attendu{NBSP}: {lower_first(criteria.scale[next(iter(by_level))].title)}, à chaque étape."
    groups = [
        f"{lower_first(criteria.scale[level].title)} ({', '.join(by_level[level])})" for level in sorted(by_level)
    ]
    return f"Attendu{NBSP}: {', '.join(groups)}." if groups else ""


# ── how steps are chosen ──


def _situations_rule(criteria: Criteria) -> str:
    """Return how situations work; empty when none has cards."""
    if not criteria.situations_max or not any(situation.cards for situation in criteria.situations):
        return ""
    most = criteria.situations_max
    reported = (
        "une situation est signalée" if most == 1 else f"une situation est signalée ({in_words(most)} au plus)"
    )
    return f"Quand plusieurs réponses se rencontrent, {reported}{NBSP}: ses conseils passent en tête."


def _prerequisites_rule(criteria: Criteria) -> str:
    """Return how a missing prerequisite counts, with the first one of the file as an example; empty without any."""
    needing = [
        (criterion, criterion.prerequisite) for criterion in criteria.all_criteria() if criterion.prerequisite
    ]
    if criteria.of_first_format or not needing:
        return ""
    criterion, needed = needing[0]
    example = f"«{NBSP}{criterion.title}{NBSP}» suppose {gate_words(criteria, needed)}" if needed else ""
    return (
        f"Certains critères en supposent un autre{NBSP}: {example}. Tant que ce préalable manque, la priorité de leurs"
        f" conseils est divisée par deux{NBSP}; celle du préalable monte de moitié s’il est"
        f" «{NBSP}{criteria.scale[0].title}{NBSP}»."
    )


def _cards_rule(criteria: Criteria) -> str:
    exists = "s’il en existe un"
    rest = "Les autres restent à portée, si l’un ne convient pas."
    if criteria.cards_max == 1:
        return f"Le premier vous est proposé, ou le premier à petit effort {exists}. {rest}"
    rules = rules_of(criteria)
    parts = ["un par critère"] if rules.one_per_criterion else []
    if len(criteria.axes) > 1 and criteria.cards_max > rules.per_axis:
        parts.append(f"pas plus de {in_words(rules.per_axis)} par axe tant qu’un autre axe a quelque chose à dire")
    among = rules.one_per_criterion and criteria.cards_max > FIRST
    easy = f"au moins un à petit effort {f'parmi les {in_words(FIRST)} premiers ' if among else ''}{exists}"
    kept = f"On en retient {in_words(criteria.cards_max)}{NBSP}: "
    kept += f"{', '.join(parts)}, et {easy}" if parts else easy
    first = f"Les {in_words(FIRST)} premiers sont vos pas" if criteria.cards_max > FIRST else "Ce sont vos pas"
    return f"{kept}. {first} pour ce mois-ci. {rest}"


def _ties_rule(criteria: Criteria) -> str:
    lower = "" if criteria.of_first_format else "le niveau le plus bas, puis "
    return f"{lower}le plus petit effort, puis le plus grand effet"
