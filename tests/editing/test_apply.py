"""One operation on a text of criteria: what it writes, and what it leaves as it was."""

from __future__ import annotations

import difflib
from typing import Any

import pytest

from questionnaire.criteria.yaml_source import read_source
from questionnaire.editing.apply import DIFFERS, apply
from questionnaire.editing.layout import MIXED_ENDS, layout_words
from questionnaire.editing.operations import (
    AddName,
    Copy,
    InsertAfter,
    Move,
    Operation,
    Remove,
    RemoveName,
    SetValue,
)
from questionnaire.editing.plans import ALONE, HERE_ALREADY, INSIDE_ITSELF, WHOLE_FILE
from questionnaire.editing.spans import GONE, SHARED_LINE
from questionnaire.errors import CannotWriteError

TEXT = """\
# Tout le contenu est ici.

format: 2
version: "2026-12"  # entre guillemets


# ══ PARCOURS ══
parcours:
  - {id: complet, titre: Complet}
  - {id: express, titre: Express, criteres: [a, b]}


# ══ AXES ══
axes:

  # ── le lieu
  - id: lieu
    titre: Le lieu
    criteres:
      # le premier de tous
      - id: a
        titre: Partir des besoins   # un verbe
        aide: >-  # repliée
          Par exemple, vingt conversations de dix minutes au marché, notées sur une page que tout le monde peut
          lire.
        poids: 1
        pour: [collectivite, projet]
        quand: {contexte: stade, vaut: [idee]}
        niveaux:
          collectivite:
            - Rien.
            # le deuxième coûte
            - De temps en temps.
            - Par un écrit.

      - id: b
        # une remarque sur le titre
        titre: 'Décider d''abord'
        poids: 2

  # ── la relation
  - id: relation
    titre: La relation
    criteres:
      - id: c
        titre: Accueillir
"""
A = ("axes", 0, "criteres", 0)
B = ("axes", 0, "criteres", 1)


def changes(operation: Operation, text: str = TEXT) -> list[str]:
    """Return the lines that an operation takes out (-) and puts in (+)."""
    after = apply(text, operation).text
    compared = list(difflib.unified_diff(text.splitlines(), after.splitlines(), lineterm="", n=0))
    return [line for line in compared[2:] if not line.startswith("@@")]


# -- a value


def test_a_new_text_takes_the_place_of_the_old_one_beside_its_remark() -> None:
    assert changes(SetValue((*A, "titre"), "Écouter")) == [
        "-        titre: Partir des besoins   # un verbe",
        "+        titre: Écouter   # un verbe",
    ]


def test_the_line_of_a_change_is_told() -> None:
    assert apply(TEXT, SetValue((*A, "titre"), "Écouter")).line == 22
    assert apply(TEXT, Move(A, B)).line == 25


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("Une suite : la fin", '"Une suite : la fin"'),
        ("2026-11-01", '"2026-11-01"'),
        ("1:30", "1:30"),
        ("oui", "oui"),
        ("true", '"true"'),
        ("12", '"12"'),
        ("- un tiret", '"- un tiret"'),
        ("un # dièse", '"un # dièse"'),
        ("« Bonjour »", "« Bonjour »"),
        ('Le mot "droit" au milieu', 'Le mot "droit" au milieu'),
        ('"Droit" \\ au début', '"\\"Droit\\" \\\\ au début"'),
        ("", '""'),
        (" avec une espace", '" avec une espace"'),
        ("une\ttabulation", '"une\\ttabulation"'),
        (True, "true"),
        (False, "false"),
        (None, "null"),
        (3, "3"),
        (4.0, "4"),
        (0.5, "0.5"),
        (0.00001, "0.00001"),
        (["a", "b"], "[a, b]"),
        (["a, b", "c: d", 1], '["a, b", "c: d", 1]'),
        ([], "[]"),
        ({}, "{}"),
    ],
)
def test_a_value_is_written_so_that_it_reads_back(value: Any, written: str) -> None:
    assert changes(SetValue((*B, "poids"), value)) == ["-        poids: 2", f"+        poids: {written}"]


