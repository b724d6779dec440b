"""The page of a condition: one line for each thing that it asks, each chosen from lists."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from questionnaire.criteria.types import ID_MAX
from questionnaire.criteria.yaml_source import YamlSource
from questionnaire.editing.condition_choices import (
    LINE_WORDS,
    chosen,
    line_of_subject,
    line_options,
    line_title,
    subjects,
    with_choice,
)
from questionnaire.editing.condition_lines import (
    AXIS,
    ConditionLine,
    ConditionLines,
    Connective,
    line_fault,
    read_lines,
    written_lines,
)
from questionnaire.editing.condition_wording import condition_words
from questionnaire.editing.field_options import Options
from questionnaire.editing.field_values import long_value_at, value_digest
from questionnaire.editing.new_elements import id_refusal, insertion, names_of, new_condition
from questionnaire.editing.operations import AddName, Operation, RemoveName, SetValue
from questionnaire.services.drafts import readable, validated
from questionnaire.storage import Draft
from questionnaire.texts import clean_text
from questionnaire.typography import french, upper_first
from questionnaire.web.context import services
from questionnaire.web.facilitation.access import facilitator, reading
from questionnaire.web.facilitation.drafts import find_draft
from questionnaire.web.facilitation.element_lists import KEY
from questionnaire.web.facilitation.element_saving import (
    ChangeOutcome,
    OpenElement,
    Opener,
    apply_operations,
    open_element,
    save_change,
)
from questionnaire.web.facilitation.elements import URL_WORDS, gone
from questionnaire.web.facilitation.plan_view import element_url
from questionnaire.web.forms import STALE_FORM, PageForm, whole_number

blueprint = Blueprint("conditions", __name__, url_prefix="/brouillons/<int:number>")

CONDITION_FIELDS = ("si", "quand", "complement.quand")  # the names of the file that hold a condition
ELEMENT_ROUTE, NAMED_ROUTE = (
    f"/<any({URL_WORDS}):word>/<key>/condition/<any({','.join(CONDITION_FIELDS)}):name>",
    "/condition/<key>",
)
MOST_LINES = 20
CONNECTIVES = (
    (Connective.ALL, "Toutes ces lignes sont vraies"),
    (Connective.ANY, "Au moins une est vraie"),
    (Connective.NONE, "Aucune n’est vraie"),
)
NEEDED = "Ici, il faut au moins une ligne."
NAME_NEEDED = "écrivez-le, ou quelques mots dont le faire."
ADDED = "La condition est ajoutée. Elle sert quand elle est citée : choisissez-la dans la condition d’un élément."
CHANGED_MEANWHILE = "Entre-temps, quelqu’un a changé cette condition. Elle dit maintenant : « {} ». Enregistrez à nouveau pour mettre la vôtre."


@dataclass(frozen=True)
class ShownLine:
    """A line of a condition on the page."""

    line: ConditionLine
    title: str  # its subject
    words: str  # the label of the options
    options: Options
    chosen: tuple[str, ...]
    number: str  # the threshold typed, for the score of an axis
    fault: str = ""


@dataclass(frozen=True)
class SentCondition:
    """The condition that a form sends, and the faults of its lines, by their number."""

    lines: ConditionLines
    faults: dict[int, str]


@blueprint.get(ELEMENT_ROUTE)
@blueprint.get(NAMED_ROUTE)
@reading
def edit(number: int, key: str, word: str = "condition", name: str = "") -> ResponseReturnValue:
    """Show a condition."""
    draft = find_draft(number)
    opened = open_element(draft, word, key)
    return _page(opened, name) if opened else gone(draft)


@blueprint.post(ELEMENT_ROUTE)
@blueprint.post(NAMED_ROUTE)
def save(number: int, key: str, word: str = "condition", name: str = "") -> ResponseReturnValue:
    """Save a condition; or add a line to the page, which is saved once it is filled in."""
    return _save(
        find_draft(number),
        name,
        lambda stored: open_element(stored, word, key),
        lambda now_open, lines: _changed(now_open, name, lines),
        "Condition changée",
    )


@blueprint.route("/condition/nouveau", methods=["GET", "POST"])
def add(number: int) -> ResponseReturnValue:
    """Show the page of a named condition to add; add it, with its first lines."""
    draft = find_draft(number)
    if request.method == "POST":
        return _save(draft, "", _open_new, _added, "Ajouté")
    opened = _open_new(draft)
    return _page(opened, "") if opened else gone(draft)


def _open_new(draft: Draft) -> OpenElement | None:
    source = readable(draft.source)
    words = clean_text(request.form.get(KEY, "")).strip()
    return OpenElement(draft, source, new_condition(words), ()) if source else None


def _added(opened: OpenElement, lines: ConditionLines) -> ChangeOutcome:
    if fault := _name_fault(opened):
        return ChangeOutcome(opened, faults={KEY: fault})
    new = written_lines(lines.connective, lines.lines)
    return apply_operations(opened, [insertion(opened.source, opened.element, new)])


def _name_fault(opened: OpenElement) -> str:
    """Return the fault of the name of a condition to add, once a form sent it; else an empty text."""
    if not _is_new() or request.method != "POST":
        return ""
    name = opened.element.key
    return id_refusal(opened.source, opened.element, name) if name else NAME_NEEDED


def _is_new() -> bool:
    return request.endpoint == "facilitation.conditions.add"


def _save(
    draft: Draft,
    name: str,
    opener: Opener,
    change: Callable[[OpenElement, ConditionLines], ChangeOutcome],
    done: str,
) -> ResponseReturnValue:
    opened = opener(draft)
    if not opened:
        return gone(draft)
    sent = _sent()
    if not PageForm(formdata=request.form).validate():
        return _page(opened, name, sent, [STALE_FORM]), 422
    if added := request.form.get("ajouter", ""):
        return _page(opened, name, _with_line(sent.lines, added))
    if not sent.lines.lines and not name:
        return _page(opened, name, sent, [NEEDED]), 422
    if sent.faults or _name_fault(opened):
        return _page(opened, name, sent), 422
    outcome = save_change(
        services().drafts,
        draft.id,
        opener,
        lambda now_open: change(now_open, sent.lines),
        facilitator().name,
        done,
    )
    if outcome is None:
        return gone(draft)
    if outcome.refused:
        problems = [outcome.problem] if outcome.problem else []
        problems += [*outcome.faults.values(), *map(str, outcome.elsewhere)]
        return _page(outcome.opened, name, sent, problems), 409 if outcome.clashes else 422
    if _is_new():
        flash(ADDED, "success")
        return redirect(element_url(draft.id, outcome.opened.element, 1), 303)
    flash("La condition est enregistrée." if outcome.text else "Rien n’avait changé.", "success")
    return redirect(request.path, 303)


def _sent() -> SentCondition:
    """Read the lines of a form, without those that it asks to remove."""
    form, lines, faults = request.form, list[ConditionLine](), dict[int, str]()
    for index in range(min(whole_number(form.get("lignes", "")) or 0, MOST_LINES)):
        if form.get(f"retirer-{index}"):
            continue
        about = replace(
            line_of_subject(form.get(f"sujet-{index}", "")), negated=bool(form.get(f"contraire-{index}"))
        )
        number = form.get(f"nombre-{index}", "").strip().replace(",", ".")
        line = with_choice(about, form.getlist(f"valeur-{index}"), number)
        if fault := line_fault(line):
            faults[len(lines)] = fault
        lines.append(line)
    connective = next((offered for offered, _ in CONNECTIVES if offered == form.get("reunies")), Connective.ALL)
    return SentCondition(ConditionLines(connective, tuple(lines)), faults)


def _with_line(lines: ConditionLines, subject: str) -> SentCondition:
    return SentCondition(replace(lines, lines=(*lines.lines, line_of_subject(subject))[:MOST_LINES]), {})


def _stored(opened: OpenElement, name: str) -> Any:
    return long_value_at(opened.element.value, tuple(name.split(".")) if name else ())


def _changed(opened: OpenElement, name: str, lines: ConditionLines) -> ChangeOutcome:
    """Return the outcome of saving a condition; a clash when somebody changed it since it was shown."""
    stored = _stored(opened, name)
    if read_lines(stored) == lines:
        return ChangeOutcome(opened)
    if value_digest(stored) != request.form.get("vu"):
        words = condition_words(opened.source, stored)
        return ChangeOutcome(opened, problem=french(CHANGED_MEANWHILE.format(words)), clashes={name: words})
    place = (*opened.element.path, *(name.split(".") if name else ()))
    new = written_lines(lines.connective, lines.lines)
    step: Operation = SetValue(place, new)
    if new is None:
        step = RemoveName(place)
    elif stored is None and name:
        step = AddName(place, new, names_of(opened.element.kind))
    return apply_operations(opened, [step])


def _page(opened: OpenElement, name: str, sent: SentCondition | None = None, problems: Sequence[str] = ()) -> str:
    element, source, stored = opened.element, opened.source, _stored(opened, name)
    lines = sent.lines if sent else read_lines(stored)
    line = 1 if _is_new() else source.line((*element.path, *(name.split(".") if name else ())))
    return render_template(
        "facilitation/condition.html",
        draft=opened.draft,
        element=element,
        named=not name,
        is_new=_is_new(),
        key_name=KEY,
        key_value=clean_text(request.form.get(KEY, "")),
        key_fault=_name_fault(opened),
        longest=ID_MAX,
        back=_back(opened),
        words=condition_words(source, stored),
        line=line,
        lines=_shown(source, lines, sent.faults if sent else {}) if lines else None,
        connective=lines.connective if lines else Connective.ALL,
        connectives=CONNECTIVES,
        groups=subjects(source, element, name),
        seen=value_digest(stored),
        unsaved=sent is not None,
        problems=problems,
        warnings=[] if sent else _warnings(opened, name),
        form=PageForm(formdata=None),
    )


def _warnings(opened: OpenElement, name: str) -> list[str]:
    """Return the warnings of the checks about the stored condition."""
    place = (*opened.element.path, *(name.split(".") if name else ()))
    warnings = [problem for problem in validated(opened.draft.source).problems if problem.warning]
    places = opened.source.places_at({warning.line for warning in warnings})
    return [
        upper_first(french(warning.message)) for warning in warnings if places[warning.line][: len(place)] == place
    ]


def _shown(source: YamlSource, lines: ConditionLines, faults: dict[int, str]) -> list[ShownLine]:
    return [
        ShownLine(
            line,
            line_title(source, line),
            LINE_WORDS.get(line.kind, ""),
            line_options(source, line),
            chosen(line),
            line.values[0].replace(".", ",") if line.kind == AXIS and line.values else "",
            faults.get(index, ""),
        )
        for index, line in enumerate(lines.lines)
    ]


def _back(opened: OpenElement) -> str:
    """Return the address to go back to: the element that has the condition, or the plan for a named one."""
    if opened.element.kind.word == "condition":
        return url_for("facilitation.plan.show", number=opened.draft.id, _anchor="conditions")
    return element_url(opened.draft.id, opened.element, 1)
