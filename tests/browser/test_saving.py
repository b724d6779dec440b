"""What is typed on a page of questions is never lost: offline, refused, left at once, on an older telephone."""

from __future__ import annotations

import re
import time
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Request, expect

from tests.browser.preparing import begin, stored
from tests.browser.test_journeys import FIRST, begin_from_home
from tests.support.network import Network
from tests.support.serving import PATIENCE

Visit = Callable[..., Page]
NOTE = FIRST.replace("choix-", "note-")
WORDS = "Vu au marché du samedi"
STORED_DRAFTS = "Object.keys(sessionStorage).filter((name) => name.startsWith('saisie '))"


def open_questions(page: Page) -> str:
    """Begin a diagnostic and open its first page of questions; returns the address of the private page."""
    hub = begin(page.request)
    page.goto(f"{hub}/axe/lieu/1")
    return hub


def type_note(page: Page, words: str = WORDS) -> None:
    field = page.locator(f'textarea[name="{NOTE}"]')
    if not field.is_visible():
        page.locator("details.note summary").first.click()
    field.click()
    field.press_sequentially(words)


def choose(page: Page, value: int) -> None:
    page.locator(f'input[name="{FIRST}"][value="{value}"]').check(force=True)


def lose(page: Page) -> None:
    """Follow a link without network: the browser's own error page replaces the questions."""
    page.get_by_role("link", name="Reprendre plus tard").click()
    page.wait_for_url("chrome-error://**")


def cut(network: Network, page: Page, offline: bool) -> None:
    """Cut the network; `offline`: the browser knows it, as in a tunnel; otherwise only the server is out of reach."""
    network.cut()
    page.context.set_offline(offline)


def mend(network: Network, page: Page) -> None:
    """Restore the network, the browser first: its « online » event must not be what saves the page."""
    page.context.set_offline(False)
    network.mend()


def press_next(page: Page) -> None:
    page.get_by_role("button", name="Suivant").click()


def expect_stored(page: Page, hub: str, words: str) -> None:
    """Read as another browser would, until it is there: what the page sends on leaving may arrive later."""
    assert page.context.browser
    other = page.context.browser.new_context()
    deadline = time.monotonic() + PATIENCE
    while (found := stored(other.request, f"{hub}/axe/lieu/1", NOTE)) != words and time.monotonic() < deadline:
        pass  # the server answers each time
    assert found == words
    other.close()


@pytest.mark.parametrize("words", [WORDS, "a" * 9000])
def test_offline_the_page_stays_and_what_was_typed_is_saved_when_the_network_is_back(
    visitor: Visit, words: str
) -> None:
    page = visitor()
    hub = open_questions(page)
    page.context.set_offline(True)
    page.locator("details.note summary").first.click()
    page.locator(f'textarea[name="{NOTE}"]').fill(words)
    press_next(page)
    expect(page.locator("[data-save-status]")).to_contain_text("la connexion ne répond pas")
    press_next(page)
    expect(page.locator("[data-save-status]")).to_contain_text("la connexion ne répond pas")
    expect(page).to_have_url(f"{hub}/axe/lieu/1")
    expect(page.locator(f'textarea[name="{NOTE}"]')).to_have_value(words)
    page.context.set_offline(False)
    expect(page.locator("[data-save-status]")).to_contain_text("Enregistré à")
    expect_stored(page, hub, words)
    press_next(page)
    expect(page).to_have_url(f"{hub}/axe/lieu/2")


@pytest.mark.parametrize("offline", [True, False])
def test_what_was_typed_offline_comes_back_after_an_error_page_of_the_browser(
    visitor: Visit, network: Network, offline: bool
) -> None:
    page = visitor(base_url=network.address)
    hub = open_questions(page)
    cut(network, page, offline)
    type_note(page)
    lose(page)
    mend(network, page)
    page.goto(f"{hub}/axe/lieu/1")
    expect(page.locator(f'textarea[name="{NOTE}"]')).to_be_visible()
    expect(page.locator(f'textarea[name="{NOTE}"]')).to_have_value(WORDS)
    expect(page.locator("[data-save-status]")).to_contain_text("Enregistré à")
    assert page.evaluate(STORED_DRAFTS) == []
    expect_stored(page, hub, WORDS)


