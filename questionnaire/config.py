"""Settings, read from the environment, with defaults for a local run. Reference: docs/exploitation.md."""

from __future__ import annotations

import difflib
import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path

from questionnaire.errors import ConfigError, system_reason

_PACKAGE = Path(__file__).resolve().parent
_INSTALLED = (_PACKAGE / "data").is_dir()  # installed from a wheel, which holds the resources
# templates, style sheets, criteria, the guide
RESOURCES = _PACKAGE / "data" if _INSTALLED else _PACKAGE.parent
# default folder of the data: in the checkout, or in the current directory when installed; never in the package
DEFAULT_INSTANCE = Path("instance") if _INSTALLED else _PACKAGE.parent / "instance"
SECRET_BYTES = 32
MAX_PORT = 65_535
_PREFIX = "QUESTIONNAIRE_"
_HOST = re.compile(r"(\.?[\w-]+(\.[\w-]+)*|\[[0-9a-fA-F:.]+\])(:\d+)?").fullmatch


@dataclass(frozen=True)
class Operator:
    """Who publishes the site, for the legal pages; an empty field is shown there as missing."""

    name: str = ""
    address: str = ""
    contact: str = ""
    publisher: str = ""
    host: str = ""


@dataclass(frozen=True)
class Settings:
    """All the settings. `instance` is the folder of the SQLite database and of the secret key."""

    instance: Path
    criteria: Path
    database_url: str
    secret_key: str = field(repr=False)
    host: str = "127.0.0.1"
    port: int = 8000
    workers: int = 1  # SQLite has one writer
    threads: int = 4
    secure_cookies: bool = False
    trusted_proxies: int = 0
    retention_months: int = 24
    statistics_minimum: int = 5
    hosts: tuple[str, ...] = ()  # host names of the site; empty: any
    limits: bool = True
    creations_per_hour: int = 300  # by IP address: many people may share one
    json_logs: bool = False
    metrics: str = ""  # HOST:PORT of the Prometheus endpoint; empty: none
    operator: Operator = Operator()


_BARE = ("host", "port")  # named HOST and PORT, as hosting services give them
_NAMES = frozenset(
    [
        *(one.name.upper() for one in fields(Settings) if one.name not in (*_BARE, "operator")),
        *(f"OPERATOR_{one.name.upper()}" for one in fields(Operator)),
    ]
)


def load_settings(environ: Mapping[str, str] = os.environ) -> Settings:
    """Return the settings; create the instance folder and the secret key at the first run.

    Raises ConfigError, in French, when a setting is invalid or the folder cannot be written.
    """
    _refuse_unknown(environ)
    instance = Path(environ.get("QUESTIONNAIRE_INSTANCE") or DEFAULT_INSTANCE).absolute()
    try:
        instance.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise ConfigError(f"le dossier « {instance} » ne peut pas être créé ({system_reason(error)}).") from error
    return Settings(
        instance=instance,
        criteria=Path(environ.get("QUESTIONNAIRE_CRITERIA") or RESOURCES / "criteria.yaml").absolute(),
        database_url=environ.get("QUESTIONNAIRE_DATABASE_URL") or f"sqlite:///{instance / 'questionnaire.sqlite'}",
        secret_key=_key_setting(environ) or _secret_key(instance / "secret_key"),
        host=environ.get("HOST") or Settings.host,
        port=_number(environ, "PORT", Settings.port, 0, MAX_PORT),
        workers=_number(environ, "QUESTIONNAIRE_WORKERS", Settings.workers, 1, 64),
        threads=_number(environ, "QUESTIONNAIRE_THREADS", Settings.threads, 1, 256),
        secure_cookies=_yes_no(environ, "QUESTIONNAIRE_SECURE_COOKIES", Settings.secure_cookies),
        trusted_proxies=_number(environ, "QUESTIONNAIRE_TRUSTED_PROXIES", Settings.trusted_proxies, 0, 5),
        retention_months=_number(environ, "QUESTIONNAIRE_RETENTION_MONTHS", Settings.retention_months, 1, 120),
        statistics_minimum=_number(
            environ, "QUESTIONNAIRE_STATISTICS_MINIMUM", Settings.statistics_minimum, 3, 100
        ),
        hosts=_hosts(environ),
        limits=_yes_no(environ, "QUESTIONNAIRE_LIMITS", Settings.limits),
        creations_per_hour=_number(
            environ, "QUESTIONNAIRE_CREATIONS_PER_HOUR", Settings.creations_per_hour, 1, 1_000_000
        ),
        json_logs=_yes_no(environ, "QUESTIONNAIRE_JSON_LOGS", Settings.json_logs),
        metrics=_address(environ, "QUESTIONNAIRE_METRICS"),
        operator=Operator(
            **{one.name: environ.get(f"{_PREFIX}OPERATOR_{one.name.upper()}", "") for one in fields(Operator)}
        ),
    )


