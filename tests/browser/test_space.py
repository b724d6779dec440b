"""The facilitators' space in a real browser: the whole loop, mistakes, two people on one draft."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser import preparing
from tests.support.shipped import FORMAT, VERSION, renamed

Visit = Callable[..., Page]
LIGHT, HEAVY = "\n        poids: 1", "\n        poids: 3"
PUT = "t => { const s = document.querySelector('#source'); s.value = t; s.dispatchEvent(new Event('input', {bubbles: true})) }"


def sign_in(page: Page, account: tuple[str, str]) -> None:
    """Sign in as one does, and arrive on the first page of the space."""
    page.goto("/animation")
    page.fill("#name", account[0])
    page.fill("#password", account[1])
    page.get_by_role("button", name="Me connecter").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Tableau de bord")


def begin_draft(page: Page) -> str:
    """Begin a draft from the version in service as one does, and open its text; returns its address."""
    page.goto("/animation")
    page.get_by_role("button", name="Créer un brouillon à partir de cette version").click()
    page.get_by_role("link", name="Le texte entier").click()
    expect(page.locator("#source")).to_be_attached()
    return page.url.removesuffix("/texte")


def open_draft(page: Page, account: tuple[str, str]) -> str:
    """Sign in, begin a draft and open its text; returns its address."""
    preparing.sign_in(page.request, account)
    draft = preparing.begin_draft(page.request)
    page.goto(f"{draft}/texte")
    return draft


def set_text(page: Page, text: str) -> None:
    """Put a text in the editor, as if typed, and wait until it is saved."""
    page.evaluate(PUT, text)
    expect(page.locator("[data-save-status]")).to_contain_text("Enregistré à")


def text_of(page: Page) -> str:
    return page.locator("#source").input_value()


def publish(page: Page, why: str) -> None:
    page.get_by_label("Pourquoi ce changement").fill(why)
    page.get_by_role("button", name="Publier").click()
    expect(page.locator(".message-success")).to_contain_text("est en service")


def test_the_whole_loop_from_a_weight_to_the_way_back(visitor: Visit, account: tuple[str, str]) -> None:
    marie = visitor()
    preparing.sign_in(marie.request, account)
    begin_draft(marie)
    text = text_of(marie)
    set_text(marie, renamed(text.replace(LIGHT, HEAVY, 1), "essai"))
    expect(marie.locator("[data-verdict]")).to_contain_text("peut être publié")

    marie.get_by_role("link", name="Prévisualiser").click()
    marie.get_by_role("link", name="Mairie d’un village de 900 habitants").click()
    expect(marie.locator(".preview-banner")).to_contain_text("Rien n’est enregistré")
    expect(marie.locator("h2#profil")).to_be_visible()
    marie.get_by_role("link", name="Revenir au brouillon").click()

    marie.get_by_role("link", name="Voir ce que cela change, publier").click()
    expect(marie.locator("main")).to_contain_text("le poids passe de 1 à 3")
    expect(marie.locator(".headline")).to_contain_text("sur 7")
    publish(marie, "Ce critère compte davantage chez nous")

    visitor_page = visitor(viewport={"width": 360, "height": 740})
    hub = preparing.begin(visitor_page.request)
    preparing.answer_all(visitor_page.request, hub)
    visitor_page.goto(f"{hub}/resultats")
    expect(visitor_page.locator("main")).to_contain_text("version essai")

    marie.get_by_role("link", name="Y revenir : publication 1").click()
    publish(marie, "C’était trop")
    visitor_page.reload()
    expect(visitor_page.locator("main")).to_contain_text("version essai")  # begun before: it keeps its version
    visitor_page.get_by_role("link", name="voir ce que la nouvelle changerait").click()
    visitor_page.get_by_role("button", name="Passer à la nouvelle version").click()
    expect(visitor_page.locator("main")).to_contain_text("utilise maintenant la nouvelle version")
    expect(visitor_page.locator(".foot-version")).to_contain_text(VERSION)


def test_a_mistake_is_marked_at_its_line_as_one_types(visitor: Visit, account: tuple[str, str]) -> None:
    page = visitor()
    open_draft(page, account)
    text = text_of(page)
    line = text.split(LIGHT)[0].count("\n") + 2
    set_text(page, text.replace(LIGHT, "\n        poids: lourd", 1))
    expect(page.locator("[data-verdict]")).to_have_text("1 erreur à corriger")
    page.locator(f'[data-problems] [data-line="{line}"]').click()
    expect(page.locator(".cm-lineNumbers .cm-activeLineGutter")).to_have_text(str(line))
    expect(page.locator(".cm-lint-marker-error")).to_be_visible()
    page.keyboard.press("End")
    for _ in "lourd":
        page.keyboard.press("Backspace")
    page.keyboard.type("2")
    expect(page.locator("[data-verdict]")).to_contain_text("peut être publié")
    expect(page.locator(".cm-lint-marker-error")).to_have_count(0)


def test_two_people_on_one_draft_keep_both_texts(visitor: Visit, account: tuple[str, str]) -> None:
    one, two = visitor(), visitor()
    address = open_draft(one, account)
    preparing.sign_in(two.request, account)
    two.goto(f"{address}/texte")
    text = text_of(two)
    set_text(one, f"# la première\n{text}")
    two.evaluate(PUT, f"# la seconde\n{text}")
    expect(two.locator("[data-save-alert]")).to_contain_text("a modifié ce brouillon")
    two.get_by_role("button", name="Enregistrer").click()
    expect(two.locator(".diff")).to_contain_text("# la première")
    expect(two.locator(".diff")).to_contain_text("# la seconde")
    two.get_by_role("button", name="Garder mon texte dans un brouillon à part").click()
    assert two.url != address
    assert text_of(two).startswith("# la seconde")


def test_without_javascript_a_draft_is_edited_checked_and_published(
    visitor: Visit, account: tuple[str, str]
) -> None:
    page = visitor(java_script_enabled=False)
    preparing.sign_in(page.request, account)
    for width in (360, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        begin_draft(page)
        text = text_of(page)
        page.evaluate("t => { document.querySelector('#source').value = t }", text.replace(FORMAT, "format: 7", 1))
        page.get_by_role("button", name="Enregistrer").click()
        expect(page.locator("[data-verdict]")).to_have_text("1 erreur à corriger")
        expect(page.locator("[data-problems] li")).to_contain_text("Ligne")
        page.evaluate("t => { document.querySelector('#source').value = t }", f"{text}\n# fin, {width}")
        page.get_by_role("button", name="Enregistrer").click()
        expect(page.locator("[data-verdict]")).to_contain_text("peut être publié")
        page.get_by_role("link", name="Voir ce que cela change, publier").click()
        publish(page, "Une remarque")
