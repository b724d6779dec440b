"""The checks of `questionnaire doctor`."""

from __future__ import annotations

import os
import shutil
import stat
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from questionnaire.config import Settings, load_settings
from questionnaire.errors import CriteriaError, QuestionnaireError, StorageError
from questionnaire.typography import counted

if TYPE_CHECKING:
    from questionnaire.storage import AccountStore

MIN_FREE = 500_000_000  # bytes
LOCAL = ("127.0.0.1", "::1", "localhost")


@dataclass(frozen=True, slots=True)
class Finding:
    """The result of a check: fine (`ok`), an `error` that prevents the site from working well, or neither, a warning."""

    subject: str
    message: str
    ok: bool = True
    error: bool = False

    @property
    def mark(self) -> str:
        """The symbol shown before the message."""
        return "✓" if self.ok else "✗" if self.error else "!"


def examine() -> list[Finding]:
    """Run every check, in order; one that raises QuestionnaireError becomes a finding."""
    folder = os.environ.get("QUESTIONNAIRE_INSTANCE")
    if folder and not Path(folder).is_dir():
        message = f"{folder} n’existe pas : vérifiez ce nom, ou faites le premier lancement"
        return [Finding("Dossier des données", message, ok=False, error=True)]
    try:
        settings = load_settings()
    except QuestionnaireError as error:
        return [Finding("Réglages", str(error), ok=False, error=True)]
    findings = [Finding("Réglages", "lisibles")]
    for subject, check in _CHECKS:
        try:
            findings += check(settings)
        except QuestionnaireError as error:
            findings.append(Finding(subject, str(error), ok=False, error=True))
    return findings


def _python(_: Settings) -> Iterator[Finding]:
    yield Finding("Python", ".".join(map(str, sys.version_info[:3])))


