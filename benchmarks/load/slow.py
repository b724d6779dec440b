"""Pages while others never finish what they send, never read what they asked for, or all want a PDF."""

from __future__ import annotations

import asyncio
import socket
import time
from contextlib import suppress

from benchmarks.load.client import Browser, NoAnswerError, Target
from benchmarks.load.crowds import monitored
from benchmarks.load.figures import Figures
from benchmarks.load.hammer import Sample

UNFINISHED, UNREAD, PDFS, VISITORS = 50, 8, 20, 4
SECONDS = 12.0  # less than the server waits for the next piece of a body, which would end the unfinished ones


async def _slow(target: Target, made: Sample) -> Figures:
    figures = Figures()
    hubs = [(path.partition("/axe/")[0], cookies) for path, cookies in made.pages]
    held = [await _begun(target, made.pages[0][0]) for _ in range(UNFINISHED)]
    held += [await _unread(target) for _ in range(UNREAD)]
    others = [asyncio.create_task(_downloads(target, *hubs[place % len(hubs)], figures)) for place in range(PDFS)]
    async with monitored(figures):
        began = time.perf_counter()
        visits = [_visits(target, made.pages[place % len(made.pages)], figures) for place in range(VISITORS)]
        await asyncio.gather(*visits)
        figures.window = time.perf_counter() - began
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)
    for connection in held:
        connection.close()
    return figures


async def _connected(target: Target, request: bytes, room: int = 0) -> socket.socket:
    """Send some bytes on a connection that is then left alone; `room`: the bytes that it may receive unread."""
    connection = socket.socket()
    if room:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, room)
    connection.setblocking(False)
    loop = asyncio.get_running_loop()
    await loop.sock_connect(connection, (target.host, target.port))
    await loop.sock_sendall(connection, request)
    return connection


async def _begun(target: Target, path: str) -> socket.socket:
    head = f"POST {path} HTTP/1.1\r\nHost: {target.host}\r\nContent-Length: 1000\r\n\r\n"
    return await _connected(target, f"{head}choix".encode())


async def _unread(target: Target) -> socket.socket:
    return await _connected(target, f"GET /exemple HTTP/1.1\r\nHost: {target.host}\r\n\r\n".encode(), 1024)


async def _downloads(target: Target, hub: str, cookies: dict[str, str], figures: Figures) -> None:
    """Ask for a PDF again and again; a server that is busy says so, and is asked again a second later."""
    browser = Browser(target)
    browser.cookies = dict(cookies)
    while True:
        with suppress(NoAnswerError):
            answer = await browser.ask("GET", f"{hub}/resultats/pdf")
            figures.add("a PDF" if answer.status == 200 else f"a PDF: {answer.status}", answer.spent)
            if answer.status == 200:
                continue
        await asyncio.sleep(1)


async def _visits(target: Target, page: tuple[str, dict[str, str]], figures: Figures) -> None:
    """Read the home page and a page of questions by turns, until the time is over."""
    browser, ends = Browser(target), time.perf_counter() + SECONDS
    path, browser.cookies = page[0], dict(page[1])
    while time.perf_counter() < ends:
        for step, address in (("home", "/"), ("questions", path)):
            try:
                answer = await browser.ask("GET", address)
            except NoAnswerError as error:
                figures.fail(step, str(error))
                continue
            figures.add(step, answer.spent)
            if answer.status != 200:
                figures.fail(step, f"{answer.status} instead of 200")


def slow(target: Target, made: Sample) -> Figures:
    """Return the times of the pages, and of the PDFs, while the slow ones hold their connections."""
    return asyncio.run(_slow(target, made))
