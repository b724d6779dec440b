"""The model of criteria.yaml: frozen, typed values. Field aliases are the French names of the file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from functools import cached_property
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, PrivateAttr, StrictInt

from questionnaire.answers import Viewpoint
from questionnaire.criteria.answering_time import answering_time
from questionnaire.criteria.conditions import Condition
from questionnaire.criteria.content import (
    GlossaryEntry,
    Place,
    Presentation,
    Profile,
    Resource,
    Source,
    Viewpoints,
)
from questionnaire.criteria.criterion import Card, Criterion, Gate
from questionnaire.criteria.types import (
    BOTH,
    FrozenModel,
    Identifier,
    Identifiers,
    Level,
    Percentage,
    PerViewpoint,
    Share,
    Text,
    Weight,
    YesNo,
)

WHOLE_PATH = "complet"
FIRST_FORMAT = 1
FIRST, WITH_RESULTS = "debut", "resultats"  # values of `place` of a context question; the others are ids of axes
STAGE = "stade"  # the context question whose choices are the keys of `attendu`


def _reject_non_integer(value: object) -> object:
    # Literal[1] would also accept 1.0 and true, which are equal to 1
    return str(value) if isinstance(value, bool | float) else value


class ScaleLevel(FrozenModel):
    """A level of the scale common to all criteria."""

    level: Level = Field(alias="niveau")
    title: Text = Field(alias="titre")
    text: Text | None = Field(None, alias="texte")


class Tier(FrozenModel):
    """A tier of an axis (`palier`): its score threshold, from 0 to 100, and its gates."""

    title: Text = Field(alias="titre")
    threshold: Percentage = Field(alias="seuil")
    text: Text = Field(alias="texte")
    gates: tuple[Gate, ...] = Field((), alias="exige")


class Path(FrozenModel):
    """A way through the questionnaire (`parcours`): all the criteria, or some."""

    id: Identifier
    title: Text = Field(alias="titre")
    minutes: Annotated[StrictInt, Field(ge=1, le=120)] | None = None  # earlier files only: ignored
    text: Text = Field(alias="texte")
    viewpoints: tuple[Viewpoint, ...] = Field(BOTH, alias="pour", min_length=1)
    criteria: Identifiers | None = Field(None, alias="criteres", min_length=1)
    condition: Condition | None = Field(None, alias="quand")


class ContextChoice(FrozenModel):
    """A choice of a context question, and what it changes in the guidance."""

    id: Identifier
    title: Text = Field(alias="titre")
    viewpoints: tuple[Viewpoint, ...] = Field(BOTH, alias="pour", min_length=1)
    raises: Identifiers = Field((), alias="monte")
    places: Identifiers = Field((), alias="exemples")
    resources: Identifiers = Field((), alias="ressources")
    message: Text | None = None
    open: YesNo = Field(True, alias="ouvert")  # of a stage: whether the place has opened


class ContextQuestion(FrozenModel):
    """A question about the context, never scored; `place` says where it is asked."""

    id: Identifier
    kind: Literal["choix", "choix_multiple", "texte"] = Field(alias="type")
    question: PerViewpoint
    help: Text | None = Field(None, alias="aide")
    required: YesNo = Field(False, alias="obligatoire")
    place: Identifier = WITH_RESULTS  # or FIRST, or the id of an axis
    condition: Condition | None = Field(None, alias="si")
    maximum: Annotated[StrictInt, Field(ge=1, le=2000)] | None = None
    choices: tuple[ContextChoice, ...] = Field((), alias="choix")

    def choices_for(self, viewpoint: Viewpoint) -> tuple[ContextChoice, ...]:
        """Return the choices offered to `viewpoint`."""
        return tuple(choice for choice in self.choices if viewpoint in choice.viewpoints)

    def texts_read(self, viewpoint: Viewpoint) -> tuple[str, ...]:
        """Return every text that a viewpoint reads before answering."""
        choices = (choice.title for choice in self.choices_for(viewpoint))
        return (self.question.of(viewpoint), self.help or "", *choices)


class Axis(FrozenModel):
    """A group of criteria with a score of its own."""

    id: Identifier
    title: Text = Field(alias="titre")
    text: Text = Field(alias="texte")
    weight: Weight = Field(Fraction(1), alias="poids")
    criteria: tuple[Criterion, ...] = Field(alias="criteres", min_length=1)


class Complement(FrozenModel):
    """A sentence added to a situation when one more condition is true."""

    condition: Condition = Field(alias="quand")
    text: Text = Field(alias="texte")


class Situation(FrozenModel):
    """A message shown when a combination of answers is true."""

    id: Identifier
    viewpoints: tuple[Viewpoint, ...] = Field(BOTH, alias="pour", min_length=1)
    condition: Condition = Field(alias="quand")
    title: Text = Field(alias="titre")
    text: PerViewpoint = Field(alias="texte")
    complement: Complement | None = None
    gestures: tuple[Text, ...] = Field((), alias="gestes")
    cards: Identifiers = Field((), alias="conseils")
    places: Identifiers = Field((), alias="exemples")
    resources: Identifiers = Field((), alias="ressources")


class Criteria(FrozenModel):
    """The content of one version of criteria.yaml, identified by `digest`."""

    format: Annotated[Literal[1, 2], BeforeValidator(_reject_non_integer)]
    title: Text = Field(alias="titre")
    version: Text
    source: Source
    presentation: Presentation
    viewpoints: Viewpoints = Field(alias="regards")
    scale: tuple[ScaleLevel, ...] = Field(alias="echelle", min_length=2, max_length=10)
    tiers: tuple[Tier, ...] = Field(alias="paliers", min_length=1)
    minimum_coverage: Share = Field(Fraction(1, 2), alias="couverture_minimale")
    cards_max: Annotated[StrictInt, Field(ge=1, le=20)] = Field(6, alias="conseils_max")
    situations_max: Annotated[StrictInt, Field(ge=0, le=20)] = Field(2, alias="situations_max")
    show_overall: YesNo = Field(False, alias="afficher_note_globale")
    paths: tuple[Path, ...] = Field(alias="parcours", min_length=1)
    context: tuple[ContextQuestion, ...] = Field(alias="contexte", min_length=1)
    conditions: dict[Identifier, Condition] = Field({})
    axes: tuple[Axis, ...] = Field(min_length=1)
    situations: tuple[Situation, ...] = ()
    places: tuple[Place, ...] = Field((), alias="tiers_lieux")
    resources: tuple[Resource, ...] = Field((), alias="ressources")
    glossary: tuple[GlossaryEntry, ...] = Field((), alias="glossaire")
    profiles: tuple[Profile, ...] = Field((), alias="profils_fictifs")
    _digest: str = PrivateAttr("")

    @cached_property
    def digest(self) -> str:
        """The SHA-256 of the file's text, in hexadecimal: it identifies this version."""
        return self._digest

    def __eq__(self, other: object) -> bool:
        return self is other or (isinstance(other, Criteria) and bool(self.digest) and self.digest == other.digest)

    def __hash__(self) -> int:
        return hash(self.digest)

    def at_stage(self, stage: object) -> Criteria:
        """Return these criteria worded for a stage: with the texts `avant_ouverture` when the place has not opened."""
        return self if self.has_opened(stage) else self.before_opening

    def has_opened(self, stage: object) -> bool:
        """Tell whether the place has opened at a stage; True when the stage is unknown."""
        return stage not in self._stages_before

    @cached_property
    def _stages_before(self) -> frozenset[str]:
        question = self.context_question(STAGE)
        return frozenset(choice.id for choice in (question.choices if question else ()) if not choice.open)

    @cached_property
    def before_opening(self) -> Criteria:
        """These criteria with their texts for the stages before the opening."""
        axes = tuple(
            axis.model_copy(
                update={"criteria": tuple(criterion.worded_before_opening() for criterion in axis.criteria)}
            )
            for axis in self.axes
        )
        values = {name: getattr(self, name) for name in type(self).model_fields}
        criteria = type(self).model_construct(**{**values, "axes": axes})
        criteria._digest = self._digest
        return criteria

    @cached_property
    def _by_id(self) -> dict[str, Criterion]:
        return {criterion.id: criterion for axis in self.axes for criterion in axis.criteria}

    def __contains__(self, criterion_id: object) -> bool:
        return criterion_id in self._by_id

    def criterion(self, criterion_id: str) -> Criterion:
        """Return the criterion of that id; raises KeyError when there is none."""
        return self._by_id[criterion_id]

    def all_criteria(self) -> Iterator[Criterion]:
        """Yield every criterion, in the order of the file."""
        yield from self._by_id.values()

    @cached_property
    def _places(self) -> dict[str, Place]:
        return {place.id: place for place in self.places}

    @cached_property
    def _resources(self) -> dict[str, Resource]:
        return {resource.id: resource for resource in self.resources}

    @cached_property
    def _paths(self) -> dict[str, Path]:
        return {path.id: path for path in self.paths}

    @cached_property
    def _cards(self) -> dict[str, Card]:
        return {card.id: card for criterion in self.all_criteria() for card in criterion.cards}

    def place(self, place_id: str) -> Place:
        """Return the place of that id; raises KeyError when there is none."""
        return self._places[place_id]

    def resource(self, resource_id: str) -> Resource:
        """Return the resource of that id; raises KeyError when there is none."""
        return self._resources[resource_id]

    def path(self, path_id: str) -> Path | None:
        """Return the path of that id, or None."""
        return self._paths.get(path_id)

    def context_question(self, question_id: str) -> ContextQuestion | None:
        """Return the context question of that id, or None."""
        return next((question for question in self.context if question.id == question_id), None)

    @property
    def of_first_format(self) -> bool:
        """Whether the file is of format 1: its rules and its JSON stay as they were, for ever (decision 0018)."""
        return self.format == FIRST_FORMAT

    @property
    def start_questions(self) -> tuple[ContextQuestion, ...]:
        """The context questions asked before the others: those placed there, or all when none is."""
        placed = tuple(question for question in self.context if question.place == FIRST)
        return placed or tuple(question for question in self.context if question.place == WITH_RESULTS)

    @cached_property
    def part_questions(self) -> tuple[ContextQuestion, ...]:
        """The context questions asked in the part of an axis."""
        return tuple(question for question in self.context if question.place not in (FIRST, WITH_RESULTS))

    @cached_property
    def answering_times(self) -> dict[Viewpoint, dict[str, Fraction]]:
        """The seconds that each criterion takes in these words, asked or not, by viewpoint and id."""
        return {viewpoint: _answering_times(self.all_criteria(), viewpoint) for viewpoint in Viewpoint}

    @cached_property
    def context_answering_times(self) -> dict[Viewpoint, dict[str, Fraction]]:
        """The seconds that each context question takes, asked or not, by viewpoint and id."""
        return {viewpoint: _answering_times(self.context, viewpoint) for viewpoint in Viewpoint}

    @property
    def top_level(self) -> int:
        """The highest level of the scale: 3 when there are four levels."""
        return len(self.scale) - 1


def _answering_times(
    questions: Iterable[Criterion | ContextQuestion], viewpoint: Viewpoint
) -> dict[str, Fraction]:
    return {question.id: answering_time(question.texts_read(viewpoint)) for question in questions}
