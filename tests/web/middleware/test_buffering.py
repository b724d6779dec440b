"""Requests as the server hands them over: how much of them is held at once, and on which threads they are answered."""

from __future__ import annotations

import asyncio
import re
import threading
from collections.abc import AsyncIterator, Callable, Coroutine, Iterable
from contextlib import asynccontextmanager
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from questionnaire.accounts.keys import read_key, screen_key
from questionnaire.accounts.roles import Role
from questionnaire.criteria.model import Criteria
from questionnaire.renderings.formats import FORMATS
from questionnaire.web.context import EXTENSION
from questionnaire.web.facilitation.guide import DOCS, IMAGES
from questionnaire.web.middleware import buffering
from questionnaire.web.middleware.buffering import BufferedRequests, is_document
from tests.conftest import (
    answer,
    begin,
    begin_draft,
    copy_address,
    live_link,
    send_copy,
    sign_in,
    token_of,
)
from tests.support.crossing import crossed, invitation_address, invite
from tests.support.rooms import prepare

BODY = b"a" * 400  # two of them are held at most
PATIENCE = 60  # seconds
TURNS = 100  # of the loop: many times what two pieces of a body take
Post = Callable[..., Coroutine[Any, Any, int]]


class SlowApp:
    """A WSGI app whose requests wait for `go` before they read their body."""

    def __init__(self) -> None:
        self.go, self.bodies = threading.Event(), 0

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., object]) -> Iterable[bytes]:
        self.go.wait(PATIENCE)
        self.bodies += len(environ["wsgi.input"].read())
        start_response("200 OK", [])
        return [b"fait"]


class Unread:
    """An answer that begins, and that its client does not read yet."""

    def __init__(self) -> None:
        self.begun, self.read = asyncio.Event(), asyncio.Event()


@asynccontextmanager
async def server(app: SlowApp) -> AsyncIterator[Post]:
    """Give a function that sends a body as the server does, in two pieces, and returns the status of the answer."""
    requests = BufferedRequests(app, threads=1)

    async def post(body: bytes = BODY, unread: Unread | None = None) -> int:
        pieces, sent = [body[:100], body[100:]], list[dict[str, Any]]()
        length = (b"content-length", str(len(body)).encode())
        scope = {"type": "http", "method": "POST", "path": "/", "query_string": b"", "headers": [length]}

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": pieces.pop(0), "more_body": bool(pieces)}

        async def send(message: dict[str, Any]) -> None:
            sent.append(message)
            if unread is not None:
                unread.begun.set()
                await unread.read.wait()

        await requests(scope | {"http_version": "1.1"}, receive, send)
        return int(sent[0]["status"])

    try:
        yield post
    finally:
        app.go.set()


async def begun(*posts: Coroutine[Any, Any, int]) -> list[asyncio.Task[int]]:
    """Start requests, and wait until their bodies have arrived."""
    tasks = [asyncio.create_task(post) for post in posts]
    for _ in range(TURNS):
        await asyncio.sleep(0)
    return tasks


@pytest.fixture(autouse=True)
def _little_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(buffering, "MAX_TOTAL", 1000)


def test_bodies_that_wait_for_a_thread_count_among_those_that_are_held() -> None:
    async def play() -> None:
        app = SlowApp()
        async with server(app) as post:
            waiting = await begun(post(), post())
            assert await post() == 408
            app.go.set()
            assert await asyncio.gather(*waiting) == [200, 200]
            assert app.bodies == 2 * len(BODY)
            for _ in range(5):
                assert await post() == 200

    asyncio.run(play())


def test_a_client_that_never_reads_its_answer_keeps_nobody_from_sending() -> None:
    async def play() -> None:
        app, answers = SlowApp(), [Unread() for _ in range(5)]
        app.go.set()
        async with server(app) as post:
            waiting = []
            for unread in answers:
                waiting.append(asyncio.create_task(post(unread=unread)))
                await unread.begun.wait()
            assert await post() == 200
            for unread in answers:
                unread.read.set()
            assert await asyncio.gather(*waiting) == [200] * 5

    asyncio.run(play())


