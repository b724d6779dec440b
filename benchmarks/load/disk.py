"""How long a disk takes to make a write durable, and how to make it longer: a virtual disk's flush is often a promise.

A durable commit waits for one flush. Of a rate of commits, the flush is most on a real disk, and next to nothing where
a host keeps the writes in its memory: whoever compares rates must know on which of the two.
"""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import time
from pathlib import Path

_SOURCE = Path(__file__).with_name("flush.c")


def flush_milliseconds(folder: Path, runs: int = 50) -> float:
    """Return how long a write of 4 kB and its flush take there (median)."""
    times = []
    with (folder / "flush").open("wb", buffering=0) as file:
        for _ in range(runs):
            began = time.perf_counter()
            file.write(bytes(4096))
            os.fdatasync(file)
            times.append(1000 * (time.perf_counter() - began))
    return statistics.median(times)


def slower_disk(folder: Path, milliseconds: float) -> dict[str, str]:
    """Return the environment of a server whose disk takes that much more to flush; nothing for 0."""
    if not milliseconds:
        return {}
    compiler = shutil.which("cc")
    if compiler is None:
        raise SystemExit("--flush needs a C compiler (on Debian: gcc).")
    library = folder / "flush.so"
    subprocess.run([compiler, "-shared", "-fPIC", "-o", library, _SOURCE, "-ldl"], check=True)  # noqa: S603
    return {"LD_PRELOAD": str(library), "FLUSH_MICROSECONDS": str(round(1000 * milliseconds))}
