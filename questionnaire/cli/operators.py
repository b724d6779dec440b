"""The commands of system administrators: backup, restore, migrate-data, doctor."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from questionnaire.cli.database import open_database
from questionnaire.cli.running import run
from questionnaire.config import load_settings
from questionnaire.typography import counted


@click.command(
    short_help="Copie la base dans un fichier, pendant que le site sert.",
    help="Copie la base dans FICHIER, pendant que le site sert ; toujours au format SQLite.",
)
@click.argument("file", metavar="FICHIER", type=click.Path(path_type=Path))
def backup(file: Path) -> None:
    """Write a consistent copy of the database."""
    from questionnaire.storage.backup import backup as write_backup

    def action() -> None:
        engine = open_database(load_settings(), any_schema=True)
        write_backup(engine, file)
        click.echo(f"La base est copiée dans {file} ({file.stat().st_size // 1024} Ko).")

    run(action)


@click.command(
    short_help="Remet en service une copie de la base.",
    help="Remet en service la copie FICHIER, au schéma de cette version.",
)
@click.argument("file", metavar="FICHIER", type=click.Path(path_type=Path))
@click.option("--replace", is_flag=True, help="Remplace ce que la base contient déjà.")
def restore(file: Path, replace: bool) -> None:
    """Replace the content of the database with a backup."""
    from questionnaire.storage import make_engine, upgrade
    from questionnaire.storage.backup import restore as restore_backup

    def action() -> None:
        engine = make_engine(load_settings().database_url)
        restore_backup(file, engine, replace=replace)
        upgrade(engine)
        address = engine.url.render_as_string(hide_password=True)
        click.echo(f"La copie {file} est en service, dans {address}.")
        click.echo(
            "Les diagnostics supprimés depuis cette copie sont revenus : « questionnaire purge » efface les plus anciens."
        )

    run(action)


@click.command(
    "migrate-data",
    short_help="Copie toutes les données d’une base dans une autre.",
    help="Copie toutes les données de la base DE dans la base VERS, et compare chaque ligne.",
)
@click.argument("source", metavar="DE")
@click.argument("target", metavar="VERS")
def migrate_data(source: str, target: str) -> None:
    """Copy all the data to another database."""
    from questionnaire.storage import make_engine, must_be_there
    from questionnaire.storage.backup import copy_all

    def action() -> None:
        result = copy_all(make_engine(must_be_there(_address(source))), make_engine(_address(target)))
        for name, count in result.rows.items():
            click.echo(f"{name:<22} {count:>10}")
        click.echo(f"Copie relue et comparée : {counted(result.total, 'ligne')}, sans une différence.")
        click.echo(
            "Réglez maintenant QUESTIONNAIRE_DATABASE_URL sur la nouvelle base, gardez la même clé secrète, puis relancez."
        )

    run(action)


def _address(address: str) -> str:
    """Return the address of a database; a path is a SQLite file."""
    return address if "://" in address else f"sqlite:///{Path(address).absolute()}"


@click.command(help="Dit ce qui va et ce qui ne va pas dans cette installation.")
def doctor() -> None:
    """Print the findings; the exit code is 1 when one is an error."""
    from questionnaire.cli.doctor import examine

    findings = examine()
    for finding in findings:
        click.echo(f"{finding.mark} {finding.subject} : {finding.message}")
    error_count = sum(finding.error for finding in findings)
    if error_count:
        click.echo(f"{counted(error_count, 'point')} à corriger.", err=True)
        sys.exit(1)
    click.echo(
        "Tout est en ordre."
        if all(finding.ok for finding in findings)
        else "Le site peut servir ; les points « ! » sont à regarder."
    )
