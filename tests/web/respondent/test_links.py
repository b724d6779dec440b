"""Links as people paste them: what is understood, and what is said of the others."""

from __future__ import annotations

from urllib.parse import quote

import pytest

from questionnaire.web.respondent.links import Fault, read_link

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
        "https://exemple.fr/diagnostic/diagnostic/{key}",
        "diagnostic/{key}",
        "https%3A%2F%2Fexemple.fr%2Fdiagnostic%2F{key}",
        SAFELINKS.replace("{url}", "{quoted}"),
        SAFELINKS.replace("{url}", "{quoted_twice}"),
        PROOFPOINT.replace("{url}", "{proofpoint}"),
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
        quoted=quote(url, safe=""),
        quoted_twice=quote(quote(url, safe=""), safe=""),
        proofpoint=proofpoint(url),
    )


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
