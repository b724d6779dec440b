"""The command `questionnaire facilitator`: accounts of the facilitators' space."""

from __future__ import annotations

import datetime
import secrets
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import click

from questionnaire.accounts.journal import Event
from questionnaire.accounts.keys import key_digest
from questionnaire.accounts.passwords import hash_password, password_fault
from questionnaire.accounts.roles import Role
from questionnaire.cli.database import initialize_database, open_database
from questionnaire.cli.french import COMMANDS
from questionnaire.config import Settings, load_settings
from questionnaire.errors import QuestionnaireError
from questionnaire.logs import command_journal
from questionnaire.texts import clean_text

if TYPE_CHECKING:
    from questionnaire.storage import (  # imported where they are used: other commands start faster
        AccountStore,
        JournalStore,
        LinkStore,
    )

INVITATION = datetime.timedelta(hours=72)
FIRST_INVITATION = datetime.timedelta(hours=24)  # it is printed at each start, while there is no account
NO_ADMINISTRATOR = "Personne n’administre plus l’espace d’animation. Pour y remédier : questionnaire facilitator role NOM administration"
ROLES = click.Choice([role.value for role in Role])


@click.group(subcommand_metavar=COMMANDS, help="Les comptes des personnes qui animent (espace /animation).")
def facilitator() -> None:
    """Group the commands."""


@facilitator.command(
    short_help="Ajoute un compte.",
    help="Ajoute un compte ; le mot de passe est demandé, ou lu sur l’entrée standard.",
)
@click.argument("name", metavar="NOM")
@click.option(
    "--role",
    type=ROLES,
    help="Ce que le compte permet ; sinon, administration pour le premier, animation ensuite.",
)
def add(name: str, role: str | None) -> None:
    """Add an account."""
    name = " ".join(clean_text(name).split())
    with _open_stores() as stores:
        accounts = stores.accounts
        _check_name(name, accounts)
        role = role or (Role.ANIMATION if accounts.count() else Role.ADMINISTRATION).value
        if not accounts.add(name, hash_password(_new_password(name)), Role(role)):
            _fail(f"un compte porte déjà le nom « {name} ».")
        stores.note(Event.ACCOUNT_CREATED, compte=name, role=role)
        click.echo(f"Le compte « {name} » est créé (rôle {role}).")


@facilitator.command(name="list", help="Liste les comptes.")
def list_accounts() -> None:
    """List the accounts."""
    with _open_stores() as stores:
        accounts = stores.accounts
        for account in accounts.all():
            day = account.signed_in_on
            last = f"dernière connexion le {day:%d/%m/%Y}" if day else "aucune connexion notée"
            click.echo(f"{account.name}\t{account.role.value}\tdepuis le {account.created_at:%d/%m/%Y}\t{last}")
        if not accounts.count():
            click.echo("Aucun compte. Pour en créer un : questionnaire facilitator add NOM")


@facilitator.command(
    short_help="Retire un compte.", help="Retire un compte ; ses sessions se ferment aussitôt, l’historique reste."
)
@click.argument("name", metavar="NOM")
def remove(name: str) -> None:
    """Remove an account."""
    with _open_stores() as stores:
        if not stores.accounts.remove(name):
            _fail_unknown(name, stores.accounts)
        stores.note(Event.ACCOUNT_REMOVED, compte=name)
        click.echo(f"Le compte « {name} » est retiré.")
        _warn_without_administrator(stores.accounts)


@facilitator.command(help="Donne un autre mot de passe ; les sessions du compte se ferment.")
@click.argument("name", metavar="NOM")
def password(name: str) -> None:
    """Change a password."""
    with _open_stores() as stores:
        if stores.accounts.find(name) is None:
            _fail_unknown(name, stores.accounts)
        stores.accounts.set_password(name, hash_password(_new_password(name)))
        stores.note(Event.PASSWORD_CHANGED, compte=name)
        click.echo(f"Le mot de passe de « {name} » est changé.")


