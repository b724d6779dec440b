"""What the typesetting process runs. It imports Typst and nothing of ours, so that it stays small.

Typst keeps what it has laid out, about 170 MB after twenty notes, and cannot be interrupted: in a process of its own
that memory is bounded and given back, and the system ends a run that takes too long.
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

ADDRESS_SPACE = 3 * 1024**3  # bytes of addresses, not of memory in use: Typst reserves much and uses little


def start() -> None:
    """Bound the process: its memory, and its life, which ends with its parent's."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is for the parent
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    resource.setrlimit(resource.RLIMIT_AS, (ADDRESS_SPACE, ADDRESS_SPACE))
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    if parent := multiprocessing.parent_process():
        parent.join()
    os._exit(1)  # a parent that was killed closes nothing


@cache
def _compiler(template: Path, fonts: Path) -> typst.Compiler:
    families = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(fonts)])
    return typst.Compiler(template, root=template.parent, font_paths=families, ignore_system_fonts=True)


def typeset(template: Path, fonts: Path, report: str, day: datetime.date, seconds: float) -> bytes:
    """Return the PDF of a report, given as JSON; the process ends if that takes more than `seconds`.

    Raises ValueError, without Typst's own message, which may quote what someone wrote.
    """
    signal.setitimer(signal.ITIMER_REAL, seconds)  # its default action ends the process, even inside Typst
    try:
        made = _compiler(template, fonts).compile(
            format="pdf",
            sys_inputs={"report": report},
            pdf_standards=["ua-1"],
            timestamp=datetime.datetime(day.year, day.month, day.day, 12, tzinfo=datetime.UTC),
        )
    except Exception as error:
        raise ValueError(type(error).__qualname__) from None
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
    assert isinstance(made, bytes)  # noqa: S101 - a PDF is one file, and no output file was named
    return made
