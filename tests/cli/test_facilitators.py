"""The command that manages accounts."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from questionnaire.cli.main import main
from tests.support.databases import ready_database


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> object:
    monkeypatch.setenv("QUESTIONNAIRE_INSTANCE", str(tmp_path))
    monkeypatch.setenv("QUESTIONNAIRE_DATABASE_URL", ready_database(tmp_path))

    def invoke(*words: str, typed: str = "") -> Result:
        return CliRunner().invoke(main, ["facilitator", *words], input=typed)

    return invoke


PASSWORD = "quatre mots bien choisis\n"


def test_accounts_are_added_listed_changed_and_removed(run) -> None:  # type: ignore[no-untyped-def]
    assert "Aucun compte" in run("list").output
    assert "est créé (rôle administration)" in run("add", "Marie", typed=PASSWORD).output  # the first one
    assert "est créé (rôle animation)" in run("add", "Paul", typed=PASSWORD).output
    run("remove", "Paul")
    assert "est créé (rôle lecture)" in run("add", "Jean  Petit", "--role", "lecture", typed=PASSWORD).output
    assert run("list").output.splitlines()[0].startswith("Jean Petit\tlecture")
    assert "aucune connexion notée" in run("list").output
    assert "rôle animation" in run("role", "jean petit", "animation").output
    assert "est changé" in run("password", "Marie", typed="un autre bien long\n").output
    removed = run("remove", "MARIE").output
    assert "est retiré" in removed
    assert "Personne n’administre plus" in removed
    assert "Marie" not in run("list").output
    assert "Personne" not in run("role", "Jean Petit", "administration").output
    assert "Personne n’administre plus" in run("role", "Jean Petit", "lecture").output


@pytest.mark.parametrize(
    ("words", "typed", "said"),
    [
        (("add", "Ana"), PASSWORD, "porte déjà le nom"),
        (("add", " "), PASSWORD, "de 1 à 80 caractères"),
        (("add", "Léo"), "court\n", "au moins 12 caractères"),
        (("add", "Léo"), "", "au moins 12 caractères"),
        (("remove", "Personne"), "", "comptes : Ana"),
        (("password", "Personne"), PASSWORD, "aucun compte"),
        (("role", "Personne", "lecture"), "", "aucun compte"),
    ],
)
def test_a_mistake_is_reported_and_changes_nothing(run, words: tuple[str, ...], typed: str, said: str) -> None:  # type: ignore[no-untyped-def]
    run("add", "Ana", typed=PASSWORD)
    result = run(*words, typed=typed)
    assert result.exit_code == 1
    assert said in result.output
    assert run("list").output.count("\n") == 1


def test_an_invitation_is_an_address_of_this_server(run) -> None:  # type: ignore[no-untyped-def]
    assert run("invite").output.startswith("http://127.0.0.1:8000/animation/bienvenue/")


def test_an_invitation_names_the_site_when_it_is_known(run, monkeypatch: pytest.MonkeyPatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setenv("QUESTIONNAIRE_HOSTS", "diagnostic.example.fr autre.example.fr")
    monkeypatch.setenv("QUESTIONNAIRE_SECURE_COOKIES", "oui")
    assert run("invite").output.startswith("https://diagnostic.example.fr/animation/bienvenue/")


def test_a_database_that_does_not_open_is_reported(run, monkeypatch: pytest.MonkeyPatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setenv("QUESTIONNAIRE_DATABASE_URL", "n’importe quoi")
    result = run("list")
    assert result.exit_code == 1
    assert "illisible" in result.output
