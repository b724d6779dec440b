"""Texts of the two-page note that a respondent takes to a meeting; those shared with the page are in wording.py."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from questionnaire.answers import State
from questionnaire.assessment.axis_wording import SCALE, at_stage, nothing_missing
from questionnaire.assessment.criteria_wording import method_in_short
from questionnaire.assessment.engagement import EngagementState
from questionnaire.assessment.guidance import STRENGTH_LEVEL, ranked_strengths
from questionnaire.assessment.report import Report, display
from questionnaire.assessment.scoring import AxisScore, CriterionScore
from questionnaire.assessment.selection import FIRST
from questionnaire.assessment.shown_engagements import ShownEngagement, in_order_of_date, shown_engagements
from questionnaire.assessment.step_wording import reason_words, steps_title
from questionnaire.assessment.steps import ShownStep, other_steps, shown_steps
from questionnaire.assessment.wording import LABELS, answer_words
from questionnaire.criteria.criterion import Card
from questionnaire.typography import NBSP, day_words, in_words, lower_first, upper_first

EVIDENCE_MAX = 160  # characters quoted from a respondent's note; the annex has it whole
SHORT_TITLE_MAX = 90  # characters shown of a title that a respondent wrote
LISTED = 3  # criteria, situations or steps in one list, at most

NOTE_LABELS = {
    "done": "Déjà fait",
    "held": "Ce qui tient",
    "left": "Ce qui reste à installer",
    "check": "À vérifier avant",
    "decided": "Ce que nous avons décidé",
    "how": "Comment lire",
    "to_choose": "Un pas à choisir ensemble",
    "annex_title": "Annexe",
}
_BEGINNING = "Tout commence."
_CUT = "la suite est dans l’annexe"
_SENTENCE_END = re.compile(r"[.!?…](?=\s)")
_HOLD_DEAR = "Chaque partie dit en une phrase ce à quoi elle tient."
_MINUTES = 25  # of the hour, for the questions of the dialogue


@dataclass(frozen=True, slots=True)
class NoteStep:
    """A step to propose, or an engagement (`kept`), with who does it and by when, if known."""

    title: str
    first_step: str
    why: str
    kept: bool = False
    who: str = ""
    before: str = ""


@dataclass(frozen=True, slots=True)
class NoteLine:
    """A criterion in a few words; `evidence` quotes the respondent's note, `cut` says where the rest of it is."""

    title: str
    text: str
    evidence: str = ""
    cut: str = ""


def note_steps(report: Report) -> tuple[NoteStep, ...]:
    """Return the open engagements, then the steps proposed: three in all."""
    return tuple(_open_steps(report)[:FIRST])


def note_steps_title(count: int) -> str:
    """Return « À proposer : trois pas pour ce mois-ci »."""
    return f"À proposer{NBSP}: {lower_first(steps_title(count or FIRST))}"


def annex_steps_title(count: int) -> str:
    """Return « Six pas, en détail »."""
    return f"{upper_first(in_words(count))} pas, en détail"


def done_words(report: Report) -> str:
    """Return « « Se voir », « Signer » et 2 autres »: what was undertaken and is done; empty without any."""
    titles = [
        f"«{NBSP}{in_short(shown.title)}{NBSP}»"
        for shown in shown_engagements(report)
        if shown.title and shown.engagement.state is EngagementState.DONE
    ]
    more = len(titles) - LISTED
    others = f" et {more}{NBSP}autre{'s' if more > 1 else ''}" if more > 0 else ""
    return f"{', '.join(titles[:LISTED])}{others}"


def more_steps(report: Report) -> tuple[NoteStep, ...]:
    """Return the open engagements beyond the first three; without any, the next cards, in case a step does not suit."""
    kept = _open_steps(report)[FIRST:]
    if kept:
        return tuple(kept[:LISTED])
    return tuple(_plain_step(advice.card) for advice in other_steps(report)[:LISTED])


def more_steps_title(report: Report) -> str:
    """Return the heading of `more_steps`."""
    steps = _open_steps(report)
    if len(steps) > FIRST:
        return "Aussi gardé" if len(steps) == FIRST + 1 else "Aussi gardés"
    if len(steps) < 2:
        return "Si ce pas ne convient pas"
    return f"Si l’un des {in_words(len(steps))} pas ne convient pas"


def _open_steps(report: Report) -> list[NoteStep]:
    """Return the open engagements, the earliest due first, then proposals so that there are at least FIRST steps."""
    steps = shown_steps(report)
    by_card = {step.card.id: step for step in steps if step.kept}
    kept = [
        _step(report, by_card[shown.card.id]) if shown.card and shown.card.id in by_card else _free(shown)
        for shown in in_order_of_date(shown_engagements(report))
        if shown.title and shown.engagement.is_open
    ]
    return [*kept, *[_step(report, step) for step in steps if step.kept is None][: max(0, FIRST - len(kept))]]


def _step(report: Report, shown: ShownStep) -> NoteStep:
    card, kept = shown.card, shown.kept
    return NoteStep(
        title=card.title,
        first_step=card.first_step,
        why=f"{reason_words(report, shown.criterion)} {LABELS['trap']}{NBSP}: {lower_first(card.trap)}",
        kept=kept is not None,
        who=kept.who if kept else "",
        before=day_words(kept.due) if kept and kept.due else "",
    )


def _free(shown: ShownEngagement) -> NoteStep:
    """Return an engagement that is not one of the steps of the criteria asked."""
    engagement = shown.engagement
    step = shown.first_step or excerpt(engagement.note)[0]
    return NoteStep(
        in_short(shown.title),
        step,
        "",
        kept=True,
        who=engagement.who,
        before=day_words(engagement.due) if engagement.due else "",
    )


