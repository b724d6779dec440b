"""Take the pictures of the documentation: `make screenshots`.

Serves the app from an empty instance folder on a free port of this machine, plays the first fictitious profile of
criteria.yaml in a real browser, as a visitor would, and takes its pictures on the way. The first page of the note
is drawn from the very bytes that a visitor downloads.

CHROMIUM in the environment names another browser than /usr/bin/chromium.
"""

from __future__ import annotations

import datetime
import http.client
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import typst
from playwright.sync_api import Page, sync_playwright

from questionnaire.answers import as_tuple
from questionnaire.assessment.merge import choice_word
from questionnaire.assessment.report import make_report
from questionnaire.config import RESOURCES
from questionnaire.criteria.content import Profile
from questionnaire.criteria.loading import load_file
from questionnaire.criteria.model import Criteria
from questionnaire.renderings.formats import FORMATS
from questionnaire.web.respondent.forms import CHOICE, CONTEXT, NOTE

IMAGES = Path(__file__).resolve().parent
WIDTH, HEIGHT = 1280, 900
MAX_BYTES = 250_000  # a page of documentation must stay light
START_SECONDS = 60
PAGES_MAX = 40  # far more than any path has: a journey that never ends is a fault
NOON = datetime.datetime(2026, 11, 23, 12, 0)  # noqa: DTZ001 - the visitor's own clock, the same at each run
SHEET = '#set page(width: auto, height: auto, margin: 0pt)\n#image("note.pdf", page: 1, width: 595pt)\n'
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


def main() -> None:
    """Take the four pictures."""
    criteria, _ = load_file(RESOURCES / "criteria.yaml")
    profile = criteria.profiles[0]
    with served() as (address, _), sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"), args=FLAGS
        )
        context = browser.new_context(
            viewport={"width": WIDTH, "height": HEIGHT},
            device_scale_factor=1,
            locale="fr-FR",
            color_scheme="light",
            reduced_motion="reduce",
        )
        context.clock.set_fixed_time(NOON)
        page = context.new_page()
        _home(page, address)
        _begin(page, address, profile)
        _answer(page, profile)
        _results(page, profile)
        browser.close()
    _first_page(criteria, profile)


@contextmanager
def served() -> Iterator[tuple[str, Path]]:
    """Serve the app with nothing stored, and stop it whatever happens; yields its address and its log."""
    with tempfile.TemporaryDirectory(prefix="terrain-images-") as instance:
        port = _free_port()
        kept = {name: value for name, value in os.environ.items() if not name.startswith("QUESTIONNAIRE_")}
        log = Path(instance) / "serve.log"
        with log.open("wb") as output:
            server = subprocess.Popen(  # noqa: S603 - our own command, beside the Python that runs this
                [str(Path(sys.executable).parent / "questionnaire"), "serve"],
                env=kept | {"QUESTIONNAIRE_INSTANCE": instance, "HOST": "127.0.0.1", "PORT": str(port)},
                stdout=output,
                stderr=subprocess.STDOUT,
            )
        try:
            _wait(server, port, log)
            yield f"http://127.0.0.1:{port}", log
        finally:
            server.terminate()
            try:
                server.wait(timeout=15)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def _wait(server: subprocess.Popen[bytes], port: int, log: Path) -> None:
    """Wait until the home page answers; stop with the server's own words when it does not."""
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until and server.poll() is None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        try:
            connection.request("GET", "/")
            if connection.getresponse().status == 200:
                return
        except OSError:
            pass
        finally:
            connection.close()
        time.sleep(0.2)
    sys.exit(f"the app does not answer:\n{log.read_text(errors='replace')}")


def _home(page: Page, address: str) -> None:
    page.goto(address)
    _take(page, "accueil")


def _begin(page: Page, address: str, profile: Profile) -> None:
    """Answer the questions of the first page as the profile says, and begin."""
    page.goto(f"{address}/commencer/{profile.viewpoint.value}")
    _fill_context(page, profile)
    page.get_by_role("button", name="Suivant").click()


def _fill_context(page: Page, profile: Profile) -> None:
    """Fill the questions about the situation that this page asks."""
    for question, value in profile.context.items():
        field = f'[name="{CONTEXT}{question}"]'
        if page.locator(f'input[type="text"]{field}').count():
            page.locator(field).fill(str(value))
            continue
        for choice in as_tuple(value):
            one = page.locator(f'{field}[value="{choice}"]')
            if one.count():
                one.check()


def _answer(page: Page, profile: Profile) -> None:
    """Answer page after page, until the results: nothing is left blank, so nothing is checked before."""
    for count in range(PAGES_MAX):
        if page.url.endswith("/resultats"):
            return
        _fill(page, profile)
        _fill_context(page, profile)
        if count == 1:  # the second page: some answers are in
            page.locator("[data-save-status]").filter(has_text="Enregistré").wait_for(timeout=10_000)
            page.evaluate("window.scrollTo(0, 0)")
            _take(page, "questionnaire")
        elsewhere = _other_than(page.url)
        page.get_by_role("button", name="Suivant").click()
        page.wait_for_url(elsewhere)
    sys.exit("the journey does not end")


def _other_than(here: str) -> Callable[[str], bool]:
    return lambda url: url != here


def _fill(page: Page, profile: Profile) -> None:
    for key, given in profile.answers.items():
        answer = given.answer()
        field = page.locator(f'[name="{CHOICE}{key}"][value="{choice_word(answer)}"]')
        if not field.count():
            continue  # asked on another page
        field.check()
        if answer.note:
            note = page.locator(f'[name="{NOTE}{key}"]')
            if not note.is_visible():
                page.locator("details.note", has=note).locator("summary").click()
            note.fill(answer.note)


def _results(page: Page, profile: Profile) -> None:
    """Tell the rest of the situation, as the results offer; show them."""
    page.get_by_role("link", name="Affiner").click()
    _fill_context(page, profile)
    page.get_by_role("button", name="Enregistrer").click()
    page.wait_for_url("**/resultats")
    # a Chromium without French shows « mm/dd/yyyy », which no French visitor sees
    page.evaluate(
        "for (const one of document.querySelectorAll('input[type=date]'))"
        " Object.assign(one, {type: 'text', placeholder: 'jj/mm/aaaa'})"
    )
    _take(page, "resultats")


def _take(page: Page, name: str) -> None:
    page.evaluate("document.fonts.ready")
    page.screenshot(path=IMAGES / f"{name}.png", animations="disabled", caret="hide")
    _weigh(name)


def _first_page(criteria: Criteria, profile: Profile) -> None:
    """Draw the first page of the note that this profile downloads."""
    made = FORMATS["pdf"].render(make_report(criteria, profile.sheet()), NOON.date())
    with tempfile.TemporaryDirectory(prefix="terrain-images-") as folder:
        (Path(folder) / "note.pdf").write_bytes(made)
        (Path(folder) / "page.typ").write_text(SHEET)
        drawn = typst.compile(str(Path(folder) / "page.typ"), format="png", ppi=80.0)
    if not isinstance(drawn, bytes):
        sys.exit("the drawing of the note should have one page")
    (IMAGES / "note.png").write_bytes(drawn)
    _weigh("note")


def _weigh(name: str) -> None:
    size = (IMAGES / f"{name}.png").stat().st_size
    if size > MAX_BYTES:
        sys.exit(f"{name}.png weighs {size} bytes, {MAX_BYTES} at most")
    sys.stdout.write(f"{name}.png : {size // 1000} ko\n")


if __name__ == "__main__":
    main()
