"""The application factory."""

from __future__ import annotations

import gc
import logging
import signal
import time
from contextlib import suppress
from functools import cache
from typing import TYPE_CHECKING

from flask_compress import Compress

from questionnaire.config import RESOURCES, Settings, load_settings
from questionnaire.errors import StorageError
from questionnaire.logs import configure_logs
from questionnaire.services.durations import MeasuredDurations
from questionnaire.services.following import Follower
from questionnaire.services.retention import Retention
from questionnaire.services.rooms import Rooms
from questionnaire.services.statistics import count_settled
from questionnaire.services.unreadable import keep_as_draft
from questionnaire.services.upkeep import Upkeep
from questionnaire.services.versions import Versions, Watch
from questionnaire.storage import (
    AccountStore,
    ActiveTimeStore,
    AttemptStore,
    CohortStore,
    CopyStore,
    CrossingStore,
    DiagnosticStore,
    DraftStore,
    EngagementStore,
    HandsStore,
    JournalStore,
    LinkStore,
    PhotoStore,
    ProjectChoiceStore,
    PublicationStore,
    WorkshopStore,
    make_engine,
    must_be_current,
    now,
)
from questionnaire.storage.limits import counters, sweep_memory
from questionnaire.typography import french
from questionnaire.web import BLUEPRINTS
from questionnaire.web.context import EXTENSION, Services
from questionnaire.web.facilitation.access import LONGEST
from questionnaire.web.facilitation.attempts import NEARBY_WINDOW
from questionnaire.web.facilitation.draft_titles import short_title
from questionnaire.web.local_time import hour, moment
from questionnaire.web.messages import pop_messages
from questionnaire.web.middleware.assets import install_assets
from questionnaire.web.middleware.buffering import BufferedRequests
from questionnaire.web.middleware.errors import install_errors
from questionnaire.web.middleware.headers import install_headers
from questionnaire.web.middleware.limits import install_limits
from questionnaire.web.middleware.metrics import install_metrics
from questionnaire.web.middleware.proxies import trust_proxies
from questionnaire.web.middleware.waiting import install_waiting
from questionnaire.web.no_break import no_break
from questionnaire.web.urls import App

if TYPE_CHECKING:
    from limits.storage import Storage
    from sqlalchemy import Engine

WAIT_SECONDS = 2
ANSWER_SECONDS = 20.0  # less than the proxy waits
COUNT_SECONDS = 300.0  # interval between two counts of settled diagnostics
COUNT_AT_MOST = 30.0  # maximum duration of a count, in seconds
LOG_SECONDS = 5.0  # interval between two attempts to empty SQLite's log, when a deletion left something there
YOUNG = 5_000  # new objects between two looks for garbage: the texts of drafts are trees of tens of thousands, and no garbage
UPKEEP = "upkeep"  # key of app.extensions: what create_served_app runs in threads of its process
MAX_BODY = 1_000_000  # bytes: a page of questions with its notes, or the JSON file of a diagnostic


def create_app(settings: Settings | None = None) -> App:
    """Return the app; raise CriteriaError, ConfigError or StorageError when it cannot serve."""
    settings = settings or load_settings()
    app = App(__name__, template_folder=str(RESOURCES / "templates"), static_folder=None)
    app.config.update(_flask_settings(settings))
    app.jinja_options = {"trim_blocks": True, "lstrip_blocks": True}
    trust_proxies(app, settings.trusted_proxies)
    engine = make_engine(settings.database_url, settings.threads, answer_seconds=ANSWER_SECONDS)
    must_be_current(engine)
    diagnostics = DiagnosticStore(engine)
    copies, engagements = CopyStore(engine), EngagementStore(engine)
    services = _services(settings, engine, diagnostics, copies, engagements)
    app.extensions[EXTENSION] = services
    keep_as_draft(services.published, services.publications, services.drafts)
    services.durations.refresh()
    retention = Retention(diagnostics, settings.retention_months)
    retention.apply()
    copies.purge()
    services.crossings.purge()
    services.workshops.purge()
    limit_counters = counters(engine, settings.workers)
    app.extensions[UPKEEP] = _upkeep(services, retention, copies, engagements, limit_counters)
    install_waiting(app)
    install_metrics(app, logged=settings.json_logs, measured=bool(settings.metrics))
    install_headers(app, settings.hosts, https=settings.secure_cookies)
    install_limits(app, settings, limit_counters)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    install_errors(app)
    Compress(app)
    app.jinja_env.globals["asset"] = install_assets(app, RESOURCES / "static")
    app.jinja_env.filters.update(moment=moment, hour=hour, french=french, nb=no_break, short_title=short_title)
    app.context_processor(lambda: {"messages": pop_messages()})
    return app


