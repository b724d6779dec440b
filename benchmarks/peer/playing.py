"""The peer's respondents, who play as ours do: benchmarks/load."""

from __future__ import annotations

import asyncio
import random
import re
import time

from benchmarks.load.client import Browser, Target
from benchmarks.load.crowds import monitored
from benchmarks.load.figures import Figures
from benchmarks.load.pages import fill, form_of

PEOPLE, WARM = 16, 2.0  # at once; seconds during which they come


async def peer_run(target: Target, figures: Figures, seed: int) -> tuple[list[str], dict[str, str]]:
    """Play one respondent of the peer; return the pages of questions and the cookies."""
    browser, rng = Browser(target), random.Random(seed)  # noqa: S311 - nothing secret
    trail: list[str] = []

    async def ask(
        method: str, path: str, status: int, fields: list[tuple[str, str]] | None = None
    ) -> tuple[str, str]:
        answer = await browser.ask(method, path, fields)
        if answer.status != status:
            raise RuntimeError(f"{path}: {answer.status} instead of {status}")
        figures.add("questions: sent" if fields else "questions" if trail else "other", answer.spent)
        return answer.text(), answer.location

    await ask("GET", "/survey/", 200)
    page = "/survey/1-0/"
    while re.fullmatch(r"/survey/1-\d+/?", page):
        trail.append(page)
        shown, _ = await ask("GET", page, 200)
        _, page = await ask("POST", page, 302, fill(form_of(shown), rng, 0))
    if not page.startswith("/survey/confirm/"):  # elsewhere: its answers were not stored
        raise RuntimeError(f"leads to {page}")
    await ask("GET", page, 200)
    browser.close()
    figures.runs += 1
    return trail, browser.cookies


async def _peer_loop(target: Target, seconds: float) -> Figures:
    figures = Figures()

    async def again_and_again(place: int) -> None:
        await asyncio.sleep(WARM * place / PEOPLE)
        for number in range(1_000_000):
            await peer_run(target, figures, 1_000_000 * place + number)

    people = [asyncio.create_task(again_and_again(place)) for place in range(PEOPLE)]
    await asyncio.sleep(WARM)
    figures.reset()
    began = time.perf_counter()
    async with monitored(figures):
        done, _ = await asyncio.wait(people, timeout=seconds, return_when=asyncio.FIRST_EXCEPTION)
        figures.window = time.perf_counter() - began
    for person in done:
        person.result()  # raises what went wrong
    for person in people:
        person.cancel()
    await asyncio.gather(*people, return_exceptions=True)
    return figures


def peer_loop(target: Target, seconds: float) -> Figures:
    """Play the peer's respondents without a pause."""
    return asyncio.run(_peer_loop(target, seconds))
