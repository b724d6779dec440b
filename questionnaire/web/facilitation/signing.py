"""Sign-in and sign-out, and one's own account: change of password, end of every session."""

from __future__ import annotations

from flask import Blueprint, flash, g, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from questionnaire.accounts.journal import Event
from questionnaire.accounts.passwords import hash_password, password_fault, verify_password
from questionnaire.accounts.roles import ROLE_WORDS, Role
from questionnaire.errors import StorageError
from questionnaire.storage import Facilitator
from questionnaire.typography import NBSP
from questionnaire.web.addresses import visitor_address
from questionnaire.web.context import services
from questionnaire.web.facilitation.access import (
    close_every_session,
    close_session,
    facilitator,
    note,
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
from questionnaire.web.facilitation.forms import PasswordForm, SignInForm
from questionnaire.web.facilitation.interrupted_forms import (
    HELD_TEXT,
    InterruptedForm,
    interrupted_form,
    resent_form,
)
from questionnaire.web.forms import RESUMED_FIELD, STALE, PageForm
from questionnaire.web.middleware.errors import delay_words, not_done, refusal, wants_json

blueprint = Blueprint("signing", __name__)

REFUSED = (
    "Ce nom et ce mot de passe ne vont pas ensemble. Vérifiez les majuscules du mot de passe, puis réessayez."
)
SLOWED = (
    f"Plusieurs essais manqués viennent d’avoir lieu avec ce nom, ou depuis votre réseau{NBSP}: par sécurité, attendez "
    "{delay}, puis tapez à nouveau votre mot de passe. Si vous l’avez oublié, une personne qui administre l’espace "
    "peut vous donner un lien pour en choisir un autre."
)
NOT_TRIED = (  # browsers do not show a password again
    f"{{cause}}{NBSP}: la connexion n’a pas pu se faire. Tapez à nouveau votre mot de passe {{when}}."
)
READ_ONLY = "Votre compte permet de lire, pas de modifier : rien n’a été enregistré."
NOT_ADMINISTRATOR = "Votre compte ne permet pas de gérer les comptes : rien n’a été enregistré."
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
        return _sign_in_page(form, _slowed_words(wait)), 429, {"Retry-After": str(wait)}
    if not verify_password(credentials[1] if credentials else None, form.password.data) or credentials is None:
        _record_failure("mot-de-passe", credentials)
        return _sign_in_page(form, REFUSED), 422
    attempt_succeeded(attempt, noted)
    mark_browser(credentials[0].name, credentials[1])
    open_session(credentials[0])
    note(Event.SIGNED_IN, credentials[0].name, compte=credentials[0].name)
    interrupted = resent_form(stale=False)
    return (
        _resume_page(credentials[0], interrupted)
        if interrupted.text or interrupted.fields
        else safe_redirect(target)
    )


def _resume_page(account: Facilitator, interrupted: InterruptedForm) -> ResponseReturnValue:
    """Return the page that leads back to an interrupted form, with what was typed in it; nothing is saved yet."""
    back = safe_redirect(interrupted.target)
    g.facilitator = account
    return make_response(
        render_template(
            "facilitation/resume_form.html",
            address=getattr(back, "location", ""),
            interrupted=interrupted,
            form=PageForm(formdata=None),
            resumed=RESUMED_FIELD,
        )
    )


def _slowed_words(seconds: int) -> str:
    return SLOWED.format(delay=delay_words(seconds))


def _record_failure(reason: str, credentials: tuple[Facilitator, str] | None) -> None:
    # an unknown name is not recorded: it may be a password typed in the wrong field
    name = credentials[0].name if credentials else ""
    note(Event.SIGN_IN_REFUSED, name, address=visitor_address(), motif=reason, compte=name)


def _sign_in_page(form: SignInForm, problem: str, interrupted: InterruptedForm | None = None) -> str:
    """Return the sign-in page, which holds an interrupted form: by default, the one that it sent."""
    interrupted = interrupted or resent_form(stale=form.stale)
    return render_template(
        "facilitation/sign_in.html",
        form=form,
        problem=problem,
        interrupted=interrupted,
        text_name=HELD_TEXT,
        target=interrupted.target,
        nobody=services().accounts.count() == 0,
    )


def signed_out() -> ResponseReturnValue:
    """Return the response to a request without a session: the sign-in page, which holds the form sent, if any."""
    if request.method in ("GET", "HEAD"):
        target = request.script_root + request.full_path.removesuffix("?")
        return redirect(url_for("facilitation.signing.sign_in", suite=target), 303)
    if wants_json():
        return refusal(401, ENDED)
    return make_response(_sign_in_page(SignInForm(formdata=None), ENDED, interrupted_form()), 401)


@blueprint.post("/deconnexion")
@reading
def sign_out() -> ResponseReturnValue:
    """End the session."""
    if PageForm(formdata=request.form).validate():
        note(Event.SIGNED_OUT, compte=facilitator().name)
        close_session()
        return _signed_out_here("La session est terminée.")
    return redirect(url_for("facilitation.overview.home"), 303)


def _signed_out_here(message: str) -> ResponseReturnValue:
    flash(message, "success")
    response = redirect(url_for("facilitation.signing.sign_in"), 303)
    response.headers["Clear-Site-Data"] = '"cache", "storage"'  # for shared computers
    return response


@blueprint.route("/compte", methods=["GET", "POST"])
@reading
def account() -> ResponseReturnValue:
    """Show the account; change its password, which ends its other sessions."""
    form = PasswordForm(formdata=request.form if request.method == "POST" else None)
    if request.method != "POST":
        return _account_page(form)
    me, accounts = facilitator(), services().accounts
    if form.validate():
        credentials = accounts.find(me.name)
        attempt = new_attempt(me.name, credentials[1] if credentials else "")
        wait, noted = begin_attempt(attempt)
        if wait:
            form.current.errors = [_slowed_words(wait)]
            return _account_page(form), 429, {"Retry-After": str(wait)}
        if not verify_password(credentials[1] if credentials else None, form.current.data):
            note(Event.PASSWORD_REFUSED, compte=me.name)
            form.current.errors = ["Ce n’est pas votre mot de passe actuel."]
        elif fault := password_fault(form.password.data, me.name):
            attempt_succeeded(attempt, noted)
            form.password.errors = [fault]
        else:
            attempt_succeeded(attempt, noted)
            new_hash = hash_password(form.password.data)
            accounts.set_password(me.name, new_hash, session_digest())
            mark_browser(me.name, new_hash)
            note(Event.PASSWORD_CHANGED, compte=me.name, origine="espace")
            flash("Votre mot de passe est changé. Vos autres sessions sont terminées.", "success")
            return redirect(url_for("facilitation.signing.account"), 303)
    return _account_page(form), 422


def _account_page(form: PasswordForm) -> str:
    return render_template("facilitation/account.html", form=form, role_words=ROLE_WORDS[facilitator().role])


@blueprint.post("/compte/deconnexions")
@reading
def sign_out_everywhere() -> ResponseReturnValue:
    """End every session of the account, on any computer."""
    if PageForm(formdata=request.form).validate():
        note(Event.SIGNED_OUT_EVERYWHERE, compte=facilitator().name)
        close_every_session()
        return _signed_out_here("Toutes vos sessions sont terminées, ici et ailleurs.")
    flash(STALE, "error")
    return redirect(url_for("facilitation.signing.account"), 303)


def forbidden(needed: Role) -> ResponseReturnValue:
    """Return the response to an account whose role is not sufficient, and record it in the journal."""
    note(Event.ACCESS_REFUSED, compte=facilitator().name, role=needed.value)
    if wants_json():
        return refusal(403, READ_ONLY if needed is Role.ANIMATION else NOT_ADMINISTRATOR)
    return make_response(render_template("facilitation/forbidden.html", needed=needed), 403)
