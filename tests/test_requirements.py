"""The pinned lists are whole: they install in an empty environment, whatever was released since they were written."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import re
import shlex
import subprocess
import sys
import tomllib
import venv
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib.metadata import distribution
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.support.paths import ROOT

LISTS = ("run", "test")
LATER = "9999.0"  # the release that everyone publishes the day after
PINNED = re.compile(
    r"^(?P<name>[a-z0-9-]+)(?:\[[a-z0-9,-]+\])?==(?P<version>[^ ;]+)(?: ; (?P<marker>[^\\]+))? \\\n"
    r"(?:    --hash=sha256:[0-9a-f]{64} \\\n)*    --hash=sha256:[0-9a-f]{64}\n",
    re.M,
)


@dataclass(frozen=True)
class Pin:
    """A line of a list that is meant for this Python."""

    name: str
    version: str


def text_of(name: str) -> str:
    return (ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8")


def pins(name: str) -> dict[str, Pin]:
    found: dict[str, Pin] = {}
    for line in PINNED.finditer(text_of(name)):
        wanted = Requirement(f"{line['name']} ; {line['marker']}" if line["marker"] else line["name"])
        if wanted.marker is None or wanted.marker.evaluate():
            assert line["name"] not in found
            found[line["name"]] = Pin(line["name"], line["version"])
    return found


def asked(name: str) -> list[Requirement]:
    """What the project itself asks for: to run and to be built, and to be checked."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    more = project["project"]["optional-dependencies"]["dev"] if name == "test" else []
    return [
        Requirement(one)
        for one in (*project["build-system"]["requires"], *project["project"]["dependencies"], *more)
    ]


def needs(wanted: Requirement) -> Iterator[Requirement]:
    """What an installed distribution asks for, with these extras, on this Python."""
    for line in distribution(wanted.name).requires or ():
        found = Requirement(line)
        if found.marker is None or any(found.marker.evaluate({"extra": extra}) for extra in ("", *wanted.extras)):
            yield found


@pytest.mark.parametrize("name", LISTS)
def test_a_list_holds_versions_and_hashes_and_no_address(name: str) -> None:
    assert PINNED.sub("", text_of(name)) == ""
    assert len(pins(name)) > 30


@pytest.mark.parametrize("name", LISTS)
def test_a_list_holds_all_that_its_distributions_ask_for(name: str) -> None:
    listed, seen, waiting = pins(name), set[tuple[str, frozenset[str]]](), asked(name)
    while waiting:
        wanted = waiting.pop()
        key = canonicalize_name(wanted.name)
        assert key in listed, f"{wanted} is asked for: run make lock"
        assert wanted.specifier.contains(listed[key].version, prereleases=True), f"{wanted}: {listed[key]}"
        if (key, frozenset(wanted.extras)) not in seen:
            seen.add((key, frozenset(wanted.extras)))
            waiting += needs(wanted)
    assert {key for key, _ in seen} >= {"flask", "werkzeug"}


def installs() -> list[tuple[str, list[str]]]:
    """Every command of ours that installs a list, with the file where it stands."""
    commands = []
    make = subprocess.run(
        ["make", "--always-make", "--dry-run", ".venv/test.done"],  # noqa: S607
        cwd=ROOT,
        env={key: value for key, value in os.environ.items() if not key.startswith("MAKE")},
        capture_output=True,
        text=True,
        check=True,
    )
    commands += [("Makefile", line) for line in make.stdout.splitlines()]
    for file in (ROOT / "deploy" / "Containerfile", *sorted((ROOT / "docs").glob("*.md"))):
        commands += [(file.name, line) for line in re.split(r"\n|&&|`", file.read_text(encoding="utf-8"))]
    return [
        (where, shlex.split(line.strip().rstrip("\\")))
        for where, line in commands
        if "pip" in line and "-r requirements/" in line
    ]


def options(words: list[str]) -> list[str]:
    """The options of an install, without the list."""
    given = words[words.index("install") + 1 :]
    return [word for word in given if word != "-r" and not word.startswith("requirements/")]


@pytest.fixture(scope="module")
def commands() -> list[tuple[str, list[str]]]:
    return installs()


@pytest.fixture(scope="module")
def makefile(commands: list[tuple[str, list[str]]]) -> list[str]:
    """The options with which make installs its lists."""
    ours = [options(words) for where, words in commands if where == "Makefile"]
    assert len(ours) == len(LISTS)
    assert ours[0] == ours[1]
    return ours[0]


