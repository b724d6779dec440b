"""What differs between two versions: every field has its words, and sentences read as French."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from enum import Enum
from fractions import Fraction
from typing import Any, get_args

import pytest
from pydantic import BaseModel

from questionnaire.criteria.conditions import Condition
from questionnaire.criteria.content import Viewpoints
from questionnaire.criteria.diff import Change, Kind, compare, same_content
from questionnaire.criteria.field_labels import condition_words, field_words, value_words
from questionnaire.criteria.loading import load_criteria
from questionnaire.criteria.model import Criteria
from questionnaire.criteria.types import LevelsPerViewpoint, MaybePerViewpoint, PerViewpoint, TextPerStage
from questionnaire.typography import french
from tests.support.building import MINIMAL, Tree, build, complete

SHORT: Tree = {
    "axes": {
        "un": {
            "criteres": {
                "a": {"poids": 2, "attendu": {"idee": 1}, "conseils": [{"id": "a1", "niveaux": [0, 1]}]},
                "b": {"si": {"contexte": "stade", "vaut": ["idee"]}},
            }
        },
        "deux": {"criteres": {"c": {}}},
    },
    "situations": [{"id": "s", "quand": {"critere": "a", "niveau_max": 1}}],
}


def changed(edit: Any) -> list[Change]:
    """Compare the small criteria with what `edit` makes of its tree."""
    old, new = complete(SHORT), complete(deepcopy(SHORT))
    edit(new)
    return list(compare(Criteria.model_validate(old), Criteria.model_validate(new)))


def criterion(tree: Tree, axis: int, position: int) -> Tree:
    return tree["axes"][axis]["criteres"][position]  # type: ignore[no-any-return]


def said(changes: list[Change]) -> list[tuple[str, str]]:
    """Return (where, text) of each change, with ordinary spaces to be read here."""
    return [(one.where.replace("\xa0", " "), one.text.replace("\xa0", " ")) for one in changes]


def test_nothing_is_said_of_the_same_text(criteria: Criteria) -> None:
    assert compare(criteria, criteria) == ()
    assert changed(lambda tree: None) == []


@pytest.mark.parametrize(
    ("edit", "where", "text"),
    [
        (lambda t: criterion(t, 0, 0).update(poids=1), "Critère « Critère a »", "le poids passe de 2 à 1"),
        (
            lambda t: criterion(t, 0, 0)["question"].update(projet="Autre ?"),
            "Critère « Critère a »",
            "la question est reformulée (regard projet)",
        ),
        (
            lambda t: criterion(t, 0, 0)["niveaux"]["collectivite"].__setitem__(2, "Autre."),
            "Critère « Critère a »",
            "le niveau 2 est reformulé (regard collectivité)",
        ),
        (
            lambda t: criterion(t, 0, 0)["attendu"].update(idee=2),
            "Critère « Critère a »",
            "le niveau attendu, étape « Idee » : 1 → 2",
        ),
        (
            lambda t: criterion(t, 0, 0)["attendu"].update(ouverture=2),
            "Critère « Critère a »",
            "le niveau attendu, étape « Ouverture » : rien → 2",
        ),
        (
            lambda t: criterion(t, 0, 0).update(conseils=[]),
            "Critère « Critère a »",
            "conseil retiré : « Conseil a1 »",
        ),
        (
            lambda t: criterion(t, 0, 0)["conseils"][0].update(effort=1),
            "Critère « Critère a », conseil « Conseil a1 »",
            "l’effort passe de 2 à 1",
        ),
        (
            lambda t: criterion(t, 0, 0)["conseils"][0].update(niveaux=[0]),
            "Critère « Critère a », conseil « Conseil a1 »",
            "les niveaux où le conseil est donné passent de 0, 1 à 0",
        ),
        (
            lambda t: criterion(t, 0, 0)["conseils"][0].update(acteurs=["la mairie"]),
            "Critère « Critère a », conseil « Conseil a1 »",
            "les personnes avec qui agir sont ajoutées : « la mairie »",
        ),
        (
            lambda t: criterion(t, 0, 0)["conseils"].append(criterion(t, 0, 0)["conseils"][0] | {"id": "a2"}),
            "Critère « Critère a »",
            "conseil ajouté : « Conseil a1 »",
        ),
        (
            lambda t: criterion(t, 0, 1).pop("si"),
            "Critère « Critère b »",
            "la condition est retirée : « « stade » vaut idee »",
        ),
        (
            lambda t: criterion(t, 0, 0).update(non_concerne=False),
            "Critère « Critère a »",
            "la réponse « Non concerné » est retirée (regard collectivité) : « Rien de tel n’existe »",
        ),
        (
            lambda t: t["axes"][0]["criteres"].pop(1),
            "Axe « Axe un »",
            "critère retiré : « Critère b » — les diagnostics en cours le gardent",
        ),
        (
            lambda t: t["axes"][1]["criteres"].append(criterion(t, 1, 0) | {"id": "d", "titre": "Neuf"}),
            "Axe « Axe deux »",
            "critère ajouté : « Neuf »",
        ),
        (
            lambda t: t["axes"][1]["criteres"].append(t["axes"][0]["criteres"].pop(1)),
            "Critère « Critère b »",
            "passe de l’axe « Axe un » à l’axe « Axe deux »",
        ),
        (lambda t: t["axes"][0]["criteres"].reverse(), "Axe « Axe un »", "l’ordre change (critères)"),
        (lambda t: t["axes"].reverse(), "Axes", "l’ordre change (axes)"),
        (
            lambda t: t["contexte"][0]["choix"].reverse(),
            "Question de contexte « Où en est le projet ? »",
            "l’ordre change (choix)",
        ),
        (lambda t: t["paliers"][1].update(seuil=55), "Palier « En chemin »", "le seuil passe de 50 à 55"),
        (
            lambda t: t["paliers"][1].update(exige=[{"critere": "a", "au_moins": 1}]),
            "Palier « En chemin »",
            "critère exigé ajouté : « Critère a »",
        ),
        (
            lambda t: t.update(couverture_minimale=0.6),
            "Réglages généraux",
            "la couverture minimale passe de 0,5 à 0,6",
        ),
        (
            lambda t: t.update(afficher_note_globale=True),
            "Réglages généraux",
            "l’affichage d’une note globale passe de non à oui",
        ),
        (
            lambda t: t["situations"][0].update(conseils=["a1"]),
            "Situation « Situation s »",
            "les conseils mis en tête changent : avec en plus « Conseil a1 »",
        ),
        (
            lambda t: t["situations"][0]["quand"].update(niveau_max=2),
            "Situation « Situation s »",
            "la condition est reformulée",
        ),
        (lambda t: t.update(situations=[]), "Situations", "situation retirée : « Situation s »"),
        (
            lambda t: t["contexte"][0]["choix"][0].update(monte=["a"]),
            "Question de contexte « Où en est le projet ? », choix « Idee »",
            "les critères que ce choix fait monter changent : avec en plus « Critère a »",
        ),
        (
            lambda t: t["regards"]["projet"].update(titre="Lieu"),
            "Regard projet",
            "le titre du regard est reformulé",
        ),
    ],
)
def test_a_change_is_reported_in_one_plain_sentence(edit: Any, where: str, text: str) -> None:
    assert (where, text) in said(changed(edit))


def test_a_reworded_text_comes_with_both_wordings() -> None:
    [one] = changed(lambda tree: criterion(tree, 0, 0).update(aide="Mieux dit"))
    assert (one.kind, one.before, one.after) == (Kind.CHANGED, "Une aide", "Mieux dit")


def test_a_whole_criterion_is_one_change_with_its_cards() -> None:
    assert len(changed(lambda tree: tree["axes"][0]["criteres"].pop(1))) == 1


def test_references_put_the_other_way_round_are_reported() -> None:
    def raise_both(tree: Tree, order: list[str]) -> Tree:
        tree["contexte"][0]["choix"][0]["monte"] = order
        return tree

    old = Criteria.model_validate(raise_both(complete(SHORT), ["a", "b"]))
    new = Criteria.model_validate(raise_both(complete(SHORT), ["b", "a"]))
    less = Criteria.model_validate(raise_both(complete(SHORT), ["b"]))
    assert "leur ordre" in compare(old, new)[0].text
    assert said(list(compare(old, less)))[0][1].endswith("changent : sans « Critère a »")


def test_profiles_are_compared_answer_by_answer() -> None:
    def profile(**answers: Any) -> Criteria:
        one = {
            "id": "p",
            "titre": "Profil",
            "texte": "Un texte",
            "regard": "projet",
            "contexte": {"stade": "idee"},
        }
        return build(SHORT | {"profils_fictifs": [one | {"reponses": answers}]})

    told = said(list(compare(profile(a=1), profile(a="ne_sait_pas", b={"niveau": 2, "note": "Vu"}))))
    assert told == [
        ("Profil fictif « Profil »", "les réponses du profil, « Critère a » : niveau 1 → ne sait pas"),
        ("Profil fictif « Profil »", "les réponses du profil, « Critère b » : rien → niveau 2 (« Vu »)"),
    ]


# ── every field ──


def models(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for part in get_args(annotation):
        yield from models(part)


def every_model(model: type[BaseModel], seen: dict[type[BaseModel], None]) -> dict[type[BaseModel], None]:
    if model not in seen:
        seen[model] = None
        for field in model.model_fields.values():
            for inner in models(field.annotation):
                every_model(inner, seen)
    return seen


def test_every_field_of_the_model_has_french_words() -> None:
    lists = {"source", "presentation", "viewpoints", "scale", "tiers", "paths", "context", "axes", "situations"}
    parts = {f"Criteria.{name}" for name in (*lists, "places", "resources", "glossary", "profiles")}
    for model in every_model(Criteria, {}):
        texts = (Condition, PerViewpoint, MaybePerViewpoint, LevelsPerViewpoint, TextPerStage, Viewpoints)
        if not issubclass(model, texts):
            for name in model.model_fields:
                known = field_words(model.__name__, name) or f"{model.__name__}.{name}" in parts
                assert known, f"{model.__name__}.{name} has no French words in field_labels.py"


def other(value: Any) -> Any:
    """Return another value of the same shape."""
    if isinstance(value, Condition):
        return value.model_copy(update={"none_of": (value,), "all_of": None, "any_of": None})
    if isinstance(value, bool):
        return not value
    if isinstance(value, int | Fraction):
        return value + 1
    if isinstance(value, Enum):
        return next(one for one in type(value) if one is not value)
    if isinstance(value, tuple):
        return value[1:] if value else ("nouveau",)
    if isinstance(value, dict):
        return dict(list(value.items())[1:]) or {"neuf": 1}
    return f"{value} changé" if isinstance(value, str) else "nouveau"


def mutations(model: BaseModel, done: set[str]) -> Iterator[tuple[str, BaseModel]]:
    """Yield copies of a model, each with one field changed, each kind of field once."""
    for name in type(model).model_fields:
        value = getattr(model, name)
        label = f"{type(model).__name__}.{name}"
        inner = value if isinstance(value, BaseModel) and not isinstance(value, Condition) else None
        if inner is not None:
            for deeper, copy in mutations(inner, done):
                yield deeper, with_field(model, name, copy)
        elif isinstance(value, tuple) and value and isinstance(value[0], BaseModel):
            for position, item in enumerate(value):
                for deeper, copy in mutations(item, done):
                    yield deeper, with_field(model, name, (*value[:position], copy, *value[position + 1 :]))
        absent = value is None and list(models(type(model).model_fields[name].annotation))
        if inner is None and not absent and label not in done and label != "Criteria.format":
            done.add(label)
            yield label, with_field(model, name, other(value))


def with_field(model: BaseModel, name: str, value: Any) -> BaseModel:
    copy = model.model_copy(update={name: value})
    for cached in ("_by_id", "_places", "_resources", "_paths", "_before_opening"):
        copy.__dict__.pop(cached, None)
    return copy


def test_no_change_of_any_field_goes_untold(criteria: Criteria) -> None:
    done: set[str] = set()
    for label, copy in mutations(criteria, done):
        assert isinstance(copy, Criteria)
        told = compare(criteria, copy)
        assert told, f"a change of {label} is not told"
        for one in told:
            assert one.text == french(one.text)
            assert "None" not in one.text
            assert "Fraction" not in one.text
    assert len(done) > 90


# ── words ──


@pytest.mark.parametrize(
    ("condition", "words"),
    [
        ({"critere": "a", "niveau_max": 1}, "« a » est au plus au niveau 1"),
        ({"critere": "a", "niveau_min": 1}, "« a » est au moins au niveau 1"),
        ({"critere": "a", "etat": "ne_sait_pas"}, "« a » reçoit « Je ne sais pas »"),
        ({"axe": "x", "score_max": 50}, "« x » a au plus 50 sur 100"),
        ({"axe": "x", "score_min": 50}, "« x » a au moins 50 sur 100"),
        ({"contexte": "stade", "vaut": ["idee", "ouverture"]}, "« stade » vaut idee ou ouverture"),
        ({"regard": "projet"}, "le regard est « projet »"),
        (
            {
                "tous": [
                    {"regard": "projet"},
                    {"un_de": [{"axe": "x", "score_min": 1}, {"axe": "y", "score_min": 2}]},
                ]
            },
            "le regard est « projet » et (« x » a au moins 1 sur 100 ou « y » a au moins 2 sur 100)",
        ),
        (
            {"aucun": [{"regard": "projet"}, {"regard": "collectivite"}]},
            "ni le regard est « projet », ni le regard est « collectivite »",
        ),
    ],
)
def test_a_condition_reads_as_a_sentence(condition: Tree, words: str) -> None:
    assert condition_words(Condition.model_validate(condition)) == words


def test_values_are_shown_as_in_french() -> None:
    assert [value_words(one) for one in (None, True, False, Fraction(1, 2), (1, 2), "x")] == [
        "rien",
        "oui",
        "non",
        "0,5",
        "1, 2",
        "x",
    ]
    assert value_words(Condition.model_validate({"regard": "projet"})) == "le regard est « projet »"


def test_comments_and_layout_alone_change_no_content() -> None:
    text = MINIMAL
    first, second, other = (
        load_criteria(one)[0] for one in (text, f"# un mot\n{text}", text.replace("essai-1", "essai-2"))
    )
    assert same_content(first, second)
    assert not same_content(first, other)
