"""The forms of a draft: a page for each element, saved field by field over the text."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from questionnaire.criteria.elements import KINDS, FileElement, element_at, elements
from questionnaire.editing.new_elements import has_place
from questionnaire.errors import StorageError
from questionnaire.services.drafts import validated
from questionnaire.storage import Draft
from questionnaire.typography import NBSP, counted
from questionnaire.web.context import services
from questionnaire.web.facilitation.access import facilitator, reading
from questionnaire.web.facilitation.drafts import NOT_SAVED, find_draft
from questionnaire.web.facilitation.element_form import SEEN, element_form, typed_texts
from questionnaire.web.facilitation.element_saving import (
    OpenElement,
    Outcome,
    change_fields,
    open_element,
    save_change,
)
from questionnaire.web.facilitation.element_view import FormState, field_groups
from questionnaire.web.facilitation.plan_view import INSIDE, element_url
from questionnaire.web.facilitation.question_preview import QuestionPreview, question_preview
from questionnaire.web.facilitation.view_models import ProblemLine, problem_lines
from questionnaire.web.forms import STALE
from questionnaire.web.middleware.errors import log_storage

blueprint = Blueprint("elements", __name__, url_prefix="/brouillons/<int:number>")

WORDS = ",".join(word for word in KINDS if word != "condition")
GONE = f"Cet élément n’est plus dans le brouillon{NBSP}: il a été retiré, ou son identifiant a changé, ou le texte ne peut plus être lu."
FEW = 4  # fields named one by one


@blueprint.get(f"/<any({WORDS}):word>/<key>")
@reading
def edit(number: int, word: str, key: str) -> ResponseReturnValue:
    """Show the form of an element."""
    draft = find_draft(number)
    opened = open_element(draft, word, key)
    return _page(Outcome(opened)) if opened else gone(draft)


@blueprint.post(f"/<any({WORDS}):word>/<key>")
def save(number: int, word: str, key: str) -> ResponseReturnValue:
    """Save what a form changes of an element; what is refused stays on the page."""
    draft = find_draft(number)
    try:
        opened = open_element(draft, word, key)
        if opened and not element_form(opened.fields, opened.element.value, request.form).validate():
            return _page(Outcome(opened, problem=STALE), sent=True), 422
        outcome = save_change(
            services().drafts,
            number,
            lambda stored: open_element(stored, word, key),
            lambda now_open: change_fields(now_open, request.form),
            facilitator().name,
            "Changé",
        )
    except StorageError as error:
        log_storage(error)
        if not opened:
            raise
        return _page(Outcome(opened, problem=NOT_SAVED), sent=True), 503
    if outcome is None:
        return gone(draft)
    if outcome.refused:
        return _page(outcome, sent=True), 422
    if outcome.clashes:
        return _page(outcome, sent=True), 409
    flash(_saved_words(outcome), "success")
    return redirect(url_for("facilitation.elements.edit", number=number, word=word, key=key), 303)


def _saved_words(outcome: Outcome) -> str:
    labels = [spec.label for spec in outcome.opened.fields if spec.name in outcome.saved]
    if not labels:
        return "Rien n’avait changé."
    return (
        f"Enregistré{NBSP}: {counted(len(labels), 'champ')}."
        if len(labels) > FEW
        else f"Enregistré{NBSP}: {f'{NBSP}; '.join(labels)}."
    )


def _page(outcome: Outcome, *, sent: bool = False) -> str:
    opened = outcome.opened
    draft, element, source = opened.draft, opened.element, opened.source
    form = element_form(opened.fields, element.value, request.form if sent else None)
    for name in outcome.clashes:  # whoever sends it again has read what the other wrote
        form[SEEN + name].data = form[SEEN + name].object_data
    above = element_at(source, element.path[:-2])
    return render_template(
        "facilitation/element.html",
        draft=draft,
        element=element,
        above=_link(draft, above) if above else None,
        groups=field_groups(element, source, opened.fields, FormState(form, outcome.faults, outcome.clashes)),
        form=form,
        preview=_preview(opened),
        problem=outcome.problem,
        clashes=outcome.clashes,
        elsewhere=problem_lines(outcome.elsewhere),
        warnings=_warnings(opened),
        line=source.line(element.path),
        inside=[_link(draft, one) for one in _inside(opened)],
        add_url=_add_url(opened),
        listed=has_place(element),
        inside_noun=KINDS[INSIDE[element.kind.word]].noun if element.kind.word in INSIDE else "",
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
    """Return the address that adds an element inside; empty when it holds none."""
    word, key = INSIDE.get(opened.element.kind.word), opened.element.key
    return url_for("facilitation.lists.add", number=opened.draft.id, word=word, dans=key) if word else ""


def _inside(opened: OpenElement) -> list[FileElement]:
    word = INSIDE.get(opened.element.kind.word)
    return [one for one in elements(opened.source, word) if one.path[:-2] == opened.element.path] if word else []


def _neighbours(opened: OpenElement) -> list[tuple[str, str, str]]:
    """Return the elements before and after, of the same kind and list: what they are, their title, their address."""
    element = opened.element
    near = [
        one for one in elements(opened.source, element.kind.word) if one.path[:-1] == element.path[:-1] and one.key
    ]
    here = next(index for index, one in enumerate(near) if one.path == element.path)
    found = [("Précédent", near[here - 1 : here] if here else []), ("Suivant", near[here + 1 : here + 2])]
    return [(words, *_link(opened.draft, one)) for words, ones in found for one in ones]


def _warnings(opened: OpenElement) -> list[ProblemLine]:
    """Return the problems of the element in the text as it is."""
    problems = validated(opened.draft.source).problems
    places = opened.source.places_at({problem.line for problem in problems})
    held = [(problem, element_at(opened.source, places[problem.line])) for problem in problems]
    return problem_lines(problem for problem, one in held if one and one.path == opened.element.path)


def gone(draft: Draft) -> ResponseReturnValue:
    """Tell that an element is no longer there; what was written about it is shown, to be copied."""
    if request.method != "POST":
        flash(GONE, "warning")
        return redirect(url_for("facilitation.plan.show", number=draft.id), 303)
    return render_template(
        "facilitation/element_gone.html", draft=draft, gone=GONE, written=typed_texts(request.form)
    ), 404
