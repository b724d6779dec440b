"""The page of a new text of the project: what it changes; publish it, make a draft of it, or decline it."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from questionnaire.accounts.journal import Event
from questionnaire.criteria.yaml_source import decode
from questionnaire.services.project_news import project_news
from questionnaire.storage import Origin, ProjectText
from questionnaire.web.context import services
from questionnaire.web.facilitation.access import facilitator, note, reading
from questionnaire.web.facilitation.draft_titles import dated_title
from questionnaire.web.facilitation.forms import NamedPublishForm
from questionnaire.web.facilitation.publishing import (
    OTHER_VERSION_PUBLISHED,
    compare_with_version_in_service,
    put_in_service,
)
from questionnaire.web.facilitation.version_naming import named_text, proposed_version
from questionnaire.web.forms import STALE, PageForm

blueprint = Blueprint("project_texts", __name__, url_prefix="/textes-du-projet")

DECLINED = "Ce texte ne sera plus signalé. Le suivant le sera."


@blueprint.get("/<int:number>")
@reading
def show(number: int) -> str:
    """Show what a text of the project changes, and the form that publishes it."""
    text = _find(number)
    form = NamedPublishForm(formdata=None)
    form.message.data = f"Texte du projet, version {text.label}"
    return _page(text, form)


@blueprint.post("/<int:number>/publier")
def publish(number: int) -> ResponseReturnValue:
    """Publish the text, if the version in service is still the one that was shown."""
    text = _find(number)
    form = NamedPublishForm(formdata=request.form)
    if not form.validate():
        return _page(text, form), 422
    content = named_text(_source(text), services().published.get(text.criteria_digest), form)
    if content is None:
        return _page(text, form), 422
    if not put_in_service(content, Origin.SPACE, form, text.criteria_digest):
        return _page(text, form, OTHER_VERSION_PUBLISHED), 409
    return redirect(url_for("facilitation.overview.home"), 303)


@blueprint.post("/<int:number>/brouillon")
def draft(number: int) -> ResponseReturnValue:
    """Create a draft of the text."""
    text = _find(number)
    if not PageForm(formdata=request.form).validate():
        return _page(text, NamedPublishForm(formdata=None), STALE), 422
    base = services().published.in_service.criteria_digest
    title, author = dated_title(f"Texte du projet {text.label}"), facilitator().name
    created = services().drafts.create(title, decode(_source(text)).encode(), base, author, text.criteria_digest)
    note(Event.DRAFT_CREATED, numero=created, titre=title, compte=author)
    return redirect(url_for("facilitation.plan.show", number=created), 303)


@blueprint.post("/<int:number>/ecarter")
def decline(number: int) -> ResponseReturnValue:
    """Record that the text will not be taken: it is no longer announced."""
    text = _find(number)
    if not PageForm(formdata=request.form).validate():
        return _page(text, NamedPublishForm(formdata=None), STALE), 422
    services().publications.decline(text.id, facilitator().name)
    flash(DECLINED, "success")
    return redirect(url_for("facilitation.overview.home"), 303)


def _find(number: int) -> ProjectText:
    text = services().publications.find_project_text(number)
    if text is None:
        abort(404)
    return text


def _source(text: ProjectText) -> bytes:
    return services().publications.source(text.criteria_digest) or b""


def _page(text: ProjectText, form: NamedPublishForm, problem: str = "") -> str:
    criteria = services().published.get(text.criteria_digest)
    if not (form.version.data or form.version.errors):
        form.version.data = proposed_version(criteria)
    return render_template(
        "facilitation/project_text.html",
        text=text,
        file_name=services().settings.criteria.name,
        comparison=compare_with_version_in_service(criteria),
        announced=_is_announced(text),
        form=form,
        problem=problem,
    )


def _is_announced(text: ProjectText) -> bool:
    news = project_news(services().publications, services().published)
    return any(announced.text.id == text.id for announced in news)
