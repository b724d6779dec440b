"""The roles of accounts."""

from __future__ import annotations

from questionnaire.accounts.roles import Role


def test_the_names_of_the_roles_stay_those_that_databases_hold() -> None:
    assert [role.value for role in Role] == ["lecture", "animation", "administration"]
