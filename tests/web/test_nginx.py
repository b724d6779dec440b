"""deploy/nginx.conf, as an operator installs it: only its ports, its certificate and its log are put elsewhere."""

from __future__ import annotations

import http.client
import os
import re
import ssl
import sys
import urllib.parse
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.support.fronting import NAME, PREFIX, Secure, Site, fronted
from tests.support.serving import PATIENCE, free_ports, hidden, started

pytestmark = [pytest.mark.database, pytest.mark.sqlite]


@dataclass(frozen=True)
class App:
    """The app, alone: its port, and its log."""

    port: int
    log: Path


@pytest.fixture(scope="module")
def app_behind(tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    """The app, as the settings of deploy/ start it."""
    folder = tmp_path_factory.mktemp("app")
    port = free_ports(1)[0]
    environ = {
        **os.environ,
        "PORT": str(port),
        "QUESTIONNAIRE_INSTANCE": str(folder / "instance"),
        "QUESTIONNAIRE_HOSTS": NAME,
        "QUESTIONNAIRE_SECURE_COOKIES": "oui",
        "QUESTIONNAIRE_TRUSTED_PROXIES": "1",
    }
    command = [str(Path(sys.executable).with_name("questionnaire")), "serve"]
    with started(command, environ, port, folder / "app.log"):
        yield App(port, folder / "app.log")


@pytest.fixture(scope="module")
def site(app_behind: App, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The app, and nginx before it."""
    with fronted(tmp_path_factory.mktemp("nginx"), app_behind.port) as found:
        yield found


@pytest.fixture(scope="module")
def below(app_behind: App, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The app below a path of a site that has other things at its root."""
    with fronted(tmp_path_factory.mktemp("dessous"), app_behind.port, PREFIX) as found:
        yield found


def test_plain_http_leads_to_the_same_page_in_https(site: Site) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", site.plain, timeout=PATIENCE)
    connection.request("GET", "/methode?x=1", headers={"Host": NAME})
    answer = connection.getresponse()
    assert (answer.status, answer.getheader("Location")) == (301, f"https://{NAME}/methode?x=1")
    connection.close()


def test_pages_come_with_their_headers_and_nothing_about_the_server(site: Site) -> None:
    answer, page = site.ask("/")
    assert answer.status == 200
    assert "Terrain d’entente" in page
    assert answer.getheader("Strict-Transport-Security", "").startswith("max-age=31536000")
    assert "default-src 'none'" in answer.getheader("Content-Security-Policy", "")
    assert answer.getheader("Server") == "nginx"


def test_links_are_made_with_the_name_of_the_site_and_cookies_never_leave_https(site: Site) -> None:
    _, page = site.ask("/commencer/projet")
    answer, _ = site.ask("/commencer/projet", {**hidden(page), "contexte-stade": "idee"})
    assert answer.status == 303
    private = urllib.parse.urlsplit(answer.getheader("Location", "")).path.partition("/axe/")[0]
    assert f"https://{NAME}{private}" in site.ask(private)[1]
    assert site.cookie_lines
    for line in site.cookie_lines:
        assert line.startswith("__Host-session=")
        assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= set(line.split("; "))


def test_what_is_much_too_large_is_refused_in_french(site: Site) -> None:
    answer, page = site.ask("/reprendre", {"link": "x" * 4_000_000})
    assert answer.status == 413
    assert "Cet envoi est trop gros" in page


def test_another_name_is_refused(site: Site) -> None:
    assert site.ask("/", host="ailleurs.example.org")[0].status == 421


def test_the_guard_that_the_file_offers_stands_before_the_space_and_nothing_else(
    app_behind: App, tmp_path: Path
) -> None:
    inside = [
        "/animation",
        "/animation/connexion",
        "//animation",
        "/%61nimation/journal",
        "/x/../animation/comptes",
    ]
    outside = ["/", "/methode", "/animations", "/sante"]
    with fronted(tmp_path, app_behind.port, guarded=True) as site:
        assert {path: site.ask(path)[0].status for path in inside} == dict.fromkeys(inside, 401)
        assert {site.ask(path)[0].status for path in outside} == {200, 404}
        answer, page = site.ask("/animation/connexion", password="commun:le mot commun")
    assert (answer.status, "Me connecter" in page) == (200, True)


def test_while_the_app_restarts_a_page_says_so_and_no_log_names_a_private_link(tmp_path: Path) -> None:
    with fronted(tmp_path, free_ports(1)[0]) as site:
        answer, page = site.ask("/diagnostic/un-lien-a-garder")
    assert (answer.status, answer.getheader("Retry-After")) == (503, "10")
    assert answer.getheader("Cache-Control") == "no-store"
    assert "votre saisie y est encore" in page
    assert "un-lien-a-garder" not in "".join(log.read_text() for log in tmp_path.glob("*.log"))


def test_below_a_path_the_home_page_comes_with_its_style_its_script_and_its_font(below: Site) -> None:
    answer, page = below.ask(f"{PREFIX}/")
    assert answer.status == 200
    for kind in ("css", "js", "svg"):
        found = re.search(rf'(?:href|src)="([^"]+\.{kind})"', page)
        assert found, kind
        asked, content = below.ask(found[1])
        assert asked.status == 200, found[1]
        assert "immutable" in asked.getheader("Cache-Control", "")
        for font in re.findall(r"url\(([^)]+\.woff2)\)", content):
            assert below.ask(urllib.parse.urljoin(found[1], font))[0].status == 200


def test_below_a_path_a_diagnostic_is_begun_answered_and_taken_away(below: Site) -> None:
    private = below.send(f"{PREFIX}/commencer/projet", contexte_stade="idee").partition("/axe/")[0]
    assert private.startswith(f"{PREFIX}/diagnostic/")
    hub = below.ask(private)[1]
    assert f"https://{NAME}{private}" in hub
    first = re.search(rf'href="({private}/axe/[^"]+)"', hub)
    assert first
    assert below.send(first[1], choix_diagnostic_territoire="2").startswith(f"{private}/axe/")
    sent = below.send(f"{private}/partager", recipient="lecture")
    shared = re.search(rf"https://{NAME}({PREFIX}/copie/[\w-]+)", below.ask(sent)[1])
    assert shared
    assert below.ask(shared[1])[0].status == below.ask(f"{private}/resultats")[0].status == 200
    assert below.ask(f"{private}/resultats/pdf")[1].startswith("%PDF")
    assert below.cookie_lines
    for line in below.cookie_lines:  # the prefix of its name asks for that path
        assert line.startswith("__Host-session=")
        assert "Path=/" in line.split("; ")


def test_below_a_path_every_link_of_the_pages_leads_to_a_page(below: Site) -> None:
    waiting, seen = [f"{PREFIX}/"], set[str]()
    while waiting:
        path = waiting.pop().partition("#")[0]
        if path in seen or "/resultats/" in path:
            continue
        seen.add(path)
        answer, page = below.ask(path)
        assert answer.status in (200, 303), path
        waiting += re.findall(r'<a [^>]*href="(/[^"]*)"', page)
    assert {f"{PREFIX}/methode", f"{PREFIX}/commencer/projet", f"{PREFIX}/reprendre"} <= seen


def test_below_a_path_errors_and_health_are_answered(below: Site) -> None:
    answer, page = below.ask(f"{PREFIX}/nulle-part")
    assert answer.status == 404
    assert f'href="{PREFIX}/reprendre"' in page
    assert below.ask(f"{PREFIX}/sante")[1].strip() == "ok"
    assert below.ask("/methode")[0].status == 404  # the rest of the site is not ours


def test_below_a_path_signing_in_leads_back_to_the_page_that_was_asked_for(below: Site, app_behind: App) -> None:
    link = re.search(rf"https://{NAME}(/animation/bienvenue/\S+)", app_behind.log.read_text())
    assert link
    word = "quatre mots bien choisis"
    below.send(PREFIX + link[1], name="Marie", password=word, again=word)
    below.cookies.clear()
    wanted = f"{PREFIX}/animation/statistiques?regard=projet"
    answer, _ = below.ask(wanted)
    assert answer.status == 303
    address = answer.getheader("Location", "")
    assert address.startswith(f"{PREFIX}/animation/connexion?")
    assert below.send(address, name="Marie", password=word) == wanted
    assert below.ask(wanted)[0].status == 200


@pytest.mark.parametrize("given", ["//ailleurs.example.org", "/..", "/a b", "https://ailleurs.example.org"])
def test_a_path_that_is_not_one_is_ignored(app_behind: App, given: str) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", app_behind.port, timeout=PATIENCE)
    connection.request("GET", "/methode", headers={"Host": NAME, "X-Forwarded-Prefix": given})
    answer = connection.getresponse()
    assert answer.status == 200
    page = answer.read().decode()
    connection.close()
    assert 'href="/methode"' in page
    assert given not in page


def test_at_the_root_a_visitor_does_not_choose_the_path(site: Site) -> None:
    trusting = ssl.create_default_context(cafile=str(site.folder / "certificate.pem"))
    connection = Secure(NAME, site.secure, context=trusting)
    connection.request("GET", "/", headers={"Host": NAME, "X-Forwarded-Prefix": "/ailleurs"})
    assert "/ailleurs" not in connection.getresponse().read().decode()
    connection.close()
