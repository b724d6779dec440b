"""The page of statistics, its downloads and the export, as a facilitator sees them."""

from __future__ import annotations

import csv
import datetime
import io
import zipfile
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from flask import Flask
from sqlalchemy import insert, update

from questionnaire.answers import Answer, AnswerSheet, State, Viewpoint
from questionnaire.app import UPKEEP
from questionnaire.cli.main import main
from questionnaire.config import load_settings
from questionnaire.criteria.loading import digest
from questionnaire.criteria.model import Criteria
from questionnaire.errors import ConfigError
from questionnaire.storage import CriteriaText, Origin, now
from questionnaire.storage.tables import cohorts, diagnostics
from tests.conftest import make_settings, new_app, services_of, sign_in
from tests.support.building import MINIMAL
from tests.support.databases import store_version
from tests.support.paths import ROOT

BASE = "/animation/statistiques"
EVERY = (
    BASE,
    f"{BASE}/telecharger/csv",
    f"{BASE}/telecharger/ods",
    f"{BASE}/export.csv",
    f"{BASE}/export.json",
)
BEGUN = now() - datetime.timedelta(days=3)


def fill(
    app: Flask,
    count: int,
    finished: bool = True,
    criteria: Criteria | None = None,
    count_now: bool = True,
    age: int = 3,
    **changes: Any,
) -> None:
    """Keep so many diagnostics, begun so many days ago; count them, as a served app does every five minutes."""
    parts = services_of(app)
    version = criteria or parts.versions.current
    given = {
        criterion.id: Answer(State.UNKNOWN, note="secret-note") if number % 3 == 0 else Answer.at(1, "secret-note")
        for number, criterion in enumerate(version.all_criteria())
    }
    context = {"stade": "idee", "territoire-type": "rural", "nom": "secret-nom", "autre-enjeu": "secret-texte"}
    sheet = AnswerSheet(**{"viewpoint": Viewpoint.PROJET, "context": context, "answers": given, **changes})
    for _ in range(count):
        key = f"secret-cle-{id(app)}-{fill.__dict__.setdefault('number', 0)}"
        fill.__dict__["number"] += 1
        assert parts.diagnostics.create(key, f"r{key}", version.digest, sheet)
        begun = BEGUN - datetime.timedelta(days=age - 3)
        end = begun + datetime.timedelta(minutes=17)
        dates = {"created_at": begun, "updated_at": end, "finished_at": end if finished else None}
        with parts.publications._write() as connection:
            connection.execute(update(diagnostics).filter_by(edit_digest=key).values(dates))
    if count_now:
        app.extensions[UPKEEP][1].run_tasks()


@pytest.fixture
def own(tmp_path: Path) -> Flask:
    """An app with a database of its own."""
    return new_app(make_settings(tmp_path))


def test_the_empty_page_explains_kindly(own: Flask) -> None:
    client = sign_in(own)
    page = client.get(BASE).text
    assert "Rien à montrer pour l’instant" in page
    assert "un quart d’heure après sa fin" in page
    assert '<svg class="stat-time' not in page
    for address in EVERY:
        assert client.get(address).status_code == 200


def test_four_diagnostics_are_never_seen_and_the_fifth_opens_the_page(own: Flask) -> None:
    client = sign_in(own)
    fill(own, 4)
    assert "Rien à montrer" in client.get(BASE).text
    assert client.get(f"{BASE}/export.json").get_json()["lignes"] == []
    fill(own, 1)
    page = client.get(BASE).text
    assert "Rien à montrer" not in page
    assert "17\u00a0min" in page
    begun = [row for row in client.get(f"{BASE}/export.json").get_json()["lignes"] if row["reponse"] == "commence"]
    assert [row["diagnostics"] for row in begun] == [5]


def test_the_page_shows_every_part_and_each_drawing_has_its_table(own: Flask) -> None:
    fill(own, 22)
    fill(own, 6, finished=False, answers={})
    page = sign_in(own).get(BASE).text
    for words in ("Semaine après semaine", "Qui répond", "Où l’on s’arrête", "Critère par critère", "Souvent"):
        assert words in page
    assert "Commencés" in page
    assert page.count("<table") >= 9
    assert "moins de\u00a05" in page
    assert "style=" not in page


