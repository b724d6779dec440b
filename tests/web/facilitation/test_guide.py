"""The facilitators' guide: its ten tasks work on the criteria that we ship, and it shows in the space."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from questionnaire.criteria.diff import compare
from questionnaire.criteria.model import Criteria
from questionnaire.criteria.validation import validate
from tests.conftest import sign_in
from tests.support.guide import GUIDE, Task, tasks
from tests.support.paths import ROOT

OURS = (ROOT / "criteria.yaml").read_text(encoding="utf-8")


def test_there_are_ten_tasks_each_with_its_picture() -> None:
    assert [task.number for task in tasks()] == list(range(1, 11))
    text = GUIDE.read_text(encoding="utf-8")
    for task in tasks():
        assert task.pairs, task.title
        assert f"images/animation/tache-{task.number}.png" in text


@pytest.mark.parametrize("task", tasks(), ids=lambda task: str(task.number))
def test_each_task_does_what_it_says(task: Task, criteria: Criteria) -> None:
    found = validate(task.apply(OURS).encode())
    assert found.problems == ()
    assert found.criteria
    assert compare(criteria, found.criteria)


def test_removing_a_criterion_leads_to_every_place_that_cites_it() -> None:
    start = OURS.index("\n      - id: pair-a-pair\n")
    text = OURS[:start] + OURS[OURS.index("\n      - id: ", start + 10) :]
    found = validate(text.encode())
    assert found.criteria is None
    assert all("pair-a-pair" in problem.message for problem in found.problems)
    lines = enumerate(text.split("\n"), 1)
    cited = {number for number, line in lines if re.search(r"(?<!#)\bpair-a-pair\b", line.split("#")[0])}
    assert {problem.line for problem in found.problems} == cited


def test_every_picture_of_the_guide_is_there_and_light() -> None:
    for name in re.findall(r"\]\((images/animation/[\w-]+\.png)\)", GUIDE.read_text(encoding="utf-8")):
        picture = ROOT / "docs" / name
        assert picture.is_file(), name
        assert picture.stat().st_size < 200_000, name


def test_the_guide_shows_in_the_space_with_its_pictures(app: Flask) -> None:
    client = sign_in(app)
    page = client.get("/animation/aide")
    assert page.status_code == 200
    pictures = re.findall(r'src="(/animation/aide/images/[^"]+)"', page.text)
    assert len(pictures) > 10
    for address in pictures:
        shown = client.get(address)
        assert shown.mimetype == "image/png"
        assert shown.headers.getlist("Cache-Control") == ["no-store"]
        shown.close()
    for wrong in ("../capture.py", "%2e%2e%2fcapture.py", "absente.png", "x.txt"):
        assert client.get(f"/animation/aide/images/{wrong}").status_code == 404
