"""How fast the statistics are with many diagnostics: `python benchmarks/measure_statistics.py [how many…]`.

Diagnostics with all their answers are inserted, counted into cohorts, then the page and the export are requested.
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

WEEKS = 104  # over which the diagnostics are spread
BATCH = 2000  # diagnostics inserted in one transaction
ADDRESSES = ("", "?regard=projet", "?periode=2-trimestres", "?periode=4-trimestres&etape=idee")


def rows(criteria: Criteria, count: int, start: int) -> Iterator[tuple[dict[str, Any], list[dict[str, Any]]]]:
    """Yield the rows of `count` diagnostics, each with those of its answers; ids begin at `start`."""
    rng = random.Random(start)  # noqa: S311 - nothing secret
    context = [question for question in criteria.context if question.kind == "choix"]
    moment = now()
    for number in range(start, start + count):
        viewpoint = rng.choice(list(Viewpoint))
        begun = moment - datetime.timedelta(days=2 + rng.random() * 7 * WEEKS)
        finished = begun + datetime.timedelta(minutes=rng.randint(5, 60)) if rng.random() < 0.7 else None
        yield (
            {
                "id": number,
                "edit_digest": f"{rng.getrandbits(256):064x}",
                "read_digest": f"{rng.getrandbits(256):064x}",
                "criteria_digest": criteria.digest,
                "viewpoint": viewpoint.value,
                "path": "complet",
                "context": {question.id: rng.choice(question.choices_for(viewpoint)).id for question in context},
                "created_at": begun,
                "updated_at": finished or begun,
                "finished_at": finished,
            },
            [
                {
                    "diagnostic_id": number,
                    "criterion": criterion.id,
                    "state": "repondu" if (known := rng.random() < 0.85) else "ne_sait_pas",
                    "level": rng.randint(0, criteria.top_level) if known else None,
                    "note": "",
                    "updated_at": begun,
                }
                for criterion in criteria.all_criteria()
            ],
        )


def fill(engine: Engine, criteria: Criteria, count: int) -> None:
    """Insert `count` diagnostics."""
    for start in range(1, count + 1, BATCH):
        batch = list(rows(criteria, min(BATCH, count + 1 - start), start))
        with engine.connect().execution_options(writes=True) as connection, connection.begin():
            connection.execute(insert(diagnostics), [diagnostic for diagnostic, _ in batch])
            connection.execute(insert(answers), [answer for _, own_answers in batch for answer in own_answers])


def say(words: str) -> None:
    """Print a line."""
    sys.stdout.write(words + "\n")


def run(count: int) -> None:
    """Measure with `count` diagnostics."""
    with tempfile.TemporaryDirectory() as folder:
        settings = load_settings({"QUESTIONNAIRE_INSTANCE": folder})
        prepare_database(settings)
        engine = make_engine(settings.database_url)
        versions = Versions(PublicationStore(engine), settings.criteria)
        fill(engine, versions.current, count)
        statistics = CohortStore(engine)
        start = time.perf_counter()
        counted = count_settled(statistics, versions.get, settings.statistics_minimum, now())
        spent = time.perf_counter() - start
        with engine.connect() as connection:
            made = connection.scalar(select(func.count()).select_from(cohorts))
        say(f"{count:>7} diagnostics: {counted} counted in {spent:.0f} s, into {made} cohorts")
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
    for number in [int(argument) for argument in sys.argv[1:]] or [10_000, 100_000]:
        run(number)
