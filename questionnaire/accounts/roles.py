"""The roles of accounts of the facilitators' space."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """A role; its value is its French name. Each includes the rights of those before it."""

    LECTURE = "lecture"  # reading, preview, statistics
    ANIMATION = "animation"  # drafts and publications
    ADMINISTRATION = "administration"  # accounts and the journal

    def includes(self, other: Role) -> bool:
        """Tell whether this role may do all that `other` may."""
        order = list(Role)
        return order.index(self) >= order.index(other)

    @property
    def writes(self) -> bool:
        """Whether this role may change and publish the criteria."""
        return self.includes(Role.ANIMATION)

    @property
    def administers(self) -> bool:
        """Whether this role may manage accounts and read the journal."""
        return self is Role.ADMINISTRATION


ROLE_WORDS = {
    Role.LECTURE: "lire, prévisualiser et voir les statistiques, sans rien modifier",
    Role.ANIMATION: "modifier et publier, en plus de lire",
    Role.ADMINISTRATION: "gérer les comptes et lire le journal, en plus de publier",
}
