"""The forms of a draft in a real browser: change, check and publish without ever opening the text."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser import preparing
from tests.browser.test_space import publish, sign_in

Visit = Callable[..., Page]


def save(page: Page, button: str = "Enregistrer") -> None:
    page.locator("form.element-form").get_by_role("button", name=button).click()
    expect(page.locator(".message-success")).to_be_visible()


def test_a_newcomer_rewords_weighs_adds_a_card_and_publishes(visitor: Visit, account: tuple[str, str]) -> None:
    page = visitor(java_script_enabled=False)
    sign_in(page, account)
    page.get_by_role("button", name="Créer un brouillon à partir de cette version").click()
    draft = page.url

    page.get_by_label("Chercher dans ce brouillon").fill("comment lancez-vous")
    page.get_by_role("button", name="Chercher").click()
    page.get_by_role("link", name="Modifier : Critère").first.click()
    page.get_by_role("group", name="Question (obligatoire)", exact=True).get_by_label("Pour le projet").first.fill(
        "Que lancez-vous ?"
    )
    page.locator("summary", has_text="Ce que le critère compte").click()
    page.get_by_label("Poids").fill("2,5")
    save(page)
    expect(page.locator("#apercu")).to_contain_text("Que lancez-vous ?")

    page.get_by_role("link", name="Ajouter un conseil").click()
    page.get_by_role("group", name="Titre").get_by_label("Texte").first.fill("Appelez le réseau régional")
    page.get_by_label("Pourquoi").fill("Il connaît les lieux voisins.")
    page.get_by_role("group", name="Premier pas").get_by_label("Texte").first.fill("Téléphonez cette semaine.")
    page.locator("summary", has_text="Avec qui").click()
    page.get_by_label("Nom du contact").fill("Réseau régional, accueil")
    page.get_by_label("Téléphone").fill("04 75 00 00 00")
    page.get_by_label("Piège").fill("Attendre d’avoir tout préparé.")
    page.get_by_label("Le projet").check()
    page.get_by_label("0, Pas encore").check()
    page.get_by_role("group", name="Effort").get_by_label("Faible").check()
    page.get_by_role("group", name="Effet").get_by_label("Fort").check()
    save(page, "Ajouter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Appelez le réseau régional")

    page.goto(draft)
    expect(page.locator(".plan-mark-new")).to_have_text("Nouveau")
    page.get_by_role("link", name="Voir ce que cela change, publier").click()
    expect(page.locator("main")).to_contain_text("le poids passe de 1 à 2,5")
    expect(page.locator("main")).to_contain_text("Appelez le réseau régional")
    expect(page.locator(".headline")).to_contain_text("sur 7")
    publish(page, "Un contact de chez nous")


def test_each_field_is_saved_when_it_is_left_and_nothing_typed_is_lost(
    visitor: Visit, account: tuple[str, str]
) -> None:
    page = visitor()
    preparing.sign_in(page.request, account)
    page.goto("/animation")
    page.get_by_role("button", name="Créer un brouillon à partir de cette version").click()
    draft = page.url
    criterion = f"{draft}/critere/demarche-entrepreneuriale"
    page.goto(criterion)
    status = page.locator("[data-save-status]")

    page.get_by_role("group", name="Question").get_by_label("Pour le projet").first.fill("Qui lance ici ?")
    page.keyboard.press("Tab")
    expect(page.locator('[data-field="question.projet"]')).to_contain_text("Enregistré")
    expect(page.locator("#apercu")).to_contain_text("Qui lance ici ?")
    page.locator('[id="question.projet"]').press("End")
    page.keyboard.type(" Vous ?")
    expect(page.locator('[data-field="question.projet"]')).not_to_contain_text("Enregistré")
    page.locator("summary", has_text="Ce que le critère compte").click()
    page.get_by_label("Poids").fill("deux")
    page.keyboard.press("Tab")
    expect(status).to_contain_text("Pas enregistré : Poids.")
    expect(page.locator('[data-field="poids"]')).to_contain_text("écrivez un nombre en chiffres")
    page.once("dialog", lambda dialog: dialog.dismiss())
    with page.expect_event("dialog") as asked:
        page.get_by_role("link", name="Revenir au plan").click()
    assert asked.value.type == "beforeunload"
    page.get_by_label("Poids").fill("3,5")
    page.get_by_role("link", name="Revenir au plan").click()  # waits for what is being saved
    page.wait_for_url(draft)
    page.goto(criterion)
    expect(page.locator("#poids")).to_have_value("3,5")

    page.goto(f"{draft}/conseil/point-par-activite")
    page.locator("summary", has_text="Avec qui").first.click()
    page.get_by_label("Téléphone").fill("0475000000")
    page.locator("summary", has_text="Effort et effet").focus()
    asked_for = page.get_by_label("Nom du contact")
    expect(asked_for).to_have_attribute("aria-invalid", "true")  # and not the telephone
    asked_for.fill("Réseau régional")
    page.locator("summary", has_text="Effort et effet").focus()  # the contact is saved whole, once one leaves it
    expect(page.locator("#apercu")).to_contain_text("Réseau régional")
    added = page.get_by_role("group", name="Contact à ajouter")
    expect(added.get_by_label("Nom du contact")).to_have_value("")

    page.get_by_label("Pourquoi").fill("Pour en parler.")
    other = page.context.new_page()
    other.goto("/animation")
    other.get_by_role("button", name="Se déconnecter").click()
    page.get_by_label("Piège").focus()
    expect(status).to_contain_text("votre session est terminée")
    sign_in(other, account)
    page.get_by_role("button", name="Enregistrer").click()  # once
    expect(status).to_contain_text("Enregistré à")
