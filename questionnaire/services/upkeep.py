"""Work done at regular intervals by each process, even on a site that nobody visits. See decision 0016."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence

from questionnaire.errors import StorageError

HOURLY = 3600.0  # seconds

_log = logging.getLogger(__name__)


class Upkeep(threading.Thread):
    """Runs its tasks every so many seconds; the thread ends with its process."""

    def __init__(self, tasks: Sequence[Callable[[], object]], every: float = HOURLY) -> None:
        super().__init__(name="upkeep", daemon=True)
        self._tasks, self._every = tasks, every
        self.over = threading.Event()

    def run(self) -> None:
        """Wait, run every task, and so on until told that it is over."""
        while not self.over.wait(self._every):
            self.once()

    def once(self) -> None:
        """Run every task; one that fails is logged and tried again next time, and does not hinder the others."""
        for task in self._tasks:
            try:
                task()
            except StorageError as error:
                _log.error("une tâche d’entretien a échoué, elle sera reprise : %s", error)
            except Exception:
                _log.exception("une tâche d’entretien a échoué, elle sera reprise")
