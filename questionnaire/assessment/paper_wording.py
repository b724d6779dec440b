"""Texts of the questionnaire to print: whom a question is for, what to do first, how long it takes."""

from __future__ import annotations

from collections.abc import Iterable
from string import ascii_uppercase

from questionnaire.answers import State
from questionnaire.assessment.asking import NO_CHOICE, Combination, Tick, When
from questionnaire.assessment.criteria_wording import duration_text
from questionnaire.assessment.paper import PaperForm, Period
from questionnaire.criteria.model import STAGE, ContextQuestion
from questionnaire.criteria.state_words import quoted_state
from questionnaire.typography import NBSP, counted, lower_first

PERIOD_WORDS = {Period.BEFORE: "Avant l’ouverture", Period.OPEN: "Lieu ouvert"}
PAPER_LABELS = {
    "title": "Le questionnaire à imprimer",
    "start": "Pour commencer",
    "name": "Nom du lieu, du projet ou de la collectivité",
    "day": "Date",
    "by": "Rempli par (une fonction, pas un nom)",
    "note": "Ce qui me fait dire cela",
    "version": "Critères, version",
    "enter": "Pour avoir vos résultats",
}
_HOW = (
    "Cochez une case par question.",
    f"{quoted_state(State.UNKNOWN)} et un blanc ne sont jamais un zéro.",
    "Sous chaque question, notez un fait, un exemple ou une date, jamais le nom d’une personne.",
)
_LAST = f"Plusieurs phrases sont vraies{NBSP}? Choisissez la dernière."


def form_words(form: PaperForm) -> str:
    """Return « Avant l’ouverture », « Lieu ouvert »; « À toutes les étapes » when this form is for all of them."""
    question = form.criteria.context_question(STAGE)
    choices = question.choices_for(form.viewpoint) if question else ()
    return "À toutes les étapes" if len(form.stages) == len(choices) else PERIOD_WORDS[form.period]


def paper_title(form: PaperForm) -> str:
    """Return « Collectivité, avant l’ouverture »."""
    return f"{form.criteria.viewpoints.of(form.viewpoint).title}, {lower_first(form_words(form))}"


def size_words(form: PaperForm) -> str:
    """Return « 23 questions au plus, 5 à 9 minutes »: those on the context are among them."""
    questions = counted(len(form.lettered) + len(form.questions), "question")
    return f"{questions}{' au plus' if form.numbers else ''}, {duration_text(form.duration)}"


def how_words(form: PaperForm) -> tuple[str, ...]:
    """Return how to fill the form in, one sentence each."""
    last = () if form.criteria.of_first_format else (_LAST,)
    return (_HOW[0], *last, *_HOW[1:])


def enter_words(address: str) -> str:
    """Return where the answers on paper are typed in."""
    return (
        f"saisissez ces réponses sur {address}. C’est le questionnaire ordinaire, dans le même ordre, sans les questions"
        " qui ne vous concernent pas."
    )


def letter(index: int) -> str:
    """Return the letter of a context question, from its rank: A, B, … Z, AA."""
    return ascii_uppercase[index % 26] * (index // 26 + 1)


def choice_words(form: PaperForm, question: ContextQuestion) -> list[tuple[str, str]]:
    """Return (title, note) of each choice of a context question; the note of a stage lists its questions if it skips some."""
    return [
        (choice.title, _numbers(form.numbers.get(choice.id)) if question.id == STAGE else "")
        for choice in form.choices(question)
    ]


def _numbers(numbers: tuple[int, ...] | None) -> str:
    if not numbers:
        return "" if numbers is None else "aucune question à cette étape"
    listed = _joined(map(str, numbers), "et")
    return f"répondez à la question {listed}" if len(numbers) == 1 else f"répondez aux questions {listed}"


def several_words(question: ContextQuestion) -> str:
    """Return « 3 cases au plus », for a question of several choices; else an empty text."""
    if question.kind != "choix_multiple":
        return ""
    return f"{counted(question.maximum, 'case')} au plus." if question.maximum else "Plusieurs cases possibles."


def when_words(form: PaperForm, when: When) -> str:
    """Return « Seulement si vous avez coché « En préparation » en A. », or an empty text when everybody is asked."""
    if isinstance(when, bool):
        return ""
    parts = when.parts if isinstance(when, Combination) and when.every else (when,)
    only = [part for part in parts if not _is_exception(form, part)]
    but = [part for part in parts if part not in only]
    words = f"Seulement si {_clauses(form, only, 'et')}" if only else ""
    if but:
        excepted = " ou ".join(_ticked(form, part) for part in but if isinstance(part, Tick))
        same_verb = only and isinstance(only[-1], Tick)
        words += f", {'mais pas' if same_verb else 'sauf si vous avez coché'} {excepted}" if only else ""
        words = words or f"Sauf si vous avez coché {excepted}"
    return f"{words}."


def _is_exception(form: PaperForm, part: Tick | Combination) -> bool:
    """Tell whether a tick is shorter to say by the choices that it excludes."""
    if isinstance(part, Combination):
        return False
    offered = {choice.id for choice in form.choices(_question(form, part))}
    return not part.wanted or NO_CHOICE in part.choices or 2 * len(part.choices) > len(offered)


def _clauses(form: PaperForm, parts: Iterable[Tick | Combination], word: str) -> str:
    return f" {word} ".join(_clause(form, part) for part in parts)


def _clause(form: PaperForm, part: Tick | Combination) -> str:
    if isinstance(part, Combination):
        return f"({_clauses(form, part.parts, 'et' if part.every else 'ou')})"
    return f"vous {'n’avez pas' if _is_exception(form, part) else 'avez'} coché {_ticked(form, part)}"


def _ticked(form: PaperForm, tick: Tick) -> str:
    """Return « Une association » ou « Une entreprise » en B: the choices of a tick, or those that it excludes."""
    question = _question(form, tick)
    outside = tick.wanted and _is_exception(form, tick)
    titles = [
        f"«{NBSP}{choice.title.partition(f'{NBSP}:')[0]}{NBSP}»"
        for choice in form.choices(question)
        if (choice.id in tick.choices) is not outside
    ]
    return f"{_joined(titles, 'ou')} en{NBSP}{letter(form.lettered.index(question))}"


def _question(form: PaperForm, tick: Tick) -> ContextQuestion:
    return next(question for question in form.lettered if question.id == tick.question)


def _joined(texts: Iterable[str], word: str) -> str:
    *first, last = texts
    return f"{', '.join(first)} {word} {last}" if first else last
