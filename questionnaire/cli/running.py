"""Runs commands; their errors are printed as sentences, without tracebacks."""

from __future__ import annotations

import sys
from collections.abc import Callable

import click

from questionnaire.errors import AnswersError, CriteriaError, QuestionnaireError


def run(action: Callable[[], None]) -> None:
    """Run an action; an error of this package is printed, and the exit code is 1."""
    try:
        action()
    except CriteriaError as error:
        for problem in error.problems:
            click.echo(f"ligne {problem.line} : {problem}" if problem.line else str(problem), err=True)
        click.echo("Les critères ne peuvent pas être utilisés : corrigez-les, puis recommencez.", err=True)
        sys.exit(1)
    except AnswersError as error:
        for problem in error.problems:
            click.echo(str(problem), err=True)
        sys.exit(1)
    except QuestionnaireError as error:
        click.echo(f"Impossible de continuer : {str(error).rstrip('.')}.", err=True)
        sys.exit(1)
