"""The fields of an element, made from the model: what they show, what is typed in them, what is written."""

from __future__ import annotations

import datetime
from fractions import Fraction
from typing import Any

import pytest

from questionnaire.criteria.elements import KINDS, FileElement, elements, find_element
from questionnaire.criteria.yaml_source import PlacePath, YamlSource, read_source
from questionnaire.editing.apply import apply
from questionnaire.editing.field_checks import (
    at_fields,
    field_at,
    field_faults,
    new_errors,
    offer_faults,
    refused_changes,
)
from questionnaire.editing.field_options import choices_of, level_count, levels, references
from questionnaire.editing.field_reading import FieldValueError, form_data, read_sent, shown_value, shown_words
from questionnaire.editing.field_spec import READ_ONLY, FieldSpec, Widget
from questionnaire.editing.field_types import as_written
from questionnaire.editing.field_values import long_value_at, operations, with_values
from questionnaire.editing.fields import element_fields
from questionnaire.editing.operations import AddName, RemoveName, SetValue
from questionnaire.errors import Problem
from tests.support.paths import ROOT

CRITERION = "demarche-entrepreneuriale"


@pytest.fixture(scope="module")
def ours() -> YamlSource:
    return read_source((ROOT / "criteria.yaml").read_bytes())


def element(source: YamlSource, word: str, key: str) -> FileElement:
    found = find_element(source, word, key)
    assert found
    return found


def field(source: YamlSource, word: str, key: str, name: str) -> FieldSpec:
    return next(one for one in element_fields(element(source, word, key), source) if one.name == name)


def sent(spec: FieldSpec, value: Any) -> list[str]:
    form = form_data(spec, value)
    return form if isinstance(form, list) else [form]


def test_what_a_form_shows_reads_back_as_it_was(ours: YamlSource) -> None:
    for word in KINDS:
        for one in elements(ours, word):
            for spec in element_fields(one, ours):
                shown = shown_value(spec, one.value)
                assert spec.widget in READ_ONLY or read_sent(spec, sent(spec, shown), shown) == shown, (
                    one.title,
                    spec,
                )


def test_fields_and_their_names_come_from_the_model(ours: YamlSource) -> None:
    fields = {one.name: one for one in element_fields(element(ours, "critere", CRITERION), ours)}
    assert list(fields)[:3] == ["titre", "question.collectivite", "question.projet"]
    assert fields["question.avant_ouverture.projet"].before_opening
    assert fields["niveaux.projet.3"].label == "Pour le projet, niveau 3"
    assert fields["poids"].widget is Widget.NUMBER
    assert fields["poids"].default == 1
    assert fields["attendu.idee"].options[1] == (0, "0, Pas encore")
    assert fields["si"].widget is Widget.CONDITION
    assert fields["suppose.critere"].options[0] == (None, "Sans précision")
    assert "id" not in fields
    assert "conseils" not in {name.split(".")[0] for name in fields}


@pytest.mark.parametrize(
    ("word", "key", "name", "widget"),
    [
        ("conseil", "point-par-activite", "effort", Widget.CHOICE),
        ("conseil", "point-par-activite", "pour", Widget.SEVERAL),
        ("conseil", "point-par-activite", "niveaux", Widget.SEVERAL),
        ("conseil", "point-par-activite", "marche", Widget.WHOLE),
        ("conseil", "point-par-activite", "etapes", Widget.LIST),
        ("conseil", "point-par-activite", "ressources", Widget.REFERENCES),
        ("contexte", "stade", "type", Widget.CHOICE),
        ("contexte", "stade", "place", Widget.CHOICE),
        ("contexte", "stade", "obligatoire", Widget.CHOICE),
        ("profil", "village-en-preparation", "reponses.pair-a-pair.reponse", Widget.CHOICE),
        ("profil", "village-en-preparation", "contexte.enjeux-prioritaires", Widget.SEVERAL),
        ("profil", "village-en-preparation", "contexte.nom", Widget.LINE),
        ("lieu", "lab01", "liens.2.url", Widget.LINE),
        ("paliers", "paliers", "paliers.3.exige.0.critere", Widget.CHOICE),
    ],
)
def test_each_kind_of_value_has_its_widget(
    ours: YamlSource, word: str, key: str, name: str, widget: Widget
) -> None:
    assert field(ours, word, key, name).widget is widget


