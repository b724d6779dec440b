"""All the answers, without anyone: one row for each counted diagnostic, and the dictionary of the columns.

A row holds the dimensions of its cohort, so that each combination of context is that of many, and the answers.
No key, no name, no note, no date, no other question of context. A question left blank and one that was not asked
are told alike: which questions are asked depends on the context.
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
NOT_TOLD = "non_precise"
EMPTY = "vide"
_STATES = (
    (State.ANSWERED.value, "un niveau a été choisi"),
    (State.UNKNOWN.value, f"«{NBSP}je ne sais pas{NBSP}»"),
    (State.NOT_APPLICABLE.value, f"«{NBSP}non concerné{NBSP}»"),
    (EMPTY, "pas de réponse, ou question non posée"),
)
_MIXED = (MIXED, "les diagnostics du même lot diffèrent")
_NOT_TOLD = (NOT_TOLD, "la question est restée sans réponse")

Cell = str | int | None


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the export: its name, what it means, and the values it takes, each with its sense."""

    name: str
    meaning: str
    values: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Export:
    """The shape of the export for these versions of the criteria, newest first."""

    versions: Mapping[str, Criteria]
    criteria: tuple[Criterion, ...]
    columns: tuple[Column, ...]

    def row(self, dimensions: Dimensions, sheet: AnswerSheet) -> dict[str, Cell]:
        """Return one row, its cells by the name of the column."""
        version = self.versions[dimensions.criteria]
        answers = effective_answers(version, sheet)
        row: dict[str, Cell] = {
            "version": version.version,
            "empreinte": version.digest[:12],
            "regard": _told(dimensions.viewpoint),
            "etape": _told(dimensions.stage),
            "territoire": _told(dimensions.territory),
            "trimestre": _told(dimensions.quarter),
        }
        for criterion in self.criteria:
            answer = answers.get(criterion.id)
            told = answer is not None and answer.state not in (State.BLANK, State.HIDDEN)
            row[f"{criterion.id}.etat"] = answer.state.value if answer and told else EMPTY
            row[f"{criterion.id}.niveau"] = answer.level if answer else None
        return row


def make_export(versions: Sequence[Criteria]) -> Export:
    """Lay out the columns: the cohort, then every criterion that a version knows. The newest version words them."""
    wording = Labels(versions[0], versions[1:])
    found: dict[str, Criterion] = {}
    for version in versions:
        for criterion in version.all_criteria():
            found.setdefault(criterion.id, criterion)
    columns = [
        Column("version", "Nom de la version des critères", _distinct((one.version, "") for one in versions)),
        Column(
            "empreinte",
            "Début de l’empreinte de cette version, qui la désigne sans erreur",
            tuple((one.digest[:12], one.version) for one in versions),
        ),
        Column("regard", "Qui répond", (*_viewpoints(versions[0]), _MIXED)),
        Column(
            "etape", "Où en est le lieu ou le projet", (*_choices(versions, wording, STAGE), _NOT_TOLD, _MIXED)
        ),
        Column("territoire", "Type de territoire", (*_choices(versions, wording, TERRITORY), _NOT_TOLD, _MIXED)),
        Column(
            "trimestre",
            "Trimestre où le diagnostic a été commencé",
            (("AAAA-Tn", "l’année et le numéro du trimestre"), _MIXED),
        ),
    ]
    for criterion in found.values():
        columns.append(Column(f"{criterion.id}.etat", f"{criterion.title}{NBSP}: état de la réponse", _STATES))
        columns.append(Column(f"{criterion.id}.niveau", f"{criterion.title}{NBSP}: niveau", _levels(criterion)))
    return Export({one.digest: one for one in versions}, tuple(found.values()), tuple(columns))


def _told(value: str | None) -> str:
    return MIXED if value is None else value or NOT_TOLD


def _distinct(pairs: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    return tuple(dict(pairs).items())


def _viewpoints(criteria: Criteria) -> tuple[tuple[str, str], ...]:
    return tuple((one.value, criteria.viewpoints.of(one).title) for one in Viewpoint)


def _choices(versions: Sequence[Criteria], wording: Labels, name: str) -> tuple[tuple[str, str], ...]:
    questions = [found for one in versions if (found := one.context_question(name))]
    return _distinct(
        (choice.id, wording.choice(name, choice.id)) for question in questions for choice in question.choices
    )


def _levels(criterion: Criterion) -> tuple[tuple[str, str], ...]:
    both = zip(criterion.levels.collectivite, criterion.levels.projet, strict=True)
    return tuple(
        (str(level), one if one == other else f"{one} / {other}") for level, (one, other) in enumerate(both)
    )
