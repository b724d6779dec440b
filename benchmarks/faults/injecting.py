"""Draws a plan of faults from a seed, and injects them."""

from __future__ import annotations

import random
import re
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from benchmarks.faults.clock import Clock
from benchmarks.faults.databases import Database
from benchmarks.faults.disk import Disk
from benchmarks.faults.observing import Observed
from benchmarks.faults.processes import CRASH_LOOP, POLL, Server

HOUR, DAY = 3600, 86400
SKEWS = (HOUR, -HOUR, 5 * HOUR, -5 * HOUR, DAY, -DAY, 3 * DAY, -3 * DAY, 20 * DAY, -20 * DAY, 40 * DAY, 0)
# percentages of the kinds, kills and restarts being slower: a worker must be old enough, a server must answer again
SHARES = {"worker": 26, "publish": 22, "clock": 22, "disk": 14, "restart": 6, "crash": 4, "database": 6}
LASTING = {"disk", "database"}  # while one of them lasts, quicker faults are injected too


@dataclass(frozen=True)
class Pace:
    """The shortest and the longest duration of pauses and faults, in seconds."""

    between: tuple[float, float] = (0.2, 1.2)
    disk: tuple[float, float] = (1.0, 2.0)
    lock: tuple[float, float] = (11.5, 13.0)
    away: tuple[float, float] = (10.0, 12.0)
    until_felt: bool = False  # instead: until a respondent is affected, then until they write again


FELT_SECONDS, LIMIT = (
    0.6,
    15.0,
)  # a fault is felt when a request waits that long, or gets a 503; the longest wait for it
GROWN_SECONDS = 3.0  # the longest wait for a worker old enough to be killed; then the kill is put off
WRITES_TO_RECOVER = 8  # acknowledged writes after which the server counts as well again


@dataclass
class Scene:
    """What faults act upon."""

    server: Server
    disk: Disk | None
    clock: Clock
    instance: Path
    database: Database
    criteria: Path
    observed: Observed


def draw(seed: int, many: int, *, disk: bool) -> list[str]:
    """Return the kinds of faults to inject, in order; each kind at least once if `many` allows."""
    rng = random.Random(seed)  # noqa: S311 - a plan that can be repeated
    kinds = [kind for kind in SHARES if disk or kind != "disk"]
    plan = kinds[:many]
    plan += rng.choices(kinds, [SHARES[kind] for kind in kinds], k=many - len(plan))
    rng.shuffle(plan)
    return plan


