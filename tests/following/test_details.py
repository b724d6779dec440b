"""What the cases do not say: names of versions, comments, odd layouts, a base that is not known, words."""

from __future__ import annotations

import pytest

from questionnaire.criteria.loading import load_criteria
from questionnaire.errors import CannotWriteError
from questionnaire.following import writing
from questionnaire.following.changes import Answer, Change, Choice, Kind, Merge, Renamed
from questionnaire.following.following import Texts
from questionnaire.following.layout import Lines
from questionnaire.following.nearest import nearest
from questionnaire.following.order import insert_like
from questionnaire.following.renames import rename
from questionnaire.following.tree import ABSENT, Value, key_of, to_tree
from questionnaire.following.wording import MergeWording, not_undone_words, undone_words
from questionnaire.typography import NBSP
from tests.following.adapting import BASE, adapt
from tests.support.shipped import OURS

NEWER = adapt(BASE, {"lieu": "version", "devient": "2027-03"}, {"lieu": "titre", "devient": "Le titre du projet"})


def merged(ours: str, theirs: str, base: str | None = BASE) -> tuple[Merge, str]:
    texts = Texts(base, ours, theirs)
    merge = texts.merge()
    text = texts.write(merge)
    load_criteria(text)
    return merge, text


@pytest.mark.parametrize(
    ("name", "result"),
    [
        ("2026-11", "2027-03, adaptée"),
        ("2026-11, adaptée", "2027-03, adaptée"),
        ("2026-velay", "2026-velay, d’après 2027-03"),
        ("2026-velay, d'après 2026-09", "2026-velay, d’après 2027-03"),
    ],
)
def test_the_name_of_a_version_says_whose_it_is_and_what_it_follows(name: str, result: str) -> None:
    ours = adapt(BASE, {"lieu": "version", "devient": name}, {"lieu": "criteres/lancer/poids", "devient": 2})
    assert merged(ours, NEWER)[0].value["version"] == result


def test_between_two_drafts_the_name_of_the_version_is_a_text_like_another() -> None:
    texts = Texts(BASE, BASE, NEWER)
    assert texts.merge(of_project=False).value["version"] == "2027-03"
    texts = Texts(BASE, adapt(BASE, {"lieu": "version", "devient": "ici"}), NEWER)
    assert [one.change.key for one in texts.merge(of_project=False).questions] == ["version"]


def test_the_text_of_the_project_is_taken_with_its_name_where_nothing_changed_here() -> None:
    assert merged(BASE, NEWER)[1] == NEWER
    merge, text = merged(BASE.replace("poids: 1", "poids: 1   "), NEWER)
    assert merge.value["version"] == "2027-03"
    assert text == NEWER.replace("poids: 1", "poids: 1   ")


def test_comments_of_the_project_come_where_ours_were_those_of_the_base() -> None:
    first, second = "# rien n'est attendu d'une idée", "# un fait, pas une faute"
    theirs = NEWER.replace(first, "# remarque\n        # du projet").replace(second, "# autre remarque")
    ours = BASE.replace(second, "# la nôtre").replace("poids: 1", "poids: 2")
    _, text = merged(ours, theirs)
    assert "        # remarque\n        # du projet\n        attendu:" in text
    assert "# la nôtre" in text
    assert "# autre remarque" not in text
    moved = adapt(ours, {"lieu": "criteres/lancer/poids", "devient": 3})
    _, text = merged(moved, adapt(theirs, {"deplace": "criteres/lancer", "axe": "liens"}))
    assert "        # du projet\n        attendu:" in text
    removed = adapt(theirs, {"lieu": "criteres/lancer/attendu"})
    assert "remarque\n" not in merged(ours, removed)[1]


def test_line_ends_the_byte_order_mark_and_the_missing_last_line_end_stay() -> None:
    ours = "\ufeff" + BASE.replace("poids: 1", "poids: 2").replace("\n", "\r\n").removesuffix("\r\n")
    _, text = merged(ours, NEWER)
    assert text.startswith("\ufeff# Le texte")
    assert text.count("\n") == text.count("\r\n") == ours.count("\r\n")
    assert not text.endswith("\n")


