"""Texts of engagements, shared by the pages and every document."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence

from questionnaire.assessment.engagement import ENOUGH, Engagement, EngagementState
from questionnaire.assessment.merge import Conflict
from questionnaire.assessment.shown_engagements import ShownEngagement
from questionnaire.assessment.wording import LABELS
from questionnaire.criteria.criterion import Criterion
from questionnaire.typography import NBSP, day_words, in_words, lower_first, upper_first

STATE_WORDS = {
    EngagementState.TO_DO: "À faire",
    EngagementState.UNDER_WAY: "En cours",
    EngagementState.DONE: "Fait",
    EngagementState.DROPPED: "Laissé",
}
FIELD_LABELS = {
    "title": "Ce que nous faisons",
    "who": LABELS["who"],
    "due": LABELS["due"],
    "state": LABELS["state"],
    "reason": LABELS["why"],
    "note": LABELS["note"],
}
REMINDERS_TITLE = "Rappel d’agenda"
LATE = "En retard"
UNTITLED = "Sans intitulé"
ASKED = f"Où en êtes-vous{NBSP}?"


def state_words(state: EngagementState) -> str:
    """Return « À faire », « En cours », « Fait » or « Laissé »."""
    return STATE_WORDS[state]


def when_words(engagement: Engagement) -> str:
    """Return « avant le 15 janvier 2027 », or an empty text."""
    return f"avant le {day_words(engagement.due)}" if engagement.due else ""


def commitment_words(engagement: Engagement) -> str:
    """Return « la mairie, avant le 15 janvier 2027, à faire »."""
    state = lower_first(state_words(engagement.state))
    return ", ".join(filter(None, (engagement.who, when_words(engagement), state)))


def title_words(shown: ShownEngagement) -> str:
    """Return what is undertaken."""
    return shown.title or UNTITLED


def event_words(shown: ShownEngagement) -> str:
    """Return the description of a calendar event: how to begin, and who does it."""
    who = shown.engagement.who
    return "\n\n".join(filter(None, (shown.first_step, f"{LABELS['who']}{NBSP}: {who}" if who else "")))


def progress_words(engagements: Sequence[Engagement], day: datetime.date) -> str:
    """Return « 2 faits, 1 en retard, 3 à faire »; empty without any engagement."""
    done = sum(engagement.state is EngagementState.DONE for engagement in engagements)
    late = sum(engagement.is_late(day) for engagement in engagements)
    to_do = sum(engagement.is_open for engagement in engagements) - late
    parts = [
        *([f"{done}{NBSP}fait{'s' if done > 1 else ''}"] if done else []),
        *([f"{late}{NBSP}en retard"] if late else []),
        *([f"{to_do}{NBSP}à faire"] if to_do else []),
    ]
    dropped = len(engagements)
    return ", ".join(parts) or (f"{dropped}{NBSP}laissé{'s' if dropped > 1 else ''}" if dropped else "")


def enough_words(engagements: Sequence[Engagement]) -> str:
    """Return the advice not to undertake more, or an empty text."""
    count = sum(engagement.is_open for engagement in engagements)
    if count <= ENOUGH:
        return ""
    return (
        f"{upper_first(in_words(ENOUGH))} suffisent{NBSP}: vous en avez {in_words(count)} à faire. "
        f"Mieux vaut en tenir quelques-uns que d’en garder beaucoup."
    )


def changed_words(engagement: Engagement, criterion: Criterion) -> str:
    """Return « Votre réponse à « S’engager » a-t-elle changé ? » for one that is done; else an empty text."""
    if engagement.state is not EngagementState.DONE:
        return ""
    return f"Votre réponse à «{NBSP}{criterion.title}{NBSP}» a-t-elle changé{NBSP}?"


def conflict_words(
    title: str,
    conflicts: Mapping[str, Conflict],
    labels: Mapping[str, str] = FIELD_LABELS,
    before: Engagement | None = None,
) -> str:
    """Return how concurrent changes were merged, or an empty text; `before`: the engagement as the other person left it."""
    kept, joined, replaced = (
        ", ".join(
            _named(name, labels, conflict, before) for name, resolved in conflicts.items() if resolved is conflict
        )
        for conflict in (Conflict.KEPT, Conflict.JOINED, Conflict.REPLACED)
    )
    clauses = [
        *([f"le changement d’une autre personne est gardé ({kept})"] if kept else []),
        *([f"une autre personne y écrit aussi, les deux textes sont gardés ({joined})"] if joined else []),
        *([f"votre changement remplace celui d’une autre personne ({replaced})"] if replaced else []),
    ]
    name = " ".join(title.split("\n"))
    return f"«{NBSP}{name}{NBSP}»{NBSP}: {', et '.join(clauses)}." if clauses else ""


def _named(name: str, labels: Mapping[str, str], conflict: Conflict, before: Engagement | None) -> str:
    """Return « quand : 12 mars 2027 », the date of the other person, when it was replaced; else « quand »."""
    label = lower_first(labels[name])
    lost = before.due if before and name == "due" and conflict is Conflict.REPLACED else None
    return f"{label}{NBSP}: {day_words(lost)}" if lost else label
