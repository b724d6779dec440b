"""What differs between two versions of the criteria, in plain French, in the order of the file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from pydantic import BaseModel

from questionnaire.answers import State
from questionnaire.criteria.conditions import Condition
from questionnaire.criteria.content import ProfileAnswer
from questionnaire.criteria.field_labels import condition_words, field_words, is_feminine, value_words
from questionnaire.criteria.model import STAGE, Axis, Criteria, Criterion
from questionnaire.criteria.types import LevelsPerViewpoint, MaybePerViewpoint, PerViewpoint
from questionnaire.typography import french


class Kind(StrEnum):
    """What happened."""

    ADDED = "ajout"
    REMOVED = "retrait"
    CHANGED = "modification"
    MOVED = "deplacement"


@dataclass(frozen=True, slots=True)
class Change:
    """One difference: where, in words; a sentence; and both wordings when a text was reworded."""

    kind: Kind
    where: str
    text: str
    before: str | None = None
    after: str | None = None


@dataclass(frozen=True, slots=True)
class _Item:
    """How the items of a list are matched and named: `key` is a field, or empty for their position."""

    key: str
    noun: str
    feminine: bool = False
    title: str = "title"


_ITEMS = {
    "Axis": _Item("id", "axe"),
    "Card": _Item("id", "conseil"),
    "Situation": _Item("id", "situation", feminine=True),
    "Place": _Item("id", "tiers-lieu", title="name"),
    "Resource": _Item("id", "ressource", feminine=True),
    "GlossaryEntry": _Item("term", "mot", title="term"),
    "Profile": _Item("id", "profil fictif"),
    "Tier": _Item("", "palier"),
    "Path": _Item("id", "parcours"),
    "ContextQuestion": _Item("id", "question de contexte", feminine=True, title="question"),
    "ContextChoice": _Item("id", "choix"),
    "ScaleLevel": _Item("level", "niveau"),
    "Gate": _Item("criterion", "critère exigé", title="criterion"),
    "Label": _Item("name", "label", title="name"),
    "Link": _Item("url", "lien"),
    "Illustration": _Item("criterion", "illustration", feminine=True, title="criterion"),
}
_PARTS = {
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
_REFERENCES = {"places": "_places", "resources": "_resources", "raises": "_by_id", "criteria": "_by_id"}
_SIDES = {"collectivite": "regard collectivité", "projet": "regard projet"}


def compare(old: Criteria, new: Criteria) -> tuple[Change, ...]:
    """Return every difference that a respondent or a profile could meet; none for comments and layout."""
    comparer = _Comparer(old, new)
    comparer.everything()
    return tuple(
        Change(one.kind, french(one.where), french(one.text), one.before, one.after) for one in comparer.found
    )


class _Comparer:
    def __init__(self, old: Criteria, new: Criteria) -> None:
        self.old = old
        self.new = new
        self.found: list[Change] = []

    def everything(self) -> None:
        for name in Criteria.model_fields:
            before, after = getattr(self.old, name), getattr(self.new, name)
            if name == "axes":
                self._axes(before, after)
            elif name == "viewpoints":
                for side, words in _SIDES.items():
                    self._fields(getattr(before, side), getattr(after, side), words.capitalize())
            else:
                self._value("Criteria", name, before, after, _PARTS.get(name, _GENERAL))

    def _say(self, kind: Kind, where: str, text: str, before: str | None = None, after: str | None = None) -> None:
        self.found.append(Change(kind, where, text, before, after))

    # ── axes and criteria: a criterion is followed from one axis to another ──

    def _axes(self, old: tuple[Axis, ...], new: tuple[Axis, ...]) -> None:
        self._list(old, new, _PARTS["axes"], skip=("criteria",))
        home = {one.id: axis for axis in old for one in axis.criteria}
        kept = {one.id for axis in new for one in axis.criteria}
        for axis in new:
            for one in axis.criteria:
                self._criterion(one, axis, home.get(one.id))
            before = [one.id for other in old if other.id == axis.id for one in other.criteria]
            self._order(before, [one.id for one in axis.criteria], f"Axe « {axis.title} »", "critères")
        for key, axis in home.items():
            if key not in kept:
                title = self.old.criterion(key).title
                text = f"critère retiré : « {title} » — les diagnostics en cours le gardent"
                self._say(Kind.REMOVED, f"Axe « {axis.title} »", text)

    def _criterion(self, one: Criterion, axis: Axis, home: Axis | None) -> None:
        if home is None:
            self._say(Kind.ADDED, f"Axe « {axis.title} »", f"critère ajouté : « {one.title} »")
            return
        where = f"Critère « {one.title} »"
        if home.id != axis.id:
            self._say(Kind.MOVED, where, f"passe de l’axe « {home.title} » à l’axe « {axis.title} »")
        self._fields(self.old.criterion(one.id), one, where)

    # ── values ──

    def _fields(self, old: BaseModel, new: BaseModel, where: str, skip: tuple[str, ...] = ()) -> None:
        for name in type(new).model_fields:
            if name not in skip:
                self._value(type(new).__name__, name, getattr(old, name), getattr(new, name), where)

    def _value(self, model: str, name: str, old: Any, new: Any, where: str) -> None:
        if old == new and type(old) is type(new):
            return
        words = field_words(model, name) or name
        one = old if old is not None else new
        if isinstance(one, PerViewpoint | MaybePerViewpoint | LevelsPerViewpoint) and old and new:
            for side, said in _SIDES.items():
                self._side(words, said, getattr(old, side), getattr(new, side), where)
        elif isinstance(one, Condition):
            self._reworded(words, _condition(old), _condition(new), where)
        elif isinstance(one, BaseModel) and old is not None and new is not None:
            self._fields(old, new, where)
        elif isinstance(one, tuple) and any(isinstance(item, BaseModel) for item in (*(old or ()), *(new or ()))):
            self._list(old or (), new or (), where)
        elif isinstance(one, dict):
            self._mapping(words, old, new, where)
        elif name in _REFERENCES and old is not None and new is not None:
            self._references(name, words, old, new, where)
        else:
            self._plain(words, old, new, where)

    def _side(self, words: str, said: str, old: Any, new: Any, where: str) -> None:
        if not isinstance(new, tuple):
            if old != new:
                self._reworded(words, old, new, where, f" ({said})")
            return
        for level in range(max(len(old), len(new))):
            before, after = (side[level] if level < len(side) else None for side in (old, new))
            if before != after:
                self._reworded(f"le niveau {level}", before, after, where, f" ({said})")

    def _plain(self, words: str, old: Any, new: Any, where: str) -> None:
        texts = [value for value in (old, new) if value is not None]
        if all(type(value) is str for value in texts):
            self._reworded(words, old, new, where)
        elif all(isinstance(value, tuple) and all(type(item) is str for item in value) for value in texts):
            before, after = ("\n".join(value or ()) or None for value in (old, new))
            self._reworded(words, before, after, where)
        else:
            many = "passent" if words.startswith("les ") else "passe"
            self._say(Kind.CHANGED, where, f"{words} {many} de {value_words(old)} à {value_words(new)}")

    def _reworded(self, words: str, old: str | None, new: str | None, where: str, more: str = "") -> None:
        end = "s" if words.startswith("les ") else ""
        verb = "sont" if end else "est"
        end = ("e" if is_feminine(words) else "") + end
        if old and new:
            self._say(Kind.CHANGED, where, f"{words} {verb} reformulé{end}{more}", old, new)
        else:
            kind, said = (Kind.ADDED, "ajouté") if new else (Kind.REMOVED, "retiré")
            self._say(kind, where, f"{words} {verb} {said}{end}{more} : « {_short(new or old or '')} »")

    def _references(self, name: str, words: str, old: tuple[str, ...], new: tuple[str, ...], where: str) -> None:
        added = [self._title(name, key, self.new) for key in new if key not in old]
        removed = [self._title(name, key, self.old) for key in old if key not in new]
        said = [f"avec en plus {', '.join(added)}"] if added else []
        said += [f"sans {', '.join(removed)}"] if removed else []
        self._say(
            Kind.CHANGED, where, f"{words} changent : {' et '.join(said) or 'leur ordre n’est plus le même'}"
        )

    def _title(self, name: str, key: str, criteria: Criteria) -> str:
        found = getattr(criteria, _REFERENCES[name]).get(key)
        return f"« {getattr(found, 'name', None) or getattr(found, 'title', key)} »"

    def _mapping(self, words: str, old: Mapping[str, Any], new: Mapping[str, Any], where: str) -> None:
        for key in dict.fromkeys((*old, *new)):
            before, after = old.get(key), new.get(key)
            if before != after:
                text = f"{words}, {self._key(key)} : {_given(before)} → {_given(after)}"
                self._say(Kind.CHANGED, where, text)

    def _key(self, key: str) -> str:
        stage = self.new.context_question(STAGE)
        stages = {choice.id: choice.title for choice in stage.choices} if stage else {}
        if key in stages:
            return f"étape « {stages[key]} »"
        return f"« {self.new.criterion(key).title if key in self.new else key} »"

    # ── lists of items ──

    def _list(self, old: tuple[Any, ...], new: tuple[Any, ...], where: str, skip: tuple[str, ...] = ()) -> None:
        item = _ITEMS[type((*new, *old)[0]).__name__]
        before, after = _by_key(item, old), _by_key(item, new)
        end = "e" if item.feminine else ""
        for key, one in after.items():
            if key not in before:
                self._say(Kind.ADDED, where, f"{item.noun} ajouté{end} : « {_name(item, one)} »")
            else:
                self._fields(before[key], one, _place(where, item, one), skip)
        for key, one in before.items():
            if key not in after:
                self._say(Kind.REMOVED, where, f"{item.noun} retiré{end} : « {_name(item, one)} »")
        self._order(list(before), list(after), where, f"{item.noun}s".replace("sss", "s"))

    def _order(self, old: list[Any], new: list[Any], where: str, nouns: str) -> None:
        if [key for key in old if key in new] != [key for key in new if key in old]:
            self._say(Kind.MOVED, where, f"l’ordre change ({nouns})")


def _by_key(item: _Item, items: tuple[Any, ...]) -> dict[Any, Any]:
    found: dict[Any, Any] = {}
    for position, one in enumerate(items):
        key = getattr(one, item.key) if item.key else position
        found.setdefault(key if key not in found else (key, position), one)
    return found


def _name(item: _Item, one: Any) -> str:
    title = getattr(one, item.title)
    return str(title.collectivite if isinstance(title, PerViewpoint) else title)


def _place(where: str, item: _Item, one: Any) -> str:
    name = f"{item.noun} « {_name(item, one)} »"
    return f"{where}, {name}" if where.startswith(("Critère", "Question")) else name[:1].upper() + name[1:]


def _condition(condition: Condition | None) -> str | None:
    return condition_words(condition) if condition else None


_PROFILE_STATES = {
    State.UNKNOWN: "ne sait pas",
    State.NOT_APPLICABLE: "non concerné",
    State.BLANK: "sans réponse",
}


def _given(value: Any) -> str:
    if isinstance(value, ProfileAnswer):
        said = f"niveau {value.level}" if value.level is not None else _PROFILE_STATES[value.state or State.BLANK]
        return f"{said} (« {_short(value.note)} »)" if value.note else said
    return value_words(value)


def _short(text: str) -> str:
    return text if len(text) <= 120 else f"{text[:117].rstrip()}…"
