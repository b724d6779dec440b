"""A room of simulated phones against our server: `python -m benchmarks.rooms --phones 1000`. Figures, not tests.

Phones join, poll every two seconds, vote within ten seconds of a question, some twice, some asleep, some on a connection
that is cut; the animateur runs the room. In the end every answer that was acknowledged is in the figures, once.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.load.client import Answer, Browser, RefusedError, Target
from benchmarks.load.figures import percentile
from benchmarks.load.servers import HOST, ROOT, free_port, ours

EVERY = 2.0  # seconds between two polls
VOTING = 10.0  # seconds within which a room answers
BUDGET_MS = 250
_TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
_STEP = re.compile(r'name="step" value="([^"]+)"')
_SEEN = re.compile(r'name="seen" value="([^"]+)"')


@dataclass
class Seen:
    """What was measured, in milliseconds, by kind of request; what went wrong; and the last level of each phone."""

    spent: dict[str, list[float]] = field(default_factory=dict)
    errors: Counter[str] = field(default_factory=Counter)
    busy: float = 0.0  # share of one processor that the servers used while the room voted
    refused: int = 0  # while the server was down: tried again
    levels: dict[int, str] = field(default_factory=dict)

    def add(self, what: str, spent: float) -> None:
        """Keep a measure."""
        self.spent.setdefault(what, []).append(spent)


class Site:
    """Our server, once or several times on one database, started, killed and started again on the same ports."""

    def __init__(self, folder: Path, servers: int, database: str) -> None:
        self._folder = folder
        self._environ = {"QUESTIONNAIRE_DATABASE_URL": database} if database else {}
        self.ports = [free_port() for _ in range(servers)]
        self._running: dict[int, subprocess.Popen[bytes]] = {}

    def start(self) -> None:
        """Start every server and wait for their first answers."""
        for port in self.ports:
            self._start(port)
            asyncio.run(_answering(Target(HOST, port)))

    def _start(self, port: int) -> None:
        command, environ = ours(self._folder, 1)
        values = {**os.environ, **environ, **self._environ, "HOST": HOST, "PORT": str(port)}
        with (self._folder / f"{port}.log").open("ab") as log:
            self._running[port] = subprocess.Popen(command, cwd=ROOT, env=values, stdout=log, stderr=log)  # noqa: S603

    def kill(self) -> None:
        """Kill the first server and its workers, without warning."""
        process = self._running[self.ports[0]]
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
        for pid in (process.pid, *map(int, children)):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        process.wait()
        self._start(self.ports[0])

    def processor(self) -> float:
        """Return the seconds of processor that the servers running have used."""
        ticks = 0
        for process in self._running.values():
            children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
            for pid in children:
                values = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
                ticks += int(values[11]) + int(values[12])
        return ticks / os.sysconf("SC_CLK_TCK")

    def stop(self) -> None:
        """End every server."""
        for process in self._running.values():
            process.terminate()
        for process in self._running.values():
            process.wait(20)


async def _answering(target: Target) -> None:
    for _ in range(300):
        with suppress(RefusedError):
            if (await Browser(target).ask("GET", "/")).status == 200:
                return
        await asyncio.sleep(0.1)
    raise SystemExit("the server did not start")


class Room:
    """A room and its animateur."""

    def __init__(self, targets: list[Target], seen: Seen) -> None:
        self.targets, self.seen = targets, seen
        self.host = Browser(targets[-1])  # not the server that is killed
        self.key = self.code = ""

    async def prepare(self) -> None:
        """Prepare a meeting, and open the room."""
        page = (await self.host.ask("GET", "/atelier/nouveau")).text()
        nonce = re.search(r'name="nonce" value="([^"]+)"', page)
        assert nonce  # noqa: S101
        form = {"plan": "reunion", "viewpoint": "collectivite", "stage": "ouverture", "nonce": nonce[1]}
        made = await self.host.ask("POST", "/atelier/nouveau", [*form.items(), ("csrf_token", token(page))])
        self.key = made.location.split("/")[2]
        code = re.search(r'class="room-code"><span[^>]*>(\w+)', (await self.host.ask("GET", made.location)).text())
        assert code  # noqa: S101
        self.code = code[1]
        await self.do("ouvrir")

    async def do(self, action: str) -> None:
        """Press a button."""
        address = f"/atelier/{self.key}/animer"
        page = (await self.host.ask("GET", address)).text()
        seen = _SEEN.search(page)
        assert seen  # noqa: S101
        data = [("csrf_token", token(page)), ("seen", seen[1]), ("action", action)]
        answer = await self.host.ask("POST", address, data)
        self.seen.add("a button of the animateur", answer.spent)
        if answer.status != 303:
            self.seen.errors[f"animateur {action}: {answer.status}"] += 1

    async def figures(self) -> dict[str, int]:
        """Return what the report tells of the first question."""
        data = json.loads((await self.host.ask("GET", f"/atelier/{self.key}/compte-rendu/json")).text())
        return {one["choix"]: one["personnes"] for one in data["questions"][0]["repartition"]}


class Phone:
    """One phone: it joins, polls, and answers."""

    def __init__(self, room: Room, number: int, draw: random.Random) -> None:
        self.room, self.number, self.draw = room, number, draw
        self.browser = Browser(room.targets[number % len(room.targets)])
        self.tag = ""

    async def ask(self, what: str, method: str, path: str, data: list[tuple[str, str]] | None = None) -> Answer:
        """Ask until an answer comes, as the script does."""
        began = time.perf_counter()
        for wait in (1, 2, 4, 8, 16, 16):
            try:
                answer = await self.browser.ask(method, path, data, began)
            except RefusedError:
                self.room.seen.refused += 1
                await asyncio.sleep(wait * self.draw.uniform(0.5, 1))
                began = time.perf_counter()
                continue
            self.room.seen.add(what, answer.spent)
            if answer.status >= 400:
                self.room.seen.errors[f"{what}: {answer.status}"] += 1
            return answer
        raise RefusedError(what)

    async def join(self, within: float) -> None:
        """Come within some seconds, and enter."""
        await asyncio.sleep(self.draw.uniform(0, within))
        here = f"/a/{self.room.code}"
        page = (await self.ask("the door", "GET", here)).text()
        data = [("csrf_token", token(page)), ("side", "non_dit")]
        await self.ask("entering", "POST", f"{here}/entrer", data)
        await self.ask("the page of a phone", "GET", here)

    async def wait_for_change(self) -> None:
        """Poll until the room has changed."""
        await asyncio.sleep(self.draw.uniform(0, EVERY))
        while True:
            answer = await self.ask("a poll", "GET", f"/a/{self.room.code}/etat?v={self.tag}")
            if answer.status == 200:
                state = json.loads(answer.text())
                tag = state["v"]
                changed, self.tag = bool(self.tag) and tag != self.tag, tag
                if changed:
                    await asyncio.sleep(self.draw.uniform(0, state["wait"] / 1000))
                    return
            if self.draw.random() < 0.02:
                self.browser.close()  # a connection that is cut
            await asyncio.sleep(EVERY * self.draw.uniform(0.85, 1.15))

    async def vote(self) -> None:
        """Answer the question within ten seconds, sometimes twice, sometimes after a sleep."""
        here = f"/a/{self.room.code}"
        times = 2 if self.draw.random() < 0.1 else 1
        for _ in range(times):
            page = (await self.ask("the page of a phone", "GET", f"{here}?changer=1")).text()
            await asyncio.sleep(self.draw.uniform(0, VOTING / times))
            level, step = self.draw.choice("0123"), _STEP.search(page)
            assert step  # noqa: S101
            data = [("csrf_token", token(page)), ("step", step[1]), ("choice", level), ("script", "1")]
            answer = await self.ask("a vote", "POST", f"{here}/repondre", data)
            if "C’est noté" in answer.text():
                self.room.seen.levels[self.number] = level
            else:
                self.room.seen.errors["a vote that was not noted"] += 1
            self.browser.close()

    async def play(self) -> None:
        """Take part from the question to its result."""
        try:
            await self.wait_for_change()
            await self.vote()
            await self.wait_for_change()
            await self.ask("the page of a phone", "GET", f"/a/{self.room.code}")
        except RefusedError as error:
            self.room.seen.errors[f"given up: {error}"] += 1


def token(page: str) -> str:
    """Return the token of a page."""
    found = _TOKEN.search(page)
    assert found, page[:500]  # noqa: S101
    return found[1]


async def others(target: Target, seen: Seen) -> None:
    """Look at another page of the site all along."""
    browser = Browser(target)
    while True:
        with suppress(RefusedError):
            answer = await browser.ask("GET", "/methode")
            seen.add("another page of the site", answer.spent)
        await asyncio.sleep(0.25)


async def play(site: Site, phones: int, *, kill: bool) -> Seen:
    """Play one question of a room."""
    seen = Seen()
    targets = [Target(HOST, port) for port in site.ports]
    room = Room(targets, seen)
    await room.prepare()
    around = asyncio.create_task(others(targets[-1], seen))
    crowd = [Phone(room, number, random.Random(number)) for number in range(phones)]  # noqa: S311 - an invented crowd
    await asyncio.gather(*(phone.join(phones / 50) for phone in crowd))
    playing = [asyncio.create_task(phone.play()) for phone in crowd]
    await asyncio.sleep(2 * EVERY)
    began, used = time.perf_counter(), site.processor()
    await room.do("suivante")
    if kill:
        await asyncio.sleep(VOTING / 2)
        site.kill()
    while len(seen.levels) < phones and not all(task.done() for task in playing):
        await asyncio.sleep(0.2)
    if not kill:
        seen.busy = (site.processor() - used) / (time.perf_counter() - began)
    await asyncio.sleep(VOTING)  # the second answers of some
    await room.do("reveler")
    await asyncio.gather(*playing)
    around.cancel()
    told = await room.figures()
    counted = dict(zip("0123", [value for name, value in told.items() if name != "Je ne sais pas"], strict=False))
    expected = Counter(seen.levels.values())
    if phones >= 20 and any(counted.get(level, 0) != expected[level] for level in "0123"):
        seen.errors[f"lost or counted twice: {expected} acknowledged, {counted} shown"] += 1
    return seen


def main() -> None:
    """Play the rooms asked for, and print what was measured."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--phones", type=int, nargs="+", default=[80, 300, 1000])
    parser.add_argument("--servers", type=int, default=1, help="on one database, which must then be PostgreSQL")
    parser.add_argument("--database", default="", help="the address of an empty database")
    parser.add_argument("--kill", action="store_true", help="kill a server in the middle of the votes")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        site = Site(Path(folder), asked.servers, asked.database)
        stack.callback(site.stop)
        command, environ = ours(Path(folder), 1)
        values = {
            **os.environ,
            **environ,
            **({"QUESTIONNAIRE_DATABASE_URL": asked.database} if asked.database else {}),
        }
        subprocess.run([command[0], "migrate"], env=values, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)  # noqa: S603
        site.start()
        for phones in asked.phones:
            seen = asyncio.run(play(site, phones, kill=asked.kill))
            sys.stdout.write(
                f"\n{phones} phones, {asked.servers} server(s){', one killed' if asked.kill else ''}\n"
            )
            for what, spent in sorted(seen.spent.items()):
                p99 = percentile(sorted(spent), 0.99)
                late = "" if p99 <= BUDGET_MS else "  over the budget"
                sys.stdout.write(
                    f"  {what}: {len(spent)}, median {percentile(sorted(spent), 0.5):.0f} ms, p99 {p99:.0f} ms{late}\n"
                )
            if seen.busy:
                sys.stdout.write(
                    f"  processor of the servers while the room votes: {100 * seen.busy:.0f} % of one\n"
                )
            sys.stdout.write(f"  refused while down: {seen.refused}; errors: {dict(seen.errors) or 0}\n")


if __name__ == "__main__":
    main()
