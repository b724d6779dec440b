"""Pages filled from a mold: the same as rendered in one go, and nothing of anyone left in the mold."""

from __future__ import annotations

import random
import re
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from questionnaire.answers import NOTE_MAX, Answer, AnswerSheet, State, Viewpoint
from questionnaire.assessment.journey import make_journey
from questionnaire.config import ROOT
from questionnaire.criteria.model import Criteria
from questionnaire.storage import Diagnostic, now
from questionnaire.web.context import Opened
from questionnaire.web.molds import Mold, Molds, mark
from questionnaire.web.respondent import questions as items
from questionnaire.web.respondent.questions import QuestionsPage
from tests.conftest import answer, begin, begin_draft, make_settings, new_app, services_of, sign_in

FIRST = "demarche-entrepreneuriale"
SECRET = "Le maire a dit <non> & « peut-être »"


def molds_hold(app: Flask, words: str) -> bool:
    """Tell whether a text is in a mold of the app."""
    molds = services_of(app).molds
    return any(words.encode() in piece for mold in molds._kept._kept.values() for piece in mold._pieces)


def drawn(criteria: Criteria, chance: random.Random) -> dict[str, Answer]:
    """Return answers to some of the questions, of every kind, with and without a note."""
    notes = ["", SECRET, "deux\nlignes", mark("key")]
    states = [State.UNKNOWN, State.NOT_APPLICABLE, State.BLANK]
    return {
        one.id: Answer.at(chance.randrange(4), chance.choice(notes))
        if chance.random() < 0.5
        else Answer(chance.choice(states), note=chance.choice(notes))
        for one in criteria.all_criteria()
        if chance.random() < 0.7
    }


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("viewpoint", list(Viewpoint))
def test_a_filled_page_is_the_page_rendered_in_one_go(
    app: Flask, criteria: Criteria, viewpoint: Viewpoint, seed: int
) -> None:
    chance = random.Random(seed)  # noqa: S311 - nothing secret
    path = chance.choice([one.id for one in criteria.paths if viewpoint in one.viewpoints])
    sheet = AnswerSheet(viewpoint, path, {"stade": "idee"}, drawn(criteria, chance))
    journey = make_journey(criteria, sheet)
    opened = Opened("une-cle_1", Diagnostic(1, True, criteria.digest, sheet, now(), now(), None), criteria)
    for part in journey.parts:
        for number, asked in enumerate(part.pages, 1):
            page = QuestionsPage(opened, journey, part, asked, number, chance.random() < 0.5)
            with app.test_request_context("/"):
                filled = items.show(page)
                assert isinstance(filled, bytes)
                values = items._values(page, None)
                values["token"] = re.findall(r'csrf_token" value="([^"]+)"', filled.decode())[0]
                assert filled.decode() == items._render(page, lambda name: values.get(name, ""))  # noqa: B023


def test_no_respondent_sees_or_leaves_an_answer_in_a_mold(app: Flask, client: FlaskClient) -> None:
    mine, other = begin(client), begin(client)
    answer(client, mine, "lieu", 1, **{f"choix-{FIRST}": "3", f"note-{FIRST}": SECRET})
    assert "Le maire a dit &lt;non&gt; &amp; «" in client.get(f"/diagnostic/{mine}/axe/lieu/1").text
    theirs = app.test_client().get(f"/diagnostic/{other}/axe/lieu/1").text
    assert "Le maire a dit" not in theirs
    assert mine not in theirs
    assert " checked" not in theirs
    assert not molds_hold(app, "Le maire a dit")
    assert not molds_hold(app, mine)
    assert not molds_hold(app, " checked")


def test_a_message_is_shown_once_and_never_kept(app: Flask, client: FlaskClient) -> None:
    key = begin(client)
    address = f"/diagnostic/{key}/axe/lieu/1"
    with client.session_transaction() as session:
        session["_flashes"] = [("warning", "Une phrase pour vous seul")]
    assert "Une phrase pour vous seul" in client.get(address).text
    assert "Une phrase pour vous seul" not in client.get(address).text
    assert not molds_hold(app, "Une phrase pour vous seul")


def test_each_version_has_its_own_molds_and_a_draft_has_none(tmp_path: Path) -> None:
    text = (ROOT / "criteria.yaml").read_text(encoding="utf-8")
    file = tmp_path / "criteria.yaml"
    file.write_text(text, encoding="utf-8")
    app = new_app(make_settings(tmp_path, criteria=file))
    client = app.test_client()
    versions = services_of(app).watched
    title = versions.current.criterion(FIRST).title
    old = begin(client)
    assert title in client.get(f"/diagnostic/{old}/axe/lieu/1").text
    file.write_text(text.replace(f"titre: {title}", "titre: Un titre publié"), encoding="utf-8")
    versions.refresh(now_too=True)
    versions.refresh(now_too=True)
    new = begin(client)
    assert "Un titre publié" in client.get(f"/diagnostic/{new}/axe/lieu/1").text
    assert title in client.get(f"/diagnostic/{old}/axe/lieu/1").text
    known = len(services_of(app).molds)
    facilitator = sign_in(app)
    draft = begin_draft(facilitator, text.replace(f"titre: {title}", "titre: Un titre de brouillon"))
    preview = facilitator.get(f"{draft}/apercu/diagnostic/vide-collectivite/axe/lieu/1")
    assert "Un titre de brouillon" in preview.text
    assert len(services_of(app).molds) == known
    assert not molds_hold(app, "Un titre de brouillon")


def test_a_page_sent_with_a_fault_is_not_kept(app: Flask, client: FlaskClient) -> None:
    key = begin(client)
    sent = answer(client, key, "lieu", 1, **{f"note-{FIRST}": "trop " * NOTE_MAX, f"choix-{FIRST}": "2"})
    assert sent.status_code == 422
    assert "trop long" in sent.text
    assert "trop long" not in client.get(f"/diagnostic/{key}/axe/lieu/1").text
    assert not molds_hold(app, "trop trop")


def test_values_are_escaped_and_are_never_marks_themselves() -> None:
    mold = Mold(f"<p>{mark('a')}</p>{mark('b')}{mark('c')}")
    assert mold.fill({"a": '<b> & "', "b": mark("a")}) == (f"<p>&lt;b&gt; &amp; &#34;</p>{mark('a')}".encode())


@pytest.mark.parametrize("made", [3, 10])
def test_only_the_last_molds_are_kept(made: int) -> None:
    molds = Molds(most=3)
    for number in range(made):
        assert molds.get(number, lambda: f"{number}").fill({}) == str(number).encode()  # noqa: B023 - runs at once
    assert len(molds) == 3
    assert molds.get(made - 1, lambda: "refait").fill({}) == str(made - 1).encode()
