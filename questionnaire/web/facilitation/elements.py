"""The forms of a draft: a page for each element, saved field by field over the text."""

from __future__ import annotations

from dataclasses import replace

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from questionnaire.assessment.wording import LABELS
from questionnaire.criteria.elements import KINDS, FileElement, element_at, elements
from questionnaire.editing.form_warnings import form_warnings
from questionnaire.editing.new_elements import has_place
from questionnaire.errors import StorageError
from questionnaire.services.drafts import readable, validated
from questionnaire.storage import Draft, now
from questionnaire.typography import NBSP, counted, french, upper_first
from questionnaire.web.context import services
from questionnaire.web.facilitation.access import facilitator, reading
from questionnaire.web.facilitation.drafts import NOT_SAVED, find_draft
from questionnaire.web.facilitation.element_authors import author_of_field
from questionnaire.web.facilitation.element_form import element_form, restore_typed, typed_texts
from questionnaire.web.facilitation.element_saving import (
    ChangeOutcome,
    OpenElement,
    change_fields,
    nothing_saved,
    open_element,
    save_change,
)
from questionnaire.web.facilitation.element_view import form_sections
from questionnaire.web.facilitation.plan_view import CHILD_KIND, element_url
from questionnaire.web.facilitation.question_preview import QuestionPreview, card_preview, question_preview
from questionnaire.web.facilitation.view_models import problem_lines
from questionnaire.web.forms import RESUMED, RESUMED_FIELD, STALE_FORM, PageForm
from questionnaire.web.local_time import hour
from questionnaire.web.middleware.errors import log_storage

blueprint = Blueprint("elements", __name__, url_prefix="/brouillons/<int:number>")

URL_WORDS = ",".join(word for word in KINDS if word != "condition")
GONE = f"Cet élément n’est plus dans le brouillon{NBSP}: il a été retiré, ou son identifiant a changé."
FIELD_BY_FIELD = "par-champ"  # sent by the script, which shows what became of each field
FEW = 4  # fields: more are counted, not named


@blueprint.get(f"/<any({URL_WORDS}):word>/<key>")
@reading
def edit(number: int, word: str, key: str) -> ResponseReturnValue:
    """Show the form of an element."""
    draft = find_draft(number)
    opened = open_element(draft, word, key)
    return _page(ChangeOutcome(opened)) if opened else gone(draft)


@blueprint.post(f"/<any({URL_WORDS}):word>/<key>")
def save(number: int, word: str, key: str) -> ResponseReturnValue:
    """Save the changes that a form makes to an element, of all its fields or of one; what is refused stays on the page."""
    draft, opened = find_draft(number), None
    try:
        opened = open_element(draft, word, key)
        if opened and not PageForm(formdata=request.form).validate():
            return _page(nothing_saved(opened, STALE_FORM, request.form)), 422
        if opened and RESUMED_FIELD in request.form:
            return _page(nothing_saved(opened, RESUMED, request.form))
        outcome = save_change(
            services().drafts,
            number,
            lambda stored: open_element(stored, word, key),
            lambda now_open: change_fields(now_open, request.form),
            facilitator().name,
            "Changé",
        )
        if outcome and outcome.text is not None:  # read again, to be shown as it is stored now
            now_open = open_element(find_draft(number), word, key)
            outcome = replace(outcome, opened=now_open) if now_open else None
    except StorageError as error:
        log_storage(error)
        if not opened:
            raise
        return _page(nothing_saved(opened, NOT_SAVED, request.form)), 503
    if outcome is None:
        return gone(find_draft(number))
    status = 409 if outcome.clashes and not outcome.refused else 422 if outcome.refused else 200
    if status != 200 or FIELD_BY_FIELD in request.form:
        return _page(outcome), status
    flash(saved_words(outcome), "success")
    regard = request.args.get("regard")
    return redirect(url_for("facilitation.elements.edit", number=number, word=word, key=key, regard=regard), 303)


def saved_words(outcome: ChangeOutcome) -> str:
    """Return the words for what was saved, and for what else changed in the text."""
    labels = outcome.labels(outcome.saved)
    if not labels:
        return "" if outcome.unsaved else "Rien n’avait changé."
    return french(" ".join((f"Enregistré : {_listed(labels)}.", *map(upper_first, outcome.notes))))