def test_the_answers_of_a_profile_are_shown_however_they_are_written(ours: YamlSource) -> None:
    one = element(ours, "profil", "village-en-preparation")
    shown = {spec.name: shown_value(spec, one.value) for spec in element_fields(one, ours)}
    assert shown["reponses.rencontre-acteurs.reponse"] == 1
    assert shown["reponses.diagnostic-territoire.reponse"] == 2
    assert shown["reponses.diagnostic-territoire.note"].startswith("Enquête")
    assert shown["reponses.experimentation.reponse"] == "ne_sait_pas"
    assert shown["contexte.enjeux-prioritaires"] == ["centre-bourg", "lien-social", "services"]


def test_levels_of_the_scale_are_not_added_by_a_form(ours: YamlSource) -> None:
    names = [one.name for one in element_fields(element(ours, "paliers", "paliers"), ours)]
    assert "echelle.4.titre" not in names
    assert "paliers.4.titre" in names
    assert "echelle.0.niveau" not in names  # its place says it
    assert [name for name in names if name.startswith("paliers.0.exige")] == []  # the first takes everybody in
    gate = field(ours, "paliers", "paliers", "paliers.3.exige.1.critere")
    assert (gate.row_title, gate.own_label) == ("Palier 4", "Critère exigé à ajouter")
    rows = [field(ours, "paliers", "paliers", name).row for name in ("paliers.2.titre", "echelle.0.titre")]
    assert rows == [2, 0]
    assert field(ours, "critere", CRITERION, "niveaux.projet.2").row == -1
    assert field(ours, "critere", CRITERION, "titre").row == -1


def test_a_file_without_a_scale_offers_no_level() -> None:
    source = read_source("titre: rien")
    assert (level_count(source), levels(source), choices_of(source, "stade")) == (0, (), [])
    assert references(source, "axes.*.titre") is None


@pytest.mark.parametrize(
    ("name", "typed", "value"),
    [
        ("poids", "1,5", 1.5),
        ("poids", " 2 ", 2),
        ("poids", "1 000", 1000),
        ("poids", "", None),
        ("titre", "  deux   mots\n", "deux mots"),
        ("attendu.idee", "2", 2),
        ("attendu.idee", "", None),
    ],
)
def test_what_is_typed_becomes_a_value(ours: YamlSource, name: str, typed: str, value: object) -> None:
    assert read_sent(field(ours, "critere", CRITERION, name), [typed], None) == value


@pytest.mark.parametrize(
    ("word", "key", "name", "typed"),
    [
        ("critere", CRITERION, "poids", "deux"),
        ("critere", CRITERION, "attendu.idee", "9"),
        ("conseil", "point-par-activite", "marche", "1,5"),
        ("conseil", "point-par-activite", "marche", "un"),
        ("conseil", "point-par-activite", "exemples", "inconnu"),
    ],
)
def test_what_can_be_no_value_is_reported(ours: YamlSource, word: str, key: str, name: str, typed: str) -> None:
    with pytest.raises(FieldValueError):
        read_sent(field(ours, word, key, name), [typed], None)


def test_references_keep_their_order_and_new_ones_follow(ours: YamlSource) -> None:
    spec = field(ours, "conseil", "point-par-activite", "exemples")
    assert read_sent(spec, ["lab01", "tuba", "hermitage"], ["tuba", "parti", "lab01"]) == [
        "tuba",
        "lab01",
        "hermitage",
    ]
    assert read_sent(spec, ["parti"], ["tuba", "parti"]) == [
        "parti"
    ]  # what cannot be found stays until it is unticked
    assert read_sent(spec, [], "pas une liste") is None
    assert form_data(spec, "pas une liste") == []


def test_named_conditions_are_chosen_and_others_are_read(ours: YamlSource) -> None:
    spec = field(ours, "conseil", "point-par-activite", "quand")
    assert spec.widget is Widget.REFERENCES
    assert shown_value(spec, {"quand": "ouvert"}) == ["ouvert"]
    assert spec.written(["ouvert"]) == "ouvert"
    assert spec.written(["ouvert", "regie"]) == ["ouvert", "regie"]
    assert dict(spec.options)["ouvert"].startswith("ouvert")
    assert any(words.endswith("…") for _, words in spec.options)
    assert field(ours, "critere", CRITERION, "si").widget is Widget.CONDITION


