"""Whether pages stay as fast with many diagnostics: `python -m benchmarks.many [few] [many]` (1,000 and 1,000,000).

A thousand diagnostics are written, then multiplied inside the database (SQLite). Some of them, spread evenly, are given
known keys: their pages are requested with Flask's test client (no network), after warm-up rounds that are not counted.
"""

from __future__ import annotations

import argparse
import os
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import Connection, Engine, func, insert, select, update

from benchmarks.load.figures import markdown, percentile
from benchmarks.load.pages import fill, form_of
from benchmarks.measure import signed_in
from questionnaire.accounts.keys import key_digest, new_nonce, read_key
from questionnaire.answers import Viewpoint
from questionnaire.app import create_app
from questionnaire.cli.database import prepare_database
from questionnaire.config import load_settings
from questionnaire.criteria.model import Criteria
from questionnaire.services.versions import Versions
from questionnaire.storage import PublicationStore, make_engine, now
from questionnaire.storage.tables import answers, diagnostics

WRITTEN = 1000  # diagnostics written one by one; the others are copies
KNOWN_KEYS = 60  # diagnostics whose pages are requested
MAX_RATIO = 1.3  # many : few, of the median times
RUNS = 60  # rounds counted


@dataclass(frozen=True)
class Instance:
    """A filled instance, and the edit keys of some of its diagnostics."""

    folder: Path
    keys: list[str]
    size: float  # MB
    spent: float  # seconds to fill it


def _write_first(connection: Connection, criteria: Criteria, count: int) -> None:
    """Write diagnostics with their answers, all but one in each axis."""
    rng, moment = random.Random(1), now()  # noqa: S311 - nothing secret
    context = [question for question in criteria.context if question.kind == "choix"]
    blanks = {axis.criteria[-1].id for axis in criteria.axes}  # else the page of verification would redirect
    diagnostic_rows: list[dict[str, Any]] = []
    answer_rows: list[dict[str, Any]] = []
    for number in range(1, count + 1):
        viewpoint = rng.choice(list(Viewpoint))
        diagnostic_rows.append(
            {
                "id": number,
                "edit_digest": f"{rng.getrandbits(256):064x}",
                "read_digest": f"{rng.getrandbits(256):064x}",
                "criteria_digest": criteria.digest,
                "viewpoint": viewpoint.value,
                "path": "complet",
                "context": {question.id: rng.choice(question.choices_for(viewpoint)).id for question in context},
                "created_at": moment,
                "updated_at": moment,
                "finished_at": moment,
                "counted_at": moment,  # none waits to be counted: that has its own benchmark
            }
        )
        for criterion in criteria.all_criteria():
            if criterion.id in blanks:
                continue
            known = rng.random() < 0.85
            answer_rows.append(
                {
                    "diagnostic_id": number,
                    "criterion": criterion.id,
                    "state": "repondu" if known else "ne_sait_pas",
                    "level": rng.randint(0, criteria.top_level) if known else None,
                    "note": "Une convention de trois ans." if rng.random() < 0.1 else "",
                    "updated_at": moment,
                }
            )
    connection.execute(insert(diagnostics), diagnostic_rows)
    connection.execute(insert(answers), answer_rows)


def _multiply(connection: Connection, existing: int, count: int) -> None:
    """Copy the first `count` diagnostics of the `existing` ones, under new ids and keys."""
    copied = [column for column in diagnostics.c if column.name not in ("id", "edit_digest", "read_digest")]
    connection.execute(
        insert(diagnostics).from_select(
            ["id", "edit_digest", "read_digest", *(column.name for column in copied)],
            select(diagnostics.c.id + existing, _digest(), _digest(), *copied).where(diagnostics.c.id <= count),
        )
    )
    copied = [column for column in answers.c if column.name != "diagnostic_id"]
    connection.execute(
        insert(answers).from_select(
            ["diagnostic_id", *(column.name for column in copied)],
            select(answers.c.diagnostic_id + existing, *copied).where(answers.c.diagnostic_id <= count),
        )
    )


def _digest() -> Any:
    return func.lower(func.hex(func.randomblob(32)))


