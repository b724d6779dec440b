"""The verdict at the end of a run, with the server well again: stored values compared with the acknowledgements."""

from __future__ import annotations

import re
import time
from concurrent.futures import ThreadPoolExecutor

from benchmarks.faults.client import Client, NoAnswer
from benchmarks.faults.comparing import check_download, compare_all
from benchmarks.faults.databases import Contents
from benchmarks.faults.journal import Journal, Record
from benchmarks.faults.observing import Observed
from questionnaire.accounts.keys import edit_key, key_digest

TRIES = 10  # of a download
REACH = 30.0  # seconds within which the last version published must be in service


def judge(
    journal: Journal, contents: Contents, before: int, secret: str, port: int, observed: Observed
) -> dict[str, int]:
    """Compare every record with the database and the downloads; return the figures known only at the end."""
    _no_two_alike(journal, observed)
    for record in journal.records:
        found = contents.find(record.key)
        if len(found) == 1:
            compare_all(record, found[0], observed, "database")
        else:
            observed.count("lost" if not found else "duplicated")
            observed.report_broken(f"{len(found)} diagnostics for one acknowledged creation of {record.owner}")
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda record: _download(record, Client(port, observed), observed), journal.records))
    orphans = contents.count() - before - len(journal.records)
    explained = sum(1 for nonce in journal.abandoned if contents.find(edit_key(secret, nonce)))
    if orphans != explained:
        observed.count("duplicated", abs(orphans - explained))
        observed.report_broken(f"{orphans} diagnostics that nobody was told of, {explained} of them were in doubt")
    return {"orphans": orphans, "creations left in doubt": len(journal.abandoned)}


def _no_two_alike(journal: Journal, observed: Observed) -> None:
    keys = {key_digest(record.key) for record in journal.records}
    if len(keys) != len(journal.records):
        observed.count("duplicated", len(journal.records) - len(keys))
        observed.report_broken("two acknowledged creations were given the same key")


def _download(record: Record, client: Client, observed: Observed) -> None:
    for _ in range(TRIES):
        try:
            answer = client.get(f"/diagnostic/{record.key}/resultats/json")
        except NoAnswer:
            continue
        if answer.status == 200:
            check_download(record, answer.text, observed, "download at the end")
            return
    observed.report_broken(f"a diagnostic of {record.owner} cannot be downloaded at the end")
    observed.count("lost")


def serves(version: str, client: Client, observed: Observed) -> None:
    """Check that the last version published is the one in service."""
    deadline, shown = time.monotonic() + REACH, ""
    while time.monotonic() < deadline:
        try:
            found = re.search(r"version ([\w-]+)\.</p>", client.get("/methode").text)
        except NoAnswer:
            continue
        shown = found[1] if found else ""
        if shown == version:
            return
        time.sleep(0.2)
    observed.report_broken(f"the last version published was {version}, {shown or 'none'} is in service")
