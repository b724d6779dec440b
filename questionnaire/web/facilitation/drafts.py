"""Drafts: creation from a version or a file, editor with autosave and validation, conflicts between editors."""

from __future__ import annotations

import dataclasses

from flask import Blueprint, Response, abort, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import generate_csrf

from questionnaire.accounts.journal import Event
from questionnaire.criteria.elements import element_at
from questionnaire.criteria.json_schema import HELP
from questionnaire.criteria.yaml_source import MAX_BYTES, decode
from questionnaire.editing.layout import layout_words
from questionnaire.errors import CriteriaError, StorageError
from questionnaire.services.drafts import readable, validated
from questionnaire.storage import Draft, Publication, now
from questionnaire.typography import NBSP, french
from questionnaire.web.context import services
from questionnaire.web.facilitation.access import facilitator, note, reading
from questionnaire.web.facilitation.draft_titles import dated_title, free_title
from questionnaire.web.facilitation.forms import DraftForm, NewDraftForm, RenameForm
from questionnaire.web.facilitation.overview import find_publication, overview_page, yaml_file
from questionnaire.web.facilitation.plan_view import element_url
from questionnaire.web.facilitation.preview import empty_key
from questionnaire.web.facilitation.text_delta import sent_text
from questionnaire.web.facilitation.view_models import differences, problem_lines
from questionnaire.web.forms import RESUMED, RESUMED_FIELD, STALE_FORM, PageForm, whole_number
from questionnaire.web.local_time import hour
from questionnaire.web.middleware.errors import log_storage

blueprint = Blueprint("drafts", __name__, url_prefix="/brouillons")

TOO_BIG = "Ce texte est trop gros (1 Mo au plus) : il n’a pas été enregistré. Vérifiez que c’est bien un fichier de critères."
NOT_SAVED = (
    "Le brouillon n’a pas pu être enregistré : la base de données ne répond pas. Votre texte est toujours affiché ; "
    "gardez la page ouverte et essayez à nouveau dans quelques minutes."
)
EMPTY_FILE = "Ce fichier est vide."
GONE = "Ce brouillon a été supprimé entre-temps. Votre texte est toujours affiché : copiez-le, puis créez un nouveau brouillon."


@blueprint.post("")
def create() -> ResponseReturnValue:
    """Create a draft from a published version, or from a file."""
    form = NewDraftForm(formdata=request.form)
    if not form.validate():
        return overview_page(form), 422
    file = request.files.get("file")
    try:
        if file and file.filename:
            sent = file.read()
            if not sent.strip():
                form.file.errors = [EMPTY_FILE]
                return overview_page(form), 422
            source, upstream = decode(sent).encode(), None
            title = form.title.data or dated_title(file.filename)
            if words := layout_words(sent):
                flash(words, "info")
        elif "depuis-fichier" in request.form:
            form.file.errors = ["Choisissez d’abord un fichier."]
            return overview_page(form), 422
        else:
            publication = _sent_publication()
            source = _text_of(publication)
            title = form.title.data or dated_title(f"Brouillon depuis {publication.label}")
            upstream = publication.upstream_digest
    except CriteriaError as error:
        form.file.errors = [
            french(
                f"Ce fichier ne peut pas être lu{f' (ligne {problem.line})' if problem.line else ''} : {problem}"
            )
            for problem in error.problems
        ]
        return overview_page(form), 422
    base, author = services().versions.current.digest, facilitator().name
    number = services().drafts.create(title, source, base, author, upstream)
    note(Event.DRAFT_CREATED, numero=number, titre=title, compte=author)
    return redirect(url_for("facilitation.plan.show", number=number), 303)


def _sent_publication() -> Publication:
    sent = request.form.get("version", "")
    number = whole_number(sent)
    if sent and number is None:
        abort(404)
    return services().published.in_service if number is None else find_publication(number)


def _text_of(publication: Publication) -> bytes:
    return decode(services().publications.source(publication.criteria_digest) or b"").encode()


def find_draft(number: int) -> Draft:
    """Return a draft, or abort with 404."""
    draft = services().drafts.find(number)
    if draft is None:
        abort(404)
    return draft


