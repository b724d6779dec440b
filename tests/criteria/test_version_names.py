"""Names proposed for a version."""

from __future__ import annotations

import pytest

from questionnaire.criteria.version_names import free_name, proposed_name


@pytest.mark.parametrize(
    ("name", "taken", "proposed"),
    [
        ("2026-12", {"2026-12"}, "2026-12-v2"),
        ("2026-12-v2", {"2026-12", "2026-12-v2"}, "2026-12-v3"),
        ("2026-12", {"2026-12", "2026-12-v2", "2026-12-v3"}, "2026-12-v4"),
        ("-v2", {"-v2"}, "-v2-v2"),
    ],
)
def test_a_free_name_follows_the_one_that_is_taken(name: str, taken: set[str], proposed: str) -> None:
    assert free_name(name, taken) == proposed


@pytest.mark.parametrize(
    ("name", "taken", "month", "proposed"),
    [
        ("2026-12", {"2026-11"}, "2027-02", "2026-12"),  # nobody has it
        ("2026-12", {"2026-12"}, "2027-02", "2027-02"),
        ("2026-12-velay", {"2026-12-velay"}, "2027-02", "2027-02-velay"),
        ("2026-12-v2", {"2026-12-v2"}, "2027-02", "2027-02"),
        ("2026-12", {"2026-12", "2027-02"}, "2027-02", "2027-02-v2"),
        ("2027-02", {"2027-02"}, "2027-02", "2027-02-v2"),
        ("chez-nous", {"chez-nous"}, "2027-02", "chez-nous-v2"),
    ],
)
def test_the_name_proposed_is_its_own_else_that_of_the_month_else_numbered(
    name: str, taken: set[str], month: str, proposed: str
) -> None:
    assert proposed_name(name, taken, month) == proposed
