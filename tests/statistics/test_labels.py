"""Names of what was answered in an earlier version of the criteria."""

from __future__ import annotations

from questionnaire.statistics.labels import Labels
from tests.support.building import build

NEW = build({"axes": {"un": {"criteres": {"a": {}}}}})
OLD = build({"axes": {"deux": {"criteres": {"b": {}}}}})


def test_an_id_that_the_version_lacks_is_looked_up_in_the_others() -> None:
    labels = Labels(NEW, [OLD])
    axis = labels.axis("deux")
    assert axis
    assert axis == OLD.axes[0]
    assert labels.criterion("b") == (axis, axis.criteria[0])
    assert labels.criterion("removed") is None


def test_the_other_versions_are_read_only_when_they_are_needed() -> None:
    others = iter([OLD])
    assert Labels(NEW, others).axis("un") == NEW.axes[0]
    assert next(others) is OLD
