"""The news of the project: announced on every page of the space, merged into the version in service, made a draft."""

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

POSTPONED = "later"  # session key: the texts of the project that this person will look at later
SAVED = "Vos choix sont enregistrés."
MADE = "Le brouillon est prêt. Relisez ce qu’il change, puis publiez-le."
ENDPOINTS_WITHOUT_ALERTS = (
    "facilitation.following.",
    "facilitation.project_texts.",
    "facilitation.preview.",
)  # they speak of a text already


@dataclass(frozen=True)
class Announcement:
    """A text of the project to announce, and the drafts that hold it already, last changed first."""

    alert: Alert
    drafts: tuple[DraftLine, ...]


def alerts() -> list[Announcement]:
    """Return what to announce on this page."""
    if (request.endpoint or "").startswith(ENDPOINTS_WITHOUT_ALERTS):
        return []
    later = session.get(POSTPONED, [])
    news = [one for one in services().follower.alerts() if one.text.id not in later]
    return [Announcement(one, tuple(_drafts_with(one.text))) for one in news]


def _drafts_with(text: ProjectText) -> list[DraftLine]:
    return [one for one in services().drafts.all() if one.upstream_digest == text.criteria_digest]


@blueprint.post("/<int:number>/plus-tard")
@reading
def later(number: int) -> ResponseReturnValue:
    """Announce a text no more until this person signs in again."""
    _find(number)
    if PageForm(formdata=request.form).validate():
        session[POSTPONED] = [*session.get(POSTPONED, []), number]
    return redirect(url_for("facilitation.overview.home"), 303)


@blueprint.get("/<int:number>/reprendre")
@reading
def take(number: int) -> ResponseReturnValue:
    """Show what a text of the project brings, and what it asks."""
    text = _find(number)
    return _page(text, _follow(text))


@blueprint.post("/<int:number>/reprendre")
def choose(number: int) -> ResponseReturnValue:
    """Keep the choices of a page; then show another page, or make the draft."""
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
    except CriteriaError:  # a text of an earlier release
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
        first = next(iter(missing or [one.change.key for one in merge.unanswered if waiting]), None)
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
        waiting=[one for one in page.questions if not one.choice or one.earlier] if page and waiting else [],
        in_service=services().published.in_service,
        drafts=_drafts_with(text),
        published=PUBLISHED_SUFFIX,
        file_name=services().settings.criteria.name,
        form=PageForm(formdata=None),
    )


def _sent_page(name: str) -> int:
    return whole_number(request.values.get(name, "")) or 0
