"""Loads the versions of the criteria, follows the one in service, and watches the criteria files.

The database says which version is in service: each worker checks it at most once a second. The first worker that sees a
change of the criteria file records it, and puts it in service unless a person chose the version in service; a file with
errors changes nothing.
"""

from __future__ import annotations

import logging
import threading
import time
from pathlib import Path

from questionnaire.criteria.loading import load_criteria, read_file
from questionnaire.criteria.model import Criteria
from questionnaire.errors import CriteriaError, StorageError
from questionnaire.services.watched_files import FileState, WatchedFile
from questionnaire.storage import CriteriaText, Place, Publication, PublicationStore, now

CHECK_SECONDS = 1.0
FILE_MESSAGE = "Le fichier des critères a changé sur le serveur."
FIRST_MESSAGE = "Premier démarrage, avec le fichier des critères du serveur."

_log = logging.getLogger(__name__)


class Versions:
    """Loads each version once, and follows the one in service."""

    def __init__(self, publications: PublicationStore, file: Path, shipped: Path | None = None) -> None:
        """Record the criteria file, and the one shipped with the program when it is another one.

        Raises CriteriaError or StorageError when no version can be in service.
        """
        self._publications = publications
        self._refresh_lock = threading.Lock()
        self._load_lock = threading.Lock()
        self._loaded: dict[str, Criteria] = {}
        self._file = WatchedFile(file)
        self._shipped = None if shipped is None or self._file.is_same_as(shipped) else WatchedFile(shipped)
        self.unreadable: Publication | None = None  # the last publication, while this program cannot read it
        self._database_failing = False
        self._serving = self._initial_version()
        self._checked_at = time.monotonic()

    @property
    def file_state(self) -> FileState:
        """The result of the last reading of the criteria file."""
        return self._file.state

    @property
    def places(self) -> tuple[Place, ...]:
        """The watched files where texts of the project appear."""
        return (Place.FILE,) if self._shipped is None else (Place.FILE, Place.SHIPPED)

    @property
    def current(self) -> Criteria:
        """The version in service."""
        self.refresh()
        return self._serving[1]

    @property
    def serving(self) -> tuple[Publication, Criteria]:
        """The last publication and its criteria, read together."""
        return self._serving

    @property
    def in_service(self) -> Publication:
        """The last publication."""
        return self._serving[0]

    def get(self, digest: str) -> Criteria:
        """Return a version by its digest; raises StorageError when not stored, CriteriaError when unreadable."""
        criteria = self._loaded.get(digest)
        return criteria if criteria is not None else self._load(digest)

    def known(self, digest: str) -> bool:
        """Tell whether the version of that digest is loaded or stored."""
        return digest in self._loaded or self._publications.source(digest) is not None

    def refresh(self, *, now_too: bool = False) -> None:
        """Check the file and the database, at most once a second unless `now_too`; errors are logged, not raised."""
        if not now_too and time.monotonic() - self._checked_at < CHECK_SECONDS:
            return
        if not self._refresh_lock.acquire(blocking=now_too):
            return  # another thread is refreshing
        try:
            self._check_files()
            if self._publications.last_id() != self.in_service.id:
                self._load_last_publication()
            self._database_failing = False
        except StorageError as error:
            if not self._database_failing:  # logged once, not every second
                _log.error("impossible de savoir quelle version est en service : %s", error)
            self._database_failing = True
        finally:
            self._checked_at = time.monotonic()
            self._refresh_lock.release()

    def _initial_version(self) -> tuple[Publication, Criteria]:
        criteria = None
        try:
            if self._shipped is not None:
                self._notice_shipped(self._shipped)
            criteria, _ = self._notice_file(FIRST_MESSAGE if self._nothing_published() else FILE_MESSAGE)
        except CriteriaError as error:
            if self._nothing_published():
                raise
            self._report_faulty_file(error)
        last = self._publications.last()
        if last is None:
            raise StorageError("aucune version des critères n’est en service")
        try:
            return last, self.get(last.criteria_digest)
        except CriteriaError:
            if criteria is None:
                raise
            self.unreadable = last
            _log.error(
                "la publication %s n’est plus lisible par ce programme : le fichier de critères sert à sa place",
                last.id,
            )
            return last, criteria

    def _nothing_published(self) -> bool:
        return self._publications.last_id() is None

    def _check_files(self) -> None:
        if self._shipped is not None and (signature := self._shipped.change()):
            self._notice_shipped(self._shipped)
            self._shipped.mark_read(signature)
        signature = self._file.change()
        if signature is None:
            return
        try:
            criteria, published = self._notice_file(FILE_MESSAGE)
        except CriteriaError as error:
            self._report_faulty_file(error)
        else:
            if published:
                _log.warning("le fichier de critères a changé : la version %s est en service", criteria.version)
            elif criteria.digest != self.in_service.criteria_digest:
                _log.warning(
                    "le fichier de critères a changé (version %s) : la version %s, publiée par une personne, reste en "
                    "service ; l’espace d’animation propose ce texte",
                    criteria.version,
                    self.in_service.label,
                )
            if self.unreadable is not None:
                self._serving = self._serving[0], criteria
        self._file.mark_read(signature)

    def _notice_file(self, message: str) -> tuple[Criteria, bool]:
        """Read and record the criteria file; also return whether that put it in service."""
        criteria, text = _read(self._file.path)
        self._loaded[criteria.digest] = criteria
        published = self._publications.notice(text, Place.FILE, message, is_project=self._shipped is None)
        self._file.state = FileState(read_at=now(), digest=criteria.digest)
        return criteria, published

    def _notice_shipped(self, file: WatchedFile) -> None:
        try:
            criteria, text = _read(file.path)
        except CriteriaError as error:
            _log.error("les critères livrés avec le programme ne sont pas lisibles : %s", error)
            return
        self._publications.notice(text, Place.SHIPPED)
        self._loaded[criteria.digest] = criteria

    def _report_faulty_file(self, error: CriteriaError) -> None:
        self._file.state = FileState(error.problems, now())
        _log.error("le fichier de critères a des erreurs : la version en service continue")
        for problem in error.problems:
            if not problem.warning:
                location = f", ligne {problem.line}" if problem.line else ""
                _log.error("%s%s : %s", self._file.path.name, location, problem)

    def _load_last_publication(self) -> None:
        last = self._publications.last()
        if last is None:
            return
        criteria = self._serving[1]
        try:
            criteria = self.get(last.criteria_digest)
            self.unreadable = None
        except CriteriaError:
            self.unreadable = last
            _log.error(
                "la publication %s n’est pas lisible par ce programme : la version précédente reste en service",
                last.id,
            )
        self._serving = last, criteria

    def _load(self, digest: str) -> Criteria:
        with self._load_lock:
            if digest not in self._loaded:
                self._loaded[digest] = load_stored(self._publications, digest)
            return self._loaded[digest]


def load_stored(publications: PublicationStore, digest: str) -> Criteria:
    """Return the stored version of that digest. Raises StorageError when there is none, CriteriaError when unreadable."""
    source = publications.source(digest)
    if source is None:
        raise StorageError("la version des critères de ce diagnostic n’est pas dans la base")
    return load_criteria(source)[0]


class Watch(threading.Thread):
    """A daemon thread that refreshes the versions every second, even without visitors."""

    def __init__(self, versions: Versions) -> None:
        super().__init__(name="criteria-watch", daemon=True)
        self._versions = versions

    def run(self) -> None:
        """Refresh until the process ends."""
        while True:
            time.sleep(CHECK_SECONDS)
            self._versions.refresh()


def _read(file: Path) -> tuple[Criteria, CriteriaText]:
    source = read_file(file)
    criteria, _ = load_criteria(source)
    return criteria, CriteriaText(criteria.digest, criteria.version, source)
