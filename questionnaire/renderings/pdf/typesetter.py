"""PDFs are typeset in a process apart, one at a time, bounded in time and in memory."""

from __future__ import annotations

import atexit
import datetime
import json
import select
import subprocess
import sys
import threading
import time
from pathlib import Path

from questionnaire.errors import RenderingError

SECONDS = 20  # for one PDF: a hundred times what it takes
LIFE = 8  # PDFs that a process makes, growing from 45 to about 105 MB, before another takes its place (50 ms)
_CHUNK = 65_536


class Typesetter:
    """A process that makes PDFs; begun at the first one, replaced when it is old, slow or gone."""

    def __init__(self, template: Path, fonts: Path, seconds: float = SECONDS) -> None:
        self._command = [sys.executable, str(Path(__file__).with_name("worker.py")), str(template), str(fonts)]
        self._seconds = seconds
        self._turn = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._made = 0
        atexit.register(self.close)

    def make(self, report: str, date: datetime.date) -> bytes:
        """Return the PDF of a report, given as JSON; raises RenderingError when it cannot be made in time."""
        asked = json.dumps({"report": report, "date": date.isoformat()}).encode() + b"\n"
        if not self._turn.acquire(timeout=self._seconds):
            raise RenderingError("trop de PDF sont demandés à la fois")
        try:
            if self._process is None or self._made >= LIFE:
                self._begin()
            return self._ask(asked)
        except (OSError, ValueError, RenderingError) as error:
            self.close()
            raise RenderingError("le PDF n’a pas pu être fait") from error
        finally:
            self._turn.release()

    def close(self) -> None:
        """End the process, if there is one."""
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.communicate()

    def _begin(self) -> None:
        self.close()
        self._made = 0
        self._process = subprocess.Popen(  # noqa: S603 - our own program
            self._command, stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )

    def _ask(self, asked: bytes) -> bytes:
        process = self._process
        assert process is not None  # noqa: S101 - begun just above
        assert process.stdin is not None  # noqa: S101
        process.stdin.write(asked)
        process.stdin.flush()
        until = time.monotonic() + self._seconds
        found = b""
        while b"\n" not in found:
            found += self._read(process, until)
        head, _, made = found.partition(b"\n")
        parts, missing = [made], int(head) - len(made)
        while missing > 0:
            parts.append(self._read(process, until))
            missing -= len(parts[-1])
        self._made += 1
        return b"".join(parts)

    @staticmethod
    def _read(process: subprocess.Popen[bytes], until: float) -> bytes:
        assert process.stdout is not None  # noqa: S101
        ready, _, _ = select.select([process.stdout], [], [], max(0, until - time.monotonic()))
        found = process.stdout.read1(_CHUNK) if ready else b""  # type: ignore[attr-defined]
        if not found:
            raise RenderingError("le processus s’est arrêté, ou a pris trop de temps")
        return bytes(found)
