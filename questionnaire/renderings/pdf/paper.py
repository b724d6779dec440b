"""The values of the questionnaire to print, for the PDF template templates/pdf/paper.typ."""

from __future__ import annotations

import datetime
from typing import Any

from questionnaire.answers import State
from questionnaire.assessment.paper import PaperForm, PaperQuestion
from questionnaire.assessment.paper_wording import (
    PAPER_LABELS,
    choice_words,
    enter_words,
    how_words,
    letter,
    paper_title,
    several_words,
    size_words,
    when_words,
)
from questionnaire.criteria.model import ContextQuestion
from questionnaire.criteria.state_words import STATE_WORDS
from questionnaire.renderings.colours import COLOURS
from questionnaire.typography import NBSP, day_words

Values = dict[str, Any]


def paper_values(form: PaperForm, address: str, date: datetime.date) -> Values:
    """Return all the texts of a form."""
    criteria = form.criteria
    return {
        "title": paper_title(form),
        "product": criteria.title,
        "labels": PAPER_LABELS,
        "colour": COLOURS[form.viewpoint],
        "day": [date.year, date.month, date.day],
        "running": f"{PAPER_LABELS['version']} {criteria.version} · {day_words(date)}",
        "size": size_words(form),
        "viewpoint": criteria.viewpoints.of(form.viewpoint).text,
        "how": list(how_words(form)),
        "context": [_context(form, question) for question in form.context],
        "parts": [
            {
                "title": part.axis.title,
                "context": [
                    _context(form, asked.question, when_words(form, asked.when)) for asked in part.context
                ],
                "questions": [_question(form, question) for question in part.questions],
            }
            for part in form.parts
        ],
        "enter": enter_words(address),
        "disclaimer": criteria.presentation.disclaimer,
    }


def _context(form: PaperForm, question: ContextQuestion, when: str = "") -> Values:
    return {
        "letter": letter(form.lettered.index(question)),
        "when": when,
        "question": question.question.of(form.viewpoint),
        "help": " ".join(filter(None, (several_words(question), question.help))),
        "choices": [{"text": title, "then": then} for title, then in choice_words(form, question)],
    }


def _question(form: PaperForm, question: PaperQuestion) -> Values:
    criterion, viewpoint = question.criterion, form.viewpoint
    return {
        "number": question.number,
        "title": criterion.title,
        "when": when_words(form, question.when),
        "question": criterion.question.of(viewpoint),
        "help": criterion.help,
        "levels": _levels(form, criterion.levels.of(viewpoint)),
        "states": [
            {"text": STATE_WORDS[State.UNKNOWN], "detail": ""},
            *(
                {"text": STATE_WORDS[State.NOT_APPLICABLE], "detail": detail}
                for detail in [criterion.not_applicable.of(viewpoint)]
                if detail
            ),
        ],
    }


def _levels(form: PaperForm, sentences: tuple[str, ...]) -> list[str]:
    if not form.criteria.of_first_format:
        return list(sentences)
    return [
        f"{level.title}{NBSP}: {sentence}" for level, sentence in zip(form.criteria.scale, sentences, strict=True)
    ]
