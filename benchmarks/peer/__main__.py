"""Our server beside django-survey-and-report: `python -m benchmarks.peer`, a measure of each in turn.

Same questions, same choices, on as many pages; same server (Granian, one process, four threads), same machine, SQLite with
durable commits for both. What ours does more (a note by question, a verification, results, compressed pages) is counted.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import statistics
import subprocess
import sys
import tempfile
import venv
from concurrent.futures import ProcessPoolExecutor
from importlib.metadata import version
from multiprocessing import get_context
from pathlib import Path

from benchmarks.load.client import Target
from benchmarks.load.crowds import ClosedLoop, play
from benchmarks.load.figures import Figures, markdown
from benchmarks.load.hammer import Sample, Shot, hammer, page_shots, sample
from benchmarks.load.respondent import Behaviour
from benchmarks.load.servers import our_server, running_server
from benchmarks.peer.playing import PEOPLE, WARM, peer_loop, peer_run
from questionnaire.answers import AnswerSheet, Viewpoint
from questionnaire.assessment.journey import make_journey
from questionnaire.config import RESOURCES
from questionnaire.criteria.loading import load_file
from questionnaire.criteria.model import STAGE

HERE = Path(__file__).resolve().parent
PEER = "django-survey-and-report==1.5.0"
OTHERS = ("Je ne sais pas", "Pas concerné")  # the choices that each of our questions has beside its levels


def survey() -> list[list[dict[str, object]]]:
    """Return our questions, by page, as the peer's site reads them."""
    criteria, _ = load_file(RESOURCES / "criteria.yaml")
    asked = AnswerSheet(Viewpoint.COLLECTIVITE, context={STAGE: "prefiguration"})
    pages = [page for part in make_journey(criteria, asked).parts for page in part.pages]
    return [[_question(*one.criterion.question_and_levels(asked.viewpoint)) for one in page] for page in pages]


def _question(text: str, *levels: str) -> dict[str, object]:
    return {"text": text, "choices": [*levels, *OTHERS]}


def peer_server(folder: Path) -> tuple[list[str], dict[str, str]]:
    """Install the peer and fill its database, once by folder; return the command and the environment that serve it."""
    programs = folder / "venv" / "bin"
    if not (folder / "peer.sqlite").exists():
        venv.create(folder / "venv", with_pip=True)
        wanted = [PEER, f"granian=={version('granian')}"]
        subprocess.run([programs / "python", "-m", "pip", "install", "--quiet", *wanted], check=True)  # noqa: S603
        (folder / "survey.json").write_text(json.dumps(survey()))
        subprocess.run([programs / "python", "-W", "ignore", HERE / "peer_site.py", folder], check=True)  # noqa: S603
    serve = (
        "exec granian --interface wsgi --no-ws --workers 1 --blocking-threads 4 --port $PORT peer_site:application"
    )
    path = f"{programs}:{os.environ['PATH']}"
    return ["sh", "-c", serve], {"PATH": path, "PEER_FOLDER": str(folder), "PYTHONPATH": str(HERE)}


def _rates(
    target: Target, shots: list[Shot], runs: Figures, requests: float, seconds: float
) -> tuple[float, float]:
    """Return the pages of questions, and the whole runs, of a second."""
    pages = hammer(target, shots, connections=PEOPLE, seconds=seconds)
    if runs.errors or pages.errors:
        raise RuntimeError(f"{runs.errors} {pages.errors}")
    return pages.requests_rate, runs.runs_rate(requests)


def ours(folder: Path, seconds: float) -> tuple[float, float]:
    """Measure our server."""
    command, environ = our_server(folder / "ours", 1)
    with running_server(command, environ, "/", folder / "log") as server:
        target = Target.of(server.url)
        made = sample(target, Behaviour())
        runs = play(target, Behaviour(), ClosedLoop(PEOPLE, seconds, warm=WARM))
        return _rates(target, page_shots(target, made), runs, made.requests, seconds)


def theirs(folder: Path, seconds: float) -> tuple[float, float]:
    """Measure the peer's server."""
    command, environ = peer_server(folder)
    with running_server(command, environ, "/survey/", folder / "log") as server:
        target = Target.of(server.url, encoding="")
        first = Figures()
        trail, cookies = asyncio.run(peer_run(target, first, 0))
        made = Sample([(page, cookies) for page in trail], first.requests)
        with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
            runs = pool.submit(peer_loop, target, seconds).result()
        return _rates(target, page_shots(target, made), runs, made.requests, seconds)


def main() -> None:
    """Measure both, turn by turn, and print the ratios."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.peer", description=__doc__)
    parser.add_argument("--rounds", type=int, default=5, help="turns (5)")
    parser.add_argument("--seconds", type=float, default=8, help="length of one measure (8)")
    parser.add_argument("--folder", type=Path, help="where the peer is installed, and kept")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="peer-") as temporary:
        folder = options.folder.resolve() if options.folder else Path(temporary)
        folder.mkdir(exist_ok=True)
        turns = [(ours(folder, options.seconds), theirs(folder, options.seconds)) for _ in range(options.rounds)]
    rows = []
    for place, what in enumerate(("pages of questions a second", "whole runs a second")):
        our, their = ([turn[side][place] for turn in turns] for side in (0, 1))
        ratios = [one / other for one, other in zip(our, their, strict=True)]
        told = [
            f"{statistics.median(values):.4g} ({min(values):.4g} to {max(values):.4g})"
            for values in (our, their, ratios)
        ]
        rows.append((what, *told))
    sys.stdout.write(markdown(("what", "ours", PEER, "ratio"), rows) + "\n")


if __name__ == "__main__":
    main()
