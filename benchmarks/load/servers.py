"""Starting our server on a free port of this machine, observing it, and stopping it."""

from __future__ import annotations

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
HOST = "127.0.0.1"
START_SECONDS = 30.0
STOP_SECONDS = 10.0


@dataclass(frozen=True)
class Server:
    """A running server."""

    process: subprocess.Popen[bytes]
    port: int
    first: float  # seconds from the start of the process to the first answer

    @property
    def url(self) -> str:
        """Its address."""
        return f"http://{HOST}:{self.port}"

    def workers(self) -> list[int]:
        """Return the ids of its worker processes."""
        return workers_of(self.process.pid)

    def memory(self) -> dict[str, list[float]]:
        """Return the memory of each worker, in MB: present (VmRSS), highest (VmHWM), with shared pages divided (Pss)."""
        found: dict[str, list[float]] = {"VmRSS": [], "VmHWM": [], "Pss": []}
        for pid in self.workers():
            text = Path(f"/proc/{pid}/status").read_text() + Path(f"/proc/{pid}/smaps_rollup").read_text()
            for name, values in found.items():
                line = next((line for line in text.splitlines() if line.startswith(f"{name}:")), None)
                if line:
                    values.append(int(line.split()[1]) * 1024 / 1e6)
        return {name: values for name, values in found.items() if values}


def free_port() -> int:
    """Return a port that nothing listens on."""
    with socket.socket() as listener:
        listener.bind((HOST, 0))
        return int(listener.getsockname()[1])


def workers_of(server: int) -> list[int]:
    """Return the child processes that serve: not the typesetter, nor what multiprocessing runs for itself."""
    found = []
    for path in Path(f"/proc/{server}/task").glob("*/children"):
        with suppress(OSError):
            found += [int(pid) for pid in path.read_text().split()]
    return [pid for pid in found if b"multiprocessing" not in Path(f"/proc/{pid}/cmdline").read_bytes()]


def cpu_seconds(pids: Iterable[int]) -> float:
    """Return the CPU time that processes have used, in seconds."""
    ticks = 0
    for pid in pids:
        values = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        ticks += int(values[11]) + int(values[12])  # utime and stime: proc(5)
    return ticks / os.sysconf("SC_CLK_TCK")


@contextmanager
def running_server(command: list[str], environ: Mapping[str, str], path: str, log: Path) -> Iterator[Server]:
    """Start a server, wait for its first answer, yield it, then stop it."""
    port = free_port()
    values = {**os.environ, "HOST": HOST, **environ, "PORT": str(port)}
    values.pop("PYTHONDONTWRITEBYTECODE", None)  # a real site compiles its modules once, not at every start
    with log.open("ab") as out:
        began = time.perf_counter()
        process = subprocess.Popen(command, cwd=ROOT, env=values, stdout=out, stderr=out)  # noqa: S603 - our own
        server = None
        try:
            server = Server(process, port, _first_answer(process, port, path, began, log))
            yield server
        finally:
            _stop(process, server)


def _first_answer(process: subprocess.Popen[bytes], port: int, path: str, began: float, log: Path) -> float:
    while time.perf_counter() - began < START_SECONDS:
        if process.poll() is not None:
            break
        connection = http.client.HTTPConnection(HOST, port, timeout=START_SECONDS)
        with suppress(OSError):
            connection.request("GET", path)
            if connection.getresponse().read():
                return time.perf_counter() - began
        connection.close()
        time.sleep(0.01)
    raise RuntimeError(f"the server did not start:\n{log.read_text()[-2000:]}")


def _stop(process: subprocess.Popen[bytes], server: Server | None) -> None:
    workers = server.workers() if server and process.poll() is None else []
    process.terminate()
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        for pid in workers:
            with suppress(ProcessLookupError):
                os.kill(pid, 9)
        process.kill()
        process.wait()


def our_server(folder: Path, workers: int) -> tuple[list[str], dict[str, str]]:
    """Return the command and the environment that start our server on an instance."""
    return (
        [str(Path(sys.executable).with_name("questionnaire")), "serve"],
        {
            "QUESTIONNAIRE_INSTANCE": str(folder),
            "QUESTIONNAIRE_WORKERS": str(workers),
            "QUESTIONNAIRE_LIMITS": "non",  # everyone plays from one address
        },
    )
