"""The contacts of a card: what they may hold, and what is said of the others."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from questionnaire.assessment.wording import contact_words
from questionnaire.criteria.loading import load_criteria
from questionnaire.criteria.model import Criteria
from questionnaire.errors import CriteriaError
from tests.support.paths import ROOT

TEXT = (ROOT / "criteria.yaml").read_text(encoding="utf-8")
CARD = "          - id: point-par-activite\n"
GOOD = {"qui": "Le réseau", "telephone": '"+33 4 75 00 00 00"', "courriel": "a@b.fr", "lien": "https://exemple.fr"}


def loaded(**contact: str) -> Criteria:
    lines = "".join(
        f"{'              - ' if not i else '                '}{name}: {value}\n"
        for i, (name, value) in enumerate(contact.items())
    )
    return load_criteria(TEXT.replace(CARD, f"{CARD}            contacts:\n{lines}", 1))[0]


def contact_of(criteria: Criteria) -> Any:
    cards = criteria.criterion("demarche-entrepreneuriale").cards
    return next(card for card in cards if card.id == "point-par-activite").contacts[0]


@pytest.mark.parametrize("day", ["2027-06-30", '"2027-06-30"'])
def test_a_contact_says_who_how_and_until_when(day: str) -> None:
    contact = contact_of(loaded(**GOOD, a_relire_avant=day))
    assert contact.review_by == datetime.date(2027, 6, 30)
    assert contact_words(contact) == "Le réseau\N{NO-BREAK SPACE}: +33 4 75 00 00 00, a@b.fr, https://exemple.fr"


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"telephone": "demain"}, "un numéro de téléphone est attendu"),
        ({"telephone": "475000000"}, "un texte est attendu"),
        ({"courriel": "chez moi"}, "une adresse de courriel"),
        ({"lien": "exemple.fr"}, "une adresse web"),
        ({"a_relire_avant": "bientôt"}, "une date est attendue, comme 2027-06-30"),
        ({"a_relire_avant": "2027-06-30 10:00:00"}, "une date est attendue"),
    ],
)
def test_what_a_contact_cannot_hold_is_reported(changed: dict[str, str], told: str) -> None:
    with pytest.raises(CriteriaError) as refused:
        loaded(**{**GOOD, **changed})
    assert any(told in str(problem) for problem in refused.value.problems)


def test_a_contact_can_be_reached_by_one_way_at_least() -> None:
    with pytest.raises(CriteriaError, match="contact « Le réseau »"):
        loaded(qui="Le réseau")
