"""The parts of criteria.yaml that are shown and never scored: texts, places, resources, glossary, profiles."""

from __future__ import annotations

from typing import Annotated

from pydantic import BeforeValidator, Field, PlainValidator, WithJsonSchema, model_validator
from pydantic_core import PydanticCustomError

from questionnaire.answers import Answer, AnswerSheet, ContextValue, State, Viewpoint
from questionnaire.criteria.types import (
    BOTH,
    FrozenModel,
    Identifier,
    Identifiers,
    Level,
    Text,
    Url,
    UrlOrLeaflet,
    Year,
)
from questionnaire.typography import french


class Source(FrozenModel):
    """The document that the criteria are based on."""

    title: Text = Field(alias="titre")
    year: Year = Field(alias="annee")
    link: Url | None = Field(None, alias="lien")


class Presentation(FrozenModel):
    """The texts of the home page and of the footer of the results."""

    tagline: Text = Field(alias="accroche")
    text: Text = Field(alias="texte")
    disclaimer: Text = Field(alias="avertissement")


class ViewpointText(FrozenModel):
    """The title and the introduction of a viewpoint."""

    title: Text = Field(alias="titre")
    text: Text = Field(alias="texte")


class Viewpoints(FrozenModel):
    """The texts of the two viewpoints."""

    collectivite: ViewpointText
    projet: ViewpointText

    def of(self, viewpoint: Viewpoint) -> ViewpointText:
        """Return the texts of `viewpoint`."""
        return self.collectivite if viewpoint is Viewpoint.COLLECTIVITE else self.projet


class Label(FrozenModel):
    """An official label awarded to a place."""

    name: Text = Field(alias="nom")
    year: Year | None = Field(None, alias="annee")


class Link(FrozenModel):
    """An external link and its title."""

    url: Url
    title: Text = Field(alias="titre")


class Illustration(FrozenModel):
    """Why a place illustrates a criterion, according to the 2020 report."""

    criterion: Identifier = Field(alias="critere")
    why: Text = Field(alias="pourquoi")


class Place(FrozenModel):
    """An example of a third place, described from the 2020 report only."""

    id: Identifier
    name: Text = Field(alias="nom")
    town: Text = Field(alias="commune")
    department: Text | None = Field(None, alias="departement")
    year: Year | None = Field(None, alias="annee")
    year_of: Text | None = Field(None, alias="annee_de")
    carrier: Text = Field(alias="portage")
    status: Text | None = Field(None, alias="statut")
    setting: Text | None = Field(None, alias="situation")
    purpose: Text = Field(alias="but")
    activities: tuple[Text, ...] = Field((), alias="activites")
    audience: Text | None = Field(None, alias="publics")
    labels: tuple[Label, ...] = ()
    links: tuple[Link, ...] = Field((), alias="liens")
    illustrates: tuple[Illustration, ...] = Field((), alias="illustre")


class Resource(FrozenModel):
    """A document or a network to consult."""

    id: Identifier
    title: Text = Field(alias="titre")
    publisher: Text = Field(alias="editeur")
    year: Year | None = Field(None, alias="annee")
    url: UrlOrLeaflet
    summary: Text = Field(alias="resume")
    criteria: Identifiers = Field((), alias="criteres")
    viewpoints: tuple[Viewpoint, ...] = Field(BOTH, alias="pour", min_length=1)

    @property
    def ours(self) -> bool:
        """Whether it is a leaflet of this site."""
        return self.url.startswith("/")

    def under(self, root: str) -> Resource:
        """Return it with `root` before its address when it is a leaflet: the address is then absolute."""
        return self.model_copy(update={"url": root + self.url}) if self.ours else self


class GlossaryEntry(FrozenModel):
    """A term and its plain definition."""

    term: Text = Field(alias="terme")
    definition: Text
    source: Text | None = None


class ProfileAnswer(FrozenModel):
    """An answer of a profile, in its long form: a level or a state, and a note."""

    level: Level | None = Field(None, alias="niveau")
    state: State | None = Field(None, alias="etat")
    note: Text | None = None

    @model_validator(mode="after")
    def _consistent(self) -> ProfileAnswer:
        if self.state is State.HIDDEN or (self.state in (None, State.ANSWERED)) != (self.level is not None):
            raise PydanticCustomError("profile_answer", "un niveau ou un état est attendu")
        return self

    def answer(self) -> Answer:
        """Return the answer; without a state, it is ANSWERED."""
        return Answer(self.state or State.ANSWERED, self.level, self.note or "")


def _long_form(value: object) -> object:
    if isinstance(value, dict):
        return value
    if isinstance(value, str):
        return {"etat": value}
    if isinstance(value, int) and not isinstance(value, bool):
        return {"niveau": value}
    raise PydanticCustomError("profile_answer", "un niveau ou un état est attendu")


def _context_answer(value: object) -> ContextValue:
    if isinstance(value, str) and value.strip():
        return french(value.strip())
    if isinstance(value, list) and value and all(isinstance(item, str) for item in value):
        return tuple(value)
    raise PydanticCustomError("context_answer", "un choix, une liste de choix ou un texte est attendu")


ContextAnswer = Annotated[
    ContextValue,
    PlainValidator(_context_answer),
    WithJsonSchema({"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]}),
]


AnswerOrShort = Annotated[
    ProfileAnswer,
    BeforeValidator(_long_form),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "integer", "minimum": 0, "maximum": 9},
                {"enum": [state.value for state in State]},
                {
                    "type": "object",
                    "properties": {"niveau": {}, "etat": {}, "note": {}},
                    "additionalProperties": False,
                },
            ]
        }
    ),
]


class Profile(FrozenModel):
    """A fictitious respondent, for the public example, the preview and the tests."""

    id: Identifier
    title: Text = Field(alias="titre")
    text: Text = Field(alias="texte")
    viewpoint: Viewpoint = Field(alias="regard")
    path: Identifier = Field("complet", alias="parcours")
    context: dict[Identifier, ContextAnswer] = Field({}, alias="contexte")
    answers: dict[Identifier, AnswerOrShort] = Field({}, alias="reponses")

    def sheet(self) -> AnswerSheet:
        """Return this profile as an answer sheet."""
        return AnswerSheet(
            self.viewpoint,
            self.path,
            dict(self.context),
            {key: answer.answer() for key, answer in self.answers.items()},
        )
