"""The tasks of docs/animation.md, read from the guide itself, so that it can never go stale in silence."""

from __future__ import annotations

import re
from dataclasses import dataclass

from tests.support.paths import ROOT

GUIDE = ROOT / "docs" / "animation.md"
PAIR = re.compile(r"[Cc]herchez\s*:\n+```yaml\n(.*?)```\n+Remplacez par\s*:\n+```yaml\n(.*?)```", re.S)


@dataclass(frozen=True)
class Task:
    """One task: its number, its title, and the replacements that it asks for."""

    number: int
    title: str
    pairs: tuple[tuple[str, str], ...]

    def apply(self, text: str) -> str:
        """Return the criteria once the task is done; each piece to look for must be there once."""
        for wanted, instead in self.pairs:
            assert text.count(f"\n{wanted}") == 1, (
                f"task {self.number}: found {text.count(wanted)} times:\n{wanted}"
            )
            text = text.replace(f"\n{wanted}", f"\n{instead}")
        return text


def tasks() -> list[Task]:
    """Return the tasks of the guide."""
    text = GUIDE.read_text(encoding="utf-8")
    parts = re.split(r"^### (\d+)\. (.*)$", text.split("\n## Ce que chaque champ change")[0], flags=re.M)
    found = zip(parts[1::3], parts[2::3], parts[3::3], strict=True)
    return [Task(int(number), title, tuple(PAIR.findall(body))) for number, title, body in found]