def test_a_long_text_is_folded_at_the_width_of_the_others_and_a_short_one_is_not() -> None:
    text = (
        "Demandez à la personne qui tient l’accueil ce que l’on y demande le plus : une phrase suffit, la voici."
    )
    assert changes(SetValue((*B, "titre"), f"{text} Puis {text}")) == [
        "-        titre: 'Décider d''abord'",
        "+        titre: >-",
        "+          Demandez à la personne qui tient l’accueil ce que l’on y demande le plus : une phrase suffit, la",
        "+          voici. Puis Demandez à la personne qui tient l’accueil ce que l’on y demande le plus : une phrase",
        "+          suffit, la voici.",
    ]
    assert changes(SetValue((*A, "aide"), "Court.")) == [
        "-        aide: >-  # repliée",
        "-          Par exemple, vingt conversations de dix minutes au marché, notées sur une page que tout le monde peut",
        "-          lire.",
        "+        aide: Court.  # repliée",
    ]


def test_no_folded_line_looks_like_a_setting_an_item_or_a_remark() -> None:
    text = "Un mot assez long poids: 2 – puis # encore « un » mot : " * 6
    lines = apply(TEXT, SetValue((*B, "titre"), f"{text}fin")).text.split("titre: >-\n")[1].splitlines()[:4]
    assert all(line[10:].split(" ")[0] not in ("poids:", "–", "#", ":", "»") for line in lines)
    assert not any(line.endswith("«") for line in lines)
    # a text that begins so is quoted whole
    assert changes(SetValue((*B, "poids"), f"- {text}fin"))[1].startswith('+        poids: "- Un mot')


def test_a_text_that_no_fold_would_keep_stays_on_one_line() -> None:
    for text in ("deux  espaces " * 12 + "fin", "https://exemple.fr/" + "a" * 120):
        assert len(changes(SetValue((*B, "titre"), text))) == 2


def test_a_text_of_several_lines_keeps_them() -> None:
    assert changes(SetValue((*B, "titre"), "Une ligne.\n\nUne autre : la suite"))[1:] == [
        "+        titre: |-",
        "+          Une ligne.",
        "+",
        "+          Une autre : la suite",
    ]
    for value, written in (("- a\n- b", '"- a\\n- b"'), ("poids: 2\nb", '"poids: 2\\nb"'), ("a\n", '"a\\n"')):
        assert changes(SetValue((*B, "titre"), value))[1:] == [f"+        titre: {written}"]


def test_quotation_marks_stay_and_a_remark_follows() -> None:
    assert changes(SetValue(("version",), "2027-01"))[1] == '+version: "2027-01"  # entre guillemets'
    assert changes(SetValue((*B, "titre"), "L'autre"))[1] == "+        titre: 'L''autre'"


def test_in_a_list_line_by_line_what_stays_keeps_its_lines_and_its_remarks() -> None:
    path = (*A, "niveaux", "collectivite")
    assert changes(SetValue(path, ["Rien.", "Souvent.", "Par un écrit.", "À deux : un écrit."])) == [
        "-            - De temps en temps.",
        "+            - Souvent.",
        '+            - "À deux : un écrit."',
    ]
    assert changes(SetValue(path, ["Rien.", "Par un écrit."])) == [
        "-            # le deuxième coûte",
        "-            - De temps en temps.",
    ]
    assert changes(SetValue(path, ["Rien.", "De temps en temps.", "Par un écrit."])) == []


def test_a_remark_that_goes_with_what_it_touched_is_told() -> None:
    gone = ("la remarque «\u00a0# le deuxième coûte\u00a0» part avec ce qu’elle touchait.",)
    assert apply(TEXT, SetValue((*A, "niveaux", "collectivite"), ["Rien.", "Par un écrit."])).notes == gone
    assert apply(TEXT, SetValue((*A, "niveaux"), "Aucun.")).notes == gone
    assert not apply(TEXT, SetValue((*A, "titre"), "Écouter")).notes


def test_operations_are_done_one_after_the_other_or_not_at_all() -> None:
    edited = apply(TEXT, SetValue((*B, "poids"), 3), Copy(B, {("id",): "n"}), Remove(B))
    assert edited.text == TEXT.replace("id: b", "id: n").replace("poids: 2", "poids: 3")
    with pytest.raises(CannotWriteError):
        apply(TEXT, Remove(B), Remove(B))


def test_in_a_block_names_are_added_changed_and_removed_where_they_stand() -> None:
    value = {"id": "b", "fil": "une idée", "titre": "Décider d'abord", "aide": "Oui."}
    assert changes(SetValue(B, value)) == ["+        fil: une idée", "-        poids: 2", "+        aide: Oui."]
    assert changes(SetValue((*A, "quand"), {"contexte": "stade", "vaut": ["idee", "aucun"]}))[1:] == [
        "+        quand: {contexte: stade, vaut: [idee, aucun]}"
    ]


