"""The command `questionnaire`. The operators' and the accounts' commands are in rooms of their own."""

from __future__ import annotations

import atexit
import errno
import json
import math
import shutil
import socket
import sys
import tempfile
from pathlib import Path

import click

from questionnaire.cli_databases import begin_database, open_database, prepare_database
from questionnaire.cli_facilitators import facilitator, new_invitation
from questionnaire.cli_operators import backup, doctor, migrate_data, restore
from questionnaire.cli_running import run
from questionnaire.config import ROOT, Settings, load_settings
from questionnaire.errors import (
    ConfigError,
    CriteriaError,
    Problem,
    QuestionnaireError,
    system_reason,
)
from questionnaire.logs import SERVER_LOGS, configure_logs

STOP_SECONDS = 25  # requests in flight end before; someone who never ends sending does not hold the server back


@click.group(help="Terrain d’entente : autodiagnostic des collectivités et des tiers-lieux.")
def main() -> None:
    """Group the commands."""


for command in (facilitator, backup, restore, migrate_data, doctor):
    main.add_command(command)


@main.command(help="Vérifie que tout est en ordre, puis sert le site (HOST et PORT dans l’environnement).")
def serve() -> None:
    """Serve the app with Granian, after checking that it can start."""
    run(_serve)


def _serve() -> None:
    from granian import Granian
    from granian.constants import Interfaces

    from questionnaire.app import create_app
    from questionnaire.web.services import EXTENSION

    settings = load_settings()
    if settings.metrics:
        _serve_metrics(settings)
    begin_database(settings)
    checked = create_app(settings)  # says now, in one clear message, what would prevent serving
    checked.extensions[EXTENSION].publications.close()  # the workers are forked: they open their own
    _check_address(settings)
    click.echo(f"Terrain d’entente est ouvert : http://{settings.host}:{settings.port} (Ctrl+C pour arrêter)")
    _welcome(settings)
    configure_logs(as_json=settings.json_logs)
    Granian(
        "questionnaire.app:create_served_app",
        factory=True,
        address=settings.host,
        port=settings.port,
        interface=Interfaces.WSGI,
        workers=settings.workers,
        blocking_threads=settings.threads,
        websockets=False,
        log_access=False,  # addresses hold keys
        log_dictconfig=SERVER_LOGS if settings.json_logs else None,
        respawn_failed_workers=True,
        workers_kill_timeout=STOP_SECONDS,
    ).serve()


