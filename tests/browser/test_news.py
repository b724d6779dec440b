"""The news of the project with the keyboard alone: announced, asked, made a draft, published; axe finds nothing."""

from __future__ import annotations

import re
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.axe import OPEN_ALL, faults
from tests.following.adapting import BASE, adapt
from tests.support.serving import PATIENCE, free_ports, serving, started

Visit = Callable[..., Page]
THEIRS = adapt(
    BASE,
    {"lieu": "version", "devient": "2027-03"},
    {"lieu": "criteres/lancer/titre", "devient": "Lancer, essayer"},
    {"lieu": "criteres/lancer/objet", "devient": "Un objet réécrit."},
)
STOPS = 90  # of the keyboard on a page


@pytest.fixture
def site(tmp_path: Path) -> Iterator[tuple[str, Path, str]]:
    """A site on criteria of its own: its address, its file, and the link that opens the first account."""
    (port,), file, log = free_ports(1), tmp_path / "criteria.yaml", tmp_path / "log"
    file.write_text(BASE, encoding="utf-8")
    command = [str(Path(sys.executable).with_name("questionnaire")), "serve"]
    with started(command, serving(port, tmp_path, criteria=str(file)), port, log):
        link = re.findall(r"\S+(/animation/bienvenue/\S+)", log.read_text(encoding="utf-8"))[0]
        yield f"http://127.0.0.1:{port}", file, link


def to(page: Page, target: Locator) -> None:
    """Press Tab until the wanted element has the focus."""
    for _ in range(STOPS):
        page.keyboard.press("Tab")
        if target.evaluate("one => one === document.activeElement"):
            return
    raise AssertionError(f"the keyboard does not reach {target}")


def check(page: Page) -> None:
    page.evaluate(OPEN_ALL)
    assert faults(page) == [], page.url
    page.reload()


def publish(page: Page, why: str) -> None:
    to(page, page.get_by_label("Pourquoi ce changement"))
    page.keyboard.type(why)
    page.keyboard.press("Enter")
    expect(page.locator(".message-success")).to_contain_text("est en service")


def test_the_news_are_taken_with_the_keyboard_alone(visitor: Visit, site: tuple[str, Path, str]) -> None:
    address, file, link = site
    page = visitor(base_url=address, reduced_motion="reduce")
    page.goto(link)
    for field, typed in (
        ("#name", "Marie"),
        ("#password", "quatre mots bien choisis"),
        ("#again", "quatre mots bien choisis"),
    ):
        page.fill(field, typed)
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Créer un brouillon à partir de cette version").click()
    page.get_by_role("link", name=re.compile("^Lancer")).first.click()
    page.locator("#titre").fill("Entreprendre")
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.locator(".message-success, [data-save-status]:not(:empty)").first).to_contain_text("Enregistré")
    page.get_by_role("link", name="Revenir au plan").click()
    page.get_by_role("link", name="Voir ce que cela change, publier").click()
    publish(page, "Chez nous")

    file.write_text(THEIRS, encoding="utf-8")
    announced = page.get_by_role("heading", name="Le projet propose un nouveau texte (2027-03)")
    deadline = time.monotonic() + PATIENCE
    while not announced.is_visible() and time.monotonic() < deadline:
        page.reload()
    expect(announced).to_be_visible()
    check(page)
    to(page, page.get_by_role("link", name="Voir et reprendre"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Reprendre les nouveautés du projet")
    check(page)
    to(page, page.locator("#choix-0-notre"))
    page.keyboard.press("ArrowDown")
    expect(page.get_by_label("Prendre celui du projet")).to_be_checked()
    page.keyboard.press("ArrowUp")
    expect(page.get_by_label("Garder le nôtre")).to_be_checked()
    to(page, page.get_by_role("button", name="Faire le brouillon", exact=True))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Ce que ce brouillon change")
    expect(page.locator(".announcement")).to_contain_text("Votre brouillon «\xa0Nouveautés de 2027-03, par Marie")
    check(page)
    expect(page.get_by_label("Le nom de cette version")).to_have_value(re.compile("d’après 2027-03$"))
    publish(page, "Les nouveautés de mars")
    expect(page.locator(".announcement")).to_have_count(0)