def test_filters_are_kept_and_unknown_ones_ignored(own: Flask) -> None:
    fill(own, 5)
    client = sign_in(own)
    page = client.get(f"{BASE}?regard=projet&etape=idee&periode=2-trimestres").text
    assert '<option value="idee" selected>' in page
    assert "telecharger/csv?regard=projet&amp;etape=idee&amp;periode=2-trimestres" in page
    assert "Rien à montrer avec ces filtres" in client.get(f"{BASE}?regard=collectivite").text
    odd = client.get(f"{BASE}?regard=<script>&etape=x&version=y&periode=z&territoire=w")
    assert odd.status_code == 200
    assert "<script>" not in odd.text.replace("<script src", "")
    assert "Rien à montrer" not in odd.text


def test_cohorts_too_mixed_for_a_filter_are_reported(own: Flask) -> None:
    fill(own, 3, age=200)
    fill(own, 3, age=200, context={"stade": "ouverture"})
    page = sign_in(own).get(f"{BASE}?etape=idee").text
    assert "5 diagnostics sont comptés dans des groupes trop mêlés" in page


def test_nothing_of_a_person_leaves(own: Flask) -> None:
    fill(own, 7)
    fill(own, 6, finished=False)
    client = sign_in(own)
    client.get(BASE)
    exact = [f"{moment:%H:%M}" for moment in (BEGUN, BEGUN + datetime.timedelta(minutes=17))]
    for address in EVERY:
        content = client.get(address).data
        if address.endswith("ods"):
            content = zipfile.ZipFile(io.BytesIO(content)).read("content.xml")
        text = content.decode()
        assert "secret" not in text, address
        assert not [moment for moment in exact if f"T{moment}" in text or f" {moment}" in text], address


def test_the_two_forms_of_the_export_hold_the_same_counts(own: Flask) -> None:
    fill(own, 26)
    client = sign_in(own)
    response = client.get(f"{BASE}/export.csv")
    assert "attachment" in response.headers["Content-Disposition"]
    header, *rows = csv.reader(io.StringIO(response.data.decode("utf-8-sig")), delimiter=";")
    exported = client.get(f"{BASE}/export.json").get_json()
    assert list(exported["colonnes"]) == header
    assert [[str(cell) for cell in row.values()] for row in exported["lignes"]] == rows
    assert {row["tableau"] for row in exported["lignes"]} == {"lots", "reponses"}
    assert f"<code>{header[0]}</code>" in client.get(BASE).text


def test_the_version_of_the_export_runs_no_formula(tmp_path: Path) -> None:
    file = tmp_path / "criteria.yaml"
    file.write_text(MINIMAL.replace('version: "essai-1"', 'version: "=2+3"'), encoding="utf-8")
    app = new_app(make_settings(tmp_path, criteria=file))
    fill(app, 5)
    text = sign_in(app).get(f"{BASE}/export.csv").data.decode("utf-8-sig")
    assert {row[1] for row in list(csv.reader(io.StringIO(text), delimiter=";"))[1:]} == {"'=2+3"}


def test_the_home_of_the_space_counts_as_the_statistics_do(own: Flask) -> None:
    client = sign_in(own)
    for added, words in ((4, "Moins de\u00a05 diagnostics"), (2, "5 diagnostics"), (1, "5 diagnostics")):
        fill(own, added)
        for address in ("/animation", "/animation/versions/1"):
            assert f"{words} comptés avec cette version" in client.get(address).text
    assert "7 diagnostics" not in client.get("/animation").text


def test_the_page_says_when_a_table_is_mostly_mixed(own: Flask) -> None:
    client = sign_in(own)
    fill(own, 20)
    assert "Plus d’un tiers des diagnostics" not in client.get(BASE).text
    for stage in ("prefiguration", "ouverture", "fonctionnement", "idee"):
        for territory in ("rural", "bourg"):
            fill(own, 3, age=200, count_now=False, context={"stade": stage, "territoire-type": territory})
    own.extensions[UPKEEP][1].run_tasks()
    assert "Plus d’un tiers des diagnostics" in client.get(BASE).text


def test_a_download_of_no_format_is_not_found(own: Flask) -> None:
    assert sign_in(own).get(f"{BASE}/telecharger/pdf").status_code == 404


def test_hostile_words_of_the_criteria_are_shown_as_text(tmp_path: Path) -> None:
    file = tmp_path / "criteria.yaml"
    hostile = "<script>alert(1)</script>"
    text = MINIMAL.replace("titre: Critère A", f"titre: '{hostile}'").replace(
        "titre: Une idée", f"titre: '{hostile}'"
    )
    text = text.replace('version: "essai-1"', 'version: "<b>=2+3"').replace(
        "titre: Commencer A", f"titre: '{hostile}'"
    )
    file.write_text(text, encoding="utf-8")
    app = new_app(make_settings(tmp_path, criteria=file))
    fill(app, 25)
    page = sign_in(app).get(BASE).text
    assert hostile not in page
    assert page.count("&lt;script&gt;alert(1)&lt;/script&gt;") >= 4
    assert "&lt;b&gt;=2+3" in page


