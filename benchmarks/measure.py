"""How long the core, the pages and the downloads take on this machine: `make bench`.

Each line gives the median and the slowest of many runs, or the least CPU time, in milliseconds.
"""

from __future__ import annotations

import datetime
import math
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from flask import Flask
from flask.testing import FlaskClient

from questionnaire.accounts.keys import edit_key, key_digest, new_nonce, read_key
from questionnaire.accounts.roles import Role
from questionnaire.app import create_app
from questionnaire.assessment.impact import profile_impacts
from questionnaire.assessment.report import make_report
from questionnaire.cli.database import prepare_database
from questionnaire.config import RESOURCES, load_settings
from questionnaire.criteria.diff import compare
from questionnaire.criteria.loading import load_file
from questionnaire.criteria.validation import validate
from questionnaire.crossing import comparison as crossing
from questionnaire.crossing.agenda import make_agenda
from questionnaire.crossing.examples import example_pairs
from questionnaire.crossing.meeting import Meeting
from questionnaire.renderings.formats import FORMATS
from questionnaire.renderings.pdf.render import render_meeting
from questionnaire.renderings.spreadsheet.meeting import render_meeting_ods
from questionnaire.storage import now
from questionnaire.web.context import EXTENSION
from questionnaire.web.facilitation.access import TOKEN

PREVIEWED = "/apercu/diagnostic/village-en-preparation/resultats"


def measure(name: str, action: Callable[[int], object], runs: int) -> None:
    """Run an action many times, after one run to warm up, and print how long it took; it takes the number of the run."""
    action(0)
    times = []
    for number in range(runs):
        start = time.perf_counter()
        action(number)
        times.append(1000 * (time.perf_counter() - start))
    sys.stdout.write(f"{name:<52} {statistics.median(times):8.2f} ms   slowest {max(times):8.2f} ms\n")


def measure_cpu(name: str, action: Callable[[], object], runs: int = 400) -> None:
    """Print the least CPU time that an action took, in milliseconds: the unit of the budgets of pages."""
    best = math.inf
    for _ in range(runs):
        start = time.process_time_ns()
        action()
        best = min(best, (time.process_time_ns() - start) / 1e6)
    sys.stdout.write(f"{name:<52} {best:8.2f} ms of CPU at least\n")


def main() -> None:
    """Measure the core, the pages and the downloads."""
    criteria, _ = load_file(RESOURCES / "criteria.yaml")
    sheets = [profile.sheet() for profile in criteria.profiles]
    reports = [make_report(criteria, sheet) for sheet in sheets]
    day = datetime.date(2026, 11, 23)
    measure("load criteria.yaml", lambda _: load_file(RESOURCES / "criteria.yaml"), 5)
    for profile, sheet in zip(criteria.profiles, sheets, strict=True):
        measure(f"report: {profile.id}", lambda _: make_report(criteria, sheet), 200)
    pair = example_pairs(criteria)[0].sides(day)
    measure_cpu("two sheets crossed", lambda: make_agenda(crossing.compare(criteria, *pair)))
    for name, file_format in FORMATS.items():
        # another day each time: Typst caches what it has already laid out
        measure(
            f"download: {name}",
            lambda n: file_format.render(reports[n % len(reports)], day + datetime.timedelta(n)),
            20,
        )
    measure(
        "agenda of two: pdf", lambda n: render_meeting(criteria, pair, Meeting(), day + datetime.timedelta(n)), 20
    )
    measure("agenda of two: ods", lambda _: render_meeting_ods(criteria, pair, Meeting(), day), 20)
    with tempfile.TemporaryDirectory() as folder:
        settings = load_settings({"QUESTIONNAIRE_INSTANCE": folder})
        prepare_database(settings)
        app = create_app(settings)
        store = app.extensions[EXTENSION].diagnostics
        key = edit_key(settings.secret_key, new_nonce())
        *answered, _ = sheets[0].answers.items()  # one left blank: else the page of verification would redirect
        sheet = replace(sheets[0], answers=dict(answered))
        store.create(key_digest(key), key_digest(read_key(key)), criteria.digest, sheet)
        client = app.test_client()
        for name, address in (
            ("page: home", "/"),
            ("page: questions", f"/diagnostic/{key}/axe/lieu/1"),
            ("page: check", f"/diagnostic/{key}/verification"),
            ("page: results", f"/diagnostic/{key}/resultats"),
            ("page: engagements", f"/diagnostic/{key}/engagements"),
            ("page: crossing", "/exemple/croisement"),
        ):
            if client.get(address).status_code != 200:
                raise SystemExit(f"{address} is not a page")
            measure(name, lambda _: client.get(address).data, 100)
            measure_cpu(name, lambda: client.get(address).data)
        _space(app, (RESOURCES / "criteria.yaml").read_bytes())


def _space(app: Flask, source: bytes) -> None:
    """Measure the facilitators' space on a draft whose text changes before each run, as when somebody types."""
    services, client = app.extensions[EXTENSION], signed_in(app)
    current = services.versions.current
    measure("draft: check a new text", lambda n: validate(source + b"# %d" % n), 5)
    changed = validate(source.replace(b"\n        poids: 1", b"\n        poids: 3")).criteria
    if changed is None:
        raise SystemExit("criteria.yaml has an error: `questionnaire check` tells which")
    measure("draft: changes in words", lambda _: compare(current, changed), 20)
    measure("draft: effect on the profiles", lambda _: profile_impacts(current, changed), 20)
    draft = services.drafts.create("Mesure", source, current.digest, "Mesure")
    revision = [1]

    def change_and_open(address: str) -> None:
        text = source + b"# une autre remarque %d" % revision[0]
        revision[0] = services.drafts.save(draft, text, revision[0], "Mesure")
        client.get(f"/animation/brouillons/{draft}{address}")

    for name, address in (
        ("plan", ""),
        ("editor", "/texte"),
        ("changes", "/changements"),
        ("preview of a page", PREVIEWED),
    ):
        measure(f"draft, text just changed: {name}", lambda _: change_and_open(address), 5)
    measure(
        "draft, text not changed: preview of a page",
        lambda _: client.get(f"/animation/brouillons/{draft}{PREVIEWED}"),
        20,
    )


def signed_in(app: Flask) -> FlaskClient:
    """Return a client signed in to the facilitators' space."""
    accounts = app.extensions[EXTENSION].accounts
    accounts.add("Mesure", "aucun", Role.ANIMATION)
    found, _ = accounts.find("Mesure")
    accounts.open_session(found.id, key_digest("mesure"), now() - datetime.timedelta(days=1), now().date())
    client = app.test_client()
    with client.session_transaction() as session:
        session[TOKEN] = "mesure"
    return client


if __name__ == "__main__":
    main()
