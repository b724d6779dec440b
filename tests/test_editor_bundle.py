"""The committed static/js/editor.js is the one that its sources make."""

import gzip
import hashlib
import json
import re
from pathlib import Path

ROOT = Path(__file__).parent.parent
SOURCES = ROOT / "editor"
BUNDLE = ROOT / "static" / "js" / "editor.js"
REMEDY = "run « make editor » (it needs Node) and commit static/js/editor.js"


def _banner_and_code() -> tuple[str, str]:
    banner, end, code = BUNDLE.read_bytes().decode().partition("*/\n")
    assert banner.startswith("/*!\n"), f"static/js/editor.js has no banner: {REMEDY}"
    return banner + end, code


def _said(banner: str, what: str) -> str:
    found = re.search(rf"^{what} sha256 ([0-9a-f]{{64}})$", banner, re.MULTILINE)
    assert found, f"the banner of static/js/editor.js does not say the sum of its {what}: {REMEDY}"
    return found[1]


def _lock() -> dict[str, dict[str, str]]:
    packages: dict[str, dict[str, str]] = json.loads((SOURCES / "package-lock.json").read_text())["packages"]
    return packages


def test_the_bundle_is_made_from_the_committed_sources() -> None:
    total = hashlib.sha256()
    for path in sorted(SOURCES.iterdir()):  # the same sum as in editor/build.mjs
        if path.suffix in (".js", ".mjs", ".json"):
            total.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    said = _said(_banner_and_code()[0], "sources")
    assert said == total.hexdigest(), f"static/js/editor.js is older than the sources in editor/: {REMEDY}"


def test_nobody_edited_the_bundle_by_hand() -> None:
    banner, code = _banner_and_code()
    assert _said(banner, "code") == hashlib.sha256(code.encode()).hexdigest(), (
        f"static/js/editor.js was changed after it was made; change editor/*.js, then {REMEDY}"
    )


def test_the_banner_names_each_package_inside_with_its_locked_version_and_its_licence() -> None:
    banner, _ = _banner_and_code()
    locked = {name.removeprefix("node_modules/"): package for name, package in _lock().items() if name}
    inside = re.findall(r"^(\S+) (\d+\.\d+\.\d+): Copyright", banner, re.MULTILINE)
    assert {"@codemirror/view", "@codemirror/lang-yaml", "@lezer/yaml"} <= {name for name, _ in inside}
    assert dict(inside) == {name: locked[name]["version"] for name, _ in inside}
    assert {locked[name]["license"] for name, _ in inside} == {"MIT"}
    assert "Permission is hereby granted, free of charge" in banner


def test_the_lock_names_versions_and_sums_and_no_address() -> None:
    for name, package in _lock().items():
        assert "resolved" not in package, f"{name}: npm config set omit-lockfile-registry-resolved true"
        assert not name or package["integrity"].startswith("sha512-")


def test_the_bundle_stays_light() -> None:
    data = BUNDLE.read_bytes()
    assert len(data) < 450_000
    assert len(gzip.compress(data)) < 150_000
