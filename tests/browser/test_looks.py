"""Measured checks of appearance: axe finds nothing, nothing overflows, a page stays light."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import pypdfium2
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, Response, expect

from questionnaire.leaflets import addresses
from tests.browser.test_journeys import begin, fill_all
from tests.browser.test_space import begin_draft, set_text, sign_in
from tests.support.addresses import PUBLIC

Visit = Callable[..., Page]
PRIVATE = [
    "",
    "/contexte",
    "/axe/lieu/1",
    "/verification",
    "/resultats",
    "/engagements",
    "/evolution",
    "/partager",
    "/inviter",
    "/croisement",
    "/supprimer",
]
MAX_BYTES = 45_000
MAX_REQUESTS = 5
MAX_BYTES_OF_TWO = 50_000  # with the drawing, and the stylesheet of two parties


SPACE = [
    "",
    "/compte",
    "/comptes",
    "/comptes/1",
    "/journal",
    "/statistiques",
    "/aide",
    "/versions/1",
    "/brouillons/{n}",
    "/brouillons/{n}?q=accueil",
    "/brouillons/{n}/texte",
    "/brouillons/{n}/critere/demarche-entrepreneuriale",
    "/brouillons/{n}/conseil/nouveau?dans=demarche-entrepreneuriale",
    "/brouillons/{n}/lieu/lab01",
    "/brouillons/{n}/contexte/portage/retirer",
    "/brouillons/{n}/critere/gouvernance-partagee/condition/si",
    "/brouillons/{n}/condition/equipe-distincte",
    "/brouillons/{n}/historique",
    "/brouillons/{n}/voir",
    "/brouillons/{n}/changements",
]
SCHEMES: tuple[Literal["light"], Literal["dark"]] = ("light", "dark")
DRAFTS = [
    "/supprimer",
    "/condition/nouveau",
    "/rattraper",
    "/apercu/",
    "/apercu/diagnostic/vide-projet/axe/lieu/1",
]


def every_page_of_the_space(page: Page, account: tuple[str, str]) -> list[str]:
    """Sign in, begin a draft with a change and a fault to come back to; return the address of every page."""
    sign_in(page, account)
    draft = begin_draft(page)
    set_text(page, page.locator("#source").input_value().replace("\n        poids: 1", "\n        poids: 3", 1))
    number = draft.rsplit("/", 1)[1]
    addresses = [f"/animation{path.format(n=number)}" for path in SPACE]
    return ["/animation/connexion", *addresses, *(f"{draft}{path}" for path in DRAFTS)]


def every_page(page: Page) -> list[str]:
    """Begin a diagnostic with an answer or two; return the address of every page."""
    size = page.viewport_size
    page.set_viewport_size({"width": 1280, "height": 900})  # all the questions of a page at once
    hub = begin(page, "projet")
    page.goto(f"{hub}/axe/lieu/1")
    page.locator("main fieldset").nth(0).locator("input").nth(1).check(force=True)
    page.locator("main fieldset").nth(1).locator("input").nth(3).check(force=True)
    page.get_by_role("button", name="Suivant").click()
    expect(page).to_have_url(f"{hub}/axe/lieu/2")  # saved first: leaving is not instant
    page.goto(f"{hub}/engagements")
    page.get_by_label("Ce que nous faisons").fill("Se voir à la mairie")
    page.get_by_label("Date", exact=True).fill("2026-01-01")
    page.get_by_role("button", name="Ajouter").click()
    expect(page.get_by_text("En retard", exact=True)).to_be_visible()
    if size:
        page.set_viewport_size(size)
    return [*PUBLIC, "/adresse-inconnue", *(hub + address for address in PRIVATE)]


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 360)])  # colours do not depend on widths
def test_axe_finds_nothing_on_any_page(visitor: Visit, scheme: str, width: int) -> None:
    page = visitor(color_scheme=scheme, viewport={"width": width, "height": 900}, reduced_motion="reduce")
    axe = Axe()
    for address in every_page(page):
        page.goto(address)
        page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
        found = axe.run(page)
        assert found.violations_count == 0, f"{address}: {found.generate_report()}"


def test_axe_finds_nothing_in_the_space(visitor: Visit, account: tuple[str, str]) -> None:
    page = visitor(reduced_motion="reduce")
    axe = Axe()
    for address in every_page_of_the_space(page, account):
        page.goto(address)
        page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
        page.evaluate(
            "for (const line of document.querySelectorAll('li[id^=ligne-]:nth-child(n+40)')) line.remove()"
        )
        # these three hold all the parts of the space
        for scheme in (
            SCHEMES if address.endswith(("/animation", "/changements", "/statistiques")) else SCHEMES[:1]
        ):
            page.emulate_media(color_scheme=scheme)
            found = axe.run(page)
            assert found.violations_count == 0, f"{address} ({scheme}): {found.generate_report()}"


def look_at_widths(page: Page, addresses: list[str], widths: list[int]) -> None:
    """Open each page once, then narrow and widen the window."""
    for address in addresses:
        page.goto(address)
        for width in widths:
            page.set_viewport_size({"width": width, "height": 800})
            inside, shown = page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
            assert inside <= shown, f"{address} is {inside} wide in {shown}"


def test_nothing_scrolls_sideways_in_the_space(visitor: Visit, account: tuple[str, str]) -> None:
    page = visitor()
    look_at_widths(page, every_page_of_the_space(page, account), [320, 1280])


def test_nothing_scrolls_sideways(visitor: Visit) -> None:
    page = visitor()
    look_at_widths(page, every_page(page), [320, 360, 768, 1280, 1600])


def test_each_leaflet_prints_on_one_sheet(visitor: Visit) -> None:
    page = visitor()
    for address in addresses():
        page.goto(address)
        printed = pypdfium2.PdfDocument(page.pdf(format="A4", prefer_css_page_size=True))
        assert len(printed) == 1, address
        assert "il ne remplace pas un conseil" in printed[0].get_textpage().get_text_range()
        printed.close()


def test_every_column_of_a_table_shows_on_a_phone(visitor: Visit) -> None:
    page, address = visitor(), "/methode"
    page.goto(address)
    page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
    for width in (320, 360):
        page.set_viewport_size({"width": width, "height": 800})
        tables = page.locator(".table-wrap").evaluate_all(
            "all => all.map(one => [one.scrollWidth, one.clientWidth])"
        )
        assert tables
        for inside, shown in tables:
            assert inside <= shown, f"a table of {address} is {inside} wide in {shown}"


def test_a_pasted_address_widens_no_page(visitor: Visit) -> None:
    page = visitor()
    hub = begin(page)
    page.goto(f"{hub}/contexte")
    page.fill('input[name="contexte-nom"]', "W" * 80)
    page.get_by_role("button", name="Enregistrer").click()
    expect(page).to_have_url(hub)
    page.goto(f"{hub}/axe/lieu/1")
    page.locator("main fieldset").nth(0).locator("input").nth(1).check(force=True)
    note = page.locator("main form textarea").first
    note.evaluate("(one, text) => { one.value = text }", "https://exemple.fr/" + "a" * 300)
    page.get_by_role("button", name="Suivant").click()
    expect(page).to_have_url(f"{hub}/axe/lieu/2")
    page.goto(f"{hub}/verification")
    assert "a" * 300 in page.content()
    for address in PRIVATE:
        page.goto(hub + address)
        page.set_viewport_size({"width": 320, "height": 800})
        page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
        assert page.evaluate("document.documentElement.scrollWidth") == 320, address


# what a part of the profile is painted with, and its ground, as relative luminances
LUMINANCES = """([selector, pseudo, property]) => {
  const one = document.querySelector(`.profile ${selector}`);
  let behind = pseudo ? one : one.parentElement;
  while (getComputedStyle(behind).backgroundColor === "rgba(0, 0, 0, 0)") behind = behind.parentElement;
  return [getComputedStyle(one, pseudo)[property], getComputedStyle(behind).backgroundColor].map(colour => {
    const [r, g, b] = colour.match(/[\\d.]+/g).map(part => part / 255)
      .map(part => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  });
}"""
PAINTED = [
    (".block-count strong", "", "color", 4.5),
    (".block-left", "", "color", 4.5),
    (".mark-met", "", "backgroundColor", 3),
    (".mark-met", "::after", "borderRightColor", 3),
    (".mark-below", "", "borderTopColor", 3),
    (".climb .on", "", "backgroundColor", 3),
]


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("forced", ["active", "none"])
def test_the_profile_is_readable_in_every_theme(
    visitor: Visit, scheme: Literal["light", "dark"], forced: Literal["active", "none"]
) -> None:
    page = visitor(color_scheme=scheme, forced_colors=forced)
    page.goto("/exemple")
    page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
    for selector, pseudo, painted, least in PAINTED:
        lighter, darker = sorted(page.evaluate(LUMINANCES, [selector, pseudo, painted]), reverse=True)
        assert (lighter + 0.05) / (darker + 0.05) >= least, (selector, pseudo)
    # buttons keep the colours that the system gives them, text and ground alike
    button = page.locator("main a.button").first
    text, ground = button.evaluate("one => [getComputedStyle(one).color, getComputedStyle(one).backgroundColor]")
    assert text != ground


def test_the_results_of_every_profile_are_short_on_a_phone_and_begin_with_a_step(visitor: Visit) -> None:
    page = visitor(viewport={"width": 360, "height": 800})
    page.goto("/exemple")
    profiles = page.locator(".examples-nav li a").evaluate_all("all => all.map(one => one.getAttribute('href'))")
    assert len(profiles) == 7
    for address in profiles:
        page.goto(address)
        page.evaluate("document.querySelector('.examples-nav').remove()")  # it is on the example alone
        words, step, folds = page.evaluate(
            """[document.querySelector("main").innerText.split(/\\s+/).length,
               ...["#pas", ".folds"].map(one => document.querySelector(one).getBoundingClientRect().top)]"""
        )
        assert words <= 600, address
        assert step <= 800, address
        assert folds <= 5 * 800, address


def test_both_doors_stand_on_the_first_screen_of_a_phone(visitor: Visit) -> None:
    page = visitor(viewport={"width": 360, "height": 800})
    page.goto("/")
    bottoms = page.locator(".door").evaluate_all("all => all.map(one => one.getBoundingClientRect().bottom)")
    assert len(bottoms) == 2
    assert max(bottoms) <= 800


def test_choices_are_large_enough_to_touch(visitor: Visit) -> None:
    page = visitor(viewport={"width": 360, "height": 800})
    hub = begin(page)
    page.goto(f"{hub}/axe/lieu/1")
    for choice in page.locator("label.choice").filter(visible=True).all():
        box = choice.bounding_box()
        assert box
        assert box["height"] >= 44


def weigh(page: Page, address: str) -> tuple[list[str], int]:
    """Return the addresses that a cold page asks for, and their bytes."""
    responses: list[Response] = []
    page.on("response", lambda response: responses.append(response))  # a bare builtin is refused
    page.goto(address, wait_until="networkidle")
    sizes = [response.request.sizes() for response in responses]
    return [response.url for response in responses], sum(
        size["responseBodySize"] + size["responseHeadersSize"] for size in sizes
    )


@pytest.mark.parametrize("address", ["/axe/lieu/1", "/resultats"])
def test_a_cold_page_is_light(visitor: Visit, address: str) -> None:
    before = visitor()
    hub = begin(before)
    fill_all(before, hub)
    asked, total = weigh(visitor(), f"{hub}{address}")
    assert len(asked) <= MAX_REQUESTS, asked
    assert total <= MAX_BYTES, total


def test_a_cold_page_of_two_parties_asks_for_one_stylesheet_more(visitor: Visit, server: str) -> None:
    asked, total = weigh(visitor(), f"{server}/exemple/croisement")
    assert len(asked) <= MAX_REQUESTS + 1, asked
    assert [path for path in asked if "/css/crossing." in path]
    assert total <= MAX_BYTES_OF_TWO, total
