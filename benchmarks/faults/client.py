"""A minimal browser: one cookie, forms, and a check of every response."""

from __future__ import annotations

import http.client
import re
import time
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urlencode, urlsplit

from benchmarks.faults.observing import Cut, Observed, place_of

PAGE_SECONDS, SAVE_SECONDS = 45.0, 8.0  # timeouts: a person's patience; that of the script, static/js/site.js
_TRACE = re.compile(r"Traceback|sqlalchemy|sqlite3?\.|psycopg|werkzeug|OperationalError|File &#34;|File \"/")


@dataclass(frozen=True)
class Response:
    """An HTTP response."""

    status: int
    text: str
    location: str
    is_json: bool


class NoAnswer(Exception):  # noqa: N818 - an expected event, not an error
    """No response came. `sent`: the server may have done what was asked; `late`: it may still do it later."""

    def __init__(self, *, sent: bool, late: bool) -> None:
        self.sent, self.late = sent, late
        super().__init__()


class Client:
    """The browser of one person."""

    def __init__(self, port: int, observed: Observed) -> None:
        self._port, self._observed = port, observed
        self._cookie = ""

    def get(self, path: str) -> Response:
        """Ask for a page."""
        return self._ask("GET", path, None, PAGE_SECONDS, {})

    def post(self, path: str, fields: dict[str, str]) -> Response:
        """Send a form."""
        return self._ask("POST", path, fields, PAGE_SECONDS, {})

    def save(self, path: str, fields: dict[str, str]) -> Response:
        """Send a form as the script does."""
        return self._ask("POST", path, fields, SAVE_SECONDS, {"Accept": "application/json"})

    def _ask(
        self, method: str, path: str, fields: dict[str, str] | None, patience: float, headers: dict[str, str]
    ) -> Response:
        headers = {"Connection": "close", **headers}
        if self._cookie:
            headers["Cookie"] = self._cookie
        if fields is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        begun = self._observed.asking[id(self)] = time.monotonic()
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=patience)
        sent = False
        try:
            connection.connect()
            sent = True
            connection.request(method, path, urlencode(fields) if fields is not None else None, headers)
            response = connection.getresponse()
            body = response.read()
        except (OSError, http.client.HTTPException) as error:
            late = isinstance(error, TimeoutError)
            why = type(error).__name__
            place = place_of(method, path)
            # a killed worker resets pending connections: that is a cut; a refusal means that nobody listens
            refused = isinstance(error, ConnectionRefusedError)
            self._observed.cut(Cut(place, begun, time.monotonic(), refused, late, why))
            raise NoAnswer(sent=sent, late=late) from error
        finally:
            connection.close()
            self._observed.asking.pop(id(self), None)
        for name, value in response.getheaders():
            if name.lower() == "set-cookie" and value.startswith("session="):
                self._cookie = value.partition(";")[0]
        answer = Response(
            response.status,
            body.decode("utf-8", "replace"),
            urlsplit(response.getheader("Location") or "").path,
            (response.getheader("Content-Type") or "").startswith("application/json"),
        )
        self._check(method, path, answer)
        return answer

    def _check(self, method: str, path: str, answer: Response) -> None:
        """Check a response: no traceback is ever shown, and error pages help."""
        self._observed.answered(answer.status)
        where = f"{answer.status} {place_of(method, path)}"
        if found := _TRACE.search(answer.text):
            self._observed.report_broken(f"a trace is shown ({found[0]}): {where}")
        if answer.status < 400:
            return
        if answer.is_json:
            helpful = '"messages":["' in answer.text.replace(" ", "")
        else:
            next_step = "<form" in answer.text or re.search(r'<a class="button[^>]*href="/', answer.text)
            helpful = 'lang="fr"' in answer.text and "<h1" in answer.text and bool(next_step)
        if not helpful:
            self._observed.report_broken(f"an error that does not help: {where}: {answer.text[:200]!r}")


@dataclass
class Form:
    """A form of a page."""

    autosave: str = ""  # the address of its autosave
    fields: dict[str, str] = field(default_factory=dict)  # what it sends
    choices: dict[str, list[str]] = field(default_factory=dict)  # the values of its radio buttons
    shown: dict[str, str] = field(default_factory=dict)  # the values stored when the page was made

    @property
    def changed(self) -> dict[str, str]:
        """The fields changed since the page was shown."""
        return {name: value for name, value in self.fields.items() if value != self.shown.get(name, "")}


class _Forms(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.forms: list[Form] = []
        self._area = ""
        self._inside = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append(Form(attributes.get("data-autosave-url", "")))
            self._inside = True
        name = attributes.get("name", "")
        if not (self._inside and name):
            return
        form = self.forms[-1]
        if tag == "textarea":
            self._area = name
            form.fields[name] = ""
        elif tag == "input":
            kind = attributes.get("type", "text")
            if kind == "radio":
                form.choices.setdefault(name, []).append(attributes.get("value", ""))
            if kind not in ("radio", "checkbox", "submit") or (kind == "radio" and "checked" in attributes):
                form.fields[name] = attributes.get("value", "")

    def handle_data(self, data: str) -> None:
        if self._area:
            self.forms[-1].fields[self._area] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea" and self._area:
            fields = self.forms[-1].fields
            fields[self._area] = fields[self._area].removeprefix("\n")
            self._area = ""
        elif tag == "form":
            self._inside = False


def form_of(html: str, *needed: str) -> Form | None:
    """Return the first form of a page that has a CSRF token and the fields `needed`, as a browser would send it."""
    for form in _Forms(html).forms:
        if {"csrf_token", *needed} <= form.fields.keys() | form.choices.keys():
            form.shown = dict(form.fields)
            return form
    return None
