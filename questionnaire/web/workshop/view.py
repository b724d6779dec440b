"""The view model of a step (question, choices, what was revealed), and sentences about the room."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from questionnaire.criteria.model import STAGE
from questionnaire.typography import NBSP, counted
from questionnaire.web.context import services
from questionnaire.web.workshop.opening import OpenWorkshop
from questionnaire.workshop import wording
from questionnaire.workshop.cloud import MAX_WORDS_SHOWN
from questionnaire.workshop.report import Result, RoomReport, make_result, make_room_report
from questionnaire.workshop.room import RoomState, Step
from questionnaire.workshop.votes import UNKNOWN, Kind


@dataclass(frozen=True)
class ChoiceView:
    """A choice that a phone offers."""

    value: str
    text: str


@dataclass(frozen=True)
class StepView:
    """A step on the pages of a workshop."""

    number: int  # its id
    place: str  # « Question 2 sur 5 »
    kind: Kind
    title: str
    question: str
    help: str
    voting: bool
    second_round: bool
    choices: tuple[ChoiceView, ...]
    result: Result | None
    most_words: int
    kept: str
    sentence: str  # of the level retained
    dialogue: str  # the question to discuss


def current_view(opened: OpenWorkshop) -> StepView | None:
    """Return the view of the current step, or None."""
    room = opened.workshop.room
    return step_view(opened, room.current) if room.step else None


def step_view(opened: OpenWorkshop, position: int) -> StepView:
    """Return the view of the step at a position."""
    workshop, criteria, sheet = opened.workshop, opened.criteria, opened.workshop.sheet
    step, stored = workshop.room.steps[position], workshop.steps[position]
    titles = wording.choice_titles(criteria, sheet, step)
    sentences = wording.level_sentences(criteria, sheet, step)
    shown = stored.shown if step.state.shown else None
    of_criterion = step.kind is Kind.CRITERION
    criterion = criteria.at_stage(sheet.context.get(STAGE)).criterion(step.subject) if of_criterion else None
    return StepView(
        number=stored.id,
        place=f"Question {position + 1} sur {len(workshop.room.steps)}",
        kind=step.kind,
        title=wording.step_title(criteria, step),
        question=wording.step_question(criteria, sheet, step),
        help=criterion.help if criterion else "",
        voting=step.state.voting,
        second_round=step.state.voting and bool(stored.reveals),
        choices=_choices(opened, step, {**titles, **sentences}),
        result=make_result(step, shown, titles, sentences, sides=workshop.sides) if shown else None,
        most_words=MAX_WORDS_SHOWN,
        kept=wording.kept_words(step, titles),
        sentence=sentences.get(step.kept or "", ""),
        dialogue=criterion.dialogue if criterion else "",
    )


def count_words(opened: OpenWorkshop) -> str:
    """Return « 12 réponses sur 20 téléphones » for the current step; before the first one, how many phones joined."""
    store, workshop = services().workshops, opened.workshop
    phones = store.phones(workshop.id)
    if workshop.current is None:
        return f"{counted(phones, 'téléphone')} dans la salle" if phones else "Aucun téléphone pour l’instant"
    without = f"{workshop.current.hands.people} sans téléphone" if workshop.current.hands.people else ""
    if not phones:
        return without or "Aucun téléphone pour l’instant"
    step = workshop.current
    second_round = bool(workshop.room.step and workshop.room.step.state.voting and step.reveals)
    again = store.answers(step.id, again=True) if second_round else None
    answers = f"{wording.round_words(store.answers(step.id), again)} sur {counted(phones, 'téléphone')}"
    return ", ".join(filter(None, (answers, without)))


def missing_words(opened: OpenWorkshop) -> str:
    """Return « 7 téléphones n’ont pas répondu. », or an empty text."""
    store, workshop = services().workshops, opened.workshop
    if workshop.current is None:
        return ""
    missing = store.phones(workshop.id) - store.answers(workshop.current.id)
    if missing <= 0:
        return ""
    return f"{counted(missing, 'téléphone')} {'n’a' if missing == 1 else 'n’ont'} pas répondu."


def room_ending(opened: OpenWorkshop) -> RoomReport | None:
    """Return the report that phones and screen show once the room is closed: levels retained, first steps; else None."""
    workshop = opened.workshop
    if workshop.room.state is not RoomState.CLOSED:
        return None
    steps = [(step, stored.reveals) for step, stored in zip(workshop.room.steps, workshop.steps, strict=True)]
    about = (opened.criteria, workshop.sheet, workshop.title, workshop.held_on, steps)
    return services().rooms.ending(workshop, lambda: make_room_report(*about, sides=workshop.sides))


def state_words(opened: OpenWorkshop) -> str:
    """Return the sentence that phones show when there is no current step."""
    if opened.workshop.room.state is RoomState.CLOSED:
        return f"L’atelier est terminé. Merci{NBSP}! Le compte rendu est chez la personne qui l’a animé."
    return "Vous êtes dans la salle. La première question va arriver."


def _choices(opened: OpenWorkshop, step: Step, texts: Mapping[str, str]) -> tuple[ChoiceView, ...]:
    values = opened.choices(step)
    return tuple(ChoiceView(value, texts[value]) for value in (*values, UNKNOWN)) if values else ()
