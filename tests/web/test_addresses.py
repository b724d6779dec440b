"""Addresses that count as one visitor, as servers, proxies and systems write them."""

from __future__ import annotations

from pathlib import Path

import pytest

from questionnaire.web.addresses import Reach, network, reach
from tests.conftest import fields_of, make_settings, new_app


@pytest.mark.parametrize(
    ("written", "counted"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("192.0.2.7:50312", "192.0.2.7"),
        (" 192.0.2.7 ", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("[::ffff:192.0.2.7]:50312", "192.0.2.7"),
        ("::ffff:c000:207%eth0", "192.0.2.7"),
        ("64:ff9b::192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2::7", "2001:db8:1:2::/64"),
        ("2001:0DB8:1:2:a:b:c:d", "2001:db8:1:2::/64"),
        ("[2001:db8:1:2::7]:50312", "2001:db8:1:2::/64"),
        ("[2001:db8:1:2::7]", "2001:db8:1:2::/64"),
        ("fe80::7%eth0", "fe80::/64"),
        ("fe80::8%25eth1", "fe80::/64"),
        ("", "inconnue"),
        ("unknown", "inconnue"),
        ("_hidden", "inconnue"),
        ("192.0.2.700", "inconnue"),
        ("[192.0.2", "inconnue"),
        ("192.0.2.7, 192.0.2.8", "inconnue"),
        ("\u0661\u0669\u0662.0.2.7:80", "inconnue"),
    ],
)
def test_an_address_counts_as_its_network(written: str, counted: str) -> None:
    assert network(written) == counted


@pytest.mark.parametrize(
    "addresses",
    [
        [f"192.0.2.7:{port}" for port in (1024, 50312, 50313)],
        ["2001:db8:1:2::7", "2001:db8:1:2:ffff::9", "[2001:db8:1:2:1::]:443"],
        ["unknown", "_hidden", "n’importe quoi"],
    ],
)
def test_a_visitor_who_changes_port_or_address_in_one_network_is_limited_as_one(
    tmp_path: Path, addresses: list[str]
) -> None:
    client = new_app(make_settings(tmp_path, trusted_proxies=1, creations_per_hour=2)).test_client()
    data = fields_of(client.get("/commencer/projet")) | {"contexte-stade": "prefiguration"}
    codes = []
    for address in addresses:
        data |= {"nonce": fields_of(client.get("/commencer/projet"))["nonce"]}
        sent = client.post("/commencer/projet", data=data, headers={"X-Forwarded-For": address.encode()})
        codes.append(sent.status_code)
    assert codes == [303, 303, 429]


@pytest.mark.parametrize(
    ("host", "opens_from"),
    [
        ("127.0.0.1:8000", Reach.MACHINE),
        ("127.1.2.3", Reach.MACHINE),
        ("[::1]:8000", Reach.MACHINE),
        ("localhost:8000", Reach.MACHINE),
        ("192.168.1.20:8000", Reach.NETWORK),
        ("10.0.0.4", Reach.NETWORK),
        ("169.254.3.4", Reach.NETWORK),
        ("[fd00::7]:8000", Reach.NETWORK),
        ("mairie:8000", Reach.NETWORK),
        ("Atelier.local", Reach.NETWORK),
        ("terrain.exemple.fr", Reach.ANYWHERE),
        ("terrain.exemple.fr:8443", Reach.ANYWHERE),
        ("8.8.8.8", Reach.ANYWHERE),
    ],
)
def test_a_host_tells_which_phones_open_it(host: str, opens_from: Reach) -> None:
    assert reach(host) is opens_from