@facilitator.command(name="role", help="Change le rôle d’un compte.")
@click.argument("name", metavar="NOM")
@click.argument("role", type=ROLES, metavar="lecture|animation|administration")
def change_role(name: str, role: str) -> None:
    """Change a role."""
    with _open_stores() as stores:
        if not stores.accounts.set_role(name, Role(role)):
            _fail_unknown(name, stores.accounts)
        stores.note(Event.ROLE_CHANGED, compte=name, role=role)
        click.echo(f"Le compte « {name} » a maintenant le rôle {role}.")
        _warn_without_administrator(stores.accounts)


@facilitator.command(
    short_help="Donne un lien à usage unique pour créer un compte.",
    help="Donne un lien à usage unique pour créer un compte dans le navigateur (72 heures).",
)
@click.option(
    "--role",
    type=ROLES,
    default=Role.ANIMATION.value,
    show_default=True,
    help="Ce que le compte permettra ; le premier de tous a toujours le rôle administration.",
)
def invite(role: str) -> None:
    """Print a one-time link."""
    settings = load_settings()
    with _open_stores() as stores:
        click.echo(new_invitation(settings, stores.links, Role(role)))
        stores.note(Event.INVITED, role=role)


def new_invitation(
    settings: Settings, links: LinkStore, role: Role, period: datetime.timedelta = INVITATION
) -> str:
    """Return a one-time address, valid for `period`, where an account of that role is created."""
    from questionnaire.storage import now

    token = secrets.token_hex(24)  # no final - or _, which mail programs leave out of a link
    links.invite(key_digest(token), role, now() + period)
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    site = f"http://{host}:{settings.port}"
    if settings.hosts:
        site = f"{'https' if settings.secure_cookies else 'http'}://{settings.hosts[0].removeprefix('.')}"
    return f"{site}/animation/bienvenue/{token}"


@dataclass(frozen=True)
class _Stores:
    """What the commands read and write."""

    accounts: AccountStore
    links: LinkStore
    journal: JournalStore

    def note(self, event: Event, **details: str) -> None:
        """Note what a command did."""
        from questionnaire.services.journal import note

        note(self.journal, event, "", **details, origine="commande")


@contextmanager
def _open_stores() -> Iterator[_Stores]:
    """Open the stores; errors end the command with a message."""
    from questionnaire.storage import AccountStore, JournalStore, LinkStore

    try:
        settings = load_settings()
        initialize_database(settings)
        engine = open_database(settings)
        with command_journal():
            yield _Stores(AccountStore(engine), LinkStore(engine), JournalStore(engine))
        engine.dispose()
    except QuestionnaireError as error:
        _fail(f"{error}")


def _new_password(name: str) -> str:
    if sys.stdin.isatty():
        new_password = click.prompt(
            "Mot de passe", hide_input=True, confirmation_prompt="Le même, encore une fois"
        )
    else:
        new_password = sys.stdin.readline().rstrip("\n")
    if problem := password_fault(new_password, name):
        _fail(problem)
    return str(new_password)


def _check_name(name: str, accounts: AccountStore) -> None:
    if not name or len(name) > 80 or not name.isprintable():
        _fail("donnez un nom de 1 à 80 caractères.")
    if accounts.find(name):
        _fail(f"un compte porte déjà le nom « {name} ».")


def _warn_without_administrator(accounts: AccountStore) -> None:
    if accounts.count() and not accounts.administrators():
        click.echo(NO_ADMINISTRATOR)


def _fail_unknown(name: str, accounts: AccountStore) -> None:
    known = ", ".join(account.name for account in accounts.all()) or "aucun"
    _fail(f"aucun compte ne porte le nom « {name} » (comptes : {known}).")


def _fail(message: str) -> None:
    click.echo(f"Impossible de continuer : {message}", err=True)
    sys.exit(1)
