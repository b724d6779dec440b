"""Health checks: liveness and readiness."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify, make_response

from questionnaire.errors import CriteriaError, StorageError
from questionnaire.web.context import services
from questionnaire.web.middleware.errors import log_storage

blueprint = Blueprint("health", __name__)


@blueprint.get("/sante")
def live() -> Response:
    """Return « ok » without using the database: the process is alive."""
    return Response("ok\n", mimetype="text/plain")


@blueprint.get("/sante/pret")
def ready() -> Response:
    """Tell whether the database and the criteria can be read, and the database written; 503 when not."""
    app_services = services()
    try:
        last = app_services.publications.last()
        version = app_services.versions.current.version
    except (StorageError, CriteriaError) as error:
        if isinstance(error, StorageError):
            log_storage(error)
        return make_response(jsonify(pret=False, base=False), 503)
    if not app_services.publications.can_write():
        return make_response(jsonify(pret=False, base=True, ecriture=False), 503)
    return make_response(jsonify(pret=last is not None, base=True, criteres=version), 200 if last else 503)
