"""Logs and metrics of requests: endpoint (never the URL, which may hold a key), status, duration."""

from __future__ import annotations

import logging
import os
import secrets
import time
from typing import TYPE_CHECKING

from flask import Flask, Response, g, request

if TYPE_CHECKING:
    from prometheus_client import Counter, Histogram

METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"})
BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5)
FOLDER = "PROMETHEUS_MULTIPROC_DIR"  # environment variable read by prometheus_client

_log = logging.getLogger("questionnaire.requests")


def install_metrics(app: Flask, *, logged: bool, measured: bool) -> None:
    """Record each request in the log, in the metrics, in both or in neither."""
    if not logged and not measured:
        return
    requests, seconds = _metrics() if measured else (None, None)

    @app.before_request
    def _begin() -> None:
        g.began, g.request_id = time.perf_counter(), secrets.token_hex(8)

    @app.after_request
    def _end(response: Response) -> Response:
        # unknown methods share one label: clients could create any number of time series
        method = request.method if request.method in METHODS else "autre"
        page, elapsed = request.endpoint or "inconnue", time.perf_counter() - g.get("began", time.perf_counter())
        if requests and seconds:
            requests.labels(page, method, str(response.status_code)).inc()
            seconds.labels(page).observe(elapsed)
        if logged:
            fields = {"page": page, "method": method, "status": response.status_code}
            _log.info(
                "request", extra={**fields, "ms": round(elapsed * 1000, 1), "request_id": g.get("request_id", "")}
            )
        return response


def _metrics() -> tuple[Counter, Histogram]:
    from prometheus_client import CollectorRegistry, Counter, Histogram  # imported after FOLDER is set

    registry = CollectorRegistry()  # each process writes its values in the shared folder
    return (
        Counter("terrain_requests_total", "Requests", ("page", "method", "status"), registry=registry),
        Histogram("terrain_request_seconds", "Duration", ("page",), buckets=BUCKETS, registry=registry),
    )


def serve_metrics(address: str, folder: str) -> None:
    """Serve the metrics for Prometheus: the sum of the values that all processes wrote in `folder`."""
    os.environ[FOLDER] = folder
    from prometheus_client import CollectorRegistry, start_http_server
    from prometheus_client.multiprocess import MultiProcessCollector

    registry = CollectorRegistry()
    MultiProcessCollector(registry, path=folder)  # type: ignore[no-untyped-call]
    host, _, port = address.rpartition(":")
    start_http_server(int(port), host, registry)
