"""Take the pictures of the facilitators' guide: `make screenshots`.

Each of the ten tasks of docs/animation.md is done for real in a draft, with the lines that the guide gives; its
picture is what the space then says of it.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from capture import FLAGS, HEIGHT, IMAGES, WIDTH, served
from playwright.sync_api import Page, expect, sync_playwright

from questionnaire.config import RESOURCES
from tests.support.guide import tasks

FOLDER = IMAGES / "animation"
OURS = (RESOURCES / "criteria.yaml").read_text(encoding="utf-8")
PASSWORD = "quatre mots bien choisis"  # noqa: S105 - of an account that lives as long as this script
PUT = (
    "t => { const s = document.querySelector('#source'); s.value = t;"
    " s.dispatchEvent(new Event('input', {bubbles: true})) }"
)
TALLEST = 760  # pixels of a task's picture
NARROW = 980


def main() -> None:
    """Take them all."""
    FOLDER.mkdir(exist_ok=True)
    with served() as (address, log), sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"), args=FLAGS
        )
        context = browser.new_context(
            base_url=address,
            viewport={"width": WIDTH, "height": HEIGHT},
            locale="fr-FR",
            color_scheme="light",
            reduced_motion="reduce",
        )
        page = context.new_page()
        _first_account(page, log)
        _form(page)
        _editor(page)
        for task in tasks():
            _task(page, task.number, task.apply(OURS))
        _dashboard(page)
        browser.close()


def _first_account(page: Page, log: Path) -> None:
    link = next(word for word in log.read_text(encoding="utf-8").split() if "/animation/bienvenue/" in word)
    page.goto(link)
    page.fill("#name", "Marie")
    page.fill("#password", PASSWORD)
    page.fill("#again", PASSWORD)
    page.get_by_role("button", name="Créer le compte").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Tableau de bord")


def _draft(page: Page, title: str, text: str = "") -> str:
    page.goto("/animation")
    page.get_by_role("button", name="Créer un brouillon à partir de cette version").click()
    page.get_by_text("Renommer ou supprimer ce brouillon").click()
    page.fill("#title", title)
    page.get_by_role("button", name="Renommer").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    address = page.url.removesuffix("/texte")
    if not text:
        return address
    page.goto(f"{address}/texte")
    page.evaluate(PUT, text)
    expect(page.locator("[data-save-status]")).to_contain_text("Enregistré à")
    return address


def _form(page: Page) -> None:
    """Show the form of a question, with the question beside."""
    address = _draft(page, "Formulaire")
    page.goto(f"{address}/critere/mixite-sociale")
    page.set_viewport_size({"width": WIDTH, "height": 760})
    _take(page, "formulaire")
    page.set_viewport_size({"width": WIDTH, "height": HEIGHT})
    page.goto(address)
    _delete(page)


def _delete(page: Page) -> None:
    page.get_by_text("Renommer ou supprimer ce brouillon").click()
    page.get_by_role("link", name="Supprimer", exact=True).click()
    page.get_by_role("button", name="Supprimer définitivement").click()


def _editor(page: Page) -> None:
    """Show a mistake, marked at its line."""
    page.set_viewport_size({"width": WIDTH, "height": 700})
    faulty = OURS.replace("\n        poids: 1", "\n        poids: lourd", 1)
    address = _draft(page, "Essais", faulty)
    line = faulty.split("poids: lourd")[0].count("\n") + 1
    page.goto(f"{address}/texte?ligne={line}")
    expect(page.locator(".cm-lint-marker-error")).to_be_visible()
    page.evaluate("document.querySelector('.edit-grid').scrollIntoView()")
    _take(page, "editeur")
    page.set_viewport_size({"width": WIDTH, "height": HEIGHT})


def _task(page: Page, number: int, text: str) -> None:
    """Do a task in a draft; show what the space says of it."""
    page.set_viewport_size({"width": NARROW, "height": HEIGHT})
    address = _draft(page, f"Tâche {number}", text)
    page.goto(f"{address}/changements")
    for fold in page.locator(".before-after summary").all():
        fold.click()
    top = page.locator("#effets").bounding_box()
    bottom = page.locator(".changes").bounding_box()
    assert top, number  # noqa: S101 - a picture without its subject is a fault
    assert bottom, number  # noqa: S101
    height = min(TALLEST, bottom["y"] + bottom["height"] - top["y"] + 32)
    clip = {"x": 0, "y": top["y"] - 16, "width": NARROW, "height": height}
    _take(page, f"tache-{number}", full_page=True, clip=clip)


def _dashboard(page: Page) -> None:
    """Publish one of the tasks, then show the first page."""
    page.set_viewport_size({"width": WIDTH, "height": HEIGHT})
    page.goto("/animation")
    page.get_by_role("link", name="Voir ce que cela change : Tâche 6").click()
    page.get_by_label("Pourquoi ce changement").fill("Un contact local dans les conseils")
    page.get_by_role("button", name="Publier").click()
    for number in (1, 2, 3, 4, 5, 7, 8, 9):  # a calm picture: two drafts are enough
        page.get_by_role("link", name=f"Tâche {number}", exact=True).click()
        _delete(page)
    page.set_viewport_size({"width": NARROW, "height": HEIGHT})
    page.goto("/animation")
    shown = page.locator("main").bounding_box()
    assert shown  # noqa: S101
    _take(
        page, "tableau-de-bord", full_page=True, clip={"x": 0, "y": 0, "width": NARROW, "height": shown["height"]}
    )


def _take(page: Page, name: str, **options: object) -> None:
    page.evaluate("document.fonts.ready")
    page.screenshot(path=FOLDER / f"{name}.png", animations="disabled", caret="hide", **options)  # type: ignore[arg-type]


if __name__ == "__main__":
    main()
