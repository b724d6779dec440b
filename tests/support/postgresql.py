"""Run a command with a PostgreSQL of its own: `python -m tests.support.postgresql COMMAND…`; its address is in TEST_POSTGRESQL.

The server listens on a free port of this machine only, keeps its files in a temporary folder, and ends with the command.
"""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

VARIABLE = "TEST_POSTGRESQL"
START_SECONDS = "120"
OPTIONS = (
    "-c fsync=off -c full_page_writes=off -c max_connections=300 -c log_min_messages=warning"
    # a sixth of the time of a statement: nobody looks at the names of processes, and tables hold a few rows
    " -c update_process_title=off -c autovacuum=off -c track_counts=off"
)


def programs() -> Path:
    """Return the folder of PostgreSQL's programs, or say what to install."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda one: int(one.parts[-3]))
    if found:
        return found[-1].parent
    path = shutil.which("initdb")
    if path is None:
        sys.exit("Il manque PostgreSQL pour les essais : « sudo apt-get install postgresql ».")
    return Path(path).resolve().parent


def as_its_user() -> list[str]:
    """Return what comes before a command so that PostgreSQL, which refuses root, accepts it."""
    return ["runuser", "-u", "postgres", "--"] if os.getuid() == 0 else []


@contextmanager
def running(options: str = OPTIONS) -> Iterator[str]:
    """Start a server on a folder of its own; yield its address; stop it and remove all."""
    bin_folder, user = programs(), as_its_user()
    folder = Path(tempfile.mkdtemp(prefix="essai-postgresql-"))
    if user:
        account = pwd.getpwnam("postgres")
        os.chown(folder, account.pw_uid, account.pw_gid)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    control = [*user, str(bin_folder / "pg_ctl"), "-D", str(folder / "data"), "-s"]
    setup = [*user, str(bin_folder / "initdb"), "-D", str(folder / "data"), "-U", "essai", "-A", "trust"]
    quiet = {"cwd": folder, "check": True, "stdout": subprocess.DEVNULL}
    try:
        subprocess.run([*setup, "-E", "UTF8", "--locale=C", "--no-sync"], **quiet)  # type: ignore[call-overload]  # noqa: S603
        listen = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 {options}"
        started = [*control, "-w", "-t", START_SECONDS, "-l", str(folder / "log"), "-o", listen, "start"]
        subprocess.run(started, **quiet)  # type: ignore[call-overload]  # noqa: S603
        try:
            yield f"postgresql://essai@127.0.0.1:{port}/postgres"
        finally:
            subprocess.run([*control, "-m", "immediate", "stop"], **quiet)  # type: ignore[call-overload]  # noqa: S603
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    with running() as address:
        sys.exit(subprocess.run(sys.argv[1:], env={**os.environ, VARIABLE: address}, check=False).returncode)  # noqa: S603