def test_a_block_takes_the_place_of_a_text_and_the_reverse() -> None:
    value = {"texte": "Un texte.", "avant_ouverture": "Un autre."}
    assert changes(SetValue((*A, "titre"), value)) == [
        "-        titre: Partir des besoins   # un verbe",
        "+        titre:   # un verbe",
        "+          texte: Un texte.",
        "+          avant_ouverture: Un autre.",
    ]
    assert changes(SetValue((*A, "niveaux"), "Aucun."))[-1] == "+        niveaux: Aucun."
    assert changes(SetValue(("axes", 0), "rien"))[-1] == "+  - rien"


def test_between_brackets_a_value_stays_on_its_line() -> None:
    assert changes(SetValue(("parcours", 1, "criteres"), ["a", "b: c"]))[1] == (
        '+  - {id: express, titre: Express, criteres: [a, "b: c"]}'
    )
    assert changes(SetValue(("parcours", 0), {"id": "x", "titre": "y"}))[1] == "+  - {id: x, titre: y}"
    assert apply("a: {b: , c: 1}\n", SetValue(("a", "b"), {"d": 2})).text == "a: {b: {d: 2}, c: 1}\n"
    assert apply('a: {"b":}\n', SetValue(("a", "b"), 1)).text == 'a: {"b": 1}\n'


# -- names


def test_a_name_comes_after_those_that_stand_before_it() -> None:
    order = ("id", "titre", "fil", "aide")
    assert changes(AddName((*A, "fil"), "une idée", order)) == ["+        fil: une idée"]
    assert apply(TEXT, AddName((*A, "fil"), "une idée", order)).line == 23
    assert changes(AddName((*B, "aide"), "Oui."))[0] == "+        aide: Oui."
    assert (
        "  - fil: une idée\n    id: lieu\n"
        in apply(TEXT, AddName(("axes", 0, "fil"), "une idée", ("fil", "id"))).text
    )
    assert changes(AddName(("parcours", 0, "pour"), ["projet"], ("pour", "id")))[1] == (
        "+  - {pour: [projet], id: complet, titre: Complet}"
    )
    assert changes(AddName(("parcours", 0, "pour"), ["projet"]))[1] == (
        "+  - {id: complet, titre: Complet, pour: [projet]}"
    )


def test_a_name_comes_first_and_sections_keep_their_distance() -> None:
    assert apply(TEXT, AddName(("glossaire",), [{"terme": "Mot", "liste": [[1], {"a": []}]}])).text == (
        TEXT + "\n\nglossaire:\n  - terme: Mot\n    liste:\n      - [1]\n      - a: []\n"
    )
    assert apply("b: 1\n", AddName(("a : b",), {"c": {"d": "e"}}, ("a : b", "b"))).text == (
        '"a : b":\n  c:\n    d: e\nb: 1\n'
    )
    assert apply("a:\nb: {}\n", AddName(("a", "c"), 1)).text == "a:\n  c: 1\nb: {}\n"


def test_a_name_goes_with_the_remarks_that_touch_it() -> None:
    assert changes(RemoveName((*B, "titre"))) == [
        "-        # une remarque sur le titre",
        "-        titre: 'Décider d''abord'",
    ]
    # the name on the line of a dash leaves it to the next one, or alone when a remark comes between
    assert changes(RemoveName((*A, "id"))) == [
        "-      - id: a",
        "-        titre: Partir des besoins   # un verbe",
        "+      - titre: Partir des besoins   # un verbe",
    ]
    assert changes(RemoveName((*B, "id"))) == ["-      - id: b", "+      -"]
    assert changes(RemoveName(("parcours", 0, "id")))[1] == "+  - {titre: Complet}"
    assert changes(RemoveName(("parcours", 0, "titre")))[1] == "+  - {id: complet}"
    assert changes(RemoveName(("version",))) == ['-version: "2026-12"  # entre guillemets']
    assert changes(RemoveName(("format",))) == ["-format: 2"]


