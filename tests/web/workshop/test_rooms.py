"""A whole workshop, page by page: the animateur, a phone and the screen, before a reveal, after it, and at the end."""

from __future__ import annotations

import io
import json
import re
import zipfile

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from questionnaire.accounts.keys import read_code, room_diagnostic_key, screen_key
from questionnaire.storage.workshop_tables import workshop_phones, workshop_votes
from tests.conftest import fields_of, services_of
from tests.support.rooms import Playing, hidden, prepare

NBSP = "\N{NO-BREAK SPACE}"


def everywhere(room: Playing, phone: FlaskClient) -> str:
    """Return every page and file of a room, in one text."""
    screen = f"/atelier/{screen_key(room.key)}/ecran"
    addresses = (room.page, f"{room.page}/etat", screen, f"{screen}/etat", f"/atelier/{room.key}/compte-rendu")
    texts = [room.client.get(address).text for address in addresses]
    files = [room.client.get(f"/atelier/{room.key}/compte-rendu/{name}").data for name in ("json", "ods", "pdf")]
    with zipfile.ZipFile(io.BytesIO(files[1])) as archive:  # the archive holds the time when it was made
        files[1] = archive.read("content.xml")
    return "\n".join([*texts, *map(str, files), room.see(phone), phone.get(f"/a/{room.code}/etat").text])


def test_a_room_goes_from_its_preparation_to_a_diagnostic(app: Flask) -> None:
    room = prepare(app, sides="y")
    early = room.phone("projet")
    assert "La première question va arriver" in room.see(early)
    room.do("ouvrir")
    phones = [early, *(room.phone(side) for side in ["collectivite"] * 6 + ["projet"] * 5)]
    assert f"12{NBSP}téléphones dans la salle" in room.client.get(room.page).text

    room.do("suivante")  # the cloud
    for phone, words in zip(
        phones, [("lien social",), ("Liens sociaux", "emploi"), ("l’emploi",), ("jardin",)], strict=False
    ):
        assert room.answer(phone, *words).status_code == 303
    assert f"Reçu{NBSP}: Liens sociaux, emploi." in room.see(phones[1])
    assert "Liens sociaux" not in everywhere(room, phones[5])
    room.do("reveler")
    shown = room.see(phones[5])
    assert "lien social</bdi>" in shown
    assert "jardin" not in shown
    assert "jardin" in room.client.get(room.page).text
    assert room.moderate("lire:jardin").status_code == 303
    assert "jardin" in room.see(phones[5])
    assert "Cochez au moins deux mots" in room.moderate("reunir", "emploi").text
    assert "Cochez d’abord un mot" in room.moderate("lire").text
    room.moderate("reunir", "jardin", "emploi", "liensocial")  # under the one given most often
    assert f'emploi</bdi>{NBSP}<span class="word-count">×4' in room.see(phones[5])
    room.moderate("separer:liensocial")
    room.moderate("separer:jardin")
    room.moderate("cacher:jardin")
    assert "jardin" not in room.see(phones[5])
    room.moderate("effacer:emploi")
    assert "emploi</bdi>" not in room.see(phones[5])
    room.moderate("retablir:emploi")
    assert "emploi</bdi>" in room.see(phones[5])

    room.do("suivante")  # the poll
    for phone, choice in zip(phones, ["bien"] * 6 + ["rares"] * 4, strict=False):
        room.answer(phone, choice)
    room.do("reveler")
    assert f"10{NBSP}réponses. Le plus souvent{NBSP}: Bien (6)." in room.see(phones[0])

    room.do("suivante")  # a criterion
    levels = re.findall(r'choice-text">([^<]+)<', room.see(phones[0]))[:4]
    for phone, level in zip(phones, "001111222222", strict=True):
        assert room.answer(phone, level).headers["Location"].endswith("?note=1")
    before = everywhere(room, phones[0])
    assert f"12{NBSP}réponses sur 12{NBSP}téléphones" in before
    assert "Amorcé</span>" not in before
    room.do("reveler")
    shown = room.see(phones[0])
    assert "Pas encore ou Amorcé</span>" in shown  # a level of two people
    sentences = [text for text in levels if text in shown]
    assert len(sentences) == 4  # those on which the phones voted
    assert shown.count("votre réponse") == 1
    assert "votre réponse" not in everywhere(room, room.phone())
    room.do("retenir", kept="1")
    assert f"Le groupe retient{NBSP}: Amorcé" in everywhere(room, phones[0])
    closing = room.do("clore").text  # two questions remain
    assert f"2{NBSP}questions n’ont encore rien montré." in closing
    assert "L’atelier est terminé" not in room.see(phones[0])
    closed = room.do("clore", sure="y")
    assert closed.headers["Location"].endswith("/compte-rendu")
    assert "L’atelier est terminé" in room.see(phones[0])
    for text in (room.see(phones[0]), room.client.get(f"/atelier/{screen_key(room.key)}/ecran").text):
        assert f"Le groupe retient{NBSP}: Amorcé" in text
        assert "Par quoi commencer" in text

    report = room.client.get(closed.headers["Location"])
    assert "Les mots du nuage vont vers ces enjeux" in report.text
    token = {"csrf_token": fields_of(report)["csrf_token"]}
    made = room.client.post(
        f"{closed.headers['Location']}/diagnostic", data={**token, "enjeu": ["lien-social", "culture"]}
    )
    assert made.status_code == 303, made.text[:2000]
    kept = room.client.get(f"{made.headers['Location']}/json").get_json()
    assert kept["contexte"]["enjeux-prioritaires"] == ["lien-social"]  # chosen, and among those proposed
    again = room.client.get(closed.headers["Location"]).text
    assert room_diagnostic_key(room.key) in again
    assert "Créer le diagnostic" not in again
    assert "garde une autre réponse" not in again
    room.do("rouvrir")  # from the report, which has its button
    room.do("retenir", kept="2")
    room.do("clore", sure="y")
    changed = room.client.get(closed.headers["Location"]).text
    assert f"Le diagnostic garde une autre réponse que ce compte rendu{NBSP}: " in changed
    assert 'value="rouvrir"' in changed
    assert "<dt>Enjeux</dt><dd>Lien social, convivialité, entraide</dd>" in again
    assert room.client.get(f"{closed.headers['Location']}/json").get_json()["enjeux"] == [
        "Lien social, convivialité, entraide"
    ]
    delete = f"/atelier/{room.key}/supprimer"
    room.client.post(delete, data=hidden(room.client.get(delete)))
    after = room.client.get(f"{made.headers['Location']}/json").get_json()
    assert after == kept  # what was shown stays with the diagnostic
    assert f"En atelier{NBSP}: 12{NBSP}réponses" in json.dumps(after, ensure_ascii=False)


