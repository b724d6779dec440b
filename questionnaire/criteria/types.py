"""The field types of the model of criteria.yaml: texts, identifiers, numbers."""

import datetime
from fractions import Fraction
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainValidator,
    StrictInt,
    StringConstraints,
    WithJsonSchema,
)
from pydantic_core import PydanticCustomError

from questionnaire.answers import Viewpoint
from questionnaire.leaflets import ADDRESS
from questionnaire.typography import french

MAX_TEXT = 4000
ID_PATTERN = r"[a-z0-9]+(-[a-z0-9]+)*"
ID_MAX = 60  # characters
BEFORE = "avant_ouverture"  # the text for the stages before the opening


class FrozenModel(BaseModel):
    """The base of the model: frozen, filled by the French names of criteria.yaml; unknown names are errors."""

    model_config = ConfigDict(frozen=True, extra="forbid", validate_default=False)


def _number(value: object) -> Fraction:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise PydanticCustomError("number", "un nombre est attendu")
    if value != value or value in (float("inf"), float("-inf")):
        raise PydanticCustomError("number", "un nombre est attendu")
    # the decimal as it was typed (0.1 is one tenth), not its binary approximation
    return Fraction(str(value))


def _weight(value: Fraction) -> Fraction:
    if not 0 < value <= 1000:
        raise PydanticCustomError("weight", "un nombre plus grand que 0 (et au plus 1 000) est attendu")
    return value


def _percentage(value: Fraction) -> Fraction:
    if not 0 <= value <= 100:
        raise PydanticCustomError("percentage", "un nombre entre 0 et 100 est attendu")
    return value


def _share(value: Fraction) -> Fraction:
    if not 0 <= value <= 1:
        raise PydanticCustomError("share", "un nombre entre 0 et 1 est attendu (0.5 veut dire la moitié)")
    return value


def _parse_yes_no(value: object) -> object:
    return {"oui": True, "non": False}.get(value, value) if isinstance(value, str) else value


def _false_to_none(value: object) -> object:
    if value is True or value == "oui":
        raise PydanticCustomError("sentence", "« non » (jamais) ou une phrase est attendu")
    return None if value is False or value == "non" else value


def _day(value: object) -> datetime.date:
    """Return a day, quoted or not in the file."""
    if isinstance(value, datetime.date) and not isinstance(value, datetime.datetime):
        return value
    try:
        return datetime.date.fromisoformat(value if isinstance(value, str) else "")
    except ValueError:
        raise PydanticCustomError("day", "une date est attendue") from None


def _bounds(**bounds: int) -> WithJsonSchema:
    return WithJsonSchema({"type": "number", **bounds})


Text = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=MAX_TEXT),
    AfterValidator(french),
]
Identifier = Annotated[str, StringConstraints(pattern=rf"^{ID_PATTERN}$", max_length=ID_MAX)]
Url = Annotated[str, StringConstraints(pattern=r"^https?://[^\s<>\"]+$", max_length=600)]
# the address of a web page, or of a leaflet of this site
UrlOrLeaflet = Annotated[
    str,
    StringConstraints(pattern=rf"^(https?://[^\s<>\"]+|{ADDRESS}/{ID_PATTERN})$", max_length=600),
]
Phone = Annotated[str, StringConstraints(strip_whitespace=True, pattern=r"^\+?[0-9][0-9 .()-]{4,28}[0-9]$")]
Email = Annotated[
    str,
    StringConstraints(strip_whitespace=True, pattern=r"^[^\s@<>\"]+@[^\s@<>\"]+\.[^\s@<>\"]+$", max_length=200),
]
Day = Annotated[datetime.date, PlainValidator(_day), WithJsonSchema({"type": "string", "format": "date"})]
Weight = Annotated[
    Fraction, PlainValidator(_number), AfterValidator(_weight), _bounds(exclusiveMinimum=0, maximum=1000)
]
Percentage = Annotated[
    Fraction, PlainValidator(_number), AfterValidator(_percentage), _bounds(minimum=0, maximum=100)
]
Share = Annotated[Fraction, PlainValidator(_number), AfterValidator(_share), _bounds(minimum=0, maximum=1)]
YesNo = Annotated[
    bool, BeforeValidator(_parse_yes_no), Field(strict=True), WithJsonSchema({"enum": [True, False, "oui", "non"]})
]
MaybeSentence = Annotated[
    Text | None,
    BeforeValidator(_false_to_none),
    WithJsonSchema({"oneOf": [{"const": False}, {"type": "string", "minLength": 1}]}),
]
Identifiers = tuple[Identifier, ...]
Level = Annotated[StrictInt, Field(ge=0, le=9)]
Degree = Annotated[StrictInt, Field(ge=1, le=3)]
Year = Annotated[StrictInt, Field(ge=1800, le=2100)]
BOTH = (Viewpoint.COLLECTIVITE, Viewpoint.PROJET)


