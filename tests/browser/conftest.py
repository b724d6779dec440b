"""A real server, as `make run` starts it, and a real browser. Sent only to this machine."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.support.chromium import FLAGS, program
from tests.support.network import Network
from tests.support.serving import answers

START_SECONDS = 120  # on a busy machine
expect.set_options(timeout=30_000)  # milliseconds, as for the other waits: a busy machine may need them
EXPECTED = (  # asked for by the tests of errors
    *(f"status of {code}" for code in (400, 401, 403, 404, 408, 409, 410, 413, 422, 429, 502, 504)),
    *("net::ERR_INTERNET_DISCONNECTED", "net::ERR_CONNECTION", "net::ERR_EMPTY_RESPONSE"),
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark everything here, so that `make fast` may leave it out."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker("browser")


@dataclass(frozen=True)
class Running:
    """A running server: its address, and the lines that it has written so far."""

    address: str
    output: list[str]


@pytest.fixture(scope="session")
def server(running: Running) -> str:
    """The address of the server."""
    return running.address


@pytest.fixture(scope="session")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """Start the command that operators run, on a free port; at the end, check that SIGTERM stops it cleanly."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    folder = tmp_path_factory.mktemp("serveur")
    environ = {**os.environ, "PORT": str(port), "HOST": "127.0.0.1", "QUESTIONNAIRE_INSTANCE": str(folder)}
    command = [str(Path(sys.executable).with_name("questionnaire")), "serve"]
    process = subprocess.Popen(  # noqa: S603 - our own command
        command, env=environ, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    output: list[str] = []
    ready = threading.Event()
    listener = threading.Thread(target=_listen, args=(process, output, ready))
    listener.start()
    try:
        assert ready.wait(START_SECONDS), "".join(output)
        assert answers(process, port), "".join(output)
        yield Running(f"http://127.0.0.1:{port}", output)
    finally:
        process.terminate()
        process.wait(15)
        listener.join()
    assert process.returncode == 0, "the server did not stop cleanly"
    assert "Traceback" not in "".join(output)


def _listen(process: subprocess.Popen[str], output: list[str], ready: threading.Event) -> None:
    """Collect the output of the server; set `ready` when its worker has started, or when it has ended."""
    assert process.stdout
    with process.stdout as lines:
        for line in lines:
            output.append(line)
            if "Started worker" in line:
                ready.set()
    ready.set()


@pytest.fixture
def network(server: str) -> Iterator[Network]:
    """Return a way to the server that a test may cut: its address is another visitor's."""
    with Network(int(server.rpartition(":")[2])) as way:
        yield way


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium."""
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=program(), args=FLAGS)
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def account(browser: Browser, running: Running) -> tuple[str, str]:
    """Make the first account with the one-time link that the server printed; returns its name and password."""
    name, password = "Marie", "quatre mots bien choisis"
    link = next(line.strip() for line in running.output if "/animation/bienvenue/" in line)
    page = browser.new_page()
    page.goto(link)
    page.fill("#name", name)
    page.fill("#password", password)
    page.fill("#again", password)
    page.get_by_role("button", name="Créer le compte").click()
    page.wait_for_url(f"{running.address}/animation")
    page.close()
    return name, password


@pytest.fixture
def visitor(browser: Browser, server: str) -> Iterator[Callable[..., Page]]:
    """Return a function that opens a new visitor's page; nothing may be refused or thrown in its console."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def visit(**options: Any) -> Page:
        options = {"base_url": server, "viewport": {"width": 1280, "height": 900}, **options}
        context = browser.new_context(locale="fr-FR", **options)
        contexts.append(context)
        page = context.new_page()
        ours = options["base_url"]
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
        page.on(
            "request",
            lambda sent: None if sent.url.startswith((ours, "data:")) else complaints.append(sent.url),
        )
        return page

    yield visit
    for context in contexts:
        context.close()
    refused = [complaint for complaint in complaints if not any(code in complaint for code in EXPECTED)]
    assert refused == []
