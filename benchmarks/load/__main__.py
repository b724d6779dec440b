"""How many people our server serves, and how fast: `make load`, or `python -m benchmarks.load --help`.

A server is started on a free port of this machine, with temporary data.
"""

from __future__ import annotations

import argparse
import os
import platform
import statistics
import sys
import tempfile
from dataclasses import dataclass, field, replace
from pathlib import Path

from benchmarks.load.client import Target
from benchmarks.load.crowds import Burst, ClosedLoop, Crowd, OpenLoop, play
from benchmarks.load.figures import Figures, markdown, percentile
from benchmarks.load.hammer import Sample, hammer, page_shots, sample
from benchmarks.load.respondent import Behaviour
from benchmarks.load.servers import Server, our_server, running_server
from benchmarks.load.slow import PDFS, UNFINISHED, UNREAD, slow

BUSY = 0.85  # share of a processor: a busier generator may limit the figures
RUN_STEPS = Behaviour(verify=True)
# budgets (docs/performance.md): memory of a worker, first answer, 99th percentile of the pages
WORKER_MB, START_SECONDS = 150, 1.5
AT_ONCE_MS, BURST_MS, SLOW_MS = 250, 1000, 1000


def say(words: str = "") -> None:
    """Print a line at once."""
    sys.stdout.write(words + "\n")
    sys.stdout.flush()


@dataclass
class Table:
    """The lines of the summary."""

    rows: list[tuple[str, str, str, str]] = field(default_factory=list)

    def add(self, what: str, measured: str, budget: str = "", held: bool | None = None) -> None:
        """Add a line; `held`: whether the budget is respected."""
        self.rows.append((what, measured, budget, "" if held is None else "yes" if held else "**no**"))

    def __str__(self) -> str:
        return markdown(("what", "measured", "budget", "held"), self.rows)


@dataclass(frozen=True)
class Plan:
    """The options of a run."""

    rounds: int  # of each rate
    seconds: float  # of one measure
    many: int  # people at once, in the closed loops
    burst: int  # people who send within one second
    open: OpenLoop
    think: float  # seconds on each page, in the open loop
    workers: int


def rates(target: Target, made: Sample, plan: Plan, table: Table) -> None:
    """Measure how many pages of questions, and how many whole runs of respondents, are served in a second."""
    measured: dict[str, list[float]] = {}
    for _ in range(plan.rounds):
        pages = hammer(target, page_shots(target, made), seconds=plan.seconds)
        runs = play(target, RUN_STEPS, ClosedLoop(16, 2 * plan.seconds, warm=2))
        for name, figures, rate in (
            ("pages of questions a second, compressed as browsers ask", pages, pages.requests_rate),
            (f"whole runs a second ({made.requests:.0f} requests each)", runs, runs.runs_rate(made.requests)),
        ):
            if figures.errors:
                raise RuntimeError(f"{name}: {figures.errors}")
            busy = figures.generator.busy > BUSY * figures.generator.spent
            measured.setdefault(name + (" (the generator was the limit: at least)" if busy else ""), []).append(
                rate
            )
    for name, values in measured.items():
        table.add(name, f"{statistics.median(values):.4g} ({min(values):.4g} to {max(values):.4g})")


def crowds(target: Target, plan: Plan, table: Table) -> None:
    """Play each kind of crowd, and print its figures."""
    thinking = Behaviour(think=2.0, pdf=0.3, assets=True)
    coming = replace(thinking, think=plan.think)
    people, minutes = plan.open.people, plan.open.seconds / 60
    every: list[tuple[str, Behaviour, Crowd, float]] = [
        (
            f"{plan.many} at once, without a pause",
            Behaviour(),
            ClosedLoop(plan.many, 4 * plan.seconds, warm=8),
            AT_ONCE_MS,
        ),
        (
            f"{plan.many} at once, 2 s on each page",
            thinking,
            ClosedLoop(plan.many, 6 * plan.seconds, warm=12),
            AT_ONCE_MS,
        ),
        (f"{plan.burst} send within one second", Behaviour(), Burst(plan.burst), BURST_MS),
        (f"{people} come in {minutes:g} min, {plan.think:g} s a page", coming, plan.open, AT_ONCE_MS),
    ]
    for name, behaviour, crowd, budget in every:
        figures = play(target, behaviour, crowd, seed=11)
        say(f"\n### {name}\n\n{figures.summary()}\n")
        # PDFs, which take much longer, have no part in the budget of pages
        pages = Figures({step: values for step, values in figures.steps.items() if "PDF" not in step})
        step, worst = pages.worst(0.99)
        sent = sorted(figures.steps.get("questions: sent", ()))
        table.add(
            f"{name}: highest p99 of the pages",
            f"{worst:.0f} ms ({step}); answers sent: p50 {percentile(sent, 0.5):.0f}, p99 {percentile(sent, 0.99):.0f} ms; "
            f"{figures.errors.total()} errors",
            f"{budget:.0f} ms, 0 errors",
            worst <= budget and not figures.errors,
        )


