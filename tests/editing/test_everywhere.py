"""An element removed or renamed wherever it is written: what goes with it, what is said before."""

from __future__ import annotations

import difflib

import pytest

from questionnaire.criteria.checks import check_source
from questionnaire.criteria.id_places import Element, elements_at, used_at
from questionnaire.criteria.loading import load_criteria
from questionnaire.criteria.yaml_source import read_source
from questionnaire.editing.apply import apply
from questionnaire.editing.everywhere_wording import (
    citing_lists,
    removal_sentence,
    removal_warnings,
    renaming_sentence,
    renaming_warning,
)
from questionnaire.editing.holders import holder_of
from questionnaire.editing.operations import Operation, RemoveEverywhere, RenameEverywhere
from questionnaire.editing.removal import preview_removal
from questionnaire.editing.renaming import preview_renaming
from questionnaire.editing.spans import GONE
from questionnaire.errors import CannotWriteError
from tests.support.shipped import OURS

TEXT = """\
paliers:
  - {titre: Premier, seuil: 0}
  - titre: Second
    seuil: 50
    exige:
      - {critere: b, au_moins: 2}
parcours:
  - {id: complet, titre: Complet}
  - {id: express, titre: Express, criteres: [b]}
  - {id: court, titre: Court, criteres: [a, b], quand: voisin}
contexte:
  - id: stade
    choix:
      - {id: idee, titre: Une idée, monte: [a, b]}
      # un lieu
      - {id: ouvert, titre: Ouvert}
  - id: climat
    place: deux
    si: voisin
    choix:
      - {id: bon, titre: Bon, exemples: [lieu-un], ressources: [guide]}
conditions:
  voisin: {contexte: climat, vaut: [bon]}
  debut: {aucun: [{contexte: stade, vaut: [ouvert, idee]}]}
  sans-b: {critere: b, niveau_max: 0}
axes:
  - id: un
    titre: Premier axe
    criteres:
      - id: a
        titre: Critère A
        attendu: {idee: 1, ouvert: 3}
        si: [debut, voisin]
        conseils:
          - id: a-un
            titre: {texte: Un titre, avant_ouverture: Un autre}
            niveaux: [0]
            quand: sans-b
            exemples: [lieu-un]
          - id: a-deux
            titre: Sans niveau
            quand:
              un_de:
                - {critere: b, niveau_max: 1}
                - sans-b
          - id: a-trois
            titre: En partie
            niveaux: [1]
            quand:
              tous:
                - {critere: b, etat: ne_sait_pas}
                - {axe: deux, score_max: 30}
                - {contexte: stade, vaut: [idee]}
      - id: b
        titre: Critère B
        suppose: {critere: a, au_moins: 1}
        conseils:
          - {id: b-un, titre: De B, niveaux: [0], ressources: [guide]}
  - id: deux
    titre: Second axe
    criteres:
      - id: c
        titre: Critère C
situations:
  - id: rien
    titre: Rien
    quand: {critere: b, niveau_max: 0}
    complement: {quand: debut, texte: Plus.}
    conseils: [b-un]
  - id: tout
    titre: Tout
    quand: {regard: projet}
    complement:
      quand: {critere: b, niveau_max: 0}
      texte: Un complément.
    conseils: [a-un, b-un]
tiers_lieux:
  - id: lieu-un
    nom: Lieu un
    illustre:
      - critere: b
        pourquoi: Parce que.
ressources:
  - {id: guide, titre: Guide, criteres: [b]}
profils_fictifs:
  - id: mairie
    titre: Une mairie
    parcours: express
    contexte: {stade: idee, climat: [bon]}
    reponses:
      a: 3
      b: ne_sait_pas
"""
B = Element("critère", "b")


def removed(operation: Operation) -> list[str]:
    """Return the lines that an operation takes out (-) and puts in (+)."""
    compared = difflib.unified_diff(TEXT.splitlines(), apply(TEXT, operation).text.splitlines(), lineterm="", n=0)
    return [line for line in list(compared)[2:] if not line.startswith("@@")]


def spoken(element: Element) -> tuple[str, ...]:
    """Return what is said before an element is removed, with ordinary spaces."""
    removal = preview_removal(TEXT, element)
    return tuple(text.replace("\u00a0", " ") for text in (removal_sentence(removal), *removal_warnings(removal)))


