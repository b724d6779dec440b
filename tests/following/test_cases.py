"""The cases of this folder: changes here and by the project since one base, and the result of the merge."""

from __future__ import annotations

from collections.abc import Mapping
from operator import attrgetter
from pathlib import Path
from typing import Any

import pytest

from questionnaire.criteria.loading import load_criteria
from questionnaire.following.changes import Answer, Choice, Merge
from questionnaire.following.following import Texts
from questionnaire.following.tree import key_of, to_tree
from questionnaire.following.wording import MergeWording
from tests.following.adapting import BASE, HERE, adapt, find, place_of
from tests.support.plain_yaml import plain_yaml

CASES = sorted((HERE / "cases").glob("*.yaml"))


def answers_to(merge: Merge, chosen: Mapping[str, Any]) -> dict[str, Answer]:
    """Return the answers of a case, to the values that the merge shows."""
    changes = {change.key: change for change in map(attrgetter("change"), (*merge.questions, *merge.taken))}
    return {
        key: Answer(Choice.OTHER, changes[key].seen, answer["autre"])
        if isinstance(answer, dict)
        else Answer(Choice(answer), changes[key].seen)
        for key, answer in chosen.items()
    }


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_what_a_merge_makes(path: Path) -> None:
    case = plain_yaml(path.read_text(encoding="utf-8"))
    texts = Texts(BASE, adapt(BASE, *case["chez-nous"]), adapt(BASE, *case["projet"]))
    merge = texts.merge(answers_to(texts.merge(), case.get("reponses", {})))
    told = {
        "repris": [one.change.key for one in merge.taken],
        "laisses": [one.change.key for one in merge.taken if one.left],
        "questions": [one.change.key for one in merge.questions],
        "ecartes": [key_of(one.place) for one in merge.aside],
        "gardes": [one.key for one in merge.kept],
        "renommes": {one.old: one.new for one in merge.renamed},
    }
    expected = {name: case.get(name, type(value)()) for name, value in told.items()}
    assert {name: sorted(value) for name, value in told.items()} == {
        name: sorted(value) for name, value in expected.items()
    }
    words = MergeWording(merge)
    said = [words.change(one.change, asked=True) for one in merge.questions]
    said += [words.change(one) for one in (*(one.change for one in merge.taken), *merge.kept)]
    said += [words.aside(one) for one in merge.aside]
    lines = [f"{one.where} : {one.text}".replace("\u00a0", " ") for one in said]
    lines += [words.renamed(one).replace("\u00a0", " ") for one in merge.renamed]
    assert [line for line in case.get("dit", ()) if line not in lines] == []
    text = texts.write(merge)
    load_criteria(text)
    tree = to_tree(merge.value)
    assert {place: find(tree, place_of(place)) for place in case.get("resultat", {})} == case.get("resultat", {})
    assert [line for line in case.get("contient", ()) if line not in text.splitlines()] == []
