"""Compares stored values with the acknowledgements that the respondents received."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable

from benchmarks.faults.journal import FieldRecord, Record, StoredValue
from benchmarks.faults.observing import Observed

VERSION, CONTEXT, ENGAGED = "criteres", "contexte-stade", "engagement "


def check_value(record: Record, name: str, stored: str, observed: Observed, where: str) -> None:
    """Compare one stored value with the record of its owner; report it when an acknowledged value was lost."""
    known = record.fields.get(name)
    before = f"acknowledged {known.value!r}, in doubt {sorted(known.doubts)}" if known else "nothing acknowledged"
    found = record.see(name, stored)
    if found is StoredValue.LATE:
        observed.count("newer writes undone by an older one that came late")
    elif found is StoredValue.LOST:
        observed.count("lost")
        observed.report_broken(f"lost ({where}): {record.owner}, {name}: {before}, stored {stored!r}")


def check_download(record: Record, text: str, observed: Observed, where: str) -> None:
    """Compare the JSON download of a diagnostic with its record."""
    data = json.loads(text)
    stored = {CONTEXT: str(data["contexte"].get("stade", "")), VERSION: data["criteres"]["empreinte"]}
    for name, answer in data["reponses"].items():
        level = answer["niveau"]
        stored[f"choix-{name}"] = str(level) if level is not None else _word(answer["etat"])
        stored[f"note-{name}"] = answer["note"]
    count_engagements(stored, (engagement["titre"] for engagement in data.get("engagements", ())))
    compare_all(record, stored, observed, where)


def count_engagements(stored: dict[str, str], titles: Iterable[str]) -> None:
    """Add to `stored` how often each engagement is there: it must be once."""
    for title, count in Counter(titles).items():
        stored[f"{ENGAGED}{title}"] = str(count)


def compare_all(record: Record, stored: dict[str, str], observed: Observed, where: str) -> None:
    """Compare all the stored values of a diagnostic with its record."""
    if VERSION not in record.fields:  # the version that it was begun with is not acknowledged anywhere
        record.fields[VERSION] = FieldRecord(stored[VERSION])
    for name in sorted({*record.fields, *stored}):
        check_value(record, name, stored.get(name, ""), observed, where)


def _word(state: str) -> str:
    return "" if state == "sans_reponse" else state
