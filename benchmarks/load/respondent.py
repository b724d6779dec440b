"""One respondent, from the home page to the results, who checks that no acknowledged answer was lost."""

from __future__ import annotations

import asyncio
import json
import random
import re
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from benchmarks.load.client import Answer, Browser, NoAnswerError, Target
from benchmarks.load.figures import Figures
from benchmarks.load.pages import Fields, fill, form_of

MAX_PAGES = 60  # of questions: more is an endless loop, hence an error
_FIRST = re.compile(r"(.*/diagnostic/[A-Za-z0-9_-]+)/axe/[^/]+/[0-9]+")
_ASSET = re.compile(r'(?:href|src)="(/static/[^"]+)"')
_BLANK = "sans_reponse"
_STAGE = "contexte-stade"


@dataclass(frozen=True, slots=True)
class Behaviour:
    """How respondents behave."""

    think: float = 0.0  # seconds on each page, on average
    pdf: float = 0.0  # share of people who download the PDF
    notes: float = 0.1  # share of questions given a note
    blanks: float = 0.03  # share of questions left out
    short: float = 0.0  # share of people on the short path
    assets: bool = False  # fetch the style sheets and scripts of the home page, as at a first visit
    verify: bool = True  # compare the acknowledged answers with the JSON download at the end
    viewpoint: str = ""  # of everybody; drawn if empty
    stage: str = ""  # of everybody; drawn if empty


class UnexpectedAnswerError(Exception):
    """The server did not answer as it should; the message says how."""


