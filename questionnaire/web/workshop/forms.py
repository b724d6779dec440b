"""The forms of a workshop."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeVar

from wtforms import BooleanField, DateField, Field, HiddenField, RadioField, SelectMultipleField, StringField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Length, Optional, ValidationError

from questionnaire.answers import Viewpoint
from questionnaire.criteria.model import STAGE, Criteria
from questionnaire.storage import RoomSettings, Workshop, now
from questionnaire.texts import clean_text
from questionnaire.typography import NBSP
from questionnaire.web.forms import PageForm
from questionnaire.workshop import wording
from questionnaire.workshop.moderation import clean_words
from questionnaire.workshop.plans import Plan
from questionnaire.workshop.votes import Side
from questionnaire.workshop.words import WORD_MAX

TITLE_MAX = 100  # characters
WORDS_PER_PHONE = 3  # answers of one phone to a cloud of words
MAX_AHEAD = datetime.timedelta(days=366)
CHOOSE = "Choisissez une réponse pour continuer."
NO_SUCH_CHOICE = "Ce choix n’existe pas. Choisissez parmi les réponses proposées."
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
    return RadioField(label, [InputRequired(CHOOSE)], choices=options, invalid_choice_message=NO_SUCH_CHOICE)


class SettingsForm(PageForm):
    """The settings of a workshop; `_with_choices` adds those that depend on the criteria. `seen`: the revision shown."""

    seen = HiddenField()
    title = _title()
    held_on = DateField("Date", [Optional()])
    sides = BooleanField("Demander à chaque personne de quel côté elle parle (collectivité, lieu ou projet)")

    def validate_held_on(self, field: Field) -> None:
        """Refuse a date in the past, or more than a year away."""
        today = now().date()
        if field.data and not today - datetime.timedelta(days=1) <= field.data <= today + MAX_AHEAD:
            raise ValidationError("Choisissez un jour d’ici à un an, ou laissez vide.")

    @property
    def settings(self) -> RoomSettings:
        """The settings of a valid form."""
        return RoomSettings(
            title=self.title.data or "",
            held_on=self.held_on.data,
            viewpoint=Viewpoint(self["viewpoint"].data),
            context={STAGE: self["stage"].data},
            sides=bool(self.sides.data),
        )


class WorkshopForm(SettingsForm):
    """A new workshop: its settings, and the plan that gives its first steps."""

    nonce = HiddenField(filters=[lambda text: clean_text(text or "")])
    plan = _choice("Ce que la salle fera", [(plan.value, words) for plan, words in PLANS.items()])


_Settings = TypeVar("_Settings", bound=SettingsForm)


def workshop_form(criteria: Criteria, formdata: Any) -> WorkshopForm:
    """Return the form of a new workshop, with the viewpoints and the stages of the criteria."""
    return _with_choices(WorkshopForm, criteria, formdata, {})


def settings_form(criteria: Criteria, formdata: Any, workshop: Workshop) -> SettingsForm:
    """Return the form of the settings of a workshop, filled with the present ones."""
    present = {
        "seen": str(workshop.room.revision),
        "title": workshop.title,
        "held_on": workshop.held_on,
        "sides": workshop.sides,
        "viewpoint": workshop.sheet.viewpoint.value,
        "stage": workshop.sheet.context.get(STAGE),
    }
    return _with_choices(SettingsForm, criteria, formdata, present)


def _with_choices(
    base: type[_Settings], criteria: Criteria, formdata: Any, present: Mapping[str, Any]
) -> _Settings:
    question = criteria.context_question(STAGE)
    stages = [(choice.id, choice.title) for choice in question.choices] if question else []
    viewpoints = [(viewpoint.value, criteria.viewpoints.of(viewpoint).title) for viewpoint in Viewpoint]

    class _Form(base):  # type: ignore[misc, valid-type]
        viewpoint = _choice("Les questions s’adressent à", viewpoints)
        stage = _choice("Où en est le lieu ou le projet dont on parle", stages)

        def validate_stage(self, field: Field) -> None:
            """Refuse a stage that this viewpoint does not have."""
            offered = (
                question.choices_for(Viewpoint(self.viewpoint.data))
                if question and self.viewpoint.data in list(Viewpoint)
                else ()
            )
            if offered and field.data not in [choice.id for choice in offered]:
                raise ValidationError("Cette étape n’existe pas de ce point de vue. Choisissez-en une autre.")

    form: _Settings = _Form(formdata=formdata, data=present)
    form.held_on.process_errors[:] = ["Cette date n’est pas comprise."] if form.held_on.process_errors else []
    return form


class StepsForm(PageForm):
    """A change of the steps of a workshop: steps to add, or one to move or remove, depending on the button pressed."""

    seen = HiddenField()
    steps = SelectMultipleField("Ajouter des questions", validate_choice=False)
    change = StringField()

    @property
    def pressed_button(self) -> tuple[str, str]:
        """The action of the button pressed, and the name of the step that it acts on."""
        verb, _, name = (self.change.data or "").partition(":")
        return verb, name


class CodeForm(PageForm):
    """The code of a room."""

    code = StringField("Le code affiché à l’écran", filters=[_line])


class TakeOverForm(PageForm):
    """The digits that give back the animation of a room."""

    digits = StringField("Le code de reprise", filters=[_line])


class JoinForm(PageForm):
    """The side that a phone speaks from, when its room asks."""

    side = RadioField(
        "Vous parlez plutôt…",
        [Optional()],
        choices=[SelectChoice(side.value, words) for side, words in wording.SIDES.items()],
        invalid_choice_message=NO_SUCH_CHOICE,
    )

    @property
    def chosen_side(self) -> Side:
        """The side chosen, or UNSAID."""
        return Side(self.side.data) if self.side.data in list(Side) else Side.UNSAID


class AnswerForm(PageForm):
    """The answer of a phone to one step: one choice, or a few words. `step`: the id of the one that the page showed."""

    step = HiddenField()
    choice = HiddenField()

    def read(self, formdata: Any, choices: Sequence[str]) -> tuple[str, ...] | None:
        """Return a valid answer, or None, with the reason in the errors of `choice`; a step without `choices` takes words."""
        if choices:
            if self.choice.data in choices:
                return (str(self.choice.data),)
            self.choice.errors = [CHOOSE if not self.choice.data else NO_SUCH_CHOICE]
            return None
        words, too_long = clean_words(formdata.getlist("mot"), WORDS_PER_PHONE)
        if too_long:
            self.choice.errors = [f"Une réponse fait {WORD_MAX} signes au plus{NBSP}: un à trois mots."]
        elif not words:
            self.choice.errors = ["Écrivez au moins une réponse."]
        return None if too_long or not words else words
