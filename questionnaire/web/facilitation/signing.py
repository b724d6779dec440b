"""Sign-in and sign-out, creation of the first account, change of password."""

from __future__ import annotations

from flask import Blueprint, abort, flash, g, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from questionnaire.accounts.keys import key_digest
from questionnaire.accounts.passwords import hash_password, password_fault, verify_password
from questionnaire.accounts.roles import Role
from questionnaire.errors import StorageError
from questionnaire.logs import record
from questionnaire.storage import Facilitator
from questionnaire.typography import NBSP
from questionnaire.web.addresses import visitor_address
from questionnaire.web.context import services
from questionnaire.web.facilitation.access import (
    close_session,
    facilitator,
    open_session,
    reading,
    safe_redirect,
    session_digest,
)
from questionnaire.web.facilitation.attempts import (
    attempt_succeeded,
    begin_attempt,
    mark_browser,
    new_attempt,
)
from questionnaire.web.facilitation.forms import PasswordForm, SignInForm, WelcomeForm
from questionnaire.web.forms import PageForm
from questionnaire.web.middleware.errors import delay_words, not_done, refusal, wants_json

blueprint = Blueprint("signing", __name__)

REFUSED = (
    "Ce nom et ce mot de passe ne vont pas ensemble. Vérifiez les majuscules du mot de passe, puis réessayez."
)
SLOWED = (
    f"Plusieurs essais manqués viennent d’avoir lieu avec ce nom, ou depuis votre réseau{NBSP}: par sécurité, attendez "
    "{delay}, puis tapez à nouveau votre mot de passe. Si vous l’avez oublié, la personne qui héberge le site peut vous en "
    "donner un autre."
)
NOT_TRIED = (  # browsers do not show a password again
    f"{{cause}}{NBSP}: la connexion n’a pas pu se faire. Tapez à nouveau votre mot de passe {{when}}."
)
READ_ONLY = "Votre compte permet de lire, pas de modifier : rien n’a été enregistré."
ENDED = "Votre session est terminée, ou votre compte a été retiré : rien n’a été enregistré. Reconnectez-vous."


@blueprint.route("/connexion", methods=["GET", "POST"])
def sign_in() -> ResponseReturnValue:
    """Sign in with a name and a password."""
    target = request.args.get("suite", "")
    if g.facilitator is not None and request.method != "POST":
        return safe_redirect(target)
    form = SignInForm(formdata=request.form if request.method == "POST" else None)
    if request.method != "POST":
        return _sign_in_page(form, "")
    if not form.validate():
        return _sign_in_page(form, ""), 422
    try:
        return _try_to_sign_in(form, target)
    except StorageError as error:
        return _sign_in_page(form, not_done(error, NOT_TRIED)), 503


def _try_to_sign_in(form: SignInForm, target: str) -> ResponseReturnValue:
    credentials = services().accounts.find(form.name.data)
    attempt = new_attempt(form.name.data, credentials[1] if credentials else "")
    wait, noted = begin_attempt(attempt)
    if wait:
        _record_failure("limite", credentials)
        return _sign_in_page(form, _waiting(wait)), 429, {"Retry-After": str(wait)}
    if not verify_password(credentials[1] if credentials else None, form.password.data) or credentials is None:
        _record_failure("mot-de-passe", credentials)
        return _sign_in_page(form, REFUSED), 422
    attempt_succeeded(attempt, noted)
    mark_browser(credentials[0].name, credentials[1])
    open_session(credentials[0])
    record("connexion", compte=credentials[0].name)
    return safe_redirect(target)


def _waiting(seconds: int) -> str:
    return SLOWED.format(delay=delay_words(seconds))


def _record_failure(reason: str, credentials: tuple[Facilitator, str] | None) -> None:
    # a name that no account has is not written: it may be a password typed in the wrong field
    record(
        "echec-connexion",
        adresse=visitor_address(),
        motif=reason,
        compte=credentials[0].name if credentials else "",
    )


def _sign_in_page(form: SignInForm, problem: str, unsaved: str = "") -> str:
    return render_template(
        "facilitation/sign_in.html",
        form=form,
        problem=problem,
        unsaved=unsaved,
        nobody=services().accounts.count() == 0,
    )


