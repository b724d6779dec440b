"""The web interface: one blueprint for each family of pages."""

from questionnaire.web import facilitation
from questionnaire.web.public import health, leaflets, pages
from questionnaire.web.respondent import answering, plan, results, resuming, starting, upgrade

BLUEPRINTS = (
    pages.blueprint,
    leaflets.blueprint,
    starting.blueprint,
    answering.blueprint,
    resuming.blueprint,
    results.blueprint,
    plan.blueprint,
    upgrade.blueprint,
    facilitation.blueprint,
    health.blueprint,
)
