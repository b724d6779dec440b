"""What publishing a draft or an earlier version would change, and its publication."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from questionnaire.accounts.journal import Event
from questionnaire.assessment.impact import ProfileImpact, headline, profile_impacts
from questionnaire.criteria.diff import Change, compare
from questionnaire.criteria.model import Criteria
from questionnaire.services.drafts import readable, validated
from questionnaire.storage import CriteriaText, Origin, Publication
from questionnaire.typography import NBSP
from questionnaire.web.context import services
from questionnaire.web.facilitation.access import facilitator, note, reading
from questionnaire.web.facilitation.draft_problems import draft_problems
from questionnaire.web.facilitation.drafts import find_draft
from questionnaire.web.facilitation.forms import TITLE_MAX, NamedPublishForm, PublishForm
from questionnaire.web.facilitation.overview import find_publication
from questionnaire.web.facilitation.to_reread import to_reread
from questionnaire.web.facilitation.version_naming import named_text, proposed_version
from questionnaire.web.facilitation.view_models import problem_lines
from questionnaire.web.forms import whole_number

blueprint = Blueprint("publishing", __name__)

PUBLISHED_SUFFIX = " (publié)"
OTHER_VERSION_PUBLISHED = (
    f"Entre-temps, une autre version a été mise en service{NBSP}: rien n’a été publié. Relisez les changements "
    "ci-dessous, comparés à cette nouvelle version, puis publiez."
)
DRAFT_CHANGED = f"Entre-temps, le brouillon a changé{NBSP}: rien n’a été publié. Relisez les changements ci-dessous, puis publiez."


@dataclass(frozen=True)
class Comparison:
    """The comparison of a text with the version in service."""

    in_service: Publication
    changes: tuple[Change, ...]
    effects: tuple[ProfileImpact, ...]  # on the results of the fictitious profiles
    headline: str
    same: bool


def compare_with_version_in_service(new: Criteria) -> Comparison:
    """Compare a text with the version in service, read again from the database."""
    versions = services().published
    versions.refresh(now_too=True)
    in_service, old = versions.serving
    effects = profile_impacts(old, new)
    return Comparison(in_service, compare(old, new), effects, headline(effects), old == new)


@blueprint.get("/brouillons/<int:number>/changements")
@reading
def changes(number: int) -> str:
    """Show the changes of a draft, and the form that publishes it."""
    return _draft_page(number, NamedPublishForm(formdata=None))


@blueprint.post("/brouillons/<int:number>/publier")
def publish(number: int) -> ResponseReturnValue:
    """Publish a draft if neither it nor the version in service changed since they were shown.

    The name of the version is first saved in the text of the draft, which is then published as it is.
    """
    draft = find_draft(number)
    form = NamedPublishForm(formdata=request.form)
    criteria = validated(draft.source).criteria
    if criteria is None:
        return _draft_page(number, NamedPublishForm(formdata=None)), 422
    if not form.validate():
        return _draft_page(number, form), 422
    if form.revision.data != str(draft.revision):
        if _just_published(criteria):  # the form was sent twice
            return redirect(url_for("facilitation.overview.home"), 303)
        return _draft_page(number, form, DRAFT_CHANGED), 409
    text = named_text(draft.source, criteria, form)
    if text is None:
        return _draft_page(number, form), 422
    words = f"Version nommée «{NBSP}{text.label}{NBSP}»"
    author = facilitator().name
    if text.source != draft.source and not services().drafts.save(
        number, text.source, draft.revision, author, words
    ):
        return _draft_page(number, form, DRAFT_CHANGED), 409
    if not put_in_service(text, Origin.SPACE, form, draft.upstream_digest):
        return _draft_page(number, form, OTHER_VERSION_PUBLISHED), 409
    if not draft.title.endswith(PUBLISHED_SUFFIX):
        services().drafts.rename(number, draft.title[: TITLE_MAX - len(PUBLISHED_SUFFIX)] + PUBLISHED_SUFFIX)
    return redirect(url_for("facilitation.overview.home"), 303)


def _just_published(criteria: Criteria) -> bool:
    last = services().published.in_service
    return (last.criteria_digest, last.author) == (criteria.digest, facilitator().name)


def _draft_page(number: int, form: NamedPublishForm, problem: str = "") -> str:
    draft = find_draft(number)
    validation, source = validated(draft.source), readable(draft.source)
    comparison = compare_with_version_in_service(validation.criteria) if validation.criteria else None
    if validation.criteria and not (form.version.data or form.version.errors):
        form.version.data = proposed_version(validation.criteria)
    return render_template(
        "facilitation/changes.html",
        draft=draft,
        problems=problem_lines(validation.problems if source is None else ()),
        grouped_problems=draft_problems(number, source, validation.problems)
        if source and validation.problems
        else None,
        comparison=comparison,
        overtaken=comparison is not None and draft.base_digest != comparison.in_service.criteria_digest,
        rereading=to_reread(draft),
        form=form,
        problem=problem,
    )


@blueprint.route("/versions/<int:number>/revenir", methods=["GET", "POST"])
def come_back(number: int) -> ResponseReturnValue:
    """Show the changes that going back to an earlier publication would make; publish it again."""
    publication = find_publication(number)
    criteria = services().published.get(publication.criteria_digest)
    form = PublishForm(formdata=request.form if request.method == "POST" else None)
    if request.method != "POST":
        form.message.data = f"Retour à la version {publication.label} (n° {publication.id})"
        return _return_page(publication, criteria, form)
    if not form.validate():
        return _return_page(publication, criteria, form), 422
    source = services().publications.source(publication.criteria_digest) or b""
    text = CriteriaText(criteria.digest, criteria.version, source)
    if not put_in_service(text, Origin.RETURN, form, publication.upstream_digest):
        return _return_page(publication, criteria, form, OTHER_VERSION_PUBLISHED), 409
    return redirect(url_for("facilitation.overview.home"), 303)


def _return_page(publication: Publication, criteria: Criteria, form: PublishForm, problem: str = "") -> str:
    return render_template(
        "facilitation/come_back.html",
        publication=publication,
        comparison=compare_with_version_in_service(criteria),
        form=form,
        problem=problem,
    )


def put_in_service(text: CriteriaText, origin: Origin, form: PublishForm, upstream: str | None) -> bool:
    """Publish a text as the form says; False when another version was published since the comparison was shown.

    `upstream` is the text of the project that it includes, if known.
    """
    app_services = services()
    expected = whole_number(form.expected.data or "")
    author = facilitator().name
    published = app_services.publications.publish(
        text, author=author, origin=origin, message=form.message.data, expected=expected, upstream=upstream
    )
    app_services.published.refresh(now_too=True)
    if published is None:
        last = app_services.published.in_service
        if (last.criteria_digest, last.author) != (text.digest, author):
            return False
        published = last  # the form was sent twice
    else:
        note(Event.PUBLISHED, numero=published.id, version=published.label, origine=origin.value, compte=author)
    flash(
        f"La version {published.label} est en service (publication n°{NBSP}{published.id}). "
        "Les diagnostics commencés avant gardent la leur.",
        "success",
    )
    return True