def _plain_step(card: Card) -> NoteStep:
    return NoteStep(card.title, card.first_step, "")


# ── what holds, what is left ──


def held_lines(report: Report) -> tuple[NoteLine, ...]:
    """Return the strengths, with what the respondent wrote; without any, the criteria begun."""
    scores = [score for axis in report.scores.axes for score in axis.criteria]
    held = ranked_strengths(scores) or [score for score in scores if score.met and score.answer.level]
    return tuple(_held(report, score) for score in held[:LISTED]) or (NoteLine("", _BEGINNING),)


def _held(report: Report, score: CriterionScore) -> NoteLine:
    holds = (score.answer.level or 0) >= STRENGTH_LEVEL  # of a criterion only begun, the answer is shown
    brief = score.criterion.brief if holds else ""
    evidence, cut = excerpt(score.answer.note)
    return NoteLine(
        score.criterion.title,
        f"{upper_first(brief)}." if brief else answer_words(report, score),
        evidence,
        _CUT if cut else "",
    )


def left_lines(report: Report) -> tuple[NoteLine, ...]:
    """Return the criteria furthest below what the stage expects, that of the first step before the others."""
    scores = [score for axis in report.scores.axes for score in axis.criteria if score.gap > 0]
    first = next((step.criterion.criterion.id for step in shown_steps(report) if step.criterion.gap > 0), "")
    scores.sort(key=lambda score: (score.criterion.id != first, -score.gap * score.criterion.weight))
    lines = tuple(_left(report, score) for score in scores[:LISTED])
    if not lines:
        return (NoteLine("", _nothing_left(report) if report.answered else _BEGINNING),)
    return lines


def _nothing_left(report: Report) -> str:
    known = all(
        score.answer.level is not None for score in _all(report) if score.answer.state is not State.NOT_APPLICABLE
    )
    return "Rien à cette étape." if known else nothing_missing(report, whole=False)


def _left(report: Report, score: CriterionScore) -> NoteLine:
    level = lower_first(report.criteria.scale[score.answer.level or 0].title)
    brief = score.criterion.brief
    return NoteLine(
        score.criterion.title, f"{upper_first(brief)}{NBSP}: {level}." if brief else f"{upper_first(level)}."
    )


def excerpt(note: str) -> tuple[str, bool]:
    """Return the first sentences of a note, EVIDENCE_MAX characters at most, and whether something was left out."""
    text = " ".join(note.split())
    if len(text) <= EVIDENCE_MAX:
        return text, False
    ends = [match.end() for match in _SENTENCE_END.finditer(text, 0, EVIDENCE_MAX + 1)]
    if ends:
        return text[: ends[-1]], True
    return f"{text[:EVIDENCE_MAX].rpartition(' ')[0] or text[:EVIDENCE_MAX]}…", True


def in_short(title: str) -> str:
    """Return a title, cut at a word beyond SHORT_TITLE_MAX characters."""
    return (
        title
        if len(title) <= SHORT_TITLE_MAX
        else f"{title[:SHORT_TITLE_MAX].rpartition(' ')[0] or title[:SHORT_TITLE_MAX]}…"
    )


# ── the second page ──


def score_in_short(report: Report, axis: AxisScore | None) -> str:
    """Return « Score : 41 sur 100, pour 48 attendu à cette étape. », or an empty text without a score."""
    if axis is None or axis.score is None or axis.expected_score is None:
        return ""
    expected = f"{display(axis.expected_score)} attendu{at_stage(report)}"
    return f"Score{NBSP}: {display(axis.score)} {SCALE}, pour {expected}."


def agenda_title(*, alone: bool) -> str:
    """Return « Une heure à deux : l’ordre du jour »; `alone`: without another party."""
    return f"Une heure {'entre nous' if alone else 'à deux'}{NBSP}: l’ordre du jour"


def agenda(questions: int, *, alone: bool = False) -> tuple[tuple[str, str], ...]:
    """Return (duration, text) of each item of a one-hour meeting on that many questions; `alone`: without another party."""
    if questions > 1:
        each = f"{in_words(_MINUTES // questions)} minutes chacune"
        talk = f"Les {in_words(questions)} questions à se poser à deux, {each}."
    else:
        talk = "La question à se poser à deux." if questions else "Ce que chaque partie attend de l’autre."
    if alone:
        talk = talk.replace("à se poser à deux", "à se poser").replace(
            "chaque partie attend de l’autre", "chacun attend"
        )
    return tuple(
        (f"{minutes}{NBSP}min", text)
        for minutes, text in (
            (5, "Chacun dit en une phrase ce à quoi il tient." if alone else _HOLD_DEAR),
            (10, f"Ce qui tient{NBSP}: {'chacun' if alone else 'chacune'} ajoute un exemple."),
            (_MINUTES, talk),
            (15, "Choisir un pas, une personne, une date."),
            (5, "Fixer le prochain rendez-vous."),
        )
    )


def how_to_read(report: Report) -> str:
    """Return the method in a few sentences, the disclaimer, and where the detail is."""
    noted = any(score.answer.note and score.answer.state is not State.HIDDEN for score in _all(report))
    rest = "et les notes entières sont" if noted else "est"
    return (
        f"{method_in_short(report)} {report.criteria.presentation.disclaimer}"
        f" Le détail, critère par critère, {rest} dans l’annexe, à télécharger à part."
    )


def substitute_words(substitute: str) -> str:
    """Return the sentence that explains the character put in place of those that the fonts lack."""
    return (
        f"Le signe {substitute} remplace un caractère que ce document ne peut pas dessiner (un émoji, une autre écriture)"
        f"{NBSP}; les fichiers tableur, CSV et JSON le gardent."
    )


def _all(report: Report) -> Sequence[CriterionScore]:
    return [score for axis in report.scores.axes for score in axis.criteria]
