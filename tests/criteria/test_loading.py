"""Loading: one small fault at a time, each with the words of its message; then files of any shape."""

from __future__ import annotations

import datetime
import re
import time
from collections.abc import Iterator
from copy import deepcopy
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from questionnaire.answers import Viewpoint
from questionnaire.criteria import conditions, content, criterion
from questionnaire.criteria import model as criteria_module
from questionnaire.criteria import types as model
from questionnaire.criteria.loading import digest, load_criteria, load_file
from questionnaire.criteria.messages import MESSAGES
from questionnaire.criteria.model import Criteria
from questionnaire.criteria.swallowed_checks import check_swallowed
from questionnaire.criteria.yaml_source import read_source
from questionnaire.errors import CriteriaError, Problem
from tests.support.building import HERE, MINIMAL, Tree, both, complete, dump
from tests.support.plain_yaml import plain_yaml
from tests.support.shipped import OURS as SHIPPED
from tests.support.strategies import trees

FAULTS = sorted((HERE / "faulty").glob("*.yaml"))
ENGLISH = re.compile(
    r"\b(the|should|input|expected|field|required|valid|string|value|error|None|True|False|must|not|found)\b"
)


def problems_of(data: bytes | str) -> tuple[Problem, ...]:
    """Return the problems of a file, or its warnings when it can be used."""
    try:
        return load_criteria(data)[1]
    except CriteriaError as error:
        return error.problems


def assert_well_told(problem: Problem, text: str) -> None:
    """Check that a problem is told in French, as a sentence, at a line of the file."""
    assert 0 <= problem.line <= text.count("\n") + 1
    assert problem.message.endswith("."), problem
    said = re.sub('« .*? »|".*?"', "", str(problem), flags=re.S)
    assert not ENGLISH.search(said), problem
    assert str(problem).count("«") == str(problem).count("»")
    assert "«  »" not in str(problem), problem
    assert "« None »" not in str(problem)
    assert "function-" not in str(problem)


@pytest.mark.parametrize("path", FAULTS, ids=lambda path: path.stem)
def test_a_fault_is_reported_at_its_line_with_the_words_that_mend_it(path: Path) -> None:
    fault: dict[str, Any] = plain_yaml(path.read_text(encoding="utf-8"))
    text = MINIMAL
    for old, new in fault["remplace"]:
        assert old in text, old
        text = text.replace(old, new, 1)
    found = problems_of(text)
    told = "\n".join(f"{problem.line}: {problem}" for problem in found)
    assert [(one.line, one.warning) for one in found] == [
        (one["ligne"], one.get("avertissement", False)) for one in fault["attendu"]
    ], told
    for problem, expected in zip(found, fault["attendu"], strict=True):
        assert [words for words in expected["mots"] if words not in str(problem)] == [], told
        assert_well_told(problem, text)


def test_there_are_many_faults_each_with_a_title_of_its_own() -> None:
    titles = [plain_yaml(path.read_text(encoding="utf-8"))["titre"] for path in FAULTS]
    assert len(set(titles)) == len(titles) >= 30


def test_the_smallest_valid_file_has_no_problem() -> None:
    criteria, warnings = load_criteria(MINIMAL)
    assert warnings == ()
    assert criteria.cards_max == 6
    assert criteria.show_overall is False


# -- files that are not quite text ------------------------------------------------------------------------------


def refusal(data: bytes | str) -> Problem:
    """Return the one problem of a file that is refused at once."""
    with pytest.raises(CriteriaError) as caught:
        load_criteria(data)
    (problem,) = caught.value.problems
    text = data if isinstance(data, str) else data.decode(errors="replace")
    assert_well_told(problem, text)
    return problem


def test_line_ends_and_a_byte_order_mark_change_nothing() -> None:
    plain = load_criteria(MINIMAL)[0]
    for data in (
        MINIMAL.encode(),
        b"\xef\xbb\xbf" + MINIMAL.encode(),
        MINIMAL.replace("\n", "\r\n").encode(),
        MINIMAL.replace("\n", "\r").encode(),
    ):
        criteria = load_criteria(data)[0]
        assert criteria.digest == plain.digest == digest(data)
        assert repr(criteria) == repr(plain)


def test_another_word_makes_another_version() -> None:
    assert digest(MINIMAL) != digest(MINIMAL.replace("Essai", "Essais"))
    assert re.fullmatch("[0-9a-f]{64}", digest(MINIMAL))


