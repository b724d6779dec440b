"""The accounts of the space, for administrators: list, invitations, role, link to a new password, removal."""

from __future__ import annotations

import datetime

from flask import Blueprint, abort, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from questionnaire.accounts.journal import Event
from questionnaire.accounts.keys import key_digest, new_nonce, one_time_key
from questionnaire.accounts.roles import Role
from questionnaire.storage import AccountChange, Facilitator, now
from questionnaire.typography import NBSP, day_words
from questionnaire.web.context import services
from questionnaire.web.facilitation.access import administering, facilitator, note
from questionnaire.web.facilitation.people_forms import InvitationForm, RoleForm
from questionnaire.web.forms import STALE, PageForm
from questionnaire.web.local_time import day, moment
from questionnaire.web.middleware.errors import error_page
from questionnaire.web.view_models import mail_link

blueprint = Blueprint("people", __name__, url_prefix="/comptes")

INVITATION_LIFETIME = datetime.timedelta(hours=72)  # said in templates/facilitation/people.html too
PASSWORD_LINK_LIFETIME = datetime.timedelta(hours=1)
LAST_ADMINISTRATOR = (
    "C’est la dernière personne qui administre l’espace : donnez d’abord ce rôle à une autre. Rien n’a été changé."
)
DENIED = "Votre compte n’administre plus l’espace, ou il a été retiré : rien n’a été changé."
GONE = "Ce compte a été retiré entre-temps."
NO_ACCOUNT = (
    "Ce compte n’existe pas, ou plus",
    "Il a peut-être été retiré entre-temps par une autre personne. La page « Comptes » montre ceux qu’il y a.",
)
HAS_ACCOUNT = (
    "Un compte porte déjà ce nom. Pour un mot de passe oublié, ouvrez ce compte dans la liste ci-dessus et donnez un lien ; "
    "pour une autre personne du même nom, ajoutez une initiale."
)


@blueprint.get("")
@administering
def index() -> str:
    """List the accounts and the pending invitations, with the form of a new one."""
    form = InvitationForm(formdata=None, data={"role": Role.ANIMATION.value, "nonce": new_nonce()})
    return _index_page(form)


def _index_page(form: InvitationForm, problem: str = "") -> str:
    links, accounts = services().links.invitations(), services().accounts.all()
    return render_template(
        "facilitation/people.html",
        accounts=accounts,
        invitations=links,
        form=form,
        problem=problem,
        day_words=day_words,
    )


@blueprint.post("/invitations")
@administering
def invite() -> ResponseReturnValue:
    """Create an invitation and show its link; a form sent twice shows the same link."""
    form = InvitationForm(formdata=request.form)
    valid = form.validate()
    if valid and services().accounts.find(form.label.data):
        form.label.errors, valid = [HAS_ACCOUNT], False
    if not valid:
        return _index_page(form), 422
    token = _token(form.nonce.data)
    new = services().links.invitation(key_digest(token)) is None
    invitation = services().links.invite(
        key_digest(token),
        form.chosen,
        now() + INVITATION_LIFETIME,
        label=form.label.data,
        author=facilitator().name,
    )
    if new:
        note(Event.INVITED, role=form.chosen.value, origine="espace")
    url = url_for("facilitation.links.welcome", token=token, _external=True)
    recipient = invitation.label if "@" in invitation.label else ""
    mail = (
        f"Bonjour,\n\nVoici un lien pour créer votre compte dans l’espace d’animation de Terrain d’entente. Il sert une "
        f"fois, jusqu’au {moment(invitation.expires_at)} :\n{url}\n"
    )
    return render_template(
        "facilitation/link_given.html",
        title=f"Une invitation pour {invitation.label}",
        explanation="La personne y choisit son nom et son mot de passe. Son compte a le rôle "
        f"«{NBSP}{invitation.role.value}{NBSP}».",
        url=url,
        expires_at=invitation.expires_at,
        mail_url=mail_link("Votre compte dans l’espace d’animation", mail, recipient),
    )


def _token(nonce: str | None) -> str:
    return one_time_key(str(current_app.secret_key), nonce or new_nonce())


@blueprint.post("/invitations/<int:number>/retirer")
@administering
def withdraw(number: int) -> ResponseReturnValue:
    """Withdraw an invitation."""
    if not PageForm(formdata=request.form).validate():
        flash(STALE, "error")
    elif invitation := services().links.withdraw(number):
        note(Event.INVITATION_WITHDRAWN, role=invitation.role.value, origine="espace")
        flash("L’invitation est retirée : son lien n’ouvre plus rien.", "success")
    else:
        flash("Cette invitation a déjà servi, ou a déjà été retirée.", "info")
    return redirect(url_for(".index"), 303)


