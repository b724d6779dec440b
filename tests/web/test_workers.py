"""The command that operators run, with two worker processes: a change reaches both within seconds."""

from __future__ import annotations

import http.client
import re
import signal
import subprocess
import sys
import threading
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from questionnaire.cli.main import STOP_SECONDS
from tests.conftest import key_in
from tests.support.serving import answers, free_ports, hidden, serving
from tests.support.shipped import FORMAT, OURS, VERSION, renamed

pytestmark = pytest.mark.once

PATIENCE = 60  # seconds
IN_A_ROW = 30  # answers that agree: both workers have spoken


class Served:
    """A server with two workers on a criteria file of its own."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "criteria.yaml"
        self.file.write_text(OURS, encoding="utf-8")
        self.port, self.figures = free_ports(2)
        environ = serving(
            self.port, folder, workers="2", metrics=f"127.0.0.1:{self.figures}", criteria=str(self.file)
        )
        command = [str(Path(sys.executable).with_name("questionnaire")), "serve"]
        self.process = subprocess.Popen(  # noqa: S603 - our own command
            command, env=environ, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        self.output: list[str] = []
        self.heard = threading.Condition()
        self.listener = threading.Thread(target=self._listen)
        self.listener.start()
        assert self.hears("Started worker-2", PATIENCE), "".join(self.output)
        assert answers(self.process, self.port), "".join(self.output)

    def _listen(self) -> None:
        assert self.process.stdout
        with self.process.stdout as lines:
            for line in lines:
                with self.heard:
                    self.output.append(line)
                    self.heard.notify_all()

    def hears(self, words: str, seconds: float, times: int = 1) -> bool:
        """Wait until the server has written these words that many times."""
        with self.heard:
            return self.heard.wait_for(lambda: sum(words in line for line in self.output) >= times, seconds)

    def version(self) -> str:
        """Ask one worker which version it serves."""
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/methode", timeout=PATIENCE) as page:
            found = re.search(r"version ([\w-]+)\.</p>", page.read().decode())
        assert found
        return found[1]

    def reaches(self, version: str, seconds: float) -> bool:
        """Tell whether every worker serves that version before the time is over."""
        deadline, agreed = time.monotonic() + seconds, 0
        while agreed < IN_A_ROW and time.monotonic() < deadline:
            agreed = agreed + 1 if self.version() == version else 0
        return agreed >= IN_A_ROW


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    running = Served(tmp_path)
    yield running
    running.process.send_signal(signal.SIGTERM)
    assert running.process.wait(STOP_SECONDS) == 0
    running.listener.join()
    assert "Traceback" not in "".join(running.output)


def test_a_saved_file_reaches_every_worker_and_a_faulty_one_changes_nothing(served: Served) -> None:
    assert served.reaches(VERSION, PATIENCE)
    served.file.write_text(renamed(OURS, "essai"), encoding="utf-8")
    assert served.reaches("essai", PATIENCE)
    broken = OURS.replace(FORMAT, "format: un", 1)
    served.file.write_text(broken, encoding="utf-8")
    line = broken.split("format: un")[0].count("\n") + 1
    assert served.hears(f"ligne {line}", PATIENCE, times=2)  # each worker logs it
    assert served.reaches("essai", PATIENCE)


def test_the_figures_of_every_worker_are_added_up_and_visitors_invent_none(served: Served) -> None:
    for number in range(IN_A_ROW):
        served.version()
        connection = http.client.HTTPConnection("127.0.0.1", served.port, timeout=PATIENCE)
        connection.request(f"INVENTEE{number}", "/")
        assert connection.getresponse().status == 405
        connection.close()
    with urllib.request.urlopen(f"http://127.0.0.1:{served.figures}/metrics", timeout=PATIENCE) as page:
        figures = page.read().decode()
    assert "INVENTEE" not in figures
    assert counted(figures, "pages.method", "GET") == IN_A_ROW
    assert counted(figures, "inconnue", "autre") == IN_A_ROW


def test_workers_that_made_pdfs_and_still_answer_visitors_stop_in_time(served: Served) -> None:
    site = f"http://127.0.0.1:{served.port}"
    visitor = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())
    with visitor.open(f"{site}/commencer/projet", timeout=PATIENCE) as page:
        fields = hidden(page.read().decode()) | {"contexte-stade": "idee"}
    with visitor.open(
        f"{site}/commencer/projet", urllib.parse.urlencode(fields).encode(), timeout=PATIENCE
    ) as page:
        key = key_in(page.url)
    for _ in range(6):  # by two workers
        with visitor.open(f"{site}/diagnostic/{key}/resultats/pdf", timeout=PATIENCE) as made:
            assert made.read(5) == b"%PDF-"
    for _ in range(6):  # until the server is gone
        threading.Thread(target=_keep_asking, args=(served.port,)).start()


def _keep_asking(port: int) -> None:
    with suppress(OSError, http.client.HTTPException):
        while True:
            asking = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
            asking.request("GET", "/methode")
            asking.getresponse().read()
            asking.close()


def counted(figures: str, page: str, method: str) -> float:
    """Return how many requests of that kind were counted."""
    pattern = rf'^terrain_requests_total{{method="{method}",page="{page}",status="\d+"}} (\S+)$'
    return sum(map(float, re.findall(pattern, figures, re.M)))
