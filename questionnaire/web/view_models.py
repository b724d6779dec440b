"""View models that several pages share: the table of contents, links."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote, urlencode

from flask import url_for

from questionnaire.assessment.journey import Journey
from questionnaire.assessment.wording import progress_words
from questionnaire.web.context import OpenDiagnostic, services


@dataclass(frozen=True)
class ContentsLine:
    """An axis in the table of contents; `words` tells its progress."""

    title: str
    text: str
    url: str
    state: str
    words: str


def table_of_contents(journey: Journey, key: str) -> list[ContentsLine]:
    """Return the table of contents, with the progress of each axis."""
    return [
        ContentsLine(
            title=part.axis.title,
            text=part.axis.text,
            url=url_for("answering.axis", key=key, axis=part.axis.id, page=1),
            state=part.progress.state,
            words=progress_words(part.progress),
        )
        for part in journey.parts
    ]


def upgrade_url(opened: OpenDiagnostic) -> str | None:
    """Return the URL to switch to the newer version of the criteria, if there is one."""
    if not opened.diagnostic.editable or opened.criteria == services().versions.current:
        return None
    return url_for("upgrade.upgrade", key=opened.key)


def mail_link(subject: str, body: str, recipient: str = "") -> str:
    """Return a mailto: URL: the visitor's own mail program sends, never the server."""
    return f"mailto:{quote(recipient, safe='@')}?" + urlencode({"subject": subject, "body": body}, quote_via=quote)
