"""The public pages: home, example, method, places, words, resources, and what the law asks."""

from __future__ import annotations

from fractions import Fraction

from flask import Blueprint, abort, render_template

from questionnaire.answers import Answer, AnswerSheet, State, Viewpoint
from questionnaire.assessment.axis_wording import SCALE, STATE_WORDS
from questionnaire.assessment.criteria_wording import (
    home_words,
    method_words,
    places_title,
    report_words,
    resources_words,
    source_words,
)
from questionnaire.assessment.report import display, make_report
from questionnaire.assessment.scoring import score
from questionnaire.criteria.model import Criteria
from questionnaire.typography import NBSP, decimal, upper_first
from questionnaire.web.context import services
from questionnaire.web.respondent.results_view import results_view

blueprint = Blueprint("pages", __name__)


@blueprint.get("/")
def home() -> str:
    """What it is, for whom, what one gets."""
    criteria = services().versions.current
    return render_template("public/home.html", criteria=criteria, words=home_words(criteria))


@blueprint.get("/exemple")
@blueprint.get("/exemple/<profile>")
def example(profile: str | None = None) -> str:
    """Show the real results of a fictitious profile."""
    criteria = services().versions.current
    found = next((one for one in criteria.profiles if profile in (None, one.id)), None)
    if found is None:
        abort(404)
    report = make_report(criteria, found.sheet())
    return render_template(
        "respondent/results.html",
        criteria=criteria,
        view=results_view(report, f"Exemple de résultats{NBSP}: {found.title}"),
        editable=False,
        key=None,
        downloads=[],
        example=found,
        profiles=criteria.profiles,
    )


@blueprint.get("/methode")
def method() -> str:
    """How scores and guidance are worked out."""
    criteria = services().versions.current
    return render_template(
        "public/method.html", criteria=criteria, words=method_words(criteria), worked=worked_example(criteria)
    )


@blueprint.get("/tiers-lieux")
def places() -> str:
    """Present the places of the 2020 report."""
    criteria = services().versions.current
    return render_template(
        "public/places.html",
        criteria=criteria,
        title=places_title(criteria),
        report=report_words(criteria),
        source=upper_first(source_words(criteria)),
    )


@blueprint.get("/glossaire")
def glossary() -> str:
    """Explain the words."""
    return render_template("public/glossary.html", criteria=services().versions.current)


@blueprint.get("/ressources")
def resources() -> str:
    """List documents and networks."""
    criteria = services().versions.current
    return render_template("public/resources.html", criteria=criteria, held=resources_words(criteria))


@blueprint.get("/accessibilite")
def accessibility() -> str:
    """Declare what is accessible and what is not."""
    parts = services()
    return render_template(
        "public/accessibility.html", criteria=parts.versions.current, operator=parts.settings.operator
    )


@blueprint.get("/donnees-personnelles")
def privacy() -> str:
    """Say what is kept, why, how long."""
    parts = services()
    return render_template(
        "public/privacy.html",
        criteria=parts.versions.current,
        retention_months=parts.settings.retention_months,
        statistics_minimum=parts.settings.statistics_minimum,
        contact=parts.settings.operator.contact,
    )


@blueprint.get("/mentions-legales")
def legal() -> str:
    """Say who puts the tool on line."""
    parts = services()
    return render_template("public/legal.html", criteria=parts.versions.current, operator=parts.settings.operator)


def worked_example(criteria: Criteria) -> dict[str, object]:
    """Return the worked example of the method page: four criteria of the first axis, scored for real."""
    axis = criteria.axes[0]
    shown = axis.criteria[:4]
    given = (Answer.at(criteria.top_level), Answer.at(1), Answer(State.UNKNOWN), Answer(State.NOT_APPLICABLE))
    answers = dict.fromkeys((one.id for one in axis.criteria), Answer(State.NOT_APPLICABLE))
    answers |= {one.id: answer for one, answer in zip(shown, given, strict=False)}
    result = score(criteria, AnswerSheet(Viewpoint.COLLECTIVITE, answers=answers)).axes[0]
    rows = [
        (
            one.title,
            decimal(one.weight),
            STATE_WORDS.get(answer.state, f"niveau {answer.level}"),
            f"{answer.level} / {criteria.top_level}" if answer.level is not None else "—",
        )
        for one, answer in zip(shown, given, strict=False)
    ]
    numbers = {"score": result.score, "minimum": result.minimum, "maximum": result.maximum}
    return {
        "rows": rows,
        "axis": axis,
        "coverage": f"{display(100 * (result.coverage or Fraction(0)))}{NBSP}%",
        **{name: f"{display(value or Fraction(0))} {SCALE}" for name, value in numbers.items()},
    }
