"""A room of simulated phones against our server: `python -m benchmarks.rooms --phones 1000`.

Phones join, poll every two seconds, and vote within ten seconds of a question; some vote twice, some lose their
connection. The animateur runs the room. In the end, every acknowledged answer must be in the figures, once.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import re
import sys
import tempfile
import time
from collections import Counter
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.load.client import Answer, Browser, NoAnswerError, Target
from benchmarks.load.figures import percentile
from benchmarks.load.servers import HOST
from benchmarks.room_servers import RoomServers

POLL_SECONDS = 2.0  # between two polls of a phone
VOTING_SECONDS = 10.0  # within which all phones vote
BUDGET_MS = 250  # of the 99th percentile of each kind of request
_TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
_STEP = re.compile(r'name="step" value="([^"]+)"')
_SEEN = re.compile(r'name="seen" value="([^"]+)"')


@dataclass
class Measures:
    """What was measured in one room."""

    spent: dict[str, list[float]] = field(default_factory=dict)  # milliseconds, by kind of request
    errors: Counter[str] = field(default_factory=Counter)
    busy: float = 0.0  # CPU time of the servers while the room voted, as a share of one processor
    refused: int = 0  # requests without an answer, tried again
    levels: dict[int, str] = field(default_factory=dict)  # phone -> the last level that was acknowledged

    def add(self, kind: str, spent: float) -> None:
        """Add the time of a request."""
        self.spent.setdefault(kind, []).append(spent)


class Room:
    """A room, seen from the browser of its animateur."""

    def __init__(self, targets: list[Target], measures: Measures) -> None:
        self.targets, self.measures = targets, measures
        self.browser = Browser(targets[-1])  # not the server that is killed
        self.key = self.code = ""

    async def prepare(self) -> None:
        """Create a workshop with the plan of a meeting, and open its room."""
        page = (await self.browser.ask("GET", "/atelier/nouveau")).text()
        nonce = re.search(r'name="nonce" value="([^"]+)"', page)
        assert nonce  # noqa: S101
        form = {"plan": "reunion", "viewpoint": "collectivite", "stage": "ouverture", "nonce": nonce[1]}
        made = await self.browser.ask("POST", "/atelier/nouveau", [*form.items(), ("csrf_token", token(page))])
        self.key = made.location.split("/")[2]
        code = re.search(
            r'class="room-code"><span[^>]*>(\w+)', (await self.browser.ask("GET", made.location)).text()
        )
        assert code  # noqa: S101
        self.code = code[1]
        await self.do("ouvrir")

    async def do(self, action: str) -> None:
        """Press a button of the animateur's page."""
        address = f"/atelier/{self.key}/animer"
        page = (await self.browser.ask("GET", address)).text()
        revision = _SEEN.search(page)
        assert revision  # noqa: S101
        data = [("csrf_token", token(page)), ("seen", revision[1]), ("action", action)]
        answer = await self.browser.ask("POST", address, data)
        self.measures.add("a button of the animateur", answer.spent)
        if answer.status != 303:
            self.measures.errors[f"animateur {action}: {answer.status}"] += 1

    async def figures(self) -> dict[str, int]:
        """Return the figures of the first question in the report: how many people chose each answer."""
        data = json.loads((await self.browser.ask("GET", f"/atelier/{self.key}/compte-rendu/json")).text())
        return {bar["choix"]: bar["personnes"] for bar in data["questions"][0]["repartition"]}


class Phone:
    """One phone: it joins, polls, and answers."""

    def __init__(self, room: Room, number: int, rng: random.Random) -> None:
        self.room, self.number, self.rng = room, number, rng
        self.browser = Browser(room.targets[number % len(room.targets)])
        self.tag = ""

    async def ask(self, what: str, method: str, path: str, data: list[tuple[str, str]] | None = None) -> Answer:
        """Make a request until an answer comes, as the script does."""
        began = time.perf_counter()
        for wait in (1, 2, 4, 8, 16, 16):
            try:
                answer = await self.browser.ask(method, path, data, began)
            except NoAnswerError:
                self.room.measures.refused += 1
                await asyncio.sleep(wait * self.rng.uniform(0.5, 1))
                began = time.perf_counter()
                continue
            self.room.measures.add(what, answer.spent)
            if answer.status >= 400:
                self.room.measures.errors[f"{what}: {answer.status}"] += 1
            return answer
        raise NoAnswerError(what)

    async def join(self, within: float) -> None:
        """Join the room at a random moment within so many seconds."""
        await asyncio.sleep(self.rng.uniform(0, within))
        here = f"/a/{self.room.code}"
        page = (await self.ask("the page to join", "GET", here)).text()
        data = [("csrf_token", token(page)), ("side", "non_dit")]
        await self.ask("joining", "POST", f"{here}/entrer", data)
        await self.ask("the page of a phone", "GET", here)

    async def wait_for_change(self) -> None:
        """Poll until the room has changed."""
        await asyncio.sleep(self.rng.uniform(0, POLL_SECONDS))
        while True:
            answer = await self.ask("a poll", "GET", f"/a/{self.room.code}/etat?v={self.tag}")
            if answer.status == 200:
                state = json.loads(answer.text())
                tag = state["v"]
                changed, self.tag = bool(self.tag) and tag != self.tag, tag
                if changed:
                    await asyncio.sleep(self.rng.uniform(0, state["wait"] / 1000))
                    return
            if self.rng.random() < 0.02:
                self.browser.close()  # a connection that is cut
            await asyncio.sleep(POLL_SECONDS * self.rng.uniform(0.85, 1.15))

    async def vote(self) -> None:
        """Vote within VOTING_SECONDS; one phone in ten votes twice."""
        here = f"/a/{self.room.code}"
        times = 2 if self.rng.random() < 0.1 else 1
        for _ in range(times):
            page = (await self.ask("the page of a phone", "GET", f"{here}?changer=1")).text()
            await asyncio.sleep(self.rng.uniform(0, VOTING_SECONDS / times))
            level, step = self.rng.choice("0123"), _STEP.search(page)
            assert step  # noqa: S101
            data = [("csrf_token", token(page)), ("step", step[1]), ("choice", level), ("script", "1")]
            answer = await self.ask("a vote", "POST", f"{here}/repondre", data)
            if "C’est noté" in answer.text():
                self.room.measures.levels[self.number] = level
            else:
                self.room.measures.errors["a vote that was not noted"] += 1
            self.browser.close()

    async def play(self) -> None:
        """Take part from the question to its result."""
        try:
            await self.wait_for_change()
            await self.vote()
            await self.wait_for_change()
            await self.ask("the page of a phone", "GET", f"/a/{self.room.code}")
        except NoAnswerError as error:
            self.room.measures.errors[f"given up: {error}"] += 1


