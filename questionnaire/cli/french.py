"""The command line speaks French: the library's own words come from a catalogue."""

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
    """A group of commands whose help and errors are in French, whatever the language of the machine."""

    def main(self, *args: Any, **kwargs: Any) -> Any:
        """Run the command that was asked for."""
        os.environ["LANGUAGE"] = "fr"
        gettext.bindtextdomain(DOMAIN, str(FOLDER))
        gettext.textdomain(DOMAIN)
        return super().main(*args, **kwargs)
