"""How long things take on this machine: `make bench`. Figures, not tests: nothing fails here.

Each line gives the median and the slowest of many runs, in milliseconds.
"""

from __future__ import annotations

import datetime
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from questionnaire.app import create_app
from questionnaire.cli import prepare_database
from questionnaire.config import ROOT, load_settings
from questionnaire.keys import edit_key, key_digest, new_nonce, read_key
from questionnaire.loading import load_file
from questionnaire.renderings import FORMATS
from questionnaire.report import make_report
from questionnaire.web.services import EXTENSION


def measure(name: str, action: Callable[[int], object], runs: int) -> None:
    """Run an action many times and print how long it took; the first run, to warm up, is not counted."""
    action(0)
    times = []
    for number in range(runs):
        start = time.perf_counter()
        action(number)
        times.append(1000 * (time.perf_counter() - start))
    sys.stdout.write(f"{name:<52} {statistics.median(times):8.2f} ms   slowest {max(times):8.2f} ms\n")


def main() -> None:
    """Measure the core, the pages and the downloads."""
    criteria, _ = load_file(ROOT / "criteria.yaml")
    sheets = [profile.sheet() for profile in criteria.profiles]
    reports = [make_report(criteria, sheet) for sheet in sheets]
    day = datetime.date(2026, 11, 23)
    measure("load criteria.yaml", lambda _: load_file(ROOT / "criteria.yaml"), 5)
    for profile, sheet in zip(criteria.profiles, sheets, strict=True):
        measure(f"report: {profile.id}", lambda _, sheet=sheet: make_report(criteria, sheet), 200)
    for name, one in FORMATS.items():
        # another day each time: Typst keeps what it has already laid out
        measure(
            f"download: {name}", lambda n, one=one: one.render(reports[n % 5], day + datetime.timedelta(n)), 20
        )
    with tempfile.TemporaryDirectory() as folder:
        settings = load_settings({"QUESTIONNAIRE_INSTANCE": folder})
        prepare_database(settings)
        app = create_app(settings)
        store = app.extensions[EXTENSION].store
        key = edit_key(settings.secret_key, new_nonce())
        store.create(key_digest(key), key_digest(read_key(key)), criteria.digest, sheets[0])
        client = app.test_client()
        for name, address in (
            ("page: home", "/"),
            ("page: questions", f"/diagnostic/{key}/axe/lieu/1"),
            ("page: check", f"/diagnostic/{key}/verification"),
            ("page: results", f"/diagnostic/{key}/resultats"),
        ):
            measure(name, lambda _, address=address: client.get(address).data, 100)


if __name__ == "__main__":
    main()
