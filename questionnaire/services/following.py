"""Follows the project: merges its new texts into the version in service, with the stored choices of facilitators."""

from __future__ import annotations

from dataclasses import dataclass

from questionnaire.errors import CriteriaError
from questionnaire.following.changes import Answer, Choice, Merge
from questionnaire.following.following import Texts
from questionnaire.following.nearest import nearest
from questionnaire.services.project_news import project_news
from questionnaire.services.versions import Versions
from questionnaire.storage import ProjectChoiceStore, ProjectText, PublicationStore

CANDIDATES = 4  # texts of the project to compare with ours, when the base was not recorded
CACHED_COUNTS = 4


@dataclass(frozen=True, slots=True)
class Base:
    """The text of the project that the version in service comes from. `noted`: recorded, rather than guessed by content."""

    digest: str | None
    label: str
    noted: bool


@dataclass(frozen=True, slots=True)
class Alert:
    """A new text of the project to announce: its number of changes, and how many concern what was changed here.

    `count` is None when the text cannot be merged.
    """

    text: ProjectText
    count: int | None
    touching: int


@dataclass(frozen=True, slots=True)
class Following:
    """A text of the project, merged into the version in service."""

    base: Base
    ours: str  # the digest of the version in service
    texts: Texts
    merge: Merge


class Follower:
    """Merges texts of the project into the version in service; caches the counts of the last merges."""

    def __init__(self, publications: PublicationStore, versions: Versions, choices: ProjectChoiceStore) -> None:
        self._publications = publications
        self._versions = versions
        self._choices = choices
        self._counts: dict[tuple[str, str | None, str], tuple[int, int] | None] = {}

    def alerts(self) -> list[Alert]:
        """Return the texts of the project to announce: those that change more than comments or layout."""
        alerts = []
        for news in project_news(self._publications, self._versions):
            if not news.layout_only:
                counted = self._counted(news.text)
                alerts.append(Alert(news.text, *(counted or (None, 0))))
        return alerts

    def follow(self, text: ProjectText) -> Following:
        """Merge a text of the project. Raises CriteriaError when one of the texts cannot be read."""
        last = self._versions.in_service
        ours, theirs = self._source(last.criteria_digest), self._source(text.criteria_digest)
        for digest in (last.criteria_digest, text.criteria_digest):
            self._versions.get(digest)  # a merge walks valid texts only
        base = self._base(text, ours)
        texts = Texts(self._source(base.digest) if base.digest else None, ours, theirs)
        return Following(base, last.criteria_digest, texts, texts.merge(self._answers()))

    def save(self, answers: dict[str, Answer], forgotten: list[str], author: str) -> None:
        """Store answers, by key of place, and delete those of `forgotten`."""
        rows = [(key, answer.seen, answer.choice.value, answer.text) for key, answer in answers.items()]
        self._choices.save(rows, forgotten, author)

    def authors(self) -> dict[str, str]:
        """Return the author of each stored choice, by key of place."""
        return {place: stored.author for place, stored in self._choices.all().items()}

    def _answers(self) -> dict[str, Answer]:
        return {
            place: Answer(Choice(stored.choice), stored.seen, stored.words)
            for place, stored in self._choices.all().items()
        }

    def _base(self, text: ProjectText, ours: str) -> Base:
        """Return the text that ours comes from: the recorded one, if it came from the same watched file; else the nearest."""
        noted = self._versions.in_service.upstream_digest
        seen = {
            seen_text.criteria_digest: seen_text.label
            for seen_text in self._publications.project_texts(text.place)
        }
        if noted in seen and self._is_readable(noted):
            return Base(noted, seen[noted], True)
        candidates = [noted, *(digest for digest in seen if digest != text.criteria_digest)][:CANDIDATES]
        readable = {digest: self._source(digest) for digest in candidates if digest and self._is_readable(digest)}
        guess = nearest(ours, readable)
        return Base(guess, self._versions.get(guess).version if guess else "", False)

    def _is_readable(self, digest: str) -> bool:
        try:
            self._versions.get(digest)
        except CriteriaError:  # a text of an earlier release
            return False
        return True

    def _source(self, digest: str) -> str:
        return (self._publications.source(digest) or b"").decode("utf-8-sig")

    def _counted(self, text: ProjectText) -> tuple[int, int] | None:
        last = self._versions.in_service
        key = last.criteria_digest, last.upstream_digest, text.criteria_digest
        if key not in self._counts:
            while len(self._counts) >= CACHED_COUNTS:
                self._counts.pop(next(iter(self._counts)))
            try:
                merge = self.follow(text).merge
                self._counts[key] = merge.count, merge.touching
            except CriteriaError:
                self._counts[key] = None
        return self._counts[key]
