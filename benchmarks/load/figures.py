"""The figures of a run: latencies by step, errors, rates; and their summary."""

from __future__ import annotations

import math
from array import array
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field


def percentile(values: Sequence[float], share: float) -> float:
    """Return a percentile (nearest rank) of sorted values; `share` is between 0 and 1."""
    if not values:
        return math.nan
    return values[min(len(values) - 1, max(0, math.ceil(share * len(values)) - 1))]


@dataclass
class Generator:
    """How busy and how late the generator was: when it lags, the latencies are not the server's."""

    busy: float = 0.0  # seconds of CPU time
    spent: float = 0.0  # seconds of elapsed time
    lags: array[float] = field(default_factory=lambda: array("d"))  # how late timers were, in milliseconds

    def merge(self, other: Generator) -> None:
        """Add the figures of another process."""
        self.busy += other.busy
        self.spent += other.spent
        self.lags.extend(other.lags)

    def summary(self) -> str:
        """Return a line of text."""
        lags = sorted(self.lags)
        share = 100 * self.busy / self.spent if self.spent else 0
        return (
            f"generator: {share:.0f} % of a processor by process; "
            f"timers late by {percentile(lags, 0.99):.1f} ms (p99), {max(lags, default=0):.1f} ms at most"
        )


@dataclass
class Figures:
    """The figures of one run of load."""

    steps: dict[str, array[float]] = field(default_factory=dict)  # milliseconds
    errors: Counter[tuple[str, str]] = field(default_factory=Counter)
    runs: int = 0  # whole runs, verified
    answers: int = 0  # answers acknowledged, then found again
    window: float = 0.0  # seconds
    generator: Generator = field(default_factory=Generator)

    def add(self, step: str, spent: float) -> None:
        """Add the time of one step."""
        if step not in self.steps:
            self.steps[step] = array("d")
        self.steps[step].append(spent)

    def fail(self, step: str, reason: str) -> None:
        """Count one failure."""
        self.errors[step, reason] += 1

    def reset(self) -> None:
        """Drop the figures so far, except the errors."""
        self.steps.clear()
        self.runs = self.answers = 0

    def merge(self, others: Iterable[Figures]) -> Figures:
        """Add the figures of other processes that ran at the same time."""
        for other in others:
            for step, values in other.steps.items():
                self.steps.setdefault(step, array("d")).extend(values)
            self.errors += other.errors
            self.runs += other.runs
            self.answers += other.answers
            self.window = max(self.window, other.window)
            self.generator.merge(other.generator)
        return self

    @property
    def requests(self) -> int:
        """How many requests were answered."""
        return sum(len(values) for values in self.steps.values())

    @property
    def requests_rate(self) -> float:
        """Requests a second."""
        return self.requests / self.window if self.window else 0.0

    def runs_rate(self, requests_by_run: float) -> float:
        """Return runs a second, estimated from the requests: unfinished runs count for their part."""
        return self.requests_rate / requests_by_run

    def worst(self, share: float) -> tuple[str, float]:
        """Return the step whose percentile is the highest."""
        return max(
            ((step, percentile(sorted(values), share)) for step, values in self.steps.items()),
            key=lambda pair: pair[1],
            default=("", math.nan),
        )

    def table(self) -> str:
        """Return the steps as a Markdown table, milliseconds."""
        failed: Counter[str] = Counter()
        for (step, _), count in self.errors.items():
            failed[step] += count
        rows = []
        for step in [*self.steps, *(step for step in failed if step not in self.steps)]:
            values = sorted(self.steps.get(step, ()))
            shares = (
                [f"{percentile(values, share):.0f}" for share in (0.5, 0.95, 0.99, 1.0)] if values else ["–"] * 4
            )
            rows.append((step, str(len(values)), str(failed[step]), *shares))
        return markdown(("step", "count", "errors", "p50 (ms)", "p95", "p99", "max"), rows)

    def summary(self) -> str:
        """Return the table, the rates, the errors and the generator's line, as text."""
        lines = [self.table(), ""]
        lines.append(
            f"{self.runs} whole runs in {self.window:.1f} s ({self.runs / self.window if self.window else 0:.2f} a second), "
            f"{self.requests} requests ({self.requests_rate:.0f} a second), {self.errors.total()} errors, "
            f"{self.answers} acknowledged answers found again."
        )
        lines += [f"- {count} × {step}: {reason}" for (step, reason), count in self.errors.most_common(12)]
        lines.append(self.generator.summary())
        return "\n".join(lines)


def markdown(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a Markdown table."""
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    return "\n".join([*lines, *("| " + " | ".join(row) + " |" for row in rows)])
