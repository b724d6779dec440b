"""What is said of the criteria is true whatever the file says: weights, number of cards, axes, levels, thresholds."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from questionnaire.assessment.criteria_wording import (
    HomeWords,
    criteria_words,
    duration_text,
    home_words,
    method_in_short,
    method_on_paper,
    places_title,
    report_words,
    resources_words,
    source_words,
    version_words,
    weights_words,
)
from questionnaire.assessment.duration import path_durations
from questionnaire.assessment.method_wording import method_words
from questionnaire.assessment.report import make_report
from questionnaire.criteria.model import Criteria
from tests.support.building import Tree, build, complete, sheet
from tests.support.paths import ROOT


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


def weighing(*axes: Sequence[float], **more: Any) -> Criteria:
    """Return criteria whose axes hold criteria of these weights."""
    return build(
        {
            "axes": {
                f"axe-{place}": {"criteres": {f"c-{place}-{i}": {"poids": one} for i, one in enumerate(weights)}}
                for place, weights in enumerate(axes)
            },
            **more,
        }
    )


@pytest.mark.parametrize(
    ("axes", "told", "rule"),
    [
        ([[1, 1, 1]], "", ""),
        ([[2, 2], [1, 1]], "", ""),  # within an axis, all count the same
        ([[1, 1, 2]], "un critère compte double", "Un critère de poids 2 compte double."),
        ([[1, 1, 2], [1, 2, 1]], "quelques critères comptent double", "Un critère de poids 2 compte double."),
        ([[1, 2, 2]], "certains critères comptent double", "Un critère de poids 2 compte double."),
        ([[0.5, 1]], "un critère compte double", "Un critère compte d’autant plus que son poids est grand."),
        (
            [[1, 3]],
            "un critère compte plus que les autres",
            "Un critère compte d’autant plus que son poids est grand.",
        ),
        (
            [[1, 1, 1, 1, 3, 2]],
            "quelques critères comptent plus que d’autres",
            "Un critère compte d’autant plus que son poids est grand.",
        ),
    ],
)
def test_double_is_said_only_of_what_counts_double(axes: list[list[float]], told: str, rule: str) -> None:
    criteria = weighing(*axes)
    assert weights_words(criteria) == told
    report = make_report(criteria, sheet(stade="idee"))
    for words in (method_in_short(report), method_on_paper(report)[0]):
        assert ("critère" in words) == bool(told)
        assert told in words
    assert plain(method_words(criteria).points).endswith(f"« Niveau 3 » : 3 sur 3.{f' {rule}' if rule else ''}")


def test_how_scores_are_made_is_told_in_short_and_on_paper() -> None:
    report = make_report(weighing([1, 1, 1, 1, 2], [1, 2]), sheet(stade="idee"))
    start = (
        "Chaque réponse vaut de 0 à 3 points ; le score d’un axe est leur moyenne, ramenée sur 100 ; "
        "quelques critères comptent double. « Je ne sais pas » n’est jamais un zéro"
    )
    assert plain(method_in_short(report)) == (
        f"{start}, « Non concerné » sort du calcul. "
        "Les conseils suivent l’écart entre votre réponse et ce que l’on attend à cette étape."
    )
    assert plain(method_on_paper(report)[0]) == (
        f"{start} : le score reste ouvert, entre deux bornes. « Non concerné » sort du calcul."
    )
    assert len(method_on_paper(report)) == 2


def test_a_scale_of_two_levels_has_one_point() -> None:
    tree = complete({"axes": {"un": {"criteres": {"a": {}}}}})
    tree["echelle"] = tree["echelle"][:2]
    tree["axes"][0]["criteres"][0]["niveaux"] = {who: ["Non.", "Oui."] for who in ("collectivite", "projet")}
    criteria = Criteria.model_validate(tree)
    assert plain(method_in_short(make_report(criteria, sheet()))).startswith(
        "Chaque réponse vaut de 0 à 1 point ;"
    )
    assert method_words(criteria).levels == "un des deux niveaux"


def told_at_home(criteria: Criteria) -> HomeWords:
    return home_words(criteria, path_durations(criteria))


@pytest.mark.parametrize(
    ("cards", "steps"), [(1, "Un pas à garder"), (2, "Deux pas à garder"), (6, "Trois pas à garder")]
)
def test_the_home_page_promises_the_steps_that_results_propose(cards: int, steps: str) -> None:
    words = told_at_home(weighing([1], conseils_max=cards))
    assert words.steps == steps
    assert plain(words.description) == (
        f"Autodiagnostic gratuit pour les collectivités et les tiers-lieux : 1 minute, {steps.lower()}, "
        "une note de deux pages à poser sur la table."
    )


def with_paths(*paths: str) -> Criteria:
    tree = complete({"axes": {"un": {"criteres": {"a": {}}}}})
    tree["parcours"] = [{"id": key, "titre": key, "texte": "Un texte"} for key in paths]
    return Criteria.model_validate(tree)


def test_the_home_page_tells_the_minutes_of_the_paths_that_exist() -> None:
    both = told_at_home(with_paths("complet", "express"))
    assert (plain(both.whole), plain(both.express)) == ("1 minute environ", "Parcours express, 1 minute")
    assert "tiers-lieux : 1 minute, trois pas" in plain(both.description)
    none = told_at_home(with_paths("autre"))
    assert (none.whole, none.express) == ("", "")
    assert "tiers-lieux : trois pas" in plain(none.description)


def test_the_home_page_tells_that_minutes_depend_on_the_stage(criteria: Criteria) -> None:
    assert plain(told_at_home(criteria).whole) == "2 à 9 minutes, selon votre étape"
    assert plain(told_at_home(criteria).express) == "Parcours express, 2 à 5 minutes"


@pytest.mark.parametrize("path", ["complet", "express"])
def test_the_readme_announces_the_durations_computed(criteria: Criteria, path: str) -> None:
    readme = plain((ROOT / "README.md").read_text(encoding="utf-8"))
    assert plain(duration_text(path_durations(criteria)[path])) in readme


def test_one_criterion_is_told_as_one() -> None:
    assert plain(criteria_words(1)) == "1 critère"


def test_the_source_is_told_with_its_year() -> None:
    criteria = weighing([1], source={"titre": "Un rapport", "annee": 2031})
    assert plain(report_words(criteria)) == "le rapport de 2031"
    assert plain(source_words(criteria)) == "d’après le rapport de 2031"
    dated = criteria.model_copy(update={"digest": "f400a7440095576b813a"})
    assert version_words(dated) == "version essai, empreinte f400a7440095"


def place(number: int) -> Tree:
    texts = {"nom": "Lab", "commune": "Ici", "portage": "La commune", "but": "Se voir"}
    return {"id": f"lieu-{number}", **texts}


@pytest.mark.parametrize(
    ("count", "told"), [(1, "Le tiers-lieu du rapport"), (8, "Les huit tiers-lieux du rapport")]
)
def test_the_places_are_counted_in_words(count: int, told: str) -> None:
    assert places_title(weighing([1], tiers_lieux=[place(number) for number in range(count)])) == told


@pytest.mark.parametrize(
    ("count", "told"),
    [
        (1, "1 lecture, réseau ou outil, rangé par critère."),
        (2, "2 lectures, réseaux et outils, rangés par critère."),
    ],
)
def test_the_resources_are_counted(count: int, told: str) -> None:
    one = {"titre": "Guide", "editeur": "Un réseau", "url": "https://exemple.fr/", "resume": "Aide"}
    resources = [{"id": f"guide-{number}", **one} for number in range(count)]
    assert plain(resources_words(weighing([1], ressources=resources))) == told
