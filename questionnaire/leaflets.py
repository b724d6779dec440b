"""The leaflets: one page each, models to adapt and landmarks, written in reperes/*.yaml and shown under /reperes."""

from __future__ import annotations

import datetime
import re
from pathlib import Path
from typing import Annotated, Literal

import yaml
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

from questionnaire.typography import french

ADDRESS = "/reperes"
# in the order of the list that readers see
NAMES = (
    "premiere-reunion",
    "quel-contrat",
    "convention-une-page",
    "convention-de-pret",
    "budget-une-page",
    "annee-d-une-collectivite",
    "fermer-ou-suspendre",
)
_SHORT = 40  # characters: a longer cell holds a sentence
_BLANK = re.compile(r"(\[[^\[\]]+\])")

Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1), AfterValidator(french)]
Cell = Annotated[str, BeforeValidator(lambda value: value or ""), AfterValidator(french)]  # empty: to fill in


class _Block(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Table(_Block):
    """A table; the first cell of each row names the row."""

    caption: Words = Field(alias="legende")
    headers: tuple[Words, ...] = Field(alias="colonnes")
    rows: tuple[tuple[Cell, ...], ...] = Field(alias="lignes")

    @property
    def wordy(self) -> bool:
        """Whether cells hold sentences: the column of row names is then narrower."""
        return any(len(cell) > _SHORT for row in self.rows for cell in row[1:])


class Part(_Block):
    """A part of a leaflet: a title, then sentences, a list or steps, and a table."""

    title: Words = Field(alias="titre")
    paragraphs: tuple[Words, ...] = Field((), alias="textes")
    items: tuple[Words, ...] = Field((), alias="points")
    steps: tuple[Words, ...] = Field((), alias="etapes")
    table: Table | None = Field(None, alias="tableau")
    signatories: tuple[Words, ...] = Field((), alias="signataires")  # each gets a place to sign


class Leaflet(_Block):
    """A leaflet: a model (`modele`) has blanks to fill in, a landmark (`repere`) is only read."""

    name: str = ""
    title: Words = Field(alias="titre")
    kind: Literal["modele", "repere"] = Field(alias="genre")
    summary: Words = Field(alias="resume")
    updated: datetime.date = Field(alias="a_jour")
    parts: tuple[Part, ...] = Field(alias="parties", min_length=1)
    reminders: tuple[Words, ...] = Field((), alias="rappels")
    related: tuple[str, ...] = Field((), alias="voir")

    @property
    def address(self) -> str:
        """The address of its page inside the site."""
        return f"{ADDRESS}/{self.name}"

    @property
    def is_model(self) -> bool:
        """Whether it has blanks to fill in; it can then be downloaded for editing."""
        return self.kind == "modele"


def read_leaflets(folder: Path) -> dict[str, Leaflet]:
    """Return the leaflets that a folder holds by name, in the order of the list."""
    return {name: _read(folder, name) for name in NAMES}


def addresses() -> tuple[str, ...]:
    """Return the addresses of the shipped leaflets, which a resource of the criteria may link to."""
    return tuple(f"{ADDRESS}/{name}" for name in NAMES)


def split_blanks(text: str) -> tuple[tuple[str, bool], ...]:
    """Cut a text at its blanks « [nom de l’association] »: each piece, and whether it is a blank."""
    return tuple((piece, bool(_BLANK.fullmatch(piece))) for piece in _BLANK.split(text) if piece)


def _read(folder: Path, name: str) -> Leaflet:
    values = yaml.load((folder / f"{name}.yaml").read_bytes(), yaml.CSafeLoader)
    return Leaflet.model_validate({**values, "name": name})