def test_choices_are_written_in_their_order_once_they_change(ours: YamlSource) -> None:
    spec = field(ours, "conseil", "point-par-activite", "niveaux")
    assert read_sent(spec, ["2", "0"], [2]) == [0, 2]
    assert read_sent(spec, ["0", "2"], [2, 0]) == [2, 0]


def test_values_are_said_in_words(ours: YamlSource) -> None:
    assert shown_words(field(ours, "conseil", "point-par-activite", "effort"), 3) == "Fort"
    assert shown_words(field(ours, "conseil", "point-par-activite", "etapes"), ["un", "deux"]) == "un ; deux"
    assert shown_words(field(ours, "critere", CRITERION, "poids"), 0.5) == "0,5"
    assert shown_words(field(ours, "critere", CRITERION, "titre"), None) == "(rien)"
    assert form_data(field(ours, "conseil", "point-par-activite", "etapes"), "un texte") == "un texte"


def test_yes_and_no_are_read_however_they_are_written(ours: YamlSource) -> None:
    spec = field(ours, "choix", "stade.idee", "ouvert")
    assert shown_value(spec, {"ouvert": "non"}) is False
    assert shown_value(spec, {"ouvert": "peut-être"}) == "peut-être"
    assert shown_value(spec, {}) is True
    assert spec.written(read_sent(spec, ["non"], True)) == "non"
    assert spec.written(True) == "oui"
    assert spec.written(None) is None


def test_a_day_is_shown_as_the_field_of_a_form_sends_it(ours: YamlSource) -> None:
    spec = field(ours, "conseil", "point-par-activite", "contacts.0.a_relire_avant")
    assert spec.widget is Widget.DATE
    assert shown_value(spec, {"contacts": [{"a_relire_avant": datetime.date(2027, 6, 30)}]}) == "2027-06-30"


def test_short_forms_are_shown_in_the_long_form() -> None:
    assert long_value_at({"titre": "court"}, ("titre", "texte")) == "court"
    assert long_value_at({"titre": "court"}, ("titre", "avant_ouverture")) is None
    assert long_value_at({"non_concerne": False}, ("non_concerne", "projet")) is False
    assert long_value_at({"liens": []}, ("liens", 0, "url")) is None
    assert long_value_at({"liens": ["a"]}, ("liens", "url")) is None


@pytest.mark.parametrize(
    ("value", "place", "new", "changed"),
    [
        ({"titre": "court"}, ("titre", "texte"), "autre", {"titre": "autre"}),
        (
            {"titre": "court"},
            ("titre", "avant_ouverture"),
            "avant",
            {"titre": {"texte": "court", "avant_ouverture": "avant"}},
        ),
        (
            {"titre": {"texte": "a", "avant_ouverture": "b"}},
            ("titre", "avant_ouverture"),
            None,
            {"titre": {"texte": "a"}},
        ),
        ({"nc": False}, ("nc", "projet"), "Oui.", {"nc": {"collectivite": False, "projet": "Oui."}}),
        ({"nc": {"projet": "Si."}}, ("nc", "propose"), False, {"nc": False}),
        ({"nc": {"projet": "Si."}}, ("nc", "propose"), True, {"nc": {"projet": "Si."}}),
        ({}, ("niveaux", "projet", 1), "b", {"niveaux": {"projet": ["", "b"]}}),
        ({"niveaux": {"projet": ["a"]}}, ("niveaux", "projet", 0), "", {}),
        ({"liens": [{"url": "a"}]}, ("liens", 0, "url"), None, {}),
        ({"liens": [{"url": "a"}, {"url": "b"}]}, ("liens", 0, "url"), None, {"liens": [{"url": "b"}]}),
        ({"r": {"a": 2}}, ("r", "a", "reponse"), 3, {"r": {"a": 3}}),
        ({"r": {"a": 2}}, ("r", "a", "note"), "Vu.", {"r": {"a": {"niveau": 2, "note": "Vu."}}}),
        ({"r": {"a": "ne_sait_pas"}}, ("r", "a", "note"), "?", {"r": {"a": {"etat": "ne_sait_pas", "note": "?"}}}),
        (
            {"r": {"a": {"niveau": 2, "note": "Vu."}}},
            ("r", "a", "reponse"),
            "ne_sait_pas",
            {"r": {"a": {"note": "Vu.", "etat": "ne_sait_pas"}}},
        ),
        ({"r": {"a": 2}}, ("r", "a", "reponse"), None, {}),
        ({"poids": 2, "vide": []}, ("poids",), None, {"vide": []}),
        ({"suppose": None}, ("suppose", "critere"), "x", {"suppose": {"critere": "x"}}),
    ],
)
def test_a_changed_value_keeps_the_shortest_form(value: Any, place: Any, new: object, changed: object) -> None:
    before = repr(value)
    assert with_values(value, {place: new}) == changed
    assert repr(value) == before


