"""The values of the two-page note, for the PDF template templates/pdf/note.typ."""

from __future__ import annotations

import datetime
from dataclasses import asdict
from typing import Any

from questionnaire.assessment import note_wording, wording
from questionnaire.assessment.parties import has_other_party
from questionnaire.assessment.profile import blocks_of
from questionnaire.assessment.profile_wording import (
    MARK_WORDS,
    BlockWords,
    expected_intro,
    profile_title,
    profile_words,
    whose_words,
)
from questionnaire.assessment.report import Report
from questionnaire.assessment.summary import WE, opening
from questionnaire.renderings.colours import COLOURS
from questionnaire.typography import day_words, lower_first

Values = dict[str, Any]


def note_values(report: Report, date: datetime.date) -> Values:
    """Return all the texts of the note."""
    criteria = report.criteria
    steps = note_wording.note_steps(report)
    dialogue = [subject.criterion.dialogue for subject in report.dialogue]
    alone = not has_other_party(report.sheet)
    blocks = zip(blocks_of(report.scores), profile_words(report), strict=True)
    return {
        "title": wording.title_words(report, wording.Audience.ANYBODY),
        "name": report.name.strip() or wording.Audience.ANYBODY.value,
        "product": criteria.title,
        "labels": {
            **wording.LABELS,
            **note_wording.NOTE_LABELS,
            "ask": wording.dialogue_title(report),
            "agenda": note_wording.agenda_title(alone=alone),
        },
        "colour": COLOURS[report.viewpoint],
        "date": day_words(date),
        "day": [date.year, date.month, date.day],
        "version": f"{lower_first(wording.LABELS['criteria'])} {criteria.version}",
        "whose": whose_words(report),
        "opening": [{"text": span.text, "tone": span.tone.value} for span in opening(report, WE)],
        "steps_title": note_wording.note_steps_title(len(steps)),
        "steps": [asdict(step) for step in steps],
        "done": note_wording.done_words(report),
        "held": [asdict(line) for line in note_wording.held_lines(report)],
        "left": [asdict(line) for line in note_wording.left_lines(report)],
        "dialogue": dialogue,
        "profile_title": profile_title(report),
        "profile_intro": expected_intro(report),
        "overall": wording.overall_words(report),
        "blocks": [
            {**_block(report, words), "score": note_wording.score_in_short(report, block.axis)}
            for block, words in blocks
        ],
        "marks": [{"mark": mark.value, "words": words} for mark, words in MARK_WORDS.items()],
        "agenda": [list(line) for line in note_wording.agenda(len(dialogue), alone=alone)],
        "check": [
            {"title": unknown.criterion.title, "ask": unknown.criterion.ask.of(report.viewpoint)}
            for unknown in report.to_check[: note_wording.LISTED]
        ],
        "situations": [
            {"title": active.situation.title, "text": " ".join(filter(None, (active.text, active.complement)))}
            for active in report.situations
        ],
        "more_title": note_wording.more_steps_title(report),
        "more": [asdict(step) for step in note_wording.more_steps(report)],
        "how": note_wording.how_to_read(report),
    }


def _block(report: Report, words: BlockWords) -> Values:
    return {
        "title": words.title,
        "figure": words.figure,
        "out_of": words.out_of,
        "count": words.count,
        "rows": [
            {
                "title": level.title,
                "mark": level.mark.value,
                "level": MARK_WORDS[level.mark]
                if level.level is None
                else lower_first(report.criteria.scale[level.level].title),
            }
            for level in words.levels
        ],
    }
