"""Requests in, the core called, responses out. A blueprint for each family of pages."""

from questionnaire.web import answering, errors, facilitation, moving, pages, results, resuming, starting

BLUEPRINTS = (
    pages.blueprint,
    starting.blueprint,
    answering.blueprint,
    resuming.blueprint,
    results.blueprint,
    moving.blueprint,
    facilitation.blueprint,
)

__all__ = ["BLUEPRINTS", "errors"]
