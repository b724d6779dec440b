"""Two servers behind nginx, on one PostgreSQL: a visitor may be answered by either."""

from __future__ import annotations

import http.client
import os
import re
import subprocess
import sys
import time
import urllib.parse
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.support.databases import new_database
from tests.support.serving import PATIENCE, free_ports, hidden, nginx, started
from tests.support.shipped import OURS, renamed

pytestmark = pytest.mark.postgresql
PASSWORD = "quatre mots bien choisis"
CREATIONS = 6
CONFIGURATION = """
{user}daemon off; worker_processes 1; pid {folder}/nginx.pid; error_log stderr warn;
events {{ worker_connections 128; }}
http {{
  access_log off;
  client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/f;
  uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
  upstream terrain {{ server 127.0.0.1:{first}; server 127.0.0.1:{second}; }}
  server {{
    listen 127.0.0.1:{port};
    location / {{
      proxy_pass http://terrain;
      proxy_set_header Host $http_host; proxy_set_header X-Forwarded-Host $http_host;
      proxy_set_header X-Forwarded-Proto $scheme; proxy_set_header X-Forwarded-For $remote_addr;
      add_header X-Served-By $upstream_addr always;
    }}
  }}
}}
"""


class Visitor:
    """A browser without much: cookies, forms, and which server answered."""

    def __init__(self, port: int, address: str = "127.0.0.1") -> None:
        self.port, self.source, self.served = port, (address, 0), set[str]()
        self.cookies: dict[str, str] = {}

    def ask(self, path: str, fields: dict[str, str] | None = None) -> tuple[int, str, str]:
        """Return the status, where it leads, and the page."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, PATIENCE, self.source)
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        body = None
        if fields is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            body = urllib.parse.urlencode(fields)
        connection.request("GET" if fields is None else "POST", path, body, headers)
        answer = connection.getresponse()
        page = answer.read().decode()
        connection.close()
        self.served.add(answer.getheader("X-Served-By", ""))
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie":
                name, _, rest = value.partition("=")
                self.cookies[name] = rest.partition(";")[0]
        return answer.status, answer.getheader("Location", ""), page

    def send(self, path: str, **fields: str) -> tuple[int, str, str]:
        """Fill the form of a page and send it."""
        page = self.ask(path)[2]
        return self.ask(
            path, {**hidden(page), **{name.replace("_", "-"): value for name, value in fields.items()}}
        )

    def begin(self) -> tuple[int, str]:
        """Begin a diagnostic; returns the status and its address."""
        status, where, _ = self.send("/commencer/projet", contexte_stade="prefiguration")
        return status, urllib.parse.urlsplit(where).path.partition("/axe/")[0]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """Two servers of one worker each, and nginx before them; gives the port of nginx."""
    folder = tmp_path_factory.mktemp("deux")
    port, first, second = free_ports(3)
    command = [str(Path(sys.executable).with_name("questionnaire")), "serve"]
    shared = {
        **os.environ,
        "QUESTIONNAIRE_DATABASE_URL": new_database(folder),
        "QUESTIONNAIRE_SECRET_KEY": "la même clé sur les deux serveurs, assez longue",
        "QUESTIONNAIRE_TRUSTED_PROXIES": "1",
        "QUESTIONNAIRE_CREATIONS_PER_HOUR": str(CREATIONS),
    }
    (folder / "nginx.conf").write_text(
        CONFIGURATION.format(
            user="user root; " if os.getuid() == 0 else "", folder=folder, port=port, first=first, second=second
        ),
        encoding="utf-8",
    )
    with ExitStack() as running:
        for number, site in ((1, first), (2, second)):
            own = {**shared, "PORT": str(site), "QUESTIONNAIRE_INSTANCE": str(folder / f"serveur{number}")}
            running.enter_context(started(command, own, site, folder / f"serveur{number}.log"))
        subprocess.run(  # noqa: S603 - our own command
            [command[0], "facilitator", "add", "Marie"],
            env={**shared, "QUESTIONNAIRE_INSTANCE": str(folder / "serveur1")},
            input=f"{PASSWORD}\n",
            text=True,
            check=True,
            stdout=subprocess.DEVNULL,
        )
        running.enter_context(
            started([nginx(), "-c", str(folder / "nginx.conf")], dict(os.environ), port, folder / "nginx.log")
        )
        yield port


def test_a_diagnostic_begun_on_one_server_goes_on_on_the_other(site: int) -> None:
    visitor = Visitor(site)
    status, hub = visitor.begin()
    assert status == 303
    for level in "0123":
        assert visitor.send(f"{hub}/axe/lieu/1", **{"choix-demarche-entrepreneuriale": level})[0] == 303
        assert re.search(rf'value="{level}"[^>]*checked', visitor.ask(f"{hub}/axe/lieu/1")[2])
    assert len(visitor.served) == 2


def test_sign_in_drafts_and_publication_hold_across_servers(site: int) -> None:
    visitor = Visitor(site)
    assert visitor.send("/animation/connexion", name="Marie", password=PASSWORD)[0] == 303
    assert {visitor.ask("/animation")[0] for _ in range(4)} == {200}
    text = renamed(OURS, "a-deux")
    token = hidden(visitor.ask("/animation")[2])["csrf_token"]
    draft = urllib.parse.urlsplit(visitor.ask("/animation/brouillons", {"csrf_token": token})[1]).path
    shown = hidden(visitor.ask(f"{draft}/texte")[2])
    assert visitor.ask(draft, {**shown, "source": text})[0] == 303
    assert all("a-deux" in visitor.ask(f"{draft}/texte")[2] for _ in range(4))
    about = {"version": "a-deux", "message": "Une version pour deux serveurs."}
    fields = {**hidden(visitor.ask(f"{draft}/changements")[2]), **about}
    assert visitor.ask(f"{draft}/publier", fields)[0] == 303
    deadline, agreed = time.monotonic() + PATIENCE, 0
    while agreed < 8 and time.monotonic() < deadline:
        agreed = agreed + 1 if "version a-deux" in visitor.ask("/methode")[2] else 0
    assert agreed == 8
    assert len(visitor.served) == 2


def test_limits_are_counted_together(site: int) -> None:
    codes = [Visitor(site, "127.0.0.2").begin()[0] for _ in range(CREATIONS + 1)]
    assert codes[-1] == 429
    assert codes.count(303) <= CREATIONS
