"""Removing an element of a draft, or changing its id, with every reference to it."""

from __future__ import annotations

from dataclasses import replace

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import StringField
from wtforms.validators import DataRequired, ValidationError

from questionnaire.criteria.elements import KINDS, FileElement
from questionnaire.criteria.id_places import NAMED_CONDITION, Element
from questionnaire.criteria.types import ID_MAX
from questionnaire.editing.everywhere_wording import (
    citing_lists,
    removal_sentence,
    removal_warnings,
    renaming_sentence,
    renaming_warning,
)
from questionnaire.editing.new_elements import has_id, id_fault, id_refusal, is_removable
from questionnaire.editing.operations import Operation, Remove, RemoveEverywhere, RenameEverywhere
from questionnaire.editing.removal import preview_removal
from questionnaire.editing.renaming import preview_renaming
from questionnaire.storage import Draft
from questionnaire.texts import clean_text
from questionnaire.typography import NBSP, upper_first
from questionnaire.web.context import services
from questionnaire.web.facilitation.access import facilitator
from questionnaire.web.facilitation.drafts import find_draft
from questionnaire.web.facilitation.element_lists import flash_done, small_page
from questionnaire.web.facilitation.element_saving import (
    ChangeOutcome,
    OpenElement,
    apply_operations,
    open_element,
    save_change,
)
from questionnaire.web.facilitation.elements import gone
from questionnaire.web.facilitation.plan_view import element_url
from questionnaire.web.forms import PageForm

blueprint = Blueprint("ids", __name__, url_prefix="/brouillons/<int:number>")

URL_WORDS = ",".join(KINDS)
KINDS_OF_IDS = {  # word of an element -> the kind of its id
    "critere": "critère",
    "contexte": "question de contexte",
    "lieu": "exemple",
    "mot": "",
    "condition": NAMED_CONDITION,
}


class RenameForm(PageForm):
    """The new id of an element."""

    new_id = StringField(
        "Le nouvel identifiant",
        [DataRequired("Écrivez ce qu’il devient.")],
        filters=[lambda text: clean_text(text or "").strip()],
    )

    def validate_new_id(self, field: StringField) -> None:
        """Refuse what cannot be an id."""
        if fault := id_fault(field.data):
            raise ValidationError(upper_first(fault))


@blueprint.route(f"/<any({URL_WORDS}):word>/<key>/retirer", methods=["GET", "POST"])
def remove(number: int, word: str, key: str) -> ResponseReturnValue:
    """Show what a removal would take; remove an element, with the references to it."""
    draft = find_draft(number)
    opened = _open(draft, word, key)
    if not opened:
        return gone(draft)
    form = PageForm(formdata=request.form if request.method == "POST" else None)
    if request.method != "POST" or not form.validate():
        return _removal_page(ChangeOutcome(opened), form), 200 if request.method != "POST" else 422
    outcome = save_change(
        services().drafts,
        number,
        lambda stored: _open(stored, word, key),
        lambda now_open: apply_operations(now_open, [_removal(now_open.element)]),
        facilitator().name,
        "Retiré",
    )
    if outcome is None:
        return gone(draft)
    if outcome.refused:
        return _removal_page(outcome, form), 422
    flash_done(f"Retiré{NBSP}: {opened.element.title}.", outcome)
    return redirect(url_for("facilitation.plan.show", number=number), 303)


@blueprint.route(f"/<any({URL_WORDS}):word>/<key>/renommer", methods=["GET", "POST"])
def rename(number: int, word: str, key: str) -> ResponseReturnValue:
    """Show what a new id would change; change the id of an element, wherever it is written."""
    draft = find_draft(number)
    opened = _open(draft, word, key)
    if not opened or not has_id(opened.element.kind):
        return gone(draft)
    form = RenameForm(formdata=request.form if request.method == "POST" else None)
    if request.method != "POST" or not form.validate():
        return _renaming_page(ChangeOutcome(opened), form), 200 if request.method != "POST" else 422
    new_id = form.new_id.data
    outcome = save_change(
        services().drafts,
        number,
        lambda stored: _open(stored, word, key),
        lambda now_open: _renamed(now_open, new_id),
        facilitator().name,
        "Identifiant changé",
    )
    if outcome is None:
        return gone(draft)
    if outcome.refused:
        return _renaming_page(outcome, form), 422
    flash(f"Changé{NBSP}: {_called(word)[0]} est {new_id}, partout où il est cité.", "success")
    new_key = f"{key.partition('.')[0]}.{new_id}" if word == "choix" else new_id
    return redirect(element_url(number, replace(opened.element, key=new_key), 1), 303)


def _open(draft: Draft, word: str, key: str) -> OpenElement | None:
    opened = open_element(draft, word, key)
    return opened if opened and is_removable(opened.element) else None


def _renamed(opened: OpenElement, new_id: str) -> ChangeOutcome:
    if fault := id_refusal(opened.source, opened.element, new_id):
        return ChangeOutcome(opened, problem=upper_first(fault))
    return apply_operations(opened, [RenameEverywhere(_named(opened.element), new_id)])


def _named(element: FileElement) -> Element:
    """Return an element as `editing` identifies it to find the references to it."""
    question, _, last = element.key.rpartition(".") if element.kind.word == "choix" else ("", "", element.key)
    return Element(KINDS_OF_IDS.get(element.kind.word, element.kind.word), last, question)


def _removal(element: FileElement) -> Operation:
    return RemoveEverywhere(_named(element)) if has_id(element.kind) else Remove(element.path)


def _removal_page(outcome: ChangeOutcome, form: PageForm) -> str:
    element, text = outcome.opened.element, outcome.opened.draft.source.decode()
    removal = preview_removal(text, _named(element)) if has_id(element.kind) else None
    return small_page(
        "facilitation/element_remove.html",
        outcome,
        form,
        sentence=removal_sentence(removal) if removal else "",
        warnings=removal_warnings(removal) if removal else (),
        citing=citing_lists(removal) if removal else (),
    )


def _renaming_page(outcome: ChangeOutcome, form: RenameForm) -> str:
    element, text = outcome.opened.element, outcome.opened.draft.source.decode()
    renaming = preview_renaming(text, _named(element))
    called, form.new_id.label.text = _called(element.kind.word)
    return small_page(
        "facilitation/element_rename.html",
        outcome,
        form,
        sentence=renaming_sentence(renaming, form.new_id.data or "…"),
        warning=renaming_warning(renaming),
        longest=ID_MAX,
        called=called,
    )


def _called(word: str) -> tuple[str, str]:
    """Return the French words for the id of a kind of element, and for a new one."""
    return ("le nom", "Le nouveau nom") if word == "condition" else ("l’identifiant", "Le nouvel identifiant")
