"""Texts of the profile, shared by the page and every document: counts, what is left, levels, scores."""

from __future__ import annotations

import re
from dataclasses import dataclass

from questionnaire.answers import as_tuple
from questionnaire.assessment.axis_wording import at_stage, axis_words, nothing_missing
from questionnaire.assessment.profile import Block, Mark, blocks_of, mark_of, whole_of
from questionnaire.assessment.report import Report, display
from questionnaire.assessment.scoring import AxisScore, CriterionScore
from questionnaire.assessment.wording import viewpoint_words
from questionnaire.criteria.model import STAGE, ContextChoice
from questionnaire.criteria.state_words import STATE_WORDS
from questionnaire.typography import NBSP, counted, lower_first

NAMED = 3  # criteria named among those left, at most
NOTHING_YET = "à préciser"
WHOLE_TITLE = "Tous les sujets"  # of the stage, when there is one
MARK_WORDS = {
    Mark.MET: "au niveau attendu",
    Mark.BEYOND: "au-delà",
    Mark.BELOW: "pas encore",
    Mark.TO_SPECIFY: "à préciser",
}
_FIRST_WORDS = re.compile(rf"^[^,:;{NBSP}]*[^,:;{NBSP} ]")


@dataclass(frozen=True, slots=True)
class LevelWords:
    """A criterion of the profile: its mark, its level and the expected one, as numbers and as text."""

    title: str
    mark: Mark
    level: int | None
    expected: int
    text: str  # « amorcé · attendu : organisé »


@dataclass(frozen=True, slots=True)
class BlockWords:
    """The texts of a block; `score` is empty when it has none."""

    id: str
    title: str
    figure: str  # « 5 », or a dash without an answer
    out_of: str  # « sur 8 »
    count: str  # « 5 critères sur 8 au niveau attendu »
    left: str  # « Reste : communiquer ensemble. 1 à préciser. »
    levels: tuple[LevelWords, ...]
    score: str

    @property
    def heading(self) -> str:
        """Return « Le projet de lieu : 5 critères sur 8 au niveau attendu »."""
        return f"{self.title}{NBSP}: {self.count}"


def profile_words(report: Report) -> tuple[BlockWords, ...]:
    """Return the texts of every block."""
    return tuple(_block_words(report, block) for block in blocks_of(report.scores))


def count_words(met: int, answered: int) -> str:
    """Return « 11 critères sur 19 au niveau attendu »."""
    return f"{counted(met, 'critère')} sur {answered} au niveau attendu"


def profile_title(report: Report) -> str:
    """Return « 11 critères sur 19 au niveau attendu », over every block; a plain title without an answer."""
    block = whole_of(report.scores)
    return count_words(block.met, block.answered) if block.answered else "Rien n’est encore précisé"


def expected_intro(report: Report) -> str:
    """Return what is expected at this stage, and that it is not the same for all."""
    stage = stage_words(report)
    if not stage:
        return f"Attendu{NBSP}: le niveau que l’on vise{at_stage(report)}."
    return f"Attendu à cette étape{NBSP}: {stage}. On n’attend pas d’une idée ce que l’on attend d’un lieu ouvert."


def stage_words(report: Report) -> str:
    """Return « en préparation »: the first words of the stage chosen, or an empty text."""
    choice = _stage(report)
    match = _FIRST_WORDS.match(choice.title) if choice else None
    return lower_first(match.group()) if match else ""


def whose_words(report: Report) -> str:
    """Return « Regard : collectivité, en préparation »."""
    words = viewpoint_words(report.criteria, report.viewpoint)
    return ", ".join(filter(None, (words, stage_words(report))))


def _stage(report: Report) -> ContextChoice | None:
    question = report.criteria.context_question(STAGE)
    chosen = as_tuple(report.sheet.context.get(STAGE, ()))
    return next((choice for choice in question.choices if choice.id in chosen), None) if question else None


def _is_last_stage(report: Report) -> bool:
    question, stage = report.criteria.context_question(STAGE), _stage(report)
    return question is not None and stage is not None and stage is question.choices[-1]


def _block_words(report: Report, block: Block) -> BlockWords:
    axis = block.axis
    return BlockWords(
        id=axis.axis.id if axis else "tous",
        title=axis.axis.title if axis else _whole_title(report),
        figure=str(block.met) if block.answered else "–",
        out_of=f"sur {block.answered}" if block.answered else "",
        count=count_words(block.met, block.answered) if block.answered else NOTHING_YET,
        left=" ".join(filter(None, (_left(report, block), _to_specify(block)))),
        levels=tuple(level_words_of(report, criterion_score) for criterion_score in block.criteria),
        score=score_sentence(report, axis) if axis else "",
    )


def _whole_title(report: Report) -> str:
    path = report.criteria.path(report.sheet.path)
    if path and path.criteria is not None and path.condition is None:
        return "Tous les sujets posés"  # a path that leaves some out, chosen by the respondent
    return f"{WHOLE_TITLE}{' de cette étape' if at_stage(report) else ''}"


def _left(report: Report, block: Block) -> str:
    if not block.answered:
        return ""
    if not block.below:
        if _is_last_stage(report) and not block.to_specify:
            return "Tout y est. Votre expérience peut servir à d’autres."
        return nothing_missing(report, whole=not block.to_specify)
    names = [lower_first(criterion_score.criterion.title) for criterion_score in block.below]
    named, others = names[:NAMED], len(names) - NAMED
    more = "" if others <= 0 else f" et {others} autre{'s' if others > 1 else ''}"
    return f"{'Reste' if block.met else 'Pour commencer'}{NBSP}: {', '.join(named)}{more}."


def _to_specify(block: Block) -> str:
    return f"{block.to_specify} à préciser." if block.to_specify else ""


def level_words_of(report: Report, criterion_score: CriterionScore) -> LevelWords:
    """Return the level of an answer beside the one expected."""
    scale, level = report.criteria.scale, criterion_score.answer.level
    expected = lower_first(scale[criterion_score.expected].title)
    answer = STATE_WORDS[criterion_score.answer.state] if level is None else scale[level].title
    if level is not None and level >= criterion_score.expected:
        text = f"{answer}, {MARK_WORDS[mark_of(criterion_score)]}"
    else:
        text = f"{answer} · attendu{NBSP}: {expected}"
    return LevelWords(
        criterion_score.criterion.title, mark_of(criterion_score), level, criterion_score.expected, text
    )


def score_sentence(report: Report, axis: AxisScore) -> str:
    """Return the score of an axis, the expected score and the meaning of the tier; without a score, the reason."""
    words = axis_words(report, axis)
    if axis.score is None or axis.expected_score is None:
        return " ".join(filter(None, (words.verdict_text, words.range)))
    stage = "À cette étape, on attend" if at_stage(report) else "On attend"
    sentences = [
        f"Score{NBSP}: {words.scored}. {stage} {display(axis.expected_score)}{NBSP}; cent, c’est un lieu installé de"
        " longue date.",
        words.range,
        words.verdict_text,
        f"Le palier «{NBSP}{axis.next_tier.title}{NBSP}» suppose{NBSP}: {words.next_condition}"
        if axis.next_tier and axis.missing
        else "",
    ]
    return " ".join(filter(None, sentences))
