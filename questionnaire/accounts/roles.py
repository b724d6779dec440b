"""The roles of accounts of the facilitators' space."""

from enum import StrEnum


class Role(StrEnum):
    """A role; its value is its French name."""

    ANIMATION = "animation"  # everything
    LECTURE = "lecture"  # reading, preview, statistics
