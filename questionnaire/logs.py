"""The log: lines for people, or JSON for machines. Never a key, a name, a note, nor the address of a visitor."""

from __future__ import annotations

import logging
import sys
import traceback
from types import TracebackType
from typing import Any

from pythonjsonlogger.json import JsonFormatter

TEXT = "%(asctime)s %(levelname)s %(name)s %(message)s"
# what the server itself says goes the way of all the rest
SERVER_LOGS = {"loggers": {"_granian": {"level": "INFO", "handlers": [], "propagate": True}}}
_Fault = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


def discreet_trace(fault: _Fault) -> str:
    """Return where an error happened, and its kind; not its message, which may quote what someone wrote."""
    lines = []
    error: BaseException | None = fault[1]
    while error is not None:
        lines += [line.rstrip() for line in traceback.format_list(traceback.extract_tb(error.__traceback__))]
        lines.append(f"{type(error).__module__}.{type(error).__qualname__}")
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return "\n".join(lines)


class Lines(logging.Formatter):
    """One line for each event, its trace below."""

    def formatException(self, ei: Any) -> str:  # noqa: N802 - the standard library's name
        """Leave the messages of errors out."""
        return discreet_trace(ei)


class JsonLines(JsonFormatter):
    """One JSON object for each event."""

    def formatException(self, ei: Any) -> str:  # noqa: N802 - the standard library's name
        """Leave the messages of errors out."""
        return discreet_trace(ei)


def configure_logs(*, as_json: bool) -> None:
    """Send what the app says to the standard error; in JSON, one line for each request too."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        JsonLines(
            "%(asctime)s %(levelname)s %(name)s %(message)s",
            rename_fields={"asctime": "time", "levelname": "level", "name": "logger"},
        )
        if as_json
        else Lines(TEXT)
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.INFO if as_json else logging.WARNING)
    logging.getLogger("alembic").setLevel(logging.WARNING)  # it notes each look at the schema
