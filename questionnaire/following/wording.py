"""The report of a merge in French: the place of each change, what it is, the text of each side."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pydantic import ValidationError

from questionnaire.criteria.conditions import Condition
from questionnaire.criteria.field_labels import condition_words, is_feminine
from questionnaire.following.changes import Aside, Change, Kind, Merge, Reason, Renamed
from questionnaire.following.differences import differences_of_item
from questionnaire.following.labels import label_of, readable_value, title_of
from questionnaire.following.outcomes import at
from questionnaire.following.references import Id, definitions, is_condition, kind_of_list
from questionnaire.following.tree import ABSENT, AXES, AXIS_KEY, CRITERIA, Place, Value, same
from questionnaire.typography import NBSP, french

# key of a list -> noun of its items, and whether it is feminine
_NOUNS = {
    "echelle": ("niveau", False),
    "paliers": ("palier", False),
    "exige": ("critère exigé", False),
    "parcours": ("parcours", False),
    "contexte": ("question de contexte", True),
    "choix": ("choix", False),
    "conditions": ("condition nommée", True),
    "axes": ("axe", False),
    "criteres": ("critère", False),
    "conseils": ("conseil", False),
    "situations": ("situation", True),
    "tiers_lieux": ("tiers-lieu", False),
    "labels": ("label", False),
    "liens": ("lien", False),
    "illustre": ("illustration", True),
    "ressources": ("ressource", True),
    "glossaire": ("mot du glossaire", False),
    "profils_fictifs": ("profil fictif", False),
}
_PARTS = {
    "presentation": "Page d’accueil",
    "source": "Document d’origine",
    "regards": "Regards",
    "parcours": "Parcours",
    "contexte": "Contexte",
    "axes": "Axes",
    "criteres": "Critères",
    "tiers_lieux": "Tiers-lieux",
    "glossaire": "Glossaire",
    "profils_fictifs": "Profils fictifs",
    "situations": "Situations",
    "ressources": "Ressources",
    "echelle": "Échelle",
    "paliers": "Paliers",
    "conditions": "Conditions nommées",
}
_GENERAL = "Réglages généraux"
NOTHING = "(rien)"
UNDO_FAULTY = f"Ce brouillon a des erreurs{NBSP}: corrigez-les d’abord, ou revenez à un état de la liste. Rien n’a été annulé."


@dataclass(frozen=True, slots=True)
class ChangeTexts:
    """A change in words: its part of the file, its place, a sentence, and the text of the base, ours and theirs."""

    part: str
    where: str
    text: str
    before: str
    here: str
    there: str


class MergeWording:
    """Makes the texts of a merge, with the titles of the elements of its three trees."""

    def __init__(self, merge: Merge, other: str = "le projet") -> None:
        """`other`: the author of `theirs`, as a subject: « le projet »."""
        self._other = other
        base, ours, theirs = merge.trees
        self._trees = ours, theirs, base  # in the order where a title is looked up
        self._places: dict[Id, Place] = {}
        for tree in reversed(self._trees):
            self._places |= definitions(tree)

    def change(self, change: Change, *, asked: bool = False) -> ChangeTexts:
        """Return a change in words; with `asked`, its sentence says what each side did."""
        holder = change.place[:-1] if change.whole else change.place
        values = [self._value(change.place, value) for value in (change.base, change.ours, change.theirs)]
        text = self._field_words(change)
        if change.whole and asked:
            text = self._asked_words(change)
            side = 2 if change.kind is Kind.CHANGED else 1
            values[side] = "\n".join((values[side], *self._inside(change)))
        elif change.whole:
            text = self._item_words(change)
        return ChangeTexts(_part(change.place), self.where(holder), french(text), *values)

    def _inside(self, change: Change) -> list[str]:
        """Return in words the changes inside an item that the other side removed."""
        after = change.theirs if change.kind is Kind.CHANGED else change.ours
        changes = differences_of_item(change.place, change.base, after)
        return [f"– {self.change(inner).text}" for inner in changes]

    def aside(self, aside: Aside) -> ChangeTexts:
        """Return in words what is left out, and why."""
        missing = ", ".join(f"« {self._title_of(id_)} »" for id_ in aside.refers_to)
        reasons = {
            Reason.REMOVED_HERE: f"{self._what(aside.place)} mène à {missing}, que vous avez retiré",
            Reason.LEFT: f"{self._what(aside.place)} mène à {missing}, que vous laissez",
            Reason.ORDER: "l’ordre a changé des deux côtés : le vôtre reste",
            Reason.AXIS: f"{self._other} retire cet axe ; il reste, avec les critères que vous y gardez",
        }
        whole = len(aside.place) == 2
        where = self.where(aside.place if aside.reason in (Reason.ORDER, Reason.AXIS) else aside.place[:-1])
        text = reasons[aside.reason]
        return ChangeTexts(
            _part(aside.place), where or (self.where(aside.place) if whole else _GENERAL), french(text), "", "", ""
        )

    def renamed(self, renamed: Renamed) -> str:
        """Return a rename in words."""
        text = (
            f"{self.where(renamed.place)} : son identifiant « {renamed.old} » devient « {renamed.new} », partout."
        )
        return french(text)

    def where(self, place: Place) -> str:
        """Return a place in words: « Critère « Accueillir », conseil « Ouvrez la porte » »."""
        words = [
            f"{_NOUNS[step][0]} « {self._title(place[: number + 2])} »"
            for number, step in enumerate(place[:-1])
            if step in _NOUNS and self._is_item(place[: number + 2])
        ]
        text = ", ".join(words) or _part(place)
        return french(text[:1].upper() + text[1:])

    # ── items ──

    def _is_item(self, place: Place) -> bool:
        if place[0] == "profils_fictifs" and place[-2] == "contexte":
            return False
        return place[0] == "conditions" or any(isinstance(at(tree, place[:-1]), list) for tree in self._trees)

    def _title(self, place: Place) -> str:
        if place[-2] in ("illustre", "exige"):
            return self._title_of(("critère", place[-1]))
        items = (item for tree in self._trees if (item := at(tree, place)) is not ABSENT)
        return title_of(next(items, {}), place[-1])

    def _title_of(self, id_: Id) -> str:
        place = self._places.get(id_)
        return self._title(place) if place else id_[1]

    def _item_words(self, change: Change) -> str:
        noun, feminine = _NOUNS.get(change.place[-2], ("réponse", True))
        title, e = self._title(change.place), "e" if feminine else ""
        if change.kind is Kind.ADDED:
            return f"{noun} ajouté{e} : « {title} »"
        return f"{noun} retiré{e} : « {title} »"

    def _asked_words(self, change: Change) -> str:
        noun, feminine = _NOUNS.get(change.place[-2], ("réponse", True))
        title, e, the = self._title(change.place), "e" if feminine else "", "la" if feminine else "le"
        if change.kind is Kind.CHANGED:
            return f"{noun} « {title} » : vous l’avez retiré{e}, {self._other} l’a changé{e}"
        done = "l’employez ailleurs" if same(change.base, change.ours) else f"l’avez changé{e}"
        return f"{noun} « {title} » : {self._other} {the} retire, vous {done}"

    def _what(self, place: Place) -> str:
        if kind_of_list(place[:-1]):
            return f"un de ses renvois, ajouté par {self._other},"
        noun, feminine = _NOUNS.get(place[-2], ("", False)) if len(place) in (2, 4) else ("", False)
        if noun and self._is_item(place):
            return f"{noun} ajouté{'e' if feminine else ''} par {self._other}, « {self._title(place)} »,"
        return f"{label_of(place)[0]}, que change {self._other},"

    # ── fields ──

    def _field_words(self, change: Change) -> str:
        if change.kind is Kind.REORDERED:
            return "l’ordre change"
        if change.kind is Kind.MOVED:
            old, new = (self._title_of(("axe", str(value))) for value in (change.base, change.theirs))
            return f"passe de l’axe « {old} » à l’axe « {new} »"
        label, suffix = label_of(change.place)
        plural = "s" if label.startswith("les ") else ""
        verb, ending = ("sont" if plural else "est"), ("e" if is_feminine(label) else "") + plural
        if change.kind is not Kind.CHANGED:
            return f"{label}{suffix} {verb} {'ajouté' if change.kind is Kind.ADDED else 'retiré'}{ending}"
        if isinstance(change.base, str) and not is_condition(change.place):
            return f"{label}{suffix} {verb} reformulé{ending}"
        if isinstance(change.base, int | float) and isinstance(change.theirs, int | float):
            before, after = (self._value(change.place, value) for value in (change.base, change.theirs))
            return f"{label}{suffix} {'passent' if plural else 'passe'} de {before} à {after}"
        return f"{label}{suffix} {'changent' if plural else 'change'}"

    # ── values ──

    def _value(self, place: Place, value: Value) -> str:
        if value is ABSENT or value in ([], {}):
            return NOTHING
        if is_condition(place):
            return french(_condition(value))
        if place[-1] == AXIS_KEY and place[0] == CRITERIA:
            return self._title_of(("axe", str(value)))
        if isinstance(value, list):
            kind = kind_of_list(place)
            return french(
                "\n".join(self._title_of((kind, item)) if kind else readable_value(item) for item in value)
            )
        return french(readable_value(value, place[-1]))


def undone_words(operation: str) -> str:
    """Return what undoing an operation is called in the history of a draft."""
    return f"Annulé{NBSP}: {operation}"


def not_undone_words(authors: Iterable[str], where: str) -> str:
    """Return why an operation is not undone: others changed the same place since."""
    names = tuple(authors)
    return (
        f"{' et '.join(names)} {'a' if len(names) == 1 else 'ont'} changé le même endroit depuis{NBSP}: {where}. Rien n’a été annulé{NBSP}: "
        "changez-le à la main, ou revenez à un état de la liste."
    )


def _part(place: Place) -> str:
    return _PARTS.get(AXES if place[0] == AXES else place[0], _GENERAL)


def _condition(value: Value) -> str:
    try:
        return condition_words(Condition.model_validate(value))
    except ValidationError:
        return readable_value(value)
