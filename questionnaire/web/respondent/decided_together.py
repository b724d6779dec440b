"""What a party decided with others: the decisions of its common pages that are open, which are its engagements too."""

from __future__ import annotations

from dataclasses import dataclass

from flask import url_for

from questionnaire.assessment.engagement import Engagement
from questionnaire.storage import of_crossing
from questionnaire.web.context import OpenDiagnostic, services
from questionnaire.web.respondent.crossing_lines import crossings_of, other_name, party_in


@dataclass(frozen=True)
class DecidedTogether:
    """The decisions of one common page, with whom they were made, and where they are changed."""

    name: str
    url: str
    engagements: tuple[Engagement, ...]


def decided_together(opened: OpenDiagnostic) -> tuple[DecidedTogether, ...]:
    """Return the common pages with a decision, the latest first; none in a preview."""
    found = (
        DecidedTogether(
            other_name(crossing, party_in(crossing, opened)),
            url_for("crossings.show", key=opened.key, number=crossing.id, _anchor="ordre-du-jour"),
            services().engagements.of(of_crossing(crossing.id)),
        )
        for crossing in crossings_of(opened)
        if crossing.open
    )
    return tuple(one for one in found if one.engagements)


def every_engagement(opened: OpenDiagnostic, together: tuple[DecidedTogether, ...]) -> tuple[Engagement, ...]:
    """Return the engagements of a diagnostic, then those decided with others."""
    return (*opened.diagnostic.engagements, *(one for page in together for one in page.engagements))
