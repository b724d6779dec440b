"""How the items of the lists of criteria.yaml are matched and named when two versions are compared."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from questionnaire.criteria.types import PerViewpoint


@dataclass(frozen=True, slots=True)
class ItemKind:
    """How items of a list are matched and named: by the field `key`, or by position when it is empty.

    `title` is the field that names an item; `plural` is the noun of several, when it is not `noun` and an s.
    """

    key: str
    noun: str
    plural: str = ""
    feminine: bool = False
    title: str = "title"

    @property
    def nouns(self) -> str:
        """The noun of several items."""
        return self.plural or f"{self.noun}s"


ITEMS = {
    "Axis": ItemKind("id", "axe"),
    "Card": ItemKind("id", "conseil"),
    "Situation": ItemKind("id", "situation", feminine=True),
    "Place": ItemKind("id", "tiers-lieu", "tiers-lieux", title="name"),
    "Resource": ItemKind("id", "ressource", feminine=True),
    "GlossaryEntry": ItemKind("term", "mot", title="term"),
    "Profile": ItemKind("id", "profil fictif", "profils fictifs"),
    "Tier": ItemKind("", "palier"),
    "Path": ItemKind("id", "parcours", "parcours"),
    "ContextQuestion": ItemKind(
        "id", "question de contexte", "questions de contexte", feminine=True, title="question"
    ),
    "ContextChoice": ItemKind("id", "choix", "choix"),
    "ScaleLevel": ItemKind("level", "niveau", "niveaux"),
    "Contact": ItemKind("who", "contact", title="who"),
    "Gate": ItemKind("criterion", "critère exigé", "critères exigés", title="criterion"),
    "Label": ItemKind("name", "label", title="name"),
    "Link": ItemKind("url", "lien"),
    "Illustration": ItemKind("criterion", "illustration", feminine=True, title="criterion"),
}


def by_key(kind: ItemKind, items: tuple[Any, ...]) -> dict[Any, Any]:
    """Return the items by the key that matches them; a repeated key is distinguished by its position."""
    by_key: dict[Any, Any] = {}
    for position, item in enumerate(items):
        key = getattr(item, kind.key) if kind.key else position
        by_key.setdefault(key if key not in by_key else (key, position), item)
    return by_key


def item_name(kind: ItemKind, item: Any) -> str:
    """Return the title of an item."""
    title = getattr(item, kind.title)
    return str(title.collectivite if isinstance(title, PerViewpoint) else title)


def item_place(where: str, kind: ItemKind, title: str) -> str:
    """Return the place of an item, as « Critère « … », conseil « … » »."""
    name = f"{kind.noun} « {title} »"
    return f"{where}, {name}" if where.startswith(("Critère", "Question")) else name[:1].upper() + name[1:]