def _serve_metrics(settings: Settings) -> None:
    """Gather the figures of every process in a folder that ends with this one."""
    from questionnaire.web.watching import serve_metrics

    folder = tempfile.mkdtemp(prefix="terrain-metrics-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    try:
        serve_metrics(settings.metrics, folder)
    except OSError as error:
        raise ConfigError(
            f"les mesures ne peuvent pas s’ouvrir à l’adresse {settings.metrics} : {system_reason(error)}"
        ) from error


def _welcome(settings: Settings) -> None:
    """Give the way to the first account, once, to whoever starts the server."""
    from questionnaire.storage import Accounts, make_engine

    engine = make_engine(settings.database_url)
    accounts = Accounts(engine)
    if accounts.count() == 0:
        click.echo(
            "Pour adapter les questions, créez le premier compte d’animation (lien à usage unique, 24 heures) :"
        )
        click.echo(f"  {new_invitation(settings, accounts)}")
    engine.dispose()


def _check_address(settings: Settings) -> None:
    """Refuse in one sentence an address that is taken or that this machine does not have."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            settings.host, settings.port, type=socket.SOCK_STREAM
        )[0]
        with socket.socket(family, kind, protocol) as tried:
            tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            tried.bind(address)
    except OSError as error:
        taken = error.errno == errno.EADDRINUSE
        hint = f" Choisissez un autre port, par exemple « PORT={settings.port + 1} make run »." if taken else ""
        raise ConfigError(
            f"le site ne peut pas s’ouvrir à l’adresse {settings.host}, port {settings.port} : {system_reason(error)}.{hint}"
        ) from error


@main.command(help="Met la base de données au schéma de cette version (sauvegardez-la d’abord).")
def migrate() -> None:
    """Upgrade the schema."""
    run(_migrate)


def _migrate() -> None:
    prepare_database(load_settings())


@main.command(help="Supprime les diagnostics que personne n’a ouverts depuis la durée de conservation.")
def purge() -> None:
    """Delete what is kept for too long."""
    run(lambda: click.echo(f"{_purge(load_settings())} diagnostic(s) supprimé(s)."))


def _purge(settings: Settings) -> int:
    from questionnaire.storage import Store
    from questionnaire.web.services import Retention

    engine = open_database(settings)
    count = Retention(Store(engine), settings.retention_months).apply()
    engine.dispose()
    return count


@main.command(help="Compte tout de suite les diagnostics qui attendent d’entrer dans les statistiques.")
def statistics() -> None:
    """Gather all that has settled."""
    run(lambda: click.echo(f"{_gather(load_settings())} diagnostic(s) compté(s)."))


def _gather(settings: Settings) -> int:
    from questionnaire.storage import Publications, StatisticsStore, now
    from questionnaire.versions import kept_versions

    engine = open_database(settings)
    get = kept_versions(Publications(engine))
    count = StatisticsStore(engine).gather(get, settings.statistics_minimum, now(), seconds=math.inf)
    engine.dispose()
    return count


@main.command(help="Vérifie un fichier de critères (criteria.yaml par défaut) et dit tout ce qui est à corriger.")
@click.argument(
    "file", type=click.Path(path_type=Path), default=ROOT / "criteria.yaml", envvar="QUESTIONNAIRE_CRITERIA"
)
@click.option(
    "--format", "output", type=click.Choice(["text", "json"]), default="text", help="Sortie lisible, ou JSON."
)
def check(file: Path, output: str) -> None:
    """Print every problem; exit 0 when the file can be used, 1 otherwise."""
    from questionnaire.loading import load_file

    shown = _short(file)
    criteria = None
    try:
        criteria, problems = load_file(file)
    except CriteriaError as error:
        problems = error.problems
    if output == "json":
        click.echo(
            json.dumps(_problems_as_json(shown, criteria is not None, problems), ensure_ascii=False, indent=2)
        )
    else:
        for problem in problems:
            kind = "avertissement : " if problem.warning else ""
            click.echo(f"{shown}:{problem.line} : {kind}{problem}")
        click.echo(_verdict(shown, problems, valid=criteria is not None), err=criteria is None)
    sys.exit(0 if criteria else 1)


def _problems_as_json(file: str, valid: bool, problems: tuple[Problem, ...]) -> dict[str, object]:
    return {
        "fichier": file,
        "valide": valid,
        "problemes": [
            {
                "ligne": problem.line,
                "gravite": "avertissement" if problem.warning else "erreur",
                "endroit": problem.where,
                "message": problem.message,
            }
            for problem in problems
        ],
    }


def _verdict(file: str, problems: tuple[Problem, ...], *, valid: bool) -> str:
    warnings = sum(1 for problem in problems if problem.warning)
    errors = len(problems) - warnings
    if not valid:
        return f"{file} : {errors} erreur{'s' if errors > 1 else ''} à corriger."
    if warnings:
        return f"{file} est utilisable ({warnings} avertissement{'s' if warnings > 1 else ''})."
    return f"{file} est correct."


def _short(file: Path) -> str:
    try:
        return str(file.absolute().relative_to(Path.cwd()))
    except ValueError:
        return str(file)


@main.command(help="Affiche le schéma JSON des critères, pour l’aide à la saisie dans un éditeur.")
def schema() -> None:
    """Print the JSON Schema of criteria.yaml."""
    from questionnaire.json_schema import criteria_schema

    click.echo(criteria_schema(), nl=False)


@main.command(help="Calcule le résultat d’un fichier de réponses {regard, contexte, reponses}, sans serveur.")
@click.argument("answers", type=click.Path(path_type=Path, allow_dash=True))
@click.option(
    "--criteria", "file", type=click.Path(path_type=Path), default=ROOT / "criteria.yaml", help="Critères."
)
def evaluate(answers: Path, file: Path) -> None:
    """Print the report of a JSON file of answers, in the shape of the JSON download."""
    run(lambda: _evaluate(answers, file))


def _evaluate(answers: Path, file: Path) -> None:
    from questionnaire.loading import load_file
    from questionnaire.renderings.data import render_json
    from questionnaire.report import make_report
    from questionnaire.sheets import read_sheet

    criteria, _ = load_file(file)
    try:
        data = json.loads(sys.stdin.buffer.read() if str(answers) == "-" else answers.read_bytes())
    except OSError as error:
        raise QuestionnaireError(
            f"le fichier « {answers} » ne peut pas être lu ({system_reason(error)})."
        ) from error
    except (ValueError, RecursionError) as error:
        raise QuestionnaireError(f"le fichier « {answers} » n’est pas du JSON ({error}).") from error
    sheet, ignored = read_sheet(data, criteria)
    for notice in ignored:
        click.echo(notice, err=True)
    click.echo(render_json(make_report(criteria, sheet)), nl=False)
