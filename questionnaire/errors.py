"""The family of errors, and the value that describes one problem of a file."""

import errno
from dataclasses import dataclass


def quoted(value: object) -> str:
    """Return a word of the file as a message shows it: « word », cut short, never empty."""
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
    -2: "ce nom est inconnu",  # EAI_NONAME, and the next two: what socket.gaierror says
    -3: "ce nom ne se trouve pas en ce moment",
    -5: "ce nom n’a pas d’adresse",
}


def system_reason(error: OSError) -> str:
    """Say in French why the system refused."""
    return _REASONS.get(error.errno or 0, f"erreur {error.errno} du système")


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault found in a file or in answers, told in French.

    `line` starts at 1 (0 when no line can be named); `where` says the place in words;
    a `warning` does not prevent the file from being used.
    """

    line: int
    where: str
    message: str
    warning: bool = False

    def __str__(self) -> str:
        return f"{self.where} : {self.message}" if self.where else self.message


class QuestionnaireError(Exception):
    """The parent of every error that this package raises on purpose."""


class CriteriaError(QuestionnaireError):
    """A criteria file cannot be used; carries every problem found, in file order."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        self.problems = problems
        super().__init__("\n".join(f"ligne {p.line} — {p}" if p.line else str(p) for p in problems))


class AnswersError(QuestionnaireError):
    """Answers (a JSON file, a profile) cannot be read; carries every problem found."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        self.problems = problems
        super().__init__("\n".join(str(p) for p in problems))


class ConfigError(QuestionnaireError):
    """A setting is missing or wrong; the message says which one and how to mend it."""


class RenderingError(QuestionnaireError):
    """A download cannot be made now."""


class StorageError(QuestionnaireError):
    """The database could not read or keep what was asked; nothing was changed."""
