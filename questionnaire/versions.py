"""The versions of the criteria: the one in service, and the older ones that diagnostics were begun with."""

from __future__ import annotations

import threading
from pathlib import Path

from questionnaire.criteria import Criteria
from questionnaire.errors import StorageError
from questionnaire.loading import load_criteria, read_file
from questionnaire.storage import Store


class Versions:
    """Loads each version once. The file on disk at start is the version in service."""

    def __init__(self, store: Store, file: Path) -> None:
        """Read the file and keep it; raises CriteriaError or StorageError."""
        self._store = store
        self._lock = threading.Lock()
        source = read_file(file)
        self.current, self.warnings = load_criteria(source)
        self._loaded = {self.current.digest: self.current}
        store.keep_criteria(self.current.digest, self.current.version[:200], source)

    def get(self, digest: str) -> Criteria:
        """Return the version of that digest; raises StorageError when it was never kept."""
        found = self._loaded.get(digest)
        return found if found is not None else self._load(digest)

    def known(self, digest: str) -> bool:
        """Tell whether a version is kept here."""
        return digest in self._loaded or self._store.criteria_source(digest) is not None

    def _load(self, digest: str) -> Criteria:
        with self._lock:
            source = self._store.criteria_source(digest)
            if source is None:
                raise StorageError("la version des critères de ce diagnostic n’est pas dans la base")
            self._loaded[digest], _ = load_criteria(source)
            return self._loaded[digest]
