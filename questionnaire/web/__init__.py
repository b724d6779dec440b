"""The web interface: one blueprint for each family of pages."""

from questionnaire.web import facilitation
from questionnaire.web.public import health, leaflets, pages
from questionnaire.web.respondent import (
    agendas,
    answering,
    checking,
    copies,
    crossings,
    engagements,
    evolution,
    invitations,
    inviting,
    meetings,
    results,
    resuming,
    sharing,
    starting,
    steps,
    upgrade,
)
from questionnaire.web.workshop import phones, preparing, rehearsing, reporting, running, screens, taking_over

BLUEPRINTS = (
    pages.blueprint,
    leaflets.blueprint,
    starting.blueprint,
    answering.blueprint,
    checking.blueprint,
    resuming.blueprint,
    results.blueprint,
    steps.blueprint,
    engagements.blueprint,
    evolution.blueprint,
    sharing.blueprint,
    copies.blueprint,
    inviting.blueprint,
    invitations.blueprint,
    crossings.blueprint,
    agendas.blueprint,
    meetings.blueprint,
    upgrade.blueprint,
    preparing.blueprint,
    taking_over.blueprint,
    rehearsing.blueprint,
    running.blueprint,
    screens.blueprint,
    phones.blueprint,
    reporting.blueprint,
    facilitation.blueprint,
    health.blueprint,
)
