"""The code of the typesetting process. It imports Typst and no other module of the package, to stay small.

Typst caches layouts, about 170 MB after twenty PDFs, and cannot be interrupted: in a process of its own, its memory is
bounded and released, and the system kills a run that takes too long.
"""

import datetime
import multiprocessing
import os
import resource
import signal
import threading
from functools import cache
from pathlib import Path

import typst

ADDRESS_SPACE = 3 * 1024**3  # bytes of address space, not of resident memory: Typst reserves much and uses little


def start() -> None:
    """Initialise the process: limit its memory, and make it end with its parent."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C: the parent handles it
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    resource.setrlimit(resource.RLIMIT_AS, (ADDRESS_SPACE, ADDRESS_SPACE))
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    if parent := multiprocessing.parent_process():
        parent.join()
    os._exit(1)  # a parent that was killed did not shut the pool down


@cache
def _compiler(template: Path, fonts: Path) -> typst.Compiler:
    families = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(fonts)])
    return typst.Compiler(template, root=template.parent, font_paths=families, ignore_system_fonts=True)


def typeset(template: Path, fonts: Path, values: str, day: datetime.date, seconds: float) -> bytes:
    """Return the PDF of a template and its values, as JSON; the process is killed after `seconds`.

    Raises ValueError, without Typst's message, which may quote user text.
    """
    signal.setitimer(signal.ITIMER_REAL, seconds)  # its default action kills the process, even inside Typst
    try:
        pdf = _compiler(template, fonts).compile(
            format="pdf",
            sys_inputs={"values": values},
            pdf_standards=["ua-1"],
            timestamp=datetime.datetime(day.year, day.month, day.day, 12, tzinfo=datetime.UTC),
        )
    except Exception as error:
        raise ValueError(type(error).__qualname__) from None
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
    assert isinstance(pdf, bytes)  # noqa: S101 - the compiler returns bytes when no output file is named
    return pdf
