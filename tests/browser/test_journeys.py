"""Whole journeys in a real browser: with JavaScript, without, by keyboard, on a telephone."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.preparing import answer_all, begin

Visit = Callable[..., Page]
FIRST = "choix-demarche-entrepreneuriale"


def begin_from_home(page: Page, viewpoint: str = "collectivite") -> str:
    """Begin a diagnostic as a visitor does; returns the address of its private page."""
    page.goto("/")
    page.locator(f'main a[href="/commencer/{viewpoint}"]').first.click()
    return tell_stage(page)


def tell_stage(page: Page) -> str:
    """Answer the first questions, already shown; returns the address of the private page."""
    page.locator('input[name="contexte-stade"][value="prefiguration"]').check(force=True)
    while "/commencer/" in page.url:  # one question at a time on a telephone
        here = page.url
        page.locator("main form button[type=submit]").click()
        expect(page).not_to_have_url(here)
    expect(page).to_have_url(re.compile("/diagnostic/[^/]+/axe/"))
    return page.url.partition("/axe/")[0]


# chooses the third level of each question of the page; with the script, on a telephone, one question shows at a time
CHOOSE = """() => {
  const questions = [...document.querySelectorAll("main form fieldset")].filter((one) => !one.matches("fieldset fieldset"));
  for (let shown; (shown = questions.filter((one) => one.checkVisibility() && !one.querySelector(":checked"))).length;) {
    for (const one of shown) one.querySelectorAll("input[type=radio]")[2].click();
    if (!shown.includes(questions.at(-1))) document.querySelector("main form .bar [type=submit]").click();
  }
  return questions.filter((one) => one.querySelector(":checked")).length;
}"""


def fill_all(page: Page, hub: str) -> None:
    """Answer every question with the third level: by clicks on the first page, then by the events of clicks alone."""
    page.goto(f"{hub}/axe/lieu/1")
    while page.url.partition("#")[0] == f"{hub}/axe/lieu/1":
        for field in page.locator("main form fieldset").filter(visible=True).all():
            field.locator("input[type=radio]").nth(2).check(force=True)
        press_next(page)
    answered = 0
    while "/axe/" in page.url:
        answered += page.evaluate(CHOOSE)
        press_next(page)
    assert answered >= 16


def press_next(page: Page) -> None:
    here = page.url
    page.get_by_role("button", name="Suivant").click()
    expect(page).not_to_have_url(here)


@pytest.mark.parametrize("javascript", [True, False])
@pytest.mark.parametrize("viewpoint", ["collectivite", "projet"])
def test_a_respondent_goes_from_the_home_page_to_the_downloaded_summary(
    visitor: Visit, viewpoint: str, javascript: bool
) -> None:
    page = visitor(java_script_enabled=javascript, viewport={"width": 360, "height": 740})
    hub = begin_from_home(page, viewpoint)
    fill_all(page, hub)
    expect(page).to_have_url(f"{hub}/resultats")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    for name in ("pdf", "ods", "csv", "json"):
        if name == "ods":
            page.get_by_text("Autres fichiers").click()
        with page.expect_download() as waiting:
            page.locator(f'a[href$="/resultats/{name}"]').first.click()
        assert waiting.value.suggested_filename.endswith(f".{name}")


def test_each_choice_is_saved_at_once_and_says_so(visitor: Visit) -> None:
    page = visitor()
    hub = begin(page.request)
    page.goto(f"{hub}/axe/lieu/1")
    page.locator(f'input[name="{FIRST}"][value="1"]').check(force=True)
    expect(page.locator("[data-save-status]")).to_contain_text(re.compile(r"Enregistré à \d+\sh\s\d\d"))
    bar = page.get_by_role("progressbar", name="1\u00a0réponse sur 20")
    expect(bar).to_have_attribute("value", "1")
    page.reload()
    expect(bar).to_have_attribute("value", "1")
    expect(page.locator(f'input[name="{FIRST}"][value="1"]')).to_be_checked()


def test_a_lost_connection_is_said_and_the_choice_is_kept(visitor: Visit) -> None:
    page = visitor()
    hub = begin(page.request)
    page.goto(f"{hub}/axe/lieu/1")
    page.route("**/enregistrer", lambda route: route.fulfill(status=502, body="<html>", content_type="text/html"))
    page.locator(f'input[name="{FIRST}"][value="1"]').check(force=True)
    expect(page.locator("[data-save-status]")).to_contain_text("Pas encore enregistré")
    expect(page.locator(f'input[name="{FIRST}"][value="1"]')).to_be_checked()
    page.unroute("**/enregistrer")
    page.get_by_role("button", name="Suivant").click()
    expect(page).to_have_url(f"{hub}/axe/lieu/2")
    page.goto(f"{hub}/axe/lieu/1")
    expect(page.locator(f'input[name="{FIRST}"][value="1"]')).to_be_checked()


def test_two_tabs_tell_each_other_what_changed(visitor: Visit) -> None:
    page = visitor()
    hub = begin(page.request)
    page.goto(f"{hub}/axe/lieu/1")
    other = page.context.new_page()
    other.goto(f"{hub}/axe/lieu/1")
    other.locator(f'input[name="{FIRST}"][value="3"]').check(force=True)
    expect(other.locator("[data-save-status]")).to_contain_text("Enregistré")
    page.locator(f'input[name="{FIRST}"][value="0"]').check(force=True)
    expect(page.locator("[data-save-status]")).to_contain_text("avait changé entre-temps")


def test_the_questions_are_answered_by_keyboard_alone(visitor: Visit) -> None:
    page = visitor()
    hub = begin(page.request)
    page.goto(f"{hub}/axe/relation/1")
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_text("Aller au contenu")
    page.keyboard.press("Enter")
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.type") == "radio":
            break
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    chosen = page.locator("main fieldset").first.locator("input:checked")
    expect(chosen).to_have_value("1")
    outline = page.evaluate(
        "getComputedStyle(document.activeElement.closest('label')).outlineStyle + getComputedStyle(document.activeElement).outlineStyle"
    )
    assert outline != "nonenone"
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent.trim()") == "Suivant":
            break
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/axe/relation/2"))


def test_an_error_takes_the_focus_and_leads_to_its_field(visitor: Visit) -> None:
    page = visitor()
    page.goto("/commencer/collectivite")
    page.locator("main form button[type=submit]").click()
    summary = page.locator(".error-summary")
    expect(summary).to_be_focused()
    summary.locator("a").first.click()
    assert page.evaluate("document.activeElement.name") == "contexte-stade"


def test_the_private_link_is_copied(visitor: Visit) -> None:
    page = visitor(permissions=["clipboard-read", "clipboard-write"])
    hub = begin(page.request)
    page.goto(f"{hub}/axe/lieu/1")
    page.get_by_role("link", name="Reprendre plus tard").click()
    page.get_by_role("button", name=re.compile("Copier")).first.click()
    expect(page.get_by_text("Lien copié.")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == hub


def test_a_diagnostic_is_resumed_from_its_json_file(visitor: Visit) -> None:
    page = visitor()
    hub = begin(page.request)
    answer_all(page.request, hub)
    page.goto(f"{hub}/resultats")
    page.get_by_text("Autres fichiers").click()
    with page.expect_download() as waiting:
        page.locator('a[href$="/resultats/json"]').first.click()
    page.goto("/reprendre")
    page.locator('input[type="file"]').set_input_files(waiting.value.path())
    page.locator("main form button[type=submit]").last.click()
    expect(page).to_have_url(re.compile("/diagnostic/"))
    assert page.url != hub
    expect(page.get_by_text("20\u00a0réponses sur 20").first).to_be_visible()


def test_a_deleted_diagnostic_is_gone(visitor: Visit) -> None:
    page = visitor()
    hub = begin(page.request)
    page.goto(f"{hub}/supprimer")
    page.locator("main form button[type=submit]").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(re.compile("supprim", re.IGNORECASE))
    page.goto(hub)
    expect(page.get_by_role("heading", level=1)).to_have_text("Cette page n’existe pas")
