"""Computes the figures of a set of cohorts; every count is rounded, or None when it is too small."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate

from questionnaire.answers import State, Viewpoint
from questionnaire.criteria.model import STAGE, Criteria
from questionnaire.statistics.cohorts import Cohort, sum_counters
from questionnaire.statistics.figures import (
    MAX_CARDS,
    OFTEN_UNKNOWN_BASE,
    OFTEN_UNKNOWN_PERCENT,
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
    filter_cohorts,
    proportions,
    rounded,
)
from questionnaire.statistics.labels import Labels
from questionnaire.statistics.tally import END, SITTINGS, TERRITORY

MAX_WEEKS = 60  # beyond, time is shown by month
MIXED = "Mêlés"
NOT_ANSWERED = "Non précisé"
AT_THE_END = "Tout est répondu, les résultats n’ont pas été demandés"


@dataclass
class _Sums:
    """The counters of a set of cohorts, by kind: sums["level"]["accueil:2"]."""

    size: int
    kinds: dict[str, dict[str, int]] = field(default_factory=dict)

    def counts(self, kind: str) -> Mapping[str, int]:
        return self.kinds.get(kind, {})

    def count(self, kind: str, name: str = "") -> int:
        return self.counts(kind).get(name, 0)


def make_statistics(
    cohorts: Sequence[Cohort],
    filters: Filters,
    labels: Labels,
    choices: Choices,
    least: int,
    today: datetime.date,
) -> Statistics:
    """Return the statistics of the cohorts that pass the filters; those smaller than `least` are ignored."""
    cohorts = [cohort for cohort in cohorts if cohort.size >= least]
    passing, mixed = filter_cohorts(cohorts, filters, today)
    sums = _sums(passing)
    finished = sums.count("finished")
    (finished_share,) = proportions([finished], sums.size, least)
    return Statistics(
        least=least,
        filters=filters,
        choices=choices,
        scale=_scale(labels.main, sums),
        begun=rounded(sums.size, least),
        finished=finished_share,
        mixed=rounded(_size(mixed), least),
        weeks=_weeks(sums, least),
        viewpoints=_rows(passing, _viewpoint, choices.viewpoints, least),
        stages=_rows(passing, _stage, choices.stages, least),
        territories=_rows(passing, _territory, choices.territories, least),
        versions=_rows(passing, lambda cohort: cohort.dimensions.criteria, choices.versions, least),
        paths=_lines(sums.counts("path"), sums.size, least, lambda name: (labels.path(name), "")),
        duration=_duration(sums, finished, least),
        stops=_lines(sums.counts("stop"), sums.size - finished, least, lambda name: _stop(name, labels)),
        axes=_axes(sums, labels, filters, least),
        cards=_lines(sums.counts("card"), finished, least, lambda name: _card(name, labels), shared=False)[
            :MAX_CARDS
        ],
    )


def make_choices(cohorts: Sequence[Cohort], labels: Labels, versions: Sequence[tuple[str, str]]) -> Choices:
    """Return the values of the filters; `versions` gives (digest, label), newest first."""
    viewpoints = ((viewpoint.value, labels.main.viewpoints.of(viewpoint).title) for viewpoint in Viewpoint)
    return Choices(
        versions=_version_names(versions),
        viewpoints=tuple(viewpoints),
        stages=_choices(cohorts, labels, STAGE, _stage),
        territories=_choices(cohorts, labels, TERRITORY, _territory),
    )


def _sums(cohorts: Iterable[Cohort]) -> _Sums:
    cohorts = list(cohorts)
    sums = _Sums(_size(cohorts))
    for name, count in sum_counters(cohort.counters for cohort in cohorts).items():
        kind, _, counter = name.partition(":")
        sums.kinds.setdefault(kind, {})[counter] = count
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
    """Return (digest, label) with part of the digest in labels that would be equal."""
    labels = [label for _, label in versions]
    return tuple(
        (digest, label if labels.count(label) == 1 else f"{label} ({digest[:6]})") for digest, label in versions
    )


def _choices(
    cohorts: Iterable[Cohort], labels: Labels, question: str, value_of: Callable[[Cohort], str | None]
) -> tuple[tuple[str, str], ...]:
    """Return the choices of a context question: those of the main version, then others found in cohorts."""
    context_question = labels.main.context_question(question)
    known = [choice.id for choice in context_question.choices] if context_question else []
    others = sorted({value for cohort in cohorts if (value := value_of(cohort))} - set(known))
    return tuple((choice, labels.choice(question, choice)) for choice in [*known, *others])


def _rows(
    cohorts: Sequence[Cohort],
    value_of: Callable[[Cohort], str | None],
    titles: Sequence[tuple[str, str]],
    least: int,
) -> tuple[Row, ...]:
    groups: dict[str | None, list[Cohort]] = {}
    for cohort in cohorts:
        groups.setdefault(value_of(cohort), []).append(cohort)
    rows = [_row(title, groups.get(value, []), least) for value, title in titles]
    if "" in groups:
        rows.append(_row(NOT_ANSWERED, groups[""], least))
    if None in groups:
        rows.append(_row(MIXED, groups[None], least, mixed=True))
    return tuple(rows)


def _row(title: str, cohorts: Sequence[Cohort], least: int, *, mixed: bool = False) -> Row:
    begun = _size(cohorts)
    (finished,) = proportions([_finished(cohorts)], begun, least)
    return Row(title, rounded(begun, least), finished, mixed)


def _finished(cohorts: Iterable[Cohort]) -> int:
    return sum(cohort.counters.get("finished", 0) for cohort in cohorts)


def _weeks(sums: _Sums, least: int) -> Weeks:
    begun = {datetime.date.fromisoformat(day): count for day, count in sums.counts("week").items()}
    finished = {datetime.date.fromisoformat(day): count for day, count in sums.counts("week-finished").items()}
    if not begun:
        return Weeks((), False)
    first, last = min(begun), max(begun)
    mondays = [first + datetime.timedelta(weeks=number) for number in range((last - first).days // 7 + 1)]
    months = len(mondays) > MAX_WEEKS
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
    title_of: Callable[[str], tuple[str, str]],
    *,
    shared: bool = True,
) -> tuple[Line, ...]:
    """Return the counts that can be shown, most frequent first; `shared`: their sum is at most `base`."""
    if shared:
        shares = dict(zip(counts, proportions(list(counts.values()), base, least), strict=True))
    else:
        shares = {name: proportions([count], base, least)[0] for name, count in counts.items()}
    lines = [Line(*title_of(name), part) for name, part in shares.items() if part.count is not None]
    # sorted by rounded count, then title: the order of exact counts would disclose more
    return tuple(sorted(lines, key=lambda line: (-(line.part.count or 0), line.title, line.detail)))


def _stop(name: str, labels: Labels) -> tuple[str, str]:
    if name == END:
        return AT_THE_END, ""
    axis_id, _, page = name.rpartition("/")
    axis = labels.axis(axis_id)
    return axis.title if axis else axis_id, f"page {page}"


def _card(name: str, labels: Labels) -> tuple[str, str]:
    card = labels.card(name)
    return (card[0].title, card[1].title) if card else (name, "")


def _duration(sums: _Sums, finished: int, least: int) -> Duration:
    times = dict(sums.counts("minutes"))
    (sittings,) = proportions([times.pop(SITTINGS, 0)], finished, least)
    total = sum(times.values())
    if total < least:
        return Duration(None, sittings)
    by_minutes = sorted((int(minutes), count) for minutes, count in times.items())
    cumulative = accumulate(count for _, count in by_minutes)
    median = next(
        minutes
        for (minutes, _), cumulative_count in zip(by_minutes, cumulative, strict=True)
        if 2 * cumulative_count >= total
    )
    return Duration(median, sittings)


def _scale(main: Criteria, sums: _Sums) -> tuple[str, ...]:
    """Return the titles of the levels; an earlier version may have had more."""
    titles = [level.title for level in main.scale]
    top = max((int(name.rpartition(":")[2]) for name in sums.counts("level")), default=0)
    return (*titles, *(f"Niveau {level}" for level in range(len(titles), top + 1)))


def _axes(sums: _Sums, labels: Labels, filters: Filters, least: int) -> tuple[AxisDistributions, ...]:
    """Return the criteria of the main version, then those of other versions with at least `least` answers."""
    viewpoint = Viewpoint(filters.viewpoint) if filters.viewpoint else Viewpoint.COLLECTIVITE
    axes: dict[str, tuple[str, list[Distribution]]] = {axis.id: (axis.title, []) for axis in labels.main.axes}
    top = len(_scale(labels.main, sums))
    known = [criterion.id for criterion in labels.main.all_criteria()]
    answered = {name.rpartition(":")[0] for kind in ("level", "state") for name in sums.counts(kind)}
    for criterion_id in [*known, *sorted(answered - set(known))]:
        levels = [sums.count("level", f"{criterion_id}:{level}") for level in range(top)]
        others = [
            sums.count("state", f"{criterion_id}:{state}") for state in (State.UNKNOWN, State.NOT_APPLICABLE)
        ]
        if criterion_id not in known and sum(levels + others) < least:
            continue
        match = labels.criterion(criterion_id)
        axis, title = (match[0].id, match[0].title) if match else ("", "Autres critères")
        texts = (match[1].title, match[1].question.of(viewpoint)) if match else (criterion_id, "")
        axes.setdefault(axis, (title, []))[1].append(
            _distribution(criterion_id, texts, levels, others, sums.size, least)
        )
    return tuple(
        AxisDistributions(title, tuple(distributions)) for title, distributions in axes.values() if distributions
    )


def _distribution(
    criterion_id: str, texts: tuple[str, str], levels: list[int], others: list[int], begun: int, least: int
) -> Distribution:
    base = min(sum(levels + others), begun)  # the blur may add up to more answers than diagnostics
    *level_shares, unknown, not_applicable = proportions(levels + others, base, least)
    # counts are rounded to ± least / 2: the lowest possible share is compared, both of its terms doubled
    rounded_base = rounded(base, least) or 0
    doubled_unknown, doubled_base = 2 * (unknown.count or 0) - least, 2 * rounded_base + least
    often = (
        rounded_base >= OFTEN_UNKNOWN_BASE * least
        and 100 * doubled_unknown >= OFTEN_UNKNOWN_PERCENT * doubled_base
    )
    return Distribution(
        criterion_id, *texts, rounded(base, least), tuple(level_shares), unknown, not_applicable, often
    )
