"""Texts of a crossing: counts, agreements, sides, dates. By rule, no rate of agreement, no score, no winner."""

from __future__ import annotations

from questionnaire.answers import BLANK, Answer
from questionnaire.assessment.axis_wording import level_and_title
from questionnaire.assessment.wording import LABELS
from questionnaire.criteria.model import ContextChoice, Criteria
from questionnaire.criteria.state_words import STATE_WORDS
from questionnaire.crossing.agenda import MINUTES, Agenda
from questionnaire.crossing.comparison import Agreement, ComparedCriterion, Comparison, SideAnswer
from questionnaire.crossing.sides import Side
from questionnaire.typography import NBSP, counted, day_words, in_words, lower_first, upper_first

NOT_BINDING = "Ce document n’engage personne."
MEETING_TITLE = "Deux regards, une rencontre"
OPENING = "Pour commencer"
STAGES_APART = "Vous ne vous croyez pas à la même étape"
STAGES_TITLE = "L’étape du projet"
STAGES_QUESTION = f"Qu’est-ce qui vous fait dire cette étape, et que faut-il pour passer à la suivante{NBSP}?"
IF_TIME_ALLOWS = "Si vous avez le temps"
DECIDED, WHO, WHEN = "Ce que nous décidons", LABELS["who"], LABELS["due"]
PLACE, DATE = "Lieu", "Date"
NEXT_MEETING = "Notre prochaine rencontre"
MINUTES_TITLE = "Compte rendu"  # once something is decided
PROGRAMME_TITLE = "Ordre du jour"
MINUTES_EACH = f"{MINUTES}{NBSP}min"
AGENDA_TITLE = "De quoi parler, dans cet ordre"
DRAWING_TITLE = "Vos réponses, côte à côte"
DRAWING_INTRO = f"Chaque ligne est un critère. Deux signes dans la même colonne{NBSP}: vous répondez pareil."
UNKNOWN_COLUMN = "Ne sait pas"
STAGE, CARRIER, COMMON_STAKES = "L’étape", "Qui porte", "Vos enjeux en commun"
NOTED = "Sa note est sur la page commune."  # in the PDF, where a page has no room left
NO_SUBJECT = "Rien à mettre à l’ordre du jour pour l’instant."
REWORDED = f"Cette question a changé de formulation{NBSP}: ne concluez pas d’un écart d’un niveau."
AGREEMENTS = {
    Agreement.GAP: "Vous ne voyez pas la même chose",
    Agreement.ONE_KNOWS: "L’un le sait, l’autre non",
    Agreement.NEITHER_KNOWS: "Ni l’un ni l’autre ne le sait",
    Agreement.TO_DO: f"Vous êtes d’accord{NBSP}: c’est à faire",
    Agreement.STRENGTH: f"Vous êtes d’accord{NBSP}: c’est un point d’appui",
    Agreement.AS_EXPECTED: f"Vous êtes d’accord{NBSP}: c’est ce que votre étape demande",
    Agreement.NUANCE: "Vous êtes à un niveau près",
    Agreement.NOT_COMPARED: "Hors comparaison",
}
_AGREED = (Agreement.STRENGTH, Agreement.TO_DO, Agreement.AS_EXPECTED)
_TO_CLARIFY = (Agreement.ONE_KNOWS, Agreement.NEITHER_KNOWS)


def summary(comparison: Comparison) -> str:
    """Return « Vous êtes d’accord sur 9 sujets, vous voyez 4 sujets autrement, et 3 sont à éclaircir. »."""
    agreed, apart, unclear, close = (
        len(comparison.of(*kinds)) for kinds in (_AGREED, (Agreement.GAP,), _TO_CLARIFY, (Agreement.NUANCE,))
    )
    if not comparison.compared:
        return "Aucun sujet n’a encore reçu de réponse des deux côtés."
    parts = []
    if agreed:
        parts.append(f"vous êtes d’accord sur {counted(agreed, 'sujet')}")
    if apart:
        parts.append(f"vous voyez {counted(apart, 'sujet')} autrement")
    if unclear:
        subjects = str(unclear) if parts else counted(unclear, "sujet")
        parts.append(f"{subjects} {'est' if unclear == 1 else 'sont'} à éclaircir")
    if not parts:
        return f"Sur {counted(close, 'sujet')}, vous êtes à un niveau près."
    return f"{upper_first(_joined(parts))}."


def remainder(comparison: Comparison) -> str:
    """Return « Sur 5 autres sujets, vous êtes à un niveau près, et 2 n’ont pas deux réponses à comparer. »."""
    close = len(comparison.of(Agreement.NUANCE)) if _summed(comparison) else 0
    out = len(not_compared(comparison))
    parts = []
    if close:
        parts.append(f"sur {counted(close, 'autre sujet')}, vous êtes à un niveau près")
    if out:
        subjects = str(out) if parts else counted(out, "sujet")
        parts.append(f"{subjects} {'n’a' if out == 1 else 'n’ont'} pas deux réponses à comparer")
    return f"{upper_first(_joined(parts))}." if parts else ""


