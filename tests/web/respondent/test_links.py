"""Links as people paste them: what is understood, and what is said of the others."""

from __future__ import annotations

from unittest import mock
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient

from questionnaire.storage import DiagnosticStore
from questionnaire.web.respondent.links import Fault, read_link
from tests.conftest import fields_of

KEY = "AbCdEfGh1234-_IjKlMnOp56"
SAFELINKS = (
    "https://eur02.safelinks.protection.outlook.com/?url={url}&data=05%7C02%7Cx%40y.fr%7C&sdata=a%2Fb&reserved=0"
)
PROOFPOINT = "https://urldefense.proofpoint.com/v2/url?u={url}&d=DwMFAg&c=euGZ&r=k8sl&m=0_1-2&e="


def proofpoint(url: str) -> str:
    """Encode as Proofpoint's second version does."""
    return quote(url, safe="").replace("_", "%5F").replace("-", "%2D").replace("%2F", "_").replace("%", "-")


@pytest.mark.parametrize(
    "as_pasted",
    [
        "{key}",
        "{key}.",
        "{url}",
        " {url}/axe/lieu/1 ",
        "{url}/axe/lieu/1#question-experimentation",
        "{url}/verification?retour=verification#question-demarche-entrepreneuriale",
        "<{url}>",
        "({url})",
        "{url}.",
        "{url},",
        "[mon lien]({url}) puis d’autres mots",
        "Pour reprendre mon diagnostic (lien privé, à garder pour moi) : {url} À bientôt",
        "{cut}",
        "{cut}/resultats",
        "{soft}",
        "{soft}/resultats?a=3Db",
        "{soft_pasted}",
        "{soft_pasted_in_one_piece}",
        "Bonjour =C3=A0 tous=\r\n, voici : <{soft}>",
        "{soft_key}",
        "https://exemple.fr/diagnostic/diagnostic/{key}",
        "diagnostic/{key}",
        "https%3A%2F%2Fexemple.fr%2Fdiagnostic%2F{key}",
        SAFELINKS.replace("{url}", "{quoted}"),
        SAFELINKS.replace("{url}", "{quoted_twice}"),
        PROOFPOINT.replace("{url}", "{proofpoint}"),
        "{soft_safelinks}",
        "{soft_proofpoint}",
        "https://urldefense.com/v3/__{url}__;!!AbC-d_e!Fg$",
        "https://www.google.com/url?q={quoted}&sa=D",
    ],
)
def test_a_link_is_understood_as_it_was_pasted(as_pasted: str) -> None:
    assert read_link(pasted(as_pasted, KEY)).keys[0] == KEY


def pasted(template: str, key: str) -> str:
    """Return a link as someone would paste it."""
    url = f"https://exemple.fr/diagnostic/{key}"
    return template.format(
        key=key,
        url=url,
        cut=f"{url[:-9]}\r\n{url[-9:]}",
        soft=f"{url[:-9]}=\r\n{url[-9:]}",
        soft_pasted=f"{url[:-9]}=  {url[-9:]}",
        soft_pasted_in_one_piece=f"{url[:-9]}={url[-9:]}",
        soft_key=f"{key[:9]}=\r\n{key[9:]}",
        soft_safelinks=SAFELINKS.format(url=quote(url, safe="")).replace("%2Fdiag", "%2=\r\nFdiag"),
        soft_proofpoint=PROOFPOINT.format(url=proofpoint(url)).replace("_diagnostic", "_diagnos= tic"),
        quoted=quote(url, safe=""),
        quoted_twice=quote(quote(url, safe=""), safe=""),
        proofpoint=proofpoint(url),
    )


def test_no_more_than_eight_keys_are_looked_for_in_a_text() -> None:
    keys = [f"AbCdEfGh1234-_IjKlMnO{number:03}" for number in range(100)]
    for template in ("{}", "https://exemple.fr/diagnostic/{}"):
        assert read_link(" ".join(map(template.format, keys))).keys == tuple(keys[:8])


def test_a_text_that_is_far_too_long_for_a_link_is_told_so_without_a_search(client: FlaskClient) -> None:
    fields = fields_of(client.get("/reprendre"))
    found: list[object] = []
    with mock.patch.object(DiagnosticStore, "find", side_effect=found.append):
        told = client.post("/reprendre", data=fields | {"link": f"https://exemple.fr/diagnostic/{KEY} " * 15_000})
        assert told.status_code == 422
        assert "2 000 caractères au plus" in told.text.replace("\xa0", " ").replace("\u202f", " ")
        assert found == []
        assert client.post("/reprendre", data=fields | {"link": f"{KEY[:-1]} " * 80}).status_code == 422
        several = " ".join(f"{KEY[:-4]}{number:03}" for number in range(80))
        assert client.post("/reprendre", data=fields | {"link": several}).status_code == 422
        assert 0 < len(found) <= 3 + 3 * 8


@pytest.mark.parametrize("as_pasted", ["{key}", "{url}", "{url}.", "<{url}/resultats>"])
def test_a_key_without_its_last_sign_is_a_key(as_pasted: str) -> None:
    assert read_link(pasted(as_pasted, KEY[:-1])).keys == (KEY[:-1],)


@pytest.mark.parametrize(
    ("link", "fault"),
    [
        ("bonjour", "not_a_link"),
        ("x" * 100_000, "not_a_link"),
        ("http://[", "other_page"),
        ("https://exemple.fr/methode", "other_page"),
        ("https://exemple.fr/reprendre", "other_page"),
        ("https://exemple.fr/axe/question-experimentation-ab", "other_page"),
        ("https://exemple.fr/diagnostic/AbCdEfGh1234", "cut"),
        ("https%3A%2F%2Fexemple.fr%2Fresultats%2FAbCdEfGh1234", "cut"),
        ("%" * 10_000, "not_a_link"),
    ],
)
def test_what_is_wrong_with_a_link_is_known(link: str, fault: Fault) -> None:
    assert read_link(link).fault == fault
    assert read_link(link).keys == ()
