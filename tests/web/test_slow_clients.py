"""Clients that never finish sending, or never read the response, block nobody. They use raw sockets."""

from __future__ import annotations

import re
import socket
import sys
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.conftest import key_in
from tests.support.serving import free_ports, hidden, serving, started

pytestmark = pytest.mark.once

PATIENCE = 18  # seconds: less than a server waits for the next piece of a body


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """A server as README starts it, four threads, nothing in front."""
    folder = tmp_path_factory.mktemp("lents")
    (number,) = free_ports(1)
    command = [str(Path(sys.executable).with_name("questionnaire")), "serve"]
    with started(command, serving(number, folder), number, folder / "log"):
        yield number


@pytest.fixture(scope="module")
def key(port: int) -> str:
    """The key of a diagnostic."""
    visitor = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())
    address = f"http://127.0.0.1:{port}/commencer/projet"
    with visitor.open(address, timeout=PATIENCE) as page:
        fields = hidden(page.read().decode()) | {"contexte-stade": "prefiguration"}
    with visitor.open(address, urllib.parse.urlencode(fields).encode(), timeout=PATIENCE) as page:
        return key_in(page.url)


def sent(port: int, request: bytes) -> socket.socket:
    connection = socket.create_connection(("127.0.0.1", port), timeout=PATIENCE)
    connection.sendall(request)
    return connection


def read_to_the_end(connection: socket.socket) -> bytes:
    return b"".join(iter(lambda: connection.recv(65536), b""))


def status(port: int, path: str) -> int:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=PATIENCE) as page:
            page.read()
            return int(page.status)
    except urllib.error.HTTPError as error:
        return error.code


def test_fifty_unfinished_posts_stop_nobody(port: int, key: str) -> None:
    begun = f"POST /diagnostic/{key}/axe/lieu/1 HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\nchoix".encode()
    with ExitStack() as open_sockets:
        for _ in range(50):
            open_sockets.enter_context(sent(port, begun))
        for path in ("/", f"/diagnostic/{key}/axe/lieu/1", "/sante", "/sante/pret"):
            assert status(port, path) == 200


def test_a_save_that_ends_after_the_next_page_was_asked_for_does_not_undo_it(port: int, key: str) -> None:
    visitor = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())
    address = f"http://127.0.0.1:{port}/diagnostic/{key}/axe/lieu/1"
    with visitor.open(address, timeout=PATIENCE) as page:
        cookie = str(page.headers["Set-Cookie"]).partition(";")[0]
        shown = hidden(page.read().decode())

    def body(choice: str, order: str) -> bytes:
        fields = {"choix-demarche-entrepreneuriale": choice, "envoi": f"0123456789abcdef-{order}"}
        return urllib.parse.urlencode(shown | fields).encode()

    autosave = body("1", "1")
    head = (
        f"POST /diagnostic/{key}/axe/lieu/1/enregistrer HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nCookie: {cookie}\r\n"
        "Content-Type: application/x-www-form-urlencoded\r\nAccept: application/json\r\nConnection: close\r\n"
        f"Content-Length: {len(autosave)}\r\n\r\n"
    ).encode()
    with sent(port, head + autosave[:-5]) as slow:
        with visitor.open(address, body("3", "2"), timeout=PATIENCE) as following:
            assert following.url.endswith("/axe/lieu/2")
        slow.sendall(autosave[-5:])
        assert read_to_the_end(slow).startswith(b"HTTP/1.1 409")
    with visitor.open(address, timeout=PATIENCE) as page:
        (kept,) = re.findall(r'name="choix-demarche-entrepreneuriale" value="(.)" checked', page.read().decode())
    assert kept == "3"


def test_readers_who_never_read_stop_nobody(port: int, key: str) -> None:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=PATIENCE) as page:
        (style,) = re.findall(r'href="(/static/css/[^"]+)"', page.read().decode())
    readers = []
    with ExitStack() as open_sockets:
        for path in ["/exemple", f"/diagnostic/{key}/resultats/pdf", style] * 8:
            reader = socket.socket()
            reader.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1024)
            reader.settimeout(PATIENCE)
            reader.connect(("127.0.0.1", port))
            reader.sendall(f"GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())
            readers.append(open_sockets.enter_context(reader))
        for path in ("/", f"/diagnostic/{key}/axe/lieu/1", "/sante"):
            assert status(port, path) == 200
        answers = [read_to_the_end(reader) for reader in readers]
    assert {answer[:15] for answer in answers} == {b"HTTP/1.1 200 OK"}


def test_pages_do_not_wait_for_documents_and_too_many_documents_are_told_to_come_back(port: int, key: str) -> None:
    with ThreadPoolExecutor(40) as crowd:
        documents = [crowd.submit(status, port, f"/diagnostic/{key}/resultats/pdf") for _ in range(20)]
        pages = [crowd.submit(status, port, f"/diagnostic/{key}/axe/lieu/1") for _ in range(12)]
        assert {page.result() for page in pages} == {200}
        assert {document.result() for document in documents} <= {200, 503}
    assert status(port, f"/diagnostic/{key}/resultats/pdf") == 200


def test_a_body_sent_in_small_pieces_is_saved_whole(port: int) -> None:
    with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) as connection:
        body = b"link=abc&csrf_token=x"
        connection.sendall(
            b"POST /reprendre HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\n"
            b"Connection: close\r\nContent-Length: %d\r\n\r\n" % len(body)
        )
        for letter in body:
            connection.sendall(bytes([letter]))
        answer = read_to_the_end(connection)
    assert answer.startswith(b"HTTP/1.1 422")
    assert "abc" in answer.decode(errors="replace")


@pytest.mark.parametrize(
    "head",
    [
        b"Content-Length: 99999999\r\n\r\n",
        b"Transfer-Encoding: chunked\r\n\r\n" + b"fffff\r\n" + b"a" * 0xFFFFF + b"\r\n" + b"fffff\r\n",
    ],
)
def test_a_body_that_is_too_long_is_refused_in_words(port: int, head: bytes) -> None:
    with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) as connection:
        connection.sendall(b"POST /reprendre HTTP/1.1\r\nHost: x\r\nContent-Type: text/plain\r\n" + head)
        if b"chunked" in head:
            for _ in range(3):  # just over what is accepted
                connection.sendall(b"a" * 0xFFFFF + b"\r\nfffff\r\n")
        answer = b""
        while b"</html>" not in answer and (piece := connection.recv(65536)):
            answer += piece
    assert answer.startswith(b"HTTP/1.1 413")
    assert "Cet envoi est trop gros" in answer.decode()


def test_a_query_that_is_not_ascii_is_no_fault_of_the_server(port: int) -> None:
    with sent(port, b"GET /exemple?\xe9=\xff HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n") as connection:
        answer = connection.recv(65536)
    assert not answer.startswith(b"HTTP/1.1 5")
