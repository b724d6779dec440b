"""The command `criteria publish`: an operator puts a file in service, as a facilitator would from the space."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from questionnaire.accounts.journal import Event
from questionnaire.cli.database import open_database
from questionnaire.cli.running import run
from questionnaire.config import load_settings
from questionnaire.errors import QuestionnaireError
from questionnaire.logs import command_journal
from questionnaire.texts import clean_text

if TYPE_CHECKING:
    from questionnaire.storage import PublicationStore

MESSAGE_MAX = 500


@click.command(
    short_help="Met un fichier de critères en service.",
    help="Met FICHIER en service à la place de la version actuelle, comme une publication de l’espace d’animation : "
    "les nouveaux diagnostics l’utilisent en quelques secondes, les autres gardent leur version.",
)
@click.argument("file", metavar="FICHIER", type=click.Path(path_type=Path))
@click.option(
    "--message", metavar="PHRASE", required=True, help="Pourquoi ce changement : une phrase, pour l’historique."
)
def publish(file: Path, message: str) -> None:
    """Publish a criteria file."""
    run(lambda: _publish(file, " ".join(clean_text(message).split())))


def _publish(file: Path, message: str) -> None:
    from questionnaire.criteria.loading import load_criteria, read_file
    from questionnaire.criteria.version_names import free_name
    from questionnaire.services.journal import note
    from questionnaire.storage import CriteriaText, JournalStore, Origin, PublicationStore

    if not 0 < len(message) <= MESSAGE_MAX:
        raise QuestionnaireError(f"dites pourquoi en une phrase de {MESSAGE_MAX} caractères au plus (--message).")
    source = read_file(file)
    criteria, _ = load_criteria(source)
    engine = open_database(load_settings())
    publications = PublicationStore(engine)
    last, others = publications.last(), publications.published_labels()
    if last is not None and last.criteria_digest == criteria.digest:
        click.echo(f"Ce texte est déjà en service (version {last.label}, publication n° {last.id}).")
        return
    published = publications.publish(
        CriteriaText(criteria.digest, criteria.version, source),
        author="",
        origin=Origin.COMMAND,
        message=message,
        expected=last.id if last else None,
        upstream=_upstream(criteria.digest, publications),
    )
    if published is None:
        raise QuestionnaireError("une autre version vient d’être mise en service : relancez la commande.")
    with command_journal():
        note(
            JournalStore(engine),
            Event.PUBLISHED,
            "",
            numero=published.id,
            version=published.label,
            origine="commande",
            compte="",
        )
    engine.dispose()
    names = {label for digest, label in others.items() if digest != criteria.digest}
    if published.label in names:
        click.echo(
            f"Un autre texte publié porte déjà le nom « {published.label} » : les statistiques les distinguent par leur "
            f"numéro de publication. Un nom libre : « {free_name(published.label, names)} », à la ligne « version ».",
            err=True,
        )
    click.echo(
        f"La version {published.label} est en service (publication n° {published.id}) ; un site qui tourne la suit en "
        "quelques secondes. Les changements du fichier du serveur seront maintenant annoncés dans l’espace d’animation."
    )


def _upstream(digest: str, publications: PublicationStore) -> str | None:
    """Return the digest of the text of the project that this one includes: its own when it is one, else None (unknown)."""
    from questionnaire.storage import Place

    seen = {text.criteria_digest for place in Place for text in publications.project_texts(place)}
    return digest if digest in seen else None
