"""The statistics as tables to take away: one CSV, or a spreadsheet of several sheets. Nothing but what the page shows."""

from __future__ import annotations

import csv
import datetime
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from questionnaire.renderings.data import csv_cell
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
    """Rows of (element, detail, then one value for each measure)."""

    name: str
    measures: tuple[str, ...]
    rows: Sequence[tuple[Value, ...]]


def count_words(count: Count, least: int) -> str:
    """Return « 1 250 », or « moins de 5 »."""
    return f"moins de{NBSP}{least}" if count is None else grouped(count)


def filter_words(statistics: Statistics) -> tuple[tuple[str, str], ...]:
    """Say which filters were asked for: (filter, value)."""
    filters, choices = statistics.filters, statistics.choices
    asked = (
        ("Version", filters.version, choices.versions),
        ("Regard", filters.viewpoint, choices.viewpoints),
        ("Étape", filters.stage, choices.stages),
        ("Territoire", filters.territory, choices.territories),
    )
    words = [(name, dict(titles).get(value, value)) for name, value, titles in asked if value is not None]
    return (*words, ("Période", PERIODS[filters.period]))


def reading_words(least: int) -> tuple[str, ...]:
    """Say how to read the figures."""
    return (
        f"Aucun chiffre ne porte sur moins de {least} diagnostics, et la différence entre deux chiffres non plus"
        f"{NBSP}: les diagnostics sont comptés par lots d’au moins {least}.",
        f"Les nombres sont arrondis au multiple de {least} le plus proche{NBSP}; les parts sont calculées sur ces"
        f" nombres arrondis. «{NBSP}Moins de {least}{NBSP}» peut vouloir dire zéro.",
        "Un diagnostic est compté une seule fois, un quart d’heure après sa fin, ou un jour après sa dernière réponse"
        " s’il n’est pas terminé.",
    )


def render_statistics_csv(statistics: Statistics) -> bytes:
    """Return one figure a row, with the mark and the separator that French spreadsheets expect."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(CSV_HEADER)
    rows = [("Filtres", name, "", "", value) for name, value in filter_words(statistics)]
    writer.writerows([csv_cell(cell) for cell in row] for row in (*rows, *_long(statistics)))
    return b"\xef\xbb\xbf" + text.getvalue().encode()


def render_statistics_ods(statistics: Statistics, date: datetime.date) -> bytes:
    """Return the spreadsheet."""
    about: list[tuple[Value, ...]] = [
        ("Terrain d’entente", "Statistiques des diagnostics"),
        ("Date", day_words(date)),
        *filter_words(statistics),
        *(("À savoir", words) for words in reading_words(statistics.least)),
    ]
    sheets = [Sheet("Lisez-moi", (("", 5), ("", 19)), about, frozen=False)]
    for table in statistics_tables(statistics):
        columns = (("Élément", 8.0), ("Détail", 5.0), *((measure, 3.2) for measure in table.measures))
        sheets.append(Sheet(table.name, columns, table.rows))
    return render_workbook(sheets, title=_TITLE, generator="Terrain d’entente", date=date)


def statistics_tables(statistics: Statistics) -> tuple[Table, ...]:
    """Return every figure of the page."""
    least = statistics.least
    duration, weeks = statistics.duration, statistics.weeks
    span = "mois" if weeks.months else "semaine du lundi"
    every: list[tuple[Value, ...]] = [
        ("Tous les diagnostics", "", _value(statistics.begun, least), *_part(statistics.finished, least))
    ]
    kinds = (
        ("Regard", statistics.viewpoints),
        ("Étape", statistics.stages),
        ("Territoire", statistics.territories),
        ("Version", statistics.versions),
    )
    every += [_row(row, kind, least) for kind, rows in kinds for row in rows]
    over_time = [
        (week.start.isoformat(), span, _value(week.begun, least), _value(week.finished, least))
        for week in weeks.lines
    ]
    times = [
        ("Durée médiane, en minutes", "terminés d’une traite", duration.median, None),
        ("Repris plusieurs fois", "plus de quatre heures", *_part(duration.sittings, least)),
        *_lines(statistics.paths, least, "parcours"),
    ]
    levels = tuple(f"{level} {title}" for level, title in enumerate(statistics.scale))
    criteria = [
        (one.title, axis.title, *_distribution(one, least)) for axis in statistics.axes for one in axis.criteria
    ]
    return (
        Table("Ensemble", _COUNTS, every),
        Table("Dans le temps", _COUNTS[:2], over_time),
        Table("Temps et parcours", _SHARES, times),
        Table("Arrêts", _SHARES, _lines(statistics.stops, least)),
        Table(
            "Critères",
            ("Réponses", *levels, "Je ne sais pas", "Non concerné", "Je ne sais pas (%)", "Souvent inconnu"),
            criteria,
        ),
        Table("Conseils", _SHARES, _lines(statistics.cards, least)),
    )


def _long(statistics: Statistics) -> Iterator[tuple[str, ...]]:
    for table in statistics_tables(statistics):
        for element, detail, *values in table.rows:
            for measure, value in zip(table.measures, values, strict=True):
                if value is not None:
                    yield (table.name, str(element), str(detail), measure, str(value))


def _value(count: Count, least: int) -> Value:
    return f"moins de {least}" if count is None else count


def _part(part: Proportion, least: int) -> tuple[Value, Value]:
    return _value(part.count, least), part.percent


def _row(row: Row, kind: str, least: int) -> tuple[Value, ...]:
    return (row.title, kind, _value(row.begun, least), *_part(row.finished, least))


def _lines(lines: Sequence[Line], least: int, detail: str = "") -> list[tuple[Value, ...]]:
    return [(line.title, line.detail or detail, *_part(line.part, least)) for line in lines]


def _distribution(one: Distribution, least: int) -> tuple[Value, ...]:
    counts = (one.base, *(part.count for part in (*one.levels, one.unknown, one.not_applicable)))
    often = "oui" if one.often_unknown else "non"
    return (*(_value(count, least) for count in counts), one.unknown.percent, often)
