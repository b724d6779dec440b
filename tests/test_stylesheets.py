"""Each stylesheet holds the rules of its own pages, and no other."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
TEMPLATES = ROOT / "templates"
MADE = "\0"  # where a page writes a part of a class itself
LIBRARY = ("cm-", "tok-")  # CodeMirror's own names
SPACE = [*(TEMPLATES / "facilitation").glob("*.html"), TEMPLATES / "macros" / "statistics.html"]
OTHERS = [file for kind in ("*.html", "*.svg") for file in TEMPLATES.rglob(kind) if file not in SPACE]
SHARED = [ROOT / "questionnaire" / "web" / "no_break.py", ROOT / "static" / "js" / "site.js"]


def _pages_of(sheet: str) -> list[Path]:
    """Return the templates that ask for this sheet, and all that they extend, include and import."""
    found: set[Path] = set()
    left = [file for file in OTHERS if f"css/{sheet}" in file.read_text(encoding="utf-8")]
    while left:
        file = left.pop()
        if file not in found:
            found.add(file)
            names = re.findall(r"""(?:extends|include|from) ["'](.+?)["']""", file.read_text(encoding="utf-8"))
            left += [TEMPLATES / name for name in names]
    return sorted(found)


def _selectors(name: str) -> Iterator[str]:
    text = re.sub(r"/\*.*?\*/", "", (ROOT / "static" / "css" / name).read_text(encoding="utf-8"), flags=re.DOTALL)
    for group in re.findall(r"([^{};]+)\{", text):
        if not group.lstrip().startswith("@"):
            yield from re.split(r",(?![^(]*\))", group.strip())


def _classes(selector: str) -> set[str]:
    return set(re.findall(r"\.([a-zA-Z][\w-]*)", selector))


def _names(file: Path) -> set[str]:
    """Return the classes that a file names; MADE stands for what is only known when it runs."""
    text = file.read_text(encoding="utf-8")
    if file.suffix in (".js", ".py"):
        text = "\n".join(line for line in text.splitlines() if "class" in line)
        quoted = re.findall(r"""["'`](.*?)["'`]""", re.sub(r"\$?\{[\w.]+\}", MADE, text))
        return {name for words in quoted for name in re.findall(rf"[\w{MADE}-]+", words)}
    lists = re.findall(r'(?:set page_class = |class=)"([^"]*)"', text)
    for before, made in re.findall(r"([\w-]*)\{\{(.*?)\}\}", text):
        lists += [before + word for word in re.findall(r"""["']([\w-]+)["']""", made) if before]
    bare = re.sub(r"\{\{.*?\}\}", MADE, re.sub(r"\{%.*?%\}", "", text))
    lists += re.findall(r'class="([^"]*)"', bare)
    return {name for names in lists for name in names.split()}


def _matcher(files: list[Path]) -> re.Pattern[str]:
    names = {name for file in files for name in _names(file) if name.strip(MADE)}
    return re.compile("|".join(re.escape(name).replace(MADE, r"[\w-]+") for name in sorted(names)))


@pytest.mark.parametrize(
    ("sheet", "files"),
    [
        ("site.css", [*OTHERS, *SHARED]),
        ("crossing.css", [*_pages_of("crossing.css"), *SHARED]),
        ("workshop.css", [*OTHERS, *SHARED]),
        ("facilitation.css", [*SPACE, *SHARED]),
        ("editor.css", [*SPACE, *SHARED, *(ROOT / "editor").glob("*.js")]),
    ],
)
def test_each_class_of_a_stylesheet_is_used_by_its_pages(sheet: str, files: list[Path]) -> None:
    used = _matcher(files)
    classes = {name for selector in _selectors(sheet) for name in _classes(selector)}
    assert classes
    assert [name for name in sorted(classes) if not name.startswith(LIBRARY) and not used.fullmatch(name)] == []


def test_a_preview_looks_as_respondents_will_see_it() -> None:
    theirs = _matcher([*OTHERS, *SHARED])
    touching = [one for one in _selectors("facilitation.css") if all(map(theirs.fullmatch, _classes(one)))]
    assert touching == []
