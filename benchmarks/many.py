"""Whether pages stay as fast with many diagnostics: `python -m benchmarks.many [few] [many]` (1,000 and 1,000,000).

A thousand diagnostics are written, then multiplied inside the database. Some of them, here and there, are given
known keys: pages are read on those, by Flask's test client (no network), after one turn that is not counted.
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
from questionnaire.accounts.keys import key_digest, new_nonce, read_key
from questionnaire.accounts.roles import Role
from questionnaire.answers import Viewpoint
from questionnaire.app import create_app
from questionnaire.cli.database import prepare_database
from questionnaire.config import load_settings
from questionnaire.criteria.model import Criteria
from questionnaire.services.versions import Versions
from questionnaire.storage import AccountStore, PublicationStore, make_engine, now
from questionnaire.storage.tables import answers, diagnostics
from questionnaire.web.facilitation.access import TOKEN

FIRST = 1000
KNOWN = 60
AIM = 1.3
RUNS = 60


@dataclass(frozen=True)
class Filled:
    """An instance, and the keys of some of its diagnostics."""

    folder: Path
    keys: list[str]
    size: float  # MB
    spent: float  # seconds


def _first(connection: Connection, criteria: Criteria, count: int) -> None:
    """Write the first diagnostics, one by one, with all their answers."""
    chance, moment = random.Random(1), now()  # noqa: S311 - nothing secret
    context = [one for one in criteria.context if one.kind == "choix"]
    made: list[dict[str, Any]] = []
    said: list[dict[str, Any]] = []
    for number in range(1, count + 1):
        side = chance.choice(list(Viewpoint))
        made.append(
            {
                "id": number,
                "edit_digest": f"{chance.getrandbits(256):064x}",
                "read_digest": f"{chance.getrandbits(256):064x}",
                "criteria_digest": criteria.digest,
                "viewpoint": side.value,
                "path": "complet",
                "context": {one.id: chance.choice(one.choices_for(side)).id for one in context},
                "created_at": moment,
                "updated_at": moment,
                "finished_at": moment,
                "counted_at": moment,  # nothing waits: gathering has its own measure
            }
        )
        for criterion in criteria.all_criteria():
            known = chance.random() < 0.85
            said.append(
                {
                    "diagnostic_id": number,
                    "criterion": criterion.id,
                    "state": "repondu" if known else "ne_sait_pas",
                    "level": chance.randint(0, criteria.top_level) if known else None,
                    "note": "Une convention de trois ans." if chance.random() < 0.1 else "",
                    "updated_at": moment,
                }
            )
    connection.execute(insert(diagnostics), made)
    connection.execute(insert(answers), said)


def _multiply(connection: Connection, there: int, count: int) -> None:
    """Write `count` more diagnostics, copies of the first ones with keys of their own."""
    kept = [one for one in diagnostics.c if one.name not in ("id", "edit_digest", "read_digest")]
    connection.execute(
        insert(diagnostics).from_select(
            ["id", "edit_digest", "read_digest", *(one.name for one in kept)],
            select(diagnostics.c.id + there, _digest(), _digest(), *kept).where(diagnostics.c.id <= count),
        )
    )
    kept = [one for one in answers.c if one.name != "diagnostic_id"]
    connection.execute(
        insert(answers).from_select(
            ["diagnostic_id", *(one.name for one in kept)],
            select(answers.c.diagnostic_id + there, *kept).where(answers.c.diagnostic_id <= count),
        )
    )


def _digest() -> Any:
    return func.lower(func.hex(func.randomblob(32)))


def fill_database(folder: Path, count: int) -> Filled:
    """Make an instance with so many diagnostics."""
    began = time.perf_counter()
    settings = load_settings({"QUESTIONNAIRE_INSTANCE": str(folder)})
    prepare_database(settings)
    engine: Engine = make_engine(settings.database_url)
    criteria = Versions(PublicationStore(engine), settings.criteria).current
    keys = [new_nonce() for _ in range(KNOWN)]
    with engine.connect().execution_options(writes=True) as connection, connection.begin():
        _first(connection, criteria, min(FIRST, count))
    there = min(FIRST, count)
    while there < count:
        more = min(there, count - there)
        with engine.connect().execution_options(writes=True) as connection, connection.begin():
            _multiply(connection, there, more)
        there += more
    with engine.connect().execution_options(writes=True) as connection, connection.begin():
        for place, key in enumerate(keys):
            known = update(diagnostics).where(diagnostics.c.id == 1 + place * count // KNOWN)
            connection.execute(known.values(edit_digest=key_digest(key), read_digest=key_digest(read_key(key))))
    engine.dispose()
    size = sum(path.stat().st_size for path in folder.iterdir()) / 1e6
    return Filled(folder, keys, size, time.perf_counter() - began)


def pages(client: FlaskClient, keys: list[str]) -> dict[str, Callable[[int], object]]:
    """Return every page, as something to do with the number of the turn."""
    chance = random.Random(2)  # noqa: S311 - nothing secret

    def key(turn: int) -> str:
        return keys[turn % len(keys)]

    def get(address: str) -> Callable[[int], object]:
        def ask(turn: int) -> object:
            one = key(turn)
            answer = client.get(address.format(key=one, read=read_key(one)))
            assert answer.status_code == 200, (address, answer.status)  # noqa: S101
            return answer.data

        return ask

    def send(address: str, mark: str = 'method="post"', to: str = "") -> Callable[[int], object]:
        forms: dict[str, list[tuple[str, str]]] = {}

        def ask(turn: int) -> object:
            shown = address.format(key=key(turn))
            if turn < 0:  # before the measure: read the form
                forms[key(turn)] = fill(form_of(client.get(shown).text, mark), chance, 0.1)
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


def opened(filled: Filled) -> dict[str, Callable[[int], object]]:
    """Return the pages of an instance, read by someone who may also read the facilitators' space."""
    settings = load_settings({"QUESTIONNAIRE_INSTANCE": str(filled.folder)})
    engine = make_engine(settings.database_url)
    accounts = AccountStore(engine)
    accounts.add("Mesure", "aucun", Role.ANIMATION)
    found = accounts.find("Mesure")
    assert found is not None  # noqa: S101
    accounts.open_session(found[0].id, key_digest("mesure"), now(), now().date())
    engine.dispose()
    client = create_app(settings).test_client()
    with client.session_transaction() as session:
        session[TOKEN] = "mesure"
    return pages(client, filled.keys)


