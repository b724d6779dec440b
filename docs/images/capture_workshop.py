"""Take the pictures of the guide « Animer un atelier »: `make screenshots`.

A workshop is prepared and rehearsed for real, with its twenty invented phones; a phone of ours joins it.
"""

from __future__ import annotations

import os
import re

from capture import FLAGS, IMAGES, served
from playwright.sync_api import Browser, Page, expect, sync_playwright

FOLDER = IMAGES.parents[1] / "static" / "img" / "workshop"
GUIDE = IMAGES.parents[1] / "templates" / "workshop" / "guide.html"
SITE = "terrain.exemple.fr"  # what a guide shows, rather than the address of this machine
PHONE, PAGE, SCREEN = (360, 820), (760, 900), (920, 640)


def main() -> None:
    """Take them all."""
    FOLDER.mkdir(exist_ok=True)
    with served() as (address, _), sync_playwright() as playwright:
        there = address.removeprefix("http://")
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"),
            args=[*FLAGS, f"--host-resolver-rules=MAP {SITE} {there}"],
        )
        _play(browser)
        browser.close()
    _write_sizes()


def _play(browser: Browser) -> None:
    page, screen, phone = _page(browser, PAGE), _page(browser, SCREEN), _page(browser, PHONE)
    page.goto("/atelier/nouveau")
    page.get_by_label("Collectivité", exact=True).check()
    page.get_by_label("Ouvert depuis plus de deux ans").check()
    page.get_by_label(re.compile("^Titre")).fill("Journée de l’ingénierie")
    page.get_by_label(re.compile("^Demander à chaque personne")).check()
    _press(page, "Préparer")
    _take(page, "preparer", of="#questions, .room-steps")
    page.get_by_role("link", name="Répéter").click()
    _press(page, "Commencer la répétition")
    page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    screen.goto(page.get_by_role("link", name="Écran").get_attribute("href") or "")
    code = screen.locator(".screen-foot .room-code").inner_text()
    _press(page, "Ouvrir la salle")
    phone.goto(f"/a/{code}")
    _press(phone, "Entrer")
    _press(page, "Première question")
    _press(page, "Révéler les réponses")
    expect(screen.locator(".cloud")).to_be_visible()
    _take(screen, "nuage")
    for action in ("Question suivante", "Question suivante"):
        _press(page, action)
    title = page.get_by_role("heading", level=1).inner_text()
    expect(phone.get_by_role("heading", level=1)).to_have_text(title)
    _take(phone, "telephone", of="h1, .form-end")
    expect(screen.locator("[data-count]")).to_contain_text("20")
    page.get_by_role("heading", level=1).evaluate("(title) => title.scrollIntoView()")
    _take(page, "animer")  # its button stays at the bottom of the window
    _press(page, "Révéler les réponses")
    expect(screen.locator(".bars-compared")).to_be_visible()
    _take(screen, "reveler")


def _write_sizes() -> None:
    """Write the size of each picture in the page of the guide: it then keeps its place while it loads."""

    def sized(found: re.Match[str]) -> str:
        header = (FOLDER / f"{found[1]}.png").read_bytes()[16:24]
        return f'picture("{found[1]}", {int.from_bytes(header[:4])}, {int.from_bytes(header[4:])}, '

    text = GUIDE.read_text(encoding="utf-8")
    GUIDE.write_text(re.sub(r'picture\("(\w+)", \d+, \d+, ', sized, text), encoding="utf-8")


def _page(browser: Browser, size: tuple[int, int]) -> Page:
    context = browser.new_context(
        base_url=f"http://{SITE}",
        viewport={"width": size[0], "height": size[1]},
        locale="fr-FR",
        color_scheme="light",
        reduced_motion="reduce",
    )
    return context.new_page()


def _press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).first.click()


def _take(page: Page, name: str, of: str = "") -> None:
    """Take what the window shows, or what these elements cover."""
    page.evaluate("document.fonts.ready")
    clip = None
    if of:
        boxes = [box for one in page.locator(of).all() if (box := one.bounding_box())]
        top = min(box["y"] for box in boxes) - 16
        clip = {
            "x": 0,
            "y": top,
            "width": (page.viewport_size or {"width": PAGE[0]})["width"],
            "height": max(box["y"] + box["height"] for box in boxes) - top + 16,
        }
    page.screenshot(
        path=FOLDER / f"{name}.png",
        animations="disabled",
        caret="hide",
        full_page=bool(of),
        clip=clip,  # type: ignore[arg-type]
    )


if __name__ == "__main__":
    main()
