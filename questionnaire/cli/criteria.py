"""The commands on criteria files, which need no database: check, schema, evaluate."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from questionnaire.cli.running import run
from questionnaire.config import RESOURCES
from questionnaire.errors import CriteriaError, Problem, QuestionnaireError, system_reason
from questionnaire.typography import counted


@click.command(
    short_help="Vérifie les critères et dit tout ce qui est à corriger.",
    help="Vérifie un fichier de critères (criteria.yaml par défaut) et dit tout ce qui est à corriger.",
)
@click.argument(
    "file",
    metavar="[FICHIER]",
    type=click.Path(path_type=Path),
    default=RESOURCES / "criteria.yaml",
    envvar="QUESTIONNAIRE_CRITERIA",
)
@click.option(
    "--format", "output", type=click.Choice(["text", "json"]), default="text", help="Sortie lisible, ou JSON."
)
def check(file: Path, output: str) -> None:
    """Print every problem; the exit code is 0 when the file can be used, else 1."""
    from questionnaire.criteria.loading import load_file

    file_name = _display_path(file)
    criteria = None
    try:
        criteria, problems = load_file(file)
    except CriteriaError as error:
        problems = error.problems
    if output == "json":
        click.echo(
            json.dumps(_problems_as_json(file_name, criteria is not None, problems), ensure_ascii=False, indent=2)
        )
    else:
        for problem in problems:
            kind = "avertissement : " if problem.warning else ""
            place = f"{file_name}:{problem.line}" if problem.line else file_name
            click.echo(f"{place} : {kind}{problem}")
        click.echo(_verdict(file_name, problems, valid=criteria is not None), err=criteria is None)
    sys.exit(0 if criteria else 1)


def _problems_as_json(file: str, valid: bool, problems: tuple[Problem, ...]) -> dict[str, object]:
    return {
        "fichier": file,
        "valide": valid,
        "problemes": [
            {
                "ligne": problem.line or None,
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
        return f"{file} : {counted(errors, 'erreur')} à corriger."
    if warnings:
        return f"{file} est utilisable ({counted(warnings, 'avertissement')})."
    return f"{file} est correct."


def _display_path(file: Path) -> str:
    try:
        return str(file.absolute().relative_to(Path.cwd()))
    except ValueError:
        return str(file)


@click.command(
    short_help="Affiche le schéma JSON des critères, pour les éditeurs.",
    help="Affiche le schéma JSON des critères, pour l’aide à la saisie dans un éditeur.",
)
def schema() -> None:
    """Print the JSON Schema of criteria.yaml."""
    from questionnaire.criteria.json_schema import criteria_schema

    click.echo(criteria_schema(), nl=False)


@click.group(
    name="criteria",
    invoke_without_command=True,
    subcommand_metavar="[COMMANDE [ARGUMENTS]…]",
    short_help="Affiche les critères livrés, pour commencer les siens ; ou en publie.",
    help="Affiche les critères livrés avec le programme : questionnaire criteria > criteria.yaml. "
    "Avec une commande, fait ce qu’elle dit.",
)
@click.pass_context
def shipped(context: click.Context) -> None:
    """Print the shipped criteria, to the letter, unless a command follows."""
    if context.invoked_subcommand is None:
        click.echo((RESOURCES / "criteria.yaml").read_bytes(), nl=False)


@click.command(
    short_help="Calcule le résultat d’un fichier de réponses, sans serveur.",
    help="Calcule le résultat d’un fichier de réponses {regard, contexte, reponses}, sans serveur.",
)
@click.argument("answers", metavar="RÉPONSES", type=click.Path(path_type=Path, allow_dash=True))
@click.option(
    "--criteria",
    "file",
    metavar="FICHIER",
    type=click.Path(path_type=Path),
    default=RESOURCES / "criteria.yaml",
    help="Les critères (criteria.yaml par défaut).",
)
def evaluate(answers: Path, file: Path) -> None:
    """Print the report of a JSON file of answers, in the format of the JSON download."""
    run(lambda: _evaluate(answers, file))


def _evaluate(answers: Path, file: Path) -> None:
    from questionnaire.assessment.report import make_report
    from questionnaire.assessment.serialization import read_sheet
    from questionnaire.criteria.loading import load_file
    from questionnaire.renderings.data import render_json

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
