"""The statistics of the page as downloads: one CSV, or a spreadsheet with one sheet for each table."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from questionnaire.answers import State
from questionnaire.criteria.state_words import STATE_WORDS
from questionnaire.renderings.csv_table import render_csv_table
from questionnaire.renderings.spreadsheet.workbook import Sheet, Value, render_workbook
from questionnaire.statistics.figures import Count, Distribution, Line, Period, Proportion, Row, Statistics
from questionnaire.typography import NBSP, day_words, grouped

PERIODS = {
    Period.ALL: "Depuis le début",
    Period.TWO: "Ce trimestre et le précédent",
    Period.FOUR: "Quatre derniers trimestres",
}
CSV_HEADER = ("rubrique", "élément", "détail", "mesure", "valeur")
_TITLE = f"Terrain d’entente{NBSP}: statistiques"
_COUNTS = ("Commencés", "Terminés", "Terminés (%)")
_SHARES = ("Nombre", "Proportion (%)")


@dataclass(frozen=True, slots=True)
class Table:
    """A table whose rows are (element, detail, then one value for each measure)."""

    name: str
    measures: tuple[str, ...]
    rows: Sequence[tuple[Value, ...]]


def count_words(count: Count, minimum: int) -> str:
    """Return « 1 250 », or « moins de 5 »."""
    return f"moins de{NBSP}{minimum}" if count is None else grouped(count)


def version_words(label: str, publication: int | None) -> str:
    """Return « 2026-12 », or « 2026-12 (publication n° 3) » when another version has the same name."""
    return label if publication is None else f"{label} (publication n°{NBSP}{publication})"


def filter_words(statistics: Statistics) -> tuple[tuple[str, str], ...]:
    """Return the filters applied, as (filter, value) labels."""
    filters, choices = statistics.filters, statistics.choices
    requested = (
        ("Version", filters.version, choices.versions),
        ("Regard", filters.viewpoint, choices.viewpoints),
        ("Étape", filters.stage, choices.stages),
        ("Territoire", filters.territory, choices.territories),
    )
    labels = [(name, dict(titles).get(value, value)) for name, value, titles in requested if value is not None]
    return (*labels, ("Période", PERIODS[filters.period]))


def reading_words(minimum: int) -> tuple[str, ...]:
    """Return the sentences that explain how to read the figures."""
    return (
        f"Aucun chiffre ne porte sur moins de {minimum} diagnostics, et la différence entre deux chiffres non plus"
        f"{NBSP}: les diagnostics sont comptés par lots d’au moins {minimum}.",
        f"Les nombres sont arrondis au multiple de {minimum} le plus proche{NBSP}; les parts sont calculées sur ces"
        f" nombres arrondis. «{NBSP}Moins de {minimum}{NBSP}» peut vouloir dire zéro.",
        f"Les réponses à chaque critère, les arrêts et les conseils sont brouillés de quelques unités, au hasard et une"
        f" fois pour toutes, quand ils entrent dans un lot{NBSP}: qui aurait inventé les autres diagnostics d’un lot"
        " n’y lirait pas le dernier. Plus il y a de diagnostics, moins cela se voit.",
        "Un diagnostic est compté une seule fois, un quart d’heure après sa fin, ou un jour après sa dernière réponse"
        " s’il n’est pas terminé.",
    )


def render_statistics_csv(statistics: Statistics) -> bytes:
    """Return a CSV with one figure per row."""
    rows = [("Filtres", name, "", "", value) for name, value in filter_words(statistics)]
    return render_csv_table([CSV_HEADER, *rows, *_long_format(statistics)])


def render_statistics_ods(statistics: Statistics, date: datetime.date) -> bytes:
    """Return the spreadsheet."""
    readme_rows: list[tuple[Value, ...]] = [
        ("Terrain d’entente", "Statistiques des diagnostics"),
        ("Date", day_words(date)),
        *filter_words(statistics),
        *(("À savoir", sentence) for sentence in reading_words(statistics.least)),
    ]
    sheets = [Sheet("Lisez-moi", (("", 5), ("", 19)), readme_rows, frozen=False)]
    for table in statistics_tables(statistics):
        columns = (("Élément", 8.0), ("Détail", 5.0), *((measure, 3.2) for measure in table.measures))
        sheets.append(Sheet(table.name, columns, table.rows))
    return render_workbook(sheets, title=_TITLE, generator="Terrain d’entente", date=date)


def statistics_tables(statistics: Statistics) -> tuple[Table, ...]:
    """Return every figure of the page, as tables."""
    minimum = statistics.least
    duration, weeks = statistics.duration, statistics.weeks
    period = "mois" if weeks.months else "semaine du lundi"
    totals: list[tuple[Value, ...]] = [
        ("Tous les diagnostics", "", _value(statistics.begun, minimum), *_proportion(statistics.finished, minimum))
    ]
    kinds = (
        ("Regard", statistics.viewpoints),
        ("Étape", statistics.stages),
        ("Territoire", statistics.territories),
        ("Version", statistics.versions),
    )
    totals += [_row(row, kind, minimum) for kind, rows in kinds for row in rows]
    over_time = [
        (week.start.isoformat(), period, _value(week.begun, minimum), _value(week.finished, minimum))
        for week in weeks.lines
    ]
    times = [
        ("Durée médiane, en minutes", "terminés d’une traite", duration.median, None),
        ("Repris plusieurs fois", "plus de quatre heures", *_proportion(duration.sittings, minimum)),
        *_lines(statistics.paths, minimum, "parcours"),
    ]
    unknown = STATE_WORDS[State.UNKNOWN]
    levels = tuple(f"{level} {title}" for level, title in enumerate(statistics.scale))
    criteria = [
        (distribution.title, axis.title, *_distribution(distribution, minimum))
        for axis in statistics.axes
        for distribution in axis.criteria
    ]
    return (
        Table("Ensemble", _COUNTS, totals),
        Table("Dans le temps", _COUNTS[:2], over_time),
        Table("Temps et parcours", _SHARES, times),
        Table("Arrêts", _SHARES, _lines(statistics.stops, minimum)),
        Table(
            "Critères",
            ("Réponses", *levels, unknown, STATE_WORDS[State.NOT_APPLICABLE], f"{unknown} (%)", "Souvent inconnu"),
            criteria,
        ),
        Table("Conseils", _SHARES, _lines(statistics.cards, minimum)),
    )


def _long_format(statistics: Statistics) -> Iterator[tuple[str, ...]]:
    for table in statistics_tables(statistics):
        for element, detail, *values in table.rows:
            for measure, value in zip(table.measures, values, strict=True):
                if value is not None:
                    yield (table.name, str(element), str(detail), measure, str(value))


def _value(count: Count, minimum: int) -> Value:
    return f"moins de {minimum}" if count is None else count


def _proportion(proportion: Proportion, minimum: int) -> tuple[Value, Value]:
    return _value(proportion.count, minimum), proportion.percent


def _row(row: Row, kind: str, minimum: int) -> tuple[Value, ...]:
    return (row.title, kind, _value(row.begun, minimum), *_proportion(row.finished, minimum))


def _lines(lines: Sequence[Line], minimum: int, detail: str = "") -> list[tuple[Value, ...]]:
    return [(line.title, line.detail or detail, *_proportion(line.part, minimum)) for line in lines]


def _distribution(distribution: Distribution, minimum: int) -> tuple[Value, ...]:
    counts = (
        distribution.base,
        *(
            proportion.count
            for proportion in (*distribution.levels, distribution.unknown, distribution.not_applicable)
        ),
    )
    often = "oui" if distribution.often_unknown else "non"
    return (*(_value(count, minimum) for count in counts), distribution.unknown.percent, often)