class PerViewpoint(FrozenModel):
    """One text for each viewpoint."""

    collectivite: Text
    projet: Text

    def of(self, viewpoint: Viewpoint) -> str:
        """Return the text for `viewpoint`."""
        return self.collectivite if viewpoint is Viewpoint.COLLECTIVITE else self.projet


class StagedPerViewpoint(PerViewpoint):
    """One text for each viewpoint, and possibly others for the stages before the opening."""

    before_opening: PerViewpoint | None = Field(None, alias="avant_ouverture")


class MaybePerViewpoint(FrozenModel):
    """A sentence for each viewpoint, or none where `false` is written."""

    collectivite: MaybeSentence = None
    projet: MaybeSentence = None

    def of(self, viewpoint: Viewpoint) -> str | None:
        """Return the sentence for `viewpoint`, or None."""
        return self.collectivite if viewpoint is Viewpoint.COLLECTIVITE else self.projet


def _same_for_both(value: object) -> object:
    if value is None or isinstance(value, str | bool):
        sentence = _false_to_none(value)
        return {"collectivite": sentence, "projet": sentence}
    return value


def _sentences_schema(*, staged: bool) -> dict[str, Any]:
    sentence = [{"const": False}, {"type": "string", "minLength": 1}]
    properties: dict[str, Any] = {viewpoint.value: {"anyOf": sentence} for viewpoint in BOTH}
    if staged:
        properties[BEFORE] = _sentences_schema(staged=False)
    return {"anyOf": [*sentence, {"type": "object", "properties": properties, "additionalProperties": False}]}


NotApplicable = Annotated[
    MaybePerViewpoint, BeforeValidator(_same_for_both), WithJsonSchema(_sentences_schema(staged=False))
]


class _StagedNotApplicable(MaybePerViewpoint):
    before_opening: NotApplicable | None = Field(None, alias="avant_ouverture")


StagedNotApplicable = Annotated[
    _StagedNotApplicable, BeforeValidator(_same_for_both), WithJsonSchema(_sentences_schema(staged=True))
]


class TextPerStage(FrozenModel):
    """A text, and possibly another one for the stages before the opening."""

    text: Text = Field(alias="texte")
    before_opening: Text | None = Field(None, alias="avant_ouverture")


def _short_text(value: object) -> object:
    return value if isinstance(value, dict) else {"texte": value}


# a text, or a block of two: `texte`, and `avant_ouverture` for the stages before the opening
StagedText = Annotated[
    TextPerStage,
    BeforeValidator(_short_text),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "string", "minLength": 1, "maxLength": MAX_TEXT},
                {
                    "type": "object",
                    "properties": {name: {"type": "string", "minLength": 1} for name in ("texte", BEFORE)},
                    "required": ["texte"],
                    "additionalProperties": False,
                },
            ]
        }
    ),
]


class LevelsPerViewpoint(FrozenModel):
    """The observable situations of a criterion, lowest first, for each viewpoint."""

    collectivite: tuple[Text, ...]
    projet: tuple[Text, ...]

    def of(self, viewpoint: Viewpoint) -> tuple[str, ...]:
        """Return the sentences for `viewpoint`, lowest level first."""
        return self.collectivite if viewpoint is Viewpoint.COLLECTIVITE else self.projet


class StagedLevels(LevelsPerViewpoint):
    """The observable situations, and possibly others for the stages before the opening."""

    before_opening: LevelsPerViewpoint | None = Field(None, alias="avant_ouverture")
