"""Chromium of the system, for Playwright: which program to run, and with what."""

from __future__ import annotations

import os
from pathlib import Path

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
# what the whole browser runs apart, in its own process: a fifth of the time of a visitor; the shell gains nothing
TOGETHER = ["--in-process-gpu", "--enable-features=NetworkServiceInProcess2", "--renderer-process-limit=1"]
WHOLE = ("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")
SHELL = "/usr/bin/chromium-headless-shell"  # the same engine without the windows: a third of the processor time


def program(*, keeps_pages: bool = False) -> str | None:
    """Return the browser to run, the one that CHROMIUM names if any; None: the one that Playwright finds.

    `keeps_pages`: one that keeps whole pages for its Back button, which the shell does not.
    """
    places = (os.environ.get("CHROMIUM", ""), *(() if keeps_pages else (SHELL,)), *WHOLE)
    return next((one for one in places if one and Path(one).exists()), None)
