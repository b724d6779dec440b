"""The package is whole: built from its own source archive, installed elsewhere, it serves; data go to the current folder."""

from __future__ import annotations

import hashlib
import http.cookiejar
import os
import re
import subprocess
import sys
import sysconfig
import urllib.parse
import urllib.request
import venv
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.support.paths import ROOT
from tests.support.serving import PATIENCE, free_ports, hidden, started

pytestmark = [pytest.mark.database, pytest.mark.sqlite]
RESOURCES = (
    "templates",
    "static",
    "criteria.yaml",
    "criteria.schema.json",
    "reperes",
    "docs/animation.md",
    "docs/images/animation",
)


def build(kind: str, source: Path, target: Path) -> Path:
    """Build the source archive or the wheel of a folder, without the network."""
    command = [sys.executable, "-m", "hatchling", "build", "-t", kind, "-d", str(target)]
    done = subprocess.run(command, cwd=source, capture_output=True, text=True, check=False)  # noqa: S603 - our own command
    assert done.returncode == 0, done.stdout + done.stderr
    return next(target.glob("*.tar.gz" if kind == "sdist" else "*.whl"))


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from the source archive."""
    folder = tmp_path_factory.mktemp("paquet")
    unpack = ["tar", "-xf", str(build("sdist", ROOT, folder)), "-C", str(folder)]
    subprocess.run(unpack, check=True)  # noqa: S603 - our own command
    return build("wheel", next(one for one in folder.iterdir() if one.is_dir()), folder)


def files(folder: Path) -> Iterator[Path]:
    """Every file of a folder, or the file itself; not what Python compiled."""
    inside = sorted(folder.rglob("*")) if folder.is_dir() else [folder]
    return (one for one in inside if one.is_file() and "__pycache__" not in one.parts)


def test_the_wheel_holds_the_code_the_resources_and_nothing_else(wheel: Path) -> None:
    wanted = {one.relative_to(ROOT).as_posix(): one for one in files(ROOT / "questionnaire")}
    for name in RESOURCES:
        for one in files(ROOT / name):
            wanted[f"questionnaire/data/{one.relative_to(ROOT).as_posix()}"] = one
    assert "questionnaire/cli/locale/fr/LC_MESSAGES/click.mo" in wanted
    with zipfile.ZipFile(wheel) as opened:
        names = [one for one in opened.namelist() if ".dist-info/" not in one]
        assert sorted(names) == sorted(wanted)
        for name, file in wanted.items():
            assert opened.read(name) == file.read_bytes(), name


@dataclass(frozen=True)
class Installed:
    """The package, installed in an environment of its own."""

    python: Path
    package: Path
    folder: Path  # empty at first: where the commands are run

    def environ(self, **more: str) -> dict[str, str]:
        """The environment of whoever has set nothing."""
        kept = {
            key: value for key, value in os.environ.items() if not key.startswith(("QUESTIONNAIRE_", "PYTHON"))
        }
        return {**kept, **more}

    def command(self, *words: str) -> list[str]:
        return [str(self.python.with_name("questionnaire")), *words]

    def say(self, *words: str) -> str:
        """Run a command that succeeds; returns what it says."""
        return subprocess.run(  # noqa: S603 - our own command
            self.command(*words), cwd=self.folder, env=self.environ(), capture_output=True, text=True, check=True
        ).stdout

    def state(self) -> dict[str, str]:
        """What lies in the installed package."""
        found = (one for one in self.package.rglob("*") if one.is_file())
        return {str(one): hashlib.sha256(one.read_bytes()).hexdigest() for one in found}


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Installed:
    """Install the wheel; its dependencies are those of the tests, without this checkout."""
    environment = tmp_path_factory.mktemp("environnement")
    venv.create(environment, with_pip=False, symlinks=True)
    python = environment / "bin" / "python"
    pip = [sys.executable, "-m", "pip", "--python", str(python), "--disable-pip-version-check"]
    install = [*pip, "install", "--quiet", "--no-deps", "--no-index", str(wheel)]
    subprocess.run(install, check=True)  # noqa: S603 - our own command
    packages = Path(sysconfig.get_path("purelib", vars={"base": str(environment)}))
    (packages / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return Installed(python, packages / "questionnaire", tmp_path_factory.mktemp("vide"))


class Visitor:
    """Someone with a browser."""

    def __init__(self, address: str) -> None:
        self.address = address
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))

    def get(self, path: str) -> bytes:
        """Ask for what must be there."""
        with self._opener.open(urllib.parse.urljoin(self.address, path), timeout=PATIENCE) as answer:
            assert answer.status == 200
            return bytes(answer.read())

    def send(self, path: str, **fields: str) -> str:
        """Fill a form and send it; returns the address where it led."""
        form = hidden(self.get(path).decode()) | fields
        body = urllib.parse.urlencode(form).encode()
        with self._opener.open(urllib.parse.urljoin(self.address, path), body, timeout=PATIENCE) as answer:
            assert answer.status == 200
            return str(answer.url)


@pytest.fixture
def visitor(installed: Installed) -> Iterator[Visitor]:
    """Someone who opens the site that was started from an empty folder."""
    port = free_ports(1)[0]
    assert list(installed.folder.iterdir()) == []
    log = installed.folder.with_suffix(".log")
    with started(installed.command("serve"), installed.environ(PORT=str(port)), port, log, installed.folder):
        yield Visitor(f"http://127.0.0.1:{port}")


def test_served_from_an_empty_folder_everything_is_there_and_data_stay_there(
    installed: Installed, visitor: Visitor
) -> None:
    before = installed.state()
    assert installed.say("--version").startswith("Terrain d’entente ")
    assert "Affiche cette aide." in installed.say("serve", "--help")
    assert "criteria.yaml est correct." in installed.say("check")

    home = visitor.get("/").decode()
    for asset in re.findall(r'(?:href|src)="(/static/[^"]+)"', home):
        visitor.get(asset)
    style = next(one for one in re.findall(r'href="(/static/[^"]+)"', home) if one.endswith(".css"))
    font = re.search(r"url\(([^)]+\.woff2)\)", visitor.get(style).decode())
    assert font
    assert visitor.get(urllib.parse.urljoin(style, font[1])).startswith(b"wOF2")

    private = visitor.send("/commencer/projet", **{"contexte-stade": "idee"}).split("/axe/")[0]
    assert visitor.get(f"{private}/resultats/pdf").startswith(b"%PDF")

    link = re.search(r"http://\S+/animation/bienvenue/\S+", installed.folder.with_suffix(".log").read_text())
    assert link
    word = "quatre mots bien choisis"
    visitor.send(link[0], name="Marie", password=word, again=word)
    guide = visitor.get("/animation/aide").decode()
    pictures = re.findall(r'src="(/animation/aide/images/[^"]+)"', guide)
    assert pictures
    assert visitor.get(pictures[0]).startswith(b"\x89PNG")

    assert [one.name for one in installed.folder.iterdir()] == ["instance"]
    assert {one.name for one in (installed.folder / "instance").iterdir()} >= {
        "questionnaire.sqlite",
        "secret_key",
    }
    assert installed.state() == before
