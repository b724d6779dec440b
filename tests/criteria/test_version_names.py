"""Names proposed for a version."""

from __future__ import annotations

import pytest

from questionnaire.criteria.version_names import free_name


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
