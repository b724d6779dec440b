"""The servers of a room's benchmark: started, killed and started again on the same ports."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
from contextlib import suppress
from pathlib import Path

from benchmarks.load.client import Browser, NoAnswerError, Target
from benchmarks.load.servers import HOST, ROOT, cpu_seconds, free_port, our_server, workers_of


class RoomServers:
    """One or several processes of our server on one database."""

    def __init__(self, folder: Path, servers: int, database: str) -> None:
        self._folder = folder
        self._command, environ = our_server(folder, 1)
        database_url = {"QUESTIONNAIRE_DATABASE_URL": database} if database else {}
        self._environ = {**os.environ, **environ, **database_url, "HOST": HOST}
        self.ports = [free_port() for _ in range(servers)]
        self._running: dict[int, subprocess.Popen[bytes]] = {}

    def start(self) -> None:
        """Create the database, start every server and wait for its first answer."""
        migrate = [self._command[0], "migrate"]
        subprocess.run(migrate, env=self._environ, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)  # noqa: S603
        for port in self.ports:
            self._start(port)
            asyncio.run(_wait_for_answer(Target(HOST, port)))

    def _start(self, port: int) -> None:
        environ = {**self._environ, "PORT": str(port)}
        with (self._folder / f"{port}.log").open("ab") as log:
            self._running[port] = subprocess.Popen(  # noqa: S603
                self._command, cwd=ROOT, env=environ, stdout=log, stderr=log
            )

    def kill(self) -> None:
        """Kill the first server and its child processes with SIGKILL, and start it again."""
        process = self._running[self.ports[0]]
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
        for pid in (process.pid, *map(int, children)):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        process.wait()
        self._start(self.ports[0])

    def cpu_seconds(self) -> float:
        """Return the CPU time that the running workers have used, in seconds."""
        return cpu_seconds(pid for process in self._running.values() for pid in workers_of(process.pid))

    def stop(self) -> None:
        """End every server."""
        for process in self._running.values():
            process.terminate()
        for process in self._running.values():
            process.wait(20)


async def _wait_for_answer(target: Target) -> None:
    for _ in range(300):
        with suppress(NoAnswerError):
            if (await Browser(target).ask("GET", "/")).status == 200:
                return
        await asyncio.sleep(0.1)
    raise SystemExit("the server did not start")
