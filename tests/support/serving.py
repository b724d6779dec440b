"""Servers that tests start: known to be ready when their port answers, not when they say so."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from tests.support.databases import new_database
from tests.support.paths import ROOT

PATIENCE = 60  # seconds
LOOK = 0.05


def answers(process: subprocess.Popen[str] | subprocess.Popen[bytes], port: int) -> bool:
    """Wait until the port answers; False when the process ended, or never answered."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return True
        with suppress(subprocess.TimeoutExpired):
            process.wait(LOOK)
            return False
    return False


def free_ports(count: int) -> list[int]:
    """Return ports that nothing listens on."""
    with ExitStack() as opened:
        found = [opened.enter_context(socket.socket()) for _ in range(count)]
        for one in found:
            one.bind(("127.0.0.1", 0))
        return [one.getsockname()[1] for one in found]


def serving(port: int, folder: Path, **settings: str) -> dict[str, str]:
    """Return the environment of a server on the project's criteria and a new database, with `settings`."""
    return {
        **os.environ,
        "PORT": str(port),
        "HOST": "127.0.0.1",
        "QUESTIONNAIRE_INSTANCE": str(folder / "instance"),
        "QUESTIONNAIRE_CRITERIA": str(ROOT / "criteria.yaml"),
        "QUESTIONNAIRE_DATABASE_URL": new_database(folder),
        **{f"QUESTIONNAIRE_{name.upper()}": value for name, value in settings.items()},
    }


@contextmanager
def started(
    command: list[str], environ: dict[str, str], port: int, log: Path, folder: Path | None = None
) -> Iterator[None]:
    """Run a server until the end of the block; it begins once its port answers, and says nothing of an error."""
    with log.open("wb") as said:
        process = subprocess.Popen(command, cwd=folder, env=environ, stdout=said, stderr=subprocess.STDOUT)  # noqa: S603
    try:
        assert answers(process, port), log.read_text()
        yield
    finally:
        process.terminate()
        process.wait(timeout=PATIENCE)
    assert "ERROR" not in log.read_text(), log.read_text()


def hidden(page: str) -> dict[str, str]:
    """Return the hidden fields of a page."""
    tags = [dict(re.findall(r'(\w+)="([^"]*)"', tag)) for tag in re.findall(r"<input[^>]*>", page)]
    return {tag["name"]: tag.get("value", "") for tag in tags if tag.get("type") == "hidden" and "name" in tag}


def nginx() -> str:
    """Return the program: Debian keeps it where only root looks."""
    return shutil.which("nginx") or "/usr/sbin/nginx"
