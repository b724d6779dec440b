"""The forms about accounts: an invitation, a role, a new password."""

from __future__ import annotations

from wtforms import HiddenField, PasswordField, RadioField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, ValidationError

from questionnaire.accounts.passwords import password_fault
from questionnaire.accounts.roles import ROLE_WORDS, Role
from questionnaire.typography import NBSP
from questionnaire.web.facilitation.forms import NAME_MAX, line_of, max_length
from questionnaire.web.forms import PageForm

NO_ROLE = "Choisissez un rôle."
_ROLES = [SelectChoice(role.value, words) for role, words in ROLE_WORDS.items()]


class RoleForm(PageForm):
    """The role of an account."""

    role = RadioField("Rôle", [InputRequired(NO_ROLE)], choices=_ROLES, invalid_choice_message=NO_ROLE)

    @property
    def chosen(self) -> Role:
        """The role, once the form is valid."""
        return Role(self.role.data)


class InvitationForm(RoleForm):
    """Whom an invitation is for, and the role that it gives."""

    label = StringField(
        f"Pour qui{NBSP}?",
        [DataRequired("Écrivez un nom ou un courriel, pour vous y retrouver."), max_length(NAME_MAX)],
        filters=[line_of],
    )
    nonce = HiddenField()


class NewPasswordForm(PageForm):
    """A password chosen with a one-time link."""

    account = ""  # the name of the account, set by the view: the password must not be that name

    password = PasswordField("Le nouveau mot de passe", [InputRequired("Choisissez un mot de passe.")])
    again = PasswordField("Le même, encore une fois", [InputRequired("Écrivez le mot de passe une seconde fois.")])

    def validate_password(self, field: PasswordField) -> None:
        """Refuse a password that is too easy to guess."""
        if fault := password_fault(field.data, self.account):
            raise ValidationError(fault)

    def validate_again(self, field: PasswordField) -> None:
        """Refuse two different passwords."""
        if field.data != self.password.data:
            raise ValidationError("Les deux mots de passe sont différents.")
