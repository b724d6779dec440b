"""The command."""

from __future__ import annotations

import json
import re
import socket
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from questionnaire.cli.main import main
from questionnaire.criteria.json_schema import HELP, criteria_schema
from questionnaire.criteria.validation import validate
from tests.support.paths import ROOT
from tests.support.plain_yaml import plain_yaml

MINIMAL = ROOT / "tests" / "valid" / "minimal.yaml"


def run(*words: str | Path, **options: object) -> Result:
    result = CliRunner().invoke(main, [str(word) for word in words], **options)  # type: ignore[arg-type]
    assert "Traceback" not in result.output
    return result


def test_the_criteria_that_we_ship_are_right() -> None:
    result = run("check")
    assert result.exit_code == 0
    assert "est correct" in result.output


def test_check_tells_every_problem_at_its_line(tmp_path: Path) -> None:
    file = tmp_path / "faux.yaml"
    file.write_text(MINIMAL.read_text().replace("seuil: 75", "seuil: 5").replace("poids: 2", "poids: lourd"))
    result = run("check", file)
    assert result.exit_code == 1
    lines = [line for line in result.output.splitlines() if line.startswith(f"{file}:")]
    assert len(lines) == 2
    assert lines[0].startswith(f"{file}:18 : ")


def test_check_speaks_json_too(tmp_path: Path) -> None:
    file = tmp_path / "faux.yaml"
    file.write_text(MINIMAL.read_text().replace("seuil: 75", "seuil: 5"))
    result = run("check", file, "--format", "json")
    data = json.loads(result.output)
    assert result.exit_code == 1
    assert data["valide"] is False
    assert data["problemes"][0]["ligne"] == 18


def test_warnings_do_not_make_check_fail(tmp_path: Path) -> None:
    file = tmp_path / "avertissement.yaml"
    file.write_text(MINIMAL.read_text().replace("niveaux: [0, 1]", "niveaux: [0]", 1))
    result = run("check", file)
    assert result.exit_code == 0
    assert "avertissement : " in result.output


def test_a_missing_file_is_reported_without_a_line_number() -> None:
    assert run("check", "absent.yaml").output.startswith(
        "absent.yaml : le fichier « absent.yaml » n’existe pas.\n"
    )
    assert json.loads(run("check", "absent.yaml", "--format", "json").output)["problemes"][0]["ligne"] is None


@pytest.mark.covers
def test_the_schema_kept_in_the_project_is_the_model_s() -> None:
    assert run("schema").output == criteria_schema()
    assert (ROOT / "criteria.schema.json").read_text(encoding="utf-8") == criteria_schema(), (
        "run: .venv/bin/questionnaire schema > criteria.schema.json"
    )


def test_the_schema_accepts_our_criteria_and_every_help_serves() -> None:
    import jsonschema

    schema = json.loads(criteria_schema())
    jsonschema.validate(plain_yaml((ROOT / "criteria.yaml").read_bytes()), schema)
    names = {name for node in nodes(schema) for name in node.get("properties", {})}
    assert names == set(HELP)


def test_the_schema_underlines_what_the_guide_says_and_the_check_sees_the_rest() -> None:
    import jsonschema

    text = (ROOT / "criteria.yaml").read_text(encoding="utf-8")
    weight, tier = "\n        poids: 1", "    seuil: 30"
    level = re.findall(r"        niveaux:\n          collectivite:\n(            - .*\n)", text)[0]
    schema = jsonschema.Draft202012Validator(json.loads(criteria_schema()))
    underlined = [
        (weight, "\n        poid: 1"),
        (weight, "\n        poids: lourd"),
        (weight, "\n        poids: 2000"),
        ("        titre: Lancer des activités\n", ""),
        ("pour: [collectivite]", "pour: [commune]"),
    ]
    unseen = [
        ("exemples: [lab01]", "exemples: [lab99]"),
        ("id: diagnostic-territoire\n", "id: demarche-entrepreneuriale\n"),
        (tier, "    seuil: 80"),
        (level, ""),
        (f"commande.{weight}", "commande.\n          poids: 1"),
        ("titre: Lancer des activités", "titre: Lancer des activités de toutes sortes"),
    ]
    for before, after in (*underlined, *unseen):
        changed = text.replace(before, after, 1)
        assert changed != text
        valid = schema.is_valid(plain_yaml(changed))
        assert valid is ((before, after) in unseen), after
        assert validate(changed.encode()).problems, after