def test_what_goes_with_a_criterion_is_said_before_the_gravest_first() -> None:
    assert spoken(B) == (
        "Retirer « Critère B » : le critère, son conseil et 9 autres endroits (2 conseils, 1 palier, 1 parcours, 1 "
        "choix de contexte, 1 situation, 1 tiers-lieu, 1 ressource, 1 profil fictif). Les diagnostics en cours le gardent.",
        "Le conseil « Un titre » perd toute sa condition, et se montrera à chaque réponse aux niveaux qu’il cite.",
        "Le palier « Second » n’exigera plus rien.",
        "Le conseil « Sans niveau » part aussi : rien ne dirait plus quand le montrer.",
        "Le parcours « Express » part aussi : il n’aurait plus de question à poser.",
        "La condition nommée « sans-b » part aussi : elle ne dirait plus rien.",
        "La situation « Rien » part aussi : rien ne dirait plus quand la montrer.",
        "Le conseil « En partie » perd une partie de sa condition : relisez-la.",
    )


def test_what_cites_a_criterion_is_named_by_kind_and_a_tier_that_requires_less_is_told() -> None:
    removal = preview_removal(TEXT, B)
    told = dict(citing_lists(removal))
    assert told["2 conseils"] == ("Un titre", "En partie")
    assert told["1 palier"] == ("Second",)
    assert sum(map(len, told.values())) == removal.elsewhere.total()
    more = TEXT.replace(
        "      - {critere: b, au_moins: 2}", "      - {critere: b, au_moins: 2}\n      - {critere: a, au_moins: 1}"
    )
    assert "Le palier «\N{NBSP}Second\N{NBSP}» ne l’exigera plus." in removal_warnings(preview_removal(more, B))


def test_a_criterion_goes_with_all_that_refers_to_it_and_nothing_else_moves() -> None:
    lines = removed(RemoveEverywhere(B))
    assert [line for line in lines if line.startswith("+")] == [
        "+  - {id: court, titre: Court, criteres: [a], quand: voisin}",
        "+      - {id: idee, titre: Une idée, monte: [a]}",
        "+    conseils: [a-un]",
        "+  - {id: guide, titre: Guide}",
    ]
    gone = "\n".join(line[1:] for line in lines if line.startswith("-"))
    for words in (
        "exige:",
        "id: express",
        "sans-b:",
        "id: a-deux",
        "id: b",
        "id: rien",
        "complement:",
        "illustre:",
        "b: ne_sait_pas",
        "parcours: express",
    ):
        assert words in gone
    assert len(lines) == 38


def test_a_choice_leaves_the_conditions_that_cite_it() -> None:
    idea = Element("choix", "idee", "stade")
    assert spoken(idea) == (
        "Retirer « Une idée » : le choix et 4 autres endroits (1 critère, 1 conseil, 1 condition nommée, 1 profil fictif). "
        "Les diagnostics en cours le gardent.",
        "Le conseil « En partie » perd une partie de sa condition : relisez-la.",
        "La condition nommée « debut » perd une partie de sa condition : relisez-la.",
    )
    assert "-                - {contexte: stade, vaut: [idee]}" in removed(RemoveEverywhere(idea))


def test_a_question_goes_with_its_last_choice_and_a_condition_with_its_last_word() -> None:
    said = spoken(Element("choix", "bon", "climat"))
    assert said[1:] == (
        "Le parcours « Court » perd toute sa condition, et ne sera plus choisi tout seul.",
        "La question de contexte « climat » part aussi : elle n’aurait plus de choix.",
        "La condition nommée « voisin » part aussi : elle ne dirait plus rien.",
        "Le critère « Critère A » perd une partie de sa condition : relisez-la.",
    )
    assert spoken(Element("condition nommée", "debut")) == (
        "Retirer « debut » : la condition nommée et 2 autres endroits (1 critère, 1 situation).",
        "Le critère « Critère A » perd une partie de sa condition : relisez-la.",
    )


def test_a_question_placed_in_an_axis_that_goes_is_asked_elsewhere() -> None:
    assert spoken(Element("axe", "deux"))[1:] == (
        "La question de contexte « climat » perd toute sa condition, et sera posée dans tous les cas.",
        "Le conseil « En partie » perd une partie de sa condition : relisez-la.",
    )
    # the axis goes with its last criterion
    assert spoken(Element("critère", "c"))[0:3:2] == (
        "Retirer « Critère C » : le critère et 2 autres endroits (1 conseil, 1 question de contexte). "
        "Les diagnostics en cours le gardent.",
        "L’axe « Second axe » part aussi : il n’aurait plus de critère.",
    )


