"""Many respondents: so many at once (closed loop), so many to come whatever happens (open loop), or all at once."""

from __future__ import annotations

import asyncio
import random
import resource
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from concurrent.futures import ProcessPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from multiprocessing import get_context

from benchmarks.load.client import Target
from benchmarks.load.figures import Figures
from benchmarks.load.respondent import Manners, Respondent

TICK = 0.02  # seconds: how often the generator looks at its own lag
GRACE = 90.0  # seconds left to those who are still there when the time is over


@dataclass(frozen=True, slots=True)
class Closed:
    """So many people at once; each begins again when done.

    They come one by one during `warm` seconds, which do not count: otherwise all would ask for the same page at once.
    """

    people: int
    seconds: float
    warm: float = 0.0


@dataclass(frozen=True, slots=True)
class Open:
    """So many people come during that time, at random moments, whatever the server does."""

    people: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Burst:
    """So many people send their first answers within that time."""

    people: int
    seconds: float = 1.0


Crowd = Closed | Open | Burst


@asynccontextmanager
async def watched(figures: Figures) -> AsyncIterator[None]:
    """Note how busy and how late this process is."""
    lags = figures.generator.lags

    async def look() -> None:
        while True:
            before = time.perf_counter()
            await asyncio.sleep(TICK)
            lags.append(1000 * (time.perf_counter() - before - TICK))

    used, began = _processor(), time.perf_counter()
    task = asyncio.create_task(look())
    try:
        yield
    finally:
        task.cancel()
        figures.generator.busy += _processor() - used
        figures.generator.spent += time.perf_counter() - began


def _processor() -> float:
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


async def closed(target: Target, manners: Manners, crowd: Closed, seed: int) -> Figures:
    """Play a closed loop; what is under way at the end is cut, and is no error."""
    figures = Figures()
    number = seed * 1_000_000

    async def one(pause: float) -> None:
        nonlocal number
        await asyncio.sleep(pause)
        while True:
            number += 1
            if not await Respondent(target, manners, figures, number).play():
                await asyncio.sleep(0.05)  # a server that refuses is not hammered

    people = [asyncio.create_task(one(crowd.warm * place / crowd.people)) for place in range(crowd.people)]
    await asyncio.sleep(crowd.warm)
    figures.forget()
    began = time.perf_counter()
    async with watched(figures):
        await asyncio.sleep(crowd.seconds)
        figures.window = time.perf_counter() - began
        await _end(people)
    return figures


async def opened(
    target: Target, manners: Manners, crowd: Open, seed: int, part: tuple[int, int] = (0, 1)
) -> Figures:
    """Play an open loop: the moment when someone comes is drawn beforehand. `part`: which process of how many."""
    figures = Figures()
    chance = random.Random(seed)  # noqa: S311 - nothing secret
    moments = sorted(chance.uniform(0, crowd.seconds) for _ in range(crowd.people))[part[0] :: part[1]]
    began = time.perf_counter()
    people = []
    async with watched(figures):
        for number, moment in enumerate(moments):
            since = began + moment
            await asyncio.sleep(max(0.0, since - time.perf_counter()))
            person = Respondent(target, manners, figures, seed * 1_000_000 + part[0] * 100_000 + number)
            people.append(asyncio.create_task(person.play(since)))
        _, late = await asyncio.wait(people, timeout=GRACE + 40 * manners.think)
        for _ in late:
            figures.fail("whole run", "not over in time")
        figures.window = time.perf_counter() - began
        await _end(list(late))
    return figures


async def burst(target: Target, manners: Manners, crowd: Burst, seed: int) -> Figures:
    """Bring everyone to the first page of questions; then all send it within a second. Only what follows counts."""
    before, after = Figures(), Figures()
    ready = asyncio.Barrier(crowd.people)
    chance = random.Random(seed)  # noqa: S311 - nothing secret

    def gate(pause: float) -> Callable[[], Awaitable[Figures]]:
        async def waited() -> Figures:
            await ready.wait()
            await asyncio.sleep(pause)
            return after

        return waited

    gates = [gate(chance.uniform(0, crowd.seconds)) for _ in range(crowd.people)]
    people = [
        asyncio.create_task(Respondent(target, manners, before, seed * 1_000_000 + number, way).play())
        for number, way in enumerate(gates)
    ]
    async with watched(after):
        while ready.n_waiting < crowd.people - 1 and not any(one.done() for one in people):
            await asyncio.sleep(TICK)
        began = time.perf_counter()
        _, late = await asyncio.wait(people, timeout=GRACE)
        after.window = time.perf_counter() - began
        for _ in late:
            after.fail("whole run", "not over in time")
        await _end(list(late))
    after.errors += before.errors
    return after


async def _end(people: list[asyncio.Task[bool]] | list[asyncio.Task[None]]) -> None:
    for one in people:
        one.cancel()
    await asyncio.gather(*people, return_exceptions=True)


def _part(target: Target, manners: Manners, crowd: Crowd, seed: int, part: tuple[int, int]) -> Figures:
    """Play one process's part."""
    number, count = part
    match crowd:
        case Closed():
            share = crowd.people // count + (number < crowd.people % count)
            return asyncio.run(closed(target, manners, replace(crowd, people=share), seed * 100 + number))
        case Open():
            return asyncio.run(opened(target, manners, crowd, seed, part))
        case Burst():
            return asyncio.run(burst(target, manners, crowd, seed))


def play(target: Target, manners: Manners, crowd: Crowd, *, processes: int = 1, seed: int = 1) -> Figures:
    """Play a crowd in processes of its own, so that nothing else slows the generator down."""
    if isinstance(crowd, Burst):
        processes = 1  # they wait for each other
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
        parts = [
            pool.submit(_part, target, manners, crowd, seed, (number, processes)) for number in range(processes)
        ]
        return Figures().merge(one.result() for one in parts)
