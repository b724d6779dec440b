"""The results of a workshop in words and figures, from which its pages, report and downloads are made."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from questionnaire.answers import AnswerSheet
from questionnaire.assessment.report import make_report
from questionnaire.assessment.selection import FIRST
from questionnaire.criteria.model import STAGE, Criteria
from questionnaire.workshop import wording
from questionnaire.workshop.cloud import Cloud
from questionnaire.workshop.diagnostic import room_diagnostic
from questionnaire.workshop.reveal import Reveal
from questionnaire.workshop.room import Step
from questionnaire.workshop.spread import Spread
from questionnaire.workshop.stakes import ProposedStake, kept_titles, proposed_stakes
from questionnaire.workshop.votes import Kind


@dataclass(frozen=True, slots=True)
class Sentence:
    """A level that people vote on: its title and its sentence."""

    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Bar:
    """A cell of a spread: its label, how many people chose it, and their share of the answers, in percent."""

    label: str
    count: int
    percent: int
    choices: tuple[str, ...] = ()
    sentences: tuple[Sentence, ...] = ()  # of the levels that it groups


@dataclass(frozen=True, slots=True)
class SpreadTexts:
    """A spread in words, and its bars when its figures may be shown."""

    words: str
    bars: tuple[Bar, ...]
    ends: tuple[Sentence, ...] = ()  # sentences of the lowest and highest level, when only the range is shown


@dataclass(frozen=True, slots=True)
class Result:
    """What was revealed of a step: a cloud or a spread, its two sides if they may be shown, and people without a phone."""

    cloud: Cloud | None = None
    whole: SpreadTexts | None = None
    agreement: str = ""
    sides: tuple[tuple[str, SpreadTexts], ...] = ()
    moved: str = ""
    notes: tuple[str, ...] = ()  # why some choices are grouped, or hidden
    hands: SpreadTexts | None = None
    same: bool = False  # the second round shows the figures of the first
    people: int = 0  # how many people answered, with or without a phone

    @property
    def apart(self) -> tuple[tuple[str, SpreadTexts], ...]:
        """The groups that are shown separately, each with its name."""
        return (*self.sides, *(((wording.WITHOUT_PHONE, self.hands),) if self.hands else ()))

    @property
    def words(self) -> str:
        """How many answered, and the spread in words."""
        if self.cloud:
            return f"{wording.answers_words(self.cloud.answers)}."
        return self.whole.words if self.whole else ""


@dataclass(frozen=True, slots=True)
class StepTexts:
    """A revealed step in words."""

    step: Step
    title: str
    question: str
    result: Result
    kept: str
    sentence: str  # of the level retained
    dialogue: str


@dataclass(frozen=True)
class RoomReport:
    """All that a room was shown, what it retained, and the first steps that follow."""

    criteria: Criteria
    sheet: AnswerSheet  # of the diagnostic made from the workshop
    title: str
    held_on: datetime.date | None
    viewpoint: str
    stage: str
    steps: tuple[StepTexts, ...]
    first_steps: tuple[tuple[str, str], ...]  # a title, and what to do this month
    stakes: tuple[ProposedStake, ...] = ()  # suggested by the words of the cloud
    kept_stakes: tuple[str, ...] = ()  # titles of those that the group retained

    @property
    def conclusions(self) -> tuple[tuple[str, str, str], ...]:
        """What the group retains, as (subject, title, sentence): the stakes, then the criteria."""
        stakes = ((wording.STAKES_TITLE, wording.stakes_words(self.kept_stakes), ""),) if self.kept_stakes else ()
        return (*stakes, *((step.title, step.kept, step.sentence) for step in self.kept))

    @property
    def people(self) -> int:
        """How many people answered the most answered question, with or without a phone."""
        return max((step.result.people for step in self.steps), default=0)

    def of(self, kind: Kind) -> tuple[StepTexts, ...]:
        """Return the steps of one kind."""
        return tuple(step for step in self.steps if step.step.kind is kind)

    @property
    def kept(self) -> tuple[StepTexts, ...]:
        """The criteria that the room concluded: a level retained, or not settled."""
        return tuple(step for step in self.steps if step.kept)


def make_room_report(
    criteria: Criteria,
    sheet: AnswerSheet,
    title: str,
    held_on: datetime.date | None,
    steps: Iterable[tuple[Step, Sequence[Reveal]]],
    *,
    sides: bool = False,
) -> RoomReport:
    """Return the report of a room from its steps and their reveals; `sides`: people were asked for their side."""
    done = list(steps)
    diagnostic = room_diagnostic(criteria, sheet, done)
    cards = make_report(criteria, diagnostic).cards if diagnostic.answers else ()
    return RoomReport(
        criteria=criteria,
        sheet=diagnostic,
        title=title,
        held_on=held_on,
        viewpoint=criteria.viewpoints.of(sheet.viewpoint).title,
        stage=stage_title(criteria, sheet),
        steps=tuple(
            step_texts(criteria, sheet, step, shown, sides=sides) for step, shown in done if step.state.shown
        ),
        kept_stakes=kept_titles(criteria, sheet),
        stakes=proposed_stakes(criteria, sheet, _clouds(done)),
        first_steps=tuple((advice.card.title, advice.card.first_step) for advice in cards[:FIRST]),
    )


def step_texts(
    criteria: Criteria, sheet: AnswerSheet, step: Step, revealed: Sequence[Reveal], *, sides: bool = False
) -> StepTexts:
    """Return a step in words, with its last reveal; a level retained by a show of hands has none."""
    titles = wording.choice_titles(criteria, sheet, step)
    sentences = wording.level_sentences(criteria, sheet, step)
    worded = criteria.at_stage(sheet.context.get(STAGE))
    return StepTexts(
        step=step,
        title=wording.step_title(criteria, step),
        question=wording.step_question(criteria, sheet, step),
        result=make_result(step, revealed[-1], titles, sentences, sides=sides) if revealed else Result(),
        kept=wording.kept_words_with_range(criteria, step, revealed, titles),
        sentence=sentences.get(step.kept or "", ""),
        dialogue=worded.criterion(step.subject).dialogue if step.kind is Kind.CRITERION else "",
    )


def make_result(
    step: Step,
    revealed: Reveal,
    titles: Mapping[str, str],
    sentences: Mapping[str, str] | None = None,
    *,
    sides: bool = False,
) -> Result:
    """Return a reveal in words and figures; `sentences`: by level; `sides`: people were asked for their side."""
    shown, texts = revealed.shown, sentences or {}
    if shown is None:
        return Result(cloud=revealed.cloud, people=revealed.answers)
    main, hands = revealed.main or shown.whole, revealed.hands
    notes = wording.notes_on([spread for spread in (shown.whole, hands) if spread])
    by_side = wording.sides_words(shown) if sides else ""
    whole = _spread_texts(main, titles, texts)
    if main is hands:
        whole, hands = replace(whole, words=wording.without_phone_words(whole.words)), None
    return Result(
        whole=whole,
        agreement=wording.agreement_words(main) if step.kind is Kind.CRITERION and not revealed.same else "",
        sides=tuple((wording.SIDES[side], _spread_texts(spread, titles)) for side, spread in shown.sides.items()),
        moved=wording.moved_words(revealed),
        notes=(*notes, *((by_side,) if by_side else ())),
        hands=_spread_texts(hands, titles) if hands else None,
        same=revealed.same,
        people=shown.whole.answers + (revealed.hands.answers if revealed.hands else 0),
    )


def stage_title(criteria: Criteria, sheet: AnswerSheet) -> str:
    """Return the title of the stage of a room, or an empty text."""
    question = criteria.context_question(STAGE)
    choices = question.choices if question else ()
    return next((choice.title for choice in choices if choice.id == sheet.context.get(STAGE)), "")


def _clouds(steps: Iterable[tuple[Step, Sequence[Reveal]]]) -> Iterator[Cloud]:
    for step, reveals in steps:
        if step.state.shown and reveals and reveals[-1].cloud:
            yield reveals[-1].cloud


def _spread_texts(
    spread: Spread, titles: Mapping[str, str], sentences: Mapping[str, str] | None = None
) -> SpreadTexts:
    def sentences_of(choices: Iterable[str]) -> tuple[Sentence, ...]:
        return tuple(
            Sentence(titles[choice], sentences[choice]) for choice in choices if sentences and choice in sentences
        )

    bars = tuple(
        Bar(
            wording.cell_words(cell, titles),
            cell.count,
            round(100 * cell.count / spread.answers),
            cell.choices,
            sentences_of(cell.choices),
        )
        for cell in spread.cells
    )
    return SpreadTexts(
        wording.spread_words(spread, titles), bars, sentences_of(dict.fromkeys(spread.bounds or ()))
    )
