"""deploy/nginx.conf, as an operator installs it: only its ports, its certificate and its log are put elsewhere."""

from __future__ import annotations

import http.client
import os
import re
import socket
import ssl
import subprocess
import sys
import urllib.parse
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.support.paths import ROOT
from tests.support.serving import PATIENCE, free_ports, hidden, nginx, started

pytestmark = [pytest.mark.database, pytest.mark.sqlite]
NAME = "diagnostic.example.fr"
AROUND = """
{user}daemon off; worker_processes 1; pid {folder}/nginx.pid; error_log stderr warn;
events {{ worker_connections 64; }}
http {{
  client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/f;
  uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
  include {folder}/site.conf;
}}
"""


class _Secure(http.client.HTTPSConnection):
    """Speaks to this machine as if it had the site's name."""

    def connect(self) -> None:
        plain = socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE)
        self.sock = self._context.wrap_socket(plain, server_hostname=NAME)  # type: ignore[attr-defined]


@dataclass
class Site:
    """The site behind nginx, as a browser meets it."""

    folder: Path
    plain: int
    secure: int
    cookies: dict[str, str] = field(default_factory=dict)
    cookie_lines: list[str] = field(default_factory=list)

    def ask(
        self, path: str, fields: dict[str, str] | None = None, host: str = NAME
    ) -> tuple[http.client.HTTPResponse, str]:
        """Ask over HTTPS; returns the answer and its page."""
        trusting = ssl.create_default_context(cafile=str(self.folder / "certificate.pem"))
        connection = _Secure(NAME, self.secure, context=trusting)
        headers = {"Host": host, "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        body = None if fields is None else urllib.parse.urlencode(fields)
        if body is not None:
            headers |= {"Content-Type": "application/x-www-form-urlencoded", "Referer": f"https://{NAME}{path}"}
        connection.request("GET" if body is None else "POST", path, body, headers)
        answer = connection.getresponse()
        page = answer.read().decode()
        connection.close()
        for line in answer.headers.get_all("Set-Cookie", []):
            self.cookie_lines.append(line)
            name, _, rest = line.partition("=")
            self.cookies[name] = rest.partition(";")[0]
        return answer, page


def configuration(folder: Path, plain: int, secure: int, app: int) -> str:
    """Return the file of deploy/, moved to free ports and to this folder."""
    text = (ROOT / "deploy" / "nginx.conf").read_text(encoding="utf-8")
    text = re.sub(r"^ *listen \[::\].*\n", "", text, flags=re.M)  # not every machine has IPv6
    for before, after in (
        ("listen 80;", f"listen 127.0.0.1:{plain};"),
        ("listen 443 ssl http2;", f"listen 127.0.0.1:{secure} ssl http2;"),
        ("server 127.0.0.1:8000;", f"server 127.0.0.1:{app};"),
        (f"/etc/letsencrypt/live/{NAME}/fullchain.pem", f"{folder}/certificate.pem"),
        (f"/etc/letsencrypt/live/{NAME}/privkey.pem", f"{folder}/key.pem"),
        ("/var/log/nginx/terrain-d-entente.log", f"{folder}/error.log"),
    ):
        assert before in text, before
        text = text.replace(before, after)
    return text


def make_certificate(folder: Path) -> None:
    """Write a certificate of the site's name, good for a day, signed by itself."""
    command = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    command += ["-days", "1", "-subj", f"/CN={NAME}", "-addext", f"subjectAltName=DNS:{NAME}"]
    files = ["-keyout", str(folder / "key.pem"), "-out", str(folder / "certificate.pem")]
    subprocess.run([*command, *files], check=True, capture_output=True)  # noqa: S603 - our own command


@contextmanager
def fronted(folder: Path, app: int) -> Iterator[Site]:
    """Run nginx alone, before an app that answers at that port, or does not."""
    plain, secure = free_ports(2)
    make_certificate(folder)
    (folder / "site.conf").write_text(configuration(folder, plain, secure, app), encoding="utf-8")
    user = "user root; " if os.getuid() == 0 else ""
    (folder / "nginx.conf").write_text(AROUND.format(user=user, folder=folder), encoding="utf-8")
    command = [nginx(), "-c", str(folder / "nginx.conf")]
    with started(command, dict(os.environ), secure, folder / "nginx.log"):
        yield Site(folder, plain, secure)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The app, and nginx before it."""
    folder = tmp_path_factory.mktemp("nginx")
    app = free_ports(1)[0]
    environ = {
        **os.environ,
        "PORT": str(app),
        "QUESTIONNAIRE_INSTANCE": str(folder / "instance"),
        "QUESTIONNAIRE_HOSTS": NAME,
        "QUESTIONNAIRE_SECURE_COOKIES": "oui",
        "QUESTIONNAIRE_TRUSTED_PROXIES": "1",
    }
    command = [str(Path(sys.executable).with_name("questionnaire")), "serve"]
    with started(command, environ, app, folder / "app.log"), fronted(folder, app) as found:
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
    private = urllib.parse.urlsplit(answer.getheader("Location", "")).path
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


def test_while_the_app_restarts_a_page_says_so_and_no_log_names_a_private_link(tmp_path: Path) -> None:
    with fronted(tmp_path, free_ports(1)[0]) as site:
        answer, page = site.ask("/diagnostic/un-lien-a-garder")
    assert (answer.status, answer.getheader("Retry-After")) == (503, "10")
    assert answer.getheader("Cache-Control") == "no-store"
    assert "votre saisie y est encore" in page
    assert "un-lien-a-garder" not in "".join(one.read_text() for one in tmp_path.glob("*.log"))