def test_what_would_be_left_empty_goes_too() -> None:
    text = "a:\n  b:\n    - c: 1\n  d: 2\ne:\n  - f: 1\n"
    assert apply(text, RemoveName(("a", "b", 0, "c"))).text == "a:\n  d: 2\ne:\n  - f: 1\n"
    assert apply(text, RemoveName(("e", 0, "f"))).text == text.replace("e:\n  - f: 1", "e: []")
    assert apply("a:\n  b: 1\n", RemoveName(("a", "b"))).text == "a: {}\n"


# -- items


def test_an_item_comes_after_another_at_the_distance_of_the_others() -> None:
    assert apply(TEXT, InsertAfter(A, {"id": "n", "titre": "Neuf"})).text == TEXT.replace(
        "\n      - id: b\n", "\n      - id: n\n        titre: Neuf\n\n      - id: b\n"
    )
    assert changes(InsertAfter(("axes", 0, "criteres", -1), {"id": "n"})) == ["+      - id: n", "+"]
    # a list of one item keeps the distance of the lists like it
    assert apply(TEXT, InsertAfter(("axes", 1, "criteres", 0), {"id": "n"})).text == TEXT + "\n      - id: n\n"
    text = "x:\n  - y: [1, 2]\n  - y:\n      - 3\n"
    assert apply(text, InsertAfter(("x", 1, "y", 0), 4)).text == f"{text}      - 4\n"
    assert changes(InsertAfter(("parcours", 1), {"id": "n", "titre": "Neuf"})) == ["+  - {id: n, titre: Neuf}"]
    assert changes(InsertAfter((*A, "pour", -1), "tous"))[1] == "+        pour: [tous, collectivite, projet]"
    assert changes(InsertAfter((*A, "pour", 1), "tous"))[1] == "+        pour: [collectivite, projet, tous]"
    assert apply("a: []\nb:\n", InsertAfter(("a", -1), "c")).text == "a: [c]\nb:\n"
    assert apply("a: []\nb:\n", InsertAfter(("b", -1), {"c": 1})).text == "a: []\nb:\n  - c: 1\n"


def test_a_copy_has_the_layout_of_the_first_and_other_ids() -> None:
    after = apply(TEXT, Copy(A, {("id",): "a-bis", ("niveaux", "collectivite", 0): "Zéro."})).text
    first, second = after.split("      # le premier de tous\n")[1:]
    assert (
        second.split("\n      - id: b\n")[0]
        == first.rstrip("\n").replace("id: a", "id: a-bis").replace("- Rien.", "- Zéro.") + "\n"
    )
    assert changes(Copy(("parcours", 0), {("id",): "x"})) == ["+  - {id: x, titre: Complet}"]
    assert changes(Copy((*A, "pour", 0)))[1] == "+        pour: [collectivite, collectivite, projet]"


def test_a_move_takes_the_lines_of_the_item_with_it() -> None:
    moved = apply(TEXT, Move(A, B)).text
    assert moved.index("- id: b") < moved.index("# le premier de tous\n      - id: a")
    assert sorted(moved.splitlines()) == sorted(TEXT.splitlines())
    assert apply(moved, Move(B, ("axes", 0, "criteres", -1))).text == TEXT
    assert changes(Move(A, A)) == changes(Move(B, A)) == []
    away = apply(TEXT, Move(B, ("axes", 1, "criteres", 0))).text
    assert read_source(away).value["axes"][1]["criteres"][1]["id"] == "b"
    assert apply(away, Move(("axes", 1, "criteres", 1), A)).text == TEXT


def test_a_move_goes_between_lists_written_in_other_ways() -> None:
    text = "a: [b, {c: d}]\ne:\n    - f: >-\n        g\n        h\n    - [x]\ni:\n- j\n- k\nl: []\n"
    assert apply(text, Move(("a", 1), ("e", 0))).text == text.replace(", {c: d}", "").replace(
        "    - [x]", "    - {c: d}\n    - [x]"
    )
    assert (
        apply(text, Move(("e", 0), ("a", 0))).text
        == "a: [b, {f: g h}, {c: d}]\ne:\n    - [x]\ni:\n- j\n- k\nl: []\n"
    )
    assert (
        apply(text, Move(("e", 0), ("i", 1))).text
        == "a: [b, {c: d}]\ne:\n    - [x]\ni:\n- j\n- k\n- f: >-\n    g\n    h\nl: []\n"
    )
    assert apply(text, Move(("i", 0), ("e", -1))).text.endswith(
        "e:\n    - j\n    - f: >-\n        g\n        h\n    - [x]\ni:\n- k\nl: []\n"
    )
    assert apply(text, Move(("i", 0), ("l", -1))).text.endswith("i:\n- k\nl: [j]\n")
    assert apply(text, Move(("a", 1), ("a", -1))).text.startswith("a: [{c: d}, b]\n")