@pytest.mark.parametrize("begins", [b"PK\x03\x04", b"%PDF-1.7", b"\xd0\xcf\x11\xe0"])
def test_a_document_of_another_program_is_reported_as_such(begins: bytes) -> None:
    assert "ce n’est pas un fichier de critères" in refusal(begins + b"\x00\xff").message


def test_a_file_in_latin_1_is_reported_with_its_line() -> None:
    problem = refusal(MINIMAL.encode("latin-1"))
    assert problem.line == next(n for n, line in enumerate(MINIMAL.split("\n"), 1) if not line.isascii())
    assert "UTF-8" in problem.message


def test_a_lone_surrogate_is_not_utf_8() -> None:
    assert "UTF-8" in refusal("titre: \ud800\n").message


@pytest.mark.parametrize(
    "bad", ["\x00", "\x1b", "\x7f", "\x85", "\x9f", "\u2028", "\u2029", "\ufeff", "\uffff", "\x0c"]
)
def test_an_invisible_character_is_reported_with_its_line(bad: str) -> None:
    problem = refusal(MINIMAL.replace("En chemin", f"En{bad}chemin"))
    assert problem.line == next(n for n, line in enumerate(MINIMAL.split("\n"), 1) if "En chemin" in line)
    assert f"{ord(bad):04X}" in problem.message


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ("", "le fichier est vide"),
        ("# rien\n\n", "le fichier est vide"),
        ("\n" * 1000, "le fichier est vide"),
        ("- a\n- b\n", "doit commencer par un nom"),
        ("bonjour", "doit commencer par un nom"),
        ("a: 1\n--- \nb: 2\n", "plusieurs documents"),
        ("a: !!python/object/apply:os.system [ls]\n", "l’étiquette YAML"),
        ("a:\n\tb: 1\n", "une tabulation"),
        ("%YAML 3.0\n---\na: 1\n", "l’écriture YAML n’est pas correcte"),
        ("a: 1\n..\nb: ]", "il manque « : »"),
        ("x" * 2_000_000, "le fichier est trop gros (2,0 Mo"),
        ("[" * 100_000, "emboîtés trop profondément"),
        ("{a: " * 100, "emboîtés trop profondément"),
        ("- " * 50_000, "emboîtés trop profondément"),
        ("? " * 50_000, "emboîtés trop profondément"),
        ("a: [" + "1, " * 70_000 + "1]", "beaucoup trop d’éléments"),
        ("a: &a [x]\nb: [*a, *a]\n", "les ancres"),
        ("a: &a {b: *a}\n", "les ancres"),
        ("a: {<<: *b}\n", "les ancres"),
    ],
    ids=lambda value: value[:30],
)
def test_what_is_not_a_criteria_file_is_refused_at_once(data: str, words: str) -> None:
    started = time.process_time()
    assert words in refusal(data).message
    assert time.process_time() - started < 2


def test_a_billion_laughs_are_refused_before_they_expand() -> None:
    rows = ["l0: &l0 [ha, ha]"] + [f"l{n}: &l{n} [{', '.join([f'*l{n - 1}'] * 10)}]" for n in range(1, 12)]
    started = time.process_time()
    assert "les ancres" in refusal("\n".join(rows)).message
    assert time.process_time() - started < 1


def test_a_file_of_nothing_but_faults_is_refused_quickly() -> None:
    rows = "".join(f"  - {{id: r-{number}}}\n" for number in range(3000))
    unknown = ", ".join(f"s-{number}" for number in range(20_000))
    text = MINIMAL.replace("ressources: []", f"ressources:\n{rows}").replace(
        "monte: [c]", f"ressources: [{unknown}]"
    )
    started = time.process_time()
    found = problems_of(text)
    assert time.process_time() - started < 10
    assert len(found) > 20_000
    assert any(re.search("^[0-9]+ autres problèmes suivent", problem.message) for problem in found)


def test_a_file_that_cannot_be_read_says_why(tmp_path: Path) -> None:
    good = tmp_path / "criteria.yaml"
    good.write_text(MINIMAL, encoding="utf-8")
    assert load_file(good)[0].title == "Essai"
    for path, words in ((tmp_path / "absent.yaml", "n’existe pas"), (tmp_path, "ne peut pas être lu")):
        with pytest.raises(CriteriaError) as caught:
            load_file(path)
        (problem,) = caught.value.problems
        assert words in problem.message
        assert problem.line == 0
        assert str(caught.value) == problem.message
        assert_well_told(problem, "")