@blueprint.get("/<int:number>/texte")
@reading
def edit(number: int) -> str:
    """Show the text of a draft in its editor."""
    draft = find_draft(number)
    line = whole_number(request.args.get("ligne", "")) or 0
    return _edit_page(draft, draft.source.decode(errors="replace"), form_link=_form_at(draft, line))


def _form_at(draft: Draft, line: int) -> tuple[str, str] | None:
    """Return the title and the address of the form of the element at a line, if it has one."""
    source = readable(draft.source) if line else None
    element = element_at(source, source.places_at([line])[line]) if source else None
    return (element.title, element_url(draft.id, element, line)) if element and element.has_form else None


def _edit_page(
    draft: Draft,
    text: str,
    problem: str = "",
    form_link: tuple[str, str] | None = None,
    revision: int | None = None,
) -> str:
    """Return the editor with a text; `revision` is the one that the text was made from: by default, the stored one."""
    validation = validated(text.encode())
    return render_template(
        "facilitation/edit.html",
        draft=draft,
        revision=draft.revision if revision is None else revision,
        text=text,
        verdict=french(validation.verdict),
        valid=validation.criteria is not None,
        problems=problem_lines(validation.problems),
        problem=problem,
        form_link=form_link,
        form=DraftForm(formdata=None),
        help=sorted(HELP.items()),
    )


def _sent_revision() -> int:
    return whole_number(request.form.get("revision", "")) or 0


@blueprint.post("/<int:number>")  # its former address
@blueprint.post("/<int:number>/texte")
def save(number: int) -> ResponseReturnValue:
    """Save the text of the form; if someone else changed the draft meanwhile, show the conflict page."""
    draft, text = find_draft(number), sent_text()
    if not DraftForm(formdata=request.form).validate():
        return _edit_page(draft, text, STALE_FORM, revision=_sent_revision()), 422
    if len(text.encode()) > MAX_BYTES:
        return _edit_page(draft, text, french(TOO_BIG), revision=_sent_revision()), 413
    if RESUMED_FIELD in request.form:
        return _edit_page(draft, text, RESUMED, revision=_sent_revision())
    if text == draft.source.decode(errors="replace"):
        return redirect(url_for("facilitation.drafts.edit", number=number), 303)
    try:
        saved = services().drafts.save(number, text.encode(), _sent_revision(), facilitator().name)
    except StorageError as error:
        log_storage(error)
        return _edit_page(draft, text, french(NOT_SAVED), revision=_sent_revision()), 503
    if saved is None:
        return _conflict_page(find_draft(number), text), 409
    flash("Le brouillon est enregistré.", "success")
    return redirect(url_for("facilitation.drafts.edit", number=number), 303)


def _conflict_page(draft: Draft, text: str) -> str:
    return render_template(
        "facilitation/conflict.html",
        draft=draft,
        text=text,
        lines=differences(draft.source.decode(errors="replace"), text),
        form=DraftForm(formdata=None),
    )


@blueprint.post("/<int:number>/choisir")
def choose(number: int) -> ResponseReturnValue:
    """Resolve a conflict: save the text sent as a new draft, or in place of the other, which becomes a new draft."""
    draft, text, author = find_draft(number), sent_text(), facilitator().name
    if not DraftForm(formdata=request.form).validate() or len(text.encode()) > MAX_BYTES:
        return _conflict_page(draft, text), 422
    drafts = services().drafts
    if request.form.get("choix") == "remplacer":
        copy_title = free_title(f"{draft.title} (texte de {draft.updated_by})")
        if drafts.replace(number, text.encode(), _sent_revision(), author, copy_title) is None:
            return _conflict_page(find_draft(number), text), 409
        note(Event.DRAFT_CREATED, titre=copy_title, compte=author)
        flash("Votre texte remplace l’autre, qui est gardé dans un brouillon à part.", "success")
        return redirect(url_for("facilitation.drafts.edit", number=number), 303)
    title = free_title(f"{draft.title} (texte de {author})")
    copy_number = drafts.create(title, text.encode(), draft.base_digest, author, draft.upstream_digest)
    note(Event.DRAFT_CREATED, numero=copy_number, titre=title, compte=author)
    flash("Votre texte est gardé dans ce brouillon à part ; l’autre n’a pas changé.", "success")
    return redirect(url_for("facilitation.drafts.edit", number=copy_number), 303)