def measure(every: list[dict[str, Callable[[int], object]]]) -> Iterator[tuple[str, list[list[float]]]]:
    """Yield each page with its times in each instance, turn by turn: what else the machine does weighs alike."""
    for name in every[0]:
        asked = [one[name] for one in every]
        times: list[list[float]] = [[] for _ in every]
        for turn in range(-KNOWN, RUNS):
            for ask, kept in zip(asked, times, strict=True):
                began = time.perf_counter()
                ask(turn)
                if turn >= 0:
                    kept.append(1000 * (time.perf_counter() - began))
        yield name, [sorted(one) for one in times]


def main() -> None:
    """Fill, measure, compare."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.many", description=__doc__)
    parser.add_argument("few", type=int, nargs="?", default=1000)
    parser.add_argument("many", type=int, nargs="?", default=1_000_000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="many-", dir=os.environ.get("TMPDIR")) as name:
        made = [fill_database(Path(name) / str(count), count) for count in (options.few, options.many)]
        for count, one in zip((options.few, options.many), made, strict=True):
            sys.stdout.write(f"{count:,} diagnostics: {one.size:.0f} MB, filled in {one.spent:.0f} s\n")
        rows = []
        for page, times in measure([opened(one) for one in made]):
            few, many = (percentile(one, 0.5) for one in times)
            told = [f"{percentile(one, 0.5):.1f} ({percentile(one, 0.95):.1f})" for one in times]
            rows.append((page, *told, f"{many / few:.2f}", "yes" if many <= AIM * few else "**no**"))
        head = (
            "page",
            *(f"{count:,}: ms, median (p95)" for count in (options.few, options.many)),
            "ratio",
            "≤ 1.3",
        )
        sys.stdout.write(f"\n{markdown(head, rows)}\n")


if __name__ == "__main__":
    main()
