"""The anonymised export: answers without anyone, and a dictionary that tells every column."""

from __future__ import annotations

import csv
import io
import json

from questionnaire.answers import Answer, AnswerSheet, State, Viewpoint
from questionnaire.criteria.loading import load_criteria
from questionnaire.renderings import statistics_export as module
from questionnaire.renderings.statistics_export import (
    dictionary_csv,
    dictionary_json,
    stream_csv,
    stream_json_lines,
)
from questionnaire.statistics.cohorts import Dimensions
from questionnaire.statistics.export import make_export
from tests.support.building import MINIMAL, STAGES, complete, dump

NEW = load_criteria(MINIMAL.replace("essai-1", "=2+3").encode())[0]
TREE = complete({"version": "essai-1", "axes": {"un": {"criteres": {"a": {}, "vieux": {}}}}})
OLD = load_criteria(dump(TREE).encode())[0]
EXPORT = make_export([NEW, OLD])
SHEET = AnswerSheet(
    Viewpoint.PROJET,
    context={"stade": "idee", "nom": "secret"},
    answers={"a": Answer.at(2, "secret"), "b": Answer(State.UNKNOWN, note="secret"), "d": Answer.at(3)},
)
DIMENSIONS = Dimensions(NEW.digest, "projet", None, "", "2026-T4")


def test_a_row_holds_the_lot_and_the_answers_and_nothing_else() -> None:
    row = EXPORT.row(DIMENSIONS, SHEET)
    assert list(row) == [column.name for column in EXPORT.columns]
    assert (row["regard"], row["etape"], row["territoire"], row["trimestre"]) == (
        "projet",
        "mele",
        "non_precise",
        "2026-T4",
    )
    assert (row["a.etat"], row["a.niveau"], row["b.etat"], row["b.niveau"]) == ("repondu", 2, "ne_sait_pas", None)
    assert "secret" not in repr(row)


def test_a_hidden_answer_a_blank_and_a_question_of_another_version_are_told_alike() -> None:
    row = EXPORT.row(DIMENSIONS, SHEET)
    for name in ("d", "c", "vieux"):
        assert (row[f"{name}.etat"], row[f"{name}.niveau"]) == ("vide", None)


def test_the_dictionary_tells_every_column_and_every_value() -> None:
    told = {column.name: dict(column.values) for column in EXPORT.columns}
    row = EXPORT.row(DIMENSIONS, SHEET)
    for name, value in row.items():
        if name != "trimestre" and value is not None:
            assert str(value) in told[name], name
    assert told["etape"].keys() == {*STAGES, "ouvert", "non_precise", "mele"}
    assert told["a.niveau"]["0"] == "zéro"
    assert told["empreinte"] == {NEW.digest[:12]: "=2+3", OLD.digest[:12]: "essai-1"}


def test_levels_worded_for_each_viewpoint_are_both_told() -> None:
    text = MINIMAL.replace("projet: [zéro, un, deux, trois]", "projet: [nul, un, deux, trois]", 1)
    (column,) = [c for c in make_export([load_criteria(text.encode())[0]]).columns if c.name == "a.niveau"]
    assert dict(column.values)["0"] == "zéro / nul"


def test_the_csv_can_be_read_and_runs_no_formula() -> None:
    text = b"".join(stream_csv(EXPORT, [(DIMENSIONS, SHEET)] * 2)).decode("utf-8-sig")
    header, *rows = csv.reader(io.StringIO(text), delimiter=";")
    assert header == [column.name for column in EXPORT.columns]
    assert [row[0] for row in rows] == ["'=2+3", "'=2+3"]


def test_json_lines_hold_one_object_a_line() -> None:
    lines = b"".join(stream_json_lines(EXPORT, [(DIMENSIONS, SHEET)] * 3)).splitlines()
    assert [json.loads(line) for line in lines] == [EXPORT.row(DIMENSIONS, SHEET)] * 3


def test_the_export_is_sent_piece_by_piece() -> None:
    asked = []

    def counted() -> object:
        for number in range(1000):
            asked.append(number)
            yield DIMENSIONS, SHEET

    for stream in (stream_csv, stream_json_lines):
        asked.clear()
        members = stream(EXPORT, counted())  # type: ignore[arg-type]
        while len(next(members)) < 10:
            pass
        assert 0 < len(asked) < 1000
        assert max(len(member) for member in members) < 2 * module.PIECE


def test_the_dictionary_comes_as_csv_and_json() -> None:
    rows = list(csv.reader(io.StringIO(dictionary_csv(EXPORT).decode("utf-8-sig")), delimiter=";"))
    assert rows[0] == ["colonne", "sens", "valeurs"]
    listed = json.loads(dictionary_json(EXPORT))
    assert [row[0] for row in rows[1:]] == [one["colonne"] for one in listed]
    assert {"valeur": "2", "sens": "deux"} in listed[7]["valeurs"]
