"""A workshop: eighty people behind one address do all that there is to do, and no limit stops them."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from questionnaire.renderings.formats import FORMATS
from tests.conftest import begin, copy_address, fields_of, live_link, make_settings, new_app, send_copy
from tests.support.rooms import prepare

pytestmark = pytest.mark.once

PEOPLE = 80
FIRST = "demarche-entrepreneuriale"


def test_eighty_people_behind_one_address_meet_no_limit(tmp_path: Path) -> None:
    app = new_app(make_settings(tmp_path))
    app.test_client_class = FlaskClient  # the pages themselves are checked elsewhere
    host = app.test_client()
    answered(host, host_key := begin(host))
    shared, copy = live_link(host, host_key), copy_address(host, send_copy(host, host_key))
    for number in range(PEOPLE):
        client = app.test_client()
        codes = [*mistaken(client), *answered(client, key := begin(client))]
        own = f"/diagnostic/{key}/resultats"
        codes += [client.get(own).status_code, client.get(shared).status_code, client.get(copy).status_code]
        # what a format costs is measured elsewhere: limits count requests
        codes += [client.get(f"{address}/csv").status_code for address in (own, shared) for _ in FORMATS]
        codes += [client.head(f"{shared}/{name}").status_code for name in FORMATS]
        codes += resumed(client, key, typo=number % 2 == 0)
        assert set(codes) <= {200, 303, 422}, (number, codes)


def mistaken(client: FlaskClient) -> list[int]:
    """Forget to choose a stage, as many do."""
    sent = client.post("/commencer/collectivite", data=fields_of(client.get("/commencer/collectivite")))
    return [sent.status_code]


def answered(client: FlaskClient, key: str) -> list[int]:
    """Answer a page, which the script saves at each choice."""
    address = f"/diagnostic/{key}/axe/lieu/1"
    data = fields_of(client.get(address)) | {f"choix-{FIRST}": "1"}
    saved = [client.post(f"{address}/enregistrer", data=data).status_code for _ in range(4)]
    return [*saved, client.post(address, data=data).status_code]


def resumed(client: FlaskClient, key: str, *, typo: bool) -> list[int]:
    """Resume by the link, mistyped first, then from the file."""
    file = client.get(f"/diagnostic/{key}/resultats/json").data
    page = fields_of(client.get("/reprendre"))
    links = [key[:-2], key] if typo else [key]
    codes = [client.post("/reprendre", data=page | {"link": link}).status_code for link in links]
    sent = client.post("/reprendre", data=page | {"link": "", "file": (io.BytesIO(file), "d.json")})
    assert sent.status_code == 303
    assert codes[-1] == 303
    return [*codes, sent.status_code]


def test_eighty_phones_of_a_room_behind_one_address_meet_no_limit(tmp_path: Path) -> None:
    app = new_app(make_settings(tmp_path))
    app.test_client_class = FlaskClient
    room = prepare(app)
    room.do("ouvrir", "suivante", "suivante")
    codes = []
    for _ in range(PEOPLE):
        phone = app.test_client()
        codes.append(phone.get("/a/ZZZZZZ").status_code)  # mistyped
        room.phone(client=phone)
        codes.append(room.answer(phone, "rares").status_code)
    assert set(codes) == {303, 404}
    room.do("reveler")
    assert "80 réponses, toutes à « Ils sont rares »." in room.see(phone).replace("\N{NO-BREAK SPACE}", " ")
