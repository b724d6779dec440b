"""Settings."""

from __future__ import annotations

import errno
import re
import stat
from pathlib import Path

import pytest

from questionnaire.config import _NAMES, DEFAULT_INSTANCE, RESOURCES, load_settings
from questionnaire.errors import ConfigError, system_reason
from tests.support.paths import ROOT


def test_a_checkout_keeps_its_data_and_reads_its_resources_in_its_own_folder() -> None:
    assert DEFAULT_INSTANCE == ROOT / "instance"
    assert RESOURCES == ROOT


def test_the_secret_key_is_made_once_and_for_its_owner_alone(tmp_path: Path) -> None:
    environ = {"QUESTIONNAIRE_INSTANCE": str(tmp_path / "instance")}
    first = load_settings(environ)
    file = tmp_path / "instance" / "secret_key"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    assert len(first.secret_key) > 40
    assert load_settings(environ).secret_key == first.secret_key
    assert first.secret_key not in repr(first)


def test_a_spoiled_secret_key_is_reported(tmp_path: Path) -> None:
    (tmp_path / "secret_key").write_text("")
    with pytest.raises(ConfigError, match="supprimez ce fichier"):
        load_settings({"QUESTIONNAIRE_INSTANCE": str(tmp_path)})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "quatre-vingts"),
        ("PORT", "70000"),
        ("PORT", "-1"),
        ("PORT", "٣"),
        ("QUESTIONNAIRE_THREADS", "0"),
        ("QUESTIONNAIRE_SECURE_COOKIES", "peut-être"),
        ("QUESTIONNAIRE_SECRET_KEY", "trop courte"),
        ("QUESTIONNAIRE_HOSTS", "https://diagnostic.example.fr"),
        ("QUESTIONNAIRE_HOSTS", "diagnostic.example.fr www.example.fr/"),
    ],
)
def test_a_wrong_setting_is_reported_by_its_name(tmp_path: Path, name: str, value: str) -> None:
    with pytest.raises(ConfigError, match=name):
        load_settings({"QUESTIONNAIRE_INSTANCE": str(tmp_path), name: value})


def test_settings_come_from_the_environment(tmp_path: Path) -> None:
    settings = load_settings(
        {
            "QUESTIONNAIRE_INSTANCE": str(tmp_path),
            "HOST": "0.0.0.0",  # noqa: S104 - only read here
            "PORT": "8123",
            "QUESTIONNAIRE_SECURE_COOKIES": "oui",
            "QUESTIONNAIRE_SECRET_KEY": "x" * 40,
            "QUESTIONNAIRE_OPERATOR_NAME": "Le Réseau",
        }
    )
    assert (settings.port, settings.secure_cookies, settings.secret_key) == (8123, True, "x" * 40)
    assert settings.operator.name == "Le Réseau"


def test_a_setting_with_a_typo_in_its_name_is_refused_and_the_nearest_is_reported(tmp_path: Path) -> None:
    environ = {"QUESTIONNAIRE_INSTANCE": str(tmp_path)}
    with pytest.raises(ConfigError, match="vouliez-vous dire QUESTIONNAIRE_SECURE_COOKIES"):
        load_settings(environ | {"QUESTIONNAIRE_SECURE_COOKIE": "oui"})
    with pytest.raises(ConfigError, match="QUESTIONNAIRE_XYZ n’existe pas"):
        load_settings(environ | {"QUESTIONNAIRE_XYZ": "1"})


def test_every_setting_is_in_the_guide_and_every_one_of_the_guide_exists() -> None:
    guide = (ROOT / "docs" / "exploitation.md").read_text(encoding="utf-8")
    told = set(re.findall(r"`QUESTIONNAIRE_([A-Z_]+)`", guide))
    told |= {f"OPERATOR{name}" for name in re.findall(r"`(_[A-Z]+)`", guide)}
    assert told == _NAMES


@pytest.mark.parametrize(
    ("code", "words"),
    [(errno.ENOSPC, "le disque est plein"), (errno.EROFS, "lecture seule"), (9999, "erreur 9999")],
)
def test_what_the_system_refuses_is_said_in_french(code: int, words: str) -> None:
    assert words in system_reason(OSError(code, "in English"))


@pytest.mark.parametrize(
    "names", ["diagnostic.example.fr", "a.fr, b.fr:8443", ".example.fr", "127.0.0.1", "[::1]:8000", "mairie-é.fr"]
)
def test_names_of_the_site_are_read(tmp_path: Path, names: str) -> None:
    settings = load_settings({"QUESTIONNAIRE_INSTANCE": str(tmp_path), "QUESTIONNAIRE_HOSTS": names})
    assert settings.hosts == tuple(names.replace(",", " ").split())
