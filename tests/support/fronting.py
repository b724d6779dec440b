"""The site behind nginx, with deploy/nginx.conf: only its ports, its certificate and its log are put elsewhere."""

from __future__ import annotations

import http.client
import os
import re
import socket
import ssl
import subprocess
import urllib.parse
from base64 import b64encode
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.support.checking import check_page
from tests.support.paths import ROOT
from tests.support.serving import PATIENCE, free_ports, hidden, nginx, started

NAME = "diagnostic.example.fr"
PREFIX = "/diagnostic-commun"
BELOW = (  # what the comment of deploy/nginx.conf tells to change
    (
        "location / {\n        proxy_pass http://terrain;",
        f"location {PREFIX}/ {{\n        proxy_pass http://terrain/;",
    ),
    ('X-Forwarded-Prefix ""', f"X-Forwarded-Prefix {PREFIX}"),
)
GUARDED = tuple(  # the signs that the comment of deploy/nginx.conf tells to take away
    (f"#{line}", line) for line in ("map $uri $garde", "auth_basic           $garde", "auth_basic_user_file")
)
AROUND = """
{user}daemon off; worker_processes 1; pid {folder}/nginx.pid; error_log stderr warn;
events {{ worker_connections 64; }}
http {{
  client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/f;
  uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
  include {folder}/site.conf;
}}
"""


class Secure(http.client.HTTPSConnection):
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
    prefix: str = ""  # the path below which the site lies
    cookies: dict[str, str] = field(default_factory=dict)
    cookie_lines: list[str] = field(default_factory=list)

    def ask(
        self, path: str, fields: dict[str, str] | None = None, host: str = NAME, password: str = ""
    ) -> tuple[http.client.HTTPResponse, str]:
        """Ask over HTTPS; returns the answer and its page."""
        trusting = ssl.create_default_context(cafile=str(self.folder / "certificate.pem"))
        connection = Secure(NAME, self.secure, context=trusting)
        headers = {"Host": host, "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if password:
            headers["Authorization"] = f"Basic {b64encode(password.encode()).decode()}"
        body = None if fields is None else urllib.parse.urlencode(fields)
        if body is not None:
            headers |= {"Content-Type": "application/x-www-form-urlencoded", "Referer": f"https://{NAME}{path}"}
        connection.request("GET" if body is None else "POST", path, body, headers)
        answer = connection.getresponse()
        page = answer.read().decode(errors="replace")
        connection.close()
        if (
            self.prefix
            and path.startswith(self.prefix)
            and "text/html" in answer.getheader("Content-Type", "")
            and not 300 <= answer.status < 400
        ):
            check_page(page, path, self.prefix)
        for line in answer.headers.get_all("Set-Cookie", []):
            self.cookie_lines.append(line)
            name, _, rest = line.partition("=")
            self.cookies[name] = rest.partition(";")[0]
        return answer, page

    def send(self, path: str, **fields: str) -> str:
        """Fill the form of a page and send it; returns the address where it leads."""
        form = hidden(self.ask(path)[1]) | {name.replace("_", "-"): value for name, value in fields.items()}
        answer, page = self.ask(path, form)
        assert answer.status == 303, page
        return answer.getheader("Location", "").removeprefix(f"https://{NAME}")


def configuration(folder: Path, plain: int, secure: int, app: int, changes: Sequence[tuple[str, str]]) -> str:
    """Return the file of deploy/, moved to free ports and to this folder, with the changes that its comments tell."""
    text = (ROOT / "deploy" / "nginx.conf").read_text(encoding="utf-8")
    text = re.sub(r"^ *listen \[::\].*\n", "", text, flags=re.M)  # not every machine has IPv6
    for before, after in (
        ("listen 80;", f"listen 127.0.0.1:{plain};"),
        ("listen 443 ssl http2;", f"listen 127.0.0.1:{secure} ssl http2;"),
        ("server 127.0.0.1:8000;", f"server 127.0.0.1:{app};"),
        (f"/etc/letsencrypt/live/{NAME}/fullchain.pem", f"{folder}/certificate.pem"),
        (f"/etc/letsencrypt/live/{NAME}/privkey.pem", f"{folder}/key.pem"),
        ("/var/log/nginx/terrain-d-entente.log", f"{folder}/error.log"),
        *changes,
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
def fronted(folder: Path, app: int, prefix: str = "", *, guarded: bool = False) -> Iterator[Site]:
    """Run nginx alone, before an app that answers at that port, or does not."""
    plain, secure = free_ports(2)
    make_certificate(folder)
    changes = [*(BELOW if prefix else ()), *(GUARDED if guarded else ())]
    if guarded:
        changes.append(("/etc/nginx/animation.htpasswd", f"{folder}/animation.htpasswd"))
        (folder / "animation.htpasswd").write_text("commun:{PLAIN}le mot commun\n", encoding="utf-8")
    (folder / "site.conf").write_text(configuration(folder, plain, secure, app, changes), encoding="utf-8")
    user = "user root; " if os.getuid() == 0 else ""
    (folder / "nginx.conf").write_text(AROUND.format(user=user, folder=folder), encoding="utf-8")
    command = [nginx(), "-c", str(folder / "nginx.conf")]
    with started(command, dict(os.environ), secure, folder / "nginx.log"):
        yield Site(folder, plain, secure, prefix)
