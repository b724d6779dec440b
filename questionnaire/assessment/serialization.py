"""Conversion between an AnswerSheet and plain values, in the shape of the JSON download."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from questionnaire.answers import NOTE_MAX, TEXT_MAX, Answer, AnswerSheet, ContextValue, State, Viewpoint
from questionnaire.criteria.criterion import Criterion
from questionnaire.criteria.model import STAGE, WHOLE_PATH, ContextQuestion, Criteria
from questionnaire.errors import AnswersError, Problem
from questionnaire.texts import MAX_LINES, clean_text, has_too_many_lines

_STATES = {state.value: state for state in State}


def read_sheet(data: Mapping[str, Any], criteria: Criteria) -> tuple[AnswerSheet, tuple[str, ...]]:
    """Return the answers, and a sentence in French for each value dropped; raise AnswersError with every problem.

    A value that these criteria do not know is dropped; a malformed value is a problem.
    """
    return _Reader(criteria).read(data)


def write_sheet(sheet: AnswerSheet) -> dict[str, Any]:
    """Return the answers as plain values, which `read_sheet` reads back unchanged."""
    return {
        "regard": sheet.viewpoint.value,
        "parcours": sheet.path,
        "contexte": {
            key: value if isinstance(value, str) else list(value) for key, value in sheet.context.items()
        },
        "reponses": {
            key: {"etat": answer.state.value, "niveau": answer.level, "note": answer.note}
            for key, answer in sheet.answers.items()
        },
    }


class _Reader:
    def __init__(self, criteria: Criteria) -> None:
        self.criteria = criteria
        self.problems: list[Problem] = []
        self.notices: list[str] = []

    def read(self, data: object) -> tuple[AnswerSheet, tuple[str, ...]]:
        if not isinstance(data, Mapping):
            self._problem(
                "", "des réponses sont attendues, sous la forme d’un objet avec « regard » et « reponses »."
            )
            raise AnswersError(tuple(self.problems))
        viewpoint = self._viewpoint(data)
        path = self._path(data, viewpoint)
        context = dict(self._context(data, viewpoint))
        staged = self.criteria.at_stage(context.get(STAGE))
        answers = dict(self._answers(data, viewpoint, staged))
        if viewpoint is None or self.problems:
            raise AnswersError(tuple(self.problems))
        return AnswerSheet(viewpoint, path, context, answers), tuple(self.notices)

    def _problem(self, where: str, message: str) -> None:
        self.problems.append(Problem(0, where, message))

    def _viewpoint(self, data: Mapping[str, Any]) -> Viewpoint | None:
        value = data.get("regard")
        viewpoints = {viewpoint.value: viewpoint for viewpoint in Viewpoint}
        if isinstance(value, str) and value in viewpoints:
            return viewpoints[value]
        fault = "il manque" if value is None else f"{_quoted(value)} n’est pas admis"
        self._problem("« regard »", f"{fault} : « collectivite » ou « projet » est attendu.")
        return None

    def _path(self, data: Mapping[str, Any], viewpoint: Viewpoint | None) -> str:
        value = data.get("parcours")
        if value is None:
            return WHOLE_PATH
        path = self.criteria.path(value) if isinstance(value, str) else None
        if path is not None and (viewpoint is None or viewpoint in path.viewpoints):
            return path.id
        if isinstance(value, str):
            self.notices.append(
                f"Le parcours {_quoted(value)} n’est pas proposé : le parcours « {WHOLE_PATH} » le remplace."
            )
            return WHOLE_PATH
        known_ids = ", ".join(
            path.id for path in self.criteria.paths if viewpoint is None or viewpoint in path.viewpoints
        )
        self._problem("« parcours »", f"{_quoted(value)} n’est pas un parcours ({known_ids}).")
        return WHOLE_PATH

    def _block(self, data: Mapping[str, Any], name: str) -> Mapping[Any, Any]:
        value = data.get(name)
        if isinstance(value, Mapping):
            return value
        fault = "il manque, ou n’est pas un objet" if value is None else "n’est pas un objet"
        self._problem(f"« {name} »", f"{fault} : un objet « nom : valeur » est attendu.")
        return {}

    def _context(self, data: Mapping[str, Any], viewpoint: Viewpoint | None) -> Iterator[tuple[str, ContextValue]]:
        if data.get("contexte") is None:
            return
        for key, value in self._block(data, "contexte").items():
            question = self.criteria.context_question(key)
            if question is None:
                self.notices.append(
                    f"La question de contexte {_quoted(key)} n’existe plus : elle est laissée de côté."
                )
            elif value is not None and value != "":
                context_value = self._context_value(question, value, viewpoint)
                if context_value:
                    yield question.id, context_value

    def _context_value(
        self, question: ContextQuestion, value: object, viewpoint: Viewpoint | None
    ) -> ContextValue | None:
        where = f"question de contexte « {question.id} »"
        if question.kind == "texte":
            return self._text(where, value, question.maximum or TEXT_MAX)
        multiple = question.kind == "choix_multiple"
        choice_ids = (
            [value] if isinstance(value, str) else list(value) if isinstance(value, list | tuple) else None
        )
        if choice_ids is None or not all(isinstance(choice_id, str) for choice_id in choice_ids):
            self._problem(where, "un choix est attendu, ou une liste de choix si la question en permet plusieurs.")
            return None
        if not multiple and not isinstance(value, str):
            self._problem(where, "un seul choix est attendu, et non une liste.")
            return None
        known_ids = {
            choice.id for choice in question.choices if viewpoint is None or viewpoint in choice.viewpoints
        }
        for choice_id in choice_ids:
            if choice_id not in known_ids:
                self.notices.append(
                    f"Le choix {_quoted(choice_id)} ({where}) n’existe plus : il est laissé de côté."
                )
        kept_ids = tuple(dict.fromkeys(choice_id for choice_id in choice_ids if choice_id in known_ids))
        if multiple and question.maximum is not None and len(kept_ids) > question.maximum:
            self._problem(where, f"{len(kept_ids)} choix sont donnés, {question.maximum} au plus sont attendus.")
        return kept_ids if multiple else next(iter(kept_ids), None)

    def _text(self, where: str, value: object, maximum: int) -> str:
        if not isinstance(value, str):
            self._problem(where, "un texte est attendu.")
            return ""
        text = clean_text(value)
        if len(text) > maximum:
            self._problem(where, f"ce texte est trop long ({len(text)} caractères, {maximum} au plus).")
        elif has_too_many_lines(text):
            self._problem(where, f"ce texte a trop de lignes ({MAX_LINES} au plus).")
        return text

    def _answers(
        self, data: Mapping[str, Any], viewpoint: Viewpoint | None, criteria: Criteria
    ) -> Iterator[tuple[str, Answer]]:
        for key, value in self._block(data, "reponses").items():
            if key not in criteria:
                self.notices.append(f"Le critère {_quoted(key)} n’existe plus : sa réponse est laissée de côté.")
                continue
            criterion = criteria.criterion(key)
            answer = self._answer(criterion, value)
            if viewpoint and answer.state is State.NOT_APPLICABLE and not criterion.not_applicable.of(viewpoint):
                self.notices.append(
                    f"Le critère « {key} » ne propose plus « non concerné » : il reste sans réponse."
                )
                answer = Answer(note=answer.note)
            yield key, answer

    def _answer(self, criterion: Criterion, value: object) -> Answer:
        where = f"critère « {criterion.id} »"
        if not isinstance(value, Mapping):
            value = {"etat": value} if isinstance(value, str) else {"niveau": value}
        note = self._text(f"{where}, « note »", "" if value.get("note") is None else value["note"], NOTE_MAX)
        level = value.get("niveau")
        if isinstance(level, float) and level.is_integer():  # tools that know one kind of number write 2.0
            level = int(level)
        state_name = value.get("etat")
        state = _STATES.get(state_name) if isinstance(state_name, str) else None
        if state_name is not None and state is None:
            self._problem(where, f"l’état {_quoted(state_name)} n’est pas admis (connus : {', '.join(_STATES)}).")
        elif state is State.HIDDEN or (state_name is None and level is None):
            return Answer(note=note)
        elif state not in (None, State.ANSWERED):
            if level is not None:
                self._problem(where, f"un niveau ne va qu’avec l’état « repondu », et non {_quoted(state_name)}.")
            return Answer(state, note=note)
        elif level is None:
            self._problem(where, "l’état « repondu » demande un niveau.")
        elif isinstance(level, bool) or not isinstance(level, int):
            self._problem(where, f"un niveau est un nombre entier : {_quoted(level)} est écrit.")
        elif not 0 <= level <= self.criteria.top_level:
            self._problem(where, f"le niveau {level} n’existe pas : de 0 à {self.criteria.top_level}.")
        else:
            return Answer.at(level, note)
        return Answer(note=note)


def _quoted(value: object) -> str:
    if isinstance(value, str | int | float):
        return f"« {clean_text(str(value))[:60]} »"
    return "« […] »" if isinstance(value, list | tuple) else "« {…} »"
