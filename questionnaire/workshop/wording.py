"""Texts of a workshop, shared by the phones, the screen, the animateur's page and the report."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

from questionnaire.answers import AnswerSheet, State
from questionnaire.criteria.model import STAGE, Criteria
from questionnaire.criteria.state_words import STATE_WORDS
from questionnaire.typography import NBSP, counted, lower_first, upper_first
from questionnaire.workshop.reveal import Reveal
from questionnaire.workshop.room import SPLIT, Action, Step
from questionnaire.workshop.spread import ENOUGH, Cell, Shown, Spread
from questionnaire.workshop.votes import UNKNOWN, Kind, Side

UNKNOWN_WORDS = STATE_WORDS[State.UNKNOWN]
CLOUD_TITLE = "Les enjeux, en quelques mots"
CLOUD_QUESTION = "En un à trois mots, quel est pour vous l’enjeu principal des tiers-lieux dans les territoires\N{NO-BREAK SPACE}?"
POLL_TITLE = "Sondage"
PROMISE = "Pas de compte, pas de nom. Vos réponses ne sont jamais montrées une par une."
HIDDEN = "Elles restent cachées jusqu’à ce que l’animation les montre."
ON_SCREEN = "Répondez sur votre téléphone. Les réponses restent cachées jusqu’à ce que l’animation les montre."
TOO_FEW = "Trop peu de réponses pour les montrer sans désigner quelqu’un."
SMALL_ROOM = "À moins de vingt, les détailler désignerait quelqu’un."
SAME = "Moins de cinq réponses ont changé depuis le premier tour\N{NO-BREAK SPACE}: on garde ses chiffres, pour ne désigner personne."
TOGETHER = "À moins de vingt réponses, celle d’une ou deux personnes est comptée avec une autre."
RANGE_ALONE = "Trop peu de réponses pour les compter par niveau sans désigner quelqu’un."
SIDES_HIDDEN = "Les côtés ne se montrent pas ici\N{NO-BREAK SPACE}: cela désignerait quelqu’un."
SIDES_BY_LEVELS = "Par côté, les niveaux se comptent deux par deux, pour ne désigner personne."
SIDES_BY_CHOICES = "Par côté, on ne compte à part qu’une réponse, des plus données, pour ne désigner personne."
SMALL_ROOMS = (
    f"Avec moins de vingt réponses, celle d’une ou deux personnes est comptée avec une autre{NBSP}; avec trois ou quatre, "
    f"on ne voit que la plus basse et la plus haute, et rien d’un sondage{NBSP}; avec une ou deux, rien."
)
WITHOUT_PHONE = "Sans téléphone"
SINGLE_TITLE = "Ce qu’une seule personne a dit"
REPORT_TITLE = "Compte rendu de l’atelier"
KEPT_TITLE = "Ce que le groupe retient"
STAKES_TITLE = "Enjeux"
FIRST_TITLE = "Par quoi commencer"
DIALOGUE_TITLE = "À se demander ensemble"
NOT_SETTLED = "On ne tranche pas"
SIDES = {
    Side.COLLECTIVITE: "Du côté d’une collectivité",
    Side.PROJET: "Du côté d’un lieu ou d’un projet",
    Side.ELSEWHERE: "D’ailleurs",
    Side.UNSAID: "Je préfère ne pas le dire",
}
ACTIONS = {
    Action.OPEN: "Ouvrir la salle",
    Action.NEXT: "Question suivante",
    Action.BACK: "Revenir à la question précédente",
    Action.REVEAL: "Révéler les réponses",
    Action.SECOND_ROUND: "Ouvrir un second tour",
    Action.KEEP: "Retenir",
    Action.SHUT: "Fermer l’entrée",
    Action.LET_IN: "Rouvrir l’entrée",
    Action.CLOSE: "Clore l’atelier",
    Action.REOPEN: "Rouvrir l’atelier",
}
_AGREEING, _AT_BOTH_ENDS = 4, 5  # agreeing: all but a quarter on two adjacent levels; divided: a fifth at each end


def step_title(criteria: Criteria, step: Step) -> str:
    """Return the title of a step."""
    if step.kind is Kind.CRITERION:
        return criteria.criterion(step.subject).title
    return CLOUD_TITLE if step.kind is Kind.CLOUD else POLL_TITLE


def step_question(criteria: Criteria, sheet: AnswerSheet, step: Step) -> str:
    """Return what a step asks, in the words of the viewpoint and of the stage of the room."""
    if step.kind is Kind.CRITERION:
        return criteria.at_stage(sheet.context.get(STAGE)).criterion(step.subject).question.of(sheet.viewpoint)
    question = criteria.context_question(step.subject)
    return question.question.of(sheet.viewpoint) if question else CLOUD_QUESTION


def choice_titles(criteria: Criteria, sheet: AnswerSheet, step: Step) -> dict[str, str]:
    """Return the short title of each choice of a step: those of the scale, or of the choices of a poll."""
    question = criteria.context_question(step.subject) if step.kind is Kind.POLL else None
    named = {choice.id: choice.title for choice in question.choices_for(sheet.viewpoint)} if question else {}
    levels = {str(level.level): level.title for level in criteria.scale} if step.kind is Kind.CRITERION else {}
    return {**named, **levels, UNKNOWN: UNKNOWN_WORDS}


def level_sentences(criteria: Criteria, sheet: AnswerSheet, step: Step) -> dict[str, str]:
    """Return the sentence of each level of a criterion, on which people vote; nothing of a poll or of a cloud."""
    if step.kind is not Kind.CRITERION:
        return {}
    worded = criteria.at_stage(sheet.context.get(STAGE)).criterion(step.subject)
    return {str(level): text for level, text in enumerate(worded.levels.of(sheet.viewpoint))}


def duration_words(minutes: int) -> str:
    """Return « 45 min », « 1 h 45 »."""
    hours, rest = divmod(minutes, 60)
    if not hours:
        return f"{rest}{NBSP}min"
    return f"{hours}{NBSP}h{NBSP}{rest:02}" if rest else f"{hours}{NBSP}h"


def answers_words(count: int) -> str:
    """Return « 31 réponses »."""
    return counted(count, "réponse") if count else "Aucune réponse"


def people_words(people: int) -> str:
    """Return « Jusqu’à 25 personnes ont répondu à une question. », or an empty text."""
    if not people:
        return ""
    return f"Jusqu’à {counted(people, 'personne')} {'a' if people == 1 else 'ont'} répondu à une question."


def round_words(count: int, again: int | None) -> str:
    """Return « 31 réponses », and in a second round « 31 réponses, dont 4 à ce tour, »: earlier answers still count."""
    if again is None or not count:
        return answers_words(count)
    return f"{answers_words(count)}, {f'dont {again}' if again else 'aucune'} à ce tour,"


def cell_words(cell: Cell, titles: Mapping[str, str]) -> str:
    """Return « Amorcé », or « Pas encore, Amorcé ou je ne sais pas » for choices that are counted together."""
    ordered = [choice for choice in cell.choices if choice != UNKNOWN] + [
        choice for choice in cell.choices if choice == UNKNOWN
    ]
    words = [titles[choice] for choice in ordered]
    words = [
        lower_first(word) if choice == UNKNOWN and at else word
        for at, (choice, word) in enumerate(zip(ordered, words, strict=True))
    ]
    return f"{', '.join(words[:-1])} ou {words[-1]}" if words[1:] else words[0]


def spread_words(spread: Spread, titles: Mapping[str, str]) -> str:
    """Return « 31 réponses, de Pas encore à Organisé. Le plus souvent : Amorcé (17). », from what may be shown."""
    chosen = [cell for cell in spread.cells if cell.count]
    count = answers_words(spread.answers)
    if not chosen:
        if spread.bounds is None:
            reason = f" {TOO_FEW if spread.answers < ENOUGH else SMALL_ROOM}" if spread.answers else ""
            return f"{count}.{reason}"
        return f"{count}, {_range_words(spread.bounds, titles)}."
    most = max(chosen, key=lambda cell: cell.count)
    if most.count == spread.answers and len(most.choices) == 1:
        return f"{count}, toutes à «{NBSP}{titles[most.choices[0]]}{NBSP}»."
    bounds = bounds_of(spread)
    ranged = f", {_range_words(bounds, titles)}" if bounds else ""
    if sum(1 for cell in chosen if cell.count == most.count) > 1:
        return f"{count}{ranged}."
    return f"{count}{ranged}. Le plus souvent{NBSP}: {cell_words(most, titles)} ({most.count})."


def bounds_of(spread: Spread) -> tuple[str, str] | None:
    """Return the lowest and the highest level, or None when a cell of several choices hides them."""
    if spread.bounds:
        return spread.bounds
    levels = [cell for cell in spread.cells if cell.count and cell.choices[0].isdigit()]
    apart = levels and len(levels[0].choices) == len(levels[-1].choices) == 1
    hidden = any(cell.count for cell in spread.cells if UNKNOWN in cell.choices and len(cell.choices) > 1)
    return (levels[0].choices[0], levels[-1].choices[0]) if apart and not hidden else None


def agreement_words(spread: Spread) -> str:
    """Return « Plutôt d’accord », « Partagés » or « Très partagés », from what is shown alone; else an empty text.

    « Plutôt d’accord »: three quarters on one level or two adjacent ones; « Très partagés »: at least a fifth at each end.
    Empty when only a range is shown of ENOUGH answers or more (one person may be an end of it), and when all agree.
    """
    if spread.answers >= ENOUGH and (spread.bounds or any(cell.count == spread.answers for cell in spread.cells)):
        return ""
    if spread.bounds:
        gap = int(spread.bounds[1]) - int(spread.bounds[0])
        return "Plutôt d’accord." if gap < 2 else "Partagés." if gap == 2 else "Très partagés."
    cells = [cell for cell in spread.cells if UNKNOWN not in cell.choices]
    whole = sum(cell.count for cell in cells)
    if not whole or not all(choice.isdigit() for cell in cells for choice in cell.choices):
        return ""
    if len(cells) < len(spread.cells) and any(
        cell.count for cell in spread.cells if UNKNOWN in cell.choices and len(cell.choices) > 1
    ):
        return ""
    apart = [cell for cell in cells if len(cell.choices) == 1]
    windows = [[one, other] for one, other in pairwise(cells) if one in apart and other in apart]
    most = max(sum(cell.count for cell in window) for window in [*windows, *([cell] for cell in cells)])
    if _AGREEING * most >= (_AGREEING - 1) * whole:
        return "Plutôt d’accord."
    at_both_ends = _AT_BOTH_ENDS * min(cells[0].count, cells[-1].count) >= whole
    return "Très partagés." if at_both_ends and cells[0] in apart and cells[-1] in apart else "Partagés."


def unanimity_words(*, sides: bool) -> str:
    """Return the warning before a vote: unanimity will show, that of the room and, with sides, that of one side."""
    side = ", ou tout un côté," if sides else ""
    return f"Si tout le monde{side} répond pareil, cela se verra{NBSP}: on saura alors ce que chaque personne a répondu."


def without_phone_words(words: str) -> str:
    """Return « Sans téléphone : 9 réponses, d’Amorcé à Organisé. »."""
    return f"{WITHOUT_PHONE}{NBSP}: {lower_first(words)}"


def moved_words(reveal: Reveal) -> str:
    """Return how many answers a second round changed, or an empty text."""
    if reveal.same:
        return SAME
    return f"{counted(reveal.moved, 'réponse')} ont changé depuis le premier tour." if reveal.moved else ""


def notes_on(spreads: Sequence[Spread]) -> tuple[str, ...]:
    """Return why some choices are counted together, and why a range has no figures."""
    joined = any(len(cell.choices) > 1 for spread in spreads for cell in spread.cells)
    return (
        *((TOGETHER,) if joined else ()),
        *((RANGE_ALONE,) if any(spread.bounds for spread in spreads) else ()),
    )


def sides_words(shown: Shown) -> str:
    """Return how the sides are shown, or why they are not; empty when there is nothing to explain."""
    if not shown.sides:
        return SIDES_HIDDEN if shown.whole.cells or shown.whole.bounds else ""
    side_cells = next(iter(shown.sides.values())).cells
    if [cell.choices for cell in side_cells] == [cell.choices for cell in shown.whole.cells]:
        return ""
    return SIDES_BY_LEVELS if all(choice.isdigit() for choice in side_cells[-1].choices) else SIDES_BY_CHOICES


def kept_words(step: Step, titles: Mapping[str, str]) -> str:
    """Return « Le groupe retient : Amorcé », « On ne tranche pas », or an empty text."""
    if step.kept is None:
        return ""
    return NOT_SETTLED if step.kept == SPLIT else f"Le groupe retient{NBSP}: {titles[step.kept]}"


def kept_words_with_range(
    criteria: Criteria, step: Step, reveals: Sequence[Reveal], titles: Mapping[str, str]
) -> str:
    """Return `kept_words`; when the group does not settle, with the range of its answers as shown."""
    words = kept_words(step, titles)
    spread = reveals[-1].main if step.kept == SPLIT and reveals else None
    bounds = bounds_of(spread) if spread else None
    if bounds is None or bounds[0] == bounds[1]:
        return words
    return f"{words} ({lower_first(kept_note(criteria, step, reveals)).rstrip('.')})"


def kept_note(criteria: Criteria, step: Step, reveals: Sequence[Reveal]) -> str:
    """Return the note of a retained level in the diagnostic: the figures last shown."""
    spread = reveals[-1].main if reveals else None
    if spread is None:
        return "Retenu en atelier, sans vote."
    titles = {str(level.level): level.title for level in criteria.scale} | {UNKNOWN: UNKNOWN_WORDS}
    bounds = bounds_of(spread)
    if step.kept == SPLIT:
        apart = bounds is not None and bounds[0] != bounds[1]
        return f"Groupe partagé{NBSP}: {_range_words(bounds, titles)}." if bounds and apart else "Groupe partagé."
    return f"En atelier{NBSP}: {lower_first(spread_words(spread, titles))}"


def stakes_words(titles: Sequence[str]) -> str:
    """Return « Jeunesse ; Culture et création »: semicolons, since titles contain commas."""
    return f"{NBSP}; ".join(titles)


def received_words(words: Sequence[str]) -> str:
    """Return « Reçu : lien social, entraide. »: the words that a phone has sent to a cloud."""
    return f"Reçu{NBSP}: {', '.join(words)}."


def _range_words(bounds: tuple[str, str], titles: Mapping[str, str]) -> str:
    low, high = bounds
    if low == high:  # others may have said that they do not know
        return f"un seul niveau donné{NBSP}: {titles[low]}"
    return f"{_of(upper_first(titles[low]))} à {upper_first(titles[high])}"


def _of(title: str) -> str:
    """Return « de Pas encore », « d’Amorcé »."""
    return f"d’{title}" if title[:1] in "AEIOUYÀÂÉÈÊÎÔÛ" else f"de {title}"
