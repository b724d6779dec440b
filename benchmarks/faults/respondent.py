"""A simulated respondent, who answers and tries again when something goes wrong."""

from __future__ import annotations

import json
import random
import re
import threading
import traceback

from benchmarks.faults.client import Client, Form, NoAnswer, Response, form_of
from benchmarks.faults.comparing import CONTEXT, ENGAGED, VERSION, check_download, check_value
from benchmarks.faults.journal import FieldRecord, Journal, Record
from benchmarks.faults.observing import Observed, place_of

NEW = "nouveau-title"  # the field of a new engagement
UPGRADED = "utilise maintenant la nouvelle version"
LABEL = re.compile(r"la nouvelle version \(([^)]+)\)")
_AXIS = re.compile(r'href="(/diagnostic/[^"?#]+/axe/[^"?#]+)"')


class Stopped(Exception):  # noqa: N818 - ends the thread, not an error
    """The run is over."""


class Respondent(threading.Thread):
    """Begins a diagnostic, answers to the end, and begins another, until the run is over."""

    def __init__(self, name: str, seed: str, port: int, journal: Journal, observed: Observed) -> None:
        super().__init__(name=name, daemon=True)
        self.over = threading.Event()
        self.observed, self.journal = observed, journal
        self._random = random.Random(seed)  # noqa: S311 - choices that can be repeated
        self._client = Client(port, observed)
        self._said = 0

    def run(self) -> None:
        """Answer until told to stop."""
        try:
            while True:
                self._one_diagnostic()
        except Stopped:
            return
        except Exception:
            self.observed.report_broken(f"{self.name} failed: {traceback.format_exc()}")

    # ── a whole diagnostic ──

    def _one_diagnostic(self) -> None:
        record = self._begin()
        hub = f"/diagnostic/{record.key}"
        address = self._first_page(record)
        while "/axe/" in address:
            address = self._answer(record, address)
            if self._random.random() < 0.05:
                self._upgrade(record)
            if self._random.random() < 0.03:
                self._change_context(record)
                address = self._again(record, address)
        self._read(f"{hub}/verification")
        self._read(f"{hub}/resultats")
        self._undertake(record)
        check_download(record, self._read(f"{hub}/resultats/json").text, self.observed, "download")
        self.observed.count("diagnostics played to the end")

    def _first_page(self, record: Record) -> str:
        links: list[str] = _AXIS.findall(self._read(f"/diagnostic/{record.key}").text)
        if not links:
            self.observed.report_broken("a hub without a link to the questions")
        return links[0] if links else ""

    def _again(self, record: Record, address: str) -> str:
        """Return the address, or that of the first page if the new context no longer asks it."""
        return address if self._read(address).status == 200 else self._first_page(record)

    def _begin(self) -> Record:
        """Create a diagnostic; one in doubt is sent again, then abandoned for a new one."""
        address = f"/commencer/{self._random.choice(('collectivite', 'projet'))}"
        while True:
            form = self._form(address, CONTEXT)
            if form is None:
                self._think(0.1, 0.3)
                continue
            form.fields[CONTEXT] = self._random.choice(form.choices[CONTEXT])
            doubtful = False
            for _ in range(3):
                answer, sent = self._send(address, form)
                if answer and answer.status == 303:
                    record = self.journal.begun(
                        answer.location.partition("/diagnostic/")[2].partition("/")[0], self.name
                    )
                    record.acknowledge(CONTEXT, form.fields[CONTEXT])
                    self.observed.count("acknowledged creations")
                    return record
                if sent:
                    doubtful = True
                    self.observed.count("creations in doubt")
                self._think(0.2, 1.0)
            if doubtful:
                self.journal.abandon(form.fields["nonce"])

    def _answer(self, record: Record, address: str) -> str:
        """Answer a page of questions; return the address of the next page."""
        while True:
            form = self._page(record, address)
            if form is None:
                return self._first_page(record)
            self._choose(form)
            for _ in range(self._random.choice((0, 1, 1, 2))):
                self._autosave(record, form)
                self._choose(form)
            for _ in range(3):
                answer, sent = self._send(address, form)
                if answer and answer.status == 303:
                    self._acknowledged(record, form)
                    return answer.location
                if sent:
                    self._doubtful(record, form, late=answer is None and self._late)
                self._think(0.2, 1.0)

    def _autosave(self, record: Record, form: Form) -> None:
        try:
            answer = self._client.save(form.autosave, form.fields)
        except NoAnswer as cut:
            if cut.sent:
                self._doubtful(record, form, late=cut.late)
            self._think(0.2, 0.5)
            return
        result = json.loads(answer.text) if answer.is_json else {}
        if token := result.get("csrf"):
            form.fields["csrf_token"] = form.shown["csrf_token"] = token
        if result.get("saved"):
            form.fields.update(result["seen"])
            self._acknowledged(record, form)
            form.shown = dict(form.fields)
        elif answer.status >= 500:
            self._doubtful(record, form, late=False)

    def _upgrade(self, record: Record) -> None:
        """Upgrade to the newer version of the criteria, if there is one."""
        text = self._read(f"/diagnostic/{record.key}/resultats/json").text
        known = record.fields.setdefault(VERSION, FieldRecord(json.loads(text)["criteres"]["empreinte"]))
        sure = not known.doubts  # else the message may be that of an earlier upgrade (a clock moved back hid it)
        address = f"/diagnostic/{record.key}/nouvelle-version"
        page = self._read(address)
        form = form_of(page.text, "version") if page.status == 200 else None
        if form is None:
            return
        answer, sent = self._send(address, form)
        if sent:
            record.doubt(VERSION, form.fields["version"], late=answer is None and self._late)
        # the message names the version: that of an earlier upgrade, hidden by a clock moved back, differs
        message = f"{UPGRADED} ({found[1]})" if (found := LABEL.search(page.text)) else UPGRADED
        if answer and answer.status == 303:
            if message in self._read(answer.location).text and sure:
                record.acknowledge(VERSION, form.fields["version"])
                self.observed.count("acknowledged upgrades")
            else:  # the message was hidden, or may be an earlier one: the upgrade is in doubt
                record.doubt(VERSION, form.fields["version"], late=False)

    def _change_context(self, record: Record) -> None:
        address = f"/diagnostic/{record.key}/contexte"
        form = self._form(address, CONTEXT)
        if form is None:
            return
        self._seen(record, form, (CONTEXT,))
        form.fields[CONTEXT] = self._random.choice(form.choices[CONTEXT])
        answer, sent = self._send(address, form)
        if answer and answer.status == 303:
            self._acknowledged(record, form)
        elif sent:
            self._doubtful(record, form, late=answer is None and self._late)

    def _undertake(self, record: Record) -> None:
        """Add an engagement; one in doubt is not sent again."""
        address = f"/diagnostic/{record.key}/engagements"
        form = self._form(address, NEW)
        if form is None:
            return
        self._said += 1
        form.fields[NEW] = f"{self.name}, engagement {self._said}"
        answer, sent = self._send(address, form)
        if answer and answer.status == 303:
            record.acknowledge(ENGAGED + form.fields[NEW], "1")
            self.observed.count("acknowledged engagements")
        elif sent:
            record.doubt(ENGAGED + form.fields[NEW], "1", late=answer is None and self._late)

    # ── small steps ──

    def _choose(self, form: Form) -> None:
        """Change some choices at random, and a note."""
        choices = [name for name in form.choices if name.startswith("choix-")]
        for name in self._random.sample(choices, self._random.randint(1, len(choices))):
            form.fields[name] = self._random.choice(form.choices[name])
        self._said += 1
        note = self._random.choice([name for name in form.fields if name.startswith("note-")])
        form.fields[note] = f"{self.name}, fait {self._said} : été & « {self._random.randrange(10**9)} »"
        self._think(0.02, 0.25)

    def _page(self, record: Record, address: str) -> Form | None:
        """Open a page of questions and compare what it shows with the record; None when it is no longer asked."""
        while True:
            page = self._read(address)
            if page.status == 404:
                return None
            form = form_of(page.text)
            if form is not None and form.autosave:
                self._seen(record, form, [*form.choices, *form.fields])
                return form
            self._think(0.1, 0.3)

    def _seen(self, record: Record, form: Form, names: tuple[str, ...] | list[str]) -> None:
        for name in dict.fromkeys(names):
            if name.startswith(("choix-", "note-", "contexte-stade")):
                check_value(record, name, form.shown.get(name, ""), self.observed, "page")

    def _acknowledged(self, record: Record, form: Form) -> None:
        for name, value in form.changed.items():
            if name.startswith(("choix-", "note-", "contexte-stade")):
                record.acknowledge(name, value)
        self.observed.count("acknowledged writes")

    def _doubtful(self, record: Record, form: Form, *, late: bool) -> None:
        for name, value in form.changed.items():
            if name.startswith(("choix-", "note-", "contexte-stade")):
                record.doubt(name, value, late=late)
        self.observed.count("writes in doubt")

    def _send(self, address: str, form: Form) -> tuple[Response | None, bool]:
        """Send a form; return the response, if any, and whether what was sent may have been stored."""
        self._late = False
        try:
            answer = self._client.post(address, form.fields)
        except NoAnswer as cut:
            self._late = cut.late
            return None, cut.sent
        if answer.status == 404 and "/diagnostic/" in address and "/axe/" not in address:
            self.observed.report_broken(f"a diagnostic is not found: {place_of('POST', address)}")
        again = form_of(answer.text) if answer.status in (422, 503) else None
        if again is not None:  # the same page with what was typed, and a new token
            form.fields["csrf_token"] = form.shown["csrf_token"] = again.fields["csrf_token"]
        return answer, answer.status >= 500

    def _form(self, address: str, *needed: str) -> Form | None:
        return form_of(self._read(address).text, *needed)

    def _read(self, address: str) -> Response:
        """Request a page until it comes."""
        while True:
            self._rest()
            try:
                answer = self._client.get(address)
            except NoAnswer:
                self._think(0.2, 1.0)
                continue
            if answer.status < 400 or answer.status == 404:
                if answer.status == 404 and "/axe/" not in address:
                    self.observed.report_broken(f"a diagnostic is not found: {place_of('GET', address)}")
                return answer
            self._think(0.3, 1.5)

    def _think(self, least: float, most: float) -> None:
        self._rest(self._random.uniform(least, most))

    def _rest(self, seconds: float = 0) -> None:
        if self.over.wait(seconds):
            raise Stopped
