"""Compares two versions of the criteria: a list of changes in plain French, in the order of the file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from pydantic import BaseModel

from questionnaire.answers import State
from questionnaire.criteria.conditions import Condition
from questionnaire.criteria.content import ProfileAnswer
from questionnaire.criteria.criterion import Criterion
from questionnaire.criteria.diff_items import ITEMS, ItemKind, by_key, item_name, item_place
from questionnaire.criteria.field_labels import condition_words, field_words, is_feminine, value_words
from questionnaire.criteria.model import STAGE, Axis, Criteria
from questionnaire.criteria.types import LevelsPerViewpoint, MaybePerViewpoint, PerViewpoint, TextPerStage
from questionnaire.typography import french


class Kind(StrEnum):
    """The kind of a change."""

    ADDED = "ajout"
    REMOVED = "retrait"
    CHANGED = "modification"
    MOVED = "deplacement"


@dataclass(frozen=True, slots=True)
class Change:
    """One change: its place in French, a sentence, and both texts when one was reworded."""

    kind: Kind
    where: str
    text: str
    before: str | None = None
    after: str | None = None


_SECTIONS = {
    "source": "Document d’origine",
    "presentation": "Page d’accueil",
    "scale": "Échelle",
    "tiers": "Paliers",
    "paths": "Parcours",
    "context": "Contexte",
    "axes": "Axes",
    "situations": "Situations",
    "places": "Tiers-lieux",
    "resources": "Ressources",
    "glossary": "Glossaire",
    "profiles": "Profils fictifs",
}
_GENERAL = "Réglages généraux"
_REFERENCES = {
    "places": "_places",
    "resources": "_resources",
    "raises": "_by_id",
    "criteria": "_by_id",
    "cards": "_cards",
}
_BEFORE = "avant ouverture"
_VIEWPOINT_LABELS = {"collectivite": "regard collectivité", "projet": "regard projet"}


def compare(old: Criteria, new: Criteria) -> tuple[Change, ...]:
    """Return every change of the content; comments and layout are ignored."""
    comparer = _Comparer(old, new)
    comparer.compare_all()
    return tuple(
        Change(change.kind, french(change.where), french(change.text), *map(_shown, (change.before, change.after)))
        for change in comparer.changes
    )


def _shown(text: str | None) -> str | None:
    return None if text is None else french(text)


def same_content(one: Criteria, other: Criteria) -> bool:
    """Tell whether two texts differ at most by comments and layout."""
    return all(getattr(one, name) == getattr(other, name) for name in Criteria.model_fields)


class _Comparer:
    def __init__(self, old: Criteria, new: Criteria) -> None:
        self.old = old
        self.new = new
        self.changes: list[Change] = []

    def compare_all(self) -> None:
        for name in Criteria.model_fields:
            before, after = getattr(self.old, name), getattr(self.new, name)
            if name == "axes":
                self._compare_axes(before, after)
            elif name == "viewpoints":
                for side, label in _VIEWPOINT_LABELS.items():
                    self._compare_fields(getattr(before, side), getattr(after, side), label.capitalize())
            else:
                self._compare_value("Criteria", name, before, after, _SECTIONS.get(name, _GENERAL))

    def _add(self, kind: Kind, where: str, text: str, before: str | None = None, after: str | None = None) -> None:
        self.changes.append(Change(kind, where, text, before, after))

    # ── axes and criteria: a criterion that changes axis is reported as moved ──

    def _compare_axes(self, old: tuple[Axis, ...], new: tuple[Axis, ...]) -> None:
        self._compare_items(old, new, _SECTIONS["axes"], skip=("criteria",))
        old_axes = {criterion.id: axis for axis in old for criterion in axis.criteria}
        new_ids = {criterion.id for axis in new for criterion in axis.criteria}
        for axis in new:
            for criterion in axis.criteria:
                self._compare_criterion(criterion, axis, old_axes.get(criterion.id))
            before = [criterion.id for other in old if other.id == axis.id for criterion in other.criteria]
            self._compare_order(
                before, [criterion.id for criterion in axis.criteria], f"Axe « {axis.title} »", "critères"
            )
        for key, axis in old_axes.items():
            if key not in new_ids:
                title = self.old.criterion(key).title
                text = f"critère retiré : « {title} » — les diagnostics en cours le gardent"
                self._add(Kind.REMOVED, f"Axe « {axis.title} »", text)

    def _compare_criterion(self, criterion: Criterion, axis: Axis, old_axis: Axis | None) -> None:
        if old_axis is None:
            self._add(Kind.ADDED, f"Axe « {axis.title} »", f"critère ajouté : « {criterion.title} »")
            return
        where = f"Critère « {criterion.title} »"
        if old_axis.id != axis.id:
            self._add(Kind.MOVED, where, f"passe de l’axe « {old_axis.title} » à l’axe « {axis.title} »")
        self._compare_fields(self.old.criterion(criterion.id), criterion, where)

    # ── values ──

    def _compare_fields(self, old: BaseModel, new: BaseModel, where: str, skip: tuple[str, ...] = ()) -> None:
        for name in type(new).model_fields:
            if name not in skip:
                self._compare_value(type(new).__name__, name, getattr(old, name), getattr(new, name), where)

    def _compare_value(self, model: str, name: str, old: Any, new: Any, where: str) -> None:
        if old == new and type(old) is type(new):
            return
        label = field_words(model, name) or name
        sample = old if old is not None else new
        if isinstance(sample, TextPerStage):
            self._compare_sides(label, "", old.text, new.text, where)
            self._compare_sides(label, _BEFORE, old.before_opening, new.before_opening, where)
        elif isinstance(sample, PerViewpoint | MaybePerViewpoint | LevelsPerViewpoint) and old and new:
            self._compare_viewpoints(label, old, new, where)
        elif isinstance(sample, Condition):
            self._add_rewording(label, _condition(old), _condition(new), where)
        elif isinstance(sample, BaseModel) and old and new:
            self._compare_fields(old, new, where)
        elif isinstance(sample, tuple) and _has_items(old, new):
            self._compare_items(old or (), new or (), where)
        elif isinstance(sample, dict):
            self._compare_mapping(label, old, new, where)
        elif name in _REFERENCES and None not in (old, new):
            self._compare_references(name, label, old, new, where)
        else:
            self._compare_plain(label, old, new, where)

    def _compare_viewpoints(self, label: str, old: BaseModel, new: BaseModel, where: str) -> None:
        for side, side_label in _VIEWPOINT_LABELS.items():
            self._compare_sides(label, side_label, getattr(old, side), getattr(new, side), where)
        early = [getattr(item, "before_opening", None) for item in (old, new)]
        none = () if isinstance(old, LevelsPerViewpoint) else None
        for side, side_label in _VIEWPOINT_LABELS.items():
            before, after = (getattr(item, side) if item else none for item in early)
            self._compare_sides(label, f"{side_label}, {_BEFORE}", before, after, where)

    def _compare_sides(self, label: str, side_label: str, old: Any, new: Any, where: str) -> None:
        suffix = f" ({side_label})" if side_label else ""
        if not isinstance(new, tuple):
            if old != new:
                self._add_rewording(label, old, new, where, suffix)
            return
        for level in range(max(len(old), len(new))):
            before, after = (levels[level] if level < len(levels) else None for levels in (old, new))
            if before != after:
                self._add_rewording(f"le niveau {level}", before, after, where, suffix)

    def _compare_plain(self, label: str, old: Any, new: Any, where: str) -> None:
        texts = [value for value in (old, new) if value is not None]
        if all(type(value) is str for value in texts):
            self._add_rewording(label, old, new, where)
        elif all(isinstance(value, tuple) and all(type(item) is str for item in value) for value in texts):
            before, after = ("\n".join(value or ()) or None for value in (old, new))
            self._add_rewording(label, before, after, where)
        else:
            verb = "passent" if label.startswith("les ") else "passe"
            self._add(Kind.CHANGED, where, f"{label} {verb} de {value_words(old)} à {value_words(new)}")

    def _add_rewording(self, label: str, old: str | None, new: str | None, where: str, suffix: str = "") -> None:
        ending = "s" if label.startswith("les ") else ""
        verb = "sont" if ending else "est"
        ending = ("e" if is_feminine(label) else "") + ending
        if old and new:
            self._add(Kind.CHANGED, where, f"{label} {verb} reformulé{ending}{suffix}", old, new)
        else:
            kind, participle = (Kind.ADDED, "ajouté") if new else (Kind.REMOVED, "retiré")
            self._add(kind, where, f"{label} {verb} {participle}{ending}{suffix} : « {_short(new or old or '')} »")

    def _compare_references(
        self, name: str, label: str, old: tuple[str, ...], new: tuple[str, ...], where: str
    ) -> None:
        added = [self._reference_title(name, key, self.new) for key in new if key not in old]
        removed = [self._reference_title(name, key, self.old) for key in old if key not in new]
        differences = [f"avec en plus {', '.join(added)}"] if added else []
        differences += [f"sans {', '.join(removed)}"] if removed else []
        self._add(
            Kind.CHANGED,
            where,
            f"{label} changent : {' et '.join(differences) or 'leur ordre n’est plus le même'}",
        )

    def _reference_title(self, name: str, key: str, criteria: Criteria) -> str:
        item = getattr(criteria, _REFERENCES[name]).get(key)
        title = getattr(item, "name", None) or getattr(item, "title", key)
        return f"« {getattr(title, 'text', title)} »"

    def _compare_mapping(self, label: str, old: Mapping[str, Any], new: Mapping[str, Any], where: str) -> None:
        for key in dict.fromkeys((*old, *new)):
            before, after = old.get(key), new.get(key)
            if before != after:
                text = f"{label}, {self._key_label(key)} : {_value_text(before)} → {_value_text(after)}"
                self._add(Kind.CHANGED, where, text)

    def _key_label(self, key: str) -> str:
        stage = self.new.context_question(STAGE)
        stages = {choice.id: choice.title for choice in stage.choices} if stage else {}
        if key in stages:
            return f"étape « {stages[key]} »"
        return f"« {self._criterion_title(key)} »"

    def _criterion_title(self, key: str) -> str:
        """Return the title of a criterion, that of the earlier text once it is gone; the key of anything else."""
        return next((criteria.criterion(key).title for criteria in (self.new, self.old) if key in criteria), key)

    def _item_title(self, kind: ItemKind, item: Any) -> str:
        name = item_name(kind, item)
        return self._criterion_title(name) if kind.title == "criterion" else name

    # ── lists of items ──

    def _compare_items(
        self, old: tuple[Any, ...], new: tuple[Any, ...], where: str, skip: tuple[str, ...] = ()
    ) -> None:
        kind = ITEMS[type((*new, *old)[0]).__name__]
        before, after = by_key(kind, old), by_key(kind, new)
        end = "e" if kind.feminine else ""
        for key, item in after.items():
            if key not in before:
                self._add(Kind.ADDED, where, f"{kind.noun} ajouté{end} : « {self._item_title(kind, item)} »")
            else:
                place = item_place(where, kind, self._item_title(kind, item))
                self._compare_fields(before[key], item, place, skip)
        for key, item in before.items():
            if key not in after:
                self._add(Kind.REMOVED, where, f"{kind.noun} retiré{end} : « {self._item_title(kind, item)} »")
        self._compare_order(list(before), list(after), where, kind.nouns)

    def _compare_order(self, old: list[Any], new: list[Any], where: str, nouns: str) -> None:
        if [key for key in old if key in new] != [key for key in new if key in old]:
            self._add(Kind.MOVED, where, f"l’ordre change ({nouns})")


def _has_items(*values: tuple[Any, ...] | None) -> bool:
    return any(isinstance(item, BaseModel) for value in values for item in value or ())


def _condition(condition: Condition | None) -> str | None:
    return condition_words(condition) if condition else None


_PROFILE_STATES = {
    State.UNKNOWN: "ne sait pas",
    State.NOT_APPLICABLE: "non concerné",
    State.BLANK: "sans réponse",
}


def _value_text(value: Any) -> str:
    if isinstance(value, ProfileAnswer):
        text = f"niveau {value.level}" if value.level is not None else _PROFILE_STATES[value.state or State.BLANK]
        return f"{text} (« {_short(value.note)} »)" if value.note else text
    return value_words(value)


def _short(text: str) -> str:
    return text if len(text) <= 120 else f"{text[:117].rstrip()}…"
