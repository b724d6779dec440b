"""The exceptions of the package, and the problems that they report."""

import errno
from dataclasses import dataclass


def quoted(value: object) -> str:
    """Return a value quoted for a message: « value », at most 60 characters, « (vide) » when empty."""
    text = str(value).strip()[:60].strip() if isinstance(value, str | int | float) else ""
    return f"« {text or '(vide)'} »"


_REASONS = {
    errno.EACCES: "vous n’en avez pas le droit",
    errno.EPERM: "vous n’en avez pas le droit",
    errno.EROFS: "le disque est en lecture seule",
    errno.ENOSPC: "le disque est plein",
    errno.ENOENT: "il n’existe pas",
    errno.EISDIR: "c’est un dossier",
    errno.ENOTDIR: "un des dossiers du chemin est un fichier",
    errno.EEXIST: "un fichier porte déjà ce nom",
    errno.EADDRINUSE: "un autre programme s’en sert déjà",
    errno.EADDRNOTAVAIL: "cette machine n’a pas cette adresse",
    -2: "ce nom est inconnu",  # EAI_NONAME; this code and the next two come from socket.gaierror
    -3: "ce nom ne se trouve pas en ce moment",
    -5: "ce nom n’a pas d’adresse",
}


def system_reason(error: OSError) -> str:
    """Return the reason of a system error, in French."""
    return _REASONS.get(error.errno or 0, f"erreur {error.errno} du système")


@dataclass(frozen=True, slots=True)
class Problem:
    """A problem of a file or of answers, described in French.

    `line` starts at 1 (0 when unknown); `where` describes the place; a `warning` does not prevent use.
    """

    line: int
    where: str
    message: str
    warning: bool = False

    def __str__(self) -> str:
        return f"{self.where} : {self.message}" if self.where else self.message


class QuestionnaireError(Exception):
    """The base class of the errors of this package."""


class CriteriaError(QuestionnaireError):
    """A criteria file cannot be used; `problems` are in file order."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        self.problems = problems
        super().__init__(
            "\n".join(
                f"ligne {problem.line} — {problem}" if problem.line else str(problem) for problem in problems
            )
        )


class CannotWriteError(QuestionnaireError):
    """A form cannot write a change into the text of the criteria; the message says why, and to edit the text instead."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(
            f"Cette modification ne peut pas être écrite d’ici : {reason.rstrip('.')}. Faites-la dans le texte"
        )


class AnswersError(QuestionnaireError):
    """Answers (a JSON file, a profile) cannot be read; `problems` says why."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        self.problems = problems
        super().__init__("\n".join(str(problem) for problem in problems))


class ConfigError(QuestionnaireError):
    """A setting is missing or wrong; the message says which one and how to correct it."""


class RenderingError(QuestionnaireError):
    """A download cannot be generated now."""


class StorageError(QuestionnaireError):
    """The database failed or refused an operation; nothing was changed."""


class StorageBusyError(StorageError):
    """Another process holds the lock of the database: the operation may be tried again in a moment."""
