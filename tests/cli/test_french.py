"""The command line speaks French, even where the library speaks for us."""

from __future__ import annotations

import io
from pathlib import Path
from typing import IO

import click
import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import read_mo, write_mo
from babel.messages.pofile import read_po
from click.testing import CliRunner

from questionnaire.cli.french import DOMAIN, FOLDER
from questionnaire.cli.main import main

WORDS = FOLDER / "fr" / "LC_MESSAGES" / f"{DOMAIN}.po"
ENGLISH = (
    "Usage:",
    "Options:",
    "Commands:",
    "Show this",
    "Error",
    "Missing",
    "Try ",
    "No such",
    "Invalid",
    "COMMAND ",
)


def commands(command: click.Command, *words: str) -> list[tuple[str, ...]]:
    """Every command, as one types it."""
    inside = command.commands.items() if isinstance(command, click.Group) else ()
    return [words, *(found for name, one in inside for found in commands(one, *words, name))]


def said(*words: str, code: int) -> str:
    result = CliRunner().invoke(
        main, words, prog_name="questionnaire", env={"LANGUAGE": "en", "LC_ALL": "C"}, catch_exceptions=False
    )
    assert result.exit_code == code
    return result.output.replace("\N{NO-BREAK SPACE}", " ")


@pytest.mark.parametrize("words", commands(main), ids=" ".join)
def test_every_help_is_in_french_and_whole(words: tuple[str, ...]) -> None:
    output = said(*words, "--help", code=0)
    assert [one for one in ENGLISH if one in output] == []
    assert "Affiche cette aide." in output
    assert "..." not in output


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["serv"], "La commande « serv » n’existe pas. Vouliez-vous dire 'serve' ?"),
        (["backup"], "Il manque l’argument 'FICHIER'."),
        (["backup", "un", "deux"], "Il y a un argument de trop : deux"),
        (["purge", "--tout"], "L’option « --tout » n’existe pas."),
        (["evaluate", "f", "--criteria"], "L’option « --criteria » demande une valeur."),
        (["check", "--format", "xml"], "Valeur refusée pour '--format' : « xml » n’est pas parmi 'text', 'json'."),
    ],
)
def test_a_mistyped_command_is_reported_in_french(words: list[str], told: str) -> None:
    output = said(*words, code=2)
    assert told in output
    assert [one for one in ENGLISH if one in output] == []


def test_the_library_says_nothing_that_we_did_not_translate() -> None:
    ours = read_po(io.BytesIO(WORDS.read_bytes()))
    library = Path(click.__file__).parent
    theirs = {found[2] if isinstance(found[2], str) else found[2][0] for found in extract_from_dir(library)}
    assert theirs == {one.id if isinstance(one.id, str) else one.id[0] for one in ours if one.id}
    assert [one.id for one in ours if not one.string or (one.pluralizable and not all(one.string))] == []


def test_a_translation_has_the_blanks_of_what_it_translates() -> None:
    ours = read_po(io.BytesIO(WORDS.read_bytes()))
    assert [(one.id, [str(error) for error in errors]) for one, errors in ours.check() if errors] == []


def test_the_compiled_catalogue_is_the_written_one() -> None:
    made = io.BytesIO()
    write_mo(made, read_po(io.BytesIO(WORDS.read_bytes())))
    with WORDS.with_suffix(".mo").open("rb") as kept:
        assert words_of(kept) == words_of(made), "run: make locale"


def words_of(catalogue: IO[bytes]) -> list[tuple[object, object]]:
    """What a compiled catalogue says, without its heading, which has a date."""
    catalogue.seek(0)
    return [(one.id, one.string) for one in read_mo(catalogue) if one.id]
