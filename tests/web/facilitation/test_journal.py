"""The journal of the facilitators' space: who did what, for an auditor and for fail2ban, and no secret."""

from __future__ import annotations

import io
import json
import logging
import re
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask import Flask

from questionnaire import logs
from questionnaire.accounts.journal import author_words
from questionnaire.accounts.roles import Role
from questionnaire.cli.facilitators import new_invitation
from questionnaire.cli.main import main
from questionnaire.logs import configure_logs
from questionnaire.storage import JournalFilter, JournalStore, make_engine, now
from questionnaire.web.facilitation.attempts import NEARBY
from tests.conftest import (
    PASSWORD,
    add_facilitator,
    begin_draft,
    fields_of,
    make_settings,
    new_app,
    services_of,
    sign_in,
    token_of,
)
from tests.support.databases import new_database
from tests.support.paths import ROOT

WRONG = "un mot de passe faux"
# what fail2ban 1.0 makes of <ADDR>, IPv6 between brackets left out
ADDR = r"(?:::f{4,6}:)?(?P<ip4>(?:\d{1,3}\.){3}\d{1,3})|(?P<ip6>(?:[0-9a-fA-F]{1,4}::?|::){1,7}(?:[0-9a-fA-F]{1,4}|(?<=:):))"


@pytest.fixture(params=[False, True], ids=["text", "json"])
def journal(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    """Return what a site with these settings of logs writes to its standard error."""
    written, root = io.StringIO(), logging.getLogger()
    handlers, level, journal_level = root.handlers[:], root.level, logging.getLogger("questionnaire.journal").level
    monkeypatch.setattr("sys.stderr", written)
    configure_logs(as_json=request.param)
    yield written
    root.handlers[:] = handlers
    root.setLevel(level)
    logging.getLogger("questionnaire.journal").setLevel(journal_level)


def lines_of(journal: io.StringIO) -> list[str]:
    return [line for line in journal.getvalue().splitlines() if "questionnaire.journal" in line]


def messages_of(journal: io.StringIO) -> list[str]:
    """Return the events, without date, level and name."""
    return [
        json.loads(line)["message"] if line.startswith("{") else line.split("questionnaire.journal ", 1)[1]
        for line in lines_of(journal)
    ]


def fail(app: Flask, name: str, address: str, password: str = WRONG) -> int:
    client = app.test_client()
    sent = fields_of(client.get("/animation/connexion")) | {"name": name, "password": password}
    headers = {"X-Forwarded-For": address}
    return client.post("/animation/connexion", data=sent, headers=headers).status_code


def failures_of(lines: list[str]) -> list[str]:
    """Return the addresses found by the documented fail2ban filter, which removes the date first."""
    documented = (ROOT / "docs" / "exploitation.md").read_text()
    block = re.search(r"^failregex = (.*?)^journalmatch", documented, re.MULTILINE | re.DOTALL)
    assert block
    expressions = [re.compile(line.strip().replace("<ADDR>", f"(?:{ADDR})")) for line in block[1].splitlines()]
    dateless = [re.sub(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3}", "", line) for line in lines]
    found = [
        next((match for expression in expressions if (match := expression.search(line))), None)
        for line in dateless
    ]
    return [match["ip4"] or match["ip6"] for match in found if match]


def test_the_documented_filter_of_fail2ban_finds_the_address_of_each_failure_and_of_nothing_else(
    tmp_path: Path, journal: io.StringIO
) -> None:
    app = new_app(make_settings(tmp_path, trusted_proxies=1))
    name = 'questionnaire.journal echec-connexion adresse=192.0.2.1 motif="'
    add_facilitator(app, name)
    assert fail(app, name, "198.51.100.9", PASSWORD) == 303
    assert lines_of(journal)
    assert failures_of(lines_of(journal)) == []
    addresses = ["203.0.113.7", "203.0.113.8:50312", "2001:db8::7", "[2001:db8::8]:443", "::ffff:203.0.113.9"]
    for address in addresses:
        assert fail(app, name, address) == 422
    assert failures_of(lines_of(journal)) == [
        "203.0.113.7",
        "203.0.113.8",
        "2001:db8::7",
        "2001:db8::8",
        "203.0.113.9",
    ]


def test_failures_say_why_and_never_a_secret(
    tmp_path: Path, journal: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    moment = now()
    for module in ("questionnaire.storage.attempts", "questionnaire.web.facilitation.attempts"):
        monkeypatch.setattr(f"{module}.now", lambda: moment)
    app = new_app(make_settings(tmp_path, trusted_proxies=1))
    add_facilitator(app, "Zoé")
    for _ in range(NEARBY + 1):
        fail(app, "zoé", "203.0.113.7")
    fail(app, PASSWORD, "n’importe quoi".encode().decode("latin-1"))
    read = 'echec-connexion adresse=203.0.113.7 motif={} compte="Zoé"'
    assert messages_of(journal) == [
        *[read.format("mot-de-passe")] * NEARBY,
        read.format("limite"),
        'echec-connexion adresse=inconnue motif=mot-de-passe compte=""',
    ]
    for secret in (WRONG, PASSWORD):
        assert secret not in journal.getvalue()


def test_what_is_done_in_the_space_leaves_a_line(tmp_path: Path, journal: io.StringIO) -> None:
    settings = make_settings(tmp_path)
    app = new_app(settings)
    link = new_invitation(settings, services_of(app).links, Role.ANIMATION).removeprefix("http://127.0.0.1:8000")
    client = app.test_client()
    new = {"name": "Ana", "password": PASSWORD, "again": PASSWORD}
    client.post(link, data=fields_of(client.get(link)) | new)
    fields = fields_of(client.get("/animation/compte"))
    for current in (WRONG, PASSWORD):
        changed = {"current": current, "password": "un autre bien long", "again": "un autre bien long"}
        client.post("/animation/compte", data=fields | changed)
    text = (ROOT / "criteria.yaml").read_text().replace('version: "', 'version: "9.', 1)
    draft = begin_draft(client, text)
    changes = fields_of(client.get(f"{draft}/changements"))
    for _ in range(2):  # a double click
        sent = client.post(f"{draft}/publier", data=changes | {"message": "Nouvelle version"})
        assert sent.status_code in (303, 409)
    client.post("/animation/deconnexion", data={"csrf_token": token_of(client.get("/animation"))})
    label = services_of(app).published.in_service.label
    assert messages_of(journal) == [
        'compte-cree compte="Ana" role=administration origine=lien',
        'echec-mot-de-passe compte="Ana"',
        'mot-de-passe-change compte="Ana" origine=espace',
        messages_of(journal)[3],  # the draft, with the hour in its title
        f'publication numero=2 version="{label}" origine=espace compte="Ana"',
        'deconnexion compte="Ana"',
    ]
    sign_in(app, "Bea")
    assert messages_of(journal)[3].startswith('brouillon-cree numero=1 titre="Brouillon depuis ')
    assert messages_of(journal)[-1] == 'connexion compte="Bea"'
    for secret in (PASSWORD, "un autre bien long", link.rsplit("/", 1)[1], "127.0.0.1"):
        assert secret not in journal.getvalue()


@pytest.mark.parametrize("with_syslog", [True, False])
def test_what_is_done_by_the_command_leaves_a_line_in_the_journal_of_the_system(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, with_syslog: bool
) -> None:
    monkeypatch.setenv("QUESTIONNAIRE_INSTANCE", str(tmp_path))
    monkeypatch.setenv("QUESTIONNAIRE_DATABASE_URL", new_database(tmp_path))
    monkeypatch.setattr(logs, "SYSLOG", str(tmp_path / "log"))
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as system:
        if with_syslog:
            system.bind(str(tmp_path / "log"))
        system.settimeout(60)

        def run(*words: str, typed: str = "") -> str:
            ran = CliRunner().invoke(main, ["facilitator", *words], input=typed)
            assert ran.exit_code == 0, ran.output
            if not with_syslog:
                return ran.stderr
            assert ran.stderr == ""
            return system.recv(1000).decode()

        lines = [
            run("add", "Zoé", typed=f"{PASSWORD}\n"),
            run("role", "Zoé", "lecture"),
            run("password", "Zoé", typed=f"{WRONG}\n"),
            run("invite"),
            run("remove", "Zoé"),
        ]
    assert [line.strip().split("INFO questionnaire.journal ")[1] for line in lines] == [
        'compte-cree compte="Zoé" role=administration origine=commande',
        'role-change compte="Zoé" role=lecture origine=commande',
        'mot-de-passe-change compte="Zoé" origine=commande',
        "invitation role=animation origine=commande",
        'compte-retire compte="Zoé" origine=commande',
    ]
    engine = make_engine(new_database(tmp_path))
    entries = JournalStore(engine).entries(JournalFilter())
    engine.dispose()
    assert [entry.event.value for entry in reversed(entries)] == [
        line.split("INFO questionnaire.journal ")[1].split()[0] for line in lines
    ]
    assert {author_words(entry) for entry in entries} == {"La ligne de commande du serveur"}
    if with_syslog:
        assert lines[0].startswith("<14>questionnaire: INFO ")
