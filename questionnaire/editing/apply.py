"""Applies operations to a criteria text, and checks that the result reads as intended."""

from __future__ import annotations

from dataclasses import dataclass

from questionnaire.criteria.yaml_source import read_once
from questionnaire.editing.layout import split_layout
from questionnaire.editing.operations import (
    AddName,
    Copy,
    InsertAfter,
    Move,
    Operation,
    Remove,
    RemoveName,
    RenameEverywhere,
    SetValue,
)
from questionnaire.editing.plain import same
from questionnaire.editing.plans import (
    Plan,
    plan_add,
    plan_copy,
    plan_insertion,
    plan_move,
    plan_removal,
    plan_set,
)
from questionnaire.editing.removal import plan_remove_everywhere
from questionnaire.editing.renaming import plan_rename_everywhere
from questionnaire.editing.spans import Document, spliced
from questionnaire.errors import CannotWriteError, CriteriaError

DIFFERS = "relu, le texte ne dirait pas ce que vous avez demandé"


@dataclass(frozen=True, slots=True)
class Edited:
    """A text after operations, the line of the last change (from 1), and what else changed, in French."""

    text: str
    line: int
    notes: tuple[str, ...] = ()


def apply(text: str, *operations: Operation) -> Edited:
    """Apply operations to `text` in order; what they do not concern keeps its bytes and comments.

    Raises CannotWriteError when an operation cannot be done, or when its result would not read as intended.
    """
    lines, layout = split_layout(text)
    try:
        document = Document(lines, read_once(_bytes(lines)))
    except CriteriaError as error:
        raise CannotWriteError(f"le texte ne peut plus être lu ({error.problems[0]})") from error
    line, notes, changed = 1, list[str](), False
    for operation in operations:
        plan = plan_of(document, operation)
        if plan.splices:
            line, changed = _line(document.text, plan), True
            notes += plan.notes
            document = _checked(document, plan)
    if not changed:
        return Edited(text, line)
    return Edited(layout.restore(document.text), line, (*notes, *((layout.note,) if layout.note else ())))


def plan_of(document: Document, operation: Operation) -> Plan:
    """Return the plan of an operation on a document."""
    match operation:
        case SetValue():
            return plan_set(document, operation)
        case AddName():
            return plan_add(document, operation)
        case RemoveName() | Remove():
            return plan_removal(document, operation)
        case InsertAfter():
            return plan_insertion(document, operation)
        case Copy():
            return plan_copy(document, operation)
        case Move():
            return plan_move(document, operation)
        case RenameEverywhere():
            return plan_rename_everywhere(document, operation.element, operation.new_id)
        case _:
            return plan_remove_everywhere(document, operation.element)


def _bytes(lines: str) -> bytes:
    return lines.encode(errors="surrogatepass")  # surrogates: the reader refuses them with a message


def _checked(document: Document, plan: Plan) -> Document:
    """Return the document after a plan; raise CannotWriteError unless it reads as the value intended."""
    result = spliced(document.text, plan.splices)
    try:
        read = read_once(_bytes(result))
    except CriteriaError as error:
        # a syntax error is about what we wrote, not about what was asked
        raise CannotWriteError(DIFFERS if error.__cause__ else error.problems[0].message) from error
    faults = {message for _, _, message in document.source.problems}
    if len(read.problems) > len(document.source.problems):
        raise CannotWriteError(
            next((message for _, _, message in read.problems if message not in faults), DIFFERS)
        )
    if not same(read.value, plan.meant):
        raise CannotWriteError(DIFFERS)
    return Document(result, read)


def _line(lines: str, plan: Plan) -> int:
    """Return the line (from 1), in the result, of the first splice of a plan: what the operation is about."""
    main = plan.splices[0]
    before = spliced(
        lines[: main.start], [splice for splice in plan.splices if splice.end <= main.start and splice is not main]
    )
    return 1 + before.count("\n") + len(main.text) - len(main.text.lstrip("\n"))
