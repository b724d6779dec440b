"""Makes PDFs in a separate process, one at a time, bounded in time and memory. See decision 0014."""

from __future__ import annotations

import datetime
import multiprocessing
import threading
import time
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing.util import Finalize
from pathlib import Path

from questionnaire.errors import RenderingError
from questionnaire.renderings.pdf.worker import start, typeset

# for one PDF, the wait for the lock and the start of the process included: a hundred times the usual
SECONDS = 20.0
LIFE = 8  # PDFs made by one process, which grows from 45 to about 105 MB, before it is replaced


class Typesetter:
    """A process that makes PDFs: started on first use, replaced after LIFE PDFs, a timeout or a crash."""

    def __init__(self, fonts: Path, seconds: float = SECONDS) -> None:
        self._fonts, self._seconds = fonts, seconds
        self._lock = threading.Lock()
        self._pool: ProcessPoolExecutor | None = None
        self._made = 0
        # without it, a server process that exits joins its children before the pool shuts down, and never ends;
        # priority 20: before the pool's queue is closed, at 10
        Finalize(self, self.close, kwargs={"wait": True}, exitpriority=20)

    def make(self, template: Path, values: str, day: datetime.date) -> bytes:
        """Return the PDF of a template and its values, as JSON. Raises RenderingError when it fails or takes too long."""
        deadline = time.monotonic() + self._seconds
        if not self._lock.acquire(timeout=self._seconds):
            raise RenderingError("trop de PDF sont demandés à la fois")
        try:
            pool = self._pool or self._start()
            self._made += 1
            left = max(0.001, deadline - time.monotonic())  # 0 would set no timer
            pdf = pool.submit(typeset, template, self._fonts, values, day, left).result(left)
            # the pool's own max_tasks_per_child hangs in Python 3.11 and 3.12 (CPython issue 115634)
            if self._made >= LIFE:
                self.close()
                # warm up the next process, whose first PDF is slow, before somebody waits for it
                self._start().submit(typeset, template, self._fonts, values, day, self._seconds)
            return pdf
        except TimeoutError as error:
            self.close()  # its process ends by itself
            raise RenderingError("le PDF n’a pas pu être fait à temps") from error
        except BrokenProcessPool as error:
            self.close()
            raise RenderingError("le PDF n’a pas pu être fait : son processus s’est arrêté") from error
        except ValueError as error:
            raise RenderingError(f"le PDF n’a pas pu être fait ({error})") from error
        finally:
            self._lock.release()

    def close(self, *, wait: bool = False) -> None:
        """Stop the process, if there is one, after the PDF under way."""
        pool, self._pool = self._pool, None
        if pool is not None:
            pool.shutdown(wait=wait)

    def _start(self) -> ProcessPoolExecutor:
        self._made = 0
        # spawn: forking a process that has threads is unsafe
        self._pool = ProcessPoolExecutor(1, multiprocessing.get_context("spawn"), initializer=start)
        return self._pool
