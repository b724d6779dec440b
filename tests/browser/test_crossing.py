"""Two parties, on a telephone and on a computer: from the invitation to what they decide together."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.axe import OPEN_ALL, faults
from tests.browser.test_journeys import FIRST, begin_from_home, tell_stage

PHONE = {"viewport": {"width": 360, "height": 800}}
DESKTOP = {"viewport": {"width": 1280, "height": 800}}


def answer_first(page: Page, level: str) -> None:
    """Answer the first question, and wait until it is saved."""
    page.locator(f'input[name="{FIRST}"][value="{level}"]').check(force=True)
    expect(page.locator("[data-save-status]")).to_contain_text("Enregistré")


def test_two_parties_go_from_the_invitation_to_what_they_decide(visitor: Callable[..., Page]) -> None:
    inviter, invited = visitor(**DESKTOP), visitor(**PHONE)
    hub = begin_from_home(inviter)
    answer_first(inviter, "1")
    inviter.goto(f"{hub}/resultats")
    inviter.get_by_role("link", name="Inviter l’autre partie").click()
    inviter.get_by_label("Sous quel nom").fill("La mairie")
    inviter.get_by_role("button", name="Créer l’invitation").click()
    link = inviter.get_by_label("Le lien à envoyer").input_value()

    invited.goto(link)
    expect(invited.get_by_role("main")).to_contain_text("La mairie")
    invited.get_by_role("link", name="un projet ou un tiers-lieu").click()
    expect(invited.get_by_text("Vous répondez à l’invitation de")).to_be_visible()
    own = tell_stage(invited)
    answer_first(invited, "3")
    invited.goto(f"{own}/resultats")
    invited.get_by_role("link", name=re.compile("Voir ce que chacun verrait")).click()
    for page, width in ((invited, 360), (inviter, 1280)):
        assert faults(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") == width
    invited.get_by_role("button", name="Oui, croiser nos regards").click()
    expect(invited.get_by_role("status").first).to_contain_text("Vos deux regards sont croisés")

    inviter.clock.install()
    inviter.goto(f"{hub}/resultats")
    inviter.get_by_role("link", name=re.compile("Voir la page commune")).click()
    expect(inviter.get_by_role("heading", name="De quoi parler, dans cet ordre")).to_be_visible()
    inviter.get_by_label("Ce que nous décidons").first.fill("Se revoir en mars")
    inviter.get_by_label("Qui").first.click()  # leaving the field saves it
    expect(inviter.locator("[data-save-status]")).to_contain_text("Enregistré")

    # at once, in the same field: both texts are kept, told at the foot of the screen, and shown to both without a reload
    both = "Se revoir en mars\nÉcrire une page"
    invited.get_by_label("Ce que nous décidons").first.fill("Écrire une page")
    who = invited.get_by_label("Qui").first
    who.click()
    expect(invited.get_by_label("Ce que nous décidons").first).to_have_value(both)
    expect(invited.locator("[data-save-status]")).to_contain_text("les deux textes sont gardés")
    expect(invited.locator("[data-save-status]")).to_be_in_viewport()
    assert (who.bounding_box() or {"width": 0})["width"] > 200
    inviter.clock.fast_forward(9_000)
    expect(inviter.get_by_label("Ce que nous décidons").first).to_have_value(both)
    expect(inviter.locator("[data-save-status]")).to_contain_text("Une autre personne vient d’écrire")
    for page, width in ((invited, 360), (inviter, 1280)):
        page.evaluate(OPEN_ALL)
        assert faults(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") == width
