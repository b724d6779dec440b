"""The anonymised export: one row for each counted diagnostic, and the dictionary of the columns.

A row holds the dimensions of its cohort, so that many diagnostics share each combination, and the answers: no key,
name, note, date or other context question. A blank answer and a question not asked have the same value, because
which questions are asked depends on the context.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from questionnaire.answers import AnswerSheet, State, Viewpoint
from questionnaire.assessment.scoring import effective_answers
from questionnaire.criteria.model import STAGE, Criteria, Criterion
from questionnaire.statistics.cohorts import Dimensions
from questionnaire.statistics.labels import Labels
from questionnaire.statistics.tally import TERRITORY
from questionnaire.typography import NBSP

MIXED = "mele"
NOT_ANSWERED = "non_precise"
EMPTY = "vide"
_STATES = (
    (State.ANSWERED.value, "un niveau a été choisi"),
    (State.UNKNOWN.value, f"«{NBSP}je ne sais pas{NBSP}»"),
    (State.NOT_APPLICABLE.value, f"«{NBSP}non concerné{NBSP}»"),
    (EMPTY, "pas de réponse, ou question non posée"),
)
_MIXED = (MIXED, "les diagnostics du même lot diffèrent")
_NOT_ANSWERED = (NOT_ANSWERED, "la question est restée sans réponse")

Cell = str | int | None


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the export: its name, its meaning, and its values, each with its meaning."""

    name: str
    meaning: str
    values: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Export:
    """The columns of the export for some versions of the criteria, by digest, newest first."""

    versions: Mapping[str, Criteria]
    criteria: tuple[Criterion, ...]
    columns: tuple[Column, ...]

    def row(self, dimensions: Dimensions, sheet: AnswerSheet) -> dict[str, Cell]:
        """Return one row: the cells by column name."""
        version = self.versions[dimensions.criteria]
        answers = effective_answers(version, sheet)
        row: dict[str, Cell] = {
            "version": version.version,
            "empreinte": version.digest[:12],
            "regard": _dimension_cell(dimensions.viewpoint),
            "etape": _dimension_cell(dimensions.stage),
            "territoire": _dimension_cell(dimensions.territory),
            "trimestre": _dimension_cell(dimensions.quarter),
        }
        for criterion in self.criteria:
            answer = answers.get(criterion.id)
            has_answer = answer is not None and answer.state not in (State.BLANK, State.HIDDEN)
            row[f"{criterion.id}.etat"] = answer.state.value if answer and has_answer else EMPTY
            row[f"{criterion.id}.niveau"] = answer.level if answer else None
        return row


def make_export(versions: Sequence[Criteria]) -> Export:
    """Return the export of these versions, newest first: the dimensions, then every criterion, with its newest wording."""
    labels = Labels(versions[0], versions[1:])
    criteria: dict[str, Criterion] = {}
    for version in versions:
        for criterion in version.all_criteria():
            criteria.setdefault(criterion.id, criterion)
    columns = [
        Column(
            "version", "Nom de la version des critères", _distinct((version.version, "") for version in versions)
        ),
        Column(
            "empreinte",
            "Début de l’empreinte de cette version, qui la désigne sans erreur",
            tuple((version.digest[:12], version.version) for version in versions),
        ),
        Column("regard", "Qui répond", (*_viewpoints(versions[0]), _MIXED)),
        Column(
            "etape", "Où en est le lieu ou le projet", (*_choices(versions, labels, STAGE), _NOT_ANSWERED, _MIXED)
        ),
        Column(
            "territoire", "Type de territoire", (*_choices(versions, labels, TERRITORY), _NOT_ANSWERED, _MIXED)
        ),
        Column(
            "trimestre",
            "Trimestre où le diagnostic a été commencé",
            (("AAAA-Tn", "l’année et le numéro du trimestre"), _MIXED),
        ),
    ]
    for criterion in criteria.values():
        columns.append(Column(f"{criterion.id}.etat", f"{criterion.title}{NBSP}: état de la réponse", _STATES))
        columns.append(Column(f"{criterion.id}.niveau", f"{criterion.title}{NBSP}: niveau", _levels(criterion)))
    return Export({version.digest: version for version in versions}, tuple(criteria.values()), tuple(columns))


def _dimension_cell(value: str | None) -> str:
    return MIXED if value is None else value or NOT_ANSWERED


def _distinct(pairs: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    return tuple(dict(pairs).items())


def _viewpoints(criteria: Criteria) -> tuple[tuple[str, str], ...]:
    return tuple((viewpoint.value, criteria.viewpoints.of(viewpoint).title) for viewpoint in Viewpoint)


def _choices(versions: Sequence[Criteria], labels: Labels, name: str) -> tuple[tuple[str, str], ...]:
    questions = [question for version in versions if (question := version.context_question(name))]
    return _distinct(
        (choice.id, labels.choice(name, choice.id)) for question in questions for choice in question.choices
    )


def _levels(criterion: Criterion) -> tuple[tuple[str, str], ...]:
    pairs = zip(criterion.levels.collectivite, criterion.levels.projet, strict=True)
    return tuple(
        (str(level), collectivite if collectivite == projet else f"{collectivite} / {projet}")
        for level, (collectivite, projet) in enumerate(pairs)
    )
