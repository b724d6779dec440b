"""New texts of the project: an alert on the pages of the space, and a draft that merges one into the version in service."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from flask import Blueprint, abort, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from questionnaire.accounts.journal import Event
from questionnaire.errors import CannotWriteError, CriteriaError
from questionnaire.services.following import Alert, Following
from questionnaire.storage import DraftLine, ProjectText
from questionnaire.typography import french
from questionnaire.web.context import services
from questionnaire.web.facilitation.access import facilitator, note, reading
from questionnaire.web.facilitation.draft_titles import dated_title
from questionnaire.web.facilitation.merge_form import merge_page, ours_for_the_rest, page_of, read_answers
from questionnaire.web.facilitation.publishing import PUBLISHED_SUFFIX
from questionnaire.web.forms import STALE, PageForm, whole_number

blueprint = Blueprint("following", __name__, url_prefix="/textes-du-projet")

POSTPONED = "later"  # session key: ids of the texts whose alert this person postponed
SAVED = "Vos choix sont enregistrés."
MADE = "Le brouillon est prêt. Relisez ce qu’il change, puis publiez-le."
ENDPOINTS_WITHOUT_ALERTS = (
    "facilitation.following.",
    "facilitation.project_texts.",
    "facilitation.preview.",
)  # pages that show a text already, or a preview


@dataclass(frozen=True)
class Announcement:
    """An alert about a text of the project, and the drafts that include it already, last changed first."""

    alert: Alert
    drafts: tuple[DraftLine, ...]


def alerts() -> list[Announcement]:
    """Return the alerts of the present page."""
    if (request.endpoint or "").startswith(ENDPOINTS_WITHOUT_ALERTS):
        return []
    postponed = session.get(POSTPONED, [])
    current = [alert for alert in services().follower.alerts() if alert.text.id not in postponed]
    return [Announcement(alert, tuple(_drafts_with(alert.text))) for alert in current]


def _drafts_with(text: ProjectText) -> list[DraftLine]:
    return [draft for draft in services().drafts.all() if draft.upstream_digest == text.criteria_digest]


@blueprint.post("/<int:number>/plus-tard")
@reading
def later(number: int) -> ResponseReturnValue:
    """Hide the alert about a text until this person signs in again."""
    _find(number)
    if PageForm(formdata=request.form).validate():
        session[POSTPONED] = sorted({*session.get(POSTPONED, []), number})
    return redirect(url_for("facilitation.overview.home"), 303)


@blueprint.get("/<int:number>/reprendre")
@reading
def take(number: int) -> ResponseReturnValue:
    """Show what a text of the project changes, and the questions where both sides changed."""
    text = _find(number)
    return _page(text, _follow(text))


@blueprint.post("/<int:number>/reprendre")
def choose(number: int) -> ResponseReturnValue:
    """Save the choices of a page; then show another page, or create the draft."""
    text = _find(number)
    following = _follow(text)
    if following is None:
        return _page(text, None), 422
    if not PageForm(formdata=request.form).validate():
        return _page(text, following, STALE), 422
    sent = read_answers(following.merge, request.form)
    author = facilitator().name
    services().follower.save(sent.answers, sent.forgotten, author)
    following = services().follower.follow(text)
    if sent.without_text:
        return _page(text, following, missing=sent.without_text), 422
    action = request.form.get("action", "")
    if action == "garder-le-reste":
        services().follower.save(ours_for_the_rest(following.merge), [], author)
        following = services().follower.follow(text)
    if action in ("brouillon", "garder-le-reste"):
        return _make_draft(text, following)
    pages = {name: request.form[name] for name in ("questions", "nouveautes") if request.form.get(name)}
    name, _, page = action.partition("-")
    if name in ("questions", "nouveautes"):
        pages[name] = page
    else:
        flash(SAVED, "success")
    address = url_for("facilitation.following.take", number=number)
    return redirect(f"{address}?{urlencode(pages)}{f'#{name}-titre' if page else ''}", 303)


def _make_draft(text: ProjectText, following: Following) -> ResponseReturnValue:
    if following.merge.unanswered:
        return _page(text, following, missing=[], waiting=True), 422
    try:
        source = following.texts.write(following.merge)
    except CannotWriteError as error:
        return _page(text, following, french(error.reason)), 422
    title = dated_title(f"Nouveautés de {text.label}")
    author = facilitator().name
    number = services().drafts.create(title, source.encode(), following.ours, author, text.criteria_digest)
    note(Event.DRAFT_CREATED, numero=number, titre=title, compte=author)
    flash(MADE, "success")
    return redirect(url_for("facilitation.publishing.changes", number=number), 303)


def _find(number: int) -> ProjectText:
    text = services().publications.find_project_text(number)
    if text is None:
        abort(404)
    return text


def _follow(text: ProjectText) -> Following | None:
    try:
        return services().follower.follow(text)
    except CriteriaError:  # a text that only an earlier release could read
        return None


def _page(
    text: ProjectText,
    following: Following | None,
    problem: str = "",
    missing: list[str] | None = None,
    *,
    waiting: bool = False,
) -> str:
    page = None
    if following is not None:
        merge = following.merge
        unanswered = [question.change.key for question in merge.unanswered if waiting]
        first = next(iter(missing or unanswered), None)
        question_page = page_of(merge, first) if first else _sent_page("questions") or 1
        page = merge_page(
            merge, services().follower.authors(), question_page, _sent_page("nouveautes"), missing or ()
        )
    return render_template(
        "facilitation/following.html",
        text=text,
        following=following,
        page=page,
        problem=problem,
        waiting=[question for question in page.questions if not question.choice or question.earlier]
        if page and waiting
        else [],
        in_service=services().published.in_service,
        drafts=_drafts_with(text),
        published=PUBLISHED_SUFFIX,
        file_name=services().settings.criteria.name,
        form=PageForm(formdata=None),
    )


def _sent_page(name: str) -> int:
    return whole_number(request.values.get(name, "")) or 0
