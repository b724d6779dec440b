"""For whoever watches the site: is it alive, can it serve."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify, make_response

from questionnaire.errors import CriteriaError, StorageError
from questionnaire.web.context import services
from questionnaire.web.middleware.errors import log_storage

blueprint = Blueprint("health", __name__)


@blueprint.get("/sante")
def live() -> Response:
    """Say that the process answers; nothing else is asked."""
    return Response("ok\n", mimetype="text/plain")


@blueprint.get("/sante/pret")
def ready() -> Response:
    """Say whether the database and the criteria answer, now."""
    parts = services()
    try:
        last = parts.publications.last()
        version = parts.versions.current.version
    except (StorageError, CriteriaError) as error:
        if isinstance(error, StorageError):
            log_storage(error)
        return make_response(jsonify(pret=False, base=False), 503)
    return make_response(jsonify(pret=last is not None, base=True, criteres=version), 200 if last else 503)
