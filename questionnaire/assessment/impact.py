"""What a change of the criteria does to those who answer: scores, tiers, first guidance, situations."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import zip_longest

from questionnaire.answers import AnswerSheet
from questionnaire.assessment.axis_wording import score_words
from questionnaire.assessment.report import Report, display, make_report
from questionnaire.assessment.scoring import AxisScore
from questionnaire.criteria.content import Profile
from questionnaire.criteria.model import Card, Criteria
from questionnaire.typography import french


@dataclass(frozen=True, slots=True)
class Impact:
    """What changes for one set of answers, in sentences; none when nothing does."""

    lines: tuple[str, ...]

    @property
    def changed(self) -> bool:
        """Whether anything does."""
        return bool(self.lines)


@dataclass(frozen=True, slots=True)
class ProfileImpact:
    """What changes for a fictitious profile."""

    title: str
    lines: tuple[str, ...]

    @property
    def changed(self) -> bool:
        """Whether anything does."""
        return bool(self.lines)


def impact_on(old: Criteria, new: Criteria, sheet: AnswerSheet) -> Impact:
    """Say what these answers would get from `new` instead of `old`."""
    return Impact(_lines(make_report(old, sheet), make_report(new, sheet)))


def profile_impacts(old: Criteria, new: Criteria) -> tuple[ProfileImpact, ...]:
    """Say what changes for each fictitious profile, in the order of the new file; those removed come last."""
    before = {profile.id: profile for profile in old.profiles}
    kept = {profile.id for profile in new.profiles}
    effects = [_profile(old, new, before.get(profile.id), profile) for profile in new.profiles]
    effects += [
        ProfileImpact(profile.title, ("Ce profil fictif n’est plus dans le fichier.",))
        for profile in old.profiles
        if profile.id not in kept
    ]
    return tuple(effects)


def headline(effects: tuple[ProfileImpact, ...]) -> str:
    """Sum up in one sentence."""
    changed = sum(1 for one in effects if one.changed)
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
    before = {one.axis.id: one for one in old.scores.axes}
    lines = []
    for one in new.scores.axes:
        was = before.pop(one.axis.id, None)
        if was is None:
            lines.append(f"Nouvel axe « {one.axis.title} » : {_score(one)}.")
        elif _facts(was) != _facts(one):
            lines.append(f"Axe « {one.axis.title} » : {_score(was)} → {_score(one)}{_hidden_move(was, one)}.")
    return [*lines, *(f"L’axe « {was.axis.title} » disparaît ({_score(was)})." for was in before.values())]


def _facts(axis: AxisScore) -> tuple[object, ...]:
    return axis.state, axis.score, axis.tier.title if axis.tier else None


def _score(axis: AxisScore) -> str:
    return f"{score_words(axis)} ({axis.tier.title})" if axis.tier else score_words(axis)


def _hidden_move(was: AxisScore, one: AxisScore) -> str:
    """Tell a move that rounding hides."""
    if was.score is None or one.score is None or was.score == one.score:
        return ""
    if display(was.score) != display(one.score):
        return ""
    return ", très légère hausse" if one.score > was.score else ", très légère baisse"


def _questions(old: Report, new: Report) -> list[str]:
    before, after = (sum(len(axis.criteria) for axis in report.scores.axes) for report in (old, new))
    if before == after:
        return []
    return [f"Nombre de questions posées : {before} → {after}."]


def _cards(old: Report, new: Report) -> list[str]:
    before, after = ([advice.card for advice in report.cards] for report in (old, new))
    if [card.id for card in before] == [card.id for card in after]:
        return [
            f"Conseil n° {number} : « {now.title} » est reformulé."
            for number, (was, now) in enumerate(zip(before, after, strict=True), 1)
            if was != now and _words(was) != _words(now)
        ]
    return [*_replaced(before, after), *_reordered(before, after)]


def _replaced(before: list[Card], after: list[Card]) -> list[str]:
    coming = [
        (number, card.title) for number, card in enumerate(after, 1) if card.id not in {c.id for c in before}
    ]
    leaving = [
        (number, card.title) for number, card in enumerate(before, 1) if card.id not in {c.id for c in after}
    ]
    lines = []
    for new, old in zip_longest(coming, leaving):
        if old is None:
            lines.append(f"Conseil en plus, n° {new[0]} : « {new[1]} ».")
        elif new is None:
            lines.append(f"Conseil en moins, n° {old[0]} : « {old[1]} ».")
        else:
            lines.append(f"Conseil n° {new[0]} : « {new[1]} » remplace « {old[1]} ».")
    return lines


def _reordered(before: list[Card], after: list[Card]) -> list[str]:
    """Tell those that changed rank among those that stay; a shift made by others is not a change."""
    was = {card.id: number for number, card in enumerate(before, 1)}
    staying = [(number, card) for number, card in enumerate(after, 1) if card.id in was]
    steady = _longest_rise([was[card.id] for _, card in staying])
    said = [
        f"« {card.title} » passe du n° {was[card.id]} au n° {number}"
        for number, card in staying
        if was[card.id] not in steady
    ]
    return [f"Ordre des conseils : {', '.join(said)}."] if said else []


def _longest_rise(ranks: list[int]) -> set[int]:
    """Return the longest part of `ranks` that rises: those that kept their order among themselves."""
    best: list[list[int]] = [[]]
    for rank in ranks:
        before: list[int] = max((rise for rise in best if not rise or rise[-1] < rank), key=len)
        best.append([*before, rank])
    longest: list[int] = max(best, key=len)
    return set(longest)


def _words(card: Card) -> tuple[object, ...]:
    names = ("title", "why", "first_step", "steps", "actors", "trap", "places", "resources", "effort", "effect")
    return tuple(getattr(card, name) for name in names)


def _rest(old: Report, new: Report) -> list[str]:
    """Name what else differs on the page of results, so that « nothing changes » is never said in vain."""
    parts = {
        "les conseils repliés": [[advice.card.id for advice in report.more] for report in (old, new)],
        "les points d’appui": [[one.criterion.id for one in report.strengths] for report in (old, new)],
        "ce qui reste à vérifier": [[one.criterion.id for one in report.to_check] for report in (old, new)],
        "les lectures proposées": [[one.id for one in report.resources] for report in (old, new)],
        "les messages liés à la situation": [list(report.messages) for report in (old, new)],
    }
    said = [words for words, (before, after) in parts.items() if before != after]
    return [f"Changent aussi : {', '.join(said)}."] if said else []


def _situations(old: Report, new: Report) -> list[str]:
    before = {one.situation.id: one.situation.title for one in old.situations}
    after = {one.situation.id: one.situation.title for one in new.situations}
    lines = [f"Situation signalée en plus : « {title} »." for key, title in after.items() if key not in before]
    return lines + [
        f"Situation signalée en moins : « {title} »." for key, title in before.items() if key not in after
    ]
