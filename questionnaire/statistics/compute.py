"""Cohorts in, Statistics out. Nothing leaves here that is not rounded, or said to be too small."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate

from questionnaire.answers import State, Viewpoint
from questionnaire.criteria.model import STAGE, Criteria
from questionnaire.statistics.cohorts import Cohort, add_up
from questionnaire.statistics.figures import (
    GIVEN,
    OFTEN,
    OFTEN_BASE,
    AxisDistributions,
    Choices,
    Count,
    Distribution,
    Duration,
    Filters,
    Line,
    Row,
    Statistics,
    Week,
    Weeks,
    matching,
    parts,
    rounded,
)
from questionnaire.statistics.labels import Labels
from questionnaire.statistics.tally import END, SITTINGS, TERRITORY

MANY_WEEKS = 60  # more are shown by month
MIXED = "Mêlés"
NOT_TOLD = "Non précisé"
AT_THE_END = "Tout est répondu, les résultats n’ont pas été demandés"


@dataclass
class _Sums:
    """The counters of a set of cohorts, by kind: sums["level"]["accueil:2"]."""

    size: int
    kinds: dict[str, dict[str, int]] = field(default_factory=dict)

    def of(self, kind: str) -> Mapping[str, int]:
        return self.kinds.get(kind, {})

    def one(self, kind: str, name: str = "") -> int:
        return self.of(kind).get(name, 0)


def make_statistics(
    cohorts: Sequence[Cohort],
    filters: Filters,
    wording: Labels,
    choices: Choices,
    least: int,
    today: datetime.date,
) -> Statistics:
    """Sum the cohorts that pass the filters; a cohort smaller than `least` is never looked at."""
    cohorts = [cohort for cohort in cohorts if cohort.size >= least]
    passing, mixed = matching(cohorts, filters, today)
    sums = _sums(passing)
    finished = sums.one("finished")
    (part,) = parts([finished], sums.size, least)
    return Statistics(
        least=least,
        filters=filters,
        choices=choices,
        scale=_scale(wording.main, sums),
        begun=rounded(sums.size, least),
        finished=part,
        mixed=rounded(_size(mixed), least),
        weeks=_weeks(sums, least),
        viewpoints=_rows(passing, _viewpoint, choices.viewpoints, least),
        stages=_rows(passing, _stage, choices.stages, least),
        territories=_rows(passing, _territory, choices.territories, least),
        versions=_rows(passing, lambda cohort: cohort.dimensions.criteria, choices.versions, least),
        paths=_lines(sums.of("path"), sums.size, least, lambda name: (wording.path(name), "")),
        duration=_duration(sums, finished, least),
        stops=_lines(sums.of("stop"), sums.size - finished, least, lambda name: _stop(name, wording)),
        axes=_axes(sums, wording, filters, least),
        cards=_lines(sums.of("card"), finished, least, lambda name: _card(name, wording), shared=False)[:GIVEN],
    )


def make_choices(cohorts: Sequence[Cohort], wording: Labels, versions: Sequence[tuple[str, str]]) -> Choices:
    """Return what the filters offer; `versions` gives (digest, label), newest first."""
    viewpoints = ((one.value, wording.main.viewpoints.of(one).title) for one in Viewpoint)
    return Choices(
        versions=_version_names(versions),
        viewpoints=tuple(viewpoints),
        stages=_choices(cohorts, wording, STAGE, _stage),
        territories=_choices(cohorts, wording, TERRITORY, _territory),
    )


def _sums(cohorts: Iterable[Cohort]) -> _Sums:
    cohorts = list(cohorts)
    sums = _Sums(_size(cohorts))
    for name, count in add_up(cohort.counters for cohort in cohorts).items():
        kind, _, rest = name.partition(":")
        sums.kinds.setdefault(kind, {})[rest] = count
    return sums


def _size(cohorts: Iterable[Cohort]) -> int:
    return sum(cohort.size for cohort in cohorts)


def _viewpoint(cohort: Cohort) -> str | None:
    return cohort.dimensions.viewpoint


def _stage(cohort: Cohort) -> str | None:
    return cohort.dimensions.stage


def _territory(cohort: Cohort) -> str | None:
    return cohort.dimensions.territory


def _version_names(versions: Sequence[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """Return the versions with names that differ."""
    labels = [label for _, label in versions]
    return tuple(
        (digest, label if labels.count(label) == 1 else f"{label} ({digest[:6]})") for digest, label in versions
    )


def _choices(
    cohorts: Iterable[Cohort], wording: Labels, question: str, of: Callable[[Cohort], str | None]
) -> tuple[tuple[str, str], ...]:
    """Return the choices of a context question: those of the main version, then others that cohorts have."""
    found = wording.main.context_question(question)
    known = [choice.id for choice in found.choices] if found else []
    others = sorted({value for cohort in cohorts if (value := of(cohort))} - set(known))
    return tuple((one, wording.choice(question, one)) for one in [*known, *others])


def _rows(
    cohorts: Sequence[Cohort], of: Callable[[Cohort], str | None], titles: Sequence[tuple[str, str]], least: int
) -> tuple[Row, ...]:
    groups: dict[str | None, list[Cohort]] = {}
    for cohort in cohorts:
        groups.setdefault(of(cohort), []).append(cohort)
    rows = [_row(title, groups.get(value, []), least) for value, title in titles]
    if "" in groups:
        rows.append(_row(NOT_TOLD, groups[""], least))
    if None in groups:
        rows.append(_row(MIXED, groups[None], least, mixed=True))
    return tuple(rows)


def _row(title: str, cohorts: Sequence[Cohort], least: int, *, mixed: bool = False) -> Row:
    begun = _size(cohorts)
    (finished,) = parts([_finished(cohorts)], begun, least)
    return Row(title, rounded(begun, least), finished, mixed)


def _finished(cohorts: Iterable[Cohort]) -> int:
    return sum(cohort.counters.get("finished", 0) for cohort in cohorts)


def _weeks(sums: _Sums, least: int) -> Weeks:
    begun = {datetime.date.fromisoformat(day): count for day, count in sums.of("week").items()}
    finished = {datetime.date.fromisoformat(day): count for day, count in sums.of("week-finished").items()}
    if not begun:
        return Weeks((), False)
    first, last = min(begun), max(begun)
    mondays = [first + datetime.timedelta(weeks=number) for number in range((last - first).days // 7 + 1)]
    months = len(mondays) > MANY_WEEKS
    spans: dict[datetime.date, list[datetime.date]] = {}
    for monday in mondays:
        spans.setdefault(monday.replace(day=1) if months else monday, []).append(monday)

    def total(counts: Mapping[datetime.date, int], days: list[datetime.date]) -> Count:
        return rounded(sum(counts.get(day, 0) for day in days), least)

    lines = (Week(start, total(begun, days), total(finished, days)) for start, days in spans.items())
    return Weeks(tuple(lines), months)


def _lines(
    counts: Mapping[str, int],
    base: int,
    least: int,
    words: Callable[[str], tuple[str, str]],
    *,
    shared: bool = True,
) -> tuple[Line, ...]:
    """Return what can be shown, the most frequent first; `shared`: the counts add up to the base, at most."""
    if shared:
        found = dict(zip(counts, parts(list(counts.values()), base, least), strict=True))
    else:
        found = {name: parts([count], base, least)[0] for name, count in counts.items()}
    lines = [Line(*words(name), part) for name, part in found.items() if part.count is not None]
    # by what is shown, then by title: the exact order would tell more
    return tuple(sorted(lines, key=lambda line: (-(line.part.count or 0), line.title, line.detail)))


def _stop(name: str, wording: Labels) -> tuple[str, str]:
    if name == END:
        return AT_THE_END, ""
    axis_id, _, page = name.rpartition("/")
    axis = wording.axis(axis_id)
    return axis.title if axis else axis_id, f"page {page}"


def _card(name: str, wording: Labels) -> tuple[str, str]:
    found = wording.card(name)
    return (found[0].title, found[1].title) if found else (name, "")


def _duration(sums: _Sums, finished: int, least: int) -> Duration:
    times = dict(sums.of("minutes"))
    (sittings,) = parts([times.pop(SITTINGS, 0)], finished, least)
    timed = sum(times.values())
    if timed < least:
        return Duration(None, sittings)
    ordered = sorted((int(minutes), count) for minutes, count in times.items())
    reached = accumulate(count for _, count in ordered)
    median = next(minutes for (minutes, _), so_far in zip(ordered, reached, strict=True) if 2 * so_far >= timed)
    return Duration(median, sittings)


def _scale(main: Criteria, sums: _Sums) -> tuple[str, ...]:
    """Return the titles of the levels; a version of the past may have had more."""
    titles = [level.title for level in main.scale]
    top = max((int(name.rpartition(":")[2]) for name in sums.of("level")), default=0)
    return (*titles, *(f"Niveau {level}" for level in range(len(titles), top + 1)))


def _axes(sums: _Sums, wording: Labels, filters: Filters, least: int) -> tuple[AxisDistributions, ...]:
    """Return the criteria of the main version, then those of other versions that were answered enough."""
    viewpoint = Viewpoint(filters.viewpoint) if filters.viewpoint else Viewpoint.COLLECTIVITE
    axes: dict[str, tuple[str, list[Distribution]]] = {one.id: (one.title, []) for one in wording.main.axes}
    top = len(_scale(wording.main, sums))
    known = [one.id for one in wording.main.all_criteria()]
    answered = {name.rpartition(":")[0] for kind in ("level", "state") for name in sums.of(kind)}
    for name in [*known, *sorted(answered - set(known))]:
        levels = [sums.one("level", f"{name}:{level}") for level in range(top)]
        apart = [sums.one("state", f"{name}:{state}") for state in (State.UNKNOWN, State.NOT_APPLICABLE)]
        if name not in known and sum(levels + apart) < least:
            continue
        found = wording.criterion(name)
        axis, title = (found[0].id, found[0].title) if found else ("", "Autres critères")
        words = (found[1].title, found[1].question.of(viewpoint)) if found else (name, "")
        axes.setdefault(axis, (title, []))[1].append(_distribution(name, words, levels, apart, least))
    return tuple(AxisDistributions(title, tuple(those)) for title, those in axes.values() if those)


def _distribution(
    name: str, words: tuple[str, str], levels: list[int], apart: list[int], least: int
) -> Distribution:
    base = sum(levels + apart)
    *shown, unknown, not_applicable = parts(levels + apart, base, least)
    # counts are rounded: pointed out only when it is so whatever they were
    shown_base, sure = rounded(base, least) or 0, 2 * (unknown.count or 0) - least
    often = shown_base >= OFTEN_BASE * least and 100 * sure >= OFTEN * (2 * shown_base + least)
    return Distribution(name, *words, rounded(base, least), tuple(shown), unknown, not_applicable, often)
