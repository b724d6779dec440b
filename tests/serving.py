"""Servers that tests start: known to be ready when their port answers, not when they say so."""

from __future__ import annotations

import socket
import subprocess
import time
from contextlib import suppress

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
