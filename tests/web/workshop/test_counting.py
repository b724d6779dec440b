"""People of a room without a phone: their sheets, the counts typed from them, and the pages that show these."""

from __future__ import annotations

from flask import Flask

from questionnaire.accounts.keys import screen_key
from questionnaire.workshop.votes import UNKNOWN
from tests.conftest import services_of
from tests.support.rooms import hidden, prepare

NBSP = "\N{NO-BREAK SPACE}"


def test_raised_hands_are_counted_apart_hidden_until_the_reveal_and_follow_the_room_everywhere(app: Flask) -> None:
    room = prepare(app, "reunion")
    address, report = f"/atelier/{room.key}/sans-telephone", f"/atelier/{room.key}/compte-rendu"
    assert "ne prend plus de réponses" in room.client.get(address, follow_redirects=True).text
    room.do("ouvrir", "suivante")
    phones = [room.phone() for _ in range(5)]
    for phone in phones:
        room.answer(phone, "3")
    page = room.client.get(address)
    assert address in room.client.get(room.page).text
    for wrong in ("beaucoup", "-1", "1000", "²"):
        refused = room.client.post(address, data={**hidden(page), "personnes-1": wrong})
        assert (refused.status_code, f'value="{wrong}"' in refused.text) == (422, True)
        assert "Écrivez un nombre de personnes" in refused.text
    assert room.client.post(address, data={"personnes-1": "4"}).status_code == 422  # no token
    data = {**hidden(page), "personnes-1": "6", "personnes-2": " 3 ", f"personnes-{UNKNOWN}": ""}
    counted = room.client.post(address, data=data, follow_redirects=True).text
    assert "se montreront à la révélation" in counted
    assert f"5{NBSP}réponses sur 5{NBSP}téléphones, 9 sans téléphone" in counted
    assert 'id="personnes-1" name="personnes-1" value="6"' in room.client.get(address).text
    screen = f"/atelier/{screen_key(room.key)}/ecran"
    assert "Amorcé" not in room.see(phones[0]) + room.client.get(screen).text + room.client.get(report).text

    room.do("reveler")
    assert "ne prend plus de réponses" in room.client.post(address, data=data, follow_redirects=True).text
    expected = f"9{NBSP}réponses, d’Amorcé à Organisé. Le plus souvent{NBSP}: Amorcé (6)."
    for text in (room.see(phones[0]), room.client.get(screen).text, room.client.get(report).text):
        assert f"5{NBSP}réponses, toutes à «{NBSP}Partagé et revu" in text  # the phones, as if alone
        assert "Sans téléphone" in text
        assert expected in text
    for name in ("pdf", "ods"):
        assert room.client.get(f"{report}/{name}").status_code == 200
    figures = room.client.get(f"{report}/json").get_json()["questions"][0]
    assert sum(level["personnes"] for level in figures["sans_telephone"]["repartition"]) == 9
    assert sum(level["personnes"] for level in figures["repartition"]) == 5


def test_a_step_that_has_passed_counts_nobody(app: Flask) -> None:
    room = prepare(app)
    room.do("ouvrir", "suivante", "suivante")
    address = f"/atelier/{room.key}/sans-telephone"
    page = room.client.get(address)
    room.do("suivante")
    late = room.client.post(address, data={**hidden(page), "personnes-0": "4"}, follow_redirects=True)
    assert "rien n’a été compté" in late.text
    workshop = services_of(app).workshops.find_by_code(room.code)
    assert workshop
    assert {step.hands.people for step in workshop.steps} == {0}


def test_the_sheets_of_a_room_have_its_questions_and_their_choices(app: Flask) -> None:
    room = prepare(app)
    sheets = room.client.get(f"/atelier/{room.key}/feuilles").text
    assert sheets.count('class="ballot"') == 4  # words are not counted
    assert sheets.count("Je ne sais pas") == 4
    assert sheets.count(f"<bdi>Journée</bdi>, salle {room.code}") == 4