def test_a_remark_beside_a_value_stays_beside_it() -> None:
    ours = BASE.replace("aide: Un café, par exemple.", "aide: Un café, par exemple.  # à revoir")
    long = "Une aide réécrite, si longue qu'elle se replie sur plusieurs lignes. " * 3
    theirs = adapt(BASE, {"lieu": "criteres/accueillir/aide", "devient": long.strip()})
    _, text = merged(ours, theirs)
    assert "aide: >-  # à revoir\n          Une aide" in text


def test_texts_of_another_layout_are_merged_all_the_same() -> None:
    flow = BASE.replace("    titre: Seul\n", "    titre: Seul\n    pour: [projet]\n")
    block = BASE.replace("    titre: Seul\n", "    titre: Seul\n    pour:\n    - projet\n    - collectivite\n")
    merge, text = merged(block, adapt(flow, {"lieu": "situations/seul/titre", "devient": "Seuls"}), BASE)
    assert [one.change.key for one in merge.questions] == []
    assert "    pour:\n    - projet\n    - collectivite\n" in text
    lines = "[" + ", ".join(f"{{terme: Mot {number}, definition: Un mot.}}" for number in range(2)) + "]"
    ours = BASE[: BASE.index("glossaire:")] + f"glossaire: {lines}\n" + BASE[BASE.index("profils_fictifs:") :]
    theirs = adapt(BASE, {"ajoute": "glossaire", "element": {"terme": "Commun", "definition": "À tous."}})
    merge, text = merged(ours, theirs)
    assert "  - {terme: Mot 1, definition: Un mot.}\n  - {terme: Commun, definition: À tous.}\n" in text
    ours = BASE.replace(
        "    quand: {tous: [{critere: accueillir, niveau_max: 0}, {regard: collectivite}]}",
        "    quand:\n      critere: accueillir\n      niveau_max: 0",
    )
    _, text = merged(ours, adapt(ours, {"lieu": "situations/seul/quand", "devient": ["lieu-ouvert"]}), ours)
    assert "    quand: [lieu-ouvert]\n    titre: Seul\n" in text


def test_a_text_written_in_long_by_the_project_and_changed_here_stays_short() -> None:
    ours = adapt(BASE, {"lieu": "criteres/lancer/aide", "devient": "Une aide d’ici."})
    theirs = adapt(BASE, {"lieu": "criteres/lancer/aide", "devient": {"texte": "Par exemple, un repas."}})
    merge, text = merged(ours, theirs)
    assert (merge.count, text) == (0, ours)


def test_an_axis_without_any_criterion_left_does_not_come() -> None:
    theirs = adapt(
        BASE,
        {"ajoute": "axes", "comme": "lieu", "element": {"id": "autre", "titre": "Autre"}},
        {"ajoute": "criteres", "comme": "accueillir", "element": {"id": "de-plus", "axe": "autre"}},
    )
    texts = Texts(BASE, BASE, theirs)
    left = {one.change.key: Answer(Choice.OURS, one.change.seen) for one in texts.merge().taken}
    merge = texts.merge({"criteres/de-plus": left["criteres/de-plus"]})
    assert [axis["id"] for axis in merge.value["axes"]] == ["lieu", "liens"]
    assert [axis["id"] for axis in texts.merge().value["axes"]] == ["lieu", "liens", "autre"]


def test_criteria_are_found_where_they_have_lines_of_their_own() -> None:
    axes = "axes:\n  - {id: a, criteres: [{id: x}]}\n  - id: b\n    criteres: [{id: y}]\n"
    assert list(Lines(f"{axes}  - id: c\n    criteres:\n      - id: z\n").criteria) == ["z"]


def test_the_first_name_of_an_item_may_go_and_another_take_its_dash() -> None:
    ours = BASE.replace("  - titre: Solide\n    seuil: 50\n", "  - seuil: 50\n    titre: Solide\n")
    theirs = adapt(BASE, {"lieu": "paliers/1", "devient": {"titre": "Ferme", "seuil": 60, "texte": "Cela tient"}})
    _, text = merged(ours, theirs)
    assert "  - seuil: 60\n    titre: Ferme\n    texte: Cela tient\n" in text
    document = Lines("a:\n  - x: 1\n    y: 2\n")
    assert writing.write(None, document, document, Merge({"a": [{"y": 2, "z": 3}]})) == "a:\n  - y: 2\n    z: 3\n"


def test_a_text_that_would_not_read_back_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    document = Lines("a: 1\nb: 2\n")
    for wrong in ("a: 1\n", "a: [1\n"):
        monkeypatch.setattr(writing, "spliced", lambda *_, wrong=wrong: wrong)
        with pytest.raises(CannotWriteError):
            writing.write(None, document, document, Merge({"a": 1, "b": 3}))


