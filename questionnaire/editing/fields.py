"""Derives the fields of the form of an element from its model.

Each field has a place in the long form of the element: with a sentence for each viewpoint and each variant before the
opening, even where the file has the short form, one text for all.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from enum import Enum
from fractions import Fraction
from typing import Any, Literal, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from questionnaire.answers import Viewpoint
from questionnaire.criteria.conditions import Condition
from questionnaire.criteria.elements import FileElement
from questionnaire.criteria.model import STAGE
from questionnaire.criteria.yaml_source import PlacePath, YamlSource
from questionnaire.editing import field_options as offered
from questionnaire.editing.field_options import Options
from questionnaire.editing.field_spec import FieldSpec, Widget
from questionnaire.editing.field_types import as_written, bounds_of, unwrapped
from questionnaire.editing.field_values import ANSWER, OFFERED, long_value_at
from questionnaire.editing.field_wording import (
    ITEM_WORDS,
    OFFER_LABEL,
    OFFER_WORDS,
    VIEWPOINT_WORDS,
    field_help,
    field_label,
    group_label,
)
from questionnaire.typography import french, upper_first

DEGREES, LEVELS = (1, 3), (0, 9)  # bounds by which these integer types are recognised

SHORT = frozenset(
    {
        *("titre", "nom", "commune", "departement", "annee_de", "editeur", "terme", "version", "url", "lien"),
        *("en_bref", "statut", "famille", "accroche"),
        *("qui", "telephone", "courriel"),
    }
)
NOT_EDITED = ("id", "format", "minutes")
FIRST = {  # kind -> keys shown first, the most often edited; the others follow in the order of the model
    "critere": (
        "titre",
        "question",
        "aide",
        "niveaux",
        "non_concerne",
        "a_demander",
        "dialogue",
        "poids",
        "attendu",
    ),
    "conseil": (
        "titre",
        "pourquoi",
        "premier_pas",
        "etapes",
        "acteurs",
        "contacts",
        "piege",
        "pour",
        "niveaux",
        "quand",
    ),
}
_CONTEXT = {"choix": Widget.CHOICE, "choix_multiple": Widget.SEVERAL, "texte": Widget.LINE}
FIXED = ("echelle",)  # lists of fixed length in forms: another level would change every criterion


def element_fields(element: FileElement, source: YamlSource) -> tuple[FieldSpec, ...]:
    """Return the fields of an element; a named condition has none."""
    return () if element.kind.model is Condition else tuple(_Fields(element, source).all())


class _Fields:
    def __init__(self, element: FileElement, source: YamlSource) -> None:
        self.element, self.source = element, source
        self.pattern = element.kind.pattern.split(".") if element.kind.pattern else []

    def all(self) -> Iterator[FieldSpec]:
        kind = self.element.kind
        named = {info.alias or name: (name, info) for name, info in kind.model.model_fields.items()}
        for alias in (*(first for first in FIRST.get(kind.word, ()) if first in named), *named):
            if alias not in named:
                continue
            name, info = named.pop(alias)
            if alias not in NOT_EDITED and alias != kind.inside and (not kind.names or alias in kind.names):
                yield from self._field((alias,), kind.model, name, info, required=True, above=())

    def _field(
        self,
        path: PlacePath,
        model: type[BaseModel],
        name: str,
        info: FieldInfo,
        *,
        required: bool,
        above: tuple[str, ...],
    ) -> Iterator[FieldSpec]:
        """Yield the fields of one field of a model; `above` are the label parts of what holds it, within its group."""
        annotation, metadata = unwrapped(info.annotation, info.metadata)
        needed = required and info.is_required()
        default = None if info.is_required() else info.get_default(call_default_factory=True)
        words = above
        if path[-1] == "critere" and "exige" in path:
            words = above  # the label of the row is enough
        elif len(path) > 1 and name != "before_opening":
            words = (*above, VIEWPOINT_WORDS.get(str(path[-1])) or field_label(model, name))
        if path == ("non_concerne",):
            offer, label = (*path, OFFERED), (OFFER_LABEL,)
            yield self._spec(offer, Widget.CHOICE, label, required=needed, options=OFFER_WORDS, default=None)
        yield from self._value(path, annotation, metadata, words, required=needed, default=default)

    def _value(
        self,
        path: PlacePath,
        annotation: Any,
        metadata: tuple[Any, ...],
        words: tuple[str, ...],
        *,
        required: bool,
        default: Any,
    ) -> Iterator[FieldSpec]:
        if annotation is not Condition and isinstance(annotation, type) and issubclass(annotation, BaseModel):
            for name, info in annotation.model_fields.items():
                alias = info.alias or name
                if path[0] in FIXED and alias == "niveau":
                    continue  # the position gives it
                yield from self._field((*path, alias), annotation, name, info, required=required, above=words)
            return
        arguments = get_args(annotation)
        if get_origin(annotation) is tuple:
            item, more = unwrapped(arguments[0], ())
            if isinstance(item, type) and issubclass(item, BaseModel):
                yield from self._rows(path, item, words)
                return
            if path[0] == "niveaux" and item is str:
                for level in range(offered.level_count(self.source)):
                    yield from self._value(
                        (*path, level), str, more, (*words, f"niveau {level}"), required=required, default=None
                    )
                return
        if get_origin(annotation) is dict:
            yield from self._named_values(path, words)
            return
        widget, options = self._widget(path, annotation, metadata)
        if not required and widget is Widget.CHOICE and default is None:
            options = ((None, offered.NOTHING), *options)
        yield self._spec(path, widget, words, required=required, options=options, default=as_written(default))

    def _named_values(self, path: PlacePath, words: tuple[str, ...]) -> Iterator[FieldSpec]:
        """Yield the fields of a mapping by id: expected levels by stage, context and answers of a profile."""
        named: list[tuple[tuple[str, ...], str, Widget, Options]]
        if path[-1] == "attendu":
            options = ((None, "Le plus haut"), *offered.levels(self.source))
            named = [
                ((stage,), title, Widget.CHOICE, options)
                for stage, title in offered.choices_of(self.source, STAGE)
            ]
        elif path[-1] == "contexte":
            named = [
                ((key,), title, _CONTEXT[kind], offered.context_choices(self.source, key, kind))
                for key, title, kind in offered.questions(self.source)
                if kind in _CONTEXT
            ]
        else:
            named = []
            for key, title in offered.titles(self.source, "critere"):
                named += [((key, ANSWER), title, Widget.CHOICE, offered.answers(self.source))]
                named += [((key, "note"), f"{title} : note", Widget.TEXT, ())]
        for names, title, widget, options in named:
            label = (*words, title)
            yield self._spec((*path, *names), widget, label, required=False, options=options, default=None)

    def _rows(self, path: PlacePath, item: type[BaseModel], words: tuple[str, ...]) -> Iterator[FieldSpec]:
        """Yield the fields of each item of a list, then those of an empty item, to add one."""
        value = long_value_at(self.element.value, path)
        count = len(value) if isinstance(value, list) else 0
        noun = ITEM_WORDS[str(path[-1])]
        if path[-1] == "exige":
            if path[1] == 0 and not count:
                return  # the first tier cannot have gates
            words = words[:-1]  # « palier 2, critère exigé 1 »
        for index in range(count + (path[-1] not in FIXED)):
            row = f"{noun} {index + 1}" if index < count else f"{noun} à ajouter"
            yield from self._value((*path, index), item, (), (*words, row), required=False, default=None)

    def _widget(self, path: PlacePath, annotation: Any, metadata: tuple[Any, ...]) -> tuple[Widget, Options]:
        if annotation is Condition:
            value = long_value_at(self.element.value, path)
            names = value if isinstance(value, list) else [value] if value is not None else []
            simple = all(isinstance(name, str) for name in names)
            return (Widget.REFERENCES, offered.conditions(self.source)) if simple else (Widget.CONDITION, ())
        if annotation is bool:
            return Widget.CHOICE, offered.YES_NO
        if annotation is Fraction:
            return Widget.NUMBER, ()
        if annotation is datetime.date:
            return Widget.DATE, ()
        if annotation is int:
            return self._whole(metadata)
        if annotation is str:
            known = offered.references(self.source, self._pattern(path))
            return (
                (Widget.CHOICE, known)
                if known is not None
                else (Widget.LINE if path[-1] in SHORT else Widget.TEXT, ())
            )
        if get_origin(annotation) is tuple:
            return self._several(path, get_args(annotation)[0])
        values = get_args(annotation) if get_origin(annotation) is Literal else ()
        if isinstance(annotation, type) and issubclass(annotation, Enum):
            values = tuple(member.value for member in annotation)
        return Widget.CHOICE, offered.worded(values)

    def _whole(self, metadata: tuple[Any, ...]) -> tuple[Widget, Options]:
        bounds = bounds_of(metadata)
        if bounds == DEGREES:
            return Widget.CHOICE, offered.DEGREES
        return (Widget.CHOICE, offered.levels(self.source)) if bounds == LEVELS else (Widget.WHOLE, ())

    def _several(self, path: PlacePath, item: Any) -> tuple[Widget, Options]:
        annotation, _ = unwrapped(item, ())
        if annotation is int:
            return Widget.SEVERAL, offered.levels(self.source)
        if annotation is Viewpoint:
            return Widget.SEVERAL, offered.worded(tuple(VIEWPOINT_WORDS))
        known = offered.references(self.source, f"{self._pattern(path)}.*")
        return (Widget.REFERENCES, known) if known is not None else (Widget.LIST, ())

    def _pattern(self, path: PlacePath) -> str:
        return ".".join([*self.pattern, *("*" if isinstance(step, int) else step for step in path)])

    def _spec(
        self,
        path: PlacePath,
        widget: Widget,
        words: tuple[str, ...],
        *,
        required: bool,
        options: Options,
        default: Any,
    ) -> FieldSpec:
        group = group_label(self.element.kind.model, str(path[0]))
        label = french(upper_first(", ".join(words))) or group
        sentence = path[0] == "non_concerne" and path[-1] != OFFERED
        empty = False if sentence else "" if isinstance(path[-1], int) else None
        words_of_help = field_help(self.element.kind.word, str(path[0]))
        return FieldSpec(path, widget, label, words_of_help, required, options, default, empty, group)
