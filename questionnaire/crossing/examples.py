"""The public example: two fictitious profiles of one place, crossed."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from questionnaire.criteria.content import Profile
from questionnaire.criteria.model import Criteria
from questionnaire.crossing.sides import Side

NAME = "nom"  # the context question with the name of the place


@dataclass(frozen=True, slots=True)
class ExamplePair:
    """Two profiles with the same place name: the two parties of one place."""

    first: Profile
    second: Profile

    @property
    def id(self) -> str:
        """The id of the first profile, in the URL of the page."""
        return self.first.id

    @property
    def name(self) -> str:
        """The name of the place."""
        return str(self.first.context[NAME])

    def sides(self, day: datetime.date) -> tuple[Side, Side]:
        """Return both profiles as sides dated `day`."""
        return (
            Side(self.first.sheet(), self.first.title, day),
            Side(self.second.sheet(), self.second.title, day),
        )


def example_pairs(criteria: Criteria) -> tuple[ExamplePair, ...]:
    """Return the first two profiles of each place name that at least two have, in the order of the file."""
    by_name: dict[str, list[Profile]] = {}
    for profile in criteria.profiles:
        by_name.setdefault(str(profile.context.get(NAME, "")).strip(), []).append(profile)
    return tuple(ExamplePair(*profiles[:2]) for name, profiles in by_name.items() if name and len(profiles) > 1)
