"""An operator puts a file in service from the command line: a publication like another."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from questionnaire.cli.main import main
from questionnaire.storage import Origin, Publication, PublicationStore
from tests.conftest import make_settings, new_app, services_of, sign_in
from tests.support.paths import ROOT
from tests.support.shipped import OURS, VERSION, renamed

MINIMAL = (ROOT / "tests/valid/minimal.yaml").read_text(encoding="utf-8")


@pytest.fixture
def publications(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> PublicationStore:
    """The publications of a site that has started once."""
    settings = make_settings(tmp_path)
    monkeypatch.setenv("QUESTIONNAIRE_INSTANCE", str(tmp_path))
    monkeypatch.setenv("QUESTIONNAIRE_DATABASE_URL", settings.database_url)
    return services_of(new_app(settings)).publications


def publish(folder: Path, text: str, message: str = "Pour l’atelier de mars") -> Result:
    file = folder / "nouveau.yaml"
    file.write_text(text, encoding="utf-8")
    return CliRunner().invoke(main, ["criteria", "publish", str(file), "--message", message])


def last(publications: PublicationStore) -> Publication:
    found = publications.last()
    assert found
    return found


def test_a_file_is_put_in_service_with_who_and_why(publications: PublicationStore, tmp_path: Path) -> None:
    told = publish(tmp_path, renamed(OURS, "2027-03"), "Pour  l’atelier de mars")
    assert told.exit_code == 0, told.output
    assert "La version 2027-03 est en service (publication n° 2)" in told.output
    published = last(publications)
    assert (published.label, published.origin, published.message) == (
        "2027-03",
        Origin.COMMAND,
        "Pour l’atelier de mars",
    )
    assert published.upstream_digest is None
    app = new_app(make_settings(tmp_path))
    page = sign_in(app).get("/animation").text
    assert "par la personne qui tient le site, en ligne de commande" in page
    assert "version 2027-03" in app.test_client().get("/methode").text


def test_a_text_already_in_service_is_not_published_twice(publications: PublicationStore, tmp_path: Path) -> None:
    told = publish(tmp_path, OURS)
    assert told.exit_code == 0
    assert f"déjà en service (version {VERSION}" in told.output
    assert last(publications).id == 1


def test_a_name_that_another_text_carries_is_reported(publications: PublicationStore, tmp_path: Path) -> None:
    told = publish(tmp_path, OURS + "# une remarque")
    assert told.exit_code == 0
    assert f"porte déjà le nom « {VERSION} »" in told.output
    assert f"Un nom libre : « {VERSION}-v2 »" in told.output
    assert "porte déjà le nom" not in publish(tmp_path, renamed(OURS, "2027-03")).output


def test_a_text_of_the_project_taken_by_the_command_is_known_to_be_included(
    publications: PublicationStore, tmp_path: Path
) -> None:
    publish(tmp_path, renamed(OURS, "2027-03"))
    publish(tmp_path, OURS)
    assert last(publications).upstream_digest == last(publications).criteria_digest


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("format: 1\n", "il manque"),
        ("format: [", "ligne 1 : l’écriture YAML n’est pas correcte"),
        ("", "est vide"),
    ],
)
def test_a_faulty_file_is_refused_with_what_to_mend(
    publications: PublicationStore, tmp_path: Path, text: str, words: str
) -> None:
    told = publish(tmp_path, text)
    assert told.exit_code == 1
    assert words in told.output
    assert "ne peuvent pas être utilisés" in told.output
    assert last(publications).id == 1


@pytest.mark.parametrize("message", ["", "  ", "x" * 501])
def test_a_publication_says_why_in_one_sentence(
    publications: PublicationStore, tmp_path: Path, message: str
) -> None:
    told = publish(tmp_path, renamed(OURS, "2027-03"), message)
    assert told.exit_code == 1
    assert "dites pourquoi en une phrase" in told.output
    assert last(publications).id == 1


def test_a_publication_made_at_the_same_moment_is_not_replaced(
    publications: PublicationStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(PublicationStore, "publish", lambda *_, **__: None)
    told = publish(tmp_path, renamed(OURS, "2027-03"))
    assert told.exit_code == 1
    assert "relancez la commande" in told.output


def test_a_site_that_never_started_is_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUESTIONNAIRE_INSTANCE", str(tmp_path))
    monkeypatch.setenv("QUESTIONNAIRE_DATABASE_URL", f"sqlite:///{tmp_path}/absente.sqlite")
    told = publish(tmp_path, MINIMAL)
    assert told.exit_code == 1
    assert "avec les réglages du site" in told.output
    assert not (tmp_path / "absente.sqlite").exists()
