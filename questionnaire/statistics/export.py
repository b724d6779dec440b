"""The export of counts, from whole cohorts and pairs of criteria, rounded like the page; it reads no diagnostic.

Three kinds of rows. `lots`: how many diagnostics of a cohort were begun and finished. `reponses`: the answers to a
criterion, for a version and at most one dimension. `croisements`: the levels of two criteria, low or high, for a version.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass

from questionnaire.statistics.blur import PairSums
from questionnaire.statistics.cohorts import DIMENSION_NAMES, Cohort, sum_counters
from questionnaire.statistics.figures import Count, rounded
from questionnaire.typography import NBSP

EVERY = "tous"
MIXED = "mele"
NOT_ANSWERED = "non_precise"
SIDE_WORDS = {"low": "bas", "high": "haut"}
COLUMNS = {
    "tableau": f"Ce que dit la ligne{NBSP}: lots, reponses ou croisements",
    "version": "Nom de la version des critères",
    "empreinte": "Début de l’empreinte de cette version, qui la désigne sans erreur",
    "regard": f"Qui répond{NBSP}; «{NBSP}tous{NBSP}»{NBSP}: sans distinction{NBSP}; «{NBSP}mele{NBSP}»{NBSP}: le lot réunit plusieurs regards",
    "etape": f"Où en est le lieu ou le projet{NBSP}; «{NBSP}non_precise{NBSP}»{NBSP}: la question est restée sans réponse",
    "territoire": "Type de territoire",
    "trimestre": "Trimestre où les diagnostics ont été commencés",
    "critere": "Identifiant du critère, dans le fichier des critères",
    "reponse": f"commence ou termine (lots){NBSP}; le niveau, ne_sait_pas, non_concerne ou sans_reponse (reponses){NBSP}; bas ou haut, la moitié de l’échelle (croisements, où «{NBSP}tous{NBSP}» dit combien de diagnostics y sont)",
    "autre_critere": "Identifiant du second critère (croisements)",
    "autre_reponse": "Bas ou haut, pour le second critère (croisements)",
    "diagnostics": f"Combien, arrondi{NBSP}; une ligne absente{NBSP}: moins que le minimum, peut-être zéro",
}


@dataclass(frozen=True, slots=True)
class ExportRow:
    """One count; the fields are the columns, in order."""

    table: str
    version: str
    digest: str
    viewpoint: str
    stage: str
    territory: str
    quarter: str
    criterion: str
    answer: str
    other_criterion: str
    other_answer: str
    count: Count

    def cells(self) -> dict[str, str | int | None]:
        """Return the cells by column name."""
        return dict(zip(COLUMNS, astuple(self), strict=True))


@dataclass(frozen=True, slots=True)
class Export:
    """The rows, and the minimum whose multiples their counts are."""

    least: int
    rows: tuple[ExportRow, ...]


def make_export(
    cohorts: Sequence[Cohort],
    pairs: Mapping[str, PairSums],
    versions: Sequence[tuple[str, str]],
    least: int,
) -> Export:
    """Return the export of these versions, given as (digest, label), newest first."""
    rows: list[ExportRow] = []
    for digest, label in versions:
        own = [cohort for cohort in cohorts if cohort.dimensions.criteria == digest and cohort.size >= least]
        make = _Maker(label, digest[:12], least)
        rows += sorted(make.lots(own), key=_order)
        rows += sorted(make.answers(own), key=_order)
        rows += sorted(make.pairs(pairs.get(digest, PairSums())), key=_order)
    # a small count has no row: an empty cell would disclose that somebody gave that answer
    return Export(least, tuple(row for row in rows if row.count is not None))


@dataclass(frozen=True, slots=True)
class _Maker:
    version: str
    digest: str
    least: int

    def lots(self, cohorts: Iterable[Cohort]) -> Iterator[ExportRow]:
        for cohort in cohorts:
            values = {name: _cell(getattr(cohort.dimensions, name)) for name in DIMENSION_NAMES}
            yield self._row("lots", values, ("", "commence"), cohort.size)
            yield self._row("lots", values, ("", "termine"), cohort.counters.get("finished", 0))

    def answers(self, cohorts: Sequence[Cohort]) -> Iterator[ExportRow]:
        groups: dict[tuple[str, str], list[Cohort]] = {("", EVERY): list(cohorts)}
        for cohort in cohorts:
            for name in DIMENSION_NAMES:
                groups.setdefault((name, _cell(getattr(cohort.dimensions, name))), []).append(cohort)
        for (dimension, value), group in groups.items():
            for name, count in sum_counters(cohort.counters for cohort in group).items():
                kind, _, answered = name.partition(":")
                if kind in ("level", "state"):
                    criterion, _, answer = answered.rpartition(":")
                    yield self._row("reponses", {dimension: value}, (criterion, answer), count)

    def pairs(self, sums: PairSums) -> Iterator[ExportRow]:
        if not sums.size:
            return
        yield self._row("croisements", {}, ("", EVERY), sums.size)
        for name, count in sums.released.items():
            _, one, first, other, second = name.split(":")
            yield self._row("croisements", {}, (one, SIDE_WORDS[first]), count, (other, SIDE_WORDS[second]))

    def _row(
        self,
        table: str,
        values: Mapping[str, str],
        answer: tuple[str, str],
        count: int,
        other: tuple[str, str] = ("", ""),
    ) -> ExportRow:
        viewpoint, stage, territory, quarter = (values.get(name, EVERY) for name in DIMENSION_NAMES)
        return ExportRow(
            table,
            self.version,
            self.digest,
            viewpoint,
            stage,
            territory,
            quarter,
            *answer,
            *other,
            rounded(count, self.least),
        )


def _cell(value: str | None) -> str:
    return MIXED if value is None else value or NOT_ANSWERED


def _order(row: ExportRow) -> tuple[str, ...]:
    """Return the sort key of a row, its content: the stored order would disclose when each counter first appeared."""
    return astuple(row)[3:-1]