def test_a_text_of_more_than_4000_characters_is_too_long() -> None:
    found = problems_of(MINIMAL.replace("titre: Essai", f"titre: {'x' * 4001}"))
    assert [str(one) for one in found] == [
        "« titre » : ce texte est trop long (4000 caractères au plus) : raccourcissez-le."
    ]


def test_two_readings_of_the_same_text_are_the_same_criteria() -> None:
    one, same = load_criteria(MINIMAL)[0], load_criteria(MINIMAL.encode())[0]
    other = load_criteria(MINIMAL.replace("Essai", "Essais"))[0]
    assert one == same
    assert len({one, same, other}) == 2
    assert one != other
    assert one != MINIMAL


def test_a_choice_may_be_for_one_viewpoint_alone() -> None:
    text = MINIMAL.replace("{id: ouvert, titre: Ouvert}", "{id: ouvert, titre: Ouvert, pour: [projet]}")
    question = load_criteria(text)[0].context[0]
    shown = {one: [choice.id for choice in question.choices_for(one)] for one in Viewpoint}
    assert shown == {Viewpoint.COLLECTIVITE: ["idee"], Viewpoint.PROJET: ["idee", "ouvert"]}


def test_the_lines_of_an_error_are_in_its_words() -> None:
    with pytest.raises(CriteriaError, match=r"^ligne 3 — « titre » : "):
        load_criteria(MINIMAL.replace("titre: Essai", "titre: [Essai]"))


# -- every message is written -----------------------------------------------------------------------------------


SILENT = {"any", "nullable", "default", "definitions", "definition-ref", "model-field"}
TOLD: dict[str, tuple[str, ...]] = {
    "model": ("model_type",),
    "model-fields": ("missing", "extra_forbidden"),
    "tuple": ("tuple_type",),
    "dict": ("dict_type",),
    "str": ("string_type",),
    "int": ("int_type",),
    "bool": ("bool_type",),
    "enum": ("enum",),
    "literal": ("literal_error",),
}
LIMITS = {
    ("str", "min_length"): "string_too_short",
    ("str", "max_length"): "string_too_long",
    ("str", "pattern"): "string_pattern_mismatch",
    ("tuple", "min_length"): "too_short",
    ("tuple", "max_length"): "too_long",
    ("int", "ge"): "greater_than_equal",
    ("int", "le"): "less_than_equal",
}


def error_types(schema: Any) -> Iterator[str]:
    """Yield every error type that a pydantic schema can raise; fail on a kind of node that nobody thought of."""
    if isinstance(schema, list | tuple):
        for one in schema:
            yield from error_types(one)
    if not isinstance(schema, dict):
        return
    kind = schema.get("type")
    if isinstance(kind, str):
        if kind not in SILENT and not kind.startswith("function-"):
            yield from TOLD[kind]
        limits = {"gt", "ge", "lt", "le", "multiple_of", "min_length", "max_length", "pattern"} & set(schema)
        for limit in sorted(limits):
            yield LIMITS[kind, limit]
    for name, one in schema.items():
        if name not in ("metadata", "ref", "cls", "function", "serialization"):
            yield from error_types(one)


def own_error_types() -> set[str]:
    """Return the error types that our own validators raise."""
    sources = "".join(
        Path(str(module.__file__)).read_text(encoding="utf-8")
        for module in (model, content, conditions, criterion, criteria_module)
    )
    return set(re.findall(r"PydanticCustomError\(\s*\"(\w+)\"", sources))


def test_every_error_that_the_model_can_raise_has_its_french_message() -> None:
    found = set(error_types(Criteria.__pydantic_core_schema__)) | own_error_types()
    assert found - set(MESSAGES) == {"missing", "extra_forbidden"}  # told by `translate` itself
    assert set(MESSAGES) - found == set()  # and no message is written for nothing


# -- files of any shape -----------------------------------------------------------------------------------------


