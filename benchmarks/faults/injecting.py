"""The plan of the faults, drawn from a seed, and how each is injected."""

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
# how many of a hundred; a kill waits until a worker is old enough, a restart until the server answers
SHARES = {"worker": 26, "publish": 22, "clock": 22, "disk": 14, "restart": 6, "crash": 4, "database": 6}
LASTING = {"disk", "database"}  # while one lasts, quicker ones come on top


@dataclass(frozen=True)
class Pace:
    """How long things last, in seconds."""

    between: tuple[float, float] = (0.2, 1.2)
    disk: tuple[float, float] = (1.0, 2.0)
    lock: tuple[float, float] = (11.5, 13.0)
    away: tuple[float, float] = (10.0, 12.0)
    felt: bool = False  # instead of these times: until people feel the fault, then until they write again


FELT_SECONDS, LIMIT = 0.6, 15.0  # somebody waits that long, or is told; but never longer than the limit
GROWN_SECONDS = 3.0  # a kill waits that long for a worker that may be killed, then comes later
AGAIN = 8  # acknowledged writes: people write again


@dataclass
class Scene:
    """All that faults act upon."""

    server: Server
    disk: Disk | None
    clock: Clock
    instance: Path
    database: Database
    criteria: Path
    observed: Observed


def draw(seed: int, many: int, *, disk: bool) -> list[str]:
    """Return the kinds of the faults to inject, each kind at least once when there is room."""
    chance = random.Random(seed)  # noqa: S311 - a plan that can be played again
    kinds = [kind for kind in SHARES if disk or kind != "disk"]
    plan = kinds[:many]
    plan += chance.choices(kinds, [SHARES[kind] for kind in kinds], k=many - len(plan))
    chance.shuffle(plan)
    return plan


class Injector:
    """Injects a plan, one fault after the other, quick ones also while a long one lasts."""

    def __init__(self, scene: Scene, seed: int, pace: Pace, ways: tuple[str, ...] = ()) -> None:
        self._scene, self._pace = scene, pace
        self._ways = ways or scene.database.ways
        self._chance = random.Random(f"{seed} faults")  # noqa: S311
        self._lasting: tuple[float, str, Callable[[], None]] | None = None
        self._published = 0
        self._text = scene.criteria.read_text(encoding="utf-8")
        self.version = ""

    def play(self, plan: list[str], say: Callable[[str], None], deadline: float) -> int:
        """Inject the whole plan, or what there is time for; returns how many were."""
        waiting, done = list(plan), 0
        while waiting and time.monotonic() < deadline:
            kind = self._next(waiting)
            told = getattr(self, f"_{kind}")()
            if told:
                done += 1
                self._scene.observed.count(f"fault: {kind}")
                say(f"{done:4} {kind}: {told}")
            else:
                waiting.append(kind)  # not now: later
            self._recover() if self._pace.felt else self._wait(self._chance.uniform(*self._pace.between))
        self._settle()
        return done

    def _recover(self) -> None:
        """Wait until people write again; a server that does not mend itself breaks its promise."""
        counts, limit = self._scene.observed.counts, time.monotonic() + LIMIT
        enough = counts["acknowledged writes"] + AGAIN
        while counts["acknowledged writes"] < enough:
            if time.monotonic() > limit:
                self._scene.observed.breaks(f"nobody could write again in {LIMIT:.0f} s")
                return
            time.sleep(POLL)

    def _next(self, waiting: list[str]) -> str:
        """Take the next fault of the plan; while another lasts, the next one that may come on top."""
        if self._lasting:
            _, what, _ = self._lasting
            barred = {*LASTING, "worker", "restart", "crash"} if what == "folder" else LASTING
            found = next((one for one in waiting if one not in barred), None)
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
        """Wait for the end of the fault that lasts, and end it."""
        if self._lasting:
            due, _, end = self._lasting
            time.sleep(max(0.0, due - time.monotonic()))
            end()
            self._lasting = None

    def _last(self, seconds: tuple[float, float], what: str, end: Callable[[], None]) -> str:
        if self._pace.felt:
            return self._until_felt(what, end)
        length = self._chance.uniform(*seconds)
        # a thread of its own ends it in time, whatever else is being injected
        due = time.monotonic() + length
        ended = threading.Event()
        turn = threading.Lock()

        def once() -> None:
            with turn:
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
        told = observed.statuses[503]
        while observed.statuses[503] == told and observed.longest_wait < FELT_SECONDS:
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
        if self._pace.felt:  # a stop while a worker is being made is for the long form
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
        return self._last(self._pace.disk, "full", self._scene.disk.fill(self._scene.server.tree))

    def _database(self) -> str:
        way = self._chance.choice(self._ways)
        if way != "folder":
            return self._last(self._pace.lock, way, self._scene.database.lose(way))
        with self._scene.server.turn:  # a worker that starts meanwhile would make a folder anew
            self._scene.server.calm(CRASH_LOOP)
            return self._last(self._pace.away, way, self._scene.database.lose(way))

    def _clock(self) -> str:
        skew = self._chance.choice(SKEWS)
        self._scene.clock.set(skew)
        return f"{skew / HOUR:+.0f} h"

    def _publish(self) -> str:
        """Write another version of the criteria: a new label, and a weight that changes."""
        self._published += 1
        self.version = f"essai-{self._published}"
        weights = list(re.finditer(r"^( +poids:) .+$", self._text, re.M))
        one = self._chance.choice(weights)
        text = f"{self._text[: one.start()]}{one[1]} {self._chance.randint(1, 9)}{self._text[one.end() :]}"
        text = re.sub(r"^version: .*$", f'version: "{self.version}"', text, count=1, flags=re.M)
        if self._chance.random() < 0.5:  # as an editor does, or in place
            fresh = self._scene.criteria.with_suffix(".new")
            fresh.write_text(text, encoding="utf-8")
            fresh.replace(self._scene.criteria)
        else:
            self._scene.criteria.write_text(text, encoding="utf-8")
        return self.version