def test_only_the_names_that_differ_are_written() -> None:
    order = ("a", "b", "c")
    old, new = {"a": 1, "b": "x", "c": True, "e": 0}, {"b": "y", "c": 1, "d": "z", "e": 0}
    assert list(operations(("axes", 0), old, new, order)) == [
        RemoveName(("axes", 0, "a")),
        SetValue(("axes", 0, "b"), "y"),
        SetValue(("axes", 0, "c"), 1),
        AddName(("axes", 0, "d"), "z", order),
    ]


def test_what_the_model_refuses_is_reported_at_its_field(ours: YamlSource) -> None:
    one = element(ours, "critere", CRITERION)
    fields = element_fields(one, ours)
    wrong = with_values(
        one.value, {("titre",): None, ("question", "avant_ouverture", "projet"): None, ("poids",): -1}
    )
    faults = field_faults(one, fields, {**wrong, "inconnu": 1})
    assert set(faults) == {"titre", "question.avant_ouverture.projet", "poids"}
    assert faults["titre"] == "ce champ ne peut pas rester vide."
    assert field_faults(one, fields, one.value) == {}


def test_what_was_already_refused_does_not_prevent_a_change(ours: YamlSource) -> None:
    good = element(ours, "critere", CRITERION)
    one = FileElement(good.kind, good.key, good.path, good.title, {**good.value, "poids": "lourd"})
    assert field_faults(one, element_fields(one, ours), {**one.value, "titre": "Un autre"}) == {}


def test_a_problem_of_the_text_is_reported_at_its_field_or_elsewhere(ours: YamlSource) -> None:
    one = element(ours, "critere", CRITERION)
    fields = element_fields(one, ours)
    here, there = ours.line((*one.path, "poids")), ours.line(("axes", 1, "titre"))
    told, others = at_fields(ours, one, fields, [Problem(here, "", "trop"), Problem(there, "", "loin")])
    assert (told, [other.message for other in others]) == ({"poids": "trop"}, ["loin"])


def test_a_field_is_found_by_a_place_of_its_value(ours: YamlSource) -> None:
    fields = element_fields(element(ours, "critere", CRITERION), ours)
    names = [
        getattr(field_at(fields, place), "name", None) for place in [("poids", 0), ("question",), ("inconnu",)]
    ]
    assert names == ["poids", "question.collectivite", None]


def test_only_errors_that_are_new_are_kept() -> None:
    old, new, advice = Problem(1, "a", "x"), Problem(9, "a", "x"), Problem(2, "b", "y", warning=True)
    assert new_errors([old], [new, Problem(3, "c", "z"), advice]) == [Problem(3, "c", "z")]
    assert new_errors([], [new, new]) == [new, new]


def test_defaults_are_written_as_the_file_would() -> None:
    defaults: list[Any] = [Fraction(1, 2), Fraction(1), (), None, {}]
    assert list(map(as_written, defaults)) == [0.5, 1, None, None, None]