def rich() -> Tree:
    """Return a tree that has something of everything."""
    short: Tree = {
        "conditions": {"peu": {"axe": "un", "score_max": 50}, "au-debut": {"contexte": "stade", "vaut": ["idee"]}},
        "afficher_note_globale": "non",
        "situations_max": 2,
        "parcours": {"express": ["a"]},
        "enjeux": {"jeunesse": ["a"]},
        "monte": {"idee": ["b"]},
        "paliers": [
            {"titre": "À amorcer", "seuil": 0},
            {"titre": "Partagé", "seuil": 62.5, "exige": [{"critere": "a", "au_moins": 2}]},
        ],
        "axes": {
            "un": {
                "poids": 2,
                "criteres": {
                    "a": {
                        "attendu": {"idee": 1},
                        "non_concerne": {"collectivite": "Rien de tel", "projet": False},
                        "conseils": [
                            {"id": "a1", "niveaux": [0, 1], "exemples": ["fab"], "ressources": ["guide"]},
                            {
                                "id": "a2",
                                "niveaux": [2],
                                "quand": ["peu"],
                                "famille": "f",
                                "marche": 2,
                            },
                        ],
                    },
                    "b": {
                        "si": {"un_de": ["au-debut", {"regard": "projet"}]},
                        "suppose": {"critere": "a", "au_moins": 1},
                        "en_bref": "des essais suivis",
                        "question": {**both("Que fait-on"), "avant_ouverture": both("Que fera-t-on")},
                        "aide": {"texte": "Par exemple", "avant_ouverture": "Par exemple aussi"},
                        "non_concerne": "non",
                        "conseils": [{"id": "b1", "niveaux": [0, 1], "etapes": ["Une"], "acteurs": ["Quelqu’un"]}],
                    },
                },
            }
        },
        "situations": [
            {
                "id": "s",
                "pour": ["projet"],
                "quand": {"tous": [{"critere": "a", "niveau_max": 1}, {"critere": "b", "etat": "ne_sait_pas"}]},
                "conseils": ["a1"],
                "complement": {"quand": {"aucun": [{"regard": "projet"}]}, "texte": "Et aussi"},
                "gestes": ["Un geste"],
                "exemples": ["fab"],
                "ressources": ["guide"],
            }
        ],
        "tiers_lieux": [
            {
                "id": "fab",
                "nom": "Le Fab",
                "commune": "Ici",
                "annee": 2014,
                "portage": "Une association",
                "but": "Fabriquer",
                "activites": ["Bois"],
                "labels": [{"nom": "Label", "annee": 2019}],
                "liens": [{"url": "https://exemple.fr/", "titre": "Site"}],
                "illustre": [{"critere": "a", "pourquoi": "Parce que"}],
            }
        ],
        "ressources": [
            {
                "id": "guide",
                "titre": "Guide",
                "editeur": "Un réseau",
                "url": "https://exemple.fr/",
                "resume": "Une aide",
                "criteres": ["a"],
                "pour": ["projet"],
            }
        ],
        "glossaire": [{"terme": "Commun", "definition": "Une ressource partagée"}],
        "profils_fictifs": [
            {
                "id": "p",
                "titre": "Une équipe",
                "texte": "Une équipe",
                "regard": "projet",
                "parcours": "express",
                "contexte": {"stade": "idee", "enjeux": ["jeunesse"]},
                "reponses": {"a": 3, "b": {"niveau": 1, "note": "vu"}},
            }
        ],
    }
    return complete(short)


Place = tuple[str | int, ...]
VALUES: st.SearchStrategy[Any] = st.sampled_from(
    [
        None,
        True,
        False,
        0,
        -1,
        3,
        10**30,
        2.5,
        float("inf"),
        float("nan"),
        datetime.date(2026, 11, 3),
        "",
        " ",
        "x",
        "oui",
        "non",
        "a",
        "Idée",
        "x" * 4100,
        "{}",
        [],
        {},
        [None],
        [[]],
        [{}],
        ["a", "a"],
        {"id": "a"},
        {"a": None},
        {"tous": []},
        {"critere": "a"},
        {"critere": ["a"], "niveau_max": "b"},
        {"contexte": {}, "vaut": 3},
    ]
)


def places(value: Any, path: Place = ()) -> Iterator[Place]:
    """Yield every place of a tree, but its top."""
    children = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, child in children:
        yield (*path, step)
        yield from places(child, (*path, step))


def mutate(tree: Any, data: st.DataObject) -> None:
    """Spoil one place of the tree."""
    path = data.draw(st.sampled_from(list(places(tree))), label="place")
    parent = tree
    for step in path[:-1]:
        parent = parent[step]
    last = path[-1]
    how = data.draw(st.sampled_from(["delete", "replace", "double", "rename"]), label="how")
    if how == "delete":
        del parent[last]
    elif how == "replace":
        parent[last] = deepcopy(data.draw(VALUES, label="value"))
    elif how == "double" and isinstance(parent, list):
        parent.append(deepcopy(parent[int(last)]))
    elif isinstance(parent, dict):
        parent[data.draw(st.sampled_from(["zz", "id", "titre", "1", "", "no", "Été", "tous"]), label="name")] = (
            parent.pop(last)
        )


