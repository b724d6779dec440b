"""What holds of every merge: nothing is lost, nothing that nobody changed moves, answers are obeyed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import hypothesis.strategies as st
from hypothesis import Phase, assume, given, settings

from questionnaire.criteria.validation import validate
from questionnaire.following.changes import Answer, Choice, Merge
from questionnaire.following.following import Texts
from questionnaire.following.layout import Lines
from questionnaire.following.references import Id, definitions, id_of_name, kind_of_list
from questionnaire.following.tree import ABSENT, Place, Value, by_name, identifying_name, same, to_tree, to_value
from questionnaire.following.writing import write
from tests.following.adapting import BASE, change_tree

QUICK = (Phase.explicit, Phase.generate)  # a text is small: nothing to shrink
TEXTS = (
    "titre", "presentation/texte", "paliers/0/texte", "criteres/lancer/titre", "criteres/lancer/aide",
    "criteres/lancer/conseils/essayer/piege", "criteres/accueillir/aide", "criteres/gouverner/niveaux/projet/1",
    "criteres/accueillir/conseils/ouvrir/titre", "ressources/guide/resume", "tiers_lieux/moulin/but",
    "situations/seul/gestes/1", "glossaire/Tiers-lieu/definition", "contexte/stade/choix/ouvert/titre",
    "criteres/gouverner/question/collectivite", "tiers_lieux/moulin/illustre/lancer/pourquoi",
)  # fmt: skip
SEUL = {"retire": "situations/seul"}  # its condition is on « accueillir »
OTHERS: tuple[tuple[dict[str, Any], ...], ...] = (
    ({"lieu": "criteres/lancer/poids", "devient": 2},),
    ({"lieu": "criteres/lancer/conseils/compter/quand"},),
    (SEUL,),
    (SEUL, {"retire": "criteres/accueillir"}),
    ({"retire": "tiers_lieux/moulin"},),
    ({"retire": "ressources/guide"},),
    ({"retire": "glossaire/Tiers-lieu"},),
    ({"retire": "criteres/lancer/conseils/compter"},),
    ({"deplace": "criteres/accueillir", "axe": "liens"},),
    ({"ordonne": "criteres/lancer/conseils", "ainsi": ["compter", "essayer"]},),
    ({"ordonne": "criteres", "ainsi": ["accueillir", "lancer", "gouverner"]},),
    ({"ordonne": "axes", "ainsi": ["liens", "lieu"]},),
    ({"lieu": "contexte/stade/choix/ouvert/monte", "devient": ["accueillir", "lancer"]},),
    ({"lieu": "parcours/court/criteres", "devient": ["lancer"]},),
    ({"lieu": "situations/seul/gestes", "devient": ["Téléphonez"]},),
    ({"renomme": "criteres/accueillir", "en": "recevoir"},),
    ({"renomme": "ressources/guide", "en": "le-guide"},),
    ({"renomme": "contexte/stade", "en": "moment"}, {"lieu": "criteres/lancer/attendu"}),
)
ADDED = (("criteres", "accueillir"), ("ressources", "guide"), ("tiers_lieux", "moulin"), ("parcours", "court"))


@st.composite
def sides(draw: st.DrawFn, tag: str) -> str:
    """A valid text that one side made of the base."""
    changes: list[dict[str, Any]] = [
        {"lieu": place, "devient": f"Mots de {tag}"} for place in draw(st.sets(st.sampled_from(TEXTS), max_size=4))
    ]
    changes += [
        {"ajoute": place, "comme": like, "element": {"id": f"{like}-{tag}"}}
        for place, like in draw(st.sets(st.sampled_from(ADDED), max_size=2))
    ]
    for number in draw(st.lists(st.sampled_from(range(len(OTHERS))), max_size=3, unique=True)):
        changes += OTHERS[number]
    document = Lines(BASE)
    tree = to_tree(document.value)
    for change in changes:
        with suppress(KeyError, ValueError, StopIteration):  # an earlier change took its place away
            tree = change_tree(tree, change)
    text = write(None, document, document, Merge(to_value(tree)))
    assume(validate(text.encode()).criteria)
    return text


def leaves(value: Value, place: Place = ()) -> Iterator[tuple[Place, Value]]:
    """Yield each value with its place; a list of texts or ids is one set."""
    if isinstance(value, dict):
        for name, part in value.items():
            yield from leaves(part, (*place, name))
    elif isinstance(value, list) and isinstance(next(iter(value), None), dict):
        name = identifying_name(value)
        parts = by_name(name, value) if name else {str(number): part for number, part in enumerate(value)}
        for key, part in parts.items():
            yield from leaves(part, (*place, key))
    else:
        yield place, frozenset(value) if isinstance(value, list) else value


def lost(base: Value, side: Value, merge: Merge, told: set[Place]) -> list[Place]:
    """Return the places where what a side changed is neither in the result nor told."""
    before, after, result = (dict(leaves(tree)) for tree in (base, side, to_tree(merge.value)))
    held = definitions(to_tree(merge.value))
    asked = {one for tree in (base, side) for one, where in definitions(tree).items() if where in told}
    return [
        place
        for place in before.keys() | after.keys()
        if place[0] != "version"
        and not same(before.get(place, ABSENT), after.get(place, ABSENT))
        and not any(place[: len(one)] == one[: len(place)] for one in told)
        and not any(id_of_name(place[:length]) in asked for length in range(3, len(place) + 1))
        and not _kept(before.get(place, ABSENT), after.get(place, ABSENT), result.get(place, ABSENT), place, held)
    ]


def _kept(before: Any, after: Any, result: Any, place: Place, held: dict[Id, Place]) -> bool:
    if not any(isinstance(one, frozenset) for one in (before, after, result)):
        return same(after, result)
    kind = kind_of_list(place)
    old, new, found = (frozenset() if one is ABSENT else one for one in (before, after, result))
    return {one for one in new - old if kind is None or (kind, one) in held} <= found and not (old - new) & (
        found - new - old
    )


@settings(max_examples=25, deadline=None, phases=QUICK)
@given(sides("nous"), sides("projet"), st.randoms(use_true_random=False))
def test_nothing_is_lost(ours: str, theirs: str, chance: Any) -> None:
    texts = Texts(BASE, ours, theirs)
    merge = texts.merge()
    for one in merge.questions:
        assert not same(one.change.ours, one.change.theirs)
    told = {one.change.place for one in merge.questions} | {one.place for one in merge.aside}
    told |= {one.place for one in merge.renamed}
    if not merge.renamed:
        base, here, there = (to_tree(text.value) for text in (texts.base, texts.ours, texts.theirs) if text)
        gone = {change.place for change in merge.kept if change.whole}
        gone |= {one.change.place for one in merge.taken if one.change.whole}
        assert lost(base, there, merge, told | gone) == []
        assert lost(base, here, merge, told | gone) == []
    assert validate(texts.write(merge).encode()).errors <= len(merge.questions)
    chosen = {
        change.key: Answer(chance.choice((Choice.OURS, Choice.THEIRS)), change.seen)
        for change in (*(one.change for one in merge.questions), *(one.change for one in merge.taken))
    }
    answered = texts.merge(chosen)
    texts.write(answered)
    for question in answered.questions:
        assert question.answer is not None or question.earlier is not None or question.change.key not in chosen


@settings(max_examples=8, deadline=None, phases=QUICK)
@given(sides("projet"))
def test_where_nothing_changed_here_the_result_is_the_text_of_the_project(theirs: str) -> None:
    texts = Texts(BASE, BASE, theirs)
    merge = texts.merge()
    assert (merge.questions, merge.aside, merge.kept) == ([], [], [])
    assert texts.write(merge) == theirs
    same_but_a_remark = Texts(BASE, f"# une remarque\n{BASE}", theirs)
    merge = same_but_a_remark.merge()
    assert same(to_tree(merge.value), to_tree(same_but_a_remark.theirs.value))
    assert same_but_a_remark.write(merge).startswith("# une remarque\n")


@settings(max_examples=8, deadline=None, phases=QUICK)
@given(sides("nous"))
def test_where_the_project_changed_nothing_our_text_stays_to_the_byte(ours: str) -> None:
    texts = Texts(BASE, ours, BASE)
    merge = texts.merge()
    assert merge.count == 0
    assert texts.write(merge) == ours
