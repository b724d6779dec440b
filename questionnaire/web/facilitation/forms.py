"""The forms of the facilitators' space."""

from __future__ import annotations

from flask_wtf.file import FileField
from wtforms import HiddenField, PasswordField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, ValidationError

from questionnaire.accounts.passwords import password_fault
from questionnaire.texts import clean_text
from questionnaire.typography import NBSP
from questionnaire.web.forms import PageForm

NAME_MAX, TITLE_MAX, VERSION_MAX, MESSAGE_MAX = 80, 120, 80, 500


def line_of(text: str | None) -> str:
    """Return a text typed in a field of one line, cleaned to be stored."""
    return " ".join(clean_text(text or "").split())


def max_length(maximum: int) -> Length:
    """Return the validator of the length of a text."""
    return Length(max=maximum, message=f"Ce texte est trop long{NBSP}: {maximum} caractères au plus.")


class SignInForm(PageForm):
    """Name and password."""

    name = StringField("Votre nom", [DataRequired("Écrivez votre nom.")], filters=[line_of])
    password = PasswordField("Votre mot de passe", [InputRequired("Écrivez votre mot de passe.")])


class WelcomeForm(PageForm):
    """A new account: a name, and a password typed twice."""

    name = StringField("Votre nom", [DataRequired("Écrivez votre nom."), max_length(NAME_MAX)], filters=[line_of])
    password = PasswordField("Votre mot de passe", [InputRequired("Choisissez un mot de passe.")])
    again = PasswordField("Le même, encore une fois", [InputRequired("Écrivez le mot de passe une seconde fois.")])

    def validate_password(self, field: PasswordField) -> None:
        """Refuse a password that is too easy to guess."""
        if fault := password_fault(field.data, self.name.data or ""):
            raise ValidationError(fault)

    def validate_again(self, field: PasswordField) -> None:
        """Refuse two different passwords."""
        if field.data != self.password.data:
            raise ValidationError("Les deux mots de passe sont différents.")


class PasswordForm(PageForm):
    """A new password for one's own account."""

    current = PasswordField("Votre mot de passe actuel", [InputRequired("Écrivez votre mot de passe actuel.")])
    password = PasswordField("Le nouveau", [InputRequired("Choisissez un nouveau mot de passe.")])
    again = PasswordField("Le nouveau, encore une fois", [InputRequired("Écrivez-le une seconde fois.")])

    def validate_again(self, field: PasswordField) -> None:
        """Refuse two different passwords."""
        if field.data != self.password.data:
            raise ValidationError("Les deux nouveaux mots de passe sont différents.")


class NewDraftForm(PageForm):
    """A new draft: from a version, or from a file."""

    title = StringField("Le nom du brouillon", [max_length(TITLE_MAX)], filters=[line_of])
    file = FileField("Un fichier de critères (YAML)")


class DraftForm(PageForm):
    """The text of a draft, and the revision that it was edited from."""

    source = TextAreaField("Le texte du brouillon")
    revision = HiddenField()


class RenameForm(PageForm):
    """The name of a draft."""

    title = StringField(
        "Le nom du brouillon", [DataRequired("Donnez un nom."), max_length(TITLE_MAX)], filters=[line_of]
    )


class PublishForm(PageForm):
    """The reason for a publication, with the draft revision and the version in service that were shown."""

    message = StringField(
        f"Pourquoi ce changement{NBSP}?",
        [DataRequired("Dites en une phrase pourquoi : elle restera dans l’historique."), max_length(MESSAGE_MAX)],
        filters=[line_of],
    )
    revision = HiddenField()
    expected = HiddenField()


class NamedPublishForm(PublishForm):
    """The same, with the name of the version."""

    version = StringField(
        "Le nom de cette version",
        [DataRequired("Donnez un nom à cette version."), max_length(VERSION_MAX)],
        filters=[line_of],
    )
