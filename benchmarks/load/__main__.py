"""Our server against the machine's limits: `make load`, or `python -m benchmarks.load --help`. Figures, not tests.

Three servers are started on free ports of this machine, with temporary data, served alike: ours, a bare one, and one
with the libraries alone.
"""

from __future__ import annotations

import argparse
import os
import platform
import statistics
import sys
import tempfile
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from pathlib import Path

from benchmarks.load.client import Target
from benchmarks.load.crowds import Burst, Closed, Crowd, Open, play
from benchmarks.load.disk import flush_milliseconds, slower_disk
from benchmarks.load.figures import Figures, markdown, percentile
from benchmarks.load.hammer import Sample, Shot, bare_shots, hammer, page_shots, sample, stack_shots
from benchmarks.load.respondent import Manners
from benchmarks.load.servers import Server, bare, ours, served
from benchmarks.load.stack import SAVED

BUSY = 0.85  # a generator busier than that may be what is measured
RUN_STEPS = Manners(verify=True)


def say(words: str = "") -> None:
    """Print a line at once."""
    sys.stdout.write(words + "\n")
    sys.stdout.flush()


@dataclass
class Table:
    """The lines of the summary."""

    rows: list[tuple[str, str, str, str]] = field(default_factory=list)

    def add(self, what: str, measured: str, aim: str = "", held: bool | None = None) -> None:
        """Add a line; `held`: whether the aim is reached."""
        self.rows.append((what, measured, aim, "" if held is None else "yes" if held else "**no**"))

    def __str__(self) -> str:
        return markdown(("what", "measured", "aim", "reached"), self.rows)


@dataclass(frozen=True)
class Plan:
    """How long each measure lasts."""

    rounds: int
    seconds: float
    people: int  # of the closed loop that gives the rate
    many: int  # of the closed loop that gives p99
    burst: int
    open: Open
    think: float
    workers: int
    flush: float  # milliseconds that the disk takes more
    crowds: bool


def rates(ours_at: Target, limits: tuple[Target, Target], made: Sample, plan: Plan, table: Table) -> None:
    """Compare pages with pages, and whole runs with as many bare pages and inserts, by turns."""
    bare_at, stack_at = limits
    plain = replace(ours_at, encoding="")
    measured: dict[str, list[float]] = {}
    doubtful: set[str] = set()

    def note(name: str, figures: Figures, rate: float) -> None:
        if figures.errors:
            raise RuntimeError(f"{name}: {figures.errors}")
        measured.setdefault(name, []).append(rate)
        if figures.generator.busy > BUSY * figures.generator.spent:
            doubtful.add(name)

    requests = made.gets + made.posts
    bare_run, stack_run = bare_shots(bare_at, made), stack_shots(stack_at, made)
    insert, save = ([one for one in shots if one.status == SAVED][:1] for shots in (bare_run, stack_run))
    for _ in range(plan.rounds):  # by turns: what else the machine does weighs on each alike
        for name, target, shots in (
            ("page", ours_at, page_shots(ours_at, made)),
            ("page, not compressed", plain, page_shots(plain, made)),
            ("bare page", bare_at, [Shot("bare", bare_at.request("GET", "/page", {}, None))]),
            ("tiny bare page", bare_at, [Shot("tiny", bare_at.request("GET", "/", {}, None))]),
            ("bare insert", bare_at, insert),
            ("libraries alone: page", stack_at, stack_run[:1]),
            ("libraries alone: save", stack_at, save),
        ):
            figures = hammer(target, shots, connections=plan.people, seconds=plan.seconds)
            note(name, figures, figures.requests_rate)
        figures = play(ours_at, RUN_STEPS, Closed(plan.people, 2 * plan.seconds, warm=2))
        note("run", figures, figures.runs_rate(requests))
        for name, target, shots in (
            ("bare run", bare_at, bare_run),
            ("libraries alone: run", stack_at, stack_run),
        ):
            figures = hammer(target, shots, connections=plan.people, seconds=plan.seconds, anew=True)
            note(name, figures, figures.runs_rate(requests))
    middle = {name: statistics.median(values) for name, values in measured.items()}

    def told(name: str, unit: str) -> str:
        values = measured[name]
        mark = " (the generator was the limit: at least)" if name in doubtful else ""
        return f"{middle[name]:.{1 if unit.startswith('runs') else 0}f} {unit} ({min(values):.4g} to {max(values):.4g}){mark}"

    for name in measured:
        what = {"page": "page of questions, compressed as browsers ask"}.get(name, name)
        table.add(what, told(name, "runs a second" if name.endswith("run") else "a second"))
    for what, name, aim in (("page", "page, not compressed", 0.45), ("run", "run", 0.40)):
        limit, libraries = middle[f"bare {what}"], middle[f"libraries alone: {what}"]
        reached = middle[name] / limit
        table.add(f"{name} / bare {what}", f"{100 * reached:.1f} %", f"{aim:.0%}", reached >= aim)
        table.add(f"libraries alone: {what} / bare {what}", f"{100 * libraries / limit:.1f} %")
    table.add("page, compressed / bare page", f"{100 * middle['page'] / middle['bare page']:.1f} %")
    table.add("a run", f"{made.gets:.0f} GET, {made.posts:.0f} POST")


