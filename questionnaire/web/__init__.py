"""The web interface: one blueprint for each family of pages."""

from questionnaire.web import facilitation
from questionnaire.web.public import health, leaflets, pages
from questionnaire.web.respondent import (
    answering,
    checking,
    copies,
    plan,
    results,
    resuming,
    sharing,
    starting,
    upgrade,
)

BLUEPRINTS = (
    pages.blueprint,
    leaflets.blueprint,
    starting.blueprint,
    answering.blueprint,
    checking.blueprint,
    resuming.blueprint,
    results.blueprint,
    plan.blueprint,
    sharing.blueprint,
    copies.blueprint,
    upgrade.blueprint,
    facilitation.blueprint,
    health.blueprint,
)
