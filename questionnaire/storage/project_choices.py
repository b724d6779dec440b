"""Stores the choices of facilitators for the places of the criteria that a new text of the project changes."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import delete, insert, select

from questionnaire.storage.tables import project_choices
from questionnaire.storage.transactions import Transactions, now


@dataclass(frozen=True, slots=True)
class ProjectChoice:
    """A choice for a place (its key in following/). `seen`: digest of the values it was made from; `words`: a text typed."""

    place: str
    seen: str
    choice: str
    words: str
    author: str
    made_at: datetime.datetime


class ProjectChoiceStore(Transactions):
    """Reads and writes choices: the last one for each place."""

    def all(self) -> dict[str, ProjectChoice]:
        """Return every choice, by place."""
        with self._read() as connection:
            rows = connection.execute(select(project_choices)).all()
        return {row.place: ProjectChoice(**row._mapping) for row in rows}

    def save(self, choices: Iterable[tuple[str, str, str, str]], forgotten: Iterable[str], author: str) -> None:
        """Save choices (place, seen, choice, words), replacing those of the same places; delete those of `forgotten`."""
        rows = [
            {"place": place, "seen": seen, "choice": choice, "words": words, "author": author, "made_at": now()}
            for place, seen, choice, words in choices
        ]
        places = [*(row["place"] for row in rows), *forgotten]
        with self._write() as connection:
            if connection.dialect.name == "postgresql":
                connection.exec_driver_sql("LOCK TABLE project_choice IN EXCLUSIVE MODE")
            if places:
                connection.execute(delete(project_choices).where(project_choices.c.place.in_(places)))
            if rows:
                connection.execute(insert(project_choices), rows)