class Respondent:
    """One person. `gate` is awaited before the first answers are sent, and returns the figures to use from then on."""

    def __init__(
        self,
        target: Target,
        behaviour: Behaviour,
        figures: Figures,
        seed: int,
        gate: Callable[[], Awaitable[Figures]] | None = None,
    ) -> None:
        self._browser = Browser(target)
        self._behaviour = behaviour
        self._figures = figures
        self._rng = random.Random(seed)  # noqa: S311 - nothing secret
        self._gate = gate
        self._step = ""
        self._meant: float | None = None
        self._acknowledged: dict[str, tuple[str, str]] = {}  # criterion -> choice, note
        self.gets = self.posts = 0
        self.trail: list[str] = []  # the pages of questions that were answered

    @property
    def cookies(self) -> dict[str, str]:
        """The cookies of this person's browser."""
        return self._browser.cookies

    async def play(self, since: float | None = None) -> bool:
        """Play a whole run; False after an error. `since`: when this person was to arrive."""
        self._meant = since
        try:
            await self._play()
        except (UnexpectedAnswerError, NoAnswerError) as error:
            self._figures.fail(self._step, str(error))
            return False
        finally:
            self._browser.close()
        self._figures.runs += 1
        self._figures.answers += len(self._acknowledged) if self._behaviour.verify else 0
        return True

    async def _play(self) -> None:
        viewpoint = self._behaviour.viewpoint or self._rng.choice(("collectivite", "projet"))
        home = await self._get("home", "/", f"/commencer/{viewpoint}")
        if self._behaviour.assets:
            for address in dict.fromkeys(_ASSET.findall(home)):
                await self._ask("assets", "GET", address, None, 200)
        await self._think()
        address = f"/commencer/{viewpoint}"
        if self._rng.random() < self._behaviour.short:
            address += "?parcours=express"
        start = await self._get("beginning", address, "csrf_token")
        await self._think()
        stage = self._behaviour.stage
        drawn = fill(form_of(start), self._rng, 0)
        fields = [(name, stage or value) if name == _STAGE else (name, value) for name, value in drawn]
        first = await self._post("beginning: sent", address, fields)
        found = _FIRST.fullmatch(first)
        if not found:
            raise UnexpectedAnswerError(f"leads to {first}")
        hub = found[1]
        page = await self._answer(first, hub)
        await self._finish(hub, page)

    async def _answer(self, page: str, hub: str) -> str:
        """Answer every page of questions; return the address of the verification, or of the results without blanks."""
        for _ in range(MAX_PAGES):
            if page in (f"{hub}/verification", f"{hub}/resultats"):
                return page
            shown = await self._get("questions", page, 'type="radio"')
            fields = fill(form_of(shown), self._rng, self._behaviour.notes, self._behaviour.blanks)
            await self._think()
            if self._gate:
                self._figures, self._gate = await self._gate(), None
                self._meant = None
            following = await self._post("questions: sent", page, fields)
            self._acknowledge(fields)
            self.trail.append(page)
            page = following
        raise UnexpectedAnswerError(f"more than {MAX_PAGES} pages")

    def _acknowledge(self, fields: Fields) -> None:
        choices = {name[6:]: value for name, value in fields if name.startswith("choix-")}
        for name, value in fields:
            if name.startswith("note-"):
                self._acknowledged[name[5:]] = choices.get(name[5:], ""), value

    async def _finish(self, hub: str, page: str) -> None:
        """Read the verification, if there is one, then the results, and download them."""
        results = page
        if page.endswith("/verification"):
            check = await self._get("verification", page, f"{hub}/terminer")
            await self._think()
            fields = fill(form_of(check, "/terminer"), self._rng, 0)
            results = await self._post("verification: sent", f"{hub}/terminer", fields)
        await self._get("results", results, f"{hub}/resultats/pdf")
        if self._rng.random() < self._behaviour.pdf:
            await self._think()
            pdf = await self._ask("results: PDF", "GET", f"{hub}/resultats/pdf", None, 200)
            if not pdf.content().startswith(b"%PDF"):
                raise UnexpectedAnswerError("not a PDF")
        if self._behaviour.verify:
            download = await self._ask("results: JSON", "GET", f"{hub}/resultats/json", None, 200)
            self._verify(download)

    def _verify(self, download: Answer) -> None:
        """Compare the acknowledged answers with those stored, as downloaded in JSON."""
        stored_answers = json.loads(download.content())["reponses"]
        for criterion, (choice, note) in self._acknowledged.items():
            state = "repondu" if choice.isdigit() else choice or _BLANK
            expected = (state, int(choice) if choice.isdigit() else None, note)
            stored = stored_answers.get(criterion) or {"etat": _BLANK, "niveau": None, "note": ""}
            if (stored["etat"], stored["niveau"], stored["note"]) != expected:
                raise UnexpectedAnswerError(
                    f"LOST ANSWER: {criterion}: {expected} was acknowledged, {stored} is stored"
                )

    # ── steps ──

    async def _think(self) -> None:
        """Pause; the next request's time runs from the end of the pause, even if the generator is late."""
        if self._behaviour.think:
            pause = self._behaviour.think * self._rng.uniform(0.5, 1.5)
            self._meant = time.perf_counter() + pause
            await asyncio.sleep(pause)

    async def _ask(self, step: str, method: str, path: str, fields: Fields | None, status: int) -> Answer:
        self._step = step
        meant, self._meant = self._meant, None
        if method == "GET":
            self.gets += 1
        else:
            self.posts += 1
        answer = await self._browser.ask(method, path, fields, meant)
        if answer.status != status:
            raise UnexpectedAnswerError(f"{answer.status} instead of {status}")
        self._figures.add(step, answer.spent)
        return answer

    async def _get(self, step: str, path: str, content: str) -> str:
        page = (await self._ask(step, "GET", path, None, 200)).text()
        if content not in page:
            raise UnexpectedAnswerError(f"« {content} » is not on the page")
        if "</html>" not in page:
            raise UnexpectedAnswerError("the page is not whole")
        return page

    async def _post(self, step: str, path: str, fields: Fields) -> str:
        if not any(name == "csrf_token" for name, _ in fields):
            raise UnexpectedAnswerError("no form to send")
        location = (await self._ask(step, "POST", path, fields, 303)).location
        # the header may hold an absolute URL
        return re.sub(r"^https?://[^/]+", "", location)
