"""The pages that one-time links open, without an account: an invitation, and a new password.

Opening a link does not use it up: mail filters open every link that they see.
"""

from __future__ import annotations

import datetime
from typing import NoReturn

from flask import Blueprint, abort, flash, g, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from questionnaire.accounts.journal import Event
from questionnaire.accounts.keys import key_digest
from questionnaire.accounts.passwords import hash_password
from questionnaire.accounts.roles import ROLE_WORDS
from questionnaire.storage import Invitation, LinkState, PasswordLink
from questionnaire.typography import NBSP, french
from questionnaire.web.context import services
from questionnaire.web.facilitation.access import note, open_session
from questionnaire.web.facilitation.attempts import attempt_succeeded, mark_browser, new_attempt
from questionnaire.web.facilitation.forms import WelcomeForm
from questionnaire.web.facilitation.people_forms import NewPasswordForm
from questionnaire.web.local_time import moment

blueprint = Blueprint("links", __name__)

UNKNOWN = (
    "Ce lien n’ouvre rien",
    "Il est peut-être coupé : copiez-le en entier, sans espace ni point à la fin. Ou il a fait son temps : demandez-en un "
    "autre à la personne qui vous l’a envoyé.",
)
_INVITATION_OVER = {
    LinkState.USED: (
        "Cette invitation a déjà servi",
        "Elle ne sert qu’une fois, et le compte est créé. Si c’est le vôtre, connectez-vous avec "
        "le nom et le mot de passe choisis ce jour-là. Sinon, prévenez la personne qui vous a envoyé ce lien.",
    ),
    LinkState.EXPIRED: (
        "Cette invitation a expiré",
        "Elle servait jusqu’au {until}. Demandez-en une autre à la personne qui vous l’a envoyée.",
    ),
    LinkState.WITHDRAWN: (
        "Cette invitation a été retirée",
        "Demandez-en une autre à la personne qui vous l’avait envoyée.",
    ),
}
_PASSWORD_LINK_OVER = {
    LinkState.USED: (
        "Ce lien a déjà servi",
        "Il ne sert qu’une fois, et le mot de passe est changé. Connectez-vous avec lui. Si ce n’est "
        "pas vous qui l’avez changé, prévenez aussitôt une personne qui administre l’espace.",
    ),
    LinkState.EXPIRED: (
        "Ce lien a expiré",
        "Il servait une heure, jusqu’au {until}. Demandez-en un autre à une personne qui administre l’espace.",
    ),
    LinkState.WITHDRAWN: (
        "Ce lien ne sert plus",
        "Un autre lien a été donné depuis, ou le mot de passe a été changé. Prenez le plus récent, ou demandez-en un autre à "
        "une personne qui administre l’espace.",
    ),
}
NAME_TAKEN = (
    "Quelqu’un porte déjà ce nom : si c’est vous, vous avez déjà un compte, connectez-vous (un mot de passe oublié se "
    "remplace : demandez un lien). Sinon, ajoutez une initiale."
)


@blueprint.route("/bienvenue/<token>", methods=["GET", "POST"])
def welcome(token: str) -> ResponseReturnValue:
    """Create an account with an invitation, or with the link of the first account, printed by the server."""
    digest = key_digest(token)
    invitation = _open_invitation(digest)
    form = WelcomeForm(formdata=request.form if request.method == "POST" else None)
    if request.method != "POST":
        # an e-mail address is not proposed as a name, which others will see
        form.name.data = "" if "@" in invitation.label else invitation.label
        return _welcome_page(form, invitation)
    if not form.validate():
        return _welcome_page(form, invitation), 422
    accounts, name = services().accounts, form.name.data
    taken = accounts.find(name) is not None
    if taken or not accounts.add(name, hash_password(form.password.data), invitation.role, invitation=digest):
        _open_invitation(digest)  # used meanwhile, or withdrawn
        form.name.errors = [NAME_TAKEN]
        return _welcome_page(form, invitation), 422
    by = {"invitation": invitation.author} if invitation.author else {}
    note(Event.ACCOUNT_CREATED, name, compte=name, role=invitation.role.value, origine="lien", **by)
    _enter(name)
    flash("Votre compte est créé. Bienvenue dans l’espace d’animation.", "success")
    return redirect(url_for("facilitation.overview.home"), 303)


def _open_invitation(digest: str) -> Invitation:
    invitation = services().links.invitation(digest)
    if invitation is None:
        _stop(404, *UNKNOWN)
    if invitation.state is not LinkState.WAITING:
        _stop(410, *_INVITATION_OVER[invitation.state], until=invitation.expires_at)
    return invitation


def _stop(code: int, title: str, text: str, *, until: datetime.datetime | None = None) -> NoReturn:
    """Abort with a page that says why a link opens nothing, and how to sign in."""
    words = french(text.format(until=moment(until) if until else ""))
    abort(make_response(render_template("facilitation/link_over.html", code=code, title=title, text=words), code))


def _welcome_page(form: WelcomeForm, invitation: Invitation) -> str:
    return render_template(
        "facilitation/welcome.html",
        form=form,
        invitation=invitation,
        role_words=ROLE_WORDS[invitation.role],
        signed_in=g.facilitator,
    )


def _enter(name: str) -> None:
    """Open a session for the account whose password was just chosen, and delete its failed attempts from here."""
    credentials = services().accounts.find(name)
    if credentials:
        attempt_succeeded(new_attempt(name, credentials[1]), [])
        mark_browser(credentials[0].name, credentials[1])
        open_session(credentials[0])


@blueprint.route("/mot-de-passe/<token>", methods=["GET", "POST"])
def new_password(token: str) -> ResponseReturnValue:
    """Choose a password with a link that an administrator gave."""
    digest = key_digest(token)
    link = _open_password_link(digest)
    form = NewPasswordForm(formdata=request.form if request.method == "POST" else None)
    form.account = link.account
    if request.method != "POST":
        return render_template("facilitation/new_password.html", form=form, link=link)
    if not form.validate():
        return render_template("facilitation/new_password.html", form=form, link=link), 422
    if not services().links.choose_password(digest, hash_password(form.password.data)):
        _open_password_link(digest)
        _stop(404, *UNKNOWN)  # the account was removed meanwhile
    note(Event.PASSWORD_CHANGED, link.account, compte=link.account, origine="lien")
    _enter(link.account)
    flash(f"Votre mot de passe est changé{NBSP}: c’est lui que vous taperez la prochaine fois.", "success")
    return redirect(url_for("facilitation.overview.home"), 303)


def _open_password_link(digest: str) -> PasswordLink:
    link = services().links.password_link(digest)
    if link is None:
        _stop(404, *UNKNOWN)
    if link.state is not LinkState.WAITING:
        _stop(410, *_PASSWORD_LINK_OVER[link.state], until=link.expires_at)
    return link
