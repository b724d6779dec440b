"""One respondent, from the home page to the results, who checks that nothing said was lost."""

from __future__ import annotations

import asyncio
import json
import random
import re
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from benchmarks.load.client import Answer, Browser, RefusedError, Target
from benchmarks.load.figures import Figures
from benchmarks.load.pages import Fields, fill, form_of

MOST_PAGES = 60  # a way that never ends is an error
_FIRST = re.compile(r"(.*/diagnostic/[A-Za-z0-9_-]+)/axe/[^/]+/[0-9]+")
_ASSET = re.compile(r'(?:href|src)="(/static/[^"]+)"')
_BLANK = "sans_reponse"


@dataclass(frozen=True, slots=True)
class Manners:
    """How people behave."""

    think: float = 0.0  # seconds on each page, on average
    pdf: float = 0.0  # share of people who download the PDF
    notes: float = 0.1  # share of questions given a note
    blanks: float = 0.03  # share of questions left out
    short: float = 0.0  # share of people on the short path
    assets: bool = False  # fetch style sheets, scripts… of the home page, as at a first visit
    verify: bool = True  # read the answers again at the end


class WrongError(Exception):
    """The server did not do what it should; the text says what."""


class Respondent:
    """One person. `gate` is waited for before the first answers are sent, and says where to count from then on."""

    def __init__(
        self,
        target: Target,
        manners: Manners,
        figures: Figures,
        seed: int,
        gate: Callable[[], Awaitable[Figures]] | None = None,
    ) -> None:
        self._browser = Browser(target)
        self._manners = manners
        self._figures = figures
        self._chance = random.Random(seed)  # noqa: S311 - nothing secret
        self._gate = gate
        self._step = ""
        self._meant: float | None = None
        self._said: dict[str, tuple[str, str]] = {}  # criterion: choice, note; only what was acknowledged
        self.gets = self.posts = 0
        self.trail: list[str] = []  # the pages of questions that were answered

    @property
    def cookies(self) -> dict[str, str]:
        """What this person's browser keeps."""
        return self._browser.cookies

    async def play(self, since: float | None = None) -> bool:
        """Play the whole run; True when all went well. `since`: when this person was to come."""
        self._meant = since
        try:
            await self._play()
        except (WrongError, RefusedError) as error:
            self._figures.fail(self._step, str(error))
            return False
        finally:
            self._browser.close()
        self._figures.runs += 1
        self._figures.answers += len(self._said) if self._manners.verify else 0
        return True

    async def _play(self) -> None:
        viewpoint = self._chance.choice(("collectivite", "projet"))
        home = await self._get("home", "/", f"/commencer/{viewpoint}")
        if self._manners.assets:
            for address in dict.fromkeys(_ASSET.findall(home)):
                await self._ask("assets", "GET", address, None, 200)
        await self._think()
        address = f"/commencer/{viewpoint}"
        if self._chance.random() < self._manners.short:
            address += "?parcours=express"
        start = await self._get("beginning", address, "csrf_token")
        await self._think()
        first = await self._post("beginning: sent", address, fill(form_of(start), self._chance, 0))
        found = _FIRST.fullmatch(first)
        if not found:
            raise WrongError(f"leads to {first}")
        hub = found[1]
        page = await self._answer(first, hub)
        await self._finish(hub, page)

    async def _answer(self, page: str, hub: str) -> str:
        """Answer every page of questions, up to the verification, or the results when nothing is blank."""
        for _ in range(MOST_PAGES):
            if page in (f"{hub}/verification", f"{hub}/resultats"):
                return page
            shown = await self._get("questions", page, 'type="radio"')
            fields = fill(form_of(shown), self._chance, self._manners.notes, self._manners.blanks)
            await self._think()
            if self._gate:
                self._figures, self._gate = await self._gate(), None
                self._meant = None
            following = await self._post("questions: sent", page, fields)
            self._acknowledge(fields)
            self.trail.append(page)
            page = following
        raise WrongError(f"more than {MOST_PAGES} pages")

    def _acknowledge(self, fields: Fields) -> None:
        choices = {name[6:]: value for name, value in fields if name.startswith("choix-")}
        for name, value in fields:
            if name.startswith("note-"):
                self._said[name[5:]] = choices.get(name[5:], ""), value

    async def _finish(self, hub: str, page: str) -> None:
        """Look at what is blank, if anything is, ask for the results, read them, take them away."""
        results = page
        if page.endswith("/verification"):
            check = await self._get("verification", page, f"{hub}/terminer")
            await self._think()
            fields = fill(form_of(check, "/terminer"), self._chance, 0)
            results = await self._post("verification: sent", f"{hub}/terminer", fields)
        await self._get("results", results, f"{hub}/resultats/pdf")
        if self._chance.random() < self._manners.pdf:
            await self._think()
            pdf = await self._ask("results: PDF", "GET", f"{hub}/resultats/pdf", None, 200)
            if not pdf.content().startswith(b"%PDF"):
                raise WrongError("not a PDF")
        if self._manners.verify:
            kept = await self._ask("results: JSON", "GET", f"{hub}/resultats/json", None, 200)
            self._verify(kept)

    def _verify(self, kept: Answer) -> None:
        """Compare what was acknowledged with what is kept."""
        found = json.loads(kept.content())["reponses"]
        for criterion, (choice, note) in self._said.items():
            state = "repondu" if choice.isdigit() else choice or _BLANK
            expected = (state, int(choice) if choice.isdigit() else None, note)
            one = found.get(criterion) or {"etat": _BLANK, "niveau": None, "note": ""}
            if (one["etat"], one["niveau"], one["note"]) != expected:
                raise WrongError(f"LOST ANSWER: {criterion}: {expected} was acknowledged, {one} is kept")

    # ── steps ──

    async def _think(self) -> None:
        """Read, think; the next request is meant for that moment, whatever the generator does then."""
        if self._manners.think:
            pause = self._manners.think * self._chance.uniform(0.5, 1.5)
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
            raise WrongError(f"{answer.status} instead of {status}")
        self._figures.add(step, answer.spent)
        return answer

    async def _get(self, step: str, path: str, content: str) -> str:
        page = (await self._ask(step, "GET", path, None, 200)).text()
        if content not in page:
            raise WrongError(f"« {content} » is not on the page")
        if "</html>" not in page:
            raise WrongError("the page is not whole")
        return page

    async def _post(self, step: str, path: str, fields: Fields) -> str:
        if not any(name == "csrf_token" for name, _ in fields):
            raise WrongError("no form to send")
        location = (await self._ask(step, "POST", path, fields, 303)).location
        # an address may be told whole
        return re.sub(r"^https?://[^/]+", "", location)
