"""A copy goes from its author to its reader, on two telephones."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.axe import OPEN_ALL, faults
from tests.browser.preparing import begin
from tests.browser.test_journeys import FIRST

SHARE_SHEET = """
Object.defineProperty(navigator, "share", {value: (sent) => { window.shared = sent; return Promise.resolve(); }});
"""
PHONE = {"viewport": {"width": 360, "height": 800}}


def test_a_copy_is_chosen_seen_sent_read_and_withdrawn(visitor: Callable[..., Page]) -> None:
    author, reader = visitor(**PHONE), visitor(**PHONE)
    author.add_init_script(SHARE_SHEET)
    hub = begin(author.request)
    author.goto(f"{hub}/axe/lieu/1")
    author.locator(f'input[name="{FIRST}"][value="1"]').check(force=True)
    expect(author.locator("[data-save-status]")).to_contain_text("Enregistré")

    author.goto(f"{hub}/partager")
    author.get_by_label("Mes réponses, critère par critère").check()
    author.get_by_role("button", name="Voir d’abord ce qu’on verra").click()
    expect(author.get_by_role("heading", name="Les réponses")).to_be_visible()
    author.get_by_role("button", name="Créer le lien").first.click()
    expect(author).to_have_url(re.compile("/partager/[0-9]+$"))
    link = author.get_by_label("Le lien à envoyer").input_value()
    author.get_by_role("button", name="Partager depuis cet appareil").click()
    assert author.evaluate("window.shared.url") == link
    assert "répondre de votre côté" in author.evaluate("window.shared.text")

    reader.goto(link)
    reader.evaluate(OPEN_ALL)
    for page in (reader, author):
        assert faults(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") == 360
    reader.get_by_role("link", name="À vous").click()
    expect(reader).to_have_url(re.compile("/commencer/projet"))
    expect(reader.locator("[data-place]")).to_have_text(re.compile("Question 1 sur"))  # filled in, and shown
    expect(reader.locator('input[name="contexte-stade"][value="prefiguration"]')).to_be_checked()

    author.get_by_role("button", name="Retirer cette copie").click()
    expect(author.get_by_role("status")).to_contain_text("son lien ne montre plus rien")
    assert reader.goto(link).status == 410  # type: ignore[union-attr]
    expect(reader.get_by_role("main")).to_contain_text("retirée par la personne qui l’avait envoyée")
