"""What to review after a removal: conditions that lost a reference, sentences whose count is no longer true."""

from __future__ import annotations

import pytest

from questionnaire.criteria.counting import counting_sentences
from questionnaire.criteria.id_places import Element
from questionnaire.criteria.yaml_source import read_source
from questionnaire.editing.apply import apply
from questionnaire.editing.condition_wording import gates_words
from questionnaire.editing.lost_conditions import lost_conditions, lost_gates
from questionnaire.editing.operations import InsertAfter, RemoveEverywhere, RenameEverywhere, SetValue
from tests.support.shipped import OURS

BEFORE = read_source(OURS)
HEART = """\
conditions:
  ici: {contexte: lieu, vaut: [a, b]}
contexte:
  - {id: lieu, titre: Où, type: choix, choix: [{id: a, titre: A}, {id: b, titre: B}, {id: c, titre: C}]}
axes:
  - id: un
    titre: Un
    texte: Les trois questions du lieu, et trente et un conseils.
    criteres:
      - {id: x, titre: X, conseils: [{id: k, titre: K, quand: {critere: y, niveau_min: 1}}]}
      - {id: y, titre: Y, si: [ici]}
      - {id: z, titre: Z, aide: Préparez trois questions.}
situations:
  - {id: s, titre: S, quand: {regard: projet}, complement: {texte: T, quand: {critere: y, niveau_max: 0}}}
"""


def lost(text: str, *gone: Element) -> list[tuple[str, str, bool]]:
    now = apply(text, *(RemoveEverywhere(one) for one in gone)).text
    found = lost_conditions(read_source(text), read_source(now))
    return [(one.element.key, one.name, one.whole) for one in found]


def test_a_condition_that_cited_what_is_gone_is_to_read_again() -> None:
    assert lost(HEART) == []
    assert lost(HEART, Element("choix", "b", "lieu")) == [("ici", "", False)]
    assert lost(HEART, Element("condition nommée", "ici")) == [("y", "si", True)]
    assert lost(HEART, Element("critère", "x")) == []


def test_a_card_left_without_condition_is_told_unless_somebody_wrote_another() -> None:
    card = HEART.replace("titre: K, quand", "titre: K, niveaux: [0], quand")
    assert lost(card, Element("critère", "y")) == [("k", "quand", True)]
    now = apply(card, RemoveEverywhere(Element("critère", "y"))).text
    mended = read_source(
        now.replace("titre: K, niveaux: [0]", "titre: K, niveaux: [0], quand: {regard: projet, critere: z}")
    )
    assert lost_conditions(read_source(card), mended) == ()
    renamed = apply(card, RenameEverywhere(Element("critère", "y"), "yy")).text
    assert lost_conditions(read_source(card), read_source(renamed)) == ()


def test_a_tier_that_required_what_is_gone_is_told_unless_somebody_wrote_another() -> None:
    now = read_source(apply(OURS, RemoveEverywhere(Element("critère", "gouvernance-partagee"))).text)
    (gate,) = lost_gates(BEFORE, now)
    said = [gates_words(BEFORE, gate.before), gates_words(now, gate.now)]
    assert [gate.title, *said] == [
        "Partagé",
        "Exige «\N{NBSP}Décider à plusieurs\N{NBSP}» au moins au niveau 2.",
        "N’exige rien.",
    ]
    assert lost_gates(BEFORE, BEFORE) == ()
    tier = "paliers: [{titre: T, exige: [{critere: x, au_moins: 1}]}, brut]\n"
    for written in (tier.replace("critere: x", "critere: y"), "", tier.replace("titre: T", "titre: U")):
        after = HEART.replace("{id: x,", "{id: w,") + written
        assert lost_gates(read_source(HEART + tier), read_source(after)) == ()


def counted(text: str, now: str) -> list[tuple[str, int, int]]:
    found = counting_sentences(read_source(text), read_source(now), now)
    return [(one.text, one.before, one.now) for one in found]


def test_a_sentence_that_counts_what_changed_is_to_read_again() -> None:
    fewer = apply(HEART, RemoveEverywhere(Element("critère", "z"))).text
    assert counted(HEART, HEART) == []
    assert counted(HEART, fewer) == [("Les trois questions du lieu, et trente et un conseils.", 3, 2)]


@pytest.mark.untraced
def test_the_shipped_file_counts_its_criteria_and_its_places() -> None:
    now = apply(OURS, RemoveEverywhere(Element("critère", "pair-a-pair"))).text
    assert any("vingt-deux critères" in text for text, *numbers in counted(OURS, now) if numbers == [22, 21])
    now = apply(OURS, RemoveEverywhere(Element("exemple", "lab01"))).text
    texts = [text for text, _, _ in counted(OURS, now)]
    assert any("ses huit lieux" in text for text in texts)
    assert any("sept autres lieux" in text for text in texts)


def test_the_criteria_of_an_axis_and_of_a_path_are_counted_in_their_own_texts_and_comments() -> None:
    now = apply(OURS, RemoveEverywhere(Element("critère", "animation-territoire"))).text
    found = {one.counted: one for one in counting_sentences(BEFORE, read_source(now), now)}
    assert "huit facteurs clés" in found["critères de l’axe «\N{NBSP}L’action sur le territoire\N{NBSP}»"].text
    assert "dix critères express" in found["critères du parcours «\N{NBSP}Parcours express\N{NBSP}»"].text
    assert [one.element is None for one in found.values()] == [False, True, True]  # comments last


def test_a_comment_is_about_what_is_written_below_it() -> None:
    text = f"{HEART}# Il y a deux questions\n"
    fewer = apply(text, RemoveEverywhere(Element("critère", "z"))).text
    assert len(counted(text, fewer)) == 1  # nothing below: of no axis


@pytest.mark.parametrize(
    ("number", "words"),
    [(17, "dix-sept"), (21, "vingt et un"), (22, "vingt-deux"), (30, "trente"), (71, "soixante et onze"),
     (80, "quatre-vingts"), (81, "quatre-vingt-un"), (95, "quatre-vingt-quinze"), (120, "120"), (48, "48")],
)  # fmt: skip
def test_a_number_is_known_in_figures_and_in_letters(number: int, words: str) -> None:
    items = "".join(f"  - {{terme: m{one}, definition: D}}\n" for one in range(number))
    text = f"titre: Les {words} premiers mots à lire\nglossaire:\n{items}"
    now = apply(text, InsertAfter(("glossaire", 0), {"terme": "de plus", "definition": "D"})).text
    assert counted(text, now) == [(f"Les {words} premiers mots à lire", number, number + 1)]
    assert counted(text, apply(text, SetValue(("titre",), "Les mots")).text) == []
