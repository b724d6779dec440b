"""French help and errors of the command line: click's own messages come from a gettext catalogue."""

from __future__ import annotations

import gettext
import os
from pathlib import Path
from typing import Any

import click

DOMAIN = "click"
FOLDER = Path(__file__).with_name("locale")
COMMANDS = "COMMANDE [ARGUMENTS]…"


class FrenchGroup(click.Group):
    """A group of commands whose help and errors are in French, whatever the locale."""

    def main(self, *args: Any, **kwargs: Any) -> Any:
        """Run the command with the French catalogue."""
        os.environ["LANGUAGE"] = "fr"
        gettext.bindtextdomain(DOMAIN, str(FOLDER))
        gettext.textdomain(DOMAIN)
        return super().main(*args, **kwargs)
