"""The doctor says what is right, what is wrong, and what to do."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from questionnaire.cli.main import main
from tests.support.databases import new_database, ready_database
from tests.support.paths import ROOT


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An installation with its own folder and database."""
    monkeypatch.setenv("QUESTIONNAIRE_INSTANCE", str(tmp_path / "donnees"))
    monkeypatch.setenv("QUESTIONNAIRE_DATABASE_URL", ready_database(tmp_path))
    assert CliRunner().invoke(main, ["migrate"]).exit_code == 0
    return tmp_path


def doctor() -> Result:
    return CliRunner().invoke(main, ["doctor"])


def test_a_new_installation_can_serve_and_lists_what_is_left_to_do(installed: Path) -> None:
    told = doctor()
    assert told.exit_code == 0, told.output
    assert "✓ Schéma : à jour" in told.output
    assert "un PDF d’essai se fait" in told.output
    assert "! Comptes d’animation : aucun" in told.output
    assert "! Ateliers : les téléphones d’une salle n’atteignent pas cette adresse" in told.output
    assert "Traceback" not in told.output


def test_a_space_that_nobody_administers_is_reported(installed: Path) -> None:
    for words, told in (
        (("add", "Ana", "--role", "animation"), "! Comptes d’animation : 1, mais personne n’administre"),
        (("role", "Ana", "administration"), "✓ Comptes d’animation : 1, dont 1 d’administration"),
    ):
        done = CliRunner().invoke(main, ["facilitator", *words], input="quatre mots bien choisis\n")
        assert done.exit_code == 0, done.output
        assert told in doctor().output


def test_a_site_open_to_the_world_without_its_name_nor_https_is_wrong(
    installed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QUESTIONNAIRE_TRUSTED_PROXIES", "1")
    told = doctor()
    assert told.exit_code == 1
    assert "✗ Noms du site" in told.output
    assert "✗ HTTPS" in told.output
    monkeypatch.setenv("QUESTIONNAIRE_HOSTS", "diagnostic.example.fr")
    monkeypatch.setenv("QUESTIONNAIRE_SECURE_COOKIES", "oui")
    told = doctor()
    assert told.exit_code == 0
    assert "✓ Noms du site : diagnostic.example.fr" in told.output
    assert "Ateliers" not in told.output


def test_every_fault_is_reported_at_once(installed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    faulty = installed / "criteria.yaml"
    faulty.write_text("format: 1\n", encoding="utf-8")
    monkeypatch.setenv("QUESTIONNAIRE_CRITERIA", str(faulty))
    monkeypatch.setenv("QUESTIONNAIRE_DATABASE_URL", f"sqlite:///{installed}/absent/x.sqlite")
    (installed / "donnees" / "secret_key").chmod(0o644)
    (installed / "donnees").chmod(0o755)
    told = doctor()
    assert told.exit_code == 1
    for words in ("✗ Critères", "✗ Clé secrète", "! Dossier des données", "chmod 700", "✗ Base de données"):
        assert words in told.output, told.output


def test_an_empty_database_is_to_be_looked_at_and_an_earlier_one_to_be_migrated(
    installed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QUESTIONNAIRE_DATABASE_URL", new_database(installed, "neuve"))
    told = doctor()
    assert told.exit_code == 0
    assert "! Schéma : base vide" in told.output
    earlier = installed / "ancienne.sqlite"
    shutil.copy(ROOT / "tests" / "kept" / "0001.sqlite", earlier)
    monkeypatch.setenv("QUESTIONNAIRE_DATABASE_URL", f"sqlite:///{earlier}")
    told = doctor()
    assert told.exit_code == 1
    assert "✗ Schéma : la base de données est celle d’une version antérieure" in told.output


def test_a_password_in_the_address_of_the_database_is_not_shown(
    installed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QUESTIONNAIRE_DATABASE_URL", "postgresql://terrain:tres-secret@127.0.0.1:1/terrain")
    told = doctor()
    assert told.exit_code == 1
    assert "tres-secret" not in told.output


@pytest.mark.parametrize("name", ["QUESTIONNAIRE_METRICS", "PORT"])
def test_a_setting_that_cannot_be_read_is_reported(
    installed: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv(name, "partout")
    told = doctor()
    assert told.exit_code == 1
    assert name in told.output
    assert os.environ[name] == "partout"


def test_a_folder_that_is_not_there_is_reported_and_not_made(
    installed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mistyped = installed / "donnée"
    monkeypatch.setenv("QUESTIONNAIRE_INSTANCE", str(mistyped))
    told = doctor()
    assert told.exit_code == 1
    assert "n’existe pas" in told.output
    assert not mistyped.exists()


def test_figures_open_to_other_machines_are_reported(installed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUESTIONNAIRE_METRICS", "0.0.0.0:9100")
    assert "! Mesures : 0.0.0.0:9100 : ouvertes à d’autres machines" in doctor().output
    monkeypatch.setenv("QUESTIONNAIRE_METRICS", "127.0.0.1:9100")
    assert "✓ Mesures" in doctor().output


@pytest.mark.parametrize(
    ("host", "proxies", "mark", "words"),
    [
        ("127.0.0.1", "1", "✓", "1\N{NO-BREAK SPACE}serveur mandataire"),
        ("127.0.0.1", "0", "✗", "toutes les visites semblent venir d’une seule adresse"),
        ("0.0.0.0", "1", "!", "que seul le mandataire l’atteigne"),  # noqa: S104 - only read
        ("0.0.0.0", "0", "!", "qui fait le HTTPS"),  # noqa: S104 - only read
    ],
)
def test_a_proxy_forgotten_or_passed_by_is_reported(
    installed: Path, monkeypatch: pytest.MonkeyPatch, host: str, proxies: str, mark: str, words: str
) -> None:
    for name, value in (
        ("HOSTS", "diagnostic.example.fr"),
        ("SECURE_COOKIES", "oui"),
        ("TRUSTED_PROXIES", proxies),
    ):
        monkeypatch.setenv(f"QUESTIONNAIRE_{name}", value)
    monkeypatch.setenv("HOST", host)
    line = next(one for one in doctor().output.splitlines() if "Mandataire" in one)
    assert line.startswith(f"{mark} Mandataire")
    assert words in line


def test_secure_cookies_without_anything_that_does_https_are_reported(
    installed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QUESTIONNAIRE_SECURE_COOKIES", "oui")
    assert "! HTTPS : annoncé, mais aucun mandataire ne le fait : ouvert en http" in doctor().output
    monkeypatch.setenv("QUESTIONNAIRE_TRUSTED_PROXIES", "1")
    assert "✓ HTTPS : annoncé\n" in doctor().output
