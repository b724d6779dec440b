"""What an account of the facilitators' space may do."""

from enum import StrEnum


class Role(StrEnum):
    """A role, by its French name."""

    ANIMATION = "animation"  # everything
    LECTURE = "lecture"  # reading, preview, statistics