def test_without_a_base_what_differs_is_asked_and_nothing_is_lost() -> None:
    ours = adapt(BASE, {"lieu": "criteres/lancer/titre", "devient": "Ici"}, {"retire": "glossaire/Tiers-lieu"})
    theirs = adapt(
        NEWER,
        {"lieu": "situations/seul/gestes", "devient": ["Un geste", "Téléphonez"]},
        {"ajoute": "ressources", "comme": "guide", "element": {"id": "relief"}},
    )
    merge, _ = merged(ours, theirs, None)
    asked = {one.change.key for one in merge.questions}
    assert asked == {"titre", "criteres/lancer/titre", "situations/seul/gestes/0"}
    assert {one.change.key for one in merge.taken} == {"ressources/relief", "glossaire/Tiers-lieu"}
    assert (merge.count, merge.touching, len(merge.unanswered), merge.kept) == (5, 3, 3, [])
    assert not MergeWording(merge).change(merge.questions[0].change).before.strip("(rien)")


def test_an_answer_to_other_values_no_longer_holds() -> None:
    place = {"lieu": "criteres/gouverner/titre", "devient": "Ici"}
    texts = Texts(BASE, adapt(BASE, place), adapt(BASE, place | {"devient": "Là"}))
    earlier = Answer(Choice.THEIRS, "autre")
    (question,) = texts.merge({"criteres/gouverner/titre": earlier}).questions
    assert (question.answer, question.earlier) == (None, earlier)
    assert question.change.takes_words
    assert repr(ABSENT) == "ABSENT"


def test_the_text_that_ours_comes_from_is_the_one_that_says_most_of_it() -> None:
    ours = adapt(BASE, {"lieu": "criteres/lancer/titre", "devient": "Ici"})
    older = adapt(BASE, {"lieu": "criteres/lancer/objet", "devient": "Avant"})
    assert nearest(ours, {"ancien": older, "base": BASE}) == "base"
    assert nearest(ours, {"autre": OURS}) is None
    assert nearest(ours, {}) is None


def test_an_item_goes_after_its_neighbour_or_before_the_next_one_or_last() -> None:
    for result, expected in (([9], [9, 1]), ([3], [1, 3]), ([0, 3], [0, 1, 3])):
        insert_like(result, [0, 1, 2, 3], 1)
        assert result == expected


def test_a_rename_follows_an_id_wherever_it_is_used() -> None:
    value: Value = {"contexte": [{"id": "x", "place": "lieu", "si": {"tous": [{"axe": "lieu", "score_min": 1}]}}]}
    assert rename(value, Renamed("axe", "lieu", "place", ())) == {
        "contexte": [{"id": "x", "place": "place", "si": {"tous": [{"axe": "place", "score_min": 1}]}}]
    }
    value = {"conditions": {"c": {"regard": "projet"}}, "situations": [{"id": "c", "quand": ["c", "e"]}]}
    assert rename(value, Renamed("condition nommée", "c", "d", ())) == {
        "conditions": {"d": {"regard": "projet"}},
        "situations": [{"id": "c", "quand": ["d", "e"]}],
    }
    tree = to_tree(Lines(BASE).value)
    renamed = rename(tree, Renamed("critère", "lancer", "essayer-tot", ()))
    assert "lancer" not in str(renamed).replace("Essai", "")


def test_ids_that_say_something_else_are_not_renames() -> None:
    element = {"id": "relief", "titre": "R", "editeur": "E", "url": "https://example.org/r", "resume": "Autre."}
    theirs = adapt(
        BASE,
        {"ajoute": "ressources", "element": element},
        {"ajoute": "parcours", "comme": "court", "element": {"id": "bref"}},
        {"retire": "ressources/guide"},
    )
    merge, _ = merged(BASE, theirs)
    assert merge.renamed == []
    twice = adapt(
        BASE,
        {"ajoute": "ressources", "comme": "guide", "element": {"id": "un"}},
        {"ajoute": "ressources", "comme": "guide", "element": {"id": "deux"}},
        {"retire": "ressources/guide"},
    )
    merge, _ = merged(BASE, twice)
    assert len(merge.renamed) == 1


