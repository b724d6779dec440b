"""Texts of what changed between two days: both sentences chosen are quoted, never figures alone."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from questionnaire.answers import Viewpoint
from questionnaire.assessment.axis_wording import answer_text
from questionnaire.assessment.profile import Block
from questionnaire.crossing.evolution import ChangedCriterion, DayAnswer, Evolution, Movement
from questionnaire.typography import NBSP, counted, day_words, hour_words, lower_first

NOT_ASKED = "Question non posée"
NO_ANSWER = "aucune réponse"
REWORDED = f"Ces questions ont changé de mots{NBSP}: leurs réponses ne se comparent pas."
MOVEMENTS = {
    Movement.UP: "Ce qui monte",
    Movement.DOWN: "Ce qui descend",
    Movement.NEWLY_KNOWN: "Ce que vous savez maintenant",
    Movement.NEWLY_UNKNOWN: "Ce que vous ne savez plus",
    Movement.REWORDED: "Les questions qui ont changé",
    Movement.NOT_COMPARED: "Ce qui ne se compare pas",
    Movement.SAME: "Ce qui n’a pas changé",
}
SHOWN = (
    Movement.UP,
    Movement.DOWN,
    Movement.NEWLY_KNOWN,
    Movement.NEWLY_UNKNOWN,
)  # the others are folded on the page


@dataclass(frozen=True, slots=True)
class ChangeWords:
    """A criterion, and the sentences of both days."""

    title: str
    before: str
    now: str


def title(evolution: Evolution) -> str:
    """Return « Ce qui a changé depuis le 3 mars 2027 »."""
    return f"Ce qui a changé depuis le {day_words(evolution.since)}"


def title_of_today(time: datetime.time) -> str:
    """Return « Ce qui a changé depuis aujourd’hui, 14 h 02 »."""
    return f"Ce qui a changé depuis aujourd’hui, {hour_words(time)}"


def summary(evolution: Evolution) -> str:
    """Return « 4 réponses montent, 1 descend, et 2 sont connues depuis. »; reworded questions are not counted."""
    up, down, known, unknown = (len(evolution.of(movement)) for movement in SHOWN)
    parts = [
        *([(up, "monte", "montent")] if up else []),
        *([(down, "descend", "descendent")] if down else []),
        *([(known, "est connue depuis", "sont connues depuis")] if known else []),
        *([(unknown, "n’est plus connue", "ne sont plus connues")] if unknown else []),
    ]
    if not parts:
        return "Aucune réponse n’a changé." if evolution.of(Movement.SAME) else "Rien ne se compare encore."
    clauses = [
        f"{counted(count, 'réponse')} {singular if count == 1 else plural}"
        for count, singular, plural in parts[:1]
    ]
    clauses += [f"{count} {singular if count == 1 else plural}" for count, singular, plural in parts[1:]]
    return f"{', '.join(clauses[:-1])} et {clauses[-1]}." if clauses[1:] else f"{clauses[0]}."


def stage_words(evolution: Evolution) -> str:
    """Return « Étape : en préparation, puis ouvert depuis moins de deux ans. », or an empty text when it is the same."""
    before, now = evolution.stages
    if not evolution.different_stages or before is None or now is None:
        return ""
    change = f"{lower_first(before.title)}, puis {lower_first(now.title)}"
    return f"Étape{NBSP}: {change}. Ce que l’on attend a changé avec elle."


def change_words(change: ChangedCriterion, viewpoint: Viewpoint) -> ChangeWords:
    """Return a criterion with what was chosen on each day."""
    return ChangeWords(change.criterion.title, _answer(change.before, viewpoint), _answer(change.now, viewpoint))


def block_words(evolution: Evolution) -> tuple[tuple[str, str, str], ...]:
    """Return (title, « 3 sur 7 », « 5 sur 8 »): the criteria at the level expected, out of those answered, on each day.

    A block that only one of the days has is left out.
    """
    before = {_key(block): block for block in evolution.blocks[0]}
    return tuple(
        (block.axis.axis.title if block.axis else "Tous les sujets", _count(before[key]), _count(block))
        for block in evolution.blocks[1]
        for key in [_key(block)]
        if key in before
    )


def done_words(evolution: Evolution) -> str:
    """Return « 2 engagements tenus depuis »; empty without any."""
    count = len(evolution.done)
    return f"{counted(count, 'engagement')} {'tenu' if count == 1 else 'tenus'} depuis" if count else ""


def gone_words(evolution: Evolution) -> str:
    """Return the criteria answered then that the current version no longer has; empty without any."""
    titles = ", ".join(f"«{NBSP}{criterion.title}{NBSP}»" for criterion in evolution.gone)
    return f"Retirés des questions depuis{NBSP}: {titles}." if titles else ""


def _answer(day: DayAnswer, viewpoint: Viewpoint) -> str:
    return answer_text(day.criterion, day.answer, viewpoint) if day.criterion else NOT_ASKED


def _key(block: Block) -> str:
    return block.axis.axis.id if block.axis else ""


def _count(block: Block) -> str:
    return f"{block.met}{NBSP}sur{NBSP}{block.answered}" if block.answered else NO_ANSWER