def test_a_body_that_is_refused_is_held_no_longer(monkeypatch: pytest.MonkeyPatch) -> None:
    async def play() -> None:
        app = SlowApp()
        app.go.set()
        async with server(app) as post:
            for _ in range(5):
                assert await post(BODY * 3) == 408
            monkeypatch.setattr(buffering, "MAX_BODY", 500)
            for _ in range(5):
                assert await post(BODY * 2) == 200  # without its body: the app refuses it by its size
            assert app.bodies == 0
            assert await post() == 200

    asyncio.run(play())


def addresses(rule: Rule, values: dict[str, list[str]]) -> list[str]:
    """Return the addresses of a rule, made of each of these values of its arguments."""
    made = [rule.rule]
    for name in rule.arguments:
        kind = rule.rule.rsplit("/<key>")[0].rsplit("/", 1)[1] if name == "key" else name
        offered = values.get(kind) or values[name]
        made = [re.sub(rf"<(int:|any\([^)]*\):)?{name}>", value, address) for address in made for value in offered]
    return made


@pytest.mark.once
def test_every_document_that_the_site_makes_has_threads_apart_from_the_pages(
    app: Flask, client: FlaskClient, criteria: Criteria
) -> None:
    marie = sign_in(app, "Marie qui administre", Role.ADMINISTRATION)
    account = app.extensions[EXTENSION].accounts.find("Marie qui administre")
    assert account
    draft = begin_draft(marie).rsplit("/", 1)[1]
    key, profile = begin(client), criteria.profiles[0].id
    answer(client, key, "lieu", 1, choix_diagnostic_territoire="2")
    sent = send_copy(client, key)
    page, other = crossed(app, client, theirs := app.test_client())
    for visitor, own in ((client, page), (theirs, other)):
        visitor.post(f"{own}/ordre-du-jour", data={"csrf_token": token_of(visitor.get(own))})
    agenda = re.search(r"/ordre-du-jour/([\w-]{24})\"", client.get(page).text)
    invitation = invite(client, page.split("/")[2])
    assert agenda
    room = prepare(app)
    values = {
        "atelier": [room.key, screen_key(room.key)],
        "code": [room.code],
        "invitation": [invitation_address(client, invitation).rsplit("/", 1)[1]],
        "ordre-du-jour": [agenda[1]],
        "key": [
            key,
            page.split("/")[2],
            profile,
            "vide-projet",
            next(criteria.all_criteria()).id,
        ],  # the preview of a draft opens the profiles, and empty sheets; its forms, a criterion
        "word": ["critere"],
        "resultats": [live_link(client, key).rsplit("/", 1)[1], read_key(profile)],
        "copie": [copy_address(client, sent).rsplit("/", 1)[1]],
        "format_name": [*FORMATS],
        "viewpoint": ["projet"],
        "profile": [profile],
        "pair": [profile],
        "axis": ["lieu"],
        "page": ["1"],
        "number": [
            draft,
            "1",
            str(account[0].id),
            *(address.rsplit("/", 1)[1] for address in (sent, page, invitation)),
        ],
        "draft": [draft],
        "token": ["x"],
        "name": [next((DOCS / IMAGES).glob("*.png")).name, "projet-lieu-ouvert", "convention-une-page"],
    }
    reached, unreached, makers = set(), set(), set()
    for rule in app.url_map.iter_rules():
        if "GET" not in (rule.methods or ()):
            continue
        for address in addresses(rule, values):
            response = marie.get(address)
            response.close()  # an image is an open file
            if response.status_code != 200:
                unreached.add(rule.endpoint)
                continue
            reached.add(rule.endpoint)
            download = "attachment" in response.headers.get("Content-Disposition", "")
            document = download and response.mimetype != "application/yaml"  # a text given as it is stored
            assert is_document(address) == document, address
            makers |= {rule.endpoint} if document else set()
    # pages that ask for what this person is not, or has done
    assert unreached - reached == {
        "facilitation.preview.sharing.sent",
        "facilitation.signing.sign_in",
        "facilitation.lists.add",  # in which list, its query says
        "facilitation.conditions.edit",  # of an element that has one
        "facilitation.links.new_password",
        "facilitation.links.welcome",
        "engagements.reminders",
        "counting.count",  # while a question is open
        "upgrade.upgrade",
    }
    assert {endpoint.rsplit(".", 1)[1] for endpoint in makers} == {
        "paper_form",
        "example_note",
        "example_meeting",
        "example_meeting_spreadsheet",
        "document",
        "own_download",
        "shared_download",
        "download",
        "export_csv",
        "export_json",
    }
