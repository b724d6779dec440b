"""Requests in, the core called, responses out. A blueprint for each family of pages."""

from questionnaire.web import answering, errors, facilitation, health, moving, pages, results, resuming, starting

BLUEPRINTS = (
    pages.blueprint,
    starting.blueprint,
    answering.blueprint,
    resuming.blueprint,
    results.blueprint,
    moving.blueprint,
    facilitation.blueprint,
    health.blueprint,
)

__all__ = ["BLUEPRINTS", "errors"]