def nodes(value: object) -> list[dict[str, dict[str, object]]]:
    if isinstance(value, dict):
        return [value, *(found for child in value.values() for found in nodes(child))]
    if isinstance(value, list):
        return [found for child in value for found in nodes(child)]
    return []


def test_the_shipped_criteria_are_printed_to_the_letter() -> None:
    printed = CliRunner().invoke(main, ["criteria"])
    assert printed.exit_code == 0
    assert printed.stdout_bytes == (ROOT / "criteria.yaml").read_bytes()


def test_evaluate_prints_the_worked_example(tmp_path: Path) -> None:
    answers = tmp_path / "reponses.json"
    answers.write_text(
        json.dumps(
            {
                "regard": "collectivite",
                "contexte": {"stade": "ouvert"},
                "reponses": {
                    "a": {"etat": "repondu", "niveau": 3, "note": ""},
                    "b": {"etat": "repondu", "niveau": 1},
                    "c": {"etat": "ne_sait_pas"},
                    "d": {"etat": "non_concerne"},
                },
            }
        )
    )
    result = run("evaluate", answers, "--criteria", MINIMAL)
    axis = json.loads(result.stdout)["axes"][0]
    assert (axis["score"], axis["couverture"], axis["minimum"], axis["maximum"]) == (
        55.5556,
        0.75,
        41.6667,
        66.6667,
    )


@pytest.mark.parametrize(
    "content", ["", "{", "[]", "3", '{"regard": "martien"}', '{"regard": "projet", "reponses": {"a": 9}}']
)
def test_evaluate_refuses_what_it_cannot_read(tmp_path: Path, content: str) -> None:
    answers = tmp_path / "reponses.json"
    answers.write_text(content)
    result = run("evaluate", answers, "--criteria", MINIMAL)
    assert result.exit_code == 1
    assert result.stderr


def test_evaluate_reads_standard_input_and_tells_a_missing_file() -> None:
    result = run(
        "evaluate", "-", "--criteria", MINIMAL, input='{"regard": "projet", "reponses": {"a": 2, "inconnu": 1}}'
    )
    assert json.loads(result.stdout)["regard"] == "projet"
    assert "inconnu" in result.stderr
    assert run("evaluate", "absent.json").exit_code == 1


def test_broken_criteria_stop_the_server_with_a_clear_message(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = tmp_path / "criteria.yaml"
    broken.write_text(MINIMAL.read_text().replace("seuil: 75", "seuil: 5"))
    monkeypatch.setenv("QUESTIONNAIRE_INSTANCE", str(tmp_path / "instance"))
    monkeypatch.setenv("QUESTIONNAIRE_CRITERIA", str(broken))
    result = run("serve")
    assert result.exit_code == 1
    assert "ligne 18" in result.stderr
    assert "corrigez-les" in result.stderr


def test_a_wrong_setting_stops_the_server_with_a_clear_message(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QUESTIONNAIRE_INSTANCE", str(tmp_path))
    monkeypatch.setenv("PORT", "beaucoup")
    result = run("serve")
    assert result.exit_code == 1
    assert "PORT" in result.stderr


@pytest.mark.parametrize(
    ("host", "why"),
    [
        ("127.0.0.1", "un autre programme s’en sert déjà. Choisissez un autre port"),
        ("203.0.113.7", "cette machine n’a pas cette adresse."),
    ],
)
def test_an_address_that_cannot_be_had_is_reported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, host: str, why: str
) -> None:
    monkeypatch.setenv("QUESTIONNAIRE_INSTANCE", str(tmp_path))
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        monkeypatch.setenv("HOST", host)
        monkeypatch.setenv("PORT", str(taken.getsockname()[1]))
        result = run("serve")
    assert result.exit_code == 1
    assert why in result.stderr
