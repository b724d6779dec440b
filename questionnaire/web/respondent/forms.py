"""WTForms built from the criteria, and what a filled form says in plain answers."""

from __future__ import annotations

import hmac
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from flask import session
from flask_wtf import FlaskForm
from flask_wtf.csrf import _FlaskFormCSRF, generate_csrf
from flask_wtf.file import FileField
from wtforms import Field, HiddenField, RadioField, SelectMultipleField, StringField, TextAreaField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Length, Optional, ValidationError

from questionnaire.answers import NOTE_MAX, Answer, AnswerSheet, ContextValue, State, Viewpoint, clean_text
from questionnaire.assessment.merge import Seen, choice_word
from questionnaire.criteria.model import ContextQuestion, Criteria, Criterion
from questionnaire.recent import OncePer, Recent
from questionnaire.typography import NBSP

CHOICE, NOTE, SEEN, CONTEXT = "choix-", "note-", "vu-", "contexte-"
STALE = (
    "Cette page était ouverte depuis longtemps, ou votre navigateur a refusé le témoin de session"
    f"{NBSP}: par précaution, rien n’a encore été enregistré. Vos réponses sont toujours là{NBSP}: envoyez-les à nouveau."
)


RAW = "csrf_token"  # where Flask-WTF keeps in the session what it signs

_tokens: Recent[str] = Recent()


def form_token() -> str:
    """Return the token of this session's forms: it has no time limit (decision 0009), so it is signed once."""
    raw = session.get(RAW)
    token = _tokens.get(raw) if raw else None
    if token is None:
        token = generate_csrf()
        _tokens.put(session[RAW], token)
    return token


class PageForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """A form with a token against forged requests and nothing else; every form here grows from it."""

    class Meta(FlaskForm.Meta):  # type: ignore[misc]  # the same
        """Flask-WTF's own, but for the signing."""

        class csrf_class(_FlaskFormCSRF):  # type: ignore[misc]  # noqa: N801 - the name that WTForms asks for
            """Checks tokens as Flask-WTF does, but reads no signature that it has just made."""

            def generate_csrf_token(self, csrf_token_field: Field) -> str:  # noqa: ARG002
                """Return the token of the session."""
                return form_token()

            def validate_csrf_token(self, form: FlaskForm, field: Field) -> None:
                """Accept the token of the session itself; leave any other to Flask-WTF."""
                if not hmac.compare_digest((field.data or "").encode(), field.current_token.encode()):
                    super().validate_csrf_token(form, field)

    def validate(self, extra_validators: Any = None) -> bool:
        """Validate; a refused token is told in words that help."""
        valid: bool = super().validate(extra_validators)
        if self.stale:
            self["csrf_token"].errors = [STALE]
        return valid

    @property
    def stale(self) -> bool:
        """Whether the token was refused (expired session, cookie refused)."""
        return bool(self.errors.get("csrf_token"))


class StartForm(PageForm):
    """What a creation form carries besides the context."""

    nonce = HiddenField(filters=[lambda text: clean_text(text or "")])
    parcours = HiddenField(filters=[lambda text: clean_text(text or "")])


class ResumeForm(PageForm):
    """Resuming: a private link, or a file downloaded before."""

    link = StringField("Votre lien privé", filters=[lambda text: clean_text(text or "")])
    file = FileField("Le fichier JSON téléchargé avec vos résultats")


def _text(value: str | None) -> str:
    return clean_text(value or "")


def _too_long(most: int) -> Length:
    shown = f"{most:,}".replace(",", NBSP)
    return Length(
        max=most,
        message=f"Ce texte est trop long{NBSP}: {shown} caractères au plus. Il est resté ci-dessous, raccourcissez-le.",
    )


# ── context ──


def _radio(question: ContextQuestion, viewpoint: Viewpoint) -> Field:
    rule = InputRequired("Choisissez une réponse pour continuer.") if question.required else Optional()
    return RadioField(
        question.question.of(viewpoint),
        [rule],
        choices=[SelectChoice(choice.id, choice.title) for choice in question.choices_for(viewpoint)],
        invalid_choice_message="Ce choix n’existe pas. Choisissez parmi les réponses proposées.",
    )


def _checkboxes(question: ContextQuestion, viewpoint: Viewpoint) -> Field:
    def few(_form: object, field: Field) -> None:
        if question.maximum and len(set(field.data or ())) > question.maximum:
            raise ValidationError(
                f"Gardez {question.maximum} réponses au plus{NBSP}: vous en avez coché {len(set(field.data))}."
            )

    rules: list[Any] = [few]
    if question.required:
        rules.insert(0, InputRequired("Choisissez au moins une réponse pour continuer."))
    return SelectMultipleField(
        question.question.of(viewpoint),
        rules,
        choices=[SelectChoice(choice.id, choice.title) for choice in question.choices_for(viewpoint)],
        invalid_choice_message="Un de ces choix n’existe pas. Choisissez parmi les réponses proposées.",
    )


