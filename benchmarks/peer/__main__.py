"""Our server beside django-survey-and-report: `python -m benchmarks.peer`, a measure of each in turn.

Same questions and choices, on as many pages; same server (Granian, one process, four threads), same machine, SQLite with
durable commits for both; that answers are stored is checked apart. What ours does more (a note by question, a page of
verification, results, pages compressed) counts against it; it leaves out what earlier answers make pointless, hence « answers ».
"""

from __future__ import annotations

import argparse
import asyncio
import hashlib
import json
import os
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import venv
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing
from dataclasses import replace
from importlib.metadata import version
from multiprocessing import get_context
from pathlib import Path

from benchmarks.load.client import Target
from benchmarks.load.crowds import ClosedLoop, play
from benchmarks.load.figures import Figures, markdown
from benchmarks.load.hammer import Sample, hammer, page_shots, sample
from benchmarks.load.respondent import Behaviour
from benchmarks.load.servers import our_server, running_server
from benchmarks.peer.playing import PEOPLE, WARM, peer_loop, peer_run
from questionnaire.answers import AnswerSheet, Viewpoint
from questionnaire.assessment.journey import make_journey
from questionnaire.config import RESOURCES
from questionnaire.criteria.criterion import Criterion
from questionnaire.criteria.loading import load_file
from questionnaire.criteria.model import STAGE

HERE = Path(__file__).resolve().parent
PEER = ("django-survey-and-report==1.5.0", "Django==5.2.19")
VIEWPOINT, STAGE_PLAYED = "collectivite", "prefiguration"  # of everybody, on both sides
WHAT = ("pages of questions", "whole runs", "answers")


def survey() -> list[list[dict[str, object]]]:
    """Return our questions and their choices, by page, as the peer's site reads them."""
    criteria, _ = load_file(RESOURCES / "criteria.yaml")
    asked = AnswerSheet(Viewpoint(VIEWPOINT), context={STAGE: STAGE_PLAYED})
    pages = [page for part in make_journey(criteria, asked).parts for page in part.pages]
    return [[_question(one.criterion, asked.viewpoint) for one in page] for page in pages]


def _question(criterion: Criterion, viewpoint: Viewpoint) -> dict[str, object]:
    text, *levels = criterion.question_and_levels(viewpoint)
    others = ["Je ne sais pas", *(["Pas concerné"] if criterion.not_applicable.of(viewpoint) else [])]
    return {"text": text, "choices": [*levels, *others]}


def install(folder: Path) -> Path:
    """Install the peer and fill its database, once for the same questions; return its folder."""
    questions = json.dumps(survey())
    place = folder / hashlib.sha256((questions + str(PEER)).encode()).hexdigest()[:12]
    if not (place / "ready").exists():
        shutil.rmtree(place, ignore_errors=True)
        venv.create(place / "venv", with_pip=True)
        python = place / "venv" / "bin" / "python"
        wanted = [*PEER, f"granian=={version('granian')}"]
        subprocess.run([python, "-m", "pip", "install", "--quiet", *wanted], check=True)  # noqa: S603
        (place / "survey.json").write_text(questions)
        subprocess.run([python, "-W", "ignore", HERE / "peer_site.py", place], check=True)  # noqa: S603
    return place


def peer_server(place: Path) -> tuple[list[str], dict[str, str]]:
    """Return the command and the environment that serve the peer."""
    serve = (
        "exec granian --interface wsgi --no-ws --workers 1 --blocking-threads 4 --port $PORT peer_site:application"
    )
    path = f"{place / 'venv' / 'bin'}:{os.environ['PATH']}"
    return ["sh", "-c", serve], {"PATH": path, "PEER_FOLDER": str(place), "PYTHONPATH": str(HERE)}


def _rates(pages: Figures, runs: Figures, requests: float, answers: float) -> tuple[float, ...]:
    """Return the pages of questions, the whole runs and the answers of a second."""
    if runs.errors or pages.errors:
        raise RuntimeError(f"{runs.errors} {pages.errors}")
    rate = runs.runs_rate(requests)
    return pages.requests_rate, rate, rate * answers


def ours(folder: Path, seconds: float) -> tuple[float, ...]:
    """Measure our server."""
    checked = Behaviour(viewpoint=VIEWPOINT, stage=STAGE_PLAYED)
    behaviour = replace(checked, verify=False)
    command, environ = our_server(folder / "ours", 1)
    with running_server(command, environ, "/", folder / "log") as server:
        target = Target.of(server.url)
        first = play(target, checked, ClosedLoop(PEOPLE, WARM))
        made = sample(target, behaviour)
        runs = play(target, behaviour, ClosedLoop(PEOPLE, seconds, warm=WARM))
        pages = hammer(target, page_shots(target, made), connections=PEOPLE, seconds=seconds)
    return _rates(pages, runs, made.requests, first.answers / first.runs)


def theirs(place: Path, seconds: float) -> tuple[float, ...]:
    """Measure the peer's server."""
    command, environ = peer_server(place)
    before = _stored(place)
    with running_server(command, environ, "/survey/", place / "log") as server:
        target = Target.of(server.url, encoding="")
        first = Figures()
        trail, cookies = asyncio.run(peer_run(target, first, 0))
        answers = _stored(place) - before
        made = Sample([(page, cookies) for page in trail], first.requests)
        with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
            runs = pool.submit(peer_loop, target, seconds).result()
        if _stored(place) - before < answers * runs.runs:
            raise RuntimeError("the peer has not stored every answer")
        pages = hammer(target, page_shots(target, made), connections=PEOPLE, seconds=seconds)
    return _rates(pages, runs, made.requests, answers)


def _stored(place: Path) -> int:
    with closing(sqlite3.connect(place / "peer.sqlite")) as database:
        return int(database.execute("SELECT count(*) FROM survey_answer").fetchone()[0])


def main() -> None:
    """Measure both, turn by turn, and print the ratios."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.peer", description=__doc__)
    parser.add_argument("--rounds", type=int, default=6, help="turns (6)")
    parser.add_argument("--seconds", type=float, default=8, help="length of one measure (8)")
    parser.add_argument("--folder", type=Path, help="where the peer is installed, and kept")
    options = parser.parse_args()
    turns = []
    with tempfile.TemporaryDirectory(prefix="peer-") as temporary:
        folder = options.folder.resolve() if options.folder else Path(temporary)
        folder.mkdir(exist_ok=True)
        place = install(folder)
        for number in range(options.rounds):
            if number % 2:  # neither is always the first: the machine changes
                their, our = theirs(place, options.seconds), ours(Path(temporary), options.seconds)
            else:
                our, their = ours(Path(temporary), options.seconds), theirs(place, options.seconds)
            turns.append((our, their))
    rows = []
    for what, *measured in zip(WHAT, *(zip(*side, strict=True) for side in zip(*turns, strict=True)), strict=True):
        ratios = [one / other for one, other in zip(*measured, strict=True)]
        told = [
            f"{statistics.median(values):.4g} ({min(values):.4g} to {max(values):.4g})"
            for values in (*measured, ratios)
        ]
        rows.append((what, *told))
    sys.stdout.write(markdown(("a second", "ours", ", ".join(PEER), "ratio"), rows) + "\n")


if __name__ == "__main__":
    main()