def test_no_figure_is_anywhere_before_a_reveal(app: Flask) -> None:
    room = prepare(app)
    room.do("ouvrir", "suivante", "suivante", "suivante")
    phones = [room.phone() for _ in range(9)]
    for _ in range(2):  # before the first reveal, then before the second
        shown = set()
        for choices in ("000000000", "333333333"):
            for phone, choice in zip(phones, choices, strict=True):
                assert room.answer(phone, choice).status_code == 303
            text = everywhere(room, phones[0])
            shown.add(
                re.sub(
                    r'name="csrf_token" value="[^"]+"|Votre réponse.*?</p>|choice" value="."( checked)?', "", text
                )
            )
        assert len(shown) == 1  # whatever the nine answered, every page and file is the same
        assert f"9{NBSP}réponses" in shown.pop()
        room.do("reveler", "second_tour")


def test_everybody_alike_shows_and_it_is_said_before_the_vote(app: Flask) -> None:
    room = prepare(app, sides="y")
    phone = room.phone()
    room.do("ouvrir", "suivante")
    assert "répond pareil" not in room.see(phone)  # words are shared on purpose
    for _ in range(2):  # a poll, a criterion
        room.do("suivante")
        for text in (room.see(phone), room.client.get(room.page).text):
            assert f"Si tout le monde, ou tout un côté, répond pareil, cela se verra{NBSP}:" in text


