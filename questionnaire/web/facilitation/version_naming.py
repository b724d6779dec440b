"""The name that a version gets when it is published: two different texts never have the same."""

from __future__ import annotations

from questionnaire.criteria.diff import same_content
from questionnaire.criteria.model import Criteria
from questionnaire.criteria.version_names import proposed_name
from questionnaire.editing.apply import apply
from questionnaire.editing.operations import SetValue
from questionnaire.errors import CannotWriteError
from questionnaire.services.drafts import validated
from questionnaire.storage import CriteriaText
from questionnaire.typography import NBSP, french
from questionnaire.web.context import services
from questionnaire.web.facilitation.forms import NamedPublishForm
from questionnaire.web.local_time import today

TAKEN = (
    f"Un autre texte a déjà été publié sous le nom «{NBSP}{{}}{NBSP}»{NBSP}: dans les statistiques, on ne saurait plus "
    f"lequel est compté. Prenez-en un autre, par exemple «{NBSP}{{}}{NBSP}»."
)


def proposed_version(new: Criteria) -> str:
    """Return the name proposed for a text to publish: its own, unless another text was published under it."""
    return proposed_name(new.version, _taken(new), f"{today():%Y-%m}")


def named_text(source: bytes, new: Criteria, form: NamedPublishForm) -> CriteriaText | None:
    """Return a text with the name that the form gives it; None when it cannot have it: the form says why."""
    if form.version.data != new.version:
        try:
            source = apply(source.decode(), SetValue(("version",), form.version.data)).text.encode()
        except CannotWriteError as error:
            form.version.errors = [french(f"{error}.")]
            return None
        renamed = validated(source).criteria
        assert renamed is not None  # noqa: S101 - a version is any text
        new = renamed
    if new.version in _taken(new):
        form.version.errors = [TAKEN.format(new.version, proposed_version(new))]
        return None
    return CriteriaText(new.digest, new.version, source)


def _taken(new: Criteria) -> set[str]:
    """Return the names of the published versions that have another content."""
    in_service, old = services().published.serving
    others = {
        digest: label
        for digest, label in services().publications.published_labels().items()
        if digest != new.digest
    }
    if same_content(old, new):  # only comments or layout differ: it may keep the name of the version in service
        return set(others.values()) - {in_service.label}
    return set(others.values())
