"""Two people, one after the other, at one computer."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.preparing import begin, send, stored
from tests.browser.test_journeys import FIRST
from tests.support.chromium import FLAGS, TOGETHER, program

NOTE = FIRST.replace("choix", "note")
NAME = 'input[name="contexte-nom"]'


@pytest.fixture(scope="module")
def keeping(browser: Browser) -> Iterator[Browser]:
    """A browser that keeps whole pages for the Back button, as those of visitors do: Playwright's does not."""
    opened = browser.browser_type.launch(
        executable_path=program(keeps_pages=True),
        args=[*FLAGS, *TOGETHER],
        ignore_default_args=["--disable-back-forward-cache"],
    )
    yield opened
    opened.close()


@pytest.fixture
def page(keeping: Browser, server: str) -> Iterator[Page]:
    """A page of that browser."""
    context = keeping.new_context(base_url=server, locale="fr-FR")
    yield context.new_page()
    context.close()


def back(page: Page) -> None:
    """Press Back; a page of the browser's cache is shown at once, without a request."""
    page.go_back(wait_until="commit")


def fill_context(page: Page, carrier: str = "association") -> str:
    """Fill the first form and send it; return the address of the private page."""
    for field, value in (("stade", "prefiguration"), ("portage", carrier)):
        page.locator(f'input[name="contexte-{field}"][value="{value}"]').evaluate("one => { one.checked = true }")
    while "/commencer/" in page.url:  # one question at a time on a telephone
        here = page.url
        page.get_by_role("button", name="Suivant").click()
        expect(page).not_to_have_url(here)
    expect(page).to_have_url(re.compile("/diagnostic/[^/]+/axe/"))
    return page.url.partition("/axe/")[0]


def name_it(page: Page, hub: str, name: str) -> str:
    """Give the diagnostic a name, which takes two pages; return its address."""
    page.goto(f"{hub}/contexte")
    page.fill(NAME, name)
    page.get_by_role("button", name="Enregistrer").click()
    expect(page).to_have_url(hub)
    return hub


def write_note(page: Page, hub: str, note: str) -> None:
    """Write a note at the first question, and see it in the results."""
    page.goto(f"{hub}/axe/lieu/1")
    page.locator(f'input[name="{FIRST}"][value="1"]').check(force=True)
    page.locator(f'textarea[name="{NOTE}"]').evaluate("(one, text) => { one.value = text }", note)
    page.get_by_role("button", name="Suivant").click()
    expect(page).to_have_url(f"{hub}/axe/lieu/2")
    page.goto(f"{hub}/resultats")
    assert note in page.content()


def test_the_form_kept_by_the_browser_begins_another_diagnostic_for_the_next_person(page: Page) -> None:
    page.goto("/commencer/projet")
    anne = fill_context(page)
    back(page)
    basile = fill_context(page, "cooperative")
    assert basile != anne
    send(page.request, f"{anne}/axe/lieu/1", **{FIRST: "1", NOTE: "une note d’Anne"})
    assert "une note d’Anne" in page.request.get(f"{anne}/resultats").text()
    assert "une note d’Anne" not in page.request.get(f"{basile}/resultats").text()
    page.goto(f"{anne}/contexte")
    expect(page.locator('input[name="contexte-portage"][value="association"]')).to_be_checked()


def what_back_shows(page: Page, times: int) -> str:
    """Press Back several times; return the text of the pages, values of fields included."""
    shown = []
    for _ in range(times):
        back(page)
        expect(page.locator("footer")).to_be_attached()  # the end of every page: the rest is there
        shown += [page.content(), *page.eval_on_selector_all("textarea", "all => all.map(one => one.value)")]
    return "\n".join(shown)


