"""Configures logging, as text or JSON lines, without keys, respondents' names, notes or addresses.

The journal of the facilitators' space (`record`) names accounts, and gives the addresses of failed sign-ins.
"""

from __future__ import annotations

import json
import logging
import logging.handlers
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any

from pythonjsonlogger.json import JsonFormatter

TEXT_FORMAT = "%(asctime)s %(levelname)s %(name)s %(message)s"
# the server's own logs use the same handler
SERVER_LOGS = {"loggers": {"_granian": {"level": "INFO", "handlers": [], "propagate": True}}}
SYSLOG = "/dev/log"  # the socket of syslog
_journal = logging.getLogger("questionnaire.journal")
_UNQUOTED = frozenset({"adresse", "motif", "numero", "role", "origine"})  # details whose values need no quotes
_ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


def discreet_trace(exc_info: _ExcInfo) -> str:
    """Return the stack and type of an error and of its causes, without messages: they may quote user input."""
    lines = []
    error: BaseException | None = exc_info[1]
    while error is not None:
        lines += [line.rstrip() for line in traceback.format_list(traceback.extract_tb(error.__traceback__))]
        lines.append(f"{type(error).__module__}.{type(error).__qualname__}")
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return "\n".join(lines)


class Lines(logging.Formatter):
    """Formats an event as a line, followed by its trace."""

    def formatException(self, ei: Any) -> str:  # noqa: N802 - the standard library's name
        """Return the trace of an error, without messages."""
        return discreet_trace(ei)


class JsonLines(JsonFormatter):
    """Formats an event as a JSON object."""

    def formatException(self, ei: Any) -> str:  # noqa: N802 - the standard library's name
        """Return the trace of an error, without messages."""
        return discreet_trace(ei)


def configure_logs(*, as_json: bool) -> None:
    """Send logs to the standard error: warnings as text, or everything from INFO on as JSON."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        JsonLines(
            TEXT_FORMAT,
            rename_fields={"asctime": "time", "levelname": "level", "name": "logger"},
        )
        if as_json
        else Lines(TEXT_FORMAT)
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.INFO if as_json else logging.WARNING)
    _journal.setLevel(logging.INFO)
    logging.getLogger("alembic").setLevel(logging.WARNING)  # it logs each check of the schema


@contextmanager
def command_journal() -> Iterator[None]:
    """Send the journal of a command to syslog, or to the standard error where there is no syslog."""
    handler = _command_handler()
    _journal.addHandler(handler)
    _journal.setLevel(logging.INFO)
    try:
        yield
    finally:
        _journal.removeHandler(handler)
        handler.close()


def _command_handler() -> logging.Handler:
    if not Path(SYSLOG).is_socket():
        handler = logging.StreamHandler(sys.stderr)
        handler.setFormatter(Lines(TEXT_FORMAT))
        return handler
    syslog = logging.handlers.SysLogHandler(SYSLOG)
    syslog.ident, syslog.append_nul = "questionnaire: ", False
    syslog.setFormatter(Lines("%(levelname)s %(name)s %(message)s"))
    return syslog


def record(event: str, **details: str | int) -> None:
    """Write a line in the journal of the facilitators' space, as « event name=value name="text" ».

    Events and names are ASCII, texts are quoted and escaped, so that other programs read them (docs/exploitation.md).
    """
    fields = [
        f"{name}={value if name in _UNQUOTED else json.dumps(value, ensure_ascii=False)}"
        for name, value in details.items()
    ]
    _journal.info(" ".join([event, *fields]))