def _refuse_unknown(environ: Mapping[str, str]) -> None:
    """Raise ConfigError for an unknown setting: a misspelt name would silently leave the default (insecure cookies, say)."""
    for name in environ:
        if name.startswith(_PREFIX) and (short := name.removeprefix(_PREFIX)) not in _NAMES:
            suggestions = difflib.get_close_matches(short, sorted(_NAMES), 1)
            hint = f" : vouliez-vous dire {_PREFIX}{suggestions[0]} ?" if suggestions else ""
            raise ConfigError(f"le réglage {name} n’existe pas{hint} (liste : docs/exploitation.md).")


def _number(environ: Mapping[str, str], name: str, default: int, minimum: int, maximum: int) -> int:
    value = environ.get(name)
    if not value:
        return default
    if not (value.isascii() and value.isdigit()) or not minimum <= int(value) <= maximum:
        raise ConfigError(
            f"le réglage {name} doit être un nombre entre {minimum} et {maximum} : « {value} » est donné."
        )
    return int(value)


def _address(environ: Mapping[str, str], name: str) -> str:
    value = environ.get(name) or ""
    host, _, port = value.rpartition(":")
    if value and not (host and port.isascii() and port.isdigit() and int(port) <= MAX_PORT):
        raise ConfigError(f"le réglage {name} s’écrit « 127.0.0.1:9100 » : « {value} » est donné.")
    return value


def _hosts(environ: Mapping[str, str]) -> tuple[str, ...]:
    """Return the host names; raise ConfigError for one with a scheme or a path, which would never match a request."""
    names = tuple((environ.get("QUESTIONNAIRE_HOSTS") or "").replace(",", " ").split())
    for name in names:
        if not _HOST(name):
            raise ConfigError(
                "le réglage QUESTIONNAIRE_HOSTS donne des noms seuls, comme « diagnostic.example.fr » : "
                f"« {name} » n’en est pas un."
            )
    return names


def _key_setting(environ: Mapping[str, str]) -> str:
    key = environ.get("QUESTIONNAIRE_SECRET_KEY") or ""
    if key and len(key) < SECRET_BYTES:
        raise ConfigError(
            f"le réglage QUESTIONNAIRE_SECRET_KEY est trop court : {SECRET_BYTES} signes au moins, tirés au hasard "
            "(openssl rand -base64 32)."
        )
    return key


def _yes_no(environ: Mapping[str, str], name: str, default: bool) -> bool:
    value = (environ.get(name) or ("oui" if default else "non")).lower()
    if value not in ("oui", "non", "1", "0", "true", "false"):
        raise ConfigError(f"le réglage {name} doit être « oui » ou « non » : « {value} » est donné.")
    return value in ("oui", "1", "true")


def _secret_key(path: Path) -> str:
    """Return the key stored in `path`, created with mode 0600 if missing."""
    try:
        try:
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            key = path.read_text().strip()
            if len(key) < SECRET_BYTES:
                raise ConfigError(
                    f"la clé secrète de « {path} » est vide ou trop courte : supprimez ce fichier, il sera refait."
                ) from None
            return key
        with os.fdopen(handle, "w") as file:
            key = secrets.token_urlsafe(SECRET_BYTES)
            file.write(key + "\n")
            return key
    except OSError as error:
        raise ConfigError(
            f"la clé secrète « {path} » ne peut pas être écrite ou lue ({system_reason(error)})."
        ) from error
