"""A criterion of criteria.yaml and its guidance cards, with their texts for the stages before the opening."""

from __future__ import annotations

from fractions import Fraction
from typing import Annotated, TypeVar

from pydantic import Field, StrictInt, model_validator
from pydantic_core import PydanticCustomError

from questionnaire.answers import State, Viewpoint
from questionnaire.criteria.conditions import Condition, Facts, holds
from questionnaire.criteria.state_words import STATE_WORDS
from questionnaire.criteria.types import (
    Day,
    Degree,
    Email,
    FrozenModel,
    Identifier,
    Identifiers,
    Level,
    PerViewpoint,
    Phone,
    StagedLevels,
    StagedNotApplicable,
    StagedPerViewpoint,
    StagedText,
    Text,
    Url,
    Weight,
)


class Gate(FrozenModel):
    """A level of a criterion required to reach a tier (`exige`)."""

    criterion: Identifier = Field(alias="critere")
    at_least: Level = Field(alias="au_moins")


class Contact(FrozenModel):
    """Somebody to turn to about a card, with at least one of a phone, an email and a link."""

    who: Text = Field(alias="qui")
    phone: Phone | None = Field(None, alias="telephone")
    email: Email | None = Field(None, alias="courriel")
    link: Url | None = Field(None, alias="lien")
    review_by: Day | None = Field(None, alias="a_relire_avant")  # shown to facilitators alone

    @model_validator(mode="after")
    def _reachable(self) -> Contact:
        if self.phone is None and self.email is None and self.link is None:
            raise PydanticCustomError("contact", "un contact a un téléphone, un courriel ou un lien")
        return self


class Card(FrozenModel):
    """One piece of guidance (`conseil`)."""

    id: Identifier
    viewpoints: tuple[Viewpoint, ...] = Field(alias="pour", min_length=1)
    levels: tuple[Level, ...] | None = Field(None, alias="niveaux", min_length=1)
    condition: Condition | None = Field(None, alias="quand")
    family: Identifier | None = Field(None, alias="famille")
    step: Annotated[StrictInt, Field(ge=1, le=20)] = Field(1, alias="marche")
    title_texts: StagedText = Field(alias="titre")
    why: Text = Field(alias="pourquoi")
    first_step_texts: StagedText = Field(alias="premier_pas")
    steps: tuple[Text, ...] = Field((), alias="etapes")
    actors: tuple[Text, ...] = Field((), alias="acteurs")
    contacts: tuple[Contact, ...] = Field((), max_length=5)
    trap: Text = Field(alias="piege")
    effort: Degree
    effect: Degree = Field(alias="effet")
    places: Identifiers = Field((), alias="exemples")
    resources: Identifiers = Field((), alias="ressources")

    @property
    def title(self) -> str:
        """The title of the card."""
        return self.title_texts.text

    @property
    def first_step(self) -> str:
        """The first step, doable within a month."""
        return self.first_step_texts.text

    def applies(self, level: int | None, facts: Facts) -> bool:
        """Tell whether the card is given for this level (None: answered without one), under `facts`."""
        return self.suits(level, facts.viewpoint) and holds(self.condition, facts)

    def suits(self, level: int | None, viewpoint: Viewpoint) -> bool:
        """Tell whether the card is for this level and this viewpoint, whatever its condition says."""
        return viewpoint in self.viewpoints and (self.levels is None or level in self.levels)


class Criterion(FrozenModel):
    """A criterion: a question and its observable levels, worded for each viewpoint.

    Some texts differ before the opening: `worded_before_opening` returns the criterion with those.
    """

    id: Identifier
    title: Text = Field(alias="titre")
    thread: Text | None = Field(None, alias="fil")
    brief: Text | None = Field(None, alias="en_bref")
    subject: Text = Field(alias="objet")
    weight: Weight = Field(Fraction(1), alias="poids")
    expected: dict[Identifier, Level] = Field({}, alias="attendu")
    condition: Condition | None = Field(None, alias="si")
    prerequisite: Gate | None = Field(None, alias="suppose")
    not_applicable: StagedNotApplicable = Field(alias="non_concerne")
    question: StagedPerViewpoint
    help_texts: StagedText = Field(alias="aide")
    levels: StagedLevels = Field(alias="niveaux")
    ask: PerViewpoint = Field(alias="a_demander")
    dialogue_texts: StagedText = Field(alias="dialogue")
    cards: tuple[Card, ...] = Field((), alias="conseils")

    @property
    def help(self) -> str:
        """The help below the question."""
        return self.help_texts.text

    @property
    def dialogue(self) -> str:
        """The question that both parties may ask themselves."""
        return self.dialogue_texts.text

    def question_and_levels(self, viewpoint: Viewpoint) -> tuple[str, ...]:
        """Return the question and the sentences of its levels, as a viewpoint reads them."""
        return (self.question.of(viewpoint), *self.levels.of(viewpoint))

    def texts_read(self, viewpoint: Viewpoint) -> tuple[str, ...]:
        """Return every text that a viewpoint reads before answering, without the help and the cards."""
        states = (
            STATE_WORDS[State.UNKNOWN],
            STATE_WORDS[State.NOT_APPLICABLE] if self.not_applicable.of(viewpoint) else "",
        )
        return (self.title, *self.question_and_levels(viewpoint), *states)

    def worded_before_opening(self) -> Criterion:
        """Return this criterion with the texts that it has for the stages before the opening."""
        return _before_opening(self, cards=tuple(_before_opening(card) for card in self.cards))


_Staged = TypeVar("_Staged", Card, Criterion)


def _before_opening(item: _Staged, **changed: object) -> _Staged:
    """Return `item` with its texts for the stages before the opening in place of the others."""
    update = changed
    for name in type(item).model_fields:
        value = getattr(item, name)
        before = getattr(value, "before_opening", None)
        if isinstance(before, str):
            update[name] = value.model_copy(update={"text": before})
        elif before is not None:
            update[name] = value.model_copy(update=dict(before))
    return item.model_copy(update=update)
