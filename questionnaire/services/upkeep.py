"""Runs maintenance tasks at regular intervals in a thread of each process. See decision 0016."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence

from questionnaire.errors import StorageError

HOURLY = 3600.0  # seconds

_log = logging.getLogger(__name__)


class Upkeep:
    """Tasks to run every `interval` seconds, in a thread that each process makes for itself: no thread crosses a fork."""

    def __init__(self, tasks: Sequence[Callable[[], object]], interval: float = HOURLY) -> None:
        self._tasks, self._interval = tuple(tasks), interval
        self.stopped = threading.Event()

    def start(self) -> threading.Thread:
        """Run the tasks in a daemon thread, and return it."""
        thread = threading.Thread(target=self._run, name="upkeep", daemon=True)
        thread.start()
        return thread

    def _run(self) -> None:
        """Wait, run every task, and repeat until `stopped` is set."""
        while not self.stopped.wait(self._interval):
            self.run_tasks()

    def run_tasks(self) -> None:
        """Run every task; a failure is logged and does not prevent the other tasks."""
        for task in self._tasks:
            try:
                task()
            except StorageError as error:
                _log.error("une tâche d’entretien a échoué, elle sera reprise : %s", error)
            except Exception:
                _log.exception("une tâche d’entretien a échoué, elle sera reprise")