def slow_clients(target: Target, made: Sample, table: Table) -> None:
    """Measure the pages while slow clients hold connections, and others want PDFs."""
    figures = slow(target, made)
    name = f"{UNFINISHED} unfinished POSTs, {UNREAD} slow readers, {PDFS} who want PDFs"
    say(f"\n### {name}\n\n{figures.summary()}\n")
    p99 = {step: percentile(sorted(figures.steps.get(step, ())), 0.99) for step in ("home", "questions")}
    table.add(
        f"{name}: p99 of `/` and of questions",
        f"{p99['home']:.0f} and {p99['questions']:.0f} ms; {figures.errors.total()} errors",
        f"{SLOW_MS} ms",
        max(p99.values()) <= SLOW_MS and not figures.errors,
    )


def memory(server: Server, moment: str, table: Table) -> None:
    """Add the memory of the workers to the table."""
    found = server.memory()
    shown = ", ".join(f"{value:.0f}" for value in found["VmRSS"])
    table.add(
        f"memory of a worker, {moment}",
        f"{shown} MB (proportional: {max(found.get('Pss', [0])):.0f})",
        f"{WORKER_MB} MB",
        max(found["VmRSS"]) <= WORKER_MB,
    )


def run(plan: Plan) -> None:
    """Measure everything."""
    table = Table()
    others = os.getloadavg()[0]
    with tempfile.TemporaryDirectory(prefix="load-") as name:
        folder = Path(name)
        command, environ = our_server(folder / "ours", plan.workers)
        with running_server(command, environ, "/", folder / "log") as server:
            table.add("first answer, new instance", f"{server.first:.2f} s")
        with running_server(command, environ, "/", folder / "log") as server:
            first = server.first
            table.add("first answer after a start", f"{first:.2f} s", f"{START_SECONDS} s", first <= START_SECONDS)
            memory(server, "at the start", table)
            target = Target.of(server.url)
            made = sample(target, RUN_STEPS)
            rates(target, made, plan, table)
            memory(server, "after the runs", table)
            crowds(target, plan, table)
            slow_clients(target, made, table)
            memory(server, "in the end, PDFs made", table)
    cores = len(os.sched_getaffinity(0))
    say(
        f"\n### In short: {plan.workers} worker(s), {cores} cores, Python {platform.python_version()}; "
        f"load average at the start: {others:.1f}\n\n{table}"
    )


def main() -> None:
    """Read the options and measure."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.load", description=__doc__)
    parser.add_argument("--workers", type=int, default=1, help="workers of the server (1)")
    parser.add_argument("--rounds", type=int, default=3, help="turns of each rate (3)")
    parser.add_argument("--seconds", type=float, default=4, help="length of one measure (4)")
    parser.add_argument("--at-once", type=int, default=64, help="people at once (64)")
    parser.add_argument("--burst", type=int, default=80, help="people who send within one second (80)")
    parser.add_argument("--full", action="store_true", help="the open loop of 2,000 people in ten minutes")
    options = parser.parse_args()
    come, think = (OpenLoop(2000, 600), 10.0) if options.full else (OpenLoop(200, 60), 2.0)
    run(Plan(options.rounds, options.seconds, options.at_once, options.burst, come, think, options.workers))


if __name__ == "__main__":
    main()