def _folder(settings: Settings) -> Iterator[Finding]:
    folder = settings.instance
    if not os.access(folder, os.W_OK):
        yield Finding("Dossier des données", f"{folder} ne peut pas être écrit", ok=False, error=True)
        return
    shared = stat.S_IMODE(folder.stat().st_mode) & 0o077
    message = f"{folder} est ouvert à d’autres comptes de la machine : chmod 700" if shared else str(folder)
    yield Finding("Dossier des données", message, ok=not shared)
    free = shutil.disk_usage(folder).free
    yield Finding("Place libre", f"{free // 1_000_000} Mo", ok=free > MIN_FREE, error=free < MIN_FREE // 10)


def _secret(settings: Settings) -> Iterator[Finding]:
    file = settings.instance / "secret_key"
    if os.environ.get("QUESTIONNAIRE_SECRET_KEY"):
        yield Finding("Clé secrète", "donnée par l’environnement")
    else:
        private = not stat.S_IMODE(file.stat().st_mode) & 0o077
        yield Finding("Clé secrète", f"{file}" + ("" if private else " : chmod 600"), private, not private)


def _criteria(settings: Settings) -> Iterator[Finding]:
    from questionnaire.criteria.loading import load_file

    try:
        criteria, warnings = load_file(settings.criteria)
    except CriteriaError as error:
        count = sum(not problem.warning for problem in error.problems)
        yield Finding(
            "Critères",
            f"{settings.criteria} : {counted(count, 'erreur')}, voyez « questionnaire check »",
            ok=False,
            error=True,
        )
    else:
        yield Finding(
            "Critères", f"version {criteria.version}, {counted(len(warnings), 'avertissement')}", ok=not warnings
        )


def _database(settings: Settings) -> Iterator[Finding]:
    from questionnaire.services.unreadable import unreadable_words
    from questionnaire.storage import (
        AccountStore,
        PublicationStore,
        describe,
        is_new,
        make_engine,
        must_be_current,
    )

    engine = make_engine(settings.database_url)
    yield Finding("Base de données", f"{engine.url.render_as_string(hide_password=True)} — {describe(engine)}")
    if is_new(engine):
        yield Finding("Schéma", "base vide : le premier lancement le fait", ok=False)
        return
    unreadable = unreadable_words(PublicationStore(engine))
    if unreadable:
        message = (
            f"{unreadable} ; le fichier des critères servira à sa place, et son texte sera gardé dans un brouillon"
        )
        yield Finding("Version en service", message, ok=False, error=True)
    try:
        must_be_current(engine)
    except StorageError as error:
        yield Finding("Schéma", str(error), ok=False, error=True)
        return
    yield Finding("Schéma", "à jour")
    if not unreadable:
        publication = PublicationStore(engine).last()
        yield Finding(
            "Version en service",
            publication.label if publication else "aucune encore : elle le sera au premier lancement",
            ok=bool(publication),
        )
    yield _accounts(AccountStore(engine))
    if engine.dialect.name == "sqlite" and settings.workers > 1:
        yield Finding(
            "Processus",
            f"{settings.workers} sur SQLite : ils écrivent chacun leur tour, un seul suffit souvent",
            ok=False,
        )


def _accounts(accounts: AccountStore) -> Finding:
    count, administrators = accounts.count(), accounts.administrators()
    message = f"{count}, dont {administrators} d’administration"
    if not count:
        message = "aucun : « questionnaire facilitator add NOM »"
    elif not administrators:
        message = f"{count}, mais personne n’administre : « questionnaire facilitator role NOM administration »"
    return Finding("Comptes d’animation", message, ok=bool(administrators))


def _web(settings: Settings) -> Iterator[Finding]:
    reachable = settings.host not in LOCAL
    public = reachable or settings.trusted_proxies > 0 or bool(settings.hosts) or settings.secure_cookies
    if not public:
        yield Finding("Ouverture", "cette machine seulement")
        # a room may be prepared and rehearsed there, not joined
        message = "les téléphones d’une salle n’atteignent pas cette adresse : donnez à HOST celle de la machine"
        yield Finding("Ateliers", message, ok=False)
        return
    host_names = ", ".join(settings.hosts)
    yield Finding(
        "Noms du site",
        host_names or "QUESTIONNAIRE_HOSTS est vide : donnez le nom du site",
        bool(host_names),
        not host_names,
    )
    secure = settings.secure_cookies
    if secure and not settings.trusted_proxies:
        message = "annoncé, mais aucun mandataire ne le fait : ouvert en http, le site ne peut rien enregistrer"
        yield Finding("HTTPS", message, ok=False)
    else:
        message = "annoncé" if secure else "QUESTIONNAIRE_SECURE_COOKIES n’est pas « oui »"
        yield Finding("HTTPS", message, secure, not secure)
    yield _proxy(settings.trusted_proxies, reachable=reachable)
    yield Finding(
        "Limites", "actives" if settings.limits else "QUESTIONNAIRE_LIMITS est « non »", ok=settings.limits
    )
    operator = settings.operator
    missing = [name for name in ("name", "address", "contact", "publisher", "host") if not getattr(operator, name)]
    message = (
        "complètes"
        if not missing
        else "à compléter : " + ", ".join(f"QUESTIONNAIRE_OPERATOR_{name.upper()}" for name in missing)
    )
    yield Finding("Mentions légales", message, ok=not missing)


def _proxy(count: int, *, reachable: bool) -> Finding:
    if count and reachable:
        message = f"{count} ; HOST ouvre le site à d’autres machines : que seul le mandataire l’atteigne"
    elif count:
        message = counted(count, "serveur mandataire")
    elif reachable:
        message = "aucun : qui fait le HTTPS ?"
    else:  # a host name or HTTPS on a local address: there must be a proxy
        message = "QUESTIONNAIRE_TRUSTED_PROXIES vaut 0 : toutes les visites semblent venir d’une seule adresse"
        return Finding("Mandataire", message, ok=False, error=True)
    return Finding("Mandataire", message, ok=bool(count) and not reachable)


def _metrics(settings: Settings) -> Iterator[Finding]:
    if settings.metrics:
        private = settings.metrics.rpartition(":")[0].strip("[]") in LOCAL
        message = settings.metrics + ("" if private else " : ouvertes à d’autres machines, jamais au public")
        yield Finding("Mesures", message, ok=private)


def _downloads(settings: Settings) -> Iterator[Finding]:
    from questionnaire.assessment.report import make_report
    from questionnaire.criteria.loading import load_file
    from questionnaire.renderings.formats import FORMATS
    from questionnaire.storage import now

    try:
        criteria, _ = load_file(settings.criteria)
    except CriteriaError:
        return
    report = make_report(criteria, criteria.profiles[0].sheet()) if criteria.profiles else None
    if report is not None:
        size = len(FORMATS["pdf"].render(report, now().date()))
        yield Finding("Téléchargements", f"un PDF d’essai se fait ({size // 1000} Ko)")


_CHECKS: tuple[tuple[str, Callable[[Settings], Iterator[Finding]]], ...] = (
    ("Python", _python),
    ("Dossier des données", _folder),
    ("Clé secrète", _secret),
    ("Critères", _criteria),
    ("Base de données", _database),
    ("Ouverture", _web),
    ("Mesures", _metrics),
    ("Téléchargements", _downloads),
)
