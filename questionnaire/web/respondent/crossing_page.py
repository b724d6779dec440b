"""The common page of a crossing, which both parties read alike, and its agenda, for a third person."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask import render_template, url_for
from flask.typing import ResponseReturnValue

from questionnaire.accounts.keys import agenda_key, key_digest
from questionnaire.crossing.consent import Party, Shares
from questionnaire.crossing.consent_wording import OFFERS
from questionnaire.crossing.meeting import Programme, read_together
from questionnaire.crossing.sides import Side, levels_only, make_side
from questionnaire.crossing.wording import document_words
from questionnaire.storage import Crossing, of_crossing
from questionnaire.web.context import OpenDiagnostic, services
from questionnaire.web.forms import PageForm
from questionnaire.web.local_time import local_time, today
from questionnaire.web.middleware.errors import error_page
from questionnaire.web.respondent.consent_form import consent_form
from questionnaire.web.respondent.crossing_lines import other_name, party_in
from questionnaire.web.respondent.crossing_view import crossing_view
from questionnaire.web.respondent.meeting_form import LABELS, MeetingForm, meeting_form

_AGENDA = {"pdf": "L’ordre du jour (PDF, deux pages au plus)", "ods": "L’ordre du jour (tableur)"}
_MINUTES = {"pdf": "Le compte rendu (PDF, deux pages au plus)", "ods": "Le compte rendu (tableur)"}
CLOSED_MEANWHILE = (
    "Cette page commune vient d’être fermée",
    "L’une des deux parties l’a fermée, ou a supprimé ses réponses. Chaque partie garde son propre diagnostic.",
)


def sides_of(crossing: Crossing) -> tuple[Side, Side] | None:
    """Return both sides, who invited first, under the criteria in service; None when it was closed meanwhile."""
    versions, sheets = services().versions, services().crossings.sheets(crossing.id)
    if len(sheets) < len(Party):
        return None
    first, second = (
        make_side(
            frozen.sheet,
            crossing.names[party],
            local_time(frozen.taken_at).date(),
            versions.get(frozen.criteria_digest),
            versions.current,
        )
        for party, frozen in ((party, sheets[party]) for party in Party)
    )
    return first, second


def form_of(crossing: Crossing, sent: Any = None) -> MeetingForm | None:
    """Return the form of the meeting, as stored or as `sent`; None when the page was closed meanwhile."""
    sides = sides_of(crossing)
    if sides is None:
        return None
    return _form(crossing, read_together(services().versions.current, *sides).programme, sent)


def _form(crossing: Crossing, programme: Programme, sent: Any = None) -> MeetingForm:
    titles = {one.id: one.title for one in (*programme.subjects, *programme.if_time_allows)}
    decisions = services().engagements.of(of_crossing(crossing.id))
    return meeting_form(crossing.id, titles, crossing.meeting, decisions, sent)


def crossing_page(
    opened: OpenDiagnostic,
    crossing: Crossing,
    sent: MeetingForm | None = None,
    problem: str | None = None,
    code: int = 200,
) -> ResponseReturnValue:
    """Return the page of an open crossing, for one of its parties; `sent` is the form of its meeting, if it was refused."""
    sides = sides_of(crossing)
    if sides is None:
        return error_page(410, CLOSED_MEANWHILE)
    criteria, party = services().versions.current, party_in(crossing, opened)
    view = crossing_view(criteria, *sides, today())
    meeting = sent or _form(crossing, view.programme)
    page = render_template(
        "respondent/crossing/page.html",
        criteria=criteria,
        private=True,
        key=opened.key,
        view=view,
        form=PageForm(),
        again=consent_form("", Shares.NOTES),
        offers=OFFERS,
        number=crossing.id,
        name=other_name(crossing, party),
        own_side=list(Party).index(party),
        allowed=party in crossing.agenda_allowed,
        other_allowed=party.other in crossing.agenda_allowed,
        agenda_url=agenda_url(crossing),
        meeting=meeting,
        document=document_words(meeting.decided),
        later_open=meeting.has_any(one.id for one in view.programme.if_time_allows),
        problem=problem,
        labels=LABELS,
        downloads=downloads_of(opened, crossing, minutes=bool(meeting.decided)),
    )
    return page, code


def downloads_of(opened: OpenDiagnostic, crossing: Crossing, *, minutes: bool) -> list[tuple[str, str]]:
    """Return the documents of a meeting, as (address, words)."""
    return [
        (url_for("meetings.download", key=opened.key, number=crossing.id, format_name=name), words)
        for name, words in (_MINUTES if minutes else _AGENDA).items()
    ]


def agenda_page(crossing: Crossing) -> ResponseReturnValue:
    """Return the page of an agenda, for a third person, whom nobody told that notes may be shown: there are none."""
    sides = sides_of(crossing)
    if sides is None:
        return error_page(410, CLOSED_MEANWHILE)
    criteria = services().versions.current
    first, second = (replace(side, sheet=levels_only(side.sheet)) for side in sides)
    return render_template(
        "respondent/crossing/agenda_page.html",
        criteria=criteria,
        private=True,
        view=crossing_view(criteria, first, second, today()),
    )


def agenda_url(crossing: Crossing) -> str:
    """Return the link that both parties give to a third person; empty while one of them does not allow it."""
    if crossing.agenda_nonce is None:
        return ""
    key = agenda_key(services().settings.secret_key, crossing.agenda_nonce)
    # made from the server's secret key: after a change of it, the parties allow a new one
    return url_for("agendas.read", key=key, _external=True) if key_digest(key) == crossing.agenda_digest else ""