@blueprint.post("/<int:number>/enregistrer")
def autosave(number: int) -> ResponseReturnValue:
    """Save and validate the text while it is edited, for the script; the response is JSON."""
    text = sent_text()
    if not DraftForm(formdata=request.form).validate():
        return _error_response([STALE_FORM], 422)
    if len(text.encode()) > MAX_BYTES:
        return _error_response([french(TOO_BIG)], 413)
    revision, source = _sent_revision(), text.encode()
    drafts = services().drafts
    try:
        draft = drafts.find(number)
        if draft is None:
            return _error_response([french(GONE)], 404)
        unchanged = draft.source == source and draft.revision == revision
        saved = revision if unchanged else drafts.save(number, source, revision, facilitator().name)
    except StorageError as error:
        log_storage(error)
        return _error_response([french(NOT_SAVED)], 503)
    if saved is None:
        return _conflict_response(number)
    validation = validated(source)
    return jsonify(
        saved=True,
        revision=saved,
        saved_at=hour(now()),
        valid=validation.criteria is not None,
        verdict=french(validation.verdict),
        problems=[dataclasses.asdict(problem) for problem in problem_lines(validation.problems)],
        messages=[],
        csrf=generate_csrf(),
    )


def _conflict_response(number: int) -> ResponseReturnValue:
    draft = services().drafts.find(number)
    if draft is None:
        return _error_response([french(GONE)], 404)
    message = (
        f"{draft.updated_by} a modifié ce brouillon à {hour(draft.updated_at)}{NBSP}: votre texte n’est pas "
        "enregistré. Rien n’est perdu."
    )
    return _error_response([french(message)], 409, conflict=True)


def _error_response(messages: list[str], status: int, **more: object) -> tuple[Response, int]:
    return jsonify(saved=False, messages=messages, csrf=generate_csrf(), **more), status


@blueprint.get("/<int:number>/telecharger")
@reading
def download(number: int) -> Response:
    """Download the text of a draft."""
    draft = find_draft(number)
    return yaml_file(draft.source, f"brouillon-{draft.id}-{draft.revision}.yaml")


@blueprint.post("/<int:number>/nom")
def rename(number: int) -> ResponseReturnValue:
    """Rename a draft."""
    find_draft(number)
    form = RenameForm(formdata=request.form)
    if form.validate():
        services().drafts.rename(number, form.title.data)
        flash("Le brouillon a changé de nom.", "success")
    else:
        flash(" ".join(text for texts in form.errors.values() for text in texts), "error")
    return redirect(url_for("facilitation.plan.show", number=number), 303)


@blueprint.route("/<int:number>/supprimer", methods=["GET", "POST"])
def delete(number: int) -> ResponseReturnValue:
    """Ask for confirmation, then delete a draft."""
    draft = find_draft(number)
    form = PageForm(formdata=request.form if request.method == "POST" else None)
    if request.method != "POST" or not form.validate():
        status = 200 if request.method != "POST" else 422
        return render_template("facilitation/delete_draft.html", draft=draft, form=form), status
    services().drafts.delete(number)
    note(Event.DRAFT_DELETED, numero=number, titre=draft.title, compte=facilitator().name)
    flash(f"Le brouillon «{NBSP}{draft.title}{NBSP}» est supprimé.", "success")
    return redirect(url_for("facilitation.overview.home"), 303)


@blueprint.get("/<int:number>/voir")
@reading
def preview_index(number: int) -> str:
    """List the pages of a draft that can be previewed."""
    draft = find_draft(number)
    validation = validated(draft.source)
    return render_template(
        "facilitation/preview_index.html",
        draft=draft,
        draft_criteria=validation.criteria,
        problems=problem_lines(problem for problem in validation.problems if not problem.warning),
        empty_key=empty_key,
    )
