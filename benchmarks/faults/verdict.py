"""At the end, with the server well again: what was acknowledged, beside what is stored."""

from __future__ import annotations

import re
import time
from concurrent.futures import ThreadPoolExecutor

from benchmarks.faults.client import Client, Unanswered
from benchmarks.faults.comparing import check_download, compare_all
from benchmarks.faults.databases import Contents
from benchmarks.faults.journal import Journal, Record
from benchmarks.faults.observing import Observed
from questionnaire.accounts.keys import edit_key, key_digest

TRIES, REACH = 10, 30.0


def judge(
    journal: Journal, contents: Contents, before: int, secret: str, port: int, observed: Observed
) -> dict[str, int]:
    """Compare everything; returns the figures that only the end can tell."""
    _no_two_alike(journal, observed)
    for record in journal.records:
        found = contents.find(record.key)
        if len(found) == 1:
            compare_all(record, found[0], observed, "database")
        else:
            observed.count("lost" if not found else "duplicated")
            observed.breaks(f"{len(found)} diagnostics for one acknowledged creation of {record.owner}")
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda one: _download(one, Client(port, observed), observed), journal.records))
    orphans = contents.count() - before - len(journal.records)
    explained = sum(1 for nonce in journal.abandoned if contents.find(edit_key(secret, nonce)))
    if orphans != explained:
        observed.count("duplicated", abs(orphans - explained))
        observed.breaks(f"{orphans} diagnostics that nobody was told of, {explained} of them were in doubt")
    return {"orphans": orphans, "creations left in doubt": len(journal.abandoned)}


def _no_two_alike(journal: Journal, observed: Observed) -> None:
    keys = {key_digest(record.key) for record in journal.records}
    if len(keys) != len(journal.records):
        observed.count("duplicated", len(journal.records) - len(keys))
        observed.breaks("two acknowledged creations were given the same key")


def _download(record: Record, client: Client, observed: Observed) -> None:
    for _ in range(TRIES):
        try:
            answer = client.get(f"/diagnostic/{record.key}/resultats/json")
        except Unanswered:
            continue
        if answer.status == 200:
            check_download(record, answer.text, observed, "download at the end")
            return
    observed.breaks(f"a diagnostic of {record.owner} cannot be downloaded at the end")
    observed.count("lost")


def serves(version: str, client: Client, observed: Observed) -> None:
    """Check that the last version published is the one in service."""
    deadline, shown = time.monotonic() + REACH, ""
    while time.monotonic() < deadline:
        try:
            found = re.search(r"version ([\w-]+)\.</p>", client.get("/methode").text)
        except Unanswered:
            continue
        shown = found[1] if found else ""
        if shown == version:
            return
        time.sleep(0.2)
    observed.breaks(f"the last version published was {version}, {shown or 'none'} is in service")