def test_every_install_of_a_list_takes_it_as_it_is(commands: list[tuple[str, list[str]]]) -> None:
    assert {where for where, _ in commands} == {"Makefile", "Containerfile", "exploitation.md"}
    for where, words in commands:
        assert {"--no-deps", "--require-hashes"} <= set(words), where


class Index:
    """A folder of wheels without contents, and the lines of a list that names them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "wheels"
        self.folder.mkdir()
        self.list = folder / "list.txt"
        self.lines: list[str] = []

    def add(self, name: str, version: str, requires: Iterable[str] = (), extras: Iterable[str] = ()) -> str:
        """Publish a release; returns its hash."""
        stem, tag = f"{name.replace('-', '_')}-{version}", "py3-none-any"
        metadata = ["Metadata-Version: 2.1", f"Name: {name}", f"Version: {version}"]
        metadata += [f"Provides-Extra: {one}" for one in extras] + [f"Requires-Dist: {one}" for one in requires]
        files = {
            "METADATA": "\n".join(metadata) + "\n",
            "WHEEL": f"Wheel-Version: 1.0\nGenerator: tests\nRoot-Is-Purelib: true\nTag: {tag}\n",
        }
        record = "".join(f"{stem}.dist-info/{one},{_digest(text)},{len(text)}\n" for one, text in files.items())
        wheel = self.folder / f"{stem}-{tag}.whl"
        with zipfile.ZipFile(wheel, "w") as written:
            for one, text in {**files, "RECORD": f"{record}{stem}.dist-info/RECORD,,\n"}.items():
                written.writestr(f"{stem}.dist-info/{one}", text)
        return hashlib.sha256(wheel.read_bytes()).hexdigest()

    def publish(self, pin: Pin) -> None:
        """Publish a pinned release with the needs of the real one, a later one beside it, and list the first.

        Extras are left out of the list: whatever writes it, what they bring is listed too.
        """
        real = distribution(pin.name)
        requires, known = real.requires or (), real.metadata.get_all("Provides-Extra") or ()
        digest = self.add(pin.name, pin.version, requires, known)
        self.add(pin.name, LATER, requires, known)
        self.lines.append(f"{pin.name}=={pin.version} --hash=sha256:{digest}\n")

    def install(self, environment: Path, given: list[str]) -> subprocess.CompletedProcess[str]:
        """Play the install that make does, without doing it; nothing but this folder is looked at."""
        self.list.write_text("".join(self.lines), encoding="utf-8")
        command = [sys.executable, "-m", "pip", "--python", str(environment), "--disable-pip-version-check"]
        command += ["--no-cache-dir", "install", *given, "-r", str(self.list)]
        command += ["--no-index", "--find-links", str(self.folder), "--dry-run", "--report", "-"]
        kept = {key: value for key, value in os.environ.items() if not key.startswith("PIP_")}
        return subprocess.run(  # noqa: S603 - our own command
            command, env={**kept, "PIP_CONFIG_FILE": os.devnull}, capture_output=True, text=True, check=False
        )


def _digest(text: str) -> str:
    return "sha256=" + base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).decode().rstrip("=")


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty environment."""
    folder = tmp_path_factory.mktemp("vide")
    venv.create(folder, with_pip=False)
    return folder / "bin" / "python"


@pytest.mark.parametrize("name", LISTS)
def test_a_list_installs_as_it_is_when_everything_has_a_newer_release(
    name: str, makefile: list[str], empty: Path, tmp_path: Path
) -> None:
    index, listed = Index(tmp_path), pins(name)
    for pin in listed.values():
        index.publish(pin)
    played = index.install(empty, makefile)
    assert played.returncode == 0, played.stderr
    report = json.loads(played.stdout)["install"]
    chosen = {canonicalize_name(one["metadata"]["name"]): one["metadata"]["version"] for one in report}
    assert chosen == {pin.name: pin.version for pin in listed.values()}


def test_a_line_without_a_hash_is_refused(makefile: list[str], empty: Path, tmp_path: Path) -> None:
    index = Index(tmp_path)
    index.add("seul", "1.0")
    index.lines.append("seul==1.0\n")
    played = index.install(empty, makefile)
    assert played.returncode != 0
    assert "Hashes are required" in played.stderr
