"""Another process holds SQLite's write lock: pages are still read, and writes get an error page in time."""

from __future__ import annotations

import re
import sqlite3
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from email.message import Message
from pathlib import Path

import pytest

from questionnaire.storage.engine import BUSY_SECONDS
from tests.support.serving import free_ports, hidden, serving, started

pytestmark = [pytest.mark.sqlite, pytest.mark.waits]

CARRIERS = ("habitants", "association", "cooperative", "entreprise", "collectivite", "mixte", "indecis")
AT_ONCE = 8.0  # seconds, on a busy machine; a page that waits for the lock waits for ten
PATIENCE = 60


@dataclass(frozen=True)
class Answer:
    """The response that a visitor got, and after how many seconds."""

    code: int
    seconds: float
    headers: Message[str, str]
    text: str


@dataclass
class Visitor:
    """A browser without script, with its cookies."""

    base: str
    opener: urllib.request.OpenerDirector = field(
        default_factory=lambda: urllib.request.build_opener(urllib.request.HTTPCookieProcessor())
    )

    def ask(self, path: str, data: dict[str, str] | None = None, file: str = "") -> Answer:
        """Open a page, or send a form, with a file in it."""
        began, body = time.monotonic(), urllib.parse.urlencode(data).encode() if data else None
        request = urllib.request.Request(f"{self.base}{path}", body)  # noqa: S310 - a server of ours
        if data and file:
            request.data = (
                "".join(
                    f'--limite\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
                    for name, value in [*data.items(), ('file"; filename="a.json', file)]
                ).encode()
                + b"--limite--\r\n"
            )
            request.add_header("Content-Type", "multipart/form-data; boundary=limite")
        try:
            with self.opener.open(request, timeout=PATIENCE) as page:
                return Answer(page.status, time.monotonic() - began, page.headers, page.read().decode())
        except urllib.error.HTTPError as error:
            return Answer(error.code, time.monotonic() - began, error.headers, error.read().decode())


@dataclass(frozen=True)
class Site:
    """A server of four threads, its database, and seven visitors before the first form."""

    base: str
    database: Path
    visitors: list[tuple[Visitor, dict[str, str]]]

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Hold the write lock, as a backup or a command does."""
        with closing(sqlite3.connect(self.database, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            yield
            other.execute("ROLLBACK")

    def crowd(self, pool: ThreadPoolExecutor) -> list[Future[Answer]]:
        """Send the first form for all the visitors at once."""
        return [pool.submit(visitor.ask, "/commencer/projet", sent) for visitor, sent in self.visitors]


@pytest.fixture(scope="module", params=["1", "2"])
def site(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A server of one process, whose counters are in memory, then of two, which write them."""
    folder = tmp_path_factory.mktemp("occupe")
    (port,) = free_ports(1)
    command = [str(Path(sys.executable).with_name("questionnaire")), "serve"]
    with started(command, serving(port, folder, workers=request.param), port, folder / "log"):
        base, visitors = f"http://127.0.0.1:{port}", []
        for number in range(7):
            visitor = Visitor(base)
            fields = hidden(visitor.ask("/commencer/projet").text)
            chosen = {"contexte-stade": "idee", "contexte-portage": CARRIERS[number]}
            visitors.append((visitor, fields | chosen))
        yield Site(base, next(folder.glob("**/essai.sqlite")), visitors)