def test_several_of_a_kind_are_told_together_and_what_nothing_cites_is_said_so() -> None:
    text = (
        "contexte: [{id: q, choix: [{id: x}]}]\n"
        "conditions: {un: {contexte: q, vaut: [x]}, deux: {contexte: q, vaut: [x]}, trois: {regard: projet}}\n"
        "axes: [{id: a, criteres: [{id: c, si: un}, {id: d, si: deux}, {id: e, si: [un, trois]}, {id: f, si: {tous: "
        "[deux, trois]}}]}]\n"
    )
    removal = preview_removal(text, Element("question de contexte", "q"))
    assert [sentence.replace("\u00a0", " ") for sentence in removal_warnings(removal)] == [
        "2 critères perdent toute leur condition, et seront posés à toutes les étapes : « c » et « d ».",
        "2 conditions nommées partent aussi, car elles ne diraient plus rien : « un » et « deux ».",
        "2 critères perdent une partie de leur condition, à relire : « e » et « f ».",
    ]
    assert spoken(Element("profil", "mairie")) == (
        "Retirer « Une mairie » : le profil fictif, que rien d’autre ne cite.",
    )
    assert holder_of(("presentation", "texte")) == ("", ("presentation",))


@pytest.mark.parametrize(
    "element", [*dict.fromkeys(elements_at(read_source(TEXT), ()))], ids=lambda one: f"{one.kind} {one.id}"
)
def test_no_element_leaves_a_trace_and_a_new_id_is_written_everywhere(element: Element) -> None:
    after = read_source(apply(TEXT, RemoveEverywhere(element)).text)
    assert not any("n’existe pas" in problem.message for problem in check_source(after))
    renamed = apply(TEXT, RenameEverywhere(element, "neuf-2")).text
    new = Element(element.kind, "neuf-2", element.question)
    assert len(list(used_at(read_source(renamed), new))) == len(list(used_at(read_source(TEXT), element)))
    assert apply(renamed, RenameEverywhere(new, element.id)).text == TEXT


def test_a_new_id_and_its_cost_are_said_before() -> None:
    def said(element: Element) -> tuple[str, str | None]:
        renaming = preview_renaming(TEXT, element)
        return renaming_sentence(renaming, "neuf").replace("\u00a0", " "), renaming_warning(renaming)

    sentence, warning = said(B)
    assert sentence == (
        "Changer « b » en « neuf » : le critère et 12 autres endroits (2 conseils, 1 palier, 2 parcours, 1 choix de "
        "contexte, 1 condition nommée, 2 situations, 1 tiers-lieu, 1 ressource, 1 profil fictif). Rien d’autre ne change."
    )
    assert warning is not None
    assert "ne sera pas repris" in warning
    assert "n’y sera plus relié" in (said(Element("conseil", "b-un"))[1] or "")
    assert said(Element("profil", "mairie")) == (
        "Changer « mairie » en « neuf » : le profil fictif. Rien d’autre ne change.",
        None,
    )


@pytest.mark.parametrize(
    ("operation", "reason"),
    [
        (RemoveEverywhere(Element("critère", "z")), GONE),
        (RenameEverywhere(Element("critère", "z"), "y"), GONE),
        (RenameEverywhere(B, "a"), "l’identifiant « a » sert déjà"),
        (RenameEverywhere(B, "Été"), "« Été » ne peut pas servir d’identifiant"),
        (RenameEverywhere(B, "z" * 61), "« zzz"),
    ],
)
def test_an_id_that_cannot_be_is_refused(operation: Operation, reason: str) -> None:
    with pytest.raises(CannotWriteError) as refusal:
        apply(TEXT, operation)
    assert refusal.value.reason.startswith(reason)


@pytest.mark.untraced
def test_the_shipped_text_stays_valid_without_a_criterion_a_place_or_an_axis() -> None:
    for element in (
        Element("critère", "partenariat-perenne"),
        Element("exemple", "dynamo"),
        Element("axe", "ingenierie"),
    ):
        load_criteria(apply(OURS, RemoveEverywhere(element)).text)
