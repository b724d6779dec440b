"""Measured checks of appearance: axe finds nothing, nothing overflows, a page stays light."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal
from urllib.parse import urlsplit

import pypdfium2
from playwright.sync_api import APIRequestContext, Page, Response

from questionnaire.leaflets import addresses
from tests.browser.axe import OPEN_ALL, faults, load_with_each_page
from tests.browser.preparing import answer_all, begin, begin_draft, send, sign_in
from tests.support.addresses import PUBLIC
from tests.support.shipped import OURS

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
NOTE = "note-demarche-entrepreneuriale"
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
FORCED: tuple[Literal["active"], Literal["none"]] = ("active", "none")
DRAFTS = [
    "/supprimer",
    "/condition/nouveau",
    "/rattraper",
    "/apercu/",
    "/apercu/diagnostic/vide-projet/axe/lieu/1",
]


def every_page_of_the_space(sender: APIRequestContext, account: tuple[str, str]) -> list[str]:
    """Sign in, begin a draft with a change and a fault to come back to; return the address of every page."""
    sign_in(sender, account)
    draft = begin_draft(sender, OURS.replace("\n        poids: 1", "\n        poids: 3", 1))
    path = urlsplit(draft).path
    addresses = [f"/animation{address.format(n=path.rsplit('/', 1)[1])}" for address in SPACE]
    return ["/animation/connexion", *addresses, *(f"{path}{address}" for address in DRAFTS)]


def every_page(sender: APIRequestContext) -> list[str]:
    """Begin a diagnostic with an answer or two; return the address of every page."""
    hub = begin(sender, "projet")
    send(
        sender, f"{hub}/axe/lieu/1", **{"choix-demarche-entrepreneuriale": "1", "choix-diagnostic-territoire": "3"}
    )
    due = {"nouveau-title": "Se voir à la mairie", "nouveau-due": "2026-01-01", "ajouter": "1"}
    assert ">En retard<" in sender.get(send(sender, f"{hub}/engagements", **due)).text()
    return [*PUBLIC, "/adresse-inconnue", *(hub + address for address in PRIVATE)]


def narrow_and_widen(page: Page, widths: list[int]) -> None:
    """See that nothing scrolls sideways at any of these widths of the window."""
    for width in widths:
        page.set_viewport_size({"width": width, "height": 900})
        inside, shown = page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
        assert inside <= shown, f"{page.url} is {inside} wide in {shown}"


def test_on_every_page_nothing_scrolls_sideways_and_axe_finds_nothing(visitor: Visit) -> None:
    page = visitor(reduced_motion="reduce", color_scheme="dark")
    load_with_each_page(page)
    for address in every_page(page.request):
        page.goto(address)
        narrow_and_widen(page, [1280, 1600, 768, 320, 360])
        page.evaluate(OPEN_ALL)
        # colours do not depend on widths: each scheme is seen once, and each of the two ways to lay a page out
        assert faults(page) == [], f"{address}, dark, at 360"
        page.emulate_media(color_scheme="light")
        page.set_viewport_size({"width": 1280, "height": 900})
        assert faults(page) == [], f"{address}, light, at 1280"
        page.emulate_media(color_scheme="dark")


def test_on_every_page_of_the_space_nothing_scrolls_sideways_and_axe_finds_nothing(
    visitor: Visit, account: tuple[str, str]
) -> None:
    page = visitor(reduced_motion="reduce")
    load_with_each_page(page)
    for address in every_page_of_the_space(page.request, account):
        page.goto(address)
        narrow_and_widen(page, [320, 1280])
        page.evaluate(OPEN_ALL)
        page.evaluate(
            "for (const line of document.querySelectorAll('li[id^=ligne-]:nth-child(n+40)')) line.remove()"
        )
        # these three hold all the parts of the space
        for scheme in (
            SCHEMES if address.endswith(("/animation", "/changements", "/statistiques")) else SCHEMES[:1]
        ):
            page.emulate_media(color_scheme=scheme)
            assert faults(page) == [], f"{address} ({scheme})"
        page.emulate_media(color_scheme="light")


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
    page.evaluate(OPEN_ALL)
    for width in (320, 360):
        page.set_viewport_size({"width": width, "height": 800})
        tables = page.locator(".table-wrap").evaluate_all(
            "all => all.map(one => [one.scrollWidth, one.clientWidth])"
        )
        assert tables
        for inside, shown in tables:
            assert inside <= shown, f"a table of {address} is {inside} wide in {shown}"


def test_a_pasted_address_widens_no_page(visitor: Visit) -> None:
    page = visitor(viewport={"width": 320, "height": 800})
    hub = begin(page.request)
    assert send(page.request, f"{hub}/contexte", **{"contexte-nom": "W" * 80}) == hub
    pasted = {"choix-demarche-entrepreneuriale": "1", NOTE: "https://exemple.fr/" + "a" * 300}
    assert send(page.request, f"{hub}/axe/lieu/1", **pasted) == f"{hub}/axe/lieu/2"
    page.goto(f"{hub}/verification")
    assert "a" * 300 in page.content()
    for address in PRIVATE:
        page.goto(hub + address)
        page.evaluate(OPEN_ALL)
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


def test_the_profile_is_readable_in_every_theme(visitor: Visit) -> None:
    page = visitor()
    page.goto("/exemple")
    page.evaluate(OPEN_ALL)
    for scheme in SCHEMES:
        for forced in FORCED:
            page.emulate_media(color_scheme=scheme, forced_colors=forced)
            theme = f"{scheme}, forced: {forced}"
            for selector, pseudo, painted, least in PAINTED:
                lighter, darker = sorted(page.evaluate(LUMINANCES, [selector, pseudo, painted]), reverse=True)
                assert (lighter + 0.05) / (darker + 0.05) >= least, (theme, selector, pseudo)
            # buttons keep the colours that the system gives them, text and ground alike
            text, ground = page.locator("main a.button").first.evaluate(
                "one => [getComputedStyle(one).color, getComputedStyle(one).backgroundColor]"
            )
            assert text != ground, theme


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
    page.goto(f"{begin(page.request)}/axe/lieu/1")
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


def test_a_cold_page_is_light(visitor: Visit) -> None:
    pages = visitor(), visitor()
    hub = begin(pages[0].request)
    answer_all(pages[0].request, hub)
    pages[0].context.clear_cookies()
    for page, address in zip(pages, ("/axe/lieu/1", "/resultats"), strict=True):
        asked, total = weigh(page, f"{hub}{address}")
        assert len(asked) <= MAX_REQUESTS, asked
        assert total <= MAX_BYTES, total


def test_a_cold_page_of_two_parties_asks_for_one_stylesheet_more(visitor: Visit, server: str) -> None:
    asked, total = weigh(visitor(), f"{server}/exemple/croisement")
    assert len(asked) <= MAX_REQUESTS + 1, asked
    assert [path for path in asked if "/css/crossing." in path]
    assert total <= MAX_BYTES_OF_TWO, total