def test_no_phone_is_followed_from_one_question_to_the_next(app: Flask) -> None:
    room = prepare(app)
    room.do("ouvrir", "suivante")
    phones = [room.phone() for _ in range(2)]
    for choice in ("emploi", "bien", "1"):
        for phone in phones:
            room.answer(phone, choice)
        room.do("suivante")
    found = services_of(app).workshops.find_by_code(room.code)
    assert found
    of_room = workshop_votes.c.step_id.in_([step.id for step in found.steps])
    with services_of(app).workshops._engine.connect() as connection:
        votes = connection.execute(select(workshop_votes).where(of_room)).all()
        joined = connection.execute(select(workshop_phones).where(workshop_phones.c.workshop_id == found.id)).all()
    assert len(votes) == 6
    # two phones, three questions and the joining: eight digests, none of them in common
    assert len({row.phone_digest for row in (*votes, *joined)}) == 8


def test_an_answer_that_comes_late_is_for_the_second_round_and_says_so(app: Flask) -> None:
    room = prepare(app, "reunion")
    room.do("ouvrir", "suivante")
    phones = [room.phone() for _ in range(6)]
    for phone in phones[:5]:
        room.answer(phone, "1")
    page = hidden(phones[5].get(f"/a/{room.code}"))
    room.do("reveler")
    late = phones[5].post(f"/a/{room.code}/repondre", data={**page, "choice": "3"}, follow_redirects=True)
    assert f"Les réponses ont été montrées{NBSP}; la vôtre est gardée pour le second tour" in late.text
    assert f"5{NBSP}réponses, toutes à «{NBSP}Amorcé{NBSP}»." in late.text
    room.do("second_tour")
    for phone in (phones[0], phones[5]):
        assert "Votre réponse compte toujours" in room.see(phone)
    newcomer = room.see(room.phone())
    assert f"Vous n’avez pas répondu au premier tour{NBSP}: vous pouvez le faire maintenant." in newcomer
    assert "Votre réponse compte" not in newcomer
    assert (
        f"6{NBSP}réponses, dont 1 à ce tour, sur 7{NBSP}téléphones" in room.client.get(room.page).text
    )  # the late one
    noted = room.answer(phones[5], "2")
    assert "C’est noté" in phones[5].get(noted.headers["Location"]).text
    page = hidden(phones[4].get(f"/a/{room.code}"))
    by_script = phones[4].post(f"/a/{room.code}/repondre", data={**page, "choice": "2", "script": "1"})
    assert (by_script.status_code, "C’est noté" in by_script.text) == (200, True)
    room.answer(phones[0], "1")  # the same: confirmed
    assert f"6{NBSP}réponses, dont 3 à ce tour," in room.client.get(room.page).text
    assert "Révéler" in room.client.get(room.page).text
    room.do("reveler")
    assert "Moins de cinq réponses ont changé" in room.see(phones[0])


def test_a_button_pressed_too_late_changes_nothing_and_says_what_is_now(app: Flask) -> None:
    room = prepare(app)

    def late(seen: dict[str, str], action: str, **sent: str) -> str:
        return room.client.post(room.page, data={**seen, "action": action, **sent}, follow_redirects=True).text

    seen = hidden(room.client.get(room.page))
    room.do("ouvrir", "suivante")
    for action in ("ouvrir", "nimporte", "clore"):
        text = late(seen, action)
        assert f"Votre bouton n’a rien changé{NBSP}: la question 1 est déjà ouverte. Attendez les réponses" in text
        assert "Révéler les réponses" in text
    stale = room.client.post(room.page, data={"action": "reveler"}, follow_redirects=True)
    assert "Cette page était ouverte depuis longtemps" in stale.text
    for word in ("emploi", "jardin"):
        room.answer(room.phone(), word)
    room.do("reveler")
    words = room.client.get(room.page)
    room.do("suivante", "suivante")
    criterion = hidden(room.client.get(room.page))
    moved_on = room.client.post(
        f"/atelier/{room.key}/mots",
        data={**hidden(words), "position": "0", "decision": "lire:jardin"},
        follow_redirects=True,
    )
    assert "Votre décision sur les mots est gardée" in moved_on.text
    room.do("precedente", "precedente")
    assert "Ne plus afficher" in room.client.get(room.page).text
    assert room.moderate("nimporte").status_code == 303
    room.do("suivante", "suivante")
    assert "la question 3 est déjà ouverte" in late(criterion, "retenir", kept="9")
    room.do("reveler")
    assert room.do("retenir").status_code == 422
    assert room.do("retenir", kept="9").status_code == 422
    assert room.do("retenir", kept="partage").status_code == 303


