"""The forms of a crossing: under which name, and what is shown of one's answers if both parties agree."""

from __future__ import annotations

from typing import Any

from wtforms import HiddenField, RadioField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length

from questionnaire.accounts.keys import looks_like_key
from questionnaire.crossing.consent import Shares
from questionnaire.crossing.consent_wording import SHARES_WORDS
from questionnaire.texts import clean_text
from questionnaire.typography import NBSP
from questionnaire.web.forms import PageForm

NAME_MAX = 80


class ConsentForm(PageForm):
    """The name that the other party reads, and what it would see."""

    name = StringField(
        f"Sous quel nom{NBSP}?",
        [Length(max=NAME_MAX, message=f"Ce nom est trop long{NBSP}: {NAME_MAX} caractères au plus.")],
        filters=[lambda text: " ".join(clean_text(text or "").split())],
    )
    shares = RadioField(
        f"Que montrerez-vous{NBSP}?",
        [InputRequired("Choisissez ce que vous montreriez.")],
        choices=[SelectChoice(one.value, words) for one, words in SHARES_WORDS.items()],
        invalid_choice_message="Ce choix n’existe pas, ou n’existe plus. Choisissez parmi ceux qui sont proposés.",
    )

    @property
    def chosen(self) -> Shares:
        """What a valid form shows."""
        return Shares(self.shares.data)


class InviteForm(ConsentForm):
    """An invitation; the nonce makes its key, so that a form sent twice makes one."""

    nonce = HiddenField(filters=[lambda text: clean_text(text or "")])

    @property
    def sent_nonce(self) -> str | None:
        """The nonce that the form sent, if it has the shape of one."""
        nonce = self.nonce.data or ""
        return nonce if looks_like_key(nonce) else None


def consent_form(name: str, offered: Shares, formdata: Any = None) -> ConsentForm:
    """Return the form of a consent: levels alone are chosen; notes are offered when the other party may show its own."""
    form = ConsentForm(formdata=formdata, data={"name": name, "shares": Shares.LEVELS.value})
    form.shares.choices = [
        (one.value, words)
        for one, words in SHARES_WORDS.items()
        if one is Shares.LEVELS or offered is Shares.NOTES
    ]
    return form
