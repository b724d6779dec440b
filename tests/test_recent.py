"""What is worked out once is kept for a while, and does not grow."""

from __future__ import annotations

import gc

from questionnaire.recent import OncePer, Recent


class Owner:
    """Anything that can be owned by."""


def test_only_the_last_values_are_kept() -> None:
    recent: Recent[int] = Recent(most=2)
    for number in range(5):
        recent.put(str(number), number)
    assert [recent.get(str(number)) for number in range(5)] == [None, None, None, 3, 4]
    assert len(recent) == 2


def test_a_value_is_built_once_for_an_owner_and_a_key() -> None:
    built: list[str] = []

    def build() -> str:
        built.append("one more")
        return f"value {len(built)}"

    once, one, other = OncePer(), Owner(), Owner()
    assert once.get(one, "a", build) == once.get(one, "a", build) == "value 1"
    assert once.get(one, "b", build) == "value 2"
    assert once.get(other, "a", build) == "value 3"


def test_what_belongs_to_an_owner_goes_with_it() -> None:
    once, owner, value = OncePer(), Owner(), Owner()
    once.get(owner, "a", lambda: value)
    assert len(once) == 1
    del owner
    gc.collect()
    assert len(once) == 0