@pytest.mark.parametrize("offline", [True, False])
def test_what_came_back_does_not_undo_what_another_person_answered_beside_it(
    visitor: Visit, network: Network, offline: bool
) -> None:
    page = visitor(base_url=network.address)
    hub = open_questions(page)
    cut(network, page, offline)
    type_note(page)
    lose(page)
    other = visitor()
    other.goto(f"{hub.removeprefix(network.address)}/axe/lieu/1")  # by another way, which holds
    choose(other, 3)
    expect(other.locator("[data-save-status]")).to_contain_text("Enregistré à")
    mend(network, page)
    page.goto(f"{hub}/axe/lieu/1")
    expect(page.locator("[data-save-status]")).to_contain_text("Enregistré à")
    other.reload()
    expect(other.locator(f'input[name="{FIRST}"][value="3"]')).to_be_checked()
    expect(other.locator(f'textarea[name="{NOTE}"]')).to_have_value(WORDS)


def test_nothing_stays_in_the_tab_after_an_acknowledged_save_a_deletion_or_another_beginning(
    visitor: Visit,
) -> None:
    page = visitor()
    hub = open_questions(page)
    type_note(page)
    expect(page.locator("[data-save-status]")).to_contain_text("Enregistré à")
    assert page.evaluate(STORED_DRAFTS) == []
    for leave in (lambda: delete(page, hub), lambda: begin_from_home(page)):
        page.goto("/")
        page.evaluate(
            f"sessionStorage.setItem('saisie {hub.removeprefix(page.url.rstrip('/'))}/axe/lieu/1', '{{}}')"
        )
        assert len(page.evaluate(STORED_DRAFTS)) == 1
        leave()
        assert page.evaluate(STORED_DRAFTS) == []


def delete(page: Page, hub: str) -> None:
    page.goto(f"{hub}/supprimer")
    page.get_by_role("button", name="Supprimer définitivement").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Vos réponses sont supprimées")


def test_a_deleted_diagnostic_is_told_as_such_and_the_page_stays(visitor: Visit) -> None:
    page = visitor()
    hub = open_questions(page)
    delete(page.context.new_page(), hub)
    type_note(page)
    press_next(page)
    expect(page.locator("[data-save-status]")).to_contain_text("ce diagnostic a été supprimé")
    expect(page).to_have_url(f"{hub}/axe/lieu/1")
    expect(page.locator(f'textarea[name="{NOTE}"]')).to_have_value(WORDS)


def test_a_page_that_is_too_big_is_told_as_such(visitor: Visit) -> None:
    page = visitor()
    open_questions(page)
    page.locator("details.note summary").first.click()
    page.locator(f'textarea[name="{NOTE}"]').fill("a" * 1_100_000)
    expect(page.locator("[data-save-status]")).to_contain_text("il y a trop de texte sur cette page")


def test_a_note_that_is_too_long_comes_back_with_its_error_beside_it(visitor: Visit) -> None:
    page = visitor()
    open_questions(page)
    page.locator("details.note summary").first.click()
    page.locator(f'textarea[name="{NOTE}"]').fill("a" * 10_001)
    press_next(page)
    expect(page.locator(".error-summary")).to_be_focused()
    expect(page.locator(f'textarea[name="{NOTE}"]')).to_have_value("a" * 10_001)
    page.locator(f'textarea[name="{NOTE}"]').fill(WORDS)
    press_next(page)
    expect(page).to_have_url(re.compile("/axe/lieu/2$"))
    assert page.evaluate(STORED_DRAFTS) == []


def test_the_words_of_a_save_do_not_move_the_button_that_one_is_pressing(visitor: Visit) -> None:
    page = visitor()
    hub = open_questions(page)
    type_note(page)
    button = page.get_by_role("button", name="Suivant")
    button.scroll_into_view_if_needed()
    box = button.bounding_box()
    assert box
    page.mouse.move(box["x"] + 9, box["y"] + 4)
    page.mouse.down()  # the note loses the focus, and is saved
    expect(page.locator("[data-save-status]")).to_contain_text("Enregistré à")
    page.mouse.up()
    expect(page).to_have_url(f"{hub}/axe/lieu/2")


def test_a_page_left_open_for_days_is_saved_by_itself(visitor: Visit) -> None:
    page = visitor()
    open_questions(page)
    page.context.clear_cookies()
    choose(page, 1)
    expect(page.locator("[data-save-status]")).to_contain_text("Enregistré à")


@pytest.mark.parametrize("missing", ["delete AbortSignal.timeout", "delete Request.prototype.keepalive"])
def test_an_older_telephone_saves_too(visitor: Visit, missing: str) -> None:
    page = visitor()
    page.add_init_script(missing)
    hub = open_questions(page)
    type_note(page)
    expect(page.locator("[data-save-status]")).to_contain_text("Enregistré à")
    type_note(page, " et ailleurs")
    page.goto("/methode")
    expect_stored(page, hub, f"{WORDS} et ailleurs")