def test_an_item_goes_with_the_blank_lines_that_set_it_apart() -> None:
    assert apply(TEXT, Remove(B)).text == TEXT.replace(
        "\n      - id: b\n        # une remarque sur le titre\n        titre: 'Décider d''abord'\n        poids: 2\n",
        "",
    )
    assert "criteres:\n      - id: b\n" in apply(TEXT, Remove(A)).text
    assert changes(Remove((*A, "pour", 0)))[1] == "+        pour: [projet]"
    assert changes(Remove((*A, "pour", 1)))[1] == "+        pour: [collectivite]"
    assert changes(Remove((*A, "quand", "vaut", 0)))[1] == "+        quand: {contexte: stade}"
    assert changes(Remove(("axes", 1, "criteres", 0))) == [
        "-    criteres:",
        "-      - id: c",
        "-        titre: Accueillir",
    ]


def test_a_remark_that_stands_alone_belongs_to_nobody() -> None:
    text = "a:\n  - b\n\n  # seule\n\n  - c\n\n  - d\n"
    assert apply(text, Remove(("a", 1))).text == "a:\n  - b\n\n  # seule\n\n  - d\n"
    assert apply(text, Remove(("a", 0))).text == "a:\n  # seule\n\n  - c\n\n  - d\n"


def test_what_is_added_then_removed_leaves_the_text_as_it_was() -> None:
    for operation, reverse in (
        (AddName((*A, "fil"), "une idée"), RemoveName((*A, "fil"))),
        (InsertAfter(A, {"id": "n", "titre": "Neuf"}), Remove(B)),
        (Copy(B, {("id",): "n"}), Remove(("axes", 0, "criteres", 2))),
        (SetValue((*A, "titre"), "Autre"), SetValue((*A, "titre"), "Partir des besoins")),
        (InsertAfter((*A, "pour", -1), "tous"), Remove((*A, "pour", 0))),
    ):
        assert apply(apply(TEXT, operation).text, reverse).text == TEXT


# -- layouts


def test_line_ends_the_mark_and_the_last_line_stay_as_they_were() -> None:
    for text in (
        TEXT.replace("\n", "\r\n"),
        "\ufeff" + TEXT,
        TEXT.rstrip("\n"),
        "\ufeff" + TEXT.rstrip("\n").replace("\n", "\r\n"),
    ):
        edited = apply(text, AddName(("axes", 1, "criteres", 0, "poids"), 2))
        end = "\r\n" if "\r" in text else "\n"
        last = end if text.endswith("\n") else ""
        assert edited.text == f"{text.removesuffix(end)}{end}        poids: 2{last}"
        assert apply(edited.text, RemoveName(("axes", 1, "criteres", 0, "poids"))).text == text
        assert not edited.notes


def test_mixed_line_ends_become_alike_and_it_is_said() -> None:
    for text in ("a: 1\r\nb: 2\n", "a: 1\rb: 2\n"):
        edited = apply(text, SetValue(("a",), 3))
        assert (edited.text, edited.notes) == ("a: 3\nb: 2\n", (MIXED_ENDS,))


def test_a_text_indented_by_four_keeps_its_habits() -> None:
    text = "a:\n    b:\n        c: 1\nd:\n-   e: 1\n    f: 2\n"
    assert apply(text, AddName(("f",), {"g": {"h": {"i": [{"j": 1}]}}})).text == (
        f"{text}f:\n    g:\n        h:\n            i:\n            -   j: 1\n"
    )
    assert apply(text, SetValue(("d", 0), {"g": 1, "h": 2})).text == text.replace(
        "e: 1\n    f: 2", "g: 1\n    h: 2"
    )


def test_texts_that_end_with_their_line_and_odd_writings_are_kept_or_refused() -> None:
    text = "a:\n  - b: |+\n      c\n\n  - d: e\nf: |\n  g\n\n\nh: 'i\n\n  j'\n"
    assert apply(text, Move(("a", 0), ("a", 1))).text == (
        "a:\n  - d: e\n  - b: |+\n      c\n\nf: |\n  g\n\n\nh: 'i\n\n  j'\n"
    )
    assert apply(text, SetValue(("f",), "k")).text == text.replace("|\n  g\n", "k\n")
    assert apply(text, SetValue(("h",), "k")).text == text.replace("'i\n\n  j'", "'k'")
    assert apply("a:\n  b\n", SetValue(("a",), "c")).text == "a: c\n"
    assert apply('"a" : 1\n? [b]\n: c\n', SetValue(("a",), 2)).text == '"a" : 2\n? [b]\n: c\n'


