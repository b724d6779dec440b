"""A whole room: an animateur on a phone, a screen, and three phones, of which one has no script, one reloads, one is late."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.axe import OPEN_ALL, faults

PHONE = {"viewport": {"width": 360, "height": 800}}


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).first.click()


def enter(page: Page, address: str) -> None:
    page.goto(address)
    press(page, "Entrer")


def test_a_room_goes_from_its_preparation_to_a_diagnostic(visitor: Callable[..., Page]) -> None:
    animateur, screen = visitor(**PHONE), visitor(viewport={"width": 1024, "height": 768})
    first, bare, late = visitor(**PHONE), visitor(**PHONE, java_script_enabled=False), visitor(**PHONE)
    animateur.goto("/atelier/nouveau")
    animateur.get_by_label("Collectivité", exact=True).check()
    animateur.get_by_label("Ouvert depuis plus de deux ans").check()
    press(animateur, "Préparer")
    code = animateur.locator(".room-code").inner_text()
    for name in ("Sondage", "S’engager dans la durée", "Se parler d’égal à égal"):
        press(animateur, f"Retirer {name}")
    preparation = animateur.url
    others = ("a-garder", "feuilles", "reglages", "repeter", "supprimer")
    pages = [preparation.replace("preparer", page_name) for page_name in others]
    for address in (
        "/atelier/nouveau",
        "/atelier/mode-d-emploi",
        "/a/ZZZZZZ",
        f"/a/{code}/reprendre",
        *pages,
        preparation,
    ):
        animateur.goto(address)
        animateur.evaluate(OPEN_ALL)
        assert faults(animateur) == [], address
    screen.goto(animateur.get_by_label("Le lien de l’écran à projeter").input_value())
    animateur.get_by_role("main").get_by_role("link", name="Animer").click()
    press(animateur, "Ouvrir la salle")

    first.clock.install()
    first.goto(f"/a/{code}")
    assert faults(first) == []
    for phone in (first, bare):
        enter(phone, f"/a/{code}")
    expect(screen.locator("[data-count]")).to_have_text("2 téléphones dans la salle")
    press(animateur, "Première question")
    first.get_by_label("Une réponse").fill("Liens sociaux")  # its page came by itself
    for name in ("Fermer l’entrée", "Rouvrir l’entrée"):
        animateur.get_by_text("Autres actions").click()
        press(animateur, name)
    expect(screen.locator(".screen-foot .qr")).to_be_visible()
    seen = animateur.locator("[data-live]").get_attribute("data-page") or ""
    expect(first.locator("[data-live]")).to_have_attribute("data-page", seen)
    expect(first.get_by_label("Une réponse")).to_have_value("Liens sociaux")
    press(first, "Envoyer")
    expect(first.get_by_role("main")).to_contain_text("Reçu : Liens sociaux.")
    bare.get_by_role("link", name="Voir la suite").click()
    bare.get_by_label("Une réponse").fill("lien social")
    press(bare, "Envoyer")
    enter(late, f"/a/{code.lower()}")
    late.get_by_label("Une réponse").fill("emploi")
    press(late, "Envoyer")
    expect(screen.locator("[data-count]")).to_have_text("3 réponses sur 3 téléphones")
    expect(screen.locator(".cloud")).to_have_count(0)
    expect(animateur.locator("[data-before]")).to_contain_text("S’afficheront les idées dites par deux téléphones")
    expect(screen.locator(".screen-foot .qr")).to_be_visible()
    press(animateur, "Révéler les réponses")
    expect(screen.locator(".cloud")).to_have_text(re.compile("lien social|Liens sociaux"))
    animateur.get_by_label("emploi").focus()
    animateur.keyboard.press("Enter")  # shows no word by itself
    expect(animateur.get_by_role("alert")).to_contain_text("Cochez au moins deux mots à réunir.")
    assert faults(animateur) == []
    press(animateur, "Afficher emploi")
    expect(screen.locator(".cloud")).to_contain_text("emploi")
    screen.set_viewport_size({"width": 1024, "height": 200})  # fewer ideas, rather than a text too small to read
    expect(screen.locator("[data-others]")).to_have_text("+ 1 autre, sur les téléphones")
    screen.set_viewport_size({"width": 1024, "height": 768})
    expect(screen.locator("[data-others]")).to_be_hidden()

    press(animateur, "Question suivante")
    animateur.get_by_role("link", name="Compter les personnes sans téléphone").click()
    animateur.get_by_label("Je ne sais pas").fill("2")
    assert faults(animateur) == []
    press(animateur, "Compter")
    first.locator("input[name=choice][value='1']").check(force=True)
    first.context.set_offline(True)  # a minute without network
    press(first, "Envoyer")
    expect(first.locator("[data-answer-status]")).to_have_text("Pas encore envoyée. Nous réessayons.")
    first.context.set_offline(False)
    first.clock.fast_forward(20_000)
    expect(first.get_by_role("main")).to_contain_text("C’est noté.", timeout=40_000)
    first.reload()
    expect(first.get_by_role("main")).to_contain_text("C’est noté.")
    for phone, level in ((bare, "0"), (late, "1")):
        phone.goto(f"/a/{code}")
        phone.locator(f"input[name=choice][value='{level}']").check(force=True)
        press(phone, "Envoyer")
    late.get_by_role("link", name="Changer ma réponse").click()
    late.locator("input[name=choice][value='3']").check(force=True)  # and does not send it
    late.reload()
    expect(late.locator("input[name=choice][value='3']")).to_be_checked()
    press(animateur, "Révéler les réponses")
    expect(late.get_by_role("main")).to_contain_text("Votre choix n’a pas été envoyé. Si un second tour s’ouvre")
    for shown in (screen, first):
        expect(shown.get_by_role("main")).to_contain_text("3 réponses, de Pas encore à Amorcé.")
        assert faults(shown) == []
    screen.goto(f"{screen.url}?taille=4")  # nobody scrolls a screen: all of it is seen in the largest text too
    screen.set_viewport_size({"width": 1280, "height": 500})
    screen.wait_for_function("getComputedStyle(document.body).getPropertyValue('--fit')")
    assert screen.evaluate("document.documentElement.scrollHeight <= innerHeight")
    animateur.get_by_label("Amorcé").check()
    press(animateur, "Retenir")
    expect(late.get_by_role("main")).to_contain_text("Le groupe retient : Amorcé")
    assert faults(animateur) == []
    press(animateur, "Clore l’atelier")
    expect(first.get_by_role("main")).to_contain_text("L’atelier est terminé")
    assert faults(animateur) == []
    press(animateur, "Créer le diagnostic de l’atelier")
    expect(animateur).to_have_url(re.compile("/diagnostic/[^/]+/resultats$"))
    expect(animateur.get_by_role("main")).to_contain_text("Le diagnostic de l’atelier est créé")
