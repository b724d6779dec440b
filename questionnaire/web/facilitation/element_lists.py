"""The lists of a draft: adding an element, copying one, moving one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import SelectField, StringField
from wtforms.fields import SelectChoice
from wtforms.validators import DataRequired

from questionnaire.criteria.types import ID_MAX
from questionnaire.editing.fields import element_fields
from questionnaire.editing.new_elements import (
    copy_of,
    destinations,
    free_id,
    has_id,
    has_place,
    id_refusal,
    new_element,
)
from questionnaire.errors import StorageError
from questionnaire.services.drafts import readable
from questionnaire.storage import Draft
from questionnaire.texts import clean_text
from questionnaire.typography import NBSP, french
from questionnaire.web.context import services
from questionnaire.web.facilitation.access import facilitator
from questionnaire.web.facilitation.drafts import NOT_SAVED, find_draft
from questionnaire.web.facilitation.element_form import element_form, restore_typed, sent_names
from questionnaire.web.facilitation.element_saving import (
    ChangeOutcome,
    OpenElement,
    add_element,
    apply_operations,
    open_element,
    save_change,
)
from questionnaire.web.facilitation.element_view import form_sections
from questionnaire.web.facilitation.elements import URL_WORDS, gone
from questionnaire.web.facilitation.plan_view import element_url
from questionnaire.web.facilitation.to_reread import with_rereading
from questionnaire.web.facilitation.view_models import problem_lines
from questionnaire.web.forms import RESUMED, RESUMED_FIELD, STALE_FORM, PageForm
from questionnaire.web.middleware.errors import log_storage

blueprint = Blueprint("lists", __name__, url_prefix="/brouillons/<int:number>")

KEY, HOLDER = (
    "identifiant",
    "dans",
)  # the field of the new id; the query parameter with the key of the parent element
PLACE_GONE = "Cette place n’existe plus : choisissez-en une autre."
LONGEST_TOLD = 120  # characters of a title in the history
TITLES = ("titre", "titre.texte", "nom", "terme", "question.collectivite")


# ── adding ──


@blueprint.route(f"/<any({URL_WORDS}):word>/nouveau", methods=["GET", "POST"])
def add(number: int, word: str) -> ResponseReturnValue:
    """Show the form of an element to add; add it at the end of its list."""
    draft, holder = find_draft(number), request.args.get(HOLDER, "")
    opened = _open_new(draft, word, holder)
    if not opened:
        return gone(draft)
    if request.method != "POST":
        return _add_page(ChangeOutcome(opened))
    try:
        if not PageForm(formdata=request.form).validate():
            return _add_page(ChangeOutcome(opened, problem=STALE_FORM)), 422
        if RESUMED_FIELD in request.form:
            return _add_page(ChangeOutcome(opened, problem=RESUMED))
        outcome = save_change(
            services().drafts,
            number,
            lambda stored: _open_new(stored, word, holder),
            _added,
            facilitator().name,
            "Ajouté",
        )
    except StorageError as error:
        log_storage(error)
        return _add_page(ChangeOutcome(opened, problem=NOT_SAVED)), 503
    if outcome is None:
        return gone(draft)
    if outcome.refused:
        return _add_page(outcome), 422
    flash_done(f"Ajouté{NBSP}: relisez-le, puis regardez-le dans l’aperçu.", outcome)
    return _to_element(outcome, _key(outcome.opened))


def _open_new(draft: Draft, word: str, holder: str) -> OpenElement | None:
    source = readable(draft.source)
    element = new_element(source, word, holder) if source else None
    return OpenElement(draft, source, element, element_fields(element, source)) if source and element else None


def _added(opened: OpenElement) -> ChangeOutcome:
    key = _key(opened)
    if has_id(opened.element.kind) and (fault := id_refusal(opened.source, opened.element, key)):
        return ChangeOutcome(opened, faults={KEY: fault})
    outcome = add_element(opened, request.form, key)
    title = _typed_title() or key
    named = replace(opened.element, title=french(f"{opened.element.kind.noun} « {title[:LONGEST_TOLD]} »"))
    return replace(outcome, opened=replace(opened, element=named), saved=()) if outcome.text else outcome


def _key(opened: OpenElement) -> str:
    """Return the id typed, or one made from the title; for an element without id, its number."""
    if not has_id(opened.element.kind):
        return str(int(opened.element.path[-1]) + 1)
    written_key = clean_text(request.form.get(KEY, ""))
    return written_key or free_id(opened.source, opened.element, _typed_title())


def _typed_title() -> str:
    return clean_text(next((request.form[name] for name in TITLES if request.form.get(name, "").strip()), ""))


def _add_page(outcome: ChangeOutcome) -> str:
    opened = outcome.opened
    form = element_form(opened.fields, {})
    restore_typed(form, request.form, sent_names(request.form), ())
    return render_template(
        "facilitation/element_add.html",
        draft=opened.draft,
        element=opened.element,
        sections=form_sections(outcome, form, adding=True),
        form=form,
        key_name=KEY if has_id(opened.element.kind) else "",
        key_value=clean_text(request.form.get(KEY, "")),
        key_fault=outcome.faults.get(KEY, ""),
        longest=ID_MAX,
        problem=outcome.problem,
        elsewhere=problem_lines(outcome.elsewhere),
    )


# ── copying and moving ──


class CopyForm(PageForm):
    """The title of a copy."""

    title = StringField(
        "Le titre de la copie",
        [DataRequired("Donnez un titre à la copie.")],
        filters=[lambda text: clean_text(text or "")],
    )


class MoveForm(PageForm):
    """The new place of an element in its list."""

    place = SelectField("Sa nouvelle place", validate_choice=False)


@blueprint.route(f"/<any({URL_WORDS}):word>/<key>/copier", methods=["GET", "POST"])
def copy(number: int, word: str, key: str) -> ResponseReturnValue:
    """Ask for the title of a copy; insert it after the element."""
    draft = find_draft(number)
    opened = _open_listed(draft, word, key)
    if not opened:
        return gone(draft)
    form = CopyForm(formdata=request.form if request.method == "POST" else None)
    if request.method != "POST":
        form.title.data = f"{opened.element.title} (copie)"
        return _copy_page(ChangeOutcome(opened), form)
    if not form.validate():
        return _copy_page(ChangeOutcome(opened), form), 422
    keys: list[str] = []

    def copied(now_open: OpenElement) -> ChangeOutcome:
        operation, new_key = copy_of(now_open.source, now_open.element, form.title.data)
        keys.append(new_key)
        return apply_operations(now_open, [operation])

    outcome = _save_listed(number, word, key, copied, "Copié")
    if outcome is None:
        return gone(draft)
    if outcome.refused:
        return _copy_page(outcome, form), 422
    flash_done(f"Copié. Voici la copie{NBSP}: changez ce qui doit l’être.", outcome)
    return _to_element(outcome, keys[-1])


@blueprint.route(f"/<any({URL_WORDS}):word>/<key>/deplacer", methods=["GET", "POST"])
def move(number: int, word: str, key: str) -> ResponseReturnValue:
    """Show the places that an element may be moved to; move it."""
    draft = find_draft(number)
    opened = _open_listed(draft, word, key)
    if not opened:
        return gone(draft)
    form = _move_form(opened)
    if request.method != "POST" or not form.validate():
        return _move_page(ChangeOutcome(opened), form), 200 if request.method != "POST" else 422

    def moved(now_open: OpenElement) -> ChangeOutcome:
        places = {place.name: place for place in destinations(now_open.source, now_open.element)}
        chosen = places.get(form.place.data)
        return apply_operations(now_open, [chosen.move]) if chosen else ChangeOutcome(now_open, problem=PLACE_GONE)

    outcome = _save_listed(number, word, key, moved, "Déplacé")
    if outcome is None:
        return gone(draft)
    if outcome.refused:
        return _move_page(outcome, form), 422
    flash("Déplacé.", "success")
    return redirect(url_for("facilitation.plan.show", number=number), 303)


def _open_listed(draft: Draft, word: str, key: str) -> OpenElement | None:
    opened = open_element(draft, word, key)
    return opened if opened and has_place(opened.element) else None


def _save_listed(
    number: int, word: str, key: str, change: Callable[[OpenElement], ChangeOutcome], done: str
) -> ChangeOutcome | None:
    return save_change(
        services().drafts, number, lambda stored: _open_listed(stored, word, key), change, facilitator().name, done
    )


def _to_element(outcome: ChangeOutcome, key: str) -> ResponseReturnValue:
    draft, word = outcome.opened.draft, outcome.opened.element.kind.word
    if word == "choix" and "." not in key:
        key = f"{request.args.get(HOLDER, '')}.{key}"
    return redirect(url_for("facilitation.elements.edit", number=draft.id, word=word, key=key), 303)


def _move_form(opened: OpenElement) -> MoveForm:
    form = MoveForm(formdata=request.form if request.method == "POST" else None)
    places = destinations(opened.source, opened.element)
    form.place.choices = [SelectChoice(place.name, place.words) for place in places]
    return form


def _copy_page(outcome: ChangeOutcome, form: CopyForm) -> str:
    return small_page("facilitation/element_copy.html", outcome, form)


def _move_page(outcome: ChangeOutcome, form: MoveForm) -> str:
    return small_page("facilitation/element_move.html", outcome, form)


def flash_done(words: str, outcome: ChangeOutcome) -> None:
    """Show on the next page what was done, and a link to the places to read again since."""
    draft = outcome.opened.draft
    flash(with_rereading(words, draft, outcome.text or draft.source.decode()), "success")


def small_page(template: str, outcome: ChangeOutcome, form: PageForm, **more: object) -> str:
    """Return the page of one operation on an element, with what was refused of it."""
    opened = outcome.opened
    return render_template(
        template,
        draft=opened.draft,
        element=opened.element,
        back=element_url(opened.draft.id, opened.element, 1),
        form=form,
        problems=[
            *([outcome.problem] if outcome.problem else []),
            *map(str, outcome.elsewhere),
            *outcome.faults.values(),
        ],
        **more,
    )
