"""The new texts of the project, which the facilitators' space announces."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from questionnaire.criteria.diff import same_content
from questionnaire.errors import CriteriaError
from questionnaire.services.versions import Versions
from questionnaire.storage import ProjectText, PublicationStore


@dataclass(frozen=True)
class ProjectNews:
    """A new text of the project. `layout_only`: only comments or layout changed since the last one taken or declined."""

    text: ProjectText
    layout_only: bool


def project_news(publications: PublicationStore, versions: Versions) -> list[ProjectNews]:
    """Return the last text of each watched file, unless it is or was in service, was taken in, or was declined."""
    in_service = versions.serving[1]
    dealt_with = publications.included_digests() | {in_service.digest}
    news: dict[str, ProjectNews] = {}
    for place in versions.places:
        texts = publications.project_texts(place)
        known = dealt_with | {text.criteria_digest for text in texts if text.declined_by}
        newest = next(iter(texts), None)
        if newest is None or newest.criteria_digest in known:
            continue
        base = next((text.criteria_digest for text in texts if text.criteria_digest in known), None)
        layout_only = _same_as_one(newest, [in_service.digest, *([base] if base else [])], versions)
        news.setdefault(newest.criteria_digest, ProjectNews(newest, layout_only))
    return list(news.values())


def _same_as_one(text: ProjectText, digests: Iterable[str], versions: Versions) -> bool:
    return any(_same(text.criteria_digest, digest, versions) for digest in digests)


def _same(one: str, other: str, versions: Versions) -> bool:
    try:
        return same_content(versions.get(one), versions.get(other))
    except CriteriaError:  # a text of an earlier release
        return False
