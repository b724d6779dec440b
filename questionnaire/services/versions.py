"""The version of the criteria in service, the earlier ones that diagnostics hold to, and the file that is watched.

The database says which version is in service: every worker asks it, at most once a second. A change of the
file on disk is put in service by the first worker that sees it; a file with a fault changes nothing.
"""

from __future__ import annotations

import datetime
import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from questionnaire.criteria.loading import load_criteria, read_file
from questionnaire.criteria.model import Criteria
from questionnaire.errors import CriteriaError, Problem, StorageError
from questionnaire.storage import CriteriaText, Publication, PublicationStore, now

CHECK_SECONDS = 1.0
FILE_MESSAGE = "Le fichier des critères a changé sur le serveur."
FIRST_MESSAGE = "Premier démarrage, avec le fichier des critères du serveur."

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class FileState:
    """What was last read of the file: nothing to mend, or every problem."""

    problems: tuple[Problem, ...] = ()
    read_at: datetime.datetime | None = None
    digest: str = ""


class Versions:
    """Loads each version once, and follows the one in service."""

    def __init__(self, publications: PublicationStore, file: Path) -> None:
        """Read the file and find the version in service; raises CriteriaError when there is none at all."""
        self._publications = publications
        self._file = file
        self._turn = threading.Lock()
        self._loading = threading.Lock()
        self._loaded: dict[str, Criteria] = {}
        self._signature = self._pending = _signature(file)
        self.file_state = FileState()
        self._failing = False
        self._serving = self._start()
        self._checked = time.monotonic()

    @property
    def current(self) -> Criteria:
        """The version in service."""
        self.refresh()
        return self._serving[1]

    @property
    def serving(self) -> tuple[Publication, Criteria]:
        """The last publication and its criteria, taken together."""
        return self._serving

    @property
    def in_service(self) -> Publication:
        """The last publication."""
        return self._serving[0]

    def get(self, digest: str) -> Criteria:
        """Return the version of that digest; raises StorageError when it was never kept."""
        found = self._loaded.get(digest)
        return found if found is not None else self._load(digest)

    def known(self, digest: str) -> bool:
        """Tell whether a version is kept here."""
        return digest in self._loaded or self._publications.source(digest) is not None

    def refresh(self, *, now_too: bool = False) -> None:
        """Look at the file and at the database, at most once a second unless `now_too`; never raises."""
        if not now_too and time.monotonic() - self._checked < CHECK_SECONDS:
            return
        if not self._turn.acquire(blocking=now_too):
            return  # another thread is looking
        try:
            self._look_at_file()
            if self._publications.last_id() != self.in_service.id:
                self._follow()
            self._failing = False
        except StorageError as error:
            if not self._failing:  # told once, not every second
                _log.error("impossible de savoir quelle version est en service : %s", error)
            self._failing = True
        finally:
            self._checked = time.monotonic()
            self._turn.release()

    def _start(self) -> tuple[Publication, Criteria]:
        criteria = None
        try:
            criteria, text = _read(self._file)
            self.file_state = FileState(read_at=now(), digest=criteria.digest)
            self._loaded[criteria.digest] = criteria
            self._publications.publish_file(text, FIRST_MESSAGE if self._never() else FILE_MESSAGE)
        except CriteriaError as error:
            if self._never():
                raise
            self._refused(error)
        last = self._publications.last()
        if last is None:
            raise StorageError("aucune version des critères n’est en service")
        try:
            return last, self.get(last.criteria_digest)
        except CriteriaError:
            if criteria is None:
                raise
            _log.error(
                "la publication %s n’est plus lisible par ce programme : le fichier de critères sert à sa place",
                last.id,
            )
            return last, criteria

    def _never(self) -> bool:
        return self._publications.last_id() is None

    def _look_at_file(self) -> None:
        signature = _signature(self._file)
        # a file that is still being written is left alone: it must be the same twice in a row
        settled, self._pending = signature == self._pending, signature
        if not settled or signature == self._signature:
            return
        try:
            criteria, text = _read(self._file)
        except CriteriaError as error:
            self._signature = signature
            self._refused(error)
            return
        if self._publications.publish_file(text, FILE_MESSAGE):
            _log.warning("le fichier de critères a changé : la version %s est en service", criteria.version)
        self._signature = signature
        self.file_state = FileState(read_at=now(), digest=criteria.digest)

    def _refused(self, error: CriteriaError) -> None:
        self.file_state = FileState(error.problems, now())
        _log.error("le fichier de critères a des erreurs : la version en service continue")
        for problem in error.problems:
            if not problem.warning:
                at = f", ligne {problem.line}" if problem.line else ""
                _log.error("%s%s : %s", self._file.name, at, problem)

    def _follow(self) -> None:
        last = self._publications.last()
        if last is None:
            return
        criteria = self._serving[1]
        try:
            criteria = self.get(last.criteria_digest)
        except CriteriaError:
            _log.error(
                "la publication %s n’est pas lisible par ce programme : la version précédente reste en service",
                last.id,
            )
        self._serving = last, criteria

    def _load(self, digest: str) -> Criteria:
        with self._loading:
            if digest not in self._loaded:
                self._loaded[digest] = kept_versions(self._publications)(digest)
            return self._loaded[digest]


def kept_versions(publications: PublicationStore) -> Callable[[str], Criteria]:
    """Return a function that gives a kept version by its digest; raises StorageError when there is none."""

    @cache
    def get(digest: str) -> Criteria:
        source = publications.source(digest)
        if source is None:
            raise StorageError("la version des critères de ce diagnostic n’est pas dans la base")
        return load_criteria(source)[0]

    return get


class Watch(threading.Thread):
    """Looks once a second, so that a change is followed, and a fault told, even when nobody visits."""

    def __init__(self, versions: Versions) -> None:
        super().__init__(name="criteria-watch", daemon=True)
        self._versions = versions

    def run(self) -> None:
        """Look for ever; the thread ends with its process."""
        while True:
            time.sleep(CHECK_SECONDS)
            self._versions.refresh()


def _read(file: Path) -> tuple[Criteria, CriteriaText]:
    source = read_file(file)
    criteria, _ = load_criteria(source)
    return criteria, CriteriaText(criteria.digest, criteria.version, source)


def _signature(file: Path) -> tuple[int, ...]:
    try:
        found = file.stat()
    except OSError:
        return ()
    return found.st_mtime_ns, found.st_size, found.st_ino