def fill_database(folder: Path, count: int) -> Instance:
    """Create an instance with `count` diagnostics."""
    began = time.perf_counter()
    settings = load_settings({"QUESTIONNAIRE_INSTANCE": str(folder)})
    prepare_database(settings)
    engine: Engine = make_engine(settings.database_url)
    criteria = Versions(PublicationStore(engine), settings.criteria).current
    keys = [new_nonce() for _ in range(KNOWN_KEYS)]
    with engine.connect().execution_options(writes=True) as connection, connection.begin():
        _write_first(connection, criteria, min(WRITTEN, count))
    existing = min(WRITTEN, count)
    while existing < count:
        more = min(existing, count - existing)
        with engine.connect().execution_options(writes=True) as connection, connection.begin():
            _multiply(connection, existing, more)
        existing += more
    with engine.connect().execution_options(writes=True) as connection, connection.begin():
        for place, key in enumerate(keys):
            known = update(diagnostics).where(diagnostics.c.id == 1 + place * count // KNOWN_KEYS)
            connection.execute(known.values(edit_digest=key_digest(key), read_digest=key_digest(read_key(key))))
    engine.dispose()
    size = sum(path.stat().st_size for path in folder.iterdir()) / 1e6
    return Instance(folder, keys, size, time.perf_counter() - began)


def pages(client: FlaskClient, keys: list[str]) -> dict[str, Callable[[int], object]]:
    """Return, by name of page, a function that requests it once; it takes the number of the round."""
    rng = random.Random(2)  # noqa: S311 - nothing secret

    def key(turn: int) -> str:
        return keys[turn % len(keys)]

    def get(address: str) -> Callable[[int], object]:
        def ask(turn: int) -> object:
            edit = key(turn)
            answer = client.get(address.format(key=edit, read=read_key(edit)))
            assert answer.status_code == 200, (address, answer.status)  # noqa: S101
            return answer.data

        return ask

    def send(address: str, mark: str = 'method="post"', to: str = "") -> Callable[[int], object]:
        forms: dict[str, list[tuple[str, str]]] = {}

        def ask(turn: int) -> object:
            shown = address.format(key=key(turn))
            if turn < 0:  # a warm-up round: read the form
                forms[key(turn)] = fill(form_of(client.get(shown).text, mark), rng, 0.1)
                return None
            data: dict[str, list[str]] = {}
            for name, value in forms[key(turn)]:
                data.setdefault(name, []).append(value)
            answer = client.post(to.format(key=key(turn)) or shown, data=data)
            assert answer.status_code == 303, (address, answer.status)  # noqa: S101
            return answer.data

        return ask

    private = "/diagnostic/{key}"
    return {
        "home": get("/"),
        "example": get("/exemple"),
        "method": get("/methode"),
        "beginning": get("/commencer/collectivite"),
        "beginning: sent": send("/commencer/collectivite"),
        "private page": get(private),
        "context": get(f"{private}/contexte"),
        "questions": get(f"{private}/axe/lieu/1"),
        "questions: sent": send(f"{private}/axe/lieu/1"),
        "verification": get(f"{private}/verification"),
        "verification: sent": send(f"{private}/verification", "/terminer", f"{private}/terminer"),
        "results": get(f"{private}/resultats"),
        "results: JSON": get(f"{private}/resultats/json"),
        "results: CSV": get(f"{private}/resultats/csv"),
        "results, read-only": get("/resultats/{read}"),
        "sharing": get(f"{private}/partager"),
        "deletion, asked": get(f"{private}/supprimer"),
        "space": get("/animation"),
        "statistics": get("/animation/statistiques"),
    }


def pages_of(instance: Instance) -> dict[str, Callable[[int], object]]:
    """Return the pages of an instance, requested by a client that is signed in to the facilitators' space."""
    settings = load_settings({"QUESTIONNAIRE_INSTANCE": str(instance.folder)})
    return pages(signed_in(create_app(settings)), instance.keys)


def measure(instances: list[dict[str, Callable[[int], object]]]) -> Iterator[tuple[str, list[list[float]]]]:
    """Yield each page with its sorted times (ms) in each instance.

    Instances take turns, so that other work of the machine slows them all alike.
    """
    for name in instances[0]:
        times: list[list[float]] = [[] for _ in instances]
        for turn in range(-KNOWN_KEYS, RUNS):
            for instance_pages, instance_times in zip(instances, times, strict=True):
                began = time.perf_counter()
                instance_pages[name](turn)
                if turn >= 0:
                    instance_times.append(1000 * (time.perf_counter() - began))
        yield name, [sorted(instance_times) for instance_times in times]


def main() -> None:
    """Fill, measure, compare."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.many", description=__doc__)
    parser.add_argument("few", type=int, nargs="?", default=1000)
    parser.add_argument("many", type=int, nargs="?", default=1_000_000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="many-", dir=os.environ.get("TMPDIR")) as name:
        instances = [fill_database(Path(name) / str(count), count) for count in (options.few, options.many)]
        for count, instance in zip((options.few, options.many), instances, strict=True):
            sys.stdout.write(f"{count:,} diagnostics: {instance.size:.0f} MB, filled in {instance.spent:.0f} s\n")
        rows = []
        for page, times in measure([pages_of(instance) for instance in instances]):
            few, many = (percentile(values, 0.5) for values in times)
            cells = [f"{percentile(values, 0.5):.1f} ({percentile(values, 0.95):.1f})" for values in times]
            rows.append((page, *cells, f"{many / few:.2f}", "yes" if many <= MAX_RATIO * few else "**no**"))
        head = (
            "page",
            *(f"{count:,}: ms, median (p95)" for count in (options.few, options.many)),
            "ratio",
            f"≤ {MAX_RATIO}",
        )
        sys.stdout.write(f"\n{markdown(head, rows)}\n")


if __name__ == "__main__":
    main()
