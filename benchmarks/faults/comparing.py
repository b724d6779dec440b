"""Compares what is stored with what the people who play were told."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable

from benchmarks.faults.journal import Found, Kept, Record
from benchmarks.faults.observing import Observed

VERSION, CONTEXT, ENGAGED = "criteres", "contexte-stade", "engagement "


def told(record: Record, name: str, stored: str, observed: Observed, where: str) -> None:
    """Compare one stored value with what its owner was told."""
    known = record.fields.get(name)
    before = f"told {known.value!r}, in doubt {sorted(known.doubts)}" if known else "nothing was told"
    found = record.see(name, stored)
    if found is Found.LATE:
        observed.count("newer writes undone by an older one that came late")
    elif found is Found.LOST:
        observed.count("lost")
        observed.breaks(f"lost ({where}): {record.owner}, {name}: {before}, stored {stored!r}")


def check_download(record: Record, text: str, observed: Observed, where: str) -> None:
    """Compare the JSON download with what was told."""
    data = json.loads(text)
    stored = {CONTEXT: str(data["contexte"].get("stade", "")), VERSION: data["criteres"]["empreinte"]}
    for name, answer in data["reponses"].items():
        level = answer["niveau"]
        stored[f"choix-{name}"] = str(level) if level is not None else _word(answer["etat"])
        stored[f"note-{name}"] = answer["note"]
    count_engagements(stored, (one["titre"] for one in data.get("engagements", ())))
    compare_all(record, stored, observed, where)


def count_engagements(stored: dict[str, str], titles: Iterable[str]) -> None:
    """Add how often each engagement is there: twice would be once too many."""
    for title, count in Counter(titles).items():
        stored[f"{ENGAGED}{title}"] = str(count)


def compare_all(record: Record, stored: dict[str, str], observed: Observed, where: str) -> None:
    """Compare all that is stored for a diagnostic with all that was told."""
    if VERSION not in record.fields:  # nobody said under which version it was begun
        record.fields[VERSION] = Kept(stored[VERSION])
    for name in sorted({*record.fields, *stored}):
        told(record, name, stored.get(name, ""), observed, where)


def _word(state: str) -> str:
    return "" if state == "sans_reponse" else state