def _listed(labels: list[str]) -> str:
    return counted(len(labels), "champ") if len(labels) > FEW else " ; ".join(labels)


def _page(outcome: ChangeOutcome) -> str:
    opened = outcome.opened
    draft, element, source = opened.draft, opened.element, opened.source
    form = element_form(opened.fields, element.value)
    restore_typed(form, request.form, outcome.unsaved, outcome.clashes)
    warnings = form_warnings(source, element, opened.fields, validated(draft.source).problems)
    warned = {str(field.path[0]) for warning in warnings for field in warning.fields}
    sections = form_sections(outcome, form, warned=warned)
    parent = element_at(source, element.path[:-2])
    return render_template(
        "facilitation/element.html",
        draft=draft,
        element=element,
        parent=_link(draft, parent) if parent else None,
        sections=sections,
        groups=[group for section in sections for group in section.groups],
        form=form,
        preview=_preview(opened),
        card=card_preview(draft, element.key) if element.kind.word == "conseil" else None,
        labels=LABELS,
        outcome=outcome,
        saved=saved_words(outcome) if outcome.saved else "",
        saved_at=hour(now()) if request.method == "POST" else "",
        unsaved=french(_listed(outcome.labels(outcome.unsaved))),
        stale=outcome.problem == STALE_FORM,
        authors={name: author_of_field(services().drafts, opened, name) for name in outcome.clashes},
        elsewhere=problem_lines(outcome.elsewhere),
        warnings=warnings,
        line=source.line(element.path),
        children=[_link(draft, child) for child in _children(opened)],
        add_url=_add_url(opened),
        listed=has_place(element),
        child_noun=KINDS[CHILD_KIND[element.kind.word]].noun if element.kind.word in CHILD_KIND else "",
        neighbours=_neighbours(opened),
    )


def _preview(opened: OpenElement) -> QuestionPreview | None:
    if opened.element.kind.word != "critere":
        return None
    return question_preview(opened.draft, opened.element.key, request.args.get("regard", ""))


def _link(draft: Draft, element: FileElement) -> tuple[str, str]:
    """Return the title of an element and its address."""
    return element.title, element_url(draft.id, element, 1)


def _add_url(opened: OpenElement) -> str:
    """Return the address that adds a child element; empty when this kind has none."""
    word, key = CHILD_KIND.get(opened.element.kind.word), opened.element.key
    return url_for("facilitation.lists.add", number=opened.draft.id, word=word, dans=key) if word else ""


def _children(opened: OpenElement) -> list[FileElement]:
    word = CHILD_KIND.get(opened.element.kind.word)
    if not word:
        return []
    return [child for child in elements(opened.source, word) if child.path[:-2] == opened.element.path]


def _neighbours(opened: OpenElement) -> list[tuple[str, str, str]]:
    """Return the elements before and after, of the same kind and list: what they are, their title, their address."""
    element = opened.element
    siblings = [
        sibling
        for sibling in elements(opened.source, element.kind.word)
        if sibling.path[:-1] == element.path[:-1] and sibling.key
    ]
    here = next(index for index, sibling in enumerate(siblings) if sibling.path == element.path)
    before, after = siblings[here - 1 : here] if here else [], siblings[here + 1 : here + 2]
    return [
        (words, *_link(opened.draft, neighbour))
        for words, neighbours in (("Précédent", before), ("Suivant", after))
        for neighbour in neighbours
    ]


def gone(draft: Draft) -> ResponseReturnValue:
    """Return a page that says why an element cannot be shown, with the texts that were sent for it, to be copied."""
    problem = None if readable(draft.source) else problem_lines(validated(draft.source).problems)[0]
    if request.method != "POST" and not problem:
        flash(GONE, "warning")
        return redirect(url_for("facilitation.plan.show", number=draft.id), 303)
    return render_template(
        "facilitation/element_gone.html",
        draft=draft,
        gone=GONE,
        problem=problem,
        written=typed_texts(request.form),
    ), 409 if problem else 404
