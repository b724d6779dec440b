"""What must go in time goes, even on a site that nobody visits: looked at once an hour, by each process."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence

from questionnaire.errors import StorageError

EVERY_SECONDS = 3600.0

_log = logging.getLogger(__name__)


class Upkeep(threading.Thread):
    """Does its tasks again and again; the thread ends with its process."""

    def __init__(self, tasks: Sequence[Callable[[], object]], every: float = EVERY_SECONDS) -> None:
        super().__init__(name="upkeep", daemon=True)
        self._tasks, self._every = tasks, every
        self.over = threading.Event()

    def run(self) -> None:
        """Wait, do every task, and so on until told that it is over."""
        while not self.over.wait(self._every):
            self.once()

    def once(self) -> None:
        """Do every task; one that the database refuses waits for the next time, and does not hinder the others."""
        for task in self._tasks:
            try:
                task()
            except StorageError as error:
                _log.error("ce qui est à supprimer ne l’a pas été, et le sera dans une heure : %s", error)
