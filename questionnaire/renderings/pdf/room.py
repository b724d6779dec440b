"""The values of the report of a workshop, for the PDF template templates/pdf/room.typ."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any

from questionnaire.assessment.wording import LABELS
from questionnaire.typography import NBSP, day_words
from questionnaire.workshop import wording
from questionnaire.workshop.report import RoomReport, Sentence, SpreadTexts, StepTexts

Values = dict[str, Any]


def room_values(report: RoomReport, date: datetime.date) -> Values:
    """Return all the texts of the report; `date` is that of the file."""
    about = (
        f"Le {day_words(report.held_on)}." if report.held_on else "",
        f"{report.viewpoint}, à l’étape «\N{NO-BREAK SPACE}{report.stage}\N{NO-BREAK SPACE}».",
        wording.people_words(report.people),
    )
    return {
        "title": " – ".join(filter(None, (wording.REPORT_TITLE, report.title))),
        "heading": report.title or wording.REPORT_TITLE,
        "kind": wording.REPORT_TITLE,
        "product": report.criteria.title,
        "day": [date.year, date.month, date.day],
        "printed": day_words(date),
        "about": " ".join(filter(None, about)),
        "kept_title": wording.KEPT_TITLE,
        "kept": [{"title": title, "kept": kept, "sentence": text} for title, kept, text in report.conclusions],
        "first_title": wording.FIRST_TITLE,
        "first_steps": [{"title": title, "text": text} for title, text in report.first_steps],
        "steps": [_step(step) for step in report.steps],
        "dialogue_title": wording.DIALOGUE_TITLE,
        "single_title": wording.SINGLE_TITLE,
        "choice": LABELS["answer"],
        "people": "Personnes",
        "foot": wording.TOGETHER,
    }


def _step(step: StepTexts) -> Values:
    result = step.result
    cloud = result.cloud
    return {
        "title": step.title,
        "question": step.question,
        "said": result.words,
        "agreement": result.agreement,
        "moved": result.moved,
        "words": [_word(word.label, word.count, word.size) for word in cloud.shared] if cloud else [],
        "single": [_word(word.label, word.count, word.size) for word in cloud.single] if cloud else [],
        "notes": list(result.notes),
        "spreads": [_spread("", result.whole)] if result.whole else [],
        "sides": [_spread(name, spread) for name, spread in result.apart],
        "kept": step.kept,
        "sentence": step.sentence,
        "dialogue": step.dialogue,
    }


def _word(label: str, count: int, size: int) -> Values:
    return {"label": f"{label}\N{NO-BREAK SPACE}×{count}" if count > 1 else label, "size": size}


def _spread(name: str, spread: SpreadTexts) -> Values:
    bars = [
        {"label": bar.label, "text": _texts(bar.sentences), "count": str(bar.count), "percent": bar.percent}
        for bar in spread.bars
    ]
    ends = [{"title": sentence.title, "sentence": sentence.text} for sentence in spread.ends]
    return {"name": name, "words": spread.words if name else "", "bars": bars, "ends": ends}


def _texts(sentences: Sequence[Sentence]) -> list[str]:
    """Return the sentence of a level; with several, each preceded by the title of its level."""
    return [
        f"{sentence.title}{NBSP}: {sentence.text}" if sentences[1:] else sentence.text for sentence in sentences
    ]
