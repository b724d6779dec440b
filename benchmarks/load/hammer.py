"""How many prepared requests, sent again and again, a server answers in a second."""

from __future__ import annotations

import asyncio
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from itertools import cycle
from multiprocessing import get_context

from benchmarks.load.client import NoAnswerError, Target
from benchmarks.load.crowds import monitored
from benchmarks.load.figures import Figures
from benchmarks.load.respondent import Behaviour, Respondent


@dataclass(frozen=True, slots=True)
class Shot:
    """A prepared request, and the status expected."""

    step: str
    request: bytes
    status: int = 200


@dataclass(frozen=True, slots=True)
class Sample:
    """What a few whole runs give: pages of existing diagnostics, and the number of requests of a run."""

    pages: list[tuple[str, dict[str, str]]]  # address of a page of questions, cookies of its respondent
    requests: float  # of a whole run, on average


async def _sample(target: Target, behaviour: Behaviour, people: int, seed: int) -> Sample:
    pages, requests = [], 0
    for number in range(people):
        figures = Figures()
        respondent = Respondent(target, behaviour, figures, seed * 1000 + number)
        if not await respondent.play():
            raise RuntimeError(f"a whole run fails: {figures.errors}")
        pages.append((respondent.trail[number % len(respondent.trail)], respondent.cookies))
        requests += respondent.gets + respondent.posts
    return Sample(pages, requests / people)


def sample(target: Target, behaviour: Behaviour, people: int = 24, seed: int = 7) -> Sample:
    """Play a few respondents, one after the other, and return their sample."""
    return asyncio.run(_sample(target, behaviour, people, seed))


def page_shots(target: Target, made: Sample) -> list[Shot]:
    """Return the requests for the pages of questions of a sample."""
    return [Shot("questions", target.request("GET", path, cookies, None)) for path, cookies in made.pages]


async def _hammer(target: Target, shots: list[Shot], connections: int, seconds: float) -> Figures:
    figures = Figures()

    async def send_forever(number: int) -> None:
        start = number % len(shots)
        connection = await target.connect()
        for shot in cycle(shots[start:] + shots[:start]):
            began = time.perf_counter()
            try:
                head, _ = await connection.send(shot.request)
            except NoAnswerError as error:
                figures.fail(shot.step, str(error))
                connection = await target.connect()
                continue
            spent = 1000 * (time.perf_counter() - began)
            if int(head[9:12]) == shot.status:
                figures.add(shot.step, spent)
            else:
                figures.fail(shot.step, f"{head[9:12].decode()} instead of {shot.status}")

    async with monitored(figures):
        began = time.perf_counter()
        tasks = [asyncio.create_task(send_forever(number)) for number in range(connections)]
        await asyncio.sleep(seconds)
        figures.window = time.perf_counter() - began
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    return figures


def _process(target: Target, shots: list[Shot], connections: int, seconds: float) -> Figures:
    return asyncio.run(_hammer(target, shots, connections, seconds))


def hammer(target: Target, shots: list[Shot], *, connections: int = 16, seconds: float = 4) -> Figures:
    """Send the same requests as fast as they are answered, from a separate process."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(_process, target, shots, connections, seconds).result()