def test_no_sentence_at_all_is_a_choice(ours: YamlSource) -> None:
    one = element(ours, "critere", CRITERION)
    fields = element_fields(one, ours)
    offer = next(spec for spec in fields if spec.is_offer)
    shown = [
        shown_value(offer, {"non_concerne": value}) for value in (False, "non", "Si.", {"projet": "Si."}, None)
    ]
    assert shown == [False, False, True, True, None]
    assert offer.written(False) is False
    none, sentence = {offer.path: False}, {("non_concerne", "projet"): "Si le lieu est loin."}
    assert offer_faults(fields, none, with_values(one.value, none)) == {}
    assert "effacez-la" in offer_faults(fields, none | sentence, with_values({}, none | sentence))[offer.name]
    assert "écrivez la phrase" in offer_faults(fields, {offer.path: True}, {"non_concerne": False})[offer.name]


def test_a_refused_change_holds_back_as_few_others_as_can_be(ours: YamlSource) -> None:
    fields = element_fields(element(ours, "paliers", "paliers"), ours)

    def held(changed: list[str], *faulty: str) -> tuple[list[str], dict[str, str]]:
        changes = {spec.path: "x" for spec in fields if spec.name in changed}
        paths, told = refused_changes(fields, changes, dict.fromkeys(faulty, "non"))
        return sorted(spec.name for spec in fields if spec.path in paths), told

    one, other, level = "paliers.1.titre", "paliers.2.seuil", "echelle.0.titre"
    assert held([one, other, level], one) == ([one, other], {one: "non"})  # a list goes together
    assert held([one, level], "paliers.1.seuil") == ([one], {one: "non"})  # beside
    assert held([one, level], "paliers.3.titre") == ([one], {one: "non"})  # of the same group
    assert held([level], one) == ([level], {level: "non"})  # whatever there is
    criterion = element_fields(element(ours, "critere", CRITERION), ours)
    changes: dict[PlacePath, Any] = {("titre",): "", ("poids",): 2}
    assert refused_changes(criterion, changes, {"titre": "vide"}) == ({("titre",)}, {"titre": "vide"})


def test_a_number_of_france_has_ten_digits(ours: YamlSource) -> None:
    phone = field(ours, "conseil", "point-par-activite", "contacts.0.telephone")
    for typed in ("04 75 00 00 00", "+33 (0)4 75 00 00 00", "+41 22 000 00 00", "0041 22 000 00 00", "accueil"):
        assert read_sent(phone, [typed], None) == typed
    for typed in ("04 75 00 00", "+33 4 75 00 00"):
        with pytest.raises(FieldValueError, match=r"il y en a [89] ici"):
            read_sent(phone, [typed], None)


def test_a_field_is_named_whole_out_of_its_group(ours: YamlSource) -> None:
    assert field(ours, "critere", CRITERION, "question.projet").full_label == "Question, pour le projet"
    before = field(ours, "critere", CRITERION, "question.avant_ouverture.projet")
    assert before.full_label == "Question, pour le projet, avant l’ouverture"
    assert field(ours, "conseil", "point-par-activite", "titre.texte").full_label == "Titre"
    assert field(ours, "critere", CRITERION, "poids").full_label == "Poids"


def test_a_form_speaks_of_what_is_typed_and_not_of_how_it_is_written(ours: YamlSource) -> None:
    one = element(ours, "conseil", "point-par-activite")
    wrong = with_values(one.value, {("contacts", 0, "qui"): "Le réseau", ("pour",): []})
    faults = field_faults(one, element_fields(one, ours), wrong)
    assert faults["contacts.0.qui"] == "un contact a au moins un téléphone, un courriel ou un lien."
    phone = with_values(one.value, {("contacts", 0, "qui"): "Le réseau", ("contacts", 0, "telephone"): "quatre"})
    told = field_faults(one, element_fields(one, ours), phone)["contacts.0.telephone"]
    assert (
        told.replace("\xa0", " ")
        == "un numéro de téléphone est attendu, comme 04 75 00 00 00 : « quatre » est écrit."
    )


@pytest.mark.parametrize("typed", ["33475000000", "2026-11-01", "oui", "1.5", "12:30", "null", "- tiret", "a: b"])
def test_a_text_that_looks_like_something_else_stays_a_text(typed: str) -> None:
    text = "glossaire:\n  - terme: bail\n    definition: Un contrat.\n"
    one = element(read_source(text), "mot", "1")
    changed = with_values(one.value, {("definition",): typed})
    edited = read_source(apply(text, *operations(one.path, one.value, changed, ("terme", "definition"))).text)
    assert element(edited, "mot", "1").value["definition"] == typed