def document_words(decided: int) -> str:
    """Return the kind of the common page: the agenda or, once something is decided, the minutes and their count."""
    if not decided:
        return f"{PROGRAMME_TITLE}."
    return f"{MINUTES_TITLE}{NBSP}: {counted(decided, 'sujet')} décidé{'s' if decided > 1 else ''}."


def few_compared(comparison: Comparison) -> str:
    """Return what to do when less than half of what was asked can be compared, or an empty text."""
    asked = sum(row.asked for row in comparison.rows)
    if 2 * comparison.compared >= asked:
        return ""
    return (
        "Peu de réponses se comparent encore. Avant de vous voir, répondez de part et d’autre aux questions qui manquent, "
        "puis croisez de nouveau."
    )


def not_compared(comparison: Comparison) -> tuple[ComparedCriterion, ...]:
    """Return the criteria that cannot be compared, without those that neither side was asked."""
    return tuple(row for row in comparison.of(Agreement.NOT_COMPARED) if row.asked)


def side_names(criteria: Criteria, first: Side, second: Side) -> tuple[str, str]:
    """Return distinct names of both sides: as typed, else « Collectivité » and « Projet », else « Regard 1 », « Regard 2 »."""
    typed = " ".join(first.name.split()), " ".join(second.name.split())
    apart = first.sheet.viewpoint is not second.sheet.viewpoint
    one, two = (
        name or (criteria.viewpoints.of(side.sheet.viewpoint).title if apart else f"Regard{NBSP}{number}")
        for number, (name, side) in enumerate(zip(typed, (first, second), strict=True), 1)
    )
    if one.casefold() != two.casefold():
        return one, two
    if apart:  # one place, as each of its parties names it
        titles = (lower_first(criteria.viewpoints.of(side.sheet.viewpoint).title) for side in (first, second))
        one, two = (f"{name} ({title})" for name, title in zip((one, two), titles, strict=True))
        return one, two
    return f"{one} (regard{NBSP}1)", f"{two} (regard{NBSP}2)"


def answer_words(side: SideAnswer) -> str:
    """Return the sentence of the level, or « Je ne sais pas », « Question non posée »."""
    return side.sentence or state_words(side.answer)


def state_words(answer: Answer) -> str:
    """Return the words of an answer without a level."""
    return STATE_WORDS.get(answer.state, "")


def level_words(criteria: Criteria, side: SideAnswer) -> str:
    """Return « 2, en place » for tables, or the words of an answer without a level."""
    if side.level is None:
        return state_words(side.answer)
    return level_and_title(criteria, side.level)


def lost_words(sides: tuple[Side, Side], names: tuple[str, str]) -> tuple[str, ...]:
    """Return a sentence for each answer that the upgrade dropped, with the name of its side."""
    return tuple(
        f"{name}{NBSP}: {lost.replace('Votre réponse', 'la réponse', 1)}"
        for side, name in zip(sides, names, strict=True)
        for lost in side.lost
    )


def dates(first: Side, second: Side, names: tuple[str, str]) -> str:
    """Return « Les réponses croisées datent du 3 mars 2027. », with both days when they differ."""
    day, other = day_words(first.taken_on), day_words(second.taken_on)
    if day == other:
        return f"Les réponses croisées datent du {day}."
    return f"Les réponses croisées datent du {day} ({names[0]}) et du {other} ({names[1]})."


def duration(agenda: Agenda) -> str:
    """Return « 6 sujets, dix minutes chacun : une heure. »; empty without a subject."""
    count = len(agenda.subjects) + agenda.stages_first
    if count < 2:
        return f"1{NBSP}sujet, {in_words(MINUTES)} minutes." if count else ""
    total = count * MINUTES
    whole = "une heure" if total == 60 else f"{total}{NBSP}minutes"
    return f"{counted(count, 'sujet')}, {in_words(MINUTES)} minutes chacun{NBSP}: {whole}."


def choice_words(choice: ContextChoice | None) -> str:
    """Return the title of a stage or of who carries the project, or « Sans réponse » without one."""
    return choice.title if choice else state_words(BLANK)


def stakes_words(choices: tuple[ContextChoice, ...]) -> str:
    """Return « Lien social, convivialité, entraide ; services », or an empty text."""
    return upper_first(f"{NBSP}; ".join(lower_first(choice.title) for choice in choices))


def own_stakes(name: str) -> str:
    """Return « Les enjeux de : la mairie »: what one side alone chose."""
    return f"Les enjeux de{NBSP}: {name}"


def folded_title(agreement: Agreement, count: int, in_agenda: int = 0) -> str:
    """Return « Vous êtes à un niveau près : 5 sujets », the title of a folded list, and how many more the agenda has."""
    apart = f"{NBSP}; " if NBSP in AGREEMENTS[agreement] else f"{NBSP}: "
    more = f" ({in_agenda} de plus à l’ordre du jour)" if in_agenda else ""
    return f"{AGREEMENTS[agreement]}{apart}{counted(count, 'sujet')}{more}"


def _summed(comparison: Comparison) -> bool:
    return bool(comparison.of(*_AGREED, Agreement.GAP, *_TO_CLARIFY))


def _joined(parts: list[str]) -> str:
    return f"{', '.join(parts[:-1])}, et {parts[-1]}" if parts[1:] else parts[0]