def token(page: str) -> str:
    """Return the CSRF token of a page."""
    found = _TOKEN.search(page)
    assert found, page[:500]  # noqa: S101
    return found[1]


async def request_other_pages(target: Target, measures: Measures) -> None:
    """Request another page of the site four times a second, until cancelled."""
    browser = Browser(target)
    while True:
        with suppress(NoAnswerError):
            answer = await browser.ask("GET", "/methode")
            measures.add("another page of the site", answer.spent)
        await asyncio.sleep(0.25)


async def play(servers: RoomServers, phones: int, *, kill: bool) -> Measures:
    """Play one question of a room."""
    measures = Measures()
    targets = [Target(HOST, port) for port in servers.ports]
    room = Room(targets, measures)
    await room.prepare()
    background = asyncio.create_task(request_other_pages(targets[-1], measures))
    crowd = [Phone(room, number, random.Random(number)) for number in range(phones)]  # noqa: S311 - an invented crowd
    await asyncio.gather(*(phone.join(phones / 50) for phone in crowd))
    playing = [asyncio.create_task(phone.play()) for phone in crowd]
    await asyncio.sleep(2 * POLL_SECONDS)
    began, used = time.perf_counter(), servers.cpu_seconds()
    await room.do("suivante")
    if kill:
        await asyncio.sleep(VOTING_SECONDS / 2)
        servers.kill()
    while len(measures.levels) < phones and not all(task.done() for task in playing):
        await asyncio.sleep(0.2)
    if not kill:
        measures.busy = (servers.cpu_seconds() - used) / (time.perf_counter() - began)
    await asyncio.sleep(VOTING_SECONDS)  # the second votes of some phones
    await room.do("reveler")
    await asyncio.gather(*playing)
    background.cancel()
    shown = await room.figures()
    counted = dict(zip("0123", [value for name, value in shown.items() if name != "Je ne sais pas"], strict=False))
    expected = Counter(measures.levels.values())
    if phones >= 20 and any(counted.get(level, 0) != expected[level] for level in "0123"):
        measures.errors[f"lost or counted twice: {expected} acknowledged, {counted} shown"] += 1
    return measures


def main() -> None:
    """Play a room of each size, and print what was measured."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--phones", type=int, nargs="+", default=[80, 300, 1000])
    parser.add_argument("--servers", type=int, default=1, help="on one database, which must then be PostgreSQL")
    parser.add_argument("--database", default="", help="the address of an empty database")
    parser.add_argument("--kill", action="store_true", help="kill a server in the middle of the votes")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        servers = RoomServers(Path(folder), options.servers, options.database)
        stack.callback(servers.stop)
        servers.start()
        for phones in options.phones:
            measures = asyncio.run(play(servers, phones, kill=options.kill))
            sys.stdout.write(
                f"\n{phones} phones, {options.servers} server(s){', one killed' if options.kill else ''}\n"
            )
            for what, spent in sorted(measures.spent.items()):
                p99 = percentile(sorted(spent), 0.99)
                late = "" if p99 <= BUDGET_MS else "  over the budget"
                sys.stdout.write(
                    f"  {what}: {len(spent)}, median {percentile(sorted(spent), 0.5):.0f} ms, p99 {p99:.0f} ms{late}\n"
                )
            if measures.busy:
                sys.stdout.write(
                    f"  processor of the servers while the room votes: {100 * measures.busy:.0f} % of one\n"
                )
            sys.stdout.write(f"  refused while down: {measures.refused}; errors: {dict(measures.errors) or 0}\n")


if __name__ == "__main__":
    main()