def test_a_tree_that_has_something_of_everything_is_loaded_without_a_warning() -> None:
    criteria, warnings = load_criteria(dump(rich()))
    assert warnings == ()
    assert criteria.criterion("a").not_applicable.of(Viewpoint.COLLECTIVITE) == "Rien de tel"
    assert criteria.criterion("a").not_applicable.of(Viewpoint.PROJET) is None
    assert criteria.criterion("b").not_applicable.of(Viewpoint.PROJET) is None
    assert criteria.viewpoints.of(Viewpoint.PROJET).title == "Projet"
    assert criteria.viewpoints.of(Viewpoint.COLLECTIVITE).title == "Collectivite"
    assert criteria.tiers[1].threshold == Fraction("62.5")


@settings(max_examples=120)
@given(st.data())
def test_a_spoiled_file_is_used_or_refused_in_words_and_never_breaks(data: st.DataObject) -> None:
    tree = rich()
    for _ in range(data.draw(st.integers(1, 3))):
        mutate(tree, data)
    text = dump(tree)
    found = problems_of(text)
    assert [problem.line for problem in found] == sorted(problem.line for problem in found)
    for problem in found:
        assert_well_told(problem, text)
        assert problem.line >= 1


@settings(max_examples=120)
@given(st.data())
def test_a_file_damaged_by_hand_is_used_or_refused_in_words_and_never_breaks(data: st.DataObject) -> None:
    text = MINIMAL
    for _ in range(data.draw(st.integers(1, 3))):
        start = data.draw(st.integers(0, len(text) - 1))
        end = start + data.draw(st.integers(0, 30))
        pieces = [
            "",
            " ",
            "\n",
            "\t",
            ":",
            ": ",
            "- ",
            "'",
            '"',
            "[",
            "]",
            "{",
            "}",
            "#",
            "&a",
            "*a",
            "!x ",
            "|",
            ">",
            "%",
            "@",
            "\\",
            "é",
            "? ",
        ]
        text = text[:start] + data.draw(st.sampled_from(pieces)) + text[end:]
    for problem in problems_of(text):
        assert_well_told(problem, text)


@given(st.binary(max_size=60))
def test_any_bytes_are_refused_in_words(data: bytes) -> None:
    with pytest.raises(CriteriaError):
        load_criteria(data)


@given(trees())
def test_a_file_says_the_same_as_the_tree_it_was_written_from(tree: Tree) -> None:
    assert repr(load_criteria(dump(tree))[0]) == repr(Criteria.model_validate(tree))


@pytest.mark.untraced
def test_a_setting_indented_too_far_is_always_told() -> None:
    """Shift each setting of a part of the shipped file that follows a text of several lines."""
    lines = SHIPPED.split("\n")
    first = lines.index("axes:")
    last = next(
        number for number, line in enumerate(lines) if number > first + 250 and line.startswith("      - id:")
    )
    part = lines[first:last]
    swallowed = [
        number
        for number in range(1, len(part))
        if re.match(r" +(- )?[a-z_]+:( |$)", part[number])
        and not re.match(r" *(- )?[\w-]+:|.*#|$", part[number - 1])
    ]
    hidden = 0
    for number in swallowed:
        for spaces in ("  ", "    "):
            text = "\n".join([*part[:number], spaces + part[number], *part[number + 1 :]])
            try:
                source = read_source(text)
            except CriteriaError:
                continue  # refused: nothing is swallowed
            if any(part[number].strip() in written for written in source.typed.values()):
                hidden += 1
                assert number + 1 in [line for _, line, _ in check_swallowed(source)], part[number]
    assert hidden > 15


def test_the_shipped_file_has_nothing_swallowed() -> None:
    assert load_criteria(SHIPPED)[1] == ()


def test_a_text_that_is_no_setting_keeps_the_words_for_its_colon() -> None:
    assert "mettez le texte entre guillemets" in refusal("un texte\n suite: autre").message


def test_a_line_of_three_dots_does_not_hide_a_second_document() -> None:
    problem = refusal("format: 1\n...\nversion: deux\n")
    assert (problem.line, "plusieurs documents" in problem.message) == (3, True)
