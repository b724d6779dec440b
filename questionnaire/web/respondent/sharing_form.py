"""The form of a dated copy: under which title, what it shows, for whom."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from wtforms import HiddenField, RadioField, SelectMultipleField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Length

from questionnaire.accounts.keys import looks_like_key
from questionnaire.assessment.dated_copy import Part, Recipient, notes_count
from questionnaire.assessment.dated_copy_wording import invitation_words, notes_words
from questionnaire.assessment.parties import difficult_exchanges, has_other_party, other_party
from questionnaire.assessment.report import Report
from questionnaire.texts import clean_text
from questionnaire.typography import NBSP
from questionnaire.web.forms import PageForm

PREVIEW, EDIT = "voir", "modifier"  # names of the buttons that create nothing
TITLE_MAX = 80
NO_SCORE = "sans-score"
_UNKNOWN = "Ce choix n’existe plus. Choisissez parmi ceux qui sont proposés."


class ShareForm(PageForm):
    """The fields of a copy; `parts` are the boxes ticked."""

    nonce = HiddenField(filters=[lambda text: clean_text(text or "")])
    title = StringField(
        f"Quel nom en titre{NBSP}?",
        [Length(max=TITLE_MAX, message=f"Ce nom est trop long{NBSP}: {TITLE_MAX} caractères au plus.")],
        filters=[lambda text: " ".join(clean_text(text or "").split())],
    )
    parts = SelectMultipleField(f"Que montre la copie{NBSP}?", invalid_choice_message=_UNKNOWN)
    recipient = RadioField(f"Pour qui{NBSP}?", invalid_choice_message=_UNKNOWN)

    @property
    def sent_nonce(self) -> str | None:
        """The nonce that the form sent, if it has the shape of one."""
        nonce = self.nonce.data or ""
        return nonce if looks_like_key(nonce) else None

    def fill(self, parts: Iterable[Part], recipient: Recipient, title: str) -> None:
        """Choose as a copy sent before, among what is still offered."""
        parts = set(parts)
        offered = {choice.value for choice in self.parts.choices}
        wanted = {part.value for part in parts} | (set() if Part.SCORE in parts else {NO_SCORE})
        self.parts.data = sorted(wanted & offered)
        if recipient in {choice.value for choice in self.recipient.choices}:
            self.recipient.data = recipient.value
        self.title.data = title


def share_form(report: Report, formdata: Any) -> ShareForm:
    """Return the form of a report: nothing is ticked, but « Sans le score » when exchanges are difficult."""
    notes, difficult, invites = (
        notes_count(report),
        difficult_exchanges(report.sheet),
        has_other_party(report.sheet),
    )
    data = {
        "title": report.name,
        "parts": [NO_SCORE] if difficult else [],
        "recipient": (Recipient.OTHER_PARTY if invites else Recipient.READER).value,
    }
    form = ShareForm(formdata=formdata, data=data)
    form.parts.choices = [
        SelectChoice(Part.ANSWERS.value, "Mes réponses, critère par critère"),
        *([SelectChoice(Part.NOTES.value, notes_words(notes))] if notes else []),
        *([SelectChoice(Part.PLAN.value, f"Mes engagements{NBSP}: qui, quand")] if report.engagements else []),
        *([SelectChoice(NO_SCORE, f"Sans le score{NBSP}: ni compte, ni profil")] if difficult else []),
    ]
    form.recipient.choices = [
        *(
            [SelectChoice(Recipient.OTHER_PARTY.value, invitation_words(other_party(report.sheet)))]
            if invites
            else []
        ),
        SelectChoice(Recipient.READER.value, f"Quelqu’un d’autre{NBSP}: lecture seulement"),
    ]
    return form


def parts_of(form: ShareForm) -> frozenset[Part]:
    """Return what a valid form shows."""
    ticked = set(form.parts.data or ())
    parts = {part for part in Part if part.value in ticked}
    return frozenset(parts | ({Part.SCORE} if NO_SCORE not in ticked else set()))


def recipient_of(form: ShareForm) -> Recipient:
    """Return for whom a valid form is."""
    return Recipient(form.recipient.data)
