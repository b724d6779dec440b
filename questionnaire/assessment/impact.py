"""The effect of a change of the criteria on results (scores, tiers, cards, situations), as sentences in French."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import zip_longest

from questionnaire.answers import AnswerSheet
from questionnaire.assessment.axis_wording import score_words
from questionnaire.assessment.report import Report, display, make_report
from questionnaire.assessment.scoring import AxisScore
from questionnaire.criteria.content import Profile
from questionnaire.criteria.criterion import Card
from questionnaire.criteria.model import Criteria
from questionnaire.typography import french


@dataclass(frozen=True, slots=True)
class Impact:
    """The changes for one set of answers, as sentences; empty when there are none."""

    lines: tuple[str, ...]

    @property
    def changed(self) -> bool:
        """Whether there are changes."""
        return bool(self.lines)


@dataclass(frozen=True, slots=True)
class ProfileImpact:
    """The changes for a fictitious profile."""

    title: str
    lines: tuple[str, ...]

    @property
    def changed(self) -> bool:
        """Whether there are changes."""
        return bool(self.lines)


def impact_on(old: Criteria, new: Criteria, sheet: AnswerSheet) -> Impact:
    """Compare the results of these answers under `old` and `new`."""
    return Impact(_lines(make_report(old, sheet), make_report(new, sheet)))


def profile_impacts(old: Criteria, new: Criteria) -> tuple[ProfileImpact, ...]:
    """Return the changes for each fictitious profile, in the order of `new`; removed profiles come last."""
    before = {profile.id: profile for profile in old.profiles}
    new_ids = {profile.id for profile in new.profiles}
    effects = [_profile(old, new, before.get(profile.id), profile) for profile in new.profiles]
    effects += [
        ProfileImpact(profile.title, ("Ce profil fictif n’est plus dans le fichier.",))
        for profile in old.profiles
        if profile.id not in new_ids
    ]
    return tuple(effects)


def headline(effects: tuple[ProfileImpact, ...]) -> str:
    """Return a summary in one sentence."""
    changed = sum(1 for effect in effects if effect.changed)
    if not effects:
        return "Le fichier n’a aucun profil fictif : ajoutez-en pour voir ce qu’un changement fait aux résultats."
    if not changed:
        return "Les résultats des profils fictifs ne changent pas."
    many = "profils fictifs changent" if changed > 1 else "profil fictif change"
    return french(f"{changed} {many}, sur {len(effects)} :")


def _profile(old: Criteria, new: Criteria, before: Profile | None, after: Profile) -> ProfileImpact:
    if before is None:
        return ProfileImpact(after.title, ("Ce profil fictif est nouveau.",))
    lines = _lines(make_report(old, before.sheet()), make_report(new, after.sheet()))
    if before.sheet() != after.sheet():
        lines = (french("Les réponses de ce profil ont elles-mêmes changé."), *lines)
    return ProfileImpact(after.title, lines)


def _lines(old: Report, new: Report) -> tuple[str, ...]:
    lines = [*_axes(old, new), *_questions(old, new), *_cards(old, new), *_situations(old, new), *_rest(old, new)]
    return tuple(map(french, lines))


def _axes(old: Report, new: Report) -> list[str]:
    before = {axis_score.axis.id: axis_score for axis_score in old.scores.axes}
    lines = []
    for current in new.scores.axes:
        previous = before.pop(current.axis.id, None)
        if previous is None:
            lines.append(f"Nouvel axe « {current.axis.title} » : {_score(current)}.")
        elif _facts(previous) != _facts(current):
            lines.append(
                f"Axe « {current.axis.title} » : {_score(previous)} → {_score(current)}{_rounded_away(previous, current)}."
            )
    return [
        *lines,
        *(f"L’axe « {previous.axis.title} » disparaît ({_score(previous)})." for previous in before.values()),
    ]


def _facts(axis: AxisScore) -> tuple[object, ...]:
    return axis.state, axis.score, axis.tier.title if axis.tier else None


def _score(axis: AxisScore) -> str:
    return f"{score_words(axis)} ({axis.tier.title})" if axis.tier else score_words(axis)


def _rounded_away(previous: AxisScore, current: AxisScore) -> str:
    """Return a mention of a change that rounding hides, or an empty text."""
    if previous.score is None or current.score is None or previous.score == current.score:
        return ""
    if display(previous.score) != display(current.score):
        return ""
    return ", très légère hausse" if current.score > previous.score else ", très légère baisse"


def _questions(old: Report, new: Report) -> list[str]:
    before, after = (sum(len(axis.criteria) for axis in report.scores.axes) for report in (old, new))
    if before == after:
        return []
    return [f"Nombre de questions posées : {before} → {after}."]


def _cards(old: Report, new: Report) -> list[str]:
    before, after = ([advice.card for advice in report.cards] for report in (old, new))
    if [card.id for card in before] == [card.id for card in after]:
        return [
            f"Conseil n° {number} : « {new_card.title} » est reformulé."
            for number, (old_card, new_card) in enumerate(zip(before, after, strict=True), 1)
            if old_card != new_card and _words(old_card) != _words(new_card)
        ]
    return [*_replaced(before, after), *_reordered(before, after)]


def _replaced(before: list[Card], after: list[Card]) -> list[str]:
    added = [(number, card.title) for number, card in enumerate(after, 1) if card.id not in {c.id for c in before}]
    removed = [
        (number, card.title) for number, card in enumerate(before, 1) if card.id not in {c.id for c in after}
    ]
    lines = []
    for new, old in zip_longest(added, removed):
        if old is None:
            lines.append(f"Conseil en plus, n° {new[0]} : « {new[1]} ».")
        elif new is None:
            lines.append(f"Conseil en moins, n° {old[0]} : « {old[1]} ».")
        else:
            lines.append(f"Conseil n° {new[0]} : « {new[1]} » remplace « {old[1]} ».")
    return lines


def _reordered(before: list[Card], after: list[Card]) -> list[str]:
    """List the cards of both lists whose order changed; a shift due to added or removed cards is not a change."""
    old_ranks = {card.id: number for number, card in enumerate(before, 1)}
    common = [(number, card) for number, card in enumerate(after, 1) if card.id in old_ranks]
    unmoved = _longest_increasing([old_ranks[card.id] for _, card in common])
    moves = [
        f"« {card.title} » passe du n° {old_ranks[card.id]} au n° {number}"
        for number, card in common
        if old_ranks[card.id] not in unmoved
    ]
    return [f"Ordre des conseils : {', '.join(moves)}."] if moves else []


def _longest_increasing(ranks: list[int]) -> set[int]:
    """Return a longest increasing subsequence of `ranks`."""
    best: list[list[int]] = [[]]
    for rank in ranks:
        prefix: list[int] = max((rising for rising in best if not rising or rising[-1] < rank), key=len)
        best.append([*prefix, rank])
    longest: list[int] = max(best, key=len)
    return set(longest)


def _words(card: Card) -> tuple[object, ...]:
    names = (
        *("title", "why", "first_step", "steps", "actors", "contacts", "trap"),
        *("places", "resources", "effort", "effect"),
    )
    return tuple(getattr(card, name) for name in names)


def _rest(old: Report, new: Report) -> list[str]:
    """Name the other sections of the results that differ."""
    sections = {
        "les autres conseils": [[advice.card.id for advice in report.more] for report in (old, new)],
        "les points d’appui": [
            [criterion_score.criterion.id for criterion_score in report.strengths] for report in (old, new)
        ],
        "ce qui reste à vérifier": [
            [criterion_score.criterion.id for criterion_score in report.to_check] for report in (old, new)
        ],
        "les lectures proposées": [[resource.id for resource in report.resources] for report in (old, new)],
        "les messages liés à la situation": [list(report.messages) for report in (old, new)],
    }
    changed = [label for label, (before, after) in sections.items() if before != after]
    return [f"Changent aussi : {', '.join(changed)}."] if changed else []


def _situations(old: Report, new: Report) -> list[str]:
    before = {active.situation.id: active.situation.title for active in old.situations}
    after = {active.situation.id: active.situation.title for active in new.situations}
    lines = [f"Situation signalée en plus : « {title} »." for key, title in after.items() if key not in before]
    return lines + [
        f"Situation signalée en moins : « {title} »." for key, title in before.items() if key not in after
    ]