@blueprint.get("/<int:number>")
@administering
def show(number: int) -> str:
    """Show an account, and what an administrator may change."""
    account = _find(number)
    return _account_page(account, RoleForm(formdata=None, data={"role": account.role.value}))


def _account_page(account: Facilitator, form: RoleForm, problem: str = "") -> str:
    return render_template(
        "facilitation/person.html",
        account=account,
        form=form,
        nonce=new_nonce(),
        problem=problem,
        last=account.role.administers and services().accounts.administrators() == 1,
        since=day(account.created_at),
        day_words=day_words,
    )


def _find(number: int) -> Facilitator:
    account = services().accounts.get(number)
    if account is None:
        abort(error_page(404, NO_ACCOUNT))
    return account


@blueprint.post("/<int:number>/role")
@administering
def change_role(number: int) -> ResponseReturnValue:
    """Change a role."""
    account, form = _find(number), RoleForm(formdata=request.form)
    if not form.validate():
        return _account_page(account, form), 422
    if form.chosen is account.role:
        return redirect(url_for(".show", number=number), 303)
    change = services().accounts.set_role_by(facilitator().id, number, form.chosen)
    if change is AccountChange.LAST_ADMINISTRATOR:
        return _account_page(account, form, LAST_ADMINISTRATOR), 409
    if change is not AccountChange.DONE:
        return _refused(change)
    note(Event.ROLE_CHANGED, compte=account.name, role=form.chosen.value, origine="espace")
    flash(f"Le rôle de {account.name} est maintenant «{NBSP}{form.chosen.value}{NBSP}».", "success")
    demoted_oneself = number == facilitator().id and not form.chosen.administers
    home = url_for("facilitation.overview.home")
    return redirect(home if demoted_oneself else url_for(".show", number=number), 303)


def _refused(change: AccountChange) -> ResponseReturnValue:
    flash(GONE if change is AccountChange.GONE else DENIED, "error")
    return redirect(
        url_for(".index") if change is AccountChange.GONE else url_for("facilitation.overview.home"), 303
    )


@blueprint.post("/<int:number>/mot-de-passe")
@administering
def password_link(number: int) -> ResponseReturnValue:
    """Create a link to a new password and show it; a form sent twice shows the same link."""
    account = _find(number)
    form = RoleForm(formdata=None, data={"role": account.role.value})
    if not PageForm(formdata=request.form).validate():
        return _account_page(account, form, STALE), 422
    if number == facilitator().id:
        return redirect(url_for("facilitation.signing.account"), 303)
    token, expires_at = _token(request.form.get("nonce")), now() + PASSWORD_LINK_LIFETIME
    links = services().links
    if links.password_link(key_digest(token)) is None:
        links.give_password_link(number, key_digest(token), expires_at, facilitator().name)
        note(Event.PASSWORD_LINK_GIVEN, compte=account.name, origine="espace")
    url = url_for("facilitation.links.new_password", token=token, _external=True)
    mail = (
        "Bonjour,\n\nVoici un lien pour choisir un nouveau mot de passe dans l’espace d’animation de Terrain d’entente. Il "
        f"sert une fois, pendant une heure :\n{url}\n"
    )
    return render_template(
        "facilitation/link_given.html",
        title=f"Un nouveau mot de passe pour {account.name}",
        explanation=f"Ses sessions sont fermées. Son mot de passe d’avant reste valable tant que ce lien n’a pas servi{NBSP}: "
        "si quelqu’un d’autre le connaît, retirez plutôt le compte.",
        url=url,
        expires_at=expires_at,
        mail_url=mail_link("Votre mot de passe dans l’espace d’animation", mail),
        account=account,
    )


@blueprint.route("/<int:number>/retirer", methods=["GET", "POST"])
@administering
def remove(number: int) -> ResponseReturnValue:
    """Ask for confirmation, then remove an account."""
    account = _find(number)
    form = PageForm(formdata=request.form if request.method == "POST" else None)
    if request.method != "POST" or not form.validate():
        return _removal_page(account, form), 200 if request.method != "POST" else 422
    change = services().accounts.remove_by(facilitator().id, number)
    if change is AccountChange.LAST_ADMINISTRATOR:
        return _removal_page(account, form, LAST_ADMINISTRATOR), 409
    if change is not AccountChange.DONE:
        return _refused(change)
    note(Event.ACCOUNT_REMOVED, compte=account.name, origine="espace")
    flash(f"Le compte de {account.name} est retiré.", "success")
    return redirect(url_for(".index"), 303)


def _removal_page(account: Facilitator, form: PageForm, problem: str = "") -> str:
    last = account.role.administers and services().accounts.administrators() == 1
    return render_template(
        "facilitation/remove_person.html", account=account, form=form, problem=problem, last=last
    )