def crowds(target: Target, plan: Plan, table: Table) -> None:
    """Play the crowds, and tell each in full."""
    thinking = Manners(think=2.0, pdf=0.3, assets=True)
    coming = replace(thinking, think=plan.think)
    people = plan.open.people
    every: list[tuple[str, Manners, Crowd, float | None]] = [
        (f"{plan.many} at once, without a pause", Manners(), Closed(plan.many, 4 * plan.seconds, warm=8), 250),
        (
            f"{plan.many} at once, {thinking.think:g} s on each page",
            thinking,
            Closed(plan.many, 6 * plan.seconds, warm=12),
            250,
        ),
        (f"{plan.burst} send within one second", Manners(), Burst(plan.burst), None),
        (f"{people} come in {plan.open.seconds / 60:g} min, {plan.think:g} s a page", coming, plan.open, None),
    ]
    for name, manners, crowd, aim in every:
        figures = play(target, manners, crowd, seed=11)
        say(f"\n### {name}\n\n{figures.told()}\n")
        # making a PDF is a work of its own: told apart
        pages = Figures({step: values for step, values in figures.steps.items() if "PDF" not in step})
        step, worst = pages.worst(0.99)
        sent = sorted(figures.steps.get("questions: sent", ()))
        table.add(
            f"{name}: highest p99 of the pages",
            f"{worst:.0f} ms ({step}); answers sent: p50 {percentile(sent, 0.5):.0f}, p99 {percentile(sent, 0.99):.0f} ms; "
            f"{figures.errors.total()} errors",
            f"{aim:.0f} ms" if aim else "",
            worst <= aim if aim else None,
        )


def memory(server: Server, moment: str, table: Table) -> None:
    """Tell the memory of each worker."""
    found = server.memory()
    most = max(found["VmRSS"])
    shown = ", ".join(f"{value:.0f}" for value in found["VmRSS"])
    table.add(
        f"memory of a worker, {moment}",
        f"{shown} MB (proportional: {max(found.get('Pss', [0])):.0f})",
        "120 MB",
        most <= 120,
    )


def run(plan: Plan) -> None:
    """Measure everything."""
    table = Table()
    others = os.getloadavg()[0]
    with tempfile.TemporaryDirectory(prefix="load-") as name:
        folder = Path(name)
        table.add("the disk: 4 kB made durable", f"{flush_milliseconds(folder):.2f} ms + {plan.flush:g} ms")
        slower = slower_disk(folder, plan.flush)

        def started(command: list[str], environ: dict[str, str]) -> AbstractContextManager[Server]:
            return served(command, environ | slower, "/", folder / "log")

        (folder / "bare").mkdir()
        with started(*ours(folder / "ours", plan.workers)) as server:
            table.add("first answer, new instance", f"{server.first:.2f} s")
            made = sample(Target.of(server.url), RUN_STEPS, 12)
        with (
            started(*ours(folder / "ours", plan.workers)) as server,
            started(*bare(folder / "bare", plan.workers, made.size)) as limit,
            started(*bare(folder / "bare", plan.workers, made.size, "stack")) as stack,
        ):
            table.add("first answer after a start", f"{server.first:.2f} s", "2 s", server.first <= 2)
            table.add("first answer, bare server", f"{limit.first:.2f} s")
            memory(server, "at the start", table)
            target = Target.of(server.url)
            made = sample(target, RUN_STEPS)
            limits = Target.of(limit.url, encoding=""), Target.of(stack.url, encoding="")
            rates(target, limits, made, plan, table)
            memory(server, "after the runs", table)
            if plan.crowds:
                crowds(target, plan, table)
                memory(server, "in the end, PDFs made", table)
    cores = len(os.sched_getaffinity(0))
    say(
        f"\n### In short: {plan.workers} worker(s), {cores} cores, Python {platform.python_version()}, "
        f"page of {made.size} bytes; {others:.1f} other processes were running at the start\n\n{table}"
    )


def main() -> None:
    """Read the options and measure."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.load", description=__doc__)
    parser.add_argument("--workers", type=int, default=1, help="workers of both servers (1)")
    parser.add_argument("--rounds", type=int, default=3, help="turns of each comparison (3)")
    parser.add_argument("--seconds", type=float, default=4, help="length of one measure (4)")
    parser.add_argument("--at-once", type=int, default=64, help="people at once (64)")
    parser.add_argument("--burst", type=int, default=80, help="people who send within one second (80)")
    parser.add_argument("--flush", type=float, default=0, help="ms that the disk takes more to flush (0)")
    parser.add_argument("--full", action="store_true", help="the open loop of 2,000 people in ten minutes")
    parser.add_argument("--rates", action="store_true", help="the comparisons alone, without the crowds")
    options = parser.parse_args()
    come = Open(2000, 600) if options.full else Open(200, 60)
    think = 10.0 if options.full else 2.0
    run(
        Plan(
            options.rounds,
            options.seconds,
            16,
            options.at_once,
            options.burst,
            come,
            think,
            options.workers,
            options.flush,
            not options.rates,
        )
    )


if __name__ == "__main__":
    main()