def signed_out() -> ResponseReturnValue:
    """Return the response without a session: sign-in page, with the text sent shown to be copied."""
    if request.method in ("GET", "HEAD"):
        target = request.script_root + request.full_path.removesuffix("?")
        return redirect(url_for("facilitation.signing.sign_in", suite=target), 303)
    if wants_json():
        return refusal(401, ENDED)
    form = SignInForm(formdata=None)
    return make_response(_sign_in_page(form, ENDED, request.form.get("source", "")), 401)


@blueprint.post("/deconnexion")
@reading
def sign_out() -> ResponseReturnValue:
    """End the session."""
    if PageForm(formdata=request.form).validate():
        record("deconnexion", compte=facilitator().name)
        close_session()
        flash("La session est terminée.", "success")
        response = redirect(url_for("facilitation.signing.sign_in"), 303)
        response.headers["Clear-Site-Data"] = '"cache", "storage"'  # for shared computers
        return response
    return redirect(url_for("facilitation.overview.home"), 303)


@blueprint.route("/bienvenue/<token>", methods=["GET", "POST"])
def welcome(token: str) -> ResponseReturnValue:
    """Create an account with a one-time link: that of the first account, printed by the server, or an invitation."""
    accounts, digest = services().accounts, key_digest(token)
    if not accounts.invited(digest):
        abort(404)
    form = WelcomeForm(formdata=request.form if request.method == "POST" else None)
    if request.method != "POST":
        return render_template("facilitation/welcome.html", form=form)
    if not form.validate():
        return render_template("facilitation/welcome.html", form=form), 422
    password_hash = hash_password(form.password.data)
    if not accounts.add(form.name.data, password_hash, Role.ANIMATION, invitation=digest):
        if not accounts.invited(digest):
            abort(404)  # the link was used, or closed by another account, meanwhile
        form.name.errors = ["Quelqu’un porte déjà ce nom : ajoutez une initiale."]
        return render_template("facilitation/welcome.html", form=form), 422
    record("compte-cree", compte=form.name.data, role=Role.ANIMATION.value, origine="lien")
    credentials = accounts.find(form.name.data)
    if credentials:
        mark_browser(credentials[0].name, credentials[1])
        open_session(credentials[0])
    flash("Votre compte est créé. Bienvenue dans l’espace d’animation.", "success")
    return redirect(url_for("facilitation.overview.home"), 303)


@blueprint.route("/compte", methods=["GET", "POST"])
@reading
def account() -> ResponseReturnValue:
    """Show the account; change its password, which ends its other sessions."""
    form = PasswordForm(formdata=request.form if request.method == "POST" else None)
    if request.method != "POST":
        return render_template("facilitation/account.html", form=form)
    me, accounts = facilitator(), services().accounts
    if form.validate():
        credentials = accounts.find(me.name)
        attempt = new_attempt(me.name, credentials[1] if credentials else "")
        wait, noted = begin_attempt(attempt)
        if wait:
            form.current.errors = [_waiting(wait)]
            return render_template("facilitation/account.html", form=form), 429, {"Retry-After": str(wait)}
        if not verify_password(credentials[1] if credentials else None, form.current.data):
            record("echec-mot-de-passe", compte=me.name)
            form.current.errors = ["Ce n’est pas votre mot de passe actuel."]
        elif fault := password_fault(form.password.data, me.name):
            attempt_succeeded(attempt, noted)
            form.password.errors = [fault]
        else:
            attempt_succeeded(attempt, noted)
            new_hash = hash_password(form.password.data)
            accounts.set_password(me.name, new_hash, session_digest())
            mark_browser(me.name, new_hash)
            record("mot-de-passe-change", compte=me.name, origine="espace")
            flash("Votre mot de passe est changé. Vos autres sessions sont terminées.", "success")
            return redirect(url_for("facilitation.signing.account"), 303)
    return render_template("facilitation/account.html", form=form), 422


def forbidden() -> ResponseReturnValue:
    """Return the response to an account whose role is not sufficient."""
    if wants_json():
        return refusal(403, READ_ONLY)
    return make_response(render_template("facilitation/forbidden.html"), 403)