@pytest.mark.parametrize("javascript", [True, False])
def test_back_shows_notes_until_their_author_has_finished_here_from_any_page_or_has_deleted_them(
    keeping: Browser, server: str, javascript: bool
) -> None:
    context = keeping.new_context(base_url=server, locale="fr-FR", java_script_enabled=javascript)
    page = context.new_page()
    anne = name_it(page, begin(page.request, "projet"), "Lieu d’Anne")
    write_note(page, anne, "une note d’Anne")
    behind = 5  # pages of hers, of which some show the name or the note
    if javascript:  # once: none of it depends on the script
        page.goto("/methode")
        assert "une note d’Anne" in what_back_shows(page, 3)
        page.goto(f"{anne}/resultats")
        behind = 4
    for where in ("", "/resultats", "/verification", "/axe/lieu/2"):
        if where:  # she came back
            send(page.request, "/reprendre", link=anne)
            behind = open_what_shows(page, anne)
        page.goto(f"{anne}{where}")
        page.get_by_role("button", name="J’ai fini sur cet ordinateur").click()
        expect(page).to_have_url(f"{server}/")
        expect(page.get_by_role("status")).to_contain_text("ne sont plus affichées sur cet ordinateur")
        expect_back_shows_nothing(page, behind + 1)
    page.goto("/reprendre")
    page.fill("#link", anne)
    page.get_by_role("button", name="Reprendre").click()
    expect(page).to_have_url(anne)
    if javascript:
        expect_nothing_after_deletion(page, open_what_shows(page, anne))
    else:
        page.goto(f"{anne}/resultats")
        assert "une note d’Anne" in page.content()
    context.close()


def expect_nothing_after_deletion(page: Page, behind: int) -> None:
    page.get_by_role("link", name="Supprimer mes réponses").click()
    page.get_by_role("button", name="Supprimer définitivement").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Vos réponses sont supprimées")
    expect_back_shows_nothing(page, behind + 2)


def open_what_shows(page: Page, hub: str) -> int:
    """Open the pages that show the name or the note, the results last; return how many they are."""
    page.goto(f"{hub}/contexte")
    page.goto(f"{hub}/axe/lieu/1")
    page.goto(f"{hub}/resultats")
    assert "une note d’Anne" in page.content()
    return 3


def expect_back_shows_nothing(page: Page, times: int) -> None:
    shown = what_back_shows(page, times)
    assert "une note d’Anne" not in shown
    assert "Lieu d’Anne" not in shown


@pytest.mark.parametrize("javascript", [True, False])
def test_what_was_just_typed_is_saved_before_one_leaves_and_nothing_of_it_stays(
    keeping: Browser, server: str, javascript: bool
) -> None:
    context = keeping.new_context(base_url=server, locale="fr-FR", java_script_enabled=javascript)
    page = context.new_page()
    page.goto("/commencer/projet")
    anne = begin(page.request, "projet")
    page.goto(f"{anne}/axe/lieu/1")
    page.locator("details.note summary").first.click()
    page.locator("details.note textarea").first.fill("une note d’Anne")
    page.get_by_role("button", name="J’ai fini sur cet ordinateur").click()
    expect(page).to_have_url(f"{server}/")
    expect(page.get_by_role("status")).to_contain_text("ne sont plus affichées sur cet ordinateur")
    if javascript:
        assert page.evaluate("Object.keys(sessionStorage)") == []
    assert "une note d’Anne" not in what_back_shows(page, 2)
    other = keeping.new_context(base_url=server)
    assert stored(other.request, f"{anne}/axe/lieu/1", NOTE) == "une note d’Anne"
    other.close()
    context.close()


def test_the_button_is_small_at_the_foot_of_a_page_of_questions_and_easy_to_touch(
    visitor: Callable[..., Page],
) -> None:
    page = visitor(viewport={"width": 320, "height": 640})
    page.goto(f"{begin(page.request, 'projet')}/axe/lieu/1")
    following, leaving = (
        page.get_by_role("button", name=name).bounding_box()
        for name in ("Suivant", "J’ai fini sur cet ordinateur")
    )
    assert following
    assert leaving
    assert leaving["y"] > following["y"] + following["height"]
    assert 24 <= leaving["height"] < 44
    assert page.evaluate("document.documentElement.scrollWidth") == 320