@pytest.mark.parametrize("leave", ["link", "close"])
def test_a_note_typed_just_before_leaving_is_saved(visitor: Visit, leave: str) -> None:
    page = visitor()
    hub = open_questions(page)
    type_note(page)
    if leave == "link":
        page.get_by_role("link", name="Reprendre plus tard").click()
        expect(page).to_have_url(hub)
    else:
        spare = page.context.new_page()
        page.close(run_before_unload=True)
        page = spare
    expect_stored(page, hub, WORDS)


def test_saving_too_often_is_tried_again_when_the_server_said(visitor: Visit) -> None:
    page = visitor()
    page.clock.install()
    hub = open_questions(page)
    words = "Pas encore enregistré\u00a0: trop d’envois à la suite."
    page.route(
        "**/enregistrer",
        lambda route: route.fulfill(
            status=429, headers={"Retry-After": "40"}, json={"saved": False, "messages": [words]}
        ),
        times=1,
    )
    choose(page, 2)
    expect(page.locator("[data-save-status]")).to_have_text(words)
    page.clock.fast_forward(39_000)
    expect(page.locator("[data-save-status]")).to_have_text(words)
    page.clock.fast_forward(2_000)
    expect(page.locator("[data-save-status]")).to_contain_text("Enregistré à")
    press_next(page)
    expect(page).to_have_url(f"{hub}/axe/lieu/2")


WALL = "<html><title>Filtre</title><h1>Refus</h1></html>"  # of a proxy, not of the site


def answer_saves(page: Page, code: int, times: int | None = None) -> None:
    """Stand between the page and the site: answer as a proxy would, so many times."""
    page.route(
        "**/enregistrer",
        lambda route: route.fulfill(status=code, content_type="text/html", body=WALL),
        times=times,
    )


def test_a_refusal_that_is_not_of_the_site_promises_no_new_try_and_the_button_makes_one(visitor: Visit) -> None:
    page = visitor()
    page.clock.install()
    hub = begin(page.request)
    asked: list[str] = []
    status = page.locator("[data-save-status]")
    page.on("request", lambda request: asked.append(request.url) if "/enregistrer" in request.url else None)
    for turn, code in enumerate((400, 403, 404, 409, 413, 422)):
        page.goto(f"{hub}/axe/lieu/1")
        asked.clear()
        answer_saves(page, code)
        choose(page, turn % 4)
        expect(status, f"after {code}").to_contain_text(f"erreur ({code})")
        expect(status, f"after {code}").to_contain_text("appuyez sur «\u00a0Suivant\u00a0»")
        expect(status, f"after {code}").not_to_contain_text("essai suit")
        page.clock.fast_forward(120_000)
        assert len(asked) == 1, code
        page.unroute("**/enregistrer")
        press_next(page)
        expect(page).to_have_url(f"{hub}/axe/lieu/2")


def test_an_error_that_passes_is_tried_again_as_promised(visitor: Visit) -> None:
    page = visitor()
    page.clock.install()
    hub = begin(page.request)
    status = page.locator("[data-save-status]")
    for turn, code in enumerate((200, 408, 429, 502, 504)):
        page.goto(f"{hub}/axe/lieu/1")
        answer_saves(page, code, times=1)
        choose(page, turn % 4)
        expect(status, f"after {code}").to_contain_text("Gardez cette page ouverte\u00a0: un nouvel essai suit.")
        page.clock.fast_forward(6_000)
        expect(status, f"after {code}").to_contain_text("Enregistré à")


def test_a_save_that_arrives_after_a_newer_one_changes_nothing(visitor: Visit) -> None:
    page = visitor()
    page.clock.install()
    hub = open_questions(page)
    late: list[Request] = []
    page.route("**/enregistrer", lambda route: late.append(route.request))  # on its way, for long
    with page.expect_request("**/enregistrer"):
        choose(page, 1)
    page.clock.fast_forward(9000)
    expect(page.locator("[data-save-status]")).to_contain_text("la connexion ne répond pas")
    page.unroute("**/enregistrer")
    choose(page, 3)
    press_next(page)
    expect(page).to_have_url(f"{hub}/axe/lieu/2")
    (request,) = late
    assert request.post_data
    headers = {name: request.headers[name] for name in ("accept", "content-type")}
    arrived = page.request.post(request.url, data=request.post_data, headers=headers)
    assert arrived.status == 409
    page.goto(f"{hub}/axe/lieu/1")
    expect(page.locator(f'input[name="{FIRST}"][value="3"]')).to_be_checked()
