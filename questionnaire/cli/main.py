"""The command `questionnaire`, and its commands serve, migrate, purge and statistics."""

from __future__ import annotations

import atexit
import errno
import gc
import shutil
import socket
import tempfile

import click

from questionnaire.accounts.roles import Role
from questionnaire.cli.criteria import check, evaluate, schema, shipped
from questionnaire.cli.database import initialize_database, open_database, prepare_database, words_if_unreadable
from questionnaire.cli.facilitators import FIRST_INVITATION, facilitator, new_invitation
from questionnaire.cli.french import COMMANDS, FrenchGroup
from questionnaire.cli.operators import backup, doctor, migrate_data, restore
from questionnaire.cli.publishing import publish
from questionnaire.cli.running import run
from questionnaire.config import Settings, load_settings
from questionnaire.errors import ConfigError, StorageError, system_reason
from questionnaire.logs import SERVER_LOGS, configure_logs
from questionnaire.typography import counted

STOP_SECONDS = 25  # for the requests in progress when the server stops


@click.group(
    cls=FrenchGroup,
    subcommand_metavar=COMMANDS,
    help="Terrain d’entente : autodiagnostic des collectivités et des tiers-lieux.",
)
@click.version_option(
    package_name="terrain-d-entente", message="Terrain d’entente %(version)s", help="Affiche la version."
)
def main() -> None:
    """Group the commands."""


for command in (facilitator, check, schema, shipped, evaluate, backup, restore, migrate_data, doctor):
    main.add_command(command)
shipped.add_command(publish)


@main.command(
    short_help="Vérifie que tout est en ordre, puis sert le site.",
    help="Vérifie que tout est en ordre, puis sert le site (HOST et PORT dans l’environnement).",
)
def serve() -> None:
    """Serve the app with Granian."""
    gc.disable()  # a start makes no garbage, and collecting took a fifth of its time
    run(_serve)


def _serve() -> None:
    from granian import Granian
    from granian.constants import Interfaces

    from questionnaire.app import served_app
    from questionnaire.web.context import EXTENSION

    settings = load_settings()
    configure_logs(as_json=settings.json_logs)
    if settings.metrics:
        _serve_metrics(settings)
    initialize_database(settings)
    app = served_app(settings)  # fails here rather than in the workers
    app.extensions[EXTENSION].publications.close()  # the workers are forked: they open their own connections
    _check_address(settings)
    click.echo(f"Terrain d’entente est ouvert : http://{settings.host}:{settings.port} (Ctrl+C pour arrêter)")
    _print_first_invitation(settings)
    gc.freeze()  # the workers are forked: their collector then neither scans these objects nor copies their pages
    gc.enable()
    Granian(
        "questionnaire.app:create_asgi_app",
        factory=True,
        address=settings.host,
        port=settings.port,
        interface=Interfaces.ASGI,
        workers=settings.workers,
        websockets=False,
        log_access=False,  # addresses contain keys
        log_dictconfig=SERVER_LOGS if settings.json_logs else None,
        respawn_failed_workers=True,
        workers_kill_timeout=STOP_SECONDS,
    ).serve()


def _serve_metrics(settings: Settings) -> None:
    """Serve the metrics of all processes, collected in a temporary folder."""
    from questionnaire.web.middleware.metrics import serve_metrics

    folder = tempfile.mkdtemp(prefix="terrain-metrics-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    try:
        serve_metrics(settings.metrics, folder)
    except OSError as error:
        raise ConfigError(
            f"les mesures ne peuvent pas s’ouvrir à l’adresse {settings.metrics} : {system_reason(error)}"
        ) from error


def _print_first_invitation(settings: Settings) -> None:
    """Print an invitation when there is no account yet."""
    from questionnaire.storage import AccountStore, LinkStore, make_engine

    engine = make_engine(settings.database_url)
    if AccountStore(engine).count() == 0:
        click.echo(
            "Pour adapter les questions, créez le premier compte d’animation (lien à usage unique, 24 heures) :"
        )
        link = new_invitation(settings, LinkStore(engine), Role.ADMINISTRATION, FIRST_INVITATION)
        click.echo(f"  {link}")
    engine.dispose()


def _check_address(settings: Settings) -> None:
    """Raise ConfigError when the address is in use or does not belong to this machine."""
    try:
        family, socket_type, protocol, _, address = socket.getaddrinfo(
            settings.host, settings.port, type=socket.SOCK_STREAM
        )[0]
        with socket.socket(family, socket_type, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        in_use = error.errno == errno.EADDRINUSE
        hint = f" Choisissez un autre port, par exemple « PORT={settings.port + 1} make run »." if in_use else ""
        raise ConfigError(
            f"le site ne peut pas s’ouvrir à l’adresse {settings.host}, port {settings.port} : {system_reason(error)}.{hint}"
        ) from error


@main.command(
    short_help="Met la base de données au schéma de cette version.",
    help="Met la base de données au schéma de cette version (sauvegardez-la d’abord).",
)
@click.option(
    "--force",
    is_flag=True,
    help="Met à jour même si cette version du programme ne peut plus lire les critères en service.",
)
def migrate(force: bool) -> None:
    """Upgrade the schema."""
    run(lambda: _migrate(force=force))


def _migrate(*, force: bool) -> None:
    settings = load_settings()
    words = words_if_unreadable(settings)
    if words and not force:
        raise StorageError(
            f"{words}. Rien n’a changé dans la base. Reprenez la version précédente du programme, ou lancez "
            "« questionnaire migrate --force » : le fichier des critères servira à la place de cette version, dont "
            "l’espace d’animation gardera le texte, dans un brouillon à mettre à jour"
        )
    prepare_database(settings)
    if words:
        click.echo(f"{words} : le fichier des critères servira à sa place.", err=True)


@main.command(
    short_help="Supprime les diagnostics gardés depuis trop longtemps.",
    help="Supprime les diagnostics que personne n’a ouverts depuis la durée de conservation, les copies datées, les "
    "invitations et les ateliers qui ont fait leur temps, et le journal de l’espace d’animation de plus de douze mois.",
)
def purge() -> None:
    """Delete the diagnostics unused for the retention period."""
    run(lambda: click.echo(f"{counted(_purge(load_settings()), 'diagnostic supprimé')}."))


def _purge(settings: Settings) -> int:
    from questionnaire.services.retention import Retention
    from questionnaire.storage import (
        CopyStore,
        CrossingStore,
        DiagnosticStore,
        JournalStore,
        LinkStore,
        WorkshopStore,
    )

    engine = open_database(settings)
    CopyStore(engine).purge()
    LinkStore(engine).sweep()
    JournalStore(engine).purge()
    count = Retention(DiagnosticStore(engine), settings.retention_months).apply()
    WorkshopStore(engine).purge()
    CrossingStore(engine).purge()  # last: a crossing that has lost both parties goes too
    engine.dispose()
    return count


@main.command(
    short_help="Compte tout de suite les diagnostics en attente.",
    help="Compte tout de suite les diagnostics qui attendent d’entrer dans les statistiques.",
)
def statistics() -> None:
    """Count the settled diagnostics."""
    run(lambda: click.echo(f"{counted(_count(load_settings()), 'diagnostic compté')}."))


def _count(settings: Settings) -> int:
    from questionnaire.services.statistics import count_settled
    from questionnaire.services.versions import load_stored
    from questionnaire.storage import CohortStore, PublicationStore, now

    engine = open_database(settings)
    publications = PublicationStore(engine)
    count = count_settled(
        CohortStore(engine), lambda digest: load_stored(publications, digest), settings.statistics_minimum, now()
    )
    engine.dispose()
    return count
