"""On a telephone, with the script: one question at a time, on the same page and with the same form."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Locator, Page, expect

from tests.browser.preparing import begin

Visit = Callable[..., Page]
RING = 5  # pixels: what shows the focus, around a field
PHONE: dict[str, Any] = {"viewport": {"width": 360, "height": 800}}


# clicks what opens, and waits until the page has moved
OPENED = """one => new Promise((done) => {
  one.addEventListener("toggle", () => requestAnimationFrame(() => requestAnimationFrame(done)), { once: true });
  one.firstElementChild.click();
})"""


def open_questions(page: Page) -> str:
    """Begin a diagnostic and open its first page of questions; return the address of the private page."""
    hub = begin(page.request)
    page.goto(f"{hub}/axe/lieu/1")
    return hub


def shown(page: Page) -> Locator:
    """The one question that shows."""
    found = page.locator("main fieldset").filter(visible=True)
    expect(found).to_have_count(1)
    return found


def press_next(page: Page) -> None:
    page.get_by_role("button", name="Suivant").click()


def rank(page: Page) -> str:
    """Return the rank of the visible question; check that the page and its title show the same one."""
    visible_rank = shown(page).get_attribute("data-rank") or ""
    expect(page.locator("[data-place]")).to_have_text(visible_rank)
    expect(page).to_have_title(re.compile(f"^{visible_rank} – "))
    return visible_rank


def test_next_back_and_reload_go_from_question_to_question(visitor: Visit) -> None:
    page = visitor(**PHONE)
    hub = open_questions(page)
    sent: list[str] = []
    page.on("request", lambda one: sent.append(one.method) if one.is_navigation_request() else None)
    assert rank(page) == "Question 1 sur 20"
    press_next(page)  # without a choice: a blank, and not a word
    assert rank(page) == "Question 2 sur 20"
    heading = shown(page).get_by_role("heading")
    expect(heading).to_be_focused()
    expect(heading).to_contain_text("Question 2 sur 20. ")
    expect(page.get_by_role("alert")).to_have_count(0)
    shown(page).locator("input").nth(1).check(force=True)
    assert rank(page) == "Question 2 sur 20"  # choosing is not going on
    page.keyboard.press("Enter")
    assert rank(page) == "Question 3 sur 20"
    assert sent == []
    page.go_back()
    assert rank(page) == "Question 2 sur 20"
    page.reload()
    assert rank(page) == "Question 2 sur 20"
    page.get_by_role("link", name="Précédent").click()
    assert rank(page) == "Question 1 sur 20"
    for _ in range(4):
        press_next(page)
    expect(page).to_have_url(f"{hub}/axe/lieu/2")
    assert rank(page) == "Question 5 sur 20"
    page.go_back()
    assert rank(page) == "Question 4 sur 20"
    page.goto(f"{hub}/axe/lieu/2")
    page.get_by_role("link", name="Précédent").click()
    assert rank(page) == "Question 4 sur 20"


def test_a_note_that_one_opens_is_seen_whole_above_the_buttons(visitor: Visit) -> None:
    page = visitor(**PHONE, reduced_motion="reduce")
    open_questions(page)
    shown(page).locator("details.note").evaluate(OPENED)
    note = shown(page).get_by_role("textbox")
    box, bar = note.bounding_box(), page.locator(".bar").bounding_box()
    assert box is not None
    assert bar is not None
    assert box["y"] + box["height"] + RING <= bar["y"]


def test_the_time_left_shrinks_as_answers_are_given_and_none_of_it_is_written(visitor: Visit) -> None:
    page = visitor()
    open_questions(page)
    left = page.locator("[data-left]")
    before = int(re.sub(r"\D", "", left.inner_text()))
    for question in page.locator("main fieldset").all():
        question.locator("input[type=radio]").nth(1).check(force=True)
    after = int(re.sub(r"\D", "", left.inner_text()))
    assert after < before
    press_next(page)
    expect(page.get_by_role("heading", name="Question 5 sur 20")).to_be_visible()
    assert int(re.sub(r"\D", "", left.inner_text())) == after  # the server counts alike


def test_an_error_of_the_server_opens_the_question_it_is_about(visitor: Visit) -> None:
    page = visitor(**PHONE)
    open_questions(page)
    press_next(page)
    shown(page).get_by_text("Ajouter une note").click()
    shown(page).locator("textarea").fill("a" * 10_001)
    for _ in range(3):
        press_next(page)
    summary = page.get_by_role("alert").filter(has_text="Note de la question 2")
    expect(summary).to_be_focused()
    expect(page).to_have_title(re.compile("^Erreur\u00a0: Question 2 sur 20"))
    press_next(page)
    assert rank(page) == "Question 3 sur 20"
    summary.get_by_role("link").click()
    expect(shown(page).locator("textarea")).to_be_focused()


def test_a_stage_that_is_not_said_is_asked_for_at_once(visitor: Visit) -> None:
    page = visitor(**PHONE)
    page.goto("/commencer/projet")
    press_next(page)
    expect(page.locator(".error-summary")).to_be_focused()
    assert shown(page).get_attribute("data-rank") == "Question 1 sur 3"


def test_from_the_list_of_blanks_one_answers_one_question_and_comes_back(visitor: Visit) -> None:
    page = visitor(**PHONE)
    hub = begin(page.request)
    page.goto(f"{hub}/verification")
    expect(page.get_by_role("heading", level=1)).to_have_text("Il reste 20\u00a0blancs")
    page.locator("main li").nth(6).get_by_role("link").click()
    assert rank(page) == "Question 7 sur 20"
    shown(page).locator("input").nth(2).check(force=True)
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Il reste 19\u00a0blancs")


def test_a_window_that_widens_shows_the_whole_page_and_paper_too(visitor: Visit) -> None:
    page = visitor(**PHONE)
    open_questions(page)
    shown(page)
    page.emulate_media(media="print")
    expect(page.locator("main fieldset").filter(visible=True)).to_have_count(4)
    page.emulate_media(media="screen")
    page.set_viewport_size({"width": 1280, "height": 900})
    expect(page.locator("main fieldset").filter(visible=True)).to_have_count(4)
    expect(page.locator("[data-place]")).to_have_text("Questions 1 à 4 sur 20")


# for each question of the page, as one goes through them: its rank, where its last line ends, where the buttons begin
ENDS = """() => [...document.querySelectorAll('main .question')].map((_, at, all) => {
  const now = document.querySelectorAll('.question.now');
  const end = now[0].querySelector('.note > summary') || now[0].querySelector('.choices');
  const bar = document.querySelector('.bar');
  const seen = [now.length, now[0].dataset.rank, end.getBoundingClientRect().bottom, bar.getBoundingClientRect().top];
  if (at + 1 < all.length) bar.querySelector('[type=submit]').click();
  return seen;
})"""


def test_a_question_and_all_its_choices_fit_on_a_telephone(visitor: Visit) -> None:
    page = visitor(**PHONE)
    for viewpoint, stage in itertools.product(("collectivite", "projet"), ("prefiguration", "fonctionnement")):
        page.goto(f"{begin(page.request, viewpoint, stage)}/axe/lieu/1")
        seen = []
        while "/axe/" in page.url:
            for count, question, bottom, bar in page.evaluate(ENDS):
                assert count == 1
                assert bottom <= bar, f"{viewpoint}, {stage}, {question}: {bottom} for {bar}"
                seen.append(question)
            here = page.url
            press_next(page)
            expect(page).not_to_have_url(here)
        assert len(set(seen)) >= 20, (viewpoint, stage)