def test_what_is_polled_tells_the_phones_nothing_of_the_others(app: Flask) -> None:
    room = prepare(app)
    room.do("ouvrir", "suivante", "suivante")
    phones = [room.phone() for _ in range(2)]
    state = phones[0].get(f"/a/{room.code}/etat").get_json()
    assert len(phones[0].get(f"/a/{room.code}/etat").data) < 1000
    screen = f"/atelier/{screen_key(room.key)}/ecran"
    before = phones[0].get(f"{screen}/etat").get_json()
    room.answer(phones[1], "bien")
    assert phones[0].get(f"/a/{room.code}/etat?v={state['v']}").status_code == 204
    after = phones[0].get(f"{screen}/etat?v={before['v']}").get_json()
    assert (after["page"], after["count"]) == (before["page"], f"1{NBSP}réponse sur 2{NBSP}téléphones")
    room.do("reveler")
    assert phones[0].get(f"/a/{room.code}/etat?v={state['v']}").status_code == 200
    assert phones[0].get("/a/ZZZZZZ/etat").status_code == 404


def test_the_screen_has_no_power_and_may_fill_the_screen_and_stay_awake(app: Flask) -> None:
    room = prepare(app)
    screen = screen_key(room.key)
    shown = room.client.get(f"/atelier/{screen}/ecran?taille=4&couleurs=sombre")
    assert "fullscreen=(self)" in shown.headers["Permissions-Policy"]
    assert "screen-wake-lock=(self)" in shown.headers["Permissions-Policy"]
    assert len(shown.headers.getlist("Permissions-Policy")) == 1
    assert "fullscreen=()" in room.client.get(room.page).headers["Permissions-Policy"]
    assert 'class="screen screen-size-4"' in shown.text
    assert "<form" not in shown.text
    assert room.code in shown.text
    for address in ("animer", "preparer", "compte-rendu", "supprimer"):
        assert room.client.get(f"/atelier/{screen}/{address}").status_code == 404
    assert room.client.get(f"/atelier/{room.key}/ecran").status_code == 404
    room.do("ouvrir", "suivante", "suivante")
    asking = room.client.get(f"/atelier/{screen}/ecran").text
    assert "<li>Ils sont rares</li>" in asking  # raised hands choose from them
    assert "jamais montrées une par une" in asking
    assert "cela se verra" in asking
    room.do("fermer_entree")
    shut = room.client.get(f"/atelier/{screen}/ecran").text
    assert ("Entrée fermée." in shut, 'class="qr"' in shut) == (True, False)
    assert 'class="screen screen-size-2"' in room.client.get(f"/atelier/{screen}/ecran?taille=9&couleurs=non").text


def test_a_code_is_read_as_people_type_it_and_joining_can_be_closed(app: Flask) -> None:
    room = prepare(app)
    phone = app.test_client()
    page = fields_of(phone.get("/a"))
    typed = f" {room.code[:3].lower()} {room.code[3:]}"
    assert phone.post("/a", data={**page, "code": typed}).headers["Location"] == f"/a/{room.code}"
    assert "Aucun atelier n’a ce code" in phone.post("/a", data={**page, "code": "ZZZZZZ"}).text
    mistyped = phone.get("/a/ZZZZZZ")  # in the address: it can be mended there
    assert (mistyped.status_code, 'value="ZZZZZZ"' in mistyped.text) == (404, True)
    assert read_code("K7M-2X0") == read_code("K7M2XPP") == ""
    assert phone.get(f"/a/{room.code.lower()}").headers["Location"] == f"/a/{room.code}"
    inside = room.phone()
    room.do("ouvrir", "fermer_entree")
    assert phone.get(f"/a/{room.code}").status_code == 403
    token = fields_of(phone.get("/a"))["csrf_token"]
    assert phone.post(f"/a/{room.code}/entrer", data={"csrf_token": token}).status_code == 403
    assert inside.get(f"/a/{room.code}").status_code == 200
    out = phone.post(f"/a/{room.code}/repondre", data={"csrf_token": token, "choice": "1"})
    assert out.headers["Location"] == f"/a/{room.code}"


