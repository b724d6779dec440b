"""The same requests again and again, prepared beforehand: how many a server answers in a second."""

from __future__ import annotations

import asyncio
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from itertools import cycle
from multiprocessing import get_context

from benchmarks.load.client import Browser, RefusedError, Target
from benchmarks.load.crowds import watched
from benchmarks.load.figures import Figures
from benchmarks.load.respondent import Manners, Respondent
from benchmarks.load.stack import PAGE, SAVED, fields_of


@dataclass(frozen=True, slots=True)
class Shot:
    """A request, and the status that must come back."""

    step: str
    request: bytes
    status: int = 200


@dataclass(frozen=True, slots=True)
class Sample:
    """Diagnostics that exist, and what a whole run is made of."""

    pages: list[tuple[str, dict[str, str]]]  # address of a page of questions, cookies
    gets: float  # in a whole run, on average
    posts: float
    size: int  # bytes of a page of questions, uncompressed


async def _sample(target: Target, manners: Manners, people: int, seed: int) -> Sample:
    pages, gets, posts, size = [], 0, 0, 0
    for number in range(people):
        figures = Figures()
        one = Respondent(target, manners, figures, seed * 1000 + number)
        if not await one.play():
            raise RuntimeError(f"a whole run fails: {figures.errors}")
        pages.append((one.trail[number % len(one.trail)], one.cookies))
        gets, posts = gets + one.gets, posts + one.posts
        size += one.sizes // len(one.trail)
    return Sample(pages, gets / people, posts / people, size // people)


def sample(target: Target, manners: Manners, people: int = 24, seed: int = 7) -> Sample:
    """Play some people one after the other, and return what they leave."""
    return asyncio.run(_sample(target, manners, people, seed))


def page_shots(target: Target, made: Sample) -> list[Shot]:
    """Ask for the pages of questions of a sample, each with its own cookies."""
    return [Shot("questions", target.request("GET", path, cookies, None)) for path, cookies in made.pages]


def bare_shots(target: Target, made: Sample) -> list[Shot]:
    """Ask a bare server for as many pages and inserts as a whole run."""
    page = Shot("bare: page", target.request("GET", "/page", {}, None))
    return _alternating(
        page, Shot("bare: insert", target.request("POST", "/insert", {}, [("text", "a" * 120)]), 303), made
    )


def stack_shots(target: Target, made: Sample) -> list[Shot]:
    """Ask the server of `stack.py` for as many pages and saves as a whole run, the pages first."""
    browser, fields = asyncio.run(_token(target))
    page = Shot("stack: page", target.request("GET", PAGE, browser.cookies, None))
    return _alternating(
        page, Shot("stack: save", target.request("POST", PAGE, browser.cookies, fields), SAVED), made
    )


async def _token(target: Target) -> tuple[Browser, list[tuple[str, str]]]:
    browser = Browser(target)
    answer = await browser.ask("GET", PAGE)
    browser.close()
    return browser, fields_of(answer.text().rpartition(" ")[2])


def _alternating(page: Shot, write: Shot, made: Sample) -> list[Shot]:
    gets, posts = round(made.gets), round(made.posts)
    return [page] * max(0, gets - posts) + [write, page] * min(gets, posts)


async def _hammer(target: Target, shots: list[Shot], connections: int, seconds: float, anew: bool) -> Figures:
    figures = Figures()

    async def one(number: int) -> None:
        start = number % len(shots)
        connection = await target.connect()
        for index, shot in enumerate(cycle(shots[start:] + shots[:start])):
            if anew and index and index % len(shots) == 0:  # someone else comes
                connection.close()
                connection = await target.connect()
            began = time.perf_counter()
            try:
                head, _ = await connection.send(shot.request)
            except RefusedError as error:
                figures.fail(shot.step, str(error))
                connection = await target.connect()
                continue
            spent = 1000 * (time.perf_counter() - began)
            if int(head[9:12]) == shot.status:
                figures.add(shot.step, spent)
            else:
                figures.fail(shot.step, f"{head[9:12].decode()} instead of {shot.status}")

    async with watched(figures):
        began = time.perf_counter()
        tasks = [asyncio.create_task(one(number)) for number in range(connections)]
        await asyncio.sleep(seconds)
        figures.window = time.perf_counter() - began
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    return figures


def _process(target: Target, shots: list[Shot], connections: int, seconds: float, anew: bool) -> Figures:
    return asyncio.run(_hammer(target, shots, connections, seconds, anew))


def hammer(
    target: Target, shots: list[Shot], *, connections: int = 16, seconds: float = 4, anew: bool = False
) -> Figures:
    """Send the same requests as fast as they are answered, from a process of its own."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(_process, target, shots, connections, seconds, anew).result()
