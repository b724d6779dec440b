"""The respondent's forms, built from the criteria, and the answers read from them."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any, NamedTuple

from flask_wtf.file import FileField
from wtforms import Field, HiddenField, RadioField, SelectMultipleField, StringField, TextAreaField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Length, Optional, ValidationError

from questionnaire.answers import NOTE_MAX, TEXT_MAX, Answer, AnswerSheet, ContextValue, State, Viewpoint
from questionnaire.assessment.merge import Seen, choice_word
from questionnaire.criteria.criterion import Criterion
from questionnaire.criteria.model import STAGE, ContextQuestion, Criteria
from questionnaire.criteria.state_words import STATE_WORDS
from questionnaire.storage.saves import SaveOrder, SentChoice
from questionnaire.texts import MAX_LINES, clean_text, has_too_many_lines
from questionnaire.typography import NBSP, grouped
from questionnaire.web.forms import PageForm

CHOICE, NOTE, SEEN = "choix-", "note-", "vu-"
CONTEXT, SHOWN = "contexte-", "montre-"  # SHOWN: the choice that a page of questions displayed
ORDER = "envoi"
STAGE_WORD, READ_AGAIN = "etape", "relire"  # in which words a page was shown; the questions shown as to read again
LINK_MAX = 2_000  # characters: room for a link wrapped twice by mail filters, and for words around it
_NO_SUCH_CHOICE = "Ce choix n’existe pas. Choisissez parmi les réponses proposées."
_ORDER = re.compile(r"([0-9a-f]{16})-([0-9]{1,9})")


class StartForm(PageForm):
    """The hidden fields of the form that creates a diagnostic, or changes its context (`shown`: as it was displayed)."""

    shown = HiddenField(filters=[lambda text: clean_text(text or "")])
    nonce = HiddenField(filters=[lambda text: clean_text(text or "")])
    parcours = HiddenField(filters=[lambda text: clean_text(text or "")])


class ResumeForm(PageForm):
    """The form to resume a diagnostic: a private link, or a downloaded JSON file."""

    link = StringField(
        "Votre lien privé",
        [
            Length(
                max=LINK_MAX,
                message=f"Ce texte est trop long pour un lien{NBSP}: {grouped(LINK_MAX)} caractères au plus. Collez "
                f"seulement l’adresse qui contient «{NBSP}/diagnostic/{NBSP}», pas tout le message.",
            )
        ],
        filters=[lambda text: clean_text(text or "")],
    )
    file = FileField("Le fichier JSON téléchargé avec vos résultats")


def _text(value: str | None) -> str:
    return clean_text(value or "")


def _few_lines(_form: object, field: Field) -> None:
    if has_too_many_lines(field.data or ""):
        raise ValidationError(
            f"Ce texte a trop de lignes{NBSP}: {MAX_LINES} au plus. Il est resté ci-dessous, raccourcissez-le."
        )


def _max_length(maximum: int) -> Length:
    limit = grouped(maximum)
    return Length(
        max=maximum,
        message=f"Ce texte est trop long{NBSP}: {limit} caractères au plus. Il est resté ci-dessous, raccourcissez-le.",
    )


# ── context ──


def _radio(question: ContextQuestion, viewpoint: Viewpoint) -> Field:
    rule = InputRequired("Choisissez une réponse pour continuer.") if question.required else Optional()
    return RadioField(
        question.question.of(viewpoint),
        [rule],
        choices=[SelectChoice(choice.id, choice.title) for choice in question.choices_for(viewpoint)],
        invalid_choice_message=_NO_SUCH_CHOICE,
    )


def _checkboxes(question: ContextQuestion, viewpoint: Viewpoint) -> Field:
    def check_maximum(_form: object, field: Field) -> None:
        if question.maximum and len(set(field.data or ())) > question.maximum:
            raise ValidationError(
                f"Gardez {question.maximum} réponses au plus{NBSP}: vous en avez coché {len(set(field.data))}."
            )

    rules: list[Any] = [check_maximum]
    if question.required:
        rules.insert(0, InputRequired("Choisissez au moins une réponse pour continuer."))
    return SelectMultipleField(
        question.question.of(viewpoint),
        rules,
        choices=[SelectChoice(choice.id, choice.title) for choice in question.choices_for(viewpoint)],
        invalid_choice_message="Un de ces choix n’existe pas. Choisissez parmi les réponses proposées.",
    )


def _line(question: ContextQuestion, viewpoint: Viewpoint) -> Field:
    rules: list[Any] = [_max_length(question.maximum or TEXT_MAX)]
    if question.required:
        rules.insert(0, InputRequired("Écrivez quelques mots pour continuer."))
    # a single-line field: line ends become spaces
    filters = [lambda text: " ".join(_text(text).split())]
    return StringField(question.question.of(viewpoint), rules, filters=filters)


_FIELDS: dict[str, Callable[[ContextQuestion, Viewpoint], Field]] = {
    "choix": _radio,
    "choix_multiple": _checkboxes,
    "texte": _line,
}


def context_form(
    questions: Iterable[ContextQuestion], viewpoint: Viewpoint, stored: Mapping[str, ContextValue], formdata: Any
) -> StartForm:
    """Return the form of context questions, filled with the stored values, or with the form data, if any."""
    fields = {CONTEXT + question.id: _FIELDS[question.kind](question, viewpoint) for question in questions}
    data = {CONTEXT + key: value if isinstance(value, str) else list(value) for key, value in stored.items()}
    form_class: type[StartForm] = type("ContextForm", (StartForm,), fields)
    shown = json.dumps(dict(stored), ensure_ascii=False) if stored else ""
    return form_class(formdata=formdata, data=data | {"shown": shown})


def context_questions(criteria: Criteria, form: StartForm) -> list[tuple[ContextQuestion, Field]]:
    """Return each context question of a form with its field."""
    return [
        (question, form[CONTEXT + question.id]) for question in criteria.context if CONTEXT + question.id in form
    ]


def context_of(criteria: Criteria, form: StartForm) -> dict[str, ContextValue]:
    """Return the context of a valid form, without unanswered questions."""
    context: dict[str, ContextValue] = {}
    for question, _ in context_questions(criteria, form):
        value = form[CONTEXT + question.id].data
        if value:
            context[question.id] = value if isinstance(value, str) else tuple(dict.fromkeys(value))
    return context


def context_changes(
    criteria: Criteria, form: StartForm, stored: Mapping[str, ContextValue]
) -> dict[str, ContextValue | None]:
    """Return what a valid form changes of the context that it displayed, `stored` if it does not say; None: no answer."""
    shown, given = _shown_context(form.shown.data or "", stored), context_of(criteria, form)
    ids = [question.id for question, _ in context_questions(criteria, form)]
    return {key: given.get(key) for key in ids if given.get(key) != shown.get(key)}


def _shown_context(sent: str, stored: Mapping[str, ContextValue]) -> Mapping[str, Any]:
    try:
        shown = json.loads(sent)
    except (ValueError, RecursionError):
        return stored
    if not isinstance(shown, dict):
        return stored
    return {key: tuple(value) if isinstance(value, list) else value for key, value in shown.items()}


# ── questions ──


class QuestionFields(NamedTuple):
    """The texts of the fields of one criterion, for one viewpoint."""

    criterion: str
    question: str
    choices: tuple[tuple[str, str], ...]  # the value of each radio button, and its title


def question_fields(criteria: Criteria, criterion: Criterion, viewpoint: Viewpoint) -> QuestionFields:
    """Return the texts of the fields; choices are the levels, « Je ne sais pas », then « Non concerné » if offered."""
    choices = [(str(level.level), level.title) for level in criteria.scale]
    states = [State.UNKNOWN, *([State.NOT_APPLICABLE] if criterion.not_applicable.of(viewpoint) else [])]
    choices += [(state.value, STATE_WORDS[state]) for state in states]
    return QuestionFields(criterion.id, criterion.question.of(viewpoint), tuple(choices))


def context_fields(question: ContextQuestion, viewpoint: Viewpoint) -> QuestionFields:
    """Return the texts of the field of a context question of a part."""
    choices = tuple((choice.id, choice.title) for choice in question.choices_for(viewpoint))
    return QuestionFields(question.id, question.question.of(viewpoint), choices)


@lru_cache(maxsize=256)  # keyed by texts, so that the cache keeps no draft criteria alive
def _questions_class(questions: tuple[QuestionFields, ...], context: tuple[QuestionFields, ...]) -> type[PageForm]:
    fields: dict[str, Field] = {}
    for key, question, choices in context:
        fields[CONTEXT + key] = RadioField(
            question,
            [Optional()],
            choices=[SelectChoice(value, title) for value, title in choices],
            invalid_choice_message=_NO_SUCH_CHOICE,
        )
        fields[SHOWN + key] = HiddenField(filters=[_text])
    for key, question, choices in questions:
        fields[CHOICE + key] = RadioField(
            question,
            [Optional()],
            choices=[SelectChoice(value, title) for value, title in choices],
            invalid_choice_message=_NO_SUCH_CHOICE,
        )
        fields[NOTE + key] = TextAreaField(validators=[_max_length(NOTE_MAX), _few_lines], filters=[_text])
        fields[SEEN + key] = HiddenField(filters=[_text])
    return type("QuestionsForm", (PageForm,), fields)


def questions_form(
    criteria: Criteria, sheet: AnswerSheet, ids: Iterable[str], context: Iterable[ContextQuestion], formdata: Any
) -> PageForm:
    """Return the form of one page of questions, filled with the stored answers, or with the form data, if any."""
    criteria = criteria.at_stage(sheet.context.get(STAGE))
    page_criteria = [criteria.criterion(key) for key in ids]
    data: dict[str, str] = {}
    for criterion in page_criteria:
        answer = sheet.answers.get(criterion.id, Answer())
        data[CHOICE + criterion.id] = choice_word(answer)
        data[NOTE + criterion.id] = answer.note
        data[SEEN + criterion.id] = str(Seen.of(answer))
    for question in context:
        data[CONTEXT + question.id] = data[SHOWN + question.id] = str(sheet.context.get(question.id, ""))
    form_class = _questions_class(
        tuple(question_fields(criteria, criterion, sheet.viewpoint) for criterion in page_criteria),
        tuple(context_fields(question, sheet.viewpoint) for question in context),
    )
    return form_class(formdata=formdata, data=data)


def order_of(sent: Mapping[str, str]) -> SaveOrder | None:
    """Return the place of a save among those of its page, which the script numbers; None without the script."""
    found = _ORDER.fullmatch(sent.get(ORDER, ""))
    return SaveOrder(found[1], int(found[2])) if found else None


def sent_criteria(criteria: Criteria, sent: Mapping[str, str]) -> list[str]:
    """Return the ids of the criteria that a form displayed: it sends back what each showed, and nothing of others."""
    return [criterion.id for criterion in criteria.all_criteria() if SEEN + criterion.id in sent]


def sent_context(criteria: Criteria, sent: Mapping[str, str]) -> tuple[ContextQuestion, ...]:
    """Return the context questions of a part that a form displayed."""
    return tuple(question for question in criteria.part_questions if SHOWN + question.id in sent)


def choices_of(form: PageForm, context: Iterable[ContextQuestion]) -> dict[str, SentChoice]:
    """Return, by context question, the choice of a valid form and the one that it displayed; none for what it did not."""
    return {
        question.id: SentChoice((form[CONTEXT + question.id].raw_data or [""])[0], form[SHOWN + question.id].data)
        for question in context
        if form[SHOWN + question.id].raw_data
    }


def stage_word(criteria: Criteria, sheet: AnswerSheet) -> str:
    """Return the word by which a page of questions says in which words its questions are."""
    return "ouvert" if criteria.has_opened(sheet.context.get(STAGE)) else "avant"


def answers_of(
    form: PageForm, ids: Iterable[str], sent: Mapping[str, str]
) -> dict[str, tuple[Answer, Seen | None]]:
    """Return, by criterion id, the answer of a valid form and the one that it displayed; none for what it did not."""
    opened = {"ouvert": True, "avant": False}.get(sent.get(STAGE_WORD, ""))
    answers: dict[str, tuple[Answer, Seen | None]] = {}
    for key in ids:
        if not form[SEEN + key].raw_data:
            continue
        # no radio button sent: none was selected, whatever is stored
        choice = (form[CHOICE + key].raw_data or [""])[0]
        answer = replace(answer_from(choice, form[NOTE + key].data), opened=opened)
        answers[key] = (answer, Seen.parse(form[SEEN + key].data or ""))
    return answers


def answer_from(choice: str | None, note: str) -> Answer:
    """Return the answer for the value of a radio button."""
    if not choice:
        return Answer(State.BLANK, None, note)
    if choice.isdigit():
        return Answer.at(int(choice), note)
    return Answer(State(choice), None, note)
