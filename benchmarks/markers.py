"""Does a page or a download ever show the data of somebody else? `python -m benchmarks.markers URL --seconds 120`.

Diagnostics are begun on a server that already runs, each with a marker in its name and in its notes. Threads then read
and save their pages, results and downloads at random. A response with the marker of another diagnostic is a fault. The
diagnostics stay on that server.
"""

from __future__ import annotations

import argparse
import io
import random
import re
import sys
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
import zipfile
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

import pypdfium2

MARKER = re.compile(r"marque[0-9]{4}z")
PATIENCE = 30  # timeout of a request, in seconds
FORMATS = ("pdf", "ods", "csv", "json")
_pdfium = threading.Lock()  # PDFium serves one thread at a time
PAGES = ("", "/verification", "/contexte", "/resultats", "/axe/{axis}/{page}")


@dataclass
class Diagnostic:
    """A diagnostic, its marker, and an HTTP client with its cookies."""

    site: str
    marker: str
    key: str = ""
    copy: str = ""  # the address of a dated copy
    client: urllib.request.OpenerDirector = field(
        default_factory=lambda: urllib.request.build_opener(urllib.request.HTTPCookieProcessor())
    )

    def get(self, path: str, data: dict[str, str] | None = None) -> bytes:
        """Return the body of a response; 422, 429 and 503 too, which must not hold anybody's data either."""
        sent = urllib.parse.urlencode(data).encode() if data is not None else None
        try:
            with self.client.open(f"{self.site}{path}", sent, timeout=PATIENCE) as answer:
                return bytes(answer.read())
        except urllib.error.HTTPError as error:
            if error.code not in (422, 429, 503):
                raise
            return bytes(error.read())


@dataclass
class Tally:
    """How many responses of each kind were checked, and every fault."""

    answers: Counter[str] = field(default_factory=Counter)
    marked: int = 0  # responses with their own marker: the others hold no text of anybody
    faults: list[str] = field(default_factory=list)


def begin(site: str, number: int) -> Diagnostic:
    """Begin a diagnostic whose name and notes hold its marker."""
    diagnostic = Diagnostic(site, f"marque{number:04}z")
    viewpoint = ("collectivite", "projet")[number % 2]
    fields = hidden(diagnostic.get(f"/commencer/{viewpoint}").decode())
    fields |= {"contexte-stade": "prefiguration", "contexte-portage": "association"}
    with diagnostic.client.open(
        f"{site}/commencer/{viewpoint}", urllib.parse.urlencode(fields).encode(), timeout=PATIENCE
    ) as page:
        diagnostic.key = page.url.partition("/diagnostic/")[2].partition("/")[0]
    address = f"/diagnostic/{diagnostic.key}/contexte"
    named = hidden(diagnostic.get(address).decode()) | {
        "contexte-stade": "prefiguration",
        "contexte-portage": "association",
        "contexte-nom": f"Lieu {diagnostic.marker}",
    }
    diagnostic.client.open(f"{site}{address}", urllib.parse.urlencode(named).encode(), timeout=PATIENCE).close()
    save(diagnostic, "lieu", 1)
    diagnostic.copy = send_copy(diagnostic)
    return diagnostic


def send_copy(diagnostic: Diagnostic) -> str:
    """Send a dated copy with all its parts; return its address."""
    address = f"/diagnostic/{diagnostic.key}/partager"
    page = diagnostic.get(address).decode()
    parts = re.findall(r'name="parts" value="([\w-]+)"', page)
    recipients = re.findall(r'name="recipient" value="([\w-]+)"', page)
    fields = {**hidden(page), "parts": parts, "recipient": recipients[0], "title": f"Lieu {diagnostic.marker}"}
    sent = urllib.parse.urlencode(fields, doseq=True).encode()
    with diagnostic.client.open(f"{diagnostic.site}{address}", sent, timeout=PATIENCE) as answer:
        found = re.search(r"/copie/[\w-]+", answer.read().decode())
    if found is None:
        raise RuntimeError("the page of a copy has no link")
    return found[0]


def save(diagnostic: Diagnostic, axis: str, page: int) -> bytes:
    """Send a page of questions with the marker in every note; return the next page."""
    path = f"/diagnostic/{diagnostic.key}/axe/{axis}/{page}"
    shown = diagnostic.get(path).decode()
    fields = hidden(shown)
    for criterion in re.findall(r'name="note-([\w-]+)"', shown):
        fields |= {f"note-{criterion}": f"note {diagnostic.marker}", f"choix-{criterion}": "1"}
    return diagnostic.get(path, fields)


def hidden(page: str) -> dict[str, str]:
    """Return the hidden fields of a page."""
    tags = [dict(re.findall(r'(\w+)="([^"]*)"', tag)) for tag in re.findall(r"<input[^>]*>", page)]
    return {tag["name"]: tag.get("value", "") for tag in tags if tag.get("type") == "hidden" and "name" in tag}


def text_of(content: bytes) -> str:
    """Return the text of a page or of a download."""
    if content.startswith(b"%PDF-"):
        with _pdfium, pypdfium2.PdfDocument(content) as document:  # closes its pages too, inside the lock
            return "".join(page.get_textpage().get_text_range() for page in document)
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return archive.read("content.xml").decode()
    return content.decode("utf-8-sig")


def check_one(diagnostic: Diagnostic, rng: random.Random, tally: Tally) -> None:
    """Make one request at random, and look for markers in the response."""
    kind = rng.choice(("page", "page", "save", "download", "shared"))
    base = f"/diagnostic/{diagnostic.key}"
    if kind == "save":
        content = save(diagnostic, "lieu", rng.choice((1, 2)))
    elif kind == "page":
        content = diagnostic.get(base + rng.choice(PAGES).format(axis="lieu", page=1))
    elif kind == "download":
        content = diagnostic.get(f"{base}/resultats/{rng.choice(FORMATS)}")
    else:
        content = diagnostic.get(diagnostic.copy)
    found = set(MARKER.findall(text_of(content)))
    tally.answers[kind] += 1
    tally.marked += diagnostic.marker in found
    if found - {diagnostic.marker}:
        tally.faults.append(f"{kind} of {diagnostic.marker} holds {sorted(found)}")


def play(
    site: str, *, diagnostics: int = 30, threads: int = 8, until: Callable[[int], bool], seed: int = 0
) -> Tally:
    """Run threads until `until(number of requests made)` is true in each; return the tally."""
    begun = [begin(site, number) for number in range(diagnostics)]
    tally = Tally()

    def visit(number: int) -> None:
        rng = random.Random(seed * 100 + number)  # noqa: S311 - no secret
        made = 0
        try:
            while not until(made):
                check_one(rng.choice(begun), rng, tally)
                made += 1
        except Exception as error:
            tally.faults.append(f"{type(error).__name__}: {error}")

    crowd = [threading.Thread(target=visit, args=(number,)) for number in range(threads)]
    for visitor in crowd:
        visitor.start()
    for visitor in crowd:
        visitor.join()
    return tally


def main() -> None:
    """Run for the time given; the exit code is 1 when there was a fault."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.markers", description=__doc__)
    parser.add_argument("url")
    parser.add_argument("--seconds", type=float, default=120)
    options = parser.parse_args()
    end = time.monotonic() + options.seconds
    tally = play(options.url, until=lambda _: time.monotonic() > end)
    sys.stdout.write(
        f"{dict(tally.answers)} responses, {len(tally.faults)} faults\n" + "\n".join(tally.faults[:20])
    )
    sys.exit(1 if tally.faults else 0)


if __name__ == "__main__":
    main()
