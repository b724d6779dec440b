"""The roles of accounts."""

from __future__ import annotations

import re

from questionnaire.accounts.roles import ROLE_WORDS, Role
from tests.support.paths import ROOT


def test_the_names_of_the_roles_stay_those_that_databases_hold() -> None:
    assert [role.value for role in Role] == ["lecture", "animation", "administration"]


def test_each_role_may_do_all_that_those_before_it_may() -> None:
    assert [[role.includes(other) for other in Role] for role in Role] == [
        [True, False, False],
        [True, True, False],
        [True, True, True],
    ]
    assert [role.writes for role in Role] == [False, True, True]
    assert [role.administers for role in Role] == [False, False, True]
    assert list(ROLE_WORDS) == list(Role)


def test_pages_ask_what_a_role_permits_and_not_which_it_is() -> None:
    for page in (ROOT / "templates").rglob("*.html"):
        assert not re.search(r"role *[!=]= *\"", page.read_text(encoding="utf-8")), page