def test_those_who_read_do_not_wait_and_those_who_write_are_told_in_time(site: Site) -> None:
    reader = Visitor(site.base)
    with ThreadPoolExecutor(8) as pool, site.locked():
        writers = site.crowd(pool)
        pages = []
        while not any(writer.done() for writer in writers):  # they wait all along
            pages += [reader.ask(path) for path in ("/", "/commencer/projet", "/methode")]
        ready = reader.ask("/sante/pret")
        alive = reader.ask("/sante")
        answers = [writer.result() for writer in writers]
    assert {page.code for page in pages} == {200}
    assert max(page.seconds for page in pages) < AT_ONCE
    assert (ready.code, alive.code) == (503, 200)
    assert ready.seconds < AT_ONCE
    assert {answer.code for answer in answers} == {503}
    assert all(answer.headers["Retry-After"] for answer in answers)
    assert all("occupé" in answer.text and "dans un instant" in answer.text for answer in answers)
    assert all(
        re.search(rf'<input[^>]*value="{sent["contexte-portage"]}"[^>]*\bchecked', answer.text)
        for answer, (_, sent) in zip(answers, site.visitors, strict=True)
    )
    seconds = sorted(answer.seconds for answer in answers)
    assert seconds[2] < AT_ONCE
    assert seconds[-1] < BUSY_SECONDS + AT_ONCE
    # each process finds out by itself that the lock is free, at the latest when it is asked whether it is ready
    assert {reader.ask("/sante/pret").code for _ in range(20)} == {200}
    with ThreadPoolExecutor(7) as pool:
        assert {writer.result().code for writer in site.crowd(pool)} == {200}


def test_a_lock_held_for_three_seconds_refuses_nobody_who_is_alone(site: Site) -> None:
    visitor, sent = site.visitors[0]
    with ThreadPoolExecutor(1) as pool:
        with site.locked():
            answer = pool.submit(visitor.ask, "/commencer/projet", sent | {"contexte-stade": "ouverture"})
            assert wait([answer], 3).done == set()
        assert answer.result().code == 200


def test_the_probe_waits_for_a_moment_and_never_blocks_a_writer(site: Site) -> None:
    reader = Visitor(site.base)
    with site.locked():
        reply = reader.ask("/sante/pret")
    assert reply.code == 503
    assert '"ecriture":false' in reply.text.replace(" ", "")
    assert reply.seconds < AT_ONCE
    assert reader.ask("/sante/pret").code == 200


FILE = '{"format": "terrain-d-entente/1", "regard": "projet", "contexte": {"stade": "idee"}, "reponses": {}}'
SHOWN = "toujours affiché"


def test_each_form_says_what_was_not_done_and_what_to_do(site: Site) -> None:
    visitor, sent = site.visitors[0]
    (address,) = re.findall(r'href="(/diagnostic/[^/"]+)/', visitor.ask("/commencer/projet", sent).text)[:1]
    resume, begin = hidden(visitor.ask("/reprendre").text), hidden(visitor.ask("/commencer/projet").text)
    delete, sign_in = (
        hidden(visitor.ask(f"{address}/supprimer").text),
        hidden(visitor.ask("/animation/connexion").text),
    )
    forms = [
        ("/reprendre", resume | {"link": ""}, FILE, "Choisissez à nouveau votre fichier", SHOWN),
        ("/commencer/projet", begin | {"contexte-stade": "idee"}, "", SHOWN, "vos réponses de cette page"),
        (f"{address}/contexte", delete | {"contexte-stade": "idee"}, "", SHOWN, "vos réponses de cette page"),
        (
            f"{address}/axe/lieu/1",
            delete,
            "",
            "vos réponses de cette page ne sont pas encore enregistrées",
            "a été",
        ),
        (f"{address}/supprimer", delete, "", "rien n’a été supprimé", SHOWN),
        (
            "/animation/connexion",
            sign_in | {"name": "Ana", "password": "x"},
            "",
            "Tapez à nouveau votre mot de passe",
            SHOWN,
        ),
    ]
    with ThreadPoolExecutor(6) as pool, site.locked():
        answers = [pool.submit(visitor.ask, path, fields, file) for path, fields, file, _, _ in forms]
        results = [answer.result() for answer in answers]
    for answer, (path, _, _, true, false) in zip(results, forms, strict=True):
        (summary,) = re.findall(r'class="error-summary".*?</ul>', answer.text, re.DOTALL)
        assert answer.code == 503, path
        assert "L’outil est occupé" in summary, path
        assert true in summary, path
        assert false not in summary, path