def test_an_older_version_keeps_its_own_words(tmp_path: Path) -> None:
    file = tmp_path / "criteria.yaml"
    file.write_text(MINIMAL, encoding="utf-8")
    first = new_app(make_settings(tmp_path, criteria=file))
    fill(first, 5)
    sign_in(first).get(BASE)
    old = services_of(first).versions.current.digest
    text = MINIMAL.replace("essai-1", "essai-2").replace("titre: Critère A", "titre: Critère renommé")
    file.write_text(text, encoding="utf-8")
    client = sign_in(new_app(make_settings(tmp_path, criteria=file)))
    assert "Critère renommé" in client.get(BASE).text
    page = client.get(f"{BASE}?version={old}").text
    assert "Critère renommé" not in page
    assert "Critère A" in page


def test_a_version_that_this_release_cannot_read_is_left_out(tmp_path: Path) -> None:
    app = new_app(make_settings(tmp_path))
    parts = services_of(app)
    fill(app, 5)
    client = sign_in(app)
    client.get(BASE)
    store_version(parts.publications._engine, "f" * 64, "format 9", b"format: 9")
    with parts.publications._write() as connection:
        mixed = {"viewpoint": "projet", "stage": "*", "territory": "*", "quarter": "*", "size": 5, "counters": {}}
        connection.execute(insert(cohorts).values(id=99, criteria_digest="f" * 64, **mixed))
    for address in (*EVERY, f"{BASE}?version={'f' * 64}"):
        assert client.get(address).status_code == 200
    assert "format 9" in client.get(BASE).text


def test_the_minimum_is_a_setting_never_below_three(tmp_path: Path) -> None:
    environ = {"QUESTIONNAIRE_INSTANCE": str(tmp_path)}
    assert load_settings(environ).statistics_minimum == 5
    assert load_settings({**environ, "QUESTIONNAIRE_STATISTICS_MINIMUM": "12"}).statistics_minimum == 12
    with pytest.raises(ConfigError, match="QUESTIONNAIRE_STATISTICS_MINIMUM"):
        load_settings({**environ, "QUESTIONNAIRE_STATISTICS_MINIMUM": "2"})


def test_a_raised_minimum_is_obeyed_everywhere(tmp_path: Path) -> None:
    app = new_app(make_settings(tmp_path, statistics_minimum=8))
    fill(app, 7)
    client = sign_in(app)
    assert "Rien à montrer" in client.get(BASE).text
    fill(app, 1)
    assert "moins de\u00a08" in client.get(BASE).text


def test_the_command_counts_everything_now(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = make_settings(tmp_path)
    app = new_app(settings)
    fill(app, 6, count_now=False)
    monkeypatch.setattr("questionnaire.cli.main.load_settings", lambda: settings)
    for words in ("6\N{NO-BREAK SPACE}diagnostics comptés", "0\N{NO-BREAK SPACE}diagnostic compté"):
        assert CliRunner().invoke(main, ["statistics"]).output == f"{words}.\n"
    assert "Rien à montrer" not in sign_in(app).get(BASE).text


def test_two_texts_under_one_name_are_told_apart_everywhere(tmp_path: Path) -> None:
    app = new_app(make_settings(tmp_path))
    parts = services_of(app)
    first = parts.versions.current
    fill(app, 5)
    marie = sign_in(app)
    assert "publication n°" not in marie.get(f"{BASE}/export.csv").text
    text = (ROOT / "criteria.yaml").read_bytes() + b"# une remarque"
    other = CriteriaText(digest(text), first.version, text)
    number = parts.published.in_service.id
    assert parts.publications.publish(other, author="Marie", origin=Origin.SPACE, message="Essai", expected=number)
    parts.published.refresh(now_too=True)
    one, two = (f"{first.version} (publication n°\xa0{published})" for published in (1, 2))
    assert one in marie.get(f"{BASE}/export.csv").text  # although the other is not counted yet
    fill(app, 5)
    for address in (BASE, f"{BASE}/telecharger/csv", f"{BASE}/export.csv"):
        page = marie.get(address).text
        assert one in page
        assert two in page