def test_odd_places_are_told_too() -> None:
    theirs = adapt(
        BASE,
        {"lieu": "criteres/gouverner/si", "devient": {"contexte": "stade", "vaut": ["ouvert"]}},
        {"lieu": "criteres/lancer/conseils/compter/quand", "devient": {"axe": "liens", "score_min": 10}},
        {"lieu": "profils_fictifs/mairie/reponses/gouverner", "devient": {"niveau": 1, "note": "Vu hier"}},
        {"lieu": "profils_fictifs/mairie/reponses/lancer", "devient": {"niveau": 0, "note": "Non"}},
        {"lieu": "profils_fictifs/mairie/contexte/stade", "devient": "idee"},
        {"lieu": "criteres/gouverner/non_concerne", "devient": "Rien à décider"},
        {"lieu": "criteres/lancer/conseils/essayer/effort", "devient": 2},
        {"lieu": "criteres/lancer/conseils/essayer/acteurs/0", "devient": "équipe"},
        {"lieu": "contexte/stade/obligatoire", "devient": True},
        {"lieu": "paliers/1/exige/gouverner/au_moins", "devient": 0},
    )
    merge, _ = merged(BASE, theirs)
    words = MergeWording(merge)
    told = [words.change(one.change) for one in merge.taken]
    lines = [f"{one.where} : {one.text} : {one.there}".replace("\u00a0", " ") for one in told]
    assert lines == [
        "Palier « Solide », critère exigé « Décider ensemble » : le niveau exigé passe de 1 à 0 : 0",
        "Question de contexte « Où en est le lieu ? » : le caractère obligatoire est ajouté : oui",
        "Critère « Lancer des activités », conseil « Essayez une activité » : "
        "les personnes avec qui agir (n° 1) sont reformulées : équipe",
        "Critère « Lancer des activités », conseil « Essayez une activité » : l’effort passe de 1 à 2 : 2",
        "Critère « Lancer des activités », conseil « Comptez » : la condition change : "
        "« liens » a au moins 10 sur 100",
        "Critère « Décider ensemble » : la réponse « Non concerné » change : Rien à décider",
        "Critère « Décider ensemble » : la condition est ajoutée : « stade » vaut ouvert",
        "Profil fictif « Une mairie » : la situation du profil (stade) est reformulée : idee",
        "Profil fictif « Une mairie » : les réponses du profil (lancer) changent : niveau : 0, note : Non",
        "Profil fictif « Une mairie » : le niveau répondu (gouverner) passe de 0 à 1 : 1",
    ]
    older = Change(Kind.CHANGED, ("situations", "seul", "quand"), {"critere": ["a", "b"]}, {}, "x")
    assert [words.change(older).before, words.change(older).here] == ["critere\u00a0: a, b", "(rien)"]


def test_the_key_of_a_place_is_never_too_long_for_the_database() -> None:
    long = ("tiers_lieux", "moulin", "liens", f"https://example.org/{'a' * 560}")
    assert len(key_of(long)) < 500
    assert key_of(long) != key_of((*long[:3], f"{long[3]}b"))


def test_lists_that_nothing_would_be_left_of_are_asked() -> None:
    two = adapt(BASE, {"lieu": "parcours/court/criteres", "devient": ["lancer"]})
    other = adapt(BASE, {"lieu": "parcours/court/criteres", "devient": ["gouverner"]})
    merge, _ = merged(two, other)
    assert [one.change.key for one in merge.questions] == ["parcours/court/criteres"]


@pytest.mark.untraced
def test_the_shipped_text_is_merged_by_id() -> None:
    ours = OURS.replace("titre: Lancer des activités", "titre: Entreprendre en Velay", 1)
    theirs = OURS.replace("\n        poids: 1", "\n        poids: 2", 1)
    merge, text = merged(ours, theirs, OURS)
    assert (merge.count, merge.touching) == (1, 0)
    assert text == theirs.replace("titre: Lancer des activités", "titre: Entreprendre en Velay", 1)


def test_what_is_undone_is_named_and_what_is_not_says_who_changed_the_same_place() -> None:
    assert undone_words("Titre de l’axe") == f"Annulé{NBSP}: Titre de l’axe"
    assert not_undone_words(["Ana"], "poids de « Lancer »").startswith("Ana a changé le même endroit depuis")
    assert not_undone_words(["Ana", "Zoé"], "poids").startswith("Ana et Zoé ont changé le même endroit depuis")
