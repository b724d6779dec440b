"""The forms of a workshop."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from typing import Any

from wtforms import BooleanField, DateField, Field, HiddenField, RadioField, SelectMultipleField, StringField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Length, Optional, ValidationError

from questionnaire.answers import Viewpoint
from questionnaire.criteria.model import STAGE, Criteria
from questionnaire.storage import now
from questionnaire.texts import clean_text
from questionnaire.typography import NBSP
from questionnaire.web.forms import PageForm
from questionnaire.workshop import wording
from questionnaire.workshop.moderation import clean_words
from questionnaire.workshop.plans import Plan
from questionnaire.workshop.votes import Side
from questionnaire.workshop.words import WORD_MAX

TITLE_MAX = 100  # signs
MOST_WORDS = 3  # of one phone
FARTHEST = datetime.timedelta(days=366)
CHOOSE = "Choisissez une réponse pour continuer."
NO_SUCH = "Ce choix n’existe pas. Choisissez parmi les réponses proposées."
PLANS = {
    Plan.DAY: f"Une journée, 45{NBSP}minutes{NBSP}: un nuage de mots, un sondage, trois questions",
    Plan.MEETING: f"Une réunion, moins de deux heures{NBSP}: les questions du parcours express, une par une",
    Plan.OWN: "Vos propres questions, à choisir à la page suivante",
}


def _line(text: str | None) -> str:
    return " ".join(clean_text(text or "").split())


def _title() -> StringField:
    too_long = f"Ce titre est trop long{NBSP}: {TITLE_MAX} signes au plus."
    return StringField("Titre de l’atelier", [Length(max=TITLE_MAX, message=too_long)], filters=[_line])


def _choice(label: str, choices: Iterable[tuple[str, str]]) -> RadioField:
    options = [SelectChoice(value, words) for value, words in choices]
    return RadioField(label, [InputRequired(CHOOSE)], choices=options, invalid_choice_message=NO_SUCH)


class WorkshopForm(PageForm):
    """A new workshop; the choices that depend on the criteria are added by `workshop_form`."""

    nonce = HiddenField(filters=[lambda text: clean_text(text or "")])
    title = _title()
    held_on = DateField("Date", [Optional()])
    plan = _choice("Ce que la salle fera", [(plan.value, words) for plan, words in PLANS.items()])
    sides = BooleanField("Demander à chaque personne de quel côté elle parle (collectivité, lieu ou projet)")

    def validate_held_on(self, field: Field) -> None:
        """Refuse a date that is not one, past, or more than a year away."""
        today = now().date()
        if field.data and not today - datetime.timedelta(days=1) <= field.data <= today + FARTHEST:
            raise ValidationError("Choisissez un jour d’ici à un an, ou laissez vide.")


def workshop_form(criteria: Criteria, formdata: Any) -> WorkshopForm:
    """Return the form of a new workshop, with the viewpoints and the stages of the criteria."""
    question = criteria.context_question(STAGE)
    stages = [(choice.id, choice.title) for choice in question.choices] if question else []
    viewpoints = [(one.value, criteria.viewpoints.of(one).title) for one in Viewpoint]

    class _Form(WorkshopForm):
        viewpoint = _choice("Les questions s’adressent à", viewpoints)
        stage = _choice("Où en est le lieu ou le projet dont on parle", stages)

        def validate_stage(self, field: Field) -> None:
            """Refuse a stage that this viewpoint does not have."""
            offered = (
                question.choices_for(Viewpoint(self.viewpoint.data))
                if question and self.viewpoint.data in list(Viewpoint)
                else ()
            )
            if offered and field.data not in [one.id for one in offered]:
                raise ValidationError("Cette étape n’existe pas de ce point de vue. Choisissez-en une autre.")

    form = _Form(formdata=formdata)
    form.held_on.process_errors[:] = ["Cette date n’est pas comprise."] if form.held_on.process_errors else []
    return form


class TitleForm(PageForm):
    """Another title of a workshop; `seen`: the revision that the page showed."""

    seen = HiddenField()
    title = _title()


class StepsForm(PageForm):
    """A change of the steps of a workshop: some to add, or one to move or remove, by the button that was pressed."""

    seen = HiddenField()
    steps = SelectMultipleField("Ajouter des questions", validate_choice=False)
    change = StringField()

    @property
    def asked(self) -> tuple[str, str]:
        """What the button asks, and of which step."""
        verb, _, name = (self.change.data or "").partition(":")
        return verb, name


class CodeForm(PageForm):
    """The code of a room."""

    code = StringField("Le code affiché à l’écran", filters=[_line])


class TakeOverForm(PageForm):
    """The digits that give the animation of a room back."""

    digits = StringField("Le code de reprise", filters=[_line])


class JoinForm(PageForm):
    """How a phone joins a room; without sides, it says nothing."""

    side = RadioField(
        f"Vous parlez plutôt{NBSP}…".replace(f"{NBSP}…", "…"),
        [Optional()],
        choices=[SelectChoice(side.value, words) for side, words in wording.SIDES.items()],
        invalid_choice_message=NO_SUCH,
    )

    @property
    def chosen_side(self) -> Side:
        """Where the person speaks from."""
        return Side(self.side.data) if self.side.data in list(Side) else Side.UNSAID


class AnswerForm(PageForm):
    """The answer of a phone to one step: one choice, or a few words. `step`: the one that the page showed."""

    step = HiddenField()
    choice = HiddenField()

    def read(self, formdata: Any, choices: Sequence[str]) -> tuple[str, ...] | None:
        """Return a valid answer, or None, with the reason in the errors of `choice`; `choices`: none for words."""
        if choices:
            if self.choice.data in choices:
                return (str(self.choice.data),)
            self.choice.errors = [CHOOSE if not self.choice.data else NO_SUCH]
            return None
        words, too_long = clean_words(formdata.getlist("mot"), MOST_WORDS)
        if too_long:
            self.choice.errors = [f"Une réponse fait {WORD_MAX} signes au plus{NBSP}: un à trois mots."]
        elif not words:
            self.choice.errors = ["Écrivez au moins une réponse."]
        return None if too_long or not words else words