class Injector:
    """Injects a plan of faults one after the other, quick ones also while a lasting one lasts."""

    def __init__(self, scene: Scene, seed: int, pace: Pace, ways: tuple[str, ...] = ()) -> None:
        self._scene, self._pace = scene, pace
        self._ways = ways or scene.database.ways
        self._rng = random.Random(f"{seed} faults")  # noqa: S311
        self._lasting: tuple[float, str, Callable[[], None]] | None = None
        self._published = 0
        self._text = scene.criteria.read_text(encoding="utf-8")
        self.version = ""

    def play(self, plan: list[str], say: Callable[[str], None], deadline: float) -> int:
        """Inject the plan until the deadline; return how many faults were injected."""
        waiting, done = list(plan), 0
        while waiting and time.monotonic() < deadline:
            kind = self._next(waiting)
            result = getattr(self, f"_{kind}")()
            if result:
                done += 1
                self._scene.observed.count(f"fault: {kind}")
                say(f"{done:4} {kind}: {result}")
            else:
                waiting.append(kind)  # not possible now: put off
            self._recover() if self._pace.until_felt else self._wait(self._rng.uniform(*self._pace.between))
        self._settle()
        return done

    def _recover(self) -> None:
        """Wait until respondents write again; a server that does not recover breaks a promise."""
        counts, limit = self._scene.observed.counts, time.monotonic() + LIMIT
        enough = counts["acknowledged writes"] + WRITES_TO_RECOVER
        while counts["acknowledged writes"] < enough:
            if time.monotonic() > limit:
                self._scene.observed.report_broken(f"nobody could write again in {LIMIT:.0f} s")
                return
            time.sleep(POLL)

    def _next(self, waiting: list[str]) -> str:
        """Take the next fault of the plan; while another one lasts, the next that can be injected meanwhile."""
        if self._lasting:
            _, what, _ = self._lasting
            barred = {*LASTING, "worker", "restart", "crash"} if what == "folder" else LASTING
            found = next((kind for kind in waiting if kind not in barred), None)
            if found is not None:
                waiting.remove(found)
                return found
            self._settle()
        return waiting.pop(0)

    def _wait(self, seconds: float) -> None:
        until = time.monotonic() + seconds
        if self._lasting and self._lasting[0] <= until:
            self._settle()
        time.sleep(max(0.0, until - time.monotonic()))

    def _settle(self) -> None:
        """Wait until the fault that lasts is due to end, and end it."""
        if self._lasting:
            due, _, end = self._lasting
            time.sleep(max(0.0, due - time.monotonic()))
            end()
            self._lasting = None

    def _keep_up(self, seconds: tuple[float, float], what: str, end: Callable[[], None]) -> str:
        if self._pace.until_felt:
            return self._until_felt(what, end)
        length = self._rng.uniform(*seconds)
        # a timer ends it on time, whatever is injected meanwhile
        due = time.monotonic() + length
        ended = threading.Event()
        lock = threading.Lock()

        def once() -> None:
            with lock:
                if not ended.is_set():
                    end()
                    ended.set()

        timer = threading.Timer(length, once)
        timer.daemon = True
        timer.start()
        self._lasting = due, what, once
        return f"{what} for {length:.1f} s"

    def _until_felt(self, what: str, end: Callable[[], None]) -> str:
        observed, begun = self._scene.observed, time.monotonic()
        refused = observed.statuses[503]
        while observed.statuses[503] == refused and observed.longest_wait < FELT_SECONDS:
            if time.monotonic() - begun > LIMIT:
                break
            time.sleep(POLL)
        end()
        return f"{what}, felt after {time.monotonic() - begun:.1f} s"

    # ── the kinds ──

    def _worker(self) -> str:
        until = time.monotonic() + GROWN_SECONDS
        while not self._scene.server.kill_worker():
            if time.monotonic() > until:
                return ""
            self._wait(0.2)
        return "killed"

    def _restart(self) -> str:
        if self._pace.until_felt:  # stopping while a worker starts is left to the long form
            self._scene.server.calm()
        return self._timed(lambda: self._scene.server.restart(politely=True))

    def _crash(self) -> str:
        return self._timed(lambda: self._scene.server.restart(politely=False))

    @staticmethod
    def _timed(act: Callable[[], None]) -> str:
        begun = time.monotonic()
        act()
        return f"back after {time.monotonic() - begun:.1f} s"

    def _disk(self) -> str:
        assert self._scene.disk
        return self._keep_up(self._pace.disk, "full", self._scene.disk.fill(self._scene.server.tree))

    def _database(self) -> str:
        way = self._rng.choice(self._ways)
        if way != "folder":
            return self._keep_up(self._pace.lock, way, self._scene.database.lose(way))
        with self._scene.server.lock:  # a worker that started meanwhile would create the folder again
            self._scene.server.calm(CRASH_LOOP)
            return self._keep_up(self._pace.away, way, self._scene.database.lose(way))

    def _clock(self) -> str:
        skew = self._rng.choice(SKEWS)
        self._scene.clock.set(skew)
        return f"{skew / HOUR:+.0f} h"

    def _publish(self) -> str:
        """Write another version of the criteria: a new label, and another weight."""
        self._published += 1
        self.version = f"essai-{self._published}"
        weights = list(re.finditer(r"^( +poids:) .+$", self._text, re.M))
        weight = self._rng.choice(weights)
        text = f"{self._text[: weight.start()]}{weight[1]} {self._rng.randint(1, 9)}{self._text[weight.end() :]}"
        text = re.sub(r"^version: .*$", f'version: "{self.version}"', text, count=1, flags=re.M)
        if self._rng.random() < 0.5:  # replacing the file, as editors do, or writing in place
            fresh = self._scene.criteria.with_suffix(".new")
            fresh.write_text(text, encoding="utf-8")
            fresh.replace(self._scene.criteria)
        else:
            self._scene.criteria.write_text(text, encoding="utf-8")
        return self.version
