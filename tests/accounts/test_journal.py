"""The words of the journal of the facilitators' space."""

from __future__ import annotations

import datetime

import pytest

from questionnaire.accounts.journal import (
    COLUMNS,
    EVENTS_OF,
    KIND_WORDS,
    Entry,
    Event,
    Kind,
    author_words,
    cells,
    entry_words,
)
from questionnaire.renderings.csv_table import render_csv_table

MOMENT = datetime.datetime(2026, 11, 29, 13, 2, 11)  # noqa: DTZ001 - as it is stored, in UTC


def entry(event: Event, author: str = "Ana", times: int = 1, **details: str | int) -> Entry:
    return Entry(1, MOMENT, event, author, details, times)


def words(event: Event, author: str = "Ana", times: int = 1, **details: str | int) -> str:
    return entry_words(entry(event, author, times, **details)).replace("\xa0", " ")


def test_each_event_is_of_one_kind_and_has_its_own_words() -> None:
    assert sorted(one for events in EVENTS_OF.values() for one in events) == sorted(Event)
    assert list(KIND_WORDS) == list(EVENTS_OF) == list(Kind)
    assert len({words(event) for event in Event}) == len(Event)


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        (entry(Event.SIGNED_IN, compte="Ana"), "Connexion"),
        (
            entry(Event.SIGN_IN_REFUSED, motif="mot-de-passe", times=3),
            "Connexion refusée (nom ou mot de passe), 3 fois",
        ),
        (
            entry(Event.SIGN_IN_REFUSED, motif="limite"),
            "Connexion refusée sans lire le mot de passe (trop d’essais)",
        ),
        (entry(Event.INVITED, role="lecture"), "Invitation faite, rôle lecture"),
        (
            entry(Event.ACCOUNT_CREATED, "Zoé", compte="Zoé", role="lecture", invitation="Ana"),
            "Compte créé, rôle lecture, invitation de Ana",
        ),
        (entry(Event.ROLE_CHANGED, compte="Paul", role="animation"), "Rôle changé : « Paul », rôle animation"),
        (entry(Event.PASSWORD_CHANGED, compte="Ana"), "Mot de passe changé"),
        (entry(Event.DRAFT_DELETED, titre="Essai", numero=3, compte="Ana"), "Brouillon supprimé : « Essai »"),
        (entry(Event.PUBLISHED, version="2027-01", numero=4), "Publication de la version 2027-01 (n° 4)"),
        (
            entry(Event.PUBLISHED, version="2026-12", numero=5, origine="retour"),
            "Retour à la version 2026-12 (n° 5)",
        ),
        (entry(Event.EXPORTED, fichier="comptes.csv"), "Export : « comptes.csv »"),
    ],
)
def test_an_entry_is_described_in_a_few_words(told: Entry, expected: str) -> None:
    assert entry_words(told).replace("\xa0", " ") == expected


def test_who_did_it_is_an_account_the_server_or_nobody_known() -> None:
    assert author_words(entry(Event.SIGNED_IN)) == "Ana"
    assert author_words(entry(Event.INVITED, "", origine="commande")) == "La ligne de commande du serveur"
    assert author_words(entry(Event.PUBLISHED, "", origine="fichier")) == "Le fichier des critères du serveur"
    assert author_words(entry(Event.SIGN_IN_REFUSED, "", motif="limite")) == "Quelqu’un, sans nom connu"


def test_the_journal_downloads_as_text_that_no_spreadsheet_runs() -> None:
    made = render_csv_table([COLUMNS, cells(entry(Event.DRAFT_CREATED, '=HYPERLINK("x")', titre="a;b\n=1+1"))])
    assert made.startswith(b"\xef\xbb\xbfdate (UTC);")
    assert "2026-11-29 13:02:11;brouillon-cree;" in made.decode("utf-8-sig")
    assert '"\'=HYPERLINK(""x"")"' in made.decode("utf-8-sig")
