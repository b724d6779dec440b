"""The criteria that we ship, as text, for the tests that change a line of it."""

from __future__ import annotations

import re

from tests.support.paths import ROOT

OURS = (ROOT / "criteria.yaml").read_text(encoding="utf-8")
FORMAT = re.findall(r"^format: \d+$", OURS, re.M)[0]
VERSION = re.findall(r'^version: "(.+)"$', OURS, re.M)[0]


def renamed(text: str, version: str) -> str:
    """Return the text under another name of version."""
    named, count = re.subn(r'^version: ".+"$', f'version: "{version}"', text, flags=re.M)
    assert count == 1
    return named
