"""Configures logging, as text or JSON lines, without keys, names, notes or visitors' addresses."""

from __future__ import annotations

import logging
import sys
import traceback
from types import TracebackType
from typing import Any

from pythonjsonlogger.json import JsonFormatter

TEXT_FORMAT = "%(asctime)s %(levelname)s %(name)s %(message)s"
# the server's own logs use the same handler
SERVER_LOGS = {"loggers": {"_granian": {"level": "INFO", "handlers": [], "propagate": True}}}
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
            "%(asctime)s %(levelname)s %(name)s %(message)s",
            rename_fields={"asctime": "time", "levelname": "level", "name": "logger"},
        )
        if as_json
        else Lines(TEXT_FORMAT)
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.INFO if as_json else logging.WARNING)
    logging.getLogger("alembic").setLevel(logging.WARNING)  # it logs each check of the schema