def _flask_settings(settings: Settings) -> dict[str, object]:
    return {
        "SECRET_KEY": settings.secret_key,
        "MAX_CONTENT_LENGTH": MAX_BODY,
        "MAX_FORM_MEMORY_SIZE": MAX_BODY,
        # __Host-: sent over HTTPS to this host only; requires the path /, even under a path prefix
        "SESSION_COOKIE_NAME": "__Host-session" if settings.secure_cookies else "session",
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": settings.secure_cookies,
        "WTF_CSRF_TIME_LIMIT": None,  # valid as long as the session: a page left open still works
        "COMPRESS_ALGORITHM": ["zstd", "br", "gzip"],  # the fastest first; levels: decision 0015
        "COMPRESS_ZSTD_LEVEL": 3,
        "COMPRESS_BR_LEVEL": 2,
        "COMPRESS_LEVEL": 3,
        "COMPRESS_MIMETYPES": ["text/html", "application/json", "text/csv"],
        "COMPRESS_STREAMS": False,
        "COMPRESS_EVALUATE_CONDITIONAL_REQUEST": False,  # pages have no ETag
    }


def _services(
    settings: Settings,
    engine: Engine,
    diagnostics: DiagnosticStore,
    copies: CopyStore,
    engagements: EngagementStore,
) -> Services:
    publications = PublicationStore(engine)
    versions = Versions(publications, settings.criteria, shipped=RESOURCES / "criteria.yaml")
    workshops = WorkshopStore(engine)
    return Services(
        settings=settings,
        diagnostics=diagnostics,
        copies=copies,
        photos=PhotoStore(engine),
        crossings=CrossingStore(engine),
        engagements=engagements,
        workshops=workshops,
        hands=HandsStore(engine),
        rooms=Rooms(workshops),
        versions=versions,
        published=versions,
        publications=publications,
        follower=Follower(publications, versions, ProjectChoiceStore(engine)),
        drafts=DraftStore(engine),
        accounts=AccountStore(engine),
        links=LinkStore(engine),
        attempts=AttemptStore(engine),
        journal=JournalStore(engine),
        cohorts=CohortStore(engine),
        durations=MeasuredDurations(ActiveTimeStore(engine), versions),
    )


def _upkeep(
    services: Services,
    retention: Retention,
    copies: CopyStore,
    engagements: EngagementStore,
    limit_counters: Storage,
) -> tuple[Upkeep, ...]:
    """Return the tasks that delete expired rows, count settled diagnostics and finish deletions."""
    minimum = services.settings.statistics_minimum
    expired = [
        retention.apply,
        services.durations.refresh,
        copies.purge,
        services.crossings.purge,
        services.workshops.purge,
        lambda: retention.clean_log(others_too=True),
        lambda: services.accounts.sweep(now() - LONGEST),
        lambda: services.attempts.sweep(now() - NEARBY_WINDOW),
        services.links.sweep,
        services.journal.purge,
        lambda: sweep_memory(limit_counters),
    ]
    return (
        Upkeep(expired),
        Upkeep(
            [lambda: count_settled(services.cohorts, services.versions.get, minimum, now(), COUNT_AT_MOST)],
            COUNT_SECONDS,
        ),
        Upkeep(
            [
                retention.clean_log,
                copies.clean_log,
                services.crossings.clean_log,
                services.workshops.clean_log,
                services.photos.clean_log,
                engagements.clean_log,
            ],
            LOG_SECONDS,
        ),
    )


@cache
def served_app(settings: Settings) -> App:
    """Return the app that the server checked before it opened: a forked worker inherits it, another makes its own."""
    return create_app(settings)


def create_served_app() -> App:
    """Return the app for a worker of the server, with logs configured and threads started."""
    # a forked worker inherits its parent's handlers, which would ignore SIGTERM during the start
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    settings = load_settings()
    configure_logs(as_json=settings.json_logs)
    while True:
        try:
            app = served_app(settings)
            break
        except StorageError as error:
            # a worker that exits would look like a crash loop, and the server would stop with its other workers
            logging.getLogger(__name__).error("ce processus attend la base de données : %s", error)
            time.sleep(WAIT_SECONDS)
    with suppress(StorageError):  # what the parent read may be old by now; the hourly task tries again
        app.extensions[EXTENSION].durations.refresh()
    Watch(app.extensions[EXTENSION].published).start()
    for upkeep in app.extensions[UPKEEP]:
        upkeep.start()
    collect_garbage_rarely()
    return app


def collect_garbage_rarely(young: int = YOUNG) -> None:
    """Look for garbage among objects made from now on alone, every `young` of them: older ones live as long as the process."""
    gc.freeze()
    gc.set_threshold(young, 10, 10)


def create_asgi_app() -> BufferedRequests:
    """Return the app as the server calls it: threads work only for requests that have arrived whole."""
    app = create_served_app()
    return BufferedRequests(app, app.extensions[EXTENSION].settings.threads)
