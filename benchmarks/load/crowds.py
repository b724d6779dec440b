"""Crowds of respondents: a closed loop, an open loop, a burst."""

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
from benchmarks.load.respondent import Behaviour, Respondent

TICK = 0.02  # seconds between two measures of the generator's own lag
GRACE = 90.0  # seconds left, once the time is over, to respondents who have not finished


@dataclass(frozen=True, slots=True)
class ClosedLoop:
    """A constant number of people at once; each begins again when done.

    They arrive one by one during `warm` seconds, which do not count: otherwise all would request the same page at once.
    """

    people: int
    seconds: float
    warm: float = 0.0


@dataclass(frozen=True, slots=True)
class OpenLoop:
    """People arrive at random moments during `seconds`, however slow the server is."""

    people: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Burst:
    """People all send their first answers within `seconds`."""

    people: int
    seconds: float = 1.0


Crowd = ClosedLoop | OpenLoop | Burst


@asynccontextmanager
async def monitored(figures: Figures) -> AsyncIterator[None]:
    """Measure how busy and how late the generator (this process) is, into its figures."""
    lags = figures.generator.lags

    async def measure_lag() -> None:
        while True:
            before = time.perf_counter()
            await asyncio.sleep(TICK)
            lags.append(1000 * (time.perf_counter() - before - TICK))

    used, began = _processor(), time.perf_counter()
    task = asyncio.create_task(measure_lag())
    try:
        yield
    finally:
        task.cancel()
        figures.generator.busy += _processor() - used
        figures.generator.spent += time.perf_counter() - began


def _processor() -> float:
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


async def play_closed_loop(target: Target, behaviour: Behaviour, crowd: ClosedLoop, seed: int) -> Figures:
    """Play a closed loop; runs under way at the end are cancelled, without counting as errors."""
    figures = Figures()
    number = seed * 1_000_000

    async def play_again_and_again(pause: float) -> None:
        nonlocal number
        await asyncio.sleep(pause)
        while True:
            number += 1
            if not await Respondent(target, behaviour, figures, number).play():
                await asyncio.sleep(0.05)  # a server that refuses is not hammered

    people = [
        asyncio.create_task(play_again_and_again(crowd.warm * place / crowd.people))
        for place in range(crowd.people)
    ]
    await asyncio.sleep(crowd.warm)
    figures.reset()
    began = time.perf_counter()
    async with monitored(figures):
        await asyncio.sleep(crowd.seconds)
        figures.window = time.perf_counter() - began
        await _end(people)
    return figures


async def play_open_loop(
    target: Target, behaviour: Behaviour, crowd: OpenLoop, seed: int, part: tuple[int, int] = (0, 1)
) -> Figures:
    """Play an open loop: arrivals are drawn beforehand. `part`: the number of this process, and of processes."""
    figures = Figures()
    rng = random.Random(seed)  # noqa: S311 - nothing secret
    moments = sorted(rng.uniform(0, crowd.seconds) for _ in range(crowd.people))[part[0] :: part[1]]
    began = time.perf_counter()
    people = []
    async with monitored(figures):
        for number, moment in enumerate(moments):
            since = began + moment
            await asyncio.sleep(max(0.0, since - time.perf_counter()))
            person = Respondent(target, behaviour, figures, seed * 1_000_000 + part[0] * 100_000 + number)
            people.append(asyncio.create_task(person.play(since)))
        _, late = await asyncio.wait(people, timeout=GRACE + 40 * behaviour.think)
        for _ in late:
            figures.fail("whole run", "not over in time")
        figures.window = time.perf_counter() - began
        await _end(list(late))
    return figures


async def play_burst(target: Target, behaviour: Behaviour, crowd: Burst, seed: int) -> Figures:
    """Bring everybody to the first page of questions; then all send it. Only what follows counts, and all errors."""
    before, after = Figures(), Figures()
    ready = asyncio.Barrier(crowd.people)
    rng = random.Random(seed)  # noqa: S311 - nothing secret

    def gate(pause: float) -> Callable[[], Awaitable[Figures]]:
        async def waited() -> Figures:
            await ready.wait()
            await asyncio.sleep(pause)
            return after

        return waited

    gates = [gate(rng.uniform(0, crowd.seconds)) for _ in range(crowd.people)]
    people = [
        asyncio.create_task(Respondent(target, behaviour, before, seed * 1_000_000 + number, opening).play())
        for number, opening in enumerate(gates)
    ]
    async with monitored(after):
        while ready.n_waiting < crowd.people - 1 and not any(person.done() for person in people):
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
    for person in people:
        person.cancel()
    await asyncio.gather(*people, return_exceptions=True)


def _part(target: Target, behaviour: Behaviour, crowd: Crowd, seed: int, part: tuple[int, int]) -> Figures:
    """Play the part of one process."""
    number, count = part
    match crowd:
        case ClosedLoop():
            share = crowd.people // count + (number < crowd.people % count)
            return asyncio.run(
                play_closed_loop(target, behaviour, replace(crowd, people=share), seed * 100 + number)
            )
        case OpenLoop():
            return asyncio.run(play_open_loop(target, behaviour, crowd, seed, part))
        case Burst():
            return asyncio.run(play_burst(target, behaviour, crowd, seed))


def play(target: Target, behaviour: Behaviour, crowd: Crowd, *, processes: int = 1, seed: int = 1) -> Figures:
    """Play a crowd in its own processes, so that nothing else slows the generator down."""
    if isinstance(crowd, Burst):
        processes = 1  # they wait for each other
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
        parts = [
            pool.submit(_part, target, behaviour, crowd, seed, (number, processes)) for number in range(processes)
        ]
        return Figures().merge(part.result() for part in parts)
