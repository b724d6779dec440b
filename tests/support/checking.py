"""What every page of ours must be; the test client checks each one it gets."""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Mapping
from itertools import pairwise

import html5lib
from lxml.etree import HTMLParser  # type: ignore[import-untyped]
from werkzeug.test import TestResponse

VOID_TEXT = frozenset({"script", "style", "textarea", "code", "pre"})
HEADINGS = {f"h{level}" for level in range(1, 7)}
# an ordinary space where French wants a no-break one, or a typewriter apostrophe
BAD_SPACE = re.compile(r"(?<=[^\s  ]) [:;!?»](?=\s|$)|« ")
BAD_APOSTROPHE = re.compile(r"\w'\w")


class Page:
    """The parts of a page that the checks look at; an attribute without a value has an empty one."""

    def __init__(self, html: str) -> None:
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.text: list[str] = []
        self.headings: list[tuple[str, str]] = []
        self.title = ""
        self._open: list[str] = []
        parser = HTMLParser(target=self)
        parser.feed(html)
        parser.close()

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        self.tags.append((tag, dict(attributes)))
        self._open.append(tag)
        if tag in HEADINGS:
            self.headings.append((tag, ""))

    def end(self, tag: str) -> None:
        if tag in self._open:
            while self._open.pop() != tag:
                pass

    def data(self, text: str) -> None:
        if "title" in self._open and "svg" not in self._open:
            self.title += text
        if VOID_TEXT.isdisjoint(self._open):
            self.text.append(text)
        if self.headings and self.headings[-1][0] in self._open:
            tag, before = self.headings[-1]
            self.headings[-1] = (tag, before + text)

    def close(self) -> None:
        """Do nothing more: the parser calls it in the end."""

    def all(self, tag: str) -> list[dict[str, str]]:
        """Return the attributes of every element of that name."""
        return [attrs for name, attrs in self.tags if name == tag]


def squeeze(text: str) -> str:
    """Fold white space, as a browser shows it."""
    return re.sub(r"[ \t\n\r]+", " ", text).strip()


def check_response(response: TestResponse) -> None:
    """Check the headers of any response, and all that a page of ours must be."""
    if "/static/" in response.request.path:
        response.get_data()
        response.close()  # WhiteNoise serves open files
        return
    headers = response.headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["X-Content-Type-Options"] == "nosniff"
    if any(
        private in response.request.path
        for private in ("/diagnostic/", "/resultats/", "/copie/", "/invitation/", "/ordre-du-jour/")
    ):
        assert headers["Cache-Control"] == "no-store"
        assert "noindex" in headers["X-Robots-Tag"]
    empty = response.request.method == "HEAD" or 300 <= response.status_code < 400
    if response.mimetype == "text/html" and not empty and not response.content_encoding:
        check_page(response.get_data(as_text=True), _kind(response), response.request.script_root)


OWN = re.compile(r'(?<=name="csrf_token" value=")[^"]+|(?<=/)([A-Za-z0-9_-]{24}|\d+|[0-9a-f]{8})\b')
_passed: set[int] = set()  # pages that differ by their tokens, keys and numbers alone are checked once
_parsed: Counter[str] = Counter()
ON_POSTGRESQL = bool(os.environ.get("TEST_POSTGRESQL"))
ENOUGH = 0 if ON_POSTGRESQL else 1  # full parsings of one kind of page


def _kind(response: TestResponse) -> str:
    return re.sub(r"/([A-Za-z0-9_-]{24}|\d+)(?=/|$)", "/…", f"{response.status_code} {response.request.path}")


def check_page(html: str, kind: str, root: str = "") -> None:
    """Check one page: valid, in French, titled, labelled, nothing inline, French typography, every address below `root`."""
    assert "Traceback" not in html
    _parsed[kind] += 1
    if ON_POSTGRESQL and _parsed[kind] > 1:  # what SQLite showed is not looked at so closely again
        return
    bare = hash((kind, OWN.sub("", html)))
    if bare in _passed:
        return
    if _parsed[kind] <= ENOUGH:
        html5lib.HTMLParser(strict=True).parse(html)
    page = Page(html)
    assert page.all("html")[0].get("lang") == "fr"
    _check_titles(page)
    _check_fields(page)
    _check_nothing_inline(page)
    _check_addresses(page, root)
    _check_typography(page)
    _passed.add(bare)


def _check_titles(page: Page) -> None:
    h1 = [squeeze(text) for tag, text in page.headings if tag == "h1"]
    assert len(h1) == 1, h1
    assert squeeze(page.title).removeprefix("Erreur\u00a0: ").startswith(h1[0]), (page.title, h1)
    levels = [int(tag[1]) for tag, _ in page.headings]
    for before, after in pairwise(levels):
        assert after <= before + 1, f"a heading level is skipped: {page.headings}"


def _check_fields(page: Page) -> None:
    ids = [str(attrs["id"]) for _, attrs in page.tags if attrs.get("id")]
    assert len(ids) == len(set(ids)), [one for one in ids if ids.count(one) > 1]
    labelled = {attrs.get("for") for attrs in page.all("label")}
    for tag in ("input", "textarea", "select"):
        for attrs in page.all(tag):
            if attrs.get("type") in ("hidden", "submit"):
                continue
            assert attrs.get("id") in labelled or attrs.get("aria-label") or attrs.get("aria-labelledby"), attrs
    for _, attrs in page.tags:
        for name in ("aria-describedby", "aria-labelledby", "aria-controls"):
            for one in (attrs.get(name) or "").split():
                assert one in ids, f"{name} points to {one}, which is not on the page"
    for attrs in page.all("a"):
        target = attrs.get("href") or ""
        assert target, "a link without an address"
        if target.startswith("#"):
            assert target[1:] in ids, f"a link points to {target}, which is not on the page"


def _check_nothing_inline(page: Page) -> None:
    for tag, attrs in page.tags:
        assert tag != "style"
        assert "style" not in attrs, (tag, attrs)
        assert not [name for name in attrs if name.startswith("on")], (tag, attrs)
        if tag == "script":
            assert attrs.get("src"), "a script without an address"
        for name in ("src", "href"):
            value = attrs.get(name) or ""
            if tag in ("script", "link", "img") and value:
                assert value.startswith("/"), f"{tag} asks elsewhere: {value}"


def _check_addresses(page: Page, root: str) -> None:
    for tag, attrs in page.tags:
        for name, value in attrs.items():
            if value and value.startswith("/"):
                assert value.startswith(f"{root}/"), f"{tag} leads out of the site: {name}={value}"


def _check_typography(page: Page) -> None:
    text = "\n".join(squeeze(piece) for piece in page.text if not piece.isspace())
    for wrong, words in (
        (BAD_SPACE, "an ordinary space before punctuation"),
        (BAD_APOSTROPHE, "a typewriter apostrophe"),
    ):
        found = wrong.search(text)
        assert not found, f"{words}: {text[: found.end()].rsplit(chr(10), 1)[-1]}"
    assert "·e" not in text, text
    assert not {"None", "NaN"} & set(text.split()), text