# -- what cannot be written


@pytest.mark.parametrize(
    ("operation", "reason"),
    [
        (SetValue((*A, "parti"), "x"), GONE),
        (SetValue(("axes", 9, "titre"), "x"), GONE),
        (SetValue(("format", 0), "x"), GONE),
        (SetValue((), {"a": 1}), WHOLE_FILE),
        (AddName((*A, "titre"), "x"), HERE_ALREADY),
        (AddName(("axes", "titre"), "x"), GONE),
        (RemoveName((*A, "parti")), GONE),
        (Remove(("axes", 9)), GONE),
        (InsertAfter(("axes", 9), {"id": "x"}), GONE),
        (InsertAfter(("axes", "titre"), {"id": "x"}), GONE),
        (InsertAfter((*A, 0), "x"), GONE),
        (Copy(("axes", -1)), GONE),
        (Move(("axes", -1), ("axes", 0)), GONE),
        (Copy(A, {("parti",): "x"}), GONE),
        (Move(A, (*A, "pour", 0)), INSIDE_ITSELF),
        (Move(("axes", 1, "criteres", 0), A), ALONE),
        (SetValue((*A, "poids"), float("inf")), "ce n’est ni un texte, ni un nombre, ni oui ou non"),
        (
            SetValue((*A, "titre"), "cloche \x07"),
            "un caractère invisible interdit (code 0007) se trouve sur cette ligne",
        ),
        (SetValue((*A, "titre"), "moitié \ud800"), "le fichier n’est pas enregistré en UTF-8"),
        (
            SetValue((*A, "titre"), "retour \r"),
            "un caractère invisible interdit (code 000D) est écrit dans ce texte",
        ),
    ],
)
def test_what_cannot_be_done_is_refused_and_sends_to_the_text(operation: Operation, reason: str) -> None:
    with pytest.raises(CannotWriteError, match="Faites-la dans le texte") as refusal:
        apply(TEXT, operation)
    assert refusal.value.reason.startswith(reason)


@pytest.mark.parametrize(
    ("text", "operation", "reason"),
    [
        ("a: 1\n", RemoveName(("a",)), WHOLE_FILE),
        ("a: [\n", SetValue(("a",), 1), "le texte ne peut plus être lu"),
        ("a: 1\na: 2\n", RemoveName(("a",)), WHOLE_FILE),
        ("a: 1\na: 2\nb: 3\n", RemoveName(("a",)), DIFFERS),
        ("- - a\n  - b\n", SetValue((0,), 1), "le texte ne peut plus être lu"),
        ("a:\n  - - b\n    - c\n", InsertAfter(("a", 0, -1), "x"), SHARED_LINE),
        ("? a\n: 1\n? b\n: 2\n", RemoveName(("a",)), SHARED_LINE),
        ("? a\n", SetValue(("a",), 1), SHARED_LINE),
        ("a: {b}\n", SetValue(("a", "b"), 1), DIFFERS),
        ("a:\n  - b: 1\n    b: 2\n", Copy(("a", 0)), "« b » est écrit deux fois"),
    ],
)
def test_a_writing_that_is_not_known_is_left_to_the_text(text: str, operation: Operation, reason: str) -> None:
    with pytest.raises(CannotWriteError) as refusal:
        apply(text, operation)
    assert refusal.value.reason.startswith(reason)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"a: 1\n", ""),
        (
            b"\xef\xbb\xbfa: 1\n",
            "Ce fichier avait une marque invisible au début (BOM) : le brouillon n’en garde pas.",
        ),
        (b"a: 1\r\n", "Ce fichier avait des fins de ligne de Windows : le brouillon n’en garde pas."),
        (b"\xef\xbb\xbfa: 1\r\n", "une marque invisible au début (BOM) et des fins de ligne de Windows"),
    ],
)
def test_what_a_draft_does_not_keep_of_a_file_is_said(data: bytes, words: str) -> None:
    assert words in layout_words(data)
    assert bool(words) == bool(layout_words(data))
