"""The processes of the server: started, supervised, killed and stopped by the harness."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import threading
import time
import urllib.request
from pathlib import Path

from benchmarks.faults.observing import Observed, Window

START_SECONDS, STOP_SECONDS = 90.0, 60.0
POLL = 0.05  # seconds
WORKERS = 2
_SAID = re.compile(r"(Spawning|Started) worker-(\d)")
CRASH_LOOP = 6.0  # seconds: Granian stops when a worker that it has just restarted ends within 5.5 s


def children_of(parent: int) -> list[int]:
    """Return the ids of the live children of a process, without multiprocessing's resource tracker."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                state, owner = (entry / "stat").read_text().rpartition(")")[2].split()[:2]
                command = (entry / "cmdline").read_bytes()
            except OSError:
                continue  # it ended meanwhile
            if int(owner) == parent and state not in "ZX" and b"resource_tracker" not in command:
                found.append(int(entry.name))
    return found


class Server:
    """`questionnaire serve`: started, stopped, killed, and started again when it stops by itself."""

    def __init__(self, command: list[str], environ: dict[str, str], port: int, log: Path, observed: Observed):
        self.port, self.log = port, log
        self._command, self._environ, self._observed = command, environ, observed
        self._process: subprocess.Popen[bytes] | None = None
        self._born: dict[int, float] = {}
        self._over = threading.Event()
        self.lock = threading.RLock()  # held while the processes are stopped or started on purpose
        self._down: Window | None = None
        self._watch = threading.Thread(target=self._supervise, name="supervisor", daemon=True)

    # ── starting ──

    def start(self) -> None:
        """Start, and wait until it answers; start again when it exits because the database is unavailable."""
        with self.lock:
            deadline = time.monotonic() + START_SECONDS
            while time.monotonic() < deadline:
                with self.log.open("ab") as log:
                    self._process = subprocess.Popen(  # noqa: S603 - our own command
                        self._command, env=self._environ, stdout=log, stderr=log, start_new_session=True
                    )
                while self._process.poll() is None and time.monotonic() < deadline:
                    if self._answers():
                        self._born.update(
                            dict.fromkeys(self.workers(), 0.0)
                        )  # not restarted by Granian: may be killed at once
                        return
                    time.sleep(POLL)
                if self._process.poll() is not None:
                    self._observed.count("starts refused while the database was out of reach")
                    time.sleep(0.3)
        self._observed.report_broken("the server does not start")

    def watch(self) -> None:
        """Start supervising, as systemd would."""
        self._watch.start()

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/methode", timeout=5) as page:
                return bool(page.status == 200)
        except OSError:
            return False

    def _supervise(self) -> None:
        while not self._over.wait(POLL):
            if not self.lock.acquire(blocking=False):
                continue
            try:
                for pid in self.workers():
                    self._born.setdefault(pid, time.monotonic())
                if self._process is not None and self._process.poll() is not None and not self._over.is_set():
                    self._observed.count("times the server left by itself, and was started again")
                    with self._observed.window("dead", since=self._observed.last_answer):
                        self.start()
            finally:
                self.lock.release()

    # ── looking ──

    @property
    def pid(self) -> int:
        """The id of the main process."""
        assert self._process
        return self._process.pid

    def workers(self) -> list[int]:
        """The ids of the worker processes."""
        return children_of(self.pid) if self._process and self._process.poll() is None else []

    def tree(self) -> list[int]:
        """The ids of the main process and of its workers."""
        return [self.pid, *self.workers()]

    def calm(self, age: float = 0) -> None:
        """Wait until every worker has started, and for `age` seconds."""
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            now, found = time.monotonic(), self.workers()
            old_enough = all(now - self._born.setdefault(pid, now) >= age for pid in found)
            if len(found) == WORKERS and old_enough and self._all_started():
                return
            time.sleep(POLL)

    def _all_started(self) -> bool:
        """Tell whether the log says that each worker has started since it was last spawned."""
        last: dict[str, str] = {}
        for said, worker in _SAID.findall(self.log.read_text(encoding="utf-8", errors="replace")):
            last[worker] = said
        return list(last.values()) == ["Started"] * WORKERS

    # ── stopping ──

    def kill_worker(self) -> bool:
        """Kill the oldest worker; False when another one is not running, or when all are too young.

        Granian takes a worker that ends within seconds of its restart for a crash loop, and stops.
        """
        with self.lock:
            if len(self.workers()) < WORKERS or not self._all_started():
                return False
            now = time.monotonic()
            grown = [pid for pid in self.workers() if now - self._born.get(pid, now) > CRASH_LOOP]
            if not grown:
                return False
            pid = min(grown, key=lambda worker: self._born[worker])
            with self._observed.window("kill"):
                os.kill(pid, signal.SIGKILL)
                deadline = time.monotonic() + 2
                while pid in self.workers() and time.monotonic() < deadline:
                    time.sleep(POLL)
            return True

    def restart(self, *, politely: bool) -> None:
        """Stop (with SIGTERM if `politely`, else SIGKILL) and start again on the same port."""
        with self.lock, self._observed.window("down", graceful=politely):
            self._stop(politely=politely)
            self.start()

    def _stop(self, *, politely: bool) -> None:
        assert self._process
        tree = self.tree()
        if politely:
            self._process.send_signal(signal.SIGTERM)
            try:
                self._process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                self._observed.report_broken(f"the server did not stop in {STOP_SECONDS:.0f} s")
        left = [pid for pid in tree if pid in {self.pid, *children_of(self.pid), *children_of(1)}]
        for pid in left if not politely or self._process.poll() is None else []:
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue
        self._process.wait()

    def close(self) -> None:
        """Stop for good."""
        self._over.set()
        if self._watch.is_alive():
            self._watch.join()
        with self.lock:
            if self._process and self._process.poll() is None:
                self.calm()
                with self._observed.window("down", graceful=True):
                    self._stop(politely=True)
