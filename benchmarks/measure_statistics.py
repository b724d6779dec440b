"""How the statistics hold when there are many diagnostics: `python benchmarks/measure_statistics.py [how many…]`.

Diagnostics with all their answers are written in bulk, gathered, then the page's figures are worked out.
"""

from __future__ import annotations

import datetime
import random
import sys
import tempfile
import time
import tracemalloc
from collections.abc import Iterator
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from sqlalchemy import Engine, func, insert, select

from benchmarks.measure import signed_in
from questionnaire.answers import Viewpoint
from questionnaire.app import create_app
from questionnaire.cli.database import prepare_database
from questionnaire.config import load_settings
from questionnaire.criteria.model import Criteria
from questionnaire.services.statistics import count_settled
from questionnaire.services.versions import Versions
from questionnaire.storage import CohortStore, PublicationStore, make_engine, now
from questionnaire.storage.tables import answers, cohorts, diagnostics

WEEKS = 104
PART = 2000
ADDRESSES = ("", "?regard=projet", "?periode=2-trimestres", "?periode=4-trimestres&etape=idee")


def rows(criteria: Criteria, count: int, start: int) -> Iterator[tuple[dict[str, Any], list[dict[str, Any]]]]:
    """Yield diagnostics over two years, and their answers."""
    chance = random.Random(start)  # noqa: S311 - nothing secret
    context = [question for question in criteria.context if question.kind == "choix"]
    moment = now()
    for number in range(start, start + count):
        viewpoint = chance.choice(list(Viewpoint))
        begun = moment - datetime.timedelta(days=2 + chance.random() * 7 * WEEKS)
        finished = begun + datetime.timedelta(minutes=chance.randint(5, 60)) if chance.random() < 0.7 else None
        yield (
            {
                "id": number,
                "edit_digest": f"{chance.getrandbits(256):064x}",
                "read_digest": f"{chance.getrandbits(256):064x}",
                "criteria_digest": criteria.digest,
                "viewpoint": viewpoint.value,
                "path": "complet",
                "context": {one.id: chance.choice(one.choices_for(viewpoint)).id for one in context},
                "created_at": begun,
                "updated_at": finished or begun,
                "finished_at": finished,
            },
            [
                {
                    "diagnostic_id": number,
                    "criterion": one.id,
                    "state": "repondu" if (known := chance.random() < 0.85) else "ne_sait_pas",
                    "level": chance.randint(0, criteria.top_level) if known else None,
                    "note": "",
                    "updated_at": begun,
                }
                for one in criteria.all_criteria()
            ],
        )


def fill(engine: Engine, criteria: Criteria, count: int) -> None:
    """Write so many diagnostics."""
    for start in range(1, count + 1, PART):
        made = list(rows(criteria, min(PART, count + 1 - start), start))
        with engine.connect().execution_options(writes=True) as connection, connection.begin():
            connection.execute(insert(diagnostics), [one for one, _ in made])
            connection.execute(insert(answers), [row for _, those in made for row in those])


def say(words: str) -> None:
    """Print a line."""
    sys.stdout.write(words + "\n")


def run(count: int) -> None:
    """Measure with so many diagnostics."""
    with tempfile.TemporaryDirectory() as folder:
        settings = load_settings({"QUESTIONNAIRE_INSTANCE": folder})
        prepare_database(settings)
        engine = make_engine(settings.database_url)
        versions = Versions(PublicationStore(engine), settings.criteria)
        fill(engine, versions.current, count)
        statistics = CohortStore(engine)
        start = time.perf_counter()
        gathered = count_settled(statistics, versions.get, settings.statistics_minimum, now())
        spent = time.perf_counter() - start
        with engine.connect() as connection:
            kept = connection.scalar(select(func.count()).select_from(cohorts))
        say(f"{count:>7} diagnostics: {gathered} gathered in {spent:.0f} s, into {kept} cohorts")
        client = signed_in(create_app(settings))
        for address in ADDRESSES:
            times = []
            for _ in range(5):
                start = time.perf_counter()
                assert client.get(f"/animation/statistiques{address}").status_code == 200  # noqa: S101
                times.append(1000 * (time.perf_counter() - start))
            say(f"    page {address:<32} {sorted(times)[2]:8.0f} ms   slowest {max(times):8.0f} ms")
        tracemalloc.start()
        start = time.perf_counter()
        size = sum(len(part) for part in client.get("/animation/statistiques/export.csv").response)
        spent, most = time.perf_counter() - start, tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        say(f"    export: {size / 1e6:.0f} MB in {spent:.0f} s (traced), {most / 1e6:.0f} MB of memory at most")
        engine.dispose()


if __name__ == "__main__":
    for number in [int(one) for one in sys.argv[1:]] or [10_000, 100_000]:
        run(number)