def _line(question: ContextQuestion, viewpoint: Viewpoint) -> Field:
    rules: list[Any] = [_too_long(question.maximum or 200)]
    if question.required:
        rules.insert(0, InputRequired("Écrivez quelques mots pour continuer."))
    # one line: a form of its own never holds line ends
    filters = [lambda text: " ".join(_text(text).split())]
    return StringField(question.question.of(viewpoint), rules, filters=filters)


_FIELDS: dict[str, Callable[[ContextQuestion, Viewpoint], Field]] = {
    "choix": _radio,
    "choix_multiple": _checkboxes,
    "texte": _line,
}


# built once for each version, and forgotten with it: drafts come and go
_classes = OncePer()


def _context_class(criteria: Criteria, viewpoint: Viewpoint) -> type[StartForm]:
    fields = {CONTEXT + question.id: _FIELDS[question.kind](question, viewpoint) for question in criteria.context}
    return type("ContextForm", (StartForm,), fields)


def context_form(
    criteria: Criteria, viewpoint: Viewpoint, stored: Mapping[str, ContextValue], sent: Any
) -> StartForm:
    """Return the context form, filled with what is stored, then with what was sent (None: nothing was)."""
    data = {CONTEXT + key: value if isinstance(value, str) else list(value) for key, value in stored.items()}
    form = _classes.get(criteria, viewpoint, lambda: _context_class(criteria, viewpoint))
    return form(formdata=sent, data=data)


def context_questions(criteria: Criteria, form: StartForm) -> list[tuple[ContextQuestion, Field]]:
    """Return each context question with its field."""
    return [(question, form[CONTEXT + question.id]) for question in criteria.context]


def context_of(criteria: Criteria, form: StartForm) -> dict[str, ContextValue]:
    """Return the context that a valid form says; what was left out is left out."""
    context: dict[str, ContextValue] = {}
    for question in criteria.context:
        value = form[CONTEXT + question.id].data
        if value:
            context[question.id] = value if isinstance(value, str) else tuple(dict.fromkeys(value))
    return context


# ── questions ──


def choices_of(criterion: Criterion, viewpoint: Viewpoint) -> list[str]:
    """Return the values that the choice of a criterion may take."""
    values = [str(level) for level in range(len(criterion.levels.of(viewpoint)))] + [State.UNKNOWN.value]
    if criterion.not_applicable.of(viewpoint):
        values.append(State.NOT_APPLICABLE.value)
    return values


def _questions_class(criteria: Criteria, viewpoint: Viewpoint, ids: tuple[str, ...]) -> type[PageForm]:
    fields: dict[str, Field] = {}
    for key in ids:
        criterion = criteria.criterion(key)
        fields[CHOICE + key] = RadioField(
            criterion.question.of(viewpoint),
            [Optional()],
            choices=[SelectChoice(value, value) for value in choices_of(criterion, viewpoint)],
            invalid_choice_message="Ce choix n’existe pas. Choisissez parmi les réponses proposées.",
        )
        fields[NOTE + key] = TextAreaField(
            "Ce qui me fait dire cela (facultatif)", [_too_long(NOTE_MAX)], filters=[_text]
        )
        fields[SEEN + key] = HiddenField(filters=[_text])
    return type("QuestionsForm", (PageForm,), fields)


def questions_form(criteria: Criteria, sheet: AnswerSheet, ids: Iterable[str], sent: Any) -> PageForm:
    """Return the form of one page of questions, filled with what is stored, then with what was sent."""
    keys = tuple(ids)
    data: dict[str, str] = {}
    for key in keys:
        answer = sheet.answers.get(key, Answer())
        data[CHOICE + key] = choice_word(answer)
        data[NOTE + key] = answer.note
        data[SEEN + key] = str(Seen.of(answer))
    form = _classes.get(
        criteria, (sheet.viewpoint, keys), lambda: _questions_class(criteria, sheet.viewpoint, keys)
    )
    return form(formdata=sent, data=data)


def answers_of(form: PageForm, ids: Iterable[str]) -> dict[str, tuple[Answer, Seen | None]]:
    """Return, by criterion, the answer that a valid form says and what it had shown."""
    said: dict[str, tuple[Answer, Seen | None]] = {}
    for key in ids:
        # nothing sent means nothing chosen on that page, whatever is stored
        choice = (form[CHOICE + key].raw_data or [""])[0]
        said[key] = (answer_from(choice, form[NOTE + key].data), Seen.parse(form[SEEN + key].data or ""))
    return said


def answer_from(choice: str | None, note: str) -> Answer:
    """Return the answer that a radio button's value stands for."""
    if not choice:
        return Answer(State.BLANK, None, note)
    if choice.isdigit():
        return Answer.at(int(choice), note)
    return Answer(State(choice), None, note)