def test_wrong_answers_are_told_beside_their_field(app: Flask) -> None:
    room = prepare(app)
    room.do("ouvrir", "suivante")
    phone = room.phone()
    assert "Écrivez au moins une réponse" in room.answer(phone, "", " ").text
    long = room.answer(phone, "x" * 41)
    assert (long.status_code, "signes au plus" in long.text) == (422, True)
    room.do("suivante")
    assert "Choisissez une réponse pour continuer" in room.answer(phone, "").text
    assert "Ce choix n’existe pas" in room.answer(phone, "absent").text
    sent = phone.post(f"/a/{room.code}/repondre", data={"choice": "bien"})
    assert (sent.status_code, "depuis longtemps" in sent.text) == (422, True)


def test_a_workshop_is_deleted_after_a_question(app: Flask) -> None:
    room = prepare(app)
    address = f"/atelier/{room.key}/supprimer"
    asked, phone = room.client.get(address), room.phone()
    assert room.client.post(address).status_code == 422
    deleted = room.client.post(address, data=hidden(asked), follow_redirects=True)
    assert "supprimé" in deleted.text
    assert room.client.get(room.page).status_code == 404
    assert services_of(app).workshops.find_by_code(room.code) is None
    assert "L’atelier a été supprimé." in room.see(phone)
    assert "Aucun atelier n’a ce code" in room.see(app.test_client())


def test_a_room_that_kept_nothing_makes_no_diagnostic(app: Flask) -> None:
    room = prepare(app)
    report = f"/atelier/{room.key}/compte-rendu"
    assert "Rien n’a encore été révélé" in room.client.get(report).text
    token = hidden(room.client.get(room.page))
    assert room.client.post(f"{report}/diagnostic", data=token).status_code == 409
    assert "depuis longtemps" in room.client.post(f"{report}/diagnostic", follow_redirects=True).text
    closed = room.do("ouvrir", "clore", sure="y")
    assert closed.status_code == 303
    assert "Le groupe n’a rien retenu" in room.client.get(report).text
    newcomer = app.test_client()
    assert "L’atelier est terminé" in newcomer.get(f"/a/{room.code}").text


def test_a_rehearsal_is_another_room_that_twenty_invented_phones_answer(app: Flask) -> None:
    room = prepare(app, sides="y")
    address = f"/atelier/{room.key}/repeter"
    begun = room.client.post(address, data=hidden(room.client.get(address)))
    played = Playing(app, room.client, begun.headers["Location"].split("/")[2], "")
    assert "depuis longtemps" in room.client.post(address, follow_redirects=True).text
    assert f"20{NBSP}téléphones dans la salle" in room.client.get(played.page).text
    played.do("ouvrir", "suivante", "reveler")
    assert "lien social</bdi>" in room.client.get(played.page).text
    played.do("suivante", "suivante", "reveler", "second_tour", "reveler")
    assert f"6{NBSP}réponses ont changé" in room.client.get(played.page).text
    played.do("retenir", kept="1")
    report = f"/atelier/{played.key}/compte-rendu"
    assert "C’était une répétition" in room.client.get(report).text
    refused = room.client.post(f"{report}/diagnostic", data=hidden(room.client.get(played.page)))
    assert refused.status_code == 409
    for page in (played.page, report, f"/atelier/{played.key}/preparer"):
        assert f'<a href="/atelier/{room.key}/preparer">Le vrai atelier</a>' in room.client.get(page).text
    assert "Ouvrir la salle" in room.client.get(room.page).text  # the workshop itself is not started


def test_a_room_without_phones_keeps_levels_by_a_show_of_hands(app: Flask) -> None:
    room = prepare(app, "reunion")
    room.do("ouvrir", "suivante")
    phone = room.phone()
    room.answer(phone, "3")
    assert "À main levée, sans compter" in room.client.get(room.page).text
    room.do("retenir", kept="1")
    for text in (room.see(phone), room.client.get(f"/atelier/{screen_key(room.key)}/ecran").text):
        assert f"Le groupe retient{NBSP}: Amorcé" in text
        assert "</th>" not in text  # no figures
    report = room.client.get(f"/atelier/{room.key}/compte-rendu").text
    assert f"Le groupe retient{NBSP}: Amorcé" in report
    assert "Créer le diagnostic" in report
    for name in ("pdf", "ods", "json"):
        assert room.client.get(f"/atelier/{room.key}/compte-rendu/{name}").status_code == 200
