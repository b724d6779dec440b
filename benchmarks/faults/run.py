"""A run: respondents, faults, then the verdict."""

from __future__ import annotations

import os
import shutil
import socket
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.faults.client import Client
from benchmarks.faults.clock import Clock
from benchmarks.faults.databases import Contents, Database, Relayed, Sqlite
from benchmarks.faults.disk import Disk
from benchmarks.faults.injecting import Injector, Pace, Scene, draw
from benchmarks.faults.journal import Journal
from benchmarks.faults.observing import Observed
from benchmarks.faults.processes import WORKERS, Server
from benchmarks.faults.respondent import Respondent
from benchmarks.faults.verdict import judge, serves
from questionnaire.config import RESOURCES

PATIENCE = 60.0  # seconds that a respondent may need to stop
MEGABYTES = 96  # size of the disk of the instance


@dataclass(frozen=True)
class Plan:
    """The options of a run."""

    seed: int
    faults: int = 200
    respondents: int = 16
    database: str = ""
    minutes: float = 15.0
    criteria: Path = RESOURCES / "criteria.yaml"
    pace: Pace = field(default_factory=Pace)
    kinds: tuple[str, ...] = ()  # instead of a plan drawn from the seed
    ways: tuple[str, ...] = ()  # how the database may become unavailable; empty: all that it knows
    folder: Path | None = None


@dataclass
class Outcome:
    """The result of a run."""

    seed: int
    injected: int
    observed: Observed
    figures: dict[str, int] = field(default_factory=dict)
    means: list[str] = field(default_factory=list)
    traces: int = 0
    log: str = ""

    @property
    def broken(self) -> list[str]:
        """Every promise that was broken."""
        return [*self.observed.broken, *self.observed.unexplained()]


def play(plan: Plan, say: Callable[[str], None]) -> Outcome:
    """Run a plan; leave nothing running, nothing mounted."""
    if plan.folder:
        plan.folder.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix="fautes-", dir=plan.folder))
    observed = Observed()
    try:
        with _scene(plan, folder, observed) as scene:
            return _play(plan, scene, say)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _scene(plan: Plan, folder: Path, observed: Observed) -> Iterator[Scene]:
    disk = None if plan.database else Disk(folder, MEGABYTES)
    instance = (disk.folder if disk else folder) / "instance"
    instance.mkdir()
    criteria = folder / "criteria.yaml"
    shutil.copy(plan.criteria, criteria)
    clock = Clock(folder)
    database: Database = Relayed(plan.database) if plan.database else Sqlite(instance, observed)
    port = _free_port()
    environ = {
        **{name: value for name, value in os.environ.items() if not name.startswith("QUESTIONNAIRE_")},
        "HOST": "127.0.0.1",
        "PORT": str(port),
        "PYTHONPATH": str(Path(__file__).resolve().parents[2]),
        "QUESTIONNAIRE_WORKERS": str(WORKERS),
        "QUESTIONNAIRE_LIMITS": "non",  # everyone plays from one address
        "QUESTIONNAIRE_INSTANCE": str(instance),
        "QUESTIONNAIRE_CRITERIA": str(criteria),
        "QUESTIONNAIRE_DATABASE_URL": database.server_url,
        **clock.environ,
    }
    server = Server(clock.command, environ, port, folder / "journal", observed)
    try:
        yield Scene(server, disk, clock, instance, database, criteria, observed)
    finally:
        server.close()
        database.close()
        if disk:
            disk.close()


def _play(plan: Plan, scene: Scene, say: Callable[[str], None]) -> Outcome:
    observed, server, journal = scene.observed, scene.server, Journal()
    outcome = Outcome(plan.seed, 0, observed, means=[scene.disk.means] if scene.disk else [])
    with observed.window("down"):
        server.start()
    server.watch()
    contents = Contents(scene.database.direct_url)
    before = contents.count()
    people = [
        Respondent(f"r{number:02}", f"{plan.seed} {number}", server.port, journal, observed)
        for number in range(plan.respondents)
    ]
    for person in people:
        person.start()
    faults = list(plan.kinds) or draw(plan.seed, plan.faults, disk=scene.disk is not None)
    injector = Injector(scene, plan.seed, plan.pace, plan.ways)
    outcome.injected = injector.play(faults, say, time.monotonic() + plan.minutes * 60)
    scene.clock.set(0)
    for person in people:
        person.over.set()
    for person in people:
        person.join(PATIENCE)
        if person.is_alive():
            observed.report_broken(f"{person.name} still waits for an answer after {PATIENCE:.0f} s")
    with server.lock:  # once the supervisor has nothing left to restart
        alive = bool(server.workers())
    if not alive:
        observed.report_broken("the server is not well at the end")
    client = Client(server.port, observed)
    if injector.version:
        serves(injector.version, client, observed)
    secret = _secret(scene)
    outcome.figures = judge(journal, contents, before, secret, server.port, observed)
    contents.close()
    outcome.log = server.log.read_text(encoding="utf-8", errors="replace")
    outcome.traces = outcome.log.count("Traceback (most recent call last)")
    return outcome


def _secret(scene: Scene) -> str:
    return (scene.instance / "secret_key").read_text().strip()


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


def tell(outcome: Outcome, write: Callable[[str], object] = sys.stdout.write) -> None:
    """Print the figures."""
    observed = outcome.observed
    counts = observed.counts
    kinds = {name.removeprefix("fault: "): n for name, n in counts.items() if name.startswith("fault: ")}
    lines = [
        f"seed                     {outcome.seed}",
        f"faults injected          {outcome.injected}: "
        + ", ".join(f"{kind} {many}" for kind, many in sorted(kinds.items())),
        *(f"disk                     {means}" for means in outcome.means),
        f"acknowledged             {counts['acknowledged writes']} writes, "
        f"{counts['acknowledged creations']} creations, {counts['acknowledged upgrades']} upgrades",
        f"in doubt                 {counts['writes in doubt']} writes, {counts['creations in doubt']} creations "
        f"({outcome.figures['creations left in doubt']} left, {outcome.figures['orphans']} orphans)",
        f"lost                     {counts['lost']}",
        f"duplicated               {counts['duplicated']}",
        f"answers by status        {_listed(observed.statuses)}",
        f"no answer                {sum(cut.refused for cut in observed.cuts)} refused, "
        f"{sum(not cut.refused and not cut.late for cut in observed.cuts)} cut, "
        f"{sum(cut.late for cut in observed.cuts)} too slow",
        f"tracebacks in the log    {outcome.traces} (of starts and of unexpected errors; never on a page)",
    ]
    shown_above = ("acknowledged", "writes in doubt", "creations in doubt", "lost", "duplicated", "fault: ")
    lines += [
        f"                         {many} {what}"
        for what, many in counts.items()
        if not what.startswith(shown_above)
    ]
    broken = outcome.broken
    lines.append(f"promises broken          {len(broken)}")
    lines += [f"  - {fact}" for fact in broken[:40]]
    write("\n".join(lines) + "\n")


def _listed(counts: dict[int, int]) -> str:
    return ", ".join(f"{status}: {many}" for status, many in sorted(counts.items()))
